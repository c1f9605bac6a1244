//! The recovery report over a small world, worked by hand.

use super::{GOOD, POOR, days_pass, due_ago, dunning_shop, soon, state, with_card};
use crate::autopay::{becomes, invoice_due_in};
use crate::harness::shop::Shop;
use quittance::domain::access::StaffRole;
use quittance::domain::currency::Currency;
use quittance::domain::dunning::{Counts, PaidBy, Recovery, Stage, recovery};
use quittance::store::dunning_report;
use reqwest::StatusCode;

async fn report(shop: &Shop) -> Recovery {
    let mut tx = shop.world.db().staff_read().await.unwrap();
    let start = "2000-01-01T00:00:00Z".parse().unwrap();
    let end = "2100-01-01T00:00:00Z".parse().unwrap();
    let pursued = dunning_report::pursued(&mut tx, start, end).await.unwrap();
    recovery(&pursued).unwrap().remove(&Currency::EUR).unwrap()
}

/// Invoices and cents of: failed, attempted, recovered, unprompted, written off, open.
fn figures(counts: &Counts) -> [(u64, i64); 6] {
    let of = [
        counts.failed,
        counts.attempted,
        counts.recovered,
        counts.unprompted,
        counts.written_off,
        counts.open,
    ];
    of.map(|share| (share.invoices, share.amount.amount_minor))
}

#[tokio::test]
async fn a_card_that_pays_on_the_second_try_is_recovered_by_the_retry() {
    let shop = with_card(POOR).await;
    invoice_due_in(&shop, 0).await;
    soon(&shop).await;
    soon(&shop).await;
    let before = report(&shop).await;
    assert_eq!(figures(&before.total), [(1, 119_00), (0, 0), (0, 0), (0, 0), (0, 0), (1, 119_00)]);
    becomes(&shop, GOOD).await;
    days_pass(&shop, 3).await;
    soon(&shop).await;
    assert_eq!(state(&shop).await, "recovered full");
    let after = report(&shop).await;
    assert_eq!(
        figures(&after.total),
        [(1, 119_00), (1, 119_00), (1, 119_00), (0, 0), (0, 0), (0, 0)]
    );
    assert_eq!(after.by_payer[&PaidBy::Retry].amount.amount_minor, 119_00);
    let stages = after.by_stage.iter().filter(|(_, counts)| counts.recovered.invoices > 0);
    let stages: Vec<_> = stages.map(|(stage, _)| *stage).collect();
    assert_eq!(stages, [Stage::Retry(1)]);
    assert!(format!("{:?}", after.by_reason).contains("insufficient_funds"));
}

#[tokio::test]
async fn what_was_written_off_is_lost_and_both_denominators_are_named() {
    let shop = dunning_shop().await;
    due_ago(&shop, 1).await;
    soon(&shop).await;
    days_pass(&shop, 4).await;
    let open = report(&shop).await;
    // The friendly reminder went out on day 3.
    assert_eq!(
        figures(&open.total),
        [(1, 119_00), (1, 119_00), (0, 0), (0, 0), (0, 0), (1, 119_00)]
    );
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let desk = shop.world.sign_in(finance).await;
    let campaign = super::campaign(&shop).await;
    let act = format!("/admin/customers/{}/dunning/{campaign}/write-off", shop.tenant);
    desk.post(&act, &[("why", "insolvent")]).await;
    let lost = report(&shop).await;
    assert_eq!(
        figures(&lost.total),
        [(1, 119_00), (1, 119_00), (0, 0), (0, 0), (1, 119_00), (0, 0)]
    );
    let support = shop.world.staff("support", StaffRole::Support).await;
    let reader = shop.world.sign_in(support).await;
    let page = reader.get("/admin/dunning/report").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    for said in [
        "Recovered of all that was attempted",
        "Recovered of all that failed",
        "€0.00 of €119.00",
        "Friendly reminder by e-mail, day 3",
        "Fell due without a refused charge",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let csv = reader.get("/admin/dunning/report.csv").await.text();
    assert!(csv.contains("EUR,total,,failed,1,119.00"), "{csv}");
    assert!(csv.contains("EUR,step,message_3_email_friendly,reached,1,119.00"), "{csv}");
    assert!(csv.contains("EUR,total,,written_off,1,119.00"), "{csv}");
    let early = reader.get("/admin/dunning/report?from=2001-01-01&to=2001-01-31").await.text();
    assert!(early.contains("Nothing came under dunning"), "{early}");
    let wrong = reader.get("/admin/dunning/report?from=tomorrow").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
