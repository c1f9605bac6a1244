//! One text message leaves, at most once.
//!
//! A claim is committed before the provider is called, and no transaction is open meanwhile. Where the
//! answer is lost, the next claim looks the message up in the provider's list; it is sent again only when
//! it is not there.

use super::consent::{end_for_number, nobody_asked};
use super::{ACTOR, Sender};
use crate::clock::Clock;
use crate::domain::id::{SmsId, TenantId};
use crate::domain::sms::{ConsentReason, SmsKind};
use crate::domain::text_message::good_time;
use crate::sms::{Fate, NotNow, OutgoingSms, SmsError, SmsSender, TakenSms};
use crate::store::sms_messages::{ClaimedSms, LEASE, Outcome};
use crate::store::{Db, StoreError, TenantTx, sms_consents, sms_messages, tenants};
use jiff::{SignedDuration, Timestamp};

/// Tries until a message is given up; its own end comes earlier, mostly.
const ATTEMPTS_MAX: i32 = 20;
/// The waits double from the first to the longest.
const FIRST_WAIT_S: i64 = 30;
const LONGEST_WAIT_S: i64 = 1800;
/// Credentials are wrong until somebody looks: there is no hurry.
const CREDENTIALS_WAIT_S: i64 = 900;
/// The provider says seconds, and its clock is not ours.
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(120);

/// What an attempt amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Somebody else has it, or it is not due any more.
    NotDue,
    Sent,
    /// Due again later.
    Postponed,
    Failed,
    /// Nobody allows it any more.
    Suppressed,
}

/// What sending needs.
pub struct Sending<'a> {
    pub db: &'a Db,
    pub clock: &'a Clock,
    pub sender: &'a Sender,
    /// The portal's address, to which the provider tells the fate.
    pub base_url: &'a str,
}

/// Tries to send the message.
pub async fn send_one(
    sending: &Sending<'_>,
    tenant: TenantId,
    sms: SmsId,
) -> Result<Attempt, StoreError> {
    let now = sending.clock.now();
    let mut tx = sending.db.worker_tenant(tenant, &ACTOR, now).await?;
    let Some(claimed) = sms_messages::claim(&mut tx, sms, now).await? else {
        return Ok(Attempt::NotDue);
    };
    // One that may have left is looked up, whatever has changed since.
    if !claimed.may_have_left
        && let Some((outcome, attempt)) = held_back(&mut tx, &claimed, now).await?
    {
        sms_messages::settle(&mut tx, &claimed, outcome, now).await?;
        tx.commit().await?;
        return Ok(attempt);
    }
    tx.commit().await?;
    let result = match sending.sender {
        Some(sender) => look_up_or_send(sending, sender.as_ref(), tenant, &claimed).await?,
        None => Err(SmsError::Later(NotNow::NoConnection)),
    };
    settle(sending, tenant, &claimed, result).await
}

/// Why a message does not leave now, if so.
async fn held_back(
    tx: &mut TenantTx,
    sms: &ClaimedSms,
    now: Timestamp,
) -> Result<Option<(Outcome<'static>, Attempt)>, StoreError> {
    if sms.expires_at <= now {
        return Ok(Some((Outcome::Failed { code: None, error: "too late" }, Attempt::Failed)));
    }
    if sms.kind == SmsKind::PhoneCode {
        return Ok(None);
    }
    let consent = sms_consents::of_person(tx, sms.person).await?;
    if !consent.is_some_and(|consent| consent.is_on() && consent.number == sms.number) {
        return Ok(Some((Outcome::Suppressed, Attempt::Suppressed)));
    }
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    let at = good_time(now, &zone);
    Ok((at > now).then_some((Outcome::Later { at, error: "night" }, Attempt::Postponed)))
}

