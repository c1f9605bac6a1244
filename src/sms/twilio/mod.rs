//! Twilio's Programmable Messaging: one request per message, its fate by callbacks, and the list of what
//! was sent for when an answer was lost. Twilio knows no idempotency keys.
//!
//! Sources: twilio.com/docs/messaging/api/message-resource, …/api/errors, …/usage/webhooks/webhooks-security.

mod signature;
#[cfg(test)]
mod tests;

pub use signature::signature;

use super::{
    CallbackError, Fate, IncomingSms, NotNow, OutgoingSms, SmsError, SmsSender, StatusReport,
    TakenSms,
};
use crate::gateway::http::{ClientError, Effect, HttpClient, HttpSettings, Reply, Secret};
use crate::gateway::{GatewayError, NotSent};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::Method;
use serde::Deserialize;

const VERSION: &str = "2010-04-01";
/// Messages to one number that are looked through; nobody gets so many in the minutes that matter.
const PAGE_SIZE: &str = "50";

/// The recipient has replied STOP.
const UNSUBSCRIBED: u32 = 21610;
/// No number, no mobile phone, or none that can be reached from ours.
const NO_SUCH_NUMBER: [u32; 4] = [21211, 21614, 21217, 21612];
const WRONG_CREDENTIALS: u32 = 20003;
const TOO_MANY_REQUESTS: u32 = 20429;
/// Words that end a subscription (twilio.com/docs/messaging/compliance/toll-free-and-long-code-opt-out).
const STOP_WORDS: [&str; 8] =
    ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];

#[derive(Clone, Debug)]
pub struct TwilioConfig {
    /// `https://api.twilio.com`, or a simulator's address.
    pub base_url: String,
    pub account_sid: String,
    pub auth_token: Secret,
    /// Our number, E.164.
    pub from: String,
    pub http: HttpSettings,
}

pub struct Twilio {
    api: HttpClient,
    account_sid: String,
    auth_token: Secret,
    from: String,
}

#[derive(Deserialize)]
struct Message {
    sid: String,
    status: String,
    #[serde(default)]
    error_code: Option<u32>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    date_created: String,
}

#[derive(Deserialize)]
struct Messages {
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Refusal {
    code: u32,
}

impl Twilio {
    /// # Errors  the address is none.
    pub fn new(config: TwilioConfig) -> Result<Self, ClientError> {
        let api = HttpClient::new(&config.base_url, &config.auth_token, config.http)?;
        let TwilioConfig { account_sid, auth_token, from, .. } = config;
        Ok(Self { api, account_sid, auth_token, from })
    }

    fn request(&self, method: Method) -> reqwest::RequestBuilder {
        let path = [VERSION, "Accounts", &self.account_sid, "Messages.json"];
        let request = self.api.request(method, &path);
        request.basic_auth(&self.account_sid, Some(self.auth_token.expose()))
    }

    fn check(
        &self,
        url: &str,
        given: &str,
        fields: &[(String, String)],
    ) -> Result<(), CallbackError> {
        let is_genuine = signature::is_genuine(self.auth_token.expose(), url, given, fields);
        if is_genuine { Ok(()) } else { Err(CallbackError::Forged) }
    }
}

#[async_trait]
impl SmsSender for Twilio {
    async fn send(&self, sms: &OutgoingSms) -> Result<TakenSms, SmsError> {
        let form = [
            ("To", sms.to.as_str()),
            ("From", &self.from),
            ("Body", &sms.body),
            ("StatusCallback", &sms.status_callback),
        ];
        let request = self.request(Method::POST).form(&form);
        let reply = self.api.send(request, Effect::Change).await.map_err(not_sent)?;
        read::<Message>(&reply).map(taken)
    }

    async fn sent(
        &self,
        to: &str,
        body: &str,
        since: Timestamp,
    ) -> Result<Vec<TakenSms>, SmsError> {
        let query = [("To", to), ("PageSize", PAGE_SIZE)];
        let request = self.request(Method::GET).query(&query);
        let reply = self.api.send(request, Effect::Ask).await.map_err(not_sent)?;
        let list: Messages = read(&reply)?;
        let is_it = |message: &Message| {
            message.to == to && message.body == body && created_at(message) >= Some(since)
        };
        Ok(list.messages.into_iter().filter(is_it).map(taken).collect())
    }

    fn read_status(
        &self,
        url: &str,
        signature: &str,
        fields: &[(String, String)],
    ) -> Result<StatusReport, CallbackError> {
        self.check(url, signature, fields)?;
        let reference = field(fields, "MessageSid").ok_or(CallbackError::Unreadable)?;
        let status = field(fields, "MessageStatus").ok_or(CallbackError::Unreadable)?;
        let code = field(fields, "ErrorCode").and_then(|code| code.parse().ok());
        Ok(StatusReport { reference: reference.to_owned(), fate: fate(status, code) })
    }

    fn read_incoming(
        &self,
        url: &str,
        signature: &str,
        fields: &[(String, String)],
    ) -> Result<IncomingSms, CallbackError> {
        self.check(url, signature, fields)?;
        let from = field(fields, "From").ok_or(CallbackError::Unreadable)?;
        let word = field(fields, "Body").unwrap_or_default().trim().to_uppercase();
        let opts_out = field(fields, "OptOutType").is_some_and(|kind| kind == "STOP");
        let is_stop = opts_out || STOP_WORDS.contains(&word.as_str());
        Ok(IncomingSms { from: from.to_owned(), is_stop })
    }
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn taken(message: Message) -> TakenSms {
    TakenSms { fate: fate(&message.status, message.error_code), reference: message.sid }
}

fn fate(status: &str, code: Option<u32>) -> Fate {
    match status {
        "delivered" | "read" => Fate::Delivered,
        "undelivered" | "failed" | "canceled" => {
            Fate::Undelivered { code: code.unwrap_or_default() }
        }
        _ => Fate::OnItsWay,
    }
}

/// To the second, as Twilio says it.
fn created_at(message: &Message) -> Option<Timestamp> {
    rfc2822::parse(&message.date_created).ok().map(|at| at.timestamp())
}

fn not_sent(error: GatewayError) -> SmsError {
    match error {
        GatewayError::NotSent(NotSent::NoConnection | NotSent::Resting(_)) => {
            SmsError::Later(NotNow::NoConnection)
        }
        _ => SmsError::Unknown,
    }
}

/// What the answer holds, or what its code means. An error of the server says nothing of what it did.
fn read<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, SmsError> {
    if reply.is_success() {
        return reply.json().map_err(|_| SmsError::Unknown);
    }
    let code = reply.json::<Refusal>().map(|refusal| refusal.code).unwrap_or_default();
    Err(match (reply.status, code) {
        (429, _) | (_, TOO_MANY_REQUESTS) => SmsError::Later(NotNow::TooMany),
        (401 | 403, _) | (_, WRONG_CREDENTIALS) => SmsError::Later(NotNow::Credentials),
        (_, UNSUBSCRIBED) => SmsError::Barred { code, is_stop: true },
        (_, code) if NO_SUCH_NUMBER.contains(&code) => SmsError::Barred { code, is_stop: false },
        (400..=499, code) => SmsError::Refused { code },
        _ => SmsError::Unknown,
    })
}
