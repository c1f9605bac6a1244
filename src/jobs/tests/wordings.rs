//! A mail says what the operator's wording says when it is composed, and is never lost over one.

use super::database::{TEST, World};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::id::{PersonId, TenantId};
use crate::flows::diagnostics::{Health, diagnose};
use crate::flows::emails::save_wording::{SaveWordingError, save_wording};
use crate::i18n::Locale;
use crate::jobs::{Job, SignInLinkMail, TestMail, enqueue, run_due_jobs};
use crate::mail::Mailer;
use crate::mail::templates::{MailKind, Wording};
use crate::store::email_lists::{self, EmailFilter};
use crate::store::email_templates;
use jiff::SignedDuration;

const INVOICE: (MailKind, Locale) = (MailKind::InvoiceIssued, Locale::En);

fn memory() -> Mailer {
    Mailer::memory("Acme", "billing@acme.example").unwrap()
}

fn wording(subject: &str, body: &str) -> Wording {
    Wording { subject: subject.into(), body: body.into() }
}

async fn editor(world: &World) -> PersonId {
    let tenant = world.tenant("en", &[]).await;
    world.owner(tenant, "edda@acme.example").await
}

async fn save(
    world: &World,
    by: PersonId,
    mail: (MailKind, Locale),
    known: i32,
    wording: Option<&Wording>,
) -> Result<i32, SaveWordingError> {
    let now = world.clock.now();
    let mut tx = world.db.operator(&TEST, now).await.unwrap();
    let version = save_wording(&mut tx, now, by.0, mail, known, wording).await?;
    tx.commit().await.unwrap();
    Ok(version)
}

/// (subject, version) of each e-mail of the tenant, oldest first.
async fn composed(world: &World, tenant: TenantId) -> Vec<(String, i32)> {
    let mut tx = world.db.staff_read().await.unwrap();
    let filter = EmailFilter { tenant: Some(tenant), ..EmailFilter::default() };
    let mut rows = email_lists::page(&mut tx, &filter, None, 100).await.unwrap();
    rows.reverse();
    rows.into_iter().map(|row| (row.subject, row.template_version)).collect()
}

