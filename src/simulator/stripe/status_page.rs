//! A page for people who try the demonstration: what this simulator holds, and which webhooks it
//! sent.

use super::account::Turn;
use super::cards::TEST_CARDS;
use super::html::{self, escape};
use super::refunds::words;
use super::store::Read;
use super::webhooks::Delivery;
use serde_json::Value;

const SHOWN: usize = 50;

pub fn page(turn: &Turn) -> String {
    let store = &turn.account.store;
    let intents = store.newest("payment_intent").take(SHOWN).map(amount_row);
    let refunds = store.newest("refund").take(SHOWN).map(amount_row);
    let disputes = store.newest("dispute").take(SHOWN).map(amount_row);
    let deliveries = turn.account.outbox.deliveries.iter().rev().take(SHOWN).map(delivery_row);
    let cards = TEST_CARDS.iter().map(|card| row(&[card.number, card.tokens[0]]));
    let body = format!(
        "<h1>Simulator of Stripe</h1><p class=\"small\">Its time: {}. Newest first, at most {SHOWN} of each.</p>{}{}{}{}{}",
        instant(turn.now),
        table("Payments", &["Made", "Payment", "Amount", "Status"], intents),
        table("Refunds", &["Made", "Refund", "Amount", "Status"], refunds),
        table("Disputes", &["Made", "Dispute", "Amount", "Status"], disputes),
        table("Webhooks", &["Due", "Event", "Type", "State", "Attempts"], deliveries),
        table("Test cards", &["Number", "Token"], cards),
    );
    html::page("Simulator of Stripe", &body).replacen("<main>", "<main class=\"wide\">", 1)
}

fn table(title: &str, heads: &[&str], rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.collect();
    if rows.is_empty() {
        return format!("<h2>{title}</h2><p class=\"small\">None yet.</p>");
    }
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    format!(
        "<h2>{title}</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table><thead><tr>{heads}</tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    )
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
    format!("<tr>{cells}</tr>")
}

fn amount_row(object: &Value) -> String {
    row(&[
        &instant(object.number("created")),
        object.text("id"),
        &words(object.number("amount"), object.text("currency")),
        object.text("status"),
    ])
}

fn delivery_row(delivery: &Delivery) -> String {
    let attempts: Vec<String> = delivery
        .attempts
        .iter()
        .map(|attempt| attempt.status.map_or("no answer".to_owned(), |status| status.to_string()))
        .collect();
    row(&[
        &instant(delivery.due_at),
        &delivery.event,
        &delivery.kind,
        &format!("{:?}", delivery.state).to_lowercase(),
        &attempts.join(", "),
    ])
}

fn instant(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}
