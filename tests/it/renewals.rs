//! Renewals (row E9): reminders are told once for each boundary, whoever runs and however the clock jumps,
//! and not when it is too late; who does not pay is past due, then unpaid, and active again when paid.

use crate::harness::books::{Books, eur};
use crate::harness::{TESTER, World};
use jiff::{SignedDuration, Timestamp};
use quittance::domain::id::{InvoiceId, SubscriptionId, TenantId};
use quittance::domain::period::{Interval, IntervalUnit};
use quittance::flows::billing::bill_subscription::NoUsage;
use quittance::flows::billing::run_due::run_due;
use quittance::flows::subscriptions::arrears::follow_arrears;
use quittance::flows::subscriptions::remind::remind;
use quittance::store::renewals;
use std::sync::Arc;
use tokio::task::JoinSet;

struct Subscribed {
    world: World,
    books: Books,
    tenant: TenantId,
    id: SubscriptionId,
}

/// One customer with a subscription from 5 March 2026, noon.
async fn subscribed(unit: IntervalUnit, trial_days: u16) -> Subscribed {
    let world = World::with_connections(12).await;
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let version = world.plan("business", Interval::every(unit), trial_days).await;
    let id = world.subscribe(tenant, &books, &version, "2026-03-05T12:00:00Z").await;
    Subscribed { world, books, tenant, id }
}

impl Subscribed {
    async fn bill_at(&self, at: &str) {
        self.move_to(at);
        run_due(self.world.db(), &self.world.app.clock, &NoUsage).await.unwrap();
    }

    fn move_to(&self, at: &str) {
        // The clock is moved by whole seconds and would stand a moment before the instant.
        let at: Timestamp = at.parse().unwrap();
        self.world.move_clock_to(at + SignedDuration::from_secs(1));
    }

    async fn remind(&self) -> u32 {
        remind(self.world.db(), self.world.now()).await.unwrap()
    }

    /// The state after the hourly look at `at`.
    async fn status_at(&self, at: &str) -> &'static str {
        self.move_to(at);
        follow_arrears(self.world.db(), self.world.now()).await.unwrap();
        let mut tx = self.world.db().tenant_read(self.tenant).await.unwrap();
        renewals::status(&mut tx, self.id).await.unwrap().unwrap().word()
    }

    /// Subjects of the mails of this event.
    async fn mails(&self, event: &str) -> Vec<String> {
        self.world.run_due_jobs().await;
        sqlx::query_scalar("select subject from emails where event = $1 order by created_at")
            .bind(event)
            .fetch_all(&mut self.world.database.superuser().await)
            .await
            .unwrap()
    }

    async fn invoices(&self) -> Vec<InvoiceId> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "select invoice_id from invoices where number is not null order by number",
        )
        .fetch_all(&mut self.world.database.superuser().await)
        .await
        .unwrap();
        ids.into_iter().map(Into::into).collect()
    }
}

#[tokio::test]
async fn a_year_that_renews_is_announced_once_thirty_days_ahead() {
    let it = subscribed(IntervalUnit::Year, 0).await;
    it.bill_at("2026-03-05T12:00:00Z").await;
    // 5 March 2027 less 30 days is 3 February.
    it.move_to("2027-02-02T23:59:00Z");
    assert_eq!(it.remind().await, 0);
    it.move_to("2027-02-03T00:00:00Z");
    assert_eq!(it.remind().await, 1);
    assert_eq!(it.remind().await, 0, "once");
    assert_eq!(it.mails("renewal_upcoming").await, ["BUSINESS renews on 5 March 2027"]);
    let body: String =
        sqlx::query_scalar("select text_body from emails where event = 'renewal_upcoming'")
            .fetch_one(&mut it.world.database.superuser().await)
            .await
            .unwrap();
    assert!(body.contains("€115.00 before tax"), "100 + 3 × 5: {body}");
    // The next year is announced again.
    it.bill_at("2027-03-05T12:00:00Z").await;
    it.move_to("2028-02-10T00:00:00Z");
    assert_eq!(it.remind().await, 1);
}

