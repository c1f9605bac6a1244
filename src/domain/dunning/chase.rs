//! Owns what a campaign does next (H1, H2): which messages are due, and whether and when a charge is tried
//! again.

use std::num::NonZeroU32;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::decline_code::DeclineAdvice;
use super::hours::next_morning;
use super::network_limit::{AttemptLimit, CardNetwork, free_within};
use super::notice::{DunningStep, steps_due};
use super::retry::NextRetry;
use super::schedule::{ScheduleTerms, day_after};
use crate::domain::id::PaymentMethodId;
use crate::domain::word::word_enum;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Our own limit, below the networks': no card is declined more often in a day than this. A customer with
/// twenty overdue invoices and an empty account shall not get twenty refusals.
const OWN_LIMIT: AttemptLimit = AttemptLimit { attempts: 3, window: DAY };
/// What never reached the gateway was no attempt: so long until the next one, and so many of them at most.
const AFTER_NOTHING: SignedDuration = SignedDuration::from_hours(1);
const NEVER_MADE_MAX: usize = 8;

word_enum! {
    /// Why an attempt is made.
    pub enum AttemptCause: "attempt cause" {
        Schedule = "schedule",
        /// The customer has another method now.
        NewMethod = "new_method",
    }
}

/// The steps that are due now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepsNow {
    /// Those of the latest day that was reached: one message per channel.
    pub send: Vec<usize>,
    /// Earlier ones that nobody sent in time. Nobody wants three reminders at once: they are not sent.
    pub missed: Vec<usize>,
}

/// What is due of `steps` on `today`, when their days count from `from` and `done` were sent or passed over.
///
/// A step whose day lies before that of one that was done is over, too: messages only become firmer.
#[must_use]
pub fn steps_now(steps: &[DunningStep], from: Date, today: Date, done: &[usize]) -> StepsNow {
    let due = steps_due(steps, from, today, done);
    let latest = due.iter().map(|position| steps[*position].after_days).max();
    let done_until = done.iter().filter_map(|p| steps.get(*p)).map(|step| step.after_days).max();
    let is_sent = |position: &usize| {
        let day = steps[*position].after_days;
        Some(day) == latest && done_until.is_none_or(|until| until <= day)
    };
    let (send, missed) = due.into_iter().partition(is_sent);
    StepsNow { send, missed }
}

/// The next step that is still to come, and its day.
#[must_use]
pub fn next_step(steps: &[DunningStep], from: Date, done: &[usize]) -> Option<(usize, Date)> {
    let position = (0..steps.len()).find(|position| !done.contains(position))?;
    Some((position, day_after(from, steps[position].after_days)?))
}

/// What became of an attempt at an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptResult {
    Declined(DeclineAdvice),
    /// The gateway was not asked.
    NeverMade,
    /// The customer or their bank ended it, or it was paid and the money was taken off again.
    Ended,
    /// Not known yet.
    UnderWay,
}

/// An attempt at an invoice that was made without the customer: by autopay or by dunning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastAttempt {
    pub method: PaymentMethodId,
    pub result: AttemptResult,
    pub attempted_at: Timestamp,
    /// The network wants us to wait so long at least.
    pub least_wait: SignedDuration,
}

/// The method that would be charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodToTry<'a> {
    pub method: PaymentMethodId,
    pub network: CardNetwork,
    /// All attempts at this card that its bank declined, whoever made them, for whatever invoice.
    pub declined_at: &'a [Timestamp],
    /// One of them said never to try this card again.
    pub is_barred: bool,
}

/// What follows for one invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextAttempt {
    At(Timestamp, AttemptCause),
    /// An attempt is under way.
    Wait,
    /// Trying this method again changes nothing: the customer must do something.
    NeedsCustomer,
    /// Every attempt of the schedule was made.
    Exhausted,
    /// Nobody allowed a charge of this invoice, or none was ever tried.
    NoCharge,
}

/// When this invoice is charged again. `attempts` are all earlier ones on it, the oldest first.
///
/// A method that was never tried on it is tried at once, for the customer added it. On each method the
/// schedule's waits count from its own failures. The time is a morning where the customer is, and within
/// the networks' limits and our own.
#[must_use]
pub fn next_attempt(
    terms: &ScheduleTerms,
    attempts: &[PastAttempt],
    method: Option<&MethodToTry<'_>>,
    zone: &TimeZone,
    now: Timestamp,
) -> NextAttempt {
    let Some(method) = method else { return NextAttempt::NeedsCustomer };
    let Some(last) = attempts.last() else { return NextAttempt::NoCharge };
    if last.result == AttemptResult::UnderWay {
        return NextAttempt::Wait;
    }
    let of_method: Vec<_> = attempts.iter().filter(|it| it.method == method.method).collect();
    if method.is_barred || of_method.iter().any(|it| it.is_over()) {
        return NextAttempt::NeedsCustomer;
    }
    let never_made = of_method.iter().filter(|it| it.result == AttemptResult::NeverMade).count();
    let failures: Vec<_> = of_method.iter().filter(|it| it.is_failure()).collect();
    let planned = match (failures.last(), of_method.last()) {
        _ if never_made >= NEVER_MADE_MAX => return NextAttempt::Exhausted,
        (_, Some(newest)) if newest.result == AttemptResult::NeverMade => {
            Some((newest.attempted_at + AFTER_NOTHING, AttemptCause::Schedule))
        }
        (None, _) => Some((now, AttemptCause::NewMethod)),
        (Some(failure), _) => after_failures(terms, failures.len(), failure)
            .map(|at| (next_morning(at, zone), AttemptCause::Schedule)),
    };
    let Some((at, cause)) = planned else { return NextAttempt::Exhausted };
    let free = free_from(method, at);
    let at = if free > at { next_morning(free, zone) } else { at };
    NextAttempt::At(at, cause)
}

/// The first instant from `at` on at which the card may be tried.
fn free_from(method: &MethodToTry<'_>, at: Timestamp) -> Timestamp {
    let networks = method.network.free_from(method.declined_at, at);
    free_within(&[OWN_LIMIT], method.declined_at, at).max(networks)
}

fn after_failures(terms: &ScheduleTerms, failures: usize, last: &PastAttempt) -> Option<Timestamp> {
    let failures = NonZeroU32::new(u32::try_from(failures).ok()?)?;
    if failures.get() >= terms.attempts_max {
        return None;
    }
    let least = last.attempted_at.checked_add(last.least_wait).ok()?;
    match terms.retries().ok()?.after_failure(failures, last.attempted_at) {
        NextRetry::At(at) => Some(at.max(least)),
        NextRetry::Exhausted => None,
    }
}

impl PastAttempt {
    fn is_failure(&self) -> bool {
        matches!(self.result, AttemptResult::Declined(_))
    }

    /// Whether the same method is not to be tried again without the customer.
    fn is_over(&self) -> bool {
        match self.result {
            AttemptResult::Declined(advice) => !advice.may_retry(),
            AttemptResult::Ended => true,
            AttemptResult::NeverMade | AttemptResult::UnderWay => false,
        }
    }
}

#[cfg(test)]
mod tests;
