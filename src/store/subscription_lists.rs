//! Lists and figures of all customers' subscriptions, for staff.

mod figures;

pub use figures::{Figures, RecurringTerms, count_parked, figures, recurring_terms};

use super::paging::{Page, PageFrom, push_page};
use super::plans::read_interval;
use super::{StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{SellerId, SubscriptionGroupId, SubscriptionId, TenantId};
use crate::domain::period::Interval;
use crate::domain::subscription_status::SubscriptionStatus;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

/// A subscription in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSubscription {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub subscription_id: SubscriptionId,
    pub status: SubscriptionStatus,
    pub plan_name: String,
    pub seats: i32,
    /// Nothing is charged at the moment.
    pub is_paused: bool,
    pub currency: Currency,
    pub interval: Interval,
    pub ends_at: Option<Timestamp>,
    pub next_billing_at: Option<Timestamp>,
    pub parked: Option<(Timestamp, String)>,
    pub group: Option<String>,
    /// In UTC; the list's order.
    pub created_on: Date,
}

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubscriptionTab {
    #[default]
    All,
    Active,
    Trial,
    PastDue,
    Paused,
    /// An end is fixed and still to come.
    Ending,
    Parked,
    Ended,
}

/// What is listed.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionFilter {
    pub tab: SubscriptionTab,
    /// Part of the customer's name or reference, or of the plan's name or code.
    pub text: String,
}

const COLUMNS: &str = "select s.tenant_id, t.legal_name, s.subscription_id, s.status, v.name as plan_name, f.seats, \
       f.paused, s.currency, s.interval_unit, s.interval_count, s.ends_at, s.next_billing_at, s.parked_at, \
       s.parked_reason, g.name as group_name, (s.created_at at time zone 'UTC')::date as created_on \
  from subscriptions s \
  join tenants t on t.tenant_id = s.tenant_id \
  left join subscription_groups g on g.tenant_id = s.tenant_id and g.group_id = s.group_id \
  join lateral (select p.version_id, p.seats, p.paused from subscription_phases p \
                 where p.tenant_id = s.tenant_id and p.subscription_id = s.subscription_id \
                   and p.from_at <= greatest(s.starts_at, ";
const MORE_COLUMNS: &str = "::timestamptz) \
                 order by p.from_at desc limit 1) f on true \
  join plan_versions v on v.version_id = f.version_id \
  join plans l on l.plan_id = v.plan_id \
 where true";

/// A page of the subscriptions, the newest first, as they are at `now`.
pub async fn page(
    tx: &mut StaffRead,
    filter: &SubscriptionFilter,
    now: Timestamp,
    from: PageFrom<SubscriptionId>,
    limit: usize,
) -> Result<Page<ListedSubscription>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(COLUMNS);
    query.push_bind(now.to_sqlx()).push(MORE_COLUMNS);
    query.push(match filter.tab {
        SubscriptionTab::All | SubscriptionTab::Ending => "",
        SubscriptionTab::Active => " and s.status = 'active' and not f.paused",
        SubscriptionTab::Trial => " and s.status = 'trialing'",
        SubscriptionTab::PastDue => " and s.status in ('past_due', 'unpaid')",
        SubscriptionTab::Paused => {
            " and (s.status = 'paused' or f.paused) and s.status not in ('canceled', 'incomplete_expired')"
        }
        SubscriptionTab::Parked => " and s.parked_at is not null",
        SubscriptionTab::Ended => " and s.status in ('canceled', 'incomplete_expired')",
    });
    if filter.tab == SubscriptionTab::Ending {
        query.push(" and s.status not in ('canceled', 'incomplete_expired') and s.ends_at > ");
        query.push_bind(now.to_sqlx());
    }
    if !filter.text.trim().is_empty() {
        let pattern = format!("%{}%", super::tenants::like_pattern(&filter.text));
        query.push(" and lower(t.legal_name || ' ' || t.account_ref || ' ' || v.name || ' ' || l.code) like ");
        query.push_bind(pattern);
    }
    let key = ("(s.created_at at time zone 'UTC')::date", "s.subscription_id");
    push_page(&mut query, key, from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

fn read(row: &PgRow) -> Result<ListedSubscription, StoreError> {
    let word = |column: &str| row.try_get::<String, _>(column);
    let at = |column: &str| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<jiff_sqlx::Timestamp> = row.try_get(column)?;
        Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
    };
    let reason: Option<String> = row.try_get("parked_reason")?;
    let currency = word("currency")?;
    Ok(ListedSubscription {
        tenant_id: TenantId(row.try_get("tenant_id")?),
        tenant_name: word("legal_name")?,
        subscription_id: SubscriptionId(row.try_get("subscription_id")?),
        status: word("status")?.parse().map_err(|e| corrupt("subscriptions.status", e))?,
        plan_name: word("plan_name")?,
        seats: row.try_get("seats")?,
        is_paused: row.try_get("paused")?,
        currency: currency.parse().map_err(|_| corrupt("subscriptions.currency", &currency))?,
        interval: read_interval(&word("interval_unit")?, row.try_get("interval_count")?)?,
        ends_at: at("ends_at")?,
        next_billing_at: at("next_billing_at")?,
        parked: at("parked_at")?.zip(reason),
        group: row.try_get("group_name")?,
        created_on: row.try_get::<jiff_sqlx::Date, _>("created_on")?.to_jiff(),
    })
}

/// The parked subscriptions of all customers, the longest waiting first.
pub async fn parked(
    tx: &mut StaffRead,
    limit: i64,
) -> Result<Vec<(TenantId, SubscriptionId)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, subscription_id
           from subscriptions
          where parked_at is not null
          order by parked_at, subscription_id
          limit $1",
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.subscription_id.into())).collect())
}

/// A subscription of a group, whatever its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMember {
    pub subscription_id: SubscriptionId,
    pub seller_id: SellerId,
    pub currency: Currency,
}

/// The subscriptions of a group that are still to be billed; at most 501.
pub async fn members_of_group(
    tx: &mut TenantTx,
    group: SubscriptionGroupId,
) -> Result<Vec<GroupMember>, StoreError> {
    let rows = sqlx::query!(
        "select subscription_id, seller_id, currency
           from subscriptions
          where tenant_id = $1 and group_id = $2 and next_billing_at is not null
          order by subscription_id
          limit 501",
        tx.tenant().0,
        group.0
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows.into_iter().map(|r| {
        let currency = r.currency.parse();
        Ok(GroupMember {
            subscription_id: r.subscription_id.into(),
            seller_id: r.seller_id.into(),
            currency: currency.map_err(|_| corrupt("subscriptions.currency", &r.currency))?,
        })
    });
    read.collect()
}
