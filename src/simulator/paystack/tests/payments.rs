//! The hosted page and the transactions behind it.

use super::*;

#[tokio::test]
async fn a_good_card_pays_at_once_and_leads_back_with_the_reference() {
    let town = Town::new().await;
    let page = town.open("order-1").await;
    let before = town.verified("order-1").await;
    assert_eq!((&before["status"], &before["authorization"]), (&json!("abandoned"), &json!({})));
    let html = town.http.get(&page).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("NGN 1000.00") && !html.contains("<script"), "{html}");

    let (status, location) = town.enter_card(&page, GOOD_CARD).await;
    let back = "https://shop.example/back?id=7&trxref=order-1&reference=order-1";
    assert_eq!((status, location.as_str()), (303, back));
    let paid = town.verified("order-1").await;
    assert_eq!((&paid["status"], &paid["amount"]), (&json!("success"), &json!(1_000_00)));
    // 1.5 % of 1000.00.
    assert_eq!(paid["fees"], 15_00);
    assert_eq!(paid["paid_at"], "2026-11-20T10:00:00.000Z");
    let saved = &paid["authorization"];
    assert_eq!((&saved["last4"], &saved["card_type"]), (&json!("4081"), &json!("visa ")));
    // Once more: the page is over.
    assert_eq!(town.enter_card(&page, GOOD_CARD).await, (303, location));
    assert_eq!(town.found("/transaction").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_card_leaves_the_page_for_another_one() {
    let town = Town::new().await;
    let page = town.open("order-1").await;
    for (number, sentence) in [
        ("4084080000005408", "Declined"),
        ("4084080000670037", "Insufficient Funds"),
        ("4242424242424242", "Please use the test card"),
    ] {
        let (status, html) = town.enter_card(&page, number).await;
        assert!(status == 422 && html.contains(sentence), "{number}: {status} {html}");
        let refused = town.verified("order-1").await;
        assert_eq!(refused["status"], "failed", "{number}");
        assert!(refused["gateway_response"].as_str().unwrap().contains(sentence));
    }
    let typo = [("channel", "card"), ("number", GOOD_CARD), ("expiry", "10/26"), ("cvv", "408")];
    assert_eq!(town.submit(&page, &typo).await.0, 422);
    assert_eq!(town.enter_card(&page, GOOD_CARD).await.0, 303);
    assert_eq!(town.verified("order-1").await["status"], "success");
}

#[tokio::test]
async fn the_page_asks_for_a_pin_a_phone_and_a_password_where_the_card_wants_them() {
    let town = Town::new().await;
    for (reference, number, answers) in [
        ("pin", "507850785078507812", &["1111"][..]),
        ("pin-otp", "5060666666666666666", &["1234", "123456"]),
        ("pin-phone-otp", "507850785078507804", &["0000", "08000000000", "123456"]),
    ] {
        let page = town.open(reference).await;
        assert_eq!(town.enter_card(&page, number).await, (303, page.clone()), "{reference}");
        assert_eq!(town.verified(reference).await["status"], "ongoing", "{reference}");
        assert_eq!(town.submit(&page, &[("secret", "x")]).await.0, 422, "{reference}");
        for answer in answers {
            assert_eq!(town.submit(&page, &[("secret", answer)]).await.0, 303, "{reference}");
        }
        assert_eq!(town.verified(reference).await["status"], "success", "{reference}");
    }
}

#[tokio::test]
async fn the_banks_question_decides_and_a_refusal_leaves_the_page() {
    let town = Town::new().await;
    let page = town.open("order-1").await;
    town.enter_card(&page, "4084080000000409").await;
    let html = town.http.get(&page).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("Your bank asks") && html.contains("0409"), "{html}");
    assert_eq!(town.submit(&page, &[("outcome", "refuse")]).await.0, 422);
    assert_eq!(town.verified("order-1").await["status"], "failed");
    town.enter_card(&page, "4084080000000409").await;
    assert_eq!(town.submit(&page, &[("outcome", "accept")]).await.0, 303);
    assert_eq!(town.verified("order-1").await["status"], "success");
}

