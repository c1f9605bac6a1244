//! Owns the states of an installment plan.
//!
//! ```text
//! pending ─ down payment ─► active ─ last installment, pay-off ─► completed
//!    └─ cancelled              └─ third failed attempt, ended early ─► failed
//! ```
//!
//! A plan that runs is not cancelled: what was agreed is either paid or, if it ends early, its balance
//! falls due at once, and ordinary dunning takes over (G2).

use crate::domain::word::word_enum;

/// The third failed attempt at one installment ends the plan (G2).
pub const ATTEMPTS_BEFORE_FAILURE: u32 = 3;

word_enum! {
    /// Where a plan is in its life.
    pub enum PlanStatus: "plan status" {
        /// Agreed; the down payment has not arrived.
        Pending = "pending",
        Active = "active",
        Completed = "completed",
        /// In default: the balance is due.
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

/// What happens to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanEvent {
    /// Or the acceptance alone, if no down payment was agreed.
    DownPaymentReceived,
    InstallmentPaid {
        /// Installments not paid after this one.
        left: u32,
    },
    /// Everything that was left, at once.
    PaidOff,
    AttemptFailed {
        /// Failed attempts at this installment, or at the down payment, with this one.
        attempts: u32,
    },
    /// Either side ends a running plan; the balance falls due.
    EndedEarly,
    /// Before anything was paid.
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plan that is {} takes no {event:?}", status.word())]
pub struct PlanTransitionRefused {
    pub status: PlanStatus,
    pub event: PlanEvent,
}

impl PlanStatus {
    /// The state after `event`.
    ///
    /// # Errors
    /// The event does not belong to this state; final states take none.
    pub fn after(self, event: PlanEvent) -> Result<PlanStatus, PlanTransitionRefused> {
        use PlanStatus::{Active, Cancelled, Completed, Failed, Pending};
        match (self, event) {
            (Pending, PlanEvent::DownPaymentReceived) => Ok(Active),
            (Pending, PlanEvent::Cancelled) => Ok(Cancelled),
            // The down payment may be tried again as often as the customer likes.
            (Pending, PlanEvent::AttemptFailed { .. }) => Ok(Pending),
            (Active, PlanEvent::InstallmentPaid { left: 0 } | PlanEvent::PaidOff) => Ok(Completed),
            (Active, PlanEvent::InstallmentPaid { .. }) => Ok(Active),
            (Active, PlanEvent::AttemptFailed { attempts }) => {
                Ok(if attempts >= ATTEMPTS_BEFORE_FAILURE { Failed } else { Active })
            }
            (Active, PlanEvent::EndedEarly) => Ok(Failed),
            (status, event) => Err(PlanTransitionRefused { status, event }),
        }
    }

    /// Whether some event leads from this state to `next`, another one.
    #[must_use]
    pub fn may_become(self, next: PlanStatus) -> bool {
        use PlanStatus::{Active, Cancelled, Completed, Failed, Pending};
        matches!((self, next), (Pending, Active | Cancelled) | (Active, Completed | Failed))
    }

    /// Whether nothing happens to it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, PlanStatus::Pending | PlanStatus::Active)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_event() -> impl Strategy<Value = PlanEvent> {
        prop_oneof![
            Just(PlanEvent::DownPaymentReceived),
            (0_u32..3).prop_map(|left| PlanEvent::InstallmentPaid { left }),
            Just(PlanEvent::PaidOff),
            (1_u32..5).prop_map(|attempts| PlanEvent::AttemptFailed { attempts }),
            Just(PlanEvent::EndedEarly),
            Just(PlanEvent::Cancelled),
        ]
    }

    #[test]
    fn the_third_failed_attempt_ends_the_plan() {
        let after = |attempts| PlanStatus::Active.after(PlanEvent::AttemptFailed { attempts });
        assert_eq!(after(1), Ok(PlanStatus::Active));
        assert_eq!(after(2), Ok(PlanStatus::Active));
        assert_eq!(after(3), Ok(PlanStatus::Failed));
        assert_eq!(after(4), Ok(PlanStatus::Failed));
    }

    #[test]
    fn the_last_installment_completes_the_plan() {
        let after = |left| PlanStatus::Active.after(PlanEvent::InstallmentPaid { left });
        assert_eq!(after(1), Ok(PlanStatus::Active));
        assert_eq!(after(0), Ok(PlanStatus::Completed));
        assert_eq!(PlanStatus::Active.after(PlanEvent::PaidOff), Ok(PlanStatus::Completed));
    }

    #[test]
    fn a_running_plan_is_not_cancelled_and_a_pending_one_not_charged() {
        assert!(PlanStatus::Active.after(PlanEvent::Cancelled).is_err());
        assert!(PlanStatus::Pending.after(PlanEvent::InstallmentPaid { left: 0 }).is_err());
        assert_eq!(PlanStatus::Pending.after(PlanEvent::Cancelled), Ok(PlanStatus::Cancelled));
        let unpaid = PlanStatus::Pending.after(PlanEvent::AttemptFailed { attempts: 3 });
        assert_eq!(unpaid, Ok(PlanStatus::Pending));
        let active = PlanStatus::Pending.after(PlanEvent::DownPaymentReceived);
        assert_eq!(active, Ok(PlanStatus::Active));
    }

    proptest! {
        #[test]
        fn nothing_leaves_a_final_state(events in prop::collection::vec(any_event(), 0..20)) {
            let mut status = PlanStatus::Pending;
            for event in events {
                let after = status.after(event);
                if status.is_final() {
                    prop_assert_eq!(after, Err(PlanTransitionRefused { status, event }));
                }
                if let Ok(next) = after {
                    prop_assert!(next == status || status.may_become(next));
                    status = next;
                }
            }
        }
    }
}
