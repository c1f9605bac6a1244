//! The simulator over real HTTP on the loopback, as a client and a browser see it.

mod checkout;
mod debits;
mod disputes;
mod faults;
mod idempotency;
mod payments;
mod refunds;
mod setup;
mod webhooks;

use super::*;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

const KEY: &str = "sk_test_51Quittance";
const SECRET: &str = "whsec_of_the_tests";
/// 2026-11-20T10:00:00Z
const START: i64 = 1_795_168_800;
const DAY: i64 = 86_400;

/// A running simulator, a clock that only moves when told to, and a receiver of webhooks.
struct Town {
    base: String,
    http: reqwest::Client,
    clock: Arc<AtomicI64>,
    simulator: Simulator,
    inbox: Inbox,
}

/// What arrived, as (signature, body); answers with `status`.
#[derive(Clone, Default)]
struct Inbox {
    received: Arc<Mutex<Vec<(String, String)>>>,
    status: Arc<AtomicU16>,
}

impl Inbox {
    fn events(&self) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        received.iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect()
    }

    fn types(&self) -> Vec<String> {
        self.events().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}

async fn receive(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers["Stripe-Signature"].to_str().unwrap().to_owned();
    let body = String::from_utf8(body.to_vec()).unwrap();
    inbox.received.lock().unwrap().push((signature, body));
    StatusCode::from_u16(inbox.status.load(Ordering::SeqCst)).unwrap()
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    (listener, base)
}

impl Town {
    async fn new() -> Self {
        Self::with_snapshot(None).await
    }

    async fn with_snapshot(snapshot: Option<std::path::PathBuf>) -> Self {
        let inbox = Inbox::default();
        inbox.status.store(200, Ordering::SeqCst);
        let (receiver, inbox_base) = listen().await;
        let app = Router::new().fallback(receive).with_state(inbox.clone());
        tokio::spawn(async move { axum::serve(receiver, app).await.unwrap() });

        let clock = Arc::new(AtomicI64::new(START));
        let reading = clock.clone();
        let now = move || jiff::Timestamp::from_second(reading.load(Ordering::SeqCst)).unwrap();
        let (listener, base) = listen().await;
        let options = Options {
            secret_key: KEY.to_owned(),
            webhook_secret: SECRET.to_owned(),
            webhook_url: Some(format!("{inbox_base}/webhooks").parse().unwrap()),
            public_url: base.parse().unwrap(),
            now: Arc::new(now),
            seed: 42,
            snapshot,
        };
        let simulator = Simulator::new(options).unwrap();
        let app = router(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { base, http, clock, simulator, inbox }
    }

    fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    async fn post_keyed(&self, path: &str, form: &[(&str, &str)], key: Option<&str>) -> Reply {
        let request = self.http.post(format!("{}{path}", self.base)).bearer_auth(KEY).form(form);
        let request = match key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        };
        Reply::of(request.send().await.unwrap()).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.post_keyed(path, form, None).await
    }

    /// A POST that must work.
    async fn made(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let reply = self.post(path, form).await;
        assert_eq!(reply.status, 200, "{path}: {:#}", reply.body);
        reply.body
    }

    async fn get(&self, path: &str) -> Reply {
        let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(KEY);
        Reply::of(request.send().await.unwrap()).await
    }

    async fn found(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {:#}", reply.body);
        reply.body
    }

    /// A command to the control interface.
    async fn control(&self, path: &str, body: Value) -> reqwest::Response {
        let url = format!("{}/_simulator{path}", self.base);
        let response = self.http.post(url).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response
    }

    /// A customer's id.
    async fn customer(&self) -> String {
        id(&self.made("/v1/customers", &[("email", "ada@example.com")]).await)
    }

    /// A payment of 20.00 usd with this test token.
    async fn pay(&self, token: &str) -> Reply {
        self.post(
            "/v1/payment_intents",
            &[
                ("amount", "2000"),
                ("currency", "usd"),
                ("payment_method_types[]", "card"),
                ("payment_method", token),
                ("confirm", "true"),
            ],
        )
        .await
    }

    /// A browser that sends a form, and where it is sent to (or the page's status).
    async fn submit(&self, url: &str, form: &[(&str, &str)]) -> (u16, String) {
        let response = self.http.post(url).form(form).send().await.unwrap();
        let status = response.status().as_u16();
        match response.headers().get("Location") {
            Some(location) => (status, location.to_str().unwrap().to_owned()),
            None => (status, response.text().await.unwrap()),
        }
    }
}

struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Reply {
    async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.json().await.unwrap() }
    }

    fn error(&self, field: &str) -> &str {
        self.body["error"][field].as_str().unwrap_or_default()
    }
}

fn id(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}
