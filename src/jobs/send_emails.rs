//! Job: messages leave, each at most once.
//!
//! `sending` is committed before the call, the outcome after it; no transaction is open meanwhile.
//! When a crash swallowed the outcome, a mail server is not asked again: the message is `uncertain`
//! and a person decides. A captured message is written again, to the same file. A message to an address
//! that is barred does not leave.

use super::backoff::Backoff;
use super::{ACTOR, AttachmentError, Report, Work};
use crate::domain::bounce::without_addresses;
use crate::domain::document::DocumentEventKind;
use crate::domain::id::{EmailId, TenantId};
use crate::flows::card_link;
use crate::flows::emails::record_bounce::{BouncedMail, record_bounce};
use crate::mail::{OutgoingMail, SendError};
use crate::store::bounces::Bounce;
use crate::store::emails::{ClaimedEmail, Outcome};
use crate::store::{StoreError, TenantTx, bounces, documents, emails};
use crate::trace_context;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::json;
use tracing::{Instrument, Span, debug_span, field};

/// E-mails looked at in one go, and how many of them are on their way at the same time.
const BATCH: i64 = 50;
const AT_THE_SAME_TIME: usize = 4;
/// RFC 5321 4.5.4.1 asks to go on for four to five days: these waits sum to about four.
const BACKOFF: Backoff = Backoff { first_s: 60, longest_s: 6 * 3600 };
const ATTEMPTS_MAX: i32 = 24;

/// Sends what is due; the report is empty when nothing was.
pub(super) async fn run(work: &Work) -> Result<Report, StoreError> {
    let due = emails::due(&work.db, work.clock.now(), BATCH).await?;
    let outcomes: Vec<_> = stream::iter(due)
        .map(|(tenant, email)| send_one(work, tenant, email))
        .buffer_unordered(AT_THE_SAME_TIME)
        .collect()
        .await;
    let mut report = Report::default();
    for outcome in outcomes {
        report.add(&outcome?);
    }
    Ok(report)
}

#[tracing::instrument(level = "debug", name = "email", skip_all, fields(
    otel.kind = "consumer", otel.status_code = field::Empty, tenant_id = %tenant, email_id = %email,
    event = field::Empty, outcome = field::Empty
))]
async fn send_one(work: &Work, tenant: TenantId, email: EmailId) -> Result<Report, StoreError> {
    let now = work.clock.now();
    let mut tx = work.db.worker_tenant(tenant, &ACTOR, now).await?;
    let Some(claimed) = emails::claim(&mut tx, email, now).await? else {
        return Ok(Report::default());
    };
    // One that may have left is settled as what it is; only another try can be held back.
    if !claimed.may_have_left && bounces::is_barred(&mut tx, &claimed.recipient).await? {
        emails::settle(&mut tx, &claimed, Outcome::Suppressed, now).await?;
        tx.commit().await?;
        count("suppressed");
        return Ok(Report { emails_suppressed: 1, ..Report::default() });
    }
    tx.commit().await?;
    trace_context::link(&Span::current(), claimed.traceparent.as_deref());
    Span::current().record("event", &claimed.event);
    let result = if claimed.may_have_left && !work.mailer.resending_is_harmless() {
        let reason = "the worker ended before it heard what became of it".to_owned();
        Err(SendError::Uncertain { reason })
    } else {
        send(work, tenant, &claimed, now).await
    };
    settle(work, tenant, &claimed, result).await
}

fn count(outcome: &'static str) {
    metrics::counter!("quittance_emails_total", "outcome" => outcome).increment(1);
}

