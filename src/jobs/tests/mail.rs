use super::database::{OnePdf, TEST, World};
use super::smtp_server::SmtpServer;
use crate::domain::currency::Currency;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{InvoiceId, PaymentId, TenantId};
use crate::domain::money::Money;
use crate::domain::payment::{Payment, PaymentMethod};
use crate::jobs::{Attachment, AttachmentError, AttachmentSource, Work, Worker, run_due_jobs};
use crate::mail::{CapturedMail, Mailer};
use crate::store::emails::{self, EmailRow, LEASE, Outcome};
use crate::store::outbox::{self, Event};
use crate::store::{documents, payments};
use async_trait::async_trait;
use jiff::civil::date;
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use uuid::Uuid;

fn memory() -> Mailer {
    Mailer::memory("Acme", "billing@acme.example").unwrap()
}

fn smtp(port: u16) -> Mailer {
    let mut config: crate::mail::SmtpConfig =
        format!("smtp://127.0.0.1:{port}?tls=none").parse().unwrap();
    config.send_timeout_s = 1;
    Mailer::smtp(config, "Acme", "billing@acme.example").unwrap()
}

async fn emails_about(world: &World, tenant: TenantId, invoice: InvoiceId) -> Vec<EmailRow> {
    let mut tx = world.db.tenant_read(tenant).await.unwrap();
    emails::about(&mut tx, invoice.0).await.unwrap()
}

async fn emailed_events(world: &World, tenant: TenantId, invoice: InvoiceId) -> usize {
    let mut tx = world.db.tenant_read(tenant).await.unwrap();
    let events = documents::events(&mut tx, invoice.0).await.unwrap();
    events.iter().filter(|event| event.kind == DocumentEventKind::Emailed).count()
}

/// The state of the only e-mail about an invoice.
async fn state(world: &World, tenant: TenantId, invoice: InvoiceId) -> String {
    let mut rows = emails_about(world, tenant, invoice).await;
    assert_eq!(rows.len(), 1);
    rows.remove(0).state
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_send_each_invoice_once_to_each_recipient() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let tenant =
        world.tenant("en", &["a@kundin.example", "b@kundin.example", "A@kundin.example"]).await;
    let mut invoices = Vec::new();
    for _ in 0..10 {
        invoices.push(world.issue_invoice(tenant).await);
    }
    let (one, two) = (world.work(smtp(server.port)), world.work(smtp(server.port)));
    let (one, two) = tokio::join!(run_due_jobs(&one), run_due_jobs(&two));
    assert_eq!(one.unwrap().emails_sent + two.unwrap().emails_sent, 20);
    let taken = server.taken();
    assert_eq!(taken.len(), 20);
    let mails: Vec<_> = taken.iter().map(|t| CapturedMail::parse("x", &t.message)).collect();
    let pairs: HashSet<_> = mails.iter().map(|m| (m.subject.clone(), m.to.clone())).collect();
    assert_eq!(pairs.len(), 20, "no (invoice, recipient) twice");
    let ids: HashSet<_> = mails.iter().map(|m| m.message_id.clone()).collect();
    assert_eq!(ids.len(), 20);
    for invoice in invoices {
        assert_eq!(emailed_events(&world, tenant, invoice).await, 2);
    }
    world.close().await;
}

