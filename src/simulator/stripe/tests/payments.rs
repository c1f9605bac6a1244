//! Customers, payment methods, PaymentIntents, charges, lists, expansion, errors.

use super::*;

#[tokio::test]
async fn a_card_payment_succeeds_and_is_booked_with_its_fee() {
    let town = Town::new().await;
    let intent = town.pay("pm_card_visa").await.body;
    assert_eq!(intent["status"], "succeeded");
    assert_eq!(intent["amount_received"], 20_00);
    let path = format!(
        "/v1/payment_intents/{}?expand[]=latest_charge.balance_transaction&expand[]=payment_method",
        id(&intent)
    );
    let intent = town.found(&path).await;
    assert_eq!(intent["payment_method"]["card"]["last4"], "4242");
    let charge = &intent["latest_charge"];
    assert_eq!((&charge["paid"], &charge["captured"]), (&json!(true), &json!(true)));
    // 2.9 % of 20.00 is 0.58, and 0.30.
    let entry = &charge["balance_transaction"];
    assert_eq!(
        (&entry["amount"], &entry["fee"], &entry["net"]),
        (&json!(20_00), &json!(88), &json!(19_12))
    );
    assert_eq!(entry["status"], "pending");
    town.wait(2 * DAY);
    let entry = town.found(&format!("/v1/balance_transactions/{}", id(entry))).await;
    assert_eq!(entry["status"], "available");
}

#[tokio::test]
async fn each_declining_card_is_refused_with_its_own_code() {
    let town = Town::new().await;
    let cases = [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
    ];
    for (token, code, decline_code) in cases {
        let reply = town.pay(token).await;
        assert_eq!((reply.status, reply.error("type")), (402, "card_error"), "{token}");
        assert_eq!((reply.error("code"), reply.error("decline_code")), (code, decline_code));
        let intent = &reply.body["error"]["payment_intent"];
        assert_eq!(intent["status"], "requires_payment_method");
        assert_eq!(intent["last_payment_error"]["decline_code"], decline_code);
        let charge = town.found(&format!("/v1/charges/{}", reply.error("charge"))).await;
        assert_eq!((&charge["status"], &charge["failure_code"]), (&json!("failed"), &json!(code)));
    }
}

#[tokio::test]
async fn an_intent_walks_from_no_method_over_a_decline_to_success() {
    let town = Town::new().await;
    let terms = [("amount", "5000"), ("currency", "eur"), ("payment_method_types[]", "card")];
    let intent = town.made("/v1/payment_intents", &terms).await;
    assert_eq!(intent["status"], "requires_payment_method");
    let path = format!("/v1/payment_intents/{}", id(&intent));
    let early = town.post(&format!("{path}/confirm"), &[]).await;
    assert_eq!((early.status, early.error("code")), (400, "payment_intent_unexpected_state"));
    let intent = town.made(&path, &[("payment_method", "pm_card_chargeDeclined")]).await;
    assert_eq!(intent["status"], "requires_confirmation");
    assert_eq!(town.post(&format!("{path}/confirm"), &[]).await.status, 402);
    let paid = town.made(&format!("{path}/confirm"), &[("payment_method", "pm_card_visa")]).await;
    assert_eq!((&paid["status"], &paid["last_payment_error"]), (&json!("succeeded"), &Value::Null));
    let again = town.post(&format!("{path}/confirm"), &[]).await;
    assert_eq!(again.error("code"), "payment_intent_unexpected_state");
    assert_eq!(town.post(&format!("{path}/cancel"), &[]).await.status, 400);
}

#[tokio::test]
async fn an_authorised_amount_is_captured_in_part_or_released() {
    let town = Town::new().await;
    let terms = [
        ("amount", "1000"),
        ("currency", "usd"),
        ("payment_method_types[]", "card"),
        ("payment_method", "pm_card_visa"),
        ("capture_method", "manual"),
        ("confirm", "true"),
    ];
    let intent = town.made("/v1/payment_intents", &terms).await;
    assert_eq!(
        (&intent["status"], &intent["amount_capturable"]),
        (&json!("requires_capture"), &json!(1000))
    );
    let path = format!("/v1/payment_intents/{}", id(&intent));
    let more = town.post(&format!("{path}/capture"), &[("amount_to_capture", "1001")]).await;
    assert_eq!((more.status, more.error("param")), (400, "amount_to_capture"));
    let part = town.made(&format!("{path}/capture"), &[("amount_to_capture", "600")]).await;
    assert_eq!((&part["status"], &part["amount_received"]), (&json!("succeeded"), &json!(600)));
    let charge =
        town.found(&format!("/v1/charges/{}", part["latest_charge"].as_str().unwrap())).await;
    assert_eq!(
        (&charge["amount_captured"], &charge["amount_refunded"]),
        (&json!(600), &json!(400))
    );

    let other = town.made("/v1/payment_intents", &terms).await;
    let gone = town.made(&format!("/v1/payment_intents/{}/cancel", id(&other)), &[]).await;
    assert_eq!((&gone["status"], &gone["amount_capturable"]), (&json!("canceled"), &json!(0)));
}

