//! The audit log for those who may read it: who did what to which customer, with before and after
//! (row A7). Reading the log is not itself logged: the log would grow by being read.

use crate::auth::StaffSession;
use crate::domain::id::TenantId;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::audit::{self, AuditRecord, NewestKey};
use crate::store::tenants::{self, TenantRow};
use crate::store::{OPERATOR_CHAIN, StoreError};
use crate::web::admin::parts::{OnwardPager, query};
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, PageHead};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Entries on one page.
const PAGE: usize = 50;

/// Customers offered when a text matches several.
const OFFERED: i64 = 20;

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    /// A customer's name or reference, as typed.
    #[serde(default)]
    q: String,
    customer: Option<TenantId>,
    /// The key of the last entry of the page before.
    #[serde(default)]
    before: String,
}

struct Log {
    filter: Filter,
    records: Vec<AuditRecord>,
    next: Option<String>,
    /// Customers that the text matches, when it is not one alone.
    candidates: Option<Vec<TenantRow>>,
    names: HashMap<Uuid, String>,
}

async fn load(app: &App, mut filter: Filter) -> Result<Log, AppError> {
    let mut tx = app.db.staff_read().await?;
    let text = filter.q.trim().to_owned();
    if filter.customer.is_none() && !text.is_empty() {
        let found = tenants::search(&mut tx, &text, None, OFFERED).await?;
        match found.as_slice() {
            [only] => filter.customer = Some(only.tenant_id),
            _ => return Ok(Log::undecided(filter, found)),
        }
    }
    let chain = filter.customer.map(|tenant| tenant.0);
    let before = read_key(&filter.before);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut records = audit::newest(&mut tx, chain, before, limit).await?;
    let has_more = records.len() > PAGE;
    records.truncate(PAGE);
    let people: Vec<Uuid> = records.iter().filter_map(|record| person(&record.actor)).collect();
    let mut tenants: Vec<Uuid> = records.iter().map(|record| record.tenant_id).collect();
    tenants.extend(chain);
    let names = audit::names(&mut tx, &people, &tenants).await?;
    let next = match records.last().filter(|_| has_more) {
        Some(last) => Some(address(filter.customer, &key(last)?)),
        None => None,
    };
    Ok(Log { filter, records, next, candidates: None, names })
}

impl Log {
    fn undecided(filter: Filter, candidates: Vec<TenantRow>) -> Self {
        let (records, names) = (Vec::new(), HashMap::new());
        Self { filter, records, next: None, candidates: Some(candidates), names }
    }
}

fn at(record: &AuditRecord) -> Result<Timestamp, StoreError> {
    record
        .at
        .parse()
        .map_err(|_| StoreError::Corrupt { column: "audit_log.at", value: record.at.clone() })
}

fn key(record: &AuditRecord) -> Result<String, StoreError> {
    let micros = at(record)?.as_microsecond();
    Ok(format!("{micros}.{}.{}", record.sequence, record.tenant_id))
}

fn read_key(text: &str) -> Option<NewestKey> {
    let mut parts = text.splitn(3, '.');
    let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let sequence = parts.next()?.parse().ok()?;
    let tenant_id = Uuid::parse_str(parts.next()?).ok()?;
    Some(NewestKey { at, tenant_id, sequence })
}

/// The person in `staff:…` or `person:…`.
fn person(actor: &str) -> Option<Uuid> {
    let (kind, id) = actor.split_once(':')?;
    matches!(kind, "staff" | "person").then(|| Uuid::parse_str(id).ok()).flatten()
}

fn address(customer: Option<TenantId>, before: &str) -> String {
    let customer = customer.map(|id| id.to_string()).unwrap_or_default();
    format!("{}{}", paths::ADMIN_AUDIT, query(&[("customer", &customer), ("before", before)]))
}

