//! `/admin/plans/{plan}/versions/{version}/moves/{move}`: one move of subscribers and what became of each.

use super::moving::{refusal_key, refused};
use super::version::{VersionPath, load};
use super::words::{offer_text, version_text};
use super::{move_path, version_path};
use crate::auth::StaffSession;
use crate::domain::id::{PlanId, PlanMoveId, PlanVersionId};
use crate::domain::plan::{CatalogueVersion, PlanVersion};
use crate::error::AppError;
use crate::flows::plans::move_subscribers::{WHILE_WAITING, carry_out};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::plans;
use crate::store::plans::moves::{self, Outcome, ShownOutcome, StoredMove};
use crate::web::admin::subscriptions::path as subscription_path;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::render::see_other;
use crate::web::ui::{Ui, date, date_time, number, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct MovePath {
    plan: PlanId,
    version: PlanVersionId,
    r#move: PlanMoveId,
}

impl MovePath {
    fn version(self) -> VersionPath {
        VersionPath { plan: self.plan, version: self.version }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoneQuery {
    done: String,
}

async fn find(app: &App, path: MovePath) -> Result<(CatalogueVersion, StoredMove), AppError> {
    let (from, _) = load(app, path.version()).await?;
    let found = moves::find(&mut app.db.staff_read().await?, path.r#move).await?;
    let found = found.filter(|one| one.asked.from == path.version).ok_or(AppError::NotFound)?;
    Ok((from, found))
}

/// GET …/moves/{move}
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<MovePath>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let (from, stored) = find(&app, path).await?;
    let mut tx = app.db.staff_read().await?;
    let all = plans::all(&mut tx).await?;
    let to = all.into_iter().find(|one| one.version.version_id == stored.asked.to);
    let to = to.ok_or(AppError::NotFound)?;
    let outcomes = moves::outcomes(&mut tx, path.r#move).await?;
    drop(tx);
    let can_change = staff.role.can_change_settings();
    let is_new = query.done == "stored";
    let title = i18n::text(ui.locale, "plans-move-one").into_owned();
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || {
        let notice =
            is_new.then(|| view! { <Notice tone=Tone::Success text=t("plans-move-stored")/> });
        let go_on = (can_change && stored.done_at.is_none()).then(|| go_on_form(path));
        view! {
            {notice}
            {head(title, &from.version, &stored)}
            {facts(&stored, &to.version)}
            {go_on}
            {outcome_table(&outcomes)}
        }
        .into_any()
    }))
}

/// POST …/moves/{move}: goes on with it, without waiting for the job.
pub async fn go_on(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(path): Path<MovePath>,
    Form(_): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    find(&app, path).await?;
    let actor = staff.actor();
    carry_out(&app.db, ui.now, &actor, path.r#move, WHILE_WAITING).await.map_err(refused)?;
    Ok(see_other(&move_path(path.version(), path.r#move)))
}

fn head(title: String, from: &PlanVersion, stored: &StoredMove) -> AnyView {
    let own = format!("{}, {}", offer_text(from), version_text(from));
    let crumbs = vec![
        (paths::ADMIN_PLANS.to_owned(), t("plans-title").into_owned()),
        (paths::admin_plan(from.plan_id), from.name.clone()),
        (version_path(from.plan_id, from.version_id), own),
    ];
    view! { <PageHead title crumbs badge=state(stored)/> }.into_any()
}

pub(super) fn state(stored: &StoredMove) -> AnyView {
    let (tone, key) = match stored.done_at {
        Some(_) => ("success", "plans-move-is-done"),
        None => ("info", "plans-move-goes-on"),
    };
    view! { <span class="badge" data-tone=tone>{t(key)}</span> }.into_any()
}

fn facts(stored: &StoredMove, to: &PlanVersion) -> AnyView {
    let href = version_path(to.plan_id, to.version_id);
    view! {
        <dl class="facts">
            <div><dt>{t("plans-move-to")}</dt><dd><a href=href><bdi>{to.name.clone()}</bdi>", "{version_text(to)}</a></dd></div>
            <div><dt>{t("plans-move-on")}</dt><dd><DateText on=stored.asked.moves_on/></dd></div>
            <div><dt>{t("plans-move-count-moved")}</dt><dd>{number(Decimal::from(stored.moved))}</dd></div>
            <div><dt>{t("plans-move-count-kept")}</dt><dd>{number(Decimal::from(stored.refused))}</dd></div>
            <div><dt>{t("plans-move-stored-at")}</dt><dd><TimeText at=stored.created_at/></dd></div>
        </dl>
    }
    .into_any()
}

fn go_on_form(path: MovePath) -> AnyView {
    let action = move_path(path.version(), path.r#move);
    view! {
        <div class="notice" data-tone="info"><div>
            <p>{t("plans-move-goes-on-note")}</p>
            <form method="post" action=action><button class="btn btn-small">{t("plans-move-go-on")}</button></form>
        </div></div>
    }
    .into_any()
}

fn outcome_table(outcomes: &[ShownOutcome]) -> AnyView {
    if outcomes.is_empty() {
        return view! { <Empty title=t("plans-move-none-yet") text=t("plans-move-none-yet-text")/> }
            .into_any();
    }
    let rows: Vec<_> = outcomes.iter().map(row).collect();
    view! {
        <section class="section" aria-labelledby="outcomes">
            <div class="section-head"><h2 id="outcomes">{t("plans-subscriptions")}</h2></div>
            <ul class="list">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(one: &ShownOutcome) -> AnyView {
    let href = subscription_path(one.tenant_id, one.subscription_id);
    let (tone, word, said) = match one.outcome {
        Outcome::ChangesAt(at) => {
            let said = t_with("plans-move-changes-at", &[("time", Arg::from(date_time(at)))]);
            ("success", "plans-move-was-moved", said)
        }
        Outcome::Refused(refusal) => {
            let said = t(&refusal_key(refusal.word())).into_owned();
            ("neutral", "plans-move-was-kept", said)
        }
    };
    view! {
        <li>
            <div class="list-text"><a class="list-title" href=href><bdi>{one.tenant_name.clone()}</bdi></a><small>{said}</small></div>
            <div class="list-end"><span class="badge" data-tone=tone>{t(word)}</span></div>
        </li>
    }
    .into_any()
}

/// The moves away from one version, with what became of them; nothing when there are none.
pub(super) fn section(
    from: VersionPath,
    moves: &[StoredMove],
    all: &[CatalogueVersion],
) -> Option<AnyView> {
    (!moves.is_empty()).then(|| {
        let entries: Vec<_> = moves.iter().map(|one| entry(from, one, all)).collect();
        view! {
            <section class="section" aria-labelledby="moves">
                <div class="section-head"><h2 id="moves">{t("plans-moves")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

fn entry(from: VersionPath, one: &StoredMove, all: &[CatalogueVersion]) -> AnyView {
    let to = all.iter().find(|to| to.version.version_id == one.asked.to);
    let to = to.map(|to| format!("{}, {}", to.version.name, version_text(&to.version)));
    let args = [
        ("version", Arg::from(to.unwrap_or_default())),
        ("date", Arg::from(date(one.asked.moves_on))),
    ];
    let counts = [("moved", Arg::from(one.moved)), ("kept", Arg::from(one.refused))];
    let href = move_path(from, one.move_id);
    view! {
        <li>
            <div class="list-text"><a class="list-title" href=href>{t_with("plans-move-entry", &args)}</a><small>{t_with("plans-move-counts", &counts)}</small></div>
            <div class="list-end">{state(one)}</div>
        </li>
    }
    .into_any()
}
