//! The hosted page, as a browser without scripts uses it.

use super::*;

const CARD: [(&str, &str); 6] = [
    ("method", "card"),
    ("name", "Ada Lovelace"),
    ("email", "ada@example.com"),
    ("number", "4242 4242 4242 4242"),
    ("expiry", "12 / 30"),
    ("cvc", "123"),
];

fn with_number(number: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut form = CARD.to_vec();
    form[3] = ("number", number);
    form
}

async fn payment(town: &Town, extra: &[(&str, &str)]) -> Value {
    let mut terms = vec![
        ("mode", "payment"),
        ("success_url", "https://shop.example/done?s={CHECKOUT_SESSION_ID}"),
        ("cancel_url", "https://shop.example/cart"),
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "1250"),
        ("line_items[0][price_data][product_data][name]", "Invoice <INV-1>"),
        ("line_items[0][quantity]", "2"),
        ("payment_method_types[0]", "card"),
        ("payment_method_types[1]", "sepa_debit"),
        ("payment_intent_data[metadata][invoice]", "INV-1"),
    ];
    terms.extend_from_slice(extra);
    town.made("/v1/checkout/sessions", &terms).await
}

async fn session(town: &Town, session: &Value) -> Value {
    town.found(&format!("/v1/checkout/sessions/{}", id(session))).await
}

