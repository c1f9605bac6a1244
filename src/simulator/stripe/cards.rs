//! The test cards: what each number does when it is saved, charged, authenticated and afterwards.
//! Source: docs.stripe.com/testing; the numbers and the `pm_card_…` tokens are Stripe's own.

use super::error::ApiError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// Never asked for.
    None,
    /// Asked for on every payment.
    Always,
    /// On-session always; off-session until the card was set up once.
    UntilSetUp,
    /// On-session always; off-session never, as if it had been set up.
    OnSession,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decline {
    pub code: &'static str,
    pub decline_code: &'static str,
    pub message: &'static str,
}

/// What follows a successful charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath {
    Nothing,
    Dispute {
        reason: &'static str,
    },
    Inquiry,
    EarlyFraudWarning,
    /// A refund begins as pending and succeeds later.
    SlowRefund,
    /// A refund begins as succeeded and fails later.
    FailingRefund,
    /// The funds are available at once.
    Available,
}

#[derive(Debug, Clone, Copy)]
pub struct TestCard {
    pub number: &'static str,
    /// Names under which the card can be used without its number.
    pub tokens: &'static [&'static str],
    pub brand: &'static str,
    pub country: &'static str,
    pub funding: &'static str,
    pub authentication: Authentication,
    /// Refused when charged.
    pub decline: Option<Decline>,
    /// Whether the same refusal already meets who saves the card.
    pub declines_setup: bool,
    pub aftermath: Aftermath,
}

const GENERIC: Decline = decline("card_declined", "generic_decline", "Your card was declined.");
const INSUFFICIENT_FUNDS: Decline =
    decline("card_declined", "insufficient_funds", "Your card has insufficient funds.");
const LOST: Decline = decline("card_declined", "lost_card", "Your card was declined.");
const STOLEN: Decline = decline("card_declined", "stolen_card", "Your card was declined.");
const EXPIRED: Decline = decline("expired_card", "expired_card", "Your card has expired.");
const INCORRECT_CVC: Decline =
    decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.");
const PROCESSING: Decline = decline(
    "processing_error",
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
);
const VELOCITY: Decline =
    decline("card_declined", "card_velocity_exceeded", "Your card was declined.");
const FRAUDULENT: Decline = decline("card_declined", "fraudulent", "Your card was declined.");

const fn decline(code: &'static str, decline_code: &'static str, message: &'static str) -> Decline {
    Decline { code, decline_code, message }
}

const fn card(number: &'static str, tokens: &'static [&'static str]) -> TestCard {
    TestCard {
        number,
        tokens,
        brand: "visa",
        country: "US",
        funding: "credit",
        authentication: Authentication::None,
        decline: None,
        declines_setup: false,
        aftermath: Aftermath::Nothing,
    }
}

const fn declining(
    number: &'static str,
    tokens: &'static [&'static str],
    decline: Decline,
) -> TestCard {
    TestCard { decline: Some(decline), declines_setup: true, ..card(number, tokens) }
}

const fn authenticating(
    number: &'static str,
    tokens: &'static [&'static str],
    authentication: Authentication,
    decline: Option<Decline>,
) -> TestCard {
    TestCard { authentication, decline, country: "IE", ..card(number, tokens) }
}

const fn followed(
    number: &'static str,
    tokens: &'static [&'static str],
    aftermath: Aftermath,
) -> TestCard {
    TestCard { aftermath, ..card(number, tokens) }
}

const fn of_brand(
    number: &'static str,
    tokens: &'static [&'static str],
    brand: &'static str,
    country: &'static str,
) -> TestCard {
    TestCard { brand, country, ..card(number, tokens) }
}

