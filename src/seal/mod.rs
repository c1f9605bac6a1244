//! Values that nobody reads in the database or in a backup of it (row R2): AES-256-GCM under a key that is
//! not in the database.
//!
//! A sealed value is bound to its place (table, column, tenant, row): moved elsewhere it does not open.
//! The newest key of the ring seals, all of them open. Owns the format, the ring and its file; not which
//! columns are sealed ([`columns`]) nor when they are sealed again (`flows::keys`).

pub mod columns;
mod key_file;
#[cfg(test)]
mod tests;

pub use key_file::{KeyFileError, add_key};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// The first byte of a sealed value: how the rest is to be read.
const FORMAT: u8 = 1;
const KEY_BYTES: usize = 32;
/// Format and key.
const HEAD_BYTES: usize = 5;

/// The name of a key: what stands before a sealed value, as eight hexadecimal digits for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// A key and its name. Never shown.
#[derive(Clone)]
pub struct Key {
    id: KeyId,
    secret: [u8; KEY_BYTES],
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

/// A line of a key file that is no key. Says nothing of what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not eight hexadecimal digits, a space and 32 bytes in base64")]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(line: &str) -> Result<Self, NoKey> {
        let (id, secret) = line.trim().split_once(' ').ok_or(NoKey)?;
        let is_name = id.len() == 8 && id.bytes().all(|b| b.is_ascii_hexdigit());
        let id = is_name.then(|| u32::from_str_radix(id, 16).ok()).flatten().ok_or(NoKey)?;
        let secret = STANDARD.decode(secret.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(Self { id: KeyId(id), secret: secret.ok_or(NoKey)? })
    }
}

impl Key {
    /// A fresh key.
    /// # Errors  the system has no randomness to give.
    pub fn generate() -> Result<Self, SealError> {
        let (mut id, mut secret) = ([0; 4], [0; KEY_BYTES]);
        getrandom::fill(&mut id).map_err(|_| SealError::NoRandomness)?;
        getrandom::fill(&mut secret).map_err(|_| SealError::NoRandomness)?;
        Ok(Self { id: KeyId(u32::from_be_bytes(id)), secret })
    }

    fn line(&self) -> String {
        format!("{} {}\n", self.id, STANDARD.encode(self.secret))
    }

    fn cipher(&self) -> Result<LessSafeKey, SealError> {
        let key = UnboundKey::new(&AES_256_GCM, &self.secret).map_err(|_| SealError::Broken)?;
        Ok(LessSafeKey::new(key))
    }
}

/// Where a sealed value stands; it opens nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub column: &'a columns::SealedColumn,
    /// The nil uuid for the operator's own rows.
    pub tenant: Uuid,
    /// The row's own key beside the tenant, its parts joined by colons.
    pub row: &'a str,
}

impl Place<'_> {
    /// What the value is bound to, with its head. No part can hold the separator.
    fn bound_to(&self, head: [u8; HEAD_BYTES]) -> Vec<u8> {
        let (table, column) = (self.column.table, self.column.column);
        let place = format!("\u{1f}{table}\u{1f}{column}\u{1f}{}\u{1f}{}", self.tenant, self.row);
        [&head, place.as_bytes()].concat()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("a value is sealed with the key {0}, which is not in the key file")]
    NoSuchKey(KeyId),
    /// Changed, cut off, or from another place.
    #[error("a sealed value does not open")]
    Broken,
    #[error("there is no key to seal with")]
    NoKeys,
    #[error("the system has no randomness to give")]
    NoRandomness,
    #[error(transparent)]
    File(#[from] KeyFileError),
}

/// The keys of a deployment, the oldest first. Cheap to clone.
#[derive(Clone, Debug)]
pub struct KeyRing {
    keys: Arc<RwLock<Vec<Key>>>,
    /// Read again when a key is missing, and before sealing: somebody may have added one.
    file: Option<Arc<PathBuf>>,
}

impl KeyRing {
    /// A ring that lives as long as the process.
    #[must_use]
    pub fn of(keys: Vec<Key>) -> Self {
        Self { keys: Arc::new(RwLock::new(keys)), file: None }
    }

    /// The ring of a file that is there.
    /// # Errors  it does not read, or strangers may read it.
    pub fn read(file: PathBuf) -> Result<Self, KeyFileError> {
        let keys = key_file::read(&file)?;
        Ok(Self { keys: Arc::new(RwLock::new(keys)), file: Some(Arc::new(file)) })
    }

    /// The ring of a file, which is made with one fresh key (mode 0600) if it is not there.
    pub fn read_or_make(file: PathBuf) -> Result<Self, SealError> {
        key_file::make_unless_there(&file)?;
        Ok(Self::read(file)?)
    }

    /// The names of all keys, the newest last.
    #[must_use]
    pub fn ids(&self) -> Vec<KeyId> {
        self.with(|keys| keys.iter().map(|key| key.id).collect())
    }

    /// Seals with the newest key.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.refresh()?;
        let key = self.with(|keys| keys.last().cloned()).ok_or(SealError::NoKeys)?;
        let mut nonce = [0; NONCE_LEN];
        // Random: good for 2^32 values under one key (NIST SP 800-38D §8.3); `keys rotate` begins anew.
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let head = head_of(key.id);
        let mut sealed = plain.to_vec();
        let bound = Aad::from(place.bound_to(head));
        key.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut sealed)
            .map_err(|_| SealError::Broken)?;
        Ok([&head[..], &nonce, &sealed].concat())
    }

    /// Opens what was sealed for this very place.
    /// # Errors  `NoSuchKey`, `Broken`; trying again does not help.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let id = key_of(sealed).ok_or(SealError::Broken)?;
        let key = match self.find(id) {
            Some(key) => key,
            None => {
                self.refresh()?;
                self.find(id).ok_or(SealError::NoSuchKey(id))?
            }
        };
        let rest = &sealed[HEAD_BYTES..];
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Broken)?;
        let mut plain = body.to_vec();
        let bound = Aad::from(place.bound_to(head_of(id)));
        let length = key
            .cipher()?
            .open_in_place(nonce, bound, &mut plain)
            .map_err(|_| SealError::Broken)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    fn find(&self, id: KeyId) -> Option<Key> {
        self.with(|keys| keys.iter().find(|key| key.id == id).cloned())
    }

    fn refresh(&self) -> Result<(), KeyFileError> {
        if let Some(file) = &self.file {
            let keys = key_file::read(file)?;
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        Ok(())
    }

    fn with<T>(&self, look: impl FnOnce(&[Key]) -> T) -> T {
        look(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The key that a value is sealed with; None when it is no sealed value.
#[must_use]
pub fn key_of(sealed: &[u8]) -> Option<KeyId> {
    let (head, _) = sealed.split_first_chunk::<HEAD_BYTES>()?;
    let [format, id @ ..] = *head;
    (format == FORMAT).then_some(KeyId(u32::from_be_bytes(id)))
}

fn head_of(key: KeyId) -> [u8; HEAD_BYTES] {
    let [a, b, c, d] = key.0.to_be_bytes();
    [FORMAT, a, b, c, d]
}
