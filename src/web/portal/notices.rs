//! `/notices`: what this customer's people are told, newest first, and what one of them has read (row B15).

use crate::auth::CustomerSession;
use crate::domain::decline_reason::DeclineReason;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CreditNoteId, InvoiceId, PaymentId, SubscriptionId};
use crate::domain::notice::{NoticeEvent, NoticeFacts, Severity};
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::notices::{self, NoticeRow};
use crate::store::paging::Page;
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::list_key::{PageQuery, neighbours};
use crate::web::ui::{Ui, date, money, percent, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;
use uuid::Uuid;

/// Notices on one page.
const PAGE: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum NoticesForm {
    Read { notice: Uuid },
    ReadAll,
}

/// GET /notices
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let page = notices::list(&mut tx, customer.person, ui.now, query.page_from(), PAGE).await?;
    let has_unread = notices::unread(&mut tx, customer.person, ui.now).await? > 0;
    drop(tx);
    let title = i18n::text(ui.locale, "notices-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(page, has_unread)))
}

/// POST /notices: marks one as read, or all of them.
pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(form): Form<NoticesForm>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant(customer.tenant, &customer.actor(), ui.now).await?;
    match form {
        NoticesForm::Read { notice } => {
            if !notices::mark_read(&mut tx, customer.person, notice, ui.now).await? {
                return Err(AppError::NotFound);
            }
        }
        NoticesForm::ReadAll => notices::mark_all_read(&mut tx, customer.person, ui.now).await?,
    }
    tx.commit().await?;
    Ok(render::see_other(paths::NOTICES))
}

fn view(page: Page<NoticeRow>, has_unread: bool) -> AnyView {
    let sub = view! {
        {t("notices-sub")}" "<a href=format!("{}#mail", paths::ACCOUNT)>{t("notices-mail-link")}</a>
    };
    if page.rows.is_empty() {
        return view! {
            <PageHead title=t("notices-title") sub=sub.into_any()/>
            <Empty title=t("notices-empty-title") text=t("notices-empty")/>
        }
        .into_any();
    }
    let (newer, older) = neighbours(paths::NOTICES, &page, |row| (row.posted_on, row.notice_id));
    let summary = t_with("notices-shown", &[("count", Arg::from(page.rows.len()))]);
    let read_all = has_unread.then(|| {
        view! {
            <form method="post">
                <button class="btn" name="intent" value="read_all">{t("notices-read-all")}</button>
            </form>
        }
        .into_any()
    });
    let rows: Vec<_> = page.rows.into_iter().map(entry).collect();
    view! {
        <PageHead title=t("notices-title") sub=sub.into_any() actions=read_all.into_any()/>
        <div class="stack">
            <ul class="list">{rows}</ul>
            <Pager summary newer older/>
        </div>
    }
    .into_any()
}

fn entry(row: NoticeRow) -> AnyView {
    let title = title(row.event);
    let path = leads_to(row.event, row.document);
    let badge = (!row.is_read).then(|| {
        let tone = match row.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Urgent => "danger",
        };
        let key = match row.severity {
            Severity::Info => "notices-new",
            Severity::Warning => "notices-new-warning",
            Severity::Urgent => "notices-new-urgent",
        };
        view! { <span class="badge" data-tone=tone>{t(key)}</span> }
    });
    let read = (!row.is_read).then(|| {
        view! {
            <form method="post">
                <input r#type="hidden" name="notice" value=row.notice_id.to_string()/>
                <button class="btn btn-small" name="intent" value="read">
                    {t("notices-read")}<span class="visually-hidden">" "{title.clone()}</span>
                </button>
            </form>
        }
    });
    view! {
        <li>
            <div class="list-text">
                <span class="list-title"><a href=path>{title.clone()}</a>{badge}</span>
                <p>{sentence(row.event, &row.facts)}</p>
                <small><TimeText at=row.posted_at/></small>
            </div>
            <div class="list-end">{read}</div>
        </li>
    }
    .into_any()
}

fn key(event: NoticeEvent) -> String {
    event.word().replace('_', "-")
}

fn title(event: NoticeEvent) -> String {
    t(&format!("notice-title-{}", key(event))).into_owned()
}

/// What the notice says, in the reader's language: its event's sentence and nothing but the facts.
fn sentence(event: NoticeEvent, facts: &NoticeFacts) -> String {
    let text = |value: &Option<String>| Arg::from(value.clone().unwrap_or_default());
    let reason = facts.failure_code.as_deref().unwrap_or_default();
    let reason = t(&format!("decline-{}", DeclineReason::of_code(reason).word()));
    t_with(
        &format!("notice-text-{}", key(event)),
        &[
            ("number", text(&facts.number)),
            ("plan", text(&facts.plan)),
            ("meter", text(&facts.meter)),
            ("last4", text(&facts.last4)),
            ("amount", Arg::from(facts.amount().map(money).unwrap_or_default())),
            ("date", Arg::from(facts.on.map(date).unwrap_or_default())),
            (
                "percent",
                Arg::from(facts.percent.map(Decimal::from).map(percent).unwrap_or_default()),
            ),
            ("reason", Arg::from(reason.into_owned())),
        ],
    )
}

/// The page of what the notice is about.
fn leads_to(event: NoticeEvent, (kind, id): (DocumentKind, Uuid)) -> String {
    match (kind, event) {
        (DocumentKind::Invoice, _) => paths::invoice(InvoiceId(id)),
        (DocumentKind::CreditNote, _) => paths::credit_note(CreditNoteId(id)),
        (DocumentKind::Payment, _) => paths::payment(PaymentId(id)),
        (DocumentKind::Refund, _) => paths::PAYMENTS.to_owned(),
        (DocumentKind::PaymentMethod, _) => paths::PAYMENT_METHODS.to_owned(),
        (
            DocumentKind::Subscription,
            NoticeEvent::UsageLimit | NoticeEvent::UsageSpend | NoticeEvent::SpendCap,
        ) => paths::USAGE.to_owned(),
        (DocumentKind::InstallmentPlan, _) => format!("/installment-plans/{id}"),
        (DocumentKind::Subscription, _) => paths::subscription(SubscriptionId(id)),
    }
}
