//! Owns what each documented reason of a declined card means for trying again.
//!
//! Sources: Stripe's list of decline codes (docs.stripe.com/declines/codes) and the codes its Smart
//! Retries never retry (docs.stripe.com/billing/revenue-recovery/smart-retries); the codes that billing
//! systems in production treat as unrecoverable (polarsource/polar, models/payment.py), which is
//! stricter about `do_not_honor` and card data; Visa's categories 1 to 4 (checkout.com,
//! developers.tabapay.com, 2026-04); Mastercard's merchant advice codes.

use super::network_limit::CardNetwork;
use jiff::SignedDuration;

use DeclineAdvice::{NeedsCustomer, NeverRetry, RetryLater};

/// What to do after a decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclineAdvice {
    /// The same charge may succeed later: try again on schedule.
    RetryLater,
    /// Trying again alone changes nothing: the customer must authenticate, correct, or use another
    /// card. A new attempt is allowed after that.
    NeedsCustomer,
    /// The issuer or the network forbids another attempt with this card.
    NeverRetry,
}

impl DeclineAdvice {
    /// Whether the charge may be tried again without the customer doing something.
    #[must_use]
    pub fn may_retry(self) -> bool {
        self == RetryLater
    }
}

/// Stripe's decline codes, by code.
pub const STRIPE_DECLINES: &[(&str, DeclineAdvice)] = &[
    ("approve_with_id", RetryLater),
    ("authentication_not_handled", NeedsCustomer),
    ("authentication_required", NeedsCustomer),
    ("blocklist", NeverRetry),
    ("call_issuer", RetryLater),
    ("card_not_supported", NeedsCustomer),
    ("card_velocity_exceeded", RetryLater),
    ("currency_not_supported", NeedsCustomer),
    ("do_not_honor", NeedsCustomer),
    ("do_not_try_again", NeverRetry),
    // An earlier charge may have gone through: looking it up comes before any new one.
    ("duplicate_transaction", NeedsCustomer),
    ("expired_card", NeedsCustomer),
    ("fraudulent", NeverRetry),
    ("generic_decline", RetryLater),
    ("highest_risk_level", NeverRetry),
    ("incorrect_address", NeedsCustomer),
    ("incorrect_cvc", NeedsCustomer),
    ("incorrect_number", NeedsCustomer),
    ("incorrect_pin", NeedsCustomer),
    ("incorrect_zip", NeedsCustomer),
    ("insufficient_funds", RetryLater),
    ("invalid_account", NeverRetry),
    ("invalid_amount", RetryLater),
    ("invalid_cvc", NeedsCustomer),
    ("invalid_expiry_month", NeedsCustomer),
    ("invalid_expiry_year", NeedsCustomer),
    ("invalid_number", NeedsCustomer),
    ("invalid_pin", NeedsCustomer),
    ("issuer_not_available", RetryLater),
    ("live_mode_test_card", NeverRetry),
    ("lost_card", NeverRetry),
    ("merchant_blacklist", NeverRetry),
    ("mobile_device_authentication_required", NeedsCustomer),
    ("new_account_information_available", NeedsCustomer),
    ("no_action_taken", RetryLater),
    ("not_permitted", NeverRetry),
    ("offline_pin_required", NeedsCustomer),
    ("online_or_offline_pin_required", NeedsCustomer),
    ("pickup_card", NeverRetry),
    ("pin_try_exceeded", NeedsCustomer),
    ("previously_declined_do_not_retry", NeverRetry),
    ("processing_error", RetryLater),
    ("reenter_transaction", RetryLater),
    ("restricted_card", NeverRetry),
    ("revocation_of_all_authorizations", NeverRetry),
    ("revocation_of_authorization", NeverRetry),
    ("security_violation", NeverRetry),
    ("service_not_allowed", RetryLater),
    ("stolen_card", NeverRetry),
    ("stop_payment_order", NeverRetry),
    ("testmode_decline", NeverRetry),
    ("transaction_not_allowed", NeverRetry),
    ("try_again_later", RetryLater),
    ("withdrawal_count_limit_exceeded", RetryLater),
];

