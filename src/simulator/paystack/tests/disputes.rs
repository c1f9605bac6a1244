//! Disputes: contested, accepted, forgotten.

use super::*;

async fn disputed(town: &Town, category: &str) -> String {
    town.pay("order-1").await;
    let made = json!({ "category": category });
    let made = town.control("/transactions/order-1/dispute", made).await;
    made["id"].to_string()
}

async fn uploaded(town: &Town, id: &str) -> String {
    let path = format!("/dispute/{id}/upload_url?upload_filename=receipt.pdf");
    let upload = town.found(&path).await;
    let url = upload["signedUrl"].as_str().unwrap();
    assert_eq!(town.http.put(url).body("%PDF").send().await.unwrap().status(), 200);
    upload["fileName"].as_str().unwrap().to_owned()
}

fn answer(resolution: &str, file: &str, amount: i64) -> Value {
    json!({ "resolution": resolution, "message": "See the receipt", "refund_amount": amount,
        "uploaded_filename": file })
}

#[tokio::test]
async fn a_dispute_is_told_with_its_deadline_and_remembered() {
    let town = Town::new().await;
    let id = disputed(&town, "chargeback").await;
    let dispute = town.found(&format!("/dispute/{id}")).await;
    assert_eq!(dispute["status"], "awaiting-merchant-feedback");
    // Friday 11:00 in Lagos: 13 hours of Friday and 3 of Monday.
    assert_eq!(dispute["dueAt"], "2026-11-23T02:00:00.000Z");
    assert_eq!(
        (&dispute["refund_amount"], &dispute["attachments"]),
        (&json!(1_000_00), &json!("[]"))
    );
    let listed = town.found("/dispute?transaction=order-1").await;
    assert_eq!(listed[0]["transaction"]["reference"], "order-1");
    town.wait(4 * 3_600);
    town.simulator.tick().await;
    let kinds = ["charge.success", "charge.dispute.create", "charge.dispute.remind"];
    assert_eq!(town.inbox.kinds(), kinds);
}

#[tokio::test]
async fn a_contested_dispute_is_the_banks_to_decide() {
    for (verb, status) in [("win", "success"), ("lose", "reversed")] {
        let town = Town::new().await;
        let id = disputed(&town, "fraud").await;
        let path = format!("/dispute/{id}/resolve");
        let (code, refused) = town.put(&path, answer("declined", "nothing.pdf", 0)).await;
        assert_eq!((code, &refused["message"]), (400, &json!("Uploaded file not found")));
        let file = uploaded(&town, &id).await;
        // A fraud claim wants evidence as well.
        assert_eq!(town.put(&path, answer("declined", &file, 0)).await.0, 400);
        let evidence = json!({ "customer_email": "ada@example.com", "customer_name": "Ada",
            "customer_phone": "080", "service_details": "Team plan" });
        town.made(&format!("/dispute/{id}/evidence"), evidence).await;
        let (_, resolved) = town.put(&path, answer("declined", &file, 0)).await;
        assert_eq!(resolved["data"]["status"], "awaiting-bank-feedback");
        assert_eq!(town.put(&path, answer("declined", &file, 0)).await.0, 400, "answered once");
        town.control(&format!("/disputes/{id}/{verb}"), json!({})).await;
        assert_eq!(town.found(&format!("/dispute/{id}")).await["status"], "resolved");
        assert_eq!(town.verified("order-1").await["status"], status, "{verb}");
    }
}

#[tokio::test]
async fn an_accepted_dispute_is_refunded_and_a_forgotten_one_too() {
    let town = Town::new().await;
    let id = disputed(&town, "chargeback").await;
    let file = uploaded(&town, &id).await;
    let path = format!("/dispute/{id}/resolve");
    let too_much = answer("merchant-accepted", &file, 1_000_01);
    assert_eq!(town.put(&path, too_much).await.0, 400);
    let (_, resolved) = town.put(&path, answer("merchant-accepted", &file, 400_00)).await;
    assert_eq!(resolved["data"]["resolution"], "merchant-accepted");
    let refunds = town.found("/refund?transaction=order-1").await;
    assert_eq!(
        (&refunds[0]["amount"], &refunds[0]["dispute"]),
        (&json!(400_00), &resolved["data"]["id"])
    );

    let town = Town::new().await;
    let id = disputed(&town, "general").await;
    town.wait(4 * DAY);
    let lapsed = town.found(&format!("/dispute/{id}")).await;
    assert_eq!(
        (&lapsed["status"], &lapsed["resolution"]),
        (&json!("resolved"), &json!("auto-accepted"))
    );
    assert_eq!(lapsed["resolvedAt"], "2026-11-23T02:00:00.000Z");
    assert_eq!(lapsed["transaction"]["status"], "reversed");
}
