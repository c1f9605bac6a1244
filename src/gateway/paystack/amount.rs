//! Owns how Paystack counts amounts: in hundredths of every currency it takes.
//!
//! Source: paystack.com/docs/api (supported currencies): NGN, USD, GHS, ZAR and KES have two decimals in
//! ISO 4217 as well. XOF and RWF have none there but are sent times one hundred: refused here, because
//! a mistake would be a hundredfold charge.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::gateway::capabilities::AmountRefused;
use crate::gateway::error::{GatewayError, UnknownOutcome};

const TAKEN: [&str; 5] = ["GHS", "KES", "NGN", "USD", "ZAR"];
const OTHER_EXPONENT: [&str; 2] = ["RWF", "XOF"];

/// `Ok` if Paystack can be asked to move `amount`, and would understand it as we mean it.
pub(super) fn accepted(amount: Money) -> Result<(), AmountRefused> {
    if !amount.is_positive() {
        return Err(AmountRefused::NotPositive(amount));
    }
    same_exponent(amount.currency)
}

/// The amount Paystack means by `amount_minor` of `code`.
/// # Errors  `Invalid` for a currency that is not counted as in ISO 4217.
pub(super) fn read(amount_minor: i64, code: &str) -> Result<Money, GatewayError> {
    let unreadable = GatewayError::Unknown(UnknownOutcome::Unreadable { status: 200 });
    let currency = code.parse().map_err(|_| unreadable)?;
    same_exponent(currency)?;
    Ok(Money::new(amount_minor, currency))
}

fn same_exponent(currency: Currency) -> Result<(), AmountRefused> {
    match currency.code() {
        code if TAKEN.contains(&code) => Ok(()),
        code if OTHER_EXPONENT.contains(&code) => Err(AmountRefused::OtherExponent(currency)),
        _ => Err(AmountRefused::CurrencyNotTaken(currency)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money::new(amount_minor, code.parse().unwrap())
    }

    #[test]
    fn five_currencies_are_taken_in_hundredths() {
        for code in ["NGN", "GHS", "KES", "USD", "ZAR"] {
            assert_eq!(accepted(money(1, code)), Ok(()), "{code}");
        }
        assert_eq!(read(500_00, "NGN"), Ok(money(500_00, "NGN")));
    }

    #[test]
    fn francs_which_paystack_multiplies_by_a_hundred_are_refused() {
        for code in ["XOF", "RWF"] {
            let refused = AmountRefused::OtherExponent(code.parse().unwrap());
            assert_eq!(accepted(money(100, code)), Err(refused));
        }
    }

    #[test]
    fn other_currencies_and_amounts_that_are_not_positive_are_refused() {
        let eur = AmountRefused::CurrencyNotTaken(Currency::EUR);
        assert_eq!(accepted(money(100, "EUR")), Err(eur));
        let nothing = money(0, "NGN");
        assert_eq!(accepted(nothing), Err(AmountRefused::NotPositive(nothing)));
        assert!(read(1, "naira").is_err());
    }
}
