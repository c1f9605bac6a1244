//! Voiding credit notes, and that the notes of one invoice never credit more than it.

use super::{AT_ONCE, new};
use crate::harness::books::eur;
use crate::harness::database::{attempt, run};
use crate::harness::{TESTER, World};
use crate::numbering::alone;
use quittance::domain::credit_grant::GrantKind;
use quittance::domain::credit_note::CreditReason;
use quittance::domain::id::{CreditNoteId, TenantId};
use quittance::domain::invoice::{InvoiceError, InvoiceStatus};
use quittance::domain::money::Money;
use quittance::flows::credit_notes::issue_credit_note::{
    CreditedLine, IssueCreditNoteError, issue_credit_note,
};
use quittance::flows::credit_notes::void_credit_note::{VoidCreditNoteError, void_credit_note};
use quittance::flows::credits::{refundable_credit, spendable_credit};
use quittance::flows::invoices::write_off_invoice::write_off_invoice;
use quittance::flows::payments::apply_credit::apply_credit;
use quittance::store::roles::Role;
use quittance::store::{credit_notes, invoices};
use rust_decimal::Decimal;
use std::sync::Arc;
use tokio::task::JoinSet;

impl World {
    async fn void(&self, tenant: TenantId, id: CreditNoteId) -> Result<(), VoidCreditNoteError> {
        let mut tx = self.write(tenant).await;
        let (now, today) = (self.now(), self.today());
        let note = void_credit_note(&mut tx, now, today, &TESTER, id, "typed wrongly").await?;
        assert_eq!(note.voided.expect("void").reason, "typed wrongly");
        Ok(tx.commit().await?)
    }

    async fn standing_of(
        &self,
        tenant: TenantId,
        id: quittance::domain::id::InvoiceId,
    ) -> (InvoiceStatus, Money) {
        let mut tx = self.db().tenant_read(tenant).await.unwrap();
        let invoice = invoices::find(&mut tx, id).await.unwrap().expect("the invoice");
        (invoice.status, invoice.due().unwrap())
    }

    /// What of the credit can be paid out, and what can pay invoices.
    async fn refundable_and_spendable(&self, tenant: TenantId) -> (Money, Money) {
        let mut tx = self.db().tenant_read(tenant).await.unwrap();
        let (today, euro) = (self.today(), eur(0).currency);
        let refundable = refundable_credit(&mut tx, today, euro).await.unwrap();
        (refundable, spendable_credit(&mut tx, today, euro).await.unwrap())
    }

    async fn place_credit(&self, tenant: TenantId, on: quittance::domain::id::InvoiceId) {
        let mut tx = self.write(tenant).await;
        let (now, today) = (self.now(), self.today());
        apply_credit(&mut tx, now, today, &TESTER, on).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn what_credit_that_was_given_away_has_paid_comes_back_as_credit_that_is_never_paid_out() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    world.give(tenant, &new(GrantKind::Promotional, 40_00, None)).await;
    let invoice = world.issue(tenant, &books, 100).await.invoice_id; // 119.00
    world.place_credit(tenant, invoice).await;
    world.pay(tenant, eur(79_00), &[invoice], "the rest").await;
    // 59.50 fit into the 79.00 that were paid; of the other 59.50 only 79.00 - 59.50 = 19.50 do.
    let first = world.credit(tenant, invoice, 50).await.credit_note.credit_note_id;
    assert_eq!(world.refundable_and_spendable(tenant).await, (eur(59_50), eur(59_50)));
    let second = world.credit(tenant, invoice, 50).await.credit_note.credit_note_id;
    assert_eq!(world.refundable_and_spendable(tenant).await, (eur(79_00), eur(119_00)));
    assert_eq!(world.account(tenant, "customer_credit").await, -119_00);
    world.assert_books_agree().await;
    // Both of its grants go with a note that is voided; what it made refundable can be so once more.
    world.void(tenant, second).await.unwrap();
    assert_eq!(world.refundable_and_spendable(tenant).await, (eur(59_50), eur(59_50)));
    world.void(tenant, first).await.unwrap();
    assert_eq!(world.balance(tenant).await, eur(0));
    world.credit(tenant, invoice, 100).await;
    assert_eq!(world.refundable_and_spendable(tenant).await, (eur(79_00), eur(119_00)));
    world.assert_books_agree().await;
}

#[tokio::test]
async fn credit_that_was_the_customers_money_stays_so_through_an_invoice_and_its_note() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    world.pay(tenant, eur(119_00), &[], "in advance").await;
    let invoice = world.issue(tenant, &books, 100).await.invoice_id; // 119.00
    world.place_credit(tenant, invoice).await;
    world.credit(tenant, invoice, 100).await;
    assert_eq!(world.refundable_and_spendable(tenant).await, (eur(119_00), eur(119_00)));
}

