//! `/admin/review`: what a person must look at, what can be tried once more, and the note that settles it
//! (row D7).

use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::id::ReviewItemId;
use crate::domain::money::Money;
use crate::domain::review::Retry;
use crate::error::AppError;
use crate::flows::review::{NOTE_CHARACTERS_MAX, Retried, ReviewError, resolve, retry};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::review::{self, ReviewItem};
use crate::web::admin::links;
use crate::web::admin::parts::query;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Items shown; somebody who has more open ones has another problem.
const SHOWN: i64 = 200;

/// What is said after an act.
const DONE: [(&str, Tone, &str); 7] = [
    ("resolved", Tone::Success, "review-done-resolved"),
    ("settled", Tone::Info, "review-done-settled"),
    ("note", Tone::Danger, "review-done-note"),
    ("ended", Tone::Success, "review-done-ended"),
    ("under-way", Tone::Info, "review-done-under-way"),
    ("queued", Tone::Success, "review-done-queued"),
    ("unavailable", Tone::Warning, "review-done-unavailable"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    state: String,
    done: String,
}

/// GET /admin/review
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(list): Query<ListQuery>,
) -> Result<Response, AppError> {
    let is_open = list.state != "resolved";
    let mut tx = app.db.staff_read().await?;
    let items = review::list(&mut tx, is_open, SHOWN).await?;
    drop(tx);
    let can_act = staff.role.can_handle_money();
    let title = i18n::text(ui.locale, "review-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(items, is_open, can_act, &list.done)))
}

/// POST /admin/review/{item}/retry
pub async fn try_again(
    State(app): State<App>,
    staff: StaffSession,
    Path(id): Path<ReviewItemId>,
) -> Result<Response, AppError> {
    let item = find(&app, &staff, id).await?;
    let word = match retry(&app.work.till, &staff.actor(), &item).await {
        Ok(Retried::Ended) => "ended",
        Ok(Retried::StillUnderWay) => "under-way",
        Ok(Retried::Queued) => "queued",
        Err(ReviewError::Unavailable(error)) => {
            tracing::warn!(review_item_id = %id, %error, "looked up in vain");
            "unavailable"
        }
        Err(ReviewError::NotFound) => return Err(AppError::NotFound),
        Err(ReviewError::Store(error)) => return Err(error.into()),
        Err(_) => "settled",
    };
    Ok(done(word))
}

/// POST /admin/review/{item}/resolve
pub async fn settle(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(id): Path<ReviewItemId>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let item = find(&app, &staff, id).await?;
    let (actor, note) = (staff.actor(), typed.get("note"));
    let word = match resolve(&app.db, &actor, item.review_item_id, note, ui.now).await {
        Ok(()) => "resolved",
        Err(ReviewError::Note) => "note",
        Err(ReviewError::Store(error)) => return Err(error.into()),
        Err(_) => "settled",
    };
    Ok(done(word))
}

async fn find(app: &App, staff: &StaffSession, id: ReviewItemId) -> Result<ReviewItem, AppError> {
    if !staff.role.can_handle_money() {
        return Err(AppError::Forbidden);
    }
    let mut tx = app.db.staff_read().await?;
    review::find(&mut tx, id).await?.ok_or(AppError::NotFound)
}

fn done(word: &str) -> Response {
    see_other(&format!("{}?done={word}", paths::ADMIN_REVIEW))
}

fn view(items: Vec<ReviewItem>, is_open: bool, can_act: bool, done: &str) -> AnyView {
    let notice = DONE.iter().find(|(word, ..)| *word == done).map(|(_, tone, key)| {
        let (tone, text) = (*tone, t(key));
        view! { <Notice tone text/> }
    });
    let tab = |state: &'static str, key: &'static str, is_current: bool| {
        let path = format!("{}{}", paths::ADMIN_REVIEW, query(&[("state", state)]));
        view! { <li><a href=path aria-current=is_current.then_some("page")>{t(key)}</a></li> }
    };
    let list = if items.is_empty() {
        view! { <Empty title=t("review-none") text=t("review-none-text")/> }.into_any()
    } else {
        let entries: Vec<_> = items.into_iter().map(|item| entry(item, can_act)).collect();
        view! { <ul class="list">{entries}</ul> }.into_any()
    };
    view! {
        {notice}
        <PageHead title=t("review-title") sub=t("review-sub").into_any()/>
        <nav class="tabs" aria-label=t("review-by-state")><ul>
            {tab("", "review-open", is_open)}{tab("resolved", "review-resolved", !is_open)}
        </ul></nav>
        {list}
    }
    .into_any()
}

fn entry(item: ReviewItem, can_act: bool) -> AnyView {
    let word = item.kind.word().replace('_', "-");
    let what = t(&format!("review-kind-{word}"));
    let advice = t(&format!("review-advice-{word}"));
    let customer = item.tenant_id.zip(item.tenant_name.clone()).map(|(tenant, name)| {
        view! {
            " · "<a href=paths::admin_customer(tenant)><bdi>{name}</bdi></a>
            " · "<a href=links::payments(tenant)>{t("review-payments-of")}</a>
        }
    });
    let amount = |minor: &str, currency: &str| {
        let currency: Currency = item.detail[currency].as_str()?.parse().ok()?;
        Some(Money::new(item.detail[minor].as_i64()?, currency))
    };
    let money = amount("amount_minor", "currency").map(|amount| {
        view! { " · "<strong><MoneyText amount/></strong> }
    });
    let asked = amount("asked_minor", "asked_currency").map(|asked| {
        view! { " · "{t_with("review-asked-for", &[("amount", Arg::from(asked))])} }
    });
    let facts: Vec<_> = ["gateway", "event", "object", "error", "state"]
        .iter()
        .filter_map(|name| item.detail[*name].as_str())
        .collect();
    let facts = facts.join(" · ");
    let settled = item.resolution.as_ref().map(|resolution| {
        let by = resolution.by_name.clone().unwrap_or_else(|| t("review-by-itself").into_owned());
        view! { <p>{by}", "<TimeText at=resolution.at/>": "{resolution.note.clone()}</p> }
    });
    let acts = (can_act && item.resolution.is_none()).then(|| acts(&item));
    view! {
        <li>
            <div class="list-text">
                <span class="list-title">{what}{money}</span>
                <small><TimeText at=item.raised_at/>{customer}{asked}</small>
                <small>{facts}" · "{item.subject.clone()}</small>
                <p class="small">{advice}</p>
                {settled}
            </div>
            <div class="list-end">{acts}</div>
        </li>
    }
    .into_any()
}

fn acts(item: &ReviewItem) -> AnyView {
    let base = format!("{}/{}", paths::ADMIN_REVIEW, item.review_item_id);
    let again = match item.kind.retry() {
        Retry::LookUp => Some("review-look-up"),
        Retry::ReadAgain => Some("review-read-again"),
        Retry::Nothing => None,
    };
    let again = again.map(|key| {
        view! {
            <form method="post" action=format!("{base}/retry")>
                <button class="btn btn-small">{t(key)}</button>
            </form>
        }
    });
    let field = format!("note-{}", item.review_item_id);
    view! {
        <div class="actions">
            {again}
            <details class="confirm">
                <summary class="btn btn-small">{t("review-resolve")}"…"</summary>
                <form class="confirm-body" method="post" action=format!("{base}/resolve")>
                    <div class="field">
                        <label r#for=field.clone()>{t("review-note")}</label>
                        <textarea class="input" id=field name="note" required=true maxlength=NOTE_CHARACTERS_MAX.to_string()></textarea>
                    </div>
                    <div class="actions"><button class="btn btn-primary">{t("review-resolve")}</button></div>
                </form>
            </details>
        </div>
    }
    .into_any()
}
