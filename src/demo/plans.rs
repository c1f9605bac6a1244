//! The demo's catalogue: three plans and an add-on, monthly and yearly, in four currencies, and two
//! coupons. Team has an older version, and one that begins in a month.

use super::{ACTOR, LoadDemoError, civil, fixed_id};
use crate::domain::coupon::{CouponDuration, CouponOff, CouponTerms};
use crate::domain::currency::Currency;
use crate::domain::id::{CouponId, PlanVersionId};
use crate::domain::money::Money;
use crate::domain::period::{Interval, IntervalUnit};
use crate::domain::plan::{
    Component, ComponentTiming, Entitlements, ModelTerms, PlanKind, PriceTerms, QuantityOf,
    TierTerms,
};
use crate::flows::coupons::create_coupon::create_coupon;
use crate::flows::subscriptions::publish_plan::{CatalogueEntry, NewVersion, publish_plan};
use crate::store::Db;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;

/// EUR, USD, GBP and NGN, and what a euro is in their prices.
const CURRENCIES: [(Currency, i64); 4] =
    [(Currency::EUR, 1), (Currency::USD, 1), (Currency::GBP, 1), (Currency::NGN, 1_500)];

/// Months that a year costs.
const MONTHS_OF_A_YEAR: i64 = 10;

/// What is sold, with its monthly prices in euros.
struct Offer {
    code: &'static str,
    kind: PlanKind,
    name: &'static str,
    description: &'static str,
    base: i64,
    seat: i64,
    calls_included: i64,
    trial_days: u16,
    features: &'static [&'static str],
    limits: &'static [(&'static str, i64)],
}

const OFFERS: [Offer; 4] = [
    Offer {
        code: "starter",
        kind: PlanKind::Plan,
        name: "Starter",
        description: "For a first project, with everything needed to go live.",
        base: 19,
        seat: 0,
        calls_included: 0,
        trial_days: 14,
        features: &["Dashboards", "E-mail support"],
        limits: &[("projects", 3), ("seats", 3)],
    },
    Offer {
        code: "team",
        kind: PlanKind::Plan,
        name: "Team",
        description: "For teams that build on the API: seats as needed, calls by use.",
        base: 49,
        seat: 8,
        calls_included: 10_000,
        trial_days: 14,
        features: &["Dashboards", "API access", "Support on working days"],
        limits: &[("projects", 25), ("api-calls", 10_000)],
    },
    Offer {
        code: "business",
        kind: PlanKind::Plan,
        name: "Business",
        description: "For companies: single sign-on, audit log and a large allowance of calls.",
        base: 199,
        seat: 12,
        calls_included: 100_000,
        trial_days: 0,
        features: &["Dashboards", "API access", "Single sign-on", "Audit log", "Priority support"],
        limits: &[("projects", 250), ("api-calls", 100_000)],
    },
    Offer {
        code: "data-residency",
        kind: PlanKind::AddOn,
        name: "Data residency",
        description: "Stored and processed in the region of your choice.",
        base: 29,
        seat: 0,
        calls_included: 0,
        trial_days: 0,
        features: &["Region of your choice"],
        limits: &[],
    },
];

/// Publishes what is missing. Versions have fixed ids, so that a second start publishes nothing.
pub(super) async fn load(db: &Db, now: Timestamp) -> Result<(), LoadDemoError> {
    let today = civil(now);
    let mut tx = db.operator(&ACTOR, now).await?;
    let mut number = 0;
    for entry in entries(today)? {
        number += 1;
        let version_id = PlanVersionId(fixed_id(9, number));
        publish_plan(&mut tx, now, &ACTOR, CatalogueEntry { version_id, ..entry }).await?;
    }
    for (number, terms) in (1..).zip(coupons(today)?) {
        create_coupon(&mut tx, now, &ACTOR, CouponId(fixed_id(10, number)), terms).await?;
    }
    Ok(tx.commit().await?)
}

