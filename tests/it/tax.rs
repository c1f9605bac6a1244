//! The proof of how the engine taxed an invoice, and certificates that free from a tax (row L1).

use crate::harness::books::Books;
use crate::harness::database::attempt;
use crate::harness::{TESTER, World};
use jiff::civil::{Date, date};
use quittance::domain::access::StaffRole;
use quittance::domain::currency::Currency;
use quittance::domain::id::{InvoiceId, TaxExemptionId, TenantId};
use quittance::domain::period::{Alignment, Interval, IntervalUnit};
use quittance::domain::plan::{Component, ComponentTiming, ModelTerms, PriceTerms, QuantityOf};
use quittance::domain::tax_exemption::{ExemptionReason, TaxExemption};
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::billing::run_due::{RunReport, run_due};
use quittance::flows::billing::tax_exemptions::enter_exemption;
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use reqwest::StatusCode;
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;

/// A plan of 100.00 a month, taken from 2 March 2026 on.
async fn subscribed(world: &World, tenant: TenantId, books: &Books, currency: Currency) {
    let component = Component {
        code: "base".into(),
        description: "Base".into(),
        quantity: QuantityOf::One,
        timing: ComponentTiming::InAdvance,
        price: PriceTerms::from(ModelTerms::Flat { amount: Decimal::ONE_HUNDRED }),
    };
    let new = NewVersion {
        code: "business".into(),
        name: "Business".into(),
        currency,
        interval: Interval::every(IntervalUnit::Month),
        trial_days: 0,
        components: vec![component],
        effective_on: date(2026, 1, 1),
    };
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    let version = publish_plan(&mut tx, world.now(), &TESTER, new).await.unwrap();
    tx.commit().await.unwrap();
    let order = SubscribeOrder {
        idempotency_key: "form".into(),
        seller: books.seller,
        version: version.version_id,
        seats: 1,
        starts_at: world.now(),
        alignment: Alignment::Anniversary,
        options: SubscribeOptions::default(),
    };
    let mut tx = world.write(tenant).await;
    subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap();
    tx.commit().await.unwrap();
}

async fn run(world: &World) -> RunReport {
    run_due(world.db(), &world.app.clock, &NoUsage).await.unwrap()
}

async fn text(world: &World, sql: &str) -> String {
    let mut superuser = world.database.superuser().await;
    let sql = format!("select coalesce(({sql})::text, '')");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut superuser).await.unwrap()
}

async fn newest(world: &World) -> InvoiceId {
    let id = "select invoice_id from invoices order by number desc limit 1";
    text(world, id).await.parse().unwrap()
}

fn certificate(valid_until: Option<Date>) -> TaxExemption {
    TaxExemption {
        exemption_id: TaxExemptionId::new(),
        country: "DE".parse().unwrap(),
        reason: ExemptionReason::Diplomatic,
        certificate_number: "DE-151-7".into(),
        valid_from: date(2026, 1, 1),
        valid_until,
        withdrawn_at: None,
    }
}

async fn enter(world: &World, tenant: TenantId, certificate: &TaxExemption) {
    let mut tx = world.write(tenant).await;
    enter_exemption(&mut tx, world.now(), &TESTER, certificate).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_proof_of_a_reverse_charge_is_stored_and_stays() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    let mut superuser = world.database.superuser().await;
    // A business in Austria; tests of the customer's form are elsewhere.
    attempt(&mut superuser, "update tenants set country = 'AT', postal_code = '1010'")
        .await
        .unwrap();
    attempt(&mut superuser, "update tax_ids set value = 'ATU13585627'").await.unwrap();
    subscribed(&world, tenant, &books, Currency::EUR).await;
    assert_eq!(run(&world).await, RunReport { invoiced: 1, ..RunReport::default() });
    let proof = "select concat_ws('|', tax_point_on, buyer_country, buyer_country_from, buyer_tax_id,
                        buyer_tax_id_checked, buyer_tax_id_registry, seller_country,
                        seller_registrations -> 0 ->> 'value', category, rate_percent, reason, tax_country,
                        rule_source) from tax_evidence";
    let expected = "2026-03-02|AT|billing_address|ATU13585627|form|not_looked_up|DE|DE129273398|AE|0|reverse_charge|AT\
                    |Directive 2006/112/EC art. 44, 196 and 226(11a)";
    assert_eq!(text(&world, proof).await, expected);
    let finance = world.sign_in(world.staff("finance", StaffRole::Finance).await).await;
    let invoice = newest(&world).await;
    let page = finance.get(&format!("/admin/customers/{tenant}/invoices/{invoice}")).await.text();
    for said in ["Why it is taxed like this", "ATU13585627", "Not looked up in the registry"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for sql in ["update tax_evidence set reason = 'domestic'", "delete from tax_evidence"] {
        assert!(attempt(&mut superuser, sql).await.is_err(), "{sql}");
    }
    // What the customer is tomorrow changes nothing.
    attempt(&mut superuser, "update tenants set country = 'DE'").await.unwrap();
    assert_eq!(text(&world, proof).await, expected);
}

