//! Exchange rates on a real database (rows M2 M3): taken in once, entered with care, fixed with the invoice
//! that needs them; without one that holds, nothing is converted and nothing issued that the law forbids.

use crate::harness::books::{Books, pieces};
use crate::harness::database::attempt;
use crate::harness::{Browser, TESTER, World};
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::currency::Currency;
use quittance::domain::fx::RateError;
use quittance::domain::id::{InvoiceId, TenantId};
use quittance::domain::tax_total::TaxCategory;
use quittance::flows::fx::convert_tax::ConvertTaxError;
use quittance::flows::fx::feed::FeedError;
use quittance::flows::fx::import_rates::{ImportRatesError, ImportedRates, import_rates};
use quittance::flows::invoices::draft_invoice::{DraftLine, DraftTerms, draft_invoice};
use quittance::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use quittance::store::fx::Inserted;
use reqwest::StatusCode;
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// The world begins on Monday 2 March 2026; Friday's rates hold until Tuesday 16:00 CET.
const FRIDAY: &str = "Date,GBP,JPY,CYP\n2026-02-27,0.8338,175.68,N/A\n";

async fn import(world: &World, text: &str) -> Result<ImportedRates, ImportRatesError> {
    import_rates(world.db(), world.now(), &TESTER, text.as_bytes()).await
}

async fn text(world: &World, sql: &str) -> String {
    let mut superuser = world.database.superuser().await;
    let sql = format!("select coalesce(({sql})::text, '')");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap()
}

/// A draft of 100.00 net in sterling, with the tax of this line.
async fn draft(world: &World, tenant: TenantId, books: &Books, line: DraftLine) -> InvoiceId {
    let terms = DraftTerms { currency: Currency::GBP, ..world.terms(books) };
    let mut tx = world.write(tenant).await;
    let draft = draft_invoice(&mut tx, world.now(), terms, &[line]).await.unwrap();
    tx.commit().await.unwrap();
    draft.invoice.invoice_id
}

async fn finalize(
    world: &World,
    tenant: TenantId,
    id: InvoiceId,
) -> Result<String, FinalizeInvoiceError> {
    let mut tx = world.write(tenant).await;
    let invoice = finalize_invoice(&mut tx, world.now(), &TESTER, id).await?;
    tx.commit().await.unwrap();
    Ok(invoice.number.unwrap())
}

fn without_rate(outcome: &Result<String, FinalizeInvoiceError>) -> Option<&RateError> {
    match outcome {
        Err(FinalizeInvoiceError::Tax(ConvertTaxError::NoRate { why, .. })) => Some(why),
        _ => None,
    }
}

