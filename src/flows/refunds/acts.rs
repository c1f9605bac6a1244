//! What staff do with a refund that does not go on by itself.

use super::outcome::{Found, RecordRefundError, record};
use super::request_refund::{Back, RefundOrder, RequestRefundError, request_refund};
use crate::domain::id::RefundId;
use crate::domain::ledger::PostingError;
use crate::domain::money::Money;
use crate::domain::refund::{Refund, RefundChannel, RefundState, Seen};
use crate::flows::credits::{self, CreditError, CreditPurpose};
use crate::store::refund_lists::retry_key;
use crate::store::{Actor, StoreError, TenantTx, credit_notes, ledger, refunds};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Debug, thiserror::Error)]
pub enum RefundActError {
    #[error("no such refund")]
    NotFound,
    /// It has gone on meanwhile.
    #[error("the refund is {state:?}")]
    NotNow { state: RefundState },
    /// What it paid out is no credit any more.
    #[error("the credit note of this refund is void")]
    NoteVoid,
    #[error("{paid_on} is in the future")]
    InTheFuture { paid_on: Date },
    #[error("only {available} of the customer's credit can be paid out")]
    NotEnoughCredit { available: Money },
    #[error(transparent)]
    Request(#[from] RequestRefundError),
    #[error(transparent)]
    Record(#[from] RecordRefundError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks for the money of a failed refund once more, the same way, as a new refund; however often it is
/// asked for, there is one.
/// # Errors  `NoteVoid` when the credit note that it paid out was voided meanwhile.
pub async fn retry_refund(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: RefundId,
) -> Result<Refund, RefundActError> {
    let failed = refunds::find(tx, id).await?.ok_or(RefundActError::NotFound)?;
    if failed.state.holds_money() {
        return Err(RefundActError::NotNow { state: failed.state });
    }
    if let Some(note) = failed.credit_note
        && credit_notes::find(tx, note).await?.is_some_and(|note| note.voided.is_some())
    {
        return Err(RefundActError::NoteVoid);
    }
    let back = match failed.channel {
        RefundChannel::Gateway => Back::ToSource,
        RefundChannel::Offline => {
            Back::ByBank { reference: failed.reference.clone(), paid_on: None }
        }
    };
    let order = RefundOrder {
        idempotency_key: retry_key(id),
        payment: failed.payment,
        credit_note: failed.credit_note,
        amount: failed.amount,
        back,
        reason: failed.reason,
        note: failed.note,
    };
    Ok(request_refund(tx, now, today, actor, &order).await?)
}

/// Says that a refund outside the gateways was paid. Said again, it changes nothing.
pub async fn mark_paid(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: RefundId,
    (reference, paid_on): (&str, Date),
) -> Result<Refund, RefundActError> {
    let mut refund = offline(tx, id).await?;
    if refund.state == RefundState::Succeeded {
        return Ok(refund);
    }
    if paid_on > today {
        return Err(RefundActError::InTheFuture { paid_on });
    }
    if refund.state != RefundState::Pending {
        return Err(RefundActError::NotNow { state: refund.state });
    }
    refund.reference = reference.trim().to_owned();
    refund.paid_on = Some(paid_on);
    Ok(record(tx, now, actor, refund, &Found::only(Seen::Succeeded)).await?)
}

/// Takes back a refund outside the gateways that was not paid: it is credit again.
pub async fn withdraw_refund(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: RefundId,
) -> Result<Refund, RefundActError> {
    let refund = offline(tx, id).await?;
    match refund.state {
        RefundState::Canceled => Ok(refund),
        RefundState::Pending => {
            Ok(record(tx, now, actor, refund, &Found::only(Seen::Canceled)).await?)
        }
        state => Err(RefundActError::NotNow { state }),
    }
}

async fn offline(tx: &mut TenantTx, id: RefundId) -> Result<Refund, RefundActError> {
    let refund = refunds::find(tx, id).await?.ok_or(RefundActError::NotFound)?;
    match refund.channel {
        RefundChannel::Offline => Ok(refund),
        RefundChannel::Gateway => Err(RefundActError::NotNow { state: refund.state }),
    }
}

/// Pays for a refund that was made at the gateway by hand, out of credit that is there by now. Done again,
/// it changes nothing.
pub async fn draw_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    id: RefundId,
) -> Result<Refund, RefundActError> {
    let mut refund = refunds::find(tx, id).await?.ok_or(RefundActError::NotFound)?;
    if refund.is_funded {
        return Ok(refund);
    }
    if !refund.state.holds_money() {
        return Err(RefundActError::NotNow { state: refund.state });
    }
    let paid_by = refund.payment.map(|payment| payment.0);
    let source = refund.credit_note.map(|note| note.0).or(paid_by);
    let purpose = CreditPurpose::Refund(id);
    match credits::draw_from(tx, now, today, purpose, source, refund.amount).await {
        Ok(_) => {}
        Err(CreditError::NotEnough { available }) => {
            return Err(RefundActError::NotEnoughCredit { available });
        }
        Err(error) => return Err(RecordRefundError::from(error).into()),
    }
    refund.is_funded = true;
    refunds::save(tx, &refund, now).await?;
    ledger::post(tx, &refund.requested_posting(today)?, now).await?;
    Ok(refund)
}
