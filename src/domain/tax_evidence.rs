//! Owns what is kept as proof of how an invoice was taxed: what was known on the day, and the rule that
//! followed from it (row L1; VAT Directive art. 196, 226 and Implementing Regulation 282/2011 art. 18, 24).

use jiff::civil::Date;
use serde_json::{Value, json};

use super::country::Country;
use super::id::TaxExemptionId;
use super::party::TaxRegistration;
use super::place_of_supply::{TaxReason, TaxTreatment};
use super::tax_exemption::ExemptionReason;
use super::word::word_enum;

word_enum! {
    /// Where the buyer's country is known from.
    pub enum CountryFrom: "source of a country" {
        BillingAddress = "billing_address",
        /// Not known: taxed as if at home.
        Nowhere = "nowhere",
    }
}

word_enum! {
    /// How far a tax number was checked offline.
    pub enum TaxIdCheck: "check of a tax number" {
        /// There is none, or none of the buyer's country.
        None = "none",
        /// Its form, and its check digits where the country has them.
        Form = "form",
    }
}

word_enum! {
    /// What the country's registry said.
    pub enum RegistryAnswer: "answer of a registry" {
        NotLookedUp = "not_looked_up",
        Confirmed = "confirmed",
        Refused = "refused",
        Unavailable = "unavailable",
    }
}

/// The certificate that freed an invoice, as it was then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExemptionProof {
    pub exemption_id: TaxExemptionId,
    pub reason: ExemptionReason,
    pub certificate_number: String,
}

/// Why an invoice is taxed as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxEvidence {
    /// The day whose law and rates applied.
    pub tax_point_on: Date,
    pub buyer_country: Option<Country>,
    pub buyer_country_from: CountryFrom,
    pub buyer_postal_code: String,
    /// The number that makes the buyer a business in their own country.
    pub buyer_tax_id: Option<String>,
    pub buyer_tax_id_checked: TaxIdCheck,
    pub buyer_tax_id_registry: RegistryAnswer,
    pub seller_country: Country,
    pub seller_registrations: Vec<TaxRegistration>,
    pub treatment: TaxTreatment,
    /// A part of the country with rates of its own; empty: none.
    pub territory: String,
    /// The law behind the place of supply.
    pub rule_source: String,
    /// Where the rate was taken from; empty where none is charged.
    pub rate_source: String,
    pub exemption: Option<ExemptionProof>,
}

impl TaxEvidence {
    /// For the explanation of an invoice.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let exemption = self.exemption.as_ref().map(|proof| {
            json!({ "reason": proof.reason.word(), "certificate": proof.certificate_number })
        });
        json!({
            "tax_point_on": self.tax_point_on,
            "buyer": {
                "country": self.buyer_country.map(Country::code),
                "country_from": self.buyer_country_from.word(),
                "postal_code": self.buyer_postal_code,
                "tax_id": self.buyer_tax_id,
                "tax_id_checked": self.buyer_tax_id_checked.word(),
                "tax_id_registry": self.buyer_tax_id_registry.word(),
            },
            "seller": {
                "country": self.seller_country.code(),
                "registrations": self.seller_registrations,
            },
            "category": self.treatment.category.code(),
            "rate_percent": self.treatment.rate_percent,
            "reason": self.treatment.reason.word(),
            "country": self.treatment.country.code(),
            "territory": self.territory,
            "rule_source": self.rule_source,
            "rate_source": self.rate_source,
            "exemption": exemption,
        })
    }
}

/// The law by which a service of a seller in `seller` is taxed for this reason; empty where we name none.
#[must_use]
pub fn rule_source(seller: Country, reason: TaxReason) -> &'static str {
    match (reason, seller.code()) {
        (TaxReason::ReverseCharge, _) => "Directive 2006/112/EC art. 44, 196 and 226(11a)",
        (TaxReason::Destination, _) => "Directive 2006/112/EC art. 58",
        (TaxReason::Domestic | TaxReason::Exempt, _) if seller.is_eu() => {
            "Directive 2006/112/EC art. 44, 45 and 58"
        }
        (TaxReason::OutsideScope, _) if seller.is_eu() => "Directive 2006/112/EC art. 44 and 59",
        (TaxReason::Domestic | TaxReason::OutsideScope | TaxReason::Exempt, "GB") => {
            "Value Added Tax Act 1994 s. 7A"
        }
        (TaxReason::Domestic | TaxReason::Exported | TaxReason::Exempt, "NG") => {
            "Nigeria Tax Act 2025"
        }
        _ => "",
    }
}
