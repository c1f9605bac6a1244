//! Roll-ups answer what counting every event would, whatever comes when and whoever folds beside whom.

use super::{counted, grouped_meter, period};
use crate::harness::{TESTER, World};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, civil};
use quittance::domain::id::TenantId;
use quittance::domain::period::Period;
use quittance::domain::usage::{Aggregation, EventName, Meter, UsageEvent};
use quittance::flows::usage::known::Known;
use quittance::flows::usage::record_events::{CustomerEvent, record_events};
use quittance::flows::usage::roll_up::roll_up_usage;
use quittance::store::usage::{self, quantity, quantity_by_group};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const METERS: [&str; 5] = ["sum", "count", "max", "last", "unique"];

/// Numbers that look random and are the same for the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}

async fn meters(world: &World) -> Vec<Meter> {
    let mut meters = Vec::new();
    for code in METERS {
        let aggregation: Aggregation = code.parse().unwrap();
        let unique = (aggregation == Aggregation::Unique).then_some("user");
        meters.push(grouped_meter(world, code, aggregation, unique, Some("region")).await);
    }
    meters
}

/// What should be counted, worked out from the events in the simplest way.
fn expected(
    events: &[(UsageEvent, Timestamp)],
    meter: &Meter,
    period: Period,
) -> BTreeMap<String, Decimal> {
    let replaced: BTreeSet<_> =
        events.iter().filter_map(|(event, _)| event.corrects.clone()).collect();
    let mut groups: BTreeMap<String, Vec<&(UsageEvent, Timestamp)>> = BTreeMap::new();
    for sent in events {
        let event = &sent.0;
        let name = EventName { source: event.source.clone(), id: event.id.clone() };
        let is_taken_away = event.corrects.is_some() && event.quantity.is_zero();
        let counts = event.meter == meter.code && period.contains(event.occurred_at);
        if counts && !replaced.contains(&name) && !is_taken_away {
            for group in [event.properties["region"].as_str().unwrap(), "all"] {
                groups.entry(group.to_owned()).or_default().push(sent);
            }
        }
    }
    let quantity = |events: Vec<&(UsageEvent, Timestamp)>| match meter.aggregation {
        Aggregation::Sum => events.iter().map(|(event, _)| event.quantity).sum(),
        Aggregation::Count => Decimal::from(events.len()),
        Aggregation::Max => events.iter().map(|(event, _)| event.quantity).max().unwrap(),
        Aggregation::Last => {
            let key = |(event, received): &&(UsageEvent, Timestamp)| {
                (event.occurred_at, *received, event.source.clone(), event.id.clone())
            };
            events.into_iter().max_by_key(key).unwrap().0.quantity
        }
        Aggregation::Unique => {
            let users = events.iter().filter_map(|(event, _)| event.properties.get("user"));
            Decimal::from(users.map(ToString::to_string).collect::<BTreeSet<_>>().len())
        }
    };
    groups.into_iter().map(|(group, events)| (group, quantity(events))).collect()
}

fn random_event(
    dice: &mut Dice,
    number: usize,
    sent: &[(UsageEvent, Timestamp)],
    end: Timestamp,
) -> UsageEvent {
    // Five days around the night in which Berlin's clocks go forward; some instants on the hour itself.
    let seconds = i64::try_from(dice.below(5 * 86_400)).unwrap();
    let seconds = if dice.below(4) == 0 { seconds / 3_600 * 3_600 } else { seconds };
    let mut properties = serde_json::Map::new();
    properties.insert("region".into(), json!(["eu", "us", ""][dice.below(3) as usize]));
    if dice.below(5) > 0 {
        properties.insert("user".into(), json!(format!("u{}", dice.below(12))));
    }
    let is_corrected =
        |name: &EventName| sent.iter().any(|(event, _)| event.corrects.as_ref() == Some(name));
    let mut event = UsageEvent {
        source: ["a", "B"][dice.below(2) as usize].into(),
        id: format!("e-{number}"),
        meter: METERS[dice.below(5) as usize].into(),
        quantity: Decimal::new(i64::try_from(dice.below(2_000)).unwrap() - 500, 2),
        occurred_at: end - SignedDuration::from_secs(seconds),
        properties,
        corrects: None,
    };
    if !sent.is_empty() && dice.below(4) == 0 {
        let (earlier, _) = &sent[dice.below(sent.len() as u64) as usize];
        let name = EventName { source: earlier.source.clone(), id: earlier.id.clone() };
        if !is_corrected(&name) {
            event.meter = earlier.meter.clone();
            event.corrects = Some(name);
            if dice.below(2) == 0 {
                event.quantity = Decimal::ZERO;
            }
        }
    }
    event
}

