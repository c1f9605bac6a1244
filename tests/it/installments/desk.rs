//! Staff and customers at the same plan: requests, offers, other terms, the end; and who may not.

use super::{active, due, hidden, invoice, status};
use crate::autopay::days_pass;
use crate::harness::Browser;
use crate::harness::shop::Shop;
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::installment::PlanRules;
use quittance::flows::installments::save_rules::{Scope, save_rules};
use reqwest::StatusCode;

async fn staff(shop: &Shop) -> Browser {
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    shop.world.sign_in(finance).await
}

/// Sends a form; it must succeed.
async fn act(browser: &Browser, path: &str, form: &[(&str, &str)]) -> String {
    let answer = browser.post(path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path} {form:?}: {}", answer.text());
    answer.header("location").to_owned()
}

async fn only_on_request(shop: &Shop) {
    let rules = PlanRules { is_self_service: false, ..PlanRules::default() };
    let (db, now) = (shop.world.db(), shop.world.now());
    let scope = Scope::Customer(shop.tenant);
    save_rules(db, now, scope, Some(&rules), &crate::harness::TESTER).await.unwrap();
}

async fn plan_of(shop: &Shop, status: &str) -> String {
    shop.text(&format!("select plan_id::text from installment_plans where status = '{status}'"))
        .await
}

