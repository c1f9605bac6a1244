//! Writes amounts of money as the reader's locale does.
//!
//! English puts the sign of the currency first, German last; between letters and digits, and before
//! a trailing sign, stands a no-break space, so that an amount never breaks across lines.

use rust_decimal::Decimal;

use super::Locale;
use super::currency_symbols::symbol;
use super::numbers::{MINUS, NO_BREAK_SPACE, unsigned_number};
use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// `€1,234.50` · `1.234,50 €`, with all decimals of the currency; negative with U+2212.
pub fn money(locale: Locale, money: Money) -> String {
    let amount = money.to_major();
    signed_amount(locale, amount, money.currency, symbol(locale, money.currency))
}

/// `EUR 1,234.50` · `1.234,50 EUR`: for documents and reports where `$` would not say which dollar.
pub fn money_code(locale: Locale, money: Money) -> String {
    signed_amount(locale, money.to_major(), money.currency, money.currency.code())
}

/// A price per unit in major units: at least the decimals of the currency, more where it has more.
///
/// `US$0.0035`, `US$5.00`.
pub fn unit_price(locale: Locale, amount_major: Decimal, currency: Currency) -> String {
    signed_amount(locale, amount_major.normalize(), currency, symbol(locale, currency))
}

fn signed_amount(locale: Locale, amount: Decimal, currency: Currency, sign: &str) -> String {
    let minus = if amount.is_sign_negative() && !amount.is_zero() { Some(MINUS) } else { None };
    let digits = unsigned_number(locale, amount, currency.exponent());
    let mut written = String::with_capacity(digits.len() + sign.len() + 8);
    written.extend(minus);
    match locale {
        Locale::En => {
            written.push_str(sign);
            if sign.ends_with(char::is_alphabetic) {
                written.push(NO_BREAK_SPACE);
            }
            written.push_str(&digits);
        }
        Locale::De => {
            written.push_str(&digits);
            written.push(NO_BREAK_SPACE);
            written.push_str(sign);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No-break spaces are drawn as `~` so that the expectations can be read.
    fn written(locale: Locale, amount_minor: i64, currency: &str) -> String {
        money(locale, Money::new(amount_minor, currency.parse().unwrap())).replace('\u{a0}', "~")
    }

    #[test]
    fn english_puts_the_sign_first() {
        let cases = [
            (123450, "EUR", "€1,234.50"),
            (123450, "NGN", "₦1,234.50"),
            (123450, "USD", "US$1,234.50"),
            (123450, "GBP", "£1,234.50"),
            (123450, "CHF", "CHF~1,234.50"),
            (123450, "KES", "KES~1,234.50"),
            (123450, "BRL", "R$1,234.50"),
            (1234, "JPY", "JP¥1,234"),
            (1234567, "KWD", "KWD~1,234.567"),
            (0, "EUR", "€0.00"),
            (5, "EUR", "€0.05"),
            (100, "EUR", "€1.00"),
        ];
        for (amount_minor, currency, expected) in cases {
            assert_eq!(written(Locale::En, amount_minor, currency), expected);
        }
    }

    #[test]
    fn german_puts_the_sign_last_after_a_no_break_space() {
        let cases = [
            (123450, "EUR", "1.234,50~€"),
            (123450, "NGN", "1.234,50~₦"),
            (123450, "USD", "1.234,50~$"),
            (123450, "CHF", "1.234,50~CHF"),
            (1234, "JPY", "1.234~¥"),
            (1234567, "KWD", "1.234,567~KWD"),
            (0, "EUR", "0,00~€"),
        ];
        for (amount_minor, currency, expected) in cases {
            assert_eq!(written(Locale::De, amount_minor, currency), expected);
        }
    }

    #[test]
    fn a_negative_amount_carries_a_real_minus_in_front() {
        assert_eq!(written(Locale::En, -123450, "EUR"), "\u{2212}€1,234.50");
        assert_eq!(written(Locale::De, -123450, "EUR"), "\u{2212}1.234,50~€");
        assert_eq!(written(Locale::En, i64::MIN, "JPY"), "\u{2212}JP¥9,223,372,036,854,775,808");
    }

    #[test]
    fn accountants_get_the_iso_code() {
        let amount = Money::new(-123450, Currency::USD);
        assert_eq!(money_code(Locale::En, amount), "\u{2212}USD\u{a0}1,234.50");
        assert_eq!(money_code(Locale::De, amount), "\u{2212}1.234,50\u{a0}USD");
    }

    #[test]
    fn a_unit_price_keeps_decimals_finer_than_the_currency() {
        let price = |text: &str| unit_price(Locale::En, text.parse().unwrap(), Currency::EUR);
        assert_eq!(price("0.0035000"), "€0.0035");
        assert_eq!(price("5"), "€5.00");
        assert_eq!(price("1234.5"), "€1,234.50");
    }
}
