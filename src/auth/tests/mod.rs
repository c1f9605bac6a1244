//! Sign-in on a real database, as the restricted roles.

mod doors;
mod links;
mod passwords;
mod revocation;
mod signed_in;

use super::link::{self, LinkError};
use super::sign_in::{self, ChangePasswordError, SignInError};
use super::test_world::{Answer, Browser, PASSWORD, World};
use super::throttle;
use super::{Auth, Client, CustomerSession, SignedInPerson, StaffSession, session};
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::{PersonId, TenantId};
use crate::store::roles::Role;
use crate::store::sessions::Acting;
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, people, sessions};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use jiff::SignedDuration;
use serde::Deserialize;
use tower_sessions::Session;

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

async fn sign_in_page(
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    Form(form): Form<Credentials>,
) -> Result<String, StatusCode> {
    let email = form.email.parse().map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    let person =
        sign_in::with_password(&auth, &client, &email, &form.password).await.map_err(|error| {
            match error {
                SignInError::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            }
        })?;
    let landing =
        session::begin(&auth, &session, person, &client, session::Method::Password).await.unwrap();
    Ok(landing.path(None))
}

async fn switch_page(
    State(auth): State<Auth>,
    session: Session,
    _person: SignedInPerson,
    tenant: String,
) -> StatusCode {
    let to = Acting::Customer(tenant.trim_start_matches("tenant=").parse().unwrap());
    match session::switch(&auth, &session, to).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::NOT_FOUND,
    }
}

/// Pages as small as can be: what counts is who gets to see them.
fn pages() -> Router<Auth> {
    Router::new()
        .route("/sign-in", post(sign_in_page))
        .route("/switch", post(switch_page))
        .route(
            "/invoices",
            get(async |customer: CustomerSession| {
                format!("{} {} {}", customer.name, customer.role.word(), customer.tenant_name)
            }),
        )
        .route("/admin", get(async |staff: StaffSession| staff.role.word()))
        .route(
            "/sign-out",
            post(async |State(auth): State<Auth>, session: Session| {
                session::end(&auth, &session).await.unwrap();
            }),
        )
}

impl Browser {
    async fn sign_in(&mut self, world: &World, local: &str) -> Answer {
        let email = world.email(local).to_string();
        self.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await
    }
}

fn assert_sent_to_sign_in(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some("/sign-in?next=%2Finvoices"));
}
