//! Staff and subscriptions: runs on record, what is parked and tried again, the proof of coverage, groups,
//! contracts, new subscriptions, acts through a quote (rows E3 E4 E5 E7 E8 C8).

use crate::harness::books::Books;
use crate::harness::browser::Answer;
use crate::harness::{Browser, TESTER, World};
use crate::routes::html::forms;
use jiff::civil::date;
use quittance::domain::access::StaffRole;
use quittance::domain::currency::Currency;
use quittance::domain::id::{SellerId, SubscriptionId, TenantId};
use quittance::domain::period::{Alignment, Interval, IntervalUnit};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PlanVersion, PriceTerms, QuantityOf,
};
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::billing::run_due::run_due;
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use reqwest::StatusCode;
use rust_decimal::Decimal;

mod acts;
mod coverage;
mod lists;
mod new;
mod runs;

/// A world with one customer, a seller and a plan at 100.00 and 5.00 a seat each month.
struct Desk {
    world: World,
    tenant: TenantId,
    books: Books,
    plan: PlanVersion,
    finance: Browser,
    support: Browser,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
        let plan = publish(&world, "business", 100, IntervalUnit::Month).await;
        let finance = world.staff("finance", StaffRole::Finance).await;
        let support = world.staff("support", StaffRole::Support).await;
        let (finance, support) = (world.sign_in(finance).await, world.sign_in(support).await);
        Self { world, tenant, books, plan, finance, support }
    }

    /// Somebody who reads and has signed in just now: sessions do not outlive a moved clock.
    async fn reader(&self) -> Browser {
        let reader = self.world.staff("reader", StaffRole::Auditor).await;
        self.world.sign_in(reader).await
    }

    /// As [`Desk::reader`], for those who were there before.
    async fn signed_in_again(mut self) -> Self {
        let finance = self.world.staff("finance-again", StaffRole::Finance).await;
        let support = self.world.staff("support-again", StaffRole::Support).await;
        self.finance = self.world.sign_in(finance).await;
        self.support = self.world.sign_in(support).await;
        self
    }

    async fn subscribed(&self, starts_at: &str, options: SubscribeOptions) -> SubscriptionId {
        subscribed(&self.world, self.tenant, self.books.seller, &self.plan, starts_at, options)
            .await
    }

    async fn run(&self) {
        run_due(self.world.db(), &self.world.app.clock, &NoUsage).await.unwrap();
    }

    fn page(&self, id: SubscriptionId) -> String {
        format!("/admin/customers/{}/subscriptions/{id}", self.tenant)
    }

    async fn sql(&self, sql: &'static str) {
        let mut superuser = self.world.database.superuser().await;
        sqlx::raw_sql(sql).execute(&mut superuser).await.unwrap();
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let mut superuser = self.world.database.superuser().await;
        sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap()
    }
}

async fn publish(world: &World, code: &str, base_eur: i64, unit: IntervalUnit) -> PlanVersion {
    let component = |code: &str, quantity, model: ModelTerms| Component {
        code: code.into(),
        description: code.to_uppercase(),
        quantity,
        timing: ComponentTiming::InAdvance,
        price: PriceTerms::from(model),
    };
    let base = ModelTerms::Flat { amount: Decimal::from(base_eur) };
    let seat = ModelTerms::PerUnit { unit_amount: Decimal::from(5) };
    let new = NewVersion {
        code: code.into(),
        name: code.to_uppercase(),
        currency: Currency::EUR,
        interval: Interval::every(unit),
        trial_days: 0,
        components: vec![
            component("base", QuantityOf::One, base),
            component("seats", QuantityOf::Seats, seat),
        ],
        effective_on: date(2026, 1, 1),
    };
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    let version = publish_plan(&mut tx, world.now(), &TESTER, new).await.unwrap();
    tx.commit().await.unwrap();
    version
}

async fn subscribed(
    world: &World,
    tenant: TenantId,
    seller: SellerId,
    plan: &PlanVersion,
    starts_at: &str,
    options: SubscribeOptions,
) -> SubscriptionId {
    let order = SubscribeOrder {
        idempotency_key: format!("form of {starts_at} {}", plan.code),
        seller,
        version: plan.version_id,
        seats: 3,
        starts_at: starts_at.parse().unwrap(),
        alignment: Alignment::Anniversary,
        options,
    };
    let mut tx = world.write(tenant).await;
    let id = subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// The fields of the form that posts to `action`, with some of them changed.
fn filled(answer: &Answer, action: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut found = forms(&answer.text(), "post");
    found.retain(|form| form.action == action);
    let mut fields = found.pop().unwrap_or_else(|| panic!("no form to {action:?}")).fields;
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn send(browser: &Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &pairs).await
}

/// Follows a redirection of ours.
async fn follow(browser: &Browser, answer: &Answer) -> Answer {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    browser.get(answer.header("location")).await
}
