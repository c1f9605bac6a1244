//! What comes back is recorded once, for the mail it names; an address that failed is left alone.

use super::database::{TEST, World};
use super::smtp_server::SmtpServer;
use crate::domain::document::DocumentEventKind;
use crate::domain::id::{EmailId, InvoiceId, TenantId};
use crate::flows::emails::clear_address::clear_address;
use crate::flows::emails::receive_bounce::{Received, receive_bounce};
use crate::flows::emails::retry_email::{RetryEmailError, retry_email};
use crate::jobs::{Job, SignInLinkMail, enqueue, run_due_jobs};
use crate::mail::bounce_tests::sample_notice;
use crate::mail::{BounceAddress, Mailer, SmtpConfig, read_notice};
use crate::store::email_lists::{self, EmailFilter, ListedEmail};
use crate::store::{StoreError, bounces, documents};
use jiff::SignedDuration;

const ADDRESS: &str = "jane.doe@kundin.example";

fn addresses() -> BounceAddress {
    BounceAddress::new("bounces@acme.example", &[7; 32]).unwrap()
}

fn smtp(port: u16) -> Mailer {
    let mut config: SmtpConfig = format!("smtp://127.0.0.1:{port}?tls=none").parse().unwrap();
    config.send_timeout_s = 2;
    Mailer::smtp(config, "Acme", "billing@acme.example").unwrap().with_bounces(addresses())
}

async fn rows(world: &World, tenant: TenantId) -> Vec<ListedEmail> {
    let mut tx = world.db.staff_read().await.unwrap();
    let filter = EmailFilter { tenant: Some(tenant), ..EmailFilter::default() };
    email_lists::page(&mut tx, &filter, None, 100).await.unwrap()
}

async fn row(world: &World, tenant: TenantId) -> ListedEmail {
    rows(world, tenant).await.remove(0)
}

async fn barred(world: &World, tenant: TenantId) -> Vec<bounces::BarredAddress> {
    bounces::barred(&mut world.db.tenant_read(tenant).await.unwrap()).await.unwrap()
}

async fn bounces_of(world: &World, tenant: TenantId, invoice: InvoiceId) -> usize {
    let mut tx = world.db.tenant_read(tenant).await.unwrap();
    let events = documents::events(&mut tx, invoice.0).await.unwrap();
    events.iter().filter(|event| event.kind == DocumentEventKind::Bounced).count()
}

/// Hands a notice of this form over, which came to `envelope`.
async fn take(world: &World, name: &str, envelope: &str) -> Received {
    let notice = read_notice(&sample_notice(name, envelope));
    receive_bounce(&world.db, &addresses(), &notice, None, world.clock.now()).await.unwrap()
}

fn word(received: Received) -> &'static str {
    match received {
        Received::Bounced { .. } => "bounced",
        Received::Delayed { .. } => "delayed",
        Received::KnownAlready => "known",
        Received::NotOurs => "not ours",
        Received::MailIsGone => "gone",
        Received::Ignored => "ignored",
    }
}

/// A sent invoice's mail: whose, which, and its envelope's sender.
async fn sent(world: &World, server: &SmtpServer) -> (TenantId, InvoiceId, String) {
    let tenant = world.tenant("en", &[ADDRESS]).await;
    let invoice = world.issue_invoice(tenant).await;
    run_due_jobs(&world.work(smtp(server.port))).await.unwrap();
    (tenant, invoice, server.taken().last().unwrap().sender.clone())
}

#[tokio::test]
async fn a_notice_of_any_common_form_is_recorded_for_the_mail_it_came_back_for() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    for name in ["postfix_5_1_1", "exim_5_0_0", "exchange_5_1_10", "gmail_5_2_1"] {
        let (tenant, invoice, envelope) = sent(&world, &server).await;
        assert!(envelope.starts_with("bounces+"), "{envelope}");
        assert_eq!(word(take(&world, name, &envelope).await), "bounced", "{name}");
        let bounced = row(&world, tenant).await;
        assert_eq!(bounced.state, "bounced");
        assert!(bounced.is_barred && bounced.bounce_status.unwrap().starts_with("5."));
        let words = bounced.bounce_diagnostic.unwrap();
        assert!(!words.contains('@') && !words.contains("jane"), "{name}: {words}");
        assert_eq!(barred(&world, tenant).await[0].address, ADDRESS);
        assert_eq!(bounces_of(&world, tenant, invoice).await, 1);
        // The header that readers see is the sender's as before.
        let mail = crate::mail::CapturedMail::parse("x", &server.taken().last().unwrap().message);
        assert!(mail.from.ends_with("<billing@acme.example>"), "{}", mail.from);
    }
    world.close().await;
}

