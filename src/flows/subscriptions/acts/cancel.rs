//! The end: now, with what is left unused given back or not, or when the period is over.

use super::{Acting, bill_once, effective_at, record};
use crate::domain::credit_note::{CreditNote, CreditReason};
use crate::domain::subscription_status::SubscriptionStatus;
use crate::flows::refunds::refund_credit_note::{Excess, refund_credit_note};
use crate::flows::subscriptions::act::{ActError, Applied, Unused, When};
use crate::flows::subscriptions::unused::{GivenBack, give_back};
use crate::store::subscriptions::{self, ChangeKind, Subscription};
use jiff::Timestamp;
use serde_json::json;

pub(super) async fn cancel(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    when: When,
    unused: Unused,
    reason: &str,
) -> Result<Applied, ActError> {
    let id = subscription.subscription_id;
    if subscription.starts_at > acting.at {
        return before_it_began(acting, subscription, reason).await;
    }
    let at = effective_at(acting, subscription, when)?;
    let ends_at = subscription.billed.in_force.ends_at();
    if let Some(ends_at) = ends_at.filter(|end| *end <= at || subscription.is_switching()) {
        return Err(ActError::IsEnding { at: ends_at });
    }
    let kind = if when == When::Now { ChangeKind::Canceled } else { ChangeKind::CancelScheduled };
    let detail = json!({ "unused": unused });
    let mut applied = Applied::without_documents(id, kind, at);
    // What was to change after the end does not.
    subscriptions::drop_phases_from(acting.tx, id, after(at)).await?;
    if when == When::Now {
        end_now(acting, subscription, at, unused, reason, &mut applied).await?;
    } else {
        let next = subscription.billed.end(subscription.billed_at, at)?.after;
        let next = next.next_billing_at(subscription.billed_at)?;
        subscriptions::save_end(acting.tx, id, Some(at), reason, next, subscription.status).await?;
    }
    record(acting, id, &applied, detail, reason).await?;
    Ok(applied)
}

/// What has not begun never does; nothing was charged.
async fn before_it_began(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    reason: &str,
) -> Result<Applied, ActError> {
    let (id, starts_at) = (subscription.subscription_id, subscription.starts_at);
    let status = SubscriptionStatus::Canceled;
    subscriptions::save_end(acting.tx, id, Some(starts_at), reason, None, status).await?;
    let applied = Applied::without_documents(id, ChangeKind::Canceled, acting.at);
    record(acting, id, &applied, json!({}), reason).await?;
    Ok(applied)
}

fn after(at: Timestamp) -> Timestamp {
    at.saturating_add(jiff::SignedDuration::from_micros(1)).unwrap_or(at)
}

/// Ends the service at `at`: the credit for what is unused, and the closing invoice.
pub(super) async fn end_now(
    acting: &mut Acting<'_>,
    subscription: &Subscription,
    at: Timestamp,
    unused: Unused,
    reason: &str,
    applied: &mut Applied,
) -> Result<(), ActError> {
    let id = subscription.subscription_id;
    let end = subscription.billed.end(subscription.billed_at, at)?;
    let given = GivenBack {
        subscription,
        from: at,
        unused: &end.unused,
        reason: CreditReason::Cancellation,
        is_credited: unused != Unused::Keep,
    };
    let notes = give_back(acting.tx, acting.now, acting.today, acting.actor, &given).await?;
    for note in &notes {
        if unused == Unused::Refund {
            refund(acting, note).await?;
        }
        applied.credit_notes.push(note.credit_note_id);
    }
    // Who never was billed owes nothing.
    let next = match subscription.billed_at {
        Some(billed_at) => end.after.next_billing_at(Some(billed_at))?,
        None => None,
    };
    let status = if next.is_some() { subscription.status } else { SubscriptionStatus::Canceled };
    subscriptions::save_end(acting.tx, id, Some(at), reason, next, status).await?;
    if next.is_some() {
        applied.invoices.extend(bill_once(acting, id).await?);
    }
    Ok(())
}

/// Back to where it was paid from; what was not paid there stays credit.
async fn refund(acting: &mut Acting<'_>, note: &CreditNote) -> Result<(), ActError> {
    let Acting { now, today, actor, .. } = *acting;
    let excess = Excess::ToSourceAsFar;
    refund_credit_note(acting.tx, now, today, actor, note, &excess).await?;
    Ok(())
}
