//! A browser's session: begun at sign-in under a fresh id, switched between tenants, ended.
//!
//! How long it lasts is written into it at its beginning and judged by our clock in
//! `store::sessions`. tower-sessions is left with the cookie, whose own age never decides anything.

use super::local_path;
use super::{Auth, Client, attempts};
use crate::domain::id::{PersonId, TenantId};
use crate::store::sessions::{Acting, PgSessionStore, SIGNED_IN, SignedIn};
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, StoreError, people};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, Session, SessionManagerLayer};

/// How long a session lasts without use, and at most.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    pub idle: SignedDuration,
    pub absolute: SignedDuration,
}

/// A customer looks at invoices once a month; the cookie is on their own device.
pub const CUSTOMER: Lifetime = Lifetime {
    idle: SignedDuration::from_hours(14 * 24),
    absolute: SignedDuration::from_hours(30 * 24),
};

/// Staff sees every customer: a working day, and a fresh proof each week.
pub const STAFF: Lifetime =
    Lifetime { idle: SignedDuration::from_hours(12), absolute: SignedDuration::from_hours(7 * 24) };

/// The layer that puts a `Session` on each request.
///
/// The cookie is `Lax`, because links in mails must arrive signed in; `__Host-` under https binds it
/// to this very host. Its Max-Age is a duration from now on the browser's clock, so that a deployment
/// whose clock was moved can still set it.
#[must_use]
pub fn layer(store: PgSessionStore, is_https: bool) -> SessionManagerLayer<PgSessionStore> {
    let name = if is_https { "__Host-quittance" } else { "quittance" };
    SessionManagerLayer::new(store)
        .with_name(name)
        .with_secure(is_https)
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_path("/")
        // tower-sessions saves only sessions that changed, so this does not write at each request.
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(CUSTOMER.absolute.as_secs())))
}

/// How somebody proved who they are, as the audit log records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Password,
    EmailLink,
    Invitation,
}

impl Method {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::EmailLink => "email_link",
            Self::Invitation => "invitation",
        }
    }
}

/// Where somebody stands right after signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    Customer,
    Staff,
    /// Several tenants, or none: the page that lists them says which.
    Choose,
}

impl Landing {
    /// The path to go to: `next` if it is a safe path of this site, else the home of this kind.
    #[must_use]
    pub fn path(self, next: Option<&str>) -> String {
        let next = next.and_then(local_path::safe);
        match self {
            Self::Choose => local_path::with_next("/switch-tenant", next.unwrap_or("/")),
            Self::Customer => next.unwrap_or("/").to_owned(),
            Self::Staff => next.filter(|next| *next != "/").unwrap_or("/admin").to_owned(),
        }
    }
}

/// Why a session did not begin or change.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The person no longer exists, or may not act as asked.
    #[error("not a member")]
    NotAMember,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Session(#[from] tower_sessions::session::Error),
}

/// Begins the session of `person`, who has just proved to be it. Whatever the browser's session held
/// before is gone, and it has a new id: an id planted beforehand opens nothing.
#[tracing::instrument(level = "debug", name = "session begin", skip_all)]
pub async fn begin(
    auth: &Auth,
    session: &Session,
    person: PersonId,
    client: &Client,
    method: Method,
) -> Result<Landing, SessionError> {
    let now = auth.clock.now();
    let profile = people::profile(&auth.db, person).await?.ok_or(SessionError::NotAMember)?;
    let acting = if profile.is_staff {
        Some(Acting::Staff)
    } else {
        only_tenant(auth, person).await?.map(Acting::Customer)
    };
    let lifetime = if profile.is_staff { STAFF } else { CUSTOMER };
    let signed_in = SignedIn {
        person,
        acting,
        user_agent: client.user_agent.clone(),
        client_ip: client.ip.to_string(),
        idle_seconds: lifetime.idle.as_secs(),
        ends_at: now + lifetime.absolute,
    };
    session.clear().await;
    session.cycle_id().await?;
    session.insert(SIGNED_IN, &signed_in).await?;
    let after = json!({ "method": method.word(), "client_ip": signed_in.client_ip });
    audit(auth, person, now, "person.signed_in", &after).await?;
    attempts::count(method, "ok");
    Ok(landing(acting))
}

/// The tenant of somebody who has exactly one.
async fn only_tenant(auth: &Auth, person: PersonId) -> Result<Option<TenantId>, StoreError> {
    let memberships = people::memberships(&auth.db, person).await?;
    Ok(match memberships.as_slice() {
        [only] => Some(only.tenant),
        _ => None,
    })
}

fn landing(acting: Option<Acting>) -> Landing {
    match acting {
        Some(Acting::Staff) => Landing::Staff,
        Some(Acting::Customer(_)) => Landing::Customer,
        None => Landing::Choose,
    }
}

/// Where the person signed in to this session stands.
pub async fn landing_of(session: &Session) -> Result<Landing, SessionError> {
    Ok(landing(read(session).await?.and_then(|signed_in| signed_in.acting)))
}

/// Goes on as a member of another tenant, or as staff. The id changes, because the rights do.
/// # Errors  `NotAMember` when the person may not act so, which is asked of the database and not of
/// the session.
pub async fn switch(auth: &Auth, session: &Session, to: Acting) -> Result<Landing, SessionError> {
    let mut signed_in = read(session).await?.ok_or(SessionError::NotAMember)?;
    let is_allowed = match to {
        Acting::Staff => people::staff(&auth.db, signed_in.person).await?.is_some(),
        Acting::Customer(tenant) => {
            people::customer(&auth.db, signed_in.person, tenant).await?.is_some()
        }
    };
    if !is_allowed {
        return Err(SessionError::NotAMember);
    }
    signed_in.acting = Some(to);
    session.cycle_id().await?;
    session.insert(SIGNED_IN, &signed_in).await?;
    Ok(landing(Some(to)))
}

/// Ends this browser's session, on the server too.
pub async fn end(auth: &Auth, session: &Session) -> Result<(), SessionError> {
    let signed_in = read(session).await?;
    session.flush().await?;
    if let Some(signed_in) = signed_in {
        let now = auth.clock.now();
        audit(auth, signed_in.person, now, "person.signed_out", &json!({})).await?;
    }
    Ok(())
}

/// Who signed in to this session, if anybody did and it has not ended.
pub async fn read(session: &Session) -> Result<Option<SignedIn>, SessionError> {
    Ok(session.get(SIGNED_IN).await?)
}

async fn audit(
    auth: &Auth,
    person: PersonId,
    now: Timestamp,
    action: &str,
    after: &serde_json::Value,
) -> Result<(), StoreError> {
    let mut tx = SignInTx::begin(&auth.db, &Actor::Person(person.0), now).await?;
    tx.audit(action, "person", &person.to_string(), after).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_the_page_asked_for_or_home() {
        assert_eq!(Landing::Customer.path(Some("/invoices?state=open")), "/invoices?state=open");
        assert_eq!(Landing::Customer.path(Some("//evil.example")), "/");
        assert_eq!(Landing::Staff.path(None), "/admin");
        assert_eq!(Landing::Staff.path(Some("/")), "/admin");
        assert_eq!(Landing::Staff.path(Some("/admin/audit")), "/admin/audit");
        assert_eq!(Landing::Choose.path(Some("/invoices")), "/switch-tenant?next=%2Finvoices");
        assert_eq!(Landing::Choose.path(None), "/switch-tenant");
    }
}