#[tokio::test]
async fn the_same_notice_twice_changes_nothing_even_at_once() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    let (tenant, invoice, envelope) = sent(&world, &server).await;
    let (one, two) = tokio::join!(
        take(&world, "postfix_5_1_1", &envelope),
        take(&world, "postfix_5_1_1", &envelope)
    );
    let mut words = [word(one), word(two)];
    words.sort_unstable();
    assert_eq!(words, ["bounced", "known"]);
    let before = row(&world, tenant).await;
    world.wait_s(3600);
    assert_eq!(word(take(&world, "gmail_5_2_1", &envelope).await), "known");
    assert_eq!(word(take(&world, "postfix_delayed", &envelope).await), "known");
    assert_eq!(row(&world, tenant).await, before);
    assert_eq!(bounces_of(&world, tenant, invoice).await, 1);
    assert_eq!(barred(&world, tenant).await.len(), 1);
    world.close().await;
}

#[tokio::test]
async fn a_late_mail_is_noted_and_bars_nothing_until_it_is_given_up() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    let (tenant, invoice, envelope) = sent(&world, &server).await;
    assert_eq!(word(take(&world, "postfix_delayed", &envelope).await), "delayed");
    let late = row(&world, tenant).await;
    assert_eq!((late.state.as_str(), late.bounce_status.as_deref()), ("sent", Some("4.4.1")));
    assert!(barred(&world, tenant).await.is_empty());
    assert_eq!(bounces_of(&world, tenant, invoice).await, 0);
    // Given up: not delivered, but nothing is wrong with the address.
    let given_up = String::from_utf8(sample_notice("postfix_delayed", &envelope)).unwrap();
    let given_up = given_up.replace("Action: delayed", "Action: failed");
    let notice = read_notice(given_up.as_bytes());
    let received =
        receive_bounce(&world.db, &addresses(), &notice, None, world.clock.now()).await.unwrap();
    assert_eq!(word(received), "bounced");
    assert_eq!(row(&world, tenant).await.state, "bounced");
    assert!(barred(&world, tenant).await.is_empty());
    world.close().await;
}

#[tokio::test]
async fn a_forged_or_foreign_address_records_nothing() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    let (tenant, _, envelope) = sent(&world, &server).await;
    let before = row(&world, tenant).await;
    let at = envelope.find('@').unwrap();
    let last = if envelope[..at].ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}{}", &envelope[..at - 1], &envelope[at..]);
    let theirs = BounceAddress::new("bounces@acme.example", &[8; 32]).unwrap();
    assert!(theirs.message_of(&envelope).is_none());
    for address in [forged.as_str(), "bounces@acme.example", "billing@acme.example"] {
        assert_eq!(word(take(&world, "postfix_5_1_1", address).await), "not ours", "{address}");
    }
    // What the mail server says it was asked to deliver to counts more than any header.
    let notice = read_notice(&sample_notice("postfix_5_1_1", &envelope));
    let now = world.clock.now();
    let received =
        receive_bounce(&world.db, &addresses(), &notice, Some(&forged), now).await.unwrap();
    assert_eq!(word(received), "not ours");
    for name in ["holiday", "delivered"] {
        assert_eq!(word(take(&world, name, &envelope).await), "ignored", "{name}");
    }
    assert_eq!(row(&world, tenant).await, before);
    world.close().await;
}

#[tokio::test]
async fn a_refusal_while_sending_is_a_bounce_and_only_a_dead_address_is_barred() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    let mut found = Vec::new();
    for address in ["never-b@x.example", "blocked-c@x.example", "full-d@x.example"] {
        let tenant = world.tenant("en", &[address]).await;
        let invoice = world.issue_invoice(tenant).await;
        run_due_jobs(&world.work(smtp(server.port))).await.unwrap();
        let refused = row(&world, tenant).await;
        assert_eq!(refused.state, "failed");
        assert_eq!(bounces_of(&world, tenant, invoice).await, 1, "{address}");
        for words in [refused.bounce_diagnostic.unwrap(), refused.last_error.unwrap()] {
            assert!(!words.contains('@') && !words.contains("never-b"), "{words}");
        }
        found.push((refused.bounce_status.unwrap(), barred(&world, tenant).await.len()));
    }
    // 552 after the message says that it was too much, not that nobody is there.
    let expected = [("5.1.1", 1), ("5.7.1", 0), ("5.6.0", 0)];
    assert_eq!(found, expected.map(|(status, count)| (status.to_owned(), count)));
    world.close().await;
}

