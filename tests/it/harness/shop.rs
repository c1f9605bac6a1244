//! A world whose gateway is the simulator of Stripe, or that of Paystack beside it: other services on
//! ports of their own, with their own state, reached by the real adapters. They send their webhooks when
//! the test says so.

use super::books::{Books, pieces};
use super::{
    Browser, Database, PAYSTACK_KEY, STRIPE_KEY, STRIPE_WEBHOOK_SECRET, Setup, TESTER, World,
};
use quittance::domain::access::MemberRole;
use quittance::domain::currency::Currency;
use quittance::domain::id::{ChargeId, InvoiceId, PersonId, TenantId};
use quittance::domain::invoice::Invoice;
use quittance::flows::invoices::draft_invoice::{DraftTerms, draft_invoice};
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use quittance::simulator::paystack;
use quittance::simulator::stripe::{self, Options, Simulator};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::sync::Arc;
use tokio::net::TcpListener;

pub const GOOD_CARD: &str = "4242424242424242";
pub const POOR_CARD: &str = "4000000000009995";
pub const ASKING_CARD: &str = "4000002500003155";

/// A port for the simulator, and its address.
async fn provider() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

pub struct Shop {
    pub world: World,
    pub simulator: Simulator,
    /// What the customer's browser does on the gateway's pages.
    pub provider: Browser,
    pub provider_url: String,
    pub books: Books,
    pub tenant: TenantId,
    /// The owner of the tenant.
    pub browser: Browser,
    owner: PersonId,
}

/// Paystack beside it, where naira are paid.
pub struct AtPaystack {
    pub shop: Shop,
    pub simulator: paystack::Simulator,
    /// What the customer's browser does on Paystack's pages.
    pub browser: Browser,
    pub url: String,
}

