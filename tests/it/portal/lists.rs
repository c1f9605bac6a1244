//! The list of invoices: complete over its pages, honest about its filters.

use crate::harness::books::Books;
use crate::harness::{Browser, World};
use quittance::domain::access::MemberRole;
use quittance::domain::id::TenantId;
use reqwest::StatusCode;
use std::collections::BTreeSet;

struct Reader {
    world: World,
    books: Books,
    tenant: TenantId,
    browser: Browser,
}

async fn reader() -> Reader {
    let world = World::new().await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let browser = world.sign_in(owner).await;
    Reader { world, books, tenant, browser }
}

/// The invoices of a page, as their links name them.
fn invoices(page: &str) -> Vec<String> {
    let links = page.split("href=\"/invoices/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The address of the link with this `rel`, if there is one.
fn neighbour(page: &str, rel: &str) -> Option<String> {
    let before = &page[..page.find(&format!("rel=\"{rel}\""))?];
    let path = before[before.rfind("href=\"").unwrap() + 6..].split('"').next().unwrap();
    Some(path.replace("&amp;", "&"))
}

#[tokio::test]
async fn each_invoice_stands_on_exactly_one_page_however_equal_their_dates() {
    let Reader { world, books, tenant, browser } = reader().await;
    let mut issued = BTreeSet::new();
    // All of the same day.
    for _ in 0..60 {
        issued.insert(world.issue(tenant, &books, 1).await.invoice_id.to_string());
    }
    let (mut down, mut path) = (Vec::new(), "/invoices".to_owned());
    let last = loop {
        let page = browser.get(&path).await.text();
        down.push(invoices(&page));
        match neighbour(&page, "next") {
            Some(next) => path = next,
            None => break page,
        }
    };
    assert_eq!(down.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10]);
    let seen: BTreeSet<_> = down.concat().into_iter().collect();
    assert_eq!(seen, issued);
    // And up again: the same pages.
    let (mut up, mut page) = (vec![invoices(&last)], last);
    while let Some(newer) = neighbour(&page, "prev") {
        page = browser.get(&newer).await.text();
        up.insert(0, invoices(&page));
    }
    assert_eq!(up, down);
}

#[tokio::test]
async fn filters_narrow_the_list_and_stay_in_the_address_of_every_page() {
    let Reader { world, books, tenant, browser } = reader().await;
    for _ in 0..27 {
        world.issue(tenant, &books, 1).await;
    }
    let paid = world.issue(tenant, &books, 100).await;
    world.pay(tenant, paid.total, &[paid.invoice_id], "whole").await;
    let only = |page: &str| invoices(page).into_iter().collect::<BTreeSet<_>>();
    let page = browser.get("/invoices?state=paid").await.text();
    assert_eq!(only(&page), BTreeSet::from([paid.invoice_id.to_string()]));
    assert!(page.contains("class=\"chip\""), "{page}");
    let page = browser.get("/invoices?state=open&q=PO-1&currency=EUR").await.text();
    assert_eq!(invoices(&page).len(), 25);
    let older = neighbour(&page, "next").unwrap();
    assert!(older.contains("state=open") && older.contains("q=PO-1"), "{older}");
    assert_eq!(invoices(&browser.get(&older).await.text()).len(), 2);
    // A number is found in any case; the wildcards of SQL are ordinary characters.
    assert_eq!(invoices(&browser.get("/invoices?q=inv-000028").await.text()).len(), 1);
    assert!(browser.get("/invoices?q=%25").await.text().contains("class=\"empty\""));
    assert!(browser.get("/invoices?state=overdue").await.text().contains("class=\"empty\""));
    world.advance(jiff::SignedDuration::from_hours(24 * 31));
    let owner = world.member("late", tenant, MemberRole::Viewer).await;
    let page = world.sign_in(owner).await.get("/invoices?state=overdue").await.text();
    assert_eq!(invoices(&page).len(), 25);
}

#[tokio::test]
async fn an_address_nobody_should_have_typed_is_answered_all_the_same() {
    let Reader { world, books, tenant, browser } = reader().await;
    world.issue(tenant, &books, 1).await;
    for query in [
        "state=draft",
        "state=%27;drop%20table",
        "currency=XXX",
        "from=31.12.",
        "to=9999-99-99",
        "from=-009999-01-01",
        "after=2026-01-01_7",
        "before=__",
        "q=%00",
        "q=%F0%9F%92%A9%FF",
        "unknown=1",
    ] {
        let answer = browser.get(&format!("/invoices?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(answer.is_html(), "{query}");
    }
    let ignored = browser.get("/invoices?state=draft").await.text();
    assert!(ignored.contains("was left out") && invoices(&ignored).len() == 1, "{ignored}");
    // The same parameter twice is refused with a page.
    let twice = browser.get("/invoices?state=open&state=paid").await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    assert!(twice.is_html());
    for list in ["/payments", "/credit-notes"] {
        let answer = browser.get(&format!("{list}?after=nonsense")).await;
        assert_eq!(answer.status, StatusCode::OK, "{list}");
    }
}
