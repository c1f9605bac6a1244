//! `/admin/routing/new` and `/admin/routing/{rule}`: a rule's conditions and gateways, and its versions.

use super::routing::{app_error, editor};
use super::routing_text::kind_name;
use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::id::RuleId;
use crate::domain::payment_method::SavedMethodKind;
use crate::domain::routing::{AmountRange, Conditions, RoutingRule, Terms, TermsRefused};
use crate::error::AppError;
use crate::flows::routing::change_rules::{ChangeRuleError, RuleDraft};
use crate::flows::routing::open_rule;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::routing::{self, SealedRule};
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::TimeText;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::PageHead;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;

/// The rule that a form is about.
enum About {
    New(RuleId),
    Stored { name: String, version: i32, history: Vec<Version> },
}

struct Version {
    version: i32,
    name: String,
    is_enabled: bool,
    at: Timestamp,
}

/// GET /admin/routing/new
pub async fn show_new(staff: StaffSession, ui: Ui) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let about = About::New(RuleId::new());
    Ok(answer(ui, StatusCode::OK, about, Typed::default(), FieldErrors::none()))
}

/// POST /admin/routing/new
pub async fn submit_new(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let editor = editor(&app, &staff, &ui)?;
    let id: RuleId = typed.id("id").ok_or(AppError::BadRequest)?;
    let outcome = match read(&ui, &typed) {
        Ok(draft) => editor.create(id, draft).await,
        Err(errors) => return Ok(refused(ui, About::New(id), typed, errors)),
    };
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done=saved", paths::ADMIN_ROUTING))),
        Err(error) => {
            let errors = sentence(&ui, error)?;
            Ok(refused(ui, About::New(id), typed, errors))
        }
    }
}

/// GET /admin/routing/{rule}
pub async fn show_edit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<RuleId>,
) -> Result<Response, AppError> {
    editor(&app, &staff, &ui)?;
    let (newest, about) = find(&app, id).await?;
    let rule = open_rule(&app.work.till.keys, newest).map_err(AppError::internal)?;
    let typed = written(&ui, &rule);
    Ok(answer(ui, StatusCode::OK, about, typed, FieldErrors::none()))
}

/// POST /admin/routing/{rule}
pub async fn submit_edit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<RuleId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let editor = editor(&app, &staff, &ui)?;
    let (_, about) = find(&app, id).await?;
    let version: i32 = typed.get("version").parse().map_err(|_| AppError::BadRequest)?;
    let outcome = match read(&ui, &typed) {
        Ok(draft) => editor.revise(id, version, draft).await,
        Err(errors) => return Ok(refused(ui, about, typed, errors)),
    };
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done=saved", paths::ADMIN_ROUTING))),
        Err(error) => {
            let errors = sentence(&ui, error)?;
            Ok(refused(ui, about, typed, errors))
        }
    }
}

async fn find(app: &App, id: RuleId) -> Result<(SealedRule, About), AppError> {
    let mut tx = app.db.staff_read().await?;
    let versions = routing::history(&mut tx, id).await?;
    let newest = versions.first().cloned().ok_or(AppError::NotFound)?;
    let history = versions.into_iter().map(|one| Version {
        version: one.version,
        name: one.name,
        is_enabled: one.is_enabled,
        at: one.created_at,
    });
    let history = history.collect();
    let about = About::Stored { name: newest.name.clone(), version: newest.version, history };
    Ok((newest, about))
}

/// The rule as typed, or what does not read.
fn read(ui: &Ui, typed: &Typed) -> Result<RuleDraft, FieldErrors> {
    let mut errors = FieldErrors::none();
    let mut currencies = Vec::new();
    for code in words(typed.get("currencies")) {
        match code.to_uppercase().parse::<Currency>() {
            Ok(currency) if !currencies.contains(&currency) => currencies.push(currency),
            Ok(_) => {}
            Err(_) => errors.add("currencies", i18n::text(ui.locale, "routing-error-currency")),
        }
    }
    let only = (currencies.len() == 1).then(|| currencies.first().copied()).flatten();
    let mut limit = |field: &'static str| {
        let text = typed.get(field);
        let Some(currency) = only.filter(|_| !text.is_empty()) else {
            // Without its one currency the limit cannot be read; the rule is refused for that.
            return (!text.is_empty()).then_some(0);
        };
        match i18n::parse_amount(ui.locale, currency, text) {
            Ok(amount) => Some(amount.amount_minor),
            Err(error) => {
                errors.add(field, error.message(ui.locale));
                None
            }
        }
    };
    let amount = AmountRange { from_minor: limit("from"), below_minor: limit("below") };
    let kinds = typed.all("kinds").filter_map(|word| word.parse().ok()).collect();
    let gateways = words(typed.get("gateways")).map(str::to_owned).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let terms = Terms { conditions: Conditions { currencies, amount, kinds }, gateways };
    Ok(RuleDraft { name: typed.get("name").to_owned(), terms })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '→']).map(str::trim).filter(|word| !word.is_empty())
}

