//! Moving who has one version to another, each at its first period from a day on (row E1).
//!
//! What each will pay is shown before, by doing it and taking it back. The move is stored first and then
//! carried out subscription by subscription, each in its own customer's transaction with its outcome:
//! interrupted, it goes on where it stopped, and what was done stays done once. An error that is no
//! refusal leaves no outcome: that subscription is tried again.

use crate::domain::document::DocumentKind;
use crate::domain::id::{PlanMoveId, PlanVersionId, SubscriptionId, TenantId};
use crate::domain::money::Money;
use crate::domain::plan::{CatalogueVersion, MoveRefusal, PlanKind};
use crate::domain::subscription::{RecurringError, Terms};
use crate::flows::subscriptions::quote::act_now;
use crate::flows::subscriptions::{Act, ActError, When};
use crate::flows::usage::metered::Metered;
use crate::store::outbox::Event;
use crate::store::plans::moves::{self, NewMove, Outcome, StoredMove};
use crate::store::plans::{self, Subscriber};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{Actor, Db, StoreError, TenantTx, outbox};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whom the audit log names for moves that go on by themselves.
const MOVES: Actor = Actor::System("plan-moves");
/// Subscriptions that are shown before a move at once.
pub const PREVIEWED: usize = 100;
/// Subscriptions that are moved while a person waits; the others are the job's.
pub const WHILE_WAITING: usize = 200;
/// Subscriptions that one try of the job moves.
const BY_JOB: usize = 2_000;
/// Subscriptions that are read at once.
const AT_ONCE: i64 = 200;

/// What a move means for one subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedTerms {
    pub changes_at: Timestamp,
    /// The same in the subscription's time zone.
    pub changes_on: Date,
    pub seats: u32,
    /// What a whole period costs without usage, before discounts and tax.
    pub old: Money,
    pub new: Money,
    /// Usage comes on top.
    pub is_metered: bool,
}

/// What the letter to the customer needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveNotice {
    pub version_id: PlanVersionId,
    pub changes_at: Timestamp,
    /// In minor units of the subscription's currency.
    pub old_minor: i64,
    pub new_minor: i64,
}

/// One subscription of a move before it is confirmed.
#[derive(Debug)]
pub struct PreviewedMove {
    pub subscriber: Subscriber,
    pub terms: Result<MovedTerms, NotMoved>,
}

/// Why a subscription is not moved.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    #[error("{}", .0.word())]
    Refused(MoveRefusal),
    /// Something else is in the way; another try may help.
    #[error(transparent)]
    Act(ActError),
    #[error(transparent)]
    Price(#[from] RecurringError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ActError> for NotMoved {
    fn from(error: ActError) -> Self {
        Self::Refused(match error {
            ActError::NotFound | ActError::HasEnded => MoveRefusal::Ended,
            ActError::IsEnding { .. } => MoveRefusal::Ending,
            ActError::ChangeScheduled { .. } => MoveRefusal::ChangeScheduled,
            ActError::WaitsForPayment { .. } => MoveRefusal::AwaitsPayment,
            ActError::Parked { .. } => MoveRefusal::Parked,
            ActError::MeterTaken(_) => MoveRefusal::MeterTaken,
            ActError::Store(error) => return Self::Store(error),
            other => return Self::Act(other),
        })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("no such move")]
    NoSuchMove,
    #[error("no such version")]
    NoSuchVersion,
    #[error("a subscription stays in its currency and interval")]
    OtherOffer,
    #[error("the version is archived")]
    Archived,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The versions that who has `from` can be moved to: of plans, in its currency and interval, not archived.
#[must_use]
pub fn targets<'a>(
    all: &'a [CatalogueVersion],
    from: &CatalogueVersion,
) -> Vec<&'a CatalogueVersion> {
    all.iter().filter(|to| check(from, to).is_ok()).collect()
}

fn check(from: &CatalogueVersion, to: &CatalogueVersion) -> Result<(), MoveError> {
    let (old, new) = (&from.version, &to.version);
    let is_same = (old.currency, old.interval) == (new.currency, new.interval);
    let are_plans = (from.kind, to.kind) == (PlanKind::Plan, PlanKind::Plan);
    if !is_same || !are_plans || old.version_id == new.version_id {
        return Err(MoveError::OtherOffer);
    }
    if to.archived_at.is_some() { Err(MoveError::Archived) } else { Ok(()) }
}

