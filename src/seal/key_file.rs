//! The file with the keys: one a line, the newest last; lines that begin with # are notes. Only its owner
//! may read it. Keys are added at its end and never taken out by us: a backup may need them.

use super::{Key, SealError};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What everybody else may do with a file.
const STRANGERS: u32 = 0o007;

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("the key file {path} cannot be read or written: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("the key file {path} can be read by everybody; chmod 600 it")]
    OpenToStrangers { path: PathBuf },
    #[error("line {line} of the key file {path} is no key")]
    NotAKey { path: PathBuf, line: usize },
    #[error("the key file {path} holds no key")]
    Empty { path: PathBuf },
}

/// All keys of the file.
pub(super) fn read(path: &Path) -> Result<Vec<Key>, KeyFileError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    // Whoever adds a key holds the lock while the line is half written.
    file.lock_shared().map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode();
    if mode & STRANGERS != 0 {
        return Err(KeyFileError::OpenToStrangers { path: path.to_owned() });
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(failed)?;
    let mut keys = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let not_a_key = |_| KeyFileError::NotAKey { path: path.to_owned(), line: number + 1 };
        keys.push(line.parse().map_err(not_a_key)?);
    }
    if keys.is_empty() {
        return Err(KeyFileError::Empty { path: path.to_owned() });
    }
    Ok(keys)
}

/// Makes the file with one key. Two that start at once make one file: the second finds it.
pub(super) fn make_unless_there(path: &Path) -> Result<(), SealError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    if path.exists() {
        return Ok(());
    }
    let key = Key::generate()?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // Under a name of its own, then linked: nobody ever sees half a file, and nobody's is overwritten.
    let draft = path.with_extension(format!("{}.new", key.id));
    let note = "# Keys of this deployment's sealed values. Without them those cannot be read: keep a copy.\n";
    let written = write_new(&draft, &format!("{note}{}", key.line()));
    let linked = written.and_then(|()| std::fs::hard_link(&draft, path));
    let _ = std::fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => Ok(other.map_err(failed)?),
    }
}

/// Adds a fresh key at the end of the file: from now on it seals.
/// # Errors  the file is not there, or cannot be written.
pub fn add_key(path: &Path) -> Result<Key, SealError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    let key = Key::generate()?;
    let mut file = OpenOptions::new().read(true).append(true).open(path).map_err(failed)?;
    file.lock().map_err(failed)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(failed)?;
    let line_end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    file.write_all(format!("{line_end}{}", key.line()).as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(key)
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