/// The customer accepts what is offered.
async fn accept(shop: &Shop, plan: &str) -> (StatusCode, String) {
    let path = format!("/installment-plans/{plan}");
    let page = shop.browser.get(&path).await.text();
    let mut form = hidden(&page);
    form.extend([("agree".into(), "yes".into()), ("intent".into(), "accept".into())]);
    let pairs: Vec<_> =
        form.iter().map(|(n, v): &(String, String)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&path, &pairs).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn a_request_is_approved_with_other_terms_and_accepted() {
    let shop = Shop::open().await;
    only_on_request(&shop).await;
    let invoice = invoice(&shop).await;
    let query = "installments=6&frequency=monthly&method=hand";
    let mut form = super::shown(&shop, invoice, query).await;
    // They cannot take it by themselves, whatever they send.
    let mut forged = form.clone();
    forged.push(("shown".into(), "0".repeat(64)));
    assert_eq!(
        super::send(&shop.browser, invoice, &forged).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    form.extend([
        ("intent".into(), "request".into()),
        ("note".into(), "we wait for a grant".into()),
    ]);
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    act(&shop.browser, &format!("/invoices/{invoice}/installments"), &pairs).await;
    let plan = plan_of(&shop, "requested").await;
    let desk = staff(&shop).await;
    let list = desk.get("/admin/installment-plans?state=requested").await.text();
    assert!(list.contains(&plan), "{list}");
    let page = format!("/admin/customers/{}/installment-plans/{plan}", shop.tenant);
    assert!(desk.get(&page).await.text().contains("we wait for a grant"));
    let yes = [
        ("intent", "approve"),
        ("installments", "2"),
        ("frequency", "monthly"),
        ("down_payment", "50"),
    ];
    act(&desk, &page, &yes).await;
    assert_eq!(status(&shop, &plan).await, "offered");
    let (code, html) = accept(&shop, &plan).await;
    assert_eq!(code, StatusCode::SEE_OTHER, "{html}");
    assert_eq!(status(&shop, &plan).await, "pending");
    let down = "select down_payment_minor from installment_plans";
    assert_eq!(shop.number(down).await, 59_50);
    shop.world.run_due_jobs().await;
    let mails = "select string_agg(distinct event, ' ' order by event) from emails where event like 'installment%'";
    assert_eq!(shop.text(mails).await, "installment_accepted");
}

#[tokio::test]
async fn a_request_is_refused_with_a_reason_that_the_customer_reads() {
    let shop = Shop::open().await;
    only_on_request(&shop).await;
    let invoice = invoice(&shop).await;
    let mut form =
        super::shown(&shop, invoice, "installments=6&frequency=monthly&method=hand").await;
    form.push(("intent".into(), "request".into()));
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    act(&shop.browser, &format!("/invoices/{invoice}/installments"), &pairs).await;
    let plan = plan_of(&shop, "requested").await;
    let desk = staff(&shop).await;
    let page = format!("/admin/customers/{}/installment-plans/{plan}", shop.tenant);
    let none = desk.post(&page, &[("intent", "refuse"), ("reason", " ")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    act(&desk, &page, &[("intent", "refuse"), ("reason", "the last plan failed")]).await;
    assert_eq!(status(&shop, &plan).await, "refused");
    shop.world.run_due_jobs().await;
    let mail = "select text_body from emails where event = 'installment_refused'";
    assert!(shop.text(mail).await.contains("the last plan failed"));
}

#[tokio::test]
async fn staff_offer_and_the_customer_declines() {
    let shop = Shop::open().await;
    let invoice = invoice(&shop).await;
    let desk = staff(&shop).await;
    let path = format!("/admin/customers/{}/invoices/{invoice}/installments", shop.tenant);
    let html =
        desk.get(&format!("{path}?installments=4&frequency=weekly&down_payment=0")).await.text();
    assert!(html.contains("€29.75"), "119.00 in four: {html}");
    let id = uuid::Uuid::now_v7().to_string();
    let form =
        [("id", &*id), ("installments", "4"), ("frequency", "weekly"), ("down_payment", "0")];
    act(&desk, &path, &form).await;
    act(&desk, &path, &form).await;
    assert_eq!(shop.number("select count(*) from installment_plans").await, 1, "sent twice");
    act(&shop.browser, &format!("/installment-plans/{id}"), &[("intent", "decline")]).await;
    assert_eq!(status(&shop, &id).await, "refused");
}

#[tokio::test]
async fn other_terms_are_agreed_to_again_and_share_only_what_is_left() {
    let (mut shop, invoice, plan, method) = active().await;
    days_pass(&shop, 31).await;
    assert_eq!(due(&shop, invoice).await, 59_50);
    let desk = staff(&shop).await;
    let path = format!("/admin/customers/{}/invoices/{invoice}/installments", shop.tenant);
    let id = uuid::Uuid::now_v7().to_string();
    let form = [("id", &*id), ("installments", "4"), ("frequency", "monthly")];
    act(&desk, &path, &form).await;
    assert_eq!((&*status(&shop, &id).await, &*status(&shop, &plan).await), ("offered", "active"));
    shop.sign_in_again().await;
    let (code, html) = accept(&shop, &id).await;
    assert_eq!(code, StatusCode::SEE_OTHER, "{html}");
    // Nothing is to be paid down: it runs at once, in the other's place.
    assert_eq!((&*status(&shop, &id).await, &*status(&shop, &plan).await), ("active", "replaced"));
    let parts = format!(
        "select string_agg(amount_minor::text, ' ' order by number) from installments where plan_id = '{id}'"
    );
    // 59.50 / 4 is 14.875.
    assert_eq!(shop.text(&parts).await, "1488 1488 1487 1487");
    let form = [("intent", "method"), ("method", &*method)];
    act(&shop.browser, &format!("/installment-plans/{id}"), &form).await;
    days_pass(&shop, 31).await;
    assert_eq!(due(&shop, invoice).await, 44_62);
}

#[tokio::test]
async fn staff_end_a_plan_and_everything_is_due() {
    let (shop, invoice, plan, _) = active().await;
    let desk = staff(&shop).await;
    let page = format!("/admin/customers/{}/installment-plans/{plan}", shop.tenant);
    act(&desk, &page, &[("intent", "end"), ("reason", "moved away")]).await;
    assert_eq!(status(&shop, &plan).await, "failed");
    days_pass(&shop, 40).await;
    assert_eq!(due(&shop, invoice).await, 89_25, "nothing is charged any more");
    let reasons = "select count(*) from audit_log where action = 'installment_plan.updated' and reason = 'moved away'";
    assert_eq!(shop.number(reasons).await, 1);
}

#[tokio::test]
async fn viewers_read_and_strangers_find_nothing() {
    let (shop, invoice, plan, _) = active().await;
    let viewer = shop.world.member("viewer", shop.tenant, MemberRole::Viewer).await;
    let viewer = shop.world.sign_in(viewer).await;
    let page = format!("/installment-plans/{plan}");
    assert_eq!(viewer.get(&page).await.status, StatusCode::OK);
    assert_eq!(viewer.get(&format!("{page}/agreement")).await.status, StatusCode::OK);
    assert_eq!(viewer.get("/installment-plans").await.status, StatusCode::OK);
    let choose = format!("/invoices/{invoice}/installments");
    assert_eq!(viewer.get(&choose).await.status, StatusCode::FORBIDDEN);
    let act = [("intent", "method"), ("method", "hand")];
    assert_eq!(viewer.post(&page, &act).await.status, StatusCode::FORBIDDEN);
    let other = shop.world.tenant("Beta").await;
    let stranger = shop.world.member("stranger", other, MemberRole::Owner).await;
    let stranger = shop.world.sign_in(stranger).await;
    for path in [&page, &format!("{page}/agreement"), &choose] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(stranger.post(&page, &act).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.post(&choose, &[("agree", "yes")]).await.status, StatusCode::NOT_FOUND);
    let support = shop.world.staff("support", StaffRole::Support).await;
    let support = shop.world.sign_in(support).await;
    let desk = format!("/admin/customers/{}/installment-plans/{plan}", shop.tenant);
    assert_eq!(support.get(&desk).await.status, StatusCode::OK);
    let end = [("intent", "end"), ("reason", "x")];
    assert_eq!(support.post(&desk, &end).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_rules_are_set_on_their_page() {
    let shop = Shop::open().await;
    let admin = shop.world.staff("admin", StaffRole::Admin).await;
    let admin = shop.world.sign_in(admin).await;
    let page = "/admin/installment-rules";
    assert_eq!(admin.get(page).await.status, StatusCode::OK);
    let form = [
        ("allowed", "yes"),
        ("fewest", "2"),
        ("most", "4"),
        ("least_total", "50"),
        ("currencies", "eur"),
        ("frequencies", "monthly"),
        ("down_payment", "10"),
        ("down_payment_days", "5"),
        ("grace_days", "7"),
    ];
    act(&admin, page, &form).await;
    let invoice = invoice(&shop).await;
    let query = "installments=5&frequency=monthly&method=hand";
    let refused = shop.browser.get(&format!("/invoices/{invoice}/installments?{query}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = shop.browser.get(&format!("/invoices/{invoice}/installments")).await.text();
    assert!(html.contains("€11.90") && html.contains("Ask for this plan"), "{html}");
    let audit = "select count(*) from audit_log where subject_kind = 'installment_policy'";
    assert_eq!(shop.number(audit).await, 1);
    let wrong = admin.post(page, &[("fewest", "1"), ("most", "4")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
