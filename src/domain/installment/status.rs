//! Owns the states of an installment plan.
//!
//! ```text
//! requested ─ approved ─► offered ─ accepted ─► pending ─ down payment ─► active ─ all paid ─► completed
//!    └─ refused, cancelled   └─ declined, withdrawn   └─ cancelled          ├─ in default, ended ─► failed
//!                                                                           └─ other terms ─► replaced
//! ```
//!
//! Who may take a plan by themselves begins at `pending`. Other terms for a running plan are a plan of
//! their own, offered and accepted like any; when it is, it takes the running one's place.
//!
//! A plan that runs is not cancelled: what was agreed is either paid or, if it ends early, its balance
//! falls due at once, and ordinary dunning takes over (G2).

use crate::domain::word::word_enum;

/// The third failed attempt at one installment ends the plan (G2).
pub const ATTEMPTS_BEFORE_FAILURE: u32 = 3;

word_enum! {
    /// Where a plan is in its life.
    pub enum PlanStatus: "plan status" {
        /// The customer asks for one.
        Requested = "requested",
        /// Staff offer it, of their own accord or because they were asked.
        Offered = "offered",
        /// Staff said no to a request, or the customer to an offer.
        Refused = "refused",
        /// Agreed; the down payment has not arrived.
        Pending = "pending",
        Active = "active",
        Completed = "completed",
        /// In default: the balance is due.
        Failed = "failed",
        Cancelled = "cancelled",
        /// The two sides agreed on other terms.
        Replaced = "replaced",
    }
}

/// What happens to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanEvent {
    /// Staff agree to what was asked for, or to something like it.
    Approved,
    Refused,
    /// The customer agrees.
    Accepted,
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
    /// The customer agreed to other terms.
    Replaced,
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
        use PlanStatus::{
            Active, Cancelled, Completed, Failed, Offered, Pending, Refused, Replaced, Requested,
        };
        match (self, event) {
            (Requested, PlanEvent::Approved) => Ok(Offered),
            (Requested | Offered, PlanEvent::Refused) => Ok(Refused),
            (Offered, PlanEvent::Accepted) => Ok(Pending),
            (Active, PlanEvent::Replaced) => Ok(Replaced),
            (Pending, PlanEvent::DownPaymentReceived) => Ok(Active),
            (Requested | Offered | Pending, PlanEvent::Cancelled) => Ok(Cancelled),
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
        use PlanStatus::{
            Active, Cancelled, Completed, Failed, Offered, Pending, Refused, Replaced, Requested,
        };
        matches!(
            (self, next),
            (Requested, Offered | Refused | Cancelled)
                | (Offered, Pending | Refused | Cancelled)
                | (Pending, Active | Cancelled)
                | (Active, Completed | Failed | Replaced)
        )
    }

    /// Whether nothing happens to it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        !self.runs() && !self.waits()
    }

    /// Whether it rules its invoice: nothing else collects it, reminds of it or calls it late.
    #[must_use]
    pub fn runs(self) -> bool {
        matches!(self, PlanStatus::Pending | PlanStatus::Active)
    }

    /// Whether somebody's yes is missing.
    #[must_use]
    pub fn waits(self) -> bool {
        matches!(self, PlanStatus::Requested | PlanStatus::Offered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_event() -> impl Strategy<Value = PlanEvent> {
        prop_oneof![
            Just(PlanEvent::Approved),
            Just(PlanEvent::Refused),
            Just(PlanEvent::Accepted),
            Just(PlanEvent::Replaced),
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
            let mut status = PlanStatus::Requested;
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
