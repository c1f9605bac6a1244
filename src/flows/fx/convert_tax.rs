//! The tax of an invoice in the seller's tax currency, fixed with the invoice (EN 16931 BT-111), and that of
//! the credit notes that correct it, at the same rate.

use crate::domain::credit_note::CreditNote;
use crate::domain::currency::Currency;
use crate::domain::fx::{ExchangeRate, RateError, convert, tax_currency};
use crate::domain::invoice::Invoice;
use crate::domain::money::{Money, MoneyError};
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

/// Converts and stores the tax and the total of an issued credit note at the rate of its invoice: what was
/// declared there is what is corrected. What all notes of an invoice come to is converted and rounded once,
/// so that notes for the whole invoice take back exactly what it stated. Nothing for a note whose invoice has
/// no conversion.
pub async fn convert_credited_tax(
    tx: &mut TenantTx,
    now: Timestamp,
    note: &CreditNote,
) -> Result<(), ConvertTaxError> {
    let Some(invoice) = note.invoice_id else { return Ok(()) };
    let Some(stated) = fx::tax_conversion(tx, invoice).await? else { return Ok(()) };
    let before = fx::credited_tax(tx, invoice, note.credit_note_id).await?;
    let rest = |own: Money, before_minor: i64, converted_minor: i64| {
        let all = own.checked_add(Money::new(before_minor, own.currency))?;
        let all = convert(all, &stated.rate)?.amount;
        all.checked_sub(Money::new(converted_minor, all.currency))
    };
    let tax = rest(note.tax, before.tax_minor, before.converted_tax_minor)?;
    let total = rest(note.total, before.total_minor, before.converted_total_minor)?;
    let id = note.credit_note_id;
    fx::insert_credited_conversion(tx, id, invoice, (tax, total), now).await?;
    Ok(())
}

/// The rate of the day on which the tax becomes chargeable: today's as it is now, a past day's last one.
fn rate_instant(now: Timestamp, issued_on: Date) -> Timestamp {
    let end = issued_on.tomorrow().and_then(|day| day.to_zoned(TimeZone::UTC));
    end.map_or(now, |end| now.min(end.timestamp()))
}
