//! Owns how Stripe counts amounts: as ISO 4217 does, except for the currencies named here.
//!
//! Source: docs.stripe.com/currencies ("zero-decimal currencies", "special cases") and
//! support.stripe.com/questions/deprecation-of-fractional-isk-charges-and-refunds. Refusing beats
//! mis-scaling: an operator who needs one of these gets a plain sentence, not a hundredfold charge.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::gateway::capabilities::AmountRefused;
use crate::gateway::error::{GatewayError, UnknownOutcome};

/// ISO 4217 says no (MGA: two) decimals, Stripe's API wants two (MGA: none). UGX stands in both of
/// Stripe's lists.
const OTHER_EXPONENT: [&str; 3] = ["ISK", "MGA", "UGX"];
/// No decimals, in both.
const NO_DECIMALS: [&str; 14] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Three decimals, of which the last must be 0.
const THREE_DECIMALS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];
const THREE_DECIMALS_STEP_MINOR: i64 = 10;
/// "The amount value supports up to eight digits."
const AMOUNT_MAX_MINOR: i64 = 99_999_999;

/// `Ok` if Stripe can be asked to move `amount`, and would understand it as we mean it.
pub(super) fn accepted(amount: Money) -> Result<(), AmountRefused> {
    let currency = amount.currency;
    if !amount.is_positive() {
        return Err(AmountRefused::NotPositive(amount));
    }
    same_exponent(currency)?;
    if currency.exponent() == 3 && amount.amount_minor % THREE_DECIMALS_STEP_MINOR != 0 {
        return Err(AmountRefused::NotAMultiple {
            currency,
            step_minor: THREE_DECIMALS_STEP_MINOR,
        });
    }
    if amount.amount_minor > AMOUNT_MAX_MINOR {
        return Err(AmountRefused::TooLarge { max_minor: AMOUNT_MAX_MINOR });
    }
    Ok(())
}

/// The amount Stripe means by `amount_minor` of `code` (lower case), of any sign.
/// # Errors  `Invalid` for a currency that is not counted as in ISO 4217.
pub(super) fn read(amount_minor: i64, code: &str) -> Result<Money, GatewayError> {
    let currency = currency(code)?;
    same_exponent(currency)?;
    Ok(Money::new(amount_minor, currency))
}

/// Stripe's spelling.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

fn currency(code: &str) -> Result<Currency, GatewayError> {
    let parsed = code.to_ascii_uppercase().parse();
    parsed.map_err(|_| GatewayError::Unknown(UnknownOutcome::Unreadable { status: 200 }))
}

fn same_exponent(currency: Currency) -> Result<(), AmountRefused> {
    let code = currency.code();
    if OTHER_EXPONENT.contains(&code) {
        return Err(AmountRefused::OtherExponent(currency));
    }
    let is_known = match currency.exponent() {
        0 => NO_DECIMALS.contains(&code),
        2 => true,
        3 => THREE_DECIMALS.contains(&code),
        _ => false,
    };
    if is_known { Ok(()) } else { Err(AmountRefused::CurrencyNotTaken(currency)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money::new(amount_minor, code.parse().unwrap())
    }

    #[test]
    fn two_decimals_and_none_are_sent_as_they_are() {
        for (amount_minor, code) in [(1, "USD"), (99_999_999, "NGN"), (500, "JPY"), (7, "XPF")] {
            assert_eq!(accepted(money(amount_minor, code)), Ok(()), "{code}");
        }
    }

    #[test]
    fn what_stripe_scales_otherwise_is_refused_rather_than_charged_a_hundredfold() {
        for code in ["ISK", "MGA", "UGX"] {
            let refused = AmountRefused::OtherExponent(code.parse().unwrap());
            assert_eq!(accepted(money(100, code)), Err(refused), "{code}");
            assert_eq!(read(100, &code.to_ascii_lowercase()), Err(refused.into()));
        }
    }

    #[test]
    fn three_decimals_end_in_zero() {
        // Stripe's example: 5.124 KWD must be 5120 or 5130.
        assert_eq!(accepted(money(5_120, "KWD")), Ok(()));
        let refused = AmountRefused::NotAMultiple { currency: Currency::KWD, step_minor: 10 };
        assert_eq!(accepted(money(5_124, "KWD")), Err(refused));
    }

    #[test]
    fn currencies_outside_of_stripes_lists_are_refused() {
        for code in ["IQD", "LYD", "CLF", "UYI"] {
            let refused = AmountRefused::CurrencyNotTaken(code.parse().unwrap());
            assert_eq!(accepted(money(100, code)), Err(refused), "{code}");
        }
    }

    #[test]
    fn nothing_less_than_nothing_and_more_than_eight_digits_are_refused() {
        for amount in [money(0, "EUR"), money(-1, "EUR")] {
            assert_eq!(accepted(amount), Err(AmountRefused::NotPositive(amount)));
        }
        let too_large = AmountRefused::TooLarge { max_minor: 99_999_999 };
        assert_eq!(accepted(money(100_000_000, "EUR")), Err(too_large));
    }

    #[test]
    fn codes_are_lower_case_there_and_upper_case_here() {
        assert_eq!(read(10_50, "eur"), Ok(money(10_50, "EUR")));
        assert_eq!(code(Currency::EUR), "eur");
        assert!(read(1, "zzz").is_err());
    }
}
