//! Owns coupons as the operator defines them: what comes off, for how long, from what, and how often one
//! may be redeemed. Row E8.
//!
//! Not here: the arithmetic and its order (`discount`); which subscription has which coupon (the store of
//! subscriptions); counting redemptions, which the database does so that the last one goes to one.

use super::currency::Currency;
use super::discount::Discount;
use super::id::CouponId;
use super::money::Money;
use super::plan::is_code;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const CODE_CHARACTERS_MAX: usize = 40;
const PERIODS_MAX: u16 = 1_200;
/// Decimals of a percentage.
const DECIMALS_MAX: u32 = 4;

/// A coupon with its terms, which never change, and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CouponDefinition {
    pub coupon_id: CouponId,
    pub terms: CouponTerms,
    pub redemptions: u32,
    /// Nobody redeems it any more; who has it keeps it.
    pub archived_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CouponTerms {
    /// What customers type, in capitals.
    pub code: String,
    pub name: String,
    pub off: CouponOff,
    pub duration: CouponDuration,
    /// Codes of plans that it is for; empty for all.
    pub plan_codes: Vec<String>,
    /// Codes of components that it takes something off; empty for all.
    pub component_codes: Vec<String>,
    pub redemptions_max: Option<u32>,
    /// The last day on which it is redeemed.
    pub redeem_until: Option<Date>,
}

/// What comes off.
#[derive(Clone, Debug, PartialEq)]
pub enum CouponOff {
    /// Above 0, to 100.
    Percent(Decimal),
    /// One amount for each currency in which it can be redeemed.
    Fixed(Vec<Money>),
}

/// For how many billing periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CouponDuration {
    Once,
    Periods(u16),
    Forever,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CouponError {
    #[error("{0:?} is no coupon's code: letters, digits and dashes, at most {CODE_CHARACTERS_MAX}")]
    Code(String),
    #[error("a coupon needs a name")]
    NoName,
    #[error("{percent} per cent off is not above 0 and up to 100")]
    Percent { percent: Decimal },
    #[error("a coupon takes something off")]
    NoAmount,
    #[error("{amount} off is nothing")]
    Amount { amount: Money },
    #[error("two amounts in {0}")]
    CurrencyTwice(Currency),
    #[error("a coupon is for 1 to {PERIODS_MAX} periods")]
    Periods,
    #[error("{0:?} is no code of a plan or component")]
    Target(String),
    #[error("a coupon that nobody can redeem")]
    NoRedemptions,
}

/// Why a coupon is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRedeemable {
    #[error("the coupon is archived")]
    Archived,
    #[error("the coupon was redeemed until {until}")]
    Over { until: Date },
    #[error("all {max} redemptions are taken")]
    UsedUp { max: u32 },
    #[error("the coupon is not for this plan")]
    OtherPlan,
    #[error("the coupon has no amount in {currency}")]
    OtherCurrency { currency: Currency },
}

/// A code as it is stored: in capitals, without spaces around it.
#[must_use]
pub fn normalized_code(typed: &str) -> String {
    typed.trim().to_ascii_uppercase()
}

fn is_coupon_code(code: &str) -> bool {
    let is_safe = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    (1..=CODE_CHARACTERS_MAX).contains(&code.len()) && code.bytes().all(is_safe)
}

impl CouponDuration {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Periods(_) => "periods",
            Self::Forever => "forever",
        }
    }

    /// How many periods, if that ends.
    #[must_use]
    pub const fn periods(self) -> Option<u16> {
        match self {
            Self::Once => Some(1),
            Self::Periods(count) => Some(count),
            Self::Forever => None,
        }
    }
}

impl CouponTerms {
    /// What comes off in `currency`; `None` where the coupon has no amount in it.
    #[must_use]
    pub fn discount(&self, currency: Currency) -> Option<Discount> {
        match &self.off {
            CouponOff::Percent(percent) => Some(Discount::Percent(*percent)),
            CouponOff::Fixed(amounts) => {
                let amount = amounts.iter().find(|amount| amount.currency == currency);
                amount.copied().map(Discount::Fixed)
            }
        }
    }

    #[must_use]
    pub fn is_for_plan(&self, code: &str) -> bool {
        self.plan_codes.is_empty() || self.plan_codes.iter().any(|one| one == code)
    }

    /// The terms with their code in capitals, if a coupon can have them.
    ///
    /// # Errors
    /// Each `CouponError`.
    pub fn checked(mut self) -> Result<Self, CouponError> {
        self.code = normalized_code(&self.code);
        self.name = self.name.trim().to_owned();
        if !is_coupon_code(&self.code) {
            return Err(CouponError::Code(self.code));
        }
        if self.name.is_empty() {
            return Err(CouponError::NoName);
        }
        self.off.check()?;
        if matches!(self.duration, CouponDuration::Periods(count) if count == 0 || count > PERIODS_MAX)
        {
            return Err(CouponError::Periods);
        }
        if let Some(code) =
            self.plan_codes.iter().chain(&self.component_codes).find(|c| !is_code(c))
        {
            return Err(CouponError::Target(code.clone()));
        }
        let storable = |max: u32| max > 0 && i32::try_from(max).is_ok();
        if self.redemptions_max.is_some_and(|max| !storable(max)) {
            return Err(CouponError::NoRedemptions);
        }
        Ok(self)
    }
}

