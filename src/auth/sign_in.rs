//! Signing in with a password, and changing it. Every answer is the same whether or not the address
//! has an account: same words, same status, same work.

use super::password::{self, HashingError, Verdict, WeakPassword};
use super::session::Method;
use super::throttle::{self, Key, ThrottleError};
use super::{Auth, Client, attempts};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::PersonId;
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, StoreError, people, sessions};
use jiff::Timestamp;
use serde_json::json;
use tower_sessions::session::Id;

/// Why nobody signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Wrong password, no such account, or an account without a password: nobody is told which.
    #[error("wrong address or password")]
    Wrong,
    #[error("too many attempts until {until}")]
    Wait { until: Timestamp },
    #[error(transparent)]
    Hashing(#[from] HashingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for SignInError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Wait { until } => Self::Wait { until },
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// The person with this address and password. The session begins with `session::begin`.
#[tracing::instrument(level = "debug", name = "sign in with password", skip_all)]
pub async fn with_password(
    auth: &Auth,
    client: &Client,
    email: &EmailAddress,
    password: &str,
) -> Result<PersonId, SignInError> {
    let outcome = judge_password(auth, client, email, password).await;
    match outcome {
        Err(SignInError::Wrong) => attempts::count(Method::Password, "wrong"),
        Err(SignInError::Wait { .. }) => attempts::count(Method::Password, "throttled"),
        Ok(_) | Err(SignInError::Hashing(_) | SignInError::Store(_)) => {}
    }
    outcome
}

async fn judge_password(
    auth: &Auth,
    client: &Client,
    email: &EmailAddress,
    password: &str,
) -> Result<PersonId, SignInError> {
    let now = auth.clock.now();
    let address_key = Key::password(email);
    throttle::count(&auth.db, now, &[Key::client(client), address_key.clone()]).await?;
    let account = people::credentials(&auth.db, email.as_str()).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let verdict = auth.passwords.verify(password, stored).await?;
    let Some(account) = account.as_ref().filter(|_| verdict != Verdict::Wrong) else {
        record_failure(auth, now, client, email, account.map(|account| account.person)).await?;
        return Err(SignInError::Wrong);
    };
    let fresh_hash = match verdict {
        Verdict::RightButOutdated => Some(auth.passwords.hash(password).await?),
        Verdict::Right | Verdict::Wrong => None,
    };
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(account.person.0), now).await?;
    throttle::succeeded(&mut tx, now, client, &[address_key]).await?;
    if let Some(hash) = fresh_hash {
        people::set_password(&mut tx, account.person, &hash).await?;
    }
    tx.commit().await?;
    Ok(account.person)
}

/// Records a failure on the operator's chain, under the person if there is one. The address itself is
/// not recorded: people type passwords into the wrong field.
async fn record_failure(
    auth: &Auth,
    now: Timestamp,
    client: &Client,
    email: &EmailAddress,
    person: Option<PersonId>,
) -> Result<(), StoreError> {
    let mut tx = SignInTx::begin(&auth.db, &Actor::System("sign_in"), now).await?;
    let subject = person.map_or_else(|| "unknown".to_owned(), |person| person.to_string());
    let after = json!({
        "method": "password",
        "client_ip": client.ip.to_string(),
        "address_sha256": throttle::address_hash(email),
    });
    tx.audit("person.sign_in_failed", "person", &subject, &after).await?;
    tx.commit().await
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    #[error("no such person")]
    NotFound,
    #[error("the current password is wrong")]
    WrongCurrent,
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error("too many attempts until {until}")]
    Wait { until: Timestamp },
    #[error(transparent)]
    Hashing(#[from] HashingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for ChangePasswordError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Wait { until } => Self::Wait { until },
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// Replaces the password of a signed-in person and ends all their other sessions. Who has a password
/// must give it; who has none (they signed in by e-mail link) sets the first one.
pub async fn change_password(
    auth: &Auth,
    client: &Client,
    person: PersonId,
    current: &str,
    new: &str,
    keep_session: Option<Id>,
) -> Result<(), ChangePasswordError> {
    let now = auth.clock.now();
    let profile = people::profile(&auth.db, person).await?.ok_or(ChangePasswordError::NotFound)?;
    let email: EmailAddress = profile
        .email
        .parse()
        .map_err(|_| StoreError::Corrupt { column: "people.email", value: person.to_string() })?;
    password::check_new(new, &email)?;
    let address_key = Key::password(&email);
    if profile.has_password {
        // A stolen session must not become a place to guess the password from.
        throttle::count(&auth.db, now, &[Key::client(client), address_key.clone()]).await?;
        let account = people::credentials(&auth.db, email.as_str()).await?;
        let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
        if auth.passwords.verify(current, stored).await? == Verdict::Wrong {
            return Err(ChangePasswordError::WrongCurrent);
        }
    }
    let hash = auth.passwords.hash(new).await?;
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), now).await?;
    if profile.has_password {
        throttle::succeeded(&mut tx, now, client, &[address_key]).await?;
    }
    people::set_password(&mut tx, person, &hash).await?;
    let ended = sessions::revoke_others(&mut tx, person, keep_session).await?;
    let after = json!({ "other_sessions_ended": ended });
    tx.audit("person.password_changed", "person", &person.to_string(), &after).await?;
    tx.commit().await?;
    Ok(())
}
