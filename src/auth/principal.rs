//! From a request to its principal. The session says who signed in and as what they act; role and
//! names are read from the database at every request, so that a removed member is out at once.

use super::{Auth, local_path, session};
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::{PersonId, TenantId};
use crate::store::people::{self, CustomerProfile, StaffProfile};
use crate::store::sessions::{Acting, SignedIn};
use crate::store::{Actor, StoreError};
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tower_sessions::Session;

/// Somebody of a customer, acting for one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerSession {
    pub person: PersonId,
    pub tenant: TenantId,
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub tenant_name: String,
    /// ISO 639-1: the person's choice, else the tenant's.
    pub language: String,
    /// IANA name, the tenant's.
    pub time_zone: String,
    /// How many tenants the person belongs to.
    pub membership_count: i64,
}

/// One of the operator's staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    pub person: PersonId,
    pub email: String,
    pub name: String,
    pub role: StaffRole,
    pub language: String,
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    Customer(CustomerSession),
    Staff(StaffSession),
}

/// Somebody signed in, acting as anything or not yet as anything: for the pages about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedInPerson {
    pub person: PersonId,
    pub acting: Option<Acting>,
}

impl CustomerSession {
    /// As the audit log records this person.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.0)
    }
}

impl StaffSession {
    /// As the audit log records this person.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.person.0)
    }
}

impl Principal {
    #[must_use]
    pub fn person(&self) -> PersonId {
        match self {
            Self::Customer(customer) => customer.person,
            Self::Staff(staff) => staff.person,
        }
    }
}

/// Why a request does not reach its handler.
#[derive(Debug, thiserror::Error)]
pub enum AuthRejection {
    /// Nobody is signed in; `next` is where they wanted to go.
    #[error("not signed in")]
    SignIn { next: String },
    /// Signed in, but for which tenant is not chosen, or they are no member of it any more.
    #[error("no tenant chosen")]
    ChooseTenant { next: String },
    /// Signed in as the other kind: the page does not exist for them.
    #[error("not found")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("session: {0}")]
    Session(String),
}

impl From<session::SessionError> for AuthRejection {
    fn from(error: session::SessionError) -> Self {
        match error {
            session::SessionError::Store(error) => Self::Store(error),
            other => Self::Session(other.to_string()),
        }
    }
}

impl IntoResponse for AuthRejection {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { next } => see_other("/sign-in", &next),
            Self::ChooseTenant { next } => see_other("/switch-tenant", &next),
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Store(error) => {
                tracing::error!(%error, "the principal of a request cannot be read");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
            Self::Session(error) => {
                tracing::error!(error, "a session cannot be read");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn see_other(page: &str, next: &str) -> Response {
    Redirect::to(&local_path::with_next(page, next)).into_response()
}

/// What a request's session amounts to right now. Kept on the request, so that several extractors
/// read the database once.
#[derive(Clone, Debug)]
enum Resolved {
    Nobody,
    /// Signed in, not acting as anything that (still) exists.
    Choosing(SignedIn),
    Acting(SignedIn, Arc<Principal>),
}

async fn resolve(parts: &mut Parts, auth: &Auth) -> Result<Resolved, AuthRejection> {
    if let Some(resolved) = parts.extensions.get::<Resolved>() {
        return Ok(resolved.clone());
    }
    // Without the session layer (a route outside it) nobody is signed in.
    let resolved = match parts.extensions.get::<Session>().cloned() {
        Some(session) => resolve_session(&session, auth).await?,
        None => Resolved::Nobody,
    };
    parts.extensions.insert(resolved.clone());
    Ok(resolved)
}

async fn resolve_session(session: &Session, auth: &Auth) -> Result<Resolved, AuthRejection> {
    let Some(signed_in) = session::read(session).await? else { return Ok(Resolved::Nobody) };
    let person = signed_in.person;
    let principal = match signed_in.acting {
        Some(Acting::Customer(tenant)) => people::customer(&auth.db, person, tenant)
            .await?
            .map(|profile| Principal::Customer(customer_session(person, tenant, profile))),
        Some(Acting::Staff) => people::staff(&auth.db, person)
            .await?
            .map(|profile| Principal::Staff(staff_session(person, profile))),
        None => None,
    };
    Ok(match principal {
        Some(principal) => Resolved::Acting(signed_in, Arc::new(principal)),
        None => Resolved::Choosing(signed_in),
    })
}

fn customer_session(
    person: PersonId,
    tenant: TenantId,
    profile: CustomerProfile,
) -> CustomerSession {
    CustomerSession {
        person,
        tenant,
        email: profile.email,
        name: profile.name,
        role: profile.role,
        tenant_name: profile.tenant_name,
        language: profile.language,
        time_zone: profile.time_zone,
        membership_count: profile.membership_count,
    }
}

fn staff_session(person: PersonId, profile: StaffProfile) -> StaffSession {
    StaffSession {
        person,
        email: profile.email,
        name: profile.name,
        role: profile.role,
        language: profile.language,
    }
}

fn path_of(parts: &Parts) -> String {
    parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

impl<S> FromRequestParts<S> for Principal
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        match resolve(parts, &Auth::from_ref(state)).await? {
            Resolved::Acting(_, principal) => Ok(Principal::clone(&principal)),
            Resolved::Choosing(_) => Err(AuthRejection::ChooseTenant { next: path_of(parts) }),
            Resolved::Nobody => Err(AuthRejection::SignIn { next: path_of(parts) }),
        }
    }
}

/// `Option<Principal>`: for pages that anybody may see.
impl<S> OptionalFromRequestParts<S> for Principal
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, AuthRejection> {
        Ok(match resolve(parts, &Auth::from_ref(state)).await? {
            Resolved::Acting(_, principal) => Some(Principal::clone(&principal)),
            Resolved::Choosing(_) | Resolved::Nobody => None,
        })
    }
}

impl<S> FromRequestParts<S> for CustomerSession
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        match <Principal as FromRequestParts<S>>::from_request_parts(parts, state).await? {
            Principal::Customer(customer) => Ok(customer),
            Principal::Staff(_) => Err(AuthRejection::NotFound),
        }
    }
}

impl<S> FromRequestParts<S> for StaffSession
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        match <Principal as FromRequestParts<S>>::from_request_parts(parts, state).await? {
            Principal::Staff(staff) => Ok(staff),
            Principal::Customer(_) => Err(AuthRejection::NotFound),
        }
    }
}

impl<S> FromRequestParts<S> for SignedInPerson
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        match resolve(parts, &Auth::from_ref(state)).await? {
            Resolved::Acting(signed_in, _) | Resolved::Choosing(signed_in) => {
                Ok(Self { person: signed_in.person, acting: signed_in.acting })
            }
            Resolved::Nobody => Err(AuthRejection::SignIn { next: path_of(parts) }),
        }
    }
}

/// `Option<SignedInPerson>`: for invitations, which both strangers and members open.
impl<S> OptionalFromRequestParts<S> for SignedInPerson
where
    Auth: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, AuthRejection> {
        Ok(match resolve(parts, &Auth::from_ref(state)).await? {
            Resolved::Acting(signed_in, _) | Resolved::Choosing(signed_in) => {
                Some(Self { person: signed_in.person, acting: signed_in.acting })
            }
            Resolved::Nobody => None,
        })
    }
}
