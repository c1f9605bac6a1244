//! Traces as a collector receives them: real protobuf over HTTP.

use super::Watch;
use crate::harness::collector::{Collector, attribute, hex};
use crate::harness::{TESTER, World};
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::store::deployment::{self, Mode};
use reqwest::Method;
use serde_json::Value;
use sqlx::ConnectOptions;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// The caller's span, as a proxy in front of us would send it.
const CALLER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const CALLERS_TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLERS_SPAN: &str = "00f067aa0ba902b7";
/// OTLP's numbers of a span's kind and status.
const SERVER: i32 = 2;
const CONSUMER: i32 = 5;
const STATUS_ERROR: i32 = 2;

#[tokio::test]
async fn signing_in_and_reading_an_invoice_is_one_trace_below_the_callers_span() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    world.set_password(owner, "correct horse battery").await;
    let invoice = world.issue(tenant, &books, 100).await;
    let collector = Collector::new().await;
    let watch = Watch::begin(&collector, "info");

    let browser = world.browser();
    let form = [("email", "owner@people.example"), ("password", "correct horse battery")];
    let request = browser.request(Method::POST, "/sign-in").header("traceparent", CALLER);
    let request = request.header("sec-fetch-site", "same-origin").form(&form);
    assert_eq!(browser.send(request).await.status, 303);
    let path = format!("/invoices/{}", invoice.invoice_id);
    let request = browser.request(Method::GET, &path).header("traceparent", CALLER);
    let answer = browser.send(request.header("x-request-id", "proxy-17")).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-request-id")), (200, "proxy-17"));
    let log = watch.end().await;

    let spans = collector.spans();
    let page = spans.one("GET /invoices/{invoice}");
    assert_eq!(hex(&page.trace_id), CALLERS_TRACE);
    assert_eq!(hex(&page.parent_span_id), CALLERS_SPAN);
    assert_eq!(page.kind, SERVER);
    let attributes =
        ["http.request.method", "http.route", "http.response.status_code", "request_id"];
    let expected = ["GET", "/invoices/{invoice}", "200", "proxy-17"];
    assert_eq!(attributes.map(|key| attribute(page, key)), expected);

    let paths = spans.of_trace(&page.trace_id).paths();
    for path in [
        "POST /sign-in",
        "POST /sign-in > sign in with password",
        "POST /sign-in > sign in with password > transaction sign_in > begin",
        "POST /sign-in > sign in with password > transaction sign_in > commit",
        "POST /sign-in > session begin > transaction sign_in > commit",
        "GET /invoices/{invoice} > transaction tenant_read > begin",
        "GET /invoices/{invoice} > page render",
    ] {
        assert!(paths.contains(path), "{path} is not in {paths:#?}");
    }
    // Both requests, and nothing beside them: no span of this trace hangs in the air.
    let roots: Vec<_> = paths.iter().filter(|path| !path.contains(" > ")).collect();
    assert_eq!(roots, ["GET /invoices/{invoice}", "POST /sign-in"]);
    let read = spans.named("transaction tenant_read")[0];
    assert_eq!(attribute(read, "tenant_id"), tenant.to_string());
    assert_eq!(attribute(read, "db.transaction.outcome"), "read");
    assert!(read.end_time_unix_nano > read.start_time_unix_nano);

    the_log_leads_to_the_trace(&log);
    assert!(collector.resource().contains(&("service.name".to_owned(), "quittance".to_owned())));
    assert_eq!(collector.header("content-type"), "application/x-protobuf");
}

fn the_log_leads_to_the_trace(log: &str) {
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = |line: &&Value| line["fields"]["route"] == "/invoices/{invoice}";
    let line = lines.iter().find(answered).unwrap();
    let request = &line["spans"][0];
    assert_eq!(request["request_id"], "proxy-17");
    assert_eq!(request["trace_id"], CALLERS_TRACE);
}

#[tokio::test]
async fn a_mail_links_to_the_job_that_wrote_it_and_that_to_the_request_that_made_it_true() {
    let world = World::new().await;
    let (books, tenant) = (world.books("main").await, world.tenant("Alpha").await);
    let staff = world.staff("clerk", StaffRole::Finance).await;
    let draft = world.draft(tenant, &books, &[crate::harness::books::pieces(3)]).await;
    let browser = world.sign_in(staff).await;
    let collector = Collector::new().await;
    let watch = Watch::begin(&collector, "info");
    let path = format!("/admin/customers/{tenant}/invoices/{draft}/finalize");
    assert_eq!(browser.post(&path, &[]).await.status, 303);
    world.run_due_jobs().await;
    watch.end().await;

    let spans = collector.spans();
    let route = "POST /admin/customers/{tenant}/invoices/{invoice}/finalize";
    let request = spans.one(route);
    let paths = spans.paths();
    for path in [
        format!("{route} > transaction tenant > begin"),
        format!("{route} > finalize_invoice"),
        "outbox > transaction worker_tenant > commit".to_owned(),
        "email > mail send".to_owned(),
        format!("{route} > finalize_invoice > pdf render"),
        "email > stored_file > transaction tenant_read".to_owned(),
        "job check_ledger > transaction staff_read".to_owned(),
        "job verify_audit_log > transaction staff_read".to_owned(),
    ] {
        assert!(paths.contains(&path), "{path} is not in {paths:#?}");
    }
    let told = spans.one("outbox");
    assert_eq!(attribute(told, "event"), "invoice_issued");
    assert_ne!(told.trace_id, request.trace_id);
    // The fact was written by the flow, inside of the request's trace.
    let origin = &told.links[0];
    assert_eq!(origin.trace_id, request.trace_id);
    assert_eq!(origin.span_id, spans.one("finalize_invoice").span_id);
    let email = spans.one("email");
    assert_eq!((email.kind, attribute(email, "outcome").as_str()), (CONSUMER, "sent"));
    assert_eq!(
        (&email.links[0].trace_id, &email.links[0].span_id),
        (&told.trace_id, &told.span_id)
    );
}

