//! All e-mails about documents and what became of them; another try where that is safe (row C6).

use crate::auth::StaffSession;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CreditNoteId, EmailId, InvoiceId, TenantId};
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::audit;
use crate::store::bounces::{self, BouncedJob};
use crate::store::email_lists::{self, EmailFilter, EmailKey, ListedEmail};
use crate::web::admin::access::record_view_of_emails;
use crate::web::admin::links;
use crate::web::admin::parts::{OnwardPager, query};
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// E-mails on one page.
const PAGE: usize = 50;

/// The tabs: (word in the address, text, states).
const TABS: [(&str, &str, &[&str]); 7] = [
    ("", "admin-list-all", &[]),
    ("queued", "admin-emails-queued", &["queued", "sending"]),
    ("sent", "admin-emails-sent", &["sent"]),
    ("bounced", "admin-emails-bounced", &["bounced"]),
    ("refused", "admin-emails-refused", &["failed"]),
    ("suppressed", "admin-emails-suppressed", &["suppressed"]),
    ("uncertain", "admin-emails-uncertain", &["uncertain"]),
];

/// What is said after an act.
const DONE: [(&str, Tone, &str); 3] = [
    ("retried", Tone::Success, "admin-emails-done-retried"),
    ("nothing", Tone::Info, "admin-emails-done-nothing"),
    ("barred", Tone::Warning, "admin-emails-done-barred"),
];

#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    state: String,
    customer: Option<TenantId>,
    /// The key of the last e-mail of the page before.
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

struct List {
    query: ListQuery,
    emails: Vec<ListedEmail>,
    next: Option<String>,
    /// Mails to people that came back; shown with the bounced ones.
    of_people: Vec<BouncedJob>,
    customer: Option<String>,
    can_retry: bool,
}

async fn load(app: &App, staff: &StaffSession, list: ListQuery) -> Result<List, AppError> {
    let mut tx = app.db.staff_read().await?;
    let tab = TABS.iter().find(|(word, ..)| *word == list.state);
    let states = tab.map_or(&[][..], |(_, _, states)| states);
    let filter = EmailFilter {
        states: states.iter().map(|&state| state.to_owned()).collect(),
        tenant: list.customer,
    };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut emails = email_lists::page(&mut tx, &filter, read_key(&list.after), limit).await?;
    let has_more = emails.len() > PAGE;
    emails.truncate(PAGE);
    let next = emails.last().filter(|_| has_more).map(|last| address(&list, &key(last)));
    let of_people = if list.state == "bounced" && list.customer.is_none() {
        bounces::of_jobs(&mut tx).await?
    } else {
        Vec::new()
    };
    let customer = match list.customer {
        Some(tenant) => {
            let names = audit::names(&mut tx, &[], &[tenant.0]).await?;
            Some(names.get(&tenant.0).cloned().ok_or(AppError::NotFound)?)
        }
        None => None,
    };
    drop(tx);
    record_view_of_emails(&app.db, staff, list.customer, app.clock.now()).await?;
    let can_retry = staff.role.can_handle_money();
    Ok(List { query: list, emails, next, of_people, customer, can_retry })
}

fn key(email: &ListedEmail) -> String {
    format!("{}.{}", email.created_at.as_microsecond(), email.email_id)
}

fn read_key(text: &str) -> Option<EmailKey> {
    let (at, id) = text.split_once('.')?;
    // No mail is older; the database's calendar begins later than ours.
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    let at = Some(at).filter(|at| *at >= Timestamp::UNIX_EPOCH)?;
    Some((at, id.parse::<EmailId>().ok()?))
}

fn address(list: &ListQuery, after: &str) -> String {
    let customer = list.customer.map(|id| id.to_string()).unwrap_or_default();
    let pairs = [("state", list.state.as_str()), ("customer", &customer), ("after", after)];
    format!("{}{}", paths::ADMIN_EMAILS, query(&pairs))
}

