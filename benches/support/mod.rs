//! What the benches share: a seeded database, signed-in sessions, a load generator.
//!
//! The database is kept between runs (target/bench-postgres), because a million invoices take a while.

use quittance::clock::Clock;
use quittance::domain::id::{PersonId, TenantId};
use quittance::local_postgres::LocalPostgres;
use quittance::store::roles::{self, Role};
use quittance::store::sessions::{Acting, PgSessionStore, SignedIn};
use quittance::store::{Db, PoolSizes};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower_sessions::session::Record;
use tower_sessions::session_store::SessionStore;
use uuid::Uuid;

pub const DATABASE: &str = "bench";

/// The seeded database, and tenants by how many invoices they have.
pub struct Bench {
    pub local: LocalPostgres,
    pub db: Db,
    pub clock: Clock,
    /// A thousand tenants with a thousand invoices each.
    pub tenants: Vec<TenantId>,
    /// 100 and 100,000 invoices.
    pub small: TenantId,
    pub large: TenantId,
}

/// Where the bench's cluster lives: beside the build's output, or in a folder given by BENCH_HOME (as
/// root it must be enterable by the user that runs Postgres).
fn home() -> PathBuf {
    std::env::var_os("BENCH_HOME")
        .map_or_else(|| std::env::temp_dir().join("quittance-bench"), PathBuf::from)
}

fn tenant(number: u32) -> TenantId {
    TenantId(Uuid::from_u128(0x7e00_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)))
}

fn person(number: u32) -> PersonId {
    PersonId(Uuid::from_u128(0x7e11_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)))
}

/// Starts the cluster and seeds it if it is new.
pub async fn open() -> Bench {
    let local = LocalPostgres::start(&home()).expect("the bench's cluster starts");
    let owner = local.options(Role::Owner.name(), DATABASE);
    roles::create(&local.options("postgres", "postgres"), DATABASE, |_| None).await.expect("roles");
    roles::migrate(&owner).await.expect("migrations");
    seed(&local.options("postgres", DATABASE)).await;
    let options = |role: Role| local.options(role.name(), DATABASE);
    let db = Db::connect(options, PoolSizes { portal: 16, staff_read: 2, worker: 2 })
        .await
        .expect("pools");
    Bench {
        clock: Clock::system(),
        tenants: (0..1000).map(tenant).collect(),
        small: tenant(1001),
        large: tenant(1002),
        local,
        db,
    }
}

async fn seed(superuser: &PgConnectOptions) {
    let mut connection = PgConnection::connect_with(superuser).await.expect("superuser connects");
    let seeded: bool = sqlx::query_scalar("select exists (select from tenants)")
        .fetch_one(&mut connection)
        .await
        .expect("tenants are countable");
    if seeded {
        return;
    }
    eprintln!("seeding 1,100,100 invoices …");
    // Triggers are for the application's writes; seeding goes around them as superuser.
    for statement in SEED {
        sqlx::query(AssertSqlSafe(*statement)).execute(&mut connection).await.expect(statement);
    }
}

const SEED: &[&str] = &[
    "set session_replication_role = replica",
    "insert into seller_entities (seller_id, code, legal_name, country, created_at)
     values ('7e220000-0000-7000-8000-000000000000', 'bench', 'Bench Ltd', 'IE', now())",
    "insert into number_series (series_id, seller_id, kind, code, prefix, next_number)
     values ('7e330000-0000-7000-8000-000000000000', '7e220000-0000-7000-8000-000000000000', 'invoice', 'bench', 'B-', 1)",
    "insert into tenants (tenant_id, account_ref, legal_name, currency, country, created_at, updated_at)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'C-' || n, 'Customer ' || n, 'EUR', 'IE', now(), now()
       from generate_series(0, 1002) n",
    "insert into people (person_id, email, name, created_at)
     select ('7e110000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'p' || n || '@bench.example', 'Person ' || n, now()
       from generate_series(0, 1002) n",
    "insert into memberships (tenant_id, person_id, role, created_at)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            ('7e110000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'owner', now()
       from generate_series(0, 1002) n",
    "insert into invoices (tenant_id, invoice_id, seller_id, series_id, number, status, currency, issued_on, due_on,
            purchase_order, subtotal_minor, total_minor, paid_minor, seller, buyer, created_at, finalized_at)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(t), 12, '0'))::uuid, gen_random_uuid(),
            '7e220000-0000-7000-8000-000000000000', '7e330000-0000-7000-8000-000000000000', 'B-' || t || '-' || i,
            case when i % 10 = 0 then 'open' else 'paid' end, 'EUR', date '2020-01-01' + i % 2400, date '2020-01-31' + i % 2400,
            'PO-' || i, 1000 + i, 1000 + i, case when i % 10 = 0 then 0 else 1000 + i end, '{}', '{}', now(), now()
       from generate_series(0, 1002) t
       cross join lateral generate_series(1, case t when 1000 then 0 when 1001 then 100 when 1002 then 100000 else 1000 end) i",
    "insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
     select tenant_id, gen_random_uuid(), 1, 'receivable', 'EUR', 1 from tenants",
    "vacuum analyze",
];

