//! `/payments/{charge}/return`: how a payment stands, and the way on. The gateway sends the customer
//! back here; opening the page looks the charge up, so that nobody waits for a webhook. A payment that
//! waits on a question of the bank can be canceled here.

use super::credit_bought;
use crate::auth::CustomerSession;
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay};
use crate::domain::decline_reason::DeclineReason;
use crate::domain::id::ChargeId;
use crate::domain::invoice::Invoice;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::payments::cancel_charge::{CancelChargeError, can_be_canceled, cancel_charge};
use crate::flows::payments::settle_charge::{SettleChargeError, settle_told};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{charges, invoices, receipts};
use crate::web::admin::typed::Typed;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use std::borrow::Cow;

struct Loaded {
    charge: Charge,
    /// What it is for, in the order in which it settles.
    invoices: Vec<Invoice>,
    can_cancel: bool,
    /// What came of it, also after it had ended.
    received: Option<Money>,
}

impl Loaded {
    /// Money came after the charge had ended: it is credit.
    fn came_late(&self) -> bool {
        self.charge.state != ChargeState::Succeeded && self.received.is_some()
    }
}

async fn load(app: &App, customer: &CustomerSession, id: ChargeId) -> Result<Loaded, AppError> {
    let settled = match settle_told(&app.work.till, customer.tenant, id).await {
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
    let mut found = Vec::new();
    for charged in charges::invoices_of(&mut tx, id).await? {
        found.extend(invoices::find(&mut tx, charged.invoice_id).await?);
    }
    let can_cancel = can_be_canceled(&app.work.till, &charge);
    let payment = receipts::payment(&mut tx, charge.payment_id()).await?;
    let received = payment.map(|payment| payment.amount);
    Ok(Loaded { charge, invoices: found, can_cancel, received })
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
    Ok(answer(ui, StatusCode::OK, loaded, can_pay, None))
}

/// POST /payments/{charge}/return: the customer wants to pay another way.
pub async fn cancel(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<ChargeId>,
    Form(_): Form<Typed>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let (status, refused) = match cancel_charge(&app.work.till, customer.tenant, id).await {
        Ok(_) => return Ok(render::see_other(&paths::charge_return(id))),
        Err(CancelChargeError::CannotBeCanceled) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "charge-cannot-be-canceled")
        }
        Err(
            error @ (CancelChargeError::Unavailable(_)
            | CancelChargeError::Settle(SettleChargeError::LookUp(_))),
        ) => {
            tracing::warn!(charge_id = %id, %error, "a charge could not be canceled");
            (StatusCode::SERVICE_UNAVAILABLE, "charge-not-canceled")
        }
        Err(CancelChargeError::Settle(SettleChargeError::Store(error))) => return Err(error.into()),
        Err(error) => return Err(AppError::internal(error)),
    };
    Ok(answer(ui, status, loaded, true, Some(refused)))
}

