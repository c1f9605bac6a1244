//! Every page answers, whatever there is to show.

use crate::harness::books::pieces;
use crate::harness::town::Town;
use crate::harness::{TESTER, World};
use quittance::domain::access::MemberRole;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use reqwest::StatusCode;

const PAGES: [&str; 6] =
    ["/", "/invoices", "/credits", "/credit-notes", "/payments", "/settings/billing"];

#[tokio::test]
async fn every_page_answers_for_a_customer_with_books_and_for_a_new_one() {
    let town = Town::new().await;
    let empty = town.world.tenant("Gamma").await;
    let newcomer = town.world.member("gamma-owner", empty, MemberRole::Owner).await;
    for person in [town.a.owner, newcomer] {
        let browser = town.world.sign_in(person).await;
        for path in PAGES {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(answer.text().contains("<h1"), "{path}");
        }
    }
    let browser = town.world.sign_in(newcomer).await;
    for path in ["/", "/invoices", "/credits", "/credit-notes", "/payments"] {
        assert!(browser.get(path).await.text().contains("class=\"empty\""), "{path}");
    }
}

#[tokio::test]
async fn the_overview_sums_what_is_due_and_shows_the_credit() {
    let town = Town::new().await;
    let page = town.world.sign_in(town.a.owner).await.get("/").await.text();
    // 119.00 less 19.00 paid less 11.90 credited.
    assert!(page.contains("€88.10"), "{page}");
    // 15.00 paid on an invoice over 11.90.
    assert!(page.contains("€3.10"), "{page}");
    assert!(!page.contains("invoice is overdue"), "nothing is overdue yet");
    let month = jiff::SignedDuration::from_hours(24 * 31);
    town.world.advance(month);
    // The session ended meanwhile.
    let page = town.world.sign_in(town.a.owner).await.get("/").await.text();
    // What dunning says stands in the place of the plain sentence.
    assert!(page.contains("€88.10 is overdue."), "{page}");
    assert!(page.contains("1 open invoice, and it is overdue."), "{page}");
}

#[tokio::test]
async fn pages_speak_the_readers_language() {
    let town = Town::new().await;
    let browser = town.world.sign_in(town.a.owner).await;
    browser.post("/language", &[("language", "de"), ("back", "/invoices")]).await;
    let page = browser.get(&format!("/invoices/{}", town.a.open)).await.text();
    for said in ["lang=\"de\"", "Offener Betrag", "88,10\u{a0}€", "Verwendungszweck"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test]
async fn an_invoice_of_675_lines_is_shown_whole() {
    let world = World::new().await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let lines: Vec<_> = (0..675).map(|_| pieces(1)).collect();
    let draft = world.draft(tenant, &books, &lines).await;
    let mut tx = world.db().tenant(tenant, &TESTER, world.now()).await.unwrap();
    finalize_invoice(&mut tx, world.now(), &TESTER, draft).await.unwrap();
    tx.commit().await.unwrap();
    let browser = world.sign_in(owner).await;
    let page = browser.get(&format!("/invoices/{draft}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text().matches("CON-1").count(), 675);
    let pdf = browser.get(&format!("/invoices/{draft}/pdf")).await;
    assert_eq!(pdf.status, StatusCode::OK);
}
