//! A page for people who try the demonstration: what was sent to which phone, and a phone to reply with.

use super::account::{Message, Turn};
use crate::simulator::html::input;
use crate::simulator::status_page::{self, SHOWN, instant, row, table};

pub fn page(turn: &Turn) -> String {
    let account = &turn.account;
    let messages = account.messages.iter().rev().take(SHOWN).map(message);
    let stopped = account.opted_out.iter().map(|number| row(&[number]));
    let newest = account.messages.last().map_or("", |message| message.to.as_str());
    let body = format!(
        "<h1>Simulator of Twilio</h1><p class=\"small\">Its time: {}. No phone rings. Newest first, at most {SHOWN}.</p>{}\
         <h2>Reply from a phone</h2><form method=\"post\" action=\"/_simulator/reply\">{}{}<button>Send</button></form>{}{}",
        instant(turn.now),
        table("Messages", &["Made", "To", "Text", "Status", "Code", "SID"], messages),
        input("from", "The phone's number", newest, "tel", ""),
        input("body", "Text, such as STOP", "STOP", "text", ""),
        table("Phones that said stop", &["Number"], stopped),
        status_page::webhooks(&account.outbox),
    );
    status_page::page("Twilio", &body)
}

fn message(message: &Message) -> String {
    let code = message.error_code.map(|code| code.to_string()).unwrap_or_default();
    row(&[
        &instant(message.created_at),
        &message.to,
        &message.body,
        &message.status,
        &code,
        &message.sid,
    ])
}
