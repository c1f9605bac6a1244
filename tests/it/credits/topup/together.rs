//! Everybody at once.

use super::{PAGE, books_agree, bought, form, ledger, open_page, submit};
use crate::harness::shop::{GOOD_CARD, Shop};
use futures_util::future::{BoxFuture, FutureExt, join_all};
use jiff::SignedDuration;
use quittance::domain::id::{ChargeId, InboxId};
use quittance::flows::payments::recover_charges::recover_charges;
use quittance::flows::payments::settle_charge::settle_charge;
use quittance::flows::payments::webhooks::read_webhook;
use quittance::store::webhook_inbox::ClaimedMessage;
use reqwest::StatusCode;

const CALLERS: usize = 64;

/// A shop with a saved card and 10.00 of credit, bought with it.
async fn with_card() -> (Shop, String) {
    let shop = Shop::open().await;
    let page = form(&shop.browser, &[("save", "yes"), ("amount", "10")]).await;
    let page = submit(&shop.browser, &page).await;
    let back = shop.enter_card(page.strip_prefix(&shop.provider_url).unwrap(), GOOD_CARD).await;
    shop.follow(&back).await;
    let method = shop.text("select payment_method_id::text from payment_methods").await;
    (shop, method)
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_submits_of_one_form_make_one_charge() {
    let (shop, method) = with_card().await;
    let form = form(&shop.browser, &[("method", &method)]).await;
    let results = join_all((0..CALLERS).map(|_| submit(&shop.browser, &form))).await;
    assert!(results.iter().all(|to| to == &results[0]), "{results:?}");
    assert!(shop.follow(&results[0]).await.contains("€50.00 was added to your credit."));
    assert_eq!(bought(&shop).await, "1000/1000 5000/5000");
    assert_eq!((shop.taken_minor().await, shop.intents().await.len()), (60_00, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_submits_of_one_form_open_one_page() {
    let shop = Shop::open().await;
    let form = form(&shop.browser, &[]).await;
    let results = join_all((0..CALLERS).map(|_| submit(&shop.browser, &form))).await;
    let page = results.iter().find(|to| to.starts_with(&shop.provider_url)).expect("a page");
    let is_known = |to: &&String| *to == page || to.ends_with("/return");
    assert!(results.iter().all(|to| is_known(&to)), "{results:?}");
    assert_eq!(shop.number("select count(*) from charges").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_forms_at_once_never_credit_more_than_came() {
    let (shop, method) = with_card().await;
    let mut forms = Vec::new();
    for _ in 0..CALLERS {
        forms.push(form(&shop.browser, &[("method", &method)]).await);
    }
    let submits = forms.iter().map(|form| async {
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        shop.browser.post(PAGE, &pairs).await.status
    });
    for status in join_all(submits).await {
        assert_eq!(status, StatusCode::SEE_OTHER);
    }
    shop.world.advance(SignedDuration::from_mins(15));
    shop.deliver_webhooks().await;
    let credited = "select sum(amount_minor)::bigint from credit_grants where kind = 'prepaid'";
    assert_eq!(shop.number(credited).await, shop.taken_minor().await);
    books_agree(&shop.world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_who_settle_one_top_up_credit_it_once() {
    let shop = Shop::open().await;
    let page = open_page(&shop, "50.00").await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    let charge: ChargeId = shop.text("select charge_id::text from charges").await.parse().unwrap();
    let message = ClaimedMessage {
        inbox_id: InboxId::new(),
        gateway: "stripe".into(),
        kind: "checkout.session.completed".into(),
        object_kind: "session".into(),
        object_ref: shop.text("select provider_session_ref from charges").await,
        attempts: 1,
    };
    // Long enough for the recovery to want it too.
    shop.world.advance(SignedDuration::from_mins(66));
    let till = &shop.world.app.work.till;
    let callers = (0..CALLERS).map(|caller| -> BoxFuture<'_, ()> {
        let (shop, message, back) = (&shop, &message, &back);
        match caller % 4 {
            0 => async move { assert!(shop.follow(back).await.contains("Thank you")) }.boxed(),
            1 => async move { assert!(read_webhook(till, message).await.unwrap()) }.boxed(),
            2 => async move { assert!(recover_charges(till).await.is_ok()) }.boxed(),
            _ => async move {
                let settled = settle_charge(till, shop.tenant, charge).await.unwrap();
                assert!(!settled.state.is_living(), "{settled:?}");
            }
            .boxed(),
        }
    });
    join_all(callers).await;
    assert_eq!((bought(&shop).await, shop.received().await), ("5000/5000".into(), (1, 50_00)));
    let owed = "customer_credit -5000, gateway_clearing 4825, gateway_fees 175";
    assert_eq!(ledger(&shop).await, owed);
    let told = "select count(*) from outbox where event = 'payment_received'";
    assert_eq!(shop.number(told).await, 1);
    books_agree(&shop.world).await;
}