#[tokio::test]
async fn a_transfer_arrives_later_and_a_silent_bank_fails_later() {
    let town = Town::new().await;
    let page = town.open("transfer").await;
    town.submit(&page, &[("channel", "bank_transfer")]).await;
    assert_eq!(town.verified("transfer").await["status"], "ongoing");
    // Back to the card, and then to the transfer after all.
    town.submit(&page, &[("step", "over")]).await;
    town.submit(&page, &[("channel", "bank_transfer")]).await;
    assert_eq!(town.submit(&page, &[("step", "sent")]).await.0, 303);
    assert_eq!(town.verified("transfer").await["status"], "pending");
    town.wait(60);
    let arrived = town.verified("transfer").await;
    assert_eq!(
        (&arrived["status"], &arrived["channel"]),
        (&json!("success"), &json!("bank_transfer"))
    );
    assert_eq!(arrived["authorization"], json!({}));

    let page = town.open("timeout").await;
    assert_eq!(town.enter_card(&page, "506066506066506067").await.0, 303);
    assert_eq!(town.verified("timeout").await["status"], "pending");
    town.wait(600);
    assert_eq!(town.verified("timeout").await["status"], "failed");
}

#[tokio::test]
async fn a_reference_is_used_once_and_what_is_wrong_is_said() {
    let town = Town::new().await;
    town.open("order-1").await;
    let sent = |changes: Value| {
        let mut body = json!({ "email": "ada@example.com", "amount": "100000" });
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (changes, message) in [
        (json!({ "reference": "order-1" }), "Duplicate Transaction Reference"),
        (json!({ "reference": "order 1" }), "Invalid characters in transaction reference"),
        (json!({ "amount": 10.5 }), "Invalid Amount Sent"),
        (json!({ "currency": "EUR" }), "Currency not supported by merchant"),
        (json!({ "email": "ada" }), "Invalid Email Address Passed"),
        (json!({ "channels": ["ussd"] }), "No active channel"),
    ] {
        let (status, answer) = town.post("/transaction/initialize", sent(changes)).await;
        let said = answer["message"].as_str().unwrap();
        assert_eq!((status, &answer["status"], said), (400, &json!(false), message));
    }
    let (status, answer) = town.get("/transaction/verify/nothing").await;
    assert_eq!((status, &answer["code"]), (400, &json!("transaction_not_found")));
    let stranger = town.http.get(format!("{}/transaction", town.base)).bearer_auth("sk_test_2");
    assert_eq!(stranger.send().await.unwrap().status(), 401);
    assert_eq!(town.get("/plan").await.0, 404);
}

#[tokio::test]
async fn metadata_comes_back_in_the_shape_it_was_sent_and_nothing_in_three() {
    let town = Town::new().await;
    for (reference, metadata) in [
        ("object", json!({ "invoice": "7" })),
        ("text", json!("{\"invoice\":\"7\"}")),
        ("nothing", Value::Null),
    ] {
        let body = json!({ "email": "ada@example.com", "amount": 100_00, "reference": reference,
            "metadata": metadata });
        let opened = town.made("/transaction/initialize", body).await;
        town.enter_card(opened["authorization_url"].as_str().unwrap(), GOOD_CARD).await;
        let expected = if metadata.is_null() { json!("") } else { metadata.clone() };
        assert_eq!(town.verified(reference).await["metadata"], expected);
    }
    let list = town.found("/transaction").await;
    assert_eq!(list[0]["metadata"], Value::Null);
    town.simulator.tick().await;
    let told: Vec<_> =
        town.inbox.events().iter().map(|event| event["data"]["metadata"].clone()).collect();
    assert_eq!(told, [json!({ "invoice": "7" }), json!("{\"invoice\":\"7\"}"), json!(0)]);
}
