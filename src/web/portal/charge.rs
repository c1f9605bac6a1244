//! `/payments/{charge}/return`: how a payment stands, and the way on. The gateway sends the customer
//! back here; opening the page looks the charge up, so that nobody waits for a webhook.

use crate::auth::CustomerSession;
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay};
use crate::domain::decline_reason::DeclineReason;
use crate::domain::id::ChargeId;
use crate::domain::invoice::Invoice;
use crate::error::AppError;
use crate::flows::payments::settle_charge::{SettleChargeError, settle_charge};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{charges, invoices};
use crate::web::components::layout::PageHead;
use crate::web::path::Path;
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use std::borrow::Cow;

struct Loaded {
    charge: Charge,
    invoice: Option<Invoice>,
}

async fn load(app: &App, customer: &CustomerSession, id: ChargeId) -> Result<Loaded, AppError> {
    let settled = match settle_charge(&app.work.till, customer.tenant, id).await {
        Ok(charge) => Some(charge),
        Err(SettleChargeError::NotFound) => return Err(AppError::NotFound),
        Err(SettleChargeError::Store(error)) => return Err(error.into()),
        Err(SettleChargeError::LookUp(error)) => {
            // As far as we know it; the recovery job asks again.
            tracing::warn!(charge_id = %id, %error, "a charge could not be looked up");
            None
        }
        Err(error) => return Err(AppError::internal(error)),
    };
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let charge = match settled {
        Some(charge) => charge,
        None => charges::find(&mut tx, id).await?.ok_or(AppError::NotFound)?,
    };
    let invoice = match charges::invoices_of(&mut tx, id).await?.first() {
        Some(charged) => invoices::find(&mut tx, charged.invoice_id).await?,
        None => None,
    };
    Ok(Loaded { charge, invoice })
}

/// GET /payments/{charge}/return
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<ChargeId>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    let can_pay = customer.role.can_change_billing();
    if loaded.charge.purpose == ChargePurpose::Setup {
        let done =
            if loaded.charge.state == ChargeState::Succeeded { "added" } else { "not_added" };
        return Ok(render::see_other(&format!("{}?done={done}", paths::PAYMENT_METHODS)));
    }
    let title = i18n::text(ui.locale, title_key(&loaded.charge));
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || {
        view(title.into_owned(), &loaded, can_pay)
    }))
}

fn title_key(charge: &Charge) -> &'static str {
    match (charge.state, charge.way) {
        (ChargeState::Succeeded, _) => "charge-paid-title",
        (ChargeState::Processing, _) => "charge-processing-title",
        (ChargeState::Created | ChargeState::Sent, _) => "charge-waiting-title",
        (ChargeState::RequiresAction, ChargeWay::Hosted) => "charge-page-open-title",
        (ChargeState::RequiresAction, ChargeWay::Saved) => "charge-bank-asks-title",
        (ChargeState::Failed, _) => "charge-declined-title",
        (ChargeState::Canceled | ChargeState::Expired, _) => "charge-ended-title",
    }
}

fn view(title: String, loaded: &Loaded, can_pay: bool) -> AnyView {
    let Loaded { charge, invoice } = loaded;
    let number = invoice.as_ref().and_then(|i| i.number.clone()).unwrap_or_default();
    let sub = t_with(
        "charge-for-invoice",
        &[("amount", Arg::from(money(charge.amount))), ("number", Arg::from(number))],
    );
    let (tone, role, sentence) = explained(charge, invoice.as_ref());
    let reason = charge.failure_code.as_deref().map(decline_text);
    let reason = reason
        .filter(|_| matches!(charge.state, ChargeState::Failed | ChargeState::RequiresAction));
    view! {
        <PageHead title sub=sub.into_any()
            crumbs=vec![(paths::PAYMENTS.to_owned(), t("payments-title").into_owned())]/>
        <div class="notice" data-tone=tone role=role>
            <div><p>{reason.map(|reason| view! { <strong>{reason}</strong>" " })}{sentence}</p></div>
        </div>
        <div class="actions actions-wide">{ways_on(charge, invoice.as_ref(), can_pay)}</div>
    }
    .into_any()
}

/// The colour, how it is announced, and what it means.
fn explained(charge: &Charge, invoice: Option<&Invoice>) -> (&'static str, &'static str, String) {
    let rest = invoice.and_then(|invoice| invoice.due().ok()).filter(|due| due.is_positive());
    match (charge.state, charge.way) {
        (ChargeState::Succeeded, _) => match rest {
            Some(due) => {
                ("success", "status", t_with("charge-paid-rest", &[("amount", due.into())]))
            }
            None => ("success", "status", t("charge-paid-text").into_owned()),
        },
        (ChargeState::Processing, _) => {
            ("info", "status", t("charge-processing-text").into_owned())
        }
        (ChargeState::Created | ChargeState::Sent, _) => {
            ("info", "status", t("charge-waiting-text").into_owned())
        }
        (ChargeState::RequiresAction, ChargeWay::Hosted) => {
            ("warning", "status", t("charge-page-open-text").into_owned())
        }
        (ChargeState::RequiresAction, ChargeWay::Saved) => {
            ("warning", "status", t("charge-bank-asks-text").into_owned())
        }
        (ChargeState::Failed, _) => ("danger", "alert", t("charge-declined-text").into_owned()),
        (ChargeState::Canceled | ChargeState::Expired, _) => {
            ("warning", "status", t("charge-ended-text").into_owned())
        }
    }
}

fn ways_on(charge: &Charge, invoice: Option<&Invoice>, can_pay: bool) -> AnyView {
    let waits = charge.state == ChargeState::RequiresAction && can_pay;
    let onward = charge.action_url.clone().filter(|_| waits).map(|url| {
        let key = match charge.way {
            ChargeWay::Hosted => "charge-back-to-page",
            ChargeWay::Saved => "charge-go-to-bank",
        };
        view! { <a class="btn btn-primary" href=url rel="noreferrer">{t(key)}</a> }
    });
    let looks_again =
        matches!(charge.state, ChargeState::Created | ChargeState::Sent | ChargeState::Processing);
    let again = looks_again.then(|| {
        view! { <a class="btn" href=paths::charge_return(charge.charge_id)>{t("charge-look-again")}</a> }
    });
    let is_free = !charge.state.is_living() || (waits && charge.way == ChargeWay::Hosted);
    let owes = invoice.filter(|i| i.due().is_ok_and(|due| due.is_positive()));
    let anew = owes.filter(|_| is_free && can_pay).map(|invoice| {
        let key = match charge.state {
            ChargeState::Succeeded => "charge-pay-rest",
            _ => "charge-other-way",
        };
        let class = if waits { "btn" } else { "btn btn-primary" };
        view! { <a class=class href=paths::invoice_pay(invoice.invoice_id)>{t(key)}</a> }
    });
    let invoice = invoice.map(|invoice| {
        view! { <a class="btn" href=paths::invoice(invoice.invoice_id)>{t("charge-see-invoice")}</a> }
    });
    view! { {onward}{anew}{again}{invoice} }.into_any()
}

/// Why it was declined, in the catalogue's words.
pub(super) fn decline_text(code: &str) -> Cow<'static, str> {
    t(&format!("decline-{}", DeclineReason::of_code(code).word()))
}
