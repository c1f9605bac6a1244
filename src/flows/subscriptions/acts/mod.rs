//! Doing an act: the subscription is locked, billed up to the act's instant, and then the act is done, all
//! in the caller's transaction.

mod cancel;
mod change;
mod end_trial;
mod pause;
mod reactivate;
mod switch_interval;
mod undo;

use change::ChangedTerms;
pub(super) use change::{charge_of, credit, planned, store_terms};

use super::act::{Act, ActError, Applied, When};
use super::one_meter::stored_taken_by;
use crate::domain::id::{InvoiceId, QuoteId, SubscriptionChangeId, SubscriptionId};
use crate::domain::period::PeriodError;
use crate::domain::subscription_status::SubscriptionStatus;
use crate::flows::billing::bill_subscription::{Billed, Late, UsageOfSubscription, bill_when};
use crate::flows::billing::run_due::INVOICES_AT_ONCE_MAX;
use crate::store::subscriptions::{self, BillingUnit, NewChange, Subscription};
use crate::store::{Actor, TenantTx};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

/// Who does an act, when, and from which instant it counts.
pub(super) struct Acting<'a> {
    pub tx: &'a mut TenantTx,
    pub now: Timestamp,
    /// The customer's civil date, which documents bear.
    pub today: Date,
    pub actor: &'a Actor,
    /// The instant of the quote: an act that holds now counts from here, to the second.
    pub at: Timestamp,
    pub quote_id: Option<QuoteId>,
    pub usage: &'a dyn UsageOfSubscription,
}

/// Does the act. The caller commits, or takes everything back when it was only to be seen.
pub(super) async fn do_act(
    acting: &mut Acting<'_>,
    id: SubscriptionId,
    act: &Act,
) -> Result<Applied, ActError> {
    let (subscription, made) = billed_up_to(acting, id).await?;
    let has_ended = subscription.status == SubscriptionStatus::Canceled;
    if has_ended && !matches!(act, Act::Reactivate) {
        return Err(ActError::HasEnded);
    }
    if subscription.starts_at > acting.at && !matches!(act, Act::Cancel { .. }) {
        return Err(ActError::NotBegun { at: subscription.starts_at });
    }
    if subscriptions::awaits_reissue(acting.tx, id).await? {
        return Err(ActError::AwaitsReissue);
    }
    let mut applied = match act {
        Act::Change { version, seats, add_ons, when } => {
            let wanted = ChangedTerms { version: *version, seats: *seats, add_ons };
            change::change(acting, &subscription, &wanted, *when).await
        }
        Act::Cancel { when, unused, reason } => {
            cancel::cancel(acting, &subscription, *when, *unused, reason).await
        }
        Act::Pause { when } => pause::pause(acting, &subscription, *when).await,
        Act::Resume => pause::resume(acting, &subscription).await,
        Act::EndTrial => end_trial::end_trial(acting, &subscription).await,
        Act::Reactivate => reactivate::reactivate(acting, &subscription).await,
        Act::UndoChange => undo::undo_change(acting, &subscription).await,
        Act::UndoCancel => undo::undo_cancel(acting, &subscription).await,
    }?;
    // What ends or pauses charges for nothing more; what waits to be paid was looked at when it was asked for.
    let is_less = matches!(act, Act::Cancel { .. } | Act::Pause { .. });
    if !is_less && applied.pay_until.is_none() {
        let taken = stored_taken_by(acting.tx, applied.subscription_id, acting.at).await?;
        if let Some(taken) = taken {
            return Err(taken.into());
        }
    }
    applied.invoices.splice(0..0, made);
    Ok(applied)
}

/// The subscription, locked and billed up to the act's instant, and the invoices that were made for that.
async fn billed_up_to(
    acting: &mut Acting<'_>,
    id: SubscriptionId,
) -> Result<(Subscription, Vec<InvoiceId>), ActError> {
    let mut made = Vec::new();
    for _ in 0..INVOICES_AT_ONCE_MAX {
        let locked = subscriptions::lock(acting.tx, id).await?.ok_or(ActError::NotFound)?;
        if let Some(reason) = locked.parked_reason {
            return Err(ActError::Parked { reason });
        }
        if let Some(at) = locked.billed_at.filter(|billed_at| *billed_at > acting.at) {
            return Err(ActError::PeriodTurned { at });
        }
        if let Some(at) = changed_since(&locked, acting) {
            return Err(ActError::ChangedSince { at });
        }
        if locked.waits {
            let waiting = subscriptions::waiting_change(acting.tx, id).await?;
            let until = waiting.and_then(|change| change.pay_until).unwrap_or(acting.now);
            return Err(ActError::WaitsForPayment { until });
        }
        if locked.next_billing_at.is_none_or(|due_at| due_at > acting.at) {
            return Ok((locked, made));
        }
        made.extend(bill_once(acting, id).await?);
    }
    Err(ActError::Parked { reason: format!("more than {INVOICES_AT_ONCE_MAX} invoices are due") })
}

/// When terms began that the quote, of an earlier instant, did not know.
fn changed_since(subscription: &Subscription, acting: &Acting<'_>) -> Option<Timestamp> {
    let begun = subscription.billed.phases().iter().map(|phase| phase.from);
    begun.rev().find(|from| *from > acting.at && *from <= acting.now)
}

/// The invoice that is due now, without waiting for late usage.
pub(super) async fn bill_once(
    acting: &mut Acting<'_>,
    id: SubscriptionId,
) -> Result<Option<InvoiceId>, ActError> {
    let Acting { now, actor, usage, .. } = *acting;
    let unit = BillingUnit::One(id);
    let billed = bill_when(acting.tx, now, actor, unit, usage, Late::IsNotAwaited).await?;
    Ok(match billed {
        Billed::Invoiced(invoice) => Some(invoice),
        Billed::Passed | Billed::NothingDue => None,
    })
}

/// The instant from which an act holds.
fn effective_at(
    acting: &Acting<'_>,
    subscription: &Subscription,
    when: When,
) -> Result<Timestamp, ActError> {
    let next = subscription.next_billing_at.ok_or(ActError::HasEnded)?;
    match when {
        When::Now => Ok(acting.at),
        When::PeriodEnd => Ok(next),
        When::FirstPeriodFrom(day) => {
            let zone = subscription.billed.cycle.zone.clone();
            let from = day.to_zoned(zone).map_err(|_| PeriodError::OutOfRange)?.timestamp();
            Ok(subscription.billed.cycle.at_or_after(from.max(next))?)
        }
    }
}

/// Stores what was done.
pub(super) async fn record(
    acting: &mut Acting<'_>,
    of: SubscriptionId,
    applied: &Applied,
    detail: Value,
    reason: &str,
) -> Result<(), ActError> {
    let change = NewChange {
        change_id: SubscriptionChangeId::new(),
        subscription_id: of,
        kind: applied.kind,
        effective_at: applied.effective_at,
        quote_id: acting.quote_id,
        invoice_id: applied.invoices.last().copied(),
        credit_note_ids: applied.credit_notes.clone(),
        pay_until: applied.pay_until,
        detail,
        reason: reason.to_owned(),
    };
    subscriptions::insert_change(acting.tx, &change, acting.actor, acting.now).await?;
    Ok(())
}
