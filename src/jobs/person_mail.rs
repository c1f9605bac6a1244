//! E-mails to a person that let them in. Their payload holds the secret link, so it is blanked as
//! soon as the job has ended, however it ended; staff cannot read payloads at all.

use super::{Job, JobError, Work};
use crate::domain::access::MemberRole;
use crate::i18n::Locale;
use crate::mail::templates::{Brand, Invitation, Rendered, SignInLink};
use crate::mail::{OutgoingMail, SendError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody asked for a link that signs them in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SignInLinkMail {
    /// The person's e-mail address.
    pub recipient: String,
    pub language: Locale,
    /// Signs in whoever holds it.
    pub url: String,
    /// After this nothing is sent any more.
    pub expires_at: Timestamp,
}

/// Somebody was invited to a customer's account.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct InvitationMail {
    pub recipient: String,
    pub inviter_name: String,
    /// The customer's name.
    pub tenant_name: String,
    pub role: MemberRole,
    pub language: Locale,
    pub url: String,
    pub expires_at: Timestamp,
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
    let minutes = mail.expires_at.duration_since(now).as_secs() / 60;
    let message = SignInLink { minutes: minutes.max(1), link: &mail.url };
    let rendered = message.render(mail.language, &brand(work));
    send(work, job_id, now, &mail.recipient, rendered).await
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
        inviter: &mail.inviter_name,
        account: &mail.tenant_name,
        role: mail.role,
        valid_until: mail.expires_at,
        link: &mail.url,
    };
    let rendered = message.render(mail.language, &brand(work));
    send(work, job_id, now, &mail.recipient, rendered).await
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
        Err(error) => Err(JobError::Mail(error)),
    }
}
