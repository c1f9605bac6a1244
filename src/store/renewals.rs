//! What renewals and their payment ask of the database: who may have to be reminded, and whose invoices
//! are late. The rules are `domain::renewal`'s; these queries only find whom to ask them about.

use super::{Db, StaffRead, StoreError, TenantTx};
use crate::domain::id::{SubscriptionId, TenantId};
use crate::domain::renewal::Arrears;
use crate::domain::subscription_status::SubscriptionStatus;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// A customer's subscription.
pub type Found = (TenantId, SubscriptionId);

/// Subscriptions with a boundary before `until` of which their customers may have to be reminded and were
/// not, after `after`, in the order of their ids. Intervals below a quarter are left out, but for trials.
pub async fn to_be_reminded(
    db: &Db,
    now: Timestamp,
    until: Timestamp,
    after: Option<Found>,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let (tenant, subscription) = after.unzip();
    let rows = sqlx::query!(
        r#"select s.tenant_id, s.subscription_id
             from subscriptions s
            where s.next_billing_at > $1 and s.next_billing_at <= $2
              and (s.ends_at is null or s.ends_at > s.next_billing_at)
              and (s.status = 'trialing'
                   or s.status in ('active', 'past_due', 'unpaid') and s.billed_at is not null
                      and case s.interval_unit when 'day' then s.interval_count
                                               when 'week' then 7 * s.interval_count
                                               when 'month' then 30 * s.interval_count
                                               else 90 end >= 84)
              and not exists (select from outbox o
                               where o.tenant_id = s.tenant_id and o.document_id = s.subscription_id
                                 and o.event = case when s.status = 'trialing' then 'trial_ending'
                                                    else 'renewal_upcoming' end
                                 and o.occurrence = extract(epoch from s.next_billing_at)::bigint::text)
              and ($3::uuid is null or (s.tenant_id, s.subscription_id) > ($3, $4))
            order by s.tenant_id, s.subscription_id
            limit $5"#,
        now.to_sqlx() as _,
        until.to_sqlx() as _,
        tenant.map(|id| id.0),
        subscription.map(|id| id.0),
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.subscription_id.into())).collect())
}

/// Subscriptions whose state may not fit their invoices, after `after`, in the order of their ids: active
/// ones with an open invoice due before `day`, and all that are past due or unpaid.
pub async fn in_question(
    tx: &mut StaffRead,
    day: Date,
    after: Option<Found>,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let (tenant, subscription) = after.unzip();
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant_id!", subscription_id as "subscription_id!" from (
             select s.tenant_id, s.subscription_id
               from invoices i
               join subscription_invoices si on si.tenant_id = i.tenant_id and si.invoice_id = i.invoice_id
               join subscriptions s on s.tenant_id = si.tenant_id and s.subscription_id = si.subscription_id
              where i.status = 'open' and i.due_on < $1 and s.status = 'active'
                and not exists (select from installment_plans p
                                 where p.tenant_id = i.tenant_id and p.invoice_id = i.invoice_id
                                   and p.status in ('pending', 'active'))
             union
             select s.tenant_id, s.subscription_id
               from subscriptions s
              where s.status in ('past_due', 'unpaid')) found
            where $2::uuid is null or (tenant_id, subscription_id) > ($2, $3)
            order by tenant_id, subscription_id
            limit $4"#,
        day.to_sqlx() as _,
        tenant.map(|id| id.0),
        subscription.map(|id| id.0),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.subscription_id.into())).collect())
}

/// How the subscription's invoices stand on `today`. An invoice with a payment on its way is not late, as
/// in the lists of invoices. Void ones are none. Deposits: the engine asks for none.
pub async fn arrears(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
    today: Date,
) -> Result<Arrears, StoreError> {
    let row = sqlx::query!(
        r#"select min(due_on) filter (where status = 'open' and not is_on_the_way) as late_since,
                  count(*) > 0 as "is_unsettled!"
             from (select i.due_on, i.status,
                          exists (select from charge_invoices ci
                                    join charges c on c.tenant_id = ci.tenant_id and c.charge_id = ci.charge_id
                                   where ci.tenant_id = i.tenant_id and ci.invoice_id = i.invoice_id
                                     and ci.is_living and c.state = 'processing') as is_on_the_way
                     from subscription_invoices si
                     join invoices i on i.tenant_id = si.tenant_id and i.invoice_id = si.invoice_id
                    where si.tenant_id = $1 and si.subscription_id = $2
                      and i.status in ('open', 'uncollectible') and i.due_on < $3
                      -- What is paid in installments is late when the plan is in default, not before.
                      and not exists (select from installment_plans p
                                       where p.tenant_id = i.tenant_id and p.invoice_id = i.invoice_id
                                         and p.status in ('pending', 'active'))) late"#,
        tx.tenant().0,
        subscription.0,
        today.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    let late_since = row.late_since.map(jiff_sqlx::Date::to_jiff);
    Ok(Arrears { late_since, is_unsettled: row.is_unsettled })
}

/// The subscription's state; None when this tenant has none with this id.
pub async fn status(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
) -> Result<Option<SubscriptionStatus>, StoreError> {
    let word = sqlx::query_scalar!(
        "select status from subscriptions where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        subscription.0
    )
    .fetch_optional(tx.conn())
    .await?;
    word.map(|word| word.parse().map_err(|e| super::corrupt("subscriptions.status", e))).transpose()
}

/// Stores the state that follows; the audit log has both, and the reason that was set.
pub async fn save_status(
    tx: &mut TenantTx,
    subscription: SubscriptionId,
    status: SubscriptionStatus,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscriptions set status = $3 where tenant_id = $1 and subscription_id = $2",
        tx.tenant().0,
        subscription.0,
        status.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
