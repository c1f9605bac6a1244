//! Owns the states of a payment through a gateway.
//!
//! The same state again is allowed and changes nothing, because gateways report more than once.
//! Source: the statuses of flexprice/flexprice (internal/types/payment.go); the intermediate states of
//! a gateway (`requires_action` and the like) are all `pending` here.

use crate::domain::word::word_enum;

word_enum! {
    /// Where a payment is.
    pub enum PaymentStatus: "payment status" {
        /// Ours alone: no gateway knows of it yet.
        Initiated = "initiated",
        /// The gateway has it and waits for the customer.
        Pending = "pending",
        /// On its way; a delayed debit may stay here for days.
        Processing = "processing",
        Succeeded = "succeeded",
        /// More arrived than was asked for; the rest is the customer's credit.
        Overpaid = "overpaid",
        Failed = "failed",
        PartiallyRefunded = "partially_refunded",
        Refunded = "refunded",
        /// An authorisation that was released.
        Voided = "voided",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a payment that is {} does not become {}", from.word(), to.word())]
pub struct PaymentTransitionRefused {
    pub from: PaymentStatus,
    pub to: PaymentStatus,
}

impl PaymentStatus {
    /// `next`, if this state may become it or is it already.
    ///
    /// # Errors
    /// No such step.
    pub fn step_to(self, next: PaymentStatus) -> Result<PaymentStatus, PaymentTransitionRefused> {
        if self == next || self.may_become(next) {
            Ok(next)
        } else {
            Err(PaymentTransitionRefused { from: self, to: next })
        }
    }

    /// Whether nothing but a repetition follows.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, PaymentStatus::Failed | PaymentStatus::Refunded | PaymentStatus::Voided)
    }

    /// Whether a step leads from this state to `next`, another one.
    fn may_become(self, next: PaymentStatus) -> bool {
        use PaymentStatus::{
            Failed, Initiated, Overpaid, PartiallyRefunded, Pending, Processing, Refunded,
            Succeeded, Voided,
        };
        match self {
            // An outside gateway may report the outcome in one step.
            Initiated => matches!(next, Pending | Processing | Succeeded | Overpaid | Failed),
            Pending => matches!(next, Processing | Succeeded | Overpaid | Failed),
            Processing => matches!(next, Succeeded | Overpaid | Failed),
            Succeeded => matches!(next, Overpaid | Refunded | PartiallyRefunded | Voided),
            Overpaid => matches!(next, Refunded | PartiallyRefunded),
            PartiallyRefunded => next == Refunded,
            Failed | Refunded | Voided => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_that_arrived_does_not_become_pending_again() {
        let refused =
            PaymentTransitionRefused { from: PaymentStatus::Succeeded, to: PaymentStatus::Pending };
        assert_eq!(PaymentStatus::Succeeded.step_to(PaymentStatus::Pending), Err(refused));
    }

    #[test]
    fn a_repeated_report_changes_nothing() {
        for status in PaymentStatus::ALL {
            assert_eq!(status.step_to(*status), Ok(*status));
        }
    }

    #[test]
    fn a_part_refund_may_become_a_full_one_but_not_the_reverse() {
        use PaymentStatus::{PartiallyRefunded, Refunded};
        assert_eq!(PartiallyRefunded.step_to(Refunded), Ok(Refunded));
        assert!(Refunded.step_to(PartiallyRefunded).is_err());
    }

    proptest! {
        #[test]
        fn nothing_leaves_a_final_state(
            steps in prop::collection::vec(prop::sample::select(PaymentStatus::ALL), 0..30),
        ) {
            let mut status = PaymentStatus::Initiated;
            for next in steps {
                let after = status.step_to(next).unwrap_or(status);
                prop_assert!(!status.is_final() || after == status);
                status = after;
            }
        }
    }
}
