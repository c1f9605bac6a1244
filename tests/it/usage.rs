//! Usage over HTTP: each event counts once, a batch is all or nothing, and what was sent is what the
//! billing run charges (row F2).

mod alerts;
mod corrections;
mod counting;
mod late;
mod minimum;
mod one_meter;
mod problems;
mod staff;

use crate::harness::{TESTER, World};
use jiff::civil::date;
use quittance::domain::currency::Currency;
use quittance::domain::id::{SubscriptionId, TenantId};
use quittance::domain::period::{Alignment, Interval, IntervalUnit, Period};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PriceTerms, QuantityOf, TierTerms,
};
use quittance::domain::usage::{Aggregation, Meter};
use quittance::flows::api_keys;
use quittance::flows::billing::run_due::run_due;
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use quittance::flows::usage::metered::Metered;
use quittance::flows::usage::meters::create_meter;
use quittance::store::subscriptions;
use quittance::store::usage::quantity;
use rust_decimal::Decimal;
use serde_json::{Value, json};

struct Sender {
    client: reqwest::Client,
    url: String,
    secret: String,
}

impl Sender {
    async fn new(world: &World, scopes: &[&str]) -> Self {
        let scopes: Vec<_> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let secret =
            api_keys::create(world.db(), &TESTER, "test", &scopes, world.now()).await.unwrap();
        let url = format!("{}/v1/usage/events", world.url);
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { client: reqwest::Client::new(), url, secret }
    }

