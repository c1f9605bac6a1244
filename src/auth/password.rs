//! Passwords: argon2id, the rules for new ones, and the same work for addresses we do not know.

use crate::domain::email_address::EmailAddress;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// NIST SP 800-63B-4 §3.1.1.2 asks for 8 with a second factor and 15 without; ten, with a block list
/// and growing penalties, is what this product asks for.
pub const MIN_CHARACTERS: usize = 10;
/// Long enough for any sentence, short enough that hashing it costs nothing extra.
pub const MAX_CHARACTERS: usize = 200;

/// Hashes at once. Each takes 19 MiB and a core for 20 ms: more would starve pages.
const CONCURRENT_HASHES: usize = 2;

/// What people choose when ten characters are asked for (from published lists of leaked passwords,
/// those of ten characters and more). Compared in lower case.
const COMMON: &[&str] = &[
    "0123456789",
    "0987654321",
    "1029384756",
    "1111111111",
    "1122334455",
    "1223334444",
    "123123123123",
    "1234512345",
    "123456123456",
    "1234554321",
    "12345678910",
    "1234567890",
    "123456789a",
    "123456789q",
    "1234567891",
    "1234567899",
    "123456789123",
    "1234567890a",
    "1234567890q",
    "147258369",
    "1472583690",
    "147852369",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "3rjs1la7qe",
    "7777777777",
    "987654321",
    "9876543210",
    "9999999999",
    "abc1234567",
    "abcd123456",
    "abcd1234567",
    "abcdefghij",
    "administrator",
    "adminadmin",
    "asdfasdfasdf",
    "asdfghjkl1",
    "asdfghjkl;",
    "basketball",
    "basketball1",
    "changeme123",
    "charlie123",
    "christopher",
    "computer123",
    "football123",
    "football12",
    "helloworld",
    "hello12345",
    "iloveyou12",
    "iloveyou123",
    "iloveyou1234",
    "invoice123",
    "liverpool1",
    "liverpool123",
    "login12345",
    "manchester",
    "michael123",
    "mypassword",
    "mypassword1",
    "p@ssw0rd123",
    "passw0rd12",
    "passw0rd123",
    "password01",
    "password10",
    "password11",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "password21",
    "password99",
    "password!!",
    "password1!",
    "passwordpassword",
    "passwort12",
    "passwort123",
    "passwort1234",
    "princess12",
    "princess123",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qazwsx1234",
    "qazwsxedc123",
    "qazwsxedcr",
    "quittance1",
    "quittance123",
    "qwer123456",
    "qwerasdfzxcv",
    "qwert12345",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop",
    "qwertyuiop1",
    "qwertyuiop123",
    "qwertzuiop",
    "schalke04!",
    "secret1234",
    "starwars12",
    "sunshine12",
    "sunshine123",
    "superman12",
    "superman123",
    "trustno1trustno1",
    "welcome123",
    "welcome1234",
    "willkommen",
    "willkommen1",
    "zaq12wsxcde3",
    "zxcvbnm123",
    "zxcvbnmasd",
];

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("shorter than {MIN_CHARACTERS} characters")]
    TooShort,
    #[error("longer than {MAX_CHARACTERS} characters")]
    TooLong,
    #[error("among the most used passwords, or the person's own address")]
    TooCommon,
}

/// Ok when `password` may become the password of the account at `email`.
pub fn check_new(password: &str, email: &EmailAddress) -> Result<(), WeakPassword> {
    match password.chars().count() {
        0..MIN_CHARACTERS => return Err(WeakPassword::TooShort),
        MIN_CHARACTERS..=MAX_CHARACTERS => {}
        _ => return Err(WeakPassword::TooLong),
    }
    let lower = password.to_lowercase();
    let mut characters = lower.chars();
    let first = characters.next();
    let is_one_character = characters.all(|c| Some(c) == first);
    let is_own_address = lower == email.as_str() || lower == email.local_part();
    if is_one_character || is_own_address || COMMON.contains(&lower.as_str()) {
        return Err(WeakPassword::TooCommon);
    }
    Ok(())
}

/// How a password compares with what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed with older parameters: hash it again now that it is known.
    RightButOutdated,
}

/// The hashing failed for a reason that is not the password.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    #[error("argon2: {0}")]
    Argon2(argon2::password_hash::Error),
    #[error("the hashing thread broke: {0}")]
    Thread(#[from] tokio::task::JoinError),
}

/// Hashes and verifies, a few at a time and off the async threads.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// Verified when there is no account: the answer then takes as long as for one that exists.
    decoy: Arc<str>,
}

