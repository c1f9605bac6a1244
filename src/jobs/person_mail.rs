//! E-mails to a person that let them in. Their payload holds the secret link, so it is blanked as
//! soon as the job has ended, however it ended; staff cannot read payloads at all.

use super::{Job, JobError, Work};
use crate::auth::local_path;
use crate::domain::id::{InvitationId, TenantId};
use crate::i18n::Locale;
use crate::mail::templates::{Brand, Invitation, Rendered, SignInLink};
use crate::mail::{OutgoingMail, SendError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracing::{Instrument, debug_span};
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
    // To the nearest minute: a second in the queue makes no 14 of the 15 that were promised.
    let minutes = (mail.expires_at.duration_since(now).as_secs() + 30) / 60;
    let page = local_path::with_next(&format!("/sign-in/link/{}", mail.token), &mail.next);
    let link = format!("{}{page}", work.base_url);
    let message = SignInLink { name: &mail.name, minutes: minutes.max(1), link: &link };
    let rendered = message.render(locale(mail.language.as_deref()), &brand(work));
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
    let rendered = message.render(locale(Some(&mail.language)), &brand(work));
    send(work, job_id, now, &mail.email, rendered).await
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
    let leaving =
        work.mailer.send(&mail).instrument(debug_span!("mail send", otel.kind = "client"));
    match leaving.await {
        // Perhaps it arrived; the person asks for another if not. A second copy would confuse more.
        Ok(()) | Err(SendError::Uncertain { .. }) => Ok(()),
        Err(error) => Err(JobError::Mail(error)),
    }
}
