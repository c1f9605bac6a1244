//! Owns what a part of a period costs: shares of time as exact fractions, and the lines of a change.
//!
//! A share is a ratio of two integers (seconds, or calendar days) until the one rounding, half away
//! from zero, to the minor unit of the line. The credit for the unused old price and the charge for
//! the remaining new one are two lines, each rounded; their net is their sum and is not rounded again.
//! A discount is taken off the price of the whole period first, then the time is shared, then tax is
//! computed (`tax_total`). Where periods begin and end is the business of `period`.

mod change;
mod fraction;
mod quantity;
mod rule;

pub use change::{
    PeriodPrice, ProratedChange, Reduction, SeatPrice, cap_credit, change, seat_change,
    shares_of_lines,
};
pub use fraction::Fraction;
pub use quantity::{QuantitySegment, time_weighted_quantity};
pub use rule::{ChangeDay, ProrationMethod, ProrationRule, UnknownProrationMethod};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::money::MoneyError;
use super::period::Period;
use super::split::SplitError;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProrationError {
    #[error("{at} lies outside the period from {} to {}", .period.start(), .period.end())]
    OutsidePeriod { at: Timestamp, period: Period },
    #[error("a period without a single unit of time cannot be shared")]
    EmptyPeriod,
    #[error("{numerator} of {denominator} is no share of a whole")]
    NotAShare { numerator: i64, denominator: i64 },
    #[error("a discount of {0} percent is not between 0 and 100")]
    Percentage(Decimal),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Split(#[from] SplitError),
}

#[cfg(test)]
mod tests;