#[tokio::test]
async fn a_file_is_taken_in_once_and_what_it_corrects_later_stays() {
    let world = World::new().await;
    let first = import(&world, FRIDAY).await.unwrap();
    assert_eq!(first.inserted, Inserted { new: 2, known: 0, differing: 0 });
    assert_eq!((first.read, first.skipped.not_available), (2, 1));
    let again = import(&world, FRIDAY).await.unwrap();
    assert_eq!(again.inserted, Inserted { new: 0, known: 2, differing: 0 });
    let changed = import(&world, &FRIDAY.replace("0.8338", "8.338")).await.unwrap();
    assert_eq!(changed.inserted, Inserted { new: 0, known: 1, differing: 1 });
    assert_eq!(text(&world, "select rate from exchange_rates where quote = 'GBP'").await, "0.8338");
    // One entry for the file that brought something; none for the others.
    let entries = "select count(*) from audit_log where action = 'exchange_rates.imported'";
    assert_eq!(text(&world, entries).await, "1");
    let hostile = import(&world, "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>").await;
    assert!(matches!(hostile, Err(ImportRatesError::Feed(FeedError::HostileXml { .. }))));
    let mut owner = world.database.superuser().await;
    for sql in ["update exchange_rates set rate = 1", "delete from exchange_rates"] {
        assert!(attempt(&mut owner, sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn the_tax_in_the_sellers_currency_is_fixed_with_the_invoice() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    import(&world, FRIDAY).await.unwrap();
    let id = draft(&world, tenant, &books, pieces(100)).await;
    assert_eq!(finalize(&world, tenant, id).await.unwrap(), "INV-000001");
    // 19.00 / 0.8338 = 22.787…; 119.00 / 0.8338 = 142.720…
    let stored = "select concat_ws(' ', currency, tax_minor, total_minor, rate_numerator, rate_denominator, source,
                         quoted_on) from invoice_tax_conversions";
    assert_eq!(text(&world, stored).await, "EUR 2279 14272 1 0.8338 ecb 2026-02-27");
    let owner = world.sign_in(world.member("owner", tenant, MemberRole::Owner).await).await;
    let page = owner.get(&format!("/invoices/{id}")).await.text();
    let said = "VAT in EUR (1 EUR = 0.8338 GBP of 27 February 2026, European Central Bank)";
    assert!(page.contains(said) && page.contains("€22.79"), "{page}");
    let pdf = owner.get(&format!("/invoices/{id}/pdf")).await.body;
    let printed = crate::receipts::text_of(&pdf);
    assert!(printed.contains("VAT in EUR €22.79"), "{printed}");
    let rate = "1 EUR = 0.8338 GBP of 27 February 2026, European Central Bank.";
    assert!(printed.replace('\n', " ").contains(rate), "{printed}");
    // It is on record, and it stays.
    let entries = "select count(*) from audit_log where action = 'tax_conversion.created'";
    assert_eq!(text(&world, entries).await, "1");
    let mut superuser = world.database.superuser().await;
    let change = "update invoice_tax_conversions set tax_minor = 1";
    assert!(attempt(&mut superuser, change).await.is_err());
}

#[tokio::test]
async fn without_a_rate_that_holds_a_taxed_invoice_is_not_issued() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    let id = draft(&world, tenant, &books, pieces(100)).await;
    let refused = finalize(&world, tenant, id).await;
    assert!(matches!(without_rate(&refused), Some(RateError::Missing { .. })), "{refused:?}");
    import(&world, FRIDAY).await.unwrap();
    world.move_clock_to("2026-03-03T15:01:00Z".parse().unwrap());
    // The draft is of yesterday, whose last rate still counts for it; one of today finds none.
    let late = draft(&world, tenant, &books, pieces(100)).await;
    let refused = finalize(&world, tenant, late).await;
    assert!(matches!(without_rate(&refused), Some(RateError::Stale { .. })), "{refused:?}");
    // Staff read why.
    let finance = world.sign_in(world.staff("finance", StaffRole::Finance).await).await;
    let page = format!("/admin/customers/{tenant}/invoices/{late}");
    let answer = finance.post(&format!("{page}/finalize"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("no exchange rate holds"), "{}", answer.text());
    // Nothing was taken: the number is still the first.
    assert_eq!(finalize(&world, tenant, id).await.unwrap(), "INV-000001");
    // What is not taxed needs no rate.
    let line = DraftLine {
        tax_category: TaxCategory::ReverseCharge,
        tax_rate_percent: Decimal::ZERO,
        ..pieces(100)
    };
    let untaxed = draft(&world, tenant, &books, line).await;
    assert_eq!(finalize(&world, tenant, untaxed).await.unwrap(), "INV-000002");
    assert_eq!(text(&world, "select count(*) from invoice_tax_conversions").await, "1");
}

async fn enter(browser: &Browser, id: Uuid, rate: &str, confirmed: bool) -> StatusCode {
    let id = id.to_string();
    let mut form = vec![
        ("id", id.as_str()),
        ("base", "eur"),
        ("quote", "GBP"),
        ("rate", rate),
        ("valid-until", "2026-03-31"),
    ];
    if confirmed {
        form.push(("confirmed", "yes"));
    }
    let answer = browser.post("/admin/exchange-rates", &form).await;
    let is_again = answer.text().contains("I have checked this rate.");
    assert_eq!(is_again, answer.status != StatusCode::SEE_OTHER, "{}", answer.text());
    answer.status
}

#[tokio::test]
async fn a_typed_rate_far_from_the_last_is_asked_about_again() {
    let world = World::new().await;
    import(&world, FRIDAY).await.unwrap();
    let finance = world.sign_in(world.staff("finance", StaffRole::Finance).await).await;
    let form = Uuid::now_v7();
    // 0.9171 / 0.8338 is 9.99 % more, 0.918 is 10.1 %.
    assert_eq!(enter(&finance, form, "0.9171", false).await, StatusCode::SEE_OTHER);
    // The same form again is the same rate.
    assert_eq!(enter(&finance, form, "0.9171", false).await, StatusCode::SEE_OTHER);
    let manual = "select count(*) from exchange_rates where source = 'manual'";
    assert_eq!(text(&world, manual).await, "1");
    world.advance(jiff::SignedDuration::from_secs(60));
    let form = Uuid::now_v7();
    assert_eq!(enter(&finance, form, "9.171", false).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(enter(&finance, form, "9.171", true).await, StatusCode::SEE_OTHER);
    let entries = "select count(*) from audit_log where action = 'exchange_rate.created'";
    assert_eq!(text(&world, entries).await, "2");
    let page = finance.get("/admin/exchange-rates").await.text();
    assert!(
        page.contains("9.171") && page.contains("0.8338") && page.contains("Entered"),
        "{page}"
    );
    let history = finance.get("/admin/exchange-rates?pair=EUR-GBP").await.text();
    assert!(history.contains("0.9171") && history.contains("9.171"), "{history}");
    let support = world.sign_in(world.staff("support", StaffRole::Support).await).await;
    let refused = support.post("/admin/exchange-rates", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!support.get("/admin/exchange-rates").await.text().contains("Enter a rate"));
}

#[tokio::test]
async fn a_person_reads_about_how_much_it_is_and_pays_what_it_is() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    import(&world, FRIDAY).await.unwrap();
    let invoice = world.issue(tenant, &books, 100).await.invoice_id;
    let owner = world.sign_in(world.member("owner", tenant, MemberRole::Owner).await).await;
    let other = world.sign_in(world.member("other", tenant, MemberRole::Viewer).await).await;
    assert!(!owner.get("/").await.text().contains("approx."));
    let choose = async |currency: &str| {
        let form = [("intent", "display"), ("currency", currency)];
        owner.post("/settings/account", &form).await.status
    };
    assert_eq!(choose("JPY").await, StatusCode::SEE_OTHER);
    assert_eq!(choose("XXX").await, StatusCode::UNPROCESSABLE_ENTITY);
    // 119.00 × 175.68 = 20,905.92
    let page = owner.get("/").await.text();
    assert!(page.contains("approx. JP¥20,906 at the rate of 27 Feb 2026"), "{page}");
    assert!(!other.get("/").await.text().contains("approx."));
    for path in [format!("/invoices/{invoice}"), format!("/invoices/{invoice}/pay")] {
        assert!(!owner.get(&path).await.text().contains("¥"), "{path}");
    }
    // A rate that has expired is no rate.
    world.move_clock_to("2026-03-03T15:01:00Z".parse().unwrap());
    assert!(!owner.get("/").await.text().contains("approx."));
    assert_eq!(choose("").await, StatusCode::SEE_OTHER);
    assert_eq!(text(&world, "select count(*) from display_preferences").await, "0");
}

#[tokio::test]
async fn credit_notes_take_back_the_tax_at_the_rate_of_their_invoice() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    import(&world, FRIDAY).await.unwrap();
    let id = draft(&world, tenant, &books, pieces(100)).await;
    finalize(&world, tenant, id).await.unwrap();
    // Weeks later the pound stands elsewhere.
    world.move_clock_to("2026-03-20T09:00:00Z".parse().unwrap());
    import(&world, "Date,GBP,JPY,CYP\n2026-03-19,0.9000,175.68,N/A\n").await.unwrap();
    let mut notes = Vec::new();
    for _ in 0..2 {
        notes.push(world.credit(tenant, id, 50).await.credit_note.credit_note_id);
    }
    // 9.50 / 0.8338 = 11.393…, and the second takes what is left of 22.79; 59.50 / 0.8338 = 71.360…
    let stored = "select string_agg(concat_ws(' ', c.currency, c.tax_minor, c.total_minor), ', ' order by n.number)
                    from credit_note_tax_conversions c
                    join credit_notes n using (tenant_id, credit_note_id)";
    assert_eq!(text(&world, stored).await, "EUR 1139 7136, EUR 1140 7136");
    let owner = world.sign_in(world.member("owner", tenant, MemberRole::Owner).await).await;
    let page = owner.get(&format!("/credit-notes/{}", notes[0])).await.text();
    let said = "VAT in EUR (1 EUR = 0.8338 GBP of 27 February 2026, European Central Bank)";
    assert!(page.contains(said) && page.contains("€11.39"), "{page}");
    let pdf = owner.get(&format!("/credit-notes/{}/pdf", notes[1])).await.body;
    let printed = crate::receipts::text_of(&pdf);
    assert!(printed.contains("VAT in EUR €11.40"), "{printed}");
}
