//! Nordlicht: documents in German, two rates of tax, one invoice of eighty lines.

use super::super::LoadDemoError;
use super::super::book::{Bill, Book, bill, cents, item};
use super::{DE_7, DE_19};
use crate::domain::credit_note::CreditReason;
use crate::domain::payment::PaymentMethod;

pub(super) async fn tell(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let licences = item("Lumen Werkstatt, Jahreslizenz", "WERK-J", 12, cents(480_00), DE_19);
    let manuals = item("Handbuch, gedruckt", "BUCH-1", 12, cents(29_90), DE_7);
    let first = Bill {
        purchase_order: "B-2208",
        memo: "Vielen Dank für Ihren Auftrag.",
        ..bill(120, 30, vec![licences, manuals])
    };
    let first = book.issue(first).await?;
    book.pay_in_full(&first, 95).await?;

    let parts = (1..=80_i64).map(|no| {
        let name = format!("Werkzeughalter Größe {no:02}, gehärtet, mit Prüfzeugnis");
        let sku = format!("WH-{no:03}");
        item(name, &sku, 1 + no % 7, cents(18_40 + 35 * no), DE_19)
    });
    let parts = Bill { purchase_order: "B-2231", ..bill(47, 30, parts.collect()) };
    let long = book.issue(parts).await?;
    let memo = "Drei Halter mit Riefen zurückgenommen";
    book.credit(&long, 39, CreditReason::Returned, memo, &[(4, 1), (5, 2)]).await?;

    let service = item("Wartung vor Ort, Stunden", "WART-H", 9, cents(115_00), DE_19);
    let service = book.issue(bill(21, 30, vec![service])).await?;
    let part = book.money(500_00);
    let transfer = PaymentMethod::BankTransfer;
    book.pay(part, 5, transfer, "Abschlag Wartung", &[service.invoice_id]).await?;

    let training = item("Schulung, Tage", "SCHUL-T", 2, cents(1_250_00), DE_19);
    book.issue(bill(10, 14, vec![training])).await?;
    Ok(())
}
