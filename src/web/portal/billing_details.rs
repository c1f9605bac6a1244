//! `/settings/billing`: how the customer wants to be billed (row B10). Viewers read; owner and managers
//! change. What is changed counts from the next document on, which the page says.

use super::billing_details_fields::{details_form, details_list};
use super::billing_details_typed::{read_form, sentences, typed_from};
use crate::auth::CustomerSession;
use crate::domain::billing_details::TypedBillingDetails;
use crate::domain::currency::Currency;
use crate::error::AppError;
use crate::flows::customers::update_billing_details::{
    UpdateBillingDetailsError, update_billing_details,
};
use crate::i18n;
use crate::state::App;
use crate::store::invoice_lists;
use crate::store::tenants::{self, BillingProfile};
use crate::web::components::form::{ErrorSummary, FieldErrors};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::ui::{Ui, t};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct BillingQuery {
    /// `saved` after the form was accepted.
    #[serde(default)]
    done: String,
}

/// What the page shows beside the typed values.
struct Loaded {
    profile: BillingProfile,
    /// The currencies documents are in: what a preference can be about.
    currencies: Vec<Currency>,
}

async fn load(app: &App, customer: &CustomerSession) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let profile = tenants::profile(&mut tx).await?;
    let mut currencies = invoice_lists::currencies(&mut tx).await?;
    for currency in [Some(profile.currency), profile.display_currency].into_iter().flatten() {
        if !currencies.contains(&currency) {
            currencies.push(currency);
        }
    }
    Ok(Loaded { profile, currencies })
}

/// GET /settings/billing
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<BillingQuery>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer).await?;
    let typed = typed_from(&loaded.profile);
    let title = i18n::text(ui.locale, "billing-details-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        let saved = (query.done == "saved")
            .then(|| view! { <Notice tone=Tone::Success text=t("billing-details-saved")/> });
        view! { {saved} {body(&customer, loaded, &typed, FieldErrors::none())} }
    }))
}

/// POST /settings/billing
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let typed = read_form(&pairs);
    let mut tx = app.db.tenant(customer.tenant, &customer.actor(), ui.now).await?;
    let problems = match update_billing_details(&mut tx, ui.now, customer.role, &typed).await {
        Ok(_) => {
            tx.commit().await?;
            return Ok(render::see_other(&format!("{}?done=saved", paths::BILLING_DETAILS)));
        }
        Err(UpdateBillingDetailsError::Forbidden) => return Err(AppError::Forbidden),
        Err(UpdateBillingDetailsError::Store(error)) => return Err(error.into()),
        Err(UpdateBillingDetailsError::Invalid(problems)) => problems,
    };
    drop(tx);
    refused(&app, &customer, ui, typed, &problems).await
}

/// The form again, with everything as it was typed and what is wrong with it.
async fn refused(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    typed: TypedBillingDetails,
    problems: &[(crate::domain::billing_details::Field, crate::domain::billing_details::Problem)],
) -> Result<Response, AppError> {
    let loaded = load(app, customer).await?;
    let errors = sentences(ui.locale, &typed, problems);
    let title = i18n::text(ui.locale, "billing-details-title");
    Ok(render::page(ui, StatusCode::UNPROCESSABLE_ENTITY, &title, || {
        body(customer, loaded, &typed, errors)
    }))
}

fn body(
    customer: &CustomerSession,
    loaded: Loaded,
    typed: &TypedBillingDetails,
    errors: FieldErrors,
) -> impl IntoView + use<> {
    let head = view! {
        <PageHead title=t("billing-details-title") sub=t("billing-details-applies-next").into_any()/>
    };
    if !customer.role.can_change_billing() {
        return view! {
            {head}
            <Notice tone=Tone::Info text=t("billing-details-read-only")/>
            {details_list(&loaded.profile)}
        }
        .into_any();
    }
    view! {
        {head}
        <ErrorSummary errors=errors.clone()/>
        {details_form(&loaded.profile, loaded.currencies, typed, &errors)}
    }
    .into_any()
}
