//! Refunding a payment: what of it can go back and why not more, which way, and why (row J2). The refund is
//! stored in one transaction and sent after it; whatever happens in between, it is sent later.

use crate::domain::id::{PaymentId, RefundId};
use crate::domain::money::Money;
use crate::domain::refund::{RefundReason, Returnable};
use crate::error::AppError;
use crate::flows::credits::{CreditError, refundable_credit};
use crate::flows::refunds::{Back, RefundOrder, RequestRefundError, request_refund, send_refund};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::refund_lists::{self, ListedRefund};
use crate::store::refunds;
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::refund_parts::{destination, reason_name, source_name, state_badge};
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::form::{
    ErrorSummary, FieldErrors, SelectField, TextAreaField, TextField,
};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{admin::links, paths};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

const TO_SOURCE: &str = "source";
const BY_BANK: &str = "bank";
/// Earlier refunds of the payment that the page shows.
const EARLIER: i64 = 50;

/// What staff can choose; the others say where a refund came from.
const REASONS: [RefundReason; 5] = [
    RefundReason::OverPayment,
    RefundReason::Duplicate,
    RefundReason::Cancellation,
    RefundReason::Goodwill,
    RefundReason::Other,
];

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PaymentPath {
    payment: PaymentId,
}

#[derive(Debug, Default, Deserialize)]
pub struct DoneQuery {
    #[serde(default)]
    done: String,
}

struct Facts {
    payment: Returnable,
    /// The customer's credit that can be paid out.
    credit: Money,
    /// What can go back now.
    most: Money,
    earlier: Vec<ListedRefund>,
}

struct RefundForm {
    once: Uuid,
    facts: Facts,
    typed: Typed,
    errors: FieldErrors,
    is_done: bool,
}

/// # Errors  `NotFound` for another customer's payment.
async fn load(app: &App, access: &CustomerRead, id: PaymentId) -> Result<Facts, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let payment = refunds::returnable(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let currency = payment.amount.currency;
    let credit =
        refundable_credit(&mut tx, access.today, currency).await.map_err(|error| match error {
            CreditError::Store(error) => error.into(),
            error => AppError::internal(error),
        })?;
    let most = payment.left().and_then(|left| left.min(credit)).map_err(AppError::internal)?;
    let earlier = refund_lists::newest(&mut tx, Some(id), None, EARLIER).await?;
    Ok(Facts { payment, credit, most, earlier })
}

/// GET /admin/customers/{tenant}/payments/{payment}/refund
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(PaymentPath { payment }): Path<PaymentPath>,
    Query(DoneQuery { done }): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let facts = load(&app, &desk.0, payment).await?;
    let way = if facts.payment.source.is_some() { TO_SOURCE } else { BY_BANK };
    let typed = Typed::of(&[
        ("amount", i18n::amount_input(ui.locale, facts.most)),
        ("way", way.to_owned()),
        ("reason", RefundReason::OverPayment.word().to_owned()),
    ]);
    let (once, errors, is_done) = (Uuid::now_v7(), FieldErrors::none(), done == "requested");
    Ok(answer(ui, StatusCode::OK, desk.0, RefundForm { once, facts, typed, errors, is_done }))
}

/// POST /admin/customers/{tenant}/payments/{payment}/refund
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(PaymentPath { payment }): Path<PaymentPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let facts = load(&app, &desk.0, payment).await?;
    let once: Uuid = typed.id("id").ok_or(AppError::BadRequest)?;
    let outcome = match read(ui.locale, once, &typed, &facts.payment) {
        Ok(order) => ask(&app, &desk, ui.locale, &order).await?,
        Err(errors) => Err(errors),
    };
    match outcome {
        Ok(refund) => {
            send_now(&app, &desk.0, refund).await;
            let page = links::refund_payment(desk.0.tenant, payment);
            Ok(see_other(&format!("{page}?done=requested")))
        }
        Err(errors) => {
            let form = RefundForm { once, facts, typed, errors, is_done: false };
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form))
        }
    }
}

/// Sends a stored refund. What cannot be sent now is sent by the recovery.
pub(super) async fn send_now(app: &App, access: &CustomerRead, refund: RefundId) {
    if let Err(error) = send_refund(&app.work.till, access.tenant, refund).await {
        tracing::warn!(refund_id = %refund, %error, "a refund could not be sent at once");
    }
}

