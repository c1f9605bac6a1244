//! Alerts about use and spending (row F4): told once per crossing and period, whoever looks and however the
//! clock jumps; set by who may, read by everybody; and what a product is told of caps.

use super::{Sender, event, meter};
use crate::harness::{Browser, TESTER, World};
use jiff::civil::date;
use quittance::domain::access::{MemberRole, StaffRole};
use quittance::domain::currency::Currency;
use quittance::domain::id::{SubscriptionId, TenantId};
use quittance::domain::period::{Alignment, Interval, IntervalUnit};
use quittance::domain::plan::{Component, ComponentTiming, ModelTerms, PriceTerms, QuantityOf};
use quittance::domain::usage::Aggregation;
use quittance::flows::billing::run_due::run_due;
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use quittance::flows::usage::check_alerts::check_alerts;
use quittance::flows::usage::metered::Metered;
use reqwest::StatusCode;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Alpha has 1,000 calls a month from 1 March on; each further one costs 0.01.
struct Metering {
    world: World,
    tenant: TenantId,
    id: SubscriptionId,
    sender: Sender,
}

impl Metering {
    async fn begun() -> Self {
        let world = World::with_connections(12).await;
        let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
        meter(&world, "calls", Aggregation::Sum, None).await;
        let each = ModelTerms::PerUnit { unit_amount: Decimal::new(1, 2) };
        let price = PriceTerms { included_units: Decimal::from(1_000), ..PriceTerms::from(each) };
        let calls = Component {
            code: "calls".into(),
            description: "API calls".into(),
            quantity: QuantityOf::Meter("calls".into()),
            timing: ComponentTiming::InArrears,
            price,
        };
        let new = NewVersion {
            code: "api".into(),
            name: "API".into(),
            currency: Currency::EUR,
            interval: Interval::every(IntervalUnit::Month),
            trial_days: 0,
            components: vec![calls],
            effective_on: date(2026, 1, 1),
        };
        let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
        let version = publish_plan(&mut tx, world.now(), &TESTER, new).await.unwrap();
        tx.commit().await.unwrap();
        let order = SubscribeOrder {
            idempotency_key: "form".into(),
            seller: books.seller,
            version: version.version_id,
            seats: 1,
            starts_at: "2026-03-01T00:00:00Z".parse().unwrap(),
            alignment: Alignment::Anniversary,
            options: SubscribeOptions::default(),
        };
        let mut tx = world.write(tenant).await;
        let id = subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap();
        tx.commit().await.unwrap();
        let sender = Sender::new(&world, &["usage:write", "usage:read"]).await;
        let it = Self { world, tenant, id, sender };
        it.bill().await;
        it
    }

    async fn bill(&self) {
        run_due(self.world.db(), &self.world.app.clock, &Metered).await.unwrap();
    }

    async fn send(&self, id: &str, quantity: i64, at: &str) {
        assert_eq!(self.sender.send(&event(id, quantity, at)).await.0, 202);
    }

    /// How many alerts are told by one look.
    async fn look(&self) -> u32 {
        check_alerts(self.world.db(), self.world.now(), None, 500).await.unwrap().told
    }

    /// Subjects of the mails about use, sorted.
    async fn mails(&self) -> Vec<String> {
        self.world.run_due_jobs().await;
        sqlx::query_scalar(
            "select subject from emails
              where event in ('usage_limit', 'usage_spend', 'spend_cap')
              order by subject",
        )
        .fetch_all(&mut self.world.database.superuser().await)
        .await
        .unwrap()
    }

    async fn member(&self, name: &str, role: MemberRole) -> Browser {
        let person = self.world.member(name, self.tenant, role).await;
        self.world.sign_in(person).await
    }

    fn about(&self, kind: &str) -> String {
        match kind {
            "percent" => format!("percent:{}:calls", self.id),
            kind => format!("{kind}:{}", self.id),
        }
    }

    async fn set(&self, browser: &Browser, kind: &str, at: &str) {
        let about = self.about(kind);
        let form = [("intent", "set"), ("about", about.as_str()), ("at", at)];
        let answer = browser.post("/usage", &form).await;
        assert_eq!(answer.header("location"), "/usage?done=set", "{kind} {at}");
    }

