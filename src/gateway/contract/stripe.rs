//! Stripe's stand: the adapter in front of the simulator, over HTTP on the loopback.

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
use crate::gateway::stripe::{Stripe, StripeConfig};
use crate::gateway::{
    ChargeRef, Gateway, GatewayCustomer, HostedSession, HttpSettings, MethodKind, SavedMethod,
    Secret, SessionPurpose, SessionRequest,
};
use crate::simulator::stripe::{Options, Simulator, serve};

keeps_its_promises!(super::StripeStand::start);

const KEY: &str = "sk_test_contract_of_gateways";
const WEBHOOK_SECRET: &str = "whsec_contract";
/// A charge that hangs is given up after this; everything else is long done.
const PATIENCE: Duration = Duration::from_secs(2);
const LONGER_THAN_PATIENCE_MS: u64 = 4_000;

type Received = Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>>;

struct StripeStand {
    gateway: Arc<Stripe>,
    url: String,
    browser: Client,
    received: Received,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for StripeStand {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl StripeStand {
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
            webhook_secret: WEBHOOK_SECRET.to_owned(),
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
        let http = HttpSettings { change_timeout: PATIENCE, ..HttpSettings::default() };
        let gateway = Stripe::new(StripeConfig {
            base_url: url.clone(),
            files_base_url: url.clone(),
            secret_key: Secret::new(KEY),
            webhook_secret: Secret::new(WEBHOOK_SECRET),
            http,
        });
        let browser = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let (gateway, browser) = (Arc::new(gateway.unwrap()), browser.build().unwrap());
        Self { gateway, url, browser, received, tasks }
    }

    async fn control(&self, path: &str, body: &Value) {
        let url = format!("{}/_simulator/{path}", self.url);
        let answer = self.browser.post(url).json(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    /// Stripe's answer to a request that is none of the adapter's.
    async fn api(&self, request: reqwest::RequestBuilder) -> Value {
        let answer = request.bearer_auth(KEY).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// A test card by the name Stripe gives it, attached to the customer.
    async fn attach(&self, customer: &GatewayCustomer, token: &str) -> SavedMethod {
        let url = format!("{}/v1/payment_methods/{token}/attach", self.url);
        let form = [("customer", customer.reference.as_str())];
        let method = self.api(self.browser.post(url).form(&form)).await;
        card(method["id"].as_str().unwrap())
    }

    /// A bank account, entered on a page of its own because a debit needs a mandate.
    async fn debit(&self, customer: &GatewayCustomer) -> SavedMethod {
        let purpose = SessionPurpose::Setup { currency: Currency::EUR };
        let request =
            SessionRequest { kinds: vec![MethodKind::SepaDebit], ..page(customer, purpose) };
        let opened = self.gateway.open_session(&request).await.unwrap();
        let account = [("method", "sepa_debit"), ("iban", "DE89370400440532013000")];
        self.submit(&opened, &account).await;
        let result = self.gateway.session(&opened.reference).await.unwrap();
        let method = result.method.unwrap();
        assert_eq!(method.kind, MethodKind::SepaDebit);
        SavedMethod { reference: method.reference, kind: method.kind }
    }

    async fn submit(&self, page: &HostedSession, entry: &[(&str, &str)]) {
        let form = [&[("email", "ada@example.com"), ("name", "Ada Obi")], entry].concat();
        let answer = self.browser.post(&page.url).form(&form).send().await.unwrap();
        let status = answer.status();
        assert!(status.is_redirection(), "{status}: {}", answer.text().await.unwrap());
    }
}

async fn receive(State(received): State<Received>, headers: HeaderMap, body: Bytes) {
    received.lock().unwrap().push((headers, body.to_vec()));
}

fn card(reference: &str) -> SavedMethod {
    SavedMethod { reference: reference.into(), kind: MethodKind::Card }
}

#[async_trait::async_trait]
impl Stand for StripeStand {
    fn gateway(&self) -> Arc<dyn Gateway> {
        Arc::clone(&self.gateway) as Arc<dyn Gateway>
    }

    fn currency(&self) -> Currency {
        Currency::EUR
    }

    /// Source: docs.stripe.com/testing, docs.stripe.com/declines/codes.
    fn decline_code(&self, behaviour: Behaviour) -> &'static str {
        match behaviour {
            Behaviour::HasNoFunds => "insufficient_funds",
            Behaviour::HasExpired => "expired_card",
            Behaviour::WasStolen => "stolen_card",
            Behaviour::Asks => "authentication_required",
            _ => "generic_decline",
        }
    }

    async fn save(&self, customer: &GatewayCustomer, behaviour: Behaviour) -> SavedMethod {
        match behaviour {
            Behaviour::TakesDays => self.debit(customer).await,
            Behaviour::Pays => self.attach(customer, "pm_card_visa").await,
            Behaviour::Asks => self.attach(customer, "pm_card_authenticationRequired").await,
            Behaviour::PaysAndDisputes => self.attach(customer, "pm_card_createDispute").await,
            // This one can be saved; the others are declined when they are, so that the charge names
            // them by their token.
            Behaviour::Declines => self.attach(customer, "pm_card_chargeCustomerFail").await,
            Behaviour::HasNoFunds => card("pm_card_visa_chargeDeclinedInsufficientFunds"),
            Behaviour::HasExpired => card("pm_card_chargeDeclinedExpiredCard"),
            Behaviour::WasStolen => card("pm_card_visa_chargeDeclinedStolenCard"),
        }
    }

    async fn enter_card(&self, page: &HostedSession) {
        let card = [
            ("method", "card"),
            ("number", "4242 4242 4242 4242"),
            ("expiry", "12 / 40"),
            ("cvc", "123"),
        ];
        self.submit(page, &card).await;
    }

    async fn answer_bank(&self, redirect_url: &str, accepts: bool) {
        let outcome = if accepts { "accept" } else { "refuse" };
        let answer = self.browser.post(redirect_url).form(&[("outcome", outcome)]).send().await;
        assert!(answer.unwrap().status().is_redirection());
    }

    async fn end_debit(&self, charge: &ChargeRef, settles: bool) {
        let verb = if settles { "settle" } else { "fail" };
        self.control(&format!("charges/{charge}/{verb}"), &json!({})).await;
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
        let mut rule = json!({ "method": "POST", "path": "/v1/payment_intents", "fault": fault });
        if let Some(milliseconds) = milliseconds {
            rule["milliseconds"] = json!(milliseconds);
        }
        self.control("faults", &rule).await;
    }

    async fn charges_of(&self, customer: &GatewayCustomer) -> usize {
        let url =
            format!("{}/v1/payment_intents?limit=100&customer={}", self.url, customer.reference);
        let list = self.api(self.browser.get(url)).await;
        list["data"].as_array().unwrap().len()
    }

    async fn webhooks(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        for _ in 0..100 {
            let received = self.received.lock().unwrap().clone();
            let is_it = |body: &[u8]| {
                let event: Value = serde_json::from_slice(body).unwrap();
                event["type"] == "charge.succeeded"
            };
            if received.iter().any(|(_, body)| is_it(body)) {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no webhook of a payment");
    }
}
