//! How the deployment is: every check with a sentence what to do, and the jobs that failed for good
//! (row Q3). `quittance doctor` prints the same.

use crate::auth::StaffSession;
use crate::domain::id::JobId;
use crate::error::AppError;
use crate::flows::diagnostics::{Finding, Health, diagnose, gateways};
use crate::i18n;
use crate::state::App;
use crate::store::audit;
use crate::store::jobs::{self, DeadJob};
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with, ui};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Dead jobs shown.
const DEAD_SHOWN: i64 = 50;

#[derive(Debug, Default, Deserialize)]
pub struct Redriven {
    #[serde(default)]
    done: String,
}

/// GET /admin/diagnostics
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(redriven): Query<Redriven>,
) -> Result<Response, AppError> {
    let mut findings = diagnose(&app.db, &app.clock, &app.config).await;
    findings.push(gateways(&app.work.till));
    let mut tx = app.db.staff_read().await?;
    let dead = jobs::dead(&mut tx, DEAD_SHOWN).await?;
    drop(tx);
    let can_redrive = staff.role.can_change_settings();
    let title = i18n::text(ui.locale, "admin-diagnostics-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        view(findings, dead, can_redrive, &redriven.done)
    }))
}

/// POST /admin/diagnostics/jobs/{job}/redrive
pub async fn redrive(
    State(app): State<App>,
    staff: StaffSession,
    Path(job): Path<JobId>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let now = app.clock.now();
    let mut tx = app.db.operator(&staff.actor(), now).await?;
    let redriven = jobs::redrive(&mut tx, job, now).await?;
    if redriven {
        audit::append_operator(&mut tx, "job.redriven", "job", &job.to_string(), None).await?;
        tx.commit().await?;
    }
    let word = if redriven { "redriven" } else { "not-redriven" };
    Ok(see_other(&format!("{}?done={word}", paths::ADMIN_DIAGNOSTICS)))
}

fn view(findings: Vec<Finding>, dead: Vec<DeadJob>, can_redrive: bool, done: &str) -> AnyView {
    let worst = findings.iter().map(|finding| finding.health).max().unwrap_or(Health::Ok);
    let sub = match worst {
        Health::Ok => t("admin-diagnostics-ok"),
        Health::Warn => t("admin-diagnostics-warn"),
        Health::Fail => t("admin-diagnostics-fail"),
    };
    let notice = match done {
        "redriven" => Some((Tone::Success, t("admin-job-redriven"))),
        "not-redriven" => Some((Tone::Warning, t("admin-job-not-redriven"))),
        _ => None,
    }
    .map(|(tone, text)| view! { <Notice tone text/> });
    let rows: Vec<_> = findings.iter().map(finding_row).collect();
    view! {
        {notice}
        <PageHead title=t("admin-diagnostics-title") sub=sub.into_any()/>
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-diagnostics-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-check")}</th>
                    <th scope="col">{t("admin-finding")}</th>
                    <th scope="col">{t("admin-state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {dead_jobs(dead, can_redrive)}
    }
    .into_any()
}

fn finding_row(finding: &Finding) -> AnyView {
    let locale = ui().locale;
    let (tone, word) = match finding.health {
        Health::Ok => ("success", t("admin-health-ok")),
        Health::Warn => ("warning", t("admin-health-warn")),
        Health::Fail => ("danger", t("admin-health-fail")),
    };
    let details = (!finding.details.is_empty()).then(|| {
        let text = finding.details.join("\n");
        view! {
            <details class="more">
                <summary>{t("admin-details")}</summary>
                <pre class="code" tabindex="0"><code>{text}</code></pre>
            </details>
        }
    });
    view! {
        <tr>
            <th scope="row" class="lead">{finding.name(locale)}</th>
            <td>{finding.sentence(locale)}{details}</td>
            <td class="state"><span class="badge" data-tone=tone>{word}</span></td>
        </tr>
    }
    .into_any()
}

fn dead_jobs(dead: Vec<DeadJob>, can_redrive: bool) -> Option<AnyView> {
    (!dead.is_empty()).then(|| {
        let entries: Vec<_> = dead.into_iter().map(|job| dead_job(job, can_redrive)).collect();
        view! {
            <section class="section" aria-labelledby="dead">
                <div class="section-head"><h2 id="dead">{t("admin-dead-jobs")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

fn dead_job(job: DeadJob, can_redrive: bool) -> AnyView {
    let redrive = can_redrive.then(|| {
        let action = format!("{}/jobs/{}/redrive", paths::ADMIN_DIAGNOSTICS, job.job_id);
        view! {
            <form method="post" action=action>
                <button class="btn btn-small">{t("admin-job-redrive")}<span class="visually-hidden">" "{job.kind.clone()}</span></button>
            </form>
        }
    });
    let attempts = t_with("admin-job-attempts", &[("count", job.attempts.into())]);
    view! {
        <li>
            <div class="list-text">
                <span class="list-title">{job.kind.clone()}</span>
                <small>{attempts}" · "<TimeText at=job.finished_at/></small>
                <small>{job.last_error}</small>
            </div>
            <div class="list-end">{redrive}</div>
        </li>
    }
    .into_any()
}