impl AtPaystack {
    /// A shop whose tenant is billed in naira.
    pub async fn open() -> Self {
        let (listener, url) = provider().await;
        let paystack = Some(&*url.clone().leak());
        let setup =
            |stripe| Setup { stripe: Some(stripe), paystack, portal: 16, ..Setup::default() };
        let shop = Shop::open_in("stripe", Currency::NGN, setup).await;
        let clock = shop.world.app.clock.clone();
        let simulator = paystack::Simulator::new(paystack::Options {
            secret_key: PAYSTACK_KEY.to_owned(),
            webhook_url: Some(format!("{}/webhooks/paystack", shop.world.url).parse().unwrap()),
            public_url: url.parse().unwrap(),
            now: Arc::new(move || clock.now()),
            seed: 7,
            snapshot: None,
        })
        .unwrap();
        let router = paystack::router(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let browser = Browser::new(&url);
        Self { shop, simulator, browser, url }
    }

    /// An open invoice over NGN 119.00.
    pub async fn invoice(&self) -> InvoiceId {
        let world = &self.shop.world;
        let terms = DraftTerms { currency: Currency::NGN, ..world.terms(&self.shop.books) };
        let mut tx = world.write(self.shop.tenant).await;
        let draft = draft_invoice(&mut tx, world.now(), terms, &[pieces(100)]).await.unwrap();
        let draft = draft.invoice.invoice_id;
        let invoice = finalize_invoice(&mut tx, world.now(), &TESTER, draft).await.unwrap();
        tx.commit().await.unwrap();
        invoice.invoice_id
    }

    /// Opens Paystack's page for this invoice; returns its path there.
    pub async fn open_page(&self, invoice: InvoiceId, fields: &[(&str, &str)]) -> String {
        let form = self.shop.form(invoice, fields).await;
        let url = self.shop.submit(invoice, &form).await;
        let path = url.strip_prefix(&self.url);
        path.unwrap_or_else(|| panic!("{url} is no page of Paystack")).to_owned()
    }

    /// Types a card into Paystack's page; returns where the browser is sent, "" when it stays.
    pub async fn enter_card(&self, page: &str, number: &str) -> String {
        let fields =
            [("channel", "card"), ("number", number), ("expiry", "12 / 30"), ("cvv", "408")];
        self.browser.post(page, &fields).await.header("location").to_owned()
    }

    /// Sends Paystack's webhooks that are due, and reads what came.
    pub async fn deliver_webhooks(&self) -> usize {
        let sent = self.simulator.tick().await;
        assert_eq!(sent.failed, 0, "we take what Paystack sends");
        self.shop.world.run_due_jobs().await;
        sent.delivered
    }

    /// Tells the simulator what to do.
    pub async fn control(&self, path: &str, body: Value) {
        let request = self.browser.request(Method::POST, &format!("/_simulator{path}"));
        let answer = self.browser.send(request.json(&body)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
    }

    /// All transactions at Paystack, the newest first.
    pub async fn transactions(&self) -> Vec<Value> {
        let request = self.browser.request(Method::GET, "/transaction?perPage=100");
        let answer = self.browser.send(request.bearer_auth(PAYSTACK_KEY)).await;
        let list: Value = serde_json::from_slice(&answer.body).unwrap();
        list["data"].as_array().unwrap().clone()
    }
}

impl Shop {
    pub async fn open() -> Self {
        let setup = |address| Setup { stripe: Some(address), portal: 16, ..Setup::default() };
        Self::open_as("stripe", setup).await
    }

    /// A shop whose world is set up around the simulator's address; its webhooks go to `gateway`.
    pub async fn open_as(gateway: &str, setup: impl FnOnce(&'static str) -> Setup) -> Self {
        Self::open_in(gateway, Currency::EUR, setup).await
    }

    /// As [`Shop::open_as`], with a tenant that is billed in this currency.
    async fn open_in(
        gateway: &str,
        currency: Currency,
        setup: impl FnOnce(&'static str) -> Setup,
    ) -> Self {
        let (listener, provider_url) = provider().await;
        let world = World::with(setup(provider_url.clone().leak())).await;
        Self::furnish(world, gateway, listener, provider_url, currency).await
    }

    /// A shop whose portal another process serves, at `url`, by the machine's own clock. The gateway is
    /// here, and lives on when that process is killed.
    pub async fn served_at(url: &str, database: Database) -> Self {
        let (listener, provider_url) = provider().await;
        let mut world = World::on(database, Setup::default()).await;
        world.app.clock.set_offset_seconds(0);
        url.clone_into(&mut world.url);
        Self::furnish(world, "stripe", listener, provider_url, Currency::EUR).await
    }

    async fn furnish(
        world: World,
        gateway: &str,
        listener: TcpListener,
        provider_url: String,
        currency: Currency,
    ) -> Self {
        let clock = world.app.clock.clone();
        let simulator = Simulator::new(Options {
            secret_key: STRIPE_KEY.to_owned(),
            webhook_secret: STRIPE_WEBHOOK_SECRET.to_owned(),
            webhook_url: Some(format!("{}/webhooks/{gateway}", world.url).parse().unwrap()),
            public_url: provider_url.parse().unwrap(),
            now: Arc::new(move || clock.now()),
            seed: 7,
            // Written only when a test says so.
            snapshot: Some(world.database.scratch_folder().join("stripe.json")),
        })
        .unwrap();
        let router = stripe::router(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let books = world.books("main").await;
        let tenant = world.tenant_in("Alpha", currency).await;
        let owner = world.member("owner", tenant, MemberRole::Owner).await;
        let browser = world.sign_in(owner).await;
        let provider = Browser::new(&provider_url);
        Self { world, simulator, provider, provider_url, books, tenant, browser, owner }
    }

    /// Sessions end after thirty days; the owner is back.
    pub async fn sign_in_again(&mut self) {
        self.browser = self.world.sign_in(self.owner).await;
    }

    /// An open invoice over 119.00.
    pub async fn invoice(&self) -> Invoice {
        self.world.issue(self.tenant, &self.books, 100).await
    }

    /// What the form of the pay page sends, with these fields in place of its own.
    pub async fn form(&self, invoice: InvoiceId, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let page = self.browser.get(&format!("/invoices/{invoice}/pay")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let html = page.text();
        let value_of = |name: &str| {
            let tag = html.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\"")));
            let tag = tag.unwrap_or_else(|| panic!("no field {name}: {html}"));
            tag.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let mut form: Vec<(String, String)> = vec![
            ("id".into(), value_of("id")),
            ("amount".into(), value_of("amount")),
            ("method".into(), "new".into()),
        ];
        for (name, value) in fields {
            form.retain(|(known, _)| known != name);
            form.push(((*name).to_owned(), (*value).to_owned()));
        }
        form
    }

    pub async fn submit(&self, invoice: InvoiceId, form: &[(String, String)]) -> String {
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = self.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header("location").to_owned()
    }

    /// Opens the gateway's page for this invoice; returns its path there.
    pub async fn open_page(&self, invoice: InvoiceId, fields: &[(&str, &str)]) -> String {
        let form = self.form(invoice, fields).await;
        let url = self.submit(invoice, &form).await;
        let path = url.strip_prefix(&self.provider_url);
        path.unwrap_or_else(|| panic!("{url} is no page of the gateway")).to_owned()
    }

    /// Types a card into the gateway's page; returns where the browser is sent, "" when it stays.
    pub async fn enter_card(&self, page: &str, number: &str) -> String {
        let fields = [
            ("method", "card"),
            ("email", "owner@people.example"),
            ("name", "Olive Owner"),
            ("number", number),
            ("expiry", "12 / 30"),
            ("cvc", "123"),
        ];
        self.provider.post(page, &fields).await.header("location").to_owned()
    }

    /// The path of this address of ours.
    pub fn path_of<'a>(&self, url: &'a str) -> &'a str {
        url.strip_prefix(&self.world.url).unwrap_or(url)
    }

    /// The page of ours that this address names.
    pub async fn follow(&self, url: &str) -> String {
        let answer = self.browser.get(self.path_of(url)).await;
        assert_eq!(answer.status, StatusCode::OK, "{url}: {}", answer.text());
        answer.text()
    }

    /// Saves a card by paying an invoice with it; returns the method's id.
    pub async fn save_card(&self, number: &str) -> String {
        let invoice = self.invoice().await.invoice_id;
        let page = self.open_page(invoice, &[("save", "yes")]).await;
        let mut back = self.enter_card(&page, number).await;
        if let Some(bank) = back.strip_prefix(&self.provider_url) {
            back = self
                .provider
                .post(bank, &[("outcome", "accept")])
                .await
                .header("location")
                .to_owned();
        }
        self.follow(&back).await;
        self.text("select payment_method_id::text from payment_methods where removed_at is null")
            .await
    }

    /// Sends the gateway's webhooks that are due, and reads what came.
    pub async fn deliver_webhooks(&self) {
        self.simulator.tick().await;
        self.world.run_due_jobs().await;
    }

    /// The gateway as it stands now, for ever: another one on a port of its own; returns its address.
    pub async fn freeze_gateway(&self) -> String {
        let folder = self.world.database.scratch_folder();
        std::fs::create_dir_all(&folder).unwrap();
        self.simulator.save().unwrap();
        let (listener, url) = provider().await;
        let copy = folder.join(format!("stripe-{}.json", listener.local_addr().unwrap().port()));
        std::fs::copy(folder.join("stripe.json"), &copy).unwrap();
        let now = self.world.now();
        let frozen = Simulator::new(Options {
            secret_key: STRIPE_KEY.to_owned(),
            webhook_secret: STRIPE_WEBHOOK_SECRET.to_owned(),
            webhook_url: None,
            public_url: url.parse().unwrap(),
            now: Arc::new(move || now),
            seed: 7,
            snapshot: Some(copy),
        });
        let router = stripe::router(frozen.unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    /// Tells the simulator what to do.
    pub async fn control(&self, path: &str, body: Value) {
        let request = self.provider.request(Method::POST, &format!("/_simulator{path}"));
        let answer = self.provider.send(request.json(&body)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
    }

    pub async fn fault(&self, path: &str, fault: &str) {
        let rule = json!({ "method": "POST", "path": path, "fault": fault, "milliseconds": 3000 });
        self.control("/faults", rule).await;
    }

    /// All PaymentIntents at the gateway.
    pub async fn intents(&self) -> Vec<Value> {
        let request = self.provider.request(Method::GET, "/v1/payment_intents?limit=100");
        let answer = self.provider.send(request.bearer_auth(STRIPE_KEY)).await;
        let list: Value = serde_json::from_slice(&answer.body).unwrap();
        list["data"].as_array().unwrap().clone()
    }

    /// What the gateway took in all, in minor units.
    pub async fn taken_minor(&self) -> i64 {
        let succeeded = |intent: &&Value| intent["status"] == "succeeded";
        let intents = self.intents().await;
        intents.iter().filter(succeeded).map(|i| i["amount"].as_i64().unwrap()).sum()
    }

    /// One number from the database, row security aside.
    pub async fn number(&self, sql: &str) -> i64 {
        let mut superuser = self.world.database.superuser().await;
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap()
    }

    pub async fn text(&self, sql: &str) -> String {
        let mut superuser = self.world.database.superuser().await;
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap()
    }

    pub async fn state(&self, charge: ChargeId) -> String {
        self.text(&format!("select state from charges where charge_id = '{charge}'")).await
    }

    /// Payments recorded by us, and what they sum to.
    pub async fn received(&self) -> (i64, i64) {
        let count = self.number("select count(*) from payments").await;
        let sum = "select coalesce(sum(amount_minor), 0)::bigint from payments";
        (count, self.number(sum).await)
    }
}
