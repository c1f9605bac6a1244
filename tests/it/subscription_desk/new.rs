//! Subscribing a customer: shown first, made once, billed at once.

use super::{Desk, filled, follow, send};
use reqwest::StatusCode;

fn path(desk: &Desk) -> String {
    format!("/admin/customers/{}/subscriptions/new", desk.tenant)
}

#[tokio::test]
async fn what_is_shown_is_what_is_made_and_the_form_sent_twice_makes_one() {
    let desk = Desk::new().await;
    let path = path(&desk);
    let page = desk.finance.get(&path).await;
    let version = desk.plan.version_id.to_string();
    let form = filled(
        &page,
        "",
        &[("version", &version), ("seats", "4"), ("change-needs-payment", ""), ("step", "preview")],
    );
    let shown = send(&desk.finance, &path, &form).await;
    assert_eq!(shown.status, StatusCode::OK);
    // 100 + 4 × 5, with 19 % on top
    assert!(shown.text().contains("€142.80"), "{}", shown.text());
    assert_eq!(desk.count("select count(*) from subscriptions").await, 0);
    let form = filled(&shown, "", &[("change-needs-payment", ""), ("step", "confirm")]);
    // Something else is shown before it is made.
    let mut other = form.clone();
    other.iter_mut().filter(|(name, _)| name == "seats").for_each(|it| it.1 = "40".into());
    let again = send(&desk.finance, &path, &other).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(desk.count("select count(*) from subscriptions").await, 0);
    let one = send(&desk.finance, &path, &form).await;
    let two = send(&desk.finance, &path, &form).await;
    assert_eq!(one.header("location"), two.header("location"));
    let made = follow(&desk.finance, &one).await.text();
    assert!(made.contains("INV-000001") && made.contains("€142.80"), "{made}");
    assert_eq!(desk.count("select count(*) from subscriptions").await, 1);
    assert_eq!(desk.count("select total_minor from invoices").await, 142_80);
    assert_eq!(desk.support.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_start_in_the_past_says_how_many_invoices_follow_and_has_a_bound() {
    let desk = Desk::new().await;
    let path = path(&desk);
    let page = desk.finance.get(&path).await;
    let form = filled(&page, "", &[("start-on", "2026-01-10"), ("change-needs-payment", "")]);
    let shown = send(&desk.finance, &path, &form).await;
    // 10 January and 10 February.
    assert!(shown.text().contains("makes 2 invoices at once"), "{}", shown.text());
    let form = filled(&page, "", &[("start-on", "2026-01-01"), ("seats", "0")]);
    let refused = send(&desk.finance, &path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Before the version was on sale.
    let form = filled(&page, "", &[("start-on", "2019-01-01")]);
    let refused = send(&desk.finance, &path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("not the one on sale on that day"), "{}", refused.text());
}
