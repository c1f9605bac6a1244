//! Alerts about use and spending on `/usage` (row F4): what everybody has, what was set, and a form to set
//! more. Viewers read. A cap tells; it stops nothing, and the page says so.

use super::usage::page;
use crate::auth::CustomerSession;
use crate::domain::currency::Currency;
use crate::domain::id::{SubscriptionId, UsageAlertId};
use crate::domain::usage_alert::{DEFAULT_PERCENTS, Threshold, UsageAlert};
use crate::error::AppError;
use crate::flows::usage::running::{MeterUse, RunningUse};
use crate::flows::usage::set_alert::{SetAlertError, remove_alert, running, set_alert};
use crate::i18n::{Arg, Locale, parse_amount, text};
use crate::state::App;
use crate::web::components::amounts::TimeText;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Notice, Tone};
use crate::web::ui::{Ui, money, number, percent, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoneQuery {
    done: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AlertForm {
    /// `set` or `remove`.
    intent: String,
    /// What is watched, as the choice says it.
    about: String,
    at: String,
    alert: String,
}

/// How the page stands to its form.
#[derive(Clone, Debug, Default)]
pub(super) struct AlertPage {
    done: Option<&'static str>,
    about: String,
    at: String,
    errors: FieldErrors,
}

impl AlertPage {
    pub fn after(done: DoneQuery) -> Self {
        let done = match done.done.as_str() {
            "set" => Some("usage-alerts-done-set"),
            "removed" => Some("usage-alerts-done-removed"),
            _ => None,
        };
        Self { done, ..Self::default() }
    }

    pub fn status(&self) -> StatusCode {
        match self.errors.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    pub fn notices(&self) -> AnyView {
        let done = self.done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
        view! { {done}<ErrorSummary errors=self.errors.clone()/> }.into_any()
    }
}

/// What a choice of the form watches.
#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    Percent(SubscriptionId, String),
    Spend(SubscriptionId),
    Cap(SubscriptionId),
}

impl About {
    fn word(&self) -> String {
        match self {
            Self::Percent(id, meter) => format!("percent:{id}:{meter}"),
            Self::Spend(id) => format!("spend:{id}"),
            Self::Cap(id) => format!("cap:{id}"),
        }
    }

    fn read(word: &str) -> Option<Self> {
        let (kind, rest) = word.split_once(':')?;
        match kind {
            "percent" => {
                let (id, meter) = rest.split_once(':')?;
                Some(Self::Percent(id.parse().ok()?, meter.to_owned()))
            }
            "spend" => Some(Self::Spend(rest.parse().ok()?)),
            "cap" => Some(Self::Cap(rest.parse().ok()?)),
            _ => None,
        }
    }

    fn subscription(&self) -> SubscriptionId {
        match self {
            Self::Percent(id, _) | Self::Spend(id) | Self::Cap(id) => *id,
        }
    }

    /// The threshold, or what is wrong with the value that was typed.
    fn threshold(
        &self,
        typed: &str,
        locale: Locale,
        currency: Currency,
    ) -> Result<Threshold, String> {
        let amount =
            || parse_amount(locale, currency, typed).map_err(|error| error.message(locale));
        match self {
            Self::Percent(_, meter) => {
                let typed = typed.trim().trim_end_matches('%').trim_end();
                let percent = typed.parse();
                let percent = percent.map_err(|_| error_text(locale, &SetAlertError::Percent))?;
                Ok(Threshold::Percent { meter: meter.clone(), percent })
            }
            Self::Spend(_) => Ok(Threshold::Spend { amount: amount()?, is_cap: false }),
            Self::Cap(_) => Ok(Threshold::Spend { amount: amount()?, is_cap: true }),
        }
    }
}

/// POST /usage
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(form): Form<AlertForm>,
) -> Result<Response, AppError> {
    if !customer.role.can_change_billing() {
        return Err(AppError::Forbidden);
    }
    match form.intent.as_str() {
        "set" => set(&app, customer, ui, form).await,
        "remove" => {
            let alert: UsageAlertId = form.alert.parse().map_err(|_| AppError::BadRequest)?;
            let now = app.clock.now();
            let mut tx = app.db.tenant(customer.tenant, &customer.actor(), now).await?;
            remove_alert(&mut tx, now, alert).await?;
            tx.commit().await?;
            Ok(done("removed"))
        }
        _ => Err(AppError::BadRequest),
    }
}

fn done(word: &str) -> Response {
    render::see_other(&format!("{}?done={word}", paths::USAGE))
}

async fn set(
    app: &App,
    customer: CustomerSession,
    ui: Ui,
    form: AlertForm,
) -> Result<Response, AppError> {
    let errors = match save(app, &customer, ui.locale, &form).await? {
        Ok(()) => return Ok(done("set")),
        Err(errors) => errors,
    };
    let form = AlertPage { done: None, about: form.about, at: form.at, errors };
    page(app, customer, ui, form).await
}

async fn save(
    app: &App,
    customer: &CustomerSession,
    locale: Locale,
    form: &AlertForm,
) -> Result<Result<(), FieldErrors>, AppError> {
    let no_choice = || FieldErrors::one("about", text(locale, "form-error-choice"));
    let Some(about) = About::read(&form.about) else { return Ok(Err(no_choice())) };
    let (now, actor, id) = (app.clock.now(), customer.actor(), about.subscription());
    let mut tx = app.db.tenant(customer.tenant, &actor, now).await?;
    let Some(found) = running(&mut tx, now, id).await? else { return Ok(Err(no_choice())) };
    let threshold = match about.threshold(&form.at, locale, found.currency) {
        Ok(threshold) => threshold,
        Err(said) => return Ok(Err(FieldErrors::one("at", said))),
    };
    match set_alert(&mut tx, &actor, now, id, threshold).await {
        Ok(_) => Ok(Ok(tx.commit().await?)),
        Err(SetAlertError::Store(error)) => Err(error.into()),
        Err(error @ (SetAlertError::NotFound | SetAlertError::NoLimit)) => {
            Ok(Err(FieldErrors::one("about", error_text(locale, &error))))
        }
        Err(error) => Ok(Err(FieldErrors::one("at", error_text(locale, &error)))),
    }
}

fn error_text(locale: Locale, error: &SetAlertError) -> String {
    let key = match error {
        SetAlertError::Percent => "usage-alerts-error-percent",
        SetAlertError::Amount => "usage-alerts-error-amount",
        SetAlertError::AlreadySet => "usage-alerts-error-already-set",
        SetAlertError::TooMany => "usage-alerts-error-too-many",
        SetAlertError::NotFound | SetAlertError::NoLimit | SetAlertError::Store(_) => {
            "form-error-choice"
        }
    };
    text(locale, key).into_owned()
}

/// A notice for each subscription whose cap is reached.
pub(super) fn caps_reached(uses: &[RunningUse]) -> Vec<AnyView> {
    let reached = uses.iter().filter(|running| running.cap_reached());
    reached
        .filter_map(|running| {
            let args = [
                ("plan", Arg::from(&running.plan)),
                ("cap", money(running.cap()?).into()),
                ("spent", money(running.spend?).into()),
            ];
            let said = t_with("usage-alerts-cap-reached", &args);
            Some(view! { <Notice tone=Tone::Warning text=said/> }.into_any())
        })
        .collect()
}

/// What is told when, and the form.
pub(super) fn alerts_section(uses: &[RunningUse], can_change: bool, form: &AlertPage) -> AnyView {
    let items: Vec<_> = uses.iter().flat_map(|running| items(running, can_change)).collect();
    view! {
        <section class="section" aria-labelledby="alerts">
            <div class="section-head"><h2 id="alerts">{t("usage-alerts-title")}</h2></div>
            <p class="muted">{t("usage-alerts-sub")}</p>
            <ul class="list">{items}</ul>
            {can_change.then(|| set_form(uses, form))}
        </section>
    }
    .into_any()
}

fn items(running: &RunningUse, can_change: bool) -> Vec<AnyView> {
    let limited = running.meters.iter().filter(|one| one.included.is_some());
    let of_everybody = limited.map(|one| {
        let at = DEFAULT_PERCENTS.map(|at| percent(Decimal::from(at)));
        let args = [("first", Arg::from(&at[0])), ("second", Arg::from(&at[1]))];
        let mut told = running.crossings.iter().filter(|it| {
            let Threshold::Percent { meter, percent } = &it.alert.threshold else { return false };
            *meter == one.meter.code && DEFAULT_PERCENTS.contains(percent)
        });
        let last = told.next_back().map(|crossing| told_at(crossing.crossed_at));
        let title = t_with("usage-alerts-default", &args);
        item(one.name.clone(), &running.plan, title, last, None)
    });
    let set = running.alerts.iter().map(|alert| {
        let crossing = running.crossings.iter().find(|it| it.alert.alert_id == alert.alert_id);
        let told = crossing.map(|crossing| told_at(crossing.crossed_at));
        let (name, said) = said(running, alert);
        let remove = can_change.then(|| remove_form(alert.alert_id, format!("{name}, {said}")));
        item(name, &running.plan, said, told, remove)
    });
    of_everybody.chain(set).collect()
}

fn told_at(at: jiff::Timestamp) -> AnyView {
    view! { " · "{t("usage-alerts-told")}" "<TimeText at/> }.into_any()
}

/// What an alert watches, and when it tells.
fn said(running: &RunningUse, alert: &UsageAlert) -> (String, String) {
    match &alert.threshold {
        Threshold::Percent { meter, percent: at } => {
            let of_it = running.meters.iter().find(|one| one.meter.code == *meter);
            let name = of_it.map_or_else(|| meter.clone(), |one| one.name.clone());
            let at = percent(Decimal::from(*at));
            (name, t_with("usage-alerts-at-percent", &[("percent", Arg::from(at))]))
        }
        Threshold::Spend { amount, is_cap } => {
            let name = if *is_cap { "usage-alerts-cap" } else { "usage-alerts-spend" };
            let at = [("amount", Arg::from(money(*amount)))];
            (t(name).into_owned(), t_with("usage-alerts-at-amount", &at))
        }
    }
}

fn item(
    name: String,
    plan: &str,
    said: String,
    told: Option<AnyView>,
    end: Option<AnyView>,
) -> AnyView {
    let plan = plan.to_owned();
    view! {
        <li>
            <div class="list-text">
                <span class="list-title"><span><bdi>{name}</bdi>": "{said}</span></span>
                <small><bdi>{plan}</bdi>{told}</small>
            </div>
            <div class="list-end">{end}</div>
        </li>
    }
    .into_any()
}

fn remove_form(alert: UsageAlertId, which: String) -> AnyView {
    view! {
        <form method="post" action=paths::USAGE>
            <input r#type="hidden" name="intent" value="remove"/>
            <input r#type="hidden" name="alert" value=alert.to_string()/>
            <button class="btn btn-small">
                {t("action-remove")}<span class="visually-hidden">" "{which}</span>
            </button>
        </form>
    }
    .into_any()
}

fn set_form(uses: &[RunningUse], form: &AlertPage) -> AnyView {
    let options: Vec<_> = uses.iter().flat_map(choices).collect();
    let errors = form.errors.clone();
    view! {
        <form class="form" method="post" action=paths::USAGE novalidate>
            <input r#type="hidden" name="intent" value="set"/>
            <h3>{t("usage-alerts-add")}</h3>
            <SelectField name="about" label=t("usage-alerts-about") options selected=form.about.clone()
                errors=errors.clone()/>
            <TextField name="at" label=t("usage-alerts-at") value=form.at.clone() errors
                hint=t("usage-alerts-at-hint").into_owned() inputmode="decimal" numeric=true max_length=30/>
            <div class="actions"><button class="btn btn-primary">{t("action-save")}</button></div>
        </form>
    }
    .into_any()
}

/// (value, text) of everything that one can be told of.
fn choices(running: &RunningUse) -> Vec<(String, String)> {
    let id = running.subscription_id;
    let of_meter = |one: &MeterUse| {
        let included = number(one.included?);
        let args = [
            ("plan", Arg::from(&running.plan)),
            ("name", Arg::from(&one.name)),
            ("included", included.into()),
        ];
        let about = About::Percent(id, one.meter.code.clone());
        Some((about.word(), t_with("usage-alerts-choice-percent", &args)))
    };
    let of_spending = |about: About, key: &str| {
        let args =
            [("plan", Arg::from(&running.plan)), ("currency", running.currency.code().into())];
        (about.word(), t_with(key, &args))
    };
    let mut choices: Vec<_> = running.meters.iter().filter_map(of_meter).collect();
    choices.push(of_spending(About::Spend(id), "usage-alerts-choice-spend"));
    choices.push(of_spending(About::Cap(id), "usage-alerts-choice-cap"));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back_as_what_it_watches() {
        let id = SubscriptionId::new();
        for about in [About::Percent(id, "calls".into()), About::Spend(id), About::Cap(id)] {
            assert_eq!(About::read(&about.word()), Some(about));
        }
        for word in ["", "cap", "cap:x", "percent:", "other:1"] {
            assert_eq!(About::read(word), None, "{word}");
        }
    }
}
