//! Usage events: how many a second go through POST /v1/usage/events over TCP (the key is looked up, the body read
//! and checked, events, their index and what they add to their hours stored and committed), in batches and one by
//! one, while the roll-ups are folded beside it. Then how long a month's usage takes from roll-ups and event by event.
//!
//! The baseline is a bare `COPY` of the same rows into a table without any index, constraint or policy, as superuser,
//! in chunks of the same size, from as many connections. Senders and server share the machine's cores.
//!
//! `cargo bench --bench usage_ingest`; BENCH_SECONDS (default 8) is the length of one measurement, BENCH_EVENTS
//! (default 1000000) how many events the month holds; ten million take 2 GB.

#[expect(dead_code, reason = "what sends here keeps its connection, which fresh::rate does not")]
#[path = "support/fresh.rs"]
mod fresh;

use fresh::Fresh;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use quittance::auth::{Auth, ClientIpSource};
use quittance::clock::Clock;
use quittance::config::Config;
use quittance::domain::currency::Currency;
use quittance::domain::id::TenantId;
use quittance::domain::period::Period;
use quittance::domain::usage::{Aggregation, Meter};
use quittance::flows::api_keys;
use quittance::flows::documents::stored_file::StoredFiles;
use quittance::flows::payments::Till;
use quittance::flows::usage::meters::create_meter;
use quittance::flows::usage::roll_up::roll_up_usage;
use quittance::jobs::Work;
use quittance::mail::Mailer;
use quittance::state::{App, Parts};
use quittance::store::{Actor, usage};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPool;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ACTOR: Actor = Actor::System("bench");
const CUSTOMERS: usize = 20;
/// The month that is shown as a page.
const MONTH: [&str; 2] = ["2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"];

#[tokio::main]
async fn main() {
    let length = fresh::length();
    let _ = any_spawner::Executor::init_tokio();
    // reqwest asks for one before it builds a client, also for plain http.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let fresh = fresh::open("bench_usage").await;
    let secret = seed(&fresh).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let service =
        quittance::server::router(app(&fresh)).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let folding = fold_meanwhile(&fresh);
    let sender = Sender { address, secret: secret.into(), next: Arc::default() };
    let bare = fresh.superuser("set synchronous_commit = on").await;
    make_bare_table(&bare).await;

    sender.send(Shape { size: 10_000, customers: 1, senders: 4 }, length / 4).await;
    for shape in [
        Shape { size: 10_000, customers: 1, senders: 4 },
        Shape { size: 1_000, customers: 10, senders: 4 },
        Shape { size: 100, customers: 5, senders: 8 },
    ] {
        let Shape { size, customers, .. } = shape;
        // In turns, because a shared machine drifts.
        let (mut sent, mut copied) = (0.0, 0.0);
        for _ in 0..2 {
            sent += sender.send(shape, length / 2).await / 2.0;
            copied += copy(&bare, &sender.next, shape, length / 2).await / 2.0;
        }
        println!("batches of {size:>6}, {customers:>2} customers {sent:>9.0} events/s");
        println!("bare COPY of {size:>6} rows        {copied:>9.0} rows/s");
        println!("intake / COPY                    {:>9.2}", sent / copied);
    }
    let singles = sender.send(Shape { size: 1, customers: 1, senders: fresh::TASKS }, length).await;
    println!("one by one                       {singles:>9.0} requests/s");
    folding.abort();
    page(&fresh, &bare).await;
}

/// How events are sent.
#[derive(Clone, Copy)]
struct Shape {
    size: usize,
    customers: usize,
    senders: usize,
}

