//! Campaigns, what they are about, and what was done: reads and writes rows. The database holds what must
//! never happen (two campaigns for the same money, a step or an attempt twice); the rules are
//! `domain::dunning`'s.

mod history;
mod members;

pub use history::{
    DunningEvent, DunningEventKind, StepDone, StepOutcome, events, insert_step, record_event,
    steps_done,
};
pub use members::{Member, MemberOutcome, campaign_of, insert_member, leave, members, overdue};

use super::{StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::dunning::{CampaignStatus, Entitlement, PauseReason};
use crate::domain::id::{DunningCampaignId, DunningScheduleId, TenantId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// The pursuit of what a customer owes in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DunningCampaign {
    pub tenant_id: TenantId,
    pub campaign_id: DunningCampaignId,
    pub currency: Currency,
    pub schedule_id: DunningScheduleId,
    /// It keeps the version that it began with.
    pub version: i32,
    pub status: CampaignStatus,
    /// Why it waits, while it is paused, and to the end of which day; None: until somebody resumes it.
    pub pause: Option<(PauseReason, Option<Date>)>,
    pub began_on: Date,
    pub entitlement: Entitlement,
    pub opened_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub next_look_at: Timestamp,
}

struct CampaignRow {
    campaign_id: Uuid,
    currency: String,
    schedule_id: Uuid,
    version: i32,
    status: String,
    pause_reason: Option<String>,
    paused_until: Option<jiff_sqlx::Date>,
    began_on: jiff_sqlx::Date,
    access: String,
    opened_at: jiff_sqlx::Timestamp,
    ended_at: Option<jiff_sqlx::Timestamp>,
    next_look_at: jiff_sqlx::Timestamp,
}

impl CampaignRow {
    fn read(self, tenant_id: TenantId) -> Result<DunningCampaign, StoreError> {
        let until = self.paused_until.map(jiff_sqlx::Date::to_jiff);
        let pause = match self.pause_reason {
            Some(word) => {
                let reason = word.parse().map_err(|e| corrupt("dunning_campaigns.pause_reason", e));
                Some((reason?, until))
            }
            None => None,
        };
        Ok(DunningCampaign {
            tenant_id,
            campaign_id: self.campaign_id.into(),
            currency: self
                .currency
                .parse()
                .map_err(|e| corrupt("dunning_campaigns.currency", e))?,
            schedule_id: self.schedule_id.into(),
            version: self.version,
            status: self.status.parse().map_err(|e| corrupt("dunning_campaigns.status", e))?,
            pause,
            began_on: self.began_on.to_jiff(),
            entitlement: self.access.parse().map_err(|e| corrupt("dunning_campaigns.access", e))?,
            opened_at: self.opened_at.to_jiff(),
            ended_at: self.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
            next_look_at: self.next_look_at.to_jiff(),
        })
    }
}

/// Begins a campaign.
/// # Errors  `Refused` by `dunning_campaigns_one_under_way`.
pub async fn insert_campaign(
    tx: &mut TenantTx,
    campaign: &DunningCampaign,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into dunning_campaigns (tenant_id, campaign_id, currency, schedule_id, version, status, began_on, access,
                opened_at, next_look_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant().0,
        campaign.campaign_id.0,
        campaign.currency.code(),
        campaign.schedule_id.0,
        campaign.version,
        campaign.status.word(),
        campaign.began_on.to_sqlx() as _,
        campaign.entitlement.word(),
        campaign.opened_at.to_sqlx() as _,
        campaign.next_look_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores what moves.
/// # Errors  `Refused` by `dunning_campaigns_final_is_final`.
pub async fn save_campaign(
    tx: &mut TenantTx,
    campaign: &DunningCampaign,
) -> Result<(), StoreError> {
    let (reason, until) = campaign.pause.unzip();
    sqlx::query!(
        "update dunning_campaigns
            set status = $3, pause_reason = $4, paused_until = $5, access = $6, ended_at = $7, next_look_at = $8
          where tenant_id = $1 and campaign_id = $2",
        tx.tenant().0,
        campaign.campaign_id.0,
        campaign.status.word(),
        reason.map(PauseReason::word),
        until.flatten().map(Date::to_sqlx) as _,
        campaign.entitlement.word(),
        campaign.ended_at.map(Timestamp::to_sqlx) as _,
        campaign.next_look_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The campaign, or None when this tenant has none with this id.
pub async fn find(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
) -> Result<Option<DunningCampaign>, StoreError> {
    let row = sqlx::query_as!(
        CampaignRow,
        "select campaign_id, currency, schedule_id, version, status, pause_reason, paused_until, began_on, access,
                opened_at, ended_at, next_look_at
           from dunning_campaigns
          where tenant_id = $1 and campaign_id = $2",
        tx.tenant().0,
        campaign.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| row.read(tx.tenant())).transpose()
}

/// The campaigns that have not ended, the oldest first; at most 200.
pub async fn open_campaigns(tx: &mut TenantTx) -> Result<Vec<DunningCampaign>, StoreError> {
    let rows = sqlx::query_as!(
        CampaignRow,
        "select campaign_id, currency, schedule_id, version, status, pause_reason, paused_until, began_on, access,
                opened_at, ended_at, next_look_at
           from dunning_campaigns
          where tenant_id = $1 and status in ('running', 'paused', 'exhausted')
          order by campaign_id
          limit 200",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.read(tx.tenant())).collect()
}

/// The campaigns of this customer, the newest first; at most 100.
pub async fn campaigns(tx: &mut TenantTx) -> Result<Vec<DunningCampaign>, StoreError> {
    let rows = sqlx::query_as!(
        CampaignRow,
        "select campaign_id, currency, schedule_id, version, status, pause_reason, paused_until, began_on, access,
                opened_at, ended_at, next_look_at
           from dunning_campaigns
          where tenant_id = $1
          order by campaign_id desc
          limit 100",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.read(tx.tenant())).collect()
}

/// What this customer may still do with what they pay for: the strictest of their campaigns.
pub async fn entitlement(tx: &mut TenantTx) -> Result<Entitlement, StoreError> {
    let campaigns = open_campaigns(tx).await?;
    let strictest = campaigns.iter().map(|campaign| campaign.entitlement).max();
    Ok(strictest.unwrap_or(Entitlement::Full))
}