fn url(session: &Value) -> String {
    session["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_card_pays_the_session_once_however_often_the_form_is_sent() {
    let town = Town::new().await;
    let open = payment(&town, &[]).await;
    assert_eq!((&open["amount_total"], &open["payment_intent"]), (&json!(25_00), &Value::Null));
    let page = town.http.get(url(&open)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("€25.00") && page.contains("Invoice &lt;INV-1&gt;"), "{page}");
    assert!(!page.contains("<script") && page.contains("https://shop.example/cart"));
    let expected = format!("https://shop.example/done?s={}", id(&open));
    for _ in 0..2 {
        assert_eq!(town.submit(&url(&open), &CARD).await, (303, expected.clone()));
    }
    let done = session(&town, &open).await;
    assert_eq!((&done["status"], &done["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(done["customer_details"]["email"], "ada@example.com");
    let intents = town.found("/v1/payment_intents").await;
    assert_eq!(intents["data"].as_array().unwrap().len(), 1);
    assert_eq!(intents["data"][0]["metadata"]["invoice"], "INV-1");
    town.simulator.tick().await;
    assert_eq!(town.inbox.types().last().unwrap(), "checkout.session.completed");
}

#[tokio::test]
async fn a_declined_card_stays_on_the_page_and_another_one_works() {
    let town = Town::new().await;
    let open = payment(&town, &[]).await;
    let (status, page) = town.submit(&url(&open), &with_number("4000000000009995")).await;
    assert_eq!(status, 422);
    assert!(page.contains("Your card has insufficient funds."), "{page}");
    assert!(!page.contains("4000000000009995"), "a card number is never sent back");
    let mut wrong = CARD.to_vec();
    wrong[4] = ("expiry", "1");
    assert_eq!(town.submit(&url(&open), &wrong).await.0, 422);
    assert_eq!(session(&town, &open).await["status"], "open");
    assert_eq!(town.submit(&url(&open), &CARD).await.0, 303);
    let done = session(&town, &open).await;
    let intent = done["payment_intent"].as_str().unwrap();
    let charges = town.found(&format!("/v1/charges?payment_intent={intent}")).await;
    assert_eq!(charges["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_challenge_can_be_refused_retried_accepted_or_abandoned() {
    let town = Town::new().await;
    let open = payment(&town, &[]).await;
    let form = with_number("4000 0027 6000 3184");
    let (_, bank) = town.submit(&url(&open), &form).await;
    assert!(bank.contains("/3ds/pi_"), "{bank}");
    // Abandoned: sent again, the form leads to the same challenge and to no second charge.
    assert_eq!(town.submit(&url(&open), &CARD).await.1, bank);
    let (_, back) = town.submit(&bank, &[("outcome", "refuse")]).await;
    assert_eq!(back, url(&open));
    let page = town.http.get(&back).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("unable to authenticate"), "{page}");
    let (_, bank) = town.submit(&url(&open), &form).await;
    let (_, shop) = town.submit(&bank, &[("outcome", "accept")]).await;
    assert!(shop.starts_with("https://shop.example/done"), "{shop}");
    assert_eq!(session(&town, &open).await["payment_status"], "paid");
}

#[tokio::test]
async fn a_debit_completes_unpaid_and_is_paid_when_it_settles() {
    let town = Town::new().await;
    let form = |iban| {
        [("method", "sepa_debit"), ("name", "Ada"), ("email", "ada@example.com"), ("iban", iban)]
    };
    let good = payment(&town, &[]).await;
    let bad = payment(&town, &[]).await;
    assert_eq!(town.submit(&url(&good), &form("DE89 3704 0044 0532 0130 00")).await.0, 303);
    assert_eq!(town.submit(&url(&bad), &form("DE62370400440532013001")).await.0, 303);
    let done = session(&town, &good).await;
    assert_eq!((&done["status"], &done["payment_status"]), (&json!("complete"), &json!("unpaid")));
    town.wait(5 * DAY);
    town.simulator.tick().await;
    assert_eq!(session(&town, &good).await["payment_status"], "paid");
    assert_eq!(session(&town, &bad).await["payment_status"], "unpaid");
    let types = town.inbox.types();
    assert!(types.contains(&"checkout.session.async_payment_succeeded".to_owned()));
    assert!(types.contains(&"checkout.session.async_payment_failed".to_owned()));
}

#[tokio::test]
async fn setup_saves_the_card_for_later_charges() {
    let town = Town::new().await;
    let customer = town.customer().await;
    let terms = [
        ("mode", "setup"),
        ("customer", customer.as_str()),
        ("success_url", "https://shop.example/saved"),
        ("payment_method_types[]", "card"),
        ("setup_intent_data[metadata][who]", "ada"),
    ];
    let open = town.made("/v1/checkout/sessions", &terms).await;
    let (_, bank) = town.submit(&url(&open), &with_number("4000002500003155")).await;
    assert!(bank.contains("/3ds/seti_"), "{bank}");
    assert_eq!(town.submit(&bank, &[("outcome", "accept")]).await.1, "https://shop.example/saved");
    let done = session(&town, &open).await;
    assert_eq!(done["payment_status"], "no_payment_required");
    let path = format!("/v1/setup_intents/{}", done["setup_intent"].as_str().unwrap());
    let intent = town.found(&path).await;
    assert_eq!(
        (&intent["status"], &intent["metadata"]["who"]),
        (&json!("succeeded"), &json!("ada"))
    );
    let charge = [
        ("amount", "900"),
        ("currency", "eur"),
        ("customer", customer.as_str()),
        ("payment_method", intent["payment_method"].as_str().unwrap()),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    assert_eq!(town.made("/v1/payment_intents", &charge).await["status"], "succeeded");
}

#[tokio::test]
async fn an_expired_session_takes_no_money() {
    let town = Town::new().await;
    let by_time = payment(&town, &[]).await;
    let by_hand = payment(&town, &[]).await;
    town.made(&format!("/v1/checkout/sessions/{}/expire", id(&by_hand)), &[]).await;
    town.wait(DAY);
    for open in [by_time, by_hand] {
        assert_eq!(town.submit(&url(&open), &CARD).await.0, 410);
        assert_eq!(session(&town, &open).await["status"], "expired");
        let again = format!("/v1/checkout/sessions/{}/expire", id(&open));
        assert_eq!(town.post(&again, &[]).await.status, 400);
    }
    assert_eq!(town.found("/v1/charges").await["data"], json!([]));
    let early = [("expires_at", "1795168801")];
    let mut terms =
        vec![("mode", "setup"), ("success_url", "https://x.example"), ("currency", "eur")];
    terms.extend(early);
    assert_eq!(town.post("/v1/checkout/sessions", &terms).await.error("param"), "expires_at");
}