#[tokio::test]
async fn a_job_links_to_the_request_that_queued_it() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    world.member("owner", tenant, MemberRole::Owner).await;
    let collector = Collector::new().await;
    let watch = Watch::begin(&collector, "info");
    let answer =
        world.browser().post("/sign-in/link", &[("link_email", "owner@people.example")]).await;
    assert_eq!(answer.status, 303);
    world.run_due_jobs().await;
    watch.end().await;
    let spans = collector.spans();
    let job = spans.one("job send_sign_in_link");
    assert_eq!(job.links[0].trace_id, spans.one("POST /sign-in/link").trace_id);
    assert_eq!(job.kind, CONSUMER);
    assert!(spans.paths().contains("job send_sign_in_link > mail send"));
    // What nobody asked for links to nothing.
    assert!(spans.one("job delete_finished_jobs").links.is_empty());
}

#[tokio::test]
async fn a_request_that_fails_says_so_in_its_span_and_in_no_words() {
    let world = World::new().await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let browser = world.sign_in(owner).await;
    let collector = Collector::new().await;
    let watch = Watch::begin(&collector, "info");
    let mut superuser = world.database.superuser().await;
    crate::harness::database::run(&mut superuser, "alter table invoices rename to gone").await;
    assert_eq!(browser.get("/invoices").await.status, 500);
    let log = watch.end().await;
    let spans = collector.spans();
    let status = spans.one("GET /invoices").status.clone().unwrap();
    assert_eq!((status.code, status.message.as_str()), (STATUS_ERROR, ""));
    let trace_id = hex(&spans.one("GET /invoices").trace_id);
    let line = log.lines().find(|line| line.contains("request failed")).unwrap();
    assert!(line.contains(&trace_id), "{line}");
}

#[tokio::test]
async fn probes_and_scrapes_are_not_traced_unless_their_caller_is() {
    let world = World::new().await;
    let collector = Collector::new().await;
    let watch = Watch::begin(&collector, "info");
    let browser = world.browser();
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(browser.get(path).await.status, 200);
    }
    let traced = browser.request(Method::GET, "/readyz").header("traceparent", CALLER);
    assert_eq!(browser.send(traced).await.status, 200);
    watch.end().await;
    assert_eq!(collector.spans().names().into_iter().collect::<Vec<_>>(), ["GET /readyz"]);
    assert_eq!(hex(&collector.spans().one("GET /readyz").trace_id), CALLERS_TRACE);
}

#[tokio::test]
async fn a_collector_that_is_down_or_hangs_costs_no_request_anything() {
    let world = World::new().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hangs = format!("http://{}", silent.local_addr().unwrap());
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let is_down = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    for url in [hangs, is_down] {
        let collector = Collector::at(url);
        let watch = Watch::begin(&collector, "info");
        let begun = Instant::now();
        // Longer than a batch lingers: while the rest is asked for, one is being sent.
        while begun.elapsed() < Duration::from_millis(1500) {
            let asked = Instant::now();
            assert_eq!(world.browser().get("/sign-in").await.status, 200);
            assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
        }
        let ended = Instant::now();
        watch.end().await;
        assert!(ended.elapsed() < Duration::from_secs(7), "{:?}", ended.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_traces_when_the_variable_is_set_and_sends_its_last_spans_before_it_ends() {
    let world = World::new().await;
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    deployment::choose(&mut tx, Mode::Live, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    let collector = Collector::new().await;
    let port = free_port().await;
    let url = world.database.options("postgres").to_url_lossy();
    let mut program = Command::new(env!("CARGO_BIN_EXE_quittance"))
        .env_clear()
        .env("DATABASE_URL", url.as_str())
        .env("QUITTANCE_LISTEN", format!("127.0.0.1:{port}"))
        .env("QUITTANCE_HOME", world.database.scratch_folder())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)
        .env("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20secret")
        .env("OTEL_SERVICE_NAME", "billing")
        .arg("serve")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let http = reqwest::Client::new();
    let page = format!("http://127.0.0.1:{port}/sign-in");
    let mut answer = None;
    for _ in 0..200 {
        answer = http.get(&page).send().await.ok();
        if answer.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(answer.unwrap().status(), 200);
    // At once: the batch still lingers, and only the end of the process sends it.
    let pid = program.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let ended = tokio::task::spawn_blocking(move || program.wait().unwrap()).await.unwrap();
    assert!(ended.success());
    assert_eq!(attribute(collector.spans().one("GET /sign-in"), "http.route"), "/sign-in");
    assert!(collector.resource().contains(&("service.name".to_owned(), "billing".to_owned())));
    assert_eq!(collector.header("authorization"), "Bearer secret");
}

async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}
