//! Publishing a version of a plan. Who has an older one keeps it (row E1).

use crate::domain::currency::Currency;
use crate::domain::id::PlanVersionId;
use crate::domain::period::Interval;
use crate::domain::plan::{self, Component, PlanError, PlanVersion};
use crate::store::{Actor, OperatorTx, StoreError, plans};
use jiff::Timestamp;
use jiff::civil::Date;

/// A version as it is written down.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// The plan's; a code that no plan has makes one.
    pub code: String,
    pub name: String,
    pub currency: Currency,
    pub interval: Interval,
    pub trial_days: u16,
    pub components: Vec<Component>,
    /// New subscriptions take it from this day on.
    pub effective_on: Date,
}

#[derive(Debug, thiserror::Error)]
pub enum PublishPlanError {
    #[error("a plan needs a name")]
    NoName,
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes the version and returns it, with its number.
pub async fn publish_plan(
    tx: &mut OperatorTx,
    now: Timestamp,
    actor: &Actor,
    new: NewVersion,
) -> Result<PlanVersion, PublishPlanError> {
    if new.name.trim().is_empty() {
        return Err(PublishPlanError::NoName);
    }
    if !plan::is_code(&new.code) {
        return Err(PlanError::Code(new.code).into());
    }
    let components = plan::checked(new.components)?;
    let plan_id = plans::ensure_plan(tx, &new.code, now).await?;
    let version = PlanVersion {
        plan_id,
        version_id: PlanVersionId::new(),
        version_no: plans::next_version_no(tx, plan_id, new.currency.code(), new.interval).await?,
        code: new.code,
        name: new.name.trim().to_owned(),
        currency: new.currency,
        interval: new.interval,
        trial_days: new.trial_days,
        components,
    };
    plans::insert_version(tx, &version, new.effective_on, &actor.to_string(), now).await?;
    Ok(version)
}
