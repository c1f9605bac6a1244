//! Issuing a credit note for an invoice. It reduces what is due on it first; what is left becomes the
//! customer's credit. The notes of one invoice never credit more than it was for, line by line.

use crate::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use crate::domain::credit_note::{
    self, CreditNote, CreditNoteWithLines, CreditReason, CreditedBefore,
};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{CreditNoteId, GrantId, InvoiceId, SellerId, SeriesId};
use crate::domain::invoice::{Invoice, InvoiceError, InvoiceStatus, InvoiceWithLines, Settlement};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::domain::tax_total::TaxTotalError;
use crate::flows::credits::{self, CreditError, NewGrant};
use crate::flows::documents::numbering::take_number;
use crate::flows::documents::stored_file::{StoredFileError, render_and_store};
use crate::flows::fx::convert_tax::{ConvertTaxError, convert_credited_tax};
use crate::flows::installments::follow_invoice;
use crate::flows::invoices::draft_invoice::{DraftLine, tax_lines};
use crate::store::payments::Origin;
use crate::store::sellers::SeriesKind;
use crate::store::{
    Actor, StoreError, TenantTx, credit_grants, credit_notes, documents, invoices, ledger, outbox,
    payments, sellers,
};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::json;

/// What is credited of one line of the invoice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CreditedLine {
    pub line_no: i32,
    /// At most the quantity invoiced less what earlier notes credited.
    pub quantity: Decimal,
}

