//! How the lines of a customer's invoice are taxed: by the place of supply on the day of issue (row L1).

use crate::domain::country::Country;
use crate::domain::place_of_supply::{BuyerPlace, TaxTreatment, treatment};
use crate::domain::tax_id::TaxId;
use crate::domain::tax_total::TaxCategory;
use crate::store::tenants::BillingProfile;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// How a seller in `seller` taxes this customer on `on`; `None` when the seller's country is unknown, and
/// nothing is taxed.
pub fn tax_of(seller: &str, profile: &BillingProfile, on: Date) -> Option<TaxTreatment> {
    let seller: Country = seller.parse().ok()?;
    let country: Option<Country> = profile.address.country.parse().ok();
    let is_business = country.is_some_and(|country| {
        let well_formed = |number: &str| {
            TaxId::parse(country.code(), number).is_ok()
                || TaxId::parse_eu_vat(number).is_ok_and(|id| id.jurisdiction == country.code())
        };
        profile.tax_ids.iter().any(|id| well_formed(&id.value))
    });
    let buyer = BuyerPlace { country, postcode: &profile.address.postal_code, is_business };
    Some(treatment(seller, buyer, on))
}

/// Category and rate of a line.
pub(super) fn rate_of(tax: Option<&TaxTreatment>) -> (TaxCategory, Decimal) {
    tax.map_or((TaxCategory::OutsideScope, Decimal::ZERO), |tax| (tax.category, tax.rate_percent))
}
