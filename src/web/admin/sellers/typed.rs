//! Between the form of a seller's settings and the domain: names of fields, and sentences for problems.

use crate::domain::bank_id::BankIdError;
use crate::domain::seller_settings::{
    ACCOUNTS_MAX, Field, Problem, REGISTRATIONS_MAX, SellerRegistration, SellerSettings,
    TypedAccount, TypedRegistration, TypedSeller, typed_account,
};
use crate::domain::tax_id::{TaxId, TaxIdError};
use crate::i18n::{self, Arg, Locale, text, text_with};
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::portal::jurisdiction_name;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// The names of one row of the tax registrations.
pub struct TaxNames {
    pub country: String,
    pub kind: String,
    pub number: String,
    pub from: String,
    pub to: String,
}

/// The names of one row of the bank accounts.
pub struct AccountNames {
    pub currency: String,
    pub bank: String,
    pub iban: String,
    pub bic: String,
    pub details: String,
}

/// Fields want names that live as long as the program. As many rows as may be stored.
pub static TAX_ROWS: LazyLock<Vec<TaxNames>> = LazyLock::new(|| {
    (1..=REGISTRATIONS_MAX)
        .map(|row| TaxNames {
            country: format!("tax-country-{row}"),
            kind: format!("tax-kind-{row}"),
            number: format!("tax-number-{row}"),
            from: format!("tax-from-{row}"),
            to: format!("tax-to-{row}"),
        })
        .collect()
});

pub static ACCOUNT_ROWS: LazyLock<Vec<AccountNames>> = LazyLock::new(|| {
    (1..=ACCOUNTS_MAX)
        .map(|row| AccountNames {
            currency: format!("account-currency-{row}"),
            bank: format!("account-bank-{row}"),
            iban: format!("account-iban-{row}"),
            bic: format!("account-bic-{row}"),
            details: format!("account-details-{row}"),
        })
        .collect()
});

/// The footer of each language: (language, name).
pub static FOOTERS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    Locale::ALL.map(Locale::as_bcp47).map(|tag| (tag, format!("footer-{tag}"))).to_vec()
});

/// What the form sent; fields that are missing are empty.
#[must_use]
pub fn read(typed: &Typed) -> TypedSeller {
    let value = |name: &str| typed.get(name).to_owned();
    TypedSeller {
        code: value("code"),
        legal_name: value("legal-name"),
        trading_name: value("trading-name"),
        line1: value("line1"),
        line2: value("line2"),
        city: value("city"),
        region: value("region"),
        postal_code: value("postal-code"),
        country: value("country"),
        email: value("email"),
        phone: value("phone"),
        website: value("website"),
        registrations: TAX_ROWS
            .iter()
            .map(|names| TypedRegistration {
                jurisdiction: value(&names.country),
                kind: value(&names.kind),
                number: value(&names.number),
                valid_from: date(typed.get(&names.from)),
                valid_to: date(typed.get(&names.to)),
            })
            .collect(),
        accounts: ACCOUNT_ROWS
            .iter()
            .map(|names| TypedAccount {
                currency: typed.get(&names.currency).to_ascii_uppercase(),
                bank_name: value(&names.bank),
                iban: value(&names.iban),
                bic: value(&names.bic),
                details: value(&names.details),
            })
            .collect(),
        brand_color: value("brand-color"),
        footer: FOOTERS.iter().map(|(tag, name)| ((*tag).to_owned(), value(name))).collect(),
        days_to_pay: value("days-to-pay"),
    }
}

/// A date as the domain reads it; what is none stays as it was typed.
fn date(typed: &str) -> String {
    i18n::parse_date(typed).map_or_else(|_| typed.to_owned(), |date| date.to_string())
}

