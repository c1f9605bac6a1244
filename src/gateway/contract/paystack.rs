//! Paystack's stand: the adapter in front of the simulator, over HTTP on the loopback.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use reqwest::Client;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Behaviour, Fault, Stand, keeps_its_promises, now, page};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::gateway::paystack::{Paystack, PaystackConfig};
use crate::gateway::{
    ChargeRef, Gateway, GatewayCustomer, HostedSession, HttpSettings, MethodKind, SavedMethod,
    Secret, SessionPurpose,
};
use crate::simulator::paystack::{Options, Simulator, serve};

keeps_its_promises!(super::PaystackStand::start);

const KEY: &str = "sk_test_contract_of_gateways";
/// A charge that hangs is given up after this; everything else is long done.
const PATIENCE: Duration = Duration::from_secs(2);
const LONGER_THAN_PATIENCE_MS: u64 = 4_000;

type Received = Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>>;

struct PaystackStand {
    gateway: Arc<Paystack>,
    url: String,
    browser: Client,
    received: Received,
    /// Payments that only saved a method.
    savings: Mutex<BTreeSet<String>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for PaystackStand {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl PaystackStand {
    async fn start() -> Self {
        // Plain clients of this test process need a provider of TLS although they never use it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let received = Received::default();
        let inbox = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let webhook_url = format!("http://{}/hook", inbox.local_addr().unwrap());
        let inbox_router =
            Router::new().route("/hook", post(receive)).with_state(Arc::clone(&received));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let simulator = Simulator::new(Options {
            secret_key: KEY.to_owned(),
            webhook_url: Some(webhook_url.parse().unwrap()),
            public_url: url.parse().unwrap(),
            now: Arc::new(now),
            seed: 1,
            snapshot: None,
        })
        .unwrap();
        let tasks = vec![
            tokio::spawn(async move { axum::serve(inbox, inbox_router).await.unwrap() }),
            tokio::spawn(async move { serve(simulator, listener).await.unwrap() }),
        ];
        let gateway = Paystack::new(PaystackConfig {
            base_url: url.clone(),
            secret_key: Secret::new(KEY),
            currencies: vec![Currency::NGN],
            http: HttpSettings { change_timeout: PATIENCE, ..HttpSettings::default() },
        });
        let browser = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let (gateway, browser) = (Arc::new(gateway.unwrap()), browser.build().unwrap());
        Self { gateway, url, browser, received, savings: Mutex::default(), tasks }
    }

    async fn control(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/_simulator/{path}", self.url);
        let answer = self.browser.post(url).json(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    /// A card that was saved by paying with it once, and answers so from then on.
    async fn card(&self, customer: &GatewayCustomer, behaviour: &Value) -> SavedMethod {
        let amount = Money::new(50_00, Currency::NGN);
        let purpose = SessionPurpose::Payment { amount, saves_method: true };
        let opened = self.gateway.open_session(&page(customer, purpose)).await.unwrap();
        self.enter_card(&opened).await;
        let method = self.gateway.session(&opened.reference).await.unwrap().method.unwrap();
        self.savings.lock().unwrap().insert(opened.reference.0);
        self.control(&format!("authorizations/{}", method.reference), behaviour).await;
        SavedMethod { reference: method.reference, kind: method.kind }
    }

    async fn mandate(&self, customer: &GatewayCustomer) -> SavedMethod {
        let path = format!("customers/{}/mandate", customer.reference);
        let made = self.control(&path, &json!({})).await;
        let reference = made["authorization_code"].as_str().unwrap().into();
        SavedMethod { reference, kind: MethodKind::NigerianDirectDebit }
    }

    /// Paystack's answer to a request that is none of the adapter's.
    async fn get(&self, path: &str) -> Value {
        let request = self.browser.get(format!("{}{path}", self.url)).bearer_auth(KEY);
        request.send().await.unwrap().json().await.unwrap()
    }
}

async fn receive(State(received): State<Received>, headers: HeaderMap, body: Bytes) {
    received.lock().unwrap().push((headers, body.to_vec()));
}

/// What banks say; `Stand::decline_code` is what is made of it.
fn declining(sentence: &str) -> Value {
    json!({ "behaviour": "declines", "sentence": sentence })
}

#[async_trait::async_trait]
impl Stand for PaystackStand {
    fn gateway(&self) -> Arc<dyn Gateway> {
        Arc::clone(&self.gateway) as Arc<dyn Gateway>
    }

    fn currency(&self) -> Currency {
        Currency::NGN
    }

    fn decline_code(&self, behaviour: Behaviour) -> &'static str {
        match behaviour {
            Behaviour::HasNoFunds => "insufficient_funds",
            Behaviour::HasExpired => "expired_card",
            Behaviour::WasStolen => "stolen_card",
            // Paystack has no code, and this sentence says nothing.
            _ => "Declined",
        }
    }

    async fn save(&self, customer: &GatewayCustomer, behaviour: Behaviour) -> SavedMethod {
        let behaviour = match behaviour {
            Behaviour::TakesDays => return self.mandate(customer).await,
            Behaviour::Pays => json!({ "behaviour": "pays" }),
            Behaviour::Asks => json!({ "behaviour": "asks" }),
            Behaviour::PaysAndDisputes => json!({ "behaviour": "disputes" }),
            Behaviour::Declines => declining("Declined"),
            Behaviour::HasNoFunds => declining("Insufficient Funds"),
            Behaviour::HasExpired => declining("Expired Card"),
            Behaviour::WasStolen => declining("Stolen Card, Pick-Up"),
        };
        self.card(customer, &behaviour).await
    }

    async fn enter_card(&self, page: &HostedSession) {
        let card = [
            ("channel", "card"),
            ("number", "4084 0840 8408 4081"),
            ("expiry", "12 / 40"),
            ("cvv", "408"),
        ];
        let answer = self.browser.post(&page.url).form(&card).send().await.unwrap();
        let status = answer.status();
        assert!(status.is_redirection(), "{status}: {}", answer.text().await.unwrap());
    }

    async fn answer_bank(&self, redirect_url: &str, accepts: bool) {
        let outcome = if accepts { "accept" } else { "refuse" };
        let answer = self.browser.post(redirect_url).form(&[("outcome", outcome)]).send().await;
        assert!(answer.unwrap().status().is_success());
    }

    async fn end_debit(&self, charge: &ChargeRef, settles: bool) {
        let verb = if settles { "settle" } else { "fail" };
        self.control(&format!("transactions/{charge}/{verb}"), &json!({})).await;
    }

    async fn break_next_charge(&self, fault: Fault) {
        let (fault, milliseconds) = match fault {
            Fault::ErrorBefore => ("error_before", None),
            Fault::ErrorAfter => ("error_after", None),
            Fault::HangAfter => ("hang_after", Some(LONGER_THAN_PATIENCE_MS)),
            Fault::ResetBefore => ("reset_before", None),
            Fault::ResetAfter => ("reset_after", None),
            Fault::RateLimit => ("rate_limit", None),
        };
        let path = "/transaction/charge_authorization";
        let mut rule = json!({ "method": "POST", "path": path, "fault": fault });
        if let Some(milliseconds) = milliseconds {
            rule["milliseconds"] = json!(milliseconds);
        }
        self.control("faults", &rule).await;
    }

    async fn charges_of(&self, customer: &GatewayCustomer) -> usize {
        let customer = self.get(&format!("/customer/{}", customer.reference)).await;
        let path = format!("/transaction?perPage=100&customer={}", customer["data"]["id"]);
        let list = self.get(&path).await;
        let savings = self.savings.lock().unwrap();
        let is_saving = |charge: &&Value| savings.contains(charge["reference"].as_str().unwrap());
        list["data"].as_array().unwrap().iter().filter(|charge| !is_saving(charge)).count()
    }

    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        // The first payment only saved a method.
        for _ in 0..100 {
            let received = self.received.lock().unwrap().clone();
            let is_it = |body: &[u8]| {
                let event: Value = serde_json::from_slice(body).unwrap();
                event["event"] == "charge.success"
            };
            if received.iter().filter(|(_, body)| is_it(body)).count() == 2 {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no webhook of a payment");
    }
}
