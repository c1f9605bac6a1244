//! Pages and files of single documents: only one's own, only issued ones, always the same bytes.

use crate::harness::books::eur;
use crate::harness::town::Town;
use crate::harness::{TESTER, World};
use jiff::SignedDuration;
use quittance::domain::access::MemberRole;
use quittance::domain::document::DocumentEventKind;
use quittance::domain::id::{InvoiceId, TenantId};
use quittance::flows::invoices::void_invoice::void_invoice;
use quittance::store::documents;
use reqwest::{Method, StatusCode, header};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn documents_of_another_tenant_do_not_exist() {
    let town = Town::new().await;
    let browser = town.world.sign_in(town.a.owner).await;
    let theirs = [
        format!("/invoices/{}", town.b.open),
        format!("/invoices/{}/pdf", town.b.open),
        format!("/credit-notes/{}", town.b.credit_note),
        format!("/credit-notes/{}/pdf", town.b.credit_note),
    ];
    let mine = [
        format!("/invoices/{}", town.a.open),
        format!("/invoices/{}/pdf", town.a.open),
        format!("/credit-notes/{}", town.a.credit_note),
        format!("/credit-notes/{}/pdf", town.a.credit_note),
    ];
    for (theirs, mine) in theirs.iter().zip(&mine) {
        assert_eq!(browser.get(theirs).await.status, StatusCode::NOT_FOUND, "{theirs}");
        assert_eq!(browser.get(mine).await.status, StatusCode::OK, "{mine}");
    }
    for nothing in ["/invoices/7", "/invoices/%00/pdf", "/credit-notes/x"] {
        assert_eq!(browser.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn a_draft_is_invisible() {
    let town = Town::new().await;
    let browser = town.world.sign_in(town.a.owner).await;
    let draft = town.a.draft;
    for path in [format!("/invoices/{draft}"), format!("/invoices/{draft}/pdf")] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for list in ["/", "/invoices", "/invoices?state=draft"] {
        assert!(!browser.get(list).await.text().contains(&draft.to_string()), "{list}");
    }
}

#[tokio::test]
async fn the_pdf_is_the_same_every_time_and_its_hash_is_the_stored_one() {
    let town = Town::new().await;
    let browser = town.world.sign_in(town.a.owner).await;
    let path = format!("/invoices/{}/pdf", town.a.open);
    let (first, second) = (browser.get(&path).await, browser.get(&path).await);
    assert!(first.body.starts_with(b"%PDF-"));
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("content-type"), "application/pdf");
    // Alpha's "open" is the world's first invoice.
    assert_eq!(first.header("content-disposition"), "attachment; filename=\"INV-000001.pdf\"");
    let mut tx = town.world.db().tenant_read(town.a.tenant).await.unwrap();
    let invoice = quittance::store::invoices::find(&mut tx, town.a.open).await.unwrap().unwrap();
    let stored = invoice.pdf_sha256.unwrap();
    assert_eq!(<[u8; 32]>::from(Sha256::digest(&first.body)), stored);
    let hex: String = stored.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(first.header("etag").contains(&hex), "{}", first.header("etag"));
    let again =
        browser.request(Method::GET, &path).header(header::IF_NONE_MATCH, first.header("etag"));
    assert_eq!(browser.send(again).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_download_is_noted_once_per_person_and_day() {
    let town = Town::new().await;
    let (world, invoice) = (&town.world, town.a.open);
    let viewer = world.member("viewer", town.a.tenant, MemberRole::Viewer).await;
    let path = format!("/invoices/{invoice}/pdf");
    for person in [town.a.owner, town.a.owner, viewer] {
        world.sign_in(person).await.get(&path).await;
    }
    assert_eq!(downloads(world, town.a.tenant, invoice).await, 2);
    // It was nine in the morning.
    world.advance(SignedDuration::from_hours(15));
    world.sign_in(viewer).await.get(&path).await;
    assert_eq!(downloads(world, town.a.tenant, invoice).await, 3);
    let page = world.sign_in(viewer).await.get(&format!("/invoices/{invoice}")).await.text();
    assert_eq!(page.matches("Downloaded by viewer").count(), 2, "{page}");
}

async fn downloads(world: &World, tenant: TenantId, invoice: InvoiceId) -> usize {
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let events = documents::events(&mut tx, invoice.0).await.unwrap();
    events.iter().filter(|event| event.kind == DocumentEventKind::Downloaded).count()
}

#[tokio::test]
async fn an_invoice_says_what_is_left_and_where_to_send_it() {
    let town = Town::new().await;
    let browser = town.world.sign_in(town.a.owner).await;
    let page = browser.get(&format!("/invoices/{}", town.a.open)).await.text();
    for said in [
        // 100 pieces at 1.00, 19 % on top, 19.00 paid, a tenth credited.
        "€119.00",
        "−€19.00",
        "−€11.90",
        "€88.10",
        "1 Apr 2026",
        "DE89370400440532013000",
        "data-copy=\"INV-000001\"",
        "<svg",
        "Bank transfer",
        "Credit note CN-000001",
        "Partly paid",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let paid = browser.get(&format!("/invoices/{}", town.a.paid)).await.text();
    assert!(paid.contains("Settled in full") && !paid.contains("DE89370400440532013000"));
}

#[tokio::test]
async fn a_payment_names_what_it_settled_and_what_became_credit() {
    let town = Town::new().await;
    let page = town.world.sign_in(town.a.owner).await.get("/payments").await.text();
    let settled = format!("href=\"/invoices/{}\"", town.a.paid);
    for said in [settled.as_str(), "€15.00", "€11.90", "€3.10 to your credit balance"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test]
async fn a_void_invoice_and_its_replacement_name_each_other() {
    let world = World::new().await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let wrong = world.issue(tenant, &books, 7).await.invoice_id;
    let mut tx = world.write(tenant).await;
    void_invoice(&mut tx, world.now(), world.today(), &TESTER, wrong, "wrong quantity")
        .await
        .unwrap();
    let terms = quittance::flows::invoices::draft_invoice::DraftTerms {
        replaces: Some(wrong),
        ..world.terms(&books)
    };
    let lines = [crate::harness::books::pieces(8)];
    let draft = quittance::flows::invoices::draft_invoice::draft_invoice(
        &mut tx,
        world.now(),
        terms,
        &lines,
    )
    .await
    .unwrap();
    let right = draft.invoice.invoice_id;
    tx.commit().await.unwrap();
    let browser = world.sign_in(owner).await;
    let page = browser.get(&format!("/invoices/{wrong}")).await.text();
    assert!(page.contains("Voided on"), "{page}");
    assert!(!page.contains(&right.to_string()), "the replacement is still a draft");
    // What staff noted when voiding is not for the customer.
    assert!(!page.contains("wrong quantity"));
    let mut tx = world.write(tenant).await;
    quittance::flows::invoices::finalize_invoice::finalize_invoice(
        &mut tx,
        world.now(),
        &TESTER,
        right,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&format!("/invoices/{wrong}")).await.text();
    assert!(page.contains("See its replacement INV-000002"), "{page}");
    let page = browser.get(&format!("/invoices/{right}")).await.text();
    assert!(page.contains("This invoice replaces INV-000001"), "{page}");
    assert!(page.contains(&eur(9_52).to_major().to_string()), "8 pieces and 19 %");
}
