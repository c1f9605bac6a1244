//! Contract, group, and acts through a quote.

use super::{Desk, filled, follow, publish, send, subscribed};
use quittance::domain::period::IntervalUnit;
use quittance::flows::subscriptions::subscribe::SubscribeOptions;
use reqwest::StatusCode;

#[tokio::test]
async fn two_subscriptions_of_a_group_stand_on_one_invoice_and_apart_on_two() {
    let desk = Desk::new().await;
    let second = publish(&desk.world, "extra", 10, IntervalUnit::Month).await;
    let start = "2026-03-01T00:00:00Z";
    let one = desk.subscribed(start, SubscribeOptions::default()).await;
    let (world, seller) = (&desk.world, desk.books.seller);
    let options = SubscribeOptions::default();
    let two = subscribed(world, desk.tenant, seller, &second, start, options).await;
    let act = format!("{}/group", desk.page(one));
    let form = filled(
        &desk.finance.get(&desk.page(one)).await,
        &act,
        &[("group", "new"), ("name", "All sites")],
    );
    let answer = send(&desk.finance, &act, &form).await;
    let page = follow(&desk.finance, &answer).await.text();
    assert!(page.contains("All sites") && page.contains("finance (staff)"), "{page}");
    let mut superuser = desk.world.database.superuser().await;
    let group: uuid::Uuid = sqlx::query_scalar("select group_id from subscription_groups")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    let act = format!("{}/group", desk.page(two));
    let answer = desk.finance.post(&act, &[("group", &group.to_string())]).await;
    assert_eq!(answer.header("location"), format!("{}?done=grouped", desk.page(two)));
    desk.run().await;
    assert_eq!(desk.count("select count(*) from invoices").await, 1);
    // 115 + 25, with 19 % on top
    assert_eq!(desk.count("select total_minor from invoices").await, 166_60);
    let answer = desk.finance.post(&act, &[("group", "")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    desk.world.move_clock_to("2026-04-02T00:00:00Z".parse().unwrap());
    desk.run().await;
    assert_eq!(desk.count("select count(*) from invoices").await, 3);
}

#[tokio::test]
async fn a_contract_is_changed_with_a_reason_and_holds_from_the_next_invoice_on() {
    let desk = Desk::new().await;
    let id = desk.subscribed("2026-02-15T00:00:00Z", SubscribeOptions::default()).await;
    desk.run().await;
    let path = format!("{}/contract", desk.page(id));
    let page = desk.finance.get(&path).await;
    let wrong = filled(&page, "", &[("commitment", "-5"), ("window-hours", "9999")]);
    let refused = send(&desk.finance, &path, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Say why") && refused.text().contains("from 0 to 720"));
    let form = filled(
        &page,
        "",
        &[
            ("commitment", "200"),
            ("window-hours", "0"),
            ("purchase-order", "PO-9"),
            ("change-needs-payment", ""),
            ("reason", "new contract"),
        ],
    );
    let answer = send(&desk.finance, &path, &form).await;
    let shown = follow(&desk.finance, &answer).await.text();
    assert!(shown.contains("PO-9") && shown.contains("€200.00"), "{shown}");
    desk.world.move_clock_to("2026-03-16T00:00:00Z".parse().unwrap());
    desk.run().await;
    // February is topped up by 200 − 115, March is 115: 200 net, 238 with tax.
    assert_eq!(desk.count("select max(total_minor) from invoices").await, 238_00);
    let reasons = desk.count("select count(*) from audit_log where reason = 'new contract'").await;
    assert_eq!(reasons, 1);
}

#[tokio::test]
async fn an_act_is_quoted_with_its_documents_and_confirmed_it_makes_exactly_these() {
    let desk = Desk::new().await;
    let id = desk.subscribed("2026-03-01T00:00:00Z", SubscribeOptions::default()).await;
    desk.run().await;
    desk.world.move_clock_to("2026-03-16T12:00:00Z".parse().unwrap());
    let desk = desk.signed_in_again().await;
    let path = format!("{}/change", desk.page(id));
    let page = desk.finance.get(&format!("{path}?act=change")).await;
    let form = filled(&page, "", &[("seats", "5"), ("when", "now")]);
    let refused = send(&desk.finance, &path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = filled(&page, "", &[("seats", "5"), ("when", "now"), ("reason", "ticket 9")]);
    let quoted = send(&desk.finance, &path, &form).await;
    assert_eq!(quoted.status, StatusCode::OK, "{}", quoted.text());
    // Half of March: 25.00 for five seats, less 15.00 for three, each halved: 12.50 and 7.50.
    let text = quoted.text();
    assert!(text.contains("€12.50") && text.contains("€7.50"), "{text}");
    assert_eq!(desk.count("select count(*) from invoices").await, 1);
    let confirm = format!("{}/confirm", desk.page(id));
    let form = filled(&quoted, &confirm, &[]);
    assert_eq!(send(&desk.support, &confirm, &form).await.status, StatusCode::FORBIDDEN);
    let answer = send(&desk.finance, &confirm, &form).await;
    let done = follow(&desk.finance, &answer).await.text();
    assert!(done.contains("Done, exactly as quoted."), "{done}");
    assert_eq!(desk.count("select count(*) from invoices").await, 2);
    assert_eq!(desk.count("select count(*) from credit_notes").await, 1);
    // Confirmed again, nothing is made again.
    assert_eq!(send(&desk.finance, &confirm, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.count("select count(*) from invoices").await, 2);
    // Why, in the entries of what was done and once by itself.
    let by_itself = "select count(*) from audit_log where reason = 'ticket 9' and action = 'subscription.change'";
    assert_eq!(desk.count(by_itself).await, 1);
    let of_change = "select count(*) from audit_log where reason = 'ticket 9' and action = 'subscription_change.created'";
    assert_eq!(desk.count(of_change).await, 1);
    // What was changed leaves no fault.
    assert!(!done.contains("does not fit the time"), "{done}");
}

#[tokio::test]
async fn staff_cancel_at_the_end_of_the_period_and_take_it_back() {
    let desk = Desk::new().await;
    let id = desk.subscribed("2026-03-01T00:00:00Z", SubscribeOptions::default()).await;
    desk.run().await;
    for (act, said) in [("cancel", "Ends"), ("undo-cancel", "Cancel subscription")] {
        let path = format!("{}/change", desk.page(id));
        let page = desk.finance.get(&format!("{path}?act={act}")).await;
        let changes = [("reason", "asked by phone")];
        let mut form = filled(&page, "", &changes);
        form.iter_mut().filter(|it| it.0 == "when").for_each(|it| it.1 = "period-end".into());
        let quoted = send(&desk.finance, &path, &form).await;
        assert_eq!(quoted.status, StatusCode::OK, "{}", quoted.text());
        let confirm = format!("{}/confirm", desk.page(id));
        let form = filled(&quoted, &confirm, &[]);
        let answer = send(&desk.finance, &confirm, &form).await;
        let page = follow(&desk.finance, &answer).await.text();
        assert!(page.contains(said), "{act}: {page}");
    }
}

#[tokio::test]
async fn each_line_of_the_engine_explains_itself_to_staff_and_as_json() {
    let desk = Desk::new().await;
    desk.subscribed("2026-03-01T00:00:00Z", SubscribeOptions::default()).await;
    desk.run().await;
    let mut superuser = desk.world.database.superuser().await;
    let invoice: uuid::Uuid = sqlx::query_scalar("select invoice_id from invoices")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    let path = format!("/admin/customers/{}/invoices/{invoice}", desk.tenant);
    let page = desk.support.get(&path).await.text();
    assert!(page.contains("Why the lines are what they are"), "{page}");
    let answer = desk.support.get(&format!("{path}/explain.json")).await;
    let json: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!(json["number"], "INV-000001");
    assert_eq!(json["lines"][1]["explanation"]["component"], "seats");
    assert_eq!(json["lines"][1]["explanation"]["plan"], "business");
    assert_eq!(json["lines"][1]["amount_minor"], 15_00);
}

#[tokio::test]
async fn an_add_on_that_is_not_sold_any_more_stays_in_the_form_of_who_has_it() {
    use super::{ComponentTiming, publish_plan};
    use quittance::domain::plan::PlanKind;
    use quittance::flows::subscriptions::publish_plan::CatalogueEntry;
    use quittance::store::plans;
    let desk = Desk::new().await;
    let mut component = desk.plan.components[0].clone();
    (component.code, component.timing) = ("room".into(), ComponentTiming::InAdvance);
    let version = super::NewVersion {
        code: "storage".into(),
        name: "Storage".into(),
        currency: desk.plan.currency,
        interval: desk.plan.interval,
        trial_days: 0,
        components: vec![component],
        effective_on: super::date(2026, 1, 1),
    };
    let entry = CatalogueEntry { kind: PlanKind::AddOn, ..version.into() };
    let now = desk.world.now();
    let mut tx = desk.world.db().operator(&super::TESTER, now).await.unwrap();
    let add_on = publish_plan(&mut tx, now, &super::TESTER, entry).await.unwrap().version_id;
    tx.commit().await.unwrap();
    let options = SubscribeOptions { add_ons: vec![(add_on, 2)], ..Default::default() };
    let id = desk.subscribed("2026-03-01T00:00:00Z", options).await;
    let mut tx = desk.world.db().operator(&super::TESTER, now).await.unwrap();
    assert!(plans::set_archived(&mut tx, add_on, Some(now)).await.unwrap());
    tx.commit().await.unwrap();
    let path = format!("{}/change", desk.page(id));
    let page = desk.finance.get(&format!("{path}?act=change")).await;
    let form = filled(&page, "", &[("seats", "5"), ("reason", "more people")]);
    let field = format!("add-on-{add_on}");
    assert!(form.contains(&(field, "2".to_owned())), "{form:?}");
    let quoted = send(&desk.finance, &path, &form).await;
    let confirm = format!("{}/confirm", desk.page(id));
    let answer = send(&desk.finance, &confirm, &filled(&quoted, &confirm, &[])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let newest = "select (add_ons -> 0 ->> 'quantity')::bigint from subscription_phases order by from_at desc limit 1";
    assert_eq!(desk.count(newest).await, 2);
}
