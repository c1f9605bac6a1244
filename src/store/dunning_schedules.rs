//! Dunning schedules and their versions, which never change, and which customer is dunned by which. What a
//! schedule may say is `domain::dunning`'s.

use super::{Actor, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::dunning::{DunningStep, ScheduleTerms};
use crate::domain::id::DunningScheduleId;
use crate::domain::word::word_enum;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// More schedules than anybody keeps apart.
const SCHEDULES_MAX: i64 = 200;
const VERSIONS_MAX: i64 = 500;

word_enum! {
    /// How a customer is dunned.
    pub enum ChoiceKind: "dunning choice" {
        /// As everybody: by the default, if there is one.
        Default = "default",
        /// By a schedule of their own.
        Schedule = "schedule",
        None = "none",
    }
}

/// One version of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleVersion {
    pub schedule_id: DunningScheduleId,
    /// From 1.
    pub version: i32,
    pub terms: ScheduleTerms,
    pub is_default: bool,
    pub created_at: Timestamp,
    /// As `store::Actor` prints.
    pub created_by: String,
}

/// How a customer is dunned, as it was decided last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Default,
    Schedule(DunningScheduleId),
    NotDunned,
}

struct Row {
    schedule_id: uuid::Uuid,
    version: i32,
    is_default: bool,
    name: String,
    retry_days: Vec<i32>,
    attempts_max: i32,
    steps: Value,
    thresholds_minor: Value,
    read_only_after_days: Option<i32>,
    suspended_after_days: Option<i32>,
    when_exhausted: String,
    created_at: jiff_sqlx::Timestamp,
    created_by: String,
}

impl Row {
    fn read(self) -> Result<ScheduleVersion, StoreError> {
        let days = |days: i32| {
            u32::try_from(days).map_err(|_| corrupt("dunning_schedule_versions.days", days))
        };
        let terms = ScheduleTerms {
            name: self.name,
            retry_days: self.retry_days.into_iter().map(days).collect::<Result<_, _>>()?,
            attempts_max: days(self.attempts_max)?,
            steps: read_steps(&self.steps)?,
            thresholds_minor: read_thresholds(&self.thresholds_minor)?,
            read_only_after_days: self.read_only_after_days.map(days).transpose()?,
            suspended_after_days: self.suspended_after_days.map(days).transpose()?,
            when_exhausted: self
                .when_exhausted
                .parse()
                .map_err(|e| corrupt("dunning_schedule_versions.when_exhausted", e))?,
        };
        Ok(ScheduleVersion {
            schedule_id: self.schedule_id.into(),
            version: self.version,
            terms,
            is_default: self.is_default,
            created_at: self.created_at.to_jiff(),
            created_by: self.created_by,
        })
    }
}

fn read_steps(stored: &Value) -> Result<Vec<DunningStep>, StoreError> {
    let unreadable = || corrupt("dunning_schedule_versions.steps", stored);
    let step = |step: &Value| {
        let word = |name: &str| step.get(name).and_then(Value::as_str);
        let after_days = step.get("after_days").and_then(Value::as_u64)?;
        Some(DunningStep {
            after_days: u32::try_from(after_days).ok()?,
            channel: word("channel")?.parse().ok()?,
            template: word("template")?.parse().ok()?,
        })
    };
    let steps = stored.as_array().ok_or_else(unreadable)?;
    steps.iter().map(|it| step(it).ok_or_else(unreadable)).collect()
}

fn read_thresholds(stored: &Value) -> Result<BTreeMap<Currency, i64>, StoreError> {
    let unreadable = || corrupt("dunning_schedule_versions.thresholds_minor", stored);
    let thresholds = stored.as_object().ok_or_else(unreadable)?;
    thresholds
        .iter()
        .map(|(currency, minor)| Some((currency.parse().ok()?, minor.as_i64()?)))
        .map(|it| it.ok_or_else(unreadable))
        .collect()
}

