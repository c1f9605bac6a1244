//! Job: facts in the outbox become messages, one per recipient. All of one fact is one transaction,
//! so that it is told to everybody or stays in the outbox.

use super::backoff::Backoff;
use super::{
    ACTOR, Report, Work, autopay_mail, dunning_mail, installment_mail, outbox_notices, refund_mail,
    subscription_mail, usage_mail, wording,
};
use crate::domain::discount::DiscountError;
use crate::domain::document::DocumentKind;
use crate::domain::id::{CreditNoteId, EmailId, InvoiceId, PaymentId, TenantId};
use crate::domain::mail_topic::MailTopic;
use crate::domain::money::MoneyError;
use crate::domain::notice::NoticeFacts;
use crate::domain::party::Seller;
use crate::domain::period::PeriodError;
use crate::domain::subscription::DueError;
use crate::flows::card_link::CardLinkError;
use crate::flows::documents::stored_file::{StoredFileError, render_and_store};
use crate::i18n::Locale;
use crate::mail::templates::{
    Brand, CreditNoteIssued, InvoiceIssued, MailKind, PaymentReceived, Rendered,
};
use crate::store::emails::NewEmail;
use crate::store::outbox::{Event, OutboxRow};
use crate::store::tenants::BillingProfile;
use crate::store::{
    StoreError, TenantTx, credit_notes, declined_mail, emails, invoices, outbox, receipts, refunds,
    tenants,
};
use crate::trace_context;
use jiff::Timestamp;
use std::collections::BTreeSet;
use tracing::{Span, field};
use uuid::Uuid;

/// Rows looked at in one go.
const BATCH: i64 = 100;
/// A fact is never given up: somebody must be told.
const BACKOFF: Backoff = Backoff { first_s: 30, longest_s: 3600 };

#[derive(Debug, thiserror::Error)]
pub enum DeliverOutboxError {
    /// The outbox names a document that this tenant does not have, or has as a draft.
    #[error("no issued {} with this id", kind.word())]
    NoDocument { kind: DocumentKind },
    /// What a renewal costs cannot be said.
    #[error(transparent)]
    Due(#[from] DueError),
    #[error(transparent)]
    Discount(#[from] DiscountError),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    CardLink(#[from] CardLinkError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Turns what waits into messages; the report is empty when nothing did.
pub(super) async fn run(work: &Work) -> Result<Report, StoreError> {
    let now = work.clock.now();
    let mut report = Report::default();
    for (tenant, outbox_id) in outbox::due(&work.db, now, BATCH).await? {
        match dispatch(work, tenant, outbox_id, now).await {
            Ok(Some(queued)) => {
                report.outbox_dispatched += 1;
                report.emails_queued += queued;
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%tenant, %outbox_id, %error, "a fact cannot be told");
                metrics::counter!("quittance_outbox_failures_total").increment(1);
                step_back(work, tenant, outbox_id, &error, now).await?;
                report.outbox_stepped_back += 1;
            }
        }
    }
    Ok(report)
}

/// One row; returns how many messages were queued, None when another worker has dispatched it.
#[tracing::instrument(level = "debug", name = "outbox", skip_all, fields(
    otel.kind = "consumer", tenant_id = %tenant, outbox_id = %outbox_id, event = field::Empty
))]
async fn dispatch(
    work: &Work,
    tenant: TenantId,
    outbox_id: Uuid,
    now: Timestamp,
) -> Result<Option<u32>, DeliverOutboxError> {
    let mut tx = work.db.worker_tenant(tenant, &ACTOR, now).await?;
    let Some(row) = outbox::lock_due(&mut tx, outbox_id, now).await? else { return Ok(None) };
    trace_context::link(&Span::current(), row.traceparent.as_deref());
    Span::current().record("event", row.event.word());
    let profile = tenants::profile(&mut tx).await?;
    let locale = Locale::from_bcp47(&profile.language).unwrap_or_default();
    let Some(letter) = letter(work, &mut tx, &row, &profile, locale, now).await? else {
        outbox::mark_dispatched(&mut tx, outbox_id, now).await?;
        tx.commit().await?;
        return Ok(Some(0));
    };
    outbox_notices::post(&mut tx, now, &row, letter.facts.clone()).await?;
    let topic = outbox_notices::topic(&row);
    let recipients = recipients(&mut tx, &profile, topic).await?;
    if recipients.is_empty() && topic.is_none() {
        tracing::warn!(%tenant, event = row.event.word(), "nobody to tell: no billing address, no owner");
    }
    let mut queued = 0;
    for recipient in recipients {
        let email = new_email(work, &row, &letter, recipient, locale);
        queued += u32::from(emails::insert(&mut tx, &email, now).await?);
    }
    outbox::mark_dispatched(&mut tx, outbox_id, now).await?;
    tx.commit().await?;
    Ok(Some(queued))
}

