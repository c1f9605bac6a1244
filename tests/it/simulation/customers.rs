//! Who buys in a simulation, and what contracts they sign.

use super::Simulation;
use crate::harness::TESTER;
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quittance::domain::currency::Currency;
use quittance::domain::discount::Discount;
use quittance::domain::id::{CouponId, SubscriptionGroupId, SubscriptionId, TenantId};
use quittance::domain::money::Money;
use quittance::domain::party::{PostalAddress, TaxRegistration};
use quittance::domain::period::Alignment;
use quittance::domain::subscription::AppliedCoupon;
use quittance::domain::usage::EventName;
use quittance::flows::subscriptions::group::{GroupError, create_group, move_to_group};
use quittance::flows::subscriptions::subscribe::{
    SubscribeError, SubscribeOptions, SubscribeOrder, subscribe,
};
use quittance::store::subscriptions::{NewCoupon, attach_coupon};
use quittance::store::tenants::{self, BillingProfile};
use rust_decimal::Decimal;

/// Country, postal code, VAT number and zone of each customer in turn.
const PLACES: [(&str, &str, &str, &str); 6] = [
    ("DE", "10115", "DE136695976", "Europe/Berlin"),
    ("US", "10001", "", "America/New_York"),
    ("FR", "75001", "", "Europe/Paris"),
    ("AU", "2899", "", "Australia/Lord_Howe"),
    ("GB", "EC1A 1AA", "", "Europe/London"),
    ("CA", "A1A 1A1", "", "America/St_Johns"),
];

/// A customer and the group for those of its subscriptions that are billed together.
pub struct Customer {
    pub tenant: TenantId,
    pub account_ref: String,
    pub currency: Currency,
    pub zone: TimeZone,
    pub group: SubscriptionGroupId,
    /// Usage events that can still be corrected, and their meters.
    pub events: Vec<(EventName, &'static str)>,
}

impl Simulation {
    pub async fn welcome(&mut self, number: usize) {
        let (country, postal_code, vat, zone) = PLACES[number % PLACES.len()];
        let tenant = TenantId::new();
        let currency = if number % 3 == 1 { Currency::USD } else { Currency::EUR };
        let account_ref = format!("C-{number}");
        let tax_ids = match vat {
            "" => Vec::new(),
            value => vec![TaxRegistration { kind: "VAT".into(), value: value.into() }],
        };
        let profile = BillingProfile {
            account_ref: account_ref.clone(),
            legal_name: format!("Customer {number}"),
            address: PostalAddress {
                line1: "1 High Street".into(),
                line2: String::new(),
                city: "Town".into(),
                region: String::new(),
                postal_code: postal_code.into(),
                country: country.into(),
            },
            billing_emails: vec![format!("c{number}@customer.example")],
            language: if number.is_multiple_of(2) { "de" } else { "en" }.into(),
            currency,
            display_currency: None,
            time_zone: zone.into(),
            tax_ids,
        };
        let now = self.world.now();
        let mut tx = self.world.db().operator(&TESTER, now).await.unwrap();
        tenants::create(&mut tx, tenant, &profile, "test", now).await.unwrap();
        tx.commit().await.unwrap();
        let group = SubscriptionGroupId::new();
        let mut tx = self.world.write(tenant).await;
        create_group(&mut tx, now, &TESTER, group, "Together").await.unwrap();
        tx.commit().await.unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let events = Vec::new();
        self.customers.push(Customer { tenant, account_ref, currency, zone, group, events });
    }

    /// The civil date where the customer is.
    pub fn today_of(&self, customer: usize) -> Date {
        self.world.now().to_zoned(self.customers[customer].zone.clone()).date()
    }

    pub fn some_customer(&mut self) -> usize {
        let last = i64::try_from(self.customers.len()).unwrap() - 1;
        usize::try_from(self.dice.between(0, last)).unwrap()
    }

