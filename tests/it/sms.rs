//! Text messages, from the consent to the phone: the real pages and jobs, the real adapter over HTTP against
//! the simulator of Twilio, whose callbacks come back over HTTP.

mod consent;
mod sending;

use crate::harness::books::eur;
use crate::harness::{Browser, Setup, TWILIO_SID, TWILIO_TOKEN, World};
use jiff::SignedDuration;
use quittance::domain::access::MemberRole;
use quittance::domain::id::TenantId;
use quittance::domain::sms::SmsKind;
use quittance::flows::sms::tell::{SmsFacts, tell};
use quittance::simulator::twilio::{self, Simulator};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::sync::Arc;
use tokio::net::TcpListener;
use uuid::Uuid;

pub const PAGE: &str = "/settings/phone";
pub const PHONE: &str = "+491701234567";

/// A customer whose owner has a phone, and the simulator that writes to it.
pub struct Street {
    pub world: World,
    pub simulator: Simulator,
    pub provider: Browser,
    pub tenant: TenantId,
    pub owner: Browser,
}

impl Street {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let setup = Setup { twilio: url.clone().leak(), ..Setup::default() };
        let world = World::with(setup).await;
        let clock = world.app.clock.clone();
        let simulator = Simulator::new(twilio::Options {
            account_sid: TWILIO_SID.to_owned(),
            auth_token: TWILIO_TOKEN.to_owned(),
            incoming_url: format!("{}/webhooks/twilio/incoming", world.url).parse().ok(),
            now: Arc::new(move || clock.now()),
            seed: 7,
            snapshot: None,
        })
        .unwrap();
        let router = twilio::router(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let tenant = world.tenant("Alpha").await;
        let owner = world.member("owner", tenant, MemberRole::Owner).await;
        let owner = world.sign_in(owner).await;
        Self { provider: Browser::new(&url), world, simulator, tenant, owner }
    }

    /// With an owner who has allowed text messages.
    pub async fn allowed() -> Self {
        let street = Self::open().await;
        street.allow().await;
        street
    }

    pub async fn send_code(&self) -> StatusCode {
        let form = [("intent", "send_code"), ("number", "+49 170 1234567"), ("consent", "yes")];
        let status = self.owner.post(PAGE, &form).await.status;
        self.world.run_due_jobs().await;
        status
    }

    /// The code in the newest message on the phone.
    pub fn code(&self) -> String {
        let text = self.simulator.newest_for(PHONE).expect("a message");
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits[..6].to_owned()
    }

    pub async fn allow(&self) {
        assert_eq!(self.send_code().await, StatusCode::SEE_OTHER);
        let form = [("intent", "verify"), ("code", &*self.code())];
        let answer = self.owner.post(PAGE, &form).await;
        assert_eq!(answer.header("location"), "/settings/phone?done=verified");
    }

    /// Tells of an invoice; returns how many messages were queued.
    pub async fn tell(&self, document: Uuid, occurrence: &str) -> u32 {
        let facts = SmsFacts {
            seller: "Lumen GmbH",
            number: "INV-1",
            amount: eur(119_00),
            link: "https://billing.example/pay",
        };
        let mut tx = self.world.write(self.tenant).await;
        let about = (document, occurrence);
        let kind = SmsKind::PaymentReminder;
        let queued = tell(&mut tx, self.world.now(), kind, about, &facts).await.unwrap();
        tx.commit().await.unwrap();
        queued
    }

    /// So many messages reached the provider for the phone, codes aside.
    pub fn reminders(&self) -> usize {
        self.simulator.accepted_for(PHONE) - 1
    }

    /// Time passes, callbacks come in, jobs run.
    pub async fn seconds_pass(&self, seconds: i64) {
        self.world.advance(SignedDuration::from_secs(seconds));
        self.simulator.tick().await;
        self.world.run_due_jobs().await;
    }

    pub async fn control(&self, path: &str, body: Value) {
        let request = self.provider.request(Method::POST, &format!("/_simulator{path}"));
        let answer = self.provider.send(request.json(&body)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
    }

    pub async fn fault(&self, method: &str, fault: &str, times: u32) {
        let rule = json!({
            "method": method, "path": "/2010-04-01/*", "fault": fault, "milliseconds": 3000, "times": times,
        });
        self.control("/faults", rule).await;
    }

    pub async fn text(&self, sql: &str) -> String {
        let mut superuser = self.world.database.superuser().await;
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap()
    }

    /// The state of the newest reminder.
    pub async fn state(&self) -> String {
        self.text(
            "select state from sms_messages where event <> 'phone_code' order by created_at desc, sms_id desc limit 1",
        )
        .await
    }

    pub async fn reason(&self) -> String {
        self.text("select reason from sms_consents order by version desc limit 1").await
    }
}