/// No transaction is open here.
async fn send(
    work: &Work,
    tenant: TenantId,
    email: &ClaimedEmail,
    now: Timestamp,
) -> Result<(), SendError> {
    let attachment = if email.attach_document {
        let source = &work.attachments;
        let file = source.attachment(tenant, email.document_kind, email.document_id).await;
        Some(file.map_err(|error: AttachmentError| SendError::Later { reason: error.to_string() })?)
    } else {
        None
    };
    let with_secrets = async |text| {
        let written = card_link::with_secrets(&work.till, tenant, text).await;
        written.map_err(|error| SendError::Later { reason: error.to_string() })
    };
    let mail = OutgoingMail {
        id: email.email_id.0,
        message_id: email.message_id.clone(),
        recipient: email.recipient.clone(),
        sender_name: email.sender_name.clone(),
        reply_to: email.reply_to.clone(),
        sent_at: now,
        subject: email.subject.clone(),
        text_body: with_secrets(&email.text_body).await?,
        html_body: with_secrets(&email.html_body).await?,
        attachment,
    };
    work.mailer.send(&mail).instrument(debug_span!("mail send", otel.kind = "client")).await
}

async fn settle(
    work: &Work,
    tenant: TenantId,
    email: &ClaimedEmail,
    result: Result<(), SendError>,
) -> Result<Report, StoreError> {
    let now = work.clock.now();
    let mut report = Report::default();
    // A server's answer tends to repeat the address.
    let cleaned = |words: &str| without_addresses(words, &email.recipient);
    let error = result.as_ref().err().map(|error| cleaned(error.reason())).unwrap_or_default();
    let refusal = match &result {
        Err(SendError::Refused { answer, .. }) => answer.as_ref(),
        _ => None,
    };
    let words = refusal.map(|refusal| cleaned(&refusal.diagnostic)).unwrap_or_default();
    let bounce = refusal.and_then(|refusal| {
        let kind = refusal.status.kind()?;
        Some(Bounce { kind, status: refusal.status, diagnostic: &words })
    });
    let (outcome, counted, word) = match &result {
        Ok(()) => (Outcome::Sent, &mut report.emails_sent, "sent"),
        Err(SendError::Later { .. }) if email.attempts < ATTEMPTS_MAX => {
            let at = now + BACKOFF.wait(email.attempts);
            (Outcome::Later { at, error: &error }, &mut report.emails_postponed, "postponed")
        }
        Err(SendError::Later { .. } | SendError::Refused { .. }) => {
            let outcome = Outcome::Failed { error: &error, bounce };
            (outcome, &mut report.emails_failed, "failed")
        }
        Err(SendError::Uncertain { .. }) => {
            (Outcome::Uncertain { error: &error }, &mut report.emails_uncertain, "uncertain")
        }
    };
    *counted = 1;
    let mut tx = work.db.worker_tenant(tenant, &ACTOR, now).await?;
    let is_ours = emails::settle(&mut tx, email, outcome, now).await?;
    if is_ours {
        record(&mut tx, email, bounce.as_ref(), result.is_ok(), now).await?;
    }
    tx.commit().await?;
    Span::current().record("outcome", word);
    if result.is_err() {
        Span::current().record("otel.status_code", "ERROR");
    }
    count(word);
    if result.is_err() {
        // Why stands in the row, which knows whose it is.
        tracing::warn!(%tenant, email_id = %email.email_id, outcome = word, "e-mail not sent");
    }
    Ok(if is_ours { report } else { Report::default() })
}

/// In the document's history: that it was mailed, or that the mail was refused.
async fn record(
    tx: &mut TenantTx,
    email: &ClaimedEmail,
    bounce: Option<&Bounce<'_>>,
    is_sent: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let document = (email.document_kind, email.document_id);
    if is_sent {
        let detail = json!({
            "recipient": email.recipient, "event": email.event, "email_id": email.email_id,
        });
        let kind = DocumentEventKind::Emailed;
        documents::record_event(tx, document, kind, &ACTOR.to_string(), detail, now).await?;
    }
    if let Some(bounce) = bounce {
        let (event, recipient) = (email.event.as_str(), email.recipient.as_str());
        let mail = BouncedMail { email: email.email_id, event, recipient, document };
        record_bounce(tx, &ACTOR, &mail, bounce, now).await?;
    }
    Ok(())
}