/// A message before it is addressed.
pub(super) struct Letter {
    sender_name: String,
    reply_to: String,
    attach_document: bool,
    rendered: Rendered,
    /// With which wording it was composed.
    kind: MailKind,
    version: i32,
    /// What the notice in the portal says.
    facts: NoticeFacts,
}

impl Letter {
    /// With what the notice in the portal says of it.
    pub(super) fn noting(self, facts: NoticeFacts) -> Self {
        Self { facts, ..self }
    }
}

/// None when there is nothing to tell any more.
async fn letter(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
    now: Timestamp,
) -> Result<Option<Letter>, DeliverOutboxError> {
    match row.event {
        Event::InvoiceIssued => invoice_issued(work, tx, row, profile, locale).await.map(Some),
        Event::CreditNoteIssued => {
            credit_note_issued(work, tx, row, profile, locale).await.map(Some)
        }
        Event::PaymentReceived => {
            payment_received(work, tx, row, profile, locale, now).await.map(Some)
        }
        Event::AutopayUpcoming
        | Event::AutopayNotCollected
        | Event::AutopayFailed
        | Event::PaymentFailed => {
            autopay_mail::about_invoice(work, tx, row, profile, locale, now).await
        }
        Event::DunningReminder => dunning_mail::reminder(work, tx, row, profile, locale, now).await,
        Event::MethodExpiring => {
            autopay_mail::method_expiring(work, tx, row, profile, locale, now).await
        }
        Event::TrialEnding | Event::RenewalUpcoming => {
            subscription_mail::reminder(work, tx, row, profile, locale, now).await
        }
        Event::UsageLimit | Event::UsageSpend | Event::SpendCap => {
            usage_mail::alert(work, tx, row, profile, locale, now).await
        }
        Event::PlanMoving => subscription_mail::plan_moving(work, tx, row, profile, locale).await,
        Event::InstallmentAccepted
        | Event::InstallmentOffered
        | Event::InstallmentRefused
        | Event::InstallmentUpcoming
        | Event::InstallmentFailed
        | Event::InstallmentDefaulted
        | Event::InstallmentCompleted => {
            installment_mail::about_plan(work, tx, row, profile, locale).await
        }
        Event::RefundSent | Event::RefundFailed => {
            refund_mail::letter(work, tx, row, profile, locale).await.map(Some)
        }
    }
}

