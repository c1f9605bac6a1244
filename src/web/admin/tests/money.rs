//! Recording payments, placing credit, writing off.

use super::desk::{Answer, Desk, Visitor, eur, line};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use axum::http::StatusCode;

/// Opens the form for this invoice and sends it with another amount; returns the form's key as well.
async fn pay(desk: &Desk, staff: &mut Visitor, id: InvoiceId, amount: &str) -> (Answer, String) {
    let path = format!("{}/payments/new?invoice={id}", desk.page());
    let once = staff.get(&path).await.hidden("id");
    (send(desk, staff, id, amount, &once).await, once)
}

async fn send(desk: &Desk, staff: &mut Visitor, id: InvoiceId, amount: &str, once: &str) -> Answer {
    let path = format!("{}/payments/new?invoice={id}", desk.page());
    let id = id.to_string();
    let form = [
        ("id", once),
        ("method", "bank_transfer"),
        ("currency", "EUR"),
        ("amount", amount),
        ("received-on", "2026-01-02"),
        ("reference", "SEPA 4711"),
        ("invoice", &id),
    ];
    staff.post(&path, &form).await
}

#[tokio::test]
async fn a_form_that_is_sent_twice_records_one_payment() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let (first, once) = pay(&desk, &mut finance, id, "119.00").await;
    let second = send(&desk, &mut finance, id, "119.00", &once).await;
    first.leads_to(&format!("{}?recorded={once}", desk.invoice_page(id)));
    assert_eq!(first.location(), second.location());
    assert_eq!(desk.payment_count().await, 1);
    let invoice = desk.invoice(id).await;
    assert_eq!((invoice.status, invoice.paid), (InvoiceStatus::Paid, eur(119_00)));
    let location = first.location().to_owned();
    finance.get(&location).await.says("A payment of €119.00 was recorded.");
}

#[tokio::test]
async fn the_same_form_with_another_amount_is_refused() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let (_, once) = pay(&desk, &mut finance, id, "19").await;
    let again = send(&desk, &mut finance, id, "20", &once).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("This form was sent before with another amount");
    assert_eq!(desk.invoice(id).await.paid, eur(19_00));
}

#[tokio::test]
async fn a_part_payment_leaves_the_rest_due() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    pay(&desk, &mut finance, id, "100").await.0.leads_to(&desk.invoice_page(id));
    let invoice = desk.invoice(id).await;
    assert_eq!((invoice.status, invoice.due().unwrap()), (InvoiceStatus::Open, eur(19_00)));
    finance.get(&desk.invoice_page(id)).await.says("Partly paid");
}

#[tokio::test]
async fn an_over_payment_becomes_credit_and_the_page_says_so() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let (answer, _) = pay(&desk, &mut finance, id, "150").await;
    let location = answer.location().to_owned();
    // 150 − 119
    finance.get(&location).await.says(
        "A payment of €150.00 was recorded: €119.00 settled invoices, €31.00 was more than was due",
    );
    assert_eq!(desk.credit().await, eur(31_00));
    finance.get(&desk.page()).await.says("€31.00");
}

#[tokio::test]
async fn a_payment_without_a_ticked_invoice_settles_the_oldest_first() {
    let desk = Desk::open().await;
    let first = desk.issue(&[line("1", "100")]).await;
    let second = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let path = format!("{}/payments/new", desk.page());
    let once = finance.get(&path).await.hidden("id");
    let form = [
        ("id", once.as_str()),
        ("method", "cheque"),
        ("currency", "EUR"),
        ("amount", "120"),
        ("received-on", "2026-01-02"),
    ];
    finance.post(&path, &form).await.leads_to(&desk.page());
    assert_eq!(desk.invoice(first).await.status, InvoiceStatus::Paid);
    assert_eq!(desk.invoice(second).await.paid, eur(1_00));
}

#[tokio::test]
async fn what_was_typed_stays_when_the_amount_does_not_read() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let (answer, once) = pay(&desk, &mut finance, id, "one hundred").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(r#"value="one hundred""#);
    answer.says(r#"value="SEPA 4711""#);
    assert_eq!(answer.hidden("id"), once, "the corrected form is still the same one");
    assert_eq!(desk.payment_count().await, 0);
}

#[tokio::test]
async fn credit_is_placed_once_however_often_the_button_is_pressed() {
    let desk = Desk::open().await;
    let first = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    pay(&desk, &mut finance, first, "139").await;
    let second = desk.issue(&[line("1", "100")]).await;
    let page = desk.invoice_page(second);
    let due = finance.get(&page).await.hidden("due");
    assert_eq!(due, "11900");
    let path = format!("{page}/apply-credit");
    finance.post_and_follow(&path, &[("due", &due)]).await.says("The credit was placed");
    let again = finance.post(&path, &[("due", &due)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("has changed since the page was opened");
    // 139 − 119 = 20 of credit, all of it placed.
    assert_eq!((desk.invoice(second).await.paid, desk.credit().await), (eur(20_00), eur(0)));
}

#[tokio::test]
async fn writing_off_needs_a_reason_and_leaves_nothing_due() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let path = format!("{}/write-off", desk.invoice_page(id));
    finance.post(&path, &[("write-off-reason", " ")]).await.says("please give a reason");
    assert_eq!(desk.invoice(id).await.status, InvoiceStatus::Open);
    let form = [("write-off-reason", "insolvent")];
    finance.post_and_follow(&path, &form).await.says("insolvent");
    assert_eq!(desk.invoice(id).await.status, InvoiceStatus::Uncollectible);
}