#[tokio::test]
async fn an_invoice_mail_carries_what_the_reader_needs() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let tenant = world.tenant("de", &["a@kundin.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    run_due_jobs(&world.work(smtp(server.port))).await.unwrap();
    let mail = CapturedMail::parse("x", &server.taken()[0].message);
    assert_eq!(mail.from, "Acme <Billing> <billing@acme.example>");
    assert_eq!(mail.reply_to, "office@acme.example");
    assert_eq!(mail.subject, "Rechnung INV-000001 von Acme <Billing>");
    let link = format!("https://billing.example/invoices/{invoice}");
    for body in [&mail.text, &mail.html] {
        for part in ["119,00\u{a0}€", "4. April 2026", "INV-000001", &link, "Registered in England"]
        {
            assert!(body.contains(part), "{part} in {body}");
        }
    }
    assert!(mail.html.contains("Acme &lt;Billing&gt;") && !mail.html.contains("Acme <Billing>"));
    assert!(mail.html.contains(r#"<html lang="de""#));
    assert!(mail.html.contains(&format!(r#"href="{link}""#)));
    let file = &mail.attachments[0];
    assert_eq!(
        (file.file_name.as_str(), file.content_type.as_str()),
        ("INV-000001.pdf", "application/pdf")
    );
    assert_eq!(file.bytes, b"%PDF-1.7 \x00\xff\r\n.\r\n");
    world.close().await;
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_and_one_for_good_is_not() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let work = world.work(smtp(server.port));
    let recipients = ["first-later-a@x.example", "never-b@x.example", "full-c@x.example"];
    let mut sent_to = Vec::new();
    for recipient in recipients {
        let tenant = world.tenant("en", &[recipient]).await;
        sent_to.push((tenant, world.issue_invoice(tenant).await));
    }
    let report = run_due_jobs(&work).await.unwrap();
    assert_eq!((report.emails_postponed, report.emails_failed), (1, 2));
    let (tenant, invoice) = sent_to[0];
    assert_eq!(state(&world, tenant, invoice).await, "queued");
    world.wait_s(80);
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_sent, 1);
    assert_eq!(state(&world, tenant, invoice).await, "sent");
    world.wait_s(86_400);
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_sent, 0);
    for (tenant, invoice) in &sent_to[1..] {
        assert_eq!(state(&world, *tenant, *invoice).await, "failed");
        assert_eq!(emailed_events(&world, *tenant, *invoice).await, 0);
    }
    world.close().await;
}

#[tokio::test]
async fn a_message_that_may_have_left_is_never_sent_again_by_itself() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let work = world.work(smtp(server.port));
    let mut sent_to = Vec::new();
    // One connection breaks after the message, one server answers too late.
    for recipient in ["drop-a@x.example", "slow-b@x.example"] {
        let tenant = world.tenant("en", &[recipient]).await;
        sent_to.push((tenant, world.issue_invoice(tenant).await));
    }
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_uncertain, 2);
    world.wait_s(30 * 86_400);
    run_due_jobs(&work).await.unwrap();
    assert_eq!(server.taken().len(), 2);
    for (tenant, invoice) in sent_to {
        assert_eq!(state(&world, tenant, invoice).await, "uncertain");
        // A person decides.
        let now = world.clock.now();
        let email = emails_about(&world, tenant, invoice).await.remove(0).email_id;
        let mut tx = world.db.worker_tenant(tenant, &TEST, now).await.unwrap();
        assert!(emails::requeue(&mut tx, email, now).await.unwrap());
        tx.commit().await.unwrap();
    }
    run_due_jobs(&work).await.unwrap();
    assert_eq!(server.taken().len(), 4);
    world.close().await;
}

#[tokio::test]
async fn nothing_is_lost_while_the_mail_server_is_away() {
    let world = World::new().await;
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    // Nothing listens on the discard port.
    assert_eq!(run_due_jobs(&world.work(smtp(9))).await.unwrap().emails_postponed, 1);
    let server = SmtpServer::start().await;
    world.wait_s(80);
    assert_eq!(run_due_jobs(&world.work(smtp(server.port))).await.unwrap().emails_sent, 1);
    assert_eq!(state(&world, tenant, invoice).await, "sent");
    world.close().await;
}

#[tokio::test]
async fn without_starttls_nothing_leaves_when_encryption_is_required() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let config = format!("smtp://127.0.0.1:{}", server.port).parse().unwrap();
    let mailer = Mailer::smtp(config, "Acme", "billing@acme.example").unwrap();
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    assert_eq!(run_due_jobs(&world.work(mailer)).await.unwrap().emails_postponed, 1);
    assert!(server.taken().is_empty());
    let row = emails_about(&world, tenant, invoice).await.remove(0);
    assert!(row.last_error.unwrap().contains("STARTTLS"));
    world.close().await;
}

#[tokio::test]
async fn connections_are_kept_for_the_next_message() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let work = world.work(smtp(server.port));
    let tenant = world.tenant("en", &["a@x.example"]).await;
    for _ in 0..5 {
        world.issue_invoice(tenant).await;
        run_due_jobs(&work).await.unwrap();
    }
    assert_eq!((server.taken().len(), server.connections()), (5, 1));
    world.close().await;
}

