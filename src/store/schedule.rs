//! Which slot of each recurring job was taken last. Owns the claim, not the timetable
//! (`jobs::schedule`).

use super::{Db, OperatorTx, StoreError};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use std::collections::HashMap;

/// The last slot taken of every recurring job that ever ran.
pub async fn last_slots(db: &Db) -> Result<HashMap<String, Timestamp>, StoreError> {
    let rows = sqlx::query!("select name, last_slot from job_schedule limit 1000")
        .fetch_all(db.worker_pool())
        .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.last_slot.to_jiff())).collect())
}

/// Takes `slot`, the next one wanted after `previous` (None: the first ever). Returns false when
/// another worker was faster; its transaction is waited for.
pub async fn claim(
    tx: &mut OperatorTx,
    name: &str,
    previous: Option<Timestamp>,
    slot: Timestamp,
) -> Result<bool, StoreError> {
    let claimed =
        match previous {
            None => sqlx::query!(
                "insert into job_schedule (name, last_slot) values ($1, $2) on conflict do nothing",
                name,
                slot.to_sqlx() as _
            )
            .execute(tx.conn())
            .await?,
            Some(previous) => {
                sqlx::query!(
                    "update job_schedule set last_slot = $3 where name = $1 and last_slot = $2",
                    name,
                    previous.to_sqlx() as _,
                    slot.to_sqlx() as _
                )
                .execute(tx.conn())
                .await?
            }
        };
    Ok(claimed.rows_affected() == 1)
}
