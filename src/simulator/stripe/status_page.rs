//! A page for people who try the demonstration: what this simulator holds, and which webhooks it
//! sent.

use super::account::Turn;
use super::cards::TEST_CARDS;
use super::refunds::words;
use super::store::Read;
use crate::simulator::status_page::{self, SHOWN, instant, row, table};
use serde_json::Value;

pub fn page(turn: &Turn) -> String {
    let store = &turn.account.store;
    let intents = store.newest("payment_intent").take(SHOWN).map(amount_row);
    let refunds = store.newest("refund").take(SHOWN).map(amount_row);
    let disputes = store.newest("dispute").take(SHOWN).map(amount_row);
    let cards = TEST_CARDS.iter().map(|card| row(&[card.number, card.tokens[0]]));
    let body = format!(
        "<h1>Simulator of Stripe</h1><p class=\"small\">Its time: {}. Newest first, at most {SHOWN} of each.</p>{}{}{}{}{}",
        instant(turn.now),
        table("Payments", &["Made", "Payment", "Amount", "Status"], intents),
        table("Refunds", &["Made", "Refund", "Amount", "Status"], refunds),
        table("Disputes", &["Made", "Dispute", "Amount", "Status"], disputes),
        status_page::webhooks(&turn.account.outbox),
        table("Test cards", &["Number", "Token"], cards),
    );
    status_page::page("Stripe", &body)
}

fn amount_row(object: &Value) -> String {
    row(&[
        &instant(object.number("created")),
        object.text("id"),
        &words(object.number("amount"), object.text("currency")),
        object.text("status"),
    ])
}
