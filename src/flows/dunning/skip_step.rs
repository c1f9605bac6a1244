//! Staff pass over the next step: it is not sent, the others are.

use super::DunningError;
use super::standing::standing;
use crate::domain::dunning::CampaignStatus;
use crate::domain::id::DunningCampaignId;
use crate::flows::payments::Till;
use crate::store::dunning::{StepDone, StepOutcome};
use crate::store::{Actor, TenantTx, dunning};
use jiff::Timestamp;

/// Passes over the step at `position`, as the page showed it; one that is done with stays as it is.
///
/// # Errors
/// `NoStep` when the schedule has none there, or nothing is sent any more.
pub async fn skip_step(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: DunningCampaignId,
    position: usize,
) -> Result<(), DunningError> {
    let campaign = dunning::find(tx, id).await?.ok_or(DunningError::NotFound(id))?;
    if !matches!(campaign.status, CampaignStatus::Running | CampaignStatus::Paused) {
        return Err(DunningError::NoStep);
    }
    let mut standing = standing(till, tx, now, campaign).await?;
    let step = *standing.terms.steps.get(position).ok_or(DunningError::NoStep)?;
    let done = StepDone {
        position,
        step,
        outcome: StepOutcome::Skipped,
        occurrence: format!("{id}@{position}"),
        due: standing.overdue,
        done_at: now,
        done_by: actor.to_string(),
    };
    dunning::insert_step(tx, id, &done).await?;
    standing.campaign.next_look_at = now;
    Ok(dunning::save_campaign(tx, &standing.campaign).await?)
}
