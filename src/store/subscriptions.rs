//! Subscriptions, their phases, and what was billed of them. The database holds that phases tile the
//! time, that no time is billed twice and that the run never goes back.

mod changes;
mod contract;
mod coupons;
mod coverage;
mod groups;
mod late_usage;
mod lists;
mod minimums;
mod phases;
mod quotes;
mod run;

use super::plans::{read_interval, stored_count};
use super::{Actor, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{PlanVersionId, SellerId, SubscriptionGroupId, SubscriptionId};
use crate::domain::money::Money;
use crate::domain::period::{Anchor, BillingCycle, InForce};
use crate::domain::proration::{ProrationMethod, ProrationRule};
use crate::domain::subscription::{AppliedCoupon, BilledSubscription, Phase};
use crate::domain::subscription_status::SubscriptionStatus;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

pub use changes::{
    Change, ChangeKind, ChangeState, NewChange, changes, charges_open_change, insert_change,
    lock_waiting_of_invoice, save_change_state, waiting, waiting_change,
};
pub use contract::{Contract, end_coupon, save_contract};
pub use coupons::{NewCoupon, attach_coupon, move_coupon};
pub use coverage::{
    BillingReason, Covered, CoveredLine, NAMED_ONCE, NEVER_TWICE, awaits_reissue, coverage,
    cut_coverage, explanations, insert_coverage, insert_explanations, insert_invoice,
    reissue_coverage, void_coverage,
};
pub use groups::{Group, groups, insert_group, members, put_in_group};
pub use late_usage::{
    MeteredCoverage, NewAdjustment, billed_by_meter, charged_by, insert_adjustments, late_lines_of,
    metered,
};
pub use lists::{follower, in_force_after, list};
pub use minimums::{insert_minimum, minimums};
pub use phases::{drop_phases_from, insert_phase};
pub use quotes::{StoredQuote, insert_quote, lock_quote, save_confirmed};
pub use run::{BillingUnit, due, park, save_billed, save_billed_from, unpark};

/// A second form with this key is refused by this.
pub const IDEMPOTENCY_KEY: &str = "subscriptions_idempotency_key";

/// A subscription is followed by one that lives at most.
pub const FOLLOWED_ONCE: &str = "subscriptions_followed_once";

/// Why a subscription ended that another interval took the place of: no word that a customer can choose.
pub const SWITCHED: &str = "interval_switched";

/// A subscription as stored, with everything that decides what it owes.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub subscription_id: SubscriptionId,
    pub seller_id: SellerId,
    pub status: SubscriptionStatus,
    pub currency: Currency,
    pub starts_at: Timestamp,
    /// The end of the trial, or the start.
    pub billed_from: Timestamp,
    /// Why it ended or is to end; empty if it goes on.
    pub end_reason: String,
    pub group_id: Option<SubscriptionGroupId>,
    /// A cycle's invoice waits so long for usage that comes late.
    pub draft_window: SignedDuration,
    pub purchase_order: String,
    /// A change that costs something takes effect when it is paid.
    pub change_needs_payment: bool,
    /// The subscription whose place it took.
    pub follows: Option<SubscriptionId>,
    pub coupons: Vec<AppliedCoupon>,
    pub billed: BilledSubscription,
    /// The instant of the last billing.
    pub billed_at: Option<Timestamp>,
    /// None once everything is billed.
    pub next_billing_at: Option<Timestamp>,
    /// Why the run leaves it alone.
    pub parked_reason: Option<String>,
    /// A change waits to be paid; the run leaves it alone until that is settled.
    pub waits: bool,
}

impl Subscription {
    /// Whether it ends because one with another interval takes its place.
    #[must_use]
    pub fn is_switching(&self) -> bool {
        self.end_reason == SWITCHED && self.billed.in_force.ends_at().is_some()
    }
}

/// A subscription to be stored; its first phase begins with it and is open.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub subscription_id: SubscriptionId,
    pub seller_id: SellerId,
    pub status: SubscriptionStatus,
    pub cycle: BillingCycle,
    pub proration: ProrationMethod,
    pub starts_at: Timestamp,
    pub billed_from: Timestamp,
    pub version_id: PlanVersionId,
    pub currency: Currency,
    pub seats: u32,
    pub add_ons: Vec<(PlanVersionId, u32)>,
    pub commitment: Option<Money>,
    pub draft_window: SignedDuration,
    pub group_id: Option<SubscriptionGroupId>,
    pub purchase_order: String,
    pub change_needs_payment: bool,
    pub follows: Option<SubscriptionId>,
    pub idempotency_key: String,
}