async fn check_asked(db: &Db, asked: &NewMove) -> Result<(), MoveError> {
    let all = plans::all(&mut db.staff_read().await?).await?;
    let find = |id: PlanVersionId| all.iter().find(|one| one.version.version_id == id);
    let from = find(asked.from).ok_or(MoveError::NoSuchVersion)?;
    check(from, find(asked.to).ok_or(MoveError::NoSuchVersion)?)
}

/// The subscriptions that would be moved, with what each would pay or why it stays; [`PREVIEWED`] of them
/// at most, those after `after`. Nothing is changed.
pub async fn preview_move(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    asked: &NewMove,
    after: Option<(TenantId, SubscriptionId)>,
) -> Result<Vec<PreviewedMove>, MoveError> {
    check_asked(db, asked).await?;
    let mut staff = db.staff_read().await?;
    let limit = i64::try_from(PREVIEWED).unwrap_or(i64::MAX);
    let found = plans::subscribers(&mut staff, asked.from, now, None, after, limit).await?;
    drop(staff);
    let mut previewed = Vec::with_capacity(found.len());
    for subscriber in found {
        let mut tx = db.worker_tenant(subscriber.tenant_id, actor, now).await?;
        let terms = schedule(&mut tx, now, actor, asked, subscriber.subscription_id).await;
        drop(tx); // taken back
        if let Err(NotMoved::Store(error)) = terms {
            return Err(error.into());
        }
        previewed.push(PreviewedMove { subscriber, terms });
    }
    Ok(previewed)
}

/// Stores the move and carries out as much as a person waits for; the same id again goes on with what was
/// stored first. Returns whether every subscription has its outcome.
pub async fn move_subscribers(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    id: PlanMoveId,
    asked: &NewMove,
) -> Result<bool, MoveError> {
    let stored = moves::find(&mut db.staff_read().await?, id).await?;
    if stored.is_none() {
        check_asked(db, asked).await?;
        let mut tx = db.operator(actor, now).await?;
        moves::insert(&mut tx, id, asked, actor, now).await?;
        tx.commit().await?;
    }
    carry_out(db, now, actor, id, WHILE_WAITING).await
}

/// Goes on with every move that is not done.
pub async fn go_on(db: &Db, now: Timestamp) -> Result<(), MoveError> {
    let pending = moves::pending(&mut db.staff_read().await?).await?;
    for id in pending {
        carry_out(db, now, &MOVES, id, BY_JOB).await?;
    }
    Ok(())
}

/// Gives at most so many further subscriptions their outcome; returns whether every one has it.
pub async fn carry_out(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    id: PlanMoveId,
    at_most: usize,
) -> Result<bool, MoveError> {
    let stored = moves::find(&mut db.staff_read().await?, id).await?;
    let StoredMove { asked, done_at, .. } = stored.ok_or(MoveError::NoSuchMove)?;
    if done_at.is_some() {
        return Ok(true);
    }
    let (mut looked_at, mut failed, mut after) = (0, 0, None);
    loop {
        let left = i64::try_from(at_most.saturating_sub(looked_at)).unwrap_or(AT_ONCE);
        if left == 0 {
            return Ok(false);
        }
        let limit = left.min(AT_ONCE);
        let mut staff = db.staff_read().await?;
        let found = plans::subscribers(&mut staff, asked.from, now, Some(id), after, limit).await?;
        drop(staff);
        let Some(last) = found.last() else { break };
        after = Some((last.tenant_id, last.subscription_id));
        looked_at += found.len();
        for subscriber in found {
            if !move_one(db, now, actor, id, &asked, &subscriber).await? {
                failed += 1;
            }
        }
    }
    if failed == 0 {
        let mut tx = db.operator(actor, now).await?;
        moves::set_done(&mut tx, id, now).await?;
        tx.commit().await?;
    }
    Ok(failed == 0)
}

