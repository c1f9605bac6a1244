//! E-mails to a person that let them in. Their payload holds the secret link, so it is blanked as
//! soon as the job has ended, however it ended; staff cannot read payloads at all.

use super::wording::{self, Chosen};
use super::{ACTOR, Job, JobError, Work};
use crate::auth::local_path;
use crate::domain::bounce::{EnhancedStatus, without_addresses};
use crate::domain::id::{InvitationId, TenantId};
use crate::i18n::{Locale, text_with};
use crate::mail::templates::{
    Brand, Invitation, MailKind, Rendered, SignInLink, Template, Wording, sample,
};
use crate::mail::{OutgoingMail, SendError};
use crate::store::{StoreError, bounces};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody asked for a link that signs them in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SignInLinkMail {
    pub email: String,
    pub name: String,
    /// The person's choice; none: English.
    pub language: Option<String>,
    /// Signs in whoever holds it.
    pub token: String,
    /// The page they wanted, a path of this site; empty: their first page.
    #[serde(default)]
    pub next: String,
    /// After this nothing is sent any more.
    pub expires_at: Timestamp,
}

/// Somebody was invited to a customer's account.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct InvitationMail {
    pub tenant_id: TenantId,
    pub invitation_id: InvitationId,
    pub email: String,
    pub tenant_name: String,
    /// None when staff invited.
    pub inviter_name: Option<String>,
    /// The customer's.
    pub language: String,
    /// Joins whoever holds it and owns the address.
    pub token: String,
    pub expires_at: Timestamp,
}

/// A member of staff wants to see a wording in their own mailbox, saved or not.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TestMail {
    pub email: String,
    /// The word of a [`MailKind`].
    pub template: String,
    pub language: String,
    pub subject: String,
    pub body: String,
}

// A link must not reach a log through `{:?}` either.
impl std::fmt::Debug for SignInLinkMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInLinkMail")
    }
}

impl std::fmt::Debug for InvitationMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitationMail")
    }
}

impl std::fmt::Debug for TestMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestMail")
    }
}

impl From<SignInLinkMail> for Job {
    fn from(mail: SignInLinkMail) -> Self {
        Self::SendSignInLink(mail)
    }
}

impl From<InvitationMail> for Job {
    fn from(mail: InvitationMail) -> Self {
        Self::SendInvitation(mail)
    }
}

impl From<TestMail> for Job {
    fn from(mail: TestMail) -> Self {
        Self::SendTestMail(mail)
    }
}

/// Sends the link unless it has expired meanwhile.
pub(super) async fn send_sign_in_link(
    work: &Work,
    job_id: Uuid,
    mail: &SignInLinkMail,
) -> Result<(), JobError> {
    let now = work.clock.now();
    if mail.expires_at <= now {
        return Ok(());
    }
    // To the nearest minute: a second in the queue makes no 14 of the 15 that were promised.
    let minutes = (mail.expires_at.duration_since(now).as_secs() + 30) / 60;
    let page = local_path::with_next(&format!("/sign-in/link/{}", mail.token), &mail.next);
    let link = format!("{}{page}", work.base_url);
    let message = SignInLink { name: &mail.name, minutes: minutes.max(1), link: &link };
    let locale = locale(mail.language.as_deref());
    let chosen = wording(work, SignInLink::KIND, locale, now).await?;
    let rendered = message.render(locale, &brand(work), &chosen.template);
    send(work, job_id, now, &mail.email, rendered).await
}

/// Sends the invitation unless it has expired meanwhile.
pub(super) async fn send_invitation(
    work: &Work,
    job_id: Uuid,
    mail: &InvitationMail,
) -> Result<(), JobError> {
    let now = work.clock.now();
    if mail.expires_at <= now {
        return Ok(());
    }
    let message = Invitation {
        inviter: mail.inviter_name.as_deref().unwrap_or_else(|| work.mailer.sender_name()),
        account: &mail.tenant_name,
        valid_until: mail.expires_at,
        link: &format!("{}/invitations/{}", work.base_url, mail.token),
    };
    let locale = locale(Some(&mail.language));
    let chosen = wording(work, Invitation::KIND, locale, now).await?;
    let rendered = message.render(locale, &brand(work), &chosen.template);
    send(work, job_id, now, &mail.email, rendered).await
}

/// Sends the wording with sample values.
pub(super) async fn send_test_mail(
    work: &Work,
    job_id: Uuid,
    mail: &TestMail,
) -> Result<(), JobError> {
    let kind: MailKind = mail.template.parse().map_err(|_| JobError::Unreadable)?;
    let locale = locale(Some(&mail.language));
    let wording = Wording { subject: mail.subject.clone(), body: mail.body.clone() };
    let template = Template::read(kind, &wording).map_err(|_| JobError::Unreadable)?;
    let mut rendered = sample(kind, locale, &brand(work), &work.base_url, &template);
    let subject = [("subject", rendered.subject.as_str().into())];
    rendered.subject = text_with(locale, "mail-test-subject", &subject);
    send(work, job_id, work.clock.now(), &mail.email, rendered).await
}

async fn wording(
    work: &Work,
    kind: MailKind,
    locale: Locale,
    now: Timestamp,
) -> Result<Chosen, StoreError> {
    let mut tx = work.db.operator(&ACTOR, now).await?;
    wording::current_of_operator(&mut tx, kind, locale).await
}

fn locale(language: Option<&str>) -> Locale {
    language.and_then(Locale::from_bcp47).unwrap_or_default()
}

fn brand(work: &Work) -> Brand {
    Brand::of_operator(work.mailer.sender_name())
}

async fn send(
    work: &Work,
    job_id: Uuid,
    now: Timestamp,
    recipient: &str,
    rendered: Rendered,
) -> Result<(), JobError> {
    let mail = OutgoingMail {
        id: job_id,
        message_id: work.mailer.message_id(job_id),
        recipient: recipient.to_owned(),
        sender_name: String::new(),
        reply_to: String::new(),
        sent_at: now,
        subject: rendered.subject,
        text_body: rendered.text_body,
        html_body: rendered.html_body,
        attachment: None,
    };
    match work.mailer.send(&mail).await {
        // Perhaps it arrived; the person asks for another if not. A second copy would confuse more.
        Ok(()) | Err(SendError::Uncertain { .. }) => Ok(()),
        Err(SendError::Refused { reason, answer }) => {
            if let Some(status) = answer.as_ref().map(|refusal| refusal.status) {
                record_refusal(work, job_id, status, now).await?;
            }
            let reason = without_addresses(&reason, recipient);
            Err(JobError::Mail(SendError::Refused { reason, answer }))
        }
        Err(SendError::Later { reason }) => {
            let reason = without_addresses(&reason, recipient);
            Err(JobError::Mail(SendError::Later { reason }))
        }
    }
}

/// A refused mail to a person bars no address: who asks for a link shall get the next one tried.
async fn record_refusal(
    work: &Work,
    job_id: Uuid,
    status: EnhancedStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(kind) = status.kind() else { return Ok(()) };
    let mut tx = work.db.operator(&ACTOR, now).await?;
    bounces::record_of_job(&mut tx, job_id.into(), kind, status, now).await?;
    tx.commit().await
}
