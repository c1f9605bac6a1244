//! Why something cannot be done with a subscription, in a sentence, on a page with the way back.

use crate::domain::id::SubscriptionId;
use crate::domain::subscription::ChangeError;
use crate::error::AppError;
use crate::flows::subscriptions::ActError;
use crate::flows::subscriptions::one_meter::MeterTaken;
use crate::flows::subscriptions::quote::QuoteError;
use crate::i18n;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, date_time, t, t_with};
use crate::web::{paths, render};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// The answer, or why it was refused.
/// # Errors  what is no refusal: another tenant's, the database, a defect.
pub(super) fn asked<T>(answer: Result<T, QuoteError>) -> Result<Result<T, ActError>, AppError> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(QuoteError::NoSuchQuote | QuoteError::Act(ActError::NotFound)) => {
            Err(AppError::NotFound)
        }
        Err(QuoteError::Store(error) | QuoteError::Act(ActError::Store(error))) => {
            Err(error.into())
        }
        Err(QuoteError::Act(refusal)) => Ok(Err(refusal)),
        Err(error @ QuoteError::Unreadable) => Err(AppError::internal(error)),
    }
}

/// The sentence; inside of a page.
pub(super) fn sentence(refusal: &ActError) -> String {
    let at = |key: &str, at| t_with(key, &[("time", date_time(at).into())]);
    let plain = |key: &str| t(key).into_owned();
    match refusal {
        ActError::NoSeats => plain("subscription-refused-seats"),
        ActError::Change(ChangeError::Nothing) => plain("subscription-refused-nothing"),
        ActError::ChangeScheduled { at: when } => at("subscription-refused-scheduled", *when),
        ActError::IsEnding { at: when } => at("subscription-refused-ending", *when),
        ActError::WaitsForPayment { until } => at("subscription-refused-waits", *until),
        ActError::HasEnded => plain("subscription-refused-ended"),
        ActError::AlreadyFollowed => plain("subscription-refused-followed"),
        ActError::NothingToUndo => plain("subscription-refused-undo"),
        ActError::MeterTaken(MeterTaken { meter, plan }) => t_with(
            "subscription-refused-meter",
            &[("meter", meter.as_str().into()), ("plan", plan.as_str().into())],
        ),
        ActError::PaidFirst => plain("subscription-refused-paid-first"),
        ActError::NotEnded
        | ActError::NotInTrial
        | ActError::NotPaused
        | ActError::InTrial
        | ActError::NotBegun { .. }
        | ActError::AlreadyPaused
        | ActError::ChangedSince { .. }
        | ActError::PeriodTurned { .. } => plain("subscription-refused-state"),
        other => {
            tracing::warn!(error = %other, "an act on a subscription was refused");
            plain("subscription-refused-other")
        }
    }
}

/// The page that says why not (422).
pub(super) fn refused(ui: Ui, id: SubscriptionId, refusal: ActError) -> Response {
    let title = i18n::text(ui.locale, "subscription-refused-title");
    render::page(ui, StatusCode::UNPROCESSABLE_ENTITY, &title, move || {
        let back = (paths::subscription(id), t("subscription-back").into_owned());
        view! {
            <PageHead title=t("subscription-refused-title")/>
            <Empty title=t("subscription-refused-title") text=sentence(&refusal) action=back/>
        }
    })
}
