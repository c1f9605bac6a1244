//! The settings of payment gateways: which accounts there are and how to reach them.

use super::ConfigError;
use crate::domain::currency::Currency;
use crate::gateway::{MethodKind, Secret};

/// Each country's accounts of Paystack take their own currency; most of them are Nigerian.
const PAYSTACK_CURRENCIES: &str = "NGN";

/// How to reach an account of Stripe.
#[derive(Clone, Debug)]
pub struct StripeAccount {
    pub secret_key: Secret,
    pub webhook_secret: Secret,
    /// Without a slash at the end; None for Stripe itself.
    pub api_url: Option<String>,
    /// What its pages offer, where the currency allows it.
    pub method_kinds: Vec<MethodKind>,
}

/// How to reach an account of Paystack, which signs its webhooks with the same key.
#[derive(Clone, Debug)]
pub struct PaystackAccount {
    pub secret_key: Secret,
    /// What the account was opened for.
    pub currencies: Vec<Currency>,
    /// Without a slash at the end; None for Paystack itself.
    pub api_url: Option<String>,
}

pub(super) fn stripe(
    get: &impl Fn(&str) -> Option<String>,
) -> Result<Option<StripeAccount>, ConfigError> {
    let (key, webhook_secret) = (get("STRIPE_SECRET_KEY"), get("STRIPE_WEBHOOK_SECRET"));
    let api_url = api_url(get, "STRIPE_API_URL")?;
    let method_kinds = method_kinds(get)?;
    let Some(key) = key else { return Ok(None) };
    let Some(webhook_secret) = webhook_secret else {
        return Err(ConfigError {
            name: "STRIPE_WEBHOOK_SECRET",
            value: String::new(),
            expected: "the signing secret of the webhook endpoint, beside STRIPE_SECRET_KEY",
        });
    };
    let (secret_key, webhook_secret) = (Secret::new(key), Secret::new(webhook_secret));
    Ok(Some(StripeAccount { secret_key, webhook_secret, api_url, method_kinds }))
}

fn method_kinds(get: &impl Fn(&str) -> Option<String>) -> Result<Vec<MethodKind>, ConfigError> {
    const NAME: &str = "STRIPE_PAYMENT_METHODS";
    let words = get(NAME).unwrap_or_else(|| "card".into());
    let read = |word: &str| match word.trim() {
        "card" => Some(MethodKind::Card),
        "sepa_debit" => Some(MethodKind::SepaDebit),
        "bacs_debit" => Some(MethodKind::BacsDebit),
        "us_bank_account" => Some(MethodKind::AchDebit),
        _ => None,
    };
    let kinds: Option<Vec<_>> = words.split(',').map(read).collect();
    let expected = "a list of card, sepa_debit, bacs_debit and us_bank_account with commas between";
    kinds.ok_or(ConfigError { name: NAME, value: words, expected })
}

pub(super) fn paystack(
    get: &impl Fn(&str) -> Option<String>,
) -> Result<Option<PaystackAccount>, ConfigError> {
    const CURRENCIES: &str = "PAYSTACK_CURRENCIES";
    let key = get("PAYSTACK_SECRET_KEY");
    let codes = get(CURRENCIES).unwrap_or_else(|| PAYSTACK_CURRENCIES.to_owned());
    let currencies: Result<Vec<Currency>, _> =
        codes.split(',').map(|code| code.trim().parse()).collect();
    let Ok(currencies) = currencies else {
        let expected = "codes of currencies such as NGN,USD";
        return Err(ConfigError { name: CURRENCIES, value: codes, expected });
    };
    let api_url = api_url(get, "PAYSTACK_API_URL")?;
    let account = |key| PaystackAccount { secret_key: Secret::new(key), currencies, api_url };
    Ok(key.map(account))
}

pub(super) fn api_url(
    get: &impl Fn(&str) -> Option<String>,
    name: &'static str,
) -> Result<Option<String>, ConfigError> {
    let url = get(name).map(|url| url.trim_end_matches('/').to_owned());
    match url {
        Some(value) if url::Url::parse(&value).is_err() => {
            let expected = "a URL that begins with https:// or http://";
            Err(ConfigError { name, value, expected })
        }
        url => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_key_without_its_webhook_secret_is_refused_and_neither_is_shown() {
        let key = ("STRIPE_SECRET_KEY", "sk_test_hidden");
        assert_eq!(read(&[key]).unwrap_err().name, "STRIPE_WEBHOOK_SECRET");
        let both = read(&[key, ("STRIPE_WEBHOOK_SECRET", "whsec_hidden")]);
        let account = both.unwrap().stripe.unwrap();
        assert!(!format!("{:?}", (account.secret_key, account.webhook_secret)).contains("hidden"));
    }

    #[test]
    fn the_methods_offered_are_those_listed_and_a_word_that_is_none_is_refused() {
        let keys = [("STRIPE_SECRET_KEY", "sk"), ("STRIPE_WEBHOOK_SECRET", "whsec")];
        let kinds = |words: &str| {
            let config = read(&[keys[0], keys[1], ("STRIPE_PAYMENT_METHODS", words)]);
            config.map(|config| config.stripe.unwrap().method_kinds)
        };
        assert_eq!(read(&keys).unwrap().stripe.unwrap().method_kinds, [MethodKind::Card]);
        let two = [MethodKind::SepaDebit, MethodKind::Card];
        assert_eq!(kinds("sepa_debit, card").unwrap(), two);
        assert_eq!(kinds("card,cheque").unwrap_err().name, "STRIPE_PAYMENT_METHODS");
    }

    #[test]
    fn an_account_of_paystack_takes_what_it_was_opened_for() {
        let key = ("PAYSTACK_SECRET_KEY", "sk_test_hidden");
        assert!(read(&[]).unwrap().paystack.is_none());
        let account = read(&[key]).unwrap().paystack.unwrap();
        assert_eq!(account.currencies, [Currency::NGN]);
        assert!(!format!("{account:?}").contains("hidden"));
        let account = read(&[key, ("PAYSTACK_CURRENCIES", "KES, USD")]).unwrap().paystack.unwrap();
        assert_eq!(account.currencies, ["KES".parse().unwrap(), Currency::USD]);
        let wrong = read(&[key, ("PAYSTACK_CURRENCIES", "naira")]).unwrap_err();
        assert_eq!(wrong.name, "PAYSTACK_CURRENCIES");
        let wrong = read(&[key, ("PAYSTACK_API_URL", "paystack")]).unwrap_err();
        assert_eq!(wrong.name, "PAYSTACK_API_URL");
    }
}
