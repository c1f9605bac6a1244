//! The list of invoices: what a page costs beside its SQL, what row security costs, and whether latency
//! stays flat. Every figure is a ratio to a baseline measured in the same run.
//!
//! `cargo bench --bench list_page`; BENCH_SECONDS (default 8) is the length of one measurement.

mod support;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use quittance::auth::{Auth, ClientIpSource};
use quittance::config::Config;
use quittance::domain::id::TenantId;
use quittance::flows::documents::stored_file::StoredFiles;
use quittance::flows::payments::Till;
use quittance::jobs::Work;
use quittance::mail::Mailer;
use quittance::server;
use quittance::state::{App, Parts};
use quittance::store::invoice_lists::{self, InvoiceFilter};
use quittance::store::paging::PageFrom;
use quittance::store::roles::Role;
use quittance::store::sessions::{Acting, PgSessionStore, SIGNED_IN, SignedIn};
use quittance::store::{Db, people};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Row};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{Bench, Load, load, open, sign_in};
use tower_sessions::session_store::SessionStore;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PATH: &str = "/invoices";
const CONNECTIONS: usize = 16;
const SIGNED_IN_TENANTS: usize = 500;

#[tokio::main]
async fn main() {
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(8);
    let length = Duration::from_secs(seconds);
    let _ = any_spawner::Executor::init_tokio();
    let bench = open().await;
    let cookies = sign_in(&bench, &bench.tenants[..SIGNED_IN_TENANTS]).await;
    let page = serve(server::router(app(&bench))).await;
    let bare = serve(bare_router(&bench)).await;

    warm_up(page, bare, &cookies).await;
    page_against_bare(page, bare, &cookies, length).await;
    raw_sql(&bench, length).await;
    row_security(&bench, length).await;
    flat_latency(&bench, page, length).await;
    weight(page, &cookies[0]).await;
}

async fn warm_up(page: SocketAddr, bare: SocketAddr, cookies: &[String]) {
    for address in [page, bare] {
        load(address, PATH, cookies, CONNECTIONS, Duration::from_secs(2)).await;
    }
}

/// The page against a handler with the same session, the same SQL and hand-written HTML. Measured in
/// turns, because a shared machine drifts.
async fn page_against_bare(
    page: SocketAddr,
    bare: SocketAddr,
    cookies: &[String],
    length: Duration,
) {
    let mut rates = [0.0, 0.0];
    for _ in 0..2 {
        for (address, rate) in [page, bare].into_iter().zip(&mut rates) {
            *rate +=
                load(address, PATH, cookies, CONNECTIONS, length / 2).await.requests_per_second
                    / 2.0;
        }
    }
    let [of_page, of_bare] = rates;
    println!("list page          {of_page:>8.0} requests/s");
    println!("bare handler       {of_bare:>8.0} requests/s");
    println!("page / bare        {:>8.2}   (goal: at least 0.90)", of_page / of_bare);
}

/// The statements of the page alone, without HTTP.
async fn raw_sql(bench: &Bench, length: Duration) {
    let rate = repeat(length, {
        let (db, tenants) = (bench.db.clone(), bench.tenants.clone());
        move |turn| {
            let (db, tenant) = (db.clone(), tenants[turn % tenants.len()]);
            async move {
                read_page(&db, tenant).await;
            }
        }
    })
    .await;
    println!("its list SQL alone {rate:>8.0} /s");
}

async fn read_page(db: &Db, tenant: TenantId) -> invoice_lists::InvoicePage {
    let today = jiff::civil::date(2026, 11, 20);
    let mut tx = db.tenant_read(tenant).await.expect("begins");
    invoice_lists::currencies(&mut tx).await.expect("currencies");
    invoice_lists::page(&mut tx, &InvoiceFilter::default(), PageFrom::Start, today, 25)
        .await
        .expect("page")
}

