//! What people change about themselves: name, language, and the sessions they have open.

use super::provision::checked_name;
use crate::auth::Auth;
use crate::domain::id::{PersonId, SessionId};
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, StoreError, people, sessions};
use serde_json::json;
use tower_sessions::session::Id;

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("the name is empty or too long")]
    BadName,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Replaces name and language; no language means each tenant's own.
pub async fn update_profile(
    auth: &Auth,
    person: PersonId,
    name: &str,
    language: Option<&str>,
) -> Result<(), ProfileError> {
    let name = checked_name(name).ok_or(ProfileError::BadName)?;
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), auth.clock.now()).await?;
    people::set_profile(&mut tx, person, name, language).await?;
    let after = json!({ "language": language });
    tx.audit("person.profile_changed", "person", &person.to_string(), &after).await?;
    Ok(tx.commit().await?)
}

/// Ends one of the person's own sessions; whoever uses it is out at the next request. Ending one that
/// has ended already changes nothing.
pub async fn end_session(
    auth: &Auth,
    person: PersonId,
    session: SessionId,
) -> Result<(), StoreError> {
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), auth.clock.now()).await?;
    if sessions::revoke(&mut tx, person, session).await? {
        let after = json!({ "session_id": session.to_string() });
        tx.audit("person.session_ended", "person", &person.to_string(), &after).await?;
    }
    tx.commit().await
}

/// Ends all of the person's sessions except `keep`; returns how many there were.
pub async fn end_other_sessions(
    auth: &Auth,
    person: PersonId,
    keep: Option<Id>,
) -> Result<u64, StoreError> {
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), auth.clock.now()).await?;
    let ended = sessions::revoke_others(&mut tx, person, keep).await?;
    let after = json!({ "other_sessions_ended": ended });
    tx.audit("person.sessions_ended", "person", &person.to_string(), &after).await?;
    tx.commit().await?;
    Ok(ended)
}