#[tokio::test]
async fn what_a_bank_took_back_is_credited_and_never_paid_out() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 100).await.invoice_id; // 119.00
    world.pay(tenant, eur(119_00), &[invoice], "all").await;
    let mut superuser = world.database.superuser().await;
    run(&mut superuser, "update payments set disputed_minor = 10000").await;
    world.credit(tenant, invoice, 100).await;
    // 119.00 - 100.00
    assert_eq!(world.refundable_and_spendable(tenant).await, (eur(19_00), eur(119_00)));
    world.assert_books_agree().await;
}

#[tokio::test]
async fn a_voided_note_is_due_again_and_its_credit_is_gone() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 100).await.invoice_id; // 119.00
    world.pay(tenant, eur(100_00), &[invoice], "part").await;
    // 59.50: 19.00 settles the rest, 40.50 becomes credit.
    let note = world.credit(tenant, invoice, 50).await.credit_note;
    assert_eq!((note.applied, note.to_balance), (eur(19_00), eur(40_50)));
    assert_eq!(world.standing_of(tenant, invoice).await, (InvoiceStatus::Paid, eur(0)));

    for _ in 0..2 {
        world.void(tenant, note.credit_note_id).await.unwrap();
    }
    assert_eq!(world.standing_of(tenant, invoice).await, (InvoiceStatus::Open, eur(19_00)));
    assert_eq!(world.balance(tenant).await, eur(0));
    assert_eq!(world.account(tenant, "receivable").await, 19_00);
    assert_eq!(world.account(tenant, "sales").await, -100_00);
    world.assert_books_agree().await;
    // What it credited can be credited once more, to the last cent of tax.
    let again = world.credit(tenant, invoice, 100).await.credit_note;
    assert_eq!((again.total, again.number.as_str()), (eur(119_00), "CN-000002"));
    world.assert_books_agree().await;
}

#[tokio::test]
async fn a_note_whose_credit_was_used_stays() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let paid = world.issue(tenant, &books, 10).await.invoice_id;
    world.pay(tenant, eur(11_90), &[paid], "all").await;
    let note = world.credit(tenant, paid, 10).await.credit_note.credit_note_id;
    let other = world.issue(tenant, &books, 1).await.invoice_id; // 1.19
    let mut tx = world.write(tenant).await;
    let (now, today) = (world.now(), world.today());
    apply_credit(&mut tx, now, today, &TESTER, other).await.unwrap();
    tx.commit().await.unwrap();
    let refused = world.void(tenant, note).await;
    assert!(matches!(refused, Err(VoidCreditNoteError::CreditSpent { given, left })
        if given == eur(11_90) && left == eur(10_71)));
    // Nothing of it happened.
    assert_eq!(world.balance(tenant).await, eur(10_71));
    world.assert_books_agree().await;
}

#[tokio::test]
async fn a_note_of_an_invoice_that_was_written_off_stays() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 10).await.invoice_id;
    let note = world.credit(tenant, invoice, 5).await.credit_note.credit_note_id;
    let mut tx = world.write(tenant).await;
    let (now, today) = (world.now(), world.today());
    write_off_invoice(&mut tx, now, today, &TESTER, invoice, "bankrupt").await.unwrap();
    tx.commit().await.unwrap();
    let refused = world.void(tenant, note).await;
    let status = InvoiceStatus::Uncollectible;
    assert!(
        matches!(refused, Err(VoidCreditNoteError::Invoice(InvoiceError::NotOpen { status: s }))
        if s == status)
    );
}

