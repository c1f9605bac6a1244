//! Staff give up what a campaign is about: each open invoice of it is written off, which books the loss as
//! bad debt (`write_off_invoice`), and the campaign ends.
//!
//! The loss is booked with its tax: whether and when output tax may be taken back (art. 90 of the VAT
//! directive, section 17 UStG) depends on facts that are not in the books, and is done by a credit note.

use super::DunningError;
use super::follow_campaigns::follow;
use super::pause::Acting;
use crate::domain::id::DunningCampaignId;
use crate::domain::invoice::InvoiceStatus;
use crate::flows::invoices::write_off_invoice::write_off_invoice;
use crate::flows::payments::Till;
use crate::store::dunning::DunningCampaign;
use crate::store::{TenantTx, dunning};

/// Writes off every open invoice of the campaign. One that has ended is returned as it is.
///
/// # Errors
/// `NoReason` without one; `OnItsWay` while a charge of one of them lives.
pub async fn write_off(
    till: &Till,
    tx: &mut TenantTx,
    acting: &Acting<'_>,
    id: DunningCampaignId,
    reason: &str,
) -> Result<DunningCampaign, DunningError> {
    let campaign = dunning::find(tx, id).await?.ok_or(DunningError::NotFound(id))?;
    if campaign.status.is_final() {
        return Ok(campaign);
    }
    if reason.trim().is_empty() {
        return Err(DunningError::NoReason);
    }
    let members = dunning::members(tx, id).await?;
    let open: Vec<_> = members
        .iter()
        .filter(|member| member.left.is_none() && member.status == InvoiceStatus::Open)
        .collect();
    if open.iter().any(|member| member.is_charged) {
        return Err(DunningError::OnItsWay);
    }
    for member in open {
        let (now, today) = (acting.now, acting.today);
        write_off_invoice(tx, now, today, acting.actor, member.invoice_id, reason).await?;
    }
    follow(till, tx, acting.now, id).await?;
    dunning::find(tx, id).await?.ok_or(DunningError::NotFound(id))
}
