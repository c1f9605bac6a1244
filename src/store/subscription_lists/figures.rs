//! How many subscriptions there are in which state, and the terms that recur.

use super::super::{StaffRead, StoreError, corrupt};
use crate::domain::currency::Currency;
use crate::domain::discount::Discount;
use crate::domain::id::PlanVersionId;
use crate::domain::money::Money;
use crate::domain::plan::{Component, PlanVersion};
use crate::domain::subscription::{AddOn, AppliedCoupon, Terms};
use crate::store::plans::read_interval;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde::Deserialize;
use sqlx::types::Json;
use std::collections::HashMap;
use std::sync::Arc;

/// How many subscriptions are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Charged at the moment: neither in trial nor paused nor ended.
    pub active: i64,
    pub trial: i64,
    pub past_due: i64,
    pub paused: i64,
    pub parked: i64,
}

/// Terms that so many subscriptions have, coupons included.
#[derive(Clone, Debug)]
pub struct RecurringTerms {
    pub terms: Terms,
    pub coupons: Vec<AppliedCoupon>,
    pub subscriptions: i64,
}

/// The figures at `now`.
pub async fn figures(tx: &mut StaffRead, now: Timestamp) -> Result<Figures, StoreError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where s.status in ('active', 'past_due', 'unpaid') and not f.paused) as "active!",
                  count(*) filter (where s.status = 'trialing') as "trial!",
                  count(*) filter (where s.status in ('past_due', 'unpaid')) as "past_due!",
                  count(*) filter (where s.status = 'paused' or f.paused) as "paused!",
                  count(*) filter (where s.parked_at is not null) as "parked!"
             from subscriptions s
             join lateral (select p.paused from subscription_phases p
                            where p.tenant_id = s.tenant_id and p.subscription_id = s.subscription_id
                              and p.from_at <= greatest(s.starts_at, $1)
                            order by p.from_at desc limit 1) f on true
            where s.status not in ('canceled', 'incomplete_expired') and (s.ends_at is null or s.ends_at > $1)"#,
        now.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Figures {
        active: row.active,
        trial: row.trial,
        past_due: row.past_due,
        paused: row.paused,
        parked: count_parked(tx).await?,
    })
}

/// How many subscriptions the run leaves aside.
pub async fn count_parked(tx: &mut StaffRead) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from subscriptions where parked_at is not null"#
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

#[derive(Debug, Deserialize)]
struct StoredAddOn {
    version_id: PlanVersionId,
    quantity: u32,
}

#[derive(Debug, Deserialize)]
struct StoredCoupon {
    percent_off: Option<Decimal>,
    amount_off_minor: Option<i64>,
    components: Option<Vec<String>>,
    plans: Option<Vec<String>>,
}

/// The different terms that are charged at `now`, each with how many subscriptions have them: what is
/// counted here is priced in the domain, by the rule that invoices follow.
pub async fn recurring_terms(
    tx: &mut StaffRead,
    now: Timestamp,
) -> Result<Vec<RecurringTerms>, StoreError> {
    let rows = sqlx::query!(
        r#"select f.version_id, f.seats, f.add_ons as "add_ons!: Json<Vec<StoredAddOn>>",
                  c.coupons as "coupons!: Json<Vec<StoredCoupon>>", count(*) as "count!"
             from subscriptions s
             join lateral (select p.version_id, p.seats, p.add_ons, p.paused from subscription_phases p
                            where p.tenant_id = s.tenant_id and p.subscription_id = s.subscription_id and p.from_at <= $1
                            order by p.from_at desc limit 1) f on true
             join lateral (select coalesce(jsonb_agg(jsonb_build_object('percent_off', k.percent_off::text,
                                    'amount_off_minor', k.amount_off_minor, 'components', k.components,
                                    'plans', k.plan_codes)
                                    order by k.attached_at, k.coupon_id), '[]') as coupons
                             from subscription_coupons k
                            where k.tenant_id = s.tenant_id and k.subscription_id = s.subscription_id
                              and k.from_at <= $1 and (k.until_at is null or k.until_at > $1)) c on true
            where s.status in ('active', 'past_due', 'unpaid') and not f.paused and s.billed_from <= $1
              and (s.ends_at is null or s.ends_at > $1)
            group by f.version_id, f.seats, f.add_ons, c.coupons"#,
        now.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    let mut wanted: Vec<uuid::Uuid> = rows.iter().map(|row| row.version_id).collect();
    wanted.extend(rows.iter().flat_map(|row| row.add_ons.iter().map(|it| it.version_id.0)));
    let versions = versions(tx, &wanted).await?;
    let version = |id: PlanVersionId| versions.get(&id).cloned().ok_or(StoreError::NotFound);
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let plan = version(row.version_id.into())?;
        let mut add_ons = Vec::new();
        for stored in row.add_ons.0 {
            let version = version(stored.version_id)?;
            add_ons.push(AddOn { version, quantity: stored.quantity });
        }
        let seats = u32::try_from(row.seats)
            .map_err(|_| corrupt("subscription_phases.seats", row.seats))?;
        let currency = plan.currency;
        let coupons = row.coupons.0.into_iter().map(|stored| coupon(stored, currency, now));
        found.push(RecurringTerms {
            coupons: coupons.collect::<Result<_, _>>()?,
            terms: Terms { version: plan, seats, add_ons, paused: false },
            subscriptions: row.count,
        });
    }
    Ok(found)
}

fn coupon(
    stored: StoredCoupon,
    currency: Currency,
    now: Timestamp,
) -> Result<AppliedCoupon, StoreError> {
    let off = match (stored.percent_off, stored.amount_off_minor) {
        (Some(percent), None) => Discount::Percent(percent),
        (None, Some(minor)) => Discount::Fixed(Money::new(minor, currency)),
        _ => return Err(corrupt("subscription_coupons", "neither percent nor amount")),
    };
    let StoredCoupon { components, plans, .. } = stored;
    Ok(AppliedCoupon { code: String::new(), off, components, plans, from: now, until: None })
}

async fn versions(
    tx: &mut StaffRead,
    wanted: &[uuid::Uuid],
) -> Result<HashMap<PlanVersionId, Arc<PlanVersion>>, StoreError> {
    let rows = sqlx::query!(
        r#"select v.plan_id, v.version_id, l.code, v.version_no, v.name, v.currency, v.interval_unit, v.interval_count,
                  v.trial_days, v.components as "components: Json<Vec<Component>>"
             from plan_versions v
             join plans l on l.plan_id = v.plan_id
            where v.version_id = any($1)"#,
        wanted
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows.into_iter().map(|row| {
        let currency = row.currency.parse();
        let version = PlanVersion {
            plan_id: row.plan_id.into(),
            version_id: row.version_id.into(),
            code: row.code,
            version_no: row.version_no,
            name: row.name,
            currency: currency.map_err(|_| corrupt("plan_versions.currency", &row.currency))?,
            interval: read_interval(&row.interval_unit, row.interval_count)?,
            trial_days: u16::try_from(row.trial_days)
                .map_err(|_| corrupt("plan_versions.trial_days", row.trial_days))?,
            components: row.components.0,
        };
        Ok((version.version_id, Arc::new(version)))
    });
    read.collect()
}
