//! Staff stop a campaign, because the customer promised to pay or for another reason, and let it go on.

use super::DunningError;
use super::follow_campaigns::note;
use crate::domain::dunning::{CampaignEvent, CampaignStatus, PauseReason};
use crate::domain::id::DunningCampaignId;
use crate::store::dunning::{DunningCampaign, DunningEventKind};
use crate::store::{Actor, TenantTx, dunning};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

/// Who acts, and when it is for the customer.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    pub actor: &'a Actor,
    pub now: Timestamp,
    pub today: Date,
}

/// Stops a running campaign to the end of `until`; None: until somebody resumes it. Stopping it again
/// changes the reason and the day.
///
/// # Errors
/// `NoDay` for a promise without a day from today on, `Transition` where it is not under way.
pub async fn pause(
    tx: &mut TenantTx,
    acting: &Acting<'_>,
    id: DunningCampaignId,
    reason: PauseReason,
    until: Option<Date>,
    remark: &str,
) -> Result<DunningCampaign, DunningError> {
    let mut campaign = dunning::find(tx, id).await?.ok_or(DunningError::NotFound(id))?;
    let today = acting.today;
    let lacks_day = until.is_none() && reason == PauseReason::PromiseToPay;
    if lacks_day || until.is_some_and(|until| until < today) {
        return Err(DunningError::NoDay { today });
    }
    if campaign.status == CampaignStatus::Paused && campaign.pause == Some((reason, until)) {
        return Ok(campaign);
    }
    if campaign.status != CampaignStatus::Paused {
        campaign.status = campaign.status.after(CampaignEvent::Paused(reason))?;
    }
    campaign.pause = Some((reason, until));
    tx.set_reason(remark).await?;
    let detail = json!({ "reason": reason.word(), "until": until, "remark": remark });
    note(tx, &campaign, DunningEventKind::Paused, detail, acting.actor, acting.now).await?;
    dunning::save_campaign(tx, &campaign).await?;
    Ok(campaign)
}

/// Lets a paused campaign go on; one that is not paused is left as it is.
pub async fn resume(
    tx: &mut TenantTx,
    acting: &Acting<'_>,
    id: DunningCampaignId,
) -> Result<DunningCampaign, DunningError> {
    let mut campaign = dunning::find(tx, id).await?.ok_or(DunningError::NotFound(id))?;
    let Some((reason, _)) = campaign.pause else { return Ok(campaign) };
    campaign.status = campaign.status.after(CampaignEvent::Resumed)?;
    campaign.pause = None;
    campaign.next_look_at = acting.now;
    let detail = json!({ "reason": reason.word() });
    note(tx, &campaign, DunningEventKind::Resumed, detail, acting.actor, acting.now).await?;
    dunning::save_campaign(tx, &campaign).await?;
    Ok(campaign)
}
