//! What is agreed with the customer beside plan and seats: the form that changes it. It holds from the
//! next invoice on; what was billed stays as it is.

use super::acts::back;
use super::{SubscriptionPath, path};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::i18n::{self, Locale};
use crate::state::App;
use crate::store::subscriptions::{self, Contract, Subscription};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::parts::customer_crumbs;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::PageHead;
use crate::web::path::Path;
use crate::web::render;
use crate::web::ui::{Ui, t};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use leptos::prelude::*;

/// As the database has it.
const WINDOW_HOURS_MAX: i64 = 30 * 24;
const PURCHASE_ORDER_MAX: usize = 100;

/// GET /admin/customers/{tenant}/subscriptions/{subscription}/contract
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(desk.0.tenant).await?;
    let found = subscriptions::find(&mut tx, subscription).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let typed = written(ui.locale, &found);
    Ok(answer(ui, StatusCode::OK, desk.0, found, typed, FieldErrors::none()))
}

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/contract
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let found = subscriptions::lock(&mut tx, subscription).await?.ok_or(AppError::NotFound)?;
    let mut errors = FieldErrors::none();
    let contract = read(ui.locale, found.currency, &typed, &mut errors);
    if typed.get("reason").is_empty() {
        errors.add("reason", i18n::text(ui.locale, "desk-reason-missing"));
    }
    if !errors.is_empty() {
        return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, found, typed, errors));
    }
    tx.set_reason(typed.get("reason")).await?;
    subscriptions::save_contract(&mut tx, subscription, &contract).await?;
    tx.commit().await?;
    Ok(back(desk.0.tenant, subscription, "contract"))
}

fn written(locale: Locale, subscription: &Subscription) -> Typed {
    let commitment = subscription.billed.commitment.map(|it| i18n::amount_input(locale, it));
    let needs = subscription.change_needs_payment.then(|| "on".to_owned());
    Typed::of(&[
        ("commitment", commitment.unwrap_or_default()),
        ("window-hours", subscription.draft_window.as_hours().to_string()),
        ("purchase-order", subscription.purchase_order.clone()),
        ("change-needs-payment", needs.unwrap_or_default()),
    ])
}

/// The contract's fields of a form, each wrong one named.
pub(super) fn read(
    locale: Locale,
    currency: Currency,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Contract {
    let commitment = commitment(locale, currency, typed, errors);
    let hours = match typed.get("window-hours") {
        "" => Some(0),
        text => text.parse::<i64>().ok().filter(|hours| (0..=WINDOW_HOURS_MAX).contains(hours)),
    };
    if hours.is_none() {
        errors.add("window-hours", i18n::text(locale, "desk-window-wrong"));
    }
    let purchase_order = typed.get("purchase-order").to_owned();
    if purchase_order.chars().count() > PURCHASE_ORDER_MAX {
        errors.add("purchase-order", i18n::text(locale, "desk-purchase-order-long"));
    }
    Contract {
        commitment,
        draft_window: SignedDuration::from_hours(hours.unwrap_or(0)),
        purchase_order,
        change_needs_payment: !typed.get("change-needs-payment").is_empty(),
    }
}

fn commitment(
    locale: Locale,
    currency: Currency,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Option<Money> {
    let text = typed.get("commitment");
    if text.is_empty() {
        return None;
    }
    let read = i18n::parse_amount(locale, currency, text).ok().filter(|money| money.is_positive());
    if read.is_none() {
        errors.add("commitment", i18n::text(locale, "desk-commitment-wrong"));
    }
    read
}

fn answer(
    ui: Ui,
    status: StatusCode,
    access: CustomerRead,
    subscription: Subscription,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "desk-edit-contract");
    render::page(ui, status, &title, move || view(&access, &subscription, &typed, &errors))
}

fn view(
    access: &CustomerRead,
    subscription: &Subscription,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let here = path(access.tenant, subscription.subscription_id);
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let name = subscription.billed.phases().last().map(|it| it.terms.version.name.clone());
    crumbs.push((here.clone(), name.unwrap_or_default()));
    view! {
        <PageHead title=t("desk-edit-contract") crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <p class="muted">{t("desk-contract-from-next")}</p>
            {contract_fields(subscription.currency, typed, errors)}
            <TextField name="reason" label=t("desk-reason") value=typed.get("reason") errors=errors.clone() max_length=500/>
            <div class="actions">
                <button class="btn btn-primary">{t("action-save")}</button>
                <a class="btn btn-quiet" href=here>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

/// The fields of the contract, in this form and in that of a new subscription.
pub(super) fn contract_fields(currency: Currency, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let commitment = crate::web::ui::t_with(
        "desk-commitment-in",
        &[("currency", currency.code().to_owned().into())],
    );
    let needs_payment = !typed.get("change-needs-payment").is_empty();
    view! {
        <TextField name="commitment" label=commitment value=typed.get("commitment") hint=t("desk-commitment-hint") errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
        <TextField name="window-hours" label=t("desk-window-label") value=typed.get("window-hours") hint=t("desk-window-hint") errors=errors.clone() inputmode="numeric" numeric=true optional=true/>
        <TextField name="purchase-order" label=t("document-purchase-order") value=typed.get("purchase-order") errors=errors.clone() max_length=100 optional=true/>
        <div class="check">
            <input r#type="checkbox" id="change-needs-payment" name="change-needs-payment" value="on" checked=needs_payment/>
            <label for="change-needs-payment">{t("desk-change-needs-payment")}</label>
            <p class="hint">{t("desk-change-needs-payment-hint")}</p>
        </div>
    }
    .into_any()
}
