//! What the next invoice of a subscription comes to as things stand: by the same rules as the invoice
//! itself, and nothing is stored (rows B6, B8).

use super::bill_subscription::{BillError, UsageOfSubscription, lines_due};
use super::issue_bill::{Bill, Settling, preview_bill};
use crate::domain::invoice::InvoiceWithLines;
use crate::store::TenantTx;
use crate::store::subscriptions::{BillingReason, Subscription};
use jiff::Timestamp;

/// The invoice that will be made next.
#[derive(Clone, Debug)]
pub struct NextInvoice {
    /// The instant it charges up to, and from.
    pub billed_at: Timestamp,
    /// When the run makes it: later, where it waits for late usage.
    pub made_at: Timestamp,
    /// `None` when nothing is to be charged then.
    pub document: Option<InvoiceWithLines>,
    /// Whether a meter still counts, for each line of the document.
    pub still_counted: Vec<bool>,
}

impl NextInvoice {
    /// Whether what it comes to can still change by use.
    #[must_use]
    pub fn is_estimate(&self) -> bool {
        self.still_counted.contains(&true)
    }
}

/// The next invoice, dated on the day on which it is made; `None` once everything is billed. Of a group
/// only this subscription's part. Credit that will pay it is not taken off.
pub async fn next_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    usage: &dyn UsageOfSubscription,
) -> Result<Option<NextInvoice>, BillError> {
    let Some(billed_at) = subscription.next_billing_at else { return Ok(None) };
    // The first invoice has no usage to wait for.
    let window = subscription.billed_at.map(|_| subscription.draft_window).unwrap_or_default();
    let made_at = billed_at.saturating_add(window).unwrap_or(billed_at).max(now);
    let lines = lines_due(tx, now, subscription, billed_at, usage).await?;
    let mut still_counted = Vec::new();
    for line in &lines {
        let is_metered = line.discounted.line.meter.is_some() && made_at > now;
        still_counted.push(is_metered);
        if line.discounted.discount.is_positive() {
            still_counted.push(is_metered);
        }
    }
    let document = match lines.is_empty() {
        true => None,
        false => {
            let bill = Bill {
                seller_id: subscription.seller_id,
                currency: subscription.currency,
                purchase_order: subscription.purchase_order.clone(),
                lines,
                minimums: Vec::new(),
                billed: Vec::new(),
                reason: BillingReason::Cycle,
                settling: Settling::AtOnce,
            };
            Some(preview_bill(tx, made_at, &bill).await?)
        }
    };
    Ok(Some(NextInvoice { billed_at, made_at, document, still_counted }))
}
