//! How a step reaches the customer: a fact in the outbox, in the transaction that records the step.

use super::standing::CampaignStanding;
use crate::domain::document::DocumentKind;
use crate::domain::dunning::Channel;
use crate::store::dunning::StepDone;
use crate::store::outbox::Event;
use crate::store::{StoreError, TenantTx, outbox};
use jiff::Timestamp;
use serde_json::json;

/// The channels that a schedule may name: those that reach somebody.
pub const SERVED: &[Channel] = &[Channel::Email];

/// Sends a step of a campaign.
pub(super) async fn send(
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &CampaignStanding,
    step: &StepDone,
) -> Result<(), StoreError> {
    match step.step.channel {
        Channel::Email => email(tx, now, standing, step).await,
        // No schedule can hold one as long as `SERVED` does not; nothing is recorded as sent that was not.
        channel @ (Channel::Sms | Channel::InApp) => Err(StoreError::Corrupt {
            column: "dunning_schedule_versions.steps",
            value: channel.word().to_owned(),
        }),
    }
}

/// One mail about everything that is overdue in the campaign's currency. It hangs on the invoice that is due
/// longest, so that it stands in that invoice's history.
async fn email(
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &CampaignStanding,
    step: &StepDone,
) -> Result<(), StoreError> {
    let asked = standing.in_question.iter().find(|it| it.hold.is_none());
    let Some(oldest) = asked.map(|it| it.member.invoice_id) else { return Ok(()) };
    let payload = json!({
        "campaign_id": standing.campaign.campaign_id,
        "template": step.step.template.word(),
    });
    let document = (DocumentKind::Invoice, oldest.0);
    let event = Event::DunningReminder;
    outbox::push_occurrence(tx, now, event, document, &step.occurrence, payload).await.map(drop)
}
