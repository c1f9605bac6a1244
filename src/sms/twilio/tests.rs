use super::*;

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The example of twilio.com/docs/usage/security, "Validating requests".
#[test]
fn the_signature_is_that_of_twilios_documentation() {
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let fields = fields(&[
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]);
    let expected = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    assert_eq!(signature("12345", url, &fields), expected);
    assert!(super::signature::is_genuine("12345", url, expected, &fields));
    assert!(!super::signature::is_genuine("12346", url, expected, &fields));
    assert!(!super::signature::is_genuine("12345", url, expected, &fields[1..]));
    assert!(!super::signature::is_genuine("12345", &url[1..], expected, &fields));
    assert!(!super::signature::is_genuine("12345", url, "", &fields));
}

#[test]
fn a_code_decides_what_is_done() {
    let reply = |status, body: &str| Reply {
        status,
        retry_after: None,
        request_id: None,
        body: body.as_bytes().to_vec(),
    };
    let error = |status, body: &str| read::<Message>(&reply(status, body)).map(|_| ()).unwrap_err();
    assert_eq!(error(400, r#"{"code":21610}"#), SmsError::Barred { code: 21610, is_stop: true });
    assert_eq!(error(400, r#"{"code":21211}"#), SmsError::Barred { code: 21211, is_stop: false });
    assert_eq!(error(401, r#"{"code":20003}"#), SmsError::Later(NotNow::Credentials));
    assert_eq!(error(429, "slow down"), SmsError::Later(NotNow::TooMany));
    assert_eq!(error(400, r#"{"code":21602}"#), SmsError::Refused { code: 21602 });
    assert_eq!(error(500, "{}"), SmsError::Unknown);
    assert_eq!(error(201, "not json"), SmsError::Unknown);
}