/// The fields of a stored rule.
fn written(ui: &Ui, rule: &RoutingRule) -> Typed {
    let conditions = &rule.terms.conditions;
    let codes: Vec<_> = conditions.currencies.iter().map(|currency| currency.code()).collect();
    let limit = |minor: Option<i64>| {
        let currency = conditions.currencies.first();
        let money = minor.zip(currency).map(|(minor, &currency)| (minor, currency));
        let text = money.map(|(minor, currency)| {
            i18n::amount_input(ui.locale, crate::domain::money::Money::new(minor, currency))
        });
        text.unwrap_or_default()
    };
    let mut typed = Typed::of(&[
        ("name", rule.name.clone()),
        ("currencies", codes.join(", ")),
        ("from", limit(conditions.amount.from_minor)),
        ("below", limit(conditions.amount.below_minor)),
        ("gateways", rule.terms.gateways.join(", ")),
    ]);
    for kind in &conditions.kinds {
        typed.push("kinds", kind.word());
    }
    typed
}

/// What the form says about a refusal; what it cannot say is an error.
fn sentence(ui: &Ui, error: ChangeRuleError) -> Result<FieldErrors, AppError> {
    let (field, key) = match error {
        ChangeRuleError::Name => ("name", "routing-error-name"),
        ChangeRuleError::Terms(TermsRefused::NoGateway) => ("gateways", "routing-error-no-gateway"),
        ChangeRuleError::Terms(TermsRefused::GatewaysRepeat) => {
            ("gateways", "routing-error-gateways-repeat")
        }
        ChangeRuleError::Terms(TermsRefused::RangeNeedsOneCurrency) => {
            ("currencies", "routing-error-one-currency")
        }
        ChangeRuleError::Terms(TermsRefused::EmptyRange) => ("below", "routing-error-empty-range"),
        ChangeRuleError::Changed { .. } => ("name", "routing-error-changed"),
        error => return Err(app_error(error)),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(ui.locale, key));
    Ok(errors)
}

fn refused(ui: Ui, about: About, typed: Typed, errors: FieldErrors) -> Response {
    answer(ui, StatusCode::UNPROCESSABLE_ENTITY, about, typed, errors)
}

fn answer(ui: Ui, status: StatusCode, about: About, typed: Typed, errors: FieldErrors) -> Response {
    let title = match &about {
        About::New(_) => i18n::text(ui.locale, "routing-new").into_owned(),
        About::Stored { name, .. } => name.clone(),
    };
    render::page(ui, status, &title.clone(), move || view(title, about, &typed, errors))
}

fn view(title: String, about: About, typed: &Typed, errors: FieldErrors) -> AnyView {
    let crumbs = vec![(paths::ADMIN_ROUTING.to_owned(), t("routing-title").into_owned())];
    let (hidden, history) = match about {
        About::New(id) => (view! { <OnceKey id=id.0/> }.into_any(), None),
        About::Stored { version, history, .. } => {
            let version = version.to_string();
            let hidden = view! { <input r#type="hidden" name="version" value=version/> };
            (hidden.into_any(), Some(history_section(history)))
        }
    };
    view! {
        <PageHead title crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            {hidden}
            <TextField name="name" label=t("routing-name") value=typed.get("name") errors=errors.clone() max_length=100/>
            <TextField name="currencies" label=t("routing-currencies") value=typed.get("currencies") hint=t("routing-currencies-hint") errors=errors.clone() optional=true/>
            <div class="form-row form-row-short">
                <TextField name="from" label=t("routing-amount-from") value=typed.get("from") errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
                <TextField name="below" label=t("routing-amount-below") value=typed.get("below") errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
            </div>
            {kind_choices(typed)}
            <TextField name="gateways" label=t("routing-gateways") value=typed.get("gateways") hint=t("routing-gateways-hint") errors/>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("action-save")}</button>
                <a class="btn btn-quiet" href=paths::ADMIN_ROUTING>{t("action-cancel")}</a>
            </div>
        </form>
        {history}
    }
    .into_any()
}

fn kind_choices(typed: &Typed) -> AnyView {
    let boxes: Vec<_> = SavedMethodKind::ALL
        .iter()
        .map(|kind| {
            let word = kind.word();
            let id = format!("kind-{word}");
            let is_on = typed.all("kinds").any(|chosen| chosen == word);
            view! {
                <div class="check">
                    <input r#type="checkbox" id=id.clone() name="kinds" value=word checked=is_on/>
                    <label r#for=id>{kind_name(*kind)}</label>
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class="fieldset">
            <legend>{t("routing-kinds")}</legend>
            <p class="hint">{t("routing-kinds-hint")}</p>
            {boxes}
        </fieldset>
    }
    .into_any()
}

fn history_section(history: Vec<Version>) -> AnyView {
    let entries: Vec<_> = history
        .into_iter()
        .map(|one| {
            let title = t_with("routing-version", &[("version", Arg::from(i64::from(one.version)))]);
            let state = t(if one.is_enabled { "routing-enabled" } else { "routing-disabled" });
            view! {
                <li><div class="list-text"><span class="list-title"><span>{title}": "{one.name}</span></span><small><TimeText at=one.at/>" · "{state}</small></div></li>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="history">
            <div class="section-head"><h2 id="history">{t("admin-history")}</h2></div>
            <ul class="list">{entries}</ul>
        </section>
    }
    .into_any()
}
