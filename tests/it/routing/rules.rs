//! Rules through the staff's pages: made, tried, followed, moved, switched off, kept version by version.

use crate::harness::Setup;
use crate::harness::browser::Browser;
use crate::harness::shop::{GOOD_CARD, Shop};
use quittance::domain::access::StaffRole;
use reqwest::StatusCode;
use uuid::Uuid;

async fn two_accounts() -> (Shop, Browser) {
    let shop = Shop::open_as("stripe", |simulator| Setup {
        stripe: Some(simulator),
        second_stripe: Some(simulator),
        portal: 16,
        ..Setup::default()
    })
    .await;
    let admin = shop.world.staff("admin", StaffRole::Admin).await;
    let admin = shop.world.sign_in(admin).await;
    (shop, admin)
}

async fn add(admin: &Browser, id: Uuid, fields: &[(&str, &str)]) -> StatusCode {
    let id = id.to_string();
    let form = [&[("id", id.as_str())], fields].concat();
    admin.post("/admin/routing/new", &form).await.status
}

#[tokio::test]
async fn a_rule_is_followed_tried_and_switched_off() {
    let (shop, admin) = two_accounts().await;
    let id = Uuid::now_v7();
    let rule = [
        ("name", "Large euro amounts"),
        ("currencies", "eur"),
        ("from", "100.00"),
        ("gateways", "stripe-2, stripe"),
    ];
    assert_eq!(add(&admin, id, &rule).await, StatusCode::SEE_OTHER);
    assert_eq!(add(&admin, id, &rule).await, StatusCode::SEE_OTHER, "sent twice it is one rule");
    assert_eq!(shop.number("select count(*) from routing_rules").await, 1);

    let tried = |amount: &'static str| {
        let path = format!("/admin/routing?amount={amount}&currency=EUR&kind=card");
        let admin = admin.clone();
        async move { admin.get(&path).await.text() }
    };
    assert!(tried("120.00").await.contains("€120.00 goes to stripe-2."));
    assert!(tried("99.99").await.contains("€99.99 goes to stripe."), "the rule does not hold");

    // 119.00 is paid where the rule says, and why stands beside it.
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!(shop.text("select gateway from charges").await, "stripe-2");
    let named = format!(
        "select count(*) from routing_decisions where rule_id = '{id}' and rule_version = 1"
    );
    assert_eq!(shop.number(&named).await, 1);
    let seen = admin.get("/admin/routing").await.text();
    assert!(seen.contains("Large euro amounts") && seen.contains("in reserve"), "{seen}");

    let path = format!("/admin/routing/{id}/switch");
    assert_eq!(admin.post(&path, &[("enabled", "no")]).await.status, StatusCode::SEE_OTHER);
    assert!(tried("120.00").await.contains("€120.00 goes to stripe."));
    // Both versions are kept, and the log has both changes without the terms.
    assert_eq!(shop.number("select count(*) from routing_rules").await, 2);
    let logged = "select count(*) from audit_log where subject_kind = 'routing_rule' and after is not null \
                  and after::text not like '%terms%'";
    assert_eq!(shop.number(logged).await, 2);
}

#[tokio::test]
async fn rules_change_places_and_the_first_that_holds_decides() {
    let (shop, admin) = two_accounts().await;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    add(&admin, first, &[("name", "One"), ("gateways", "stripe")]).await;
    add(&admin, second, &[("name", "Two"), ("gateways", "stripe-2")]).await;
    let try_path = "/admin/routing?amount=1&currency=EUR&kind=card";
    assert!(admin.get(try_path).await.text().contains("€1.00 goes to stripe."));
    let up = format!("/admin/routing/{second}/move");
    assert_eq!(admin.post(&up, &[("direction", "up")]).await.status, StatusCode::SEE_OTHER);
    assert!(admin.get(try_path).await.text().contains("€1.00 goes to stripe-2."));
    // At the top it stays.
    admin.post(&up, &[("direction", "up")]).await;
    assert_eq!(shop.number("select count(*) from routing_rules").await, 4);
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_or_was_changed_meanwhile_is_refused() {
    let (shop, admin) = two_accounts().await;
    let id = Uuid::now_v7();
    for fields in [
        &[("name", ""), ("gateways", "stripe")][..],
        &[("name", "No gateway"), ("gateways", "")],
        &[("name", "Twice"), ("gateways", "stripe, stripe")],
        &[("name", "No such currency"), ("currencies", "XX"), ("gateways", "stripe")],
        &[("name", "Which currency?"), ("from", "100"), ("gateways", "stripe")],
        &[
            ("name", "Nothing"),
            ("currencies", "EUR"),
            ("from", "5"),
            ("below", "5"),
            ("gateways", "stripe"),
        ],
    ] {
        assert_eq!(add(&admin, id, fields).await, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert_eq!(shop.number("select count(*) from routing_rules").await, 0);
    add(&admin, id, &[("name", "One"), ("gateways", "stripe")]).await;
    let path = format!("/admin/routing/{id}");
    let save = |name: &'static str| [("version", "1"), ("name", name), ("gateways", "stripe-2")];
    assert_eq!(admin.post(&path, &save("Two")).await.status, StatusCode::SEE_OTHER);
    let late = admin.post(&path, &save("Three")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text().contains("Somebody else has changed this rule"));
    let shown = admin.get(&path).await.text();
    assert!(shown.contains("Version 2") && shown.contains("Version 1"), "{shown}");
}

#[tokio::test]
async fn a_rule_whose_gateways_take_no_such_payment_leads_nowhere_else() {
    let (shop, admin) = two_accounts().await;
    add(&admin, Uuid::now_v7(), &[("name", "Gone"), ("gateways", "closed-account")]).await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.number("select count(*) from charges").await, 0);
    let tried = admin.get("/admin/routing?amount=1&currency=EUR&kind=card").await.text();
    assert!(tried.contains("No gateway would take €1.00 now.") && tried.contains("not configured"));
}
