//! Fees that were not known when the money came: posted later, once, or given up (row D7).

use crate::harness::database::run;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::SignedDuration;
use quittance::store::diagnostics;

const POSTED: &str = "select count(*) from ledger_transactions where kind = 'gateway_fee'";
const STATE: &str = "select fee_state from charges";

/// Pays an invoice, and takes its fee out of the ledger as if the gateway had not known it.
async fn paid_without_fee() -> Shop {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    let mut superuser = shop.world.database.superuser().await;
    let forget = "set session_replication_role = replica;
        delete from ledger_entries where transaction_id in
          (select transaction_id from ledger_transactions where kind = 'gateway_fee');
        delete from ledger_transactions where kind = 'gateway_fee'";
    run(&mut superuser, forget).await;
    assert_eq!(shop.number(POSTED).await, 0);
    shop
}

async fn after(shop: &Shop, by: SignedDuration) {
    shop.world.advance(by);
    shop.world.run_due_jobs().await;
}

#[tokio::test]
async fn a_fee_that_becomes_known_later_is_posted_once() {
    let shop = paid_without_fee().await;
    after(&shop, SignedDuration::from_hours(7)).await;
    assert_eq!((shop.number(POSTED).await, shop.text(STATE).await), (1, "posted".to_owned()));
    after(&shop, SignedDuration::from_hours(7)).await;
    assert_eq!(shop.number(POSTED).await, 1);
    let sum = "select sum(amount_minor)::bigint from ledger_entries";
    assert_eq!(shop.number(sum).await, 0);
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_fee_that_was_posted_at_once_is_not_asked_for() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    shop.follow(&shop.enter_card(&page, GOOD_CARD).await).await;
    after(&shop, SignedDuration::from_hours(7)).await;
    assert_eq!((shop.number(POSTED).await, shop.text(STATE).await), (1, "posted".to_owned()));
}

#[tokio::test]
async fn a_fee_that_never_becomes_known_is_given_up_after_a_month() {
    let shop = paid_without_fee().await;
    let mut superuser = shop.world.database.superuser().await;
    run(&mut superuser, "update charges set provider_charge_ref = 'pi_gone'").await;
    after(&shop, SignedDuration::from_hours(7)).await;
    assert_eq!(shop.text(STATE).await, "unknown");
    after(&shop, SignedDuration::from_hours(31 * 24)).await;
    assert_eq!(shop.text(STATE).await, "given_up");
    assert_eq!(shop.number(POSTED).await, 0);
}
