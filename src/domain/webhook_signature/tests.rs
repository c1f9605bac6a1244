use super::*;
use proptest::prelude::*;

const STRIPE_SECRET: &str = "whsec_test_secret";
const STANDARD_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn stripe(header: &str, body: &str, now: i64) -> Result<(), SignatureError> {
    verify_stripe(header, STRIPE_SECRET, body.as_bytes(), at(now), Some(300))
}

fn standard(headers: [Option<&str>; 3], body: &str, now: i64) -> Result<(), SignatureError> {
    let [id, timestamp, signature] = headers;
    let secret = StandardSecret::parse(STANDARD_SECRET).unwrap();
    let headers = StandardHeaders { id, timestamp, signature };
    verify_standard(&headers, &secret, body.as_bytes(), at(now))
}

#[test]
fn the_published_vector_of_standard_webhooks_is_right() {
    // From the specification's libraries: id, timestamp, body and signature are fixed there.
    let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let headers = [Some("msg_p5jXN8AQM9LWM0D4loKWxJek"), Some("1614265330"), Some(signature)];
    assert_eq!(standard(headers, r#"{"test": 2432232314}"#, 1_614_265_330), Ok(()));
    let secret = StandardSecret::parse(STANDARD_SECRET).unwrap();
    let body = br#"{"test": 2432232314}"#;
    let signed = sign_standard(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", body, at(1_614_265_330));
    assert_eq!(signed, signature);
}

#[test]
fn rfc_4231_case_2_is_right() {
    let mac = HmacAlgorithm::Sha256.hex(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
    assert_eq!(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    let mac = HmacAlgorithm::Sha512.hex(b"Jefe", &[b"what do ya want for nothing?"]);
    assert!(mac.starts_with("164b7a7bfcf819e2e395fbe73b56e0a3"));
}

#[test]
fn while_a_secret_is_rolled_either_signature_counts() {
    let body = "{}";
    let header = sign_stripe(STRIPE_SECRET, body.as_bytes(), at(1_700_000_000));
    let old = sign_stripe("whsec_old", body.as_bytes(), at(1_700_000_000));
    let both = format!("{old},{}", header.split_once(',').unwrap().1);
    assert_eq!(stripe(&both, body, 1_700_000_000), Ok(()));
    assert_eq!(stripe(&old, body, 1_700_000_000), Err(SignatureError::Mismatch));
}

#[test]
fn a_timestamp_counts_for_five_minutes_either_way() {
    let header = sign_stripe(STRIPE_SECRET, b"{}", at(1_700_000_000));
    assert_eq!(stripe(&header, "{}", 1_700_000_300), Ok(()));
    let old = SignatureError::TooOld { age_seconds: 301 };
    assert_eq!(stripe(&header, "{}", 1_700_000_301), Err(old));
    assert_eq!(stripe(&header, "{}", 1_699_999_700), Ok(()));
    let new = SignatureError::TooNew { ahead_seconds: 301 };
    assert_eq!(stripe(&header, "{}", 1_699_999_699), Err(new));
    let replayed = verify_stripe(&header, STRIPE_SECRET, b"{}", at(1_800_000_000), None);
    assert_eq!(replayed, Ok(()));
}

#[test]
fn what_cannot_be_read_is_said() {
    let missing = SignatureError::MissingHeader("Stripe-Signature");
    assert_eq!(stripe("", "{}", 0), Err(missing));
    for header in ["nonsense", "t=", "t=soon,v1=00", "v1=00"] {
        assert_eq!(stripe(header, "{}", 0), Err(SignatureError::BadHeader), "{header}");
    }
    assert_eq!(stripe("t=1", "{}", 1), Err(SignatureError::Mismatch));
    let missing = SignatureError::MissingHeader("webhook-id");
    assert_eq!(standard([None, Some("1"), Some("v1,")], "{}", 1), Err(missing));
    let bad = standard([Some("msg"), Some("soon"), Some("v1,")], "{}", 1);
    assert_eq!(bad, Err(SignatureError::BadTimestamp));
    for secret in ["", "whsec_", "whsec_?"] {
        assert_eq!(StandardSecret::parse(secret), Err(SignatureError::BadSecret), "{secret}");
    }
}

#[test]
fn paystack_signs_the_body_alone() {
    let body = br#"{"event":"charge.success"}"#;
    let header = HmacAlgorithm::Sha512.hex(b"sk_test", &[body]);
    assert_eq!(verify_paystack(&header, "sk_test", body), Ok(()));
    assert_eq!(verify_paystack(&header, "sk_live", body), Err(SignatureError::Mismatch));
    let missing = SignatureError::MissingHeader("x-paystack-signature");
    assert_eq!(verify_paystack("", "sk_test", body), Err(missing));
}

/// `text` with another byte at some place; still text, because a header and a secret are.
fn with_another_byte(text: &str, place: usize, step: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let place = place % bytes.len();
    // Printable ASCII stays printable ASCII.
    bytes[place] = 33 + (bytes[place] - 33 + 1 + step % 93) % 94;
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn no_changed_byte_goes_unnoticed(
        body in "[!-~]{1,200}", part in 0_usize..3, place in 0_usize..1000, step in any::<u8>(),
    ) {
        let now = at(1_700_000_000);
        let header = sign_stripe(STRIPE_SECRET, body.as_bytes(), now);
        let signed = HmacAlgorithm::Sha512.hex(STRIPE_SECRET.as_bytes(), &[body.as_bytes()]);
        let change = |at_part, text: &str| {
            if part == at_part { with_another_byte(text, place, step) } else { text.to_owned() }
        };
        let changed_body = change(0, &body);
        let secret = change(1, STRIPE_SECRET);
        prop_assert_eq!(verify_stripe(&header, STRIPE_SECRET, body.as_bytes(), now, Some(300)), Ok(()));
        prop_assert!(verify_stripe(&change(2, &header), &secret, changed_body.as_bytes(), now, Some(300)).is_err());
        prop_assert!(verify_paystack(&change(2, &signed), &secret, changed_body.as_bytes()).is_err());

        let key = StandardSecret::parse(STANDARD_SECRET).unwrap();
        let signature = sign_standard(&key, "msg_1", body.as_bytes(), now);
        let headers = |signature| StandardHeaders {
            id: Some("msg_1"), timestamp: Some("1700000000"), signature: Some(signature),
        };
        prop_assert_eq!(verify_standard(&headers(&signature), &key, body.as_bytes(), now), Ok(()));
        let changed = change(2, &signature);
        if part != 1 {
            let verified = verify_standard(&headers(&changed), &key, changed_body.as_bytes(), now);
            prop_assert_eq!(verified, Err(SignatureError::Mismatch));
        }
    }
}
