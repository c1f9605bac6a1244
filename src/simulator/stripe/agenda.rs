//! What happens later by itself: debits settle, refunds arrive, sessions expire, disputes lapse.
//! Each errand is carried out by the module of its noun.

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

pub type Agenda = crate::simulator::agenda::Agenda<Errand>;

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
