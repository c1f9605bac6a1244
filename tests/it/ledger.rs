//! The books balance (row N1): the database refuses what does not sum to zero, a long random history
//! keeps every sum, nothing is paid or spent twice by many at once, and nothing is left half done by
//! whoever stops in between.

mod crash;
mod history;

use crate::harness::books::{eur, pieces};
use crate::harness::database::{Refusal, attempt, run};
use crate::harness::{TESTER, World};
use crate::numbering::alone;
use quittance::domain::currency::Currency;
use quittance::domain::id::{InvoiceId, TenantId};
use quittance::domain::money::Money;
use quittance::flows::invoices::draft_invoice::{DraftLine, DraftTerms, draft_invoice};
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::flows::payments::apply_credit::{ApplyCreditError, apply_credit};
use quittance::flows::payments::record_offline_payment::{
    RecordPaymentError, record_offline_payment,
};
use quittance::store::roles::Role;
use quittance::store::{diagnostics, ledger};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::sync::Arc;
use tokio::task::JoinSet;

const AT_ONCE: usize = 64;

/// Statements that post a transaction with these entries (account, currency, minor units).
fn posting(tenant: TenantId, entries: &[(&str, &str, i64)]) -> String {
    let mut sql = format!(
        "insert into ledger_transactions (tenant_id, transaction_id, kind, source_kind, source_id, description,
                                          effective_on, posted_at)
         values ('{tenant}', '00000000-0000-0000-0000-00000000000a', 'payment_received', 'payment',
                 gen_random_uuid(), 'by hand', '2026-03-02', '2026-03-02');"
    );
    for (number, (account, currency, amount)) in (1..).zip(entries) {
        sql += &format!(
            "insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
             values ('{tenant}', '00000000-0000-0000-0000-00000000000a', {number}, '{account}', '{currency}',
                     {amount});"
        );
    }
    sql
}

fn refused_by(outcome: Result<u64, Refusal>) -> String {
    outcome.expect_err("the database accepted it").constraint.unwrap_or_default()
}

#[tokio::test]
async fn a_posting_that_does_not_sum_to_zero_per_currency_is_refused_at_commit() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    for (entries, constraint) in [
        (&[("bank", "EUR", 100), ("receivable", "EUR", -99)][..], "ledger_entries_balance_to_zero"),
        (&[("bank", "EUR", 100), ("receivable", "USD", -100)], "ledger_entries_balance_to_zero"),
        (&[], "ledger_transactions_have_entries"),
    ] {
        for role in [Role::Portal, Role::Worker] {
            let mut connection = world.database.inside(role, tenant.0).await;
            run(&mut connection, &posting(tenant, entries)).await;
            assert_eq!(refused_by(attempt(&mut connection, "commit").await), constraint);
        }
    }
    let mut connection = world.database.inside(Role::Portal, tenant.0).await;
    run(&mut connection, &posting(tenant, &[("bank", "EUR", 100), ("receivable", "EUR", -100)]))
        .await;
    run(&mut connection, "commit").await;
}

/// Found in review: a pair that balances could be added to a transaction of last year.
#[tokio::test]
async fn nothing_is_added_to_a_transaction_that_was_committed_not_even_what_balances() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let mut connection = world.database.inside(Role::Portal, tenant.0).await;
    run(&mut connection, &posting(tenant, &[("bank", "EUR", 100), ("receivable", "EUR", -100)]))
        .await;
    run(&mut connection, "commit").await;
    let more = "insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
                select tenant_id, transaction_id, 8 + side, 'sales', 'EUR', side * 5
                  from ledger_transactions, (values (1), (-1)) as pair (side)";
    for role in [Role::Portal, Role::Worker] {
        let mut connection = world.database.inside(role, tenant.0).await;
        let refused = refused_by(attempt(&mut connection, more).await);
        assert_eq!(refused, "ledger_entries_come_with_their_transaction");
    }
    // Nor can whoever posts pretend to be the transaction that posted the old one.
    let pretend = "insert into ledger_transactions (tenant_id, transaction_id, kind, source_kind, source_id,
                                                    description, effective_on, posted_at, posted_in)
                   select tenant_id, gen_random_uuid(), kind, source_kind, gen_random_uuid(), 'again',
                          effective_on, posted_at, posted_in from ledger_transactions";
    let mut connection = world.database.inside(Role::Portal, tenant.0).await;
    run(&mut connection, pretend).await;
    let stamped: bool = sqlx::query_scalar(
        "select bool_and(posted_in = pg_current_xact_id()) from ledger_transactions where description = 'again'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert!(stamped);
}