#[derive(Debug, thiserror::Error)]
pub enum IssueCreditNoteError {
    #[error("no such invoice")]
    NotFound,
    #[error("the invoice is {status:?}; only an issued invoice can be credited")]
    NotIssued { status: InvoiceStatus },
    #[error("nothing is credited")]
    NothingCredited,
    #[error("line {line_no} has {left} left to credit, not {asked}")]
    MoreThanInvoiced { line_no: i32, left: Decimal, asked: Decimal },
    #[error("{left} is left to credit on this invoice, not {asked}")]
    MoreThanLeft { left: Money, asked: Money },
    #[error("the seller has no number series for credit notes")]
    NoSeries,
    #[error(transparent)]
    Tax(#[from] TaxTotalError),
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    File(#[from] StoredFileError),
    #[error(transparent)]
    Converted(#[from] ConvertTaxError),
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for IssueCreditNoteError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

/// Issues the note and returns it. The caller makes the submit idempotent through `id`, which is made
/// when the form is rendered: the same id again returns the note issued before.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a fact of the note; a struct would only rename them"
)]
#[tracing::instrument(level = "debug", skip_all)]
pub async fn issue_credit_note(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: CreditNoteId,
    of: InvoiceId,
    reason: CreditReason,
    memo: &str,
    credited: &[CreditedLine],
) -> Result<CreditNoteWithLines, IssueCreditNoteError> {
    if let Some(earlier) = credit_notes::find_with_lines(tx, id).await? {
        return Ok(earlier);
    }
    let locked = invoices::lock(tx, of).await?.ok_or(IssueCreditNoteError::NotFound)?;
    if matches!(
        locked.status,
        InvoiceStatus::Draft | InvoiceStatus::Void | InvoiceStatus::Uncollectible
    ) {
        return Err(IssueCreditNoteError::NotIssued { status: locked.status });
    }
    let original =
        invoices::find_with_lines(tx, of).await?.ok_or(IssueCreditNoteError::NotFound)?;
    let before = credit_notes::credited_before(tx, of, locked.currency).await?;
    let (numbers, drafts) = credited_lines(&original, &before, credited)?;
    let (mut lines, mut taxes) = tax_lines(original.invoice.currency, &drafts)?;
    for (line, &no) in lines.iter_mut().zip(&numbers) {
        line.line_no = no;
    }
    if closes_the_invoice(&original, &before, credited) {
        before.close_taxes(&original.taxes, &mut taxes)?;
    } else {
        before.limit_taxes(&original.taxes, &mut taxes)?;
    }
    let currency = original.invoice.currency;
    let subtotal = Money::sum(currency, lines.iter().map(|line| line.amount))?;
    let tax = Money::sum(currency, taxes.iter().map(|row| row.tax))?;
    let total = subtotal.checked_add(tax)?;
    let left = original.invoice.total.checked_sub(before.total)?;
    if total.compare(left)?.is_gt() {
        return Err(IssueCreditNoteError::MoreThanLeft { left, asked: total });
    }
    let (applied, to_balance) = credit_note::place(total, locked.due()?)?;
    let issued_on = today.max(locked.issued_on);
    let seller = sellers::load(tx, locked.seller_id, issued_on).await?;
    let (series, number) = take_credit_number(tx, locked.seller_id).await?;
    let note = CreditNote {
        tenant_id: tx.tenant(),
        credit_note_id: id,
        invoice_id: Some(of),
        seller_id: locked.seller_id,
        series_id: series,
        number,
        reason,
        memo: memo.trim().to_owned(),
        language: locked.language.clone(),
        currency,
        issued_on,
        subtotal,
        tax,
        total,
        applied,
        to_balance,
        seller,
        // The buyer of the invoice that is corrected, not of today.
        buyer: locked
            .buyer
            .clone()
            .ok_or(IssueCreditNoteError::NotIssued { status: locked.status })?,
        created_at: now,
        pdf_sha256: None,
        voided: None,
    };
    let document = CreditNoteWithLines { credit_note: note, lines, taxes };
    credit_notes::insert(tx, &document).await?;
    convert_credited_tax(tx, now, &document.credit_note).await?;
    settle(tx, now, actor, locked, &document.credit_note).await?;
    ledger::post(tx, &issued_posting(&document.credit_note)?, now).await?;
    render_and_store(tx, now, DocumentKind::CreditNote, id.0).await?;
    let event = (DocumentKind::CreditNote, id.0);
    documents::record_event(
        tx,
        event,
        DocumentEventKind::Finalized,
        &actor.to_string(),
        json!({}),
        now,
    )
    .await?;
    outbox::push(tx, now, outbox::Event::CreditNoteIssued, event.0, event.1, json!({})).await?;
    Ok(document)
}

/// The credited lines, with the numbers that they have on the invoice.
fn credited_lines(
    original: &InvoiceWithLines,
    before: &CreditedBefore,
    credited: &[CreditedLine],
) -> Result<(Vec<i32>, Vec<DraftLine>), IssueCreditNoteError> {
    let (mut numbers, mut lines) = (Vec::new(), Vec::new());
    for line in &original.lines {
        let asked: Decimal =
            credited.iter().filter(|c| c.line_no == line.line_no).map(|c| c.quantity).sum();
        if asked.is_zero() {
            continue;
        }
        let left = line.quantity - before.quantity_of(line.line_no);
        let is_within = asked.is_sign_positive() == line.quantity.is_sign_positive()
            && asked.abs() <= left.abs();
        if !is_within {
            return Err(IssueCreditNoteError::MoreThanInvoiced {
                line_no: line.line_no,
                left,
                asked,
            });
        }
        numbers.push(line.line_no);
        lines.push(DraftLine {
            description: line.description.clone(),
            sku: line.sku.clone(),
            quantity: asked,
            unit_price: line.unit_price,
            tax_category: line.tax_category,
            tax_rate_percent: line.tax_rate_percent,
            service: line.service,
        });
    }
    if lines.is_empty() { Err(IssueCreditNoteError::NothingCredited) } else { Ok((numbers, lines)) }
}

/// Whether, after this note, every line is credited whole.
fn closes_the_invoice(
    original: &InvoiceWithLines,
    before: &CreditedBefore,
    credited: &[CreditedLine],
) -> bool {
    original.lines.iter().all(|line| {
        let now: Decimal =
            credited.iter().filter(|c| c.line_no == line.line_no).map(|c| c.quantity).sum();
        before.quantity_of(line.line_no) + now == line.quantity
    })
}

/// From the series of the seller that has been open longest.
async fn take_credit_number(
    tx: &mut TenantTx,
    seller: SellerId,
) -> Result<(SeriesId, String), IssueCreditNoteError> {
    let kind = SeriesKind::CreditNote;
    let open = sellers::open_series(tx, kind, seller).await?;
    let first = *open.first().ok_or(IssueCreditNoteError::NoSeries)?;
    // It can be closed before its number is taken; then another may be there.
    let taken = take_number(tx, kind, (seller, first)).await?;
    taken.ok_or(IssueCreditNoteError::NoSeries)
}

async fn settle(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    invoice: Invoice,
    note: &CreditNote,
) -> Result<(), IssueCreditNoteError> {
    let invoice_id = invoice.invoice_id;
    let document = (DocumentKind::Invoice, invoice_id.0);
    if note.applied.amount_minor > 0 {
        let origin = Origin::CreditNote(note.credit_note_id);
        payments::allocate(tx, invoice_id, origin, note.applied, now).await?;
        let settled = invoice.settle(Settlement::CreditNote, note.applied, now)?;
        invoices::save_settlement(tx, &settled).await?;
        follow_invoice(tx, now, invoice_id).await?;
    }
    grant_excess(tx, now, actor, invoice_id, note).await?;
    let detail = json!({
        "amount_minor": note.total.amount_minor,
        "currency": note.currency.code(),
        "number": note.number,
    });
    let actor = actor.to_string();
    documents::record_event(tx, document, DocumentEventKind::Credited, &actor, detail, now).await?;
    Ok(())
}

/// What is left over becomes credit: refundable as far as the customer's own money stands on the invoice.
/// The rest was given away, or a bank has taken it back, and can only pay invoices.
async fn grant_excess(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    invoice: InvoiceId,
    note: &CreditNote,
) -> Result<(), IssueCreditNoteError> {
    if !note.to_balance.is_positive() {
        return Ok(());
    }
    let own = credit_grants::own_money_on(tx, invoice, note.currency).await?;
    let (refundable, rest) = own.divide(note.to_balance)?;
    for (kind, amount) in [(GrantKind::CreditNote, refundable), (GrantKind::Goodwill, rest)] {
        if !amount.is_positive() {
            continue;
        }
        let excess = NewGrant {
            grant_id: GrantId::new(),
            kind,
            source_id: Some(note.credit_note_id.0),
            amount,
            expires_on: None,
            priority: USUAL_PRIORITY,
            note: String::new(),
        };
        credits::grant(tx, now, actor, &excess).await?;
    }
    Ok(())
}

/// Dr sales and tax, Cr receivable by what reduced the invoice, Cr customer credit by the rest.
pub fn issued_posting(note: &CreditNote) -> Result<Posting, PostingError> {
    Posting::new(
        PostingKind::CreditNoteIssued,
        note.credit_note_id.0,
        &note.number,
        note.issued_on,
        [
            debit(Account::Sales, note.subtotal),
            debit(Account::TaxPayable, note.tax),
            credit(Account::Receivable, note.applied)?,
            credit(Account::CustomerCredit, note.to_balance)?,
        ],
    )
}
