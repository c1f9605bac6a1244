//! Search and lists, the record of reading, the audit log, diagnostics, captured mail.

use super::desk::{Desk, line};
use crate::domain::id::TenantId;
use crate::mail::{Attachment, OutgoingMail};
use crate::store::audit;
use axum::http::StatusCode;
use jiff::SignedDuration;
use std::path::PathBuf;
use uuid::Uuid;

async fn views(desk: &Desk) -> usize {
    let mut tx = desk.app.db.staff_read().await.unwrap();
    let entries = audit::newest(&mut tx, Some(desk.tenant.0), None, 1000).await.unwrap();
    entries.iter().filter(|entry| entry.action == "customer.viewed").count()
}

#[tokio::test]
async fn reading_a_customers_pages_is_on_record_once_an_hour_per_reader() {
    let desk = Desk::open().await;
    let invoice = desk.invoice_page(desk.issue(&[line("1", "100")]).await);
    let mut support = desk.visitor("support").await;
    for path in [desk.page(), invoice.clone(), desk.page(), format!("{invoice}/pdf")] {
        assert_eq!(support.get(&path).await.status, StatusCode::OK);
    }
    assert_eq!(views(&desk).await, 1);
    desk.visitor("auditor").await.get(&desk.page()).await;
    assert_eq!(views(&desk).await, 2);
    desk.world.advance(SignedDuration::from_mins(61));
    support.get(&desk.page()).await;
    assert_eq!(views(&desk).await, 3);
}

#[tokio::test]
async fn a_customer_is_found_by_name_reference_and_invoice_number() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let number = desk.invoice(id).await.number.unwrap();
    let mut support = desk.visitor("support").await;
    let mut tx = desk.app.db.tenant_read(desk.tenant).await.unwrap();
    let reference = crate::store::tenants::profile(&mut tx).await.unwrap().account_ref;
    drop(tx);
    for text in [&reference, &reference.to_uppercase()] {
        support.get(&format!("/admin/customers?q={text}")).await.says(&desk.page());
    }
    // Other worlds have invoices with this number too; only ten are shown.
    support.get(&format!("/admin/customers?q={number}")).await.says("Invoices with this number");
    support.get("/admin/customers?q=nobody+of+this+name").await.says("Nothing found");
}

#[tokio::test]
async fn the_audit_log_shows_who_did_what_before_and_after() {
    let desk = Desk::open().await;
    let id = desk.issue(&[line("1", "100")]).await;
    let mut admin = desk.visitor("admin").await;
    let form = [("void-reason", "sent to the wrong office")];
    admin.post(&format!("{}/void", desk.invoice_page(id)), &form).await;
    let path = format!("/admin/audit?customer={}", desk.tenant);
    let page = desk.visitor("auditor").await.get(&path).await;
    page.says("invoice.updated");
    page.says("sent to the wrong office");
    page.says(r#""status": "void""#);
    page.says("<bdi>admin</bdi>");
    // Reading the log leaves no entry in it.
    assert_eq!(views(&desk).await, 1);
}

#[tokio::test]
async fn the_audit_log_pages_through_entries_of_one_instant() {
    let desk = Desk::open().await;
    desk.issue(&[line("1", "100")]).await;
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let mut tx = desk.app.db.staff_read().await.unwrap();
        let page = audit::newest(&mut tx, Some(desk.tenant.0), before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(audit::NewestKey {
            at: last.at.parse().unwrap(),
            tenant_id: last.tenant_id,
            sequence: last.sequence,
        });
        seen.extend(page.iter().map(|entry| entry.sequence));
    }
    let all: Vec<i64> = (1..=seen[0]).rev().collect();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn the_diagnostics_page_names_every_check() {
    let desk = Desk::open().await;
    let page = desk.visitor("support").await.get("/admin/diagnostics").await;
    for check in ["Database", "Database roles", "Schema", "Clock", "Jobs", "Books", "PDF and fonts"]
    {
        page.says(check);
    }
}

#[tokio::test]
async fn a_page_of_the_overview_shows_what_is_owed() {
    let desk = Desk::open().await;
    desk.issue(&[line("1", "100")]).await;
    let page = desk.visitor("support").await.get("/admin").await;
    page.says("Receivables in EUR by age");
    page.says("Not due");
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("quittance-mail-{}", Uuid::now_v7())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn captured_mail_is_readable_in_a_sandbox_without_signing_in() {
    let folder = Folder::new();
    let desk = Desk::sandbox(&folder.0).await;
    let id = Uuid::now_v7();
    let mail = OutgoingMail {
        id,
        message_id: desk.app.work.mailer.message_id(id),
        recipient: "ada@acme.example".into(),
        sender_name: String::new(),
        reply_to: String::new(),
        sent_at: desk.world.now(),
        subject: "Your sign-in link".into(),
        text_body: "Open http://127.0.0.1:8080/sign-in/link/abc now".into(),
        html_body: "<p style=\"color:red\">Hello<script>alert(1)</script></p>".into(),
        attachment: Some(Attachment {
            file_name: "LUM-1.pdf".into(),
            content_type: "application/pdf".into(),
            bytes: b"%PDF-1.7".to_vec(),
        }),
    };
    desk.app.work.mailer.send(&mail).await.unwrap();
    let mut nobody = desk.stranger();
    let list = nobody.get("/dev/mail").await;
    list.says("Your sign-in link");
    list.says("This page exists only in a sandbox.");
    let message = nobody.get(&format!("/dev/mail/{id}")).await;
    message.says(r#"href="http://127.0.0.1:8080/sign-in/link/abc""#);
    message.says(r#"sandbox="""#);
    let html = nobody.get(&format!("/dev/mail/{id}/html")).await;
    let policy = html.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("; sandbox;"), "{policy}");
    assert!(!policy.contains("script-src"), "{policy}");
    assert_eq!(html.header("x-frame-options"), "SAMEORIGIN");
    let file = nobody.get(&format!("/dev/mail/{id}/attachments/0")).await;
    assert_eq!(file.bytes, b"%PDF-1.7");
    assert_eq!(file.header("content-disposition"), r#"attachment; filename="LUM-1.pdf""#);
    let beyond = nobody.get(&format!("/dev/mail/{id}/attachments/1")).await;
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_live_deployment_has_no_page_of_captured_mail() {
    let desk = Desk::open().await;
    let id = TenantId::new();
    for path in ["/dev/mail".to_owned(), format!("/dev/mail/{id}"), format!("/dev/mail/{id}/html")]
    {
        assert_eq!(desk.stranger().get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