#[tokio::test]
async fn eight_at_once_tell_it_once() {
    let it = Arc::new(subscribed(IntervalUnit::Quarter, 0).await);
    it.bill_at("2026-03-05T12:00:00Z").await;
    it.move_to("2026-05-30T00:00:00Z"); // 7 days before 5 June is 29 May
    let mut runs = JoinSet::new();
    for _ in 0..8 {
        let it = it.clone();
        runs.spawn(async move { it.remind().await });
    }
    assert_eq!(runs.join_all().await.into_iter().sum::<u32>(), 1);
    assert_eq!(it.mails("renewal_upcoming").await.len(), 1);
}

#[tokio::test]
async fn a_clock_that_jumps_tells_it_late_but_never_too_late() {
    let it = subscribed(IntervalUnit::Year, 0).await;
    it.bill_at("2026-03-05T12:00:00Z").await;
    it.move_to("2027-03-05T11:59:00Z");
    assert_eq!(it.remind().await, 1, "late, but still before it renews");
    // A fact that is told only when it is too late tells nothing.
    it.move_to("2027-03-05T12:00:01Z");
    assert_eq!(it.mails("renewal_upcoming").await, Vec::<String>::new());
    let past = subscribed(IntervalUnit::Year, 0).await;
    past.bill_at("2026-03-05T12:00:00Z").await;
    past.move_to("2027-03-06T00:00:00Z");
    assert_eq!(past.remind().await, 0);
}

#[tokio::test]
async fn the_end_of_a_trial_is_announced_three_days_ahead_and_a_month_never() {
    let it = subscribed(IntervalUnit::Month, 14).await;
    it.move_to("2026-03-15T23:00:00Z"); // it ends on the 19th
    assert_eq!(it.remind().await, 0);
    it.move_to("2026-03-16T00:00:00Z");
    assert_eq!(it.remind().await, 1);
    assert_eq!(it.mails("trial_ending").await, ["Your trial of BUSINESS ends on 19 March 2026"]);
    it.bill_at("2026-03-19T12:00:00Z").await;
    it.move_to("2026-04-18T12:00:00Z");
    assert_eq!(it.remind().await, 0, "a month is not announced");
}

#[tokio::test]
async fn what_is_canceled_before_is_not_announced() {
    let it = subscribed(IntervalUnit::Year, 0).await;
    it.bill_at("2026-03-05T12:00:00Z").await;
    let mut superuser = it.world.database.superuser().await;
    sqlx::query("update subscriptions set ends_at = '2027-03-05T12:00:00Z'")
        .execute(&mut superuser)
        .await
        .unwrap();
    it.move_to("2027-02-20T00:00:00Z");
    assert_eq!(it.remind().await, 0);
}

#[tokio::test]
async fn who_does_not_pay_is_past_due_then_unpaid_and_active_again_when_paid() {
    let it = subscribed(IntervalUnit::Month, 0).await;
    it.bill_at("2026-03-05T12:00:00Z").await; // due on 4 April
    assert_eq!(it.status_at("2026-04-04T23:00:00Z").await, "active");
    assert_eq!(it.status_at("2026-04-05T00:00:00Z").await, "past_due");
    assert_eq!(it.status_at("2026-04-18T23:00:00Z").await, "past_due");
    assert_eq!(it.status_at("2026-04-19T00:00:00Z").await, "unpaid");
    it.bill_at("2026-04-19T01:00:00Z").await; // April's invoice: still made, not yet due
    let [march, ..] = it.invoices().await[..] else { panic!("no invoice") };
    it.world.pay(it.tenant, eur(136_85), &[march], "march").await;
    assert_eq!(it.status_at("2026-04-20T00:00:00Z").await, "active");
    // Each step is in the audit log, with its reason.
    let reasons: Vec<String> = sqlx::query_scalar(
        "select after ->> 'status' || ': ' || reason from audit_log
          where action = 'subscription.updated' and after ? 'status' order by sequence",
    )
    .fetch_all(&mut it.world.database.superuser().await)
    .await
    .unwrap();
    assert_eq!(
        reasons,
        [
            "past_due: unpaid since 2026-04-04",
            "unpaid: unpaid since 2026-04-04, more than 14 days before 2026-04-19",
            "active: everything that was due is settled",
        ]
    );
}