async fn seed(fresh: &Fresh) -> String {
    let now = fresh.clock.now();
    for (code, aggregation, unique, group) in [
        ("calls", Aggregation::Sum, None, None),
        ("tokens", Aggregation::Sum, None, Some("region")),
        ("users", Aggregation::Unique, Some("user"), None),
    ] {
        let meter = Meter {
            code: code.to_owned(),
            name: code.to_owned(),
            aggregation,
            unique_property: unique.map(str::to_owned),
            group_by: group.map(str::to_owned),
        };
        create_meter(&fresh.db, &ACTOR, now, meter).await.expect("a meter");
    }
    let superuser = fresh.superuser("select 1").await;
    sqlx::query(
        "insert into tenants (tenant_id, account_ref, legal_name, currency, country, created_at, updated_at)
         select ('7e000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'C-' || n, 'Customer ' || n, $1, 'IE',
                clock_timestamp(), clock_timestamp()
           from generate_series(0, $2) n",
    )
    .bind(Currency::EUR.code())
    .bind(i32::try_from(CUSTOMERS).expect("fits"))
    .execute(&superuser)
    .await
    .expect("customers");
    let scopes = [api_keys::USAGE_WRITE.to_owned()];
    api_keys::create(&fresh.db, &ACTOR, "bench", &scopes, now).await.expect("a key")
}

/// As the recurring job does, only more often.
fn fold_meanwhile(fresh: &Fresh) -> tokio::task::JoinHandle<()> {
    let (db, clock) = (fresh.db.clone(), fresh.clock.clone());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(2)).await;
            roll_up_usage(&db, &clock).await.expect("rolls up");
        }
    })
}

#[derive(Clone)]
struct Sender {
    address: SocketAddr,
    secret: Arc<str>,
    /// The next event's number; none is ever sent twice.
    next: Arc<AtomicUsize>,
}

impl Sender {
    /// Events a second.
    async fn send(&self, shape: Shape, length: Duration) -> f64 {
        let began = Instant::now();
        let tasks: Vec<_> = (0..shape.senders)
            .map(|_| {
                let sender = self.clone();
                tokio::spawn(async move {
                    let mut stream = TcpStream::connect(sender.address).await.expect("connects");
                    stream.set_nodelay(true).expect("nodelay");
                    let (mut sent, mut body) = (0, String::new());
                    while began.elapsed() < length {
                        let first = sender.next.fetch_add(shape.size, Ordering::Relaxed);
                        write_events(&mut body, first, shape);
                        sender.post(&mut stream, &body).await;
                        sent += shape.size;
                    }
                    sent
                })
            })
            .collect();
        let mut sent = 0;
        for task in tasks {
            sent += task.await.expect("a sender ends well");
        }
        per_second(sent, began)
    }

    async fn post(&self, stream: &mut TcpStream, body: &str) {
        let head = format!(
            "POST /v1/usage/events HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.address,
            self.secret,
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("writes");
        stream.write_all(body.as_bytes()).await.expect("writes");
        let mut answer = Vec::new();
        let mut buffer = [0; 4096];
        while !answer.ends_with(b"}") {
            let read = stream.read(&mut buffer).await.expect("reads");
            answer.extend_from_slice(&buffer[..read]);
            assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
        assert!(answer.contains("\"duplicates\":0"), "{answer}");
    }
}

/// The event's number, as what it says: its meter, quantity, second and customer.
struct Fields {
    meter: &'static str,
    quantity: usize,
    second: usize,
    customer: usize,
    property: &'static str,
    value: usize,
}

fn fields(number: usize, shape: Shape) -> Fields {
    // A batch has its customers one after the other, beginning with another one each time.
    let batch = number / shape.size;
    let (meter, property) = [("calls", ""), ("tokens", "region"), ("users", "user")][number % 3];
    Fields {
        meter,
        quantity: number % 1_000,
        second: number % 3_600,
        customer: (batch + number % shape.customers) % CUSTOMERS,
        property,
        value: if property == "user" { number % 500 } else { number % 7 },
    }
}

fn write_events(body: &mut String, first: usize, shape: Shape) {
    body.clear();
    body.push_str(if shape.size == 1 { "" } else { "{\"events\":[" });
    for number in first..first + shape.size {
        let Fields { meter, quantity, second, customer, property, value } = fields(number, shape);
        let separator = if number == first { "" } else { "," };
        let written = write!(
            body,
            "{separator}{{\"id\":\"evt_{number:012}\",\"source\":\"bench\",\"customer\":\"C-{customer}\",\
             \"meter\":\"{meter}\",\"quantity\":\"{quantity}.25\",\"occurred_at\":\"{}T10:{:02}:{:02}Z\"",
            yesterday(),
            second / 60,
            second % 60
        );
        written.expect("a string takes it");
        if !property.is_empty() {
            write!(body, ",\"properties\":{{\"{property}\":\"v{value}\"}}").expect("likewise");
        }
        body.push('}');
    }
    body.push_str(if shape.size == 1 { "" } else { "]}" });
}

/// When everything happens that is sent.
fn yesterday() -> &'static str {
    static YESTERDAY: OnceLock<String> = OnceLock::new();
    YESTERDAY.get_or_init(|| {
        let day_ago = Clock::system().now() - SignedDuration::from_hours(24);
        day_ago.to_zoned(TimeZone::UTC).date().to_string()
    })
}

async fn make_bare_table(pool: &PgPool) {
    let create = "create table bare_events (tenant_id uuid, source text, event_id text, meter text, quantity numeric,
                    occurred_at timestamptz, received_at timestamptz, properties jsonb)";
    sqlx::query(create).execute(pool).await.expect("creates");
}

