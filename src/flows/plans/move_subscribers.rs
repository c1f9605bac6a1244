//! Moving who has one version to another, each at its first period from a day on (row E1).
//!
//! What each will pay is shown before. The move is stored first and then carried out subscription by
//! subscription, each in its own customer's transaction with its outcome: interrupted, it goes on where
//! it stopped, and what was done stays done once.

use crate::domain::id::{PlanMoveId, PlanVersionId, SubscriptionId, TenantId};
use crate::domain::money::{Money, MoneyError};
use crate::domain::period::PeriodError;
use crate::domain::plan::{PlanVersion, TermsError};
use crate::domain::pricing::{PricingError, Usage};
use crate::domain::subscription::Terms;
use crate::flows::subscriptions::quote::act_now;
use crate::flows::subscriptions::{Act, ActError, When};
use crate::flows::usage::metered::Metered;
use crate::store::plans::moves::{self, NewMove, Outcome};
use crate::store::plans::{self, Subscriber};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{Actor, Db, StoreError, TenantTx};
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// Subscriptions that are read at once.
const AT_ONCE: i64 = 200;

/// One subscription of a move before it is confirmed.
#[derive(Clone, Debug)]
pub struct PreviewedMove {
    pub subscriber: Subscriber,
    /// The first period that begins on the day or later; None: it has ended by then, or bills nothing.
    pub changes_at: Option<Timestamp>,
    /// What a whole period costs without usage, before discounts and tax.
    pub old: Money,
    pub new: Money,
    /// Usage comes on top.
    pub is_metered: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("no such version")]
    NoSuchVersion,
    #[error("a subscription stays in its currency and interval")]
    OtherOffer,
    #[error("the version is archived")]
    Archived,
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Terms(#[from] TermsError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PricingError> for MoveError {
    fn from(error: PricingError) -> Self {
        Self::Terms(error.into())
    }
}

impl From<MoneyError> for MoveError {
    fn from(error: MoneyError) -> Self {
        PricingError::from(error).into()
    }
}

/// The subscriptions that would be moved, with the price of their next whole period before and after;
/// those after `after`, so many at most.
pub async fn preview_move(
    db: &Db,
    now: Timestamp,
    asked: &NewMove,
    after: Option<(TenantId, SubscriptionId)>,
) -> Result<Vec<PreviewedMove>, MoveError> {
    let mut staff = db.staff_read().await?;
    let to = check(&plans::all(&mut staff).await?, asked)?;
    let found = plans::subscribers(&mut staff, asked.from, now, after, AT_ONCE).await?;
    drop(staff);
    let mut previewed = Vec::with_capacity(found.len());
    for subscriber in found {
        let mut tx = db.tenant_read(subscriber.tenant_id).await?;
        if let Some(subscription) = subscriptions::find(&mut tx, subscriber.subscription_id).await? {
            previewed.push(preview_one(subscriber, &subscription, &to, asked.moves_on)?);
        }
    }
    Ok(previewed)
}

/// The version that they move to.
fn check(
    all: &[crate::domain::plan::CatalogueVersion],
    asked: &NewMove,
) -> Result<Arc<PlanVersion>, MoveError> {
    let find = |id: PlanVersionId| all.iter().find(|one| one.version.version_id == id);
    let from = find(asked.from).ok_or(MoveError::NoSuchVersion)?;
    let to = find(asked.to).ok_or(MoveError::NoSuchVersion)?;
    let (old, new) = (&from.version, &to.version);
    let is_same = (old.currency, old.interval) == (new.currency, new.interval);
    if !is_same || from.kind != to.kind || asked.from == asked.to {
        return Err(MoveError::OtherOffer);
    }
    if to.archived_at.is_some() {
        return Err(MoveError::Archived);
    }
    Ok(Arc::new(new.clone()))
}

fn preview_one(
    subscriber: Subscriber,
    subscription: &Subscription,
    to: &Arc<PlanVersion>,
    on: Date,
) -> Result<PreviewedMove, MoveError> {
    let changes_at = first_period(subscription, on)?;
    let at = changes_at.unwrap_or(subscription.starts_at);
    let old = &subscription.billed.phase_at(at).terms;
    let new = Terms { version: Arc::clone(to), ..old.clone() };
    let is_metered = new.charged().iter().any(|charged| charged.fixed_quantity.is_none());
    let (old, new) = (whole_period(old)?, whole_period(&new)?);
    Ok(PreviewedMove { subscriber, changes_at, old, new, is_metered })
}