/// In the order in which they were published: the older version of Team first, the coming one last.
fn entries(today: Date) -> Result<Vec<CatalogueEntry>, LoadDemoError> {
    let (first, since) = (today.checked_sub(400.days())?, today.checked_sub(120.days())?);
    let [_, team, ..] = &OFFERS;
    let month = Interval::every(IntervalUnit::Month);
    let eur = CURRENCIES[0];
    let mut entries = vec![entry(&Offer { base: 39, ..*team }, eur, month, first)];
    for offer in &OFFERS {
        for currency in CURRENCIES {
            for unit in [IntervalUnit::Month, IntervalUnit::Year] {
                entries.push(entry(offer, currency, Interval::every(unit), since));
            }
        }
    }
    let coming = today.checked_add(30.days())?;
    entries.push(entry(&Offer { base: 55, ..*team }, eur, month, coming));
    Ok(entries)
}

fn entry(
    offer: &Offer,
    (currency, rate): (Currency, i64),
    interval: Interval,
    effective_on: Date,
) -> CatalogueEntry {
    let months = if interval.unit == IntervalUnit::Year { MONTHS_OF_A_YEAR } else { 1 };
    let price = |euros: i64| Decimal::from(euros * rate * months);
    let base = ModelTerms::Flat { amount: price(offer.base) };
    let mut components = vec![Component {
        code: "base".into(),
        description: offer.name.into(),
        quantity: QuantityOf::One,
        timing: ComponentTiming::InAdvance,
        price: base.into(),
    }];
    if offer.seat > 0 {
        components.push(Component {
            code: "seats".into(),
            description: "Seats".into(),
            quantity: QuantityOf::Seats,
            timing: ComponentTiming::InAdvance,
            price: ModelTerms::PerUnit { unit_amount: price(offer.seat) }.into(),
        });
    }
    if offer.calls_included > 0 {
        let included = if months == 1 { offer.calls_included } else { offer.calls_included * 12 };
        components.push(calls(included, rate));
    }
    let limits = offer.limits.iter().map(|(code, n)| ((*code).to_owned(), Decimal::from(*n)));
    CatalogueEntry {
        version_id: PlanVersionId::new(),
        version: NewVersion {
            code: offer.code.into(),
            name: offer.name.into(),
            currency,
            interval,
            trial_days: offer.trial_days,
            components,
            effective_on,
        },
        kind: offer.kind,
        description: offer.description.into(),
        entitlements: Entitlements {
            features: offer.features.iter().map(|text| (*text).to_owned()).collect(),
            limits: limits.collect(),
        },
        is_offered: true,
    }
}

/// After the included calls: the first 100,000 at 0.002, up to a million at 0.0015, the rest at 0.001.
fn calls(included: i64, rate: i64) -> Component {
    let tier = |up_to: Option<i64>, ten_thousandths: i64| TierTerms {
        up_to: up_to.map(Decimal::from),
        unit_amount: (Decimal::new(ten_thousandths, 4) * Decimal::from(rate)).normalize(),
        flat_amount: Decimal::ZERO,
    };
    let tiers = vec![tier(Some(100_000), 20), tier(Some(1_000_000), 15), tier(None, 10)];
    let model = ModelTerms::Graduated { tiers };
    Component {
        code: "api-calls".into(),
        description: "API calls".into(),
        quantity: QuantityOf::Meter("api-calls".into()),
        timing: ComponentTiming::InArrears,
        price: PriceTerms { included_units: Decimal::from(included), ..model.into() },
    }
}

fn coupons(today: Date) -> Result<[CouponTerms; 2], LoadDemoError> {
    let amount = |(currency, rate): (Currency, i64)| {
        let minor = 10 * rate * currency.minor_per_major();
        Money::new(minor, currency)
    };
    let welcome = CouponTerms {
        code: "WELCOME20".into(),
        name: "Welcome: 20% off for three periods".into(),
        off: CouponOff::Percent(Decimal::from(20)),
        duration: CouponDuration::Periods(3),
        plan_codes: vec!["starter".into(), "team".into()],
        component_codes: vec!["base".into(), "seats".into()],
        redemptions_max: Some(500),
        redeem_until: None,
    };
    let spring = CouponTerms {
        code: "LAUNCH10".into(),
        name: "Launch offer: 10 off the first invoice".into(),
        off: CouponOff::Fixed(CURRENCIES.map(amount).into()),
        duration: CouponDuration::Once,
        plan_codes: Vec::new(),
        component_codes: Vec::new(),
        redemptions_max: None,
        redeem_until: Some(today.checked_add(60.days())?),
    };
    Ok([welcome, spring])
}
