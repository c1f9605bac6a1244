//! SetupIntents: cards saved for later, with and without the bank's challenge.

use super::*;

async fn set_up(town: &Town, customer: &str, token: &str) -> Reply {
    let terms = [
        ("customer", customer),
        ("payment_method_types[]", "card"),
        ("payment_method", token),
        ("confirm", "true"),
        ("return_url", "https://shop.example/saved"),
    ];
    town.post("/v1/setup_intents", &terms).await
}

async fn charge_off_session(town: &Town, customer: &str, method: &str) -> Reply {
    let terms = [
        ("amount", "900"),
        ("currency", "eur"),
        ("customer", customer),
        ("payment_method", method),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    town.post("/v1/payment_intents", &terms).await
}

#[tokio::test]
async fn a_card_that_was_set_up_is_charged_off_session_without_a_challenge() {
    let town = Town::new().await;
    let customer = town.customer().await;
    let intent = set_up(&town, &customer, "pm_card_authenticationRequiredOnSetup").await.body;
    assert_eq!(intent["status"], "requires_action");
    let url = intent["next_action"]["redirect_to_url"]["url"].as_str().unwrap();
    let (_, address) = town.submit(url, &[("outcome", "accept")]).await;
    assert!(address.starts_with("https://shop.example/saved?setup_intent=seti_"), "{address}");
    let intent = town.found(&format!("/v1/setup_intents/{}", id(&intent))).await;
    assert_eq!(intent["status"], "succeeded");
    let method = intent["payment_method"].as_str().unwrap();
    let reply = charge_off_session(&town, &customer, method).await;
    assert_eq!((reply.status, &reply.body["status"]), (200, &json!("succeeded")));
}

#[tokio::test]
async fn the_same_card_attached_without_being_set_up_needs_the_customer() {
    let town = Town::new().await;
    let customer = town.customer().await;
    let path = "/v1/payment_methods/pm_card_authenticationRequiredOnSetup/attach";
    let method = id(&town.made(path, &[("customer", &customer)]).await);
    let reply = charge_off_session(&town, &customer, &method).await;
    assert_eq!(reply.error("decline_code"), "authentication_required");
}

#[tokio::test]
async fn a_declining_card_is_not_saved_but_one_that_fails_later_is() {
    let town = Town::new().await;
    let customer = town.customer().await;
    let declined = set_up(&town, &customer, "pm_card_chargeDeclined").await;
    assert_eq!((declined.status, declined.error("code")), (402, "card_declined"));
    let intent = &declined.body["error"]["setup_intent"];
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["last_setup_error"]["decline_code"], "generic_decline");
    let saved = set_up(&town, &customer, "pm_card_chargeCustomerFail").await.body;
    assert_eq!(saved["status"], "succeeded");
    let method = saved["payment_method"].as_str().unwrap();
    assert_eq!(charge_off_session(&town, &customer, method).await.status, 402);
}

#[tokio::test]
async fn a_canceled_setup_cannot_be_confirmed() {
    let town = Town::new().await;
    let intent = town.made("/v1/setup_intents", &[("payment_method_types[]", "card")]).await;
    let path = format!("/v1/setup_intents/{}", id(&intent));
    let reason = [("cancellation_reason", "requested_by_customer")];
    assert_eq!(town.made(&format!("{path}/cancel"), &reason).await["status"], "canceled");
    let reply = town.post(&format!("{path}/confirm"), &[("payment_method", "pm_card_visa")]).await;
    assert_eq!(reply.error("code"), "setup_intent_unexpected_state");
}
