//! The ops of `webhooks_signatures.json`.

use crate::{Answer, Input};
use jiff::Timestamp;
use quittance::domain::webhook_signature::{
    HmacAlgorithm, SignatureError, StandardHeaders, StandardSecret, verify_body_hmac,
    verify_paystack, verify_standard, verify_stripe,
};
use serde_json::json;

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    match op {
        "verify_stripe" => Some(stripe(input)),
        "verify_standard_webhooks" => Some(standard(input)),
        "verify_paystack" => {
            let (header, secret) = (input.text_or("header", ""), input.text("secret"));
            Some(verdict(verify_paystack(header, secret, body(input))))
        }
        "verify_gocardless" => {
            let (header, secret) = (input.text_or("header", ""), input.text("secret"));
            let name = "Webhook-Signature";
            Some(verdict(verify_body_hmac(
                HmacAlgorithm::Sha256,
                name,
                header,
                secret,
                body(input),
            )))
        }
        "hmac" => Some(hmac(input)),
        _ => None,
    }
}

fn body<'a>(input: &Input<'a>) -> &'a [u8] {
    input.text("body").as_bytes()
}

fn now(input: &Input) -> Timestamp {
    Timestamp::from_second(input.integer("now")).expect("an instant")
}

fn stripe(input: &Input) -> Answer {
    // Without a tolerance the case replays a stored event: its age is not looked at.
    let tolerance = input
        .get("tolerance_seconds")
        .map(|_| u32::try_from(input.integer("tolerance_seconds")).expect("a number of seconds"));
    let now = if input.has("now") { now(input) } else { Timestamp::UNIX_EPOCH };
    let (header, secret) = (input.text_or("header", ""), input.text("secret"));
    verdict(verify_stripe(header, secret, body(input), now, tolerance))
}

fn standard(input: &Input) -> Answer {
    let sent = input.value("headers").as_object().expect("headers");
    let header = |name: &str| {
        let found = sent.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str())
    };
    let headers = StandardHeaders {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
    };
    let verified = StandardSecret::parse(input.text("secret"))
        .and_then(|secret| verify_standard(&headers, &secret, body(input), now(input)));
    verdict(verified)
}

fn verdict(verified: Result<(), SignatureError>) -> Answer {
    let reason = match verified {
        Ok(()) => return Ok(json!({ "valid": true })),
        Err(SignatureError::MissingHeader("Stripe-Signature")) => "no header",
        Err(SignatureError::MissingHeader(_)) => "missing header",
        Err(SignatureError::BadHeader) => "bad header",
        Err(SignatureError::BadTimestamp) => "bad timestamp",
        Err(SignatureError::BadSecret) => "bad secret",
        Err(SignatureError::Mismatch) => "signature mismatch",
        Err(SignatureError::TooOld { .. }) => "timestamp too old",
        Err(SignatureError::TooNew { .. }) => "timestamp too new",
    };
    Ok(json!({ "valid": false, "reason": reason }))
}

fn hmac(input: &Input) -> Answer {
    let algorithm = match input.text("algorithm") {
        "sha256" => HmacAlgorithm::Sha256,
        "sha512" => HmacAlgorithm::Sha512,
        other => panic!("no algorithm of ours: {other}"),
    };
    let (key, data) = (bytes(input.text("key_hex")), bytes(input.text("data_hex")));
    Ok(json!({ "hex": algorithm.hex(&key, &[&data]) }))
}

fn bytes(hex: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
    (0..hex.len()).step_by(2).map(pair).collect()
}
