//! Quote and confirmation (row B6). A quote does the act in a transaction that is taken back, and keeps
//! what it made; the confirmation does it again from the same instant and holds only if it makes exactly
//! the same. Two codes that could differ do not exist.

use super::act::{Act, ActError, Applied};
use super::acts::{Acting, do_act};
use super::outcome::Outcome;
use crate::domain::id::{QuoteId, SubscriptionId, TenantId};
use crate::flows::billing::bill_subscription::UsageOfSubscription;
use crate::store::subscriptions::{self, StoredQuote};
use crate::store::{Actor, Db, StoreError, TenantTx, audit, tenants};
use jiff::{SignedDuration, Timestamp};

/// For so long the terms of a quote hold.
pub const QUOTE_HOLDS: SignedDuration = SignedDuration::from_mins(30);

/// What was offered.
#[derive(Clone, Debug)]
pub struct Quote {
    pub quote_id: QuoteId,
    pub subscription_id: SubscriptionId,
    pub act: Act,
    pub outcome: Outcome,
    pub expires_at: Timestamp,
}

/// What became of a confirmation.
#[derive(Clone, Debug)]
pub enum Confirmed {
    /// It is done, exactly as quoted. `subscription_id` is the one that goes on.
    Done { subscription_id: SubscriptionId, outcome: Box<Outcome> },
    /// Something moved since the quote; nothing was done. This is what it would be now.
    Differs(Box<Quote>),
}

#[derive(Debug, thiserror::Error)]
pub enum QuoteError {
    #[error("no such quote")]
    NoSuchQuote,
    /// The stored request or outcome is not what this version writes.
    #[error("the quote cannot be read any more")]
    Unreadable,
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who asks, and for whom.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    pub db: &'a Db,
    pub tenant: TenantId,
    pub actor: &'a Actor,
    pub usage: &'a dyn UsageOfSubscription,
}

/// What `act` would do now, with the documents it would make. Nothing is changed.
pub async fn quote(
    asking: Asking<'_>,
    now: Timestamp,
    id: SubscriptionId,
    act: Act,
) -> Result<Quote, QuoteError> {
    let at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let mut tx = asking.db.worker_tenant(asking.tenant, asking.actor, now).await?;
    let (_, outcome) = do_and_tell(&mut tx, asking, now, at, None, id, &act).await?;
    drop(tx); // taken back
    let quote = Quote {
        quote_id: QuoteId::new(),
        subscription_id: id,
        act,
        outcome,
        expires_at: now.saturating_add(QUOTE_HOLDS).unwrap_or(now),
    };
    let mut tx = asking.db.worker_tenant(asking.tenant, asking.actor, now).await?;
    subscriptions::insert_quote(&mut tx, &stored(&quote, at)?, asking.actor, now).await?;
    tx.commit().await?;
    Ok(quote)
}

/// What staff do and why, as the audit log has it beside the rows themselves.
#[derive(Clone, Copy, Debug)]
pub struct StaffReason<'a> {
    /// `subscription.cancel`
    pub action: &'a str,
    pub reason: &'a str,
}

/// As [`confirm_because`], for a customer, who needs no reason.
pub async fn confirm(
    asking: Asking<'_>,
    now: Timestamp,
    of: SubscriptionId,
    id: QuoteId,
) -> Result<Confirmed, QuoteError> {
    confirm_because(asking, now, of, id, None).await
}

/// Does what was quoted for this subscription if it makes exactly the documents that were shown; a quote
/// that is too old is made anew. Confirming again returns what was done the first time. The reason is on
/// record exactly when the act is done.
pub async fn confirm_because(
    asking: Asking<'_>,
    now: Timestamp,
    of: SubscriptionId,
    id: QuoteId,
    why: Option<StaffReason<'_>>,
) -> Result<Confirmed, QuoteError> {
    let mut tx = asking.db.worker_tenant(asking.tenant, asking.actor, now).await?;
    let stored = subscriptions::lock_quote(&mut tx, id).await?;
    let stored = stored.filter(|quote| quote.subscription_id == of);
    let stored = stored.ok_or(QuoteError::NoSuchQuote)?;
    let quoted: Outcome =
        serde_json::from_value(stored.outcome.clone()).map_err(|_| QuoteError::Unreadable)?;
    if stored.confirmed_at.is_some() {
        let subscription_id = subscriptions::follower(&mut tx, of).await?.unwrap_or(of);
        return Ok(Confirmed::Done { subscription_id, outcome: Box::new(quoted) });
    }
    let act: Act =
        serde_json::from_value(stored.request.clone()).map_err(|_| QuoteError::Unreadable)?;
    if now < stored.expires_at {
        if let Some(StaffReason { reason, .. }) = why {
            tx.set_reason(reason).await?;
        }
        let at = stored.effective_at;
        let done = do_and_tell(&mut tx, asking, now, at, Some(id), of, &act).await;
        match done {
            Ok((applied, outcome)) if outcome.sha256() == stored.outcome_sha256 => {
                subscriptions::save_confirmed(&mut tx, id, now).await?;
                if let Some(StaffReason { action, reason }) = why {
                    // What the act did within may have said a reason of its own.
                    tx.set_reason(reason).await?;
                    let of = of.to_string();
                    audit::append(&mut tx, action, "subscription", &of, None).await?;
                }
                tx.commit().await?;
                let subscription_id = applied.subscription_id;
                return Ok(Confirmed::Done { subscription_id, outcome: Box::new(outcome) });
            }
            Ok(_)
            | Err(QuoteError::Act(ActError::PeriodTurned { .. } | ActError::ChangedSince { .. })) =>
                {}
            Err(error) => return Err(error),
        }
    }
    drop(tx); // taken back
    Ok(Confirmed::Differs(Box::new(quote(asking, now, of, act).await?)))
}

/// Does the act at once, without a quote: for what the operator's own jobs do.
pub async fn act_now(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    usage: &dyn UsageOfSubscription,
    id: SubscriptionId,
    act: &Act,
) -> Result<Applied, ActError> {
    let at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let today = tenants::profile(tx).await?.civil_date(now);
    let mut acting = Acting { tx, now, today, actor, at, quote_id: None, usage };
    do_act(&mut acting, id, act).await
}

async fn do_and_tell(
    tx: &mut TenantTx,
    asking: Asking<'_>,
    now: Timestamp,
    at: Timestamp,
    quote_id: Option<QuoteId>,
    id: SubscriptionId,
    act: &Act,
) -> Result<(Applied, Outcome), QuoteError> {
    let today = tenants::profile(tx).await?.civil_date(now);
    let Asking { actor, usage, .. } = asking;
    let mut acting = Acting { tx, now, today, actor, at, quote_id, usage };
    let applied = do_act(&mut acting, id, act).await?;
    let outcome = Outcome::of(tx, now, &applied, usage).await?;
    Ok((applied, outcome))
}

fn stored(quote: &Quote, at: Timestamp) -> Result<StoredQuote, QuoteError> {
    let json = |value: Result<_, serde_json::Error>| value.map_err(|_| QuoteError::Unreadable);
    Ok(StoredQuote {
        quote_id: quote.quote_id,
        subscription_id: quote.subscription_id,
        request: json(serde_json::to_value(&quote.act))?,
        effective_at: at,
        outcome: json(serde_json::to_value(&quote.outcome))?,
        outcome_sha256: quote.outcome.sha256(),
        expires_at: quote.expires_at,
        confirmed_at: None,
    })
}