/// Stores a subscription and its first phase. Its first billing is due when its service begins.
/// # Errors  `Refused` by [`IDEMPOTENCY_KEY`].
pub async fn insert(
    tx: &mut TenantTx,
    new: &NewSubscription,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.tenant().0;
    let zone = new.cycle.zone.iana_name().unwrap_or("UTC");
    let (anchor_month_at, anchor_day) = new.cycle.anchor.parts();
    sqlx::query!(
        "insert into subscriptions (tenant_id, subscription_id, seller_id, status, currency, interval_unit,
                interval_count, anchor_month_at, anchor_day, time_zone, proration, starts_at, billed_from,
                next_billing_at, created_at, created_by, idempotency_key, commitment_minor, draft_window_s, group_id,
                purchase_order, change_needs_payment, follows_subscription_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22)",
        tenant,
        new.subscription_id.0,
        new.seller_id.0,
        new.status.word(),
        new.currency.code(),
        new.cycle.interval.unit.word(),
        stored_count(new.cycle.interval)?,
        anchor_month_at.to_sqlx() as _,
        i16::from(anchor_day),
        zone,
        new.proration.word(),
        new.starts_at.to_sqlx() as _,
        new.billed_from.to_sqlx() as _,
        now.to_sqlx() as _,
        actor.to_string(),
        new.idempotency_key,
        new.commitment.map(|commitment| commitment.amount_minor),
        stored_window(new.draft_window)?,
        new.group_id.map(|group| group.0),
        new.purchase_order,
        new.change_needs_payment,
        new.follows.map(|follows| follows.0)
    )
    .execute(tx.conn())
    .await?;
    phases::insert(
        tx,
        new.subscription_id,
        new.starts_at,
        new.version_id,
        new.seats,
        &new.add_ons,
        false,
    )
    .await?;
    Ok(())
}

/// The subscription that this form made, if it did.
pub async fn find_by_idempotency_key(
    tx: &mut TenantTx,
    key: &str,
) -> Result<Option<SubscriptionId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select subscription_id from subscriptions where tenant_id = $1 and idempotency_key = $2",
        tx.tenant().0,
        key
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

/// The subscription, or None when this tenant has none with this id.
pub async fn find(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Option<Subscription>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select seller_id, status, currency, interval_unit, interval_count,
                  anchor_month_at as "anchor_month_at: jiff_sqlx::DateTime", anchor_day, time_zone, proration,
                  starts_at as "starts_at: jiff_sqlx::Timestamp", billed_from as "billed_from: jiff_sqlx::Timestamp",
                  ends_at as "ends_at: jiff_sqlx::Timestamp", end_reason,
                  billed_at as "billed_at: jiff_sqlx::Timestamp",
                  next_billing_at as "next_billing_at: jiff_sqlx::Timestamp", parked_reason, group_id,
                  commitment_minor, draft_window_s, follows_subscription_id, purchase_order, change_needs_payment,
                  exists (select from subscription_changes c
                           where c.tenant_id = subscriptions.tenant_id
                             and c.subscription_id = subscriptions.subscription_id
                             and c.state = 'awaiting_payment') as "waits!"
             from subscriptions
            where tenant_id = $1 and subscription_id = $2"#,
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let phases = phases::phases(tx, id).await?;
    let coupons = coupons::coupons(tx, id, &row.currency).await?;
    Ok(Some(row.read(id, phases, coupons)?))
}

