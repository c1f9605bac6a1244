//! What the tests stand on: a fresh database each, reached as the real roles; a clock they move; mail
//! kept in memory; the whole router over HTTP on a port of its own.

pub mod books;
pub mod browser;
pub mod collector;
pub mod database;
pub mod hold;
pub mod people;
pub mod server_process;
pub mod shop;
pub mod stop;
pub mod subscribed;
pub mod town;

pub use browser::Browser;
pub use database::Database;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use quittance::auth::{Auth, ClientIpSource};
use quittance::clock::Clock;
use quittance::config::Config;
use quittance::domain::currency::Currency;
use quittance::domain::id::TenantId;
use quittance::domain::party::{PostalAddress, TaxRegistration};
use quittance::flows::documents::stored_file::StoredFiles;
use quittance::flows::payments::Till;
use quittance::gateway::paystack::{Paystack, PaystackConfig};
use quittance::gateway::stripe::{Stripe, StripeConfig};
use quittance::gateway::{
    BreakerSettings, Gateway, GatewayId, Gateways, Guarded, HttpSettings, MethodKind, Secret,
};
use quittance::jobs::Work;
use quittance::mail::Mailer;
use quittance::seal::{Key, KeyRing};
use quittance::sms::SmsSender;
use quittance::sms::twilio::{Twilio, TwilioConfig};
use quittance::state::{App, Parts};
use quittance::store::tenants::{self, BillingProfile};
use quittance::store::{Actor, Db, PoolSizes, TenantTx};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// When a world begins, whatever the machine's clock says: a Monday morning.
pub const BEGINNING: &str = "2026-03-02T09:00:00Z";

/// A gateway that is configured and never answers.
pub const NOBODY_THERE: &str = "http://127.0.0.1:9";
/// What the harness' account of Stripe is reached with.
pub const STRIPE_KEY: &str = "sk_test_of_the_harness";
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_of_the_harness";
/// What its account of Paystack is reached with.
pub const PAYSTACK_KEY: &str = "sk_test_of_the_harness_at_paystack";

/// What its account of Twilio is reached with.
pub const TWILIO_SID: &str = "AC00000000000000000000000000000000";
pub const TWILIO_TOKEN: &str = "token_of_the_harness";
pub const TWILIO_FROM: &str = "+15551234567";

/// Whom the audit log names for what the harness does.
pub const TESTER: Actor = Actor::System("test");

/// One deployment of the product, alone in its database.
pub struct World {
    pub app: App,
    pub database: Database,
    /// Where its router answers, without a slash at the end.
    pub url: String,
}

/// How a world differs from the usual one.
#[derive(Clone, Copy)]
pub struct Setup {
    /// Connections that the portal may hold at once.
    pub portal: u32,
    pub is_sandbox: bool,
    /// Mail is written into a folder, where the page of captured mail finds it.
    pub captures_mail: bool,
    /// The address of Stripe; None: nothing can be paid online.
    pub stripe: Option<&'static str>,
    /// The address of Paystack, where naira are paid.
    pub paystack: Option<&'static str>,
    /// The address of another account of Stripe, whose gateway is called `stripe-2`.
    pub second_stripe: Option<&'static str>,
    /// The address of Twilio.
    pub twilio: &'static str,
    /// Gateways stand behind a breaker, as in a deployment.
    pub has_breakers: bool,
    /// Mail goes to a server that is away; otherwise it is kept in memory.
    pub has_dead_mail_server: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            portal: 8,
            is_sandbox: true,
            captures_mail: false,
            stripe: Some(NOBODY_THERE),
            paystack: None,
            second_stripe: None,
            twilio: NOBODY_THERE,
            has_breakers: false,
            has_dead_mail_server: false,
        }
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    /// A world whose portal may hold so many connections at once.
    pub async fn with_connections(portal: u32) -> Self {
        Self::with(Setup { portal, ..Setup::default() }).await
    }

    pub async fn with(setup: Setup) -> Self {
        Self::on(Database::fresh().await, setup).await
    }

    /// A world in this database.
    pub async fn on(database: Database, setup: Setup) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = open(&database, setup, &url, Clock::system()).await;
        // Leptos wants an executor even where nothing is asynchronous.
        let _ = any_spawner::Executor::init_tokio();
        let service = quittance::server::router(app.clone())
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let world = Self { app, database, url };
        world.move_clock_to(BEGINNING.parse().unwrap());
        world
    }

    /// New connections for the harness, after a crash of its database.
    pub async fn reconnect(&mut self) {
        let clock = self.app.clock.clone();
        self.app = open(&self.database, Setup::default(), &self.url, clock).await;
    }

    pub fn db(&self) -> &Db {
        &self.app.db
    }

    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// The civil date in UTC, which is where the harness' tenants live.
    pub fn today(&self) -> Date {
        self.now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// Sets the clock, in any direction: a world of tests has no documents from its future.
    pub fn move_clock_to(&self, instant: Timestamp) {
        self.advance(instant.duration_since(self.now()));
    }

    pub fn advance(&self, by: SignedDuration) {
        let clock = &self.app.clock;
        clock.set_offset_seconds(clock.offset_seconds() + by.as_secs());
    }

    /// Runs everything that is due, and what that makes due.
    pub async fn run_due_jobs(&self) {
        quittance::jobs::run_due_jobs(&self.app.work).await.unwrap();
    }

    /// A customer in Germany that is billed in euros.
    pub async fn tenant(&self, name: &str) -> TenantId {
        self.tenant_in(name, Currency::EUR).await
    }

    /// The same, billed in another currency.
    pub async fn tenant_in(&self, name: &str, currency: Currency) -> TenantId {
        let tenant = TenantId::new();
        let profile = BillingProfile {
            account_ref: format!("C-{name}"),
            legal_name: format!("{name} GmbH"),
            address: PostalAddress {
                line1: "Hauptstraße 1".into(),
                line2: String::new(),
                city: "Berlin".into(),
                region: String::new(),
                postal_code: "10115".into(),
                country: "DE".into(),
            },
            billing_emails: vec![format!("billing@{}.example", name.to_lowercase())],
            language: "en".into(),
            currency,
            display_currency: None,
            time_zone: "UTC".into(),
            tax_ids: vec![TaxRegistration { kind: "VAT".into(), value: "DE136695976".into() }],
        };
        let mut tx = self.db().operator(&TESTER, self.now()).await.unwrap();
        tenants::create(&mut tx, tenant, &profile, "test", self.now()).await.unwrap();
        tx.commit().await.unwrap();
        tenant
    }

    /// A transaction that writes as this tenant, the way pages do.
    pub async fn write(&self, tenant: TenantId) -> TenantTx {
        self.db().tenant(tenant, &TESTER, self.now()).await.unwrap()
    }
}