/// Rows a second.
async fn copy(pool: &PgPool, next: &Arc<AtomicUsize>, shape: Shape, length: Duration) -> f64 {
    let began = Instant::now();
    let tasks: Vec<_> = (0..shape.senders)
        .map(|_| {
            let (pool, next) = (pool.clone(), next.clone());
            tokio::spawn(async move {
                let mut copied = 0;
                let mut connection = pool.acquire().await.expect("a connection");
                let mut rows = String::new();
                while began.elapsed() < length {
                    let first = next.fetch_add(shape.size, Ordering::Relaxed);
                    write_rows(&mut rows, first, shape);
                    let mut into = connection
                        .copy_in_raw("copy bare_events from stdin")
                        .await
                        .expect("copies");
                    into.send(rows.as_bytes()).await.expect("sends");
                    into.finish().await.expect("ends");
                    copied += shape.size;
                }
                copied
            })
        })
        .collect();
    let mut copied = 0;
    for task in tasks {
        copied += task.await.expect("a task ends well");
    }
    per_second(copied, began)
}

fn write_rows(rows: &mut String, first: usize, shape: Shape) {
    rows.clear();
    for number in first..first + shape.size {
        let Fields { meter, quantity, second, customer, property, value } = fields(number, shape);
        let properties = if property.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{\"{property}\":\"v{value}\"}}")
        };
        let written = writeln!(
            rows,
            "7e000000-0000-7000-8000-{customer:012x}\tbench\tevt_{number:012}\t{meter}\t{quantity}.25\t\
             {} 10:{:02}:{:02}+00\t2026-11-20 10:00:00+00\t{properties}",
            yesterday(),
            second / 60,
            second % 60
        );
        written.expect("a string takes it");
    }
}

fn per_second(count: usize, began: Instant) -> f64 {
    f64::from(u32::try_from(count).expect("fits")) / began.elapsed().as_secs_f64()
}

