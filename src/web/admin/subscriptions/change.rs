//! What staff do with a subscription through a quote: exactly what is shown is what is done, or nothing
//! (rows B6 E5 E6). The same two steps as the customer has, with a reason.

use super::acts::back;
use super::change_view::{Shown, form_view, quote_view};
use super::new_typed::{self, Choices};
use super::{SubscriptionPath, act_path};
use crate::domain::id::{QuoteId, SubscriptionId};
use crate::domain::subscription_status::SubscriptionStatus;
use crate::error::AppError;
use crate::flows::subscriptions::one_meter::MeterTaken;
use crate::flows::subscriptions::quote::{
    Asking, Confirmed, QuoteError, StaffReason, confirm_because, quote,
};
use crate::flows::subscriptions::{Act, ActError, Unused, When};
use crate::flows::usage::metered::Metered;
use crate::i18n::{self, Locale};
use crate::state::App;
use crate::store::Actor;
use crate::store::subscriptions::{self, Subscription};
use crate::web::admin::access::{CustomerRead, CustomerWrite};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::render;
use crate::web::ui::{Ui, t, ui};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// The word of each act in the address, and the end of its catalogue key.
pub(super) const ACTS: [&str; 8] = [
    "change",
    "cancel",
    "pause",
    "resume",
    "end-trial",
    "reactivate",
    "undo-change",
    "undo-cancel",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ActQuery {
    act: String,
}

/// What the form shows.
pub(super) struct ActForm {
    pub subscription: Subscription,
    pub act: &'static str,
    pub typed: Typed,
    pub errors: FieldErrors,
    pub choices: Choices,
}

/// The acts that the subscription's state leaves room for, as links to their forms.
pub(super) fn links(access: &CustomerRead, subscription: &Subscription) -> AnyView {
    let now = ui().now;
    let billed = &subscription.billed;
    let is_paused = billed.phase_at(now).terms.paused;
    let is_ending = billed.in_force.ends_at().is_some();
    let is_switching = subscription.is_switching();
    let is_planned = is_switching || billed.phases().iter().any(|phase| phase.from > now);
    let is_final = subscription.status.is_final();
    let is_trial = subscription.status == SubscriptionStatus::Trialing;
    let open: Vec<_> = ACTS
        .into_iter()
        .filter(|act| match *act {
            "reactivate" => is_final,
            _ if is_final => false,
            "change" => !is_ending && !is_planned,
            "cancel" => !is_ending,
            "undo-cancel" => is_ending && !is_switching,
            "pause" => !is_paused && !is_trial,
            "resume" => is_paused,
            "end-trial" => is_trial,
            _ => is_planned,
        })
        .map(|act| {
            let page = act_path(access.tenant, subscription.subscription_id, "change");
            let label = t(&format!("desk-act-{act}"));
            view! { <a class="btn" href=format!("{page}?act={act}")>{label}</a> }
        })
        .collect();
    view! { <div class="actions">{open}</div> }.into_any()
}

async fn load(
    app: &App,
    access: &CustomerRead,
    id: SubscriptionId,
) -> Result<(Subscription, Choices), AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let found = subscriptions::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let mut read = app.db.staff_read().await?;
    let choices = new_typed::choices(&mut tx, &mut read, access.today).await?;
    Ok((found, choices))
}

/// GET /admin/customers/{tenant}/subscriptions/{subscription}/change
pub async fn show(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Query(asked): Query<ActQuery>,
) -> Result<Response, AppError> {
    let act = ACTS.into_iter().find(|act| *act == asked.act).unwrap_or(ACTS[0]);
    let (subscription, choices) = load(&app, &desk.0, subscription).await?;
    let typed = current(&subscription, ui.now);
    let errors = FieldErrors::none();
    let form = ActForm { subscription, act, typed, errors, choices };
    Ok(answer(ui, StatusCode::OK, desk.0, form))
}