/// The refund as typed, or what does not read.
fn read(
    locale: Locale,
    once: Uuid,
    typed: &Typed,
    payment: &Returnable,
) -> Result<RefundOrder, FieldErrors> {
    let mut errors = FieldErrors::none();
    let choose = || i18n::text(locale, "refund-form-choose").into_owned();
    let amount = i18n::parse_amount(locale, payment.amount.currency, typed.get("amount"))
        .map_err(|error| errors.add("amount", error.message(locale)))
        .ok();
    let back = match typed.get("way") {
        TO_SOURCE => Some(Back::ToSource),
        BY_BANK => optional_date(locale, typed, "paid-on")
            .map(|paid_on| Back::ByBank { reference: typed.get("reference").to_owned(), paid_on })
            .map_err(|sentence| errors.add("paid-on", sentence))
            .ok(),
        _ => {
            errors.add("way", choose());
            None
        }
    };
    let reason = typed.get("reason").parse().ok().filter(|reason| REASONS.contains(reason));
    if reason.is_none() {
        errors.add("reason", choose());
    }
    match (amount, back, reason) {
        (Some(amount), Some(back), Some(reason)) => Ok(RefundOrder {
            idempotency_key: once.to_string(),
            payment: Some(payment.payment_id),
            credit_note: None,
            amount,
            back,
            reason,
            note: typed.get("note").to_owned(),
        }),
        _ => Err(errors),
    }
}

fn optional_date(locale: Locale, typed: &Typed, field: &str) -> Result<Option<Date>, String> {
    match typed.get(field) {
        "" => Ok(None),
        text => i18n::parse_date(text).map(Some).map_err(|error| error.message(locale)),
    }
}

async fn ask(
    app: &App,
    desk: &CustomerWrite,
    locale: Locale,
    order: &RefundOrder,
) -> Result<Result<RefundId, FieldErrors>, AppError> {
    let mut tx = desk.begin(app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    match request_refund(&mut tx, now, today, &actor, order).await {
        Ok(refund) => {
            tx.commit().await?;
            Ok(Ok(refund.refund_id))
        }
        Err(error) => {
            let (field, sentence) = refusal(locale, error)?;
            let mut errors = FieldErrors::none();
            errors.add(field, sentence);
            Ok(Err(errors))
        }
    }
}

/// The field and the sentence of a rule that refused a refund.
pub(super) fn refusal(
    locale: Locale,
    error: RequestRefundError,
) -> Result<(&'static str, String), AppError> {
    let with = |key, name, amount| {
        i18n::text_with(locale, key, &[(name, Arg::from(i18n::money(locale, amount)))])
    };
    let plain = |key| i18n::text(locale, key).into_owned();
    Ok(match error {
        RequestRefundError::NoSuchPayment => return Err(AppError::NotFound),
        RequestRefundError::NotPositive => ("amount", plain("refund-form-not-positive")),
        RequestRefundError::MoreThanLeft { left } => {
            ("amount", with("refund-form-more-than-left", "left", left))
        }
        RequestRefundError::NoLongerLeft => ("amount", plain("refund-form-no-longer-left")),
        RequestRefundError::NotEnoughCredit { available } => {
            ("amount", with("refund-form-not-enough-credit", "available", available))
        }
        RequestRefundError::Disputed { disputed } => {
            ("way", with("refund-form-is-disputed", "amount", disputed))
        }
        RequestRefundError::NoSource => ("way", plain("refund-form-no-source")),
        RequestRefundError::InTheFuture { .. } => ("paid-on", plain("refund-form-in-future")),
        RequestRefundError::KeyReused => ("amount", plain("refund-form-key-reused")),
        RequestRefundError::Store(error) => return Err(error.into()),
        error @ (RequestRefundError::OtherCurrency { .. }
        | RequestRefundError::Money(_)
        | RequestRefundError::Posting(_)
        | RequestRefundError::Record(_)) => return Err(AppError::internal(error)),
    })
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, form: RefundForm) -> Response {
    let title = i18n::text(ui.locale, "refund-form-title");
    render::page(ui, status, &title, move || view(&access, form))
}

fn view(access: &CustomerRead, form: RefundForm) -> AnyView {
    let RefundForm { once, facts, typed, errors, is_done } = form;
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    crumbs.push((links::payments(access.tenant), t("refund-form-payment").into_owned()));
    let done = is_done.then(|| view! { <Notice tone=Tone::Success text=t("refund-form-done")/> });
    let fields = if facts.most.is_positive() || !errors.is_empty() {
        fields(access, once, &facts, &typed, &errors)
    } else {
        view! { <Notice tone=Tone::Info text=t("refund-form-nothing")/> }.into_any()
    };
    view! {
        {done}
        <PageHead title=t("refund-form-title") crumbs/>
        <ErrorSummary errors=errors.clone()/>
        {summary(&facts)}
        {fields}
        {earlier(facts.earlier)}
    }
    .into_any()
}

/// What came, where it is, and what of it can go back.
fn summary(facts: &Facts) -> AnyView {
    let payment = &facts.payment;
    let name = source_name(&payment.method, &payment.reference);
    let row = |key: &'static str, amount: Money| {
        (!amount.is_zero())
            .then(|| view! { <div><dt>{t(key)}</dt><dd><MoneyText amount/></dd></div> })
    };
    let note = |key: &'static str, amount: Money| {
        amount.is_positive().then(|| {
            let text = t_with(key, &[("amount", Arg::from(money(amount)))]);
            view! { <p class="small muted">{text}</p> }
        })
    };
    view! {
        <section class="stack">
            <dl class="facts">
                <div><dt>{t("refund-form-payment")}</dt><dd>{name}" · "<DateText on=payment.received_on/></dd></div>
                {row("refund-form-paid", payment.amount)}
                {row("refund-form-allocated", payment.allocated)}
                {row("refund-form-refunded", payment.refunded)}
                {row("refund-form-disputed", payment.disputed)}
                <div><dt>{t("refund-form-credit")}</dt><dd><MoneyText amount=facts.credit/></dd></div>
                <div><dt>{t("refund-form-most")}</dt><dd class="strong"><MoneyText amount=facts.most/></dd></div>
            </dl>
            {note("refund-form-allocated-note", payment.allocated)}
            {note("refund-form-disputed-note", payment.disputed)}
        </section>
    }
    .into_any()
}

