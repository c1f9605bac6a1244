//! Finding the server's programs on this machine, and installing them where Debian's package tools can.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{
    account::is_root,
    error::{LocalPostgresError, at},
};

/// 15 is Debian 12's, and brought `security_invoker` views and `nulls not distinct`.
pub(super) const MINIMUM_MAJOR: u32 = 15;

/// Folders whose children are named for the major version (after the prefix) and hold `bin/`.
const DISTRIBUTION_PLACES: [(&str, &str); 6] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/usr/libexec", "postgresql"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
    ("/Library/PostgreSQL", ""),
];

/// Debian's way to install without making and starting a cluster on port 5432: a configuration that its install
/// scripts read. It is taken away again, so that a later `apt install` by the owner does what the owner expects.
const APT_SCRIPT: &str = r#"
set -e
export DEBIAN_FRONTEND=noninteractive
setting=/etc/postgresql-common/createcluster.d/quittance.conf
mkdir -p "${setting%/*}"
trap 'rm -f "$setting"' EXIT
echo 'create_main_cluster = off' > "$setting"
get='apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3'
install="$get install -y --no-install-recommends postgresql"
$install || { $get update && $install; }
"#;

/// A folder with `initdb` and `postgres`, both of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub folder: PathBuf,
    pub major: u32,
}

/// What is about to take a while, to be told to the person at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// `apt-get install postgresql` runs, without a cluster of the system's own.
    InstallsPackage,
    /// `initdb` runs.
    CreatesCluster,
}

/// The programs to run `data` with: of the major version that made it, else the newest.
///
/// Looks in `$QUITTANCE_PG_BIN` (and then nowhere else), in `PATH`, and where distributions put them.
/// # Errors  `NotInstalled`, `TooOld`, `OtherMajor`, `NotAServerFolder`.
pub fn find(data: &Path) -> Result<Binaries, LocalPostgresError> {
    let mut found = match env::var_os("QUITTANCE_PG_BIN").filter(|v| !v.is_empty()) {
        Some(folder) => match probe(Path::new(&folder)) {
            Some(binaries) => vec![binaries],
            None => return Err(LocalPostgresError::NotAServerFolder(folder.into())),
        },
        None => candidates().iter().filter_map(|f| probe(f)).collect(),
    };
    found.sort_by_key(|b| b.major);
    choose(found, data_major(data), data)
}

/// As `find`; if there is none and `apt-get` can be used without asking for a password, installs Debian's package.
/// # Errors  as `find`, and `InstallFailed`.
pub fn find_or_install(
    data: &Path,
    notify: impl Fn(Notice),
) -> Result<Binaries, LocalPostgresError> {
    match find(data) {
        Err(LocalPostgresError::NotInstalled { .. }) if on_path("apt-get") && may_install() => {
            notify(Notice::InstallsPackage);
            install()?;
            find(data)
        }
        result => result,
    }
}

pub(super) fn choose(
    mut sorted_by_major: Vec<Binaries>,
    data_major: Option<u32>,
    data: &Path,
) -> Result<Binaries, LocalPostgresError> {
    let install = install_command();
    if let Some(data_major) = data_major {
        sorted_by_major.retain(|b| b.major == data_major);
        return sorted_by_major
            .pop()
            .ok_or(LocalPostgresError::OtherMajor { data: data.to_owned(), data_major });
    }
    match sorted_by_major.pop() {
        Some(newest) if newest.major >= MINIMUM_MAJOR => Ok(newest),
        Some(Binaries { folder, major }) => Err(LocalPostgresError::TooOld {
            newest: major,
            at: folder,
            minimum: MINIMUM_MAJOR,
            install,
        }),
        None => Err(LocalPostgresError::NotInstalled { minimum: MINIMUM_MAJOR, install }),
    }
}

/// The major version which made the cluster in `data`, if there is one.
fn data_major(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

fn candidates() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    for (place, prefix) in DISTRIBUTION_PLACES {
        let Ok(entries) = fs::read_dir(place) else {
            continue;
        };
        folders.extend(
            entries
                .flatten()
                .filter(|e| is_version(&e.file_name(), prefix))
                .map(|e| e.path().join("bin")),
        );
    }
    folders.push("/usr/local/pgsql/bin".into()); // built from source
    folders
}

fn is_version(name: &OsStr, prefix: &str) -> bool {
    name.to_str()
        .and_then(|name| name.strip_prefix(prefix))
        .is_some_and(|rest| rest.parse::<u32>().is_ok())
}

fn probe(folder: &Path) -> Option<Binaries> {
    let postgres = folder.join("postgres");
    if !postgres.is_file() || !folder.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(postgres).arg("--version").stderr(Stdio::null()).output().ok()?;
    Some(Binaries {
        folder: folder.to_owned(),
        major: major_of(std::str::from_utf8(&output.stdout).ok()?)?,
    })
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15, `postgres (PostgreSQL) 19beta1` is 19.
pub(super) fn major_of(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

fn on_path(program: &str) -> bool {
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .any(|folder| folder.join(program).is_file())
}

/// Whether we are root or `sudo` asks for no password now.
fn may_install() -> bool {
    is_root()
        || Command::new("sudo")
            .args(["-n", "true"])
            .stdin(Stdio::null())
            .output()
            .is_ok_and(|o| o.status.success())
}

fn install() -> Result<(), LocalPostgresError> {
    let words = ["sudo", "-n", "sh", "-c", APT_SCRIPT];
    let words = if is_root() { &words[2..] } else { &words[..] };
    let output = Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .output()
        .map_err(at(words[0]))?;
    if output.status.success() {
        return Ok(());
    }
    Err(LocalPostgresError::InstallFailed {
        command: install_command().to_owned(),
        output: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The one line to type on this system.
fn install_command() -> &'static str {
    const COMMANDS: [(&str, &str); 5] = [
        ("apt-get", "sudo apt-get update && sudo apt-get install -y postgresql"),
        ("dnf", "sudo dnf install -y postgresql-server"),
        ("apk", "sudo apk add postgresql"),
        ("pacman", "sudo pacman -S --noconfirm postgresql"),
        ("brew", "brew install postgresql@17"),
    ];
    COMMANDS
        .iter()
        .find(|(tool, _)| on_path(tool))
        .map_or("sudo apt-get install -y postgresql", |(_, command)| command)
}