/// The terms in force, as the form begins.
fn current(subscription: &Subscription, now: jiff::Timestamp) -> Typed {
    let terms = &subscription.billed.phase_at(now).terms;
    let mut typed = Typed::of(&[
        ("version", terms.version.version_id.to_string()),
        ("seats", terms.seats.to_string()),
        ("when", "now".to_owned()),
        ("unused", "credit".to_owned()),
    ]);
    for add_on in &terms.add_ons {
        let field = new_typed::add_on_field(add_on.version.version_id);
        typed.push(&field, add_on.quantity.to_string());
    }
    typed
}

fn answer(ui: Ui, status: StatusCode, access: CustomerRead, form: ActForm) -> Response {
    let title = i18n::text(ui.locale, &format!("desk-act-{}", form.act));
    render::page(ui, status, &title, move || form_view(&access, &form))
}

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/change: what it would do, with every
/// document that it would make.
pub async fn submit(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(SubscriptionPath { subscription: id }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let (subscription, choices) = load(&app, &desk.0, id).await?;
    let word = ACTS.into_iter().find(|act| *act == typed.get("act"));
    let word = word.ok_or(AppError::BadRequest)?;
    let mut errors = FieldErrors::none();
    let act = read(ui.locale, word, &choices, &typed, &mut errors);
    if typed.get("reason").is_empty() {
        errors.add("reason", i18n::text(ui.locale, "desk-reason-missing"));
    }
    let mut form = ActForm { subscription, act: word, typed, errors, choices };
    let Some(act) = act.filter(|_| form.errors.is_empty()) else {
        return Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form));
    };
    let actor = desk.0.staff.actor();
    match quote(asking(&app, &desk, &actor), desk.0.now, id, act).await {
        Ok(quote) => {
            let reason = form.typed.get("reason").to_owned();
            let shown = Shown { act: word, quote, reason, differs: false };
            Ok(quoted(ui, StatusCode::OK, desk.0, shown))
        }
        Err(error) => {
            let sentence = refusal(ui.locale, error)?;
            form.errors.add("reason", sentence);
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form))
        }
    }
}

fn asking<'a>(app: &'a App, desk: &CustomerWrite, actor: &'a Actor) -> Asking<'a> {
    Asking { db: &app.db, tenant: desk.0.tenant, actor, usage: &Metered }
}

fn quoted(ui: Ui, status: StatusCode, access: CustomerRead, shown: Shown) -> Response {
    let title = i18n::text(ui.locale, &format!("desk-act-{}", shown.act));
    render::page(ui, status, &title, move || quote_view(&access, shown))
}

