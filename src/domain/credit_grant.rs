//! Credit of one source: what may be done with it, and in which order credit is spent (row K1).
//!
//! Owns no storing: the database keeps what is left of each grant and that it never goes below zero.

use super::currency::Currency;
use super::id::GrantId;
use super::money::{Money, MoneyError};
use super::word::word_enum;
use jiff::Timestamp;
use jiff::civil::Date;
use std::cmp::Ordering;
use uuid::Uuid;

/// Among grants that end on the same day, those between the extremes 0 (first) and 100 (last).
pub const USUAL_PRIORITY: i16 = 50;

/// How long credit that comes back can at least be used, in days.
pub const RETURNED_CREDIT_DAYS: i32 = 30;

/// The least that is bought at once, in the currency's unit: below it a gateway's fixed fee eats the money.
const LEAST_BOUGHT: i64 = 5;

/// The most that is bought at once. Who wants to leave more with us pays an invoice for it.
const MOST_BOUGHT: i64 = 10_000;

/// Currencies whose unit buys about a hundredth of what a dollar does, and about a thousandth: the limits
/// above count in hundreds and in thousands of them.
const HUNDREDS: [&str; 9] = ["CLP", "HUF", "INR", "ISK", "JPY", "KES", "RWF", "XAF", "XOF"];
const THOUSANDS: [&str; 8] = ["COP", "GNF", "IDR", "KRW", "NGN", "TZS", "UGX", "VND"];

/// The least and the most credit that is bought at once in this currency: 5 to 10,000 of its unit, scaled
/// where that unit is small.
#[must_use]
pub fn purchase_limits(currency: Currency) -> (Money, Money) {
    let scale = match currency.code() {
        code if HUNDREDS.contains(&code) => 100,
        code if THOUSANDS.contains(&code) => 1_000,
        _ => 1,
    };
    let units = |count: i64| Money::new(count * scale * currency.minor_per_major(), currency);
    (units(LEAST_BOUGHT), units(MOST_BOUGHT))
}

word_enum! {
    /// Where credit came from.
    pub enum GrantKind: "kind of credit" {
        /// What of a payment was left over, or was taken off an invoice again.
        Payment = "payment",
        /// What of a credit note exceeded what was due on its invoice.
        CreditNote = "credit_note",
        /// Bought in advance.
        Prepaid = "prepaid",
        /// Brought from elsewhere without its history.
        Imported = "imported",
        /// Given to make good for something.
        Goodwill = "goodwill",
        /// Given to win or keep a customer.
        Promotional = "promotional",
    }
}

impl GrantKind {
    /// Whether it was the customer's money. Only that may be paid out; what was given may not.
    #[must_use]
    pub fn is_refundable(self) -> bool {
        matches!(self, Self::Payment | Self::CreditNote | Self::Prepaid | Self::Imported)
    }
}

word_enum! {
    /// Why a grant has more or less than before.
    pub enum MovementReason: "credit movement" {
        Granted = "granted",
        /// Placed on an invoice.
        Applied = "applied",
        /// On its way back to the customer.
        Refunded = "refunded",
        /// Taken off an invoice again.
        Unapplied = "unapplied",
        /// The refund did not arrive.
        RefundFailed = "refund_failed",
        Expired = "expired",
        /// Withdrawn by staff before it was spent.
        TakenBack = "taken_back",
        /// Its credit note was voided.
        NoteVoided = "note_voided",
    }
}

/// What can be spent of one grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spendable {
    pub grant_id: GrantId,
    pub remaining: Money,
    /// The last civil day on which it can be spent; none ends never.
    pub expires_on: Option<Date>,
    pub priority: i16,
    pub granted_at: Timestamp,
}