fn fields(
    access: &CustomerRead,
    once: Uuid,
    facts: &Facts,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let reasons =
        REASONS.into_iter().map(|reason| (reason.word().to_owned(), reason_name(reason))).collect();
    view! {
        <form class="form" method="post">
            <OnceKey id=once/>
            <TextField name="amount" label=t("refund-form-amount") value=typed.get("amount") errors=errors.clone() inputmode="decimal" numeric=true/>
            <SelectField name="way" label=t("refund-form-way") options=ways(&facts.payment) selected=typed.get("way") errors=errors.clone()/>
            <SelectField name="reason" label=t("refund-form-reason") options=reasons selected=typed.get("reason") errors=errors.clone()/>
            <fieldset class="fieldset">
                <legend>{t("refund-form-bank")}</legend>
                <TextField name="reference" label=t("refund-form-reference") value=typed.get("reference") errors=errors.clone() optional=true/>
                <TextField name="paid-on" label=t("refund-form-paid-on") value=typed.get("paid-on") hint=t("refund-form-paid-on-hint").into_owned() errors=errors.clone() kind="date" optional=true/>
            </fieldset>
            <TextAreaField name="note" label=t("refund-form-note") value=typed.get("note") errors=errors.clone() optional=true/>
            <details class="confirm" open=!errors.is_empty()>
                <summary class="btn btn-primary">{t("refund-form-submit")}"…"</summary>
                <div class="confirm-body">
                    <p>{t("refund-form-confirm")}</p>
                    <div class="actions">
                        <button class="btn btn-primary">{t("refund-form-submit")}</button>
                        <a class="btn btn-quiet" href=paths::admin_customer(access.tenant)>{t("action-cancel")}</a>
                    </div>
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn ways(payment: &Returnable) -> Vec<(String, String)> {
    let to_source = payment.source.is_some().then(|| {
        let name = source_name(&payment.method, &payment.reference);
        let text = t_with("refund-form-way-source", &[("destination", Arg::from(name))]);
        (TO_SOURCE.to_owned(), text)
    });
    let by_bank = (BY_BANK.to_owned(), t("refund-form-way-bank").into_owned());
    to_source.into_iter().chain([by_bank]).collect()
}

fn earlier(refunds: Vec<ListedRefund>) -> Option<AnyView> {
    (!refunds.is_empty()).then(|| {
        let entries: Vec<_> = refunds
            .into_iter()
            .map(|refund| {
                let badge = state_badge(&refund);
                let to = destination(&refund);
                let why = refund.failure_code.clone().map(|code| view! { " · "<code>{code}</code> });
                view! {
                    <li>
                        <div class="list-text"><span class="list-title">{to}</span><small><DateText on=refund.requested_on/>" · "{reason_name(refund.reason)}{why}</small></div>
                        <div class="list-end">{badge}" "<MoneyText amount=refund.amount/></div>
                    </li>
                }
            })
            .collect();
        view! {
            <section class="section" aria-labelledby="earlier">
                <div class="section-head"><h2 id="earlier">{t("refund-form-earlier")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