pub const TEST_CARDS: &[TestCard] = &[
    card("4242424242424242", &["pm_card_visa", "tok_visa"]),
    TestCard {
        funding: "debit",
        ..card("4000056655665556", &["pm_card_visa_debit", "tok_visa_debit"])
    },
    of_brand("5555555555554444", &["pm_card_mastercard", "tok_mastercard"], "mastercard", "US"),
    of_brand("378282246310005", &["pm_card_amex", "tok_amex"], "amex", "US"),
    of_brand("6011111111111117", &["pm_card_discover", "tok_discover"], "discover", "US"),
    of_brand("4000002760000016", &["pm_card_de"], "visa", "DE"),
    of_brand("4000008260000000", &["pm_card_gb"], "visa", "GB"),
    declining(
        "4000000000000002",
        &["pm_card_visa_chargeDeclined", "pm_card_chargeDeclined", "tok_chargeDeclined"],
        GENERIC,
    ),
    declining(
        "4000000000009995",
        &[
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            "pm_card_chargeDeclinedInsufficientFunds",
        ],
        INSUFFICIENT_FUNDS,
    ),
    declining("4000000000009987", &["pm_card_visa_chargeDeclinedLostCard"], LOST),
    declining("4000000000009979", &["pm_card_visa_chargeDeclinedStolenCard"], STOLEN),
    declining("4000000000000069", &["pm_card_chargeDeclinedExpiredCard"], EXPIRED),
    declining("4000000000000127", &["pm_card_chargeDeclinedIncorrectCvc"], INCORRECT_CVC),
    declining("4000000000000119", &["pm_card_chargeDeclinedProcessingError"], PROCESSING),
    declining("4000000000006975", &["pm_card_visa_chargeDeclinedVelocityLimitExceeded"], VELOCITY),
    declining("4100000000000019", &["pm_card_radarBlock"], FRAUDULENT),
    TestCard {
        declines_setup: false,
        ..declining("4000000000000341", &["pm_card_chargeCustomerFail"], GENERIC)
    },
    authenticating(
        "4000002500003155",
        &["pm_card_authenticationRequiredOnSetup"],
        Authentication::UntilSetUp,
        None,
    ),
    authenticating(
        "4000002760003184",
        &["pm_card_authenticationRequired"],
        Authentication::Always,
        None,
    ),
    authenticating(
        "4000003800000446",
        &["pm_card_authenticationRequiredSetupForOffSession"],
        Authentication::OnSession,
        None,
    ),
    authenticating(
        "4000008260003178",
        &["pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"],
        Authentication::Always,
        Some(INSUFFICIENT_FUNDS),
    ),
    authenticating(
        "4000000000003220",
        &["pm_card_threeDSecure2Required"],
        Authentication::Always,
        None,
    ),
    authenticating(
        "4000000000003063",
        &["pm_card_threeDSecureRequired"],
        Authentication::Always,
        None,
    ),
    authenticating(
        "4000008400001629",
        &["pm_card_threeDSecureRequiredChargeDeclined"],
        Authentication::Always,
        Some(GENERIC),
    ),
    card("4000000000003055", &["pm_card_threeDSecureOptional"]),
    followed(
        "4000000000000259",
        &["pm_card_createDispute"],
        Aftermath::Dispute { reason: "fraudulent" },
    ),
    followed(
        "4000000000002685",
        &["pm_card_createDisputeProductNotReceived"],
        Aftermath::Dispute { reason: "product_not_received" },
    ),
    followed("4000000000001976", &["pm_card_createDisputeInquiry"], Aftermath::Inquiry),
    followed(
        "4000000000005423",
        &["pm_card_createIssuerFraudRecord"],
        Aftermath::EarlyFraudWarning,
    ),
    followed("4000000000007726", &["pm_card_pendingRefund"], Aftermath::SlowRefund),
    followed("4000000000005126", &["pm_card_refundFail"], Aftermath::FailingRefund),
    followed(
        "4000000000000077",
        &["pm_card_bypassPending", "tok_bypassPending"],
        Aftermath::Available,
    ),
];

pub fn by_number(number: &str) -> Option<&'static TestCard> {
    TEST_CARDS.iter().find(|card| card.number == number)
}