/// What Stripe's `decline_code` asks for. A code that is not documented counts as one to try again:
/// the schedule and the networks' limits bound what that can cost.
#[must_use]
pub fn stripe_decline(code: &str) -> DeclineAdvice {
    found(STRIPE_DECLINES, code).unwrap_or(RetryLater)
}

/// Visa's response codes (field 39): category 1 is never to be retried, 3 needs other data from the
/// customer, 2 and 4 may be tried again within the limit.
pub const VISA_RESPONSES: &[(&str, DeclineAdvice)] = &[
    // Category 1: the issuer will never approve.
    ("04", NeverRetry), // pick up card
    ("07", NeverRetry), // pick up card, special conditions
    ("12", NeverRetry), // invalid transaction
    ("14", NeverRetry), // no such account number
    ("15", NeverRetry), // no such issuer
    ("41", NeverRetry), // lost card
    ("43", NeverRetry), // stolen card
    ("46", NeverRetry), // closed account
    ("57", NeverRetry), // not permitted to the cardholder
    ("R0", NeverRetry), // stop this payment
    ("R1", NeverRetry), // stop all future payments
    ("R3", NeverRetry), // stop all merchants
    // Category 2: not at this time.
    ("03", RetryLater),
    ("19", RetryLater),
    ("51", RetryLater), // insufficient funds
    ("59", RetryLater),
    ("61", RetryLater),
    ("62", RetryLater),
    ("65", RetryLater),
    ("75", RetryLater),
    ("78", RetryLater),
    ("86", RetryLater),
    ("91", RetryLater), // issuer unavailable
    ("93", RetryLater),
    ("96", RetryLater),
    ("N3", RetryLater),
    ("N4", RetryLater),
    ("5C", RetryLater), // blocked by the issuer, since 2025-04-11
    ("9G", RetryLater), // blocked by the cardholder, since 2025-04-11
    // Category 3: the data must be corrected first.
    ("54", NeedsCustomer), // expired card
    ("55", NeedsCustomer), // wrong PIN
    ("70", NeedsCustomer), // PIN data required
    ("82", NeedsCustomer), // wrong CVV
    ("1A", NeedsCustomer), // additional authentication required
    ("6P", NeedsCustomer), // verification data failed
    ("N7", NeedsCustomer), // wrong CVV2
];

/// What Visa's response code asks for; those of category 4 (generic, such as 05) may be tried again.
#[must_use]
pub fn visa_response(code: &str) -> DeclineAdvice {
    found(VISA_RESPONSES, code).unwrap_or(RetryLater)
}

/// What Mastercard's merchant advice code asks for, `None` where it says nothing.
///
/// 03 "do not try again" and 21 "payment cancelled" are never to be retried; 24 to 30 say how long to
/// wait at least (an hour to ten days), which the schedule must respect.
#[must_use]
pub fn mastercard_advice(code: &str) -> Option<DeclineAdvice> {
    match code {
        "03" | "21" => Some(NeverRetry),
        "01" | "04" => Some(NeedsCustomer),
        "02" | "24" | "25" | "26" | "27" | "28" | "29" | "30" => Some(RetryLater),
        _ => None,
    }
}

/// How long Mastercard wants us to wait at least after this advice code.
#[must_use]
pub fn mastercard_wait(code: &str) -> SignedDuration {
    let hours = match code {
        "24" => 1,
        "25" => 24,
        "26" => 2 * 24,
        "27" => 4 * 24,
        "28" => 6 * 24,
        "29" => 8 * 24,
        "30" => 10 * 24,
        _ => 0,
    };
    SignedDuration::from_hours(hours)
}

/// A refusal, in all the codes that came with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeclineCodes<'a> {
    /// The gateway's.
    pub code: &'a str,
    /// The network's response code; in Visa's list, the field 39.
    pub network_code: Option<&'a str>,
    /// Mastercard's merchant advice code.
    pub advice_code: Option<&'a str>,
}

