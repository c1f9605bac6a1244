//! Credit as customers and staff meet it: pages and forms over HTTP, sent twice, sent by others.

use super::new;
use crate::harness::books::eur;
use crate::harness::town::Town;
use crate::harness::{Browser, World};
use crate::routes::html::forms;
use jiff::civil::date;
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::credit_grant::GrantKind;
use quittance::domain::id::{GrantId, InvoiceId};
use reqwest::StatusCode;
use uuid::Uuid;

async fn finance(world: &World) -> Browser {
    let person = world.staff("finance", StaffRole::Finance).await;
    world.sign_in(person).await
}

#[tokio::test]
async fn the_customer_sees_what_is_left_until_when_and_where_it_went() {
    let town = Town::new().await; // 3.10 of over-payment
    let gift = super::NewGrant {
        note: "Sorry for the delay <b>".into(),
        ..new(GrantKind::Goodwill, 20_00, Some(date(2026, 4, 30)))
    };
    town.world.give(town.a.tenant, &gift).await;
    let browser = town.world.sign_in(town.a.owner).await;
    let page = browser.get("/credits").await.text();
    for said in
        ["€23.10", "Goodwill", "Sorry for the delay &lt;b&gt;", "30 Apr 2026", "Without end"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let invoice = format!("/invoices/{}", town.a.open);
    let html = browser.get(&invoice).await.text();
    let offer = forms(&html, "post").into_iter().find(|form| form.action.ends_with("/use-credit"));
    let offer = offer.expect("the offer of credit");
    assert!(html.contains("Use €23.10 of credit"), "{html}");
    let fields: Vec<_> = offer.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    // Sent twice: 88.10 was due, 65.00 are left, and all of the credit is used once.
    for _ in 0..2 {
        let answer = browser.post(&offer.action, &fields).await;
        assert_eq!(answer.header("location"), invoice);
    }
    assert!(browser.get(&invoice).await.text().contains("€65.00"));
    assert_eq!(town.world.balance(town.a.tenant).await, eur(0));
    let page = browser.get("/credits").await.text();
    let link = format!("href=\"{invoice}\"");
    assert_eq!(page.matches(&link).count(), 2, "both parts went there: {page}");
    assert!(page.contains("No credit is left."));
    town.world.assert_books_agree().await;
}

#[tokio::test]
async fn a_form_that_was_opened_twice_uses_credit_once() {
    let town = Town::new().await;
    let browser = town.world.sign_in(town.a.owner).await;
    let act = format!("/invoices/{}/use-credit", town.a.open);
    browser.post(&act, &[("due", "8810")]).await;
    // More credit comes; the old form does not take it.
    town.world.give(town.a.tenant, &new(GrantKind::Goodwill, 5_00, None)).await;
    browser.post(&act, &[("due", "8810")]).await;
    assert_eq!(town.world.balance(town.a.tenant).await, eur(5_00));
}

#[tokio::test]
async fn nobody_else_uses_a_customers_credit() {
    let town = Town::new().await;
    let act = format!("/invoices/{}/use-credit", town.a.open);
    let stranger = town.world.sign_in(town.b.owner).await;
    assert_eq!(stranger.post(&act, &[("due", "8810")]).await.status, StatusCode::NOT_FOUND);
    let viewer = town.world.member("viewer", town.a.tenant, MemberRole::Viewer).await;
    let viewer = town.world.sign_in(viewer).await;
    assert_eq!(viewer.post(&act, &[("due", "8810")]).await.status, StatusCode::FORBIDDEN);
    let draft = format!("/invoices/{}/use-credit", town.a.draft);
    let owner = town.world.sign_in(town.a.owner).await;
    assert_eq!(owner.post(&draft, &[("due", "0")]).await.status, StatusCode::NOT_FOUND);
    let nowhere = format!("/invoices/{}/use-credit", InvoiceId::new());
    assert_eq!(owner.post(&nowhere, &[("due", "0")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.world.balance(town.a.tenant).await, eur(3_10));
}

#[tokio::test]
async fn staff_give_credit_once_and_take_back_what_is_left() {
    let town = Town::new().await;
    let desk = finance(&town.world).await;
    let page = format!("/admin/customers/{}/credits", town.a.tenant);
    let html = desk.get(&page).await.text();
    let give = forms(&html, "post").into_iter().find(|form| form.action == page);
    let fields = give.expect("the form").fields;
    let id = fields.into_iter().find(|(name, _)| name == "id").expect("its id").1;
    let mut form = vec![
        ("id", id.as_str()),
        ("amount", "12.50"),
        ("currency", "EUR"),
        ("kind", "promotional"),
        ("expires-on", "2026-05-01"),
        ("priority", "10"),
        ("note", "Welcome"),
    ];
    for _ in 0..2 {
        let answer = desk.post(&page, &form).await;
        assert_eq!(answer.header("location"), format!("{page}?done=credit-granted"));
    }
    assert_eq!(town.world.balance(town.a.tenant).await, eur(15_60));
    form[1].1 = "13";
    let reused = desk.post(&page, &form).await;
    assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reused.text().contains("sent before with other values"));

    let (back, once) = (format!("{page}/take-back"), Uuid::now_v7().to_string());
    let no_reason = [("grant", id.as_str()), ("take-back-id", &once)];
    assert_eq!(desk.post(&back, &no_reason).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("grant", id.as_str()), ("take-back-id", &once), ("take-back-reason", "too much")];
    for _ in 0..2 {
        let answer = desk.post(&back, &form).await;
        assert_eq!(answer.header("location"), format!("{page}?done=credit-taken-back"));
    }
    assert_eq!(town.world.balance(town.a.tenant).await, eur(3_10));
    town.world.assert_books_agree().await;
}

#[tokio::test]
async fn what_does_not_read_is_said_and_nothing_is_given() {
    let town = Town::new().await;
    let desk = finance(&town.world).await;
    let page = format!("/admin/customers/{}/credits", town.a.tenant);
    let id = GrantId::new().to_string();
    for (field, typed) in [
        ("amount", "-5"),
        ("amount", "0"),
        ("amount", "1.234"),
        ("kind", "prepaid"),
        ("kind", "payment"),
        ("currency", "XXX"),
        ("expires-on", "2026-03-01"),
        ("expires-on", "soon"),
        ("priority", "101"),
    ] {
        let mut form = vec![
            ("id", id.as_str()),
            ("amount", "5"),
            ("currency", "EUR"),
            ("kind", "goodwill"),
            ("expires-on", ""),
            ("priority", "50"),
        ];
        form.retain(|(name, _)| *name != field);
        form.push((field, typed));
        let answer = desk.post(&page, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={typed}");
        assert!(answer.text().contains(&format!("{field}-error")), "{field}={typed}");
    }
    assert_eq!(town.world.balance(town.a.tenant).await, eur(3_10));
}

#[tokio::test]
async fn another_customers_grant_does_not_exist_on_this_customers_page() {
    let town = Town::new().await;
    let of_b = town.world.give(town.b.tenant, &new(GrantKind::Goodwill, 9_00, None)).await;
    let desk = finance(&town.world).await;
    let back = format!("/admin/customers/{}/credits/take-back", town.a.tenant);
    let (grant, once) = (of_b.to_string(), Uuid::now_v7().to_string());
    let form = [("grant", &*grant), ("take-back-id", &once), ("take-back-reason", "mine")];
    let answer = desk.post(&back, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(town.world.left_of(town.b.tenant, of_b).await, 9_00);
}

#[tokio::test]
async fn a_credit_note_is_voided_with_a_reason_and_shown_as_void() {
    let town = Town::new().await;
    let desk = finance(&town.world).await;
    let note = format!("/admin/customers/{}/credit-notes/{}", town.a.tenant, town.a.credit_note);
    let pdf = desk.get(&format!("{note}/pdf")).await.body;
    let void = format!("{note}/void");
    assert_eq!(
        desk.post(&void, &[("void-reason", " ")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    for _ in 0..2 {
        let answer = desk.post(&void, &[("void-reason", "wrong customer")]).await;
        assert_eq!(answer.header("location"), format!("{note}?done=note-voided"));
    }
    let html = desk.get(&note).await.text();
    assert!(html.contains("wrong customer") && !html.contains("name=\"void-reason\""), "{html}");
    assert_eq!(desk.get(&format!("{note}/pdf")).await.body, pdf, "the paper stays");
    // 11.90 is due again; the customer sees that and not why.
    let browser = town.world.sign_in(town.a.owner).await;
    let invoice = browser.get(&format!("/invoices/{}", town.a.open)).await.text();
    assert!(invoice.contains("€100.00"), "{invoice}");
    let own = browser.get(&format!("/credit-notes/{}", town.a.credit_note)).await.text();
    assert!(own.contains("data-state=\"void\"") && own.contains("no longer credits"), "{own}");
    assert!(!own.contains("wrong customer"));
    assert!(browser.get("/credit-notes").await.text().contains("data-state=\"void\""));
    town.world.assert_books_agree().await;
}
