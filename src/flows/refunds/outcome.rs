//! What became of a refund, stored once: state, ledger, credit, history and what the customer is told,
//! all in the caller's transaction. What is known already changes nothing.

use super::civil_date;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::ledger::PostingError;
use crate::domain::refund::{Refund, RefundState, Seen};
use crate::flows::credits::{self, CreditError, CreditPurpose};
use crate::gateway;
use crate::store::outbox::Event;
use crate::store::{
    Actor, StoreError, TenantTx, credit_notes, disputes, documents, ledger, outbox, refunds,
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum RecordRefundError {
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub seen: Seen,
    /// The gateway's name for the refund, once there is one.
    pub provider_ref: Option<String>,
}

impl Found {
    pub(super) fn only(seen: Seen) -> Self {
        Self { seen, provider_ref: None }
    }

    pub(super) fn of(refund: &gateway::Refund) -> Self {
        let seen = match &refund.state {
            gateway::RefundState::Pending => Seen::Pending,
            gateway::RefundState::Succeeded => Seen::Succeeded,
            gateway::RefundState::RequiresAction => Seen::RequiresAction,
            gateway::RefundState::Failed { reason } => {
                let code = reason.clone().filter(|code| !code.is_empty());
                Seen::Failed { failure_code: code.unwrap_or_else(|| "unknown".to_owned()) }
            }
            gateway::RefundState::Canceled => Seen::Canceled,
            gateway::RefundState::Unknown { .. } => Seen::Unclear,
        };
        Self { seen, provider_ref: Some(refund.reference.0.clone()) }
    }
}

/// Stores what was found; returns the refund as it stands then.
pub(super) async fn record(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    before: Refund,
    found: &Found,
) -> Result<Refund, RecordRefundError> {
    let refund = taken_over(&before, found, now);
    if refund.state != before.state {
        post(tx, now, &before, &refund).await?;
    }
    refunds::save(tx, &refund, now).await?;
    if let Some(payment) = refund.payment.filter(|_| has_come_to_nothing(&before, &refund)) {
        // What the refund gives free may be what a bank has withdrawn meanwhile.
        disputes::withhold(tx, payment).await?;
    }
    tell(tx, now, actor, Some(&before), &refund).await?;
    if refund.state != before.state && !refund.state.is_living() {
        metrics::counter!("quittance_refunds_ended_total", "state" => refund.state.word())
            .increment(1);
    }
    Ok(refund)
}

fn has_come_to_nothing(before: &Refund, after: &Refund) -> bool {
    before.state.holds_money() && !after.state.holds_money()
}

/// The refund after what was seen.
fn taken_over(before: &Refund, found: &Found, now: Timestamp) -> Refund {
    let mut refund = before.clone();
    refund.state = before.state_after(&found.seen);
    if refund.provider_ref.is_none() {
        refund.provider_ref.clone_from(&found.provider_ref);
    }
    if refund.state == before.state {
        return refund;
    }
    match &found.seen {
        Seen::Failed { failure_code } => refund.failure_code = Some(failure_code.clone()),
        Seen::NeverMade => refund.failure_code = Some("never_made".to_owned()),
        _ => {}
    }
    match refund.state {
        RefundState::Created => refund.sent_at = None,
        RefundState::Succeeded | RefundState::Failed | RefundState::Canceled => {
            refund.ended_at = Some(now);
        }
        RefundState::Sent | RefundState::Pending | RefundState::RequiresAction => {}
    }
    refund
}

/// Ledger and credit of a state that has changed.
async fn post(
    tx: &mut TenantTx,
    now: Timestamp,
    before: &Refund,
    refund: &Refund,
) -> Result<(), RecordRefundError> {
    let today = civil_date(tx, now).await?;
    match refund.state {
        RefundState::Succeeded => {
            let on = refund.paid_on.unwrap_or(today);
            ledger::post(tx, &refund.succeeded_posting(on)?, now).await?;
        }
        RefundState::Failed | RefundState::Canceled => {
            if refund.is_funded {
                credits::put_back(tx, now, CreditPurpose::Refund(refund.refund_id)).await?;
            }
            if let Some(posting) = refund.failed_posting(before.state, today)? {
                ledger::post(tx, &posting, now).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// History and outbox. The customer hears of a refund when the gateway has taken it on, or when it was
/// paid by bank; of its failure only if they had heard of it.
pub(super) async fn tell(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    before: Option<&Refund>,
    refund: &Refund,
) -> Result<(), RecordRefundError> {
    let was_told = before.is_some_and(is_told);
    let has_failed = !refund.state.holds_money();
    let (event, kind) = match (was_told, has_failed) {
        (false, false) if is_told(refund) => (Event::RefundSent, DocumentEventKind::Refunded),
        (true, true) => (Event::RefundFailed, DocumentEventKind::RefundFailed),
        _ => return Ok(()),
    };
    let detail = json!({
        "amount_minor": refund.amount.amount_minor,
        "currency": refund.amount.currency.code(),
    });
    for document in subjects(tx, refund).await? {
        let actor = actor.to_string();
        documents::record_event(tx, document, kind, &actor, detail.clone(), now).await?;
    }
    outbox::push(tx, now, event, DocumentKind::Refund, refund.refund_id.0, json!({})).await?;
    Ok(())
}

/// Whether the customer knows of the refund as it stands.
fn is_told(refund: &Refund) -> bool {
    let is_by_gateway = refund.gateway.is_some();
    match refund.state {
        RefundState::Succeeded => true,
        _ => is_by_gateway && refund.state.was_accepted(),
    }
}

/// In whose histories it is written: the payment's, the credit note's and that one's invoice's.
async fn subjects(
    tx: &mut TenantTx,
    refund: &Refund,
) -> Result<Vec<(DocumentKind, Uuid)>, StoreError> {
    let mut subjects = Vec::new();
    if let Some(payment) = refund.payment {
        subjects.push((DocumentKind::Payment, payment.0));
    }
    if let Some(note) = refund.credit_note {
        subjects.push((DocumentKind::CreditNote, note.0));
        let note = credit_notes::find(tx, note).await?;
        if let Some(invoice) = note.and_then(|note| note.invoice_id) {
            subjects.push((DocumentKind::Invoice, invoice.0));
        }
    }
    Ok(subjects)
}
