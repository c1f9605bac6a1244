//! Credit notes whose excess goes back in the same submit.

use super::{Counter, SLOW_REFUND_CARD};
use crate::harness::TESTER;
use crate::harness::books::eur;
use crate::harness::shop::GOOD_CARD;
use quittance::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use quittance::domain::id::{CreditNoteId, GrantId, InvoiceId};
use quittance::flows::credit_notes::void_credit_note::void_credit_note;
use quittance::flows::credits::{NewGrant, give_credit};
use quittance::flows::payments::apply_credit::apply_credit;
use reqwest::StatusCode;

impl Counter {
    /// Issues a credit note over `pieces` of 1.19 each.
    async fn credit_note(
        &self,
        invoice: InvoiceId,
        note: CreditNoteId,
        pieces: &str,
        excess: &[(&str, &str)],
    ) -> (StatusCode, String) {
        let path = format!("/admin/customers/{}/invoices/{invoice}/credit-note", self.shop.tenant);
        let id = note.to_string();
        let mut form = vec![("id", &*id), ("reason", "returned"), ("quantity-1", pieces)];
        form.extend([("memo", ""), ("do", "issue")]);
        form.extend(excess);
        let answer = self.finance().await.post(&path, &form).await;
        (answer.status, answer.text())
    }
}

#[tokio::test]
async fn the_excess_goes_back_to_the_card_in_the_submit_that_issues_the_note() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    counter.pay(invoice, "119.00", GOOD_CARD).await;
    let note = CreditNoteId::new();
    for _ in 0..2 {
        let (status, text) =
            counter.credit_note(invoice, note, "50", &[("excess", "source")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    }
    // 50 × 1.19 = 59.50
    assert_eq!(counter.states().await, "succeeded");
    assert_eq!((counter.returned_there_minor().await, counter.credit().await), (59_50, eur(0)));
    counter.shop.world.run_due_jobs().await;
    let attached = "select count(*) from emails where event = 'refund_sent' and attach_document and state = 'sent'";
    assert_eq!(counter.shop.number(attached).await, 1);
    // The credit note's own mail does not promise credit that has gone back.
    let told = "select text_body from emails where event = 'credit_note_issued'";
    assert!(!counter.shop.text(told).await.contains("Added to your credit"));
    let page = counter.shop.browser.get(&format!("/credit-notes/{note}")).await.text();
    assert!(page.contains("Refunded to •••• 4242 on"), "{page}");
    let page = counter.shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains("Refund of €59.50 on its way"), "{page}");
    counter.books_agree().await;
}

#[tokio::test]
async fn the_excess_is_split_over_the_payments_the_oldest_first() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    let first = counter.pay(invoice, "60.00", GOOD_CARD).await;
    let second = counter.pay(invoice, "59.00", GOOD_CARD).await;
    let (status, text) =
        counter.credit_note(invoice, CreditNoteId::new(), "100", &[("excess", "source")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    for (payment, amount_minor) in [(first, 60_00), (second, 59_00)] {
        let sql = format!("select refunded_minor from payments where payment_id = '{payment}'");
        assert_eq!(counter.shop.number(&sql).await, amount_minor);
    }
    assert_eq!(counter.states().await, "succeeded succeeded");
    assert_eq!(counter.returned_there_minor().await, 119_00);
}

#[tokio::test]
async fn a_note_whose_excess_cannot_go_back_to_the_card_is_not_issued_at_all() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    // 50.00 by card, 69.00 by wire.
    counter.pay(invoice, "50.00", GOOD_CARD).await;
    counter.shop.world.pay(counter.shop.tenant, eur(69_00), &[invoice], "wire").await;
    let (status, text) =
        counter.credit_note(invoice, CreditNoteId::new(), "100", &[("excess", "source")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("have €50.00 left to go back; €119.00 is left over"), "{text}");
    assert_eq!(counter.shop.number("select count(*) from credit_notes").await, 0);
    assert_eq!(counter.states().await, "");
}

#[tokio::test]
async fn what_is_due_is_reduced_first_and_only_the_rest_was_paid_back_by_bank() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    counter.shop.world.pay(counter.shop.tenant, eur(100_00), &[invoice], "wire").await;
    let by_bank = [("excess", "bank"), ("reference", "SEPA 12"), ("paid-on", "2026-03-02")];
    let future = [("excess", "bank"), ("reference", ""), ("paid-on", "2099-03-02")];
    let (status, _) = counter.credit_note(invoice, CreditNoteId::new(), "100", &future).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, text) = counter.credit_note(invoice, CreditNoteId::new(), "100", &by_bank).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    // 119.00 credited, 19.00 was due, 100.00 went back.
    assert_eq!(counter.account("bank").await, eur(0));
    assert_eq!((counter.account("receivable").await, counter.credit().await), (eur(0), eur(0)));
    assert_eq!(counter.states().await, "succeeded");
    counter.books_agree().await;
}

const BY_BANK: [(&str, &str); 3] =
    [("excess", "bank"), ("reference", "SEPA 12"), ("paid-on", "2026-03-02")];

