//! Charges and what gateways told us: whether they move, and what waits for a human (row D7).

use super::{Finding, Health, could_not_look};
use crate::store::charges::{self, LivingCharges};
use crate::store::{Db, webhook_inbox};
use jiff::{SignedDuration, Timestamp};

/// More stuck charges than this are an alarm: a gateway is down, or we do not hear it.
const STUCK_ALARM: usize = 5;

/// A message that waits longer than this is not being read, or cannot be.
const WAIT_MAX: SignedDuration = SignedDuration::from_mins(15);

pub(super) async fn charges(db: &Db, now: Timestamp) -> Finding {
    let living = async {
        let mut tx = db.staff_read().await?;
        charges::living(&mut tx, now).await
    };
    match living.await {
        Ok(living) => judge_charges(&living),
        Err(error) => could_not_look("diagnosis-charges", &error),
    }
}

fn judge_charges(living: &LivingCharges) -> Finding {
    const CHECK: &str = "diagnosis-charges";
    let stuck = living.stuck.len();
    if stuck == 0 {
        let count: i64 = living.by_state.iter().map(|(_, count)| count).sum();
        return Finding::new(CHECK, Health::Ok, "diagnosis-charges-ok").with("count", count);
    }
    let health = if stuck > STUCK_ALARM { Health::Fail } else { Health::Warn };
    let named = living.stuck.iter().take(20);
    let details = named.map(|(id, state)| format!("{id}: {}", state.word())).collect();
    Finding::new(CHECK, health, "diagnosis-charges-stuck").with("count", stuck).details(details)
}

pub(super) async fn webhooks(db: &Db, now: Timestamp) -> Finding {
    const CHECK: &str = "diagnosis-webhooks";
    let counts = async {
        let mut tx = db.staff_read().await?;
        webhook_inbox::counts(&mut tx).await
    };
    let counts = match counts.await {
        Ok(counts) => counts,
        Err(error) => return could_not_look(CHECK, &error),
    };
    let of = |word: &str| counts.iter().find(|(state, ..)| state == word);
    if let Some((_, count, _)) = of("failed") {
        return Finding::new(CHECK, Health::Warn, "diagnosis-webhooks-failed")
            .with("count", *count);
    }
    match of("waiting") {
        Some((_, count, oldest_at)) if now.duration_since(*oldest_at) > WAIT_MAX => {
            Finding::new(CHECK, Health::Warn, "diagnosis-webhooks-wait").with("count", *count)
        }
        _ => {
            let last = of("done").map_or(0, |(_, count, _)| *count);
            Finding::new(CHECK, Health::Ok, "diagnosis-webhooks-ok").with("count", last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::charge::ChargeState;
    use crate::domain::id::ChargeId;

    #[test]
    fn one_stuck_charge_is_a_warning_and_six_are_an_alarm() {
        let stuck = |count: usize| LivingCharges {
            by_state: vec![(ChargeState::Sent, 6)],
            stuck: vec![(ChargeId::new(), ChargeState::Sent); count],
        };
        assert_eq!(judge_charges(&stuck(0)).health, Health::Ok);
        assert_eq!(judge_charges(&stuck(1)).health, Health::Warn);
        assert_eq!(judge_charges(&stuck(5)).health, Health::Warn);
        assert_eq!(judge_charges(&stuck(6)).health, Health::Fail);
    }
}