    /// What the product is told, with the status.
    async fn limits(&self, secret: &str, query: &str) -> (u16, Value) {
        let url = format!("{}/v1/usage/limits?{query}", self.world.url);
        let answer = self.sender.client.get(url).bearer_auth(secret).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

const EARLY: &str = "2026-03-02T00:00:00Z";

#[tokio::test]
async fn everybody_is_told_at_eighty_and_a_hundred_percent_once_each() {
    let it = Metering::begun().await;
    it.send("e-1", 799, EARLY).await;
    assert_eq!(it.look().await, 0, "799 of 1,000");
    it.send("e-2", 1, EARLY).await;
    assert_eq!(it.look().await, 1, "800 of 1,000");
    it.send("e-2", 1, EARLY).await;
    assert_eq!(it.look().await, 0, "a duplicate, and told already");
    assert_eq!(it.mails().await, ["80% used: API calls"]);
    it.send("e-3", 199, EARLY).await;
    assert_eq!(it.look().await, 0, "999 of 1,000");
    it.send("e-4", 1, EARLY).await;
    assert_eq!(it.look().await, 1, "1,000 of 1,000");
    it.send("e-5", 5_000, EARLY).await;
    assert_eq!(it.look().await, 0);
    assert_eq!(it.mails().await, ["100% used: API calls", "80% used: API calls"]);
    let body: String = sqlx::query_scalar("select text_body from emails where subject like '80%'")
        .fetch_one(&mut it.world.database.superuser().await)
        .await
        .unwrap();
    assert!(
        body.contains("Of the 1,000 units (API calls)") && body.contains("800 are used"),
        "{body}"
    );
}

#[tokio::test]
async fn eight_at_once_tell_it_once() {
    let it = Arc::new(Metering::begun().await);
    it.send("e-1", 850, EARLY).await;
    let mut looks = JoinSet::new();
    for _ in 0..8 {
        let it = it.clone();
        looks.spawn(async move { it.look().await });
    }
    assert_eq!(looks.join_all().await.into_iter().sum::<u32>(), 1);
    assert_eq!(it.mails().await, ["80% used: API calls"]);
}

#[tokio::test]
async fn a_clock_that_jumps_tells_of_the_running_period_and_of_no_other() {
    let it = Metering::begun().await;
    let owner = it.member("owner", MemberRole::Owner).await;
    it.set(&owner, "cap", "1.00").await;
    it.send("march", 1_200, EARLY).await;
    // Nobody looked in March, April and May.
    it.world.move_clock_to("2026-06-10T00:00:00Z".parse().unwrap());
    assert_eq!(it.look().await, 0, "nothing was used in June");
    it.send("june-1", 900, "2026-06-05T00:00:00Z").await;
    assert_eq!(it.look().await, 1, "900 of 1,000");
    // 99 beyond what is included are 0.99; the run has not billed March yet.
    it.send("june-2", 199, "2026-06-06T00:00:00Z").await;
    assert_eq!(it.look().await, 1, "all of what is included, and 0.99");
    it.send("june-3", 1, "2026-06-06T00:00:00Z").await;
    assert_eq!(it.look().await, 1, "1.00");
    for _ in 0..4 {
        it.bill().await;
    }
    assert_eq!(it.look().await, 0, "the same once everything is billed");
    // The next period is another one.
    it.world.move_clock_to("2026-07-02T00:00:00Z".parse().unwrap());
    it.send("july", 800, "2026-07-01T12:00:00Z").await;
    assert_eq!(it.look().await, 1);
    let mails = it.mails().await;
    let capped = "API: your spend cap of €1.00 is reached";
    assert_eq!(
        mails,
        ["100% used: API calls", "80% used: API calls", "80% used: API calls", capped]
    );
}

#[tokio::test]
async fn who_may_change_billing_sets_and_removes_thresholds_and_one_cap() {
    let it = Metering::begun().await;
    let owner = it.member("owner", MemberRole::Owner).await;
    let viewer = it.member("viewer", MemberRole::Viewer).await;
    it.set(&owner, "percent", " 50 % ").await;
    it.set(&owner, "spend", "1.00").await;
    it.set(&owner, "cap", "3.00").await;
    it.set(&owner, "cap", "2.00").await;
    for (kind, at) in [
        ("percent", "50"),
        ("percent", "80"),
        ("percent", "0"),
        ("percent", "1001"),
        ("percent", "1.5"),
        ("percent", ""),
        ("spend", "1.00"),
        ("spend", "0"),
        ("cap", "-1"),
        ("cap", "2.00"),
        ("cap", "1.001"),
    ] {
        let about = it.about(kind);
        let form = [("intent", "set"), ("about", about.as_str()), ("at", at)];
        let refused = owner.post("/usage", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {at}");
        assert!(refused.text().contains("id=\"at-error\""), "{kind} {at}");
    }
    let strangers = SubscriptionId::new();
    let about = format!("cap:{strangers}");
    let form = [("intent", "set"), ("about", about.as_str()), ("at", "5.00")];
    let refused = owner.post("/usage", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("id=\"about-error\""));
    let about = it.about("cap");
    let form = [("intent", "set"), ("about", about.as_str()), ("at", "9.00")];
    assert_eq!(viewer.post("/usage", &form).await.status, StatusCode::FORBIDDEN);
    let seen = viewer.get("/usage").await.text();
    assert!(seen.contains("Spend cap") && seen.contains("€2.00") && !seen.contains("€3.00"));
    assert!(!seen.contains("name=\"about\"") && !seen.contains("name=\"alert\""));
    // Of the three that are set each has its form; a removed one tells nothing.
    let page = owner.get("/usage").await.text();
    let ids: Vec<_> = page.split("name=\"alert\" value=\"").skip(1).map(|it| &it[..36]).collect();
    assert_eq!(ids.len(), 3);
    let form = [("intent", "remove"), ("alert", ids[0])];
    assert_eq!(owner.post("/usage", &form).await.header("location"), "/usage?done=removed");
    assert_eq!(owner.post("/usage", &form).await.status, StatusCode::SEE_OTHER, "gone is gone");
    it.send("e-1", 700, EARLY).await;
    assert_eq!(it.look().await, 0, "nobody is told at 50 % any more");
    it.send("e-2", 450, EARLY).await;
    assert_eq!(it.look().await, 3, "80 %, 100 %, and 1.50 of 1.00");
    assert_eq!(it.mails().await[2], "API: spending has reached €1.00");
}

#[tokio::test]
async fn a_cap_that_is_reached_is_said_to_customer_staff_and_product() {
    let it = Metering::begun().await;
    let owner = it.member("owner", MemberRole::Owner).await;
    it.set(&owner, "cap", "2.00").await;
    it.send("e-1", 1_199, EARLY).await;
    let staff = it.world.sign_in(it.world.staff("support", StaffRole::Support).await).await;
    let desk = format!("/admin/customers/{}/subscriptions/{}", it.tenant, it.id);
    assert!(!owner.get("/usage").await.text().contains("your spend cap of"));
    assert!(staff.get(&desk).await.text().contains("set a spend cap of €2.00"));
    let (status, told) = it.limits(&it.sender.secret, "customer=C-Alpha").await;
    assert_eq!(status, 200);
    let one = &told["subscriptions"][0];
    assert_eq!((&one["spend"], &one["cap"]), (&json!("1.99"), &json!("2.00")));
    assert_eq!(one["cap_reached"], false);
    let meter = json!({ "meter": "calls", "used": "1199", "limit": "1000", "percent": "119.9" });
    assert_eq!(one["meters"], json!([meter]));
    it.send("e-2", 1, EARLY).await;
    assert!(owner.get("/usage").await.text().contains("your spend cap of €2.00 is reached"));
    assert!(staff.get(&desk).await.text().contains("spend cap of €2.00 is reached"));
    let (_, told) = it.limits(&it.sender.secret, "customer=C-Alpha").await;
    assert_eq!(told["subscriptions"][0]["cap_reached"], true);
    assert_eq!(told["subscriptions"][0]["subscription"], it.id.to_string());
    for (query, status) in [("customer=C-Nobody", 404), ("", 400), ("customer=C-Alpha&x=1", 400)] {
        assert_eq!(it.limits(&it.sender.secret, query).await.0, status, "{query}");
    }
    let writer = Sender::new(&it.world, &["usage:write"]).await;
    assert_eq!(it.limits(&writer.secret, "customer=C-Alpha").await.0, 403);
    assert_eq!(it.limits("qk_guessed", "customer=C-Alpha").await.0, 401);
}
