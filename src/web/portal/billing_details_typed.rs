//! Between the form of the billing details and the domain: names of fields, and sentences for problems.

use crate::domain::billing_details::{
    Field, Problem, TypedBillingDetails, TypedTaxId, jurisdiction_of,
};
use crate::domain::tax_id::TaxIdError;
use crate::i18n::{self, Arg, Locale, text, text_with};
use crate::store::tenants::BillingProfile;
use crate::web::components::form::FieldErrors;

/// The rows of the tax numbers: the names of country and number. As many as may be stored.
pub const TAX_ROWS: [(&str, &str); 10] = [
    ("tax_country_0", "tax_number_0"),
    ("tax_country_1", "tax_number_1"),
    ("tax_country_2", "tax_number_2"),
    ("tax_country_3", "tax_number_3"),
    ("tax_country_4", "tax_number_4"),
    ("tax_country_5", "tax_number_5"),
    ("tax_country_6", "tax_number_6"),
    ("tax_country_7", "tax_number_7"),
    ("tax_country_8", "tax_number_8"),
    ("tax_country_9", "tax_number_9"),
];

/// What the form sent; fields that are missing are empty.
#[must_use]
pub fn read_form(pairs: &[(String, String)]) -> TypedBillingDetails {
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    TypedBillingDetails {
        legal_name: value("legal_name"),
        line1: value("line1"),
        line2: value("line2"),
        city: value("city"),
        region: value("region"),
        postal_code: value("postal_code"),
        country: value("country"),
        tax_ids: TAX_ROWS
            .iter()
            .map(|(country, number)| TypedTaxId {
                jurisdiction: value(country),
                number: value(number),
            })
            .collect(),
        emails: value("emails"),
        language: value("language"),
        display_currency: value("display_currency"),
        time_zone: value("time_zone"),
    }
}

/// What is stored, as if it had been typed.
#[must_use]
pub fn typed_from(profile: &BillingProfile) -> TypedBillingDetails {
    let address = profile.address.clone();
    let tax_ids = profile
        .tax_ids
        .iter()
        .map(|id| TypedTaxId {
            jurisdiction: jurisdiction_of(id, &address.country)
                .map_or_else(|| address.country.clone(), str::to_owned),
            number: id.value.clone(),
        })
        .collect();
    TypedBillingDetails {
        legal_name: profile.legal_name.clone(),
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        region: address.region,
        postal_code: address.postal_code,
        country: address.country,
        tax_ids,
        emails: profile.billing_emails.join("\n"),
        language: profile.language.clone(),
        display_currency: profile
            .display_currency
            .map(|currency| currency.code().to_owned())
            .unwrap_or_default(),
        time_zone: profile.time_zone.clone(),
    }
}

/// The name of a field in the form, which is also its id.
fn name(field: Field) -> &'static str {
    match field {
        Field::LegalName => "legal_name",
        Field::Line1 => "line1",
        Field::Line2 => "line2",
        Field::City => "city",
        Field::Region => "region",
        Field::PostalCode => "postal_code",
        Field::Country => "country",
        Field::TaxId(row) => TAX_ROWS.get(row).map_or("tax_number_0", |(_, number)| number),
        Field::Emails => "emails",
        Field::Language => "language",
        Field::DisplayCurrency => "display_currency",
        Field::TimeZone => "time_zone",
    }
}

/// Each problem as a sentence at its field.
#[must_use]
pub fn sentences(
    locale: Locale,
    typed: &TypedBillingDetails,
    problems: &[(Field, Problem)],
) -> FieldErrors {
    let mut errors = FieldErrors::none();
    for (field, problem) in problems {
        errors.add(name(*field), sentence(locale, typed, *field, problem));
    }
    errors
}

fn sentence(
    locale: Locale,
    typed: &TypedBillingDetails,
    field: Field,
    problem: &Problem,
) -> String {
    let count = |max: &usize| Arg::from(i64::try_from(*max).unwrap_or(i64::MAX));
    match problem {
        Problem::Missing => text(locale, missing_key(field)).into_owned(),
        Problem::TooLong { max } => {
            text_with(locale, "form-error-too-long", &[("count", count(max))])
        }
        Problem::NotAChoice => text(locale, "form-error-choice").into_owned(),
        Problem::NotAnEmail { typed } => {
            text_with(locale, "billing-details-error-email", &[("typed", Arg::from(typed))])
        }
        Problem::TooManyEmails { max } => {
            text_with(locale, "billing-details-error-emails", &[("count", count(max))])
        }
        Problem::TooManyTaxIds { max } => {
            text_with(locale, "billing-details-error-tax-ids", &[("count", count(max))])
        }
        Problem::TaxId(TaxIdError::UnknownJurisdiction(_)) => {
            text(locale, "tax-id-error-country").into_owned()
        }
        Problem::TaxId(TaxIdError::CheckDigit) => {
            text(locale, "tax-id-error-check-digit").into_owned()
        }
        Problem::TaxId(_) => {
            let jurisdiction = match field {
                Field::TaxId(row) => typed.tax_ids.get(row).map(|id| id.jurisdiction.as_str()),
                _ => None,
            };
            let country = jurisdiction_name(locale, jurisdiction.unwrap_or_default());
            text_with(locale, "tax-id-error-format", &[("country", Arg::from(country))])
        }
    }
}

/// What to fill in, where "this field" would leave the reader searching.
fn missing_key(field: Field) -> &'static str {
    match field {
        Field::LegalName => "billing-details-error-legal-name",
        Field::Line1 => "billing-details-error-line1",
        Field::City => "billing-details-error-city",
        Field::Country => "billing-details-error-country",
        Field::Emails => "billing-details-error-no-email",
        _ => "form-error-required",
    }
}

/// The country of a tax number in the reader's language; `XI` and `EU-OSS` are none and have names of
/// their own.
#[must_use]
pub fn jurisdiction_name(locale: Locale, jurisdiction: &str) -> String {
    match jurisdiction {
        "XI" => text(locale, "billing-details-northern-ireland").into_owned(),
        "EU-OSS" => text(locale, "billing-details-one-stop-shop").into_owned(),
        "EL" => jurisdiction_name(locale, "GR"),
        code => match code.parse() {
            Ok(country) => i18n::country_name(locale, country).into_owned(),
            Err(_) => code.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::billing_details::TAX_IDS_MAX;
    use crate::domain::tax_id::TaxId;

    #[test]
    fn there_is_a_row_for_every_tax_number_that_may_be_stored() {
        assert_eq!(TAX_ROWS.len(), TAX_IDS_MAX);
    }

    #[test]
    fn every_jurisdiction_has_a_name() {
        for (jurisdiction, _) in TaxId::jurisdictions() {
            for locale in Locale::ALL {
                assert_ne!(jurisdiction_name(locale, jurisdiction), jurisdiction);
            }
        }
    }

    #[test]
    fn rows_are_read_by_their_number_and_missing_fields_are_empty() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let typed = read_form(&[
            pair("tax_number_1", "IE3640917HH"),
            pair("tax_country_1", "IE"),
            pair("city", "Cork"),
        ]);
        assert_eq!(typed.city, "Cork");
        assert_eq!(typed.legal_name, "");
        assert_eq!(typed.tax_ids[1].number, "IE3640917HH");
        assert_eq!(typed.tax_ids[0].number, "");
    }
}