/// GET /admin/audit
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(filter): Query<Filter>,
) -> Result<Response, AppError> {
    if !staff.role.can_read_audit_log() {
        return Err(AppError::Forbidden);
    }
    let log = load(&app, filter).await?;
    let title = i18n::text(ui.locale, "admin-audit-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(log)))
}

fn view(log: Log) -> AnyView {
    let chosen = log.filter.customer.map(|id| {
        let name = log.names.get(&id.0).cloned().unwrap_or_else(|| id.to_string());
        let text = t_with("admin-audit-of", &[("customer", Arg::from(name))]);
        view! {
            <ul class="chips" aria-label=t("admin-active-filters")>
                <li><a class="chip" href=paths::ADMIN_AUDIT><span><span class="visually-hidden">{t("admin-filter-remove")}" "</span>{text}</span></a></li>
            </ul>
        }
    });
    let is_later_page = !log.filter.before.is_empty();
    let list = match log.candidates {
        Some(candidates) => candidate_list(candidates).into_any(),
        None if log.records.is_empty() => {
            view! { <Empty title=t("admin-list-empty") text=t("admin-audit-empty")/> }.into_any()
        }
        None => {
            let summary = t_with("admin-rows-shown", &[("count", log.records.len().into())]);
            let first = is_later_page.then(|| address(log.filter.customer, ""));
            let entries: Vec<_> =
                log.records.into_iter().map(|record| entry(record, &log.names)).collect();
            view! {
                {entry_table(entries)}
                <OnwardPager summary first next=log.next/>
            }
            .into_any()
        }
    };
    view! {
        <PageHead title=t("admin-audit-title")/>
        <form class="filter" method="get" role="search">
            <div class="field">
                <label for="q">{t("admin-audit-search")}</label>
                <input class="input" id="q" name="q" r#type="search" value=log.filter.q maxlength="200"/>
            </div>
            <button class="btn">{t("admin-filter-apply")}</button>
        </form>
        {chosen}
        {list}
    }
    .into_any()
}

fn candidate_list(candidates: Vec<TenantRow>) -> AnyView {
    if candidates.is_empty() {
        return view! { <Empty title=t("admin-search-nothing") text=t("admin-audit-no-customer")/> }
            .into_any();
    }
    let entries: Vec<_> = candidates
        .into_iter()
        .map(|row| {
            let path = address(Some(row.tenant_id), "");
            view! { <li><div class="list-text"><a class="list-title" href=path><bdi>{row.legal_name}</bdi></a><small>{row.account_ref}</small></div></li> }
        })
        .collect();
    view! {
        <p>{t("admin-audit-which-customer")}</p>
        <ul class="list">{entries}</ul>
    }
    .into_any()
}

fn entry_table(entries: Vec<impl IntoView + 'static>) -> AnyView {
    view! {
        <table class="table table-rows table-tight">
            <caption class="visually-hidden">{t("admin-audit-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-audit-action")}</th>
                    <th scope="col">{t("admin-audit-at")}</th>
                    <th scope="col">{t("admin-audit-actor")}</th>
                    <th scope="col">{t("admin-customer")}</th>
                    <th scope="col">{t("admin-audit-change")}</th>
                </tr>
            </thead>
            <tbody>{entries}</tbody>
        </table>
    }
    .into_any()
}

fn entry(record: AuditRecord, names: &HashMap<Uuid, String>) -> AnyView {
    let at = at(&record).ok().map(|at| view! { <TimeText at/> });
    let actor = match person(&record.actor).and_then(|id| names.get(&id)) {
        Some(name) => {
            let kind = record.actor.split(':').next().unwrap_or_default().to_owned();
            view! { <bdi>{name.clone()}</bdi>" "<small>{kind}</small> }.into_any()
        }
        None => view! { <code>{record.actor.clone()}</code> }.into_any(),
    };
    let customer = if record.tenant_id == OPERATOR_CHAIN {
        t("admin-audit-operator").into_owned().into_any()
    } else {
        let name = names.get(&record.tenant_id).cloned().unwrap_or_default();
        let path = paths::admin_customer(TenantId(record.tenant_id));
        view! { <a href=path><bdi>{name}</bdi></a> }.into_any()
    };
    let reason = (!record.reason.is_empty()).then(|| view! { <p>{record.reason.clone()}</p> });
    view! {
        <tr>
            <th scope="row" class="lead">{record.action.clone()}<small><code>{record.subject_id.clone()}</code></small></th>
            <td class="meta" data-label=t("admin-audit-at")>{at}</td>
            <td class="meta" data-label=t("admin-audit-actor")>{actor}</td>
            <td class="meta" data-label=t("admin-customer")>{customer}</td>
            <td>{reason}{change(&record)}</td>
        </tr>
    }
    .into_any()
}

/// Before and after, folded away.
fn change(record: &AuditRecord) -> Option<AnyView> {
    let side = |key: &'static str, json: &str| {
        (!json.is_empty()).then(|| {
            let text = pretty(json);
            view! { <h3>{t(key)}</h3><pre class="code" tabindex="0"><code>{text}</code></pre> }
        })
    };
    let (before, after) =
        (side("admin-audit-before", &record.before), side("admin-audit-after", &record.after));
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <details class="more"><summary>{t("admin-audit-before-after")}</summary>{before}{after}</details>
        }
        .into_any()
    })
}

fn pretty(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_an_entry_reads_back() {
        let tenant_id = Uuid::now_v7();
        let at = Timestamp::from_microsecond(1_790_000_000_123_456).unwrap();
        let text = format!("{}.{}.{tenant_id}", at.as_microsecond(), 7);
        assert_eq!(read_key(&text), Some(NewestKey { at, tenant_id, sequence: 7 }));
        assert_eq!(read_key("7.x"), None);
    }

    #[test]
    fn only_people_have_names() {
        let id = Uuid::now_v7();
        assert_eq!(person(&format!("staff:{id}")), Some(id));
        assert_eq!(person("system:jobs"), None);
    }
}
