//! What the API answers to batches that cannot be taken in: which event, and why.

use super::{Sender, event, meter, stored};
use crate::harness::World;
use quittance::domain::usage::Aggregation;
use serde_json::{Value, json};

const AT: &str = "2026-03-01T00:00:00Z";

async fn town() -> (World, Sender) {
    let world = World::new().await;
    world.tenant("Alpha").await;
    meter(&world, "calls", Aggregation::Sum, None).await;
    super::grouped_meter(&world, "tokens", Aggregation::Sum, None, Some("model")).await;
    let sender = Sender::new(&world, &["usage:write"]).await;
    (world, sender)
}

#[tokio::test]
async fn a_problem_says_which_event_of_the_batch_and_why() {
    let (world, sender) = town().await;
    let with = |field: &str, value: Value| {
        let mut event = event("bad", 1, AT);
        event[field] = value;
        event
    };
    let grouped = {
        let mut event = with("meter", json!("tokens"));
        event["properties"] = json!({ "model": ["a"] });
        event
    };
    for (bad, status, code) in [
        (with("occurred_at", json!("2026-03-02T09:05:01Z")), 422, "in_the_future"),
        (with("occurred_at", json!("2025-01-01T00:00:00Z")), 422, "too_old"),
        (with("occurred_at", json!("yesterday")), 400, "unreadable"),
        (with("customer", json!("C-Nobody")), 422, "no_such_customer"),
        (with("meter", json!("steps")), 422, "no_such_meter"),
        (with("meter", json!("Calls!")), 422, "event"),
        (with("quantity", json!(0.5)), 400, "unreadable"),
        (with("quantity", json!("0.0000000000001")), 422, "event"),
        (with("quantity", json!("1000000000000000")), 422, "event"),
        (with("id", json!("")), 422, "event"),
        (with("id", json!("x".repeat(201))), 422, "event"),
        (with("source", json!("a\u{0}b")), 422, "event"),
        (with("properties", json!({ "note": "x".repeat(5_000) })), 422, "event"),
        (with("properties", json!({ "note": "\u{0}" })), 422, "event"),
        (with("corrects", json!({ "id": "never-sent" })), 422, "nothing_to_correct"),
        (with("corrects", json!({ "id": "bad" })), 422, "event"),
        (with("surprise", json!(1)), 400, "unreadable"),
        (grouped, 422, "event"),
        (json!(7), 400, "unreadable"),
    ] {
        let good = [event("g-1", 1, AT), event("g-2", 1, AT)];
        let batch = json!({ "events": [good[0], good[1], bad] });
        let (answered, problem) = sender.send(&batch).await;
        assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{bad} {problem}");
        assert_eq!(problem["position"], 2, "{bad} {problem}");
        assert_eq!(problem["status"], status, "{bad}");
    }
    assert_eq!(stored(&world).await, 0);
}

#[tokio::test]
async fn a_body_that_is_no_batch_of_events_is_refused_as_a_whole() {
    let (world, sender) = town().await;
    let post = async |body: Vec<u8>| {
        let request = sender.client.post(&sender.url).bearer_auth(&sender.secret).body(body);
        let answer = request.send().await.unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let status = answer.status().as_u16();
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(kind, "application/problem+json");
        (status, problem["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(post(b"".to_vec()).await, (400, "unreadable".to_owned()));
    assert_eq!(post(b"{\"events\": [{\"id\": \"a".to_vec()).await, (400, "unreadable".to_owned()));
    assert_eq!(post(b"\xff\xfe".to_vec()).await, (400, "unreadable".to_owned()));
    assert_eq!(post(vec![b' '; (8 << 20) + 1]).await, (413, "too_large".to_owned()));
    let deep = "[".repeat(100_000);
    assert_eq!(post(deep.into_bytes()).await, (400, "unreadable".to_owned()));
    let many: Vec<_> = (0..10_001).map(|n| event(&n.to_string(), 1, AT)).collect();
    let (status, problem) = sender.send(&json!({ "events": many })).await;
    assert_eq!((status, problem["code"].as_str()), (422, Some("count")));
    assert_eq!(stored(&world).await, 0);
}

#[tokio::test]
async fn a_batch_that_is_half_known_adds_its_other_half() {
    let (world, sender) = town().await;
    let batch = |ids: std::ops::Range<u32>| {
        let events: Vec<_> = ids.map(|n| event(&n.to_string(), 1, AT)).collect();
        json!({ "events": events })
    };
    let answer = sender.send(&batch(0..10_000)).await;
    assert_eq!(answer, (202, json!({ "accepted": 10_000, "duplicates": 0 })));
    let answer = sender.send(&batch(0..10_000)).await;
    assert_eq!(answer, (202, json!({ "accepted": 0, "duplicates": 10_000 })));
    let answer = sender.send(&batch(5_000..15_000)).await;
    assert_eq!(answer, (202, json!({ "accepted": 5_000, "duplicates": 5_000 })));
    // What another system calls by the same id is another event.
    let mut other = event("0", 1, AT);
    other["source"] = json!("elsewhere");
    assert_eq!(sender.send(&other).await, (202, json!({ "accepted": 1, "duplicates": 0 })));
    assert_eq!(stored(&world).await, 15_001);
}

#[tokio::test]
async fn the_same_batch_sent_by_two_at_once_counts_once() {
    let (world, sender) = town().await;
    let events: Vec<_> = (0..2_000).map(|n| event(&n.to_string(), 1, AT)).collect();
    let backwards: Vec<_> = events.iter().rev().cloned().collect();
    let (batch, reversed) = (json!({ "events": events }), json!({ "events": backwards }));
    let (one, two) = tokio::join!(sender.send(&batch), sender.send(&reversed));
    let accepted = |(status, answer): (u16, Value)| {
        assert_eq!(status, 202, "{answer}");
        answer["accepted"].as_u64().unwrap()
    };
    assert_eq!(accepted(one) + accepted(two), 2_000);
    assert_eq!(stored(&world).await, 2_000);
}

#[tokio::test]
async fn a_meter_or_customer_that_is_new_is_known_at_once() {
    let (world, sender) = town().await;
    let mut newcomer = event("e-1", 1, AT);
    newcomer["customer"] = json!("C-Beta");
    newcomer["meter"] = json!("steps");
    assert_eq!(sender.send(&newcomer).await.1["code"], "no_such_meter");
    meter(&world, "steps", Aggregation::Count, None).await;
    assert_eq!(sender.send(&newcomer).await.1["code"], "no_such_customer");
    world.tenant("Beta").await;
    assert_eq!(sender.send(&newcomer).await.0, 202);
}
