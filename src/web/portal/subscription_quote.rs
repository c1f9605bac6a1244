//! What an act on a subscription will make, shown before it is confirmed; and the confirmation, which
//! makes exactly that or shows what it would be now (row B6).

use super::subscription::read_id;
use super::subscription_quote_view::{Review, review};
use super::subscription_refusal::{asked, refused};
use crate::auth::CustomerSession;
use crate::domain::id::SubscriptionId;
use crate::error::AppError;
use crate::flows::subscriptions::quote::{Asking, Confirmed, Quote, QuoteError, confirm, quote};
use crate::flows::subscriptions::{Act, When};
use crate::flows::usage::metered::Metered;
use crate::i18n;
use crate::state::App;
use crate::store::{Actor, subscriptions};
use crate::web::path::Path;
use crate::web::ui::Ui;
use crate::web::{paths, render};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ActForm {
    act: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    quote: String,
}

/// Who asks, if they may change the subscription.
pub(super) fn asking<'a>(
    app: &'a App,
    customer: &CustomerSession,
    actor: &'a Actor,
) -> Result<Asking<'a>, AppError> {
    match customer.role.can_change_billing() {
        true => Ok(Asking { db: &app.db, tenant: customer.tenant, actor, usage: &Metered }),
        false => Err(AppError::Forbidden),
    }
}

/// The id of one of this customer's subscriptions.
async fn known(
    app: &App,
    customer: &CustomerSession,
    id: &str,
) -> Result<SubscriptionId, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let found = subscriptions::find(&mut tx, read_id(id)?).await?;
    Ok(found.ok_or(AppError::NotFound)?.subscription_id)
}

/// POST /subscriptions/{id}/act: pause, resume, end the trial, take up again.
pub async fn act(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    Form(form): Form<ActForm>,
) -> Result<Response, AppError> {
    let actor = customer.actor();
    let asking = asking(&app, &customer, &actor)?;
    let id = known(&app, &customer, &id).await?;
    let act = match form.act.as_str() {
        "pause" => Act::Pause { when: When::Now },
        "resume" => Act::Resume,
        "end_trial" => Act::EndTrial,
        "reactivate" => Act::Reactivate,
        _ => return Err(AppError::BadRequest),
    };
    match asked(quote(asking, ui.now, id, act).await)? {
        Ok(quote) => Ok(shown(&app, &customer, ui, &quote, false).await?),
        Err(refusal) => Ok(refused(ui, id, refusal)),
    }
}

/// POST /subscriptions/{id}/undo: what is planned does not happen. Nothing is charged for that.
pub async fn undo(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    Form(form): Form<ActForm>,
) -> Result<Response, AppError> {
    let actor = customer.actor();
    let asking = asking(&app, &customer, &actor)?;
    let id = known(&app, &customer, &id).await?;
    let act = match form.act.as_str() {
        "change" => Act::UndoChange,
        "cancel" => Act::UndoCancel,
        _ => return Err(AppError::BadRequest),
    };
    let quoted = match asked(quote(asking, ui.now, id, act).await)? {
        Ok(quoted) => quoted,
        Err(refusal) => return Ok(refused(ui, id, refusal)),
    };
    settle(&app, &customer, ui, asking, quoted.quote_id, id).await
}

/// POST /subscriptions/{id}/confirm
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    Form(form): Form<ConfirmForm>,
) -> Result<Response, AppError> {
    let actor = customer.actor();
    let asking = asking(&app, &customer, &actor)?;
    let id = known(&app, &customer, &id).await?;
    let quote_id = form.quote.parse().map_err(|_| AppError::NotFound)?;
    settle(&app, &customer, ui, asking, quote_id, id).await
}

async fn settle(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    asking: Asking<'_>,
    quote_id: crate::domain::id::QuoteId,
    id: SubscriptionId,
) -> Result<Response, AppError> {
    match asked(confirm(asking, ui.now, id, quote_id).await)? {
        Ok(Confirmed::Done { subscription_id, outcome }) => {
            let done = if outcome.pay_until.is_some() { "waits" } else { "yes" };
            let page = paths::subscription(subscription_id);
            Ok(render::see_other(&format!("{page}?done={done}")))
        }
        Ok(Confirmed::Differs(quote)) => shown(app, customer, ui, &quote, true).await,
        Err(refusal) => Ok(refused(ui, id, refusal)),
    }
}

/// The page of a quote; `has_changed` when it takes the place of another that no longer holds.
pub(super) async fn shown(
    app: &App,
    customer: &CustomerSession,
    ui: Ui,
    quote: &Quote,
    has_changed: bool,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let found = subscriptions::find(&mut tx, quote.subscription_id).await?;
    let subscription = found.ok_or(AppError::NotFound)?;
    drop(tx);
    let zone: TimeZone = subscription.billed.cycle.zone.clone();
    let name = subscription.billed.phase_at(ui.now).terms.version.name.clone();
    let currency =
        quote.outcome.currency.parse().map_err(|_| AppError::internal(QuoteError::Unreadable))?;
    let page = Review { quote: quote.clone(), currency, zone, name, has_changed };
    let title = i18n::text(ui.locale, "subscription-review-title");
    let status = if has_changed { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(render::page(ui, status, &title, move || review(&page)))
}