#[tokio::test]
async fn a_certificate_frees_as_long_as_it_holds_and_the_invoice_says_so() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    enter(&world, tenant, &certificate(Some(date(2026, 4, 1)))).await;
    subscribed(&world, tenant, &books, Currency::EUR).await;
    run(&world).await;
    let first = newest(&world).await;
    let taxed =
        "select string_agg(concat_ws(' ', i.number, i.total_minor, e.category, e.rate_percent,
                                             e.certificate_number), ', ' order by i.number)
                   from invoices i join tax_evidence e using (tenant_id, invoice_id)";
    assert_eq!(text(&world, taxed).await, "INV-000001 10000 E 0 DE-151-7");
    let finance = world.sign_in(world.staff("finance", StaffRole::Finance).await).await;
    let page = format!("/admin/customers/{tenant}/invoices/{first}");
    let said = "Exempt from tax: embassy, international organisation or armed forces. Certificate DE-151-7.";
    assert!(finance.get(&page).await.text().contains(said));
    let printed = crate::receipts::text_of(&finance.get(&format!("{page}/pdf")).await.body);
    assert!(printed.replace('\n', " ").contains(said), "{printed}");
    // On 2 April it is over.
    world.move_clock_to("2026-04-02T12:00:00Z".parse().unwrap());
    run(&world).await;
    let expected = "INV-000001 10000 E 0 DE-151-7, INV-000002 11900 S 19";
    assert_eq!(text(&world, taxed).await, expected);
}

#[tokio::test]
async fn a_taxed_invoice_without_a_rate_parks_its_subscription_with_that_reason() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    subscribed(&world, tenant, &books, Currency::GBP).await;
    assert_eq!(run(&world).await, RunReport { parked: 1, ..RunReport::default() });
    let reason = text(&world, "select parked_reason from subscriptions").await;
    assert!(reason.contains("no exchange rate from GBP to EUR"), "{reason}");
    assert_eq!(text(&world, "select count(*) from invoices").await, "0");
}

#[tokio::test]
async fn finance_enters_and_withdraws_certificates_and_others_read_them() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let finance = world.sign_in(world.staff("finance", StaffRole::Finance).await).await;
    let page = format!("/admin/customers/{tenant}/tax-exemptions");
    let id = TaxExemptionId::new().to_string();
    let form = |until: &'static str| {
        [
            ("id", id.clone()),
            ("country", "DE".to_owned()),
            ("exemption-reason", "charity".to_owned()),
            ("certificate", "C-1".to_owned()),
            ("valid-from", "2026-03-01".to_owned()),
            ("valid-until", until.to_owned()),
        ]
    };
    let send = async |until| {
        let form = form(until);
        let form: Vec<_> = form.iter().map(|(name, text)| (*name, text.as_str())).collect();
        finance.post(&page, &form).await.status
    };
    assert_eq!(send("2026-02-28").await, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        assert_eq!(send("2027-02-28").await, StatusCode::SEE_OTHER);
    }
    assert_eq!(text(&world, "select count(*) from tax_exemptions").await, "1");
    let support = world.sign_in(world.staff("support", StaffRole::Support).await).await;
    let read = support.get(&page).await.text();
    assert!(read.contains("C-1") && read.contains("Holds") && !read.contains("Withdraw"), "{read}");
    let withdraw = format!("{page}/{id}/withdraw");
    assert_eq!(support.post(&withdraw, &[]).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        assert_eq!(
            finance.post(&withdraw, &[("withdraw", "yes")]).await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert!(support.get(&page).await.text().contains("Withdrawn"));
    // Another customer's certificate is not there.
    let other = world.tenant("Beta").await;
    let foreign = format!("/admin/customers/{other}/tax-exemptions/{id}/withdraw");
    assert_eq!(finance.post(&foreign, &[("withdraw", "yes")]).await.status, StatusCode::NOT_FOUND);
    let entries = "select string_agg(action, ' ' order by sequence) from audit_log where subject_kind = 'tax_exemption'";
    assert_eq!(text(&world, entries).await, "tax_exemption.created tax_exemption.updated");
}
