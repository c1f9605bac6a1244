//! What is issued keeps the seller it was issued with; what is drafted takes the seller as it is.

use super::logos::png;
use super::{Desk, assert_status, upload};
use crate::harness::TESTER;
use quittance::domain::document::DocumentKind;
use quittance::flows::documents::stored_file::stored_file;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use reqwest::StatusCode;
use uuid::Uuid;

impl Desk {
    async fn bytes(&self, kind: DocumentKind, id: Uuid) -> Vec<u8> {
        let world = self.world();
        stored_file(world.db(), world.now(), self.town.a.tenant, kind, id).await.unwrap().bytes
    }
}

#[tokio::test]
async fn an_issued_document_keeps_its_seller_and_a_draft_takes_the_new_one() {
    let desk = Desk::new().await;
    let (world, a) = (desk.world(), &desk.town.a);
    let path = format!("{}/logo", desk.path());
    // Issued with the first logo; the town's own documents with none.
    upload(&desk.admin, &path, "logo.png", &png(200)).await;
    let first = desk.text("select encode(logo_sha256, 'hex') from seller_entities").await;
    let with_logo = world.issue(a.tenant, &desk.town.books, 3).await.invoice_id;
    let owner = world.sign_in(a.owner).await;
    let addresses =
        [with_logo, a.open].map(|id| format!("/invoices/{id}")).into_iter().collect::<Vec<_>>();
    let mut before = Vec::new();
    for address in &addresses {
        before.push(sheet(&owner.get(address).await.text()));
    }
    let documents = [
        (DocumentKind::Invoice, with_logo.0),
        (DocumentKind::Invoice, a.open.0),
        (DocumentKind::CreditNote, a.credit_note.0),
    ];
    let mut files = Vec::new();
    for (kind, id) in documents {
        files.push(desk.bytes(kind, id).await);
    }
    assert!(before[0].contains(&format!("/logos/{first}")), "{}", before[0]);
    assert!(before[1].contains("class=\"monogram\""), "{}", before[1]);

    let changed = [
        ("legal-name", "Neue AG"),
        ("line1", "Neuer Weg 9"),
        ("brand-color", "#8a3b12"),
        ("account-iban-1", "GB33BUKB20201555555555"),
        ("footer-en", "Register HRB 2"),
    ];
    assert_status(&desk.save(&changed).await, StatusCode::SEE_OTHER, "save");
    upload(&desk.admin, &path, "logo.png", &png(90)).await;
    let second = desk.text("select encode(logo_sha256, 'hex') from seller_entities").await;
    assert_ne!(first, second);

    for (address, before) in addresses.iter().zip(&before) {
        assert_eq!(sheet(&owner.get(address).await.text()), *before);
    }
    for ((kind, id), before) in documents.into_iter().zip(&files) {
        assert_eq!(desk.bytes(kind, id).await, *before);
    }
    // The draft's page shows the new facts at once, and issuing freezes them.
    let draft = format!("/admin/customers/{}/invoices/{}", a.tenant, a.draft);
    let page = desk.admin.get(&draft).await.text();
    assert!(page.contains("Neue AG") && page.contains(&format!("/logos/{second}")));
    let mut tx = world.write(a.tenant).await;
    let issued = finalize_invoice(&mut tx, world.now(), &TESTER, a.draft).await.unwrap();
    tx.commit().await.unwrap();
    let seller = issued.seller.unwrap();
    assert_eq!((seller.legal_name.as_str(), seller.brand_color.as_str()), ("Neue AG", "#8a3b12"));
    assert_eq!(seller.logo.unwrap().sha256, second);
    assert_eq!(seller.bank_accounts[0].rows[0].1, "GB33 BUKB 2020 1555 5555 55");
    let bytes = desk.bytes(DocumentKind::Invoice, a.draft.0).await;
    assert!(contains(&bytes, b"/Subtype/Image") || contains(&bytes, b"/Subtype /Image"));
    assert!(!contains(&files[1], b"/Image"));
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The document on the page; what stands around it may change.
fn sheet(page: &str) -> String {
    let begin = page.find("<article class=\"sheet\"").expect("a document");
    let end = page[begin..].find("</article>").expect("its end");
    page[begin..begin + end].to_owned()
}

#[tokio::test]
async fn a_document_names_the_tax_registrations_of_its_date() {
    let desk = Desk::new().await;
    let (world, tenant) = (desk.world(), desk.town.a.tenant);
    // The world's day is 2 March 2026.
    let changed = [
        ("tax-to-1", "2026-03-02"),
        ("tax-country-2", "AT"),
        ("tax-number-2", "ATU13585627"),
        ("tax-kind-2", "UID"),
        ("tax-from-2", "2026-03-03"),
    ];
    assert_status(&desk.save(&changed).await, StatusCode::SEE_OTHER, "save");
    let today = world.issue(tenant, &desk.town.books, 1).await.seller.unwrap().tax_ids;
    world.advance(jiff::SignedDuration::from_hours(24));
    let tomorrow = world.issue(tenant, &desk.town.books, 1).await.seller.unwrap().tax_ids;
    let printed = |ids: &[quittance::domain::party::TaxRegistration]| {
        ids.iter().map(|id| format!("{} {}", id.kind, id.value)).collect::<Vec<_>>()
    };
    assert_eq!(printed(&today), ["VAT DE129273398"]);
    assert_eq!(printed(&tomorrow), ["UID ATU13585627"]);
}

#[tokio::test]
async fn a_sample_shows_the_saved_settings_and_takes_no_number() {
    let desk = Desk::new().await;
    let next = "select next_number::text from number_series where prefix = 'INV-'";
    let before = desk.text(next).await;
    for query in ["", "?language=de&currency=USD", "?language=xx&currency=none"] {
        let answer = desk.admin.get(&format!("{}/preview{query}", desk.path())).await;
        assert_status(&answer, StatusCode::OK, query);
        assert_eq!(answer.header("content-type"), "application/pdf");
        assert!(answer.body.starts_with(b"%PDF-1.7"));
    }
    assert_eq!(desk.text(next).await, before);
}