impl Passwords {
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it hashes once, which takes 20 ms")]
    pub fn new() -> Self {
        // The decoy's own password is unknowable enough: whatever matches it is Wrong all the same.
        let decoy = hash("decoy").unwrap_or_default();
        Self { permits: Arc::new(Semaphore::new(CONCURRENT_HASHES)), decoy: decoy.into() }
    }

    /// The hash to store, as a PHC string with its salt and parameters.
    pub async fn hash(&self, password: &str) -> Result<String, HashingError> {
        let password = password.to_owned();
        self.blocking(move || hash(&password)).await?.map_err(HashingError::Argon2)
    }

    /// Compares; without a stored hash it does the same work and answers `Wrong`.
    pub async fn verify(
        &self,
        password: &str,
        stored: Option<&str>,
    ) -> Result<Verdict, HashingError> {
        let is_known = stored.is_some();
        let stored = stored.map_or_else(|| self.decoy.to_string(), str::to_owned);
        let password: String = password.chars().take(MAX_CHARACTERS + 1).collect();
        let verdict = self.blocking(move || verify(&password, &stored)).await?;
        Ok(if is_known { verdict } else { Verdict::Wrong })
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        // The semaphore is never closed; if it were, hashing unpermitted is still right.
        let permit = self.permits.clone().acquire_owned().await.ok();
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
    }
}

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2id().hash_password(password.as_bytes())?.to_string())
}

fn verify(password: &str, stored: &str) -> Verdict {
    let Ok(parsed) = PasswordHash::new(stored) else { return Verdict::Wrong };
    if argon2id().verify_password(password.as_bytes(), &parsed).is_err() {
        return Verdict::Wrong;
    }
    let is_current = parsed.algorithm == Algorithm::Argon2id.ident()
        && parsed.version == Some(Version::V0x13.into())
        && Params::try_from(&parsed).is_ok_and(|used| {
            (used.m_cost(), used.t_cost(), used.p_cost())
                == (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST)
        });
    if is_current { Verdict::Right } else { Verdict::RightButOutdated }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> EmailAddress {
        "ada.lovelace@example.com".parse().unwrap()
    }

    #[test]
    fn a_new_password_has_ten_characters_and_is_not_among_the_most_used() {
        assert_eq!(check_new("ninechars", &ada()), Err(WeakPassword::TooShort));
        assert_eq!(check_new("correct horse", &ada()), Ok(()));
        // Characters, not bytes: ten umlauts are twenty bytes.
        assert_eq!(check_new("äöüäöüäöü", &ada()), Err(WeakPassword::TooShort));
        assert_eq!(check_new("äöüäöüäöüß", &ada()), Ok(()));
        assert_eq!(check_new("Password123", &ada()), Err(WeakPassword::TooCommon));
        assert_eq!(check_new("zzzzzzzzzzzz", &ada()), Err(WeakPassword::TooCommon));
        assert_eq!(check_new("Ada.Lovelace", &ada()), Err(WeakPassword::TooCommon));
        assert_eq!(check_new(&"ab".repeat(101), &ada()), Err(WeakPassword::TooLong));
    }

    #[tokio::test]
    async fn the_right_password_opens_and_no_other() {
        let passwords = Passwords::new();
        let stored = passwords.hash("correct horse").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let verify = async |typed: &str| passwords.verify(typed, Some(&stored)).await.unwrap();
        assert_eq!(verify("correct horse").await, Verdict::Right);
        assert_eq!(verify("Correct horse").await, Verdict::Wrong);
        assert_eq!(verify("").await, Verdict::Wrong);
    }

    #[tokio::test]
    async fn an_unknown_account_is_wrong_even_with_the_decoys_password() {
        let passwords = Passwords::new();
        assert!(passwords.decoy.starts_with("$argon2id$"));
        assert_eq!(passwords.verify("decoy", None).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_with_older_parameters_is_right_but_outdated() {
        let weaker = Params::new(8 * 1024, 1, 1, None).unwrap();
        let older = Argon2::new(Algorithm::Argon2id, Version::V0x13, weaker);
        let stored = older.hash_password(b"correct horse").unwrap().to_string();
        let passwords = Passwords::new();
        let verdict = passwords.verify("correct horse", Some(&stored)).await.unwrap();
        assert_eq!(verdict, Verdict::RightButOutdated);
        assert_eq!(passwords.verify("wrong", Some(&stored)).await.unwrap(), Verdict::Wrong);
    }
}
