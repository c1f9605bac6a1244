//! One account of Twilio: its messages, the phones that said stop, and what happens to a message as time
//! goes by. `Turn` is one request or one look at what is due.

use super::{Options, callbacks};
use crate::simulator::agenda::Agenda;
use crate::simulator::faults::Faults;
use crate::simulator::outbox::Outbox;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Seconds from one state of a message to the next.
const TO_SENT: i64 = 1;
const TO_THE_PHONE: i64 = 2;

/// A message to a phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    pub sid: String,
    pub to: String,
    pub from: String,
    pub body: String,
    pub status: String,
    pub error_code: Option<u32>,
    pub status_callback: Option<String>,
    pub segments: usize,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub updated_at: i64,
}

/// What happens to a message next.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Errand {
    Send { sid: String },
    Arrive { sid: String },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub messages: Vec<Message>,
    /// Phones that replied STOP.
    pub opted_out: BTreeSet<String>,
    /// Phones that nothing arrives at, with the code that says why.
    pub unreachable: BTreeMap<String, u32>,
    pub agenda: Agenda<Errand>,
    pub outbox: Outbox,
    pub faults: Faults,
    seed: u64,
    drawn: u64,
}

impl Account {
    pub fn new(seed: u64) -> Self {
        Self {
            messages: Vec::new(),
            opted_out: BTreeSet::new(),
            unreachable: BTreeMap::new(),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            faults: Faults::default(),
            seed,
            drawn: 0,
        }
    }

    /// What was under way when the service stopped is not any more.
    pub fn after_restart(mut self) -> Self {
        self.outbox.forget_unfinished();
        self
    }
}

pub struct Turn<'a> {
    pub account: &'a mut Account,
    pub options: &'a Options,
    /// Unix seconds.
    pub now: i64,
}

impl Turn<'_> {
    /// `SM` and 32 hexadecimal digits that were not drawn before.
    pub fn sid(&mut self) -> String {
        self.account.drawn += 1;
        let seed = format!("{}/{}", self.account.seed, self.account.drawn);
        let digest = Sha256::digest(seed.as_bytes());
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("SM{hex}")
    }

    /// Takes a message on: it is queued, and leaves soon.
    pub fn accept(&mut self, message: Message) {
        let sid = message.sid.clone();
        self.account.messages.push(message);
        self.account.agenda.add(self.now + TO_SENT, Errand::Send { sid });
    }

    /// Carries out what is due.
    pub fn run_due(&mut self) {
        while let Some((_, errand)) = self.account.agenda.take_due(self.now) {
            match errand {
                Errand::Send { sid } => {
                    self.becomes(&sid, "sent", None);
                    self.account.agenda.add(self.now + TO_THE_PHONE, Errand::Arrive { sid });
                }
                Errand::Arrive { sid } => {
                    let to = self.message(&sid).map(|message| message.to.clone());
                    let code = to.and_then(|to| self.account.unreachable.get(&to).copied());
                    let status = if code.is_some() { "undelivered" } else { "delivered" };
                    self.becomes(&sid, status, code);
                }
            }
        }
    }

    pub fn message(&self, sid: &str) -> Option<&Message> {
        self.account.messages.iter().find(|message| message.sid == sid)
    }

    fn becomes(&mut self, sid: &str, status: &str, code: Option<u32>) {
        let now = self.now;
        let Some(message) = self.account.messages.iter_mut().find(|m| m.sid == sid) else { return };
        message.status = status.to_owned();
        message.error_code = code;
        message.updated_at = now;
        if status == "sent" {
            message.sent_at = Some(now);
        }
        let message = message.clone();
        callbacks::tell_status(self, &message);
    }

    /// The message as the API shows it.
    pub fn shown(&self, message: &Message) -> Value {
        let account = &self.options.account_sid;
        let uri = format!("/2010-04-01/Accounts/{account}/Messages/{}", message.sid);
        json!({
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": rfc_2822(message.created_at),
            "date_sent": message.sent_at.map(rfc_2822),
            "date_updated": rfc_2822(message.updated_at),
            "direction": "outbound-api",
            "error_code": message.error_code,
            "error_message": Value::Null,
            "from": message.from,
            "messaging_service_sid": Value::Null,
            "num_media": "0",
            "num_segments": message.segments.to_string(),
            "price": Value::Null,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": { "media": format!("{uri}/Media.json") },
            "to": message.to,
            "uri": format!("{uri}.json"),
        })
    }
}

fn rfc_2822(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    jiff::fmt::rfc2822::to_string(&at).unwrap_or_default()
}
