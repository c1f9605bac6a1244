//! The ops of `reference_data.json`.

use crate::{Answer, Input};
use quittance::domain::bank_id::{self, BankIdError};
use quittance::domain::country::Country;
use quittance::domain::currency::{Currency, CurrencyError};
use quittance::domain::tax_id::{TaxId, TaxIdError, TaxIdKind};
use quittance::domain::tax_rate::{parking_rate, rate_at_place, reduced_rates, standard_rate};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    match op {
        "currency_minor_digits" => Some(currency_minor_digits(input.text("currency"))),
        "currency_valid" => {
            let parsed = input.text("currency").parse::<Currency>();
            Some(Ok(json!({ "valid": !matches!(parsed, Err(CurrencyError::Unknown(_))) })))
        }
        "tax_number" => Some(tax_number(input)),
        "eu_vat_number" => Some(identified(
            TaxId::parse_eu_vat(input.text("number"))
                .map(|id| id.on_document())
                .map_err(tax_reason),
        )),
        "iban" => Some(iban(input)),
        "bic" => Some(bank(input, bank_id::bic)),
        "creditor_reference" => Some(bank(input, bank_id::creditor_reference)),
        "sepa_creditor_id" => Some(bank(input, bank_id::sepa_creditor_id)),
        "lei" => Some(bank(input, bank_id::lei)),
        "vat_rate" => Some(vat_rate(input)),
        "vat_reduced_rates" => {
            let rates = reduced(country(input)?, input);
            Some(Ok(json!({ "rates": rates.iter().map(percent).collect::<Vec<_>>() })))
        }
        "vat_rate_territory" => Some(vat_rate_territory(input)),
        _ => None,
    }
}

fn currency_minor_digits(code: &str) -> Answer {
    Ok(match code.parse::<Currency>() {
        Ok(currency) => json!({
            "minor_digits": currency.exponent(),
            "numeric": format!("{:03}", currency.numeric()),
        }),
        Err(CurrencyError::NoMinorUnit(_)) => json!({ "minor_digits": null }),
        Err(CurrencyError::Unknown(_)) => json!({ "error": "unknown currency" }),
    })
}

fn tax_number(input: &Input) -> Answer {
    match TaxId::parse(input.text("country"), input.text("number")) {
        Err(refused) => Ok(json!({ "valid": false, "reason": tax_reason(refused) })),
        Ok(id) => {
            // Where the case does not ask for the number of an EU state by itself, its prefix belongs to it.
            let with_prefix = id.kind == TaxIdKind::EuVat && !input.has("eu_vat");
            let compact = if with_prefix { id.on_document() } else { id.number.clone() };
            Ok(json!({ "valid": true, "compact": compact, "kind": id.kind.code() }))
        }
    }
}

fn tax_reason(refused: TaxIdError) -> &'static str {
    match refused {
        TaxIdError::UnknownJurisdiction(_) => "unknown country",
        TaxIdError::Length { .. } => "length",
        TaxIdError::Format => "format",
        TaxIdError::Component => "component",
        TaxIdError::CheckDigit => "check digit",
    }
}

fn iban(input: &Input) -> Answer {
    match bank_id::iban(input.text("number")) {
        Ok(number) => {
            Ok(json!({ "valid": true, "country": &number[..2], "compact": number.clone() }))
        }
        Err(refused) => identified(Err(bank_reason(refused))),
    }
}

fn bank(input: &Input, rule: fn(&str) -> Result<String, BankIdError>) -> Answer {
    identified(rule(input.text("number")).map_err(bank_reason))
}

fn bank_reason(refused: BankIdError) -> &'static str {
    match refused {
        BankIdError::Format => "format",
        BankIdError::CheckDigits => "check digit",
        BankIdError::CountryPattern => "component",
    }
}

fn identified(checked: Result<String, &'static str>) -> Answer {
    Ok(match checked {
        Ok(compact) => json!({ "valid": true, "compact": compact }),
        Err(reason) => json!({ "valid": false, "reason": reason }),
    })
}

fn country(input: &Input) -> Option<Country> {
    let code = match input.text("country") {
        "EL" => "GR",
        "UK" => "GB",
        code => code,
    };
    code.parse().ok()
}

fn percent(rate: &Decimal) -> Value {
    Value::String(rate.normalize().to_string())
}

fn reduced(country: Country, input: &Input) -> &'static [Decimal] {
    reduced_rates(country, input.date("date")).map_or(&[], |rates| &rates.percents)
}

fn vat_rate(input: &Input) -> Answer {
    let (country, on) = (country(input).expect("a country"), input.date("date"));
    let reduced = reduced(country, input);
    let rate = match input.text_or("kind", "standard") {
        "standard" => standard_rate(country, on).map(|rate| rate.percent),
        "parking" => parking_rate(country, on).map(|rate| rate.percent),
        "super_reduced" => reduced.iter().find(|rate| **rate < Decimal::from(5)).copied(),
        "reduced" | "reduced1" => reduced.iter().find(|rate| **rate >= Decimal::from(5)).copied(),
        "reduced2" => reduced.last().copied(),
        "zero" => Some(Decimal::ZERO),
        other => panic!("no kind of rate: {other}"),
    };
    Ok(json!({ "rate": rate.as_ref().map(percent) }))
}

fn vat_rate_territory(input: &Input) -> Answer {
    let country = country(input).expect("a country");
    let place = rate_at_place(country, input.text("postcode"), input.date("date"));
    let place = place.expect("rates of the country");
    Ok(json!({ "rate": percent(&place.percent), "territory": place.territory }))
}
