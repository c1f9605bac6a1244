//! Runs on record: who, what, and what was parked; and giving parked subscriptions back.

use super::{Desk, filled, follow, send};
use quittance::flows::subscriptions::subscribe::SubscribeOptions;
use reqwest::StatusCode;

/// Nothing of the seller can be numbered any more; with `true` it can again.
async fn numbering(desk: &Desk, is_open: bool) {
    desk.sql(if is_open {
        "set session_replication_role = replica; update number_series set closed_at = null"
    } else {
        "set session_replication_role = replica; update number_series set closed_at = '2026-03-01'"
    })
    .await;
}

#[tokio::test]
async fn a_run_that_staff_ask_for_is_on_record_with_what_it_did_and_asked_twice_it_is_one() {
    let desk = Desk::new().await;
    desk.subscribed("2026-02-01T00:00:00Z", SubscribeOptions::default()).await;
    let page = desk.finance.get("/admin/billing-runs").await;
    let form = filled(&page, "", &[]);
    let first = send(&desk.finance, "/admin/billing-runs", &form).await;
    let again = send(&desk.finance, "/admin/billing-runs", &form).await;
    assert_eq!(first.header("location"), again.header("location"));
    let running = follow(&desk.finance, &first).await.text();
    assert!(running.contains("The run has not ended."), "{running}");
    desk.world.run_due_jobs().await;
    let ended = follow(&desk.support, &first).await.text();
    assert!(ended.contains("finance") && !ended.contains("has not ended"), "{ended}");
    // February and March, by this run or by the hourly one that came with it.
    let made = desk.count("select sum(invoiced) from billing_runs where error is null").await;
    assert_eq!(made, 2);
    assert_eq!(desk.count("select count(*) from invoices").await, 2);
    let refused = send(&desk.support, "/admin/billing-runs", &form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_run_lists_what_it_parked_and_trying_again_bills_it_once_the_cause_is_gone() {
    let desk = Desk::new().await;
    let id = desk.subscribed("2026-02-01T00:00:00Z", SubscribeOptions::default()).await;
    numbering(&desk, false).await;
    desk.world.run_due_jobs().await;
    let run: uuid::Uuid = {
        let mut superuser = desk.world.database.superuser().await;
        sqlx::query_scalar("select run_id from billing_runs where parked = 1")
            .fetch_one(&mut superuser)
            .await
            .unwrap()
    };
    let shown = desk.support.get(&format!("/admin/billing-runs/{run}")).await.text();
    assert!(shown.contains("Alpha GmbH") && shown.contains("no number series"), "{shown}");
    let list = desk.support.get("/admin/subscriptions?parked=1").await.text();
    assert!(list.contains("The seller has no open series of invoice numbers."), "{list}");
    let page = desk.finance.get(&desk.page(id)).await;
    assert!(page.text().contains("Open a series for the seller"), "{}", page.text());

    // It still fails, and says so.
    let act = format!("{}/try-again", desk.page(id));
    let form = filled(&page, &act, &[("reason", "series opened")]);
    let answer = send(&desk.finance, &act, &form).await;
    assert!(follow(&desk.finance, &answer).await.text().contains("It still cannot be billed"));
    // The cause is gone.
    numbering(&desk, true).await;
    let answer = send(&desk.finance, &act, &form).await;
    let done = follow(&desk.finance, &answer).await.text();
    assert!(done.contains("what was due is billed"), "{done}");
    assert_eq!(desk.count("select count(*) from invoices").await, 2);
    let answer = send(&desk.finance, &act, &form).await;
    assert!(follow(&desk.finance, &answer).await.text().contains("Somebody else tried it again"));
    // Why stands in the audit log.
    let reasons = desk
        .count("select count(*) from audit_log where reason = 'series opened' and action = 'subscription.updated'")
        .await;
    assert!(reasons >= 1);
}

#[tokio::test]
async fn everything_parked_is_tried_again_at_once_and_what_fails_is_parked_again() {
    let desk = Desk::new().await;
    let beta = desk.world.tenant("Beta").await;
    let (world, seller) = (&desk.world, desk.books.seller);
    desk.subscribed("2026-02-01T00:00:00Z", SubscribeOptions::default()).await;
    let options = SubscribeOptions::default();
    super::subscribed(world, beta, seller, &desk.plan, "2026-02-02T00:00:00Z", options).await;
    numbering(&desk, false).await;
    desk.run().await;
    assert_eq!(
        desk.count("select count(*) from subscriptions where parked_at is not null").await,
        2
    );
    numbering(&desk, true).await;
    let list = desk.finance.get("/admin/subscriptions?state=parked").await;
    let act = "/admin/subscriptions/try-again";
    let form = filled(&list, act, &[]);
    assert_eq!(send(&desk.support, act, &form).await.status, StatusCode::FORBIDDEN);
    let answer = send(&desk.finance, act, &form).await;
    assert!(answer.header("location").starts_with("/admin/billing-runs/"));
    desk.world.run_due_jobs().await;
    assert_eq!(
        desk.count("select count(*) from subscriptions where parked_at is not null").await,
        0
    );
    assert_eq!(desk.count("select count(*) from invoices").await, 4);
}

#[tokio::test]
async fn a_run_that_has_ended_never_changes() {
    let desk = Desk::new().await;
    desk.world.run_due_jobs().await;
    let mut superuser = desk.world.database.superuser().await;
    let changed = sqlx::query("update billing_runs set parked = 7").execute(&mut superuser).await;
    assert!(changed.unwrap_err().to_string().contains("has ended"));
}
