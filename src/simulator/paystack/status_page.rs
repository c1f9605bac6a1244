//! A page for people who try the demonstration: what this simulator holds, and which webhooks it sent.

use super::account::Turn;
use super::cards::TEST_CARDS;
use super::html::words;
use super::records::{Dispute, Refund, Transaction};
use crate::simulator::status_page::{self, SHOWN, instant, row, table};

pub fn page(turn: &Turn) -> String {
    let account = &turn.account;
    let paid = account.transactions.iter().rev().take(SHOWN).map(transaction);
    let refunds = account.refunds.iter().rev().take(SHOWN).map(refund);
    let disputes = account.disputes.iter().rev().take(SHOWN).map(|d| dispute(turn, d));
    let cards = TEST_CARDS.iter().map(|card| {
        row(&[card.number, &format!("{:?}", card.question), &format!("{:?}", card.answer)])
    });
    let body = format!(
        "<h1>Simulator of Paystack</h1><p class=\"small\">Its time: {}. Newest first, at most {SHOWN} of each.</p>{}{}{}{}{}",
        instant(turn.now),
        table("Transactions", &["Made", "Reference", "Amount", "Status", "Response"], paid),
        table("Refunds", &["Made", "Refund", "Amount", "Status"], refunds),
        table("Disputes", &["Made", "Dispute", "Amount", "Status", "Due"], disputes),
        status_page::webhooks(&account.outbox),
        table("Test cards", &["Number", "Asks for", "Answer"], cards),
    );
    status_page::page("Paystack", &body)
}

fn transaction(t: &Transaction) -> String {
    row(&[
        &instant(t.created_at),
        &t.reference,
        &words(t.amount, &t.currency),
        t.status.word(),
        &t.gateway_response,
    ])
}

fn refund(refund: &Refund) -> String {
    row(&[
        &instant(refund.created_at),
        &refund.id.to_string(),
        &words(refund.amount, &refund.currency),
        refund.status.word(),
    ])
}

fn dispute(turn: &Turn, dispute: &Dispute) -> String {
    let currency = turn.transaction(dispute.transaction).map_or("", |t| t.currency.as_str());
    row(&[
        &instant(dispute.created_at),
        &dispute.id.to_string(),
        &words(dispute.refund_amount, currency),
        dispute.status.word(),
        &instant(dispute.due_at),
    ])
}
