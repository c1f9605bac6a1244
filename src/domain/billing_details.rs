//! What a customer may say about how to bill them, and what is wrong with what they typed (row B10).
//!
//! Owns the rules only. Which languages exist is told by the caller; storing and the promise that issued
//! documents keep what they froze are the flow's and the database's.

use super::country::Country;
use super::currency::Currency;
use super::email_address::EmailAddress;
use super::party::{PostalAddress, TaxRegistration};
use super::tax_id::{TaxId, TaxIdError};
use jiff::tz::TimeZone;
use std::str::FromStr;

/// Longest text of one field, in characters: what fits a line of a document.
pub const TEXT_MAX: usize = 120;
/// Every one of them gets every document.
pub const EMAILS_MAX: usize = 10;
pub const TAX_IDS_MAX: usize = 10;

/// The details as they were typed into a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedBillingDetails {
    pub legal_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub tax_ids: Vec<TypedTaxId>,
    /// One address per line, or separated by commas.
    pub emails: String,
    pub language: String,
    /// ISO 4217, or empty for no preference.
    pub display_currency: String,
    /// IANA name.
    pub time_zone: String,
}

/// One row of the tax numbers; an empty number means no row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedTaxId {
    /// As [`TaxId::parse`] takes it.
    pub jurisdiction: String,
    pub number: String,
}

/// Details that can be stored and printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingDetails {
    pub legal_name: String,
    pub address: PostalAddress,
    pub tax_ids: Vec<TaxRegistration>,
    pub emails: Vec<String>,
    pub language: String,
    pub display_currency: Option<Currency>,
    pub time_zone: String,
}

/// A field of the form that a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    LegalName,
    Line1,
    Line2,
    City,
    Region,
    PostalCode,
    Country,
    /// The row, from 0.
    TaxId(usize),
    Emails,
    Language,
    DisplayCurrency,
    TimeZone,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    TooLong { max: usize },
    NotAChoice,
    NotAnEmail { typed: String },
    TooManyEmails { max: usize },
    TooManyTaxIds { max: usize },
    TaxId(TaxIdError),
}

/// The checked details, or everything that is wrong, in the order of the form.
///
/// `stored` are the tax numbers on file: one that was not touched passes, even where we have no rule for
/// it (an import's), so that it does not stand in the way of a new street.
/// # Errors
/// At least one problem.
pub fn check(
    typed: &TypedBillingDetails,
    stored: &[TaxRegistration],
    languages: &[&str],
) -> Result<BillingDetails, Vec<(Field, Problem)>> {
    let mut problems = Problems::default();
    let details = BillingDetails {
        legal_name: problems.text(Field::LegalName, &typed.legal_name, true),
        address: PostalAddress {
            line1: problems.text(Field::Line1, &typed.line1, true),
            line2: problems.text(Field::Line2, &typed.line2, false),
            city: problems.text(Field::City, &typed.city, true),
            region: problems.text(Field::Region, &typed.region, false),
            postal_code: problems.text(Field::PostalCode, &typed.postal_code, false),
            country: problems
                .choice(Field::Country, &typed.country, |code| code.parse::<Country>().is_ok()),
        },
        tax_ids: problems.tax_ids(&typed.tax_ids, stored),
        emails: problems.emails(&typed.emails),
        language: problems
            .choice(Field::Language, &typed.language, |code| languages.contains(&code)),
        display_currency: problems.currency(&typed.display_currency),
        time_zone: problems.choice(Field::TimeZone, &typed.time_zone, is_time_zone),
    };
    if problems.0.is_empty() { Ok(details) } else { Err(problems.0) }
}

/// Whether it is a name of the IANA database that says where somebody is: `Europe/Dublin`, or `UTC`.
/// Abbreviations such as `EST` mean different things to different readers.
#[must_use]
pub fn is_time_zone(name: &str) -> bool {
    (name.contains('/') || name == "UTC") && TimeZone::get(name).is_ok()
}

