//! The tax of an invoice in the seller's tax currency, fixed with the invoice (EN 16931 BT-111).

use crate::domain::currency::Currency;
use crate::domain::fx::{ExchangeRate, RateError, convert, tax_currency};
use crate::domain::invoice::Invoice;
use crate::domain::money::MoneyError;
use crate::domain::party::Seller;
use crate::store::{StoreError, TenantTx, fx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[derive(Debug, thiserror::Error)]
pub enum ConvertTaxError {
    /// The law wants the tax in the seller's currency too, and there is no rate: enter one, then try again.
    #[error("the tax must be stated in {currency} too: {why}")]
    NoRate { currency: Currency, why: RateError },
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Converts and stores the tax and the total of an invoice that `seller` finalises, with the rate as it was
/// on its day.
/// Nothing for an invoice without tax, or in a currency of the seller's; nothing either where there is no
/// rate and the law does not ask.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn convert_tax(
    tx: &mut TenantTx,
    now: Timestamp,
    invoice: &Invoice,
    seller: &Seller,
) -> Result<(), ConvertTaxError> {
    let wanted = tax_currency(seller, invoice.currency);
    let Some(wanted) = wanted.filter(|_| !invoice.tax.is_zero()) else { return Ok(()) };
    let at = rate_instant(now, invoice.issued_on);
    let quotes = fx::candidates(tx, (invoice.currency, wanted.currency), at).await?;
    let rate = match ExchangeRate::between(invoice.currency, wanted.currency, &quotes, at) {
        Ok(rate) => rate,
        Err(RateError::Money(error)) => return Err(error.into()),
        Err(why) if wanted.is_required => {
            return Err(ConvertTaxError::NoRate { currency: wanted.currency, why });
        }
        Err(_) => return Ok(()),
    };
    let (tax, total) = (convert(invoice.tax, &rate)?, convert(invoice.total, &rate)?);
    fx::insert_tax_conversion(tx, invoice.invoice_id, (&tax, &total), now).await?;
    Ok(())
}

/// The rate of the day on which the tax becomes chargeable: today's as it is now, a past day's last one.
fn rate_instant(now: Timestamp, issued_on: Date) -> Timestamp {
    let end = issued_on.tomorrow().and_then(|day| day.to_zoned(TimeZone::UTC));
    end.map_or(now, |end| now.min(end.timestamp()))
}
