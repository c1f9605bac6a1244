//! Reads amounts and dates that people type, by the habits of their locale.
//!
//! Where two readings are possible the text is refused: an amount taken for a thousand times its
//! value is worse than a question.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::numbers::{NO_BREAK_SPACE, decimal_mark, group_mark};
use super::{Arg, Locale, text, text_with};
use crate::domain::currency::Currency;
use crate::domain::money::{Money, MoneyError};

const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("nothing was entered")]
    Empty,
    /// Signs, letters, currency symbols: the form says what the amount is for.
    #[error("{0:?} does not belong into an amount")]
    UnexpectedCharacter(char),
    /// Marks that are not those of the locale, or groups that are not three digits long.
    #[error("decimals are written after {decimal_mark:?}")]
    UnclearMarks { decimal_mark: char },
    #[error("{currency} has {} decimals", currency.exponent())]
    TooManyDecimals { currency: Currency },
    #[error("the amount is too large")]
    TooLarge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("nothing was entered")]
    Empty,
    #[error("not a date of the calendar")]
    NotADate,
}

impl AmountError {
    /// What the form tells its user.
    pub fn message(self, locale: Locale) -> String {
        match self {
            AmountError::Empty => text(locale, "amount-error-empty").into_owned(),
            AmountError::UnexpectedCharacter(character) => {
                let args = [("character", Arg::from(character.to_string()))];
                text_with(locale, "amount-error-character", &args)
            }
            AmountError::UnclearMarks { .. } => text(locale, "amount-error-marks").into_owned(),
            AmountError::TooManyDecimals { currency } => {
                let args = [
                    ("currency", Arg::from(currency.code())),
                    ("decimals", Arg::from(currency.exponent())),
                ];
                text_with(locale, "amount-error-decimals", &args)
            }
            AmountError::TooLarge => text(locale, "amount-error-too-large").into_owned(),
        }
    }
}

impl DateError {
    /// What the form tells its user.
    pub fn message(self, locale: Locale) -> String {
        match self {
            DateError::Empty => text(locale, "date-error-empty").into_owned(),
            DateError::NotADate => text(locale, "date-error-not-a-date").into_owned(),
        }
    }
}

/// The text which [`parse_amount`] reads back as `money`: for the value of an input field.
///
/// `1234.50` · `1234,50`, without groups and without the currency; a minus is kept although it will
/// be refused, so that nobody pays a credit by mistake.
pub fn amount_input(locale: Locale, money: Money) -> String {
    money.to_major().to_string().replace('.', decimal_mark(locale).encode_utf8(&mut [0; 4]))
}

/// Reads an amount of `currency`: `1,234.50`, `1234.5`, `.50` in English, `1.234,50` in German.
///
/// Spaces may group the digits as well. Zero is an amount; whether it is allowed is not decided here.
/// # Errors
/// Anything with a second reading, a sign, a letter, or more decimals than the currency has.
pub fn parse_amount(locale: Locale, currency: Currency, typed: &str) -> Result<Money, AmountError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(AmountError::Empty);
    }
    let (mark, group) = (decimal_mark(locale), group_mark(locale));
    let stranger = |c: char| !c.is_ascii_digit() && c != mark && c != group && !is_space(c);
    if let Some(character) = typed.chars().find(|c| stranger(*c)) {
        return Err(AmountError::UnexpectedCharacter(character));
    }
    let unclear = AmountError::UnclearMarks { decimal_mark: mark };
    let (whole, decimals) = match typed.split_once(mark) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (typed, None),
    };
    let digits = ungrouped(whole, group).ok_or(unclear)?;
    let fraction = decimals.unwrap_or_default();
    let nothing_but_marks = digits.is_empty() && fraction.is_empty();
    if nothing_but_marks || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(unclear);
    }
    // With three decimals `1,234` is one and a bit for half the world and a thousand for the other.
    let one_group = decimals.is_none() && whole.matches(group).count() == 1;
    if one_group && currency.exponent() >= 3 {
        return Err(unclear);
    }
    to_money(&digits, fraction, currency)
}