/// What is stored, as if it had been typed.
#[must_use]
pub fn written(settings: &SellerSettings) -> TypedSeller {
    let address = settings.address.clone();
    TypedSeller {
        code: settings.code.clone(),
        legal_name: settings.legal_name.clone(),
        trading_name: settings.trading_name.clone(),
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        region: address.region,
        postal_code: address.postal_code,
        email: settings.email.clone(),
        phone: settings.phone.clone(),
        website: settings.website.clone(),
        registrations: settings
            .registrations
            .iter()
            .map(|registration| TypedRegistration {
                jurisdiction: jurisdiction(registration, &address.country),
                kind: registration.kind.clone(),
                number: registration.value.clone(),
                valid_from: registration.valid_from.map(|on| on.to_string()).unwrap_or_default(),
                valid_to: registration.valid_to.map(|on| on.to_string()).unwrap_or_default(),
            })
            .collect(),
        accounts: settings.bank_accounts.iter().map(typed_account).collect(),
        brand_color: settings.brand_color.clone(),
        footer: settings.footer.clone(),
        days_to_pay: settings.days_to_pay.to_string(),
        country: address.country,
    }
}

/// The jurisdiction on file; for a number stored without one (an import's), the one whose rule it follows.
fn jurisdiction(registration: &SellerRegistration, country: &str) -> String {
    if !registration.jurisdiction.is_empty() {
        return registration.jurisdiction.clone();
    }
    let by_prefix = registration.value.get(..2).unwrap_or_default();
    [by_prefix, country]
        .into_iter()
        .find_map(|known| TaxId::parse(known, &registration.value).ok())
        .map(|id| id.jurisdiction)
        .unwrap_or_default()
}

/// The name of a field in the form, which is also its id.
fn name(field: Field) -> &'static str {
    let tax = |row: usize| &TAX_ROWS[row.min(REGISTRATIONS_MAX - 1)];
    let account = |row: usize| &ACCOUNT_ROWS[row.min(ACCOUNTS_MAX - 1)];
    match field {
        Field::Code => "code",
        Field::LegalName => "legal-name",
        Field::TradingName => "trading-name",
        Field::Line1 => "line1",
        Field::Line2 => "line2",
        Field::City => "city",
        Field::Region => "region",
        Field::PostalCode => "postal-code",
        Field::Country => "country",
        Field::Email => "email",
        Field::Phone => "phone",
        Field::Website => "website",
        Field::TaxKind(row) => &tax(row).kind,
        Field::TaxNumber(row) => &tax(row).number,
        Field::TaxFrom(row) => &tax(row).from,
        Field::TaxTo(row) => &tax(row).to,
        Field::AccountCurrency(row) => &account(row).currency,
        Field::BankName(row) => &account(row).bank,
        Field::Iban(row) => &account(row).iban,
        Field::Bic(row) => &account(row).bic,
        Field::AccountDetails(row) => &account(row).details,
        Field::BrandColor => "brand-color",
        Field::Footer(language) => FOOTERS
            .iter()
            .find(|(tag, _)| *tag == language)
            .map_or("footer-en", |(_, name)| name.as_str()),
        Field::DaysToPay => "days-to-pay",
    }
}

/// Each problem as a sentence at its field.
#[must_use]
pub fn sentences(
    locale: Locale,
    typed: &TypedSeller,
    problems: &[(Field, Problem)],
) -> FieldErrors {
    let mut errors = FieldErrors::none();
    for (field, problem) in problems {
        errors.add(name(*field), sentence(locale, typed, *field, problem));
    }
    errors
}

fn sentence(locale: Locale, typed: &TypedSeller, field: Field, problem: &Problem) -> String {
    let plain = |key: &str| text(locale, key).into_owned();
    let counted = |key: &str, max: usize| text_with(locale, key, &[("count", Arg::from(max))]);
    match problem {
        Problem::Missing => plain(missing_key(field)),
        Problem::TooLong { max } => counted("form-error-too-long", *max),
        Problem::TooManyLines { max } => counted("admin-seller-error-lines", *max),
        Problem::NotAChoice if matches!(field, Field::AccountCurrency(_)) => {
            plain("admin-draft-currency-unknown")
        }
        Problem::NotAChoice => plain("form-error-choice"),
        Problem::NotACode => plain("admin-seller-error-code"),
        Problem::NotAnEmail => plain("admin-seller-error-email"),
        Problem::NotAnAddress => plain("admin-seller-error-website"),
        Problem::NotADate => plain("admin-seller-error-date"),
        Problem::PeriodReversed => plain("admin-draft-period-reversed"),
        Problem::Twice if matches!(field, Field::AccountCurrency(_)) => {
            plain("admin-seller-error-currency-twice")
        }
        Problem::Twice => plain("admin-seller-error-tax-twice"),
        Problem::NotBetween { least, most } => text_with(
            locale,
            "admin-seller-error-between",
            &[("least", Arg::from(i64::from(*least))), ("most", Arg::from(i64::from(*most)))],
        ),
        Problem::TaxId(error) => tax_id_sentence(locale, typed, field, error),
        Problem::Iban(error) => plain(match error {
            BankIdError::CheckDigits => "admin-seller-error-iban-check",
            BankIdError::Format | BankIdError::CountryPattern => "admin-seller-error-iban",
        }),
        Problem::Bic => plain("admin-seller-error-bic"),
        Problem::NotANamedLine => plain("admin-seller-error-named-line"),
        Problem::NotAColor => plain("admin-seller-error-color"),
        Problem::TooPale { contrast, darker } => text_with(
            locale,
            "admin-seller-error-pale",
            &[("contrast", ratio(locale, *contrast).into()), ("darker", darker.to_string().into())],
        ),
    }
}