/// Returns whether the subscription has its outcome; what fails is told in the log and tried again.
async fn move_one(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    id: PlanMoveId,
    asked: &NewMove,
    subscriber: &Subscriber,
) -> Result<bool, StoreError> {
    let (tenant, subscription) = (subscriber.tenant_id, subscriber.subscription_id);
    let mut tx = db.worker_tenant(tenant, actor, now).await?;
    // Who carries out the same move at once waits here, and then finds the outcome.
    subscriptions::lock(&mut tx, subscription).await?;
    if moves::outcome(&mut tx, id, subscription).await?.is_some() {
        return Ok(true);
    }
    let outcome = match schedule(&mut tx, now, actor, asked, subscription).await {
        Ok(terms) => {
            tell(&mut tx, now, id, asked, subscription, &terms).await?;
            Outcome::ChangesAt(terms.changes_at)
        }
        Err(NotMoved::Store(error)) if error.is_retryable() => return Err(error),
        Err(NotMoved::Refused(refusal)) => {
            // Nothing of the attempt stays, only that it was refused.
            drop(tx);
            tx = db.worker_tenant(tenant, actor, now).await?;
            Outcome::Refused(refusal)
        }
        Err(error) => {
            tracing::error!(%tenant, subscription_id = %subscription, %error, "a subscription cannot be moved");
            return Ok(false);
        }
    };
    moves::insert_outcome(&mut tx, id, subscription, outcome, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// The customer hears of it in the same transaction.
async fn tell(
    tx: &mut TenantTx,
    now: Timestamp,
    id: PlanMoveId,
    asked: &NewMove,
    subscription: SubscriptionId,
    terms: &MovedTerms,
) -> Result<(), StoreError> {
    let notice = MoveNotice {
        version_id: asked.to,
        changes_at: terms.changes_at,
        old_minor: terms.old.amount_minor,
        new_minor: terms.new.amount_minor,
    };
    let payload = serde_json::to_value(notice).unwrap_or_default();
    let document = (DocumentKind::Subscription, subscription.0);
    let event = Event::PlanMoving;
    outbox::push_occurrence(tx, now, event, document, &id.to_string(), payload).await?;
    Ok(())
}

/// Schedules the change of one subscription. The caller commits, or takes it back.
async fn schedule(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    asked: &NewMove,
    id: SubscriptionId,
) -> Result<MovedTerms, NotMoved> {
    let found = subscriptions::lock(tx, id).await?;
    let subscription = found.ok_or(NotMoved::Refused(MoveRefusal::Ended))?;
    let old = movable(&subscription, now, asked.from).map_err(NotMoved::Refused)?;
    let add_ons = old.add_ons.iter().map(|one| (one.version.version_id, one.quantity)).collect();
    let (version, seats) = (asked.to, old.seats);
    let when = When::FirstPeriodFrom(asked.moves_on);
    let act = Act::Change { version, seats, add_ons, when };
    let changes_at = act_now(tx, now, actor, &Metered, id, &act).await?.effective_at;
    let after = subscriptions::find(tx, id).await?;
    let after = after.ok_or(NotMoved::Refused(MoveRefusal::Ended))?;
    let new = &after.billed.phase_at(changes_at).terms;
    Ok(MovedTerms {
        changes_at,
        changes_on: changes_at.to_zoned(after.billed.cycle.zone.clone()).date(),
        seats,
        old: old.whole_period()?,
        new: new.whole_period()?,
        is_metered: new.charged().iter().any(|charged| charged.fixed_quantity.is_none()),
    })
}

/// The terms that the move changes, or why it leaves them alone: what somebody decided for this
/// subscription goes before what is decided for all.
fn movable(
    subscription: &Subscription,
    now: Timestamp,
    from: PlanVersionId,
) -> Result<&Terms, MoveRefusal> {
    let billed = &subscription.billed;
    if subscription.parked_reason.is_some() {
        return Err(MoveRefusal::Parked);
    }
    if subscription.waits {
        return Err(MoveRefusal::AwaitsPayment);
    }
    // The first phase of one that is still to begin is no change.
    if billed.phases().iter().skip(1).any(|phase| phase.from > now) {
        return Err(MoveRefusal::ChangeScheduled);
    }
    if billed.commitment.is_some() {
        return Err(MoveRefusal::Committed);
    }
    let terms = &billed.phase_at(now).terms;
    if terms.version.version_id == from { Ok(terms) } else { Err(MoveRefusal::OtherVersion) }
}
