//! Which attempts are made, and when.

use super::{GOOD, POOR, STOLEN, attempts, days_pass, soon, state, with_card};
use crate::autopay::{becomes, invoice_due_in};
use crate::harness::shop::Shop;
use jiff::SignedDuration;
use quittance::flows::dunning::retry_due;

async fn refused(provider_ref: &str) -> Shop {
    let shop = with_card(provider_ref).await;
    invoice_due_in(&shop, 0).await;
    soon(&shop).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "running full");
    shop
}

/// A second method, which is the default from now on.
async fn other_method(shop: &Shop, provider_ref: &str) {
    let sql = format!(
        "set session_replication_role = replica;
         update payment_methods set is_default = false;
         insert into payment_methods (tenant_id, payment_method_id, gateway, provider_ref, kind, brand, last4, fingerprint,
                is_default, added_at, added_by)
         select tenant_id, gen_random_uuid(), gateway, '{provider_ref}', 'card', 'visa', '1111', 'another', true, added_at,
                added_by
           from payment_methods limit 1"
    );
    let mut superuser = shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, &sql).await;
}

#[tokio::test]
async fn a_stolen_card_is_never_tried_again_and_another_one_at_once() {
    let shop = refused(STOLEN).await;
    days_pass(&shop, 30).await;
    assert_eq!(attempts(&shop).await, 0);
    let asked = shop.intents().await.len();
    // Even when the bank would say yes by now: the code forbids to ask.
    becomes(&shop, GOOD).await;
    days_pass(&shop, 3).await;
    assert_eq!(shop.intents().await.len(), asked);
    other_method(&shop, "pm_card_mastercard").await;
    // At night, too: whoever just added a card waits for it.
    shop.world.advance(SignedDuration::from_hours(16));
    let till = &shop.world.app.work.till;
    assert_eq!(retry_due(till, shop.tenant).await.unwrap(), 1);
    soon(&shop).await;
    assert_eq!(state(&shop).await, "recovered full");
    let cause = "select string_agg(cause, ',') from dunning_attempts";
    assert_eq!(shop.text(cause).await, "new_method");
}

#[tokio::test]
async fn a_soft_decline_is_tried_as_often_as_the_schedule_says_and_not_at_night() {
    let shop = refused(POOR).await;
    let zone = "set session_replication_role = replica;
                update tenants set time_zone = 'America/Los_Angeles'";
    let mut superuser = shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, zone).await;
    // Every hour of five weeks.
    for _ in 0..(35 * 24) / 6 {
        shop.world.advance(SignedDuration::from_hours(6));
        shop.world.run_due_jobs().await;
    }
    assert_eq!(attempts(&shop).await, 4, "five in all, the first one was autopay's");
    let at_night = "select count(*) from dunning_attempts
                     where extract(hour from attempted_at at time zone 'America/Los_Angeles') not between 6 and 19";
    assert_eq!(shop.number(at_night).await, 0);
    assert_eq!(shop.number("select count(*) from charges where state = 'failed'").await, 5);
}

#[tokio::test]
async fn the_network_s_limit_counts_every_attempt_at_the_card() {
    let shop = refused(POOR).await;
    // Nineteen refusals of the last ten days, by hand and for other invoices: with autopay's they are twenty.
    let sql = "set session_replication_role = replica;
        update payment_methods set brand = 'visa';
        insert into charges (tenant_id, charge_id, gateway, purpose, way, payment_method_id, currency, amount_minor, state,
                idempotency_key, failure_code, created_at, created_by, sent_at)
        select m.tenant_id, gen_random_uuid(), m.gateway, 'payment', 'saved', m.payment_method_id, 'EUR', 100, 'failed',
               'by-hand-' || n, 'insufficient_funds', g.created_at - interval '12 hours' * n, 'person:x',
               g.created_at - interval '12 hours' * n
          from payment_methods m, generate_series(1, 19) n, (select created_at from charges where state = 'failed') g";
    let mut superuser = shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, sql).await;
    days_pass(&shop, 19).await;
    assert_eq!(attempts(&shop).await, 0, "twenty in thirty days are enough");
    // The oldest was 9.5 days before the first: it leaves the window 30 days after, on day 20.5.
    days_pass(&shop, 3).await;
    assert_eq!(attempts(&shop).await, 1);
}

#[tokio::test]
async fn many_invoices_on_an_empty_account_are_not_all_tried_in_one_morning() {
    let shop = with_card(POOR).await;
    for _ in 0..5 {
        invoice_due_in(&shop, 0).await;
    }
    soon(&shop).await;
    soon(&shop).await;
    let collected = shop.number("select count(*) from charges where state = 'failed'").await;
    assert_eq!(collected, 5, "autopay tries each once");
    days_pass(&shop, 2).await;
    assert_eq!(attempts(&shop).await, 3, "no card is refused more than three times a day");
    days_pass(&shop, 2).await;
    assert!(attempts(&shop).await >= 5);
}
