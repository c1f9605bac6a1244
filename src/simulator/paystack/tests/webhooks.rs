//! Webhooks: signatures, retries, faults on demand, a snapshot in between.

use super::*;

#[tokio::test]
async fn an_event_is_signed_with_the_secret_key_over_its_bytes() {
    let town = Town::new().await;
    town.pay("order-1").await;
    assert_eq!(town.simulator.tick().await, Ticked { delivered: 1, failed: 0 });
    let (signature, body) = town.inbox.received.lock().unwrap()[0].clone();
    assert_eq!(signature, super::super::webhooks::signature(KEY, &body));
    let event = &town.inbox.events()[0];
    assert_eq!(
        (&event["event"], &event["data"]["reference"]),
        (&json!("charge.success"), &json!("order-1"))
    );
    assert_eq!(event.as_object().unwrap().len(), 2, "an event has no id");
}

#[tokio::test]
async fn a_refused_event_is_tried_four_times_quickly_and_then_hourly_for_three_days() {
    let town = Town::new().await;
    town.inbox.status.store(500, Ordering::SeqCst);
    town.pay("order-1").await;
    for (waited, tries) in [(0, 1), (179, 1), (1, 2), (180, 3), (180, 4), (180, 4), (3_420, 5)] {
        town.wait(waited);
        town.simulator.tick().await;
        assert_eq!(town.inbox.events().len(), tries);
    }
    for _ in 0..100 {
        town.wait(3_600);
        town.simulator.tick().await;
    }
    assert_eq!(town.inbox.events().len(), 4 + 72);
}

#[tokio::test]
async fn events_are_duplicated_dropped_delayed_reversed_forged_and_lied_about_on_demand() {
    let town = Town::new().await;
    let rule = |fault: Value| {
        let mut rule = json!({ "type": "charge.*" });
        rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        rule
    };
    for (reference, fault) in [
        ("twice", json!({ "fault": "duplicate", "copies": 1 })),
        ("never", json!({ "fault": "drop" })),
        ("late", json!({ "fault": "delay", "seconds": 60 })),
        ("lie", json!({ "fault": "lie", "patch": { "amount": 1 } })),
        ("forged", json!({ "fault": "forge" })),
    ] {
        town.control("/webhooks/faults", rule(fault)).await;
        town.pay(reference).await;
    }
    town.control("/webhooks/reverse", json!({})).await;
    town.simulator.tick().await;
    let references = || -> Vec<_> {
        let events = town.inbox.events();
        events.iter().map(|event| event["data"]["reference"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(references(), ["forged", "lie", "twice", "twice"]);
    let (signature, body) = town.inbox.received.lock().unwrap()[0].clone();
    assert_ne!(signature, super::super::webhooks::signature(KEY, &body));
    assert_eq!(town.inbox.events()[1]["data"]["amount"], 1);
    assert_eq!(town.verified("lie").await["amount"], 1_000_00);
    town.wait(60);
    town.simulator.tick().await;
    assert_eq!(references().last().map(String::as_str), Some("late"));
}

#[tokio::test]
async fn a_snapshot_carries_state_and_waiting_webhooks_over_a_restart() {
    let path = std::env::temp_dir().join(format!("paystack-{}.json", std::process::id()));
    let town = Town::with_snapshot(Some(path.clone())).await;
    town.pay("order-1").await;
    town.simulator.save().unwrap();
    let again = Simulator::new(town.simulator.options().clone()).unwrap();
    std::fs::remove_file(&path).unwrap();
    let kept = again.turn(|turn| turn.account.transactions[0].reference.clone());
    assert_eq!(kept, "order-1");
    assert_eq!(again.tick().await.delivered, 1);
}
