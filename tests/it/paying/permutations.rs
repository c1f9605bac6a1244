//! The truth table of webhooks (row D6): whatever the order in which the messages of one payment come,
//! whichever of them comes twice or never, everything ends in one state.
//!
//! The messages are those that the simulator really sent, signed; each order is read against a fresh
//! copy of the state before. Two gateways answer what is read again: one that is at its end already
//! (all messages are late), and one that is only as far as the newest message that came.

mod replay;

use crate::harness::TESTER;
use crate::harness::shop::{ASKING_CARD, GOOD_CARD, POOR_CARD, Shop};
use jiff::SignedDuration;
use quittance::domain::currency::Currency;
use quittance::domain::payment_method::SavedMethodKind;
use quittance::gateway::{
    CustomerRef, GatewayCustomer, GatewayId, IdempotencyKey, MethodKind, SessionPurpose,
    SessionRequest, Tags,
};
use quittance::store::payment_methods::{self, NewMethod};
use replay::Replay;
use reqwest::StatusCode;

/// Attaches, and is declined when it is charged.
const DECLINED_LATER: &str = "4000000000000341";
const GOOD_IBAN: &str = "DE89370400440532013000";
const EMPTY_IBAN: &str = "DE65370400440002222227";
/// A SEPA debit takes five days at the simulator.
const DEBIT_TAKES: SignedDuration = SignedDuration::from_hours(5 * 24 + 1);

async fn enter_iban(shop: &Shop, page: &str, iban: &str) {
    let fields = [
        ("method", "sepa_debit"),
        ("email", "owner@people.example"),
        ("name", "Olive Owner"),
        ("iban", iban),
    ];
    let answer = shop.provider.post(page, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_on_the_hosted_page() {
    let shop = Shop::open().await;
    let page = shop.open_page(shop.invoice().await.invoice_id, &[("save", "yes")]).await;
    let mut replay = Replay::begin(&shop).await;
    shop.enter_card(&page, GOOD_CARD).await;
    replay.capture().await;
    replay.every_order("succeeded paid 11900").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_card_and_then_another_on_one_page() {
    let shop = Shop::open().await;
    let page = shop.open_page(shop.invoice().await.invoice_id, &[]).await;
    let mut replay = Replay::begin(&shop).await;
    assert_eq!(shop.enter_card(&page, POOR_CARD).await, "");
    replay.capture().await;
    shop.enter_card(&page, GOOD_CARD).await;
    replay.capture().await;
    replay.every_order("succeeded paid 11900").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banks_question_accepted() {
    let shop = Shop::open().await;
    let page = shop.open_page(shop.invoice().await.invoice_id, &[]).await;
    let mut replay = Replay::begin(&shop).await;
    let bank = shop.enter_card(&page, ASKING_CARD).await;
    replay.capture().await;
    let bank = bank.strip_prefix(&shop.provider_url).unwrap();
    shop.provider.post(bank, &[("outcome", "accept")]).await;
    replay.capture().await;
    replay.every_order("succeeded paid 11900").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_card_that_is_declined_and_whose_answer_is_lost() {
    let shop = Shop::open().await;
    let path = "/settings/payment-methods";
    let html = shop.browser.get(path).await.text();
    let id = html.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = shop.browser.post(path, &[("intent", "add"), ("id", id)]).await;
    let page = answer.header("location").strip_prefix(&shop.provider_url).unwrap().to_owned();
    let back = shop.enter_card(&page, DECLINED_LATER).await;
    let back = shop.browser.get(shop.path_of(&back)).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let method = shop.text("select payment_method_id::text from payment_methods").await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &method)]).await;
    shop.fault("/v1/payment_intents", "reset_after").await;
    // The gateway has declined; what it tells us by itself is all we hear.
    shop.simulator.tick().await;
    shop.submit(invoice, &form).await;
    let mut replay = Replay::begin(&shop).await;
    replay.capture().await;
    replay.every_order("failed open 0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_that_arrives_after_days() {
    let shop = Shop::open().await;
    debit_whose_answer_is_lost(&shop, GOOD_IBAN).await;
    let mut replay = Replay::begin(&shop).await;
    replay.capture().await;
    shop.world.advance(DEBIT_TAKES);
    replay.capture().await;
    replay.every_order("succeeded paid 11900").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_that_comes_back_after_days() {
    let shop = Shop::open().await;
    debit_whose_answer_is_lost(&shop, EMPTY_IBAN).await;
    let mut replay = Replay::begin(&shop).await;
    replay.capture().await;
    shop.world.advance(DEBIT_TAKES);
    replay.capture().await;
    replay.every_order("failed open 0").await;
}

/// Charges a saved account; what came of it only webhooks will say.
async fn debit_whose_answer_is_lost(shop: &Shop, iban: &str) {
    let method = save_account(shop, iban).await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &method)]).await;
    shop.simulator.tick().await;
    shop.fault("/v1/payment_intents", "reset_after").await;
    shop.submit(invoice, &form).await;
}

/// Saves a bank account for later debits. The portal's own pages offer cards alone.
async fn save_account(shop: &Shop, iban: &str) -> String {
    shop.save_card(GOOD_CARD).await;
    let mut tx = shop.world.write(shop.tenant).await;
    let known = payment_methods::gateway_customer(&mut tx, "stripe").await.unwrap().unwrap();
    let gateway = shop.world.app.work.till.gateways.get(&GatewayId::from("stripe")).unwrap();
    let request = SessionRequest {
        idempotency_key: IdempotencyKey("account".into()),
        customer: GatewayCustomer { reference: CustomerRef(known.0), email: known.1 },
        purpose: SessionPurpose::Setup { currency: Currency::EUR },
        kinds: vec![MethodKind::SepaDebit],
        description: "Account".into(),
        success_url: shop.world.url.clone(),
        cancel_url: shop.world.url.clone(),
        expires_at: None,
        tags: Tags { tenant_id: shop.tenant, payment_id: None, invoice_id: None },
    };
    let page = gateway.open_session(&request).await.unwrap();
    enter_iban(shop, page.url.strip_prefix(&shop.provider_url).unwrap(), iban).await;
    let method = gateway.session(&page.reference).await.unwrap().method.unwrap();
    let new = NewMethod {
        gateway: "stripe".into(),
        provider_ref: method.reference.0,
        kind: SavedMethodKind::SepaDebit,
        brand: None,
        last4: method.last4,
        expires_on: None,
        fingerprint: method.fingerprint,
    };
    payment_methods::insert(&mut tx, &new, &TESTER, shop.world.now()).await.unwrap();
    tx.commit().await.unwrap();
    shop.text("select payment_method_id::text from payment_methods where kind = 'sepa_debit'").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_card_on_a_page_that_expires() {
    let shop = Shop::open().await;
    let page = shop.open_page(shop.invoice().await.invoice_id, &[]).await;
    let mut replay = Replay::begin(&shop).await;
    assert_eq!(shop.enter_card(&page, POOR_CARD).await, "");
    replay.capture().await;
    shop.world.advance(SignedDuration::from_mins(61));
    replay.capture().await;
    replay.every_order("expired open 0").await;
}
