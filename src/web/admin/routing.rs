//! `/admin/routing`: the rules in their order, a try of them, and the decisions they made last (row D12).

use super::routing_text::{amount_text, currencies_text, kinds_text, reason};
use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::id::RuleId;
use crate::domain::payment_method::SavedMethodKind;
use crate::domain::routing::{Asked, Candidate, Decision, RoutingRule};
use crate::error::AppError;
use crate::flows::routing::change_rules::{ChangeRuleError, Direction, RuleEditor};
use crate::flows::routing::open_rules;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::routing::{self, DecisionRow};
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// Decisions shown.
const DECISIONS_SHOWN: i64 = 50;

/// What is said after an act.
const DONE: [(&str, &str); 3] = [
    ("saved", "routing-done-saved"),
    ("moved", "routing-done-moved"),
    ("switched", "routing-done-switched"),
];

struct Loaded {
    rules: Vec<RoutingRule>,
    decisions: Vec<DecisionRow>,
    gateways: Vec<String>,
    tried: Option<Result<(Asked, Decision), FieldErrors>>,
    typed: Typed,
}

async fn load(app: &App, ui: &Ui, typed: Typed) -> Result<Loaded, AppError> {
    let till = &app.work.till;
    let mut tx = app.db.staff_read().await?;
    let sealed = routing::rules_for_staff(&mut tx).await?;
    let rules = open_rules(&till.keys, sealed).map_err(AppError::internal)?;
    let decisions = routing::newest_decisions(&mut tx, DECISIONS_SHOWN).await?;
    let gateways = till.gateways.iter().map(|(id, _)| id.as_str().to_owned()).collect();
    let is_asked = !typed.get("amount").is_empty() || !typed.get("currency").is_empty();
    let tried =
        is_asked.then(|| read(ui, &typed).map(|asked| (asked, till.decide(&rules, asked, &[]))));
    Ok(Loaded { rules, decisions, gateways, tried, typed })
}

fn read(ui: &Ui, typed: &Typed) -> Result<Asked, FieldErrors> {
    let mut errors = FieldErrors::none();
    let currency: Option<Currency> = typed.get("currency").to_uppercase().parse().ok();
    if currency.is_none() {
        errors.add("currency", i18n::text(ui.locale, "routing-error-currency"));
    }
    let amount = currency.and_then(|currency| {
        i18n::parse_amount(ui.locale, currency, typed.get("amount"))
            .map_err(|error| errors.add("amount", error.message(ui.locale)))
            .ok()
    });
    let kind = typed.get("kind").parse().unwrap_or(SavedMethodKind::Card);
    amount.map(|amount| Asked { amount, kind }).ok_or(errors)
}

/// GET /admin/routing
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let loaded = load(&app, &ui, typed).await?;
    let title = i18n::text(ui.locale, "routing-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(loaded)))
}

/// POST /admin/routing/{rule}/move
pub async fn shift(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(rule): Path<RuleId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let editor = editor(&app, &staff, &ui)?;
    exists(&app, rule).await?;
    let direction = match typed.get("direction") {
        "up" => Direction::Up,
        "down" => Direction::Down,
        _ => return Err(AppError::BadRequest),
    };
    editor.shift(rule, direction).await.map_err(app_error)?;
    Ok(see_other(&format!("{}?done=moved", paths::ADMIN_ROUTING)))
}

/// POST /admin/routing/{rule}/switch
pub async fn switch(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(rule): Path<RuleId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let editor = editor(&app, &staff, &ui)?;
    exists(&app, rule).await?;
    let is_enabled = match typed.get("enabled") {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::BadRequest),
    };
    editor.set_enabled(rule, is_enabled).await.map_err(app_error)?;
    Ok(see_other(&format!("{}?done=switched", paths::ADMIN_ROUTING)))
}

/// What is not there is not there, whatever the form says.
async fn exists(app: &App, rule: RuleId) -> Result<(), AppError> {
    let mut tx = app.db.staff_read().await?;
    let versions = routing::history(&mut tx, rule).await?;
    versions.first().map(|_| ()).ok_or(AppError::NotFound)
}

