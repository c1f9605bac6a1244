//! The form of a change: plans as choices with their prices, seats, add-ons, and from when on.

use crate::domain::id::PlanVersionId;
use crate::domain::plan::{CatalogueVersion, PlanVersion};
use crate::store::subscriptions::Subscription;
use crate::web::admin::plans::words::headline;
use crate::web::components::form::{ErrorSummary, FieldErrors};
use crate::web::components::layout::PageHead;
use crate::web::subscription_parts::{day_of, interval_text};
use crate::web::ui::{Ui, date, t, t_with};
use crate::web::{paths, render};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What can be chosen.
pub(super) struct Choices {
    pub subscription: Subscription,
    /// What is in force; stays possible also when it is offered no more.
    pub current: Arc<PlanVersion>,
    pub plans: Vec<CatalogueVersion>,
    pub add_ons: Vec<CatalogueVersion>,
}

impl Choices {
    pub fn version(&self, id: Option<PlanVersionId>) -> Option<&PlanVersion> {
        let offered = self.plans.iter().map(|one| &one.version);
        std::iter::once(&*self.current).chain(offered).find(|it| Some(it.version_id) == id)
    }

    /// Code and name of each add-on that is offered, or that the subscription ever had.
    fn add_on_names(&self) -> BTreeMap<String, String> {
        let had = self.subscription.billed.phases().iter().flat_map(|phase| &phase.terms.add_ons);
        let had = had.map(|it| (it.version.code.clone(), it.version.name.clone()));
        let offered =
            self.add_ons.iter().map(|it| (it.version.code.clone(), it.version.name.clone()));
        offered.chain(had).collect()
    }
}

/// What is chosen, as it was typed.
pub(super) struct Chosen {
    pub plan: Option<PlanVersionId>,
    pub seats: String,
    /// By the add-on's code.
    pub add_ons: BTreeMap<String, String>,
    pub is_now: bool,
}

impl Chosen {
    /// Nothing is changed yet.
    pub fn as_it_is(choices: &Choices, now: Timestamp) -> Self {
        let terms = &choices.subscription.billed.phase_at(now).terms;
        let had = |code: &str| {
            let found = terms.add_ons.iter().find(|it| it.version.code == code);
            found.map_or(0, |it| it.quantity).to_string()
        };
        let names = choices.add_on_names();
        Self {
            plan: Some(choices.current.version_id),
            seats: terms.seats.to_string(),
            add_ons: names.into_keys().map(|code| (code.clone(), had(&code))).collect(),
            is_now: true,
        }
    }

    pub fn typed(choices: &Choices, form: &HashMap<String, String>) -> Self {
        let get = |name: &str| form.get(name).cloned().unwrap_or_default();
        let codes = choices.add_on_names().into_keys();
        Self {
            plan: get("plan").parse().ok(),
            seats: form.get("seats").cloned().unwrap_or_else(|| "1".to_owned()),
            add_ons: codes.map(|code| (code.clone(), get(&format!("add-on-{code}")))).collect(),
            is_now: get("when") != "period_end",
        }
    }
}

pub(super) fn page(
    ui: Ui,
    status: StatusCode,
    choices: Choices,
    chosen: Chosen,
    errors: FieldErrors,
) -> Response {
    let title = crate::i18n::text(ui.locale, "subscription-change-title");
    render::page(ui, status, &title, move || view(&choices, &chosen, errors))
}