impl CouponOff {
    fn check(&self) -> Result<(), CouponError> {
        match self {
            Self::Percent(percent) => {
                let fits = *percent > Decimal::ZERO
                    && *percent <= Decimal::ONE_HUNDRED
                    && percent.normalize().scale() <= DECIMALS_MAX;
                if fits { Ok(()) } else { Err(CouponError::Percent { percent: *percent }) }
            }
            Self::Fixed(amounts) => {
                if amounts.is_empty() {
                    return Err(CouponError::NoAmount);
                }
                for (position, amount) in amounts.iter().enumerate() {
                    if !amount.is_positive() {
                        return Err(CouponError::Amount { amount: *amount });
                    }
                    if amounts.iter().take(position).any(|other| other.currency == amount.currency)
                    {
                        return Err(CouponError::CurrencyTwice(amount.currency));
                    }
                }
                Ok(())
            }
        }
    }
}

impl CouponDefinition {
    /// Whether it can be redeemed for this plan on `today`. The count is the database's to keep: two who
    /// ask at once both read "yes", and one of them is refused.
    ///
    /// # Errors
    /// The reason.
    pub fn redeemable(
        &self,
        plan_code: &str,
        currency: Currency,
        today: Date,
    ) -> Result<Discount, NotRedeemable> {
        if self.archived_at.is_some() {
            return Err(NotRedeemable::Archived);
        }
        if let Some(until) = self.terms.redeem_until.filter(|until| today > *until) {
            return Err(NotRedeemable::Over { until });
        }
        if let Some(max) = self.terms.redemptions_max.filter(|max| self.redemptions >= *max) {
            return Err(NotRedeemable::UsedUp { max });
        }
        if !self.terms.is_for_plan(plan_code) {
            return Err(NotRedeemable::OtherPlan);
        }
        self.terms.discount(currency).ok_or(NotRedeemable::OtherCurrency { currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn terms(off: CouponOff) -> CouponTerms {
        CouponTerms {
            code: " welcome-20 ".into(),
            name: "Welcome".into(),
            off,
            duration: CouponDuration::Periods(3),
            plan_codes: vec!["business".into()],
            component_codes: Vec::new(),
            redemptions_max: Some(2),
            redeem_until: Some(date(2026, 12, 31)),
        }
    }

    #[test]
    fn a_code_is_read_in_capitals() {
        let coupon = terms(CouponOff::Percent(20.into())).checked().unwrap();
        assert_eq!(coupon.code, "WELCOME-20");
        let spaced = CouponTerms { code: "A B".into(), ..coupon };
        assert_eq!(spaced.checked(), Err(CouponError::Code("A B".into())));
    }

    #[test]
    fn a_coupon_takes_something_off_and_at_most_everything() {
        let percent = |percent: Decimal| terms(CouponOff::Percent(percent)).checked();
        assert!(percent(100.into()).is_ok());
        for wrong in [Decimal::ZERO, Decimal::from(-1), "100.01".parse().unwrap()] {
            assert_eq!(percent(wrong), Err(CouponError::Percent { percent: wrong }));
        }
        let fixed = |amounts: Vec<Money>| terms(CouponOff::Fixed(amounts)).checked();
        let eur = Money::new(5_00, Currency::EUR);
        assert!(fixed(vec![eur, Money::new(6_00, Currency::USD)]).is_ok());
        assert_eq!(fixed(vec![]), Err(CouponError::NoAmount));
        assert_eq!(fixed(vec![eur, eur]), Err(CouponError::CurrencyTwice(Currency::EUR)));
        let nothing = Money::zero(Currency::EUR);
        assert_eq!(fixed(vec![nothing]), Err(CouponError::Amount { amount: nothing }));
    }

    #[test]
    fn a_coupon_is_redeemed_until_its_last_day_while_any_is_left() {
        let off = CouponOff::Fixed(vec![Money::new(5_00, Currency::EUR)]);
        let mut coupon = CouponDefinition {
            coupon_id: CouponId::new(),
            terms: terms(off),
            redemptions: 1,
            archived_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        };
        let (last, eur) = (date(2026, 12, 31), Currency::EUR);
        let five = Discount::Fixed(Money::new(5_00, eur));
        assert_eq!(coupon.redeemable("business", eur, last), Ok(five));
        let over = Err(NotRedeemable::Over { until: last });
        assert_eq!(coupon.redeemable("business", eur, date(2027, 1, 1)), over);
        assert_eq!(coupon.redeemable("starter", eur, last), Err(NotRedeemable::OtherPlan));
        let usd = Currency::USD;
        let other = Err(NotRedeemable::OtherCurrency { currency: usd });
        assert_eq!(coupon.redeemable("business", usd, last), other);
        coupon.redemptions = 2;
        assert_eq!(coupon.redeemable("business", eur, last), Err(NotRedeemable::UsedUp { max: 2 }));
    }
}
