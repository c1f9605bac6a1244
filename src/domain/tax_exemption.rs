//! Owns when a customer's certificate frees an invoice from a tax (row L1). Whether the certificate is
//! genuine, somebody has looked at; here is only what follows from it.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::country::Country;
use super::id::TaxExemptionId;
use super::place_of_supply::{TaxReason, TaxTreatment};
use super::tax_total::TaxCategory;
use super::word::word_enum;

word_enum! {
    /// Why a customer does not pay a tax. The word is also the end of a catalogue's key
    /// (`exemption-reason-diplomatic`), which the invoice prints (EN 16931 BT-120).
    pub enum ExemptionReason: "exemption reason" {
        /// Embassies, international organisations, armed forces (VAT Directive art. 151).
        Diplomatic = "diplomatic",
        Government = "government",
        Charity = "charity",
        Education = "education",
        Health = "health",
        /// They sell it on and take the tax themselves.
        Resale = "resale",
        Other = "other",
    }
}

/// A certificate as staff entered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxExemption {
    pub exemption_id: TaxExemptionId,
    /// Whose tax is not charged.
    pub country: Country,
    pub reason: ExemptionReason,
    pub certificate_number: String,
    pub valid_from: Date,
    /// The last day; none: until it is withdrawn.
    pub valid_until: Option<Date>,
    /// It counts for nothing that is taxed from then on.
    pub withdrawn_at: Option<Timestamp>,
}

impl TaxExemption {
    /// Whether it frees from the tax of `country` on `on`, the tax point.
    #[must_use]
    pub fn holds(&self, country: Country, on: Date) -> bool {
        self.withdrawn_at.is_none()
            && self.country == country
            && self.valid_from <= on
            && self.valid_until.is_none_or(|last| on <= last)
    }
}

/// The treatment with the certificate that changes it: what would be taxed in the certificate's country is
/// exempt (category E). What is not taxed anyway stays as it is, and needs no certificate.
#[must_use]
pub fn exempted(
    treatment: TaxTreatment,
    certificates: &[TaxExemption],
    on: Date,
) -> (TaxTreatment, Option<&TaxExemption>) {
    let is_taxed = !treatment.rate_percent.is_zero();
    let found = certificates.iter().find(|it| is_taxed && it.holds(treatment.country, on));
    let treatment = match found {
        Some(_) => TaxTreatment {
            category: TaxCategory::Exempt,
            rate_percent: Decimal::ZERO,
            reason: TaxReason::Exempt,
            ..treatment
        },
        None => treatment,
    };
    (treatment, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place_of_supply::{BuyerPlace, treatment};
    use jiff::civil::date;

    fn certificate(country: &str) -> TaxExemption {
        TaxExemption {
            exemption_id: TaxExemptionId::new(),
            country: country.parse().unwrap(),
            reason: ExemptionReason::Diplomatic,
            certificate_number: "DE-151-7".into(),
            valid_from: date(2026, 1, 1),
            valid_until: Some(date(2026, 11, 20)),
            withdrawn_at: None,
        }
    }

    fn treated(buyer: &str, certificates: &[TaxExemption], on: Date) -> (&'static str, String) {
        let country = Some(buyer.parse().unwrap());
        let place = BuyerPlace { country, postcode: "", is_business: false };
        let (found, _) = exempted(treatment(Country::DE, place, on), certificates, on);
        (found.category.code(), found.rate_percent.to_string())
    }

    #[test]
    fn a_certificate_frees_from_its_first_to_its_last_day() {
        let held = [certificate("DE")];
        assert_eq!(treated("DE", &held, date(2025, 12, 31)), ("S", "19".into()));
        assert_eq!(treated("DE", &held, date(2026, 1, 1)), ("E", "0".into()));
        assert_eq!(treated("DE", &held, date(2026, 11, 20)), ("E", "0".into()));
        assert_eq!(treated("DE", &held, date(2026, 11, 21)), ("S", "19".into()));
    }

    #[test]
    fn a_certificate_frees_from_the_tax_of_its_own_country_only() {
        let on = date(2026, 6, 1);
        assert_eq!(treated("FR", &[certificate("DE")], on), ("S", "20".into()));
        assert_eq!(treated("FR", &[certificate("FR")], on), ("E", "0".into()));
        // Not taxed anyway: outside the scope is the better proof.
        assert_eq!(treated("US", &[certificate("US")], on), ("O", "0".into()));
    }

    #[test]
    fn a_certificate_that_was_withdrawn_frees_from_nothing() {
        let withdrawn =
            TaxExemption { withdrawn_at: Some(Timestamp::UNIX_EPOCH), ..certificate("DE") };
        assert_eq!(treated("DE", &[withdrawn], date(2026, 6, 1)), ("S", "19".into()));
    }
}
