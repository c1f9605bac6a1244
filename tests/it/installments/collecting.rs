//! Installments that are due are charged once, whoever runs; three times in vain ends the plan.

use super::{POOR, active, attempts, card_becomes, due, events, status};
use crate::autopay::days_pass;
use crate::harness::stop::{settled, stop_after};
use futures_util::future::join_all;
use jiff::SignedDuration;
use quittance::flows::installments::collect_installments::collect_installments;
use quittance::store::diagnostics;

#[tokio::test]
async fn each_installment_is_charged_on_its_day_and_the_last_one_completes_the_plan() {
    let (shop, invoice, plan, _) = active().await;
    // Agreed on 2 March: due on 2 April, 2 May, 2 June.
    days_pass(&shop, 30).await;
    assert_eq!(due(&shop, invoice).await, 89_25, "not before its day");
    let upcoming = "select count(*) from emails where event = 'installment_upcoming'";
    assert_eq!(shop.number(upcoming).await, 1);
    days_pass(&shop, 1).await;
    assert_eq!(due(&shop, invoice).await, 59_50);
    days_pass(&shop, 30).await;
    assert_eq!(due(&shop, invoice).await, 29_75);
    days_pass(&shop, 31).await;
    assert_eq!(due(&shop, invoice).await, 0);
    assert_eq!(status(&shop, &plan).await, "completed");
    assert_eq!(attempts(&shop, &plan).await, 3);
    assert_eq!(events(&shop, &plan).await, "accepted activated completed");
    assert_eq!(shop.taken_minor().await, 2 * 119_00);
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_runs_at_once_charge_a_due_installment_once() {
    let (shop, invoice, plan, _) = active().await;
    shop.world.advance(SignedDuration::from_hours(31 * 24));
    let till = &shop.world.app.work.till;
    let runs = (0..32).map(|_| collect_installments(till, shop.tenant));
    let begun: u32 = join_all(runs).await.into_iter().map(|begun| begun.unwrap()).sum();
    assert_eq!(begun, 1);
    assert_eq!(attempts(&shop, &plan).await, 1);
    assert_eq!(due(&shop, invoice).await, 59_50);
}

#[tokio::test]
async fn a_run_that_is_dropped_anywhere_charges_the_installment_once() {
    let (shop, invoice, _, _) = active().await;
    let mut superuser = shop.world.database.superuser().await;
    let till = &shop.world.app.work.till;
    shop.world.advance(SignedDuration::from_hours(31 * 24));
    let mut stops = 0;
    while due(&shop, invoice).await == 89_25 {
        assert!(stops < 200, "the flow does not end");
        let ended = stop_after(stops, collect_installments(till, shop.tenant)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        if ended.is_some() {
            break;
        }
        stops += 7;
    }
    for _ in 0..6 {
        shop.world.advance(SignedDuration::from_mins(61));
        shop.world.run_due_jobs().await;
    }
    assert_eq!(due(&shop, invoice).await, 59_50, "once");
    assert_eq!(shop.taken_minor().await, 119_00 + 2 * 29_75);
}

#[tokio::test]
async fn three_refusals_end_the_plan_and_autopay_has_the_invoice_again() {
    let (mut shop, invoice, plan, _) = active().await;
    crate::autopay::turn_on(&shop, "").await;
    // The invoice itself is due on 12 March: autopay leaves it alone.
    days_pass(&shop, 15).await;
    assert_eq!(due(&shop, invoice).await, 89_25);
    assert_eq!(shop.number("select count(*) from autopay_attempts").await, 0);
    card_becomes(&shop, POOR).await;
    days_pass(&shop, 16).await;
    assert_eq!((attempts(&shop, &plan).await, &*status(&shop, &plan).await), (1, "active"));
    days_pass(&shop, 3).await;
    assert_eq!((attempts(&shop, &plan).await, &*status(&shop, &plan).await), (2, "active"));
    days_pass(&shop, 3).await;
    assert_eq!(attempts(&shop, &plan).await, 2);
    days_pass(&shop, 1).await;
    assert_eq!((attempts(&shop, &plan).await, &*status(&shop, &plan).await), (3, "failed"));
    assert_eq!(
        events(&shop, &plan).await,
        "accepted activated attempt_failed attempt_failed attempt_failed defaulted"
    );
    let mails = "select count(*) from emails where event = 'installment_defaulted'";
    days_pass(&shop, 1).await;
    assert_eq!(shop.number(mails).await, 1);
    assert_eq!(shop.number("select count(*) from autopay_attempts").await, 1, "ordinary again");
    shop.sign_in_again().await;
    let page = shop.browser.get(&format!("/installment-plans/{plan}")).await.text();
    assert!(page.contains("Failed 3 times") && page.contains("€89.25"), "{page}");
}

#[tokio::test]
async fn a_lost_card_is_not_charged_again_and_another_one_is() {
    let (mut shop, invoice, plan, method) = active().await;
    card_becomes(&shop, "pm_card_visa_chargeDeclinedLostCard").await;
    days_pass(&shop, 31).await;
    let asked = shop.intents().await.len();
    days_pass(&shop, 3).await;
    assert_eq!(shop.intents().await.len(), asked, "the bank forbids it");
    let why = "select reason from installment_attempts where attempt = 2";
    assert_eq!(shop.text(why).await, "hard_decline");
    // The customer chooses to pay by hand, and pays.
    shop.sign_in_again().await;
    let page = format!("/installment-plans/{plan}");
    let form = [("intent", "method"), ("method", "hand")];
    let answer = shop.browser.post(&page, &form).await;
    assert_eq!(answer.status, reqwest::StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(shop.number("select count(*) from installment_mandates").await, 2);
    card_becomes(&shop, "pm_card_visa").await;
    super::pay(&shop, invoice, &method, None).await;
    assert_eq!(due(&shop, invoice).await, 59_50);
    days_pass(&shop, 10).await;
    assert_eq!(status(&shop, &plan).await, "active");
}

#[tokio::test]
async fn who_pays_by_hand_has_grace_and_three_reminders() {
    let (shop, method) = super::with_card().await;
    let invoice = super::invoice(&shop).await;
    let plan = super::take(&shop, invoice, "hand").await;
    super::pay(&shop, invoice, &method, None).await;
    // Due on 2 April; three days of grace.
    days_pass(&shop, 33).await;
    assert_eq!(attempts(&shop, &plan).await, 0);
    days_pass(&shop, 1).await;
    assert_eq!(attempts(&shop, &plan).await, 1);
    days_pass(&shop, 7).await;
    assert_eq!((attempts(&shop, &plan).await, &*status(&shop, &plan).await), (3, "failed"));
    let mails = "select count(*) from emails where event = 'installment_failed'";
    assert_eq!(shop.number(mails).await, 3);
}

#[tokio::test]
async fn a_clock_that_jumps_half_a_year_asks_once_a_day() {
    let (shop, _, plan, _) = active().await;
    card_becomes(&shop, POOR).await;
    shop.world.advance(SignedDuration::from_hours(180 * 24));
    for _ in 0..4 {
        shop.world.run_due_jobs().await;
        shop.world.advance(SignedDuration::from_mins(16));
    }
    assert_eq!(attempts(&shop, &plan).await, 1);
}
