//! Owns which status of an invoice follows which.
//!
//! Source: docs.stripe.com/invoicing/integration/workflow-transitions, and what a bank may take back.
//! The amounts decide in [`super::Invoice`] whether a payment settles everything.

use super::InvoiceStatus;

/// What happens to an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceEvent {
    Finalized {
        /// Whether anything is to be paid; an invoice of nothing is paid at once.
        owes: bool,
    },
    /// Only a draft is ever deleted; it never had a number.
    Deleted,
    Sent,
    PaymentFailed,
    /// Nothing is left to pay.
    Settled,
    /// A payment was taken back: a returned debit, a cheque that bounced, a lost dispute.
    PaymentReversed,
    Voided,
    MarkedUncollectible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an invoice that is {} takes no {event:?}", status.word())]
pub struct InvoiceTransitionRefused {
    pub status: InvoiceStatus,
    pub event: InvoiceEvent,
}

impl InvoiceStatus {
    /// The status after `event`, `None` once it is deleted.
    ///
    /// # Errors
    /// The event does not belong to this status; a void invoice takes none.
    pub fn after(
        self,
        event: InvoiceEvent,
    ) -> Result<Option<InvoiceStatus>, InvoiceTransitionRefused> {
        use InvoiceStatus::{Draft, Open, Paid, Uncollectible, Void};
        let next = match (self, event) {
            (Draft, InvoiceEvent::Finalized { owes: true }) => Open,
            (Draft, InvoiceEvent::Finalized { owes: false }) => Paid,
            (Draft, InvoiceEvent::Deleted) => return Ok(None),
            (Open, InvoiceEvent::Sent | InvoiceEvent::PaymentFailed) => Open,
            // A written-off invoice may still be paid: the debt was given up, not forgiven.
            (Open | Uncollectible, InvoiceEvent::Settled) => Paid,
            (Uncollectible, InvoiceEvent::PaymentFailed) => Uncollectible,
            (Open | Uncollectible, InvoiceEvent::Voided) => Void,
            (Open, InvoiceEvent::MarkedUncollectible) => Uncollectible,
            (Paid, InvoiceEvent::PaymentReversed) => Open,
            (status, event) => return Err(InvoiceTransitionRefused { status, event }),
        };
        Ok(Some(next))
    }

    /// Whether nothing happens to it any more. A paid invoice is not final: banks take money back.
    #[must_use]
    pub fn is_final(self) -> bool {
        self == InvoiceStatus::Void
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use InvoiceStatus::{Draft, Open, Paid, Uncollectible, Void};

    const EVENTS: [InvoiceEvent; 9] = [
        InvoiceEvent::Finalized { owes: true },
        InvoiceEvent::Finalized { owes: false },
        InvoiceEvent::Deleted,
        InvoiceEvent::Sent,
        InvoiceEvent::PaymentFailed,
        InvoiceEvent::Settled,
        InvoiceEvent::PaymentReversed,
        InvoiceEvent::Voided,
        InvoiceEvent::MarkedUncollectible,
    ];

    #[test]
    fn a_draft_is_finalised_before_it_is_paid() {
        assert!(Draft.after(InvoiceEvent::Settled).is_err());
        assert_eq!(Draft.after(InvoiceEvent::Finalized { owes: true }), Ok(Some(Open)));
        assert_eq!(Draft.after(InvoiceEvent::Finalized { owes: false }), Ok(Some(Paid)));
    }

    #[test]
    fn only_a_draft_is_deleted() {
        assert_eq!(Draft.after(InvoiceEvent::Deleted), Ok(None));
        for status in [Open, Paid, Void, Uncollectible] {
            assert!(status.after(InvoiceEvent::Deleted).is_err(), "{status:?}");
        }
    }

    #[test]
    fn a_written_off_invoice_may_still_be_paid_or_voided() {
        assert_eq!(Uncollectible.after(InvoiceEvent::Settled), Ok(Some(Paid)));
        assert_eq!(Uncollectible.after(InvoiceEvent::Voided), Ok(Some(Void)));
        assert_eq!(Open.after(InvoiceEvent::MarkedUncollectible), Ok(Some(Uncollectible)));
    }

    #[test]
    fn money_that_is_taken_back_reopens_the_invoice() {
        assert_eq!(Paid.after(InvoiceEvent::PaymentReversed), Ok(Some(Open)));
        assert!(Paid.after(InvoiceEvent::Voided).is_err());
    }

    #[test]
    fn nothing_leaves_a_final_state() {
        for status in InvoiceStatus::ALL.into_iter().filter(|status| status.is_final()) {
            for event in EVENTS {
                assert_eq!(status.after(event), Err(InvoiceTransitionRefused { status, event }));
            }
        }
    }
}