/// A contrast as it is written: "4.5:1".
#[must_use]
pub fn ratio(locale: Locale, hundredths: u32) -> String {
    let ratio = Decimal::new(i64::from(hundredths), 2);
    format!("{}:1", i18n::number(locale, ratio))
}

fn tax_id_sentence(
    locale: Locale,
    typed: &TypedSeller,
    field: Field,
    error: &TaxIdError,
) -> String {
    match error {
        TaxIdError::UnknownJurisdiction(_) => text(locale, "tax-id-error-country").into_owned(),
        TaxIdError::CheckDigit => text(locale, "tax-id-error-check-digit").into_owned(),
        _ => {
            let row = if let Field::TaxNumber(row) = field { row } else { 0 };
            let jurisdiction =
                typed.registrations.get(row).map(|it| it.jurisdiction.as_str()).unwrap_or_default();
            let country = jurisdiction_name(locale, jurisdiction);
            text_with(locale, "tax-id-error-format", &[("country", Arg::from(country))])
        }
    }
}

/// What to fill in, where "this field" would leave the reader searching.
fn missing_key(field: Field) -> &'static str {
    match field {
        Field::Code => "admin-seller-error-code",
        Field::LegalName => "billing-details-error-legal-name",
        Field::Line1 => "billing-details-error-line1",
        Field::City => "billing-details-error-city",
        Field::Country => "billing-details-error-country",
        Field::TaxKind(_) => "admin-seller-error-tax-kind",
        Field::Iban(_) => "admin-seller-error-no-account",
        _ => "form-error-required",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seller_on_file_is_written_so_that_it_reads_back() {
        let registration = |kind: &str, value: &str| SellerRegistration {
            jurisdiction: String::new(),
            kind: kind.into(),
            value: value.into(),
            valid_from: None,
            valid_to: None,
        };
        let jurisdictions: Vec<_> = [
            registration("VAT", "IE3518264DH"),
            registration("USt-IdNr.", "DE136695976"),
            registration("Steuernummer", "22/815/08154"),
            registration("TIN", "ẞ"),
        ]
        .iter()
        .map(|it| jurisdiction(it, "IE"))
        .collect();
        assert_eq!(jurisdictions, ["IE", "DE", "", ""]);
    }

    #[test]
    fn rows_are_read_by_their_number_and_dates_as_people_write_them() {
        let typed = Typed::of(&[
            ("tax-number-2", "IE3518264DH".into()),
            ("tax-from-2", "1.3.2026".into()),
            ("tax-to-2", "soon".into()),
            ("account-currency-10", "eur".into()),
            ("footer-de", "HRB 1".into()),
        ]);
        let seller = read(&typed);
        assert_eq!(seller.registrations[1].number, "IE3518264DH");
        assert_eq!(seller.registrations[1].valid_from, "2026-03-01");
        assert_eq!(seller.registrations[1].valid_to, "soon");
        assert_eq!(seller.accounts[9].currency, "EUR");
        assert_eq!(seller.footer["de"], "HRB 1");
    }

    #[test]
    fn a_contrast_is_written_as_people_know_it() {
        assert_eq!(ratio(Locale::En, 450), "4.5:1");
        assert_eq!(ratio(Locale::De, 107), "1,07:1");
    }
}