/// The same list as the portal's role under row security, and as a superuser (whom no policy binds)
/// with an explicit `where tenant_id`.
async fn row_security(bench: &Bench, length: Duration) {
    let pool = |user: &str| {
        let options = bench.local.options(user, support::DATABASE);
        PgPoolOptions::new().max_connections(8).test_before_acquire(false).connect_with(options)
    };
    let portal = pool(Role::Portal.name()).await.expect("portal");
    let superuser = pool("postgres").await.expect("superuser");
    let mut rates = [0.0, 0.0];
    for _ in 0..3 {
        rates[0] += list_rate(&portal, &bench.tenants, length / 3, RLS_LIST).await / 3.0;
        rates[1] += list_rate(&superuser, &bench.tenants, length / 3, WHERE_LIST).await / 3.0;
    }
    println!("with row security  {:>8.0} lists/s", rates[0]);
    println!("explicit where     {:>8.0} lists/s", rates[1]);
    println!(
        "row security costs {:>7.1} %   (goal: at most 5 %)",
        (1.0 - rates[0] / rates[1]) * 100.0
    );
}

const RLS_LIST: &str = "select invoice_id, number, status, issued_on, total_minor from invoices \
     order by issued_on desc, invoice_id desc limit 25";
const WHERE_LIST: &str = "select invoice_id, number, status, issued_on, total_minor from invoices \
     where tenant_id = current_tenant() order by issued_on desc, invoice_id desc limit 25";

async fn list_rate(
    pool: &PgPool,
    tenants: &[TenantId],
    length: Duration,
    list: &'static str,
) -> f64 {
    let (pool, tenants) = (pool.clone(), tenants.to_vec());
    repeat(length, move |turn| {
        let (pool, tenant) = (pool.clone(), tenants[turn % tenants.len()]);
        async move {
            let begin = format!("begin read only; set local app.tenant_id = '{tenant}'");
            let mut tx = pool.begin_with(AssertSqlSafe(begin)).await.expect("begins");
            let rows = sqlx::query(list).fetch_all(&mut *tx).await.expect("lists");
            assert_eq!(rows.len(), 25);
            let _: i64 = rows[0].get("total_minor");
        }
    })
    .await
}

