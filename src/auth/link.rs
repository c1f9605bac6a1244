//! Signing in by e-mail: a link that works once, for fifteen minutes.
//!
//! Opening the link shows a button, and only pressing it (a POST) uses the link up, because mail
//! scanners open every link they see. Asking for a link answers the same page in the same time
//! whether or not the address has an account.

use super::local_path;
use super::session::Method;
use super::throttle::{self, Key, ThrottleError};
use super::token::{Token, TokenHash};
use super::{Auth, Client, attempts};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::PersonId;
use crate::jobs::{self, SignInLinkMail};
use crate::store::sign_in::{self, SignInTx};
use crate::store::{Actor, StoreError, people};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

/// How long a link works.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// No answer to a request for a link comes sooner: storing a link and its mail takes a few
/// milliseconds more than finding nobody, and those must not be measurable.
const ANSWER_FLOOR: Duration = Duration::from_millis(250);

/// Why no link was requested or used.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Used, expired, or never made: nobody is told which.
    #[error("the link does not work any more")]
    Gone,
    #[error("too many attempts until {until}")]
    Wait { until: Timestamp },
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for LinkError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Wait { until } => Self::Wait { until },
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// Mails a link to `email` if it has an account; Ok either way. The link leads on to `next` if that is
/// a page of this site.
pub async fn request(
    auth: &Auth,
    client: &Client,
    email: &EmailAddress,
    next: &str,
) -> Result<(), LinkError> {
    let answer_at = Instant::now() + ANSWER_FLOOR;
    let outcome = request_now(auth, client, email, next).await;
    if let Err(LinkError::Wait { .. }) = outcome {
        attempts::count(Method::EmailLink, "throttled");
    }
    tokio::time::sleep_until(answer_at).await;
    outcome
}

async fn request_now(
    auth: &Auth,
    client: &Client,
    email: &EmailAddress,
    next: &str,
) -> Result<(), LinkError> {
    let now = auth.clock.now();
    throttle::count(&auth.db, now, &[Key::client(client), Key::link_request(email)]).await?;
    let Some(account) = people::credentials(&auth.db, email.as_str()).await? else {
        return Ok(());
    };
    let Some(profile) = people::profile(&auth.db, account.person).await? else { return Ok(()) };
    let token = Token::generate().map_err(LinkError::Randomness)?;
    let expires_at = now + LIFETIME;
    let mail = SignInLinkMail {
        email: profile.email,
        name: profile.name,
        language: profile.language,
        token: token.as_str().to_owned(),
        next: local_path::safe(next).unwrap_or_default().to_owned(),
        expires_at,
    };
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(account.person.0), now).await?;
    sign_in::insert_link(&mut tx, now, &token.hash().0, account.person, expires_at).await?;
    jobs::enqueue(tx.conn(), now, &mail.into()).await?;
    let after = json!({ "client_ip": client.ip.to_string() });
    let subject = account.person.to_string();
    tx.audit("person.sign_in_link_requested", "person", &subject, &after).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the link still works, for the page with the button. Changes nothing.
pub async fn is_open(auth: &Auth, token: &str) -> Result<bool, LinkError> {
    let now = auth.clock.now();
    let mut tx = SignInTx::begin(&auth.db, &Actor::System("sign_in"), now).await?;
    Ok(sign_in::link_is_open(&mut tx, now, &TokenHash::of(token).0).await?)
}

/// Uses the link up and returns whose it is; of two presses at once, one wins.
/// # Errors  `Gone` when it was used, has expired or never was.
#[tracing::instrument(level = "debug", name = "sign in with link", skip_all)]
pub async fn consume(auth: &Auth, client: &Client, token: &str) -> Result<PersonId, LinkError> {
    let outcome = consume_now(auth, client, token).await;
    match outcome {
        Err(LinkError::Gone) => attempts::count(Method::EmailLink, "wrong"),
        Err(LinkError::Wait { .. }) => attempts::count(Method::EmailLink, "throttled"),
        Ok(_) | Err(LinkError::Randomness(_) | LinkError::Store(_)) => {}
    }
    outcome
}

async fn consume_now(auth: &Auth, client: &Client, token: &str) -> Result<PersonId, LinkError> {
    let now = auth.clock.now();
    // Guessing 256 bits is hopeless; counting keeps the hopeless from loading the database.
    throttle::count(&auth.db, now, &[Key::client(client)]).await?;
    let mut tx = SignInTx::begin(&auth.db, &Actor::System("sign_in"), now).await?;
    let person = sign_in::consume_link(&mut tx, now, &TokenHash::of(token).0)
        .await?
        .ok_or(LinkError::Gone)?;
    let address_keys = address_keys(&mut tx, person).await?;
    throttle::succeeded(&mut tx, now, client, &address_keys).await?;
    tx.commit().await?;
    Ok(person)
}

/// A used link proves the mailbox: waits of its address end.
async fn address_keys(tx: &mut SignInTx, person: PersonId) -> Result<Vec<Key>, StoreError> {
    let profile = people::profile_in(tx, person).await?;
    let email: Option<EmailAddress> = profile.and_then(|profile| profile.email.parse().ok());
    Ok(email
        .map(|email| vec![Key::link_request(&email), Key::password(&email)])
        .unwrap_or_default())
}
