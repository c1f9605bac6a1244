//! Owns the states of a subscription and what leads from one to the next.
//!
//! ```text
//! trialing ─► active ◄─► past_due ─► unpaid | canceled
//!    └─► paused ◄─► active     incomplete ─► active | incomplete_expired
//! ```
//!
//! Source: Stripe (docs.stripe.com/billing/subscriptions/overview, stripe-ruby subscription.rb),
//! semantics 4.2. Not here: which period is billed (`period`) and when a charge is tried (`dunning`).

use crate::domain::word::word_enum;

/// The first payment must succeed within so many hours.
pub const FIRST_PAYMENT_HOURS: i64 = 23;

word_enum! {
    /// Where a subscription is.
    pub enum SubscriptionStatus: "subscription status" {
        /// The first payment failed or needs the customer; [`FIRST_PAYMENT_HOURS`] to pay.
        Incomplete = "incomplete",
        /// It was never paid; its invoice is void.
        IncompleteExpired = "incomplete_expired",
        Trialing = "trialing",
        Active = "active",
        /// A payment failed and is retried.
        PastDue = "past_due",
        /// Retries ended; invoices are still made, but not charged.
        Unpaid = "unpaid",
        /// The trial ended without a payment method, or somebody paused it; nothing is charged.
        Paused = "paused",
        Canceled = "canceled",
    }
}

word_enum! {
    /// The operator's setting for a subscription whose retries ended in vain.
    pub enum AfterRetries: "setting for exhausted retries" {
        Cancel = "cancel",
        MarkUnpaid = "mark_unpaid",
        LeavePastDue = "leave_past_due",
    }
}

word_enum! {
    /// The operator's setting for a trial that ends without a payment method.
    pub enum AfterTrial: "setting for a trial without payment method" {
        /// Invoice anyway: nothing can be charged, so it is past due.
        CreateInvoice = "create_invoice",
        Pause = "pause",
        Cancel = "cancel",
    }
}

/// What happens to a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionEvent {
    /// The payment of the latest invoice arrived.
    PaymentSucceeded,
    PaymentFailed,
    /// [`FIRST_PAYMENT_HOURS`] passed without the first payment.
    FirstPaymentExpired,
    TrialEnded,
    TrialEndedWithoutMethod(AfterTrial),
    RetriesExhausted(AfterRetries),
    /// Somebody pauses the service.
    Paused,
    Resumed,
    Canceled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a subscription that is {} takes no {event:?}", status.word())]
pub struct SubscriptionTransitionRefused {
    pub status: SubscriptionStatus,
    pub event: SubscriptionEvent,
}

impl SubscriptionStatus {
    /// The state of a new subscription.
    #[must_use]
    pub fn first(has_trial: bool, first_payment_succeeded: bool) -> SubscriptionStatus {
        match (has_trial, first_payment_succeeded) {
            (true, _) => SubscriptionStatus::Trialing,
            (false, true) => SubscriptionStatus::Active,
            (false, false) => SubscriptionStatus::Incomplete,
        }
    }

    /// The state after `event`.
    ///
    /// # Errors
    /// The event does not belong to this state; final states take none.
    pub fn after(
        self,
        event: SubscriptionEvent,
    ) -> Result<SubscriptionStatus, SubscriptionTransitionRefused> {
        use SubscriptionEvent as Event;
        use SubscriptionStatus::{
            Active, Canceled, Incomplete, IncompleteExpired, PastDue, Paused, Trialing, Unpaid,
        };
        match (self, event) {
            (status, _) if status.is_final() => {
                Err(SubscriptionTransitionRefused { status, event })
            }
            (_, Event::Canceled) => Ok(Canceled),
            (Incomplete | Active | PastDue | Unpaid, Event::PaymentSucceeded) => Ok(Active),
            (Incomplete, Event::PaymentFailed) => Ok(Incomplete),
            (Incomplete, Event::FirstPaymentExpired) => Ok(IncompleteExpired),
            (Active | PastDue, Event::PaymentFailed) => Ok(PastDue),
            (Unpaid, Event::PaymentFailed) => Ok(Unpaid),
            (Trialing, Event::TrialEnded) => Ok(Active),
            (Trialing, Event::TrialEndedWithoutMethod(setting)) => Ok(match setting {
                AfterTrial::CreateInvoice => PastDue,
                AfterTrial::Pause => Paused,
                AfterTrial::Cancel => Canceled,
            }),
            (PastDue, Event::RetriesExhausted(setting)) => Ok(match setting {
                AfterRetries::Cancel => Canceled,
                AfterRetries::MarkUnpaid => Unpaid,
                AfterRetries::LeavePastDue => PastDue,
            }),
            (Active | PastDue | Unpaid, Event::Paused) => Ok(Paused),
            (Paused, Event::Resumed) => Ok(Active),
            (status, event) => Err(SubscriptionTransitionRefused { status, event }),
        }
    }

