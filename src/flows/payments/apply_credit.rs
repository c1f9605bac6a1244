//! Spending the customer's credit on an invoice. The balance never goes below zero: the database
//! holds it, whoever comes at the same time.

use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceError, InvoiceStatus, Settlement};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::flows::credits::{self, CreditError, CreditPurpose};
use crate::flows::installments::follow_invoice;
use crate::store::payments::Origin;
use crate::store::{Actor, StoreError, TenantTx, documents, invoices, ledger, payments};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum ApplyCreditError {
    #[error("no such invoice")]
    NotFound,
    #[error("the customer has no credit in {0}")]
    NoCredit(&'static str),
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Credit(#[from] CreditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for ApplyCreditError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

/// Places as much of the customer's credit on the invoice as is due on it; returns the invoice and
/// the amount placed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn apply_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    id: InvoiceId,
) -> Result<(Invoice, Money), ApplyCreditError> {
    let invoice = invoices::lock(tx, id).await?.ok_or(ApplyCreditError::NotFound)?;
    let available = credits::spendable_credit(tx, today, invoice.currency).await?;
    let amount = available.min(invoice.due()?)?;
    if available.amount_minor == 0 {
        return Err(ApplyCreditError::NoCredit(invoice.currency.code()));
    }
    let number = invoice.number.clone().unwrap_or_default();
    let settled = invoice.settle(Settlement::Payment, amount, now)?;
    let allocation = payments::allocate(tx, id, Origin::Credit, amount, now).await?;
    credits::draw(tx, now, today, CreditPurpose::Invoice(allocation), amount).await?;
    invoices::save_settlement(tx, &settled).await?;
    follow_invoice(tx, now, id).await?;
    let posting = Posting::new(
        PostingKind::CreditApplied,
        allocation.0,
        &number,
        today,
        [debit(Account::CustomerCredit, amount), credit(Account::Receivable, amount)?],
    )?;
    ledger::post(tx, &posting, now).await?;
    let document = (DocumentKind::Invoice, id.0);
    let actor = actor.to_string();
    let detail = json!({ "amount_minor": amount.amount_minor, "currency": amount.currency.code() });
    documents::record_event(tx, document, DocumentEventKind::CreditApplied, &actor, detail, now)
        .await?;
    if settled.status == InvoiceStatus::Paid {
        documents::record_event(tx, document, DocumentEventKind::Paid, &actor, json!({}), now)
            .await?;
    }
    Ok((settled, amount))
}
