//! Stopping in the middle, as a process does that is killed or a request whose client has gone.

use sqlx::PgConnection;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Polls `future` at most `polls` times and then drops it, as a request does whose client has gone.
pub async fn stop_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Waits until no transaction of the product is open: a dropped one rolls back in the background.
pub async fn settled(superuser: &mut PgConnection, context: &str) {
    for _ in 0..1_000 {
        let open: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity
              where datname = current_database() and usename like 'quittance%' and xact_start is not null",
        )
        .fetch_one(&mut *superuser)
        .await
        .unwrap();
        if open == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let open: Vec<(String, String)> = sqlx::query_as(
        "select coalesce(state, ''), query from pg_stat_activity
          where datname = current_database() and usename like 'quittance%' and xact_start is not null",
    )
    .fetch_all(superuser)
    .await
    .unwrap();
    panic!("{context}: a transaction stays open: {open:?}");
}
