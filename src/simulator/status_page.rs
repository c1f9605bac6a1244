//! Tables for the page that shows people who try the demonstration what a simulator holds.

use super::html::escape;
use super::outbox::{Delivery, Outbox};

/// Rows of each table.
pub const SHOWN: usize = 50;

pub fn table(title: &str, heads: &[&str], rows: impl Iterator<Item = String>) -> String {
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

pub fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
    format!("<tr>{cells}</tr>")
}

/// The newest webhooks and what became of them.
pub fn webhooks(outbox: &Outbox) -> String {
    let rows = outbox.deliveries.iter().rev().take(SHOWN).map(delivery_row);
    table("Webhooks", &["Due", "Event", "Type", "State", "Attempts"], rows)
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

/// Unix seconds as people read them.
pub fn instant(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.to_string()).unwrap_or_default()
}

/// A whole page of tables; `body` is HTML.
pub fn page(provider: &str, body: &str) -> String {
    let title = format!("Simulator of {provider}");
    super::html::page(provider, &title, body).replacen("<main>", "<main class=\"wide\">", 1)
}