async fn open(database: &Database, setup: Setup, url: &str, clock: Clock) -> App {
    let sizes = PoolSizes { portal: setup.portal, staff_read: 2, worker: 3 };
    let db = Db::connect(|role| database.options(role.name()), sizes).await.unwrap();
    db.check_restricted().await.unwrap();
    let config = Config::read(|name| (name == "QUITTANCE_PUBLIC_URL").then(|| url.to_owned()));
    let till = till(&db, &clock, setup, url);
    let keys = till.keys.clone();
    let work = Work {
        sms: Some(sms(setup)),
        db: db.clone(),
        clock: clock.clone(),
        mailer: mailer(database, setup),
        attachments: Arc::new(StoredFiles { db: db.clone(), clock: clock.clone(), keys }),
        base_url: url.into(),
        till,
    };
    App::new(Parts {
        auth: Auth::new(db.clone(), clock.clone(), ClientIpSource::Socket),
        operator_name: "Operator".into(),
        is_sandbox: setup.is_sandbox,
        db,
        clock,
        work,
        config: config.unwrap(),
    })
}

/// What takes money of the portal at `url`, through the gateways at the addresses of `setup`.
pub fn till(db: &Db, clock: &Clock, setup: Setup, url: &str) -> Till {
    let http = HttpSettings {
        ask_timeout: Duration::from_secs(2),
        change_timeout: Duration::from_secs(2),
        ..HttpSettings::default()
    };
    let accounts = [("stripe", setup.stripe), ("stripe-2", setup.second_stripe)];
    let accounts = accounts.into_iter().filter_map(|(id, address)| Some((id, address?)));
    let stripes = accounts.clone().map(|(id, address)| {
        let stripe = Stripe::new(StripeConfig {
            base_url: address.to_owned(),
            files_base_url: address.to_owned(),
            secret_key: Secret::new(STRIPE_KEY),
            webhook_secret: Secret::new(STRIPE_WEBHOOK_SECRET),
            http,
        });
        let kinds = vec![
            MethodKind::Card,
            MethodKind::SepaDebit,
            MethodKind::BacsDebit,
            MethodKind::AchDebit,
        ];
        let mut gateway: Arc<dyn Gateway> = Arc::new(stripe.unwrap().offering(kinds));
        if setup.has_breakers {
            gateway = Arc::new(Guarded::new(gateway, BreakerSettings::default()));
        }
        (GatewayId::from(id), gateway)
    });
    let paystack = setup.paystack.map(|address| {
        let paystack = Paystack::new(PaystackConfig {
            base_url: address.to_owned(),
            secret_key: Secret::new(PAYSTACK_KEY),
            currencies: vec![Currency::NGN],
            http,
        });
        (GatewayId::from("paystack"), Arc::new(paystack.unwrap()) as Arc<dyn Gateway>)
    });
    Till {
        db: db.clone(),
        clock: clock.clone(),
        gateways: Gateways::new(stripes.chain(paystack)),
        base_url: url.into(),
        page_origins: accounts
            .map(|(_, address)| address)
            .chain(setup.paystack)
            .map(str::to_owned)
            .collect(),
        keys: KeyRing::of(vec![Key::generate().unwrap()]),
    }
}

fn sms(setup: Setup) -> Arc<dyn SmsSender> {
    let twilio = Twilio::new(TwilioConfig {
        base_url: setup.twilio.to_owned(),
        account_sid: TWILIO_SID.to_owned(),
        auth_token: Secret::new(TWILIO_TOKEN),
        from: TWILIO_FROM.to_owned(),
        http: HttpSettings {
            ask_timeout: Duration::from_secs(2),
            change_timeout: Duration::from_secs(2),
            ..HttpSettings::default()
        },
    });
    Arc::new(twilio.unwrap())
}

fn mailer(database: &Database, setup: Setup) -> Mailer {
    let (name, address) = ("Operator", "billing@operator.example");
    if setup.has_dead_mail_server {
        let nobody = "smtp://127.0.0.1:9?tls=none".parse().unwrap();
        Mailer::smtp(nobody, name, address).unwrap()
    } else if setup.captures_mail {
        Mailer::folder(database.scratch_folder(), name, address).unwrap()
    } else {
        Mailer::memory(name, address).unwrap()
    }
}
