//! About how much an amount is in the currency that a reader has chosen (row M3). For reading only:
//! nothing is paid, issued or stored by it, and without a rate there is nothing to read.

use crate::domain::currency::Currency;
use crate::domain::fx::{ExchangeRate, convert};
use crate::domain::id::PersonId;
use crate::domain::money::Money;
use crate::store::{StoreError, TenantTx, fx};
use jiff::Timestamp;
use jiff::civil::Date;

/// About how much it is, by the rate of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approximation {
    pub amount: Money,
    pub quoted_on: Date,
}

/// The currency in which this person reads: their own choice, else the customer's.
pub async fn reading_currency(
    tx: &mut TenantTx,
    person: PersonId,
    of_customer: Option<Currency>,
) -> Result<Option<Currency>, StoreError> {
    Ok(fx::display_currency(tx, person).await?.or(of_customer))
}

/// `amount` in `wanted`; `None` in the same currency, and where no rate holds now.
pub async fn approximate(
    tx: &mut TenantTx,
    now: Timestamp,
    amount: Money,
    wanted: Currency,
) -> Result<Option<Approximation>, StoreError> {
    if amount.currency == wanted || amount.is_zero() {
        return Ok(None);
    }
    let quotes = fx::candidates(tx, (amount.currency, wanted), now).await?;
    let rate = ExchangeRate::between(amount.currency, wanted, &quotes, now).ok();
    let converted = rate.and_then(|rate| convert(amount, &rate).ok());
    Ok(converted.map(|converted| Approximation {
        amount: converted.amount,
        quoted_on: converted.rate.quoted_on,
    }))
}
