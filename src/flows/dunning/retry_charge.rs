//! Charging again (rows H2, H5). First transaction: everything is looked at anew under the customer's lock,
//! and the attempt is stored with its charge. Then the gateway is called; what it said is stored as for every
//! charge. A crash in between leaves a charge that is looked up, never one that is made twice.

use super::standing::standing;
use super::{DUNNING, DunningError};
use crate::domain::charge::{Charge, ChargedInvoice};
use crate::domain::dunning::{AttemptCause, CampaignStatus, CardNetwork, NextAttempt, is_day};
use crate::domain::id::{ChargeId, DunningCampaignId, InvoiceId, TenantId};
use crate::flows::payments::collect_due::payer;
use crate::flows::payments::send_charge::charge_off_session;
use crate::flows::payments::{Payer, Till};
use crate::store::dunning_attempts::NewAttempt;
use crate::store::{TenantTx, charges, dunning, dunning_attempts};
use jiff::Timestamp;

/// Attempts of one customer in one run; the next one goes on.
const AT_ONCE: usize = 50;

/// Makes the attempts that are due at this customer's invoices; returns how many charges were begun.
pub async fn retry_due(till: &Till, tenant: TenantId) -> Result<u32, DunningError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant_read(tenant).await?;
    let due = due(till, &mut tx, now).await?;
    drop(tx);
    let mut begun = 0;
    for (campaign, invoice) in due.into_iter().take(AT_ONCE) {
        match retry(till, tenant, campaign, invoice).await {
            Ok(charge) => begun += u32::from(charge.is_some()),
            // The others have their turn; this charge is looked up.
            Err(error) => tracing::warn!(%invoice, %error, "an attempt could not go on"),
        }
    }
    Ok(begun)
}

/// The invoices that are to be charged now.
async fn due(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<Vec<(DunningCampaignId, InvoiceId)>, DunningError> {
    let mut due = Vec::new();
    for campaign in dunning::open_campaigns(tx).await? {
        let standing = standing(till, tx, now, campaign).await?;
        if standing.campaign.status == CampaignStatus::Paused {
            continue;
        }
        for it in &standing.in_question {
            let NextAttempt::At(at, cause) = it.next_attempt else { continue };
            if at <= now && is_hour(cause, now, &standing.zone) {
                due.push((standing.campaign.campaign_id, it.member.invoice_id));
            }
        }
    }
    Ok(due)
}

/// Whoever just added a card is awake.
fn is_hour(cause: AttemptCause, now: Timestamp, zone: &jiff::tz::TimeZone) -> bool {
    cause == AttemptCause::NewMethod || is_day(now, zone)
}

/// One attempt at one invoice, if it is still to be made.
async fn retry(
    till: &Till,
    tenant: TenantId,
    campaign: DunningCampaignId,
    invoice: InvoiceId,
) -> Result<Option<ChargeId>, DunningError> {
    let Some((payer, charge)) = begin(till, tenant, campaign, invoice).await? else {
        return Ok(None);
    };
    let charge_id = charge.charge_id;
    charge_off_session(till, &payer, charge).await?;
    Ok(Some(charge_id))
}

/// The first transaction: the attempt and its charge, under the customer's lock.
async fn begin(
    till: &Till,
    tenant: TenantId,
    campaign: DunningCampaignId,
    invoice: InvoiceId,
) -> Result<Option<(Payer, Charge)>, DunningError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &DUNNING, now).await?;
    let found = dunning::find(&mut tx, campaign).await?;
    let found = found.ok_or(DunningError::NotFound(campaign))?;
    if found.status == CampaignStatus::Paused || found.status.is_final() {
        return Ok(None);
    }
    let standing = standing(till, &mut tx, now, found).await?;
    let asked = standing.in_question.iter().find(|it| it.member.invoice_id == invoice);
    let (Some(asked), Some(method)) = (asked, &standing.method) else { return Ok(None) };
    let NextAttempt::At(scheduled_at, cause) = asked.next_attempt else { return Ok(None) };
    if scheduled_at > now || !is_hour(cause, now, &standing.zone) {
        return Ok(None);
    }
    let amount = asked.member.due;
    let charge = Charge::off_session(tenant, method, amount, now);
    let attempt = dunning_attempts::next_number(&mut tx, invoice).await?;
    let charged = [ChargedInvoice { invoice_id: invoice, amount }];
    let key = format!("dunning-{invoice}-{attempt}");
    charges::insert(&mut tx, &charge, &charged, &key, &DUNNING).await?;
    let attempt = NewAttempt {
        campaign_id: campaign,
        invoice_id: invoice,
        attempt,
        charge_id: charge.charge_id,
        method: method.payment_method_id,
        network: CardNetwork::of_brand(method.brand.as_deref()),
        cause,
        scheduled_at,
    };
    dunning_attempts::insert(&mut tx, &attempt, now).await?;
    let payer = payer(&mut tx, DUNNING).await?;
    tx.commit().await?;
    Ok(Some((payer, charge)))
}
