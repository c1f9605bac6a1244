//! What of a fact in the outbox becomes a notice in the portal, and which people do without its mail.

use crate::domain::dunning::DunningTemplate;
use crate::domain::mail_topic::MailTopic;
use crate::domain::notice::{NoticeEvent, NoticeFacts};
use crate::store::notices::{self, NewNotice};
use crate::store::outbox::{Event, OutboxRow};
use crate::store::{StoreError, TenantTx};
use jiff::Timestamp;

/// None for what the customer finds in its list anyway: documents and receipts.
fn notice_event(row: &OutboxRow) -> Option<NoticeEvent> {
    Some(match row.event {
        Event::InvoiceIssued | Event::CreditNoteIssued | Event::PaymentReceived => return None,
        Event::RefundSent => NoticeEvent::RefundSent,
        Event::RefundFailed => NoticeEvent::RefundFailed,
        Event::AutopayFailed => NoticeEvent::AutopayFailed,
        Event::AutopayUpcoming => NoticeEvent::AutopayUpcoming,
        Event::AutopayNotCollected => NoticeEvent::AutopayNotCollected,
        Event::PaymentFailed => NoticeEvent::PaymentFailed,
        Event::MethodExpiring => NoticeEvent::MethodExpiring,
        Event::TrialEnding => NoticeEvent::TrialEnding,
        Event::RenewalUpcoming => NoticeEvent::RenewalUpcoming,
        Event::UsageLimit => NoticeEvent::UsageLimit,
        Event::UsageSpend => NoticeEvent::UsageSpend,
        Event::SpendCap => NoticeEvent::SpendCap,
        Event::PlanMoving => NoticeEvent::PlanMoving,
        Event::DunningReminder if is_final(row) => NoticeEvent::FinalReminder,
        Event::DunningReminder => NoticeEvent::PaymentReminder,
        Event::InstallmentOffered => NoticeEvent::InstallmentOffered,
        Event::InstallmentRefused => NoticeEvent::InstallmentRefused,
        Event::InstallmentAccepted => NoticeEvent::InstallmentAccepted,
        Event::InstallmentUpcoming => NoticeEvent::InstallmentUpcoming,
        Event::InstallmentFailed => NoticeEvent::InstallmentFailed,
        Event::InstallmentDefaulted => NoticeEvent::InstallmentDefaulted,
        Event::InstallmentCompleted => NoticeEvent::InstallmentCompleted,
    })
}

/// The last reminder, before something is taken away.
fn is_final(row: &OutboxRow) -> bool {
    let template = row.payload.get("template").and_then(|word| word.as_str());
    template == Some(DunningTemplate::Final.word())
}

/// The topic under which a person may decline the mail; None: it must reach them. What will be collected
/// must be announced (SEPA Direct Debit Core Rulebook 4.3.4), and so must a renewal and a change of terms.
pub(super) fn topic(row: &OutboxRow) -> Option<MailTopic> {
    match row.event {
        Event::PaymentReceived | Event::RefundSent => Some(MailTopic::Receipts),
        Event::MethodExpiring => Some(MailTopic::ExpiringCards),
        Event::UsageLimit | Event::UsageSpend | Event::SpendCap => Some(MailTopic::Usage),
        Event::DunningReminder => (!is_final(row)).then_some(MailTopic::PaymentReminders),
        Event::InstallmentOffered
        | Event::InstallmentRefused
        | Event::InstallmentAccepted
        | Event::InstallmentUpcoming
        | Event::InstallmentFailed
        | Event::InstallmentDefaulted
        | Event::InstallmentCompleted
        | Event::InvoiceIssued
        | Event::CreditNoteIssued
        | Event::RefundFailed
        | Event::AutopayFailed
        | Event::AutopayUpcoming
        | Event::AutopayNotCollected
        | Event::PaymentFailed
        | Event::TrialEnding
        | Event::RenewalUpcoming
        | Event::PlanMoving => None,
    }
}

/// Posts the notice of this fact, if it is one for the portal.
pub(super) async fn post(
    tx: &mut TenantTx,
    now: Timestamp,
    row: &OutboxRow,
    facts: NoticeFacts,
) -> Result<(), StoreError> {
    let Some(event) = notice_event(row) else { return Ok(()) };
    let notice = NewNotice {
        event,
        severity: event.severity(),
        document: (row.document_kind, row.document_id),
        occurrence: row.occurrence.clone(),
        facts,
    };
    notices::post(tx, now, &notice).await.map(drop)
}
