//! Owns the states of a dispute: Stripe's eight, and the networks' alert that may come before.
//!
//! ```text
//! inquiry:  warning_needs_response -> warning_under_review -> warning_closed
//!                     |  escalated            |  escalated
//! dispute:     needs_response      ->     under_review     -> won | lost
//! ```
//!
//! An early warning comes before either; it, an inquiry or a fresh dispute may end as prevented.
//! Messages arrive in any order and more than once (I1): what repeats or looks back leaves the state as
//! it is, so that money is booked once. Source: docs.stripe.com/disputes, polarsource/polar.

use crate::domain::word::word_enum;

word_enum! {
    /// Where a dispute is.
    pub enum DisputeStatus: "dispute status" {
        /// A network's alert: no dispute yet, no money moved. Ours, not one of Stripe's.
        EarlyWarning = "early_warning",
        WarningNeedsResponse = "warning_needs_response",
        WarningUnderReview = "warning_under_review",
        WarningClosed = "warning_closed",
        NeedsResponse = "needs_response",
        UnderReview = "under_review",
        Won = "won",
        Lost = "lost",
        Prevented = "prevented",
    }
}

/// What happens to a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeEvent {
    /// The gateway says how the dispute stands.
    Reported(DisputeStatus),
    /// A network warns that the cardholder complains.
    EarlyWarning,
    /// The charge was refunded, or the network settled it, before a dispute came of it.
    Prevented,
    EvidenceSubmitted,
    /// An inquiry became a dispute; now the money is debited.
    Escalated,
    /// An inquiry ended without becoming a dispute.
    InquiryClosed,
    /// We accept the claim. Cannot be taken back.
    Accepted,
    DeadlinePassed,
    DecidedForMerchant,
    DecidedForCardholder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisputeTransitionRefused {
    #[error("a dispute that is {} is not awaiting a response", status.word())]
    NotAwaitingResponse { status: DisputeStatus },
    #[error("a dispute that is {} takes no {event:?}", status.word())]
    NotAllowed { status: DisputeStatus, event: DisputeEvent },
}

use DisputeStatus::{
    EarlyWarning, Lost, NeedsResponse, Prevented, UnderReview, WarningClosed, WarningNeedsResponse,
    WarningUnderReview, Won,
};

impl DisputeStatus {
    /// Stripe's eight.
    pub const OF_STRIPE: [Self; 8] = [
        WarningNeedsResponse,
        WarningUnderReview,
        WarningClosed,
        NeedsResponse,
        UnderReview,
        Won,
        Lost,
        Prevented,
    ];

    /// The first state of a dispute that begins with `event`.
    ///
    /// # Errors
    /// `NotAllowed` (with the state `early_warning`) for an event that begins nothing.
    pub fn opened_by(event: DisputeEvent) -> Result<DisputeStatus, DisputeTransitionRefused> {
        match event {
            // Messages may arrive late: the first one we see may be the last one sent.
            DisputeEvent::Reported(status) => Ok(status),
            DisputeEvent::EarlyWarning => Ok(EarlyWarning),
            event => Err(DisputeTransitionRefused::NotAllowed { status: EarlyWarning, event }),
        }
    }

    /// The state after `event`; the same state if the event repeats or is out of date.
    ///
    /// # Errors
    /// `NotAwaitingResponse` for evidence or acceptance in a state that takes neither; `NotAllowed`
    /// where the event belongs to another state.
    pub fn after(self, event: DisputeEvent) -> Result<DisputeStatus, DisputeTransitionRefused> {
        let refused = || DisputeTransitionRefused::NotAllowed { status: self, event };
        match event {
            DisputeEvent::Reported(reported) => Ok(self.corrected_to(reported)),
            // An alert never downgrades a live dispute and revives none.
            DisputeEvent::EarlyWarning => Ok(self),
            DisputeEvent::EvidenceSubmitted => match self {
                NeedsResponse => Ok(UnderReview),
                WarningNeedsResponse => Ok(WarningUnderReview),
                status => Err(DisputeTransitionRefused::NotAwaitingResponse { status }),
            },
            DisputeEvent::Accepted => match self {
                NeedsResponse => Ok(Lost),
                WarningNeedsResponse => Ok(WarningClosed),
                status => Err(DisputeTransitionRefused::NotAwaitingResponse { status }),
            },
            DisputeEvent::Escalated => match self {
                EarlyWarning | WarningNeedsResponse | WarningUnderReview => Ok(NeedsResponse),
                _ => Err(refused()),
            },
            DisputeEvent::InquiryClosed => match self {
                WarningNeedsResponse | WarningUnderReview | WarningClosed => Ok(WarningClosed),
                _ => Err(refused()),
            },
            DisputeEvent::Prevented => match self {
                EarlyWarning | WarningNeedsResponse | WarningUnderReview | NeedsResponse
                | Prevented => Ok(Prevented),
                _ => Err(refused()),
            },
            DisputeEvent::DeadlinePassed => match self {
                NeedsResponse => Ok(Lost),
                WarningNeedsResponse => Ok(WarningClosed),
                _ => Err(refused()),
            },
            DisputeEvent::DecidedForMerchant => self.decided(Won).ok_or_else(refused),
            DisputeEvent::DecidedForCardholder => self.decided(Lost).ok_or_else(refused),
        }
    }