    async fn send(&self, body: &Value) -> (u16, Value) {
        let sent = self.client.post(&self.url).bearer_auth(&self.secret).json(body).send();
        let answer = sent.await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

async fn meter(world: &World, code: &str, aggregation: Aggregation, unique: Option<&str>) {
    grouped_meter(world, code, aggregation, unique, None).await;
}

async fn grouped_meter(
    world: &World,
    code: &str,
    aggregation: Aggregation,
    unique: Option<&str>,
    group_by: Option<&str>,
) -> Meter {
    let meter = Meter {
        code: code.into(),
        name: code.into(),
        aggregation,
        unique_property: unique.map(Into::into),
        group_by: group_by.map(Into::into),
    };
    create_meter(world.db(), &TESTER, world.now(), meter).await.unwrap()
}

fn period(start: &str, end: &str) -> Period {
    Period::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
}

/// What the meter counted of Alpha's, as a text.
async fn counted(world: &World, tenant: TenantId, meter: &Meter, period: Period) -> String {
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    quantity(&mut tx, meter, period).await.unwrap().normalize().to_string()
}

fn event(id: &str, quantity: i64, occurred_at: &str) -> Value {
    json!({
        "id": id,
        "customer": "C-Alpha",
        "meter": "calls",
        "quantity": quantity.to_string(),
        "occurred_at": occurred_at,
    })
}

async fn stored(world: &World) -> i64 {
    let mut superuser = world.database.superuser().await;
    sqlx::query_scalar("select count(*) from usage_events").fetch_one(&mut superuser).await.unwrap()
}

#[tokio::test]
async fn an_event_that_comes_again_counts_once() {
    let world = World::new().await;
    world.tenant("Alpha").await;
    meter(&world, "calls", Aggregation::Sum, None).await;
    let sender = Sender::new(&world, &["usage:write"]).await;
    let one = event("e-1", 5, "2026-03-01T00:00:00Z");
    assert_eq!(sender.send(&one).await, (202, json!({ "accepted": 1, "duplicates": 0 })));
    assert_eq!(sender.send(&one).await, (202, json!({ "accepted": 0, "duplicates": 1 })));
    let batch = json!({ "events": [one, event("e-2", 1, "2026-03-01T00:00:00Z"),
        event("e-2", 1, "2026-03-01T00:00:00Z")] });
    assert_eq!(sender.send(&batch).await, (202, json!({ "accepted": 1, "duplicates": 2 })));
    assert_eq!(stored(&world).await, 2);
}

#[tokio::test]
async fn a_batch_with_one_bad_event_stores_nothing_and_says_which() {
    let world = World::new().await;
    world.tenant("Alpha").await;
    meter(&world, "calls", Aggregation::Sum, None).await;
    let sender = Sender::new(&world, &["usage:write"]).await;
    let good = event("e-1", 5, "2026-03-01T00:00:00Z");
    let refusal = async |bad: Value| {
        let (status, problem) = sender.send(&json!({ "events": [good, bad] })).await;
        (
            status,
            problem["code"].as_str().unwrap().to_owned(),
            problem["detail"].as_str().unwrap().to_owned(),
        )
    };
    let mut stranger = event("e-2", 1, "2026-03-01T00:00:00Z");
    stranger["customer"] = json!("C-Nobody");
    let (status, code, detail) = refusal(stranger).await;
    assert_eq!((status, code.as_str()), (422, "no_such_customer"));
    assert!(detail.starts_with("event 1:"), "{detail}");
    let mut unmetered = event("e-2", 1, "2026-03-01T00:00:00Z");
    unmetered["meter"] = json!("steps");
    assert_eq!(refusal(unmetered).await.1, "no_such_meter");
    assert_eq!(refusal(event("e-2", 1, "2026-03-02T10:00:00Z")).await.1, "in_the_future");
    assert_eq!(refusal(json!({ "id": "e-2" })).await.0, 400);
    assert_eq!(refusal(event("", 1, "2026-03-01T00:00:00Z")).await.1, "event");
    assert_eq!(sender.send(&json!({ "events": [] })).await.0, 422);
    assert_eq!(stored(&world).await, 0);
}

#[tokio::test]
async fn only_a_key_with_the_scope_may_send() {
    let world = World::new().await;
    world.tenant("Alpha").await;
    meter(&world, "calls", Aggregation::Sum, None).await;
    let one = event("e-1", 5, "2026-03-01T00:00:00Z");
    let mut sender = Sender::new(&world, &["usage:read"]).await;
    assert_eq!(sender.send(&one).await.0, 403);
    sender.secret = "qk_guessed".into();
    assert_eq!(sender.send(&one).await.0, 401);
    let without = sender.client.post(&sender.url).json(&one).send().await.unwrap();
    assert_eq!(without.status().as_u16(), 401);
    assert_eq!(stored(&world).await, 0);
}

#[tokio::test]
async fn who_has_no_key_is_answered_before_the_body_is_read() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let world = World::new().await;
    let at = world.url.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(at).await.unwrap();
    // Eight megabytes are announced and never sent.
    let head = format!(
        "POST /v1/usage/events HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer qk_guessed\r\n\
         Content-Type: application/json\r\nContent-Length: 8000000\r\n\r\n{{\"events\":["
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    let read = stream.read_exact(&mut answer);
    tokio::time::timeout(std::time::Duration::from_secs(20), read).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 401");
}

/// Alpha subscribes to calls from 1 February: the first thousand of a month at 0.01, then 0.005.
struct Calls {
    world: World,
    tenant: TenantId,
    id: SubscriptionId,
    sender: Sender,
}

impl Calls {
    async fn billed_monthly() -> Self {
        let world = World::new().await;
        let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
        meter(&world, "calls", Aggregation::Sum, None).await;
        // 0.01 for the first thousand, 0.005 beyond
        let tier = |up_to: Option<i64>, unit_amount: &str| TierTerms {
            up_to: up_to.map(Decimal::from),
            unit_amount: unit_amount.parse().unwrap(),
            flat_amount: Decimal::ZERO,
        };
        let tiers = vec![tier(Some(1000), "0.01"), tier(None, "0.005")];
        let calls = Component {
            code: "calls".into(),
            description: "API calls".into(),
            quantity: QuantityOf::Meter("calls".into()),
            timing: ComponentTiming::InArrears,
            price: PriceTerms::from(ModelTerms::Graduated { tiers }),
        };
        let new = NewVersion {
            code: "api".into(),
            name: "API".into(),
            currency: Currency::EUR,
            interval: Interval::every(IntervalUnit::Month),
            trial_days: 0,
            components: vec![calls],
            effective_on: date(2026, 1, 1),
        };
        let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
        let version = publish_plan(&mut tx, world.now(), &TESTER, new).await.unwrap();
        tx.commit().await.unwrap();
        let order = SubscribeOrder {
            idempotency_key: "form".into(),
            seller: books.seller,
            version: version.version_id,
            seats: 1,
            starts_at: "2026-02-01T00:00:00Z".parse().unwrap(),
            alignment: Alignment::Anniversary,
            options: SubscribeOptions::default(),
        };
        let mut tx = world.write(tenant).await;
        let id = subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap();
        tx.commit().await.unwrap();
        let sender = Sender::new(&world, &["usage:write"]).await;
        Calls { world, tenant, id, sender }
    }
}

#[tokio::test]
async fn the_run_charges_what_was_sent_for_the_period() {
    let Calls { world, sender, .. } = Calls::billed_monthly().await;
    let batch = json!({ "events": [
        event("before", 700, "2026-01-31T23:59:59Z"),
        event("first", 1200, "2026-02-01T00:00:00Z"),
        event("last", 300, "2026-02-28T23:59:59.999Z"),
        event("after", 900, "2026-03-01T00:00:00Z"),
    ] });
    assert_eq!(sender.send(&batch).await.0, 202);
    let report = run_due(world.db(), &world.app.clock, &Metered).await.unwrap();
    assert_eq!((report.invoiced, report.passed, report.parked), (1, 1, 0));
    let mut superuser = world.database.superuser().await;
    let (subtotal, explanation): (i64, Value) = sqlx::query_as(
        "select i.subtotal_minor, x.explanation
           from invoices i
           join invoice_line_explanations x using (tenant_id, invoice_id)",
    )
    .fetch_one(&mut superuser)
    .await
    .unwrap();
    // 1,500 calls: 10.00 + 500 × 0.005 = 12.50
    assert_eq!(subtotal, 12_50);
    assert_eq!(explanation["quantity"], "1500");
    assert_eq!(explanation["steps"][1]["quantity"], "500");
    assert_eq!(explanation["tax"]["reason"], "domestic");
}

#[tokio::test]
async fn each_aggregation_counts_in_its_own_way() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    for (code, aggregation, unique) in [
        ("sum", Aggregation::Sum, None),
        ("count", Aggregation::Count, None),
        ("max", Aggregation::Max, None),
        ("last", Aggregation::Last, None),
        ("unique", Aggregation::Unique, Some("user")),
    ] {
        meter(&world, code, aggregation, unique).await;
    }
    let sender = Sender::new(&world, &["usage:write"]).await;
    let mut events = Vec::new();
    for code in ["sum", "count", "max", "last", "unique"] {
        for (n, (quantity, at, user)) in
            [(7, "2026-02-03", "a"), (2, "2026-02-02", "b"), (5, "2026-02-01", "a")]
                .iter()
                .enumerate()
        {
            events.push(json!({
                "id": format!("{code}-{n}"),
                "customer": "C-Alpha",
                "meter": code,
                "quantity": quantity.to_string(),
                "occurred_at": format!("{at}T00:00:00Z"),
                "properties": { "user": user },
            }));
        }
    }
    assert_eq!(sender.send(&json!({ "events": events })).await.1["accepted"], 15);
    let mut tx = world.db().tenant_read(tenant).await.unwrap();
    let at = |text: &str| text.parse().unwrap();
    let february = quittance::domain::period::Period::new(
        at("2026-02-01T00:00:00Z"),
        at("2026-03-01T00:00:00Z"),
    )
    .unwrap();
    let mut counted = Vec::new();
    for meter in quittance::store::usage::meters(&mut tx).await.unwrap() {
        let quantity = quittance::store::usage::quantity(&mut tx, &meter, february).await.unwrap();
        counted.push((meter.code, quantity.to_string()));
    }
    let expected = [("count", "3"), ("last", "7"), ("max", "7"), ("sum", "14"), ("unique", "2")];
    assert_eq!(counted, expected.map(|(code, quantity)| (code.to_owned(), quantity.to_owned())));
}
