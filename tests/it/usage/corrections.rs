//! Late and corrected events: history stays, the count follows, and it can be told which hours changed (row F3).

use super::{Sender, counted, event, grouped_meter, meter, period, stored};
use crate::harness::World;
use quittance::domain::id::TenantId;
use quittance::domain::usage::{Aggregation, Meter};
use quittance::flows::usage::counts::{changed_since, data_as_of, events};
use quittance::flows::usage::roll_up::roll_up_usage;
use serde_json::{Value, json};

const FEBRUARY: (&str, &str) = ("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");

struct Town {
    world: World,
    tenant: TenantId,
    sender: Sender,
    meter: Meter,
}

impl Town {
    async fn with(aggregation: Aggregation) -> Self {
        let world = World::new().await;
        let tenant = world.tenant("Alpha").await;
        let meter = grouped_meter(&world, "calls", aggregation, None, None).await;
        let sender = Sender::new(&world, &["usage:write"]).await;
        Self { world, tenant, sender, meter }
    }

    async fn accept(&self, body: Value) {
        let (status, answer) = self.sender.send(&body).await;
        assert_eq!(status, 202, "{answer}");
    }

    async fn refusal(&self, body: Value) -> (u16, String) {
        let (status, problem) = self.sender.send(&body).await;
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    }

    async fn february(&self) -> String {
        let february = period(FEBRUARY.0, FEBRUARY.1);
        counted(&self.world, self.tenant, &self.meter, february).await
    }

    async fn roll_up(&self) {
        roll_up_usage(self.world.db(), &self.world.app.clock).await.unwrap();
    }
}

fn correction(id: &str, corrects: &str, quantity: i64, at: &str) -> Value {
    let mut event = event(id, quantity, at);
    event["corrects"] = json!({ "id": corrects });
    event
}

#[tokio::test]
async fn a_correction_stands_in_for_what_it_corrects_and_zero_takes_it_away() {
    let town = Town::with(Aggregation::Sum).await;
    for (id, quantity) in [("a", 100), ("b", 7)] {
        town.accept(event(id, quantity, "2026-02-10T10:15:00Z")).await;
    }
    town.roll_up().await;
    assert_eq!(town.february().await, "107");
    town.accept(correction("a2", "a", 10, "2026-02-10T10:15:00Z")).await;
    // Before it is rolled up and after: the same.
    assert_eq!(town.february().await, "17");
    town.roll_up().await;
    assert_eq!(town.february().await, "17");
    // The correction itself was wrong: the event belongs into January.
    town.accept(correction("a3", "a2", 10, "2026-01-31T23:59:59Z")).await;
    assert_eq!(town.february().await, "7");
    town.accept(correction("b2", "b", 0, "2026-02-10T10:15:00Z")).await;
    town.roll_up().await;
    assert_eq!(town.february().await, "0");
    // Nothing of what was sent is gone.
    assert_eq!(stored(&town.world).await, 5);
}

#[tokio::test]
async fn what_was_taken_away_is_no_event_and_no_reading() {
    for (aggregation, before, after) in [
        (Aggregation::Count, "3", "2"),
        (Aggregation::Max, "9", "5"),
        (Aggregation::Last, "9", "5"),
    ] {
        let town = Town::with(aggregation).await;
        for (id, quantity, hour) in [("a", 3, 8), ("b", 5, 9), ("c", 9, 10)] {
            town.accept(event(id, quantity, &format!("2026-02-10T{hour:02}:00:00Z"))).await;
        }
        town.roll_up().await;
        assert_eq!(town.february().await, before, "{aggregation:?}");
        town.accept(correction("c2", "c", 0, "2026-02-10T10:00:00Z")).await;
        assert_eq!(town.february().await, after, "{aggregation:?}");
        town.roll_up().await;
        assert_eq!(town.february().await, after, "{aggregation:?}");
    }
}

#[tokio::test]
async fn an_event_is_corrected_once_and_a_correction_may_come_twice() {
    let town = Town::with(Aggregation::Sum).await;
    meter(&town.world, "other", Aggregation::Sum, None).await;
    let at = "2026-02-10T10:15:00Z";
    town.accept(event("a", 100, at)).await;
    let first = correction("a2", "a", 10, at);
    town.accept(first.clone()).await;
    town.accept(first.clone()).await;
    let conflict = (409, "already_corrected".to_owned());
    assert_eq!(town.refusal(correction("a3", "a", 20, at)).await, conflict);
    let batch = json!({ "events": [event("b", 1, at), correction("b2", "b", 2, at),
        correction("b3", "b", 3, at)] });
    assert_eq!(town.refusal(batch).await, conflict);
    // Two that correct each other would both be gone.
    let ring = json!({ "events": [correction("x", "y", 1, at), correction("y", "x", 1, at)] });
    assert_eq!(town.refusal(ring).await, (422, "nothing_to_correct".to_owned()));
    let mut other = correction("a4", "a2", 1, at);
    other["meter"] = json!("other");
    assert_eq!(town.refusal(other).await, (422, "other_meter".to_owned()));
    assert_eq!(town.february().await, "10");
    // In one batch, first the event, then what corrects it.
    let batch = json!({ "events": [event("c", 5, at), correction("c2", "c", 6, at)] });
    town.accept(batch).await;
    assert_eq!(town.february().await, "16");
}

