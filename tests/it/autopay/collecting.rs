//! What is due is collected once, with whatever method, whoever runs at the same time.

use super::{becomes, days_pass, invoice_due_in, last_mail, mails, outcome, turn_on};
use crate::harness::shop::{GOOD_CARD, Shop};
use futures_util::future::join_all;
use jiff::SignedDuration;
use quittance::domain::access::MemberRole;
use quittance::flows::payments::collect_due::{collect_due, has_due};
use quittance::store::diagnostics;

async fn with_autopay() -> Shop {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    shop
}

#[tokio::test]
async fn an_invoice_is_collected_on_the_day_it_is_due_and_not_before() {
    let shop = with_autopay().await;
    let invoice = invoice_due_in(&shop, 10).await;
    days_pass(&shop, 9).await;
    assert_eq!(outcome(&shop, invoice).await, "none");
    days_pass(&shop, 1).await;
    assert_eq!(outcome(&shop, invoice).await, "succeeded");
    days_pass(&shop, 2).await;
    assert_eq!(shop.received().await, (2, 2 * 119_00));
    assert_eq!(shop.taken_minor().await, 2 * 119_00);
    let status = format!("select status from invoices where invoice_id = '{invoice}'");
    assert_eq!(shop.text(&status).await, "paid");
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn nobody_is_charged_before_six_in_their_morning() {
    let shop = with_autopay().await;
    let zone = "set session_replication_role = replica;
                update tenants set time_zone = 'America/Los_Angeles'";
    let mut superuser = shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, zone).await;
    // 2 March, 09:00 UTC is one in the morning there; five hours before six.
    let invoice = invoice_due_in(&shop, 0).await;
    shop.world.advance(SignedDuration::from_mins(4 * 60 + 58));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "none");
    shop.world.advance(SignedDuration::from_mins(20));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_runs_at_once_make_one_charge_per_invoice() {
    let shop = with_autopay().await;
    for _ in 0..3 {
        invoice_due_in(&shop, 0).await;
    }
    let till = &shop.world.app.work.till;
    let runs = (0..64).map(|_| collect_due(till, shop.tenant));
    let begun: u32 = join_all(runs).await.into_iter().map(|begun| begun.unwrap()).sum();
    assert_eq!(begun, 3);
    assert_eq!(shop.number("select count(*) from autopay_attempts").await, 3);
    assert_eq!(shop.received().await, (4, 4 * 119_00));
    assert_eq!(shop.intents().await.len(), 4);
}

#[tokio::test]
async fn each_refusal_is_stored_told_once_and_not_tried_again() {
    let cards = [
        ("pm_card_chargeDeclined", "generic_decline", "gave no reason"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds", "not enough money"),
        ("pm_card_visa_chargeDeclinedLostCard", "lost_card", "gave no reason"),
        ("pm_card_visa_chargeDeclinedStolenCard", "stolen_card", "gave no reason"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "has expired"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "security code"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "try again later"),
        (
            "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
            "card_velocity_exceeded",
            "limit has been reached",
        ),
        ("pm_card_authenticationRequired", "authentication_required", "wants you to confirm"),
    ];
    let shop = with_autopay().await;
    for (told, (card, code, said)) in (1..).zip(cards) {
        becomes(&shop, card).await;
        let invoice = invoice_due_in(&shop, 0).await;
        shop.world.advance(SignedDuration::from_mins(16));
        shop.world.run_due_jobs().await;
        assert_eq!(outcome(&shop, invoice).await, format!("failed {code}"), "{card}");
        let mail = last_mail(&shop, "autopay_failed").await;
        assert!(mail.contains(said), "{card}: {mail}");
        assert!(mail.contains(&format!("/invoices/{invoice}/pay")), "{card}: {mail}");
        days_pass(&shop, 2).await;
        assert_eq!(mails(&shop, "autopay_failed").await, told, "{card}");
        let attempts = "select count(*) from autopay_attempts";
        assert_eq!(shop.number(attempts).await, told, "{card}");
    }
    assert_eq!(shop.received().await, (1, 119_00));
    let history = "select count(*) from document_events where kind = 'payment_failed'";
    assert_eq!(shop.number(history).await, 9);
}

#[tokio::test]
async fn what_the_bank_asks_about_is_confirmed_by_the_customer_on_the_pay_page() {
    let shop = with_autopay().await;
    becomes(&shop, "pm_card_authenticationRequired").await;
    let invoice = invoice_due_in(&shop, 0).await;
    shop.world.advance(SignedDuration::from_mins(16));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "failed authentication_required");
    let method = shop.text("select payment_method_id::text from payment_methods").await;
    let form = shop.form(invoice, &[("method", &method)]).await;
    let to = shop.submit(invoice, &form).await;
    let bank = to.strip_prefix(&shop.provider_url).expect("the bank's page");
    let back = shop.provider.post(bank, &[("outcome", "accept")]).await;
    assert!(shop.follow(back.header("location")).await.contains("Thank you"));
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}

#[tokio::test]
async fn an_answer_that_never_came_is_looked_up_and_not_charged_again() {
    let shop = with_autopay().await;
    let invoice = invoice_due_in(&shop, 0).await;
    shop.fault("/v1/payment_intents", "error_after").await;
    shop.world.advance(SignedDuration::from_mins(16));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "sent");
    shop.world.advance(SignedDuration::from_mins(5));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "succeeded");
    days_pass(&shop, 1).await;
    assert_eq!(shop.intents().await.len(), 2);
    assert_eq!(mails(&shop, "autopay_failed").await, 0);
}

