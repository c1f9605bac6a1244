//! Subscriptions of the demo: a team that nears what its plan includes, with a coupon; a year paid ahead
//! with an add-on; one that was cancelled for the end of its period; and a trial. What is behind them was
//! used, billed and paid when it would have been.

use super::super::customers::{CUSTOMERS, Customer};
use super::super::{ACTOR, LoadDemoError, MAILED, civil};
use crate::domain::discount::Discount;
use crate::domain::id::{CouponId, InvoiceId, SubscriptionId};
use crate::domain::payment::PaymentMethod;
use crate::domain::period::{Alignment, Interval, IntervalUnit};
use crate::domain::subscription::AppliedCoupon;
use crate::domain::usage::{Aggregation, Meter, UsageEvent};
use crate::flows::billing::bill_subscription::{Billed, bill};
use crate::flows::payments::record_offline_payment::{OfflinePayment, record_offline_payment};
use crate::flows::subscriptions::quote::act_now;
use crate::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use crate::flows::subscriptions::{Act, Unused, When};
use crate::flows::usage::known::Known;
use crate::flows::usage::metered::Metered;
use crate::flows::usage::meters::create_meter;
use crate::flows::usage::record_events::{CustomerEvent, record_events};
use crate::store::subscriptions::{self, BillingUnit, NewCoupon};
use crate::store::{Db, TenantTx, invoices, outbox, plans};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

/// What one customer has.
struct Story {
    /// The customer's number in the table.
    customer: u8,
    plan: &'static str,
    unit: IntervalUnit,
    seats: u32,
    days_ago: i64,
    add_on: Option<&'static str>,
    coupon: Option<(&'static str, i64)>,
    /// Calls on a usual day; 0: nothing is metered.
    calls_a_day: i64,
    is_trial: bool,
    is_cancelled: bool,
}

const STORIES: [Story; 4] = [
    Story {
        customer: 2,
        plan: "team",
        unit: IntervalUnit::Month,
        seats: 12,
        days_ago: 80,
        add_on: None,
        coupon: Some(("WELCOME20", 20)),
        calls_a_day: 460,
        is_trial: false,
        is_cancelled: false,
    },
    Story {
        customer: 10,
        plan: "business",
        unit: IntervalUnit::Year,
        seats: 25,
        days_ago: 100,
        add_on: Some("data-residency"),
        coupon: None,
        calls_a_day: 0,
        is_trial: false,
        is_cancelled: false,
    },
    Story {
        customer: 10,
        plan: "starter",
        unit: IntervalUnit::Month,
        seats: 1,
        days_ago: 40,
        add_on: None,
        coupon: None,
        calls_a_day: 0,
        is_trial: false,
        is_cancelled: true,
    },
    Story {
        customer: 1,
        plan: "starter",
        unit: IntervalUnit::Month,
        seats: 2,
        days_ago: 5,
        add_on: None,
        coupon: None,
        calls_a_day: 0,
        is_trial: true,
        is_cancelled: false,
    },
];

const METER: &str = "api-calls";

/// Tells what was not told before.
pub(in crate::demo) async fn load(db: &Db, now: Timestamp) -> Result<(), LoadDemoError> {
    let meter = Meter {
        code: METER.into(),
        name: "API calls".into(),
        aggregation: Aggregation::Sum,
        unique_property: None,
        group_by: Some("region".into()),
    };
    create_meter(db, &ACTOR, now, meter).await.map_err(LoadDemoError::subscription)?;
    for story in &STORIES {
        if let Some(customer) = CUSTOMERS.iter().find(|one| one.number == story.customer) {
            story.tell(db, customer, now).await?;
        }
    }
    Ok(())
}

impl Story {
    fn key(&self) -> String {
        format!("demo:{}:{}", self.plan, self.unit.word())
    }

    async fn tell(
        &self,
        db: &Db,
        customer: &Customer,
        now: Timestamp,
    ) -> Result<(), LoadDemoError> {
        let mut read = db.tenant_read(customer.tenant()).await?;
        if subscriptions::find_by_idempotency_key(&mut read, &self.key()).await?.is_some() {
            return Ok(());
        }
        drop(read);
        // Periods are counted in whole seconds.
        let begins = before(now, self.days_ago * 24);
        let starts_at = Timestamp::from_second(begins.as_second())?;
        self.use_up_to(db, customer, starts_at, now).await?;
        let mut tx = db.worker_tenant(customer.tenant(), &ACTOR, now).await?;
        let order = self.order(&mut tx, customer, starts_at).await?;
        let begun = subscribe(&mut tx, starts_at, &ACTOR, &order).await;
        let id = begun.map_err(LoadDemoError::subscription)?;
        self.take_coupon(&mut tx, id, starts_at).await?;
        bill_and_pay(&mut tx, id, now).await?;
        if self.is_cancelled {
            let reason = "too_expensive: We use it on two days a month only".to_owned();
            let act = Act::Cancel { when: When::PeriodEnd, unused: Unused::Credit, reason };
            act_now(&mut tx, now, &ACTOR, &Metered, id, &act)
                .await
                .map_err(LoadDemoError::subscription)?;
        }
        outbox::dispatch_without_message(&mut tx, now - MAILED, now).await?;
        Ok(tx.commit().await?)
    }

