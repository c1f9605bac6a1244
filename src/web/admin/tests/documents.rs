//! Drafts, finalising, voiding, reissuing, credit notes.

use super::desk::{Answer, Desk, Visitor, eur, line};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::store::paging::PageFrom;
use crate::store::{credit_notes, invoices};
use axum::http::StatusCode;

/// 2 × 50.00 at 19 %: net 100.00, tax 19.00.
fn draft_form<'a>(desk_series: &'a str, once: &'a str, act: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", once),
        ("do", act),
        ("rows", "3"),
        ("series", desk_series),
        ("currency", "EUR"),
        ("issued-on", "2026-01-02"),
        ("due-on", "2026-02-01"),
        ("purchase-order", "PO 77"),
        ("memo", ""),
        ("description-1", "Licences"),
        ("quantity-1", "2"),
        ("price-1", "50"),
        ("category-1", "S"),
        ("rate-1", "19"),
        ("category-2", "S"),
        ("category-3", "S"),
    ]
}

#[tokio::test]
async fn a_draft_is_previewed_saved_edited_and_issued() {
    let desk = Desk::open().await;
    let mut finance = desk.visitor("finance").await;
    let new = format!("{}/invoices/new", desk.page());
    let once = finance.get(&new).await.hidden("id");
    let series = desk.series();
    let preview = finance.post(&new, &draft_form(&series, &once, "preview")).await;
    assert_eq!(preview.status, StatusCode::OK);
    preview.says("€119.00");
    let saved = finance.post(&new, &draft_form(&series, &once, "save")).await;
    let id: InvoiceId = once.parse().unwrap();
    saved.leads_to(&desk.invoice_page(id));
    assert_eq!(desk.invoice(id).await.status, InvoiceStatus::Draft);

    let edit = format!("{}/edit", desk.invoice_page(id));
    let form = finance.get(&edit).await;
    form.says(r#"value="Licences""#);
    form.says(r#"value="PO 77""#);
    let mut changed = draft_form(&series, &once, "save");
    changed.retain(|(name, _)| *name != "quantity-1");
    changed.push(("quantity-1", "3"));
    finance.post_and_follow(&edit, &changed).await.says("The draft was saved.");
    // 3 × 50.00 + 19 %
    assert_eq!(desk.invoice(id).await.total, eur(178_50));

    let finalize = format!("{}/finalize", desk.invoice_page(id));
    finance.post_and_follow(&finalize, &[]).await.says("The invoice was issued");
    let invoice = desk.invoice(id).await;
    assert_eq!(invoice.status, InvoiceStatus::Open);
    assert!(invoice.number.unwrap().starts_with("LUM-"));
    let pdf = finance.get(&format!("{}/pdf", desk.invoice_page(id))).await;
    assert_eq!((pdf.header("content-type"), &pdf.bytes[..5]), ("application/pdf", &b"%PDF-"[..]));
}

#[tokio::test]
async fn a_form_sent_twice_issues_one_invoice() {
    let desk = Desk::open().await;
    let mut finance = desk.visitor("finance").await;
    let new = format!("{}/invoices/new", desk.page());
    let once = finance.get(&new).await.hidden("id");
    let series = desk.series();
    let form = draft_form(&series, &once, "finalize");
    let id: InvoiceId = once.parse().unwrap();
    finance.post(&new, &form).await.leads_to(&desk.invoice_page(id));
    let number = desk.invoice(id).await.number;
    finance.post(&new, &form).await.leads_to(&desk.invoice_page(id));
    assert_eq!(desk.invoice(id).await.number, number);
    finance.get(&desk.page()).await.says("1 invoice<");
}

#[tokio::test]
async fn more_rows_come_without_complaints_and_keep_what_was_typed() {
    let desk = Desk::open().await;
    let mut finance = desk.visitor("finance").await;
    let new = format!("{}/invoices/new", desk.page());
    let once = finance.get(&new).await.hidden("id");
    let form = [("id", once.as_str()), ("do", "rows"), ("rows", "3"), ("description-2", "Half")];
    let answer = finance.post(&new, &form).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.says("Line 8");
    answer.says(r#"value="Half""#);
    assert!(!answer.text().contains("error-summary"));
}

#[tokio::test]
async fn a_draft_that_does_not_read_comes_back_with_its_values() {
    let desk = Desk::open().await;
    let mut finance = desk.visitor("finance").await;
    let new = format!("{}/invoices/new", desk.page());
    let once = finance.get(&new).await.hidden("id");
    let series = desk.series();
    let mut form = draft_form(&series, &once, "save");
    form.retain(|(name, _)| !matches!(*name, "price-1" | "due-on"));
    form.extend([("price-1", "1,000"), ("due-on", "2026-01-01")]);
    let answer = finance.post(&new, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("Write a number such as 12.5");
    answer.says(r#"value="1,000""#);
    form.retain(|(name, _)| *name != "price-1");
    form.push(("price-1", "1000"));
    finance.post(&new, &form).await.says("The invoice cannot be due before it is issued");
}

#[tokio::test]
async fn a_deleted_draft_is_gone_and_an_issued_invoice_cannot_be_deleted() {
    let desk = Desk::open().await;
    let mut finance = desk.visitor("finance").await;
    let draft = desk.invoice_page(desk.draft(&[line("1", "100")]).await);
    finance.post_and_follow(&format!("{draft}/delete"), &[]).await.says("The draft was deleted.");
    assert_eq!(finance.get(&draft).await.status, StatusCode::NOT_FOUND);
    let open = desk.invoice_page(desk.issue(&[line("1", "100")]).await);
    finance.post(&format!("{open}/delete"), &[]).await.says("this invoice is issued already");
}

#[tokio::test]
async fn an_invoice_with_payments_is_not_voided_and_the_page_says_why() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut finance = desk.visitor("finance").await;
    let page = desk.invoice_page(id);
    let payment = format!("{}/payments/new?invoice={id}", desk.page());
    let once = finance.get(&payment).await.hidden("id");
    let form = [
        ("id", once.as_str()),
        ("method", "cash"),
        ("currency", "EUR"),
        ("amount", "19"),
        ("received-on", "2026-01-02"),
    ];
    finance.post(&payment, &form).await.leads_to(&page);
    let answer = finance.post(&format!("{page}/void"), &[("void-reason", "wrong customer")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("The invoice was not voided: €19.00 of it is paid or credited already.");
    assert_eq!(desk.invoice(id).await.status, InvoiceStatus::Open);
}

#[tokio::test]
async fn a_reissued_invoice_and_its_draft_name_each_other() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("2", "50")]).await;
    let mut finance = desk.visitor("finance").await;
    let page = desk.invoice_page(id);
    let reissue = format!("{page}/reissue");
    let once = finance.get(&page).await.hidden("id");
    let form = [("id", once.as_str()), ("reissue-reason", "wrong address")];
    let draft = finance.post_and_follow(&reissue, &form).await;
    draft.says("Replaces the void invoice");
    let void = desk.invoice(id).await;
    assert_eq!(void.status, InvoiceStatus::Void);
    finance.get(&page).await.says("Replaced by");
    // Again, with another key: still one replacement.
    let form = [("id", "01990000-0000-7000-8000-00000000000a"), ("reissue-reason", "again")];
    finance.post(&reissue, &form).await.leads_to(&desk.invoice_page(once.parse().unwrap()));

    let mut tx = desk.app.db.tenant_read(desk.tenant).await.unwrap();
    let replacement = invoices::find_with_lines(&mut tx, once.parse().unwrap()).await.unwrap();
    drop(tx);
    let replacement = replacement.unwrap();
    assert_eq!(replacement.invoice.replaces, Some(id));
    assert_eq!(replacement.invoice.total, void.total);
    assert_eq!(replacement.lines.len(), 1);
    let finalize = format!("{}/finalize", desk.invoice_page(replacement.invoice.invoice_id));
    finance.post_and_follow(&finalize, &[]).await.says(&void.number.unwrap());
}

async fn credit_one(finance: &mut Visitor, page: &str, act: &str) -> Answer {
    let path = format!("{page}/credit-note");
    let once = finance.get(&path).await.hidden("id");
    let form = [("id", once.as_str()), ("do", act), ("reason", "returned"), ("quantity-1", "1")];
    finance.post(&path, &form).await
}

#[tokio::test]
async fn credit_notes_for_all_of_an_invoice_sum_to_its_tax_to_the_cent() {
    let desk = Desk::open().await;
    // Net 99.99, tax 18.9981 → 19.00. One piece alone: 33.33 and 6.3327 → 6.33.
    let id = desk.issue(&[line("3", "33.33")]).await;
    assert_eq!(desk.invoice(id).await.tax, eur(19_00));
    let page = desk.invoice_page(id);
    let mut finance = desk.visitor("finance").await;
    let preview = credit_one(&mut finance, &page, "preview").await;
    assert_eq!(preview.status, StatusCode::OK);
    preview.says("€39.66");
    for _ in 0..3 {
        let issued = credit_one(&mut finance, &page, "issue").await;
        issued.leads_to(&format!("{}/credit-notes/", desk.page()));
        let location = issued.location().to_owned();
        finance.get(&location).await.says("The credit note was issued");
    }
    let mut tx = desk.app.db.tenant_read(desk.tenant).await.unwrap();
    let mut taxes = Vec::new();
    let mut numbers = Vec::new();
    for row in credit_notes::list(&mut tx, Some(id), PageFrom::Start, 10).await.unwrap().rows {
        let note = credit_notes::find(&mut tx, row.credit_note_id).await.unwrap().unwrap();
        taxes.push(note.tax.amount_minor);
        numbers.push(note.number);
    }
    taxes.sort_unstable();
    numbers.sort_unstable();
    // 6.33 + 6.33 + 6.34 = 19.00
    assert_eq!(taxes, [6_33, 6_33, 6_34]);
    assert_eq!(numbers.len(), 3);
    assert!(numbers[0].ends_with('1'), "the preview took no number: {numbers:?}");
    let invoice = desk.invoice(id).await;
    assert_eq!((invoice.status, invoice.credited), (InvoiceStatus::Paid, invoice.total));
    drop(tx);
    let answer = credit_one(&mut finance, &page, "issue").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("Line 1 has 0 left to credit");
}

#[tokio::test]
async fn a_credit_note_form_sent_twice_issues_one_note() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("2", "50")]).await;
    let path = format!("{}/credit-note", desk.invoice_page(id));
    let mut finance = desk.visitor("finance").await;
    let once = finance.get(&path).await.hidden("id");
    let form =
        [("id", once.as_str()), ("do", "issue"), ("reason", "goodwill"), ("quantity-1", "1")];
    let first = finance.post(&path, &form).await;
    let second = finance.post(&path, &form).await;
    assert_eq!(first.location(), second.location());
    assert_eq!(desk.invoice(id).await.credited, eur(59_50));
}
