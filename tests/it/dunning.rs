//! Dunning, from the refused card to the money or the loss: the real jobs, the real adapter over HTTP against
//! the simulator of Stripe, in sandbox time (rows H1 to H3, H5).

mod crash;
mod exactly_once;
mod pages;
mod report;
mod retries;
mod rules;
mod simulate;
mod stories;

use crate::harness::books::pieces;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::{SignedDuration, ToSpan};
use quittance::domain::id::{DunningCampaignId, DunningScheduleId, InvoiceId};
use quittance::flows::dunning::save_schedule::set_default;
use quittance::flows::invoices::draft_invoice::draft_invoice;
use quittance::flows::invoices::finalize_invoice::finalize_invoice;

pub const POOR: &str = "pm_card_chargeDeclinedInsufficientFunds";
pub const STOLEN: &str = "pm_card_visa_chargeDeclinedStolenCard";
pub const GOOD: &str = "pm_card_visa";

/// The schedule that the product comes with: reminders on days 3, 10 and 20, attempts after 2, 5, 7 and 7
/// days, read-only after 25 and suspended after 40.
pub const STANDARD: &str = "d0000000-0000-7000-8000-000000000001";

/// Everybody without a schedule of their own is dunned by the standard one.
pub async fn switch_on(shop: &Shop) {
    let schedule: DunningScheduleId = STANDARD.parse().unwrap();
    let (db, now) = (shop.world.db(), shop.world.now());
    set_default(db, now, &crate::harness::TESTER, Some(schedule)).await.unwrap();
}

/// A shop that duns; nothing is collected by itself.
pub async fn dunning_shop() -> Shop {
    let shop = Shop::open().await;
    switch_on(&shop).await;
    shop
}

/// As [`dunning_shop`], with autopay on a card that the gateway charges as `provider_ref`.
pub async fn with_card(provider_ref: &str) -> Shop {
    let shop = dunning_shop().await;
    // A quarter to seven in the morning: what is refused now is tried again at the same hour.
    shop.world.advance(SignedDuration::from_mins(21 * 60 + 45));
    shop.save_card(GOOD_CARD).await;
    crate::autopay::turn_on(&shop, "").await;
    crate::autopay::becomes(&shop, provider_ref).await;
    shop
}

/// An open invoice over 119.00 that was due so many days ago.
pub async fn due_ago(shop: &Shop, days: i64) -> InvoiceId {
    let now = shop.world.now();
    let mut terms = shop.world.terms(&shop.books);
    terms.due_on = shop.world.today() - days.days();
    terms.issued_on = terms.due_on;
    let mut tx = shop.world.write(shop.tenant).await;
    let draft = draft_invoice(&mut tx, now, terms, &[pieces(100)]).await.unwrap();
    let id = draft.invoice.invoice_id;
    finalize_invoice(&mut tx, now, &crate::harness::TESTER, id).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn days_pass(shop: &Shop, days: i64) {
    crate::autopay::days_pass(shop, days).await;
}

pub async fn soon(shop: &Shop) {
    shop.world.advance(SignedDuration::from_mins(16));
    shop.simulator.tick().await;
    shop.world.run_due_jobs().await;
}

/// The one campaign.
pub async fn campaign(shop: &Shop) -> DunningCampaignId {
    shop.text("select campaign_id::text from dunning_campaigns").await.parse().unwrap()
}

/// How the newest campaign stands: status, reason of the pause, access.
pub async fn state(shop: &Shop) -> String {
    shop.text(
        "select coalesce((select status || coalesce(' ' || pause_reason, '') || ' ' || access
                            from dunning_campaigns order by campaign_id desc limit 1), 'none')",
    )
    .await
}

/// The words of what was sent, in order.
pub async fn sent(shop: &Shop) -> String {
    shop.text(
        "select coalesce(string_agg(template || ' ' || outcome, ', ' order by position), 'nothing') from dunning_steps",
    )
    .await
}

pub async fn mails(shop: &Shop) -> i64 {
    shop.number("select count(*) from emails where event = 'dunning_reminder'").await
}

pub async fn attempts(shop: &Shop) -> i64 {
    shop.number("select count(*) from dunning_attempts").await
}
