//! What happens later by itself: debits settle, refunds arrive, sessions expire, disputes lapse.
//! Owns the order of errands; each is carried out by the module of its noun.

use super::account::Turn;
use super::{balance, checkout, debits, disputes, refunds};
use serde::{Deserialize, Serialize};

/// Something to do, with the id of the object it is done to. Done twice, the second time changes
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    SettleDebit { charge: String },
    FailDebit { charge: String, code: String },
    SettleRefund { refund: String },
    FailRefund { refund: String },
    ExpireSession { session: String },
    LapseDispute { dispute: String },
    ReleaseFunds { transaction: String },
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Agenda {
    /// In the order they were added.
    entries: Vec<(i64, Errand)>,
}

impl Agenda {
    pub fn add(&mut self, due_at: i64, errand: Errand) {
        self.entries.push((due_at, errand));
    }

    /// Takes out the earliest errand that is due; among equals the one added first.
    fn take_due(&mut self, now: i64) -> Option<(i64, Errand)> {
        let due = self.entries.iter().enumerate().filter(|(_, (due_at, _))| *due_at <= now);
        let (at, _) = due.min_by_key(|(at, (due_at, _))| (*due_at, *at))?;
        Some(self.entries.remove(at))
    }
}

/// Carries out all that is due, each at its own time. Returns how many errands that were.
pub fn run_due(turn: &mut Turn) -> usize {
    let now = turn.now;
    let mut done = 0;
    while let Some((due_at, errand)) = turn.account.agenda.take_due(now) {
        turn.now = due_at;
        match errand {
            Errand::SettleDebit { charge } => debits::settle(turn, &charge),
            Errand::FailDebit { charge, code } => debits::fail(turn, &charge, &code),
            Errand::SettleRefund { refund } => refunds::settle(turn, &refund),
            Errand::FailRefund { refund } => refunds::fail(turn, &refund),
            Errand::ExpireSession { session } => checkout::expire_if_open(turn, &session),
            Errand::ReleaseFunds { transaction } => balance::release(turn, &transaction),
            Errand::LapseDispute { dispute } => disputes::lapse(turn, &dispute),
        }
        done += 1;
    }
    turn.now = now;
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errands_come_in_the_order_they_are_due() {
        let errand = |id: &str| Errand::SettleRefund { refund: id.to_owned() };
        let mut agenda = Agenda::default();
        for (due_at, id) in [(30, "late"), (10, "first"), (10, "second"), (99, "future")] {
            agenda.add(due_at, errand(id));
        }
        let taken: Vec<_> = std::iter::from_fn(|| agenda.take_due(30)).collect();
        assert_eq!(taken, [(10, errand("first")), (10, errand("second")), (30, errand("late"))]);
    }
}
