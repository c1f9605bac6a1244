//! Thresholds of use and spending that customers set, and which of them were reached in which period. The
//! database holds that a crossing is stored once per alert and period.

use super::ledger::read_money;
use super::{Actor, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{SubscriptionId, TenantId, UsageAlertId};
use crate::domain::money::Money;
use crate::domain::usage_alert::{Threshold, UsageAlert};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;

const PERCENT: &str = "percent_of_limit";
const SPEND: &str = "spend";

/// An alert that was reached in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    pub alert: UsageAlert,
    pub subscription_id: SubscriptionId,
    pub period_start_at: Timestamp,
    /// What was used of how much; of meters.
    pub used_of: Option<(Decimal, Decimal)>,
    /// What it came to; of spending.
    pub spend: Option<Money>,
    pub crossed_at: Timestamp,
}

/// How a threshold is stored.
struct Columns<'a> {
    kind: &'static str,
    meter: Option<&'a str>,
    percent: Option<i32>,
    amount_minor: Option<i64>,
    is_cap: bool,
}

impl<'a> Columns<'a> {
    fn of(threshold: &'a Threshold) -> Self {
        let (kind, meter, percent, amount_minor, is_cap) = match threshold {
            Threshold::Percent { meter, percent } => {
                (PERCENT, Some(meter.as_str()), Some(i32::from(*percent)), None, false)
            }
            Threshold::Spend { amount, is_cap } => {
                (SPEND, None, None, Some(amount.amount_minor), *is_cap)
            }
        };
        Self { kind, meter, percent, amount_minor, is_cap }
    }
}

fn threshold(
    currency: &str,
    meter: Option<String>,
    percent: Option<i32>,
    amount_minor: Option<i64>,
    is_cap: bool,
) -> Result<Threshold, StoreError> {
    match (meter, percent, amount_minor) {
        (Some(meter), Some(percent), None) => {
            let percent =
                percent.try_into().map_err(|_| corrupt("usage_alerts.percent", percent))?;
            Ok(Threshold::Percent { meter, percent })
        }
        (None, None, Some(amount)) => {
            Ok(Threshold::Spend { amount: read_money(currency, amount)?, is_cap })
        }
        (meter, ..) => Err(corrupt("usage_alerts.kind", format!("{meter:?}"))),
    }
}

/// The alerts of a subscription that are set, the oldest first; at most 100.
pub async fn alerts(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
) -> Result<Vec<UsageAlert>, StoreError> {
    let rows = sqlx::query!(
        "select a.alert_id, a.meter, a.percent, a.amount_minor, a.is_cap, s.currency
           from usage_alerts a
           join subscriptions s on s.tenant_id = a.tenant_id and s.subscription_id = a.subscription_id
          where a.tenant_id = $1 and a.subscription_id = $2 and a.removed_at is null
          order by a.created_at, a.alert_id
          limit 100",
        tx.tenant().0,
        subscription.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let threshold = threshold(&r.currency, r.meter, r.percent, r.amount_minor, r.is_cap)?;
            Ok(UsageAlert { alert_id: r.alert_id.into(), threshold })
        })
        .collect()
}

/// Sets an alert.
/// # Errors  `Refused` by `usage_alerts_…_once` or `usage_alerts_one_cap` when it is set already.
pub async fn insert(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
    alert: &UsageAlert,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let columns = Columns::of(&alert.threshold);
    sqlx::query!(
        "insert into usage_alerts (tenant_id, alert_id, subscription_id, kind, meter, percent, amount_minor, is_cap,
                created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant().0,
        alert.alert_id.0,
        subscription.0,
        columns.kind,
        columns.meter,
        columns.percent,
        columns.amount_minor,
        columns.is_cap,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes an alert away; returns whether it was set.
pub async fn remove(
    tx: &mut TenantTx,
    alert: UsageAlertId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let removed = sqlx::query!(
        "update usage_alerts
            set removed_at = $3
          where tenant_id = $1 and alert_id = $2 and removed_at is null",
        tx.tenant().0,
        alert.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Remembers that an alert was reached; false when that was known of this period.
pub async fn insert_crossing(tx: &mut TenantTx, crossing: &Crossing) -> Result<bool, StoreError> {
    let columns = Columns::of(&crossing.alert.threshold);
    let (quantity, limit) = crossing.used_of.unzip();
    let inserted = sqlx::query!(
        "insert into usage_alert_crossings (tenant_id, alert_id, period_start_at, subscription_id, kind, meter, percent,
                amount_minor, is_cap, quantity, limit_quantity, spend_minor, crossed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict do nothing",
        tx.tenant().0,
        crossing.alert.alert_id.0,
        crossing.period_start_at.to_sqlx() as _,
        crossing.subscription_id.0,
        columns.kind,
        columns.meter,
        columns.percent,
        columns.amount_minor,
        columns.is_cap,
        quantity,
        limit,
        crossing.spend.map(|spend| spend.amount_minor),
        crossing.crossed_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// What was reached in the period of a subscription that began at `period_start_at`, the oldest first; at
/// most 200.
pub async fn crossings(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
    period_start_at: Timestamp,
) -> Result<Vec<Crossing>, StoreError> {
    let rows = sqlx::query!(
        r#"select c.alert_id, c.meter, c.percent, c.amount_minor, c.is_cap, c.quantity, c.limit_quantity,
                  c.spend_minor, c.crossed_at as "crossed_at: jiff_sqlx::Timestamp", s.currency
             from usage_alert_crossings c
             join subscriptions s on s.tenant_id = c.tenant_id and s.subscription_id = c.subscription_id
            where c.tenant_id = $1 and c.subscription_id = $2 and c.period_start_at = $3
            order by c.crossed_at, c.alert_id
            limit 200"#,
        tx.tenant().0,
        subscription.0,
        period_start_at.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let threshold = threshold(&r.currency, r.meter, r.percent, r.amount_minor, r.is_cap)?;
            let spend = r.spend_minor.map(|minor| read_money(&r.currency, minor)).transpose()?;
            Ok(Crossing {
                alert: UsageAlert { alert_id: r.alert_id.into(), threshold },
                subscription_id: subscription,
                period_start_at,
                used_of: r.quantity.zip(r.limit_quantity),
                spend,
                crossed_at: r.crossed_at.to_jiff(),
            })
        })
        .collect()
}

/// Subscriptions in force at `now` that charge by use, after `after`, in the order of their ids.
pub async fn with_meters(
    tx: &mut StaffRead,
    now: Timestamp,
    after: Option<(TenantId, SubscriptionId)>,
    limit: i64,
) -> Result<Vec<(TenantId, SubscriptionId)>, StoreError> {
    let (tenant, subscription) = after.unzip();
    let rows = sqlx::query!(
        r#"with metered as (
             select version_id from plan_versions where jsonb_path_exists(components, '$[*].quantity.meter'))
           select s.tenant_id, s.subscription_id
             from subscriptions s
            where s.status not in ('canceled', 'incomplete_expired')
              and exists (select from subscription_phases p
                            join metered m on m.version_id = p.version_id
                              or p.add_ons @> jsonb_build_array(jsonb_build_object('version_id', m.version_id))
                           where p.tenant_id = s.tenant_id and p.subscription_id = s.subscription_id
                             and p.from_at <= $1)
              and ($2::uuid is null or (s.tenant_id, s.subscription_id) > ($2, $3))
            order by s.tenant_id, s.subscription_id
            limit $4"#,
        now.to_sqlx() as _,
        tenant.map(|id| id.0),
        subscription.map(|id| id.0),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.subscription_id.into())).collect())
}
