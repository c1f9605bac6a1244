//! `/admin/plans/{plan}`: one plan, its offers by currency and interval, and their versions.

use super::review::component_table;
use super::words::{days_text, headline, offer_text, standing_text, version_text};
use super::{new_version_path, version_path};
use crate::auth::StaffSession;
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::plan::{CatalogueVersion, VersionStanding, standing};
use crate::error::AppError;
use crate::state::App;
use crate::store::plans;
use crate::web::components::amounts::DateText;
use crate::web::components::layout::PageHead;
use crate::web::path::Path;
use crate::web::ui::{Ui, number, t};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use leptos::prelude::*;
use rust_decimal::Decimal;
use std::collections::HashMap;

type Counts = HashMap<PlanVersionId, i64>;

/// GET /admin/plans/{plan}
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(plan): Path<PlanId>,
) -> Result<Response, AppError> {
    let mut tx = app.db.staff_read().await?;
    let mut versions = plans::all(&mut tx).await?;
    versions.retain(|one| one.version.plan_id == plan);
    let counts = plans::subscriptions_by_version(&mut tx, ui.now).await?;
    let newest = versions.iter().max_by_key(|one| (one.created_at, one.version.version_id));
    let newest = newest.cloned().ok_or(AppError::NotFound)?;
    let (can_change, today) = (staff.role.can_change_settings(), ui.today());
    let title = newest.version.name.clone();
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        view(&newest, &versions, &counts, can_change, today)
    }))
}

fn view(
    newest: &CatalogueVersion,
    versions: &[CatalogueVersion],
    counts: &Counts,
    can_change: bool,
    today: Date,
) -> AnyView {
    let plan = newest.version.plan_id;
    let crumbs = vec![(paths::ADMIN_PLANS.to_owned(), t("plans-title").into_owned())];
    let kind = t(&format!("plans-kind-{}", newest.kind.word().replace('_', "-")));
    let badge = view! { <span class="badge" data-tone="neutral">{kind}</span> }.into_any();
    let sub = view! { <code>{newest.version.code.clone()}</code> }.into_any();
    let actions = can_change.then(|| view! { <a class="btn btn-primary" href=new_version_path(plan)>{t("plans-new-version")}</a> }.into_any());
    let actions = actions.unwrap_or_else(|| ().into_any());
    let description = (!newest.description.is_empty())
        .then(|| view! { <p class="prose">{newest.description.clone()}</p> });
    let rows: Vec<_> = versions.iter().map(|one| row(one, versions, counts, today)).collect();
    view! {
        <PageHead title=newest.version.name.clone() crumbs badge=badge sub=sub actions=actions/>
        {description}
        <section class="section" aria-labelledby="versions">
            <div class="section-head"><h2 id="versions">{t("plans-versions")}</h2></div>
            <table class="table table-rows">
                <caption class="visually-hidden">{t("plans-versions-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("plans-version")}</th>
                        <th scope="col">{t("plans-effective-on")}</th>
                        <th scope="col">{t("plans-trial")}</th>
                        <th scope="col" class="num">{t("plans-subscriptions")}</th>
                        <th scope="col">{t("admin-state")}</th>
                        <th scope="col">{t("plans-price")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        {current_sections(versions, today)}
    }
    .into_any()
}

fn row(one: &CatalogueVersion, all: &[CatalogueVersion], counts: &Counts, today: Date) -> AnyView {
    let version = &one.version;
    let (tone, word) = standing_text(standing(one, all, today));
    let offered = one.is_offered.then(|| {
        view! { " "<span class="badge" data-tone="accent">{t("plans-offered")}</span> }
    });
    let count = counts.get(&version.version_id).copied().unwrap_or(0);
    let href = version_path(version.plan_id, version.version_id);
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=href>{offer_text(version)}</a><small>{version_text(version)}</small></th>
            <td class="meta" data-label=t("plans-effective-on")><DateText on=one.effective_on/></td>
            <td class="meta wide-only" data-label=t("plans-trial")>{days_text(version.trial_days)}</td>
            <td class="meta num" data-label=t("plans-subscriptions")>{number(Decimal::from(count))}</td>
            <td class="state"><span class="badge" data-tone=tone>{word}</span>{offered}</td>
            <td data-label=t("plans-price")>{headline(version)}</td>
        </tr>
    }
    .into_any()
}

/// What the current version of each offer consists of.
fn current_sections(versions: &[CatalogueVersion], today: Date) -> AnyView {
    let current =
        versions.iter().filter(|one| standing(one, versions, today) == VersionStanding::Current);
    let details: Vec<_> = current
        .map(|one| {
            let version = &one.version;
            view! {
                <details class="more">
                    <summary>{offer_text(version)}", "{version_text(version)}</summary>
                    {component_table(&version.components, version.currency)}
                </details>
            }
        })
        .collect();
    if details.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="section" aria-labelledby="current">
            <div class="section-head"><h2 id="current">{t("plans-current-prices")}</h2></div>
            <div class="stack">{details}</div>
        </section>
    }
    .into_any()
}