#[tokio::test]
async fn a_mail_has_the_wording_that_counts_when_it_is_composed_and_keeps_it() {
    let world = World::new().await;
    let (work, by) = (world.work(memory()), editor(&world).await);
    let tenant = world.tenant("en", &["a@x.example"]).await;
    world.issue_invoice(tenant).await;
    crate::jobs::deliver_outbox::run(&work).await.unwrap();
    let first = wording("Bill {number} for {account}", "Please pay {amount}.\n\n[Pay]({link})");
    assert_eq!(save(&world, by, INVOICE, 0, Some(&first)).await.unwrap(), 1);
    world.wait_s(1);
    world.issue_invoice(tenant).await;
    run_due_jobs(&work).await.unwrap();
    assert_eq!(save(&world, by, INVOICE, 1, None).await.unwrap(), 2);
    world.wait_s(1);
    world.issue_invoice(tenant).await;
    run_due_jobs(&work).await.unwrap();
    let expected = [
        ("Invoice INV-000001 from Acme <Billing>", 0),
        ("Bill INV-000002 for Kundin & Söhne GmbH", 1),
        ("Invoice INV-000003 from Acme <Billing>", 0),
    ];
    assert_eq!(composed(&world, tenant).await, expected.map(|(s, v)| (s.to_owned(), v)));
    let sent = work.mailer.sent_in_memory();
    let reworded = sent.iter().find(|mail| mail.subject.starts_with("Bill")).unwrap();
    assert!(
        reworded.text.contains("Please pay €119.00.\n\nPay:\nhttps://billing.example/invoices/")
    );
    assert!(reworded.html.contains(">Pay</a>"));
    assert_eq!(reworded.attachments.len(), 1);
    // The other language keeps its own words.
    let german = world.tenant("de", &["b@x.example"]).await;
    world.issue_invoice(german).await;
    run_due_jobs(&work).await.unwrap();
    assert_eq!(composed(&world, german).await[0].1, 0);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_save_at_once_one_is_told() {
    let world = World::new().await;
    let by = editor(&world).await;
    let (one, two) = (wording("One", "One {link}"), wording("Two", "Two {link}"));
    let (a, b) = tokio::join!(
        save(&world, by, INVOICE, 0, Some(&one)),
        save(&world, by, INVOICE, 0, Some(&two))
    );
    let outcomes = [a, b];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(
        outcomes.iter().any(|outcome| matches!(outcome, Err(SaveWordingError::ChangedMeanwhile)))
    );
    // Saving what stands there already is no version.
    let mut tx = world.db.staff_read().await.unwrap();
    let history = email_templates::history(&mut tx, "invoice_issued", "en").await.unwrap();
    let (subject, body) = history[0].words.clone().unwrap();
    let same = Wording { subject, body: format!("{body}\r\n") };
    assert_eq!(save(&world, by, INVOICE, 1, Some(&same)).await.unwrap(), 1);
    let faults = save(&world, by, INVOICE, 1, Some(&wording("x", "{customer.tax_id}"))).await;
    assert!(matches!(faults, Err(SaveWordingError::Faults(_))));
    world.close().await;
}

#[tokio::test]
async fn a_wording_that_no_longer_reads_gives_way_to_the_built_in_one_and_doctor_says_so() {
    let world = World::new().await;
    let (work, by) = (world.work(memory()), editor(&world).await);
    let tenant = world.tenant("en", &["a@x.example"]).await;
    // As an older version of the product allowed it.
    world
        .as_superuser(&format!(
            "insert into email_templates values
               ('invoice_issued', 'en', 1, 'Old {{discount}}', 'Text', '2026-01-01', '{by}')"
        ))
        .await;
    world.issue_invoice(tenant).await;
    run_due_jobs(&work).await.unwrap();
    let subject = "Invoice INV-000001 from Acme <Billing>".to_owned();
    assert_eq!(composed(&world, tenant).await, [(subject, 0)]);
    assert_eq!(work.mailer.sent_in_memory().len(), 1);
    let config = Config::read(|_| None).unwrap();
    let finding = async || {
        let findings = diagnose(&world.db, &Clock::system(), &config).await;
        findings.into_iter().find(|finding| finding.check == "diagnosis-wordings").unwrap()
    };
    let warned = finding().await;
    assert_eq!(warned.health, Health::Warn);
    assert!(warned.details[0].contains("discount"), "{:?}", warned.details);
    save(&world, by, INVOICE, 1, Some(&wording("New {number}", "Text"))).await.unwrap();
    assert_eq!(finding().await.health, Health::Ok);
    world.close().await;
}

#[tokio::test]
async fn a_sign_in_link_and_a_test_follow_the_wording_too() {
    let world = World::new().await;
    let (work, by) = (world.work(memory()), editor(&world).await);
    let mail = (MailKind::SignInLink, Locale::En);
    let words = wording("Come in", "For {minutes} minutes: {link}");
    save(&world, by, mail, 0, Some(&words)).await.unwrap();
    let now = world.clock.now();
    let link = SignInLinkMail {
        email: "jane@kundin.example".into(),
        name: "Jane".into(),
        language: Some("en".into()),
        token: "s3cret".into(),
        next: String::new(),
        expires_at: now + SignedDuration::from_mins(15),
    };
    let test = TestMail {
        email: "edda@acme.example".into(),
        template: "invoice_issued".into(),
        language: "de".into(),
        subject: "Zu {number}".into(),
        body: "Hallo **{account}**".into(),
    };
    let unreadable = TestMail { body: "{tax_id}".into(), ..test.clone() };
    let mut tx = world.db.operator(&TEST, now).await.unwrap();
    for job in [Job::from(link), Job::from(test), Job::from(unreadable)] {
        enqueue(&mut tx, now, &job).await.unwrap();
    }
    tx.commit().await.unwrap();
    run_due_jobs(&work).await.unwrap();
    let sent = work.mailer.sent_in_memory();
    assert_eq!(sent.len(), 2);
    let link = sent.iter().find(|mail| mail.to == "jane@kundin.example").unwrap();
    assert_eq!(link.subject, "Come in");
    assert!(link.text.contains("For 15 minutes: https://billing.example/sign-in/link/s3cret"));
    let test = sent.iter().find(|mail| mail.to == "edda@acme.example").unwrap();
    assert_eq!(test.subject, "[Test] Zu LUM-2026-00418");
    assert!(test.html.contains("Hallo <strong>Nordlicht GmbH</strong>"));
    world.close().await;
}
