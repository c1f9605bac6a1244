//! Why an invoice is taxed as it is, on its page for staff (row L1).

use crate::domain::tax_evidence::{CountryFrom, RegistryAnswer, TaxEvidence, TaxIdCheck};
use crate::i18n::{self};
use crate::web::components::amounts::DateText;
use crate::web::ui::{percent, t, ui};
use leptos::prelude::*;

/// The proof as it was stored; nothing for an invoice that somebody wrote by hand.
pub(super) fn tax_proof(evidence: Option<TaxEvidence>) -> Option<AnyView> {
    let evidence = evidence?;
    let locale = ui().locale;
    let buyer = match evidence.buyer_country {
        Some(country) => i18n::country_name(locale, country),
        None => t("proof-country-unknown"),
    };
    let buyer_from = match evidence.buyer_country_from {
        CountryFrom::BillingAddress => t("proof-from-billing-address"),
        CountryFrom::Nowhere => t("proof-from-nowhere"),
    };
    let checked = match evidence.buyer_tax_id_checked {
        TaxIdCheck::None => t("proof-tax-id-none"),
        TaxIdCheck::Form => t("proof-tax-id-form"),
    };
    let registry = match evidence.buyer_tax_id_registry {
        RegistryAnswer::NotLookedUp => t("proof-registry-not-looked-up"),
        RegistryAnswer::Confirmed => t("proof-registry-confirmed"),
        RegistryAnswer::Refused => t("proof-registry-refused"),
        RegistryAnswer::Unavailable => t("proof-registry-unavailable"),
    };
    let registry = (evidence.buyer_tax_id.is_some()).then(|| view! { <br/>{registry} });
    let sellers: Vec<_> = evidence
        .seller_registrations
        .iter()
        .map(|id| view! { <br/><bdi>{format!("{} {}", id.kind, id.value)}</bdi> })
        .collect();
    let place = match evidence.territory.as_str() {
        "" => i18n::country_name(locale, evidence.treatment.country).into_owned(),
        territory => territory.to_owned(),
    };
    let rate = format!(
        "{} {}",
        evidence.treatment.category.code(),
        percent(evidence.treatment.rate_percent)
    );
    let source =
        |text: &str| (!text.is_empty()).then(|| view! { <br/><small>{text.to_owned()}</small> });
    let certificate = evidence.exemption.map(|proof| {
        let reason = i18n::exemption_reason(locale, proof.reason);
        view! {
            <div><dt>{t("exemption-certificate")}</dt><dd><bdi>{proof.certificate_number}</bdi><br/>{reason}</dd></div>
        }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="tax-proof">
                <details class="more">
                    <summary id="tax-proof">{t("proof-title")}</summary>
                    <dl class="facts">
                        <div><dt>{t("proof-tax-point")}</dt><dd><DateText on=evidence.tax_point_on/></dd></div>
                        <div><dt>{t("proof-buyer")}</dt><dd>{buyer}" "{evidence.buyer_postal_code}<br/>{buyer_from}</dd></div>
                        <div><dt>{t("proof-buyer-tax-id")}</dt><dd><bdi>{evidence.buyer_tax_id.clone()}</bdi>" "{checked}{registry}</dd></div>
                        <div><dt>{t("proof-seller")}</dt><dd>{i18n::country_name(locale, evidence.seller_country)}{sellers}</dd></div>
                        <div><dt>{t("proof-rule")}</dt><dd>{t(reason_key(evidence.treatment.reason))}{source(&evidence.rule_source)}</dd></div>
                        <div><dt>{t("proof-rate")}</dt><dd>{rate}", "{place}{source(&evidence.rate_source)}</dd></div>
                        {certificate}
                    </dl>
                </details>
            </section>
        }
        .into_any(),
    )
}

fn reason_key(reason: crate::domain::place_of_supply::TaxReason) -> &'static str {
    use crate::domain::place_of_supply::TaxReason;
    match reason {
        TaxReason::Domestic => "proof-reason-domestic",
        TaxReason::ReverseCharge => "proof-reason-reverse-charge",
        TaxReason::Destination => "proof-reason-destination",
        TaxReason::OutsideScope => "proof-reason-outside-scope",
        TaxReason::Exported => "proof-reason-exported",
        TaxReason::NoTax => "proof-reason-no-tax",
        TaxReason::Exempt => "proof-reason-exempt",
    }
}
