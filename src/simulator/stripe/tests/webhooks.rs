//! Webhooks: signatures, retries, faults on demand, a snapshot in between.

use super::*;

#[tokio::test]
async fn every_event_arrives_signed_in_the_order_it_happened() {
    let town = Town::new().await;
    town.pay("pm_card_visa").await;
    let ticked = town.simulator.tick().await;
    assert_eq!(ticked, Ticked { delivered: 3, failed: 0 });
    assert_eq!(
        town.inbox.types(),
        ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    );
    let (signature, body) = town.inbox.received.lock().unwrap()[0].clone();
    assert_eq!(signature, super::super::webhooks::signature(SECRET, START, &body));
    let event = &town.inbox.events()[2];
    assert_eq!(
        (&event["object"], &event["api_version"]),
        (&json!("event"), &json!("2026-08-26.dahlia"))
    );
    assert!(event["request"]["id"].as_str().unwrap().starts_with("req_"));
    assert_eq!(town.simulator.tick().await, Ticked::default());
    let kept = town.found(&format!("/v1/events/{}", id(event))).await;
    assert_eq!((&kept["data"], &kept["pending_webhooks"]), (&event["data"], &json!(0)));
}

#[tokio::test]
async fn a_refused_webhook_is_tried_again_later_with_a_new_signature() {
    let town = Town::new().await;
    town.inbox.status.store(503, Ordering::SeqCst);
    town.customer().await;
    assert_eq!(town.simulator.tick().await, Ticked { delivered: 0, failed: 1 });
    assert_eq!(town.simulator.tick().await, Ticked::default());
    town.wait(299);
    assert_eq!(town.simulator.tick().await, Ticked::default());
    town.wait(1);
    town.inbox.status.store(200, Ordering::SeqCst);
    assert_eq!(town.simulator.tick().await, Ticked { delivered: 1, failed: 0 });
    let received = town.inbox.received.lock().unwrap().clone();
    assert_eq!(received[0].1, received[1].1);
    assert!(received[1].0.starts_with(&format!("t={},", START + 300)));
}

#[tokio::test]
async fn ten_refusals_are_the_end() {
    let town = Town::new().await;
    town.inbox.status.store(500, Ordering::SeqCst);
    town.customer().await;
    for _ in 0..12 {
        town.simulator.tick().await;
        town.wait(DAY);
    }
    assert_eq!(town.inbox.events().len(), 10);
    let list = town.http.get(format!("{}/_simulator/webhooks", town.base)).send().await.unwrap();
    assert_eq!(list.json::<Value>().await.unwrap()["deliveries"][0]["state"], "failed");
}

#[tokio::test]
async fn webhooks_are_duplicated_dropped_delayed_reversed_and_stopped_on_demand() {
    let town = Town::new().await;
    let faults = [
        json!({"type": "payment_intent.created", "fault": "drop"}),
        json!({"type": "charge.*", "fault": "duplicate", "copies": 2}),
        json!({"type": "payment_intent.succeeded", "fault": "delay", "seconds": 60}),
    ];
    for fault in faults {
        town.control("/webhooks/faults", fault).await;
    }
    town.pay("pm_card_visa").await;
    town.simulator.tick().await;
    assert_eq!(town.inbox.types(), ["charge.succeeded"; 3]);
    let ids: Vec<_> = town.inbox.events().iter().map(id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    town.wait(60);
    town.simulator.tick().await;
    assert_eq!(town.inbox.types()[3], "payment_intent.succeeded");

    town.control("/webhooks/stop", json!({})).await;
    town.control("/webhooks/reverse", json!({})).await;
    town.pay("pm_card_visa").await;
    assert_eq!(town.simulator.tick().await, Ticked::default());
    town.control("/webhooks/resume", json!({})).await;
    town.simulator.tick().await;
    let reversed = ["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"];
    assert_eq!(town.inbox.types()[4..], reversed);
}

#[tokio::test]
async fn a_lie_is_told_in_the_payload_only_and_a_forgery_does_not_verify() {
    let town = Town::new().await;
    let lie = json!({"type": "payment_intent.succeeded", "fault": "lie", "patch": {"amount_received": 1}});
    town.control("/webhooks/faults", lie).await;
    town.control("/webhooks/faults", json!({"type": "charge.*", "fault": "forge"})).await;
    let intent = town.pay("pm_card_visa").await.body;
    town.simulator.tick().await;
    let events = town.inbox.events();
    assert_eq!(events[2]["data"]["object"]["amount_received"], 1);
    let truth = town.found(&format!("/v1/payment_intents/{}", id(&intent))).await;
    assert_eq!(truth["amount_received"], 20_00);
    let kept = town.found(&format!("/v1/events/{}", id(&events[2]))).await;
    assert_eq!(kept["data"]["object"]["amount_received"], 20_00);
    let (signature, body) = town.inbox.received.lock().unwrap()[1].clone();
    assert_ne!(signature, super::super::webhooks::signature(SECRET, START, &body));
    town.control(&format!("/webhooks/resend/{}", id(&events[2])), json!({})).await;
    town.simulator.tick().await;
    assert_eq!(town.inbox.events()[3]["data"]["object"]["amount_received"], 20_00);
}

#[tokio::test]
async fn an_endpoint_gets_only_what_it_asked_for_with_its_own_secret() {
    let town = Town::new().await;
    let (receiver, base) = listen().await;
    let inbox = Inbox::default();
    inbox.status.store(204, Ordering::SeqCst);
    let app = Router::new().fallback(receive).with_state(inbox.clone());
    tokio::spawn(async move { axum::serve(receiver, app).await.unwrap() });
    let endpoint = [("url", base.as_str()), ("enabled_events[]", "customer.created")];
    let endpoint = town.made("/v1/webhook_endpoints", &endpoint).await;
    let secret = endpoint["secret"].as_str().unwrap();
    town.customer().await;
    town.pay("pm_card_visa").await;
    town.simulator.tick().await;
    assert_eq!(inbox.types(), ["customer.created"]);
    let (signature, body) = inbox.received.lock().unwrap()[0].clone();
    assert_eq!(signature, super::super::webhooks::signature(secret, START, &body));
    let found = town.found(&format!("/v1/webhook_endpoints/{}", id(&endpoint))).await;
    assert_eq!(found.get("secret"), None);
}

#[tokio::test]
async fn a_snapshot_carries_state_and_waiting_webhooks_over_a_restart() {
    let path = std::env::temp_dir().join(format!("simulator-{}.json", std::process::id()));
    let town = Town::with_snapshot(Some(path.clone())).await;
    let customer = town.customer().await;
    town.simulator.save().unwrap();
    let again = Simulator::new(town.simulator.options().clone()).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        again.turn(|turn| turn.known(&customer)),
        town.found(&format!("/v1/customers/{customer}")).await
    );
    assert_eq!(again.tick().await.delivered, 1);
    assert_ne!(again.turn(|turn| turn.id("cus")), customer);
}