#[tokio::test]
async fn a_void_note_stays_void_and_nothing_else_of_a_note_changes() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 10).await.invoice_id;
    let note = world.credit(tenant, invoice, 5).await.credit_note.credit_note_id;
    let mut superuser = world.database.superuser().await;
    let immutable = Some("credit_notes_issued_is_immutable");
    let also = "update credit_notes set status = 'void', voided_at = '2026-03-02', void_reason = 'x', memo = 'new'";
    let refused = attempt(&mut superuser, also).await.expect_err(also);
    assert_eq!(refused.constraint.as_deref(), immutable);
    world.void(tenant, note).await.unwrap();
    let mut superuser = world.database.superuser().await;
    for sql in [
        "update credit_notes set status = 'issued', voided_at = null, void_reason = ''",
        "update credit_notes set void_reason = 'another'",
        "delete from credit_notes",
    ] {
        let refused = attempt(&mut superuser, sql).await.expect_err(sql);
        assert_eq!(refused.constraint.as_deref(), immutable, "{sql}");
    }
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let kept = credit_notes::find(&mut tx, note).await.unwrap().unwrap();
    assert_eq!((kept.number.as_str(), kept.total), ("CN-000001", eur(5_95)));
    assert!(kept.pdf_sha256.is_some(), "the paper stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixty_four_notes_at_once_an_invoice_takes_what_it_was_for() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(AT_ONCE as u32).await);
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 10).await.invoice_id;
    let mut issuers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let world = world.clone();
        issuers.spawn(async move {
            let mut tx = world.write(tenant).await;
            let credited = [CreditedLine { line_no: 1, quantity: Decimal::ONE }];
            let (now, today, id) = (world.now(), world.today(), CreditNoteId::new());
            let reason = CreditReason::Returned;
            let issued =
                issue_credit_note(&mut tx, now, today, &TESTER, id, invoice, reason, "", &credited)
                    .await;
            match issued {
                Ok(_) => {
                    tx.commit().await.unwrap();
                    true
                }
                Err(IssueCreditNoteError::MoreThanInvoiced { .. }) => false,
                Err(error) => panic!("{error}"),
            }
        });
    }
    let issued = issuers.join_all().await;
    assert_eq!(issued.into_iter().filter(|ok| *ok).count(), 10);
    assert_eq!(world.standing_of(tenant, invoice).await, (InvoiceStatus::Paid, eur(0)));
    world.assert_books_agree().await;
}

/// Past the flow, which locks: rows by hand, from connections that do not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_itself_refuses_notes_beyond_their_invoice_also_at_once() {
    let _alone = alone().await;
    let world = Arc::new(World::new().await);
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 10).await.invoice_id; // 11.90
    world.pay(tenant, eur(11_90), &[invoice], "all").await;
    world.credit(tenant, invoice, 2).await; // 2.38; four more fit into 11.90
    let mut writers = JoinSet::new();
    for number in 0..AT_ONCE {
        let world = world.clone();
        writers.spawn(async move {
            let copy = format!(
                "insert into credit_notes (tenant_id, credit_note_id, invoice_id, seller_id, series_id, number, reason,
                        currency, issued_on, subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor,
                        seller, buyer, created_at)
                 select tenant_id, gen_random_uuid(), invoice_id, seller_id, series_id, 'BY-HAND-{number}', reason,
                        currency, issued_on, subtotal_minor, tax_minor, total_minor, applied_minor, balance_minor,
                        seller, buyer, created_at
                   from credit_notes where number = 'CN-000001'"
            );
            let mut connection = world.database.inside(Role::Portal, tenant.0).await;
            match attempt(&mut connection, &copy).await {
                Ok(_) => {
                    run(&mut connection, "commit").await;
                    true
                }
                Err(refused) => {
                    assert_eq!(
                        refused.constraint.as_deref(),
                        Some("credit_notes_within_their_invoice")
                    );
                    false
                }
            }
        });
    }
    let written = writers.join_all().await;
    assert_eq!(written.into_iter().filter(|ok| *ok).count(), 4);
}
