//! What staff and customers see, and who may do what.

use super::{POOR, STANDARD, campaign, due_ago, dunning_shop, soon, state, with_card};
use crate::harness::shop::Shop;
use quittance::domain::access::StaffRole;
use reqwest::StatusCode;

async fn path(shop: &Shop) -> String {
    format!("/admin/customers/{}/dunning/{}", shop.tenant, campaign(shop).await)
}

#[tokio::test]
async fn the_timeline_says_what_was_refused_why_and_what_comes_next() {
    let shop = with_card(POOR).await;
    crate::autopay::invoice_due_in(&shop, 0).await;
    soon(&shop).await;
    soon(&shop).await;
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let desk = shop.world.sign_in(finance).await;
    let list = desk.get("/admin/dunning").await.text();
    assert!(list.contains("€119.00") && list.contains("Alpha"), "{list}");
    let page = desk.get(&path(&shop).await).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    for said in [
        "Campaign begun over €119.00",
        "refused €119.00",
        "not enough money",
        "May be tried again",
        "Card is charged again",
        "Friendly reminder by e-mail",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let overview = shop.browser.get("/").await.text();
    for said in
        ["€119.00 is overdue", "we try your saved card again", "/pay?invoice=", "Pay €119.00"]
    {
        assert!(overview.contains(said), "{said}: {overview}");
    }
}

#[tokio::test]
async fn finance_pauses_resumes_passes_over_and_writes_off_and_support_only_reads() {
    let shop = dunning_shop().await;
    due_ago(&shop, 1).await;
    soon(&shop).await;
    let path = path(&shop).await;
    let support = shop.world.staff("support", StaffRole::Support).await;
    let support = shop.world.sign_in(support).await;
    let page = support.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("<form method=\"post\" action=\"/admin/customers"));
    for act in ["pause", "resume", "skip", "write-off"] {
        let answer = support.post(&format!("{path}/{act}"), &[("why", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}");
    }
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let desk = shop.world.sign_in(finance).await;
    let until = shop.world.today().saturating_add(jiff::ToSpan::days(3)).to_string();
    let promise = [("reason", "promise_to_pay"), ("until", &*until), ("remark", "by phone")];
    desk.post(&format!("{path}/pause"), &promise).await;
    assert_eq!(state(&shop).await, "paused promise_to_pay full");
    assert!(desk.get(&path).await.text().contains("by phone"));
    let notice = shop.browser.get("/").await.text();
    assert!(notice.contains("your promise to pay"), "{notice}");
    desk.post(&format!("{path}/resume"), &[]).await;
    assert_eq!(state(&shop).await, "running full");
    desk.post(&format!("{path}/skip"), &[("position", "0")]).await;
    let skipped = "select count(*) from dunning_steps where outcome = 'skipped'";
    assert_eq!(shop.number(skipped).await, 1);
    let answer = desk.post(&format!("{path}/write-off"), &[("why", " ")]).await;
    assert!(answer.header("location").ends_with("done=no-reason"));
    desk.post(&format!("{path}/write-off"), &[("why", "insolvent")]).await;
    assert_eq!(state(&shop).await, "written_off full");
    let other = shop.world.tenant("Beta").await;
    let elsewhere = path.replace(&shop.tenant.to_string(), &other.to_string());
    assert_eq!(desk.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_schedule_is_shown_before_it_is_saved_and_made_the_default() {
    let shop = Shop::open().await;
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let desk = shop.world.sign_in(finance).await;
    let list = desk.get("/admin/dunning/schedules").await.text();
    assert!(list.contains("Dunning is switched off"), "{list}");
    let page = format!("/admin/dunning/schedules/{STANDARD}");
    let shown = desk.get(&page).await.text();
    assert!(shown.contains("Attempt 2 to charge the card"), "{shown}");
    let form = |intent: &'static str, day: &'static str| {
        [
            ("version", "1"),
            ("name", "Standard"),
            ("retries", "3, 3"),
            ("attempts", "3"),
            ("step-days", day),
            ("step-channel", "email"),
            ("step-template", "firm"),
            ("thresholds", "EUR 10.00"),
            ("read-only", "30"),
            ("suspended", ""),
            ("exhausted", "ask_staff"),
            ("intent", intent),
        ]
    };
    let preview = desk.post(&page, &form("preview", "4")).await;
    assert_eq!(preview.status, StatusCode::OK);
    let preview = preview.text();
    assert!(preview.contains("Firm reminder by e-mail") && preview.contains("value=\"4\""));
    let versions = "select max(version)::bigint from dunning_schedule_versions";
    assert_eq!(shop.number(versions).await, 1, "nothing was saved");
    let refused = desk.post(&page, &form("save", "tomorrow")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("whole number of days"));
    let saved = desk.post(&page, &form("save", "4")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(shop.number(versions).await, 2);
    let stale = desk.post(&page, &form("save", "5")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.post("/admin/dunning/schedules", &[("default", STANDARD)]).await;
    due_ago(&shop, 1).await;
    soon(&shop).await;
    assert_eq!(shop.number("select version::bigint from dunning_campaigns").await, 2);
}