#[tokio::test]
async fn what_was_paid_back_by_bank_counts_as_given_back_of_the_payments() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    let card = counter.pay(invoice, "60.00", GOOD_CARD).await;
    counter.shop.world.pay(counter.shop.tenant, eur(59_00), &[invoice], "wire").await;
    let (status, text) = counter.credit_note(invoice, CreditNoteId::new(), "100", &BY_BANK).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    assert_eq!(counter.states().await, "succeeded succeeded");
    assert_eq!((counter.counted().await, counter.credit().await), (eur(119_00), eur(0)));
    let of_card = format!("select refunded_minor from payments where payment_id = '{card}'");
    assert_eq!(counter.shop.number(&of_card).await, 60_00);
    // Other credit of the customer does not send the card's 60.00 back once more.
    counter.shop.world.pay(counter.shop.tenant, eur(60_00), &[], "too much").await;
    assert_eq!(counter.refund(card, "0.01").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(counter.returned_there_minor().await, 0);
    // 59.00 - 119.00 + 60.00
    assert_eq!(counter.account("bank").await, eur(0));
    counter.books_agree().await;
}

#[tokio::test]
async fn an_excess_that_credit_given_away_has_paid_is_not_paid_out_of_other_credit() {
    let counter = Counter::open().await;
    let (world, tenant) = (&counter.shop.world, counter.shop.tenant);
    let (now, today) = (world.now(), world.today());
    let promotional = NewGrant {
        grant_id: GrantId::new(),
        kind: GrantKind::Promotional,
        source_id: None,
        amount: eur(119_00),
        expires_on: None,
        priority: USUAL_PRIORITY,
        note: String::new(),
    };
    let invoice = counter.shop.invoice().await.invoice_id;
    let mut tx = world.write(tenant).await;
    give_credit(&mut tx, now, today, &TESTER, &promotional).await.unwrap();
    apply_credit(&mut tx, now, today, &TESTER, invoice).await.unwrap();
    tx.commit().await.unwrap();
    world.pay(tenant, eur(200_00), &[], "in advance").await;
    for excess in [&BY_BANK[..], &[("excess", "source")]] {
        let (status, text) = counter.credit_note(invoice, CreditNoteId::new(), "100", excess).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    }
    assert_eq!((counter.states().await, counter.credit().await), (String::new(), eur(200_00)));
    counter.books_agree().await;
}

#[tokio::test]
async fn a_failed_refund_of_a_credit_note_that_was_voided_is_not_made_again() {
    let counter = Counter::open().await;
    let invoice = counter.shop.invoice().await.invoice_id;
    counter.pay(invoice, "119.00", SLOW_REFUND_CARD).await;
    let note = CreditNoteId::new();
    let (status, text) = counter.credit_note(invoice, note, "50", &[("excess", "source")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    counter.fail_there().await;
    assert_eq!((counter.states().await, counter.credit().await), ("failed".into(), eur(59_50)));
    let world = &counter.shop.world;
    let (now, today) = (world.now(), world.today());
    let mut tx = world.write(counter.shop.tenant).await;
    void_credit_note(&mut tx, now, today, &TESTER, note, "typed wrongly").await.unwrap();
    tx.commit().await.unwrap();
    // Other credit of the customer would pay for it.
    world.pay(counter.shop.tenant, eur(100_00), &[], "too much").await;
    assert_eq!(counter.act("failed", "retry", &[]).await, "note-void");
    let list = counter.finance().await.get("/admin/refunds?done=note-void").await.text();
    assert!(list.contains("the credit note of this refund is void"), "{list}");
    assert_eq!((counter.states().await, counter.credit().await), ("failed".into(), eur(100_00)));
    counter.books_agree().await;
}

#[tokio::test]
async fn at_an_end_what_the_card_paid_goes_back_to_it_and_what_credit_paid_stays_credit() {
    use quittance::domain::period::{Interval, IntervalUnit};
    use quittance::flows::billing::bill_subscription::NoUsage;
    use quittance::flows::billing::run_due::run_due;
    use quittance::flows::subscriptions::quote::act_now;
    use quittance::flows::subscriptions::{Act, Unused, When};
    let counter = Counter::open().await;
    let (world, tenant) = (&counter.shop.world, counter.shop.tenant);
    let plan = world.plan("business", Interval::every(IntervalUnit::Month), 0).await;
    let starts = world.now().to_string();
    let id = world.subscribe(tenant, &counter.shop.books, &plan, &starts).await;
    // 136.85: 36.85 paid by what came in advance, 100.00 by card.
    world.pay(tenant, eur(36_85), &[], "in advance").await;
    run_due(world.db(), &world.app.clock, &NoUsage).await.unwrap();
    let newest =
        "select invoice_id::text from invoices where due_minor > 0 order by number desc limit 1";
    let invoice: InvoiceId = counter.shop.text(newest).await.parse().unwrap();
    counter.pay(invoice, "100.00", GOOD_CARD).await;
    let act = Act::Cancel { when: When::Now, unused: Unused::Refund, reason: "too dear".into() };
    let now = world.now();
    let mut tx = world.write(tenant).await;
    let applied = act_now(&mut tx, now, &TESTER, &NoUsage, id, &act).await.unwrap();
    tx.commit().await.unwrap();
    let note = applied.credit_notes[0];
    let sql = format!("select total_minor from credit_notes where credit_note_id = '{note}'");
    let total = counter.shop.number(&sql).await;
    assert!(total > 136_00, "nearly everything is unused: {total}");
    let asked = "select sum(amount_minor)::bigint from refunds where channel = 'gateway'";
    assert_eq!(counter.shop.number(asked).await, 100_00);
    assert_eq!(counter.credit().await, eur(total - 100_00));
    counter.books_agree().await;
}
