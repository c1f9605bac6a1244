//! Reading the fields of one record: text, dates, numbers, words. Every failure is a [`Reason`] that
//! names the file's column. Owns no rule about documents.

use super::mapping::{Field, Layout, Mapping};
use super::refusal::Reason;
use super::source_file::SourceFile;
use crate::domain::currency::Currency;
use crate::domain::payment::PaymentMethod;
use csv::ByteRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::RefCell;

/// One record under a layout.
pub struct Fields<'a> {
    pub source: &'a SourceFile,
    pub record: &'a ByteRecord,
    pub mapping: &'a Mapping,
    pub layout: &'a Layout,
    pub dates: &'a DateMemory,
}

/// The last date read: rows of one document repeat theirs, and strptime is the dearest step.
#[derive(Default)]
pub struct DateMemory(RefCell<Option<(String, Date)>>);

impl<'a> Fields<'a> {
    /// The trimmed text; empty when the column is not mapped or the row ends before it.
    pub fn text(&self, field: Field) -> Result<Cow<'a, str>, Reason> {
        let Some(place) = self.layout.place(field) else { return Ok(Cow::Borrowed("")) };
        let bytes = self.record.get(place).unwrap_or_default();
        let column = || self.layout.column(field).to_owned();
        let text = match self.source.decode(bytes) {
            None => return Err(Reason::Encoding { column: column() }),
            Some(Cow::Borrowed(text)) => Cow::Borrowed(text.trim()),
            Some(Cow::Owned(text)) => Cow::Owned(text.trim().to_owned()),
        };
        // A Postgres text cannot hold it.
        if text.contains('\0') {
            return Err(Reason::Nul { column: column() });
        }
        Ok(text)
    }

    /// The text, which must be there.
    pub fn required(&self, field: Field) -> Result<Cow<'a, str>, Reason> {
        let text = self.text(field)?;
        if text.is_empty() {
            return Err(Reason::Blank { column: self.layout.column(field).to_owned() });
        }
        Ok(text)
    }

    /// The date, or None when the field is empty or not mapped.
    pub fn date(&self, field: Field) -> Result<Option<Date>, Reason> {
        let text = self.text(field)?;
        if text.is_empty() {
            return Ok(None);
        }
        if let Some((known, date)) = &*self.dates.0.borrow()
            && *known == *text
        {
            return Ok(Some(*date));
        }
        let date = Date::strptime(&self.mapping.file.date_format, &*text)
            .ok()
            // Postgres and people alike expect a year of four digits.
            .filter(|date| (1..=9999).contains(&date.year()))
            .ok_or_else(|| self.unreadable_date(field, &text))?;
        *self.dates.0.borrow_mut() = Some((text.into_owned(), date));
        Ok(Some(date))
    }

    fn unreadable_date(&self, field: Field, text: &str) -> Reason {
        Reason::Date { column: self.layout.column(field).to_owned(), value: excerpt(text) }
    }

    /// The date, which must be there.
    pub fn required_date(&self, field: Field) -> Result<Date, Reason> {
        self.date(field)?
            .ok_or_else(|| Reason::Blank { column: self.layout.column(field).to_owned() })
    }

    /// The number, or None when the field is empty or not mapped. Digits, one sign, one decimal
    /// separator: no exponent, no NaN, nothing beyond 28 digits, which would be rounded silently.
    pub fn number(&self, field: Field) -> Result<Option<Decimal>, Reason> {
        let text = self.text(field)?;
        if text.is_empty() {
            return Ok(None);
        }
        let format = &self.mapping.file;
        let plain: Cow<'_, str> = if format.decimal_comma || format.group_separator.is_some() {
            text.chars()
                .filter(|c| Some(*c) != format.group_separator)
                .map(|c| match c {
                    ',' if format.decimal_comma => '.',
                    // A point among decimal commas is a group nobody declared: make it unreadable.
                    '.' if format.decimal_comma => '?',
                    c => c,
                })
                .collect()
        } else {
            Cow::Borrowed(&*text)
        };
        let only_digits = plain
            .bytes()
            .enumerate()
            .all(|(i, b)| b.is_ascii_digit() || b == b'.' || (i == 0 && (b == b'-' || b == b'+')));
        let number = if only_digits { Decimal::from_str_exact(&plain).ok() } else { None };
        number.map(Some).ok_or_else(|| Reason::Number {
            column: self.layout.column(field).to_owned(),
            value: excerpt(&text),
        })
    }

    /// The number, which must be there.
    pub fn required_number(&self, field: Field) -> Result<Decimal, Reason> {
        self.number(field)?
            .ok_or_else(|| Reason::Blank { column: self.layout.column(field).to_owned() })
    }

    /// The row's currency, else the mapping's.
    pub fn currency(&self) -> Result<Currency, Reason> {
        let code = self.text(Field::Currency)?;
        match (self.mapping.documents.currency, code.is_empty()) {
            (Some(currency), true) => Ok(currency),
            _ => code.parse().map_err(|_| self.unknown_word(Field::Currency, &code)),
        }
    }

    /// ISO 3166-1 alpha-2, or "" when the file does not say or names what is no country.
    pub fn country(&self) -> Result<String, Reason> {
        let name = self.text(Field::Country)?;
        if let Some(code) = self.mapping.countries.get(&*name) {
            return Ok(code.clone());
        }
        let is_code = name.len() == 2 && name.bytes().all(|b| b.is_ascii_uppercase());
        if is_code || name.is_empty() {
            return Ok(name.into_owned());
        }
        Err(Reason::Country { value: excerpt(&name) })
    }

    pub fn disputed(&self) -> Result<bool, Reason> {
        let Some(_) = self.layout.place(Field::Disputed) else { return Ok(false) };
        let word = self.text(Field::Disputed)?;
        let is_one_of =
            |words: &[String]| words.iter().any(|known| known.eq_ignore_ascii_case(&word));
        match &self.mapping.settlement {
            rules if is_one_of(&rules.disputed_yes) => Ok(true),
            rules if is_one_of(&rules.disputed_no) => Ok(false),
            _ => Err(self.unknown_word(Field::Disputed, &word)),
        }
    }

    /// How a payment came: the mapping's word for it, or ours; the mapping's default when empty.
    pub fn method(&self) -> Result<PaymentMethod, Reason> {
        let word = self.text(Field::Method)?;
        if word.is_empty() {
            return Ok(self.mapping.settlement_method());
        }
        let ours = self.mapping.methods.get(&*word).map_or(&*word, String::as_str);
        ours.parse().map_err(|_| self.unknown_word(Field::Method, &word))
    }

    /// The refusal of a word nobody declared.
    pub fn unknown_word(&self, field: Field, word: &str) -> Reason {
        Reason::Word { column: self.layout.column(field).to_owned(), value: excerpt(word) }
    }

    /// The customer's reference with the mapping's prefix, or None for a row of the house account.
    pub fn account(&self) -> Result<Option<Cow<'a, str>>, Reason> {
        let text = self.text(Field::Account)?;
        match (text.is_empty(), &self.mapping.customers.house_account) {
            (false, _) => Ok(Some(text)),
            (true, Some(_)) => Ok(None),
            (true, None) => Err(Reason::NoCustomer),
        }
    }
}

/// Enough of a value to find it again, not so much that a report grows with a broken file.
fn excerpt(text: &str) -> String {
    const CHARACTERS: usize = 60;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