#[tokio::test]
async fn what_never_reached_the_gateway_is_another_attempt_later() {
    let shop = with_autopay().await;
    let invoice = invoice_due_in(&shop, 0).await;
    shop.fault("/v1/payment_intents", "error_before").await;
    shop.world.advance(SignedDuration::from_mins(16));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "sent");
    // Its absence is final after three minutes; the next attempt waits for a quarter of an hour.
    shop.world.advance(SignedDuration::from_mins(5));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "canceled never_made");
    shop.world.advance(SignedDuration::from_mins(30));
    shop.world.run_due_jobs().await;
    assert_eq!(outcome(&shop, invoice).await, "succeeded");
    assert_eq!(shop.number("select max(attempt)::bigint from autopay_attempts").await, 2);
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}

/// An attempt that never reaches the gateway, until that is known.
async fn attempt_fails_on_the_way(shop: &Shop, wait: SignedDuration) {
    shop.fault("/v1/payment_intents", "error_before").await;
    shop.world.advance(wait);
    shop.world.run_due_jobs().await;
    shop.world.advance(SignedDuration::from_mins(5));
    shop.world.run_due_jobs().await;
}

/// Changes rows behind the product's back.
async fn change(shop: &Shop, sql: &str) {
    let sql = format!("set session_replication_role = replica; {sql}");
    crate::harness::database::run(&mut shop.world.database.superuser().await, &sql).await;
}

#[tokio::test]
async fn what_was_canceled_on_purpose_is_not_charged_again() {
    let shop = with_autopay().await;
    let invoice = invoice_due_in(&shop, 0).await;
    attempt_fails_on_the_way(&shop, SignedDuration::from_mins(16)).await;
    assert_eq!(outcome(&shop, invoice).await, "canceled never_made");
    // As the customer, a question left open for a day, or the provider end it.
    let canceled = "update charges set failure_code = null
                     where charge_id in (select charge_id from autopay_attempts)";
    change(&shop, canceled).await;
    days_pass(&shop, 2).await;
    assert_eq!(outcome(&shop, invoice).await, "canceled");
    assert_eq!(shop.number("select count(*) from autopay_attempts").await, 1);
    assert_eq!(shop.received().await, (1, 119_00));
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(!page.contains("Will be collected on"), "{page}");
}

#[tokio::test]
async fn after_eight_attempts_that_never_reached_the_gateway_all_are_told_once() {
    let shop = with_autopay().await;
    let invoice = invoice_due_in(&shop, 0).await;
    attempt_fails_on_the_way(&shop, SignedDuration::from_mins(16)).await;
    change(&shop, "update autopay_attempts set attempt = 7").await;
    assert_eq!(mails(&shop, "autopay_failed").await, 0);
    // The wait after the seventh: six hours, until the next quarter of an hour.
    attempt_fails_on_the_way(&shop, SignedDuration::from_mins(6 * 60 + 15)).await;
    assert_eq!(outcome(&shop, invoice).await, "canceled never_made");
    days_pass(&shop, 3).await;
    assert_eq!(shop.number("select max(attempt)::bigint from autopay_attempts").await, 8);
    assert_eq!(mails(&shop, "autopay_failed").await, 1);
    let mail = last_mail(&shop, "autopay_failed").await;
    assert!(mail.contains(&format!("/invoices/{invoice}/pay")), "{mail}");
    let items = format!(
        "select count(*) from review_items
          where kind = 'stuck_charge' and subject = '{invoice}' and resolved_at is null"
    );
    assert_eq!(shop.number(&items).await, 1);
    let history = "select count(*) from document_events where kind = 'payment_failed'";
    assert_eq!(shop.number(history).await, 1);
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn the_autopay_of_one_customer_never_touches_another() {
    let shop = with_autopay().await;
    let other = shop.world.tenant("Beta").await;
    shop.world.member("beta", other, MemberRole::Owner).await;
    let theirs = shop.world.issue(other, &shop.books, 100).await.invoice_id;
    let ours = invoice_due_in(&shop, 30).await;
    // Theirs has the same due date, a saved method at the same gateway, and no autopay.
    let method = format!(
        "set session_replication_role = replica;
         insert into payment_methods (tenant_id, payment_method_id, gateway, provider_ref, kind, is_default, added_at,
                                      added_by)
         select '{other}', gen_random_uuid(), gateway, provider_ref, kind, true, added_at, added_by
           from payment_methods"
    );
    let mut superuser = shop.world.database.superuser().await;
    crate::harness::database::run(&mut superuser, &method).await;
    days_pass(&shop, 31).await;
    assert_eq!(outcome(&shop, ours).await, "succeeded");
    assert_eq!(outcome(&shop, theirs).await, "none");
    let foreign = format!("select count(*) from charges where tenant_id = '{other}'");
    assert_eq!(shop.number(&foreign).await, 0);
    let till = &shop.world.app.work.till;
    assert!(!has_due(till, other).await.unwrap());
    assert_eq!(collect_due(till, other).await.unwrap(), 0);
}

#[tokio::test]
async fn what_the_customer_pays_at_the_same_time_is_not_collected() {
    let shop = with_autopay().await;
    let invoice = invoice_due_in(&shop, 0).await;
    // A page of the gateway is open: whoever is there goes first.
    let page = shop.open_page(invoice, &[]).await;
    let till = &shop.world.app.work.till;
    assert_eq!(collect_due(till, shop.tenant).await.unwrap(), 0);
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!(collect_due(till, shop.tenant).await.unwrap(), 0);
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}
