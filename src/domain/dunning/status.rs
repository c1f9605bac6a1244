//! Owns the states of a dunning campaign against one customer.

use crate::domain::word::word_enum;

word_enum! {
    /// Where a campaign is.
    pub enum CampaignStatus: "campaign status" {
        Running = "running",
        /// Nothing is sent or charged until it is resumed.
        Paused = "paused",
        /// Everything was paid.
        Recovered = "recovered",
        /// Every attempt was made in vain; staff decides what follows.
        Exhausted = "exhausted",
        WrittenOff = "written_off",
    }
}

word_enum! {
    /// Why a campaign waits.
    pub enum PauseReason: "pause reason" {
        Dispute = "dispute",
        PromiseToPay = "promise_to_pay",
        InstallmentPlan = "installment_plan",
        Staff = "staff",
    }
}

/// What happens to a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignEvent {
    Paused(PauseReason),
    Resumed,
    /// Nothing is overdue any more.
    Paid,
    /// The last attempt failed.
    AttemptsExhausted,
    WrittenOff,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a campaign that is {} takes no {event:?}", status.word())]
pub struct CampaignTransitionRefused {
    pub status: CampaignStatus,
    pub event: CampaignEvent,
}

impl CampaignStatus {
    /// The state after `event`. Money may still come after the last attempt, so that an exhausted
    /// campaign is recovered or written off; those two are final.
    ///
    /// # Errors
    /// The event does not belong to this state.
    pub fn after(self, event: CampaignEvent) -> Result<CampaignStatus, CampaignTransitionRefused> {
        use CampaignStatus::{Exhausted, Paused, Recovered, Running, WrittenOff};
        match (self, event) {
            (Running, CampaignEvent::Paused(_)) => Ok(Paused),
            (Paused, CampaignEvent::Resumed) => Ok(Running),
            (Running, CampaignEvent::AttemptsExhausted) => Ok(Exhausted),
            (Running | Paused | Exhausted, CampaignEvent::Paid) => Ok(Recovered),
            (Running | Paused | Exhausted, CampaignEvent::WrittenOff) => Ok(WrittenOff),
            (status, event) => Err(CampaignTransitionRefused { status, event }),
        }
    }

    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, CampaignStatus::Recovered | CampaignStatus::WrittenOff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [CampaignEvent; 5] = [
        CampaignEvent::Paused(PauseReason::Dispute),
        CampaignEvent::Resumed,
        CampaignEvent::Paid,
        CampaignEvent::AttemptsExhausted,
        CampaignEvent::WrittenOff,
    ];

    #[test]
    fn a_paused_campaign_makes_no_attempt() {
        let paused =
            CampaignStatus::Running.after(CampaignEvent::Paused(PauseReason::PromiseToPay));
        assert_eq!(paused, Ok(CampaignStatus::Paused));
        assert!(CampaignStatus::Paused.after(CampaignEvent::AttemptsExhausted).is_err());
        assert_eq!(
            CampaignStatus::Paused.after(CampaignEvent::Resumed),
            Ok(CampaignStatus::Running)
        );
    }

    #[test]
    fn money_that_comes_late_still_recovers() {
        let late = CampaignStatus::Exhausted.after(CampaignEvent::Paid);
        assert_eq!(late, Ok(CampaignStatus::Recovered));
    }

    #[test]
    fn nothing_leaves_a_final_state() {
        for status in CampaignStatus::ALL.iter().filter(|status| status.is_final()) {
            for event in EVENTS {
                let refused = CampaignTransitionRefused { status: *status, event };
                assert_eq!(status.after(event), Err(refused));
            }
        }
    }
}
