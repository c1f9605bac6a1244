//! `/settings/payment-methods/{method}/remove`: what happens when the method goes that autopay charges, and
//! what the customer chooses (row B5).

use super::payer;
use super::payment_method_text::{expiry_note, method_title};
use crate::auth::CustomerSession;
use crate::domain::id::PaymentMethodId;
use crate::domain::payment_method::SavedMethod;
use crate::error::AppError;
use crate::flows::payments::autopay;
use crate::flows::payments::saved_methods::{AutopayThen, SavedMethodError, remove_method};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::payment_methods;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// The value of the choice that ends autopay.
const STOP: &str = "stop";

#[derive(Debug, Deserialize)]
pub struct RemovalForm {
    /// A method, or [`STOP`].
    #[serde(default)]
    then: String,
}

struct Loaded {
    method: SavedMethod,
    others: Vec<SavedMethod>,
    is_charged_by_autopay: bool,
}

async fn load(
    app: &App,
    customer: &CustomerSession,
    id: PaymentMethodId,
) -> Result<Loaded, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let mut others = payment_methods::list(&mut tx).await?;
    let at = others.iter().position(|method| method.payment_method_id == id);
    let method = others.remove(at.ok_or(AppError::NotFound)?);
    let is_on = autopay::cover(&mut tx).await?.is_some();
    Ok(Loaded { is_charged_by_autopay: is_on && method.is_default, method, others })
}

/// GET /settings/payment-methods/{method}/remove
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<PaymentMethodId>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    Ok(answer(ui, StatusCode::OK, &loaded, None))
}

/// POST /settings/payment-methods/{method}/remove
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<PaymentMethodId>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    let then = match form.then.as_str() {
        "" => AutopayThen::Ask,
        STOP => AutopayThen::Stops,
        method => AutopayThen::Charges(method.parse().map_err(|_| AppError::BadRequest)?),
    };
    let refused = |status, key| Ok(answer(ui.clone(), status, &loaded, Some(key)));
    match remove_method(&app.work.till, &payer::of(&customer), id, then).await {
        Ok(()) => Ok(render::see_other(&format!("{}?done=removed", paths::PAYMENT_METHODS))),
        Err(SavedMethodError::AutopayNeedsIt) => {
            refused(StatusCode::UNPROCESSABLE_ENTITY, "method-removal-choose")
        }
        Err(SavedMethodError::Unavailable(reason)) => {
            tracing::warn!(%reason, "a payment method could not be removed");
            refused(StatusCode::SERVICE_UNAVAILABLE, "payment-methods-not-removed")
        }
        Err(SavedMethodError::NotFound) => {
            refused(StatusCode::UNPROCESSABLE_ENTITY, "pay-method-gone")
        }
        Err(SavedMethodError::Store(error)) => Err(error.into()),
        Err(error @ SavedMethodError::NicknameTooLong) => Err(AppError::internal(error)),
    }
}

fn answer(ui: Ui, status: StatusCode, loaded: &Loaded, error: Option<&'static str>) -> Response {
    let title = i18n::text(ui.locale, "method-removal-title");
    render::page(ui, status, &title, || view(loaded, error))
}

fn view(loaded: &Loaded, error: Option<&'static str>) -> AnyView {
    let crumbs = vec![(paths::PAYMENT_METHODS.to_owned(), t("payment-methods-title").into_owned())];
    let named = [("method", Arg::from(method_title(&loaded.method)))];
    let error = error.map(|key| view! { <Notice tone=Tone::Danger text=t(key)/> });
    let text = match (loaded.is_charged_by_autopay, loaded.others.is_empty()) {
        (false, _) => "payment-methods-remove-one",
        (true, true) => "method-removal-stops",
        (true, false) => "method-removal-asks",
    };
    let choices = loaded.is_charged_by_autopay.then(|| choices(&loaded.others));
    view! {
        <PageHead title=t("method-removal-title") crumbs/>
        {error}
        <form class="form" method="post">
            <p>{t_with(text, &named)}</p>
            {choices}
            <div class="actions actions-wide">
                <button class="btn btn-primary btn-danger">{t("payment-methods-remove-confirm")}</button>
                <a class="btn btn-quiet" href=paths::PAYMENT_METHODS>{t("payment-methods-keep")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn choices(others: &[SavedMethod]) -> AnyView {
    if others.is_empty() {
        return view! { <input r#type="hidden" name="then" value=STOP/> }.into_any();
    }
    let next: Vec<_> = others
        .iter()
        .map(|method| {
            let id = method.payment_method_id.to_string();
            view! {
                <label class="choice">
                    <input r#type="radio" name="then" value=id/>
                    <span><span class="choice-title">{method_title(method)}</span>{expiry_note(method)}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="fieldset">
            <legend>{t("method-removal-then")}</legend>
            <div class="choices">
                {next}
                <label class="choice">
                    <input r#type="radio" name="then" value=STOP/>
                    <span><span class="choice-title">{t("method-removal-stop")}</span><small>{t("method-removal-stop-hint")}</small></span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}
