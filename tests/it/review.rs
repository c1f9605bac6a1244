//! The review queue: what no rule can decide is raised once, shown, tried again and settled with a note
//! (row D7), and the staff's list of payments beside it.

use crate::harness::STRIPE_KEY;
use crate::harness::TESTER;
use crate::harness::books::eur;
use crate::harness::browser::Browser;
use crate::harness::database::run;
use crate::harness::shop::{GOOD_CARD, POOR_CARD, Shop};
use jiff::SignedDuration;
use quittance::domain::access::StaffRole;
use quittance::domain::credit_grant::{GrantKind, USUAL_PRIORITY};
use quittance::domain::id::GrantId;
use quittance::flows::credits::{NewGrant, give_credit};
use quittance::store::diagnostics;
use reqwest::{Method, StatusCode};

async fn staff(shop: &Shop, role: StaffRole) -> Browser {
    let person = shop.world.staff(role.word(), role).await;
    shop.world.sign_in(person).await
}

/// Changes rows behind the product's back.
async fn change(shop: &Shop, sql: &str) {
    let sql = format!("set session_replication_role = replica; {sql}");
    run(&mut shop.world.database.superuser().await, &sql).await;
}

const OPEN: &str = "select count(*) from review_items where resolved_at is null";

#[tokio::test]
async fn money_for_a_charge_that_had_ended_becomes_credit_once_and_somebody_looks() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    change(
        &shop,
        "update charges set state = 'expired', action_url = null; update charge_invoices set is_living = false",
    )
    .await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(shop.number("select balance_minor from credit_balances").await, 119_00);
    assert_eq!(shop.number("select due_minor from invoices where status = 'open'").await, 119_00);
    assert_eq!(shop.number(OPEN).await, 1);
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
    drop(tx);

    let finance = staff(&shop, StaffRole::Finance).await;
    assert!(finance.get("/admin").await.text().contains("One item waits for a person"));
    let seen = finance.get("/admin/review").await.text();
    assert!(
        seen.contains("Money for a payment that had ended") && seen.contains("€119.00"),
        "{seen}"
    );
    let item = shop.text("select review_item_id::text from review_items").await;
    let retry = finance.post(&format!("/admin/review/{item}/retry"), &[]).await;
    assert_eq!(retry.header("location"), "/admin/review?done=ended");
    assert_eq!(shop.received().await, (1, 119_00), "looked up again, nothing is added");
    let resolve = format!("/admin/review/{item}/resolve");
    let empty = finance.post(&resolve, &[("note", " ")]).await;
    assert_eq!(empty.header("location"), "/admin/review?done=note");
    let done = finance.post(&resolve, &[("note", "Placed on the invoice.")]).await;
    assert_eq!(done.header("location"), "/admin/review?done=resolved");
    let twice = finance.post(&resolve, &[("note", "Me too.")]).await;
    assert_eq!(twice.header("location"), "/admin/review?done=settled");
    let resolved = finance.get("/admin/review?state=resolved").await.text();
    assert!(resolved.contains("Placed on the invoice."), "{resolved}");
    let logged = "select count(*) from audit_log where action in ('review_item.raised', 'review_item.resolved')";
    assert_eq!(shop.number(logged).await, 2);
}

#[tokio::test]
async fn credit_waits_while_a_page_is_open_on_which_the_invoice_can_be_paid() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let gift = NewGrant {
        grant_id: GrantId::new(),
        kind: GrantKind::Goodwill,
        source_id: None,
        amount: eur(20_00),
        expires_on: None,
        priority: USUAL_PRIORITY,
        note: String::new(),
    };
    let mut tx = shop.world.write(shop.tenant).await;
    let (now, today) = (shop.world.now(), shop.world.today());
    give_credit(&mut tx, now, today, &TESTER, &gift).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/invoices/{invoice}");
    let offer = "Use €20.00 of credit";
    assert!(shop.browser.get(&path).await.text().contains(offer));
    let page = shop.open_page(invoice, &[]).await;
    let html = shop.browser.get(&path).await.text();
    assert!(!html.contains(offer) && html.contains("Your credit can be used as soon as"), "{html}");
    // A form from before.
    let act = format!("{path}/use-credit");
    assert_eq!(shop.browser.post(&act, &[("due", "11900")]).await.header("location"), path);
    let credit = "select balance_minor from credit_balances";
    assert_eq!(shop.number(credit).await, 20_00);
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(shop.number(credit).await, 20_00, "nothing was paid twice");
}

#[tokio::test]
async fn another_currency_than_asked_for_is_not_taken_in() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    change(&shop, "update charges set currency = 'USD'").await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (0, 0));
    assert_eq!(shop.text("select kind from review_items").await, "other_currency");
    // It ends: its invoice can be paid another way.
    assert_eq!(shop.text("select state from charges").await, "failed");
    assert_eq!(shop.number("select count(*) from charge_invoices where is_living").await, 0);
}

/// Money that came after its charge had ended: a payment like any other, but for its charge.
async fn late_money() -> Shop {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    change(
        &shop,
        "update charges set state = 'expired', action_url = null; update charge_invoices set is_living = false",
    )
    .await;
    shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.number("select balance_minor from credit_balances").await, 119_00);
    shop
}

