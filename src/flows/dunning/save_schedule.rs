//! Staff write schedules: each save is a further version, on the audit log by trigger. Running campaigns keep
//! the version they began with.

use super::channels::SERVED;
use crate::domain::dunning::{Channel, ScheduleRefused, ScheduleTerms};
use crate::domain::id::DunningScheduleId;
use crate::store::dunning_schedules::{self, Choice};
use crate::store::{Actor, Db, StoreError, TenantTx};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum SaveScheduleError {
    #[error("no such schedule")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] ScheduleRefused),
    /// Nothing would arrive.
    #[error("nothing is sent by {}", .0.word())]
    ChannelNotServed(Channel),
    /// Somebody else saved it meanwhile.
    #[error("the schedule is version {version} by now")]
    Changed { version: i32 },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Saves `terms` as the version after `after`, 0 for a new schedule, under an id that its form chose: sent
/// twice, it is saved once. Returns the version.
pub async fn save_schedule(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    schedule: DunningScheduleId,
    after: i32,
    terms: ScheduleTerms,
) -> Result<i32, SaveScheduleError> {
    let terms = terms.checked()?;
    let unserved = terms.steps.iter().find(|step| !SERVED.contains(&step.channel));
    if let Some(step) = unserved {
        return Err(SaveScheduleError::ChannelNotServed(step.channel));
    }
    let mut tx = db.operator(actor, now).await?;
    let newest = dunning_schedules::lock_newest(&mut tx, schedule).await?;
    match (newest, after) {
        (None, 0) => {}
        (None, _) => return Err(SaveScheduleError::NotFound),
        (Some(version), 0) => return Ok(version),
        (Some(version), after) if version != after => {
            return Err(SaveScheduleError::Changed { version });
        }
        (Some(_), _) => {}
    }
    let version = after + 1;
    dunning_schedules::insert_version(&mut tx, schedule, version, &terms, actor, now).await?;
    tx.commit().await?;
    Ok(version)
}

/// Makes this schedule what customers without one of their own are dunned by; None switches dunning off for
/// them. Campaigns that run go on.
pub async fn set_default(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    schedule: Option<DunningScheduleId>,
) -> Result<(), SaveScheduleError> {
    let mut tx = db.operator(actor, now).await?;
    if let Some(id) = schedule
        && dunning_schedules::lock_newest(&mut tx, id).await?.is_none()
    {
        return Err(SaveScheduleError::NotFound);
    }
    dunning_schedules::set_default(&mut tx, schedule).await?;
    Ok(tx.commit().await?)
}

/// How this customer is dunned from the next campaign on. The same choice twice is recorded once.
pub async fn choose_schedule(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    choice: Choice,
) -> Result<(), StoreError> {
    if dunning_schedules::choice(tx).await? == choice {
        return Ok(());
    }
    dunning_schedules::choose(tx, choice, actor, now).await
}