/// The way to change rules, for whoever may.
pub(super) fn editor<'a>(
    app: &'a App,
    staff: &StaffSession,
    ui: &Ui,
) -> Result<RuleEditor<'a>, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let keys = &app.work.till.keys;
    Ok(RuleEditor { db: &app.db, keys, actor: staff.actor(), now: ui.now })
}

/// Where a refusal is no sentence on a page.
pub(super) fn app_error(error: ChangeRuleError) -> AppError {
    match error {
        ChangeRuleError::NotFound => AppError::NotFound,
        ChangeRuleError::Name | ChangeRuleError::Terms(_) => AppError::BadRequest,
        error => AppError::internal(error),
    }
}

fn view(loaded: Loaded) -> AnyView {
    let Loaded { rules, decisions, gateways, tried, typed } = loaded;
    let notice = DONE.iter().find(|(word, _)| *word == typed.get("done")).map(|(_, key)| {
        let text = t(key);
        view! { <Notice tone=Tone::Success text/> }
    });
    let new = format!("{}/new", paths::ADMIN_ROUTING);
    let actions = view! { <a class="btn btn-primary" href=new>{t("routing-new")}</a> };
    let list = if rules.is_empty() {
        view! { <Empty title=t("routing-none") text=t("routing-none-text")/> }.into_any()
    } else {
        rule_table(rules)
    };
    let configured = if gateways.is_empty() {
        t("routing-no-gateway").into_owned()
    } else {
        t_with("routing-gateways-are", &[("gateways", Arg::from(gateways.join(", ")))])
    };
    view! {
        {notice}
        <PageHead title=t("routing-title") sub=configured.into_any() actions=actions.into_any()/>
        <p>{t("routing-intro")}</p>
        {list}
        {try_section(&typed, tried)}
        {decision_section(decisions)}
    }
    .into_any()
}