    /// A subscription of some customer to some plan, begun up to two months ago or in the next weeks.
    pub async fn sign_contract(&mut self) {
        let customer = self.some_customer();
        let Customer { tenant, currency, group, .. } = self.customers[customer];
        let plans = self.catalogue.plans_in(currency);
        let version = (*self.dice.pick(&plans)).clone();
        let add_ons = self.catalogue.some_add_ons(&mut self.dice, &version);
        let number = self.next_number();
        let dice = &mut self.dice;
        let amount = Money::new(dice.between(10_00, 400_00), currency);
        let options = SubscribeOptions {
            add_ons,
            skips_trial: dice.one_in(3),
            commitment: dice.one_in(5).then_some(amount),
            draft_window: SignedDuration::from_hours(*dice.pick(&[0, 0, 0, 1, 72])),
            group_id: dice.one_in(3).then_some(group),
            purchase_order: String::new(),
            change_needs_payment: dice.one_in(5),
            follows: None,
        };
        let back = SignedDuration::from_mins(dice.between(-20 * 1_440, 60 * 1_440));
        let order = SubscribeOrder {
            idempotency_key: format!("contract {number}"),
            seller: self.books.seller,
            version: version.version_id,
            seats: u32::try_from(dice.between(1, 12)).unwrap(),
            starts_at: self.world.now() - back,
            alignment: *dice.pick(&[
                Alignment::Anniversary,
                Alignment::Anniversary,
                Alignment::Calendar,
            ]),
            options,
        };
        let mut tx = self.world.write(tenant).await;
        let id = match subscribe(&mut tx, self.world.now(), &TESTER, &order).await {
            Ok(id) => id,
            Err(SubscribeError::MeterTaken(taken)) => {
                self.count("contracts refused");
                self.note(format!("no contract: {taken}"));
                return;
            }
            Err(error) => panic!("{error}: {order:?}"),
        };
        tx.commit().await.unwrap();
        self.subscriptions.push((customer, id));
        self.note(format!(
            "{} signs {id}: {} {order:?}",
            version.code,
            version.interval.unit.word()
        ));
    }

    pub fn some_subscription(&mut self) -> (usize, SubscriptionId) {
        *self.dice.pick(&self.subscriptions)
    }

    /// A percentage or an amount off, of everything or of the fee, for ever or for a while.
    pub async fn give_coupon(&mut self) {
        let (customer, id) = self.some_subscription();
        let (now, number) = (self.world.now(), self.next_number());
        let Customer { tenant, currency, .. } = self.customers[customer];
        let dice = &mut self.dice;
        let off = match dice.one_in(2) {
            true => Discount::Percent(Decimal::from(*dice.pick(&[5, 33, 50, 100]))),
            false => Discount::Fixed(Money::new(dice.between(1, 50_00), currency)),
        };
        let days = dice.between(1, 200);
        let coupon = AppliedCoupon {
            code: format!("OFF{number}"),
            off,
            components: dice.one_in(3).then(|| vec!["base".to_owned()]),
            plans: None,
            from: now,
            until: dice.one_in(2).then(|| now + SignedDuration::from_hours(24 * days)),
        };
        self.note(format!("{id} gets {coupon:?}"));
        let new = NewCoupon { coupon_id: CouponId::new(), coupon };
        let mut tx = self.world.write(tenant).await;
        attach_coupon(&mut tx, id, &new, &TESTER, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Into the customer's group, or out of it.
    pub async fn regroup(&mut self) {
        let (customer, id) = self.some_subscription();
        let Customer { tenant, group, .. } = self.customers[customer];
        let into = self.dice.one_in(2).then_some(group);
        let mut tx = self.world.write(tenant).await;
        match move_to_group(&mut tx, self.world.now(), &TESTER, id, into).await {
            Ok(()) => tx.commit().await.unwrap(),
            Err(GroupError::HasEnded) => {}
            Err(error) => panic!("{id} cannot change its group: {error}"),
        }
        self.note(format!("{id} moves to group {into:?}"));
    }
}