/// A session cookie for the owner of each tenant.
pub async fn sign_in(bench: &Bench, tenants: &[TenantId]) -> Vec<String> {
    let store = PgSessionStore::new(&bench.db, bench.clock.clone());
    let ends_at = bench.clock.now() + jiff::SignedDuration::from_hours(12);
    let mut cookies = Vec::with_capacity(tenants.len());
    for &tenant in tenants {
        let number = (tenant.0.as_u128() & 0xffff_ffff) as u32;
        let signed_in = SignedIn {
            person: person(number),
            acting: Some(Acting::Customer(tenant)),
            user_agent: "bench".into(),
            client_ip: "127.0.0.1".into(),
            idle_seconds: 43_200,
            ends_at,
        };
        let mut record = Record {
            id: tower_sessions::session::Id::default(),
            data: [(
                quittance::store::sessions::SIGNED_IN.to_owned(),
                serde_json::to_value(&signed_in).expect("json"),
            )]
            .into_iter()
            .collect(),
            expiry_date: time::OffsetDateTime::from_unix_timestamp(ends_at.as_second())
                .expect("in range"),
        };
        store.create(&mut record).await.expect("session is stored");
        cookies.push(record.id.to_string());
    }
    cookies
}

/// What a run of requests came to.
pub struct Load {
    pub requests_per_second: f64,
    pub median: Duration,
}

/// Asks `path` over `connections` kept-alive connections for `length`, each request with the next of
/// `cookies`, and returns how it went. Every answer must be 200.
pub async fn load(
    address: std::net::SocketAddr,
    path: &str,
    cookies: &[String],
    connections: usize,
    length: Duration,
) -> Load {
    let next = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (next, cookies, path) = (next.clone(), cookies.to_vec(), path.to_owned());
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.expect("connects");
                stream.set_nodelay(true).expect("nodelay");
                let mut latencies = Vec::new();
                let mut buffer = vec![0; 256 << 10];
                while began.elapsed() < length {
                    // A stride that is prime to the number of cookies spreads the tenants.
                    let turn = next.fetch_add(7919, Ordering::Relaxed);
                    let cookie = &cookies[usize::try_from(turn).expect("64 bits") % cookies.len()];
                    let asked = Instant::now();
                    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: quittance={cookie}\r\n\r\n");
                    stream.write_all(request.as_bytes()).await.expect("writes");
                    read_answer(&mut stream, &mut buffer).await;
                    latencies.push(asked.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.expect("a connection's task ends well"));
    }
    let seconds = began.elapsed().as_secs_f64();
    latencies.sort();
    Load {
        requests_per_second: latencies.len() as f64 / seconds,
        median: latencies[latencies.len() / 2],
    }
}

async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.expect("reads");
        assert!(
            read > 0,
            "the server closed the connection: {}",
            String::from_utf8_lossy(&buffer[..filled])
        );
        filled += read;
        let Some(head_end) = find(&buffer[..filled], b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&buffer[..head_end]).to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .expect("answers have a length")
            .trim()
            .parse()
            .expect("a number");
        if filled >= head_end + 4 + length {
            return;
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
