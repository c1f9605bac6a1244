//! Owns exchange rates: what a rate is, which of several holds at an instant, and converting with it.
//!
//! Nothing converts silently: a rate that has expired is no rate, and every converted amount carries the
//! rate it was made with. Not here: reading feeds (`flows::fx`), storing (`store::fx`).

mod tax_currency;
mod working_days;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::currency::Currency;
use super::exact::Exact;
use super::money::{Money, MoneyError};
use super::rounding::round_ratio;
use super::word::word_enum;

pub use tax_currency::{TaxCurrency, national_currency, tax_currency};
pub use working_days::{ecb_expires_at, ecb_published_at, is_target_day};

/// Digits of a quoted rate. Twice as many still fit a `Decimal`, so that a cross rate is exact.
pub const RATE_DIGITS_MAX: usize = 12;
/// Decimals of a cross rate where it is printed; amounts are converted with the exact ratio.
const PRINTED_DECIMALS: u32 = 8;

word_enum! {
    /// Who says so.
    pub enum RateSource: "rate source" {
        /// The euro reference rates of the European Central Bank.
        Ecb = "ecb",
        /// The operator's staff, or a file that they loaded.
        Manual = "manual",
    }
}

/// A rate as it was quoted: one unit of `base` is `rate` of `quote`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub rate_id: Uuid,
    pub base: Currency,
    pub quote: Currency,
    pub rate: Decimal,
    pub source: RateSource,
    pub quoted_on: Date,
    pub as_of: Timestamp,
    /// From this instant on it is no rate any more.
    pub expires_at: Timestamp,
}

/// A rate to convert with: one unit of `from` is exactly `numerator / denominator` of `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    pub from: Currency,
    pub to: Currency,
    pub numerator: Decimal,
    pub denominator: Decimal,
    /// `Manual` as soon as one of its quotes is.
    pub source: RateSource,
    /// The oldest of its quotes' days and instants, the earliest of their ends.
    pub quoted_on: Date,
    pub as_of: Timestamp,
    pub expires_at: Timestamp,
    pub rate_ids: Vec<Uuid>,
}

/// An amount in another currency, with the rate that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    pub amount: Money,
    pub original: Money,
    pub rate: ExchangeRate,
}

/// The tax and the total of an invoice in the seller's tax currency, as they stand on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxConversion {
    pub tax: Money,
    pub total: Money,
    pub rate: ExchangeRate,
}

/// A rate as it is printed: one unit of `one` is `is` of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedRate {
    pub one: Currency,
    pub is: Decimal,
    pub of: Currency,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("no exchange rate from {from} to {to}")]
    Missing { from: Currency, to: Currency },
    #[error("the exchange rate from {from} to {to} of {quoted_on} has expired")]
    Stale { from: Currency, to: Currency, quoted_on: Date, expired_at: Timestamp },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// `amount` at this rate, rounded once to the minor unit, half away from zero.
///
/// # Errors
/// `CurrencyMismatch` for an amount in another currency than the rate's; `Overflow`.
pub fn convert(amount: Money, rate: &ExchangeRate) -> Result<Converted, MoneyError> {
    if amount.currency != rate.from {
        return Err(MoneyError::CurrencyMismatch { left: amount.currency, right: rate.from });
    }
    let minor = converted_minor(amount, rate).and_then(|minor| i64::try_from(minor).ok());
    let converted = Money::new(minor.ok_or(MoneyError::Overflow)?, rate.to);
    Ok(Converted { amount: converted, original: amount, rate: rate.clone() })
}

/// Minor units times the ratio, all powers of ten brought to one side: nothing is rounded before the end.
fn converted_minor(amount: Money, rate: &ExchangeRate) -> Option<i128> {
    let (numerator, denominator) = (rate.numerator.normalize(), rate.denominator.normalize());
    let up = denominator.scale() + rate.to.exponent();
    let down = numerator.scale() + rate.from.exponent();
    let raised = |digits: u32| 10_i128.checked_pow(digits);
    let exact = i128::from(amount.amount_minor)
        .checked_mul(numerator.mantissa())?
        .checked_mul(raised(up.saturating_sub(down))?)?;
    round_ratio(exact, denominator.mantissa().checked_mul(raised(down.saturating_sub(up))?)?)
}

impl ExchangeRate {
    /// The rate that holds at `at`, made of `quotes`: a direct one, in either direction, before one across
    /// the euro. Of each pair the newest quote of a source counts; what staff entered prevails over the
    /// feed until it expires.
    ///
    /// # Errors
    /// `Stale` where there was a rate once; `Missing` where there never was one, and for one currency.
    pub fn between(
        from: Currency,
        to: Currency,
        quotes: &[Quote],
        at: Timestamp,
    ) -> Result<ExchangeRate, RateError> {
        if from == to {
            return Err(RateError::Missing { from, to });
        }
        let direct = leg(from, to, quotes, at);
        if direct.is_ok() || from == Currency::EUR || to == Currency::EUR {
            return direct;
        }
        let across = leg(from, Currency::EUR, quotes, at)
            .and_then(|first| first.then(&leg(Currency::EUR, to, quotes, at)?));
        match (across, direct) {
            (Ok(rate), _) => Ok(rate),
            // Of two refusals, the one that names the pair that was asked for.
            (Err(RateError::Missing { .. }), Err(error)) => Err(error),
            (Err(RateError::Stale { quoted_on, expired_at, .. }), _) => {
                Err(RateError::Stale { from, to, quoted_on, expired_at })
            }
            (Err(error), _) => Err(error),
        }
    }

