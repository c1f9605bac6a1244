//! Takes a notice that came to the envelope's sender and records it. The notice is believed in what
//! happened; which mail it is about says the address it came to, which only we can have made.

use super::record_bounce::{BouncedMail, record_bounce};
use crate::domain::bounce::{BounceKind, EnhancedStatus, without_addresses};
use crate::domain::id::{EmailId, TenantId};
use crate::mail::{BounceAddress, Notice, ReceivedNotice};
use crate::store::bounces::{self, Bounce, SentAs};
use crate::store::{Actor, Db, StoreError};
use jiff::Timestamp;

const ACTOR: Actor = Actor::System("bounces");

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Recorded: the mail was not delivered.
    Bounced { status: EnhancedStatus },
    /// Recorded: the mail is late.
    Delayed { status: EnhancedStatus },
    /// It says what is known, or comes after something that counts more.
    KnownAlready,
    /// Not to an address that we made.
    NotOurs,
    /// To an address that we made, for a mail that is kept no more.
    MailIsGone,
    /// No notice of a failure: an answer from a holiday, a delivery, something else.
    Ignored,
}

/// A failure that a notice tells of.
struct Failure<'a> {
    status: EnhancedStatus,
    diagnostic: &'a str,
    is_final: bool,
}

impl Failure<'_> {
    /// A late mail may still arrive, whatever its status.
    fn kind(&self) -> BounceKind {
        let kind = self.status.kind().unwrap_or(BounceKind::Transient);
        if self.is_final { kind } else { BounceKind::Transient }
    }

    fn outcome(&self) -> Received {
        let status = self.status;
        if self.is_final { Received::Bounced { status } } else { Received::Delayed { status } }
    }
}

/// Records what `received` says, once however often it comes. `envelope_to` is the address that the mail
/// server was asked to deliver it to; without it the message's own headers are asked.
pub async fn receive_bounce(
    db: &Db,
    addresses: &BounceAddress,
    received: &ReceivedNotice,
    envelope_to: Option<&str>,
    now: Timestamp,
) -> Result<Received, StoreError> {
    let headers = received.addressed_to.iter().map(String::as_str);
    let id = match envelope_to {
        Some(address) => addresses.message_of(address),
        None => headers.into_iter().find_map(|address| addresses.message_of(address)),
    };
    let Some(id) = id else { return Ok(Received::NotOurs) };
    let failure = match &received.notice {
        Notice::Failed { status, diagnostic } => {
            Failure { status: *status, diagnostic, is_final: true }
        }
        Notice::Delayed { status, diagnostic } => {
            Failure { status: *status, diagnostic, is_final: false }
        }
        Notice::Delivered | Notice::AutoReply | Notice::Other => return Ok(Received::Ignored),
    };
    let mut tx = db.operator(&ACTOR, now).await?;
    match bounces::find_mail(&mut tx, id).await? {
        None => Ok(Received::MailIsGone),
        Some(SentAs::Job(job)) => {
            let (kind, status) = (failure.kind(), failure.status);
            let is_new = bounces::record_of_job(&mut tx, job, kind, status, now).await?;
            tx.commit().await?;
            Ok(if is_new { failure.outcome() } else { Received::KnownAlready })
        }
        Some(SentAs::Email(tenant, email)) => {
            drop(tx);
            of_email(db, tenant, email, &failure, now).await
        }
    }
}

async fn of_email(
    db: &Db,
    tenant: TenantId,
    email: EmailId,
    failure: &Failure<'_>,
    now: Timestamp,
) -> Result<Received, StoreError> {
    let mut tx = db.worker_tenant(tenant, &ACTOR, now).await?;
    let Some(recipient) = bounces::recipient(&mut tx, email).await? else {
        return Ok(Received::MailIsGone);
    };
    let diagnostic = without_addresses(failure.diagnostic, &recipient);
    let bounce = Bounce { kind: failure.kind(), status: failure.status, diagnostic: &diagnostic };
    let recorded = if failure.is_final {
        bounces::record_failure(&mut tx, email, &bounce, now).await?
    } else {
        bounces::record_delay(&mut tx, email, &bounce, now).await?
    };
    let Some(mail) = recorded else { return Ok(Received::KnownAlready) };
    if failure.is_final {
        let mail = BouncedMail {
            email,
            event: &mail.event,
            recipient: &mail.recipient,
            document: (mail.document_kind, mail.document_id),
        };
        record_bounce(&mut tx, &ACTOR, &mail, &bounce, now).await?;
    }
    tx.commit().await?;
    Ok(failure.outcome())
}