/// As [`find`]; nobody else bills or changes it until this transaction ends.
pub async fn lock(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Option<Subscription>, StoreError> {
    sqlx::query_scalar!(
        "select status from subscriptions where tenant_id = $1 and subscription_id = $2 for update",
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    find(tx, id).await
}

struct Row {
    seller_id: Uuid,
    status: String,
    currency: String,
    interval_unit: String,
    interval_count: i16,
    anchor_month_at: jiff_sqlx::DateTime,
    anchor_day: i16,
    time_zone: String,
    proration: String,
    starts_at: jiff_sqlx::Timestamp,
    billed_from: jiff_sqlx::Timestamp,
    ends_at: Option<jiff_sqlx::Timestamp>,
    end_reason: String,
    billed_at: Option<jiff_sqlx::Timestamp>,
    next_billing_at: Option<jiff_sqlx::Timestamp>,
    parked_reason: Option<String>,
    group_id: Option<Uuid>,
    commitment_minor: Option<i64>,
    draft_window_s: i32,
    follows_subscription_id: Option<Uuid>,
    purchase_order: String,
    change_needs_payment: bool,
    waits: bool,
}

impl Row {
    fn read(
        self,
        id: SubscriptionId,
        phases: Vec<Phase>,
        coupons: Vec<AppliedCoupon>,
    ) -> Result<Subscription, StoreError> {
        // Its periods would begin at other instants than those that were announced.
        let zone = TimeZone::get(&self.time_zone)
            .map_err(|_| corrupt("subscriptions.time_zone", &self.time_zone))?;
        let cycle = BillingCycle {
            anchor: read_anchor(self.anchor_month_at.to_jiff(), self.anchor_day)?,
            interval: read_interval(&self.interval_unit, self.interval_count)?,
            zone: zone.clone(),
        };
        let ends_at = self.ends_at.map(jiff_sqlx::Timestamp::to_jiff);
        // Ended within the trial, the service was never charged.
        let billed_from =
            ends_at.map_or(self.billed_from.to_jiff(), |end| end.min(self.billed_from.to_jiff()));
        let in_force =
            InForce::new(billed_from, ends_at).map_err(|e| corrupt("subscriptions.ends_at", e))?;
        let rule = ProrationRule { method: read_method(&self.proration)?, zone };
        let mut billed = BilledSubscription::new(cycle, in_force, phases, rule)
            .map_err(|e| corrupt("subscription_phases", e))?;
        let currency: Currency =
            self.currency.parse().map_err(|_| corrupt("subscriptions.currency", &self.currency))?;
        billed.commitment = self.commitment_minor.map(|minor| Money::new(minor, currency));
        Ok(Subscription {
            subscription_id: id,
            seller_id: self.seller_id.into(),
            status: self.status.parse().map_err(|e| corrupt("subscriptions.status", e))?,
            currency,
            starts_at: self.starts_at.to_jiff(),
            billed_from: self.billed_from.to_jiff(),
            end_reason: self.end_reason,
            group_id: self.group_id.map(Into::into),
            draft_window: SignedDuration::from_secs(self.draft_window_s.into()),
            purchase_order: self.purchase_order,
            change_needs_payment: self.change_needs_payment,
            follows: self.follows_subscription_id.map(Into::into),
            coupons,
            billed,
            billed_at: self.billed_at.map(jiff_sqlx::Timestamp::to_jiff),
            next_billing_at: self.next_billing_at.map(jiff_sqlx::Timestamp::to_jiff),
            parked_reason: self.parked_reason,
            waits: self.waits,
        })
    }
}

fn stored_window(window: SignedDuration) -> Result<i32, StoreError> {
    i32::try_from(window.as_secs()).map_err(|_| corrupt("subscriptions.draft_window_s", window))
}

fn read_anchor(month_at: DateTime, day: i16) -> Result<Anchor, StoreError> {
    let day = i8::try_from(day).map_err(|_| corrupt("subscriptions.anchor_day", day))?;
    Anchor::of_parts(month_at, day).map_err(|e| corrupt("subscriptions.anchor_day", e))
}

fn read_method(word: &str) -> Result<ProrationMethod, StoreError> {
    let found = ProrationMethod::ALL.into_iter().find(|method| method.word() == word);
    found.ok_or_else(|| corrupt("subscriptions.proration", word))
}

/// When it ends and why, when the next billing is due and its state.
pub async fn save_end(
    tx: &mut TenantTx,
    id: SubscriptionId,
    ends_at: Option<Timestamp>,
    reason: &str,
    next_billing_at: Option<Timestamp>,
    status: SubscriptionStatus,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions
            set ends_at = $3, end_reason = $4, next_billing_at = $5, status = $6
          where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        ends_at.map(Timestamp::to_sqlx) as _,
        reason,
        next_billing_at.map(Timestamp::to_sqlx) as _,
        status.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The state of a subscription.
pub async fn save_status(
    tx: &mut TenantTx,
    id: SubscriptionId,
    status: SubscriptionStatus,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions set status = $3 where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        id.0,
        status.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
