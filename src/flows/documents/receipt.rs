//! The receipt of a payment: whose it is and what it says (row C4).
//!
//! A payment may settle invoices of several sellers, and a receipt has one head: it comes from the seller
//! of the first invoice that was paid, and names the payer as that invoice froze them. A payment that paid
//! no invoice (all of it became credit) has the deployment's first seller, and the customer's details of
//! the day on which the file is made.

use crate::documents::model::PaperDocument;
use crate::documents::paper;
use crate::domain::id::PaymentId;
use crate::domain::party::{Buyer, Seller};
use crate::domain::receipt::{PaidInvoice, Receipt};
use crate::flows::documents::logos::picture;
use crate::flows::documents::stored_file::StoredFileError;
use crate::store::{StoreError, TenantTx, invoices, receipts, sellers, tenants};
use jiff::civil::Date;

/// The page of the payment's receipt; None when there is no such payment, or no seller at all.
pub(super) async fn receipt_paper(
    tx: &mut TenantTx,
    id: PaymentId,
) -> Result<Option<PaperDocument>, StoredFileError> {
    let Some(receipt) = load(tx, id).await? else { return Ok(None) };
    let mut paper = paper::receipt(&receipt)?;
    if let Some(logo) = &receipt.seller.logo {
        paper.brand.logo = picture(tx, logo).await?;
    }
    Ok(Some(paper))
}

async fn load(tx: &mut TenantTx, id: PaymentId) -> Result<Option<Receipt>, StoreError> {
    let Some(payment) = receipts::payment(tx, id).await? else { return Ok(None) };
    if !payment.method.is_money() {
        return Ok(None);
    }
    let invoices = receipts::paid_when_recorded(tx, id).await?;
    let Some((seller, buyer)) = parties(tx, &invoices, payment.received_on).await? else {
        return Ok(None);
    };
    let language = tenants::profile(tx).await?.language;
    let bought_credit = receipts::bought_credit(tx, id).await?;
    Ok(Some(Receipt { payment, seller, buyer, language, invoices, bought_credit }))
}

async fn parties(
    tx: &mut TenantTx,
    paid: &[PaidInvoice],
    received_on: Date,
) -> Result<Option<(Seller, Buyer)>, StoreError> {
    if let Some(first) = paid.first()
        && let Some(invoice) = invoices::find(tx, first.invoice_id).await?
        && let (Some(seller), Some(buyer)) = (invoice.seller, invoice.buyer)
    {
        return Ok(Some((seller, buyer)));
    }
    let Some(seller) = receipts::first_seller(tx).await? else { return Ok(None) };
    let seller = sellers::load(tx, seller, received_on).await?;
    Ok(Some((seller, tenants::profile(tx).await?.buyer())))
}
