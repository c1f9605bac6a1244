//! Money that moves on the invoice moves its plan: by hand, in advance, by credit note, and back again.

use super::{active, attempts, due, events, pay, status};
use crate::autopay::days_pass;
use crate::harness::TESTER;
use crate::harness::books::eur;
use quittance::domain::id::AllocationId;
use quittance::flows::invoices::write_off_invoice::write_off_invoice;
use quittance::flows::payments::apply_credit::apply_credit;
use quittance::flows::payments::reverse_allocation::reverse_allocation;

#[tokio::test]
async fn what_is_paid_early_is_not_charged_again() {
    let (shop, invoice, plan, method) = active().await;
    pay(&shop, invoice, &method, None).await;
    assert_eq!(due(&shop, invoice).await, 59_50);
    days_pass(&shop, 32).await;
    assert_eq!((due(&shop, invoice).await, attempts(&shop, &plan).await), (59_50, 0));
    days_pass(&shop, 30).await;
    assert_eq!(due(&shop, invoice).await, 29_75, "the second one is charged on its day");
}

#[tokio::test]
async fn paying_everything_off_completes_the_plan() {
    let (shop, invoice, plan, method) = active().await;
    pay(&shop, invoice, &method, Some("89.25")).await;
    assert_eq!((due(&shop, invoice).await, &*status(&shop, &plan).await), (0, "completed"));
    days_pass(&shop, 100).await;
    assert_eq!(attempts(&shop, &plan).await, 0);
    let mails = "select count(*) from emails where event = 'installment_completed'";
    assert_eq!(shop.number(mails).await, 1);
}

#[tokio::test]
async fn a_transfer_goes_to_the_oldest_and_what_it_leaves_is_charged() {
    let (shop, invoice, _, _) = active().await;
    shop.world.pay(shop.tenant, eur(40_00), &[invoice], "transfer").await;
    // 29.75 for the first, 10.25 towards the second.
    days_pass(&shop, 32).await;
    assert_eq!(due(&shop, invoice).await, 49_25);
    days_pass(&shop, 30).await;
    assert_eq!(due(&shop, invoice).await, 29_75);
    let charged = "select c.amount_minor from installment_attempts a join charges c using (tenant_id, charge_id)";
    assert_eq!(shop.number(charged).await, 19_50);
}

#[tokio::test]
async fn credit_of_the_customer_counts_like_money() {
    let (shop, invoice, plan, _) = active().await;
    let other = shop.world.issue(shop.tenant, &shop.books, 10).await.invoice_id;
    // 11.90 for that one, 100.00 become credit.
    shop.world.pay(shop.tenant, eur(111_90), &[other], "more-than-due").await;
    let (now, today) = (shop.world.now(), shop.world.today());
    let mut tx = shop.world.write(shop.tenant).await;
    apply_credit(&mut tx, now, today, &TESTER, invoice).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&shop, &plan).await, "completed");
}

#[tokio::test]
async fn a_credit_note_takes_the_last_installment_first() {
    let (shop, invoice, plan, _) = active().await;
    // 30 pieces are 35.70: all of the third, 5.95 of the second.
    shop.world.credit(shop.tenant, invoice, 30).await;
    let page = shop.browser.get(&format!("/installment-plans/{plan}")).await.text();
    assert!(page.contains("Credited") && page.contains("€23.80"), "{page}");
    days_pass(&shop, 31).await;
    assert_eq!(due(&shop, invoice).await, 23_80);
    days_pass(&shop, 31).await;
    assert_eq!((due(&shop, invoice).await, &*status(&shop, &plan).await), (0, "completed"));
    assert_eq!(attempts(&shop, &plan).await, 2);
}

#[tokio::test]
async fn money_that_is_taken_off_again_leaves_its_installment_open() {
    let (shop, invoice, plan, _) = active().await;
    days_pass(&shop, 31).await;
    assert_eq!(due(&shop, invoice).await, 59_50);
    let last = "select allocation_id::text from allocations order by allocated_at desc, allocation_id desc limit 1";
    let last: AllocationId = shop.text(last).await.parse().unwrap();
    let (now, today) = (shop.world.now(), shop.world.today());
    let mut tx = shop.world.write(shop.tenant).await;
    reverse_allocation(&mut tx, now, today, &TESTER, last, "wrong invoice").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((due(&shop, invoice).await, &*status(&shop, &plan).await), (89_25, "active"));
    // It was paid, then not: it is charged again, as the same installment's next attempt.
    days_pass(&shop, 1).await;
    assert_eq!((due(&shop, invoice).await, attempts(&shop, &plan).await), (59_50, 2));
}

#[tokio::test]
async fn a_disputed_invoice_is_left_alone_and_a_written_off_one_ends_its_plan() {
    let (shop, invoice, plan, _) = active().await;
    let mut superuser = shop.world.database.superuser().await;
    let disputed = |is| {
        format!(
            "set session_replication_role = replica;
             update invoices set disputed = {is} where invoice_id = '{invoice}'"
        )
    };
    crate::harness::database::run(&mut superuser, &disputed(true)).await;
    days_pass(&shop, 40).await;
    assert_eq!(attempts(&shop, &plan).await, 0);
    crate::harness::database::run(&mut superuser, &disputed(false)).await;
    days_pass(&shop, 1).await;
    assert_eq!(due(&shop, invoice).await, 59_50);
    let (now, today) = (shop.world.now(), shop.world.today());
    let mut tx = shop.world.write(shop.tenant).await;
    write_off_invoice(&mut tx, now, today, &TESTER, invoice, "gone").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&shop, &plan).await, "failed");
    assert!(events(&shop, &plan).await.ends_with("ended_early"));
}
