//! What a reader sees of words, amounts, numbers and dates, in the reader's language.
//!
//! Owns the message catalogue (`locales/<language>/*.ftl`), formatting by locale and the reading of
//! amounts and dates that people type. Not here: HTML escaping, and which text a page shows.

mod amounts;
mod arg;
mod catalogue;
mod countries;
mod currency_symbols;
mod dates;
mod exemptions;
mod input;
mod locale;
mod numbers;

#[cfg(test)]
mod catalogue_tests;
#[cfg(test)]
mod key_usage_tests;

pub use amounts::{money, money_code, unit_price};
pub use arg::Arg;
pub use catalogue::{text, text_with};
pub use countries::{countries_by_name, country_name};
pub use dates::{date_long, date_medium, date_short, date_time};
pub use exemptions::exemption_reason;
pub use input::{AmountError, DateError, amount_input, parse_amount, parse_date};
pub use locale::Locale;
pub use numbers::{number, percent};
