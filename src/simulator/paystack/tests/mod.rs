//! The simulator over real HTTP on the loopback, as a client and a browser see it.

mod disputes;
mod faults;
mod payments;
mod refunds;
mod saved;
mod webhooks;

use super::*;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};
use tokio::net::TcpListener;

const KEY: &str = "sk_test_of_paystack";
/// 2026-11-20T10:00:00Z, a Friday.
const START: i64 = 1_795_168_800;
const DAY: i64 = 86_400;
const GOOD_CARD: &str = "4084 0840 8408 4081";

/// A running simulator, a clock that only moves when told to, and a receiver of webhooks.
struct Town {
    base: String,
    http: reqwest::Client,
    clock: Arc<AtomicI64>,
    simulator: Simulator,
    inbox: Inbox,
}

#[derive(Clone)]
struct Inbox {
    status: Arc<AtomicU16>,
    /// Signature and body.
    received: Arc<Mutex<Vec<(String, String)>>>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { status: Arc::new(AtomicU16::new(200)), received: Arc::default() }
    }
}

impl Inbox {
    fn events(&self) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        received.iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect()
    }

    fn kinds(&self) -> Vec<String> {
        self.events().iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect()
    }
}

async fn receive(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers["x-paystack-signature"].to_str().unwrap().to_owned();
    let body = String::from_utf8(body.to_vec()).unwrap();
    inbox.received.lock().unwrap().push((signature, body));
    StatusCode::from_u16(inbox.status.load(Ordering::SeqCst)).unwrap()
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

impl Town {
    async fn new() -> Self {
        Self::with_snapshot(None).await
    }

    async fn with_snapshot(snapshot: Option<std::path::PathBuf>) -> Self {
        let (receiver, inbox_base) = listen().await;
        let inbox = Inbox::default();
        let app = Router::new().fallback(receive).with_state(inbox.clone());
        tokio::spawn(async move { axum::serve(receiver, app).await.unwrap() });
        let (listener, base) = listen().await;
        let clock = Arc::new(AtomicI64::new(START));
        let now = {
            let clock = Arc::clone(&clock);
            move || jiff::Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap()
        };
        let simulator = Simulator::new(Options {
            secret_key: KEY.to_owned(),
            webhook_url: Some(format!("{inbox_base}/webhooks").parse().unwrap()),
            public_url: base.parse().unwrap(),
            now: Arc::new(now),
            seed: 42,
            snapshot,
        })
        .unwrap();
        let app = router(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let policy = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().redirect(policy).no_proxy().build().unwrap();
        Self { base, http, clock, simulator, inbox }
    }

    fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let response = request.bearer_auth(KEY).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(self.http.post(format!("{}{path}", self.base)).json(&body)).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(self.http.put(format!("{}{path}", self.base)).json(&body)).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    /// The data of a POST that must work.
    async fn made(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert_eq!((status, &answer["status"]), (200, &json!(true)), "{path}: {answer:#}");
        answer["data"].clone()
    }

    async fn found(&self, path: &str) -> Value {
        let (status, answer) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {answer:#}");
        answer["data"].clone()
    }

    async fn verified(&self, reference: &str) -> Value {
        self.found(&format!("/transaction/verify/{reference}")).await
    }

    /// A command to the control interface.
    async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_simulator{path}", self.base);
        let response = self.http.post(url).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.json().await.unwrap_or_default()
    }

    /// Opens a page over NGN 1000.00 with this reference; returns its address.
    async fn open(&self, reference: &str) -> String {
        let opened = json!({ "email": "ada@example.com", "amount": 1_000_00, "reference": reference,
            "callback_url": "https://shop.example/back?id=7" });
        let opened = self.made("/transaction/initialize", opened).await;
        opened["authorization_url"].as_str().unwrap().to_owned()
    }

    /// A browser that sends a form: the status, and where it is sent to or the page.
    async fn submit(&self, url: &str, form: &[(&str, &str)]) -> (u16, String) {
        let response = self.http.post(url).form(form).send().await.unwrap();
        let status = response.status().as_u16();
        match response.headers().get("Location") {
            Some(location) => (status, location.to_str().unwrap().to_owned()),
            None => (status, response.text().await.unwrap()),
        }
    }

    async fn enter_card(&self, url: &str, number: &str) -> (u16, String) {
        let card = [("channel", "card"), ("number", number), ("expiry", "12 / 30"), ("cvv", "408")];
        self.submit(url, &card).await
    }

    /// Pays NGN 1000.00 on the page.
    async fn pay(&self, reference: &str) -> Value {
        let page = self.open(reference).await;
        assert_eq!(self.enter_card(&page, GOOD_CARD).await.0, 303);
        self.verified(reference).await
    }
}