async fn invoice_issued(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Letter, DeliverOutboxError> {
    let missing = DeliverOutboxError::NoDocument { kind: row.document_kind };
    let found = invoices::find(tx, InvoiceId(row.document_id)).await?;
    let Some(invoice) = found else { return Err(missing) };
    let (Some(number), Some(seller)) = (&invoice.number, &invoice.seller) else {
        return Err(missing);
    };
    let collected_from = autopay_mail::collected_from(work, tx, &invoice, locale).await?;
    let message = InvoiceIssued {
        account: &profile.legal_name,
        collected_from: collected_from.as_deref(),
        number,
        total: invoice.total,
        due_on: invoice.due_on,
        link: &page(work, row),
    };
    let kind = InvoiceIssued::KIND;
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(seller, locale);
    let rendered = message.render(locale, &brand, &chosen.template);
    Ok(letter_of(Some(seller), true, rendered, (kind, chosen.version)))
}

async fn credit_note_issued(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
) -> Result<Letter, DeliverOutboxError> {
    let found = credit_notes::find(tx, CreditNoteId(row.document_id)).await?;
    let note = found.ok_or(DeliverOutboxError::NoDocument { kind: row.document_kind })?;
    let invoice = match note.invoice_id {
        Some(invoice) => invoices::find(tx, invoice).await?,
        None => None,
    };
    let paid_out = refunds::paid_out(tx, note.credit_note_id, note.currency).await?;
    let message = CreditNoteIssued {
        account: &profile.legal_name,
        number: &note.number,
        invoice_number: invoice.as_ref().and_then(|invoice| invoice.number.as_deref()),
        total: note.total,
        applied: note.applied,
        to_credit: note.to_balance.checked_sub(paid_out).unwrap_or(note.to_balance),
        link: &page(work, row),
    };
    let kind = message.kind();
    let chosen = wording::current(tx, kind, locale).await?;
    let brand = Brand::of_seller(&note.seller, locale);
    let rendered = message.render(locale, &brand, &chosen.template);
    Ok(letter_of(Some(&note.seller), true, rendered, (kind, chosen.version)))
}

async fn payment_received(
    work: &Work,
    tx: &mut TenantTx,
    row: &OutboxRow,
    profile: &BillingProfile,
    locale: Locale,
    now: Timestamp,
) -> Result<Letter, DeliverOutboxError> {
    let payment = PaymentId(row.document_id);
    let found = outbox::payment_receipt(tx, payment).await?;
    let receipt = found.ok_or(DeliverOutboxError::NoDocument { kind: row.document_kind })?;
    // The seller of the first invoice it settled speaks, as on the receipt; the operator when it settled none.
    let seller = match receipts::paid_when_recorded(tx, payment).await?.first() {
        Some(paid) => invoices::find(tx, paid.invoice_id).await?.and_then(|i| i.seller),
        None => None,
    };
    let brand = match &seller {
        Some(seller) => Brand::of_seller(seller, locale),
        None => Brand::of_operator(work.mailer.sender_name()),
    };
    let settled: Vec<_> =
        receipt.invoices.iter().map(|(_, number, amount)| (number.clone(), *amount)).collect();
    let message = PaymentReceived {
        account: &profile.legal_name,
        amount: receipt.amount,
        received_on: receipt.received_on,
        reference: &receipt.reference,
        invoices: &settled,
        to_credit: receipt.to_credit,
        bought_credit: receipts::bought_credit(tx, payment).await?,
        link: &page(work, row),
    };
    let kind = PaymentReceived::KIND;
    let chosen = wording::current(tx, kind, locale).await?;
    let rendered = message.render(locale, &brand, &chosen.template);
    // What the receipt says is settled when the mail is made.
    let receipt = render_and_store(tx, now, DocumentKind::Payment, row.document_id).await;
    let has_receipt = match receipt {
        Ok(_) => true,
        Err(StoredFileError::Store(error)) => return Err(error.into()),
        Err(error) => {
            tracing::error!(payment_id = %row.document_id, %error, "a payment has no receipt");
            false
        }
    };
    Ok(letter_of(seller.as_ref(), has_receipt, rendered, (kind, chosen.version)))
}

/// `seller` None: the operator speaks.
pub(super) fn letter_of(
    seller: Option<&Seller>,
    attach_document: bool,
    rendered: Rendered,
    (kind, version): (MailKind, i32),
) -> Letter {
    Letter {
        sender_name: seller.map_or_else(String::new, |seller| seller.legal_name.clone()),
        reply_to: seller.map_or_else(String::new, |seller| seller.email.clone()),
        attach_document,
        rendered,
        kind,
        version,
        facts: NoticeFacts::default(),
    }
}

/// Where the customer sees the document.
pub(super) fn page(work: &Work, row: &OutboxRow) -> String {
    let folder = match row.document_kind {
        DocumentKind::Invoice => "invoices",
        DocumentKind::CreditNote => "credit-notes",
        DocumentKind::Payment => "payments",
        // They stand in the list of payments.
        DocumentKind::Refund => return format!("{}/payments", work.base_url),
        DocumentKind::PaymentMethod => "settings/payment-methods",
        DocumentKind::InstallmentPlan => "installment-plans",
        DocumentKind::Subscription => return format!("{}/", work.base_url),
    };
    format!("{}/{folder}/{}", work.base_url, row.document_id)
}

/// The billing addresses, or the owner's when there are none, without those of people who declined this
/// topic. Each once, whatever its case.
async fn recipients(
    tx: &mut TenantTx,
    profile: &BillingProfile,
    topic: Option<MailTopic>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut billing: BTreeSet<String> = profile
        .billing_emails
        .iter()
        .map(|address| address.trim().to_lowercase())
        .filter(|address| !address.is_empty())
        .collect();
    if billing.is_empty() {
        billing.extend(emails::owner_address(tx).await?);
    }
    if let Some(topic) = topic {
        let declined = declined_mail::addresses(tx, topic).await?;
        billing.retain(|address| !declined.contains(address));
    }
    Ok(billing)
}

fn new_email(
    work: &Work,
    row: &OutboxRow,
    letter: &Letter,
    recipient: String,
    locale: Locale,
) -> NewEmail {
    let email_id = EmailId::new();
    NewEmail {
        email_id,
        event: row.event.word(),
        document_kind: row.document_kind,
        document_id: row.document_id,
        occurrence: row.occurrence.clone(),
        recipient,
        language: locale.as_bcp47().to_owned(),
        sender_name: letter.sender_name.clone(),
        reply_to: letter.reply_to.clone(),
        subject: letter.rendered.subject.clone(),
        text_body: letter.rendered.text_body.clone(),
        html_body: letter.rendered.html_body.clone(),
        attach_document: letter.attach_document,
        message_id: work.mailer.message_id(email_id.0),
        template: letter.kind.word(),
        template_version: letter.version,
    }
}

async fn step_back(
    work: &Work,
    tenant: TenantId,
    outbox_id: Uuid,
    error: &DeliverOutboxError,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = work.db.worker_tenant(tenant, &ACTOR, now).await?;
    if let Some(attempts) = outbox::attempts(&mut tx, outbox_id).await? {
        let next = now + BACKOFF.wait(attempts + 1);
        outbox::step_back(&mut tx, outbox_id, &error.to_string(), next).await?;
    }
    tx.commit().await
}
