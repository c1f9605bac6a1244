//! Writes numbers and percentages as the reader's locale does (CLDR separators and grouping).
//!
//! A minus is U+2212 in every locale: the hyphen that CLDR gives for English is easily overlooked
//! beside an amount, and breaks from it at the end of a line.

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
///
/// Written digit by digit: a list has a hundred amounts, and ICU's decimals cost a microsecond each.
/// That ICU would write the same is a test.
pub(super) fn unsigned_number(locale: Locale, value: Decimal, min_decimals: u32) -> String {
    let scale = value.scale() as usize;
    let digits = format!("{:0width$}", value.mantissa().unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let mut written = String::with_capacity(whole.len() * 4 / 3 + scale + 4);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            written.push(group_mark(locale));
        }
        written.push(digit);
    }
    let padding = (min_decimals as usize).saturating_sub(scale);
    if scale + padding > 0 {
        written.push(decimal_mark(locale));
        written.push_str(decimals);
        written.extend(std::iter::repeat_n('0', padding));
    }
    written
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

#[cfg(test)]
mod tests {
    use super::*;
    use fixed_decimal::{Decimal as FixedDecimal, Sign};
    use icu_decimal::DecimalFormatter;
    use icu_decimal::options::DecimalFormatterOptions;

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

    /// What ICU makes of the same number: the judge.
    fn icu_number(locale: Locale, value: Decimal, min_decimals: u32) -> String {
        let mut fixed = FixedDecimal::from(value.mantissa());
        fixed.multiply_pow10(-i16::try_from(value.scale()).unwrap());
        fixed.absolute.pad_end(-i16::try_from(min_decimals).unwrap());
        fixed.set_sign(Sign::None);
        let options = DecimalFormatterOptions::default();
        let icu = super::super::locale::icu(locale);
        DecimalFormatter::try_new(icu.into(), options).unwrap().format(&fixed).to_string()
    }

    proptest::proptest! {
        #[test]
        fn numbers_are_written_as_icu_writes_them(
            mantissa in -10_i64.pow(17)..10_i64.pow(17),
            digits in 0_u32..18,
            scale in 0_u32..13,
            min_decimals in 0_u32..5,
        ) {
            let value = Decimal::new(mantissa / 10_i64.pow(digits), scale).normalize();
            for locale in Locale::ALL {
                let written = unsigned_number(locale, value, min_decimals);
                proptest::prop_assert_eq!(written, icu_number(locale, value, min_decimals));
            }
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
