//! The sandbox clock as the database keeps it, and the task that brings it into memory (row Q1).
//!
//! The database refuses what must not happen: a live deployment's clock never moves, a sandbox's
//! never goes back.

use super::{Db, OperatorTx, StoreError, audit};
use crate::clock::Clock;
use std::time::Duration;

/// How long another process may go on with the old time after the clock was moved.
const FOLLOW_INTERVAL: Duration = Duration::from_millis(200);

#[derive(Debug, thiserror::Error)]
pub enum AdvanceClockError {
    #[error("this deployment is live: its clock is the system's")]
    NotASandbox,
    #[error("a clock goes forwards: {seconds} s")]
    NotForwards { seconds: i64 },
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AdvanceClockError {
    fn from(error: StoreError) -> Self {
        if error.is_refusal_of("sandbox_clock_only_in_a_sandbox") {
            Self::NotASandbox
        } else {
            Self::Store(error)
        }
    }
}

/// How far the deployment's clock is ahead of the system's, in seconds.
pub async fn offset_seconds(db: &Db) -> Result<i64, StoreError> {
    let offset = sqlx::query_scalar!("select offset_seconds from sandbox_clock limit 1")
        .fetch_optional(db.worker_pool())
        .await?;
    Ok(offset.unwrap_or(0))
}

/// Moves the clock of a sandbox `seconds` forwards, for every process; returns the whole offset.
///
/// Leases of running jobs move with it: they measure work, not the calendar. An e-mail that is just
/// leaving may be called uncertain for a moment, until its own outcome corrects that. The act is in
/// the operator's audit chain.
/// # Errors  `NotASandbox`, `NotForwards`.
pub async fn advance(tx: &mut OperatorTx, seconds: i64) -> Result<i64, AdvanceClockError> {
    if seconds <= 0 {
        return Err(AdvanceClockError::NotForwards { seconds });
    }
    let offset = sqlx::query_scalar!(
        "insert into sandbox_clock (offset_seconds)
         values ($1)
         on conflict (only_row) do update
            set offset_seconds = sandbox_clock.offset_seconds + excluded.offset_seconds
         returning offset_seconds",
        seconds
    )
    .fetch_one(tx.conn())
    .await
    .map_err(StoreError::from)?;
    sqlx::query!(
        "update jobs
            set locked_until = locked_until + $1::bigint * interval '1 second'
          where state = 'running'",
        seconds
    )
    .execute(tx.conn())
    .await
    .map_err(StoreError::from)?;
    let moved = serde_json::json!({ "seconds": seconds, "offset_seconds": offset });
    audit::append_operator(tx, "clock.advanced", "deployment", "clock", Some(moved)).await?;
    Ok(offset)
}

/// Brings the stored offset into `clock`, now and every fifth of a second from here on.
///
/// The first look happens before this returns, so that a starting process never serves the wrong
/// day. The task ends when its handle is aborted or the pools are closed; a database that cannot be
/// reached leaves the clock as it was.
/// # Errors  when the first look fails.
pub async fn follow(db: Db, clock: Clock) -> Result<tokio::task::JoinHandle<()>, StoreError> {
    clock.set_offset_seconds(offset_seconds(&db).await?);
    Ok(tokio::spawn(async move {
        let mut ticks = tokio::time::interval(FOLLOW_INTERVAL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut was_read = true;
        loop {
            ticks.tick().await;
            match offset_seconds(&db).await {
                Ok(offset) => {
                    clock.set_offset_seconds(offset);
                    was_read = true;
                }
                Err(StoreError::Unavailable(sqlx::Error::PoolClosed)) => return,
                Err(error) => {
                    // Once, not five times a second for as long as the database is away.
                    if std::mem::take(&mut was_read) {
                        tracing::warn!(%error, "the sandbox clock cannot be read");
                    }
                }
            }
        }
    }))
}
