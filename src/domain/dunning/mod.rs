//! Owns how failed and overdue payments are pursued: which declines may be tried again, when, how often
//! the card networks let us, and the steps and states of a campaign.
//!
//! Not here: charging and sending, which the flows do; the wording, which the templates hold. Rows H1
//! to H8, semantics 4.14.

mod campaign;
mod chase;
mod decline_code;
mod hours;
mod network_limit;
mod notice;
mod overdue;
mod recovery;
mod retry;
mod schedule;
mod simulation;
mod status;

pub use campaign::{Campaign, Decision, Overdue, Run};
pub use chase::{
    AttemptCause, AttemptResult, MethodToTry, NextAttempt, PastAttempt, StepsNow, next_attempt,
    next_step, steps_now,
};
pub use decline_code::{
    DeclineAdvice, DeclineCodes, STRIPE_DECLINES, VISA_RESPONSES, mastercard_advice,
    mastercard_wait, stripe_decline, visa_response,
};
pub use hours::{is_day, next_day_time, next_morning, opening_of};
pub use network_limit::{AttemptLimit, CardNetwork};
pub use notice::{CARD_EXPIRY_NOTICE_DAYS, Channel, DunningStep, card_expiry_notices, steps_due};
pub use overdue::{OverdueStage, OverdueStages, StagesError};
pub use recovery::{
    Counts, Ending, PaidBy, PursuedInvoice, Reason, Recovery, Share, Stage, StageCounts,
    rate_percent, recovery,
};
pub use retry::{NextRetry, RetrySchedule, RetryScheduleError};
pub use schedule::{
    DAYS_MAX, DunningTemplate, Entitlement, Foreseen, NAME_CHARACTERS_MAX, RETRIES_MAX, STEPS_MAX,
    ScheduleRefused, ScheduleTerms, WhenExhausted, foreseen,
};
pub use simulation::{PastInvoice, PastRefusal, Replay, RetryReplay, StepReplay, replay};
pub use status::{CampaignEvent, CampaignStatus, CampaignTransitionRefused, PauseReason};
