//! Owns when an installment that is due is asked for, and asked for again.
//!
//! With a saved method it is charged on its day, three days and seven days after. Who pays by hand has
//! the days of grace first; then it is looked whether the money came, on the same three days. Each time
//! in vain is a failure; the third ends the plan (`status`).

use jiff::ToSpan;
use jiff::civil::Date;

use super::status::ATTEMPTS_BEFORE_FAILURE;
use crate::domain::charge::{ChargeState, NEVER_MADE};
use crate::domain::dunning::stripe_decline;
use crate::domain::id::PaymentMethodId;
use crate::domain::word::word_enum;
use jiff::Timestamp;

/// How many days after its day an installment is asked for: the second and third time only if the one
/// before was in vain.
const ASKED_AFTER_DAYS: [i64; 3] = [0, 3, 7];
/// What never reached its gateway was no attempt at the customer's money and is made again after this.
const NEVER_MADE_WAIT: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

word_enum! {
    /// Why nothing was charged when an installment was due.
    pub enum NotCharged: "reason for no charge" {
        /// The customer pays by hand, and has not.
        NoMethod = "no_method",
        /// The bank forbids another try with this method, and there is no other.
        HardDecline = "hard_decline",
    }
}

/// Somebody asked for an installment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallmentAttempt {
    /// Of the installment.
    pub number: u32,
    /// From 1, for each installment.
    pub attempt: i32,
    pub attempted_at: Timestamp,
    /// With what it was charged, and what came of it; None: nothing could be charged.
    pub charge: Option<AttemptedCharge>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptedCharge {
    pub method: Option<PaymentMethodId>,
    pub state: ChargeState,
    pub failure_code: Option<String>,
}

impl InstallmentAttempt {
    /// Whether it counts against the customer.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        match &self.charge {
            None => true,
            Some(charge) => match charge.state {
                ChargeState::Failed | ChargeState::Expired => true,
                ChargeState::Canceled => !self.was_never_made(),
                _ => false,
            },
        }
    }

    /// Whether the gateway was never asked for money.
    #[must_use]
    pub fn was_never_made(&self) -> bool {
        self.charge.as_ref().is_some_and(|charge| {
            charge.state == ChargeState::Canceled
                && charge.failure_code.as_deref() == Some(NEVER_MADE)
        })
    }

    /// Whether the bank forbids another try with `method`.
    fn forbids(&self, method: PaymentMethodId) -> bool {
        self.charge.as_ref().is_some_and(|charge| {
            let code = charge.failure_code.as_deref().unwrap_or_default();
            charge.method == Some(method)
                && charge.state == ChargeState::Failed
                && !stripe_decline(code).may_retry()
        })
    }
}

/// How often this installment was asked for in vain.
#[must_use]
pub fn failures(attempts: &[InstallmentAttempt]) -> u32 {
    u32::try_from(attempts.iter().filter(|attempt| attempt.has_failed()).count())
        .unwrap_or(u32::MAX)
}

/// Whether no automatic try with `method` makes sense any more.
#[must_use]
pub fn is_forbidden(attempts: &[InstallmentAttempt], method: PaymentMethodId) -> bool {
    attempts.iter().any(|attempt| attempt.forbids(method))
}

/// On which day the installment is asked for next; None when it was asked for often enough. `last_on` is
/// the day of the last failure. `grace_days` count for who pays by hand; and in any case the last time
/// is not before they have passed.
#[must_use]
pub fn next_asked_on(
    due_on: Date,
    failures: u32,
    last_on: Option<Date>,
    pays_by_hand: bool,
    grace_days: u32,
) -> Option<Date> {
    let step = usize::try_from(failures).ok()?;
    let after = *ASKED_AFTER_DAYS.get(step)?;
    let grace = i64::from(grace_days);
    let is_last = failures + 1 == ATTEMPTS_BEFORE_FAILURE;
    let after = match (pays_by_hand, is_last) {
        (true, _) => after + grace,
        (false, true) => after.max(grace),
        (false, false) => after,
    };
    let on = due_on.saturating_add(after.days());
    // Whatever the clock did meanwhile, nobody is asked twice on one day.
    Some(last_on.map_or(on, |last| on.max(last.saturating_add(1.day()))))
}

/// Whether what never reached its gateway may be sent again.
#[must_use]
pub fn has_waited(attempts: &[InstallmentAttempt], now: Timestamp) -> bool {
    let last = attempts.last().filter(|last| last.was_never_made());
    last.is_none_or(|last| now.duration_since(last.attempted_at) >= NEVER_MADE_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn attempt(state: ChargeState, code: &str, method: PaymentMethodId) -> InstallmentAttempt {
        let failure_code = (!code.is_empty()).then(|| code.to_owned());
        InstallmentAttempt {
            number: 1,
            attempt: 1,
            attempted_at: Timestamp::UNIX_EPOCH,
            charge: Some(AttemptedCharge { method: Some(method), state, failure_code }),
        }
    }

    #[test]
    fn a_saved_method_is_charged_on_the_day_and_three_and_seven_days_after() {
        let due = date(2027, 2, 28);
        let on = |failures, last| next_asked_on(due, failures, last, false, 3);
        assert_eq!(on(0, None), Some(due));
        assert_eq!(on(1, Some(due)), Some(date(2027, 3, 3)));
        assert_eq!(on(2, Some(date(2027, 3, 3))), Some(date(2027, 3, 7)));
        assert_eq!(on(3, Some(date(2027, 3, 7))), None);
        // With ten days of grace the last try, after which the plan ends, waits for them.
        assert_eq!(next_asked_on(due, 2, None, false, 10), Some(date(2027, 3, 10)));
    }

    #[test]
    fn who_pays_by_hand_has_the_days_of_grace_first() {
        let due = date(2027, 2, 28);
        let on = |failures| next_asked_on(due, failures, None, true, 3);
        assert_eq!(on(0), Some(date(2027, 3, 3)));
        assert_eq!(on(1), Some(date(2027, 3, 6)));
        assert_eq!(on(2), Some(date(2027, 3, 10)));
    }

    #[test]
    fn a_clock_that_jumps_asks_once_a_day() {
        let due = date(2027, 2, 28);
        let late = date(2027, 5, 1);
        assert_eq!(next_asked_on(due, 1, Some(late), false, 3), Some(date(2027, 5, 2)));
    }

    #[test]
    fn what_never_reached_the_gateway_is_no_failure_and_a_lost_card_is_not_tried_again() {
        let (card, other) = (PaymentMethodId::new(), PaymentMethodId::new());
        let never = attempt(ChargeState::Canceled, NEVER_MADE, card);
        assert!(!never.has_failed());
        let poor = attempt(ChargeState::Failed, "insufficient_funds", card);
        let lost = attempt(ChargeState::Failed, "lost_card", card);
        assert_eq!(failures(&[never.clone(), poor.clone(), lost.clone()]), 2);
        assert!(!is_forbidden(&[poor], card));
        assert!(is_forbidden(std::slice::from_ref(&lost), card));
        assert!(!is_forbidden(&[lost], other));
        let soon = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(59);
        assert!(!has_waited(std::slice::from_ref(&never), soon));
        assert!(has_waited(&[never], soon + jiff::SignedDuration::from_mins(1)));
    }
}
