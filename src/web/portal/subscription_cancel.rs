//! `/subscriptions/{id}/cancel`: when and why; what it makes is shown next (row B6).

use super::subscription::read_id;
use super::subscription_quote::{asking, shown};
use super::subscription_refusal::{asked, sentence};
use crate::auth::CustomerSession;
use crate::domain::id::SubscriptionId;
use crate::error::AppError;
use crate::flows::subscriptions::quote::quote;
use crate::flows::subscriptions::{Act, Unused, When};
use crate::i18n;
use crate::state::App;
use crate::store::subscriptions::{self, Subscription};
use crate::web::components::form::{ErrorSummary, FieldErrors, TextAreaField};
use crate::web::components::layout::PageHead;
use crate::web::path::Path;
use crate::web::subscription_parts::{CANCEL_REASONS, day_of, reason_name};
use crate::web::ui::{Ui, date, t, t_with};
use crate::web::{paths, render};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Characters of what is written beside the reason.
const NOTE_CHARACTERS_MAX: usize = 1_000;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    when: String,
    reason: String,
    note: String,
}

/// GET /subscriptions/{id}/cancel
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let subscription = load(&app, &customer, read_id(&id)?).await?;
    let typed = CancelForm { when: "period_end".into(), ..CancelForm::default() };
    Ok(page(ui, StatusCode::OK, subscription, typed, FieldErrors::none()))
}

async fn load(
    app: &App,
    customer: &CustomerSession,
    id: SubscriptionId,
) -> Result<Subscription, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    subscriptions::find(&mut tx, id).await?.ok_or(AppError::NotFound)
}

/// POST /subscriptions/{id}/cancel
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<String>,
    Form(typed): Form<CancelForm>,
) -> Result<Response, AppError> {
    let subscription = load(&app, &customer, read_id(&id)?).await?;
    let mut errors = FieldErrors::none();
    if !CANCEL_REASONS.contains(&typed.reason.as_str()) {
        errors.add("reason", i18n::text(ui.locale, "subscription-cancel-reason-missing"));
        return Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, subscription, typed, errors));
    }
    let when = if typed.when == "now" { When::Now } else { When::PeriodEnd };
    let note: String =
        typed.note.trim().chars().filter(|c| *c != '\0').take(NOTE_CHARACTERS_MAX).collect();
    let reason = match note.is_empty() {
        true => typed.reason.clone(),
        false => format!("{}: {note}", typed.reason),
    };
    // What was paid ahead and is not used becomes the customer's credit.
    let act = Act::Cancel { when, unused: Unused::Credit, reason };
    let actor = customer.actor();
    let asking = asking(&app, &customer, &actor)?;
    match asked(quote(asking, ui.now, subscription.subscription_id, act).await)? {
        Ok(quote) => shown(&app, &customer, ui, &quote, false).await,
        Err(refusal) => {
            let said =
                crate::web::ui::within(std::sync::Arc::new(ui.clone()), || sentence(&refusal));
            errors.add("when", said);
            Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, subscription, typed, errors))
        }
    }
}

fn page(
    ui: Ui,
    status: StatusCode,
    subscription: Subscription,
    typed: CancelForm,
    errors: FieldErrors,
) -> Response {
    let title = i18n::text(ui.locale, "subscription-cancel-title");
    render::page(ui, status, &title, move || view(&subscription, &typed, errors))
}

fn view(subscription: &Subscription, typed: &CancelForm, errors: FieldErrors) -> AnyView {
    let id = subscription.subscription_id;
    let zone = &subscription.billed.cycle.zone;
    let name = subscription.billed.phase_at(crate::web::ui::ui().now).terms.version.name.clone();
    let crumbs = vec![
        (paths::SUBSCRIPTIONS.to_owned(), t("subscriptions-title").into_owned()),
        (paths::subscription(id), name),
    ];
    let end = subscription.next_billing_at.map(|at| {
        t_with("subscription-cancel-at-end-note", &[("date", date(day_of(at, zone)).into())])
    });
    let reasons: Vec<_> = CANCEL_REASONS
        .into_iter()
        .enumerate()
        .map(|(at, word)| {
            let is_chosen = word == typed.reason;
            // The error's link leads to the first of them.
            let id = (at == 0).then_some("reason");
            view! {
                <label class="choice">
                    <input r#type="radio" id=id name="reason" value=word checked=is_chosen/>
                    <span class="choice-title">{reason_name(word)}</span>
                </label>
            }
        })
        .collect();
    let is_now = typed.when == "now";
    let error = |field: &'static str| {
        errors
            .of(field)
            .map(|said| view! { <p class="error" id=format!("{field}-error")>{said}</p> })
    };
    let (when_error, reason_error) = (error("when"), error("reason"));
    view! {
        <PageHead title=t("subscription-cancel-title") crumbs sub=t("subscription-cancel-sub").into_any()/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <fieldset class="fieldset">
                <legend>{t("subscription-cancel-when")}</legend>
                {when_error}
                <div class="choices">
                    <label class="choice">
                        <input r#type="radio" id="when" name="when" value="period_end" checked=!is_now/>
                        <span><span class="choice-title">{t("subscription-cancel-at-end")}</span><small>{end}</small></span>
                    </label>
                    <label class="choice">
                        <input r#type="radio" name="when" value="now" checked=is_now/>
                        <span><span class="choice-title">{t("subscription-cancel-now")}</span><small>{t("subscription-cancel-now-note")}</small></span>
                    </label>
                </div>
            </fieldset>
            <fieldset class="fieldset">
                <legend>{t("subscription-cancel-reason")}</legend>
                {reason_error}
                <div class="choices">{reasons}</div>
            </fieldset>
            <TextAreaField name="note" label=t("subscription-cancel-note") value=typed.note.clone()
                errors=FieldErrors::none() optional=true max_length=1000 rows=3/>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("subscription-see-result")}</button>
                <a class="btn btn-quiet" href=paths::subscription(id)>{t("subscription-review-leave")}</a>
            </div>
        </form>
    }
    .into_any()
}