/// GET /admin/emails
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(list): Query<ListQuery>,
) -> Result<Response, AppError> {
    let list = load(&app, &staff, list).await?;
    let title = i18n::text(ui.locale, "admin-emails-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(list)))
}

fn view(list: List) -> AnyView {
    let done = DONE.iter().find(|(word, ..)| *word == list.query.done).map(|(_, tone, key)| {
        let (tone, text) = (*tone, t(key));
        view! { <Notice tone text/> }
    });
    let tabs: Vec<_> = TABS
        .iter()
        .map(|(word, text, _)| {
            let customer = list.query.customer;
            let of_tab = ListQuery { state: (*word).to_owned(), customer, ..ListQuery::default() };
            let current = (*word == list.query.state).then_some("page");
            view! { <li><a href=address(&of_tab, "") aria-current=current>{t(text)}</a></li> }
        })
        .collect();
    let chosen = list.customer.clone().map(|name| {
        let text = t_with("admin-emails-of", &[("customer", Arg::from(name))]);
        let all = ListQuery { state: list.query.state.clone(), ..ListQuery::default() };
        view! {
            <ul class="chips" aria-label=t("admin-active-filters")>
                <li><a class="chip" href=address(&all, "")><span><span class="visually-hidden">{t("admin-filter-remove")}" "</span>{text}</span></a></li>
            </ul>
        }
    });
    let table = if list.emails.is_empty() {
        view! { <Empty title=t("admin-list-empty") text=t("admin-emails-empty")/> }.into_any()
    } else {
        let summary = t_with("admin-rows-shown", &[("count", list.emails.len().into())]);
        let first = (!list.query.after.is_empty()).then(|| address(&list.query, ""));
        let rows: Vec<_> = list
            .emails
            .into_iter()
            .map(|email| row(email, &list.query.state, list.can_retry))
            .collect();
        view! { {email_table(rows)} <OnwardPager summary first next=list.next/> }.into_any()
    };
    view! {
        {done}
        <PageHead title=t("admin-emails-title")/>
        <nav class="tabs" aria-label=t("admin-emails-by-state")><ul>{tabs}</ul></nav>
        {chosen}
        {table}
        {of_people(list.of_people)}
    }
    .into_any()
}

fn email_table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-emails-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-email-subject")}</th>
                    <th scope="col">{t("admin-email-to")}</th>
                    <th scope="col">{t("admin-email-at")}</th>
                    <th scope="col">{t("admin-state")}</th>
                    <th scope="col"><span class="visually-hidden">{t("admin-actions")}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A state's tone and name.
fn state(word: &str) -> (&'static str, &'static str) {
    match word {
        "queued" | "sending" => ("info", "admin-email-state-queued"),
        "sent" => ("success", "admin-email-state-sent"),
        "bounced" => ("danger", "admin-email-state-bounced"),
        "failed" => ("danger", "admin-email-state-refused"),
        "suppressed" => ("warning", "admin-email-state-suppressed"),
        _ => ("warning", "admin-email-state-uncertain"),
    }
}

fn row(email: ListedEmail, tab: &str, can_retry: bool) -> AnyView {
    let (tone, name) = state(&email.state);
    let path = match email.document_kind {
        DocumentKind::Invoice => {
            paths::admin_invoice(email.tenant_id, InvoiceId(email.document_id))
        }
        DocumentKind::CreditNote => {
            paths::admin_credit_note(email.tenant_id, CreditNoteId(email.document_id))
        }
        DocumentKind::Payment | DocumentKind::Refund | DocumentKind::PaymentMethod => {
            links::payments(email.tenant_id)
        }
        DocumentKind::Subscription | DocumentKind::InstallmentPlan => {
            paths::admin_customer(email.tenant_id)
        }
    };
    let at = email.bounced_at.or(email.sent_at).unwrap_or(email.created_at);
    let wording = (email.template_version > 0).then(|| {
        let version = [("version", Arg::from(email.template_version))];
        view! { " · "{t_with("admin-email-wording", &version)} }
    });
    let why = why(&email);
    let act = can_retry.then(|| retry(&email, tab)).flatten();
    // On a phone a cell of its own line; a mail about which nothing is to be said has none.
    let class = (why.is_none() && act.is_none()).then_some("wide-only");
    let customer = paths::admin_customer(email.tenant_id);
    view! {
        <tr>
            <th scope="row" class="lead"><a href=path>{email.subject}</a><small><a href=customer><bdi>{email.tenant_name}</bdi></a>{wording}</small></th>
            <td class="meta" data-label=t("admin-email-to")>{email.recipient}</td>
            <td class="meta" data-label=t("admin-email-at")><TimeText at/></td>
            <td class="state"><span class="badge" data-tone=tone>{t(name)}</span></td>
            <td class=class>{why}{act}</td>
        </tr>
    }
    .into_any()
}

/// What another server said, folded away; that a sent mail is late, in a word.
fn why(email: &ListedEmail) -> Option<AnyView> {
    let words = email.bounce_diagnostic.clone().filter(|words| !words.is_empty());
    let words = words.or_else(|| email.last_error.clone().filter(|words| !words.is_empty()));
    let words = words.filter(|_| email.state != "sent" || email.bounced_at.is_some());
    let status = email.bounce_status.clone();
    let late = (email.state == "sent" && email.bounced_at.is_some())
        .then(|| view! { <div class="small">{t("admin-email-late")}</div> });
    (status.is_some() || words.is_some()).then(|| {
        let status = status.map(|status| {
            let text = t_with("admin-email-status", &[("status", Arg::from(status))]);
            view! { <div class="small nowrap">{text}</div> }
        });
        let words = words.map(|words| {
            view! { <details class="more small"><summary>{t("admin-details")}</summary><p>{words}</p></details> }
        });
        view! { {late}{status}{words} }.into_any()
    })
}

/// Another try: at once where nothing can arrive twice, after a warning where it can.
fn retry(email: &ListedEmail, tab: &str) -> Option<AnyView> {
    if !matches!(email.state.as_str(), "failed" | "bounced" | "suppressed" | "uncertain") {
        return None;
    }
    if email.is_barred {
        let path = format!("{}#barred", paths::admin_customer(email.tenant_id));
        return Some(view! { <a class="small" href=path>{t("admin-email-barred")}</a> }.into_any());
    }
    let action = links::retry_email(email.tenant_id, email.email_id);
    let tab = tab.to_owned();
    let subject = view! { <span class="visually-hidden">" "{email.subject.clone()}</span> };
    Some(if email.state == "uncertain" {
        view! {
            <details class="confirm">
                <summary class="btn btn-small nowrap">{t("admin-email-retry")}"…"{subject}</summary>
                <form class="confirm-body" method="post" action=action>
                    <input r#type="hidden" name="state" value=tab/>
                    <p>{t("admin-email-retry-uncertain")}</p>
                    <div class="actions"><button class="btn btn-primary">{t("admin-email-retry")}</button></div>
                </form>
            </details>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action=action>
                <input r#type="hidden" name="state" value=tab/>
                <button class="btn btn-small nowrap">{t("admin-email-retry")}{subject}</button>
            </form>
        }
        .into_any()
    })
}

fn of_people(bounced: Vec<BouncedJob>) -> Option<AnyView> {
    (!bounced.is_empty()).then(|| {
        let entries: Vec<_> = bounced
            .into_iter()
            .map(|job| {
                let name = t(&format!("admin-job-{}", job.kind.replace('_', "-")));
                let status =
                    t_with("admin-email-status", &[("status", Arg::from(job.status.as_str()))]);
                view! { <li><div class="list-text"><span class="list-title">{name}</span><small>{status}" · "<TimeText at=job.bounced_at/></small></div></li> }
            })
            .collect();
        view! {
            <section class="section" aria-labelledby="of-people">
                <div class="section-head"><h2 id="of-people">{t("admin-emails-of-people")}</h2></div>
                <p class="small muted">{t("admin-emails-of-people-note")}</p>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_the_list_reads_back_and_rubbish_is_none() {
        let at = Timestamp::from_microsecond(1_790_000_000_123_456).unwrap();
        let id = EmailId::new();
        assert_eq!(read_key(&format!("{}.{id}", at.as_microsecond())), Some((at, id)));
        for text in [
            "",
            "1",
            "1.x",
            "x.018f7a3e-0000-7000-8000-000000000000",
            "-377000000000000000.018f7a3e-0000-7000-8000-000000000000",
        ] {
            assert_eq!(read_key(text), None, "{text}");
        }
    }
}
