//! `/subscriptions/{id}/change`: which plan, how many seats and add-ons, now or when the period ends;
//! what it makes is shown next (row B6).

use super::subscription::read_id;
use super::subscription_change_view::{Choices, Chosen, page};
use super::subscription_quote::{asking, shown};
use super::subscription_refusal::{asked, sentence};
use crate::auth::CustomerSession;
use crate::domain::id::{PlanVersionId, SubscriptionId};
use crate::domain::plan::{CatalogueVersion, PlanKind, PlanVersion};
use crate::error::AppError;
use crate::flows::subscriptions::quote::quote;
use crate::flows::subscriptions::{Act, When};
use crate::i18n;
use crate::state::App;
use crate::store::{plans, subscriptions};
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::ui::{Ui, within};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// More of one thing than anybody orders on a page.
const COUNT_MAX: u32 = 100_000;

/// GET /subscriptions/{id}/change
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let choices = load(&app, &customer, ui.now, read_id(&id)?).await?;
    let chosen = Chosen::as_it_is(&choices, ui.now);
    Ok(page(ui, StatusCode::OK, choices, chosen, FieldErrors::none()))
}

/// What can be chosen: what is offered in this currency, and what the subscription has anyway.
async fn load(
    app: &App,
    customer: &CustomerSession,
    now: Timestamp,
    id: SubscriptionId,
) -> Result<Choices, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let subscription = subscriptions::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let zone = subscription.billed.cycle.zone.clone();
    let mut offered = plans::offered(&mut tx, zone.to_datetime(now).date()).await?;
    drop(tx);
    offered.retain(|one| one.version.currency == subscription.currency);
    let (add_ons, mut plans): (Vec<CatalogueVersion>, Vec<_>) =
        offered.into_iter().partition(|one| one.kind == PlanKind::AddOn);
    let current = Arc::clone(&subscription.billed.phase_at(now).terms.version);
    plans.retain(|one| one.version.version_id != current.version_id);
    Ok(Choices { subscription, current, plans, add_ons })
}

/// POST /subscriptions/{id}/change
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, AppError> {
    let choices = load(&app, &customer, ui.now, read_id(&id)?).await?;
    let chosen = Chosen::typed(&choices, &form);
    let mut errors = FieldErrors::none();
    let Some(act) = act(&choices, &chosen, ui.now) else {
        errors.add("seats", i18n::text(ui.locale, "subscription-change-unreadable"));
        return Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, choices, chosen, errors));
    };
    let actor = customer.actor();
    let asking = asking(&app, &customer, &actor)?;
    match asked(quote(asking, ui.now, choices.subscription.subscription_id, act).await)? {
        Ok(quote) => shown(&app, &customer, ui, &quote, false).await,
        Err(refusal) => {
            let said = within(Arc::new(ui.clone()), || sentence(&refusal));
            errors.add("plan", said);
            Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, choices, chosen, errors))
        }
    }
}

/// What was chosen as an act; `None` when a number does not read or a plan is not among the choices.
fn act(choices: &Choices, chosen: &Chosen, now: Timestamp) -> Option<Act> {
    let version = choices.version(chosen.plan)?;
    let seats = chosen.seats.trim().parse().ok().filter(|seats| *seats <= COUNT_MAX)?;
    let mut add_ons = Vec::new();
    for (code, quantity) in &chosen.add_ons {
        let quantity: u32 = match quantity.trim() {
            "" => 0,
            text => text.parse().ok().filter(|quantity| *quantity <= COUNT_MAX)?,
        };
        if quantity > 0 {
            add_ons.push((add_on(choices, code, version, now)?, quantity));
        }
    }
    let when = if chosen.is_now { When::Now } else { When::PeriodEnd };
    Some(Act::Change { version: version.version_id, seats, add_ons, when })
}

/// The add-on's version for the plan's interval: the one the subscription has, else the one offered.
fn add_on(
    choices: &Choices,
    code: &str,
    plan: &PlanVersion,
    now: Timestamp,
) -> Option<PlanVersionId> {
    let had = &choices.subscription.billed.phase_at(now).terms.add_ons;
    let had = had.iter().map(|it| &*it.version);
    let offered = choices.add_ons.iter().map(|one| &one.version);
    let fits = |version: &&PlanVersion| version.code == code && version.interval == plan.interval;
    had.chain(offered).find(fits).map(|version| version.version_id)
}
