//! Finalising: the draft gets its number, buyer and seller are frozen, the ledger learns of it, the
//! customer is told. After this nothing but the settlement moves.

use crate::domain::deposit::DepositError;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceError, InvoiceStatus, InvoiceWithLines};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::flows::documents::numbering::take_number;
use crate::flows::documents::stored_file::{StoredFileError, beside_invoice, store_invoice_file};
use crate::flows::fx::convert_tax::{ConvertTaxError, convert_tax};
use crate::store::sellers::SeriesKind;
use crate::store::subscriptions::BillingReason;
use crate::store::{
    Actor, StoreError, TenantTx, deposits, documents, invoices, ledger, outbox, sellers,
    subscriptions, tenants,
};
use jiff::Timestamp;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum FinalizeInvoiceError {
    #[error("no such invoice")]
    NotFound,
    /// The draft's series was closed, and its seller has none, or no single one, in its place.
    #[error("the seller has no number series for invoices")]
    NoSeries,
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Deposit(#[from] DepositError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    File(#[from] StoredFileError),
    #[error(transparent)]
    Tax(ConvertTaxError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ConvertTaxError> for FinalizeInvoiceError {
    fn from(error: ConvertTaxError) -> Self {
        match error {
            // A database that is away is not the tax's fault: whoever retries looks for this variant.
            ConvertTaxError::Store(error) => Self::Store(error),
            error => Self::Tax(error),
        }
    }
}

/// Finalises a draft and returns the invoice. Doing it again returns the invoice as it is.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn finalize_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: InvoiceId,
) -> Result<Invoice, FinalizeInvoiceError> {
    let draft = invoices::lock(tx, id).await?.ok_or(FinalizeInvoiceError::NotFound)?;
    if draft.status != InvoiceStatus::Draft {
        return Ok(draft); // a concurrent run got here first
    }
    let seller = sellers::load(tx, draft.seller_id, draft.issued_on).await?;
    let buyer = tenants::profile(tx).await?.buyer();
    let (lines, taxes) = invoices::lines_and_taxes(tx, id, draft.currency).await?;
    if let Some(deposit) = deposits::find(tx, id).await? {
        let fixed = deposit.fix(draft.total, draft.issued_on, draft.due_on)?;
        deposits::fix(tx, id, &fixed).await?;
    }
    convert_tax(tx, now, &draft, &seller).await?;
    if let Some(voided) = draft.replaces {
        // What the voided invoice covered is billed again, under a name of its own.
        for subscription in subscriptions::reissue_coverage(tx, voided, id).await? {
            let reason = BillingReason::Reissue;
            subscriptions::insert_invoice(tx, subscription, reason, now, id).await?;
        }
    }
    let document = (DocumentKind::Invoice, id.0);
    let by = actor.to_string();
    documents::record_event(tx, document, DocumentEventKind::Finalized, &by, json!({}), now)
        .await?;
    outbox::push(tx, now, outbox::Event::InvoiceIssued, document.0, document.1, json!({})).await?;
    let beside = beside_invoice(tx, id, &seller).await?;
    // All that can be done without a number is done: the series is locked until commit, and others wait.
    let (kind, from) = (SeriesKind::Invoice, (draft.seller_id, draft.series_id));
    let taken = take_number(tx, kind, from).await?;
    let (series_id, number) = taken.ok_or(FinalizeInvoiceError::NoSeries)?;
    let mut invoice = draft.finalize(number, seller, buyer, now)?;
    invoice.series_id = series_id;
    invoices::save_finalized(tx, &invoice).await?;
    ledger::post(tx, &issued_posting(&invoice)?, now).await?;
    // Its bytes and their hash are as final as its amounts: rendered here, never again.
    let whole = InvoiceWithLines { invoice, lines, taxes };
    store_invoice_file(tx, now, &whole, beside).await?;
    let invoice = whole.invoice;
    Ok(invoice)
}

/// Dr receivable, Cr sales and tax.
pub fn issued_posting(invoice: &Invoice) -> Result<Posting, PostingError> {
    Posting::new(
        PostingKind::InvoiceIssued,
        invoice.invoice_id.0,
        invoice.number.as_deref().unwrap_or_default(),
        invoice.issued_on,
        [
            debit(Account::Receivable, invoice.total),
            credit(Account::Sales, invoice.subtotal)?,
            credit(Account::TaxPayable, invoice.tax)?,
        ],
    )
}