fn read(
    locale: Locale,
    word: &str,
    choices: &Choices,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> Option<Act> {
    let when = if typed.get("when") == "period-end" { When::PeriodEnd } else { When::Now };
    Some(match word {
        "change" => {
            let seats = typed.get("seats").parse().ok().filter(|seats| *seats > 0);
            if seats.is_none() {
                errors.add("seats", i18n::text(locale, "desk-seats-wrong"));
            }
            let version = typed.id("version");
            if version.is_none() {
                errors.add("version", i18n::text(locale, "desk-version-missing"));
            }
            let add_ons = new_typed::add_ons(locale, choices, typed, errors);
            Act::Change { version: version?, seats: seats?, add_ons, when }
        }
        "cancel" => {
            let unused = typed.get("unused").parse().unwrap_or(Unused::Credit);
            Act::Cancel { when, unused, reason: typed.get("reason").to_owned() }
        }
        "pause" => Act::Pause { when },
        "resume" => Act::Resume,
        "end-trial" => Act::EndTrial,
        "reactivate" => Act::Reactivate,
        "undo-change" => Act::UndoChange,
        "undo-cancel" => Act::UndoCancel,
        _ => return None,
    })
}

/// POST /admin/customers/{tenant}/subscriptions/{subscription}/confirm: does what was quoted, or shows what
/// it would be now.
pub async fn submit_quote(
    State(app): State<App>,
    desk: CustomerWrite,
    ui: Ui,
    Path(SubscriptionPath { subscription: id }): Path<SubscriptionPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(desk.0.tenant).await?;
    subscriptions::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let quote_id: QuoteId = typed.id("quote").ok_or(AppError::BadRequest)?;
    let word = ACTS.into_iter().find(|act| *act == typed.get("act"));
    let word = word.ok_or(AppError::BadRequest)?;
    let reason = typed.get("reason").to_owned();
    let actor = desk.0.staff.actor();
    let action = format!("subscription.{word}");
    let why = Some(StaffReason { action: &action, reason: &reason });
    match confirm_because(asking(&app, &desk, &actor), desk.0.now, id, quote_id, why).await {
        Ok(Confirmed::Done { subscription_id, .. }) => {
            Ok(back(desk.0.tenant, subscription_id, "changed"))
        }
        Ok(Confirmed::Differs(quote)) => {
            let shown = Shown { act: word, quote: *quote, reason, differs: true };
            Ok(quoted(ui, StatusCode::CONFLICT, desk.0, shown))
        }
        Err(error) => {
            let sentence = refusal(ui.locale, error)?;
            let (subscription, choices) = load(&app, &desk.0, id).await?;
            let mut typed = current(&subscription, ui.now);
            typed.push("reason", reason);
            let mut errors = FieldErrors::none();
            errors.add("reason", sentence);
            let form = ActForm { subscription, act: word, typed, errors, choices };
            Ok(answer(ui, StatusCode::UNPROCESSABLE_ENTITY, desk.0, form))
        }
    }
}

/// Why it cannot be done.
fn refusal(locale: Locale, error: QuoteError) -> Result<String, AppError> {
    let act = match error {
        QuoteError::NoSuchQuote => return Err(AppError::NotFound),
        QuoteError::Store(error) => return Err(error.into()),
        QuoteError::Unreadable => return Err(AppError::BadRequest),
        QuoteError::Act(error) => error,
    };
    let key = match &act {
        ActError::NotFound => return Err(AppError::NotFound),
        ActError::NoSuchPlan => "desk-version-missing",
        ActError::NoSeats => "desk-seats-wrong",
        ActError::Parked { .. } => "desk-refused-parked",
        ActError::HasEnded => "desk-refused-ended",
        ActError::NotEnded => "desk-refused-not-ended",
        ActError::AlreadyFollowed => "desk-refused-followed",
        ActError::NotInTrial => "desk-refused-not-in-trial",
        ActError::NotPaused => "desk-refused-not-paused",
        ActError::InTrial => "desk-refused-in-trial",
        ActError::NotBegun { .. } => "desk-refused-not-begun",
        ActError::AwaitsReissue => "desk-refused-awaits-reissue",
        ActError::PaidFirst => "desk-refused-paid-first",
        ActError::AlreadyPaused => "desk-refused-paused",
        ActError::WaitsForPayment { .. } => "desk-refused-waits",
        ActError::ChangeScheduled { .. } => "desk-refused-scheduled",
        ActError::IsEnding { .. } => "desk-refused-ending",
        ActError::NothingToUndo => "desk-refused-nothing",
        ActError::PeriodTurned { .. } => "desk-refused-turned",
        ActError::MeterTaken(MeterTaken { meter, plan }) => {
            let args = [("meter", meter.as_str().into()), ("plan", plan.as_str().into())];
            return Ok(i18n::text_with(locale, "desk-refused-meter", &args));
        }
        ActError::ChangedSince { .. } => "desk-refused-changed",
        ActError::Committed => "desk-refused-committed",
        // The rest is about terms that do not go together, or documents that cannot be made.
        _ => {
            if let ActError::Store(error) = act {
                return Err(error.into());
            }
            let args = [("reason", act.to_string().into())];
            return Ok(i18n::text_with(locale, "desk-refused-because", &args));
        }
    };
    Ok(i18n::text(locale, key).into_owned())
}