    /// How it is printed: as it was quoted where it is one quote, else as the rate of one unit of `from`.
    #[must_use]
    pub fn printed(&self) -> PrintedRate {
        if self.denominator == Decimal::ONE {
            PrintedRate { one: self.from, is: self.numerator.normalize(), of: self.to }
        } else if self.numerator == Decimal::ONE {
            PrintedRate { one: self.to, is: self.denominator.normalize(), of: self.from }
        } else {
            let is = self.ratio().unwrap_or_default().normalize();
            PrintedRate { one: self.from, is, of: self.to }
        }
    }

    /// About what one unit of `from` is, for comparing; `None` beyond 28 digits.
    #[must_use]
    pub fn ratio(&self) -> Option<Decimal> {
        let ratio = Exact::from(self.numerator).divided(self.denominator.into(), PRINTED_DECIMALS);
        ratio.ok().and_then(Exact::to_decimal)
    }

    /// This rate and then `next`.
    fn then(self, next: &ExchangeRate) -> Result<ExchangeRate, RateError> {
        let product = |one: Decimal, other: Decimal| {
            let exact = Exact::from(one).checked_mul(other.into())?;
            exact.to_decimal().ok_or(MoneyError::Overflow)
        };
        let source = match (self.source, next.source) {
            (RateSource::Ecb, RateSource::Ecb) => RateSource::Ecb,
            _ => RateSource::Manual,
        };
        let mut rate_ids = self.rate_ids;
        rate_ids.extend(&next.rate_ids);
        Ok(ExchangeRate {
            from: self.from,
            to: next.to,
            numerator: product(self.numerator, next.numerator)?,
            denominator: product(self.denominator, next.denominator)?,
            source,
            quoted_on: self.quoted_on.min(next.quoted_on),
            as_of: self.as_of.min(next.as_of),
            expires_at: self.expires_at.min(next.expires_at),
            rate_ids,
        })
    }
}

/// The rate between two currencies that are quoted against each other.
fn leg(
    from: Currency,
    to: Currency,
    quotes: &[Quote],
    at: Timestamp,
) -> Result<ExchangeRate, RateError> {
    let newest = |source: RateSource| {
        quotes
            .iter()
            .filter(|quote| quote.source == source && quote.as_of <= at)
            .filter(|quote| [(from, to), (to, from)].contains(&(quote.base, quote.quote)))
            .max_by_key(|quote| quote.as_of)
    };
    let candidates = [newest(RateSource::Manual), newest(RateSource::Ecb)];
    let mut known = candidates.into_iter().flatten();
    if let Some(quote) = known.clone().find(|quote| quote.expires_at > at) {
        return Ok(as_rate(quote, from, to));
    }
    match known.next() {
        Some(quote) => Err(RateError::Stale {
            from,
            to,
            quoted_on: quote.quoted_on,
            expired_at: quote.expires_at,
        }),
        None => Err(RateError::Missing { from, to }),
    }
}

fn as_rate(quote: &Quote, from: Currency, to: Currency) -> ExchangeRate {
    let is_forward = quote.base == from;
    ExchangeRate {
        from,
        to,
        numerator: if is_forward { quote.rate } else { Decimal::ONE },
        denominator: if is_forward { Decimal::ONE } else { quote.rate },
        source: quote.source,
        quoted_on: quote.quoted_on,
        as_of: quote.as_of,
        expires_at: quote.expires_at,
        rate_ids: vec![quote.rate_id],
    }
}

/// Whether a rate can be quoted: above zero, of at most [`RATE_DIGITS_MAX`] digits.
#[must_use]
pub fn is_quotable(rate: Decimal) -> bool {
    let digits = rate.normalize().mantissa().unsigned_abs().to_string().len();
    let decimals = usize::try_from(rate.normalize().scale()).unwrap_or(usize::MAX);
    rate > Decimal::ZERO && digits <= RATE_DIGITS_MAX && decimals <= RATE_DIGITS_MAX
}

/// By how many per cent `new` differs from `last`, to two decimals; `None` beyond all measure.
#[must_use]
pub fn difference_percent(last: Decimal, new: Decimal) -> Option<Decimal> {
    let change = (new - last).abs();
    let hundredfold = Exact::from(change).checked_mul(Decimal::ONE_HUNDRED.into()).ok()?;
    hundredfold.divided(last.into(), 2).ok()?.to_decimal()
}

#[cfg(test)]
mod tests;