/// How often eight tasks together can do `act` in a second.
async fn repeat<F>(length: Duration, act: impl Fn(usize) -> F + Send + Sync + 'static) -> f64
where
    F: Future<Output = ()> + Send + 'static,
{
    const TASKS: usize = 8;
    let act = Arc::new(act);
    let began = Instant::now();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let act = act.clone();
            tokio::spawn(async move {
                let mut done = 0;
                while began.elapsed() < length {
                    act(task * 131 + done * 7919).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.expect("a task ends well");
    }
    f64::from(u32::try_from(done).expect("fits")) / began.elapsed().as_secs_f64()
}

/// One visitor at a time: the median for a customer with 100,000 invoices and for one with 100.
async fn flat_latency(bench: &Bench, page: SocketAddr, length: Duration) {
    let small = sign_in(bench, &[bench.small]).await;
    let large = sign_in(bench, &[bench.large]).await;
    let mut medians = [Duration::ZERO, Duration::ZERO];
    for _ in 0..2 {
        for (cookies, median) in [&small, &large].into_iter().zip(&mut medians) {
            let Load { median: this, .. } = load(page, PATH, cookies, 1, length / 4).await;
            *median += this / 2;
        }
    }
    let [of_small, of_large] = medians;
    println!("100 invoices       {of_small:>8.2?} median");
    println!("100,000 invoices   {of_large:>8.2?} median");
    println!(
        "large / small      {:>8.2}   (goal: at most 1.20)",
        of_large.as_secs_f64() / of_small.as_secs_f64()
    );
}

/// What a first visit to the list transfers, compressed: the page and what it links to.
async fn weight(page: SocketAddr, cookie: &str) {
    use quittance::web::shell::{CSS_PATH, ENHANCE_JS_PATH, FONT_PATH};
    // reqwest asks for one before it builds a client, also for plain http.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().build().expect("client");
    let mut total = 0;
    for path in [PATH, CSS_PATH, FONT_PATH, ENHANCE_JS_PATH, "/favicon.svg"] {
        let answer = client
            .get(format!("http://{page}{path}"))
            .header(header::ACCEPT_ENCODING, "br")
            .header(header::COOKIE, format!("quittance={cookie}"))
            .send()
            .await
            .expect("answers");
        assert!(answer.status().is_success(), "{path}");
        // reqwest would decode: the length on the wire is in the header, or is the body as stored.
        total += match answer.content_length() {
            Some(length) => usize::try_from(length).expect("fits"),
            None => compressed_length(page, path, cookie).await,
        };
    }
    println!(
        "first visit        {:>8.1} KB compressed   (goal: at most 30)",
        total as f64 / 1024.0
    );
}

/// The length of a chunked answer's body as it is on the wire.
async fn compressed_length(address: SocketAddr, path: &str, cookie: &str) -> usize {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("connects");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: br\r\nCookie: quittance={cookie}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("writes");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("reads");
    let head_end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    answer.len() - head_end - 4
}

async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let address = listener.local_addr().expect("has an address");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

fn app(bench: &Bench) -> App {
    let config = Config::read(|_| None).expect("defaults");
    let mailer = Mailer::memory("Bench", "bench@bench.example").expect("memory");
    let attachments = Arc::new(StoredFiles { db: bench.db.clone(), clock: bench.clock.clone() });
    App::new(Parts {
        auth: Auth::new(bench.db.clone(), bench.clock.clone(), ClientIpSource::Socket),
        work: Work {
            sms: None,
            db: bench.db.clone(),
            clock: bench.clock.clone(),
            mailer,
            attachments,
            base_url: config.public_url.as_str().into(),
            till: Till::closed(bench.db.clone(), bench.clock.clone()),
        },
        db: bench.db.clone(),
        clock: bench.clock.clone(),
        is_sandbox: false,
        operator_name: "Bench".into(),
        config,
    })
}

#[derive(Clone)]
struct Bare {
    db: Db,
    sessions: PgSessionStore,
}

fn bare_router(bench: &Bench) -> Router {
    let sessions = PgSessionStore::new(&bench.db, bench.clock.clone());
    Router::new().route(PATH, get(bare_list)).with_state(Bare { db: bench.db.clone(), sessions })
}

/// The same session look-up, the same SQL, HTML by `write!`: what is left is the price of the framework.
async fn bare_list(State(bare): State<Bare>, headers: HeaderMap) -> Response {
    let cookie = headers[header::COOKIE].to_str().expect("ascii").trim_start_matches("quittance=");
    let id = cookie.parse().expect("an id");
    let record = bare.sessions.load(&id).await.expect("loads").expect("signed in");
    let signed_in: SignedIn =
        serde_json::from_value(record.data[SIGNED_IN].clone()).expect("reads");
    let Some(Acting::Customer(tenant)) = signed_in.acting else { panic!("a customer") };
    let customer = people::customer(&bare.db, signed_in.person, tenant)
        .await
        .expect("asks")
        .expect("a member");
    let page = read_page(&bare.db, tenant).await;
    let mut html = String::with_capacity(16 << 10);
    let _ = write!(
        html,
        "<!DOCTYPE html><html lang=en><head><title>Invoices</title></head><body><h1>{}</h1><table>",
        customer.tenant_name
    );
    for row in page.rows {
        let _ = write!(
            html,
            "<tr><th><a href=\"/invoices/{}\">{}</a></th><td>{}</td><td>{}</td><td>{}</td><td>{}.{:02}</td></tr>",
            row.invoice_id,
            row.number.unwrap_or_default(),
            row.issued_on,
            row.due_on,
            row.status.word(),
            row.total.amount_minor / 100,
            row.total.amount_minor % 100
        );
    }
    html.push_str("</table></body></html>");
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