#[tokio::test]
async fn a_run_that_was_off_for_long_goes_both_steps_and_a_void_invoice_owes_nothing() {
    let it = subscribed(IntervalUnit::Year, 0).await;
    it.bill_at("2026-03-05T12:00:00Z").await;
    assert_eq!(it.status_at("2026-06-01T00:00:00Z").await, "unpaid");
    let [invoice] = it.invoices().await[..] else { panic!("not one invoice") };
    let mut tx = it.world.write(it.tenant).await;
    let (now, today) = (it.world.now(), it.world.today());
    quittance::flows::invoices::void_invoice::void_invoice(
        &mut tx, now, today, &TESTER, invoice, "mistake",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(it.status_at("2026-06-01T01:00:00Z").await, "active");
}

#[tokio::test]
async fn money_that_is_on_its_way_is_not_late_and_not_yet_there() {
    let it = subscribed(IntervalUnit::Year, 0).await;
    it.bill_at("2026-03-05T12:00:00Z").await;
    let [invoice] = it.invoices().await[..] else { panic!("not one invoice") };
    let charge = format!(
        "insert into charges (tenant_id, charge_id, gateway, purpose, way, currency, amount_minor, idempotency_key,
                              created_at, created_by, state, sent_at, provider_session_ref)
         values ('{0}', '{0}', 'stripe', 'payment', 'hosted', 'EUR', 13685, 'form', '2026-04-01', 'system:test',
                 'processing', '2026-04-01', 'cs_1');
         insert into charge_invoices (tenant_id, charge_id, invoice_id, position, currency, amount_minor)
         values ('{0}', '{0}', '{1}', 0, 'EUR', 13685)",
        it.tenant, invoice
    );
    let mut superuser = it.world.database.superuser().await;
    let mut on_the_way = async |sql: &str| {
        crate::harness::database::run(&mut superuser, &format!("begin; {sql}; commit")).await;
    };
    on_the_way(&charge).await;
    assert_eq!(it.status_at("2026-04-08T00:00:00Z").await, "active");
    // It came to nothing.
    on_the_way("update charges set state = 'failed', failure_code = 'test'").await;
    on_the_way("update charge_invoices set is_living = false").await;
    assert_eq!(it.status_at("2026-04-09T00:00:00Z").await, "past_due");
    let _ = it.books;
}

#[tokio::test]
async fn one_that_cannot_be_read_does_not_stop_the_others() {
    let it = subscribed(IntervalUnit::Year, 0).await;
    let version = it.world.plan("other", Interval::every(IntervalUnit::Year), 0).await;
    let mut subscribed = vec![it.tenant];
    for name in ["Beta", "Gamma"] {
        let tenant = it.world.tenant(name).await;
        it.world.subscribe(tenant, &it.books, &version, "2026-03-05T12:00:00Z").await;
        subscribed.push(tenant);
    }
    it.bill_at("2026-03-05T12:00:00Z").await;
    let broken = *subscribed.iter().min().unwrap(); // looked at first
    for sql in [
        "update tenants set currency = 'ZZZ' where tenant_id = $1",
        "update subscriptions set time_zone = 'Nowhere/Land' where tenant_id = $1",
    ] {
        let mut superuser = it.world.database.superuser().await;
        sqlx::query(sql).bind(broken.0).execute(&mut superuser).await.unwrap();
    }
    it.move_to("2026-04-05T00:00:00Z");
    assert_eq!(follow_arrears(it.world.db(), it.world.now()).await.unwrap(), 2);
    it.move_to("2027-02-10T00:00:00Z");
    assert_eq!(it.remind().await, 2);
}