    /// Whether nothing happens to it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, SubscriptionStatus::Canceled | SubscriptionStatus::IncompleteExpired)
    }

    /// Whether the customer may use what was subscribed.
    #[must_use]
    pub fn grants_access(self) -> bool {
        use SubscriptionStatus::{Active, PastDue, Trialing};
        matches!(self, Trialing | Active | PastDue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SubscriptionEvent as Event;
    use SubscriptionStatus::{
        Active, Canceled, Incomplete, IncompleteExpired, PastDue, Paused, Trialing, Unpaid,
    };
    use proptest::prelude::*;

    fn any_event() -> impl Strategy<Value = SubscriptionEvent> {
        prop_oneof![
            Just(Event::PaymentSucceeded),
            Just(Event::PaymentFailed),
            Just(Event::FirstPaymentExpired),
            Just(Event::TrialEnded),
            prop::sample::select(AfterTrial::ALL).prop_map(Event::TrialEndedWithoutMethod),
            prop::sample::select(AfterRetries::ALL).prop_map(Event::RetriesExhausted),
            Just(Event::Paused),
            Just(Event::Resumed),
            Just(Event::Canceled),
        ]
    }

    #[test]
    fn a_first_payment_makes_it_active_or_lets_it_expire() {
        assert_eq!(SubscriptionStatus::first(false, false), Incomplete);
        assert_eq!(Incomplete.after(Event::PaymentSucceeded), Ok(Active));
        assert_eq!(Incomplete.after(Event::FirstPaymentExpired), Ok(IncompleteExpired));
        assert!(IncompleteExpired.after(Event::PaymentSucceeded).is_err());
    }

    #[test]
    fn the_setting_says_what_follows_the_last_retry() {
        let after = |setting| PastDue.after(Event::RetriesExhausted(setting));
        assert_eq!(after(AfterRetries::Cancel), Ok(Canceled));
        assert_eq!(after(AfterRetries::MarkUnpaid), Ok(Unpaid));
        assert_eq!(after(AfterRetries::LeavePastDue), Ok(PastDue));
        assert_eq!(Unpaid.after(Event::PaymentSucceeded), Ok(Active));
    }

    #[test]
    fn only_a_trial_without_payment_method_pauses() {
        let pause = Event::TrialEndedWithoutMethod(AfterTrial::Pause);
        assert_eq!(Trialing.after(pause), Ok(Paused));
        assert!(Active.after(pause).is_err());
        // Somebody may pause what runs, also when it is not paid.
        assert_eq!(Unpaid.after(Event::Paused), Ok(Paused));
        assert!(Trialing.after(Event::Paused).is_err() && Paused.after(Event::Paused).is_err());
        assert_eq!(Paused.after(Event::Resumed), Ok(Active));
        assert_eq!(Trialing.after(Event::TrialEnded), Ok(Active));
    }

    #[test]
    fn who_is_being_reminded_keeps_access_and_who_never_paid_or_is_paused_has_none() {
        let with_access: Vec<_> =
            SubscriptionStatus::ALL.iter().filter(|status| status.grants_access()).collect();
        assert_eq!(with_access.len(), 3);
        assert!([Trialing, Active, PastDue].iter().all(|status| with_access.contains(&status)));
    }

    proptest! {
        #[test]
        fn nothing_leaves_a_final_state(events in prop::collection::vec(any_event(), 0..30)) {
            for mut status in [Incomplete, Trialing] {
                for event in &events {
                    let after = status.after(*event);
                    prop_assert!(!status.is_final() || after.is_err());
                    status = after.unwrap_or(status);
                }
            }
        }
    }
}
