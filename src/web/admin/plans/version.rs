//! `/admin/plans/{plan}/versions/{version}`: one version, what it costs, and whether it is offered.

use super::review::{component_table, entitlement_lists, example_sections};
use super::words::{days_text, offer_text, standing_text, version_text};
use super::{moves, moving_path, new_version_path, version_path};
use crate::auth::StaffSession;
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::plan::{CatalogueVersion, PlanKind, standing};
use crate::error::AppError;
use crate::i18n::Arg;
use crate::state::App;
use crate::store::plans;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::render::see_other;
use crate::web::ui::{Ui, number, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

/// What is said after an act.
const DONE: [(&str, &str); 5] = [
    ("published", "plans-done-published"),
    ("offered", "plans-done-offered"),
    ("withdrawn", "plans-done-withdrawn"),
    ("archived", "plans-done-archived"),
    ("restored", "plans-done-restored"),
];

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct VersionPath {
    pub plan: PlanId,
    pub version: PlanVersionId,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoneQuery {
    done: String,
}

/// The version, and all of its plan.
pub async fn load(
    app: &App,
    path: VersionPath,
) -> Result<(CatalogueVersion, Vec<CatalogueVersion>), AppError> {
    let mut all = plans::all(&mut app.db.staff_read().await?).await?;
    all.retain(|one| one.version.plan_id == path.plan);
    let found = all.iter().find(|one| one.version.version_id == path.version);
    Ok((found.cloned().ok_or(AppError::NotFound)?, all))
}

/// GET /admin/plans/{plan}/versions/{version}
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<VersionPath>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let (stored, all) = load(&app, path).await?;
    let mut tx = app.db.staff_read().await?;
    let counts = plans::subscriptions_by_version(&mut tx, ui.now).await?;
    let moves = plans::moves::moves_from(&mut tx, path.version).await?;
    // A move may lead to another plan.
    let catalogue = if moves.is_empty() { Vec::new() } else { plans::all(&mut tx).await? };
    drop(tx);
    let count = counts.get(&path.version).copied().unwrap_or(0);
    let (can_change, today) = (staff.role.can_change_settings(), ui.today());
    let title = format!("{}, {}", stored.version.name, offer_text_in(&ui, &stored));
    let done = DONE.iter().find(|(word, _)| *word == query.done).map(|(_, key)| *key);
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || {
        let standing = standing_text(standing(&stored, &all, today));
        let moves = moves::section(path, &moves, &catalogue);
        view(&stored, standing, count, done, can_change, moves)
    }))
}

/// As [`offer_text`], before the page is being rendered.
fn offer_text_in(ui: &Ui, stored: &CatalogueVersion) -> String {
    crate::web::ui::within(std::sync::Arc::new(ui.clone()), || offer_text(&stored.version))
}

/// POST …/offer
pub async fn offer(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<VersionPath>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    load(&app, path).await?;
    let is_offered = yes_or_no(form.get("offered"))?;
    let mut tx = app.db.operator(&staff.actor(), ui.now).await?;
    plans::set_offered(&mut tx, path.version, is_offered).await?;
    tx.commit().await?;
    Ok(done(path, if is_offered { "offered" } else { "withdrawn" }))
}

/// POST …/archive
pub async fn archive(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<VersionPath>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    is_allowed(&staff)?;
    load(&app, path).await?;
    let is_archived = yes_or_no(form.get("archived"))?;
    let mut tx = app.db.operator(&staff.actor(), ui.now).await?;
    plans::set_archived(&mut tx, path.version, is_archived.then_some(ui.now)).await?;
    tx.commit().await?;
    Ok(done(path, if is_archived { "archived" } else { "restored" }))
}

fn is_allowed(staff: &StaffSession) -> Result<(), AppError> {
    if staff.role.can_change_settings() { Ok(()) } else { Err(AppError::Forbidden) }
}

fn yes_or_no(word: &str) -> Result<bool, AppError> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(AppError::BadRequest),
    }
}

fn done(path: VersionPath, word: &str) -> Response {
    see_other(&format!("{}?done={word}", version_path(path.plan, path.version)))
}

