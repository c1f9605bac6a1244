//! What happens later by itself: transfers arrive, debits settle, refunds reach the customer, disputes
//! are remembered and lapse. Each errand is carried out by the module of its noun.

use super::account::Turn;
use super::{attempt, disputes, refunds};
use serde::{Deserialize, Serialize};

/// Something to do, with the id of what it is done to. Done twice, the second time changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    SettleTransaction { transaction: u64 },
    FailTransaction { transaction: u64, sentence: String },
    BeginRefund { refund: u64 },
    EndRefund { refund: u64 },
    RemindOfDispute { dispute: u64 },
    LapseDispute { dispute: u64 },
}

pub type Agenda = crate::simulator::agenda::Agenda<Errand>;

/// Carries out all that is due, each at its own time. Returns how many errands that were.
pub fn run_due(turn: &mut Turn) -> usize {
    let now = turn.now;
    let mut done = 0;
    while let Some((due_at, errand)) = turn.account.agenda.take_due(now) {
        turn.now = due_at;
        match errand {
            Errand::SettleTransaction { transaction } => attempt::settle(turn, transaction),
            Errand::FailTransaction { transaction, sentence } => {
                attempt::fail_later(turn, transaction, &sentence);
            }
            Errand::BeginRefund { refund } => refunds::begin(turn, refund),
            Errand::EndRefund { refund } => refunds::settle(turn, refund),
            Errand::RemindOfDispute { dispute } => disputes::remind(turn, dispute),
            Errand::LapseDispute { dispute } => disputes::lapse(turn, dispute),
        }
        done += 1;
    }
    turn.now = now;
    done
}