/// The page; `refused` says why the payment was not canceled.
fn answer(
    ui: Ui,
    status: StatusCode,
    loaded: Loaded,
    can_pay: bool,
    refused: Option<&'static str>,
) -> Response {
    let key = if loaded.came_late() { "charge-came-late-title" } else { title_key(&loaded.charge) };
    let title = i18n::text(ui.locale, key);
    render::page(ui, status, &title.clone(), move || {
        let refused = refused.map(|key| view! { <Notice tone=Tone::Danger text=t(key)/> });
        let page = view(title.into_owned(), &loaded, can_pay);
        view! { {refused}{page} }
    })
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
    let Loaded { charge, invoices, can_cancel, received } = loaded;
    let is_top_up = charge.purpose == ChargePurpose::TopUp;
    let amount = Arg::from(money(charge.amount));
    let numbers: Vec<_> = invoices.iter().filter_map(|i| i.number.as_deref()).collect();
    let sub = match &numbers[..] {
        _ if is_top_up => credit_bought::sub(charge),
        [_, _, ..] => {
            let numbers = Arg::from(numbers.join(", "));
            t_with("charge-for-invoices", &[("amount", amount), ("numbers", numbers)])
        }
        numbers => {
            let number = Arg::from(numbers.first().copied().unwrap_or_default());
            t_with("charge-for-invoice", &[("amount", amount), ("number", number)])
        }
    };
    let (tone, role, sentence) = match received {
        Some(_) if loaded.came_late() => {
            ("success", "status", t("charge-came-late-text").into_owned())
        }
        Some(received) if is_top_up => ("success", "status", credit_bought::done(*received)),
        _ => explained(charge, invoices),
    };
    let cancel = (*can_cancel && can_pay).then(|| {
        view! { <form method="post"><button class="btn">{t("charge-cancel")}</button></form> }
    });
    let reason = charge.failure_code.as_deref().map(decline_text);
    let reason = reason
        .filter(|_| matches!(charge.state, ChargeState::Failed | ChargeState::RequiresAction));
    view! {
        <PageHead title sub=sub.into_any()
            crumbs=vec![(paths::PAYMENTS.to_owned(), t("payments-title").into_owned())]/>
        <div class="notice" data-tone=tone role=role>
            <div><p>{reason.map(|reason| view! { <strong>{reason}</strong>" " })}{sentence}</p></div>
        </div>
        <div class="actions actions-wide">{ways_on(loaded, can_pay)}{cancel}</div>
    }
    .into_any()
}

/// The colour, how it is announced, and what it means.
fn explained(charge: &Charge, invoices: &[Invoice]) -> (&'static str, &'static str, String) {
    let rest = owing(invoices).filter_map(|invoice| invoice.due().ok());
    let rest = rest.reduce(|sum, due| sum.checked_add(due).unwrap_or(sum));
    match (charge.state, charge.way) {
        (ChargeState::Succeeded, _) => {
            let text = match (rest, invoices.len() > 1) {
                (Some(due), false) => t_with("charge-paid-rest", &[("amount", due.into())]),
                (Some(due), true) => t_with("charge-paid-rest-several", &[("amount", due.into())]),
                (None, false) => t("charge-paid-text").into_owned(),
                (None, true) => t("charge-paid-several").into_owned(),
            };
            ("success", "status", text)
        }
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

/// Those on which something is still due.
fn owing(invoices: &[Invoice]) -> impl Iterator<Item = &Invoice> {
    invoices.iter().filter(|invoice| invoice.due().is_ok_and(|due| due.is_positive()))
}

fn ways_on(loaded: &Loaded, can_pay: bool) -> AnyView {
    let Loaded { charge, invoices, received, .. } = loaded;
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
    if charge.purpose == ChargePurpose::TopUp {
        let others = credit_bought::ways_on(charge, can_pay, *received);
        return view! { {onward}{again}{others} }.into_any();
    }
    let is_free = !charge.state.is_living() || (waits && charge.way == ChargeWay::Hosted);
    let owing: Vec<_> = owing(invoices).map(|invoice| invoice.invoice_id).collect();
    let anew = (is_free && can_pay && !owing.is_empty()).then(|| {
        let key = match charge.state {
            ChargeState::Succeeded => "charge-pay-rest",
            _ => "charge-other-way",
        };
        let class = if waits { "btn" } else { "btn btn-primary" };
        let href = match owing[..] {
            [id] => paths::invoice_pay(id),
            _ => paths::pay(&owing),
        };
        view! { <a class=class href=href>{t(key)}</a> }
    });
    let see = match &invoices[..] {
        [invoice] => Some((paths::invoice(invoice.invoice_id), "charge-see-invoice")),
        [] => None,
        _ => Some((paths::INVOICES.to_owned(), "charge-see-invoices")),
    };
    let see = see.map(|(href, key)| view! { <a class="btn" href=href>{t(key)}</a> });
    view! { {onward}{anew}{again}{see} }.into_any()
}

/// Why it was declined, in the catalogue's words.
pub(super) fn decline_text(code: &str) -> Cow<'static, str> {
    t(&format!("decline-{}", DeclineReason::of_code(code).word()))
}
