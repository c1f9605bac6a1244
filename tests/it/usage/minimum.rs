//! Usage that comes late beside a minimum: what was paid for nothing is used up first, and what is given back
//! never brings a period below what is owed at least (rows E7, F3).

use super::*;
use quittance::domain::money::Money;
use quittance::store::subscriptions::{Contract, save_contract};

/// 20.00 a month at least; February's calls are billed.
async fn with_february(calls_of_february: i64) -> Calls {
    let calls = Calls::billed_monthly().await;
    let contract = Contract {
        commitment: Some(Money::new(20_00, Currency::EUR)),
        draft_window: jiff::SignedDuration::ZERO,
        purchase_order: String::new(),
        change_needs_payment: false,
    };
    let mut tx = calls.world.write(calls.tenant).await;
    save_contract(&mut tx, calls.id, &contract).await.unwrap();
    tx.commit().await.unwrap();
    calls.sends("first", calls_of_february, "2026-02-10T00:00:00Z").await;
    assert_eq!(calls.runs().await, 1);
    calls
}

#[tokio::test]
async fn what_comes_late_first_uses_up_the_minimum_that_was_paid() {
    // 1,500 calls are 12.50: 7.50 are paid for nothing.
    let calls = with_february(1_500).await;
    assert_eq!(calls.subtotals().await, [20_00]);
    // 400 more are 2.00, and cost nothing; March without a call costs its own minimum.
    calls.sends("late", 400, "2026-02-20T00:00:00Z").await;
    calls.moves_to("2026-04-02T00:00:00Z");
    assert_eq!(calls.runs().await, 1);
    assert_eq!(calls.subtotals().await, [20_00, 20_00]);
    let (text, explanation) = calls.last_line().await;
    assert_eq!(text, "Late usage, API calls: 1500 became 1900");
    assert_eq!(
        (&explanation["amount_minor"], &explanation["corrects"]["difference_minor"]),
        (&json!(0), &json!(2_00))
    );
    // 2,000 more are 10.00, of which the minimum has 5.50 left.
    calls.sends("later", 2_000, "2026-02-21T00:00:00Z").await;
    calls.moves_to("2026-05-02T00:00:00Z");
    assert_eq!(calls.runs().await, 1);
    assert_eq!(calls.subtotals().await, [20_00, 20_00, 24_50]);
    assert_eq!((calls.runs().await, calls.settles().await), (0, 0));
}

#[tokio::test]
async fn what_comes_after_the_end_and_within_the_minimum_makes_no_invoice() {
    let calls = with_february(1_500).await;
    calls.ends().await;
    let before = calls.subtotals().await;
    calls.sends("late", 400, "2026-02-20T00:00:00Z").await;
    assert_eq!((calls.settles().await, calls.settles().await), (1, 0));
    assert_eq!((calls.subtotals().await, calls.credited().await), (before, vec![]));
}

#[tokio::test]
async fn what_was_used_less_is_given_back_down_to_the_minimum() {
    // 4,000 calls are 25.00: above the minimum.
    let calls = with_february(4_000).await;
    assert_eq!(calls.subtotals().await, [25_00]);
    let corrected = json!({
        "id": "first-again", "customer": "C-Alpha", "meter": "calls", "quantity": "1000",
        "occurred_at": "2026-02-10T00:00:00Z", "corrects": { "id": "first" },
    });
    assert_eq!(calls.sender.send(&corrected).await.0, 202);
    // 1,000 calls are 10.00; 20.00 stay owed.
    assert_eq!(calls.settles().await, 1);
    assert_eq!(calls.credited().await, [5_00]);
    // What then comes late is 10.00 below the minimum.
    calls.sends("late", 1_000, "2026-02-20T00:00:00Z").await;
    calls.moves_to("2026-04-02T00:00:00Z");
    calls.runs().await;
    assert_eq!(calls.subtotals().await, [25_00, 20_00]);
}
