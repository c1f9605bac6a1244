//! What staff do about one customer's mail: another try, and allowing an address again.

use crate::domain::id::EmailId;
use crate::error::AppError;
use crate::flows::emails::clear_address::clear_address;
use crate::flows::emails::retry_email::{RetryEmailError, retry_email};
use crate::state::App;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::parts::query;
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct EmailPath {
    email: EmailId,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct AddressPath {
    address: Uuid,
}

/// POST /admin/customers/{tenant}/emails/{email}/retry
pub async fn retry(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(EmailPath { email }): Path<EmailPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (access, actor) = (&desk.0, desk.0.staff.actor());
    let done = match retry_email(&app.db, access.tenant, &actor, email, access.now).await {
        Ok(()) => "retried",
        Err(RetryEmailError::NothingToDo) => "nothing",
        Err(RetryEmailError::Barred) => "barred",
        Err(RetryEmailError::NotFound) => return Err(AppError::NotFound),
        Err(RetryEmailError::Store(error)) => return Err(error.into()),
    };
    let back = query(&[("state", typed.get("state")), ("done", done)]);
    Ok(see_other(&format!("{}{back}", paths::ADMIN_EMAILS)))
}

/// POST /admin/customers/{tenant}/bounced-addresses/{address}/clear
pub async fn clear(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(AddressPath { address }): Path<AddressPath>,
    Form(_): Form<Typed>,
) -> Result<Response, AppError> {
    let (access, actor) = (&desk.0, desk.0.staff.actor());
    clear_address(&app.db, access.tenant, &actor, address, access.now).await?;
    Ok(see_other(&format!("{}?done=address-cleared", paths::admin_customer(access.tenant))))
}