/// Commits an unbalanced posting of A after switching to B, whose transaction does not see A's rows.
async fn hidden_by_switching(world: &World, a: TenantId, b: TenantId) -> Result<u64, Refusal> {
    let mut connection = world.database.inside(Role::Worker, a.0).await;
    run(&mut connection, &posting(a, &[("bank", "EUR", 100), ("receivable", "EUR", -1)])).await;
    run(&mut connection, &format!("set local app.tenant_id = '{b}'")).await;
    attempt(&mut connection, "commit").await
}

#[tokio::test]
async fn an_unbalanced_posting_is_not_hidden_by_switching_the_tenant_before_commit() {
    let world = World::new().await;
    let (a, b) = (world.tenant("Alpha").await, world.tenant("Beta").await);
    let refused = refused_by(hidden_by_switching(&world, a, b).await);
    assert_eq!(refused, "ledger_entries_balance_to_zero");
    // Were the check not a door, it would look through the eyes of B and let the posting pass.
    let mut superuser = world.database.superuser().await;
    run(&mut superuser, "alter function check_transaction_balances() security invoker").await;
    assert!(hidden_by_switching(&world, a, b).await.is_ok());
}

#[tokio::test]
async fn one_event_of_a_source_is_posted_once() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    world.issue(tenant, &books, 100).await;
    let mut connection = world.database.inside(Role::Portal, tenant.0).await;
    let again = "insert into ledger_transactions
                        (tenant_id, transaction_id, kind, source_kind, source_id, description, effective_on, posted_at)
                 select tenant_id, gen_random_uuid(), kind, source_kind, source_id, 'again', effective_on, posted_at
                   from ledger_transactions";
    assert_eq!(refused_by(attempt(&mut connection, again).await), "ledger_transactions_once");
}

#[tokio::test]
async fn an_amount_moved_without_a_posting_is_found_by_the_comparison() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 100).await;
    world.pay(tenant, eur(130_00), &[invoice.invoice_id], "over").await;
    let mut superuser = world.database.superuser().await;
    for (tampering, what, difference_minor) in [
        // 119.00 was settled: the ledger owes nothing, the invoice 19.00 of it again.
        ("update invoices set status = 'open', paid_minor = 10000", "receivable", -19_00),
        // 11.00 were left over.
        ("update credit_balances set balance_minor = 900", "credit", 2_00),
        ("update number_series set next_number = 5 where kind = 'invoice'", "numbers", 3),
    ] {
        run(&mut superuser, tampering).await;
        let mut tx = world.db().staff_read().await.unwrap();
        let found = diagnostics::contradictions(&mut tx).await.unwrap();
        let found = found.iter().find(|found| found.what == what).expect(what);
        assert_eq!(found.difference_minor, difference_minor, "{what}");
    }
}

#[tokio::test]
async fn two_currencies_never_meet() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 100).await.invoice_id;
    let usd = Money::new(119_00, Currency::USD);
    let (now, today) = (world.now(), world.today());

    let mut tx = world.write(tenant).await;
    let received = world.transfer(usd, &[invoice], "dollars");
    let paid = record_offline_payment(&mut tx, now, today, &TESTER, &received).await;
    assert!(matches!(paid, Err(RecordPaymentError::OtherCurrency { paid: "USD", owed: "EUR" })));
    drop(tx);

    // Dollars without an invoice become credit in dollars, which settles no invoice in euros.
    world.pay(tenant, usd, &[], "dollars").await;
    let mut tx = world.write(tenant).await;
    let applied = apply_credit(&mut tx, now, today, &TESTER, invoice).await;
    assert!(matches!(applied, Err(ApplyCreditError::NoCredit("EUR"))));
    drop(tx);

    // And by hand: the currency is part of the key.
    let mut connection = world.database.inside(Role::Portal, tenant.0).await;
    let crossing = "insert into allocations (tenant_id, allocation_id, invoice_id, payment_id, currency, amount_minor,
                                             allocated_at)
                    select tenant_id, gen_random_uuid(), invoice_id, payment_id, 'EUR', 100, '2026-03-02'
                      from invoices join payments using (tenant_id)";
    let refused = refused_by(attempt(&mut connection, crossing).await);
    assert_eq!(refused, "allocations_tenant_id_payment_id_currency_fkey");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_submits_of_one_payment_form_record_one_payment() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(AT_ONCE as u32).await);
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let invoice = world.issue(tenant, &books, 100).await.invoice_id;
    let mut submits = JoinSet::new();
    for _ in 0..AT_ONCE {
        let world = world.clone();
        submits.spawn(async move {
            world.pay(tenant, eur(150_00), &[invoice], "one form").await.payment_id
        });
    }
    let mut payments = submits.join_all().await;
    payments.dedup();
    assert_eq!(payments.len(), 1);
    // 119.00 settles the invoice, 31.00 is credit; once.
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let balances = ledger::balances(&mut tx).await.unwrap();
    let of = |account: &str| {
        balances.iter().find(|(a, _)| a.word() == account).map(|(_, money)| money.amount_minor)
    };
    assert_eq!(
        (of("bank"), of("receivable"), of("customer_credit")),
        (Some(150_00), Some(0), Some(-31_00))
    );
}

