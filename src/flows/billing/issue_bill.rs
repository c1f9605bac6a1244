//! Issuing what subscriptions owe: lines become an invoice with its tax, the proof of what it covers and
//! why each line is what it is; the customer's credit pays it as far as it goes.

use super::bill_lines::{BillLine, Writing, WrittenLines, service_of};
use super::tax::{decide_tax, record_tax};
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SellerId, SubscriptionId};
use crate::domain::invoice::{Invoice, InvoiceWithLines};
use crate::domain::subscription::Minimum;
use crate::domain::tax_evidence::TaxEvidence;
use crate::flows::credits::{self, CreditError};
use crate::flows::documents::stored_file::StoredFileError;
use crate::flows::invoices::draft_invoice::{DraftInvoiceError, DraftTerms, draft_invoice, price};
use crate::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use crate::flows::payments::apply_credit::{ApplyCreditError, apply_credit};
use crate::i18n::Locale;
use crate::store::sellers::SeriesKind;
use crate::store::subscriptions::{self, BillingReason, NewAdjustment};
use crate::store::{Actor, StoreError, TenantTx, sellers, tenants};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// What is issued together: lines of one seller in one currency.
#[derive(Clone, Debug)]
pub struct Bill {
    pub seller_id: SellerId,
    pub currency: Currency,
    pub purchase_order: String,
    pub lines: Vec<BillLine>,
    /// What periods that are over were measured by, where minimums are agreed.
    pub minimums: Vec<(SubscriptionId, Minimum)>,
    /// The names that the invoice takes for ever: subscription and instant.
    pub billed: Vec<(SubscriptionId, Timestamp)>,
    pub reason: BillingReason,
    pub settling: Settling,
}

/// Whether the invoice holds at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// It covers its time, and the customer's credit pays it as far as it goes.
    AtOnce,
    /// What it charges is only to be once it is paid: it covers nothing yet, and no credit is spent on it.
    WhenPaid,
}