pub fn by_token(token: &str) -> Option<&'static TestCard> {
    TEST_CARDS.iter().find(|card| card.tokens.contains(&token))
}

/// The test card that these details belong to; `today` is (year, month).
///
/// # Errors
/// Card errors for a number that is no test card, is mistyped, or for an expiry or code that cannot be.
pub fn read_details(
    number: &str,
    expiry: (i64, i64),
    cvc: Option<&str>,
    today: (i64, i64),
) -> Result<&'static TestCard, ApiError> {
    let digits: String = number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if !passes_luhn(&digits) {
        let error = ApiError::card("incorrect_number", None, "Your card number is incorrect.");
        return Err(error.param("number"));
    }
    let (year, month) = (if expiry.0 < 100 { expiry.0 + 2000 } else { expiry.0 }, expiry.1);
    if !(1..=12).contains(&month) {
        let message = "Your card's expiration month is invalid.";
        return Err(ApiError::card("invalid_expiry_month", None, message).param("exp_month"));
    }
    if (year, month) < today || year > today.0 + 50 {
        let message = "Your card's expiration year is invalid.";
        return Err(ApiError::card("invalid_expiry_year", None, message).param("exp_year"));
    }
    let is_code = |cvc: &str| matches!(cvc.len(), 3 | 4) && cvc.bytes().all(|b| b.is_ascii_digit());
    if cvc.is_some_and(|cvc| !is_code(cvc)) {
        let message = "Your card's security code is invalid.";
        return Err(ApiError::card("invalid_cvc", None, message).param("cvc"));
    }
    by_number(&digits).ok_or_else(|| {
        ApiError::card(
            "card_declined",
            Some("test_mode_live_card"),
            "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of \
             valid test cards, visit: https://stripe.com/docs/testing.",
        )
    })
}

/// The check digit of ISO/IEC 7812.
fn passes_luhn(digits: &str) -> bool {
    if !(12..=19).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| match (at % 2, u32::from(byte - b'0')) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const TODAY: (i64, i64) = (2026, 11);

    fn refusal(number: &str, expiry: (i64, i64), cvc: &str) -> Option<String> {
        read_details(number, expiry, Some(cvc), TODAY).unwrap_err().code
    }

    #[test]
    fn every_test_card_has_a_check_digit_and_is_listed_once() {
        let numbers: BTreeSet<_> = TEST_CARDS.iter().map(|card| card.number).collect();
        let tokens: BTreeSet<_> = TEST_CARDS.iter().flat_map(|card| card.tokens).collect();
        assert_eq!(numbers.len(), TEST_CARDS.len());
        assert_eq!(tokens.len(), TEST_CARDS.iter().map(|card| card.tokens.len()).sum::<usize>());
        assert!(TEST_CARDS.iter().all(|card| passes_luhn(card.number)));
    }

    #[test]
    fn a_card_is_read_with_spaces_and_a_short_year_in_its_last_month() {
        let card = read_details("4242 4242 4242 4242", (26, 11), Some("123"), TODAY).unwrap();
        assert_eq!(card.number, "4242424242424242");
    }

    #[test]
    fn details_that_cannot_be_are_refused() {
        let number = "4242424242424242";
        assert_eq!(
            refusal("4242424242424241", (2030, 1), "123").as_deref(),
            Some("incorrect_number")
        );
        assert_eq!(refusal(number, (2026, 10), "123").as_deref(), Some("invalid_expiry_year"));
        assert_eq!(refusal(number, (2030, 13), "123").as_deref(), Some("invalid_expiry_month"));
        assert_eq!(refusal(number, (2030, 1), "12").as_deref(), Some("invalid_cvc"));
        // The check digit is right, but this is nobody's test card: 4111 1111 1111 1111.
        assert_eq!(refusal("4111111111111111", (2030, 1), "123").as_deref(), Some("card_declined"));
    }
}
