//! Charges of which nothing is heard for too long: a person sees them, Prometheus too, and when the
//! gateway answers again they end (row D7).

use crate::harness::shop::Shop;
use quittance::domain::access::StaffRole;

/// One more than may be stuck without an alarm: see `QuittanceChargesStuck` in ops/prometheus.
const STUCK: usize = 6;

async fn stuck_metric(shop: &Shop) -> String {
    let metrics = shop.world.browser().get("/metrics").await.text();
    let line = metrics.lines().find(|line| line.starts_with("quittance_charges_stuck "));
    line.unwrap_or_else(|| panic!("{metrics}")).to_owned()
}

#[tokio::test]
async fn stuck_charges_are_named_to_staff_counted_for_the_alert_and_end_when_the_gateway_answers() {
    let shop = Shop::open().await;
    let admin = shop.world.staff("admin", StaffRole::Admin).await;
    let staff = shop.world.sign_in(admin).await;
    for _ in 0..STUCK {
        let invoice = shop.invoice().await.invoice_id;
        shop.open_page(invoice, &[]).await;
    }
    assert_eq!(stuck_metric(&shop).await, "quittance_charges_stuck 0");
    // Three hours: the pages have closed long ago, and nobody was told.
    let silence = serde_json::json!({
        "method": "GET", "path": "/v1/checkout/sessions/*", "fault": "error_before", "times": 1000
    });
    shop.control("/faults", silence).await;
    shop.world.advance(jiff::SignedDuration::from_mins(181));
    shop.world.run_due_jobs().await;
    assert_eq!(stuck_metric(&shop).await, format!("quittance_charges_stuck {STUCK}"));
    let page = staff.get("/admin/diagnostics").await.text();
    let charge = shop.text("select charge_id::text from charges limit 1").await;
    let named = format!("{charge}: requires_action");
    assert!(page.contains(&named), "{page}");
    let delete = shop.provider.request(reqwest::Method::DELETE, "/_simulator/faults");
    assert!(shop.provider.send(delete).await.status.is_success());
    shop.world.advance(jiff::SignedDuration::from_mins(66));
    shop.world.run_due_jobs().await;
    assert_eq!(stuck_metric(&shop).await, "quittance_charges_stuck 0");
    assert!(!staff.get("/admin/diagnostics").await.text().contains(&named));
    assert_eq!(shop.number("select count(*) from charges where state = 'expired'").await, 6);
    assert_eq!(shop.received().await, (0, 0));
}
