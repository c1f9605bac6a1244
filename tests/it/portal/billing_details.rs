//! Billing details: who may change them, what is refused, and what a change does not touch (row B10).

use crate::harness::{Browser, World};
use quittance::domain::access::MemberRole;
use quittance::domain::id::TenantId;
use quittance::store::tenants::{self, BillingProfile};
use quittance::store::{audit, invoices};
use reqwest::StatusCode;

const PATH: &str = "/settings/billing";

const MOVED: [(&str, &str); 11] = [
    ("legal_name", "Alpha Bücher GmbH"),
    ("line1", "Neue Straße 5"),
    ("postal_code", "20095"),
    ("city", "Hamburg"),
    ("country", "DE"),
    ("tax_country_0", "DE"),
    ("tax_number_0", "DE 136 695 976"),
    ("emails", "a@alpha.example\r\nb@alpha.example"),
    ("language", "de"),
    ("display_currency", ""),
    ("time_zone", "Europe/Berlin"),
];

async fn customer() -> (World, TenantId, Browser) {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let manager = world.member("manager", tenant, MemberRole::Manager).await;
    let browser = world.sign_in(manager).await;
    (world, tenant, browser)
}

async fn stored(world: &World, tenant: TenantId) -> BillingProfile {
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    tenants::profile(&mut tx).await.unwrap()
}

/// Entries of the tenant's audit log about itself and its tax numbers.
async fn audited(world: &World, tenant: TenantId) -> Vec<audit::AuditRecord> {
    let mut tx = world.db().staff_read().await.unwrap();
    let all = audit::page(&mut tx, (tenant.0, 0), 1000).await.unwrap();
    let about = ["tenant.updated", "tax_id.created", "tax_id.deleted"];
    let is_about = |record: &audit::AuditRecord| about.contains(&record.action.as_str());
    all.into_iter().filter(|record| record.tenant_id == tenant.0 && is_about(record)).collect()
}

#[tokio::test]
async fn a_change_is_stored_and_audited_under_the_persons_name() {
    let (world, tenant, browser) = customer().await;
    let before = audited(&world, tenant).await.len();
    let answer = browser.post(PATH, &MOVED).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(browser.get(answer.header("location")).await.text().contains("data-tone=\"success\""));
    let profile = stored(&world, tenant).await;
    assert_eq!(profile.legal_name, "Alpha Bücher GmbH");
    assert_eq!(profile.billing_emails, ["a@alpha.example", "b@alpha.example"]);
    assert_eq!(profile.tax_ids[0].value, "DE136695976");
    assert_eq!(profile.time_zone, "Europe/Berlin");
    let records = audited(&world, tenant).await;
    // The tax number is the one on file; only the tenant changed.
    assert_eq!(records.len(), before + 1);
    assert!(records.last().unwrap().actor.starts_with("person:"));
    // The same again changes nothing and leaves no trace.
    browser.post(PATH, &MOVED).await;
    assert_eq!(audited(&world, tenant).await.len(), before + 1);
}

#[tokio::test]
async fn an_issued_invoice_keeps_the_buyer_it_was_issued_to() {
    let (world, tenant, browser) = customer().await;
    let books = world.books("main").await;
    let issued = world.issue(tenant, &books, 1).await;
    let pdf = format!("/invoices/{}/pdf", issued.invoice_id);
    let before = browser.get(&pdf).await.body;
    browser.post(PATH, &MOVED).await;
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let kept = invoices::find(&mut tx, issued.invoice_id).await.unwrap().unwrap();
    drop(tx);
    assert_eq!(kept.buyer, issued.buyer);
    assert_eq!(kept.buyer.unwrap().legal_name, "Alpha GmbH");
    assert_eq!(browser.get(&pdf).await.body, before);
    let page = browser.get(&format!("/invoices/{}", issued.invoice_id)).await.text();
    assert!(page.contains("Hauptstraße 1") && !page.contains("Neue Straße 5"), "{page}");
    let next = world.issue(tenant, &books, 1).await;
    assert_eq!(next.buyer.unwrap().legal_name, "Alpha Bücher GmbH");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let (world, tenant, browser) = customer().await;
    let before = stored(&world, tenant).await;
    let mut typed = MOVED;
    typed[0] = ("legal_name", "");
    typed[6] = ("tax_number_0", "DE136695977");
    typed[7] = ("emails", "a@alpha.example, bob");
    let answer = browser.post(PATH, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    for said in [
        "href=\"#legal_name\"",
        "href=\"#tax_number_0\"",
        "href=\"#emails\"",
        "value=\"DE136695977\"",
        "Neue Straße 5",
        "“bob” is not an e-mail address",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(stored(&world, tenant).await, before);
}

#[tokio::test]
async fn a_viewer_reads_and_may_not_change() {
    let (world, tenant, _) = customer().await;
    let viewer = world.member("viewer", tenant, MemberRole::Viewer).await;
    let browser = world.sign_in(viewer).await;
    let page = browser.get(PATH).await.text();
    assert!(page.contains("Hauptstraße 1") && !page.contains("name=\"legal_name\""), "{page}");
    let before = stored(&world, tenant).await;
    let answer = browser.post(PATH, &MOVED).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.is_html());
    assert_eq!(stored(&world, tenant).await, before);
}

#[tokio::test]
async fn tax_numbers_are_added_and_removed() {
    let (world, tenant, browser) = customer().await;
    let mut typed = MOVED.to_vec();
    typed.extend([("tax_country_1", "IE"), ("tax_number_1", "3640917HH")]);
    browser.post(PATH, &typed).await;
    let values = |profile: BillingProfile| -> Vec<String> {
        profile.tax_ids.into_iter().map(|id| id.value).collect()
    };
    assert_eq!(values(stored(&world, tenant).await), ["DE136695976", "IE3640917HH"]);
    typed[6] = ("tax_number_0", "");
    browser.post(PATH, &typed).await;
    assert_eq!(values(stored(&world, tenant).await), ["IE3640917HH"]);
}