fn view(
    stored: &CatalogueVersion,
    (tone, standing): (&'static str, String),
    subscriptions: i64,
    done: Option<&'static str>,
    can_change: bool,
    moves: Option<AnyView>,
) -> AnyView {
    let (version, currency) = (&stored.version, stored.version.currency);
    let plan = version.plan_id;
    let crumbs = vec![
        (paths::ADMIN_PLANS.to_owned(), t("plans-title").into_owned()),
        (paths::admin_plan(plan), version.name.clone()),
    ];
    let notice = done.map(|key| view! { <Notice tone=Tone::Success text=t(key)/> });
    let badge = view! { <span class="badge" data-tone=tone>{standing}</span> }.into_any();
    let offered = if stored.is_offered { "plans-offered" } else { "plans-not-offered" };
    let description = (!stored.description.is_empty())
        .then(|| view! { <p class="prose">{stored.description.clone()}</p> });
    let title = format!("{}, {}", offer_text(version), version_text(version));
    view! {
        {notice}
        <PageHead title crumbs badge=badge/>
        {description}
        <dl class="facts">
            <div><dt>{t("plans-effective-on")}</dt><dd><DateText on=stored.effective_on/></dd></div>
            <div><dt>{t("plans-trial")}</dt><dd>{days_text(version.trial_days)}</dd></div>
            <div><dt>{t("plans-self-service")}</dt><dd>{t(offered)}</dd></div>
            <div><dt>{t("plans-subscriptions")}</dt><dd>{number(Decimal::from(subscriptions))}</dd></div>
            <div><dt>{t("plans-published-at")}</dt><dd><TimeText at=stored.created_at/></dd></div>
        </dl>
        {can_change.then(|| acts(stored, subscriptions))}
        {moves}
        <section class="section" aria-labelledby="components">
            <div class="section-head"><h2 id="components">{t("plans-components")}</h2></div>
            {component_table(&version.components, currency)}
        </section>
        <section class="section" aria-labelledby="grants">
            <div class="section-head"><h2 id="grants">{t("plans-grants")}</h2></div>
            {entitlement_lists(&stored.entitlements)}
        </section>
        <section class="section" aria-labelledby="examples">
            <div class="section-head"><h2 id="examples">{t("plans-examples")}</h2></div>
            <p class="muted">{t("plans-examples-note")}</p>
            {example_sections(&version.components, currency, |_| (Vec::new(), None))}
        </section>
    }
    .into_any()
}

/// What may change about a version; what it costs does not.
fn acts(stored: &CatalogueVersion, subscriptions: i64) -> AnyView {
    let version = &stored.version;
    let path = version_path(version.plan_id, version.version_id);
    let from = format!("{}?from={}", new_version_path(version.plan_id), version.version_id);
    let (offer_to, offer_key) =
        if stored.is_offered { ("no", "plans-withdraw") } else { ("yes", "plans-offer-now") };
    let archive = if stored.archived_at.is_some() {
        view! {
            <form method="post" action=format!("{path}/archive")>
                <input r#type="hidden" name="archived" value="no"/>
                <button class="btn">{t("plans-restore")}</button>
            </form>
        }
        .into_any()
    } else {
        let keep = t_with("plans-archive-keeps", &[("count", Arg::from(subscriptions))]);
        view! {
            <details class="confirm">
                <summary class="btn btn-danger">{t("plans-archive")}"…"</summary>
                <form class="confirm-body" method="post" action=format!("{path}/archive")>
                    <input r#type="hidden" name="archived" value="yes"/>
                    <p><strong>{t("plans-archive-question")}</strong>" "{keep}</p>
                    <div class="actions"><button class="btn btn-primary btn-danger">{t("plans-archive")}</button></div>
                </form>
            </details>
        }
        .into_any()
    };
    let moving = (stored.kind == PlanKind::Plan && subscriptions > 0).then(
        || view! { <a class="btn" href=moving_path(version)>{t("plans-move-subscribers")}</a> },
    );
    view! {
        <div class="actions">
            <a class="btn" href=from>{t("plans-new-version-from")}</a>
            {moving}
            <form method="post" action=format!("{path}/offer")>
                <input r#type="hidden" name="offered" value=offer_to/>
                <button class="btn">{t(offer_key)}</button>
            </form>
            {archive}
        </div>
    }
    .into_any()
}