fn view(choices: &Choices, chosen: &Chosen, errors: FieldErrors) -> AnyView {
    let id = choices.subscription.subscription_id;
    let crumbs = vec![
        (paths::SUBSCRIPTIONS.to_owned(), t("subscriptions-title").into_owned()),
        (paths::subscription(id), choices.current.name.clone()),
    ];
    let offered = choices.plans.iter().map(|one| plan(&one.version, Some(one), chosen, false));
    let current = plan(&choices.current, None, chosen, true);
    let plans: Vec<_> = std::iter::once(current).chain(offered).collect();
    let plan_error = error(&errors, "plan");
    view! {
        <PageHead title=t("subscription-change-title") crumbs sub=t("subscription-change-sub").into_any()/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <fieldset class="fieldset">
                <legend>{t("subscription-plan")}</legend>
                {plan_error}
                <div class="choices">{plans}</div>
            </fieldset>
            {counts(choices, chosen, &errors)}
            {when(choices, chosen)}
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("subscription-see-result")}</button>
                <a class="btn btn-quiet" href=paths::subscription(id)>{t("subscription-review-leave")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn error(errors: &FieldErrors, field: &'static str) -> Option<AnyView> {
    errors
        .of(field)
        .map(|said| view! { <p class="error" id=format!("{field}-error")>{said}</p> }.into_any())
}

fn plan(
    version: &PlanVersion,
    entry: Option<&CatalogueVersion>,
    chosen: &Chosen,
    is_current: bool,
) -> AnyView {
    let is_chosen = chosen.plan == Some(version.version_id);
    let title = format!("{}, {}", version.name, interval_text(version.interval));
    let description = entry.filter(|one| !one.description.is_empty());
    let description = description.map(|one| view! { <small>{one.description.clone()}</small> });
    let badge =
        is_current.then(|| view! { <span class="badge">{t("subscription-change-current")}</span> });
    view! {
        <label class="choice">
            <input r#type="radio" id=is_current.then_some("plan") name="plan" value=version.version_id.to_string() checked=is_chosen/>
            <span>
                <span class="choice-title"><bdi>{title}</bdi></span>
                <small class="tabular">{headline(version)}</small>
                {description}
            </span>
            {badge}
        </label>
    }
    .into_any()
}

/// Seats and add-ons.
fn counts(choices: &Choices, chosen: &Chosen, errors: &FieldErrors) -> AnyView {
    let names = choices.add_on_names();
    let add_ons: Vec<_> = names
        .into_iter()
        .map(|(code, name)| {
            let field = format!("add-on-{code}");
            let value = chosen.add_ons.get(&code).cloned().unwrap_or_default();
            view! {
                <div class="field">
                    <label for=field.clone()><bdi>{name}</bdi></label>
                    <input class="input num input-short" id=field.clone() name=field r#type="number" min="0"
                        max="100000" inputmode="numeric" value=value/>
                </div>
            }
        })
        .collect();
    let add_ons = (!add_ons.is_empty()).then(|| {
        view! {
            <fieldset class="fieldset form">
                <legend>{t("subscription-add-ons")}</legend>
                <p class="hint">{t("subscription-change-add-ons-hint")}</p>
                {add_ons}
            </fieldset>
        }
    });
    let is_wrong = errors.has("seats");
    let described = if is_wrong { "seats-hint seats-error" } else { "seats-hint" };
    view! {
        <div class="field">
            <label for="seats">{t("subscription-seats")}</label>
            <p class="hint" id="seats-hint">{t("subscription-change-seats-hint")}</p>
            {error(errors, "seats")}
            <input class="input num input-short" id="seats" name="seats" r#type="number" min="1" max="100000"
                inputmode="numeric" required=true value=chosen.seats.clone() aria-describedby=described
                aria-invalid=is_wrong.then_some("true")/>
        </div>
        {add_ons}
    }
    .into_any()
}

fn when(choices: &Choices, chosen: &Chosen) -> AnyView {
    let zone = &choices.subscription.billed.cycle.zone;
    let end = choices.subscription.next_billing_at.map(|at| {
        t_with("subscription-change-at-end-note", &[("date", date(day_of(at, zone)).into())])
    });
    view! {
        <fieldset class="fieldset">
            <legend>{t("subscription-change-when")}</legend>
            <div class="choices">
                <label class="choice">
                    <input r#type="radio" name="when" value="now" checked=chosen.is_now/>
                    <span><span class="choice-title">{t("subscription-change-now")}</span><small>{t("subscription-change-now-note")}</small></span>
                </label>
                <label class="choice">
                    <input r#type="radio" name="when" value="period_end" checked=!chosen.is_now/>
                    <span><span class="choice-title">{t("subscription-change-at-end")}</span><small>{end}</small></span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}
