//! `/settings/payment-methods`: saved cards and accounts (row B5). Adding leads to the gateway's page;
//! viewers see the list and change nothing.

use super::payment_method_text::{expiry_note, method_title};
use super::{autopay, payer, payment_attempts};
use crate::auth::CustomerSession;
use crate::domain::id::PaymentMethodId;
use crate::domain::payment_method::SavedMethod;
use crate::error::AppError;
use crate::flows::payments::autopay::cover;
use crate::flows::payments::pay_invoice::PayInvoiceError;
use crate::flows::payments::saved_methods::{
    AutopayThen, NICKNAME_CHARACTERS_MAX, SavedMethodError, add_method, remove_method, set_default,
    set_nickname,
};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::{charge_lists, payment_methods, tenants};
use crate::web::admin::parts::OnceKey;
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, provider_page, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

/// Attempts to pay that the page shows.
const ATTEMPTS_SHOWN: i64 = 10;

#[derive(Debug, Deserialize)]
pub struct MethodsQuery {
    /// What the form before this page did.
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Added,
    NotAdded,
    DefaultSet,
    Named,
    Removed,
    AutopayOn,
    AutopayOff,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum MethodsForm {
    Add {
        id: Uuid,
    },
    SetDefault {
        method: PaymentMethodId,
    },
    Name {
        method: PaymentMethodId,
        #[serde(default)]
        nickname: String,
    },
    Remove {
        method: PaymentMethodId,
    },
}

/// GET /settings/payment-methods
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<MethodsQuery>,
) -> Result<Response, AppError> {
    let notice = query.done.map(|done| match done {
        Done::Added => (Tone::Success, "payment-methods-done-added"),
        Done::NotAdded => (Tone::Warning, "payment-methods-done-not-added"),
        Done::DefaultSet => (Tone::Success, "payment-methods-done-default"),
        Done::Named => (Tone::Success, "payment-methods-done-named"),
        Done::Removed => (Tone::Success, "payment-methods-done-removed"),
        Done::AutopayOn => (Tone::Success, "autopay-done-on"),
        Done::AutopayOff => (Tone::Success, "autopay-done-off"),
    });
    page(&app, &customer, ui, StatusCode::OK, notice).await
}

/// POST /settings/payment-methods
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(form): Form<MethodsForm>,
) -> Result<Response, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let outcome = match form {
        MethodsForm::Add { id } => return add(&app, &customer, ui, id).await,
        MethodsForm::SetDefault { method } => {
            let mut tx = app.db.tenant(customer.tenant, &customer.actor(), ui.now).await?;
            set_default(&mut tx, ui.now, method).await.map_err(app_error)?;
            tx.commit().await?;
            Ok("default_set")
        }
        MethodsForm::Name { method, nickname } => {
            let mut tx = app.db.tenant(customer.tenant, &customer.actor(), ui.now).await?;
            set_nickname(&mut tx, method, &nickname).await.map_err(app_error)?;
            tx.commit().await?;
            Ok("named")
        }
        MethodsForm::Remove { method } => {
            let payer = payer::of(&customer);
            match remove_method(&app.work.till, &payer, method, AutopayThen::Ask).await {
                Ok(()) => Ok("removed"),
                Err(SavedMethodError::AutopayNeedsIt) => {
                    return Ok(render::see_other(&paths::method_removal(method)));
                }
                Err(SavedMethodError::Unavailable(reason)) => {
                    tracing::warn!(%reason, "a payment method could not be removed");
                    Err("payment-methods-not-removed")
                }
                Err(error) => return Err(app_error(error)),
            }
        }
    };
    match outcome {
        Ok(done) => Ok(render::see_other(&format!("{}?done={done}", paths::PAYMENT_METHODS))),
        Err(key) => {
            let notice = Some((Tone::Danger, key));
            page(&app, &customer, ui, StatusCode::SERVICE_UNAVAILABLE, notice).await
        }
    }
}

async fn add(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    form_id: Uuid,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let currency = tenants::profile(&mut tx).await?.currency;
    drop(tx);
    let till = &app.work.till;
    match add_method(till, &payer::of(customer), currency, &form_id.to_string()).await {
        Ok(paying) => Ok(provider_page::go_on(till, &paying)),
        Err(PayInvoiceError::Unavailable(reason)) => {
            tracing::warn!(%reason, "a payment method could not be added");
            let notice = Some((Tone::Danger, "pay-provider-unavailable"));
            page(app, customer, ui, StatusCode::SERVICE_UNAVAILABLE, notice).await
        }
        Err(PayInvoiceError::Store(error)) => Err(error.into()),
        Err(PayInvoiceError::NotTaken(_)) => Err(AppError::NotFound),
        Err(PayInvoiceError::KeyReused) => Err(AppError::BadRequest),
        Err(error) => Err(AppError::internal(error)),
    }
}

fn app_error(error: SavedMethodError) -> AppError {
    match error {
        SavedMethodError::NotFound => AppError::NotFound,
        SavedMethodError::NicknameTooLong => AppError::BadRequest,
        SavedMethodError::Store(error) => error.into(),
        error @ (SavedMethodError::Unavailable(_) | SavedMethodError::AutopayNeedsIt) => {
            AppError::internal(error)
        }
    }
}