/// The jurisdiction under which a number on file was typed, `None` when no rule of ours knows it.
/// Numbers of `country` are tried first.
#[must_use]
pub fn jurisdiction_of(id: &TaxRegistration, country: &str) -> Option<&'static str> {
    let own = if country == "GR" { "EL" } else { country };
    let (mut first, others): (Vec<_>, Vec<_>) =
        TaxId::jurisdictions().partition(|(jurisdiction, _)| *jurisdiction == own);
    first.extend(others);
    first.into_iter().find_map(|(jurisdiction, kind)| {
        let is_of_kind = kind.printed_name() == id.kind;
        (is_of_kind && TaxId::parse(jurisdiction, &id.value).is_ok()).then_some(jurisdiction)
    })
}

#[derive(Default)]
struct Problems(Vec<(Field, Problem)>);

impl Problems {
    fn add(&mut self, field: Field, problem: Problem) {
        self.0.push((field, problem));
    }

    fn text(&mut self, field: Field, typed: &str, is_required: bool) -> String {
        // One line of a document: whatever breaks lines or hides in the text becomes a space.
        let text = typed
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if is_required && text.is_empty() {
            self.add(field, Problem::Missing);
        } else if text.chars().count() > TEXT_MAX {
            self.add(field, Problem::TooLong { max: TEXT_MAX });
        }
        text
    }

    fn choice(&mut self, field: Field, typed: &str, is_known: impl Fn(&str) -> bool) -> String {
        if typed.is_empty() {
            self.add(field, Problem::Missing);
        } else if !is_known(typed) {
            self.add(field, Problem::NotAChoice);
        }
        typed.to_owned()
    }

    fn currency(&mut self, typed: &str) -> Option<Currency> {
        if typed.is_empty() {
            return None;
        }
        let currency = Currency::from_str(typed).ok();
        if currency.is_none() {
            self.add(Field::DisplayCurrency, Problem::NotAChoice);
        }
        currency
    }

    fn emails(&mut self, typed: &str) -> Vec<String> {
        let mut emails: Vec<String> = Vec::new();
        for part in typed.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            match part.parse::<EmailAddress>() {
                // Named twice, it would get everything twice.
                Ok(email) if emails.iter().any(|known| known == email.as_str()) => {}
                Ok(email) => emails.push(email.to_string()),
                Err(_) => {
                    self.add(Field::Emails, Problem::NotAnEmail { typed: part.to_owned() });
                    return emails;
                }
            }
        }
        if emails.is_empty() {
            self.add(Field::Emails, Problem::Missing);
        } else if emails.len() > EMAILS_MAX {
            self.add(Field::Emails, Problem::TooManyEmails { max: EMAILS_MAX });
        }
        emails
    }

    fn tax_ids(
        &mut self,
        typed: &[TypedTaxId],
        stored: &[TaxRegistration],
    ) -> Vec<TaxRegistration> {
        let mut ids: Vec<TaxRegistration> = Vec::new();
        for (row, typed) in typed.iter().enumerate() {
            let number = typed.number.trim();
            if number.is_empty() {
                continue;
            }
            let untouched = stored.iter().find(|id| id.value == number);
            let checked = match untouched {
                Some(id) => Ok(id.clone()),
                None => TaxId::parse(&typed.jurisdiction, number).map(|id| TaxRegistration {
                    kind: id.kind.printed_name().to_owned(),
                    value: id.on_document(),
                }),
            };
            match checked {
                Ok(id) if ids.contains(&id) => {}
                Ok(_) if ids.len() == TAX_IDS_MAX => {
                    self.add(Field::TaxId(row), Problem::TooManyTaxIds { max: TAX_IDS_MAX });
                    break;
                }
                Ok(id) => ids.push(id),
                Err(error) => self.add(Field::TaxId(row), Problem::TaxId(error)),
            }
        }
        ids
    }
}

#[cfg(test)]
mod tests;