/// Claims the e-mail about `invoice` and dies before it is sent, or before it hears the outcome.
async fn crash_while_sending(
    world: &World,
    tenant: TenantId,
    invoice: InvoiceId,
) -> emails::ClaimedEmail {
    let email = emails_about(world, tenant, invoice).await.remove(0).email_id;
    let now = world.clock.now();
    let mut tx = world.db.worker_tenant(tenant, &TEST, now).await.unwrap();
    let claimed = emails::claim(&mut tx, email, now).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    claimed
}

/// A work whose outbox is delivered, with one e-mail waiting.
async fn with_one_waiting(world: &World) -> (TenantId, InvoiceId) {
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    let delivered = crate::jobs::deliver_outbox::run(&world.work(memory())).await.unwrap();
    assert_eq!(delivered.emails_queued, 1);
    (tenant, invoice)
}

#[tokio::test]
async fn after_a_crash_a_mail_server_is_not_asked_twice() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let work = world.work(smtp(server.port));
    let (tenant, invoice) = with_one_waiting(&world).await;
    let crashed = crash_while_sending(&world, tenant, invoice).await;
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_uncertain, 0, "the lease holds");
    world.wait_s(LEASE.as_secs() + 1);
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_uncertain, 1);
    assert_eq!(state(&world, tenant, invoice).await, "uncertain");
    assert!(server.taken().is_empty());
    // It had not died, it was slow: it knows better.
    let now = world.clock.now();
    let mut tx = world.db.worker_tenant(tenant, &TEST, now).await.unwrap();
    assert!(emails::settle(&mut tx, &crashed, Outcome::Sent, now).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(state(&world, tenant, invoice).await, "sent");
    world.close().await;
}

#[tokio::test]
async fn after_a_crash_a_captured_message_is_written_to_the_same_file() {
    let world = World::new().await;
    let folder = std::env::temp_dir().join(format!("quittance-mail-{}", Uuid::now_v7()));
    let mailer = Mailer::folder(&folder, "Acme", "billing@acme.example").unwrap();
    let work = world.work(mailer.clone());
    let (tenant, invoice) = with_one_waiting(&world).await;
    let crashed = crash_while_sending(&world, tenant, invoice).await;
    world.wait_s(LEASE.as_secs() + 1);
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_sent, 1);
    // A message with the same id takes the same name, so there is one, however often it is sent.
    let again = crate::mail::OutgoingMail {
        id: crashed.email_id.0,
        message_id: crashed.message_id,
        recipient: crashed.recipient,
        sender_name: crashed.sender_name,
        reply_to: crashed.reply_to,
        sent_at: world.clock.now(),
        subject: crashed.subject,
        text_body: crashed.text_body,
        html_body: crashed.html_body,
        attachment: None,
    };
    mailer.send(&again).await.unwrap();
    let captured = mailer.captured_folder().unwrap().list(10).await.unwrap();
    assert_eq!(captured.len(), 1);
    assert_eq!(captured[0].to, "a@x.example");
    std::fs::remove_dir_all(folder).unwrap();
    world.close().await;
}

#[tokio::test]
async fn a_fact_is_told_once_however_often_it_is_pushed() {
    let world = World::new().await;
    let work = world.work(memory());
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    run_due_jobs(&work).await.unwrap();
    let now = world.clock.now();
    let mut tx = world.db.tenant(tenant, &TEST, now).await.unwrap();
    let (event, kind) = (Event::InvoiceIssued, DocumentKind::Invoice);
    assert!(!outbox::push(&mut tx, now, event, kind, invoice.0, json!({})).await.unwrap());
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    assert_eq!(work.mailer.sent_in_memory().len(), 1);
    world.close().await;
}

#[tokio::test]
async fn a_fact_that_cannot_be_told_lets_the_others_pass() {
    let world = World::new().await;
    let work = world.work(memory());
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let now = world.clock.now();
    let mut tx = world.db.tenant(tenant, &TEST, now).await.unwrap();
    let (event, kind) = (Event::InvoiceIssued, DocumentKind::Invoice);
    outbox::push(&mut tx, now, event, kind, InvoiceId::new().0, json!({})).await.unwrap();
    tx.commit().await.unwrap();
    world.issue_invoice(tenant).await;
    let report = run_due_jobs(&work).await.unwrap();
    assert_eq!((report.outbox_stepped_back, report.emails_sent), (1, 1));
    world.wait_s(40);
    assert_eq!(run_due_jobs(&work).await.unwrap().outbox_stepped_back, 1, "it is not given up");
    world.close().await;
}

