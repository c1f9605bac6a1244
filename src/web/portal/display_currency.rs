//! In which currency somebody reads about how much it is, on the page of their account (row M3). What is
//! billed and paid stays in its own currency.

use super::account::Outcome;
use crate::auth::Principal;
use crate::domain::currency::Currency;
use crate::error::AppError;
use crate::i18n::text;
use crate::state::App;
use crate::store::{fx, tenants};
use crate::web::components::form::{FieldErrors, SelectField};
use crate::web::paths;
use crate::web::ui::{Ui, t, t_with};
use axum::http::StatusCode;
use leptos::prelude::*;

/// What can be chosen, and what is.
pub(super) struct DisplayChoice {
    chosen: Option<Currency>,
    of_customer: Option<Currency>,
    offered: Vec<Currency>,
}

/// `None` for staff, and where no rate is known: there is nothing to choose.
pub(super) async fn load(
    app: &App,
    principal: &Principal,
) -> Result<Option<DisplayChoice>, AppError> {
    let Principal::Customer(customer) = principal else { return Ok(None) };
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let chosen = fx::display_currency(&mut tx, customer.person).await?;
    let mut offered = fx::quoted_currencies(&mut tx).await?;
    if let Some(chosen) = chosen.filter(|chosen| !offered.contains(chosen)) {
        offered.push(chosen);
    }
    let of_customer = tenants::profile(&mut tx).await?.display_currency;
    Ok((!offered.is_empty()).then_some(DisplayChoice { chosen, of_customer, offered }))
}

/// Stores the choice, or says what is wrong with it.
pub(super) async fn save(
    app: &App,
    principal: &Principal,
    ui: &Ui,
    typed: &str,
) -> Result<Option<(StatusCode, Outcome)>, AppError> {
    let Principal::Customer(customer) = principal else { return Err(AppError::NotFound) };
    let chosen: Option<Currency> = typed.parse().ok();
    if chosen.is_none() && !typed.is_empty() {
        let mut outcome = Outcome::default();
        outcome.errors.add("currency", text(ui.locale, "form-error-choice"));
        return Ok(Some((StatusCode::UNPROCESSABLE_ENTITY, outcome)));
    }
    let mut tx = app.db.tenant(customer.tenant, &customer.actor(), ui.now).await?;
    fx::set_display_currency(&mut tx, customer.person, chosen, ui.now).await?;
    tx.commit().await?;
    Ok(None)
}

pub(super) fn form(choice: DisplayChoice, errors: FieldErrors) -> impl IntoView {
    let as_customer = match choice.of_customer {
        Some(currency) => {
            t_with("fx-display-as-account-in", &[("currency", currency.code().into())])
        }
        None => t("fx-display-none").into_owned(),
    };
    let codes = choice.offered.iter().map(|currency| currency.code().to_owned());
    let options = std::iter::once((String::new(), as_customer))
        .chain(codes.map(|code| (code.clone(), code)))
        .collect();
    let selected = choice.chosen.map_or("", Currency::code);
    view! {
        <section class="section" aria-labelledby="display">
            <div class="section-head"><h2 id="display">{t("fx-display-title")}</h2></div>
            <form class="form" method="post" action=paths::ACCOUNT>
                <input r#type="hidden" name="intent" value="display"/>
                <SelectField name="currency" label=t("fx-display-currency") options=options
                    selected=selected hint=t("fx-display-hint").into_owned() errors optional=true/>
                <div class="actions"><button class="btn">{t("action-save")}</button></div>
            </form>
        </section>
    }
}