#[tokio::test]
async fn nobody_corrects_an_event_of_another_customer() {
    let town = Town::with(Aggregation::Sum).await;
    town.world.tenant("Beta").await;
    let at = "2026-02-10T10:15:00Z";
    town.accept(event("a", 100, at)).await;
    let mut foreign = correction("b", "a", 0, at);
    foreign["customer"] = json!("C-Beta");
    assert_eq!(town.refusal(foreign).await, (422, "nothing_to_correct".to_owned()));
    assert_eq!(town.february().await, "100");
}

#[tokio::test]
async fn two_that_correct_the_same_event_at_once_do_not_both_succeed() {
    let town = Town::with(Aggregation::Sum).await;
    let at = "2026-02-10T10:15:00Z";
    town.accept(event("a", 100, at)).await;
    let (one, two) = (correction("b", "a", 1, at), correction("c", "a", 2, at));
    let (one, two) = tokio::join!(town.sender.send(&one), town.sender.send(&two));
    let mut statuses = [one.0, two.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    let expected = if one.0 == 202 { "1" } else { "2" };
    assert_eq!(town.february().await, expected);
}

#[tokio::test]
async fn the_hours_that_changed_since_a_bill_are_named_rolled_up_or_not() {
    let town = Town::with(Aggregation::Sum).await;
    for (id, at) in [("a", "2026-02-03T10:15:00Z"), ("b", "2026-02-20T10:15:00Z")] {
        town.accept(event(id, 1, at)).await;
    }
    town.roll_up().await;
    let billed_at = town.world.now();
    town.world.move_clock_to("2026-03-04T00:00:00Z".parse().unwrap());
    let changed = async || {
        let mut tx = town.world.db().tenant_read(town.tenant).await.unwrap();
        let changed = changed_since(&mut tx, "calls", "2026-03-03T00:00:00Z".parse().unwrap());
        changed.await.unwrap()
    };
    assert_eq!(changed().await, []);
    // Late: an hour where nothing was, the hour after it, and one that is taken away.
    town.accept(event("c", 4, "2026-02-10T10:59:59Z")).await;
    town.accept(event("d", 4, "2026-02-10T11:00:00Z")).await;
    town.accept(correction("b2", "b", 0, "2026-02-20T10:15:00Z")).await;
    let expected = [
        period("2026-02-10T10:00:00Z", "2026-02-10T12:00:00Z"),
        period("2026-02-20T10:00:00Z", "2026-02-20T11:00:00Z"),
    ];
    assert_eq!(changed().await, expected);
    town.roll_up().await;
    assert_eq!(changed().await, expected);
    assert_eq!(town.february().await, "9");
    let mut tx = town.world.db().tenant_read(town.tenant).await.unwrap();
    let fresh = data_as_of(&mut tx, "calls", town.world.now()).await.unwrap();
    assert!(fresh.newest_received_at.is_some_and(|at| at > billed_at && at <= fresh.counted_at));
}

#[tokio::test]
async fn the_events_behind_a_count_show_what_replaced_them() {
    let town = Town::with(Aggregation::Sum).await;
    let batch: Vec<_> =
        (0..150).map(|n| event(&format!("e-{n:03}"), 1, "2026-02-10T10:15:00Z")).collect();
    town.accept(json!({ "events": batch })).await;
    town.accept(correction("fixed", "e-149", 5, "2026-02-09T00:00:00Z")).await;
    let february = period(FEBRUARY.0, FEBRUARY.1);
    let mut tx = town.world.db().tenant_read(town.tenant).await.unwrap();
    let first = events(&mut tx, &town.meter, february, None, None).await.unwrap();
    assert_eq!((first.events.len(), first.has_older), (100, true));
    let newest = &first.events[0];
    assert_eq!(newest.name.id, "e-149");
    assert_eq!(newest.corrected_by.as_ref().map(|name| name.id.as_str()), Some("fixed"));
    assert!(!newest.counts() && first.events[1].counts());
    let last = first.events.last().unwrap();
    let after = quittance::store::usage::events::AfterEvent {
        occurred_at: last.occurred_at,
        name: last.name.clone(),
    };
    let second = events(&mut tx, &town.meter, february, None, Some(&after)).await.unwrap();
    assert_eq!((second.events.len(), second.has_older), (51, false));
    assert_eq!(second.events[0].name.id, "e-049");
    let oldest = second.events.last().unwrap();
    assert_eq!((oldest.name.id.as_str(), oldest.counts()), ("fixed", true));
}