#[tokio::test]
async fn without_billing_addresses_the_owner_is_told() {
    let world = World::new().await;
    let work = world.work(memory());
    let tenant = world.tenant("en", &[]).await;
    world.owner(tenant, "olga@kundin.example").await;
    world.issue_invoice(tenant).await;
    let nobody = world.tenant("en", &[]).await;
    world.issue_invoice(nobody).await;
    let report = run_due_jobs(&work).await.unwrap();
    assert_eq!((report.outbox_dispatched, report.emails_sent), (2, 1));
    assert_eq!(work.mailer.sent_in_memory()[0].to, "olga@kundin.example");
    world.close().await;
}

#[tokio::test]
async fn a_payment_mail_names_what_it_settled_and_what_became_credit() {
    let world = World::new().await;
    let work = world.work(memory());
    let tenant = world.tenant("en", &["a@x.example"]).await;
    let invoice = world.issue_invoice(tenant).await;
    let eur = |amount_minor| Money { amount_minor, currency: Currency::EUR };
    let now = world.clock.now();
    let payment = Payment {
        tenant_id: tenant,
        payment_id: PaymentId::new(),
        method: PaymentMethod::BankTransfer,
        reference: "RF18 5390".into(),
        currency: Currency::EUR,
        amount: eur(150_00),
        allocated: eur(119_00),
        received_on: date(2026, 3, 20),
        recorded_at: now,
        recorded_by: TEST.to_string(),
    };
    let mut tx = world.db.tenant(tenant, &TEST, now).await.unwrap();
    payments::insert(&mut tx, &payment, "form-1").await.unwrap();
    let origin = payments::Origin::Payment(payment.payment_id);
    payments::allocate(&mut tx, invoice, origin, eur(119_00), now).await.unwrap();
    let (event, kind) = (Event::PaymentReceived, DocumentKind::Payment);
    outbox::push(&mut tx, now, event, kind, payment.payment_id.0, json!({})).await.unwrap();
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    let sent = work.mailer.sent_in_memory();
    let mail = sent.iter().find(|mail| mail.subject.contains("payment")).unwrap();
    assert_eq!(mail.subject, "We received your payment of €150.00");
    for fact in [
        "Received on: 20 March 2026",
        "Reference: RF18 5390",
        "Paid on invoice INV-000001: €119.00",
        "Added to your credit: €31.00",
    ] {
        assert!(mail.text.contains(fact), "{fact} in {}", mail.text);
    }
    assert_eq!(mail.attachments.len(), 1, "the receipt");
    world.close().await;
}

/// Not there for the first tries, then there; panics once in between.
struct Unready(AtomicU32);

#[async_trait]
impl AttachmentSource for Unready {
    async fn attachment(
        &self,
        tenant: TenantId,
        kind: DocumentKind,
        document_id: Uuid,
    ) -> Result<Attachment, AttachmentError> {
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 => Err(AttachmentError::NotReady),
            1 => panic!("a bug in rendering"),
            _ => OnePdf.attachment(tenant, kind, document_id).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_worker_survives_a_panic_and_sends_when_the_file_is_there() {
    let world = World::new().await;
    let attachments = Arc::new(Unready(AtomicU32::new(0)));
    let work = Work { attachments: attachments.clone(), ..world.work(memory()) };
    let tenant = world.tenant("en", &["a@x.example"]).await;
    world.issue_invoice(tenant).await;
    let (stop, shutdown) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(Worker::run(work.clone(), shutdown));
    for tries in 1..=3 {
        let started = std::time::Instant::now();
        while attachments.0.load(Ordering::Relaxed) < tries {
            assert!(started.elapsed() < Duration::from_secs(20), "try {tries} never came");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        // Past the wait for the file, then past the lease of the attempt that panicked.
        world.wait_s(LEASE.as_secs() + 60);
    }
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert_eq!(work.mailer.sent_in_memory().len(), 1);
    world.close().await;
}
