//! Who may open which of the staff's pages about a customer, and the record of it.
//!
//! A handler under `/admin/customers/{tenant}` takes [`CustomerRead`] or [`CustomerWrite`]; there is no
//! other way to the customer's rows, so neither the right nor the record can be forgotten. The list of
//! e-mails, which goes across customers, puts its readers on record by [`record_view_of_emails`].

use crate::auth::StaffSession;
use crate::domain::id::{InvoiceId, TenantId};
use crate::domain::invoice::Invoice;
use crate::error::AppError;
use crate::state::App;
use crate::store::tenants::{self, BillingProfile};
use crate::store::{Db, OPERATOR_CHAIN, StoreError, TenantTx, audit, invoices};
use crate::web::path::Path;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// How long one entry in the audit log stands for the same reader and customer.
const VIEW_COUNTS_FOR: SignedDuration = SignedDuration::from_hours(1);

const VIEWED: &str = "customer.viewed";

/// The list of all customers' e-mails, with the addresses of people.
const EMAILS_VIEWED: (&str, &str) = ("emails.viewed", "email_list");

/// A member of staff on a page about one customer. That they read it is in the customer's audit chain.
pub struct CustomerRead {
    pub staff: StaffSession,
    pub tenant: TenantId,
    pub profile: BillingProfile,
    pub now: Timestamp,
    /// The customer's civil date: it decides what is overdue.
    pub today: Date,
}

/// As [`CustomerRead`], for staff who may issue documents and place money; others get 403.
pub struct CustomerWrite(pub CustomerRead);

impl CustomerWrite {
    /// A transaction that writes as this customer, in the name of this member of staff.
    pub async fn begin(&self, app: &App) -> Result<TenantTx, StoreError> {
        app.db.tenant(self.0.tenant, &self.0.staff.actor(), self.0.now).await
    }

    /// The answer to a form about `invoice` that lacks what every form of ours carries. What is not
    /// there is not there, whatever the form says.
    pub async fn broken_form(&self, app: &App, invoice: InvoiceId) -> AppError {
        match find(app, self.0.tenant, invoice).await {
            Ok(Some(_)) => AppError::BadRequest,
            Ok(None) => AppError::NotFound,
            Err(error) => error.into(),
        }
    }
}

async fn find(
    app: &App,
    tenant: TenantId,
    invoice: InvoiceId,
) -> Result<Option<Invoice>, StoreError> {
    let mut tx = app.db.tenant_read(tenant).await?;
    invoices::find(&mut tx, invoice).await
}

#[derive(Deserialize)]
struct CustomerPath {
    tenant: TenantId,
}

impl FromRequestParts<App> for CustomerRead {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = <StaffSession as FromRequestParts<App>>::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let Path(CustomerPath { tenant }) = Path::from_request_parts(parts, app)
            .await
            .map_err(|_| AppError::NotFound.into_response())?;
        open(app, staff, tenant).await.map_err(IntoResponse::into_response)
    }
}

impl FromRequestParts<App> for CustomerWrite {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = <StaffSession as FromRequestParts<App>>::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        if !staff.role.can_handle_money() {
            return Err(AppError::Forbidden.into_response());
        }
        CustomerRead::from_request_parts(parts, app).await.map(Self)
    }
}

async fn open(app: &App, staff: StaffSession, tenant: TenantId) -> Result<CustomerRead, AppError> {
    let now = app.clock.now();
    let mut tx = app.db.tenant_read(tenant).await?;
    let profile = tenants::profile(&mut tx).await?;
    drop(tx);
    record_view(&app.db, &staff, tenant, now).await?;
    let today = profile.civil_date(now);
    Ok(CustomerRead { staff, tenant, profile, now, today })
}

/// Puts on record that this reader sees the addresses of this customer's e-mails, or of everybody's.
pub async fn record_view_of_emails(
    db: &Db,
    staff: &StaffSession,
    customer: Option<TenantId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(customer) = customer {
        return record_view(db, staff, customer, now).await;
    }
    let (action, kind) = EMAILS_VIEWED;
    let (chain, since) = (TenantId(OPERATOR_CHAIN), counts_since(now));
    let mut read = db.staff_read().await?;
    let subject = (kind, "all");
    if audit::happened_since(&mut read, chain, &staff.actor(), action, subject, since).await? {
        return Ok(());
    }
    drop(read);
    let mut tx = db.operator(&staff.actor(), now).await?;
    audit::append_operator(&mut tx, action, kind, "all", None).await?;
    tx.commit().await
}

fn counts_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(VIEW_COUNTS_FOR).unwrap_or(Timestamp::MIN)
}

/// Appends `customer.viewed` unless this reader is on record for the running hour.
async fn record_view(
    db: &Db,
    staff: &StaffSession,
    tenant: TenantId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if was_recorded(db, staff, tenant, now).await? {
        return Ok(());
    }
    let mut tx = db.tenant(tenant, &staff.actor(), now).await?;
    // Two pages opened at once both came here; the second one waited for the tenant's row.
    if was_recorded(db, staff, tenant, now).await? {
        return Ok(());
    }
    audit::append(&mut tx, VIEWED, "customer", &tenant.to_string(), None).await?;
    tx.commit().await
}

async fn was_recorded(
    db: &Db,
    staff: &StaffSession,
    tenant: TenantId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut tx = db.staff_read().await?;
    let subject = tenant.to_string();
    let (subject, since) = (("customer", subject.as_str()), counts_since(now));
    audit::happened_since(&mut tx, tenant, &staff.actor(), VIEWED, subject, since).await
}