async fn page(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    status: StatusCode,
    notice: Option<(Tone, &'static str)>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let methods = payment_methods::list(&mut tx).await?;
    let cover = cover(&mut tx).await?;
    let currency = tenants::profile(&mut tx).await?.currency;
    let attempts = charge_lists::recent(&mut tx, ATTEMPTS_SHOWN).await?;
    drop(tx);
    let can_change = customer.role.can_change_billing();
    let can_add = can_change && app.work.till.is_open();
    let takes_debits = app.work.till.takes_debits(currency);
    let title = i18n::text(ui.locale, "payment-methods-title");
    let page = render::page(ui, status, &title, move || {
        let notice = notice.map(|(tone, key)| view! { <Notice tone text=t(key)/> });
        let default = methods.iter().find(|method| method.is_default);
        // Without a method and never turned on, there is nothing to say about it yet.
        let autopay = (cover.is_some() || default.is_some())
            .then(|| autopay::section(cover, default, can_change));
        let attempts = payment_attempts::section(attempts);
        let autopay_charges =
            default.filter(|_| cover.is_some()).map(|method| method.payment_method_id);
        view! { {notice}{view(methods, can_change, (can_add, takes_debits), autopay_charges)}{autopay}{attempts} }
    });
    Ok(provider_page::may_lead_there(&app.work.till, page))
}

fn view(
    methods: Vec<SavedMethod>,
    can_change: bool,
    (can_add, takes_debits): (bool, bool),
    autopay_charges: Option<PaymentMethodId>,
) -> AnyView {
    let is_only = methods.len() == 1;
    let list = if methods.is_empty() {
        view! { <Empty title=t("payment-methods-empty-title") text=t("payment-methods-empty")/> }
            .into_any()
    } else {
        let entries: Vec<_> =
            methods.iter().map(|m| entry(m, can_change, is_only, autopay_charges)).collect();
        view! { <ul class="list">{entries}</ul> }.into_any()
    };
    let (text, hint) = match takes_debits {
        true => ("payment-methods-add-any", "pay-new-method-hint"),
        false => ("payment-methods-add", "pay-new-card-hint"),
    };
    let add = can_add.then(|| {
        view! {
            <form method="post" class="stack-s">
                <OnceKey id=Uuid::now_v7()/>
                <div class="actions actions-wide">
                    <button class="btn btn-primary" name="intent" value="add">{t(text)}</button>
                </div>
                <p class="small muted">{t(hint)}</p>
            </form>
        }
    });
    view! {
        <PageHead title=t("payment-methods-title") sub=t("payment-methods-sub").into_any()/>
        {list}
        {add}
    }
    .into_any()
}

fn entry(
    method: &SavedMethod,
    can_change: bool,
    is_only: bool,
    autopay_charges: Option<PaymentMethodId>,
) -> AnyView {
    let is_charged = autopay_charges == Some(method.payment_method_id);
    let title = method_title(method);
    let badge = method
        .is_default
        .then(|| view! { " "<span class="badge">{t("payment-methods-default")}</span> });
    let acts = can_change.then(|| acts(method, &title, is_only, is_charged));
    view! {
        <li>
            <div class="list-text">
                <span class="list-title"><bdi>{title}</bdi>{badge}</span>
                {expiry_note(method)}
                {acts}
            </div>
        </li>
    }
    .into_any()
}

fn acts(method: &SavedMethod, title: &str, is_only: bool, is_charged: bool) -> AnyView {
    let id = method.payment_method_id.to_string();
    let named = view! { <span class="visually-hidden">" "{title.to_owned()}</span> };
    let make_default = (!method.is_default).then(|| {
        view! {
            <form method="post">
                <input r#type="hidden" name="method" value=id.clone()/>
                <button class="btn btn-small" name="intent" value="set_default">{t("payment-methods-make-default")}{named}</button>
            </form>
        }
    });
    let field = format!("nickname-{id}");
    let removal = removal(method, title, is_only, is_charged);
    view! {
        <div class="cluster">
            {make_default}
            <details class="more">
                <summary>{t("payment-methods-rename")}</summary>
                <form method="post" class="form">
                    <input r#type="hidden" name="method" value=id/>
                    <div class="field">
                        <label r#for=field.clone()>{t("payment-methods-nickname")}" "<span class="optional">{t("form-optional")}</span></label>
                        <input class="input" id=field name="nickname" value=method.nickname.clone() maxlength=NICKNAME_CHARACTERS_MAX.to_string()/>
                    </div>
                    <div class="actions"><button class="btn btn-small" name="intent" value="name">{t("action-save")}</button></div>
                </form>
            </details>
            {removal}
        </div>
    }
    .into_any()
}

/// The method that autopay charges has a page of its own for it: there is something to choose.
fn removal(method: &SavedMethod, title: &str, is_only: bool, is_charged: bool) -> AnyView {
    let named = view! { <span class="visually-hidden">" "{title.to_owned()}</span> };
    if is_charged {
        let path = paths::method_removal(method.payment_method_id);
        return view! { <a class="btn btn-small btn-danger" href=path>{t("payment-methods-remove")}{named}</a> }
            .into_any();
    }
    let question = removal_question(title, is_only);
    view! {
        <details class="confirm">
            <summary class="btn btn-small btn-danger">{t("payment-methods-remove")}{named}</summary>
            <form class="confirm-body" method="post">
                <input r#type="hidden" name="method" value=method.payment_method_id.to_string()/>
                <p>{question}</p>
                <div class="actions">
                    <button class="btn btn-primary btn-danger" name="intent" value="remove">{t("payment-methods-remove-confirm")}</button>
                    <a class="btn btn-quiet" href=paths::PAYMENT_METHODS>{t("payment-methods-keep")}</a>
                </div>
            </form>
        </details>
    }
    .into_any()
}

fn removal_question(title: &str, is_only: bool) -> String {
    let key = if is_only { "payment-methods-remove-last" } else { "payment-methods-remove-one" };
    t_with(key, &[("method", Arg::from(title))])
}
