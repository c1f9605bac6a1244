//! Dunning across customers: whose turn it is, and the staff's list of campaigns.

use super::ledger::read_money;
use super::{StaffRead, StoreError, corrupt};
use crate::domain::dunning::{CampaignStatus, Entitlement, PauseReason};
use crate::domain::id::{DunningCampaignId, TenantId};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// Customers after this one, in the order of their ids, of whom something may have to be opened, sent,
/// tried or ended. `day` is tomorrow's, so that no zone is forgotten; whose day it is decides later.
pub async fn to_look_at(
    tx: &mut StaffRead,
    now: Timestamp,
    day: Date,
    after: TenantId,
    limit: i64,
) -> Result<Vec<TenantId>, StoreError> {
    let rows = sqlx::query_scalar!(
        r#"select tenant_id as "tenant_id!" from (
             select c.tenant_id
               from dunning_campaigns c
              where c.status in ('running', 'paused', 'exhausted')
                and (c.next_look_at <= $1
                     or exists (select from dunning_campaign_invoices m
                                  join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
                                 where m.tenant_id = c.tenant_id and m.campaign_id = c.campaign_id
                                   and m.left_at is null
                                   and (i.status <> 'open' or i.disputed <> (c.pause_reason is not distinct from 'dispute'))))
             union
             select i.tenant_id
               from invoices i
              where i.status = 'open'
                and (i.due_on < $2
                     or exists (select from autopay_attempts a
                                  join charges g on g.tenant_id = a.tenant_id and g.charge_id = a.charge_id
                                 where a.tenant_id = i.tenant_id and a.invoice_id = i.invoice_id and g.state = 'failed'))
                and not exists (select from dunning_campaign_invoices m
                                 where m.tenant_id = i.tenant_id and m.invoice_id = i.invoice_id and m.left_at is null)
                and (exists (select from dunning_schedules where is_default)
                     or exists (select from dunning_choices d where d.tenant_id = i.tenant_id and d.kind = 'schedule'))
             ) found
            where tenant_id > $3
            order by tenant_id
            limit $4"#,
        now.to_sqlx() as _,
        day.to_sqlx() as _,
        after.0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// One row of the staff's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignListRow {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub campaign_id: DunningCampaignId,
    pub status: CampaignStatus,
    pub pause: Option<(PauseReason, Option<Date>)>,
    pub entitlement: Entitlement,
    pub opened_at: Timestamp,
    pub schedule: String,
    /// What is still due of its invoices; zero when it has ended.
    pub at_stake: Money,
    /// Invoices in question.
    pub invoices: i64,
    /// What was due when they came in.
    pub asked: Money,
}

struct Row {
    tenant_id: Uuid,
    legal_name: String,
    campaign_id: Uuid,
    status: String,
    pause_reason: Option<String>,
    paused_until: Option<jiff_sqlx::Date>,
    access: String,
    opened_at: jiff_sqlx::Timestamp,
    schedule: String,
    currency: String,
    at_stake_minor: i64,
    invoices: i64,
    asked_minor: i64,
}

impl Row {
    fn read(self) -> Result<CampaignListRow, StoreError> {
        let until = self.paused_until.map(jiff_sqlx::Date::to_jiff);
        let reason = self.pause_reason.map(|word| word.parse()).transpose();
        let reason = reason.map_err(|e| corrupt("dunning_campaigns.pause_reason", e))?;
        Ok(CampaignListRow {
            tenant_id: self.tenant_id.into(),
            tenant_name: self.legal_name,
            campaign_id: self.campaign_id.into(),
            status: self.status.parse().map_err(|e| corrupt("dunning_campaigns.status", e))?,
            pause: reason.map(|reason| (reason, until)),
            entitlement: self.access.parse().map_err(|e| corrupt("dunning_campaigns.access", e))?,
            opened_at: self.opened_at.to_jiff(),
            schedule: self.schedule,
            at_stake: read_money(&self.currency, self.at_stake_minor)?,
            invoices: self.invoices,
            asked: read_money(&self.currency, self.asked_minor)?,
        })
    }
}

/// The campaigns in this state, the newest first, after `after`; at most `limit`.
pub async fn staff_page(
    tx: &mut StaffRead,
    status: Option<CampaignStatus>,
    after: Option<DunningCampaignId>,
    limit: i64,
) -> Result<Vec<CampaignListRow>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.tenant_id, t.legal_name, c.campaign_id, c.status, c.pause_reason, c.paused_until, c.access, c.opened_at,
                  v.name as schedule, c.currency, m.at_stake_minor as "at_stake_minor!", m.invoices as "invoices!",
                  m.asked_minor as "asked_minor!"
             from dunning_campaigns c
             join tenants t on t.tenant_id = c.tenant_id
             join dunning_schedule_versions v on v.schedule_id = c.schedule_id and v.version = c.version
            cross join lateral (
                  select coalesce(sum(i.due_minor) filter (where m.left_at is null), 0)::bigint as at_stake_minor,
                         count(*) filter (where m.left_at is null) as invoices,
                         coalesce(sum(m.due_minor), 0)::bigint as asked_minor
                    from dunning_campaign_invoices m
                    join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
                   where m.tenant_id = c.tenant_id and m.campaign_id = c.campaign_id) m
            where ($1::text is null or c.status = $1) and c.campaign_id < $2
            order by c.campaign_id desc
            limit $3"#,
        status.map(CampaignStatus::word),
        after.map_or(Uuid::max(), |id| id.0),
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// How many campaigns are in each state, and what is at stake in them by currency.
pub async fn counts(tx: &mut StaffRead) -> Result<Vec<(CampaignStatus, i64)>, StoreError> {
    let rows = sqlx::query!(
        r#"select status, count(*) as "count!" from dunning_campaigns group by status order by status limit 10"#
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let status = r.status.parse();
            Ok((status.map_err(|e| corrupt("dunning_campaigns.status", e))?, r.count))
        })
        .collect()
}

/// What is still due of all campaigns that have not ended, by currency.
pub async fn at_stake(tx: &mut StaffRead) -> Result<Vec<Money>, StoreError> {
    let rows = sqlx::query!(
        r#"select i.currency, coalesce(sum(i.due_minor), 0)::bigint as "due_minor!"
             from dunning_campaigns c
             join dunning_campaign_invoices m on m.tenant_id = c.tenant_id and m.campaign_id = c.campaign_id
             join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
            where c.status in ('running', 'paused', 'exhausted') and m.left_at is null
            group by i.currency
            order by i.currency
            limit 200"#
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|r| read_money(&r.currency, r.due_minor)).collect()
}