#[derive(Debug, thiserror::Error)]
pub enum IssueBillError {
    #[error("the seller has no number series for invoices")]
    NoSeries,
    #[error("the due date lies beyond the calendar")]
    BeyondCalendar,
    #[error(transparent)]
    Draft(#[from] DraftInvoiceError),
    #[error(transparent)]
    Finalize(#[from] FinalizeInvoiceError),
    #[error(transparent)]
    Credit(#[from] ApplyCreditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IssueBillError {
    /// What the database said, if that is all that is wrong.
    pub fn into_store(self) -> Result<StoreError, Self> {
        match self {
            Self::Store(error)
            | Self::Draft(DraftInvoiceError::Store(error))
            | Self::Finalize(
                FinalizeInvoiceError::Store(error)
                | FinalizeInvoiceError::File(StoredFileError::Store(error)),
            )
            | Self::Credit(
                ApplyCreditError::Store(error)
                | ApplyCreditError::Credit(CreditError::Store(error)),
            ) => Ok(error),
            other => Err(other),
        }
    }
}

/// Issues the bill and returns its invoice as it is once the customer's credit is used.
pub async fn issue_bill(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    bill: &Bill,
) -> Result<Invoice, IssueBillError> {
    let Written { terms, written, tax } = write(tx, now, bill).await?;
    let issued_on = terms.issued_on;
    let draft = draft_invoice(tx, now, terms, &written.drafts).await?;
    let id = draft.invoice.invoice_id;
    if bill.settling == Settling::AtOnce {
        subscriptions::insert_coverage(tx, id, &written.covered).await?;
    }
    subscriptions::insert_explanations(tx, id, &written.explanations).await?;
    if let Some(evidence) = &tax {
        record_tax(tx, now, id, evidence).await?;
    }
    subscriptions::insert_adjustments(tx, &adjustments(&written, id, now), now).await?;
    for (subscription, minimum) in &bill.minimums {
        let line_no = written.minimums.iter().find(|(of, _)| of == subscription).map(|it| it.1);
        subscriptions::insert_minimum(tx, *subscription, id, minimum, line_no).await?;
    }
    for (subscription, billed_at) in &bill.billed {
        subscriptions::insert_invoice(tx, *subscription, bill.reason, *billed_at, id).await?;
    }
    let invoice = finalize_invoice(tx, now, actor, id).await?;
    match bill.settling {
        Settling::AtOnce => use_credit(tx, now, issued_on, actor, invoice).await,
        Settling::WhenPaid => Ok(invoice),
    }
}

/// What the lines correct that was billed before.
fn adjustments(written: &WrittenLines, invoice: InvoiceId, now: Timestamp) -> Vec<NewAdjustment> {
    let late = written.late.iter().map(|(line_no, subscription_id, late)| NewAdjustment {
        coverage_id: late.billed.coverage_id,
        subscription_id: *subscription_id,
        quantity_before: late.billed.quantity,
        quantity_after: late.quantity_after,
        amount_minor: late.charged.amount_minor,
        difference_minor: late.difference.amount_minor,
        counted_at: now,
        line: Some((invoice, *line_no)),
        credit_note_id: None,
    });
    late.collect()
}

/// What the lines of a bill cover, for one that was issued to be [`Settling::WhenPaid`].
pub async fn cover_bill(
    tx: &mut TenantTx,
    now: Timestamp,
    bill: &Bill,
    invoice: InvoiceId,
) -> Result<(), IssueBillError> {
    let Written { written, .. } = write(tx, now, bill).await?;
    Ok(subscriptions::insert_coverage(tx, invoice, &written.covered).await?)
}

/// The invoice that [`issue_bill`] would issue now, before credit is used; nothing is stored.
pub async fn preview_bill(
    tx: &mut TenantTx,
    now: Timestamp,
    bill: &Bill,
) -> Result<InvoiceWithLines, IssueBillError> {
    let Written { terms, written, .. } = write(tx, now, bill).await?;
    Ok(price(tx.tenant(), now, InvoiceId::new(), terms, &written.drafts)?)
}

async fn use_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    invoice: Invoice,
) -> Result<Invoice, IssueBillError> {
    let owes = invoice.due().is_ok_and(|due| due.is_positive());
    if !owes {
        return Ok(invoice);
    }
    let available = credits::spendable_credit(tx, today, invoice.currency).await;
    let available = available.map_err(ApplyCreditError::from)?;
    if !available.is_positive() {
        return Ok(invoice);
    }
    let (settled, _) = apply_credit(tx, now, today, actor, invoice.invoice_id).await?;
    Ok(settled)
}

/// What the bill says, and why it is taxed like that.
struct Written {
    terms: DraftTerms,
    written: WrittenLines,
    tax: Option<TaxEvidence>,
}

async fn write(tx: &mut TenantTx, now: Timestamp, bill: &Bill) -> Result<Written, IssueBillError> {
    let profile = tenants::profile(tx).await?;
    // A document bears the day on which it is issued, also when its period is long over.
    let issued_on = profile.civil_date(now);
    let seller = sellers::load(tx, bill.seller_id, issued_on).await?;
    let tax = decide_tax(tx, &seller, &profile, issued_on).await?;
    let treatment = tax.as_ref().map(|evidence| evidence.treatment);
    let locale = Locale::from_bcp47(&profile.language).unwrap_or_default();
    let writing = Writing { tax: treatment.as_ref(), locale, counted_at: now };
    let written = writing.write(&bill.lines);
    let open = sellers::open_series(tx, SeriesKind::Invoice, bill.seller_id).await?;
    let series_id = *open.first().ok_or(IssueBillError::NoSeries)?;
    let days = sellers::days_to_pay(tx, bill.seller_id).await?.unwrap_or(0);
    let due_on = issued_on.checked_add(days.days()).map_err(|_| IssueBillError::BeyondCalendar)?;
    let terms = DraftTerms {
        seller_id: bill.seller_id,
        series_id,
        currency: bill.currency,
        issued_on,
        due_on,
        service: service_of(&bill.lines),
        purchase_order: bill.purchase_order.clone(),
        memo: String::new(),
        language: profile.language,
        replaces: None,
    };
    Ok(Written { terms, written, tax })
}