#[tokio::test]
async fn on_session_3d_secure_waits_for_the_bank_and_off_session_is_refused() {
    let town = Town::new().await;
    let on_session = [
        ("amount", "2000"),
        ("currency", "eur"),
        ("payment_method_types[]", "card"),
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        ("return_url", "https://shop.example/back?order=1"),
    ];
    let intent = town.made("/v1/payment_intents", &on_session).await;
    assert_eq!(intent["status"], "requires_action");
    let url = intent["next_action"]["redirect_to_url"]["url"].as_str().unwrap();
    let page = town.http.get(url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("€20.00"), "{page}");
    let (status, address) = town.submit(url, &[("outcome", "accept")]).await;
    assert_eq!(status, 303);
    let pi = id(&intent);
    assert!(
        address.starts_with("https://shop.example/back?order=1&payment_intent=pi_"),
        "{address}"
    );
    assert!(address.ends_with("redirect_status=succeeded"), "{address}");
    assert_eq!(town.found(&format!("/v1/payment_intents/{pi}")).await["status"], "succeeded");

    let refused = town.made("/v1/payment_intents", &on_session).await;
    let url = refused["next_action"]["redirect_to_url"]["url"].as_str().unwrap();
    let (_, address) = town.submit(url, &[("outcome", "refuse")]).await;
    assert!(address.ends_with("redirect_status=failed"), "{address}");
    let refused = town.found(&format!("/v1/payment_intents/{}", id(&refused))).await;
    assert_eq!(refused["last_payment_error"]["code"], "payment_intent_authentication_failure");

    let mut off_session = on_session[..5].to_vec();
    off_session.push(("off_session", "true"));
    let reply = town.post("/v1/payment_intents", &off_session).await;
    assert_eq!((reply.status, reply.error("code")), (402, "authentication_required"));
    assert_eq!(reply.body["error"]["payment_intent"]["status"], "requires_payment_method");
}

#[tokio::test]
async fn a_method_without_a_customer_is_used_up_by_one_payment() {
    let town = Town::new().await;
    let card = [
        ("type", "card"),
        ("card[number]", "4242424242424242"),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2030"),
        ("card[cvc]", "123"),
    ];
    let method = id(&town.made("/v1/payment_methods", &card).await);
    assert_eq!(town.pay(&method).await.status, 200);
    let again = town.pay(&method).await;
    assert!(again.error("message").contains("It may not be used again"), "{:#}", again.body);
}

#[tokio::test]
async fn a_saved_method_belongs_to_its_customer_until_it_is_detached() {
    let town = Town::new().await;
    let customer = town.customer().await;
    let attached =
        town.made("/v1/payment_methods/pm_card_visa/attach", &[("customer", &customer)]).await;
    let method = id(&attached);
    let list = town.found(&format!("/v1/payment_methods?customer={customer}&type=card")).await;
    assert_eq!(id(&list["data"][0]), method);
    let stranger = town.pay(&method).await;
    assert!(stranger.error("message").contains("Please include the Customer"));
    let default = [("invoice_settings[default_payment_method]", method.as_str())];
    let path = format!("/v1/customers/{customer}");
    assert_eq!(
        town.made(&path, &default).await["invoice_settings"]["default_payment_method"],
        method
    );
    let detached = town.made(&format!("/v1/payment_methods/{method}/detach"), &[]).await;
    assert_eq!(detached["customer"], Value::Null);
    let customer = town.found(&path).await;
    assert_eq!(customer["invoice_settings"]["default_payment_method"], Value::Null);
    let declined = town
        .post("/v1/payment_methods/pm_card_chargeDeclined/attach", &[("customer", &id(&customer))])
        .await;
    assert_eq!((declined.status, declined.error("code")), (402, "card_declined"));
}

#[tokio::test]
async fn lists_page_newest_first_in_both_directions() {
    let town = Town::new().await;
    let mut made = Vec::new();
    for n in 0..5 {
        town.wait(1);
        made.push(id(&town.made("/v1/customers", &[("name", &n.to_string())]).await));
    }
    let ids = |list: &Value| list["data"].as_array().unwrap().iter().map(id).collect::<Vec<_>>();
    let first = town.found("/v1/customers?limit=2").await;
    assert_eq!(
        (ids(&first), &first["has_more"]),
        (vec![made[4].clone(), made[3].clone()], &json!(true))
    );
    let next = town.found(&format!("/v1/customers?limit=2&starting_after={}", made[3])).await;
    assert_eq!(ids(&next), [made[2].clone(), made[1].clone()]);
    let back = town.found(&format!("/v1/customers?limit=2&ending_before={}", made[1])).await;
    assert_eq!(
        (ids(&back), &back["has_more"]),
        (vec![made[3].clone(), made[2].clone()], &json!(true))
    );
    let between = format!("/v1/customers?created[gt]={}&created[lte]={}", START + 1, START + 3);
    assert_eq!(ids(&town.found(&between).await), [made[2].clone(), made[1].clone()]);
    assert_eq!(town.get("/v1/customers?limit=101").await.status, 400);
}

