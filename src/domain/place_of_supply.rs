//! Owns where a service is taxed and how: the seller's country, the buyer's, or nowhere (row L1).
//!
//! For services supplied electronically from one country to a business or a consumer. Sources: VAT
//! Directive art. 44, 58 and 196; semantics 4.7 to 4.9. Not here: rates (`tax_rate`), whether a number
//! exists (`tax_id` knows only its form), US sales tax, which is off unless a nexus is declared.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::country::Country;
use super::tax_rate::rate_at_place;
use super::tax_total::TaxCategory;
use super::word::word_enum;

word_enum! {
    /// Why a line is taxed as it is; shown with the line.
    pub enum TaxReason: "tax reason" {
        /// Seller and buyer are in the same country.
        Domestic = "domestic",
        /// A business in another member state owes the tax itself.
        ReverseCharge = "reverse_charge",
        /// A consumer in another member state: their country's rate (one-stop shop).
        Destination = "destination",
        /// The buyer is outside the seller's tax area.
        OutsideScope = "outside_scope",
        /// Services that leave the country are zero-rated (Nigeria).
        Exported = "exported",
        /// It would be taxed, and a certificate frees the customer.
        Exempt = "exempt",
        /// The seller's country has no such tax, or none that we know.
        NoTax = "no_tax",
    }
}

/// Where the buyer is and what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuyerPlace<'a> {
    /// `None`: not known, taxed as if at home.
    pub country: Option<Country>,
    pub postcode: &'a str,
    /// The tax number of a business in their own country is known and well formed.
    pub is_business: bool,
}

/// How a line is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxTreatment {
    pub category: TaxCategory,
    /// 19 means 19 %.
    pub rate_percent: Decimal,
    pub reason: TaxReason,
    /// Whose rate it is.
    pub country: Country,
}

/// How a service is taxed that is supplied on `on`.
#[must_use]
pub fn treatment(seller: Country, buyer: BuyerPlace, on: Date) -> TaxTreatment {
    let of = buyer.country.unwrap_or(seller);
    let untaxed = |category, reason, country| TaxTreatment {
        category,
        rate_percent: Decimal::ZERO,
        reason,
        country,
    };
    if of == seller {
        return at_rate(seller, buyer.postcode, on, TaxReason::Domestic);
    }
    match (seller.is_eu(), of.is_eu()) {
        (true, true) if buyer.is_business => {
            untaxed(TaxCategory::ReverseCharge, TaxReason::ReverseCharge, of)
        }
        (true, true) => at_rate(of, buyer.postcode, on, TaxReason::Destination),
        _ if seller == Country::NG => untaxed(TaxCategory::ZeroRated, TaxReason::Exported, seller),
        _ => untaxed(TaxCategory::OutsideScope, TaxReason::OutsideScope, of),
    }
}

fn at_rate(country: Country, postcode: &str, on: Date, reason: TaxReason) -> TaxTreatment {
    let rate = rate_at_place(country, postcode, on).map_or(Decimal::ZERO, |rate| rate.percent);
    if rate.is_zero() {
        let (category, reason) = (TaxCategory::OutsideScope, TaxReason::NoTax);
        return TaxTreatment { category, rate_percent: Decimal::ZERO, reason, country };
    }
    TaxTreatment { category: TaxCategory::Standard, rate_percent: rate, reason, country }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn to(country: &str, is_business: bool) -> (&'static str, String, TaxReason) {
        let buyer =
            BuyerPlace { country: Some(country.parse().unwrap()), postcode: "", is_business };
        let found = treatment(Country::IE, buyer, date(2026, 11, 20));
        (found.category.code(), found.rate_percent.to_string(), found.reason)
    }

    #[test]
    fn an_irish_seller_taxes_at_home_abroad_and_not_at_all() {
        assert_eq!(to("IE", true), ("S", "23".into(), TaxReason::Domestic));
        assert_eq!(to("DE", true), ("AE", "0".into(), TaxReason::ReverseCharge));
        assert_eq!(to("DE", false), ("S", "19".into(), TaxReason::Destination));
        assert_eq!(to("GB", true), ("O", "0".into(), TaxReason::OutsideScope));
        assert_eq!(to("US", false), ("O", "0".into(), TaxReason::OutsideScope));
    }

    #[test]
    fn what_leaves_nigeria_is_zero_rated_and_what_stays_is_not() {
        let buyer = |country: Country| BuyerPlace {
            country: Some(country),
            postcode: "",
            is_business: true,
        };
        let on = date(2026, 11, 20);
        let abroad = treatment(Country::NG, buyer(Country::DE), on);
        assert_eq!((abroad.category.code(), abroad.reason), ("Z", TaxReason::Exported));
        let home = treatment(Country::NG, buyer(Country::NG), on);
        assert_eq!((home.category.code(), home.rate_percent.to_string()), ("S", "7.5".into()));
    }

    #[test]
    fn who_gives_no_country_is_taxed_at_home() {
        let unknown = BuyerPlace { country: None, postcode: "", is_business: false };
        let found = treatment(Country::DE, unknown, date(2026, 11, 20));
        assert_eq!(found.rate_percent.to_string(), "19");
    }
}
