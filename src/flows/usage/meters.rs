//! Meters are added by staff and from the command line. One never changes: what was counted stays what it was.

use crate::domain::usage::{Meter, MeterRefused};
use crate::store::{Actor, Db, StoreError, usage};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum CreateMeterError {
    #[error(transparent)]
    Meter(#[from] MeterRefused),
    #[error("there is a meter {0:?} already, which counts in another way")]
    CodeTaken(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds a meter. The very same one again is none more.
pub async fn create_meter(
    db: &Db,
    actor: &Actor,
    now: Timestamp,
    meter: Meter,
) -> Result<Meter, CreateMeterError> {
    let meter = meter.checked()?;
    let mut tx = db.operator(actor, now).await?;
    match usage::insert_meter(&mut tx, &meter, now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(meter)
        }
        Err(error) if error.is_refusal_of("meters_code_key") => {
            drop(tx);
            let mut tx = db.operator(actor, now).await?;
            let stored = usage::meters_for_intake(&mut tx).await?;
            if stored.contains(&meter) {
                return Ok(meter);
            }
            Err(CreateMeterError::CodeTaken(meter.code))
        }
        Err(error) => Err(error.into()),
    }
}
