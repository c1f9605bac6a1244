//! A rate that staff type. One far from the last is asked about again: a shifted decimal point would be on
//! every invoice from then on.

use crate::domain::currency::Currency;
use crate::domain::fx::{ExchangeRate, Quote, RateSource, difference_percent, is_quotable};
use crate::store::fx::{self, ONE_RATE_AN_INSTANT};
use crate::store::{Actor, Db, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A rate that differs from the last by more than so many per cent must be confirmed.
pub const CONFIRM_ABOVE_PERCENT: Decimal = Decimal::TEN;
/// A rate that is meant to count for longer is no rate but a wish.
pub const VALID_DAYS_MAX: i32 = 366;

/// A rate as staff type it: one unit of `base` is `rate` of `quote`.
#[derive(Clone, Debug, PartialEq)]
pub struct EnteredRate {
    /// Made when the form was rendered: two submits of one form are one rate.
    pub rate_id: Uuid,
    pub base: Currency,
    pub quote: Currency,
    pub rate: Decimal,
    /// The last day on which it counts, UTC.
    pub valid_until: Date,
    pub is_confirmed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum EnterRateError {
    #[error("a currency has no rate against itself")]
    OneCurrency,
    #[error("a rate is above zero and has at most twelve digits")]
    NotARate,
    #[error("a rate counts from today on, at most {VALID_DAYS_MAX} days")]
    NotInTime,
    #[error("it differs by {percent} % from the last one, {last}")]
    FarFromTheLast { last: Decimal, percent: Decimal },
    /// Two forms at the same instant, or one form with other values.
    #[error("another rate was entered at the same time")]
    AlreadyEntered,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores the rate; it counts from now on.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn enter_rate(
    db: &Db,
    now: Timestamp,
    actor: &Actor,
    entered: &EnteredRate,
) -> Result<(), EnterRateError> {
    if entered.base == entered.quote {
        return Err(EnterRateError::OneCurrency);
    }
    if !is_quotable(entered.rate) {
        return Err(EnterRateError::NotARate);
    }
    let today = now.to_zoned(TimeZone::UTC).date();
    let days = (entered.valid_until - today).get_days();
    let end = entered.valid_until.tomorrow().and_then(|day| day.to_zoned(TimeZone::UTC));
    let expires_at = end.map_err(|_| EnterRateError::NotInTime)?.timestamp();
    if !(0..=VALID_DAYS_MAX).contains(&days) {
        return Err(EnterRateError::NotInTime);
    }
    if !entered.is_confirmed {
        compare_with_last(db, now, entered).await?;
    }
    let quote = Quote {
        rate_id: entered.rate_id,
        base: entered.base,
        quote: entered.quote,
        rate: entered.rate,
        source: RateSource::Manual,
        quoted_on: today,
        as_of: now,
        expires_at,
    };
    let mut tx = db.operator(actor, now).await?;
    let stored = fx::insert_manual(&mut tx, &quote, &actor.to_string(), now).await;
    let earlier = stored.map_err(|error| match error.is_refusal_of(ONE_RATE_AN_INSTANT) {
        true => EnterRateError::AlreadyEntered,
        false => error.into(),
    })?;
    let is_same = earlier.is_none_or(|earlier| {
        let said = |q: &Quote| (q.base, q.quote, q.rate);
        said(&earlier.quote) == said(&quote)
    });
    tx.commit().await?;
    if is_same { Ok(()) } else { Err(EnterRateError::AlreadyEntered) }
}

/// Against whatever was known last, direct or across the euro, also when it has expired by now.
async fn compare_with_last(
    db: &Db,
    now: Timestamp,
    entered: &EnteredRate,
) -> Result<(), EnterRateError> {
    let mut tx = db.staff_read().await?;
    let mut known = fx::candidates_for_staff(&mut tx, (entered.base, entered.quote), now).await?;
    if known.iter().any(|quote| quote.rate_id == entered.rate_id) {
        return Ok(()); // the second submit of a form
    }
    for quote in &mut known {
        quote.expires_at = Timestamp::MAX;
    }
    let Ok(last) = ExchangeRate::between(entered.base, entered.quote, &known, now) else {
        return Ok(());
    };
    let last = last.ratio().unwrap_or(Decimal::ZERO);
    match difference_percent(last, entered.rate) {
        Some(percent) if percent <= CONFIRM_ABOVE_PERCENT => Ok(()),
        percent => Err(EnterRateError::FarFromTheLast {
            last,
            percent: percent.unwrap_or(Decimal::ONE_HUNDRED),
        }),
    }
}