fn rule_table(rules: Vec<RoutingRule>) -> AnyView {
    let last = rules.len().saturating_sub(1);
    let rows: Vec<_> = rules
        .into_iter()
        .enumerate()
        .map(|(at, rule)| rule_row(rule, at == 0, at == last))
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("routing-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("routing-rule")}</th>
                    <th scope="col">{t("routing-when")}</th>
                    <th scope="col">{t("routing-to")}</th>
                    <th scope="col">{t("admin-state")}</th>
                    <th scope="col"><span class="visually-hidden">{t("admin-actions")}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn rule_row(rule: RoutingRule, is_first: bool, is_last: bool) -> AnyView {
    let path = paths::admin_routing_rule(rule.rule_id);
    let conditions = &rule.terms.conditions;
    let when = [currencies_text(conditions), amount_text(conditions), kinds_text(conditions)];
    let when: Vec<_> = when.into_iter().flatten().collect();
    let when = if when.is_empty() { t("routing-always").into_owned() } else { when.join(" · ") };
    let (tone, state) = if rule.is_enabled {
        ("success", t("routing-enabled"))
    } else {
        ("neutral", t("routing-disabled"))
    };
    let (switch_to, switch_text) =
        if rule.is_enabled { ("no", t("routing-disable")) } else { ("yes", t("routing-enable")) };
    let step = |direction: &'static str, key: &'static str| {
        view! {
            <form method="post" action=format!("{path}/move")>
                <input r#type="hidden" name="direction" value=direction/>
                <button class="btn btn-small">{t(key)}<span class="visually-hidden">" "{rule.name.clone()}</span></button>
            </form>
        }
    };
    let up = (!is_first).then(|| step("up", "routing-move-up"));
    let down = (!is_last).then(|| step("down", "routing-move-down"));
    view! {
        <tr>
            <th scope="row" class="lead"><a href=path.clone()>{rule.name.clone()}</a></th>
            <td class="meta" data-label=t("routing-when")>{when}</td>
            <td class="meta" data-label=t("routing-to")>{rule.terms.gateways.join(" → ")}</td>
            <td class="state"><span class="badge" data-tone=tone>{state}</span></td>
            <td>
                <div class="actions">
                    {up}{down}
                    <form method="post" action=format!("{path}/switch")>
                        <input r#type="hidden" name="enabled" value=switch_to/>
                        <button class="btn btn-small">{switch_text}<span class="visually-hidden">" "{rule.name.clone()}</span></button>
                    </form>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn try_section(typed: &Typed, tried: Option<Result<(Asked, Decision), FieldErrors>>) -> AnyView {
    let (errors, result) = match tried {
        None => (FieldErrors::none(), None),
        Some(Err(errors)) => (errors, None),
        Some(Ok((asked, decision))) => (FieldErrors::none(), Some(outcome(asked, &decision))),
    };
    let kinds = SavedMethodKind::ALL
        .iter()
        .map(|kind| (kind.word().to_owned(), super::routing_text::kind_name(*kind)))
        .collect();
    view! {
        <section class="section" aria-labelledby="try">
            <div class="section-head"><h2 id="try">{t("routing-try")}</h2></div>
            <ErrorSummary errors=errors.clone()/>
            <form class="form" method="get">
                <div class="form-row form-row-short">
                    <TextField name="amount" label=t("admin-amount") value=typed.get("amount") errors=errors.clone() inputmode="decimal" numeric=true/>
                    <TextField name="currency" label=t("admin-currency") value=typed.get("currency") errors=errors.clone() short=true max_length=3/>
                    <SelectField name="kind" label=t("routing-kind") options=kinds selected=typed.get("kind") errors/>
                </div>
                <div class="actions"><button class="btn">{t("routing-try-now")}</button></div>
            </form>
            {result}
        </section>
    }
    .into_any()
}

fn outcome(asked: Asked, decision: &Decision) -> AnyView {
    let amount = ("amount", Arg::from(asked.amount));
    let (tone, text) = match decision.chosen() {
        Some(gateway) => {
            let args = [amount, ("gateway", Arg::from(gateway))];
            (Tone::Success, t_with("routing-goes-to", &args))
        }
        None => (Tone::Warning, t_with("routing-goes-nowhere", &[amount])),
    };
    view! { <Notice tone text/> {candidates(&decision.candidates)} }.into_any()
}

/// Each gateway that came into question, and why it does not take the payment.
fn candidates(candidates: &[Candidate]) -> AnyView {
    let chosen = candidates.iter().position(|one| one.skipped.is_none());
    let entries: Vec<_> = candidates
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let said = reason(one, chosen == Some(at));
            view! { <li>{one.gateway.clone()}": "{said}</li> }
        })
        .collect();
    view! { <ul class="stack-s small">{entries}</ul> }.into_any()
}

fn decision_section(decisions: Vec<DecisionRow>) -> AnyView {
    let list = if decisions.is_empty() {
        view! { <p class="muted">{t("routing-no-decisions")}</p> }.into_any()
    } else {
        let rows: Vec<_> = decisions.into_iter().map(decision_row).collect();
        view! {
            <table class="table table-rows">
                <caption class="visually-hidden">{t("routing-decisions")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("admin-customer")}</th>
                        <th scope="col">{t("routing-decided-at")}</th>
                        <th scope="col">{t("routing-rule")}</th>
                        <th scope="col">{t("routing-considered")}</th>
                        <th scope="col" class="num amount">{t("admin-amount")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="decisions">
            <div class="section-head"><h2 id="decisions">{t("routing-decisions")}</h2></div>
            {list}
        </section>
    }
    .into_any()
}

fn decision_row(row: DecisionRow) -> AnyView {
    let rule = row.rule_name.unwrap_or_else(|| t("routing-no-rule").into_owned());
    let failover = row.is_failover.then(|| {
        view! { " "<span class="badge" data-tone="warning">{t("routing-failed-over")}</span> }
    });
    view! {
        <tr>
            <th scope="row" class="lead"><a href=paths::admin_customer(row.tenant_id)><bdi>{row.tenant_name}</bdi></a></th>
            <td class="meta" data-label=t("routing-decided-at")><TimeText at=row.decided_at/></td>
            <td class="meta" data-label=t("routing-rule")>{rule}{failover}</td>
            <td data-label=t("routing-considered")>{candidates(&row.decision.candidates)}</td>
            <td class="num amount"><MoneyText amount=row.amount/></td>
        </tr>
    }
    .into_any()
}
