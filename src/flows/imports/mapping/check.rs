//! What makes a mapping wrong before any file is opened.

use super::{Field, Kind, Mapping, MappingError};
use crate::domain::payment::PaymentMethod;
use crate::domain::tax_total::TaxCategory;
use jiff::civil::Date;
use rust_decimal::Decimal;

impl Mapping {
    pub(super) fn check(&self) -> Result<(), MappingError> {
        self.check_columns()?;
        self.check_words()?;
        if self.kind.is_documents() {
            self.seller()?;
        }
        if self.documents.currency.is_none() && !self.has(Field::Currency) {
            return Err(MappingError::NoCurrency);
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), MappingError> {
        let (required, allowed) = self.kind.columns();
        let kind = self.kind.word();
        if let Some(field) = required.iter().find(|field| !self.has(**field)) {
            return Err(MappingError::ColumnNotMapped { key: field.key(), kind });
        }
        if let Some(field) = self.columns.keys().find(|field| !allowed.contains(field)) {
            return Err(MappingError::ColumnNotUsed { key: field.key(), kind });
        }
        if !self.has(Field::Account) && self.customers.house_account.is_none() {
            return Err(MappingError::ColumnNotMapped { key: Field::Account.key(), kind });
        }
        if self.kind == Kind::InvoiceLines && self.has(Field::UnitPrice) == self.has(Field::Amount)
        {
            return Err(MappingError::PriceOrAmount);
        }
        Ok(())
    }

    fn check_words(&self) -> Result<(), MappingError> {
        let bad = |key, value: &str, expected| {
            Err(MappingError::BadValue { key, value: value.to_owned(), expected })
        };
        let is_name = |text: &str| {
            !text.is_empty()
                && text.len() <= 60
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        if !is_name(&self.source) {
            return bad("source", &self.source, "up to 60 letters, digits, - _ .");
        }
        if !self.file.delimiter.is_ascii() || self.file.delimiter == '"' {
            return bad("delimiter", &self.file.delimiter.to_string(), "one ASCII character");
        }
        // A date written in this format must be readable in it: that is, year, month and day are there.
        let sample = jiff::civil::date(2001, 12, 31).at(0, 0, 0, 0);
        let format = &self.file.date_format;
        let written = jiff::fmt::strtime::format(format, sample).unwrap_or_default();
        if Date::strptime(format, &written).ok() != Some(sample.date()) {
            return bad("date_format", format, "a strftime format with year, month and day");
        }
        if self.tax.category.parse::<TaxCategory>().is_err() {
            return bad("tax.category", &self.tax.category, "an EN 16931 category code");
        }
        if self.tax.rate.is_sign_negative() || self.tax.rate > Decimal::ONE_HUNDRED {
            return bad("tax.rate", &self.tax.rate.to_string(), "a percentage from 0 to 100");
        }
        if self.settlement.method.parse::<PaymentMethod>().is_err() {
            return bad("settlement.method", &self.settlement.method, "a payment method's word");
        }
        if let Some(word) = self.methods.values().find(|w| w.parse::<PaymentMethod>().is_err()) {
            return bad("methods", word, "a payment method's word");
        }
        if let Some(code) = self.countries.values().find(|code| !is_country_or_none(code)) {
            return bad("countries", code, "two capital letters, or nothing");
        }
        if let Some(seller) = &self.seller
            && (seller.country.is_empty() || !is_country_or_none(&seller.country))
        {
            return bad("seller.country", &seller.country, "two capital letters");
        }
        if !(0..=3660).contains(&self.documents.due_days) {
            return bad("due_days", &self.documents.due_days.to_string(), "0 to 3660 days");
        }
        let language = &self.customers.language;
        if language.len() != 2 || !language.bytes().all(|b| b.is_ascii_lowercase()) {
            return bad("customers.language", language, "two small letters");
        }
        Ok(())
    }
}

fn is_country_or_none(code: &str) -> bool {
    code.is_empty() || (code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
}
