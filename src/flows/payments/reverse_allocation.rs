//! Money taken off an invoice again, because it stood on the wrong one (row D11). The invoice is owed
//! again; the money is the customer's credit and waits to be placed where it belongs. Withheld tax is no
//! money: taken off, it is as if it had never been recorded.
//!
//! Once: a second reversal of the same allocation finds the first. What a credit note did to its invoice
//! is undone by voiding the note, not here.

use crate::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{AllocationId, GrantId, InvoiceId};
use crate::domain::invoice::{InvoiceError, Settlement};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::flows::credits::{self, CreditError, CreditPurpose, NewGrant};
use crate::flows::installments::follow_invoice;
use crate::store::allocations::{self, Allocation};
use crate::store::payments::Origin;
use crate::store::{Actor, StoreError, TenantTx, documents, invoices, ledger, receipts, refunds};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

/// Characters of a reason that are kept.
const REASON_MAX: usize = 500;

/// An allocation that was taken off again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversed {
    /// The row that reverses it.
    pub reversal: AllocationId,
    pub invoice: InvoiceId,
    /// What became the customer's credit.
    pub amount: Money,
}

#[derive(Debug, thiserror::Error)]
pub enum ReverseAllocationError {
    #[error("no such allocation")]
    NotFound,
    #[error("a reason is needed")]
    NoReason,
    #[error("it comes from a credit note: void the note instead")]
    OfCreditNote,
    #[error("it is a reversal itself")]
    IsReversal,
    /// Credit of it could be spent or paid out while the bank holds the money.
    #[error("the customer's bank has withdrawn {disputed} of this payment")]
    Disputed { disputed: Money },
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for ReverseAllocationError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

/// Takes the allocation off its invoice. One that was taken off before is returned as it was then.
/// # Errors  `Invoice(NotOpen)` for an invoice that is void or written off; `Disputed` while a bank has
/// withdrawn something of the payment.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reverse_allocation(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: AllocationId,
    reason: &str,
) -> Result<Reversed, ReverseAllocationError> {
    let placed = allocations::find(tx, id).await?.ok_or(ReverseAllocationError::NotFound)?;
    // The invoice's row is the lock of everything that stands on it.
    let invoice = invoices::lock(tx, placed.invoice_id).await?;
    let invoice = invoice.ok_or(ReverseAllocationError::NotFound)?;
    if let Some(reversal) = allocations::reversal_of(tx, id).await? {
        return Ok(Reversed { reversal, invoice: placed.invoice_id, amount: placed.amount });
    }
    check(&placed)?;
    check_disputes(tx, placed.origin).await?;
    let reason: String = reason.trim().chars().take(REASON_MAX).collect();
    if reason.is_empty() {
        return Err(ReverseAllocationError::NoReason);
    }
    let number = invoice.number.clone().unwrap_or_default();
    let reopened = invoice.take_off(Settlement::Payment, placed.amount)?;
    let reversal = allocations::reverse(tx, &placed, &reason, now).await?;
    invoices::save_settlement(tx, &reopened).await?;
    follow_invoice(tx, now, reopened.invoice_id).await?;
    let back_to = match is_withheld_tax(tx, placed.origin).await? {
        // The customer still has the certificate, and we still have nothing: no credit comes of it.
        true => Account::WithholdingTaxReceivable,
        false => {
            to_credit(tx, now, actor, &placed).await?;
            Account::CustomerCredit
        }
    };
    let posting = Posting::new(
        PostingKind::AllocationReversed,
        reversal.0,
        &number,
        today,
        [debit(Account::Receivable, placed.amount), credit(back_to, placed.amount)?],
    )?;
    ledger::post(tx, &posting, now).await?;
    record_events(tx, now, actor, &placed, &number, &reason).await?;
    Ok(Reversed { reversal, invoice: placed.invoice_id, amount: placed.amount })
}

fn check(placed: &Allocation) -> Result<(), ReverseAllocationError> {
    if placed.reverses.is_some() {
        return Err(ReverseAllocationError::IsReversal);
    }
    match placed.origin {
        Origin::CreditNote(_) => Err(ReverseAllocationError::OfCreditNote),
        Origin::Payment(_) | Origin::Credit => Ok(()),
    }
}

async fn check_disputes(tx: &mut TenantTx, origin: Origin) -> Result<(), ReverseAllocationError> {
    let Origin::Payment(payment) = origin else { return Ok(()) };
    let payment = refunds::returnable(tx, payment).await?;
    match payment.map(|payment| payment.disputed).filter(|disputed| disputed.is_positive()) {
        Some(disputed) => Err(ReverseAllocationError::Disputed { disputed }),
        None => Ok(()),
    }
}

async fn is_withheld_tax(tx: &mut TenantTx, origin: Origin) -> Result<bool, StoreError> {
    let Origin::Payment(payment) = origin else { return Ok(false) };
    let payment = receipts::payment(tx, payment).await?;
    Ok(payment.is_some_and(|payment| !payment.method.is_money()))
}

/// A payment's money becomes credit from that payment; credit returns to the grants that gave it.
async fn to_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    placed: &Allocation,
) -> Result<(), ReverseAllocationError> {
    let Origin::Payment(payment) = placed.origin else {
        credits::put_back(tx, now, CreditPurpose::Invoice(placed.allocation_id)).await?;
        return Ok(());
    };
    let grant = NewGrant {
        // One allocation is one grant, however often somebody asks.
        grant_id: GrantId(placed.allocation_id.0),
        kind: GrantKind::Payment,
        source_id: Some(payment.0),
        amount: placed.amount,
        expires_on: None,
        priority: USUAL_PRIORITY,
        note: String::new(),
    };
    credits::grant(tx, now, actor, &grant).await?;
    Ok(())
}

/// On the timeline of the invoice, and of the payment if it was one.
async fn record_events(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    placed: &Allocation,
    number: &str,
    reason: &str,
) -> Result<(), StoreError> {
    let kind = DocumentEventKind::AllocationReversed;
    let actor = actor.to_string();
    let detail = json!({
        "amount_minor": placed.amount.amount_minor,
        "currency": placed.amount.currency.code(),
        "number": number,
        "reason": reason,
    });
    let invoice = (DocumentKind::Invoice, placed.invoice_id.0);
    documents::record_event(tx, invoice, kind, &actor, detail.clone(), now).await?;
    if let Origin::Payment(payment) = placed.origin {
        let payment = (DocumentKind::Payment, payment.0);
        documents::record_event(tx, payment, kind, &actor, detail, now).await?;
    }
    Ok(())
}
