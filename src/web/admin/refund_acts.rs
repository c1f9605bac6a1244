//! What staff do with one refund: again, paid, withdrawn, paid for by credit. Each says on the list how it
//! came out.

use super::refund_form::send_now;
use crate::domain::id::RefundId;
use crate::domain::refund::RefundChannel;
use crate::error::AppError;
use crate::flows::refunds::{
    RefundActError, RequestRefundError, draw_credit, mark_paid, retry_refund, withdraw_refund,
};
use crate::i18n;
use crate::state::App;
use crate::store::refunds;
use crate::web::admin::access::CustomerWrite;
use crate::web::admin::parts::query;
use crate::web::admin::typed::Typed;
use crate::web::components::layout::Tone;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;

/// What is said after an act: (word in the address, tone, sentence).
const DONE: [(&str, Tone, &str); 9] = [
    ("retried", Tone::Success, "refunds-admin-done-retried"),
    ("paid", Tone::Success, "refunds-admin-done-paid"),
    ("withdrawn", Tone::Success, "refunds-admin-done-withdrawn"),
    ("drawn", Tone::Success, "refunds-admin-done-drawn"),
    (NOTHING, Tone::Info, "refunds-admin-done-nothing"),
    (NO_CREDIT, Tone::Warning, "refunds-admin-done-no-credit"),
    (NOT_LEFT, Tone::Warning, "refunds-admin-done-not-left"),
    (DATE, Tone::Warning, "refunds-admin-done-date"),
    (NOTE_VOID, Tone::Warning, "refunds-admin-done-note-void"),
];
const NOTHING: &str = "nothing";
const NO_CREDIT: &str = "no-credit";
const NOT_LEFT: &str = "not-left";
const DATE: &str = "date";
const NOTE_VOID: &str = "note-void";

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct RefundPath {
    refund: RefundId,
}

/// The sentence for a word in the address.
pub(super) fn said(done: &str) -> Option<(Tone, &'static str)> {
    DONE.iter().find(|(word, ..)| *word == done).map(|(_, tone, key)| (*tone, *key))
}

/// POST /admin/customers/{tenant}/refunds/{refund}/retry
pub async fn retry(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(RefundPath { refund }): Path<RefundPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    match retry_refund(&mut tx, now, today, &actor, refund).await {
        Ok(again) => {
            tx.commit().await?;
            if again.channel == RefundChannel::Gateway {
                send_now(&app, &desk.0, again.refund_id).await;
            }
            Ok(back(&typed, "retried"))
        }
        Err(error) => Ok(back(&typed, refusal(error)?)),
    }
}

/// POST /admin/customers/{tenant}/refunds/{refund}/mark-paid
pub async fn pay(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(RefundPath { refund }): Path<RefundPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    refunds::find(&mut tx, refund).await?.ok_or(AppError::NotFound)?;
    let Ok(paid_on) = i18n::parse_date(typed.get("paid-on")) else { return Ok(back(&typed, DATE)) };
    let (now, today, actor) = (desk.0.now, desk.0.today, desk.0.staff.actor());
    let paid = (typed.get("reference"), paid_on);
    match mark_paid(&mut tx, now, today, &actor, refund, paid).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(&typed, "paid"))
        }
        Err(error) => Ok(back(&typed, refusal(error)?)),
    }
}

/// POST /admin/customers/{tenant}/refunds/{refund}/withdraw
pub async fn withdraw(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(RefundPath { refund }): Path<RefundPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    match withdraw_refund(&mut tx, desk.0.now, &desk.0.staff.actor(), refund).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(&typed, "withdrawn"))
        }
        Err(error) => Ok(back(&typed, refusal(error)?)),
    }
}

/// POST /admin/customers/{tenant}/refunds/{refund}/draw-credit
pub async fn draw(
    State(app): State<App>,
    desk: CustomerWrite,
    Path(RefundPath { refund }): Path<RefundPath>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = desk.begin(&app).await?;
    match draw_credit(&mut tx, desk.0.now, desk.0.today, refund).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(back(&typed, "drawn"))
        }
        Err(error) => Ok(back(&typed, refusal(error)?)),
    }
}

/// The list, in the state from which the form was sent.
fn back(typed: &Typed, done: &str) -> Response {
    let query = query(&[("state", typed.get("state")), ("done", done)]);
    see_other(&format!("{}{query}", paths::ADMIN_REFUNDS))
}

fn refusal(error: RefundActError) -> Result<&'static str, AppError> {
    Ok(match error {
        RefundActError::NotFound => return Err(AppError::NotFound),
        RefundActError::NotNow { .. } => NOTHING,
        RefundActError::InTheFuture { .. } => DATE,
        RefundActError::NoteVoid => NOTE_VOID,
        RefundActError::NotEnoughCredit { .. }
        | RefundActError::Request(RequestRefundError::NotEnoughCredit { .. }) => NO_CREDIT,
        RefundActError::Request(
            RequestRefundError::MoreThanLeft { .. }
            | RequestRefundError::NoLongerLeft
            | RequestRefundError::Disputed { .. }
            | RequestRefundError::NoSource,
        ) => NOT_LEFT,
        RefundActError::Store(error) => return Err(error.into()),
        error => return Err(AppError::internal(error)),
    })
}
