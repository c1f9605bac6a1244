//! Taking in webhooks: how many signed messages a second go through POST /webhooks/stripe, which reads
//! the body, verifies the signature, stores the message and answers.
//!
//! The baseline stores the same rows and nothing else: one prepared `insert into webhook_inbox`, which
//! commits by itself, as a superuser (no row security), from as many connections. The router is called
//! in this process, without TCP. Both write to the same table, which is emptied in between.
//!
//! `cargo bench --bench webhook_intake`; BENCH_SECONDS (default 8) is the length of one measurement.

#[path = "support/fresh.rs"]
mod fresh;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use fresh::{Fresh, rate};
use hmac::{Hmac, KeyInit, Mac};
use quittance::auth::{Auth, ClientIpSource};
use quittance::config::Config;
use quittance::flows::documents::stored_file::StoredFiles;
use quittance::flows::payments::Till;
use quittance::gateway::stripe::{Stripe, StripeConfig};
use quittance::gateway::{Gateway, GatewayId, Gateways, HttpSettings, Secret};
use quittance::jobs::Work;
use quittance::mail::Mailer;
use quittance::state::{App, Parts};
use serde_json::json;
use sha2::Sha256;
use sqlx::postgres::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SECRET: &str = "whsec_of_the_bench";
/// Never reached: taking a message in asks nobody.
const NOBODY_THERE: &str = "http://127.0.0.1:9";

#[tokio::main]
async fn main() {
    let length = fresh::length();
    let _ = any_spawner::Executor::init_tokio();
    // reqwest asks for one before it builds a client, also for plain http.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let fresh = fresh::open("bench_webhooks").await;
    let router = quittance::server::router(app(&fresh));
    let bare = fresh.superuser("select 1").await;
    // In turns, because a shared machine drifts.
    let mut rates = [0.0, 0.0];
    take_in(&router, 0, length / 4).await;
    for turn in 1..=2 {
        rates[0] += take_in(&router, turn, length / 2).await / 2.0;
        empty(&bare).await;
        rates[1] += insert(&bare, turn, length / 2).await / 2.0;
        empty(&bare).await;
    }
    println!("POST /webhooks/stripe {:>8.0} messages/s", rates[0]);
    println!("bare insert           {:>8.0} rows/s", rates[1]);
    println!("intake / insert       {:>8.2}", rates[0] / rates[1]);
}

/// An event as Stripe sends it, 2 KB long.
fn event(id: &str) -> String {
    let object = json!({
        "id": format!("pi_{id}"), "object": "payment_intent", "amount": 11_900, "currency": "eur",
        "status": "succeeded", "metadata": { "tenant_id": id, "idempotency_key": id },
        "description": "x".repeat(1_500)
    });
    let event = json!({
        "id": format!("evt_{id}"), "object": "event", "type": "payment_intent.succeeded",
        "created": 1_790_000_000, "livemode": false, "data": { "object": object }
    });
    format!("{event:#}")
}

/// `t=…,v1=…`, as docs.stripe.com/webhooks describes it.
fn signature(body: &str, at: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
    mac.update(format!("{at}.{body}").as_bytes());
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

async fn take_in(router: &Router, turn: usize, length: Duration) -> f64 {
    let router = router.clone();
    let signed_at = now_seconds();
    rate(length, move |number| {
        let router = router.clone();
        async move {
            let body = event(&format!("{turn}_{number}"));
            let request = Request::post("/webhooks/stripe")
                .header("content-type", "application/json; charset=utf-8")
                .header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .header("stripe-signature", signature(&body, signed_at))
                .body(Body::from(body))
                .expect("a request");
            let answer = router.oneshot(request).await.expect("never fails");
            assert_eq!(answer.status(), StatusCode::OK);
        }
    })
    .await
}

fn now_seconds() -> i64 {
    quittance::clock::Clock::system().now().as_second()
}

async fn insert(pool: &PgPool, turn: usize, length: Duration) -> f64 {
    let pool = pool.clone();
    let signed_at = now_seconds();
    rate(length, move |number| {
        let pool = pool.clone();
        async move {
            // Made and signed here too: the sender's work is in both figures.
            let id = format!("{turn}_{number}");
            let body = event(&id);
            let headers = json!({
                "content-type": "application/json; charset=utf-8",
                "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                "stripe-signature": signature(&body, signed_at),
            });
            sqlx::query(
                "insert into webhook_inbox (inbox_id, gateway, dedupe_key, kind, object_kind, object_ref, received_at,
                        headers, body, next_attempt_at)
                 values ($1, 'stripe', $2, 'payment_intent.succeeded', 'charge', $3, clock_timestamp(), $4, $5,
                         clock_timestamp())
                 on conflict do nothing",
            )
            .bind(uuid::Uuid::now_v7())
            .bind(format!("evt_{id}"))
            .bind(format!("pi_{id}"))
            .bind(headers)
            .bind(body.into_bytes())
            .execute(&pool)
            .await
            .expect("inserts");
        }
    })
    .await
}

async fn empty(pool: &PgPool) {
    sqlx::query("truncate webhook_inbox").execute(pool).await.expect("empties");
}

fn app(fresh: &Fresh) -> App {
    let config = Config::read(|_| None).expect("defaults");
    let mailer = Mailer::memory("Bench", "bench@bench.example").expect("memory");
    let stripe = Stripe::new(StripeConfig {
        base_url: NOBODY_THERE.to_owned(),
        files_base_url: NOBODY_THERE.to_owned(),
        secret_key: Secret::new("sk_test_of_the_bench"),
        webhook_secret: Secret::new(SECRET),
        http: HttpSettings::default(),
    });
    let stripe: Arc<dyn Gateway> = Arc::new(stripe.expect("a client"));
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
            till: Till {
                gateways: Gateways::new([(GatewayId::from("stripe"), stripe)]),
                ..Till::closed(db.clone(), clock.clone())
            },
        },
        db,
        clock,
        is_sandbox: false,
        operator_name: "Bench".into(),
        config,
    })
}