/// Reads a date: `2026-12-31` as date inputs send it, `31.12.2026` or `31/12/2026` as people type.
///
/// The day comes before the month, as in every locale we have. Years have four digits.
/// # Errors
/// `Empty`, `NotADate`.
pub fn parse_date(typed: &str) -> Result<Date, DateError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(DateError::Empty);
    }
    let separator = ['.', '/', '-'].into_iter().find(|mark| typed.contains(*mark));
    let parts: Vec<&str> = typed.split(separator.unwrap_or('-')).map(str::trim).collect();
    match (separator, &parts[..]) {
        (Some('-'), [year, month, day]) => date_of(year, month, day),
        (Some(_), [day, month, year]) => date_of(year, month, day),
        _ => Err(DateError::NotADate),
    }
}

fn date_of(year: &str, month: &str, day: &str) -> Result<Date, DateError> {
    let number = |part: &str, max_digits: usize| -> Option<i16> {
        let fits = (1..=max_digits).contains(&part.len());
        (fits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let read = || -> Option<Date> {
        let year = (year.len() == 4).then(|| number(year, 4))??;
        let (month, day) = (number(month, 2)?, number(day, 2)?);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    read().ok_or(DateError::NotADate)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | NO_BREAK_SPACE | NARROW_NO_BREAK_SPACE)
}

/// The digits of a whole number whose groups, if any, are made by one mark and three digits long.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let is_mark = |c: char| c == group || is_space(c);
    let Some(mark) = whole.chars().find(|c| is_mark(*c)) else {
        return Some(whole.to_owned());
    };
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or_default();
    let well_formed = (1..=3).contains(&first.len())
        && first.bytes().all(|digit| digit.is_ascii_digit())
        && groups.all(|g| g.len() == 3 && g.bytes().all(|digit| digit.is_ascii_digit()));
    well_formed.then(|| whole.chars().filter(char::is_ascii_digit).collect())
}

fn to_money(digits: &str, fraction: &str, currency: Currency) -> Result<Money, AmountError> {
    let fraction = fraction.trim_end_matches('0');
    // Counted before parsing: `Decimal` would round the 29th decimal away.
    if fraction.len() > currency.exponent() as usize {
        return Err(AmountError::TooManyDecimals { currency });
    }
    let amount: Decimal =
        format!("0{digits}.{fraction}0").parse().map_err(|_| AmountError::TooLarge)?;
    Money::from_major_exact(amount, currency).map_err(|error| match error {
        MoneyError::TooManyDecimals { .. } => AmountError::TooManyDecimals { currency },
        MoneyError::Overflow | MoneyError::CurrencyMismatch { .. } => AmountError::TooLarge,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn eur(locale: Locale, typed: &str) -> Result<i64, AmountError> {
        parse_amount(locale, Currency::EUR, typed).map(|money| money.amount_minor)
    }

    #[test]
    fn english_amounts_use_a_point_for_decimals() {
        for (typed, minor) in [
            ("1,234.50", 123450),
            ("1234.5", 123450),
            (" 1234 ", 123400),
            ("1 234.50", 123450),
            ("1\u{a0}234\u{202f}567", -1),
            (".50", 50),
            ("99.", 9900),
            ("0", 0),
            ("1,234", 123400),
            ("12,345,678.90", 1234567890),
            ("10.500", 1050),
        ] {
            let expected = if minor < 0 { Err(unclear('.')) } else { Ok(minor) };
            assert_eq!(eur(Locale::En, typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn german_amounts_use_a_comma_for_decimals() {
        for (typed, minor) in
            [("1.234,50", 123450), ("1234,5", 123450), ("1.234", 123400), (",5", 50), ("7", 700)]
        {
            assert_eq!(eur(Locale::De, typed), Ok(minor), "{typed:?}");
        }
    }

    fn unclear(decimal_mark: char) -> AmountError {
        AmountError::UnclearMarks { decimal_mark }
    }

    #[test]
    fn marks_of_the_other_language_are_refused_not_guessed() {
        for typed in
            ["12,50", "1,50", "1.234,50", "1,2345", ",", ".", "1,,234", "1.2.3", "1234,567"]
        {
            assert_eq!(eur(Locale::En, typed), Err(unclear('.')), "{typed:?}");
        }
        for typed in ["12.50", "1,234.50", "1.2345", "0001.234"] {
            assert_eq!(eur(Locale::De, typed), Err(unclear(',')), "{typed:?}");
        }
        assert_eq!(eur(Locale::En, "1.234"), Err(too_many(Currency::EUR)));
    }

    fn too_many(currency: Currency) -> AmountError {
        AmountError::TooManyDecimals { currency }
    }

    #[test]
    fn with_three_decimals_a_single_group_has_two_readings() {
        let kwd = |typed| parse_amount(Locale::En, Currency::KWD, typed).map(|m| m.amount_minor);
        assert_eq!(kwd("1,234"), Err(unclear('.')));
        assert_eq!(kwd("1,234.000"), Ok(1_234_000));
        assert_eq!(kwd("1.234"), Ok(1_234));
        assert_eq!(kwd("1,234,567"), Ok(1_234_567_000));
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_refused() {
        assert_eq!(eur(Locale::En, "1.005"), Err(too_many(Currency::EUR)));
        let yen = parse_amount(Locale::En, Currency::JPY, "100.5");
        assert_eq!(yen, Err(too_many(Currency::JPY)));
        assert_eq!(
            eur(Locale::En, &format!("1.{}1", "0".repeat(40))),
            Err(too_many(Currency::EUR))
        );
    }

    #[test]
    fn signs_letters_and_symbols_are_refused_by_name() {
        for (typed, character) in
            [("-5", '-'), ("+5", '+'), ("€5", '€'), ("1e5", 'e'), ("1'234", '\''), ("５", '５')]
        {
            let refused = Err(AmountError::UnexpectedCharacter(character));
            assert_eq!(eur(Locale::En, typed), refused, "{typed:?}");
        }
        assert_eq!(eur(Locale::En, " \u{a0}"), Err(AmountError::Empty));
    }

    #[test]
    fn amounts_beyond_64_bits_are_too_large() {
        assert_eq!(eur(Locale::En, "92233720368547758.07"), Ok(i64::MAX));
        assert_eq!(eur(Locale::En, "92233720368547758.08"), Err(AmountError::TooLarge));
        assert_eq!(eur(Locale::En, &"9".repeat(400)), Err(AmountError::TooLarge));
    }

    #[test]
    fn dates_are_read_as_sent_by_browsers_and_as_typed() {
        let expected = Ok(date(2026, 12, 31));
        for typed in ["2026-12-31", "31.12.2026", "31/12/2026", " 31. 12. 2026 "] {
            assert_eq!(parse_date(typed), expected, "{typed:?}");
        }
        assert_eq!(parse_date("1.2.2026"), Ok(date(2026, 2, 1)));
    }

    #[test]
    fn what_is_not_on_the_calendar_is_refused() {
        for typed in
            ["2026-02-29", "12/31/2026", "31.12.26", "31-12-2026", "2026-12", "x", "+1.1.2026"]
        {
            assert_eq!(parse_date(typed), Err(DateError::NotADate), "{typed:?}");
        }
        assert_eq!(parse_date("  "), Err(DateError::Empty));
    }

    #[test]
    fn every_refusal_can_be_told_in_every_language() {
        for locale in Locale::ALL {
            for refusal in [
                AmountError::Empty,
                AmountError::UnexpectedCharacter('€'),
                unclear('.'),
                too_many(Currency::JPY),
                AmountError::TooLarge,
            ] {
                assert!(!refusal.message(locale).is_empty());
            }
            assert!(!DateError::Empty.message(locale).is_empty());
            assert!(!DateError::NotADate.message(locale).is_empty());
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(amount_minor in 0..i64::MAX, which in 0_usize..3) {
            let currency = [Currency::JPY, Currency::EUR, Currency::KWD][which];
            let money = Money::new(amount_minor, currency);
            for locale in Locale::ALL {
                let typed = amount_input(locale, money);
                prop_assert_eq!(parse_amount(locale, currency, &typed), Ok(money));
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(typed in ".{0,24}") {
            for locale in Locale::ALL {
                let _ = parse_amount(locale, Currency::EUR, &typed);
            }
            let _ = parse_date(&typed);
        }
    }
}