/// Which of two grants is spent first: the one that ends sooner, then the lower priority, then the
/// older. Credit that never ends comes last.
#[must_use]
pub fn spending_order(a: &Spendable, b: &Spendable) -> Ordering {
    let key = |grant: &Spendable| {
        let end = grant.expires_on.unwrap_or(Date::MAX);
        // A grant that ends on the last day there is still ends.
        (grant.expires_on.is_none(), end, grant.priority, grant.granted_at, grant.grant_id)
    };
    key(a).cmp(&key(b))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("there is {available} of credit")]
    NotEnough { available: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// How much of `amount` each grant gives, in the order of spending. The parts are positive and sum to
/// `amount`.
/// # Errors  `NotEnough`; the currencies differ.
pub fn split(grants: &[Spendable], amount: Money) -> Result<Vec<(GrantId, Money)>, SplitError> {
    let mut grants = grants.to_vec();
    grants.sort_by(spending_order);
    let mut left = amount;
    let mut parts = Vec::new();
    for grant in &grants {
        let part = left.min(grant.remaining)?;
        if part.is_positive() {
            left = left.checked_sub(part)?;
            parts.push((grant.grant_id, part));
        }
    }
    if left.is_positive() {
        return Err(SplitError::NotEnough { available: available(&grants, amount.currency)? });
    }
    Ok(parts)
}

/// As [`split`], but what came from `source` gives first: money goes back where it came from before
/// anything else does. With each grant stands where it came from.
/// # Errors  as [`split`].
pub fn split_from(
    grants: &[(Option<Uuid>, Spendable)],
    source: Option<Uuid>,
    amount: Money,
) -> Result<Vec<(GrantId, Money)>, SplitError> {
    let is_own = |of: &Option<Uuid>| source.is_some() && *of == source;
    let pick = |own: bool| -> Vec<Spendable> {
        grants.iter().filter(|(of, _)| is_own(of) == own).map(|(_, grant)| *grant).collect()
    };
    let (own, others) = (pick(true), pick(false));
    let from_own = available(&own, amount.currency)?.min(amount)?;
    let mut parts = split(&own, from_own)?;
    match split(&others, amount.checked_sub(from_own)?) {
        Ok(rest) => parts.extend(rest),
        Err(SplitError::NotEnough { available }) => {
            return Err(SplitError::NotEnough { available: available.checked_add(from_own)? });
        }
        Err(error) => return Err(error),
    }
    Ok(parts)
}

/// What these grants have together.
/// # Errors  one of them is in another currency.
pub fn available(grants: &[Spendable], currency: Currency) -> Result<Money, MoneyError> {
    Money::sum(currency, grants.iter().map(|grant| grant.remaining))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn grant(number: u128, remaining_minor: i64, expires_on: Option<Date>) -> Spendable {
        Spendable {
            grant_id: Uuid::from_u128(number).into(),
            remaining: eur(remaining_minor),
            expires_on,
            priority: USUAL_PRIORITY,
            granted_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn id(number: u128) -> GrantId {
        Uuid::from_u128(number).into()
    }

    #[test]
    fn between_five_and_ten_thousand_of_its_unit_are_bought_at_once_and_more_of_a_small_unit() {
        let limits = |currency| {
            let (least, most) = purchase_limits(currency);
            (least.amount_minor, most.amount_minor)
        };
        assert_eq!(limits(Currency::EUR), (5_00, 10_000_00));
        assert_eq!(limits(Currency::KWD), (5_000, 10_000_000));
        assert_eq!(limits(Currency::JPY), (500, 1_000_000));
        assert_eq!(limits(Currency::NGN), (5_000_00, 10_000_000_00));
    }

    #[test]
    fn money_goes_back_out_of_what_it_bought_before_anything_else() {
        let (bought, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let grants = [
            (Some(other), grant(1, 10_00, Some(date(2026, 12, 31)))),
            (Some(bought), grant(2, 6_00, None)),
            (None, grant(3, 2_00, None)),
        ];
        let parts = |amount| split_from(&grants, Some(bought), eur(amount));
        assert_eq!(parts(5_00), Ok(vec![(id(2), eur(5_00))]));
        assert_eq!(parts(8_00), Ok(vec![(id(2), eur(6_00)), (id(1), eur(2_00))]));
        assert_eq!(parts(18_01), Err(SplitError::NotEnough { available: eur(18_00) }));
        // Of no source, it is the order of spending.
        assert_eq!(split_from(&grants, None, eur(11_00)), split(&grants.map(|g| g.1), eur(11_00)));
    }

    #[test]
    fn the_soonest_to_expire_is_spent_first_and_what_never_expires_last() {
        let grants = [
            grant(1, 10_00, None),
            grant(2, 10_00, Some(date(2027, 3, 1))),
            grant(3, 10_00, Some(date(2026, 12, 31))),
        ];
        let parts = split(&grants, eur(25_00)).unwrap();
        assert_eq!(parts, [(id(3), eur(10_00)), (id(2), eur(10_00)), (id(1), eur(5_00))]);
    }

    #[test]
    fn of_one_day_the_lower_priority_goes_first_then_the_older() {
        let end = Some(date(2026, 12, 31));
        let later = Timestamp::from_second(60).unwrap();
        let grants = [
            Spendable { granted_at: later, ..grant(1, 1_00, end) },
            grant(2, 1_00, end),
            Spendable { priority: 10, granted_at: later, ..grant(3, 1_00, end) },
        ];
        let order: Vec<_> =
            split(&grants, eur(3_00)).unwrap().into_iter().map(|(id, _)| id).collect();
        assert_eq!(order, [id(3), id(2), id(1)]);
    }

    #[test]
    fn a_day_that_is_the_last_there_is_still_comes_before_no_end_at_all() {
        let grants = [grant(1, 1_00, None), grant(2, 1_00, Some(Date::MAX))];
        assert_eq!(split(&grants, eur(1_00)).unwrap(), [(id(2), eur(1_00))]);
    }

    #[test]
    fn one_cent_more_than_there_is_cannot_be_split() {
        let grants = [grant(1, 10_00, None), grant(2, 5_00, None)];
        assert_eq!(split(&grants, eur(15_00)).unwrap().len(), 2);
        let refused = split(&grants, eur(15_01));
        assert_eq!(refused, Err(SplitError::NotEnough { available: eur(15_00) }));
    }

    #[test]
    fn another_currency_is_no_credit() {
        let usd = Money::new(1_00, Currency::USD);
        assert!(matches!(split(&[grant(1, 1_00, None)], usd), Err(SplitError::Money(_))));
    }

    #[test]
    fn what_was_given_away_is_never_paid_out() {
        let given: Vec<_> =
            GrantKind::ALL.iter().copied().filter(|kind| !kind.is_refundable()).collect();
        assert_eq!(given, [GrantKind::Goodwill, GrantKind::Promotional]);
    }
}
