//! What was done in a campaign: its steps, and what else happened to it. Nothing of it is ever changed.

use crate::domain::dunning::{Channel, DunningStep};
use crate::domain::id::DunningCampaignId;
use crate::domain::money::Money;
use crate::domain::word::word_enum;
use crate::store::ledger::read_money;
use crate::store::{Actor, StoreError, TenantTx, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

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
