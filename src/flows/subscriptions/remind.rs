//! Telling customers that a trial ends or a long period renews (row E9): once for each boundary, whoever
//! runs at the same time, and not once the boundary has passed.

use crate::domain::document::DocumentKind;
use crate::domain::id::{SubscriptionId, TenantId};
use crate::domain::period::PeriodError;
use crate::domain::renewal::{LONG_NOTICE_DAYS, Reminder, ReminderKind, Renewing, next_reminder};
use crate::store::outbox::Event;
use crate::store::subscriptions::{self, Subscription};
use crate::store::{Actor, Db, StoreError, TenantTx, outbox, renewals};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Whom the audit log names for what renewals do.
const RENEWALS: Actor = Actor::System("renewals");
/// Subscriptions that are looked for in one go.
const AT_ONCE: i64 = 500;
/// How far ahead reminders can be due: the longest notice, and a day more for whose day it already is.
const AHEAD: SignedDuration = SignedDuration::from_hours((LONG_NOTICE_DAYS + 1) * 24);

#[derive(Debug, thiserror::Error)]
enum RemindError {
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reminds everybody who is to be by now; returns how many reminders there were. One whose reminder cannot
/// be made is told in the log, and the others go on.
/// # Errors  the database is away; who was reminded stays so.
pub async fn remind(db: &Db, now: Timestamp) -> Result<u32, StoreError> {
    let until = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
    let mut reminded = 0;
    let mut after = None;
    loop {
        let found = renewals::to_be_reminded(db, now, until, after, AT_ONCE).await?;
        let Some(last) = found.last().copied() else { return Ok(reminded) };
        for (tenant, subscription) in found {
            match remind_one(db, now, tenant, subscription).await {
                Ok(is_told) => reminded += u32::from(is_told),
                Err(RemindError::Store(error)) if error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::error!(%tenant, subscription_id = %subscription, %error, "nobody can be reminded");
                }
            }
        }
        after = Some(last);
    }
}

async fn remind_one(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    id: SubscriptionId,
) -> Result<bool, RemindError> {
    let mut tx = db.worker_tenant(tenant, &RENEWALS, now).await?;
    let is_told = remind_of(&mut tx, now, id).await?;
    tx.commit().await?;
    Ok(is_told)
}

/// Returns whether the customer is told now; a reminder of the same boundary is told once.
async fn remind_of(
    tx: &mut TenantTx,
    now: Timestamp,
    id: SubscriptionId,
) -> Result<bool, RemindError> {
    let Some(subscription) = subscriptions::find(tx, id).await? else { return Ok(false) };
    let Some(reminder) = reminder_of(&subscription)?.filter(|it| it.is_due(now)) else {
        return Ok(false);
    };
    let event = match reminder.kind {
        ReminderKind::TrialEnding => Event::TrialEnding,
        ReminderKind::RenewalUpcoming => Event::RenewalUpcoming,
    };
    let document = (DocumentKind::Subscription, id.0);
    let boundary = occurrence(&reminder);
    Ok(outbox::push_occurrence(tx, now, event, document, &boundary, json!({})).await?)
}

/// What the customer of this subscription is told next, if something.
pub fn reminder_of(subscription: &Subscription) -> Result<Option<Reminder>, PeriodError> {
    let billed = &subscription.billed;
    let pauses = |at| billed.phase_at(at).terms.paused;
    if subscription.next_billing_at.is_some_and(pauses) {
        return Ok(None);
    }
    next_reminder(&Renewing {
        status: subscription.status,
        interval: billed.cycle.interval,
        next_billing_at: subscription.next_billing_at,
        was_billed: subscription.billed_at.is_some(),
        ends_at: billed.in_force.ends_at(),
        zone: billed.cycle.zone.clone(),
    })
}

/// What tells the reminders of one subscription apart; the query for who was told writes it the same way.
#[must_use]
pub fn occurrence(reminder: &Reminder) -> String {
    reminder.boundary.as_second().to_string()
}