#[tokio::test]
async fn what_stripe_does_not_know_is_refused_as_stripe_does() {
    let town = Town::new().await;
    let unknown = [("amount", "100"), ("currency", "usd"), ("colour", "red")];
    let reply = town.post("/v1/payment_intents", &unknown).await;
    assert_eq!(
        (reply.status, reply.error("code"), reply.error("param")),
        (400, "parameter_unknown", "colour")
    );
    let missing = town.get("/v1/payment_intents/pi_nope").await;
    assert_eq!((missing.status, missing.error("code")), (404, "resource_missing"));
    assert_eq!(missing.error("message"), "No such payment_intent: 'pi_nope'");
    let small = town.post("/v1/payment_intents", &[("amount", "49"), ("currency", "usd")]).await;
    assert_eq!(small.error("code"), "amount_too_small");
    let url = town.get("/v1/nonsense").await;
    assert!(url.error("message").starts_with("Unrecognized request URL (GET: /v1/nonsense)"));
    let bad_path = town.get("/v1/customers?expand[]=data.colour").await;
    assert_eq!(bad_path.status, 200, "nothing to expand in an empty list");
    let stranger = town.http.get(format!("{}/v1/customers", town.base)).send().await.unwrap();
    assert_eq!(stranger.status(), 401);
    let wrong =
        town.http.get(format!("{}/v1/customers", town.base)).basic_auth("sk_test_x", None::<&str>);
    assert_eq!(wrong.send().await.unwrap().status(), 401);
    let basic = town.http.get(format!("{}/v1/customers", town.base)).basic_auth(KEY, None::<&str>);
    assert_eq!(basic.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn since_2023_a_confirmation_needs_a_return_url_unless_redirects_are_ruled_out() {
    let town = Town::new().await;
    let confirm = |extra: &'static [(&'static str, &'static str)]| {
        let mut form = vec![
            ("amount", "2000"),
            ("currency", "usd"),
            ("payment_method", "pm_card_visa"),
            ("confirm", "true"),
        ];
        form.extend_from_slice(extra);
        let url = format!("{}/v1/payment_intents", town.base);
        let request = town.http.post(url).bearer_auth(KEY).form(&form);
        request.header("Stripe-Version", "2026-08-26.dahlia").send()
    };
    let bare = Reply::of(confirm(&[]).await.unwrap()).await;
    assert_eq!((bare.status, bare.error("param")), (400, "return_url"));
    const NEVER: [(&str, &str); 2] = [
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
    ];
    let settled = confirm(&NEVER).await.unwrap();
    assert_eq!(settled.status(), 200);
    let version = settled.headers()["Stripe-Version"].to_str().unwrap();
    assert_eq!(version, "2026-08-26.dahlia");
}

#[tokio::test]
async fn a_deleted_customer_is_told_as_deleted_and_cannot_be_used() {
    let town = Town::new().await;
    let customer = town.customer().await;
    let path = format!("/v1/customers/{customer}");
    let url = format!("{}{path}", town.base);
    let gone = town.http.delete(url).bearer_auth(KEY).send().await.unwrap();
    assert_eq!(gone.json::<Value>().await.unwrap()["deleted"], true);
    assert_eq!(town.found(&path).await["deleted"], true);
    let terms = [("amount", "100"), ("currency", "usd"), ("customer", customer.as_str())];
    let reply = town.post("/v1/payment_intents", &terms).await;
    assert_eq!(reply.error("code"), "resource_missing");
}

#[tokio::test]
async fn objects_are_found_again_by_what_was_written_on_them() {
    let town = Town::new().await;
    let terms = [("amount", "100"), ("currency", "usd"), ("metadata[charge_key]", "k-7")];
    let intent = town.made("/v1/payment_intents", &terms).await;
    town.made("/v1/payment_intents", &terms[..2]).await;
    let path =
        "/v1/payment_intents/search?query=metadata%5B'charge_key'%5D:'k-7'%20AND%20currency:'usd'";
    let found = town.found(path).await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"][0]["id"], intent["id"]);
    assert_eq!(town.get("/v1/customers/search?query=nonsense").await.error("param"), "query");
}
