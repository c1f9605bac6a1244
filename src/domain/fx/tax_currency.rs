//! Owns in which currency a seller's tax must be stated, beside the invoice's own.
//!
//! Sources: VAT Directive 2006/112/EC art. 230 and 91(2): amounts may be in any currency, the VAT is stated
//! in the member state's; UK VAT Regulations 1995 reg. 14, VAT Act s. 6: sterling; Norwegian bookkeeping
//! regulations § 5-1-1: kroner. EN 16931 BT-6 and BT-111.

use crate::domain::country::Country;
use crate::domain::currency::Currency;
use crate::domain::party::Seller;

/// In what the tax of an invoice is stated beside its own currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxCurrency {
    pub currency: Currency,
    /// The law asks for it: without a rate there is no invoice.
    pub is_required: bool,
}

/// The tax currency of a seller's invoice in `document`, where it is another one.
///
/// A seller that is registered in several countries accounts for the tax of each in its own currency: an
/// Irish company with a British VAT number on its invoices states British VAT in sterling only.
#[must_use]
pub fn tax_currency(seller: &Seller, document: Currency) -> Option<TaxCurrency> {
    let country: Country = seller.address.country.parse().ok()?;
    let currency = national_currency(country)?;
    let registered = seller.tax_ids.iter().filter_map(|id| {
        let prefix = id.value.get(..2).map(|prefix| if prefix == "EL" { "GR" } else { prefix })?;
        national_currency(prefix.parse().ok()?)
    });
    if currency == document || registered.into_iter().any(|known| known == document) {
        return None;
    }
    let is_required = country.is_eu() || matches!(country.code(), "GB" | "NO");
    Some(TaxCurrency { currency, is_required })
}

/// The currency in which a country's tax is accounted for; `None` for one that we do not know.
#[must_use]
pub fn national_currency(country: Country) -> Option<Currency> {
    let code = match country.code() {
        "AT" | "BE" | "BG" | "CY" | "DE" | "EE" | "ES" | "FI" | "FR" | "GR" | "HR" | "IE"
        | "IT" | "LT" | "LU" | "LV" | "MT" | "NL" | "PT" | "SI" | "SK" => "EUR",
        "CZ" => "CZK",
        "DK" => "DKK",
        "HU" => "HUF",
        "PL" => "PLN",
        "RO" => "RON",
        "SE" => "SEK",
        "GB" => "GBP",
        "NO" => "NOK",
        "CH" | "LI" => "CHF",
        "IS" => "ISK",
        "NG" => "NGN",
        "GH" => "GHS",
        "KE" => "KES",
        "ZA" => "ZAR",
        "US" => "USD",
        "CA" => "CAD",
        "AU" => "AUD",
        "NZ" => "NZD",
        "JP" => "JPY",
        "IN" => "INR",
        "SG" => "SGD",
        _ => return None,
    };
    code.parse().ok()
}
