//! What staff may say about a seller, and what is wrong with what they typed (row C7).
//!
//! Owns the rules only: storing, the version that a change is based on, and the promise that issued documents
//! keep what they froze are the flow's and the database's.

use super::bank_id::{self, BankIdError};
use super::brand_color::BrandColor;
use super::country::Country;
use super::currency::Currency;
use super::email_address::EmailAddress;
use super::party::{BankAccount, PostalAddress, TaxRegistration};
use super::tax_id::{TaxId, TaxIdError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod accounts;
mod registrations;
#[cfg(test)]
mod tests;

pub use accounts::{TypedAccount, typed_account};

/// Longest text of one field, in characters: what fits a line of a document.
pub const TEXT_MAX: usize = 120;
pub const REGISTRATIONS_MAX: usize = 10;
pub const ACCOUNTS_MAX: usize = 10;
/// A footer stands on every page; a taller one would leave too little of it.
pub const FOOTER_MAX: usize = 800;
pub const FOOTER_LINES_MAX: usize = 8;
pub const DAYS_TO_PAY_MAX: u16 = 365;
const CODE_MAX: usize = 30;

/// A tax registration of a seller, with the days on which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerRegistration {
    /// As [`TaxId::parse`] takes it; empty for a number we have no rule for.
    #[serde(default)]
    pub jurisdiction: String,
    /// As printed: `VAT`, `EIN`, `USt-IdNr.`
    pub kind: String,
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
}

impl SellerRegistration {
    /// Whether a document of this day names it.
    #[must_use]
    pub fn holds_on(&self, on: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= on) && self.valid_to.is_none_or(|to| on <= to)
    }

    #[must_use]
    pub fn as_printed(&self) -> TaxRegistration {
        TaxRegistration { kind: self.kind.clone(), value: self.value.clone() }
    }
}

/// A seller as its form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSeller {
    /// What imports know it by; typed once, when it is added.
    pub code: String,
    pub legal_name: String,
    pub trading_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub email: String,
    pub phone: String,
    pub website: String,
    pub registrations: Vec<TypedRegistration>,
    pub accounts: Vec<TypedAccount>,
    /// `#rrggbb`
    pub brand_color: String,
    /// By language.
    pub footer: BTreeMap<String, String>,
    pub days_to_pay: String,
}

/// One row of the tax registrations; an empty number means no row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedRegistration {
    pub jurisdiction: String,
    /// Empty: as the jurisdiction's law calls it.
    pub kind: String,
    pub number: String,
    /// ISO 8601, or empty.
    pub valid_from: String,
    pub valid_to: String,
}

/// Settings that can be stored and printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SellerSettings {
    pub code: String,
    pub legal_name: String,
    pub trading_name: String,
    pub address: PostalAddress,
    pub email: String,
    pub phone: String,
    pub website: String,
    pub registrations: Vec<SellerRegistration>,
    pub bank_accounts: Vec<BankAccount>,
    /// `#rrggbb`
    pub brand_color: String,
    pub footer: BTreeMap<String, String>,
    /// What a new invoice proposes.
    pub days_to_pay: u16,
}

/// A field of the form that a problem is about. Rows count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Code,
    LegalName,
    TradingName,
    Line1,
    Line2,
    City,
    Region,
    PostalCode,
    Country,
    Email,
    Phone,
    Website,
    TaxKind(usize),
    TaxNumber(usize),
    TaxFrom(usize),
    TaxTo(usize),
    AccountCurrency(usize),
    BankName(usize),
    Iban(usize),
    Bic(usize),
    AccountDetails(usize),
    BrandColor,
    /// The language.
    Footer(&'static str),
    DaysToPay,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Missing,
    TooLong {
        max: usize,
    },
    TooManyLines {
        max: usize,
    },
    NotAChoice,
    /// Small letters, digits and dashes.
    NotACode,
    NotAnEmail,
    NotAnAddress,
    NotADate,
    PeriodReversed,
    Twice,
    NotBetween {
        least: u16,
        most: u16,
    },
    TaxId(TaxIdError),
    Iban(BankIdError),
    Bic,
    /// A line that is not "name: value".
    NotANamedLine,
    NotAColor,
    /// It cannot be told from white paper; a darker one of the same hue that can.
    TooPale {
        contrast: u32,
        darker: BrandColor,
    },
}

pub type Problems = Vec<(Field, Problem)>;

