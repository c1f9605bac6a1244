//! The settings of text messages: which account sends them and how to reach it.

use super::ConfigError;
use super::gateway_accounts::api_url;
use crate::domain::phone_number::PhoneNumber;
use crate::gateway::Secret;

/// How to reach an account of Twilio.
#[derive(Clone, Debug)]
pub struct SmsAccount {
    pub account_sid: String,
    pub auth_token: Secret,
    pub from: PhoneNumber,
    /// Without a slash at the end; None for Twilio itself.
    pub api_url: Option<String>,
}

pub(super) fn twilio(
    get: &impl Fn(&str) -> Option<String>,
) -> Result<Option<SmsAccount>, ConfigError> {
    const TOKEN: &str = "TWILIO_AUTH_TOKEN";
    const FROM: &str = "TWILIO_FROM";
    let (sid, token, from) = (get("TWILIO_ACCOUNT_SID"), get(TOKEN), get(FROM));
    let api_url = api_url(get, "TWILIO_API_URL")?;
    let Some(account_sid) = sid else { return Ok(None) };
    let missing = |name, expected| ConfigError { name, value: String::new(), expected };
    let auth_token = token.ok_or(missing(TOKEN, "the token of TWILIO_ACCOUNT_SID"))?;
    let from = from.unwrap_or_default();
    let expected = "a number with its country's code such as +15551234567";
    let number = from.parse().map_err(|_| ConfigError { name: FROM, value: from, expected })?;
    let auth_token = Secret::new(auth_token);
    Ok(Some(SmsAccount { account_sid, auth_token, from: number, api_url }))
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    #[test]
    fn an_account_needs_its_token_and_a_number_and_does_not_show_the_token() {
        let read = |set: &[(&str, &str)]| {
            Config::read(|name| {
                set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
            })
        };
        let (sid, token) = (("TWILIO_ACCOUNT_SID", "AC1"), ("TWILIO_AUTH_TOKEN", "hidden"));
        assert!(read(&[]).unwrap().sms.is_none());
        assert_eq!(read(&[sid]).unwrap_err().name, "TWILIO_AUTH_TOKEN");
        assert_eq!(read(&[sid, token]).unwrap_err().name, "TWILIO_FROM");
        assert_eq!(read(&[sid, token, ("TWILIO_FROM", "555")]).unwrap_err().name, "TWILIO_FROM");
        let account = read(&[sid, token, ("TWILIO_FROM", "+1 555 123 4567")]).unwrap().sms.unwrap();
        assert_eq!(account.from.as_str(), "+15551234567");
        assert!(!format!("{account:?}").contains("hidden"));
    }
}