/// The first period that begins on `on` or later in the subscription's own time zone.
fn first_period(subscription: &Subscription, on: Date) -> Result<Option<Timestamp>, MoveError> {
    let Some(next) = subscription.next_billing_at else { return Ok(None) };
    let cycle = &subscription.billed.cycle;
    let from = on.to_zoned(cycle.zone.clone()).map_err(|_| PeriodError::OutOfRange)?;
    let at = cycle.at_or_after(from.timestamp().max(next))?;
    let is_over = subscription.billed.in_force.ends_at().is_some_and(|end| end <= at);
    Ok((!is_over).then_some(at))
}

/// What a whole period costs without usage: each line rounded as an invoice rounds it.
fn whole_period(terms: &Terms) -> Result<Money, MoveError> {
    let currency = terms.version.currency;
    let mut total = Money::zero(currency);
    for charged in terms.charged() {
        if let Some(quantity) = charged.fixed_quantity {
            let line = charged.component.price.to_price()?.line(Usage::Quantity(quantity))?;
            total = total.checked_add(line.amount(currency)?)?;
        }
    }
    Ok(total)
}

/// Stores the move and carries it out; the same id again goes on with it. Returns how many subscriptions
/// were moved and how many were not.
pub async fn move_subscribers(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    id: PlanMoveId,
    asked: &NewMove,
) -> Result<(u32, u32), MoveError> {
    check(&plans::all(&mut db.staff_read().await?).await?, asked)?;
    let mut tx = db.operator(actor, now).await?;
    let asked = moves::insert(&mut tx, id, asked, actor, now).await?;
    tx.commit().await?;
    let (mut moved, mut refused, mut after) = (0, 0, None);
    loop {
        let mut staff = db.staff_read().await?;
        let found = plans::subscribers(&mut staff, asked.from, now, after, AT_ONCE).await?;
        drop(staff);
        let Some(last) = found.last() else { break };
        after = Some((last.tenant_id, last.subscription_id));
        for subscriber in found {
            match move_one(db, now, actor, id, &asked, &subscriber).await? {
                Outcome::ChangesAt(_) => moved += 1,
                Outcome::Refused(_) => refused += 1,
            }
        }
    }
    let mut tx = db.operator(actor, now).await?;
    moves::set_done(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok((moved, refused))
}

async fn move_one(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    id: PlanMoveId,
    asked: &NewMove,
    subscriber: &Subscriber,
) -> Result<Outcome, MoveError> {
    let (tenant, subscription) = (subscriber.tenant_id, subscriber.subscription_id);
    let mut tx = db.worker_tenant(tenant, actor, now).await?;
    if let Some(outcome) = moves::outcome(&mut tx, id, subscription).await? {
        return Ok(outcome);
    }
    let outcome = match schedule(&mut tx, now, actor, asked, subscription).await {
        Ok(at) => Outcome::ChangesAt(at),
        Err(ActError::Store(error)) => return Err(error.into()),
        Err(refusal) => {
            // Nothing of the attempt stays, only that it was refused.
            drop(tx);
            tx = db.worker_tenant(tenant, actor, now).await?;
            Outcome::Refused(refusal.to_string())
        }
    };
    moves::insert_outcome(&mut tx, id, subscription, &outcome, now).await?;
    tx.commit().await?;
    Ok(outcome)
}

async fn schedule(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    asked: &NewMove,
    id: SubscriptionId,
) -> Result<Timestamp, ActError> {
    let subscription = subscriptions::find(tx, id).await?.ok_or(ActError::NotFound)?;
    let at = first_period(&subscription, asked.moves_on).ok().flatten();
    let terms = &subscription.billed.phase_at(at.ok_or(ActError::HasEnded)?).terms;
    let add_ons = terms.add_ons.iter().map(|one| (one.version.version_id, one.quantity)).collect();
    let when = When::FirstPeriodFrom(asked.moves_on);
    let act = Act::Change { version: asked.to, seats: terms.seats, add_ons, when };
    Ok(act_now(tx, now, actor, &Metered, id, &act).await?.effective_at)
}