/// 10 pieces of 0.03 are 0.30 and 0.06 of tax; each piece alone would round its tax up to 0.01.
#[tokio::test]
async fn many_small_credit_notes_never_credit_more_tax_than_was_invoiced() {
    let world = World::new().await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let (unit_price, tax_rate_percent) = (Decimal::new(3, 2), Decimal::from(20));
    let line = DraftLine { unit_price, tax_rate_percent, ..pieces(10) };
    let invoice = world.draft(tenant, &books, &[line]).await;
    let mut tx = world.write(tenant).await;
    finalize_invoice(&mut tx, world.now(), &TESTER, invoice).await.unwrap();
    tx.commit().await.unwrap();
    let mut taxes = Vec::new();
    for _ in 0..10 {
        taxes.push(world.credit(tenant, invoice, 1).await.credit_note.tax.amount_minor);
    }
    assert_eq!(taxes, [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
}

/// Issues an invoice of `quantity` pieces, due in `days`.
async fn issue_due(world: &World, tenant: TenantId, terms: DraftTerms, quantity: i64) -> InvoiceId {
    let mut tx = world.write(tenant).await;
    let draft =
        draft_invoice(&mut tx, world.now(), terms, &[pieces(quantity)]).await.unwrap().invoice;
    finalize_invoice(&mut tx, world.now(), &TESTER, draft.invoice_id).await.unwrap();
    tx.commit().await.unwrap();
    draft.invoice_id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credit_is_spent_once_however_many_spend_it_at_once() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(AT_ONCE as u32).await);
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let paid = world.issue(tenant, &books, 100).await.invoice_id;
    world.pay(tenant, eur(129_00), &[paid], "ten too much").await;
    let mut invoices = Vec::new();
    for _ in 0..16 {
        invoices.push(issue_due(&world, tenant, world.terms(&books), 1).await); // 1.19 each
    }
    let mut spenders = JoinSet::new();
    for number in 0..AT_ONCE {
        let (world, invoice) = (world.clone(), invoices[number % invoices.len()]);
        spenders.spawn(async move {
            let mut tx = world.write(tenant).await;
            let (now, today) = (world.now(), world.today());
            match apply_credit(&mut tx, now, today, &TESTER, invoice).await {
                Ok((_, amount)) => {
                    tx.commit().await.unwrap();
                    amount.amount_minor
                }
                Err(ApplyCreditError::NoCredit("EUR") | ApplyCreditError::Invoice(_)) => 0,
                Err(error) => panic!("{error}"),
            }
        });
    }
    // 10.00 is eight times 1.19 and once 0.48.
    let mut placed = spenders.join_all().await;
    placed.retain(|&amount| amount != 0);
    placed.sort_unstable();
    assert_eq!(placed, [48, 119, 119, 119, 119, 119, 119, 119, 119]);
    assert_eq!(balance(&mut world.database.superuser().await).await, 0);
}

async fn balance(superuser: &mut PgConnection) -> i64 {
    sqlx::query_scalar("select balance_minor from credit_balances")
        .fetch_one(superuser)
        .await
        .unwrap()
}