fn random_period(dice: &mut Dice, end: Timestamp) -> Period {
    let mut instant = || {
        let zone = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"];
        let zone = TimeZone::get(zone[dice.below(4) as usize]).unwrap();
        let back = SignedDuration::from_secs(i64::try_from(dice.below(6 * 86_400)).unwrap());
        let at = end - back;
        match dice.below(3) {
            0 => at,
            1 => {
                let midnight = zone.to_datetime(at).date().to_datetime(civil::Time::midnight());
                midnight.to_zoned(zone).unwrap().timestamp()
            }
            _ => Timestamp::from_second(at.as_second().div_euclid(3_600) * 3_600).unwrap(),
        }
    };
    let (one, two) = (instant(), instant());
    Period::new(one.min(two), one.max(two)).unwrap()
}

/// `QUITTANCE_SEED` repeats one history.
#[tokio::test]
async fn random_histories_count_the_same_from_roll_ups_as_event_by_event() {
    let seeds: Vec<u64> = match std::env::var("QUITTANCE_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => vec![1, 2026, 77],
    };
    let world = World::new().await;
    let meters = meters(&world).await;
    let end: Timestamp = "2026-03-31T12:00:00Z".parse().unwrap();
    for seed in seeds {
        println!("seed {seed}");
        let mut dice = Dice(seed);
        world.move_clock_to(end);
        let name = format!("Seed{seed}");
        let tenant = world.tenant(&name).await;
        let known = Known::default();
        let mut sent = Vec::new();
        for round in 0..25 {
            let now = end + SignedDuration::from_secs(round);
            let mut batch = Vec::new();
            for _ in 0..=dice.below(20) {
                let event = random_event(&mut dice, sent.len(), &sent, end);
                sent.push((event.clone(), now));
                batch.push(CustomerEvent { customer: format!("C-{name}"), event });
            }
            record_events(world.db(), &known, now, batch).await.unwrap();
            if dice.below(2) == 0 {
                roll_up_usage(world.db(), &world.app.clock).await.unwrap();
            }
            for _ in 0..4 {
                let meter = &meters[dice.below(5) as usize];
                let period = random_period(&mut dice, end);
                check(&world, tenant, &sent, meter, period, seed).await;
            }
        }
        roll_up_usage(world.db(), &world.app.clock).await.unwrap();
        for meter in &meters {
            let whole = period("2026-03-20T00:00:00Z", "2026-04-01T00:00:00Z");
            check(&world, tenant, &sent, meter, whole, seed).await;
        }
    }
}

async fn check(
    world: &World,
    tenant: TenantId,
    sent: &[(UsageEvent, Timestamp)],
    meter: &Meter,
    period: Period,
    seed: u64,
) {
    let mut expected = expected(sent, meter, period);
    let all = expected.remove("all").unwrap_or_default();
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let context = format!("seed {seed}: {} in {period:?} of {} events", meter.code, sent.len());
    assert_eq!(quantity(&mut tx, meter, period).await.unwrap(), all, "{context}");
    let parts = quantity_by_group(&mut tx, meter, period).await.unwrap();
    let parts: BTreeMap<_, _> = parts.into_iter().map(|p| (p.group, p.quantity)).collect();
    assert_eq!(parts, expected, "{context}");
}

fn one(id: &str, at: &str) -> UsageEvent {
    UsageEvent {
        source: "test".into(),
        id: id.into(),
        meter: "sum".into(),
        quantity: Decimal::ONE,
        occurred_at: at.parse().unwrap(),
        properties: serde_json::Map::new(),
        corrects: None,
    }
}

fn of_alpha(events: Vec<UsageEvent>) -> Vec<CustomerEvent> {
    events.into_iter().map(|event| CustomerEvent { customer: "C-Alpha".into(), event }).collect()
}

