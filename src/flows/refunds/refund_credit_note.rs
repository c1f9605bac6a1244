//! What becomes of a credit note's excess over what was due: it stays the customer's credit, goes back to
//! where the invoice's payments came from, or is paid out by bank (row J1). In the transaction that
//! issues the note, so that both are true or neither.

use super::request_refund::{Back, RefundOrder, RequestRefundError, request_refund};
use crate::domain::credit_grant::GrantKind;
use crate::domain::credit_note::CreditNote;
use crate::domain::id::PaymentId;
use crate::domain::money::Money;
use crate::domain::refund::{Refund, RefundReason, Returnable, split_over};
use crate::store::{Actor, TenantTx, credit_grants, refunds};
use jiff::Timestamp;
use jiff::civil::Date;

/// What staff chose for the excess.
#[derive(Clone, Debug, PartialEq)]
pub enum Excess {
    /// It stays the customer's credit.
    Credit,
    /// Back to the gateway payments of the invoice, the oldest first.
    ToSource,
    /// As far as it can go back to where it came from; what was paid otherwise stays credit.
    ToSourceAsFar,
    /// Paid out by bank already: given back of the invoice's payments, the oldest first.
    ByBank { reference: String, paid_on: Date },
}

#[derive(Debug, thiserror::Error)]
pub enum RefundCreditNoteError {
    /// The invoice's payments through gateways have only this much left.
    #[error("only {left} can go back to where it came from, not {asked}")]
    NotEnoughAtSource { left: Money, asked: Money },
    #[error(transparent)]
    Refund(#[from] RequestRefundError),
}

/// Asks for the refunds that pay out the note's excess; none when there is no excess, or when it stays
/// credit. Those through a gateway are then to be sent. A note that was paid out already returns what
/// was asked for then.
pub async fn refund_credit_note(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    note: &CreditNote,
    excess: &Excess,
) -> Result<Vec<Refund>, RefundCreditNoteError> {
    let earlier = refunds::list_of(tx, None, Some(note.credit_note_id))
        .await
        .map_err(RequestRefundError::from)?;
    if !earlier.is_empty() || note.to_balance.is_zero() {
        return Ok(earlier);
    }
    let (shares, back) = match excess {
        Excess::Credit => return Ok(Vec::new()),
        Excess::ToSource => (shares_to_source(tx, note).await?, Back::ToSource),
        Excess::ToSourceAsFar => (shares_as_far(tx, note).await?, Back::ToSource),
        Excess::ByBank { reference, paid_on } => {
            let back = Back::ByBank { reference: reference.clone(), paid_on: Some(*paid_on) };
            (shares_by_bank(tx, note).await?, back)
        }
    };
    let mut asked = Vec::with_capacity(shares.len());
    for (position, (payment, amount)) in shares.into_iter().enumerate() {
        let order = RefundOrder {
            idempotency_key: format!("credit-note:{}:{position}", note.credit_note_id),
            payment,
            credit_note: Some(note.credit_note_id),
            amount,
            back: back.clone(),
            reason: RefundReason::CreditNote,
            note: String::new(),
        };
        asked.push(request_refund(tx, now, today, actor, &order).await?);
    }
    Ok(asked)
}

/// Of the customer's own money in the excess, what the payments have room for.
async fn shares_as_far(
    tx: &mut TenantTx,
    note: &CreditNote,
) -> Result<Vec<(Option<PaymentId>, Money)>, RequestRefundError> {
    let source = note.credit_note_id.0;
    let grant = credit_grants::find_by_source(tx, GrantKind::CreditNote, source).await?;
    let own = grant.map_or(Money::zero(note.currency), |grant| grant.remaining);
    let payments = match note.invoice_id {
        Some(invoice) => refunds::payments_of(tx, invoice).await?,
        None => Vec::new(),
    };
    let (shares, _) = split_over(own, &payments, Returnable::left_to_source)?;
    Ok(shares.into_iter().map(|(payment, amount)| (Some(payment), amount)).collect())
}

/// The whole excess must be the customer's own money: other credit of theirs does not pay for this note.
async fn check_refundable(tx: &mut TenantTx, note: &CreditNote) -> Result<(), RequestRefundError> {
    let source = note.credit_note_id.0;
    let grant = credit_grants::find_by_source(tx, GrantKind::CreditNote, source).await?;
    let available = grant.map_or(Money::zero(note.currency), |grant| grant.amount);
    match available.compare(note.to_balance)?.is_lt() {
        true => Err(RequestRefundError::NotEnoughCredit { available }),
        false => Ok(()),
    }
}

/// What is paid by bank counts as given back of the invoice's payments, so that none goes back twice; only
/// what they have no room for is of no payment in particular.
async fn shares_by_bank(
    tx: &mut TenantTx,
    note: &CreditNote,
) -> Result<Vec<(Option<PaymentId>, Money)>, RequestRefundError> {
    check_refundable(tx, note).await?;
    let payments = match note.invoice_id {
        Some(invoice) => refunds::payments_of(tx, invoice).await?,
        None => Vec::new(),
    };
    let (shares, rest) = split_over(note.to_balance, &payments, Returnable::left)?;
    let of_payments = shares.into_iter().map(|(payment, amount)| (Some(payment), amount));
    let of_none = rest.is_positive().then_some((None, rest));
    Ok(of_payments.chain(of_none).collect())
}

async fn shares_to_source(
    tx: &mut TenantTx,
    note: &CreditNote,
) -> Result<Vec<(Option<PaymentId>, Money)>, RefundCreditNoteError> {
    check_refundable(tx, note).await?;
    let payments = match note.invoice_id {
        Some(invoice) => refunds::payments_of(tx, invoice).await,
        None => Ok(Vec::new()),
    };
    let payments = payments.map_err(RequestRefundError::from)?;
    let split = split_over(note.to_balance, &payments, Returnable::left_to_source)
        .map_err(RequestRefundError::from)?;
    let (shares, rest) = split;
    if rest.is_positive() {
        let left = note.to_balance.checked_sub(rest).map_err(RequestRefundError::from)?;
        return Err(RefundCreditNoteError::NotEnoughAtSource { left, asked: note.to_balance });
    }
    Ok(shares.into_iter().map(|(payment, amount)| (Some(payment), amount)).collect())
}
