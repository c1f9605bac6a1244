//! Reads quantities and prices per unit, which have more decimals than an amount, as people type them.
//! Amounts are read by `i18n`.

use crate::i18n::{self, Locale};
use rust_decimal::Decimal;

/// Decimals of a unit price (stripe-ruby price.rb), and of a quantity.
const DECIMALS_MAX: usize = 12;

/// What `1,234` alone is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OneGroup {
    /// A quantity: more than a thousand.
    Thousands,
    /// A price: it has two readings and is refused.
    Unclear,
}

/// `10,000` · `0.0035` · `1 234.5` by the marks of the locale; None for a sign, a letter, nothing at all,
/// more than twelve decimals, or what can be read in two ways.
#[must_use]
pub fn decimal(locale: Locale, typed: &str, one_group: OneGroup) -> Option<Decimal> {
    let mark = i18n::number(locale, Decimal::new(5, 1)).chars().nth(1).unwrap_or('.');
    let group = if mark == '.' { ',' } else { '.' };
    let spaceless: String = typed.split_whitespace().collect();
    let (whole, fraction) = match spaceless.split_once(mark) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (spaceless.as_str(), None),
    };
    let groups: Vec<&str> = whole.split(group).collect();
    let is_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let is_well_grouped = match &groups[..] {
        [_] => true,
        [first, rest @ ..] => {
            let is_clear = rest.len() > 1 || fraction.is_some() || one_group == OneGroup::Thousands;
            is_clear && (1..=3).contains(&first.len()) && rest.iter().all(|g| g.len() == 3)
        }
        [] => false,
    };
    let digits = groups.concat();
    let decimals = fraction.unwrap_or_default().trim_end_matches('0');
    let is_something = !digits.is_empty() || !fraction.unwrap_or_default().is_empty();
    let reads = is_well_grouped
        && is_something
        && is_digits(&digits)
        && is_digits(decimals)
        && decimals.len() <= DECIMALS_MAX;
    reads.then(|| format!("0{digits}.{decimals}0").parse().ok())?.map(|n: Decimal| n.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(locale: Locale, typed: &str, one_group: OneGroup) -> Option<String> {
        decimal(locale, typed, one_group).map(|number| number.to_string())
    }

    #[test]
    fn a_unit_price_has_up_to_twelve_decimals() {
        let price = |typed| read(Locale::En, typed, OneGroup::Unclear);
        assert_eq!(price("0.000000000001").as_deref(), Some("0.000000000001"));
        assert_eq!(price("0.0000000000001"), None);
        assert_eq!(price(".008").as_deref(), Some("0.008"));
        assert_eq!(price("1,234.5").as_deref(), Some("1234.5"));
        assert_eq!(read(Locale::De, "0,008", OneGroup::Unclear).as_deref(), Some("0.008"));
    }

    #[test]
    fn what_has_two_readings_is_a_quantity_and_no_price() {
        assert_eq!(read(Locale::En, "0,008", OneGroup::Unclear), None);
        assert_eq!(read(Locale::En, "1,234", OneGroup::Unclear), None);
        assert_eq!(read(Locale::En, "10,000", OneGroup::Thousands).as_deref(), Some("10000"));
        assert_eq!(read(Locale::De, "10.000", OneGroup::Thousands).as_deref(), Some("10000"));
        assert_eq!(read(Locale::De, "1.000.000", OneGroup::Unclear).as_deref(), Some("1000000"));
        assert_eq!(read(Locale::En, "10 000", OneGroup::Unclear).as_deref(), Some("10000"));
    }

    #[test]
    fn signs_and_letters_are_no_numbers() {
        for typed in ["", " ", "-1", "+1", "1e3", "€5", ".", "1..5", "1,23", "10,0000"] {
            assert_eq!(read(Locale::En, typed, OneGroup::Thousands), None, "{typed}");
        }
    }
}