/// The checked settings, or everything that is wrong, in the order of the form.
///
/// `stored` are the registrations on file: one that was not touched passes, even where our rule is another
/// (an import's), so that it does not stand in the way of a new street. `languages` are those of documents.
pub fn check(
    typed: &TypedSeller,
    stored: &[SellerRegistration],
    languages: &[&'static str],
) -> Result<SellerSettings, Problems> {
    let mut check = Check::default();
    let settings = SellerSettings {
        code: check.code(&typed.code),
        legal_name: check.text(Field::LegalName, &typed.legal_name, true),
        trading_name: check.text(Field::TradingName, &typed.trading_name, false),
        address: PostalAddress {
            line1: check.text(Field::Line1, &typed.line1, true),
            line2: check.text(Field::Line2, &typed.line2, false),
            postal_code: check.text(Field::PostalCode, &typed.postal_code, false),
            city: check.text(Field::City, &typed.city, true),
            region: check.text(Field::Region, &typed.region, false),
            country: check.country(&typed.country),
        },
        email: check.email(&typed.email),
        phone: check.text(Field::Phone, &typed.phone, false),
        website: check.website(&typed.website),
        registrations: check.registrations(&typed.registrations, stored),
        bank_accounts: check.accounts(&typed.accounts),
        days_to_pay: check.days_to_pay(&typed.days_to_pay),
        brand_color: check.brand_color(&typed.brand_color),
        footer: check.footers(&typed.footer, languages),
    };
    if check.0.is_empty() { Ok(settings) } else { Err(check.0) }
}

#[derive(Default)]
struct Check(Problems);

impl Check {
    fn add(&mut self, field: Field, problem: Problem) {
        self.0.push((field, problem));
    }

    fn text(&mut self, field: Field, typed: &str, is_required: bool) -> String {
        let text = one_line(typed);
        if is_required && text.is_empty() {
            self.add(field, Problem::Missing);
        } else if text.chars().count() > TEXT_MAX {
            self.add(field, Problem::TooLong { max: TEXT_MAX });
        }
        text
    }

    fn code(&mut self, typed: &str) -> String {
        let code = typed.trim();
        let is_plain =
            code.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
        if code.is_empty() {
            self.add(Field::Code, Problem::Missing);
        } else if !is_plain || code.len() > CODE_MAX {
            self.add(Field::Code, Problem::NotACode);
        }
        code.to_owned()
    }

    fn country(&mut self, typed: &str) -> String {
        if typed.is_empty() {
            self.add(Field::Country, Problem::Missing);
        } else if typed.parse::<Country>().is_err() {
            self.add(Field::Country, Problem::NotAChoice);
        }
        typed.to_owned()
    }

    fn email(&mut self, typed: &str) -> String {
        if typed.trim().is_empty() {
            return String::new();
        }
        match typed.parse::<EmailAddress>() {
            Ok(email) => email.to_string(),
            Err(_) => {
                self.add(Field::Email, Problem::NotAnEmail);
                String::new()
            }
        }
    }

    fn website(&mut self, typed: &str) -> String {
        let address = self.text(Field::Website, typed, false);
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let is_address =
            host.is_some_and(|host| host.contains('.') && !host.contains([' ', '"', '<']));
        if !address.is_empty() && !is_address {
            self.add(Field::Website, Problem::NotAnAddress);
        }
        address
    }

    fn brand_color(&mut self, typed: &str) -> String {
        let Ok(color) = typed.parse::<BrandColor>() else {
            self.add(Field::BrandColor, Problem::NotAColor);
            return String::new();
        };
        if !color.is_visible_on_paper() {
            let contrast = color.contrast(super::brand_color::WHITE);
            self.add(Field::BrandColor, Problem::TooPale { contrast, darker: color.as_text() });
        }
        color.to_string()
    }

    fn footers(
        &mut self,
        typed: &BTreeMap<String, String>,
        languages: &[&'static str],
    ) -> BTreeMap<String, String> {
        let mut footers = BTreeMap::new();
        for &language in languages {
            let lines: Vec<String> = typed
                .get(language)
                .map_or("", String::as_str)
                .lines()
                .map(one_line)
                .filter(|line| !line.is_empty())
                .collect();
            let text = lines.join("\n");
            if text.chars().count() > FOOTER_MAX {
                self.add(Field::Footer(language), Problem::TooLong { max: FOOTER_MAX });
            } else if lines.len() > FOOTER_LINES_MAX {
                self.add(Field::Footer(language), Problem::TooManyLines { max: FOOTER_LINES_MAX });
            }
            if !text.is_empty() {
                footers.insert(language.to_owned(), text);
            }
        }
        footers
    }

    fn days_to_pay(&mut self, typed: &str) -> u16 {
        let days = typed.trim().parse().ok().filter(|days| *days <= DAYS_TO_PAY_MAX);
        days.unwrap_or_else(|| {
            let problem = Problem::NotBetween { least: 0, most: DAYS_TO_PAY_MAX };
            self.add(Field::DaysToPay, problem);
            0
        })
    }
}

/// One line of a document: whatever breaks lines or hides in the text becomes a space.
fn one_line(typed: &str) -> String {
    typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
