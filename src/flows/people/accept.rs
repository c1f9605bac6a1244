//! Accepting an invitation. The link proves the mailbox, which is enough to make an account but not
//! to open one: an address that has an account joins only by signing in to it.

use crate::auth::password::{self, HashingError, WeakPassword};
use crate::auth::throttle::{self, Key, ThrottleError};
use crate::auth::token::TokenHash;
use crate::auth::{Auth, Client};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{PersonId, TenantId};
use crate::store::people::{self, Accepting, InvitationOffer};
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, StoreError};
use jiff::Timestamp;

/// Why an invitation was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// Accepted, revoked, expired, or never made: the holder of a link is not told which.
    #[error("the invitation does not work any more")]
    Gone,
    /// The invited address has an account, and that is not the one signed in.
    #[error("the invited address must sign in")]
    MustSignIn,
    #[error("the name is empty or too long")]
    BadName,
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error("too many attempts until {until}")]
    Wait { until: Timestamp },
    #[error(transparent)]
    Hashing(#[from] HashingError),
    #[error(transparent)]
    Store(StoreError),
}

impl From<ThrottleError> for AcceptError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Wait { until } => Self::Wait { until },
            ThrottleError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for AcceptError {
    fn from(error: StoreError) -> Self {
        if error.is_refusal_of("invitations_account_must_sign_in") {
            Self::MustSignIn
        } else {
            Self::Store(error)
        }
    }
}

/// What the link offers, while it can be accepted.
/// # Errors  `Gone` otherwise; `Wait` for a client that tries many links.
pub async fn offer(
    auth: &Auth,
    client: &Client,
    token: &str,
) -> Result<InvitationOffer, AcceptError> {
    let now = auth.clock.now();
    let found = people::invitation_offer(&auth.db, now, &TokenHash::of(token).0).await?;
    if found.is_none() {
        throttle::count(&auth.db, now, &[Key::client(client)]).await?;
    }
    found.ok_or(AcceptError::Gone)
}

/// Makes an account for the invited address and joins it to the tenant. Of two presses, one wins.
pub async fn accept_as_new_person(
    auth: &Auth,
    client: &Client,
    token: &str,
    name: &str,
    password: &str,
) -> Result<(PersonId, TenantId), AcceptError> {
    let offer = offer(auth, client, token).await?;
    if offer.has_account {
        return Err(AcceptError::MustSignIn);
    }
    let name = super::provision::checked_name(name).ok_or(AcceptError::BadName)?;
    let email: EmailAddress = offer.email.parse().map_err(|_| StoreError::Corrupt {
        column: "invitations.email",
        value: offer.invitation.to_string(),
    })?;
    password::check_new(password, &email)?;
    let now = auth.clock.now();
    throttle::count(&auth.db, now, &[Key::client(client)]).await?;
    let hash = auth.passwords.hash(password).await?;
    let person = PersonId::new();
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), now).await?;
    let accepting = Accepting::NewPerson { person, name, password_hash: &hash };
    let joined = people::accept_invitation(&mut tx, now, &TokenHash::of(token).0, accepting)
        .await?
        .ok_or(AcceptError::Gone)?;
    throttle::succeeded(&mut tx, now, client, &[]).await?;
    tx.commit().await?;
    Ok(joined)
}

/// Joins the signed-in person to the tenant, if the invitation is for their address.
pub async fn accept_as_signed_in(
    auth: &Auth,
    token: &str,
    person: PersonId,
) -> Result<(PersonId, TenantId), AcceptError> {
    let now = auth.clock.now();
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), now).await?;
    let accepting = Accepting::SignedIn(person);
    let joined = people::accept_invitation(&mut tx, now, &TokenHash::of(token).0, accepting)
        .await?
        .ok_or(AcceptError::Gone)?;
    tx.commit().await?;
    Ok(joined)
}