impl DeclineCodes<'_> {
    /// What all of them together ask for: the strictest of them.
    #[must_use]
    pub fn advice(self, network: CardNetwork) -> DeclineAdvice {
        let mut advice = vec![stripe_decline(self.code)];
        match network {
            CardNetwork::Visa => advice.extend(self.network_code.map(visa_response)),
            CardNetwork::Mastercard => {
                advice.extend(self.advice_code.and_then(mastercard_advice));
            }
            CardNetwork::Other => {}
        }
        let rank = |advice: &DeclineAdvice| match advice {
            RetryLater => 0,
            NeedsCustomer => 1,
            NeverRetry => 2,
        };
        advice.into_iter().max_by_key(rank).unwrap_or(RetryLater)
    }

    /// How long the network wants us to wait at least.
    #[must_use]
    pub fn least_wait(self, network: CardNetwork) -> SignedDuration {
        match network {
            CardNetwork::Mastercard => self.advice_code.map(mastercard_wait).unwrap_or_default(),
            CardNetwork::Visa | CardNetwork::Other => SignedDuration::ZERO,
        }
    }
}

fn found(table: &[(&str, DeclineAdvice)], code: &str) -> Option<DeclineAdvice> {
    table.iter().find(|(listed, _)| *listed == code).map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once() {
        assert!(STRIPE_DECLINES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (code, _) in VISA_RESPONSES {
            assert_eq!(
                VISA_RESPONSES.iter().filter(|(other, _)| other == code).count(),
                1,
                "{code}"
            );
        }
    }

    #[test]
    fn an_empty_account_may_be_full_next_week_but_a_stolen_card_stays_stolen() {
        assert_eq!(stripe_decline("insufficient_funds"), RetryLater);
        assert_eq!(stripe_decline("stolen_card"), NeverRetry);
        assert_eq!(stripe_decline("authentication_required"), NeedsCustomer);
        assert!(!stripe_decline("do_not_honor").may_retry());
    }

    #[test]
    fn an_unknown_code_is_tried_again_on_schedule() {
        assert!(stripe_decline("a_code_of_next_year").may_retry());
        assert!(visa_response("05").may_retry());
        assert_eq!(mastercard_advice("99"), None);
    }

    #[test]
    fn the_strictest_code_counts_and_only_that_of_its_network() {
        let codes = DeclineCodes {
            code: "insufficient_funds",
            network_code: Some("41"),
            advice_code: Some("03"),
        };
        assert_eq!(codes.advice(CardNetwork::Visa), NeverRetry);
        assert_eq!(codes.advice(CardNetwork::Mastercard), NeverRetry);
        assert_eq!(codes.advice(CardNetwork::Other), RetryLater);
        let ten_days = DeclineCodes { advice_code: Some("30"), ..codes };
        assert_eq!(ten_days.advice(CardNetwork::Mastercard), RetryLater);
        assert_eq!(ten_days.least_wait(CardNetwork::Mastercard), SignedDuration::from_hours(240));
        assert_eq!(ten_days.least_wait(CardNetwork::Visa), SignedDuration::ZERO);
        let stolen = DeclineCodes { code: "stolen_card", ..DeclineCodes::default() };
        assert_eq!(stolen.advice(CardNetwork::Mastercard), NeverRetry);
    }

    #[test]
    fn what_the_networks_forbid_is_never_retried() {
        for code in ["04", "07", "12", "14", "15", "41", "43", "46", "57", "R0", "R1", "R3"] {
            assert_eq!(visa_response(code), NeverRetry, "{code}");
        }
        assert_eq!(mastercard_advice("03"), Some(NeverRetry));
        assert_eq!(mastercard_advice("21"), Some(NeverRetry));
        assert_eq!(mastercard_advice("02"), Some(RetryLater));
    }
}
