//! Using credit for an invoice: the offer on its pages, and the act (row K1). Soonest-ending first, as
//! much as is due; what is left to pay can be paid like any other.
//!
//! Not while a charge of the invoice lives, be it only an open page of a gateway: what is entered there
//! would be paid on top of the credit.

use crate::auth::CustomerSession;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::credits::spendable_credit;
use crate::flows::payments::apply_credit::{ApplyCreditError, apply_credit};
use crate::i18n::Arg;
use crate::state::App;
use crate::store::{StoreError, TenantTx, charges, invoices};
use crate::web::admin::typed::Typed;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::{Ui, money, t, t_with};
use axum::extract::{Form, State};
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;

/// Credit that could be placed on one invoice now.
#[derive(Clone, Copy, Debug)]
pub struct CreditOffer {
    invoice: InvoiceId,
    due: Money,
    usable: Money,
    /// A payment of it has been begun: the credit must wait.
    waits: bool,
}

/// What of the customer's credit this invoice could take on `today`; None when that is nothing.
pub async fn offer(
    tx: &mut TenantTx,
    today: Date,
    invoice: &Invoice,
) -> Result<Option<CreditOffer>, AppError> {
    let due = invoice.due().map_err(AppError::internal)?;
    if !due.is_positive() {
        return Ok(None);
    }
    let credit = spendable_credit(tx, today, due.currency).await.map_err(AppError::internal)?;
    let usable = credit.min(due).map_err(AppError::internal)?;
    if !usable.is_positive() {
        return Ok(None);
    }
    let invoice = invoice.invoice_id;
    let waits = is_being_paid(tx, invoice).await?;
    Ok(Some(CreditOffer { invoice, due, usable, waits }))
}

async fn is_being_paid(tx: &mut TenantTx, invoice: InvoiceId) -> Result<bool, StoreError> {
    Ok(!charges::reservations(tx, &[invoice]).await?.is_empty())
}

/// The form that uses it, or why it must wait. It names what was due, so that a second submit changes
/// nothing.
#[must_use]
pub fn form(offer: CreditOffer) -> AnyView {
    let CreditOffer { invoice, due, usable, waits } = offer;
    let act = if waits {
        view! { <p>{t("credit-use-waits")}</p> }.into_any()
    } else {
        let text = t_with("credit-use", &[("amount", Arg::from(money(usable)))]);
        view! {
            <form method="post" action=paths::use_credit(invoice)>
                <input r#type="hidden" name="due" value=due.amount_minor.to_string()/>
                <div class="actions"><button class="btn">{text}</button></div>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="stub" aria-labelledby="credit">
            <h2 id="credit">{t("credits-title")}</h2>
            <p>{t("credit-use-note")}" "<a href=paths::CREDITS>{t("credit-see")}</a></p>
            {act}
        </section>
    }
    .into_any()
}

/// POST /invoices/{invoice}/use-credit
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<InvoiceId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let now = app.clock.now();
    let actor = customer.actor();
    let mut tx = app.db.tenant(customer.tenant, &actor, now).await?;
    let invoice = invoices::lock(&mut tx, id)
        .await?
        .filter(|invoice| invoice.status != InvoiceStatus::Draft)
        .ok_or(AppError::NotFound)?;
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let due_minor: i64 = typed.get("due").parse().map_err(|_| AppError::BadRequest)?;
    let due = invoice.due().map_err(AppError::internal)?;
    // Done already, or paid meanwhile, or being paid: the invoice's page says which.
    if due.amount_minor == due_minor && !is_being_paid(&mut tx, id).await? {
        match apply_credit(&mut tx, now, ui.today(), &actor, id).await {
            Ok(_) => tx.commit().await?,
            Err(ApplyCreditError::NoCredit(_) | ApplyCreditError::Invoice(_)) => {}
            Err(ApplyCreditError::NotFound) => return Err(AppError::NotFound),
            Err(ApplyCreditError::Store(error)) => return Err(error.into()),
            Err(error) => return Err(AppError::internal(error)),
        }
    }
    Ok(see_other(&paths::invoice(id)))
}
