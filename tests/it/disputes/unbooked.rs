//! Over HTTP against the simulator of Paystack, which tells no bookings for disputes: what it took is known
//! when the dispute is lost, and only then.

use crate::harness::shop::AtPaystack;
use serde_json::json;

const GOOD_CARD: &str = "4084084084084081";
/// 1.5 % of 119.00, rounded up, are the gateway's.
const PAID: &str = "gateway_clearing 11721, gateway_fees 179, sales -10000, tax_payable -1900";
const LOST: &str = "dispute_losses 11900, gateway_clearing -179, gateway_fees 179, \
                    sales -10000, tax_payable -1900";

async fn disputed() -> AtPaystack {
    let at = AtPaystack::open().await;
    let page = at.open_page(at.invoice().await, &[]).await;
    let back = at.enter_card(&page, GOOD_CARD).await;
    at.shop.follow(&back).await;
    at.deliver_webhooks().await;
    let paid = at.transactions().await[0]["reference"].as_str().unwrap().to_owned();
    at.control(&format!("/transactions/{paid}/dispute"), json!({})).await;
    at.deliver_webhooks().await;
    assert_eq!((status(&at).await, withheld(&at).await), ("needs_response".to_owned(), 119_00));
    assert_eq!(ledger(&at).await, PAID);
    at
}

async fn decide(at: &AtPaystack, verb: &str) {
    let dispute = at.shop.text("select provider_ref from disputes").await;
    at.control(&format!("/disputes/{dispute}/{verb}"), json!({})).await;
    at.deliver_webhooks().await;
}

async fn status(at: &AtPaystack) -> String {
    at.shop.text("select status from disputes").await
}

async fn withheld(at: &AtPaystack) -> i64 {
    at.shop.number("select disputed_minor from payments").await
}

async fn ledger(at: &AtPaystack) -> String {
    let balances = "select string_agg(account || ' ' || balance, ', ' order by account)
          from (select account, sum(amount_minor)::text as balance from ledger_entries
                 group by account having sum(amount_minor) <> 0) b";
    at.shop.text(balances).await
}

#[tokio::test]
async fn a_lost_dispute_is_posted_once_although_nobody_tells_its_bookings() {
    let at = disputed().await;
    decide(&at, "lose").await;
    assert_eq!((status(&at).await, withheld(&at).await), ("lost".to_owned(), 119_00));
    assert_eq!(ledger(&at).await, LOST);
    // The gateway carries it out by a refund, of which we hear for days: it is no refund of ours.
    for _ in 0..3 {
        at.shop.world.advance(jiff::SignedDuration::from_hours(4 * 24));
        at.deliver_webhooks().await;
    }
    assert_eq!(ledger(&at).await, LOST);
    for table in ["refunds", "review_items"] {
        assert_eq!(at.shop.number(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    let left = "select count(*) from webhook_inbox where state not in ('done', 'ignored')";
    assert_eq!(at.shop.number(left).await, 0);
}

#[tokio::test]
async fn a_won_dispute_that_was_never_booked_posts_nothing() {
    let at = disputed().await;
    decide(&at, "win").await;
    assert_eq!((status(&at).await, withheld(&at).await), ("won".to_owned(), 0));
    assert_eq!(ledger(&at).await, PAID);
}
