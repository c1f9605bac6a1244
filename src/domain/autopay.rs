//! Autopay: what a customer agreed to, and whether an invoice is collected now (row D10).
//!
//! Owns the day and hour of collecting, the limit, and which attempt comes next. Not here: which retries
//! follow a decline (dunning), and asking a gateway for money.

use super::charge::{ChargeState, NEVER_MADE};
use super::money::Money;
use super::payment_method::SavedMethod;
use super::word::word_enum;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The version of the text that customers agree to (`autopay-consent-text`): count it up with each change
/// of its meaning, so that a consent can be read with the words it was given to.
pub const WORDING_VERSION: i32 = 1;
/// Nobody is charged in the middle of their night: from this hour on, where the customer is.
pub const COLLECTS_FROM_HOUR: i8 = 6;
/// Customers hear so many days ahead what will be collected.
pub const ANNOUNCED_DAYS: i32 = 3;

/// How long after an attempt that never reached the gateway the next one waits: twice as long each time.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(15);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);
/// Attempts on one invoice that never reached the gateway, about 20 hours of them: then the customer and
/// the staff are told, and nothing is tried again.
pub const ATTEMPTS_MAX: i32 = 8;

word_enum! {
    /// Why autopay was turned on or off.
    pub enum ConsentReason: "autopay reason" {
        /// Somebody of the customer chose it.
        Chosen = "chosen",
        /// The method that was charged is gone.
        MethodRemoved = "method_removed",
    }
}

/// A decision of the customer, as it was recorded. The newest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Counts from 1.
    pub version: i32,
    /// What is collected; None: autopay is off.
    pub covers: Option<Cover>,
    pub reason: ConsentReason,
    /// Which text was agreed to.
    pub wording_version: i32,
    /// The language it was read in, as BCP 47 has it.
    pub language: String,
    /// Who decided, as `store::Actor` prints.
    pub decided_by: String,
    pub decided_email: String,
    pub client_ip: String,
    pub decided_at: Timestamp,
}

/// What a consent lets us collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Invoices due on this day or later. What was overdue when autopay was turned on is not taken by
    /// surprise.
    pub from: Date,
    /// The most that is collected for one invoice; None: any amount.
    pub limit: Option<Money>,
}

/// Why an invoice is not collected although autopay is on: the customer pays it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskFirst {
    OverLimit,
    /// A deposit is due before the rest. Nobody agreed to a second collection for one invoice, and what is
    /// due on receipt cannot be announced ahead: it is paid by hand, and the rest is collected.
    Deposit,
    /// The method moves only another currency.
    MethodTakesNot,
    NoMethod,
}

impl AskFirst {
    /// The end of the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OverLimit => "over-limit",
            Self::Deposit => "deposit",
            Self::MethodTakesNot => "method-takes-not",
            Self::NoMethod => "no-method",
        }
    }
}

/// What will happen with an open invoice of a customer with autopay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collection {
    /// `due` is charged to the method on the due date.
    OnDueDate {
        method: SavedMethod,
    },
    AskFirst(AskFirst),
    /// It was due before autopay began, or is disputed: it is left to the customer.
    NotCovered,
}

/// What autopay does with an invoice over `due`, of which `due_on` is the due date. `default` is the
/// customer's default method. An amount in another currency than the limit's is asked about: nobody
/// agreed to a rate.
#[must_use]
pub fn collection(
    cover: Cover,
    default: Option<&SavedMethod>,
    due: Money,
    due_on: Date,
    is_disputed: bool,
) -> Collection {
    if is_disputed || due_on < cover.from || !due.is_positive() {
        return Collection::NotCovered;
    }
    let Some(method) = default else { return Collection::AskFirst(AskFirst::NoMethod) };
    if !method.kind.takes(due.currency) {
        return Collection::AskFirst(AskFirst::MethodTakesNot);
    }
    let is_within = cover.limit.is_none_or(|limit| {
        limit.currency == due.currency && due.amount_minor <= limit.amount_minor
    });
    if is_within {
        Collection::OnDueDate { method: method.clone() }
    } else {
        Collection::AskFirst(AskFirst::OverLimit)
    }
}

/// Whether what is due on `due_on` is collected by `now`: from [`COLLECTS_FROM_HOUR`] of that day on,
/// where the customer is.
#[must_use]
pub fn is_time(due_on: Date, zone: &TimeZone, now: Timestamp) -> bool {
    // A time that the clocks skip is the first one after it.
    let from = zone.to_ambiguous_zoned(due_on.to_datetime(time(COLLECTS_FROM_HOUR, 0, 0, 0)));
    from.compatible().is_ok_and(|from| from.timestamp() <= now)
}

/// Whether the customer is told today what will happen on `due_on`. Nobody is told twice in
/// [`ANNOUNCED_DAYS`] days: the mail about the new invoice says it, too.
#[must_use]
pub fn is_announced(due_on: Date, issued_on: Date, today: Date) -> bool {
    let days = |from: Date, to: Date| super::invoice::days_from(from, to);
    let left = days(today, due_on);
    (1..=ANNOUNCED_DAYS).contains(&left) && days(issued_on, due_on) > ANNOUNCED_DAYS
}

/// An attempt that was made before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: i32,
    pub state: ChargeState,
    /// Of its charge.
    pub failure_code: Option<String>,
    pub attempted_at: Timestamp,
}

impl Attempt {
    /// Whether the gateway was never asked for money. A charge that was canceled otherwise was: by the
    /// customer, by a bank's question that nobody answered, or at the gateway.
    fn was_never_made(&self) -> bool {
        self.state == ChargeState::Canceled && self.failure_code.as_deref() == Some(NEVER_MADE)
    }
}

/// Whether no further attempt will be made on its own.
#[must_use]
pub fn is_over(earlier: &[Attempt]) -> bool {
    let is_last = earlier.last().is_some_and(|last| last.number >= ATTEMPTS_MAX);
    is_last || !earlier.iter().all(Attempt::was_never_made)
}

/// The number of the attempt to make now, or None while none is to be made. `earlier` in their order.
///
/// A decline ends it: whether and when another try makes sense is dunning's decision, which will take
/// this function's place for `Failed`. So does a cancellation: it was meant. What never reached the
/// gateway was no attempt at the customer's money and is made again, at growing intervals, up to
/// [`ATTEMPTS_MAX`] times in all.
#[must_use]
pub fn next_attempt(earlier: &[Attempt], now: Timestamp) -> Option<i32> {
    let Some(last) = earlier.last() else { return Some(1) };
    let doublings = u32::try_from(last.number - 1).unwrap_or(0).min(10);
    let wait = FIRST_WAIT.checked_mul(1 << doublings).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    let has_waited = now.duration_since(last.attempted_at) >= wait;
    (has_waited && !is_over(earlier)).then_some(last.number + 1)
}

#[cfg(test)]
mod tests;
