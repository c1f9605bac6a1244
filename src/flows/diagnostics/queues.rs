//! Jobs, the outbox and e-mail: whether they move, and what waits for a human.

use super::{Finding, Health, could_not_look};
use crate::store::jobs::{self, JobCount};
use crate::store::{Db, StoreError, diagnostics};
use jiff::{SignedDuration, Timestamp};

/// A worker looks every few seconds; a job that waits longer than this has none.
const WAIT_MAX: SignedDuration = SignedDuration::from_mins(5);

/// Facts to be told at once; more than this are a backlog.
const OUTBOX_BACKLOG: i64 = 1000;

pub(super) async fn jobs(db: &Db, now: Timestamp) -> Finding {
    let counts = async {
        let mut tx = db.staff_read().await?;
        jobs::counts(&mut tx).await
    };
    match counts.await {
        Ok(counts) => judge_jobs(&counts, now),
        Err(error) => could_not_look("diagnosis-jobs", &error),
    }
}

fn judge_jobs(counts: &[JobCount], now: Timestamp) -> Finding {
    const CHECK: &str = "diagnosis-jobs";
    let of = |state: &'static str| counts.iter().filter(move |count| count.state == state);
    let dead: i64 = of("dead").map(|count| count.count).sum();
    let waiting: i64 = of("ready").chain(of("running")).map(|count| count.count).sum();
    let longest = of("ready").map(|count| now.duration_since(count.oldest_run_at)).max();
    if let Some(longest) = longest.filter(|longest| *longest > WAIT_MAX) {
        return Finding::new(CHECK, Health::Fail, "diagnosis-jobs-stand-still")
            .with("minutes", longest.as_mins());
    }
    if dead > 0 {
        let kinds = of("dead").map(|count| format!("{}: {}", count.kind, count.count)).collect();
        return Finding::new(CHECK, Health::Warn, "diagnosis-jobs-dead")
            .with("count", dead)
            .details(kinds);
    }
    Finding::new(CHECK, Health::Ok, "diagnosis-jobs-ok").with("count", waiting)
}

pub(super) async fn outbox(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-outbox";
    match diagnostics::queues(db).await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(queues) => {
            let waiting = queues.outbox_waiting;
            let (health, key) = if waiting > OUTBOX_BACKLOG {
                (Health::Warn, "diagnosis-outbox-backlog")
            } else {
                (Health::Ok, "diagnosis-outbox-ok")
            };
            Finding::new(CHECK, health, key).with("count", waiting)
        }
    }
}

pub(super) async fn emails(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-emails";
    let read = async {
        let mut tx = db.staff_read().await?;
        let last = diagnostics::last_sent_at(&mut tx).await?;
        drop(tx);
        Ok::<_, StoreError>((diagnostics::queues(db).await?, last))
    };
    let (queues, last) = match read.await {
        Ok(read) => read,
        Err(error) => return could_not_look(CHECK, &error),
    };
    let of = |word: &str| -> i64 {
        queues.emails.iter().filter(|(state, _)| state == word).map(|(_, count)| count).sum()
    };
    let last = last.map_or_else(|| "–".to_owned(), |at| format!("{at:.0}"));
    let (uncertain, failed) = (of("uncertain"), of("failed"));
    if uncertain > 0 {
        return Finding::new(CHECK, Health::Warn, "diagnosis-emails-uncertain")
            .with("count", uncertain);
    }
    if failed > 0 {
        return Finding::new(CHECK, Health::Warn, "diagnosis-emails-failed").with("count", failed);
    }
    Finding::new(CHECK, Health::Ok, "diagnosis-emails-ok")
        .with("count", of("queued") + of("sending"))
        .with("last", last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(state: &str, count: i64, oldest_run_at: &str) -> JobCount {
        let oldest_run_at = oldest_run_at.parse().unwrap();
        JobCount { kind: "send_invitation".into(), state: state.into(), count, oldest_run_at }
    }

    #[test]
    fn a_job_that_waits_longer_than_five_minutes_means_that_nobody_works() {
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let health = |counts: &[JobCount]| judge_jobs(counts, now).health;
        assert_eq!(health(&[]), Health::Ok);
        assert_eq!(health(&[count("ready", 3, "2026-11-20T11:55:01Z")]), Health::Ok);
        assert_eq!(health(&[count("ready", 1, "2026-11-20T11:54:59Z")]), Health::Fail);
        // A job for tomorrow waits rightly.
        assert_eq!(health(&[count("ready", 1, "2026-11-21T12:00:00Z")]), Health::Ok);
        assert_eq!(health(&[count("dead", 1, "2026-11-01T12:00:00Z")]), Health::Warn);
        assert_eq!(health(&[count("done", 9, "2026-11-01T12:00:00Z")]), Health::Ok);
    }
}