/// Stores a version; the first one makes its schedule.
/// # Errors  `Refused` by the primary key when somebody has saved this version.
pub async fn insert_version(
    tx: &mut OperatorTx,
    schedule: DunningScheduleId,
    version: i32,
    terms: &ScheduleTerms,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    if version == 1 {
        sqlx::query!(
            "insert into dunning_schedules (schedule_id, created_at, created_by) values ($1, $2, $3)",
            schedule.0,
            now.to_sqlx() as _,
            actor.to_string()
        )
        .execute(tx.conn())
        .await?;
    }
    let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let steps: Vec<Value> = terms.steps.iter().map(step_json).collect();
    let minor = terms.thresholds_minor.iter();
    let thresholds: BTreeMap<_, _> =
        minor.map(|(currency, minor)| (currency.code(), *minor)).collect();
    sqlx::query!(
        "insert into dunning_schedule_versions (schedule_id, version, name, retry_days, attempts_max, steps,
                thresholds_minor, read_only_after_days, suspended_after_days, when_exhausted, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        schedule.0,
        version,
        terms.name,
        &terms.retry_days.iter().map(|it| days(*it)).collect::<Vec<_>>(),
        days(terms.attempts_max),
        Value::Array(steps),
        json!(thresholds),
        terms.read_only_after_days.map(days),
        terms.suspended_after_days.map(days),
        terms.when_exhausted.word(),
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn step_json(step: &DunningStep) -> Value {
    let (channel, template) = (step.channel.word(), step.template.word());
    json!({ "after_days": step.after_days, "channel": channel, "template": template })
}

/// The number of the newest version, with the schedule's row locked; None when there is no such schedule.
pub async fn lock_newest(
    tx: &mut OperatorTx,
    schedule: DunningScheduleId,
) -> Result<Option<i32>, StoreError> {
    let known = sqlx::query_scalar!(
        "select schedule_id from dunning_schedules where schedule_id = $1 for update",
        schedule.0
    )
    .fetch_optional(tx.conn())
    .await?;
    if known.is_none() {
        return Ok(None);
    }
    let newest = sqlx::query_scalar!(
        "select max(version) from dunning_schedule_versions where schedule_id = $1",
        schedule.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(newest)
}

/// Makes this schedule what everybody is dunned by; None: nobody is who has none of their own.
pub async fn set_default(
    tx: &mut OperatorTx,
    schedule: Option<DunningScheduleId>,
) -> Result<(), StoreError> {
    let id = schedule.map(|id| id.0);
    sqlx::query!(
        "update dunning_schedules set is_default = false where is_default and schedule_id is distinct from $1",
        id
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update dunning_schedules set is_default = true where schedule_id = $1 and not is_default",
        id
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The newest version of each schedule, by name; at most 200.
pub async fn list(tx: &mut StaffRead) -> Result<Vec<ScheduleVersion>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select v.schedule_id, v.version, s.is_default, v.name, v.retry_days, v.attempts_max, v.steps,
                v.thresholds_minor, v.read_only_after_days, v.suspended_after_days, v.when_exhausted, v.created_at,
                v.created_by
           from dunning_schedules s
           join dunning_schedule_versions v on v.schedule_id = s.schedule_id
          where v.version = (select max(version) from dunning_schedule_versions n where n.schedule_id = s.schedule_id)
          order by s.is_default desc, lower(v.name), v.schedule_id
          limit $1",
        SCHEDULES_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// All versions of a schedule, the newest first; none when there is no such schedule.
pub async fn versions(
    tx: &mut StaffRead,
    schedule: DunningScheduleId,
) -> Result<Vec<ScheduleVersion>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select v.schedule_id, v.version, s.is_default, v.name, v.retry_days, v.attempts_max, v.steps,
                v.thresholds_minor, v.read_only_after_days, v.suspended_after_days, v.when_exhausted, v.created_at,
                v.created_by
           from dunning_schedules s
           join dunning_schedule_versions v on v.schedule_id = s.schedule_id
          where s.schedule_id = $1
          order by v.version desc
          limit $2",
        schedule.0,
        VERSIONS_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// One version.
pub async fn version(
    tx: &mut TenantTx,
    schedule: DunningScheduleId,
    version: i32,
) -> Result<Option<ScheduleVersion>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select v.schedule_id, v.version, s.is_default, v.name, v.retry_days, v.attempts_max, v.steps,
                v.thresholds_minor, v.read_only_after_days, v.suspended_after_days, v.when_exhausted, v.created_at,
                v.created_by
           from dunning_schedules s
           join dunning_schedule_versions v on v.schedule_id = s.schedule_id
          where s.schedule_id = $1 and v.version = $2",
        schedule.0,
        version
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(Row::read).transpose()
}

/// By what this customer is dunned when a campaign begins now; None: they are not.
pub async fn in_force(tx: &mut TenantTx) -> Result<Option<ScheduleVersion>, StoreError> {
    let schedule = match choice(tx).await? {
        Choice::NotDunned => return Ok(None),
        Choice::Schedule(schedule) => Some(schedule),
        Choice::Default => default_schedule(tx.conn()).await?,
    };
    let Some(schedule) = schedule else { return Ok(None) };
    let newest = sqlx::query_scalar!(
        "select max(version) from dunning_schedule_versions where schedule_id = $1",
        schedule.0
    )
    .fetch_one(tx.conn())
    .await?;
    match newest {
        Some(newest) => version(tx, schedule, newest).await,
        None => Ok(None),
    }
}

async fn default_schedule(
    conn: &mut PgConnection,
) -> Result<Option<DunningScheduleId>, StoreError> {
    let id = sqlx::query_scalar!("select schedule_id from dunning_schedules where is_default")
        .fetch_optional(conn)
        .await?;
    Ok(id.map(Into::into))
}

/// How this customer is dunned, as it was decided last.
pub async fn choice(tx: &mut TenantTx) -> Result<Choice, StoreError> {
    let row = sqlx::query!(
        "select kind, schedule_id
           from dunning_choices
          where tenant_id = $1
          order by choice_no desc
          limit 1",
        tx.tenant().0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Choice::Default) };
    let kind = row.kind.parse().map_err(|e| corrupt("dunning_choices.kind", e))?;
    Ok(match (kind, row.schedule_id) {
        (ChoiceKind::Schedule, Some(id)) => Choice::Schedule(id.into()),
        (ChoiceKind::None, _) => Choice::NotDunned,
        _ => Choice::Default,
    })
}

/// Records a decision.
/// # Errors  `Refused` by the foreign key when there is no such schedule.
pub async fn choose(
    tx: &mut TenantTx,
    choice: Choice,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (kind, schedule) = match choice {
        Choice::Default => (ChoiceKind::Default, None),
        Choice::Schedule(id) => (ChoiceKind::Schedule, Some(id.0)),
        Choice::NotDunned => (ChoiceKind::None, None),
    };
    sqlx::query!(
        "insert into dunning_choices (tenant_id, choice_no, kind, schedule_id, chosen_at, chosen_by)
         values ($1, 1 + coalesce((select max(choice_no) from dunning_choices where tenant_id = $1), 0), $2, $3, $4, $5)",
        tx.tenant().0,
        kind.word(),
        schedule,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
