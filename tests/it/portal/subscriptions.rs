//! The customer's pages of subscriptions over HTTP: what is shown before a change is what is made, and
//! nobody sees or changes another's (rows B6, C8).

use crate::harness::browser::Browser;
use crate::subscriptions::Contract;
use quittance::domain::access::MemberRole;
use quittance::flows::subscriptions::subscribe::SubscribeOptions;
use reqwest::StatusCode;

async fn owner(contract: &Contract) -> Browser {
    let person = contract.world.member("owner", contract.tenant, MemberRole::Owner).await;
    contract.world.sign_in(person).await
}

/// The value of the hidden field of this name.
fn hidden(page: &str, name: &str) -> String {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
    after.split_once('"').unwrap().0.to_owned()
}

/// The address of the customer's first invoice.
async fn first_invoice(contract: &Contract) -> String {
    let mut superuser = contract.world.database.superuser().await;
    let id: uuid::Uuid =
        sqlx::query_scalar("select invoice_id from invoices order by number limit 1")
            .fetch_one(&mut superuser)
            .await
            .unwrap();
    format!("/invoices/{id}")
}

#[tokio::test]
async fn the_page_says_what_is_charged_next_and_what_was() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let browser = owner(&contract).await;
    let list = browser.get("/subscriptions").await.text();
    assert!(list.contains("Business") && list.contains("3 seats"), "{list}");
    let page = browser.get(&format!("/subscriptions/{}", contract.id)).await.text();
    // 100 + 3 × 5 = 115.00, and 19 % of it.
    for said in ["Active", "1 Apr 2026", "€115.00", "€136.85", "class=\"strip\"", "Subscribed."]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let overview = browser.get("/").await.text();
    assert!(overview.contains("Business") && overview.contains("€136.85"), "{overview}");
}

#[tokio::test]
async fn what_is_shown_before_a_change_is_what_is_made() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let browser = owner(&contract).await;
    let page = format!("/subscriptions/{}", contract.id);
    let version = contract.small.version_id.to_string();
    let form = [("plan", version.as_str()), ("seats", "5"), ("when", "now")];
    let shown = browser.post(&format!("{page}/change"), &form).await;
    assert_eq!(shown.status, StatusCode::OK);
    let shown = shown.text();
    // Half of the period is left: 3 × 5 / 2 = 7.50 comes back, 5 × 5 / 2 = 12.50 is charged.
    for said in ["€7.50", "€12.50", "€14.88", "Due now"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let quote = hidden(&shown, "quote");
    let confirm = format!("{page}/confirm");
    for _ in 0..2 {
        // The second press changes nothing more.
        let done = browser.post(&confirm, &[("quote", &quote)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    let mut superuser = contract.world.database.superuser().await;
    let totals: Vec<i64> = sqlx::query_scalar("select total_minor from invoices order by number")
        .fetch_all(&mut superuser)
        .await
        .unwrap();
    // 12.50 and 19 % of it.
    assert_eq!(totals, [136_85, 14_88]);
    assert!(browser.get(&page).await.text().contains("5 seats"));
}

#[tokio::test]
async fn a_cancellation_needs_a_reason_and_can_be_undone_until_it_holds() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let browser = owner(&contract).await;
    let page = format!("/subscriptions/{}", contract.id);
    let cancel = format!("{page}/cancel");
    let without = browser.post(&cancel, &[("when", "period_end")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("when", "period_end"), ("reason", "switched"), ("note", "to another")];
    let shown = browser.post(&cancel, &form).await.text();
    let quote = hidden(&shown, "quote");
    browser.post(&format!("{page}/confirm"), &[("quote", &quote)]).await;
    let ending = browser.get(&page).await.text();
    assert!(ending.contains("Ends on 1 Apr 2026."), "{ending}");
    assert!(ending.contains("We use something else now: to another"), "{ending}");
    let undone = browser.post(&format!("{page}/undo"), &[("act", "cancel")]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(&page).await.text().contains("Ends on"));
}

#[tokio::test]
async fn viewers_read_and_others_find_nothing() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let viewer = contract.world.member("viewer", contract.tenant, MemberRole::Viewer).await;
    let viewer = contract.world.sign_in(viewer).await;
    let page = format!("/subscriptions/{}", contract.id);
    let read = viewer.get(&page).await;
    assert_eq!(read.status, StatusCode::OK);
    assert!(!read.text().contains("/change\""), "a viewer is offered a change");
    assert_eq!(viewer.get(&format!("{page}/change")).await.status, StatusCode::FORBIDDEN);
    let other = contract.world.tenant("Beta").await;
    let stranger = contract.world.member("stranger", other, MemberRole::Owner).await;
    let stranger = contract.world.sign_in(stranger).await;
    for path in ["", "/change", "/cancel"] {
        let found = stranger.get(&format!("{page}{path}")).await.status;
        assert_eq!(found, StatusCode::NOT_FOUND, "{path}");
    }
    let empty = stranger.get("/subscriptions").await.text();
    assert!(empty.contains("class=\"empty\""), "{empty}");
}

#[tokio::test]
async fn each_line_of_an_invoice_says_why_it_is_what_it_is() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let browser = owner(&contract).await;
    let invoice = first_invoice(&contract).await;
    let page = browser.get(&invoice).await.text();
    assert!(page.contains("How these amounts came about"), "{page}");
    let why = browser.get(&format!("{invoice}/lines/2/explain")).await.text();
    // Three seats at 5.00, taxed at home.
    for said in ["3 × €5.00 = €15.00", "business, version 1", "19%", "in advance"] {
        assert!(why.contains(said), "{said}: {why}");
    }
    let json = browser.get(&format!("{invoice}/lines/2/explain.json")).await;
    let json: serde_json::Value = serde_json::from_str(&json.text()).unwrap();
    assert_eq!(json["explanation"]["component"], "seats");
    assert_eq!(json["amount_minor"], 15_00);
    assert_eq!(
        browser.get(&format!("{invoice}/lines/9/explain")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_offered_can_be_chosen_and_german_is_spoken() {
    let contract = Contract::begun(SubscribeOptions::default()).await;
    let browser = owner(&contract).await;
    let page = format!("/subscriptions/{}", contract.id);
    let form = browser.get(&format!("{page}/change")).await.text();
    assert!(form.contains("Current") && form.contains("name=\"seats\""), "{form}");
    // Nothing is changed: said, and what was typed stays.
    let version = contract.small.version_id.to_string();
    let same = [("plan", version.as_str()), ("seats", "3"), ("when", "now")];
    let refused = browser.post(&format!("{page}/change"), &same).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post("/language", &[("language", "de"), ("back", "/subscriptions")]).await;
    let page = browser.get(&page).await.text();
    for said in ["Nächste Rechnung", "136,85\u{a0}€", "Was berechnet wurde", "3 Plätze"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}