#[tokio::test]
async fn nothing_is_mailed_to_a_barred_address_until_somebody_clears_it() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    let work = world.work(smtp(server.port));
    let (tenant, _, envelope) = sent(&world, &server).await;
    take(&world, "postfix_5_1_1", &envelope).await;
    // Another customer with the same address is asked for itself.
    let (other, ..) = sent(&world, &server).await;
    assert_eq!(row(&world, other).await.state, "sent");
    assert!(barred(&world, other).await.is_empty());

    world.issue_invoice(tenant).await;
    let taken = server.taken().len();
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_suppressed, 1);
    let held = row(&world, tenant).await;
    assert_eq!((held.state.as_str(), server.taken().len()), ("suppressed", taken));
    world.wait_s(30 * 86_400);
    assert!(run_due_jobs(&work).await.unwrap().emails_suppressed == 0);

    let now = world.clock.now();
    let again = retry_email(&world.db, tenant, &TEST, held.email_id, now).await;
    assert!(matches!(again, Err(RetryEmailError::Barred)), "{again:?}");
    let entry = barred(&world, tenant).await.remove(0);
    let elsewhere = clear_address(&world.db, other, &TEST, entry.id, now).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)), "another tenant's");
    assert!(clear_address(&world.db, tenant, &TEST, entry.id, now).await.unwrap());
    assert!(!clear_address(&world.db, tenant, &TEST, entry.id, now).await.unwrap(), "twice");
    retry_email(&world.db, tenant, &TEST, held.email_id, now).await.unwrap();
    let again = retry_email(&world.db, tenant, &TEST, held.email_id, now).await;
    assert!(matches!(again, Err(RetryEmailError::NothingToDo)), "{again:?}");
    assert_eq!(run_due_jobs(&work).await.unwrap().emails_sent, 1);
    assert_eq!(server.taken().len(), taken + 1);
    let foreign = retry_email(&world.db, other, &TEST, held.email_id, now).await;
    assert!(matches!(foreign, Err(RetryEmailError::NotFound)), "{foreign:?}");
    // It bounces once more: that is news.
    take(&world, "postfix_5_1_1", &server.taken().last().unwrap().sender).await;
    assert_eq!(barred(&world, tenant).await.len(), 1);
    world.close().await;
}

#[tokio::test]
async fn a_sign_in_link_is_tried_whatever_came_back_and_its_bounce_is_kept_without_its_address() {
    let (world, server) = (World::new().await, SmtpServer::start().await);
    let work = world.work(smtp(server.port));
    let (_, _, envelope) = sent(&world, &server).await;
    take(&world, "postfix_5_1_1", &envelope).await;
    for email in [ADDRESS, "never-b@x.example"] {
        let now = world.clock.now();
        let mail = SignInLinkMail {
            email: email.into(),
            name: "Jane".into(),
            language: None,
            token: "s3cret".into(),
            next: String::new(),
            expires_at: now + SignedDuration::from_mins(15),
        };
        let mut tx = world.db.operator(&TEST, now).await.unwrap();
        enqueue(&mut tx, now, &Job::SendSignInLink(mail)).await.unwrap();
        tx.commit().await.unwrap();
        run_due_jobs(&work).await.unwrap();
    }
    let mut tx = world.db.staff_read().await.unwrap();
    let refused = bounces::of_jobs(&mut tx).await.unwrap();
    assert_eq!((refused.len(), refused[0].status.as_str()), (1, "5.1.1"));
    let link = server.taken().last().unwrap().sender.clone();
    assert_ne!(link, envelope);
    assert_eq!(word(take(&world, "gmail_5_2_1", &link).await), "bounced");
    assert_eq!(word(take(&world, "gmail_5_2_1", &link).await), "known");
    let kept = bounces::of_jobs(&mut tx).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|job| job.kind == "send_sign_in_link"));
    world.close().await;
}

#[tokio::test]
async fn a_notice_for_a_mail_that_is_kept_no_more_is_no_error() {
    let world = World::new().await;
    let envelope = addresses().of_message(EmailId::new().0).unwrap().to_string();
    assert_eq!(word(take(&world, "postfix_5_1_1", &envelope).await), "gone");
    world.close().await;
}