/// No transaction is open here but for the look at what we know.
async fn look_up_or_send(
    sending: &Sending<'_>,
    sender: &dyn SmsSender,
    tenant: TenantId,
    sms: &ClaimedSms,
) -> Result<Result<TakenSms, SmsError>, StoreError> {
    if sms.may_have_left {
        let since = sms.created_at - CLOCKS_APART;
        let listed = match sender.sent(sms.number.as_str(), &sms.body, since).await {
            Ok(listed) => listed,
            // Nothing is sent while that cannot be said.
            Err(_) => return Ok(Err(SmsError::Unknown)),
        };
        let references: Vec<_> = listed.iter().map(|taken| taken.reference.clone()).collect();
        let mut tx = sending.db.tenant_read(tenant).await?;
        let known = sms_messages::known_references(&mut tx, &references).await?;
        drop(tx);
        if let Some(ours) = listed.into_iter().find(|taken| !known.contains(&taken.reference)) {
            return Ok(Ok(ours));
        }
        if sms.expires_at <= sending.clock.now() {
            return Ok(Err(SmsError::Refused { code: 0 }));
        }
    }
    let outgoing = OutgoingSms {
        to: sms.number.as_str().to_owned(),
        body: sms.body.clone(),
        status_callback: status_url(sending.base_url, tenant, sms.sms_id),
    };
    Ok(sender.send(&outgoing).await)
}

/// Where the provider tells what became of the message.
#[must_use]
pub fn status_url(base_url: &str, tenant: TenantId, sms: SmsId) -> String {
    format!("{base_url}/webhooks/twilio/{tenant}/{sms}")
}

async fn settle(
    sending: &Sending<'_>,
    tenant: TenantId,
    sms: &ClaimedSms,
    result: Result<TakenSms, SmsError>,
) -> Result<Attempt, StoreError> {
    let now = sending.clock.now();
    let error = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let error = error.as_str();
    let mut attempt = Attempt::Failed;
    let outcome = match &result {
        Ok(TakenSms { reference, fate: Fate::OnItsWay | Fate::Delivered }) => {
            attempt = Attempt::Sent;
            Outcome::Sent { reference }
        }
        Ok(TakenSms { fate: Fate::Undelivered { code }, .. }) => {
            Outcome::Failed { code: i32::try_from(*code).ok(), error: "undelivered" }
        }
        Err(SmsError::Unknown) => {
            attempt = Attempt::Postponed;
            Outcome::LookUp { at: now + LEASE, error }
        }
        Err(SmsError::Later(why)) if sms.attempts < ATTEMPTS_MAX => {
            attempt = Attempt::Postponed;
            if *why == NotNow::Credentials {
                tracing::error!("the provider of text messages refuses our credentials");
            }
            Outcome::Later { at: now + wait(*why, sms.attempts), error }
        }
        Err(SmsError::Later(_)) => Outcome::Failed { code: None, error },
        Err(SmsError::Barred { code, .. } | SmsError::Refused { code }) => {
            Outcome::Failed { code: i32::try_from(*code).ok(), error }
        }
    };
    let mut tx = sending.db.worker_tenant(tenant, &ACTOR, now).await?;
    let is_ours = sms_messages::settle(&mut tx, sms, outcome, now).await?;
    if let Err(SmsError::Barred { .. }) = result
        && is_ours
    {
        bar(&mut tx, sms, now).await?;
    }
    tx.commit().await?;
    if let Err(SmsError::Barred { is_stop: true, .. }) = result {
        // They said stop to our number, so for whichever customer.
        end_for_number(sending.db, now, &sms.number, ConsentReason::Stop).await?;
    }
    if !is_ours {
        return Ok(Attempt::NotDue);
    }
    if attempt != Attempt::Sent {
        tracing::warn!(%tenant, sms_id = %sms.sms_id, error, "text message not sent");
    }
    Ok(attempt)
}

/// The number takes no messages: this person's consent ends with the message that told so.
async fn bar(tx: &mut TenantTx, sms: &ClaimedSms, now: Timestamp) -> Result<(), StoreError> {
    let consent = sms_consents::of_person(tx, sms.person).await?;
    // Ended already, or about another number that still takes messages.
    let is_other = |it: &sms_consents::Consent| it.number != sms.number || !it.is_on();
    if !consent.as_ref().is_some_and(is_other) {
        let whose = (sms.person, &sms.number);
        let evidence = nobody_asked(&ACTOR);
        sms_consents::decide(tx, now, whose, ConsentReason::Barred, evidence).await?;
    }
    Ok(())
}

fn wait(why: NotNow, attempts: i32) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).clamp(0, 20);
    SignedDuration::from_secs(match why {
        NotNow::Credentials => CREDENTIALS_WAIT_S,
        NotNow::NoConnection | NotNow::TooMany => (FIRST_WAIT_S << doublings).min(LONGEST_WAIT_S),
    })
}