    async fn order(
        &self,
        tx: &mut TenantTx,
        customer: &Customer,
        starts_at: Timestamp,
    ) -> Result<SubscribeOrder, LoadDemoError> {
        let (currency, interval) = (customer.currency.code(), Interval::every(self.unit));
        let mut versions = Vec::new();
        for code in std::iter::once(self.plan).chain(self.add_on) {
            let on = civil(starts_at);
            let found = plans::current_version(tx, code, currency, interval, on).await?;
            versions.push(found.ok_or(crate::store::StoreError::NotFound)?.version_id);
        }
        let add_ons = versions.split_off(1).into_iter().map(|version| (version, 1)).collect();
        Ok(SubscribeOrder {
            idempotency_key: self.key(),
            seller: customer.issuer.id(),
            version: versions[0],
            seats: self.seats,
            starts_at,
            alignment: Alignment::Anniversary,
            options: SubscribeOptions {
                add_ons,
                skips_trial: !self.is_trial,
                ..SubscribeOptions::default()
            },
        })
    }

    async fn take_coupon(
        &self,
        tx: &mut TenantTx,
        id: SubscriptionId,
        from: Timestamp,
    ) -> Result<(), LoadDemoError> {
        let Some((code, percent)) = self.coupon else { return Ok(()) };
        let coupon = AppliedCoupon {
            code: code.into(),
            off: Discount::Percent(Decimal::from(percent)),
            components: Some(vec!["base".into(), "seats".into()]),
            plans: None,
            from,
            // Three months and a bit: the third invoice is the last with it.
            until: Some(before(from, -90 * 24)),
        };
        let new = NewCoupon { coupon_id: CouponId::new(), coupon };
        subscriptions::attach_coupon(tx, id, &new, &ACTOR, from).await?;
        Ok(())
    }

    /// Calls by the hour, more on working days, each day's received when the day is over.
    async fn use_up_to(
        &self,
        db: &Db,
        customer: &Customer,
        starts_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), LoadDemoError> {
        if self.calls_a_day == 0 {
            return Ok(());
        }
        let known = Known::default();
        let mut day = starts_at;
        while day < now {
            let next = before(day, -24).min(now);
            let events: Vec<_> = (0..24)
                .map(|hour| before(day, -hour))
                .filter(|at| *at < next)
                .map(|at| self.call(customer, at))
                .collect();
            if !events.is_empty() {
                let taken = record_events(db, &known, next, events).await;
                taken.map_err(LoadDemoError::subscription)?;
            }
            day = next;
        }
        Ok(())
    }

    fn call(&self, customer: &Customer, at: Timestamp) -> CustomerEvent {
        // Between half and one and a half of the usual, without any chance in it.
        let hour = at.as_second() / 3_600;
        let share = 50 + (hour * 37) % 101;
        let quantity = Decimal::from((self.calls_a_day * share / 2_400).max(1));
        let region = if hour % 3 == 0 { "us" } else { "eu" };
        let mut properties = serde_json::Map::new();
        properties.insert("region".into(), region.into());
        let event = UsageEvent {
            source: "gateway".into(),
            id: format!("calls-{hour}"),
            meter: METER.into(),
            quantity,
            occurred_at: at,
            properties,
            corrects: None,
        };
        CustomerEvent { customer: customer.account_ref.into(), event }
    }
}

/// Hours before `at`, or after it where negative.
fn before(at: Timestamp, hours: i64) -> Timestamp {
    at.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(at)
}

/// Every invoice that was due, on its day; all but the last are paid a week later.
async fn bill_and_pay(
    tx: &mut TenantTx,
    id: SubscriptionId,
    now: Timestamp,
) -> Result<(), LoadDemoError> {
    let mut made: Vec<(InvoiceId, Timestamp)> = Vec::new();
    while let Some(due_at) = next_due(tx, id).await?.filter(|due_at| *due_at <= now) {
        let unit = BillingUnit::One(id);
        let billed = bill(tx, due_at, &ACTOR, unit, &Metered).await;
        match billed.map_err(LoadDemoError::subscription)? {
            Billed::Invoiced(invoice) => made.push((invoice, due_at)),
            Billed::Passed => {}
            Billed::NothingDue => break,
        }
    }
    for (invoice, at) in made {
        let paid_at = before(at, -7 * 24);
        let Some(invoice) = invoices::find(tx, invoice).await? else { continue };
        let due = invoice.due()?;
        if paid_at > now || !due.is_positive() {
            continue;
        }
        let number = invoice.number.clone().unwrap_or_default();
        let received = OfflinePayment {
            method: PaymentMethod::BankTransfer,
            reference: number.clone(),
            received_on: civil(paid_at),
            amount: due,
            invoices: vec![invoice.invoice_id],
            idempotency_key: format!("demo:{number}"),
        };
        record_offline_payment(tx, paid_at, civil(paid_at), &ACTOR, &received).await?;
    }
    Ok(())
}

async fn next_due(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Option<Timestamp>, LoadDemoError> {
    Ok(subscriptions::find(tx, id).await?.and_then(|found| found.next_billing_at))
}
