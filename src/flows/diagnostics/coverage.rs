//! Billing: whether every time is billed exactly once, and what the run had to leave aside.

use super::{Finding, Health, could_not_look};
use crate::store::checks::{self, Check, LastCheck};
use crate::store::{Db, subscription_lists};
use jiff::{SignedDuration, Timestamp};

/// The scan is weekly: an older one did not come.
const SCAN_AGE_MAX: SignedDuration = SignedDuration::from_hours(8 * 24);

pub(super) async fn coverage(db: &Db, now: Timestamp) -> Finding {
    const CHECK: &str = "diagnosis-coverage";
    let last = async {
        let mut tx = db.staff_read().await?;
        checks::last(&mut tx).await
    };
    match last.await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(all) => {
            let of_coverage = all.into_iter().find(|(check, _)| *check == Check::Coverage);
            judge(of_coverage.and_then(|(_, last)| last), now)
        }
    }
}

fn judge(last: Option<LastCheck>, now: Timestamp) -> Finding {
    const CHECK: &str = "diagnosis-coverage";
    match last {
        None => Finding::new(CHECK, Health::Ok, "diagnosis-coverage-not-yet"),
        Some(LastCheck { faults, .. }) if faults > 0 => {
            Finding::new(CHECK, Health::Fail, "diagnosis-coverage-faults").with("count", faults)
        }
        Some(LastCheck { checked_at, .. }) if now.duration_since(checked_at) > SCAN_AGE_MAX => {
            Finding::new(CHECK, Health::Warn, "diagnosis-coverage-old")
        }
        Some(_) => Finding::new(CHECK, Health::Ok, "diagnosis-coverage-ok"),
    }
}

pub(super) async fn parked(db: &Db) -> Finding {
    const CHECK: &str = "diagnosis-parked";
    let parked = async {
        let mut tx = db.staff_read().await?;
        subscription_lists::count_parked(&mut tx).await
    };
    match parked.await {
        Err(error) => could_not_look(CHECK, &error),
        Ok(0) => Finding::new(CHECK, Health::Ok, "diagnosis-parked-none"),
        Ok(count) => {
            Finding::new(CHECK, Health::Warn, "diagnosis-parked-some").with("count", count)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_fail_and_a_scan_that_did_not_come_warns() {
        let now: Timestamp = "2026-03-20T00:00:00Z".parse().unwrap();
        let scanned =
            |at: &str, faults| Some(LastCheck { checked_at: at.parse().unwrap(), faults });
        assert_eq!(judge(scanned("2026-03-19T00:00:00Z", 0), now).health, Health::Ok);
        assert_eq!(judge(scanned("2026-03-01T00:00:00Z", 0), now).health, Health::Warn);
        assert_eq!(judge(scanned("2026-03-01T00:00:00Z", 2), now).health, Health::Fail);
        assert_eq!(judge(None, now).health, Health::Ok);
    }
}
