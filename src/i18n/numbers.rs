//! Writes numbers and percentages as the reader's locale does (CLDR separators and grouping).
//!
//! A minus is U+2212 in every locale: the hyphen that CLDR gives for English is easily overlooked
//! beside an amount, and breaks from it at the end of a line.

use std::cell::OnceCell;

use fixed_decimal::{Decimal as FixedDecimal, Sign};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use rust_decimal::Decimal;

use super::Locale;

pub(super) const MINUS: char = '\u{2212}';
pub(super) const NO_BREAK_SPACE: char = '\u{a0}';

/// `1,234.5` · `1.234,5`: trailing zeros are dropped, every other decimal is kept.
pub fn number(locale: Locale, value: Decimal) -> String {
    let value = value.normalize();
    let sign = if value.is_sign_negative() && !value.is_zero() { "\u{2212}" } else { "" };
    format!("{sign}{}", unsigned_number(locale, value, 0))
}

/// `7.5%` · `7,5 %` for `7.5`: the value is in percent already.
pub fn percent(locale: Locale, value_percent: Decimal) -> String {
    let value = number(locale, value_percent);
    match locale {
        Locale::En => format!("{value}%"),
        Locale::De => format!("{value}{NO_BREAK_SPACE}%"),
    }
}

/// The digits of `value` without its sign, with at least `min_decimals` decimals.
pub(super) fn unsigned_number(locale: Locale, value: Decimal, min_decimals: u32) -> String {
    let mut fixed = FixedDecimal::from(value.mantissa());
    // A `Decimal` has at most 28 decimals, and no currency has more than 4.
    fixed.multiply_pow10(-i16::try_from(value.scale()).unwrap_or(i16::MAX));
    fixed.absolute.pad_end(-i16::try_from(min_decimals).unwrap_or(i16::MAX));
    fixed.set_sign(Sign::None);
    with_formatter(locale, |formatter| formatter.format(&fixed).to_string())
}

/// The mark between whole units and decimals.
pub(super) const fn decimal_mark(locale: Locale) -> char {
    match locale {
        Locale::En => '.',
        Locale::De => ',',
    }
}

/// The mark between groups of three digits.
pub(super) const fn group_mark(locale: Locale) -> char {
    match locale {
        Locale::En => ',',
        Locale::De => '.',
    }
}

/// Runs `write` with the formatter of `locale`, which is made once per thread: ICU's formatters hold
/// their data by `Rc` and cannot be shared between threads.
fn with_formatter<T>(locale: Locale, write: impl FnOnce(&DecimalFormatter) -> T) -> T {
    thread_local! {
        static FORMATTERS: [OnceCell<DecimalFormatter>; Locale::ALL.len()] = Default::default();
    }
    FORMATTERS.with(|all| write(all[locale as usize].get_or_init(|| new_formatter(locale))))
}

fn new_formatter(locale: Locale) -> DecimalFormatter {
    let options = DecimalFormatterOptions::default();
    DecimalFormatter::try_new(super::locale::icu(locale).into(), options)
        .expect("the compiled CLDR data hold the decimal symbols of every locale")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_drop_trailing_zeros_and_group_by_three() {
        let cases = [
            ("0", "0", "0"),
            ("-0.00", "0", "0"),
            ("10.00", "10", "10"),
            ("1234.50", "1,234.5", "1.234,5"),
            ("-1234567.891", "\u{2212}1,234,567.891", "\u{2212}1.234.567,891"),
            ("0.000000000012", "0.000000000012", "0,000000000012"),
            ("1000", "1,000", "1.000"),
        ];
        for (value, en, de) in cases {
            assert_eq!(number(Locale::En, decimal(value)), en);
            assert_eq!(number(Locale::De, decimal(value)), de);
        }
    }

    #[test]
    fn german_sets_a_no_break_space_before_the_percent_sign() {
        assert_eq!(percent(Locale::En, decimal("7.50")), "7.5%");
        assert_eq!(percent(Locale::De, decimal("7.50")), "7,5\u{a0}%");
        assert_eq!(percent(Locale::De, decimal("-20")), "\u{2212}20\u{a0}%");
    }

    #[test]
    fn the_marks_for_reading_are_the_marks_for_writing() {
        for locale in Locale::ALL {
            let written = number(locale, decimal("1234.5"));
            let expected = format!("1{}234{}5", group_mark(locale), decimal_mark(locale));
            assert_eq!(written, expected);
        }
    }
}
