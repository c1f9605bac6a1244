//! Voiding a credit note that should not have been issued (row J1). What it took off its invoice is due
//! again, what it gave as credit is withdrawn, the ledger gets the opposite posting. The number stays
//! taken, and the paper stays as it was issued.

use crate::domain::credit_grant::{GrantKind, MovementReason};
use crate::domain::credit_note::{CreditNote, Voided};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::CreditNoteId;
use crate::domain::invoice::{InvoiceError, Settlement};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::flows::credits::{CreditError, withdraw};
use crate::flows::installments::follow_invoice;
use crate::store::payments::Origin;
use crate::store::{
    Actor, StoreError, TenantTx, credit_grants, credit_notes, documents, invoices, ledger,
    payments, refunds,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum VoidCreditNoteError {
    #[error("no such credit note")]
    NotFound,
    #[error("voiding needs a reason")]
    NoReason,
    #[error("of the {given} that it gave as credit, {left} is left")]
    CreditSpent { given: Money, left: Money },
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for VoidCreditNoteError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

/// Voids the note and returns it. Doing it again returns the void note.
/// # Errors  `CreditSpent` when its credit was used or paid out; `Invoice(NotOpen)` when its invoice was
/// written off meanwhile.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn void_credit_note(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: CreditNoteId,
    reason: &str,
) -> Result<CreditNote, VoidCreditNoteError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(VoidCreditNoteError::NoReason);
    }
    let mut note = credit_notes::find(tx, id).await?.ok_or(VoidCreditNoteError::NotFound)?;
    if note.voided.is_some() {
        return Ok(note);
    }
    let paid_out = refunds::paid_out(tx, id, note.currency).await?;
    if paid_out.is_positive() {
        let left = note.to_balance.checked_sub(paid_out)?;
        return Err(VoidCreditNoteError::CreditSpent { given: note.to_balance, left });
    }
    tx.set_reason(reason).await?;
    take_off_invoice(tx, now, actor, &note, reason).await?;
    withdraw_credit(tx, now, &note).await?;
    let voided = Voided { voided_at: now, reason: reason.to_owned() };
    credit_notes::save_voided(tx, id, &voided).await?;
    ledger::post(tx, &voided_posting(&note, today)?, now).await?;
    let document = (DocumentKind::CreditNote, id.0);
    let detail = json!({ "reason": reason });
    let actor = actor.to_string();
    documents::record_event(tx, document, DocumentEventKind::Voided, &actor, detail, now).await?;
    note.voided = Some(voided);
    Ok(note)
}

async fn take_off_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    note: &CreditNote,
    reason: &str,
) -> Result<(), VoidCreditNoteError> {
    let Some(id) = note.invoice_id else { return Ok(()) };
    let invoice = invoices::lock(tx, id).await?.ok_or(VoidCreditNoteError::NotFound)?;
    if note.applied.is_positive() {
        let open = invoice.take_off(Settlement::CreditNote, note.applied)?;
        let origin = Origin::CreditNote(note.credit_note_id);
        payments::allocate(tx, id, origin, note.applied.checked_neg()?, now).await?;
        invoices::save_settlement(tx, &open).await?;
        follow_invoice(tx, now, id).await?;
    }
    let detail = json!({
        "amount_minor": note.total.amount_minor,
        "currency": note.currency.code(),
        "number": note.number,
        "reason": reason,
    });
    let document = (DocumentKind::Invoice, id.0);
    let kind = DocumentEventKind::CreditNoteVoided;
    documents::record_event(tx, document, kind, &actor.to_string(), detail, now).await?;
    Ok(())
}

/// Only credit that nobody used can be withdrawn: the rest is on other invoices or with the customer.
async fn withdraw_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    note: &CreditNote,
) -> Result<(), VoidCreditNoteError> {
    let given = note.to_balance;
    if !given.is_positive() {
        return Ok(());
    }
    let source = note.credit_note_id.0;
    let mut grants = Vec::new();
    for kind in [GrantKind::CreditNote, GrantKind::Goodwill] {
        grants.extend(credit_grants::find_by_source(tx, kind, source).await?);
    }
    // A balance that was brought over without its history has no grant of this note: nobody knows.
    let left = Money::sum(note.currency, grants.iter().map(|grant| grant.remaining))?;
    if left != given {
        return Err(VoidCreditNoteError::CreditSpent { given, left });
    }
    for grant in &grants {
        withdraw(tx, now, grant, MovementReason::NoteVoided, source).await?;
    }
    Ok(())
}

/// The opposite of issuing, on the day it is voided.
fn voided_posting(note: &CreditNote, today: Date) -> Result<Posting, PostingError> {
    Posting::new(
        PostingKind::CreditNoteVoided,
        note.credit_note_id.0,
        &note.number,
        today.max(note.issued_on),
        [
            credit(Account::Sales, note.subtotal)?,
            credit(Account::TaxPayable, note.tax)?,
            debit(Account::Receivable, note.applied),
            debit(Account::CustomerCredit, note.to_balance),
        ],
    )
}