#[tokio::test]
async fn a_batch_that_commits_after_its_hour_was_rolled_up_is_neither_lost_nor_doubled() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let sum = &meters(&world).await[0];
    let known = Known::default();
    let day = period("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    let at = "2026-03-01T10:10:00Z";
    // Begun first, committed last.
    let slow = one("slow", at);
    let mut open = world.db().operator(&TESTER, world.now()).await.unwrap();
    open.visit_tenant(tenant).await.unwrap();
    assert_eq!(usage::insert(&mut open, tenant, &[&slow], world.now()).await.unwrap(), 1);
    record_events(world.db(), &known, world.now(), of_alpha(vec![one("fast", at)])).await.unwrap();
    roll_up_usage(world.db(), &world.app.clock).await.unwrap();
    assert_eq!(counted(&world, tenant, sum, day).await, "1");
    // A correction has the hour counted anew meanwhile.
    let mut fixed = one("fixed", at);
    fixed.quantity = Decimal::from(5);
    fixed.corrects = Some(EventName { source: "test".into(), id: "fast".into() });
    record_events(world.db(), &known, world.now(), of_alpha(vec![fixed])).await.unwrap();
    roll_up_usage(world.db(), &world.app.clock).await.unwrap();
    assert_eq!(counted(&world, tenant, sum, day).await, "5");
    open.commit().await.unwrap();
    assert_eq!(counted(&world, tenant, sum, day).await, "6");
    for _ in 0..2 {
        roll_up_usage(world.db(), &world.app.clock).await.unwrap();
        assert_eq!(counted(&world, tenant, sum, day).await, "6");
    }
}

#[tokio::test]
async fn senders_and_two_workers_at_once_lose_and_double_nothing() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let sum = meters(&world).await.remove(0);
    let day = period("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    let (app, is_over) = (world.app.clone(), Arc::new(AtomicBool::new(false)));
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let (app, is_over) = (app.clone(), is_over.clone());
            tokio::spawn(async move {
                let mut additions = 0;
                while !is_over.load(Ordering::Relaxed) {
                    additions += roll_up_usage(&app.db, &app.clock).await.unwrap().additions;
                }
                additions
            })
        })
        .collect();
    let known = Known::default();
    let senders: Vec<_> = (0..3)
        .map(|sender| {
            let (app, known) = (app.clone(), known.clone());
            tokio::spawn(async move {
                for batch in 0..30 {
                    // Each event is sent by two of the three, hour by hour.
                    let events = (0..20).map(|n| {
                        let at = format!("2026-03-01T{:02}:{n:02}:00Z", batch % 24);
                        one(&format!("{}-{batch}-{n}", (sender + n) % 3 / 2), &at)
                    });
                    let now = app.clock.now();
                    record_events(&app.db, &known, now, of_alpha(events.collect())).await.unwrap();
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    // Two names per batch and place: 2 × 30 × 20.
    assert_eq!(counted(&world, tenant, &sum, day).await, "1200");
    is_over.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    roll_up_usage(world.db(), &world.app.clock).await.unwrap();
    assert_eq!(counted(&world, tenant, &sum, day).await, "1200");
    let mut superuser = world.database.superuser().await;
    let waiting: i64 = sqlx::query_scalar("select count(*) from usage_deltas")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn a_worker_that_dies_while_it_folds_leaves_everything_as_it_was() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let sum = &meters(&world).await[0];
    let day = period("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z");
    let events = (0..50).map(|n| one(&format!("e-{n}"), "2026-03-01T10:10:00Z")).collect();
    record_events(world.db(), &Known::default(), world.now(), of_alpha(events)).await.unwrap();
    let mut dying = world.db().worker_tenant(tenant, &TESTER, world.now()).await.unwrap();
    assert_eq!(usage::roll_up::fold(&mut dying, 1_000).await.unwrap(), 1);
    assert_eq!(counted(&world, tenant, sum, day).await, "50");
    drop(dying);
    assert_eq!(counted(&world, tenant, sum, day).await, "50");
    assert_eq!(roll_up_usage(world.db(), &world.app.clock).await.unwrap().additions, 1);
    assert_eq!(counted(&world, tenant, sum, day).await, "50");
}

#[tokio::test]
async fn a_month_of_twenty_three_hour_days_counts_each_hour_once() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    world.move_clock_to("2026-04-02T00:00:00Z".parse().unwrap());
    let sum = &meters(&world).await[0];
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let first = civil::date(2026, 3, 28).to_zoned(berlin).unwrap();
    let days: Vec<_> = (0..3).map(|day| first.checked_add(day.days()).unwrap()).collect();
    let mut events = Vec::new();
    let mut at = days[0].timestamp();
    while at < days[2].timestamp() {
        events.push(one(&at.to_string(), &at.to_string()));
        at += SignedDuration::from_mins(30);
    }
    record_events(world.db(), &Known::default(), world.now(), of_alpha(events)).await.unwrap();
    roll_up_usage(world.db(), &world.app.clock).await.unwrap();
    let day = |n: usize| Period::new(days[n].timestamp(), days[n + 1].timestamp()).unwrap();
    assert_eq!(counted(&world, tenant, sum, day(0)).await, "48");
    // On 29 March 2026 the hour from two to three does not exist.
    assert_eq!(counted(&world, tenant, sum, day(1)).await, "46");
}
