//! `/admin/reconciliation`: documents computed again from their inputs, a page of them at a time, and what
//! does not come to the same (row N3).

use crate::auth::StaffSession;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::error::AppError;
use crate::flows::reconcile_invoices::{
    Cursor, Finding, Scope, Subject, Summary, reconcile_numbers, reconcile_page, sentence,
};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::recompute;
use crate::web::admin::parts::query;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::render;
use crate::web::ui::{Ui, number, t, t_with, ui};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

/// Documents that one request computes again: a second's work.
const AT_ONCE: i64 = 500;
/// Findings shown.
const SHOWN: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The operator's own reference; empty: everybody.
    #[serde(default)]
    customer: String,
    /// Where the documents begin; empty: at the first.
    #[serde(default)]
    after: String,
}

struct Checked {
    asked: Asked,
    summary: Summary,
    findings: Vec<Finding>,
    next: Option<Cursor>,
    errors: FieldErrors,
}

/// GET /admin/reconciliation
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let from: Cursor = match asked.after.as_str() {
        "" => Cursor::START,
        text => text.parse().map_err(|_| AppError::NotFound)?,
    };
    let mut tx = app.db.staff_snapshot().await?;
    let mut errors = FieldErrors::none();
    let scope = match asked.customer.trim() {
        "" => Some(Scope::Everything),
        reference => recompute::customer(&mut tx, reference).await?.map(Scope::Customer),
    };
    let (mut summary, mut findings) = (Summary::default(), Vec::new());
    let mut keep = |finding: Finding| {
        if findings.len() < SHOWN {
            findings.push(finding);
        }
    };
    let mut next = None;
    if let Some(scope) = scope {
        next = reconcile_page(&mut tx, scope, from, AT_ONCE, &mut summary, &mut keep).await?;
        // A page that ends with the invoices goes on with the credit notes.
        if let Some(Cursor::CreditNotes(None)) = next
            && summary.invoices.cast_signed() < AT_ONCE
        {
            let notes = Cursor::CreditNotes(None);
            next = reconcile_page(&mut tx, scope, notes, AT_ONCE, &mut summary, &mut keep).await?;
        }
        if scope == Scope::Everything && from == Cursor::START {
            reconcile_numbers(&mut tx, &mut summary, &mut keep).await?;
        }
    } else {
        errors.add("customer", i18n::text(ui.locale, "reconciliation-no-customer"));
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = i18n::text(ui.locale, "reconciliation-title");
    let checked = Checked { asked, summary, findings, next, errors };
    Ok(render::page(ui, status, &title, move || view(checked)))
}

fn view(checked: Checked) -> AnyView {
    let Checked { asked, summary, findings, next, errors } = checked;
    let sub = t("reconciliation-sub").into_any();
    let result = errors.is_empty().then(|| result(&summary, &findings, &asked, next));
    view! {
        <ErrorSummary errors=errors.clone()/>
        <PageHead title=t("reconciliation-title") sub=sub/>
        <form class="form" method="get" action=paths::ADMIN_RECONCILIATION>
            <TextField name="customer" label=t("reconciliation-customer") value=asked.customer.clone() errors
                hint=t("reconciliation-customer-hint") optional=true short=true max_length=100/>
            <div class="actions"><button class="btn btn-primary">{t("reconciliation-show")}</button></div>
        </form>
        {result}
    }
    .into_any()
}

fn result(summary: &Summary, findings: &[Finding], asked: &Asked, next: Option<Cursor>) -> AnyView {
    let counts = [
        ("reconciliation-invoices", summary.invoices),
        ("reconciliation-credit-notes", summary.credit_notes),
        ("reconciliation-lines", summary.lines),
        ("reconciliation-repriced", summary.repriced),
        ("reconciliation-not-recomputable", summary.not_recomputable),
        ("reconciliation-anomalies", summary.anomalies),
    ];
    let counts: Vec<_> = counts
        .into_iter()
        .map(|(key, count)| {
            view! { <div><dt>{t(key)}</dt><dd>{number(Decimal::from(count))}</dd></div> }
        })
        .collect();
    let fine = (summary.anomalies == 0).then(|| {
        let text = format!("{}. {}", t("reconciliation-fine-title"), t("reconciliation-fine-text"));
        view! { <Notice tone=Tone::Success text/> }
    });
    let is_cut = summary.anomalies + summary.not_recomputable > findings.len() as u64;
    let cut = is_cut.then(|| {
        let text = t_with("reconciliation-limited", &[("count", findings.len().into())]);
        view! { <Notice tone=Tone::Warning text/> }
    });
    let address = |after: &str| {
        let pairs = [("customer", asked.customer.as_str()), ("after", after)];
        format!("{}{}", paths::ADMIN_RECONCILIATION, query(&pairs))
    };
    let on = next.map(|cursor| {
        view! { <a class="btn" href=address(&cursor.text())>{t("reconciliation-next")}</a> }
    });
    let first = (!asked.after.is_empty()).then(|| {
        view! { <a class="btn btn-quiet" href=address("")>{t("reconciliation-first")}</a> }
    });
    view! {
        <section class="section" aria-labelledby="checked">
            <div class="section-head"><h2 id="checked">{t("reconciliation-result")}</h2></div>
            {fine}
            {cut}
            <dl class="facts">{counts}</dl>
            {(!findings.is_empty()).then(|| table(findings))}
            <div class="actions">{on}{first}</div>
            <p class="muted">{t_with("reconciliation-command", &[("count", AT_ONCE.into())])}</p>
        </section>
    }
    .into_any()
}

fn table(findings: &[Finding]) -> AnyView {
    let rows: Vec<_> = findings.iter().map(row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("reconciliation-findings")}</caption>
            <thead><tr><th scope="col">{t("reconciliation-document")}</th><th scope="col">{t("reconciliation-finding")}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(finding: &Finding) -> AnyView {
    let said = sentence(ui().locale, finding);
    let document = match finding.subject() {
        None => t("reconciliation-series").into_any(),
        Some(subject) => {
            let line = subject.line_no.map(|no| {
                let line = t_with("reconciliation-line", &[("line", Arg::from(i64::from(no)))]);
                format!(", {line}")
            });
            let account = subject.account_ref.clone();
            view! { <a href=path(subject)>{subject.number.clone()}</a>{line}<br/><small>{account}</small> }
                .into_any()
        }
    };
    view! { <tr><th scope="row" class="lead">{document}</th><td>{said}</td></tr> }.into_any()
}

fn path(subject: &Subject) -> String {
    match subject.kind {
        DocumentKind::CreditNote => {
            paths::admin_credit_note(subject.tenant, CreditNoteId(subject.id))
        }
        _ => paths::admin_invoice(subject.tenant, InvoiceId(subject.id)),
    }
}
