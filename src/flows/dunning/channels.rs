//! How a step reaches the customer, in the transaction that records the step: by a fact in the outbox, which
//! becomes a mail; by text messages to those who allow them; by a notice in the portal.

use super::standing::CampaignStanding;
use crate::domain::document::DocumentKind;
use crate::domain::dunning::{Channel, DunningTemplate};
use crate::domain::notice::{NoticeEvent, NoticeFacts};
use crate::domain::sms::SmsKind;
use crate::flows::payments::Till;
use crate::flows::sms::tell::{SmsFacts, tell};
use crate::store::dunning::{Member, StepDone};
use crate::store::notices::{self, NewNotice};
use crate::store::outbox::Event;
use crate::store::{StoreError, TenantTx, invoices, outbox};
use jiff::Timestamp;
use serde_json::json;

/// The channels that a schedule may name: those that reach somebody.
pub const SERVED: &[Channel] = &[Channel::Email, Channel::Sms, Channel::InApp];

/// Sends a step of a campaign. It hangs on the invoice that is due longest.
pub(super) async fn send(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &CampaignStanding,
    step: &StepDone,
) -> Result<(), StoreError> {
    let asked: Vec<&Member> =
        standing.in_question.iter().filter(|it| it.hold.is_none()).map(|it| &it.member).collect();
    let Some(oldest) = asked.first() else { return Ok(()) };
    match step.step.channel {
        Channel::Email => email(tx, now, standing, step, oldest).await,
        Channel::Sms => text_message(till, tx, now, step, &asked).await,
        Channel::InApp => notice(tx, now, step, oldest).await,
    }
}

/// One mail about everything that is overdue in the campaign's currency. It stands in the history of the
/// invoice that is due longest.
async fn email(
    tx: &mut TenantTx,
    now: Timestamp,
    standing: &CampaignStanding,
    step: &StepDone,
    oldest: &Member,
) -> Result<(), StoreError> {
    let payload = json!({
        "campaign_id": standing.campaign.campaign_id,
        "template": step.step.template.word(),
    });
    let document = (DocumentKind::Invoice, oldest.invoice_id.0);
    let event = Event::DunningReminder;
    outbox::push_occurrence(tx, now, event, document, &step.occurrence, payload).await.map(drop)
}

/// A text message to each member who allows it; who else there is finds the mail and the notice.
async fn text_message(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    step: &StepDone,
    asked: &[&Member],
) -> Result<(), StoreError> {
    let Some(oldest) = asked.first() else { return Ok(()) };
    let invoice = invoices::find(tx, oldest.invoice_id).await?;
    let Some(seller) = invoice.and_then(|invoice| invoice.seller) else { return Ok(()) };
    let number = match asked.len() {
        1 => oldest.number.clone(),
        several => format!("{} (+{})", oldest.number, several - 1),
    };
    let kind = match step.step.template {
        DunningTemplate::Friendly | DunningTemplate::Firm => SmsKind::PaymentReminder,
        DunningTemplate::Final => SmsKind::FinalReminder,
    };
    let facts = SmsFacts {
        seller: &seller.legal_name,
        number: &number,
        amount: step.due,
        link: &format!("{}/pay", till.base_url),
    };
    tell(tx, now, kind, (oldest.invoice_id.0, &step.occurrence), &facts).await.map(drop)
}

async fn notice(
    tx: &mut TenantTx,
    now: Timestamp,
    step: &StepDone,
    oldest: &Member,
) -> Result<(), StoreError> {
    let event = match step.step.template {
        DunningTemplate::Friendly | DunningTemplate::Firm => NoticeEvent::PaymentReminder,
        DunningTemplate::Final => NoticeEvent::FinalReminder,
    };
    let facts = NoticeFacts {
        number: Some(oldest.number.clone()),
        on: Some(oldest.due_on),
        ..NoticeFacts::default()
    };
    let notice = NewNotice {
        event,
        severity: event.severity(),
        document: (DocumentKind::Invoice, oldest.invoice_id.0),
        occurrence: step.occurrence.clone(),
        facts: facts.with_amount(step.due),
    };
    notices::post(tx, now, &notice).await.map(drop)
}