#[tokio::test]
async fn late_money_goes_back_to_the_card_it_came_from() {
    let shop = late_money().await;
    let payment = shop.text("select payment_id::text from payments").await;
    let finance = staff(&shop, StaffRole::Finance).await;
    let form = format!("/admin/customers/{}/payments/{payment}/refund", shop.tenant);
    let page = finance.get(&form).await.text();
    assert!(page.contains("•••• 4242"), "{page}");
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    let id = payment.parse().unwrap();
    let found = quittance::store::refunds::returnable(&mut tx, id).await.unwrap().unwrap();
    assert!(found.source.is_some(), "the gateway and its name for the charge are known");
}

#[tokio::test]
async fn a_refund_of_late_money_that_was_made_at_the_gateway_is_taken_in() {
    let shop = late_money().await;
    let reference = shop.text("select provider_charge_ref from charges").await;
    let form = [("payment_intent", reference.as_str()), ("amount", "11900")];
    let request = shop.provider.request(Method::POST, "/v1/refunds").form(&form);
    let answer = shop.provider.send(request.bearer_auth(STRIPE_KEY)).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    shop.deliver_webhooks().await;
    assert_eq!(shop.number("select refunded_minor from payments").await, 119_00);
    assert_eq!(shop.number("select balance_minor from credit_balances").await, 0);
}

#[tokio::test]
async fn a_stuck_charge_is_raised_once_and_settles_itself_when_it_ends() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    shop.open_page(invoice, &[]).await;
    // Nobody can be asked: its gateway is not configured any more.
    change(&shop, "update charges set gateway = 'gone'").await;
    shop.world.advance(SignedDuration::from_mins(179));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number(OPEN).await, 0);
    for _ in 0..2 {
        shop.world.advance(SignedDuration::from_mins(4));
        shop.world.run_due_jobs().await;
    }
    assert_eq!(
        (shop.number(OPEN).await, shop.text("select kind from review_items").await),
        (1, "stuck_charge".into())
    );
    let finance = staff(&shop, StaffRole::Finance).await;
    let item = shop.text("select review_item_id::text from review_items").await;
    let retry = finance.post(&format!("/admin/review/{item}/retry"), &[]).await;
    assert_eq!(retry.header("location"), "/admin/review?done=unavailable");
    change(&shop, "update charges set gateway = 'stripe'").await;
    shop.simulator.tick().await;
    shop.world.advance(SignedDuration::from_mins(70));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.text("select state from charges").await, "expired");
    assert_eq!(shop.number(OPEN).await, 0);
    assert_eq!(shop.text("select resolved_by from review_items").await, "system:review");
}

#[tokio::test]
async fn a_message_that_was_given_up_is_raised_and_can_be_read_again() {
    let shop = Shop::open().await;
    change(
        &shop,
        "insert into webhook_inbox (inbox_id, gateway, dedupe_key, kind, object_kind, object_ref, received_at,
                headers, body, attempts, next_attempt_at)
         values (gen_random_uuid(), 'gone', 'evt_1', 'charge.succeeded', 'charge', 'ch_1', '2026-03-02', '{}', '',
                17, '2026-03-02')",
    )
    .await;
    shop.world.run_due_jobs().await;
    assert_eq!(shop.text("select state from webhook_inbox").await, "failed");
    assert_eq!(shop.text("select kind from review_items").await, "webhook_failed");
    let finance = staff(&shop, StaffRole::Finance).await;
    let item = shop.text("select review_item_id::text from review_items").await;
    let again = finance.post(&format!("/admin/review/{item}/retry"), &[]).await;
    assert_eq!(again.header("location"), "/admin/review?done=queued");
    assert_eq!(shop.text("select state || attempts from webhook_inbox").await, "waiting0");
}

#[tokio::test]
async fn staff_see_payments_of_all_customers_filtered_and_page_by_page() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    let refused = shop.invoice().await.invoice_id;
    let page = shop.open_page(refused, &[]).await;
    shop.enter_card(&page, POOR_CARD).await;
    let beta = shop.world.tenant("Beta").await;
    let open = shop.world.issue(beta, &shop.books, 100).await.invoice_id;
    for number in 0..60 {
        let key = format!("wire-{number}");
        shop.world.pay(beta, crate::harness::books::eur(1_00), &[open], &key).await;
    }
    let auditor = staff(&shop, StaffRole::Auditor).await;
    let list = async |query: &str| {
        let answer = auditor.get(&format!("/admin/payments{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        answer.text()
    };
    let rows = |html: &str| html.matches("<tr class=\"row-link\"").count();
    let first = list("").await;
    assert_eq!(rows(&first), 50);
    let older = first.split("href=\"/admin/payments?after=").nth(1).expect("an older page");
    let older = list(&format!("?after={}", older.split('"').next().unwrap())).await;
    assert_eq!(rows(&older), 11, "60 by wire and one by card");
    assert!(older.contains("/admin/payments?before="), "and back");
    for (query, count) in [
        ("?method=card", 1),
        ("?gateway=stripe", 1),
        ("?currency=USD", 0),
        ("?q=alph", 1),
        ("?q=C-Alpha", 1),
        ("?q=%25", 0),
        ("?to=2020-01-01", 0),
        ("?view=attempts", 1),
        ("?view=attempts&gateway=other", 0),
        ("?view=attempts&from=2026-03-02&to=2026-03-02", 1),
        ("?view=attempts&from=2026-03-03", 0),
    ] {
        assert_eq!(rows(&list(query).await), count, "{query}");
    }
}
