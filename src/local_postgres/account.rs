//! As whom the server runs, and the folders it may use.
//!
//! PostgreSQL refuses to run as root. When we are root, the server gets an unprivileged account of its own.

use std::{
    env, fs,
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use super::error::{LocalPostgresError, at};

/// For root: everybody may enter it, unlike root's own home.
const ROOT_HOME: &str = "/var/lib/quittance";

/// An account of this machine that is not root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

pub(super) fn is_root() -> bool {
    // SAFETY: a system call without arguments that cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// `$QUITTANCE_HOME`; else, for root, a folder under `/var/lib`; else `quittance` in the user's data
/// folder (XDG); for a user without any home, `.quittance` in the current folder.
pub fn default_home() -> PathBuf {
    let folder = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(home) = folder("QUITTANCE_HOME") {
        return home;
    }
    if is_root() {
        return ROOT_HOME.into();
    }
    folder("XDG_DATA_HOME")
        .filter(|data| data.is_absolute()) // the XDG specification says to ignore a relative one
        .or_else(|| env::home_dir().map(|home| home.join(".local/share")))
        .map_or_else(|| ".quittance".into(), |data| data.join("quittance"))
}

/// The account to run the server as, or `None` when that is simply ours.
///
/// An existing cluster keeps its owner: `nobody` may have made it before the package brought a user `postgres`.
pub(super) fn server_account(data: &Path) -> Result<Option<Account>, LocalPostgresError> {
    if !is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd").map_err(at("/etc/passwd"))?;
    let owner = fs::metadata(data).ok().map(|m| m.uid());
    choose_account(&passwd, owner).map(Some).ok_or(LocalPostgresError::NoUnprivilegedUser)
}

pub(super) fn choose_account(passwd: &str, owner: Option<u32>) -> Option<Account> {
    let accounts: Vec<Account> = passwd.lines().filter_map(parse_account).collect();
    let of_owner = accounts.iter().find(|a| Some(a.uid) == owner);
    let named = |name| accounts.iter().find(move |a| a.name == name);
    of_owner.or_else(|| named("postgres")).or_else(|| named("nobody")).cloned()
}

/// A line of `/etc/passwd`: name:password:uid:gid:…. Root is not a choice.
fn parse_account(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    (uid != 0).then_some(Account { name, uid, gid })
}

/// A command of the server's, run as `account` and independent of our environment and folder.
pub(super) fn command(program: PathBuf, account: Option<&Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    for variable in ["PGDATA", "PGPORT", "PGHOST", "PGOPTIONS", "LANGUAGE", "LC_ALL"] {
        command.env_remove(variable);
    }
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid); // also drops root's supplementary groups
    }
    command
}

/// Makes `folder` (not its parents) and gives it to the server's account alone.
/// # Errors  `ForeignFolder` if it exists and is somebody else's, so that nobody can lay one out for us in `/tmp`.
pub(super) fn private_folder(
    folder: &Path,
    account: Option<&Account>,
) -> Result<(), LocalPostgresError> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return Err(at(folder)(e)),
        Ok(()) | Err(_) => {}
    }
    // SAFETY: a system call without arguments that cannot fail.
    let ours = unsafe { libc::geteuid() };
    let expected = account.map_or(ours, |account| account.uid);
    let mut found = fs::symlink_metadata(folder).map_err(at(folder))?;
    if let Some(account) = account.filter(|_| found.is_dir() && ours == 0 && found.uid() == 0) {
        // Made just now, here or by another starter that has not given it away yet.
        chown(folder, Some(account.uid), Some(account.gid)).map_err(at(folder))?;
        found = fs::symlink_metadata(folder).map_err(at(folder))?;
    }
    if !found.is_dir() || found.uid() != expected {
        return Err(LocalPostgresError::ForeignFolder {
            folder: folder.to_owned(),
            owner: found.uid(),
            expected,
        });
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(at(folder))
}

/// Fails early, with the folder's name, where the server would only say "permission denied".
pub(super) fn check_reachable(
    folder: &Path,
    account: Option<&Account>,
) -> Result<(), LocalPostgresError> {
    let Some(account) = account else {
        return Ok(());
    };
    for above in folder.ancestors() {
        let found = fs::metadata(above).map_err(at(above))?;
        let bit = if found.uid() == account.uid {
            0o100
        } else if found.gid() == account.gid {
            0o010
        } else {
            0o001
        };
        if found.mode() & bit == 0 {
            return Err(LocalPostgresError::Unreachable {
                folder: above.to_owned(),
                user: account.name.clone(),
            });
        }
    }
    Ok(())
}
