//! Campaigns, what they are about, and what was done: reads and writes rows. The database holds what must
//! never happen (two campaigns for the same money, a step or an attempt twice); the rules are
//! `domain::dunning`'s.

use super::ledger::read_money;
use super::{Actor, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::dunning::{CampaignStatus, Channel, DunningStep, Entitlement, PauseReason};
use crate::domain::id::{DunningCampaignId, DunningScheduleId, InvoiceId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::word::word_enum;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

/// Invoices of one campaign that are looked at; the rest has its turn when these are settled.
const MEMBERS_MAX: i64 = 500;

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

/// This customer's campaigns are looked at as soon as possible: something has changed.
pub async fn look_soon(tx: &mut TenantTx, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update dunning_campaigns
            set next_look_at = $2
          where tenant_id = $1 and status in ('running', 'paused', 'exhausted') and next_look_at > $2",
        tx.tenant().0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An invoice of a campaign, or one that could become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub due_on: Date,
    pub status: InvoiceStatus,
    pub due: Money,
    pub is_disputed: bool,
    /// A charge of it lives: the money may be on its way.
    pub is_charged: bool,
    /// None while it is in question.
    pub left: Option<(Timestamp, MemberOutcome)>,
}

word_enum! {
    /// How an invoice left its campaign.
    pub enum MemberOutcome: "outcome of an invoice" {
        Paid = "paid",
        /// Credit notes took off what was left.
        Credited = "credited",
        Void = "void",
        WrittenOff = "written_off",
    }
}

struct MemberRow {
    invoice_id: Uuid,
    number: Option<String>,
    due_on: jiff_sqlx::Date,
    status: String,
    currency: String,
    due_minor: i64,
    disputed: bool,
    is_charged: bool,
    left_at: Option<jiff_sqlx::Timestamp>,
    outcome: Option<String>,
}

impl MemberRow {
    fn read(self) -> Result<Member, StoreError> {
        let left = match (self.left_at, self.outcome) {
            (Some(at), Some(word)) => {
                let outcome = word.parse();
                let outcome = outcome.map_err(|e| corrupt("dunning_campaign_invoices.outcome", e));
                Some((at.to_jiff(), outcome?))
            }
            _ => None,
        };
        Ok(Member {
            invoice_id: self.invoice_id.into(),
            number: self.number.unwrap_or_default(),
            due_on: self.due_on.to_jiff(),
            status: self.status.parse().map_err(|e| corrupt("invoices.status", e))?,
            due: read_money(&self.currency, self.due_minor)?,
            is_disputed: self.disputed,
            is_charged: self.is_charged,
            left,
        })
    }
}

/// The invoices of a campaign, the longest due first; those that left it, too.
pub async fn members(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query_as!(
        MemberRow,
        r#"select i.invoice_id, i.number, i.due_on, i.status, i.currency, i.due_minor as "due_minor!", i.disputed,
                  exists (select from charge_invoices c
                           where c.tenant_id = i.tenant_id and c.invoice_id = i.invoice_id and c.is_living) as "is_charged!",
                  m.left_at, m.outcome
             from dunning_campaign_invoices m
             join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
            where m.tenant_id = $1 and m.campaign_id = $2
            order by m.left_at is not null, i.due_on, i.invoice_id
            limit $3"#,
        tx.tenant().0,
        campaign.0,
        MEMBERS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(MemberRow::read).collect()
}

/// Open invoices in no campaign that are overdue on `today`, or of which a charge of autopay was refused; the
/// longest due first.
pub async fn overdue(tx: &mut TenantTx, today: Date) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query_as!(
        MemberRow,
        r#"select i.invoice_id, i.number, i.due_on, i.status, i.currency, i.due_minor as "due_minor!", i.disputed,
                  exists (select from charge_invoices c
                           where c.tenant_id = i.tenant_id and c.invoice_id = i.invoice_id and c.is_living) as "is_charged!",
                  null::timestamptz as left_at, null::text as outcome
             from invoices i
            where i.tenant_id = $1 and i.status = 'open'
              and (i.due_on < $2
                   or exists (select from autopay_attempts a
                                join charges g on g.tenant_id = a.tenant_id and g.charge_id = a.charge_id
                               where a.tenant_id = i.tenant_id and a.invoice_id = i.invoice_id and g.state = 'failed'))
              and not exists (select from dunning_campaign_invoices m
                               where m.tenant_id = i.tenant_id and m.invoice_id = i.invoice_id and m.left_at is null)
            order by i.due_on, i.invoice_id
            limit $3"#,
        tx.tenant().0,
        today.to_sqlx() as _,
        MEMBERS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(MemberRow::read).collect()
}

/// An invoice becomes a campaign's.
/// # Errors  `Refused` by `dunning_campaign_invoices_one_at_a_time`.
pub async fn insert_member(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
    member: &Member,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into dunning_campaign_invoices (tenant_id, campaign_id, invoice_id, currency, due_minor, joined_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, campaign_id, invoice_id) do update set left_at = null, outcome = null",
        tx.tenant().0,
        campaign.0,
        member.invoice_id.0,
        member.due.currency.code(),
        member.due.amount_minor,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An invoice is in question no more.
pub async fn leave(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
    invoice: InvoiceId,
    outcome: MemberOutcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update dunning_campaign_invoices
            set left_at = $4, outcome = $5
          where tenant_id = $1 and campaign_id = $2 and invoice_id = $3 and left_at is null",
        tx.tenant().0,
        campaign.0,
        invoice.0,
        now.to_sqlx() as _,
        outcome.word()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The campaign that is about this invoice now.
pub async fn campaign_of(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<DunningCampaignId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select campaign_id
           from dunning_campaign_invoices
          where tenant_id = $1 and invoice_id = $2 and left_at is null",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(Into::into))
}

word_enum! {
    /// What became of a step.
    pub enum StepOutcome: "outcome of a step" {
        Sent = "sent",
        /// A later one was due by the time.
        Missed = "missed",
        /// Staff passed over it.
        Skipped = "skipped",
    }
}

/// A step that is done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDone {
    pub position: usize,
    pub step: DunningStep,
    pub outcome: StepOutcome,
    /// What its messages are found by.
    pub occurrence: String,
    /// All that was overdue then.
    pub due: Money,
    pub done_at: Timestamp,
    pub done_by: String,
}

/// What became of the campaign's steps, in their order. `after_days` is the schedule's to know and 0 here.
pub async fn steps_done(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
) -> Result<Vec<StepDone>, StoreError> {
    let rows = sqlx::query!(
        "select s.position, s.channel, s.template, s.outcome, s.occurrence, s.due_minor, c.currency, s.done_at, s.done_by
           from dunning_steps s
           join dunning_campaigns c on c.tenant_id = s.tenant_id and c.campaign_id = s.campaign_id
          where s.tenant_id = $1 and s.campaign_id = $2
          order by s.position
          limit 100",
        tx.tenant().0,
        campaign.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let channel: Channel =
                r.channel.parse().map_err(|e| corrupt("dunning_steps.channel", e))?;
            let template = r.template.parse().map_err(|e| corrupt("dunning_steps.template", e))?;
            Ok(StepDone {
                position: usize::try_from(r.position).unwrap_or(usize::MAX),
                step: DunningStep { after_days: 0, channel, template },
                outcome: r.outcome.parse().map_err(|e| corrupt("dunning_steps.outcome", e))?,
                occurrence: r.occurrence,
                due: read_money(&r.currency, r.due_minor)?,
                done_at: r.done_at.to_jiff(),
                done_by: r.done_by,
            })
        })
        .collect()
}

/// Records what became of a step; returns false when it was recorded before.
pub async fn insert_step(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
    done: &StepDone,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "insert into dunning_steps (tenant_id, campaign_id, position, channel, template, outcome, occurrence, due_minor,
                done_at, done_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict do nothing",
        tx.tenant().0,
        campaign.0,
        i32::try_from(done.position).unwrap_or(i32::MAX),
        done.step.channel.word(),
        done.step.template.word(),
        done.outcome.word(),
        done.occurrence,
        done.due.amount_minor,
        done.done_at.to_sqlx() as _,
        done.done_by
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

word_enum! {
    /// What else happens to a campaign.
    pub enum DunningEventKind: "dunning event" {
        Opened = "opened",
        InvoiceJoined = "invoice_joined",
        InvoiceLeft = "invoice_left",
        Paused = "paused",
        Resumed = "resumed",
        AccessChanged = "access_changed",
        Exhausted = "exhausted",
        Recovered = "recovered",
        WrittenOff = "written_off",
    }
}

/// Something that happened to a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct DunningEvent {
    pub kind: DunningEventKind,
    pub detail: Value,
    pub happened_at: Timestamp,
    /// As `store::Actor` prints.
    pub actor: String,
}

/// Adds to a campaign's history.
pub async fn record_event(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
    kind: DunningEventKind,
    detail: Value,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into dunning_events (tenant_id, event_id, campaign_id, kind, detail, happened_at, actor)
         values ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant().0,
        Uuid::now_v7(),
        campaign.0,
        kind.word(),
        detail,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The campaign's history, the oldest first; at most 1000.
pub async fn events(
    tx: &mut TenantTx,
    campaign: DunningCampaignId,
) -> Result<Vec<DunningEvent>, StoreError> {
    let rows = sqlx::query!(
        "select kind, detail, happened_at, actor
           from dunning_events
          where tenant_id = $1 and campaign_id = $2
          order by happened_at, event_id
          limit 1000",
        tx.tenant().0,
        campaign.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(DunningEvent {
                kind: r.kind.parse().map_err(|e| corrupt("dunning_events.kind", e))?,
                detail: r.detail,
                happened_at: r.happened_at.to_jiff(),
                actor: r.actor,
            })
        })
        .collect()
}