    /// Whether nothing happens to it any more: won, lost, prevented, or an inquiry that was closed.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Won | Lost | WarningClosed | Prevented)
    }

    /// Whether evidence may be sent, or the claim accepted.
    #[must_use]
    pub fn accepts_evidence(self) -> bool {
        matches!(self, NeedsResponse | WarningNeedsResponse)
    }

    /// Whether the disputed amount was debited from us: not by alerts and inquiries (I6).
    #[must_use]
    pub fn moves_money(self) -> bool {
        matches!(self, NeedsResponse | UnderReview | Won | Lost)
    }

    /// Whether the disputed amount is withheld from us for now or for good, so that it cannot be refunded too
    /// (J3).
    #[must_use]
    pub fn withholds_money(self) -> bool {
        self.moves_money() && self != Won
    }

    fn decided(self, outcome: DisputeStatus) -> Option<DisputeStatus> {
        (matches!(self, NeedsResponse | UnderReview) || self == outcome).then_some(outcome)
    }

    /// What the gateway's report makes of this state: it only ever leads on.
    fn corrected_to(self, reported: DisputeStatus) -> DisputeStatus {
        if self.is_final() || reported.progress() < self.progress() { self } else { reported }
    }

    fn progress(self) -> u8 {
        match self {
            EarlyWarning => 0,
            WarningNeedsResponse => 1,
            WarningUnderReview => 2,
            NeedsResponse => 3,
            UnderReview => 4,
            Won | Lost | Prevented | WarningClosed => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HAPPENINGS: [DisputeEvent; 9] = [
        DisputeEvent::EarlyWarning,
        DisputeEvent::Prevented,
        DisputeEvent::EvidenceSubmitted,
        DisputeEvent::Escalated,
        DisputeEvent::InquiryClosed,
        DisputeEvent::Accepted,
        DisputeEvent::DeadlinePassed,
        DisputeEvent::DecidedForMerchant,
        DisputeEvent::DecidedForCardholder,
    ];

    fn any_event() -> impl Strategy<Value = DisputeEvent> {
        prop_oneof![
            prop::sample::select(&HAPPENINGS[..]),
            prop::sample::select(DisputeStatus::ALL).prop_map(DisputeEvent::Reported),
        ]
    }

    #[test]
    fn evidence_is_sent_once() {
        assert_eq!(NeedsResponse.after(DisputeEvent::EvidenceSubmitted), Ok(UnderReview));
        let again = UnderReview.after(DisputeEvent::EvidenceSubmitted);
        let refused = DisputeTransitionRefused::NotAwaitingResponse { status: UnderReview };
        assert_eq!(again, Err(refused));
    }

    #[test]
    fn silence_loses_a_dispute_and_closes_an_inquiry() {
        assert_eq!(NeedsResponse.after(DisputeEvent::DeadlinePassed), Ok(Lost));
        assert_eq!(WarningNeedsResponse.after(DisputeEvent::DeadlinePassed), Ok(WarningClosed));
        assert!(UnderReview.after(DisputeEvent::DeadlinePassed).is_err());
    }

    #[test]
    fn an_inquiry_may_become_a_dispute() {
        assert_eq!(WarningUnderReview.after(DisputeEvent::Escalated), Ok(NeedsResponse));
        assert!(!WarningUnderReview.moves_money() && NeedsResponse.moves_money());
    }

    #[test]
    fn reports_lead_on_and_never_back() {
        let after =
            |status: DisputeStatus, reported| status.after(DisputeEvent::Reported(reported));
        assert_eq!(after(NeedsResponse, Lost), Ok(Lost));
        assert_eq!(after(Lost, Lost), Ok(Lost));
        assert_eq!(after(Lost, NeedsResponse), Ok(Lost));
        assert_eq!(after(UnderReview, NeedsResponse), Ok(UnderReview));
        assert_eq!(after(WarningUnderReview, NeedsResponse), Ok(NeedsResponse));
        assert_eq!(NeedsResponse.after(DisputeEvent::EarlyWarning), Ok(NeedsResponse));
    }

    #[test]
    fn the_first_message_may_be_any() {
        let opened = |event| DisputeStatus::opened_by(event);
        assert_eq!(opened(DisputeEvent::Reported(Won)), Ok(Won));
        assert_eq!(opened(DisputeEvent::EarlyWarning), Ok(EarlyWarning));
        assert!(opened(DisputeEvent::Accepted).is_err());
    }

    proptest! {
        #[test]
        fn nothing_leaves_a_final_state(events in prop::collection::vec(any_event(), 0..30)) {
            let mut status = NeedsResponse;
            for event in events {
                let after = status.after(event).unwrap_or(status);
                if status.is_final() {
                    prop_assert_eq!(after, status);
                }
                status = after;
            }
        }

        #[test]
        fn reports_in_any_order_end_in_the_same_outcome(
            mut reports in Just(vec![WarningNeedsResponse, WarningUnderReview, NeedsResponse,
                                     UnderReview, UnderReview, Lost, Lost]).prop_shuffle(),
        ) {
            let first = reports.remove(0);
            let mut status = DisputeStatus::opened_by(DisputeEvent::Reported(first)).unwrap();
            for report in reports {
                status = status.after(DisputeEvent::Reported(report)).unwrap();
            }
            prop_assert_eq!(status, Lost);
        }
    }
}
