//! How an invoice of the engine is taxed, and the proof of it (row L1): the place of supply on the day of
//! issue, what is known of the buyer that day, a certificate that frees them. The proof is stored with the
//! draft, so that it is there when the invoice is printed.

use crate::domain::country::Country;
use crate::domain::id::InvoiceId;
use crate::domain::party::Seller;
use crate::domain::place_of_supply::{BuyerPlace, TaxTreatment, treatment};
use crate::domain::tax_evidence::{
    CountryFrom, ExemptionProof, RegistryAnswer, TaxEvidence, TaxIdCheck, rule_source,
};
use crate::domain::tax_exemption::exempted;
use crate::domain::tax_id::TaxId;
use crate::domain::tax_rate::rate_at_place;
use crate::domain::tax_total::TaxCategory;
use crate::store::tenants::BillingProfile;
use crate::store::{StoreError, TenantTx, tax_evidence};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// How this seller taxes this customer on `on`, the tax point, and why; `None` when the seller's country is
/// unknown, and nothing is taxed. Read the treatment from it for the lines, then [`record_tax`] it.
pub async fn decide_tax(
    tx: &mut TenantTx,
    seller: &Seller,
    profile: &BillingProfile,
    on: Date,
) -> Result<Option<TaxEvidence>, StoreError> {
    let Ok(seller_country) = seller.address.country.parse::<Country>() else { return Ok(None) };
    let buyer_country: Option<Country> = profile.address.country.parse().ok();
    let tax_id = buyer_country.and_then(|country| well_formed_tax_id(profile, country));
    let postcode = profile.address.postal_code.as_str();
    let buyer = BuyerPlace { country: buyer_country, postcode, is_business: tax_id.is_some() };
    let certificates = tax_evidence::exemptions(tx).await?;
    let taxed = treatment(seller_country, buyer, on);
    let (decided, certificate) = exempted(taxed, &certificates, on);
    let rate = (!taxed.rate_percent.is_zero())
        .then(|| rate_at_place(taxed.country, postcode, on))
        .flatten();
    Ok(Some(TaxEvidence {
        tax_point_on: on,
        buyer_country,
        buyer_country_from: match buyer_country {
            Some(_) => CountryFrom::BillingAddress,
            None => CountryFrom::Nowhere,
        },
        buyer_postal_code: postcode.to_owned(),
        buyer_tax_id_checked: match tax_id {
            Some(_) => TaxIdCheck::Form,
            None => TaxIdCheck::None,
        },
        buyer_tax_id: tax_id,
        // Nobody asks the registries yet.
        buyer_tax_id_registry: RegistryAnswer::NotLookedUp,
        seller_country,
        seller_registrations: seller.tax_ids.clone(),
        treatment: decided,
        territory: rate.and_then(|rate| rate.territory).unwrap_or_default().to_owned(),
        rule_source: rule_source(seller_country, decided.reason).to_owned(),
        rate_source: rate.map_or("", |rate| rate.source).to_owned(),
        exemption: certificate.map(|certificate| ExemptionProof {
            exemption_id: certificate.exemption_id,
            reason: certificate.reason,
            certificate_number: certificate.certificate_number.clone(),
        }),
    }))
}

/// Stores the proof with the draft that was taxed by it, before it is finalised.
pub async fn record_tax(
    tx: &mut TenantTx,
    now: Timestamp,
    invoice: InvoiceId,
    evidence: &TaxEvidence,
) -> Result<(), StoreError> {
    tax_evidence::insert_evidence(tx, invoice, evidence, now).await
}

/// Category and rate of a line.
pub(super) fn rate_of(tax: Option<&TaxTreatment>) -> (TaxCategory, Decimal) {
    tax.map_or((TaxCategory::OutsideScope, Decimal::ZERO), |tax| (tax.category, tax.rate_percent))
}

/// The customer's number that is well formed in their own country: what makes them a business.
fn well_formed_tax_id(profile: &BillingProfile, country: Country) -> Option<String> {
    let is_well_formed = |number: &str| {
        TaxId::parse(country.code(), number).is_ok()
            || TaxId::parse_eu_vat(number).is_ok_and(|id| id.jurisdiction == country.code())
    };
    let found = profile.tax_ids.iter().find(|id| is_well_formed(&id.value));
    found.map(|id| id.value.clone())
}