/// A month of one customer as its page asks for it: by region, and day by day.
async fn page(fresh: &Fresh, superuser: &PgPool) {
    let events: i64 =
        std::env::var("BENCH_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let tenant = TenantId("7e000000-0000-7000-8000-000000000014".parse().expect("an id"));
    generate(superuser, tenant, events).await;
    roll_up_usage(&fresh.db, &fresh.clock).await.expect("rolls up");
    sqlx::query("vacuum analyze usage_events").execute(superuser).await.expect("vacuums");
    let mut tx = fresh.db.tenant_read(tenant).await.expect("reads");
    let meters = usage::meters(&mut tx).await.expect("meters");
    let meter = meters.iter().find(|meter| meter.code == "tokens").expect("the meter");
    let at = |text: &str| -> Timestamp { text.parse().expect("an instant") };
    let month = Period::new(at(MONTH[0]), at(MONTH[1])).expect("a month");
    let mut rolled = Vec::new();
    let mut total = rust_decimal::Decimal::ZERO;
    for _ in 0..20 {
        let began = Instant::now();
        let parts = usage::quantity_by_group(&mut tx, meter, month).await.expect("counts");
        total = parts.iter().map(|part| part.quantity).sum();
        for day in 0..31 {
            let start = month.start() + SignedDuration::from_hours(day * 24);
            let end = start + SignedDuration::from_hours(24);
            let day = Period::new(start, end).expect("a day");
            usage::quantity(&mut tx, meter, day).await.expect("counts");
        }
        rolled.push(began.elapsed());
    }
    rolled.sort();
    let raw = "select properties ->> 'region', sum(quantity) from usage_events
                where tenant_id = $1 and meter = 'tokens' and occurred_at >= $2::timestamptz
                  and occurred_at < $3::timestamptz
                group by 1";
    let began = Instant::now();
    let rows: Vec<(Option<String>, rust_decimal::Decimal)> = sqlx::query_as(raw)
        .bind(tenant.0)
        .bind(jiff_sqlx::ToSqlx::to_sqlx(month.start()))
        .bind(jiff_sqlx::ToSqlx::to_sqlx(month.end()))
        .fetch_all(superuser)
        .await
        .expect("counts");
    let raw = began.elapsed();
    assert_eq!(rows.iter().map(|(_, quantity)| *quantity).sum::<rust_decimal::Decimal>(), total);
    let rolled = rolled[rolled.len() / 2];
    println!("{events} events in a month: by region and day by day, 32 counts");
    println!("from roll-ups                    {:>9.1} ms", rolled.as_secs_f64() * 1e3);
    println!("by region only, event by event   {:>9.1} ms", raw.as_secs_f64() * 1e3);
    println!("roll-ups / events                {:>9.4}", rolled.as_secs_f64() / raw.as_secs_f64());
}

/// Around the intake, which was measured above: as superuser, in pieces.
async fn generate(superuser: &PgPool, tenant: TenantId, events: i64) {
    let mut connection = superuser.acquire().await.expect("a connection");
    let seconds = 31 * 86_400;
    let (from, tenant) = (MONTH[0], tenant.0);
    for first in (0..events).step_by(500_000) {
        let last = (first + 500_000).min(events) - 1;
        let insert = format!(
            "insert into usage_events (tenant_id, source, event_id, meter, quantity, occurred_at, received_at, properties)
             select '{tenant}', 'gen', lpad(n::text, 12, '0'), 'tokens', n % 1000,
                    timestamptz '{from}' + (n::double precision * {seconds} / {events}) * interval '1 second',
                    timestamptz '{from}', jsonb_build_object('region', 'v' || n % 7)
               from generate_series({first}::bigint, {last}) n"
        );
        sqlx::query(AssertSqlSafe(insert)).execute(&mut *connection).await.expect("generates");
    }
    let deltas = format!(
        "insert into usage_deltas (tenant_id, meter, hour_at, group_value, quantity_sum, event_count, quantity_max,
                                   received_at)
         select tenant_id, meter, date_bin('1 hour', occurred_at, '1970-01-01 00:00:00+00'), properties ->> 'region',
                sum(quantity), count(*), max(quantity), max(received_at)
           from usage_events
          where tenant_id = '{tenant}' and source = 'gen'
          group by 1, 2, 3, 4"
    );
    sqlx::query(AssertSqlSafe(deltas)).execute(&mut *connection).await.expect("adds up");
}

fn app(fresh: &Fresh) -> App {
    let config = Config::read(|_| None).expect("defaults");
    let mailer = Mailer::memory("Bench", "bench@bench.example").expect("memory");
    let (db, clock) = (fresh.db.clone(), fresh.clock.clone());
    App::new(Parts {
        auth: Auth::new(db.clone(), clock.clone(), ClientIpSource::Socket),
        work: Work {
            sms: None,
            db: db.clone(),
            clock: clock.clone(),
            mailer,
            attachments: Arc::new(StoredFiles { db: db.clone(), clock: clock.clone() }),
            base_url: config.public_url.as_str().into(),
            till: Till::closed(db.clone(), clock.clone()),
        },
        db,
        clock,
        is_sandbox: false,
        operator_name: "Bench".into(),
        config,
    })
}
