//! The list of e-mails: what came back, another try, and addresses that are allowed again.

use super::desk::{Desk, line};
use crate::domain::bounce::BounceKind;
use crate::domain::id::EmailId;
use crate::jobs::run_due_jobs;
use crate::store::bounces::{self, Bounce};
use crate::store::email_lists::{self, EmailFilter};
use crate::store::{Actor, OPERATOR_CHAIN, audit, people};
use axum::http::StatusCode;

/// An invoice's mail that came back.
async fn bounced(desk: &Desk) -> EmailId {
    desk.issue(&[line("1", "100")]).await;
    run_due_jobs(&desk.app.work).await.unwrap();
    let filter = EmailFilter { tenant: Some(desk.tenant), ..EmailFilter::default() };
    let mut tx = desk.app.db.staff_read().await.unwrap();
    let email = email_lists::page(&mut tx, &filter, None, 1).await.unwrap().remove(0);
    let status = "5.1.1".parse().unwrap();
    let bounce = Bounce { kind: BounceKind::Hard, status, diagnostic: "550 nobody there" };
    let (now, actor) = (desk.world.now(), Actor::System("test"));
    let mut tx = desk.app.db.worker_tenant(desk.tenant, &actor, now).await.unwrap();
    bounces::record_failure(&mut tx, email.email_id, &bounce, now).await.unwrap().unwrap();
    bounces::bar(&mut tx, &email.recipient, email.email_id, &bounce, now).await.unwrap();
    tx.commit().await.unwrap();
    email.email_id
}

#[tokio::test]
async fn a_mail_that_came_back_is_listed_and_sent_again_when_its_address_is_cleared() {
    let desk = Desk::open().await;
    let email = bounced(&desk).await;
    let mut support = desk.visitor("support").await;
    let of_customer = format!("/admin/emails?customer={}", desk.tenant);
    let list = support.get(&format!("{of_customer}&state=bounced")).await;
    list.says("Status 5.1.1");
    list.says("550 nobody there");
    assert!(!list.text().contains("Send again"));
    let sent = support.get(&format!("{of_customer}&state=sent")).await;
    sent.says("No e-mail is in this state.");
    support.get(&desk.page()).await.says("Addresses that failed");

    let mut finance = desk.visitor("finance").await;
    finance.get(&of_customer).await.says("Address not in use");
    let retry = format!("{}/emails/{email}/retry", desk.page());
    finance.post_and_follow(&retry, &[]).await.says("Allow the address again");
    let page = finance.get(&desk.page()).await.text();
    let begin = page.find("/bounced-addresses/").expect("a form") + "/bounced-addresses/".len();
    let id = &page[begin..begin + 36];
    let clear = format!("{}/bounced-addresses/{id}/clear", desk.page());
    assert_eq!(support.post(&clear, &[]).await.status, StatusCode::FORBIDDEN);
    let cleared = finance.post_and_follow(&clear, &[]).await;
    cleared.says("The address is in use again.");
    assert!(!cleared.text().contains("Addresses that failed"));
    finance.post(&clear, &[]).await.leads_to(&desk.page());

    finance.get(&of_customer).await.says("Send again");
    assert_eq!(support.post(&retry, &[]).await.status, StatusCode::FORBIDDEN);
    finance
        .post_and_follow(&retry, &[("state", "bounced")])
        .await
        .says("The e-mail is sent again.");
    finance.post_and_follow(&retry, &[]).await.says("Nothing was sent");
    run_due_jobs(&desk.app.work).await.unwrap();
    support.get(&format!("{of_customer}&state=sent")).await.says("Invoice LUM-");
}

#[tokio::test]
async fn the_list_goes_on_where_a_page_ends() {
    let desk = Desk::open().await;
    for _ in 0..52 {
        desk.issue(&[line("1", "1")]).await;
    }
    run_due_jobs(&desk.app.work).await.unwrap();
    let mut support = desk.visitor("support").await;
    let first = support.get(&format!("/admin/emails?customer={}", desk.tenant)).await.text();
    assert_eq!(first.matches("class=\"lead\"").count(), 50);
    let next = first.split("rel=\"next\"").next().unwrap();
    let next = &next[next.rfind("href=\"").unwrap() + 6..];
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = support.get(&next).await.text();
    assert_eq!(second.matches("class=\"lead\"").count(), 2);
    // What does not read is the first page.
    let odd = support.get(&format!("/admin/emails?customer={}&after=x", desk.tenant)).await;
    assert_eq!(odd.text().matches("class=\"lead\"").count(), 50);
    let nobody = "/admin/emails?customer=01990000-0000-7000-8000-000000000001";
    assert_eq!(support.get(nobody).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn reading_the_addresses_of_mails_is_on_record_once_an_hour_per_reader() {
    let desk = Desk::open().await;
    let mut support = desk.visitor("support").await;
    let address = desk.world.email("support");
    let account = people::credentials(&desk.app.db, address.as_str()).await.unwrap().unwrap();
    let actor = Actor::Staff(account.person.0).to_string();
    let of_customer = format!("/admin/emails?customer={}", desk.tenant);
    for path in ["/admin/emails", "/admin/emails?state=sent", &of_customer, &of_customer] {
        assert_eq!(support.get(path).await.status, StatusCode::OK);
    }
    let mut tx = desk.app.db.staff_read().await.unwrap();
    for (chain, action) in [(OPERATOR_CHAIN, "emails.viewed"), (desk.tenant.0, "customer.viewed")] {
        let entries = audit::newest(&mut tx, Some(chain), None, 1000).await.unwrap();
        let by_support =
            |entry: &&audit::AuditRecord| entry.action == action && entry.actor == actor;
        assert_eq!(entries.iter().filter(by_support).count(), 1, "{action}");
    }
}
