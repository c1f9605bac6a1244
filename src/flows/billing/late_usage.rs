//! Usage that came, or was corrected, after it was billed (row F3): never silent. What was used more is a
//! named line of the next invoice, or of one of its own when the subscription has ended; what was used
//! less is credited on the invoice that charged it. Both are priced as the difference of the whole
//! period's price, at the version that was billed.

use super::bill_lines::BillLine;
use super::bill_subscription::BillError;
use super::issue_bill::{Bill, Settling, issue_bill};
use crate::clock::Clock;
use crate::domain::credit_note::CreditReason;
use crate::domain::discount::Discount;
use crate::domain::id::{CreditNoteId, InvoiceId, SubscriptionId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::plan::PlanVersion;
use crate::domain::proration::Fraction;
use crate::domain::subscription::{
    AppliedCoupon, Charged, DueError, DueLine, discounted, price_of_units,
};
use crate::domain::subscription_status::SubscriptionStatus;
use crate::domain::usage::AGE_DAYS_MAX;
use crate::flows::credit_notes::credit_amounts::{CreditedAmount, credited_units};
use crate::flows::credit_notes::issue_credit_note::issue_credit_note;
use crate::flows::usage::counts::{changed_since, recount};
use crate::store::subscriptions::{
    self, BillingReason, MeteredCoverage, NewAdjustment, Subscription,
};
use crate::store::{Actor, Db, StoreError, TenantTx, invoices, plans, tenants, usage};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use std::sync::Arc;

const LATE: Actor = Actor::System("late_usage");

/// Subscriptions looked at in one go.
const AT_ONCE: i64 = 500;

/// What a billed period counts now.
#[derive(Clone, Debug)]
pub struct LateUsage {
    pub billed: MeteredCoverage,
    pub quantity_after: Decimal,
    /// What it costs now less what it cost then; negative when less was used.
    pub difference: Money,
    /// What of that is charged, or given back if negative: a minimum that was paid is used up first.
    pub charged: Money,
    /// The whole period as it is priced now.
    pub line: DueLine,
}

/// The billed periods of the subscription whose count has changed since.
pub async fn late_usage(
    tx: &mut TenantTx,
    subscription: &Subscription,
    now: Timestamp,
) -> Result<Vec<LateUsage>, BillError> {
    let id = subscription.subscription_id;
    let since = still_sent_for(now);
    let billed = subscriptions::billed_by_meter(tx, id, since).await?;
    let Some(counted_at) = billed.iter().map(|row| row.counted_at).max() else {
        return Ok(Vec::new());
    };
    let meters = usage::meters(tx).await?;
    let mut late = Vec::new();
    for row in billed {
        let Some(version) = plans::version(tx, row.version_id).await? else { continue };
        let version = Arc::new(version);
        let plan = &subscription.billed.phase_at(row.period.start()).terms.version.code;
        let Some(charged) = charged(&version, plan, &row.component) else { continue };
        let code = charged.component.meter().unwrap_or_default();
        let Some(meter) = meters.iter().find(|meter| meter.code == code) else { continue };
        // Every billing looks, so nothing older than the last one is left to be found.
        let touched = changed_since(tx, code, counted_at.min(row.counted_at)).await?;
        if !touched.iter().any(|period| !row.period.within(*period).is_empty()) {
            continue;
        }
        let quantity_after = recount(tx, meter, row.period).await?.max(Decimal::ZERO);
        if quantity_after == row.quantity {
            continue;
        }
        let price = |quantity| price_of_units(&charged, quantity, Fraction::WHOLE, row.period);
        let (before, line) = (price(row.quantity)?, price(quantity_after)?);
        let difference = line.amount.checked_sub(before.amount).map_err(DueError::from)?;
        late.push(LateUsage { billed: row, quantity_after, difference, charged: difference, line });
    }
    beside_minimums(tx, id, since, &mut late).await?;
    Ok(late)
}

/// Takes off what the minimums of the periods have paid already, and leaves what they still ask for.
async fn beside_minimums(
    tx: &mut TenantTx,
    id: SubscriptionId,
    since: Timestamp,
    late: &mut [LateUsage],
) -> Result<(), BillError> {
    if late.is_empty() {
        return Ok(());
    }
    for (minimum, mut moved) in subscriptions::minimums(tx, id, since).await? {
        let is_of_it = |it: &&mut LateUsage| !it.billed.period.within(minimum.covered).is_empty();
        for it in late.iter_mut().filter(is_of_it) {
            it.charged = minimum.charged(moved, it.difference).map_err(DueError::from)?;
            moved = moved.checked_add(it.difference).map_err(DueError::from)?;
        }
    }
    Ok(())
}

/// Periods that ended before this can be sent no more usage.
fn still_sent_for(now: Timestamp) -> Timestamp {
    let days = SignedDuration::from_hours(24 * (AGE_DAYS_MAX + 1));
    now.saturating_sub(days).unwrap_or(Timestamp::MIN)
}

/// The component of a version by its key within a subscription.
fn charged<'a>(version: &'a Arc<PlanVersion>, plan: &'a str, key: &str) -> Option<Charged<'a>> {
    let code = key.rsplit_once('/').map_or(key, |(_, code)| code);
    let component = version.components.iter().find(|component| component.code == code)?;
    component.meter()?;
    Some(Charged { key: key.to_owned(), version, plan, component, fixed_quantity: None })
}

/// What was used more, as lines of an invoice, after the percentages that the customer's coupons took
/// off the period.
pub fn late_lines(
    subscription: &Subscription,
    late: Vec<LateUsage>,
) -> Result<Vec<BillLine>, BillError> {
    let percentages: Vec<AppliedCoupon> = subscription
        .coupons
        .iter()
        .filter(|coupon| matches!(coupon.off, Discount::Percent(_)))
        .cloned()
        .collect();
    let mut lines = Vec::new();
    for late in late.into_iter().filter(|late| late.difference.is_positive()) {
        let billed_at = late.billed.period.end();
        let line = DueLine { amount: late.charged, unit_amount: None, ..late.line.clone() };
        let currency = subscription.currency;
        let of_one = discounted(currency, billed_at, vec![line], &percentages, Fraction::WHOLE)?;
        lines.extend(of_one.into_iter().map(|discounted| BillLine {
            subscription_id: subscription.subscription_id,
            zone: subscription.billed.cycle.zone.clone(),
            discounted,
            late: Some(late.clone()),
        }));
    }
    Ok(lines)
}

/// Looks at every subscription that usage can still be sent for: credits what was used less, and invoices
/// what was used more by those that have ended. Returns how many were adjusted. One that cannot be
/// adjusted is told in the log and looked at again.
pub async fn settle_late_usage(db: &Db, clock: &Clock) -> Result<u32, StoreError> {
    let (mut after, mut adjusted) = (None, 0);
    loop {
        let now = clock.now();
        let page = subscriptions::metered(db, after, still_sent_for(now), AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(adjusted) };
        after = Some(*last);
        for (tenant, id) in page {
            match settle_one(db, clock.now(), tenant, id).await {
                Ok(was_adjusted) => adjusted += u32::from(was_adjusted),
                Err(SettleError::Store(error)) if error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::error!(%tenant, subscription_id = %id, %error, "late usage cannot be settled");
                }
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum SettleError {
    #[error(transparent)]
    Bill(#[from] BillError),
    #[error(transparent)]
    Issue(#[from] super::issue_bill::IssueBillError),
    #[error(transparent)]
    Units(#[from] crate::flows::credit_notes::credit_amounts::CreditAmountsError),
    #[error(transparent)]
    Note(#[from] crate::flows::credit_notes::issue_credit_note::IssueCreditNoteError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

async fn settle_one(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    id: SubscriptionId,
) -> Result<bool, SettleError> {
    let mut tx = db.worker_tenant(tenant, &LATE, now).await?;
    let Some(subscription) = subscriptions::lock(&mut tx, id).await? else { return Ok(false) };
    let late = late_usage(&mut tx, &subscription, now).await?;
    let has_ended = subscription.status == SubscriptionStatus::Canceled;
    // Of what has ended, only what is to be paid makes an invoice.
    let is_more = |late: &LateUsage| match has_ended {
        true => late.charged.is_positive(),
        false => late.difference.is_positive(),
    };
    let (more, less): (Vec<_>, Vec<_>) = late.into_iter().partition(is_more);
    let is_nothing = less.is_empty() && (more.is_empty() || !has_ended);
    if is_nothing {
        return Ok(false);
    }
    for late in &less {
        let note = credit(&mut tx, now, late).await?;
        let adjustment = NewAdjustment {
            coverage_id: late.billed.coverage_id,
            subscription_id: id,
            quantity_before: late.billed.quantity,
            quantity_after: late.quantity_after,
            amount_minor: late.charged.amount_minor,
            difference_minor: late.difference.amount_minor,
            counted_at: now,
            line: None,
            credit_note_id: note,
        };
        subscriptions::insert_adjustments(&mut tx, &[adjustment], now).await?;
    }
    if has_ended && !more.is_empty() {
        let bill = Bill {
            seller_id: subscription.seller_id,
            currency: subscription.currency,
            purchase_order: subscription.purchase_order.clone(),
            lines: late_lines(&subscription, more)?,
            minimums: Vec::new(),
            billed: vec![(id, now)],
            reason: BillingReason::LateUsage,
            settling: Settling::AtOnce,
        };
        issue_bill(&mut tx, now, &LATE, &bill).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Credits what was charged too much on the line that charged it; nothing when the invoice was voided or
/// written off, or when it costs the same.
async fn credit(
    tx: &mut TenantTx,
    now: Timestamp,
    late: &LateUsage,
) -> Result<Option<CreditNoteId>, SettleError> {
    let failed = |error| BillError::from(DueError::from(error));
    let mut left = late.charged.checked_neg().map_err(failed)?;
    // What was charged last is taken back first, then the line of the period itself.
    let mut charged = subscriptions::late_lines_of(tx, late.billed.coverage_id).await?;
    charged.push((late.billed.invoice_id, late.billed.line_no));
    let mut first = None;
    for (of, line_no) in charged {
        if !left.is_positive() {
            break;
        }
        let Some(line) = line_of(tx, of, line_no).await? else { continue };
        let amount = left.min(line).map_err(failed)?;
        let note = credit_line(tx, now, late, of, CreditedAmount { line_no, amount }).await?;
        first = first.or(note);
        if note.is_some() {
            left = left.checked_sub(amount).map_err(failed)?;
        }
    }
    if left.is_positive() {
        tracing::warn!(%left, "less was used than can be credited");
    }
    Ok(first)
}

/// The amount of a line of an invoice that is open or paid; None where nothing was charged or paid.
async fn line_of(
    tx: &mut TenantTx,
    of: InvoiceId,
    line_no: i32,
) -> Result<Option<Money>, SettleError> {
    let found = invoices::find_with_lines(tx, of).await?.ok_or(StoreError::NotFound)?;
    let is_issued = matches!(found.invoice.status, InvoiceStatus::Open | InvoiceStatus::Paid);
    let line = found.lines.iter().find(|line| line.line_no == line_no);
    Ok(line.map(|line| line.amount).filter(|amount| is_issued && amount.is_positive()))
}

async fn credit_line(
    tx: &mut TenantTx,
    now: Timestamp,
    late: &LateUsage,
    of: InvoiceId,
    asked: CreditedAmount,
) -> Result<Option<CreditNoteId>, SettleError> {
    let mut lines = vec![asked];
    if of == late.billed.invoice_id {
        lines.extend(discount_share(tx, late, asked.amount).await?);
    }
    let units = credited_units(tx, of, &lines).await?;
    if units.is_empty() {
        return Ok(None);
    }
    let today = tenants::profile(tx).await?.civil_date(now);
    let (id, reason) = (CreditNoteId::new(), CreditReason::BillingError);
    issue_credit_note(tx, now, today, &LATE, id, of, reason, "", &units).await?;
    Ok(Some(id))
}

/// What a coupon had taken off that part of the line.
async fn discount_share(
    tx: &mut TenantTx,
    late: &LateUsage,
    amount: Money,
) -> Result<Option<CreditedAmount>, SettleError> {
    let Some(charged) = subscriptions::charged_by(tx, late.billed.coverage_id).await? else {
        return Ok(None);
    };
    let (amount_minor, Some((line_no, discount_minor))) = charged else { return Ok(None) };
    let failed = |error| BillError::from(error);
    let share = Fraction::new(amount.amount_minor.min(amount_minor), amount_minor.max(1))
        .map_err(|error| failed(DueError::from(error)))?;
    let off = share
        .of(Money::new(discount_minor, amount.currency))
        .map_err(|error| failed(DueError::from(error)))?;
    let amount = off.checked_neg().map_err(|error| failed(DueError::from(error)))?;
    Ok(Some(CreditedAmount { line_no, amount }))
}
