//! Customers and their saved authorizations.

use super::*;

fn charge(reference: &str, code: &Value) -> Value {
    json!({ "email": "ada@example.com", "amount": 500_00, "authorization_code": code,
        "reference": reference })
}

#[tokio::test]
async fn a_saved_card_is_charged_again_until_it_is_deactivated() {
    let town = Town::new().await;
    let code = town.pay("first").await["authorization"]["authorization_code"].clone();
    let charged = town.made("/transaction/charge_authorization", charge("second", &code)).await;
    assert_eq!(
        (&charged["status"], &charged["gateway_response"]),
        (&json!("success"), &json!("Approved"))
    );
    let (status, again) =
        town.post("/transaction/charge_authorization", charge("second", &code)).await;
    assert_eq!((status, &again["message"]), (400, &json!("Duplicate Transaction Reference")));

    let stranger =
        json!({ "email": "eve@example.com", "amount": 1_00, "authorization_code": code });
    let (status, refused) = town.post("/transaction/charge_authorization", stranger).await;
    assert!(status == 400 && refused["message"].as_str().unwrap().contains("does not match"));

    let saved = town.found("/customer/ada@example.com").await;
    assert_eq!(saved["authorizations"].as_array().unwrap().len(), 1);
    let gone = json!({ "authorization_code": code });
    assert_eq!(town.post("/customer/authorization/deactivate", gone.clone()).await.0, 200);
    assert_eq!(town.post("/customer/authorization/deactivate", gone).await.0, 404);
    assert_eq!(town.post("/transaction/charge_authorization", charge("third", &code)).await.0, 400);
    assert_eq!(town.found("/customer/ada@example.com").await["authorizations"], json!([]));
}

#[tokio::test]
async fn a_bank_may_decline_or_ask_when_a_saved_card_is_charged() {
    let town = Town::new().await;
    let code = town.pay("first").await["authorization"]["authorization_code"].clone();
    let path = format!("/authorizations/{}", code.as_str().unwrap());
    town.control(&path, json!({ "behaviour": "declines", "sentence": "Do Not Honor" })).await;
    let declined = town.made("/transaction/charge_authorization", charge("no", &code)).await;
    assert_eq!(
        (&declined["status"], &declined["gateway_response"]),
        (&json!("failed"), &json!("Do Not Honor"))
    );

    town.control(&path, json!({ "behaviour": "asks" })).await;
    for (reference, outcome, status) in [("yes", "accept", "success"), ("not", "refuse", "failed")]
    {
        let paused = town.made("/transaction/charge_authorization", charge(reference, &code)).await;
        assert_eq!((&paused["paused"], &paused["reference"]), (&json!(true), &json!(reference)));
        assert_eq!(town.verified(reference).await["status"], "ongoing");
        let page = paused["authorization_url"].as_str().unwrap();
        assert_eq!(town.submit(page, &[("outcome", outcome)]).await.0, 200);
        assert_eq!(town.verified(reference).await["status"], status);
    }
}

#[tokio::test]
async fn a_debit_is_on_its_way_for_days() {
    let town = Town::new().await;
    let customer = town.made("/customer", json!({ "email": "ada@example.com" })).await;
    let path = format!("/customers/{}/mandate", customer["customer_code"].as_str().unwrap());
    let code = town.control(&path, json!({})).await["authorization_code"].clone();
    for reference in ["settles", "fails"] {
        let debit = town.made("/transaction/charge_authorization", charge(reference, &code)).await;
        assert_eq!(
            (&debit["status"], &debit["channel"]),
            (&json!("processing"), &json!("direct_debit"))
        );
    }
    town.control("/transactions/fails/fail", json!({ "sentence": "Account closed" })).await;
    town.wait(2 * DAY);
    assert_eq!(town.verified("settles").await["status"], "success");
    let failed = town.verified("fails").await;
    assert_eq!(
        (&failed["status"], &failed["gateway_response"]),
        (&json!("failed"), &json!("Account closed"))
    );
}

#[tokio::test]
async fn one_address_is_one_customer() {
    let town = Town::new().await;
    let first = town.made("/customer", json!({ "email": "Ada@Example.com" })).await;
    let again = json!({ "email": "ada@example.com", "first_name": "Ada", "metadata": "{\"k\":1}" });
    let again = town.made("/customer", again).await;
    assert_eq!(first["customer_code"], again["customer_code"]);
    assert_eq!((&again["first_name"], &again["metadata"]), (&json!("Ada"), &json!({ "k": 1 })));
    let code = first["customer_code"].as_str().unwrap();
    let (status, changed) = town.put(&format!("/customer/{code}"), json!({ "phone": "080" })).await;
    assert_eq!((status, &changed["data"]["phone"]), (200, &json!("080")));
    let (_, list) = town.get("/customer?perPage=1&page=1").await;
    assert_eq!((&list["meta"]["total"], &list["meta"]["pageCount"]), (&json!(1), &json!(1)));
    assert_eq!(town.get("/customer/nobody@example.com").await.0, 404);
}
