//! What can be bought in a simulation: plans and an add-on in two currencies and several intervals, of
//! which new versions appear as time goes on.

use super::Simulation;
use super::dice::Dice;
use crate::harness::{TESTER, World};
use jiff::civil::date;
use quittance::domain::currency::Currency;
use quittance::domain::id::PlanVersionId;
use quittance::domain::period::{Interval, IntervalUnit};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PlanKind, PlanVersion, PriceTerms, QuantityOf,
    TierTerms,
};
use quittance::domain::usage::{Aggregation, Meter};
use quittance::flows::subscriptions::publish_plan::{CatalogueEntry, NewVersion, publish_plan};
use quittance::flows::usage::meters::create_meter;
use rust_decimal::Decimal;

/// The meter that plans charge for.
pub const METERS: [&str; 3] = ["calls", "jobs", "pages"];

const CURRENCIES: [Currency; 2] = [Currency::EUR, Currency::USD];
const UNITS: [IntervalUnit; 4] =
    [IntervalUnit::Month, IntervalUnit::Month, IntervalUnit::Year, IntervalUnit::Week];

#[derive(Default)]
pub struct Catalogue {
    pub plans: Vec<PlanVersion>,
    pub add_ons: Vec<PlanVersion>,
}

impl Catalogue {
    /// Versions of plans in this currency.
    pub fn plans_in(&self, currency: Currency) -> Vec<&PlanVersion> {
        self.plans.iter().filter(|plan| plan.currency == currency).collect()
    }

    /// Up to two add-ons that go with a plan of this currency and interval.
    pub fn some_add_ons(&self, dice: &mut Dice, with: &PlanVersion) -> Vec<(PlanVersionId, u32)> {
        let fitting = |add_on: &&PlanVersion| {
            add_on.currency == with.currency && add_on.interval == with.interval
        };
        let mut taken: Vec<(&str, PlanVersionId, u32)> = Vec::new();
        for add_on in self.add_ons.iter().filter(fitting) {
            let is_there = taken.iter().any(|(code, ..)| *code == add_on.code);
            if !is_there && dice.one_in(3) {
                let times = u32::try_from(dice.between(1, 3)).unwrap();
                taken.push((&add_on.code, add_on.version_id, times));
            }
        }
        taken.into_iter().map(|(_, id, times)| (id, times)).collect()
    }
}

impl Simulation {
    /// A version of every plan and add-on.
    pub async fn open_catalogue(&mut self) {
        for code in METERS {
            let meter = Meter {
                code: code.into(),
                name: "Calls".into(),
                aggregation: Aggregation::Sum,
                unique_property: None,
                group_by: None,
            };
            create_meter(self.world.db(), &TESTER, self.world.now(), meter).await.unwrap();
        }
        for currency in CURRENCIES {
            for unit in [IntervalUnit::Month, IntervalUnit::Year, IntervalUnit::Week] {
                self.publish("team", PlanKind::Plan, currency, unit).await;
                self.publish("storage", PlanKind::AddOn, currency, unit).await;
            }
            self.publish("scale", PlanKind::Plan, currency, IntervalUnit::Month).await;
        }
    }

    /// Another version of something; who has an older one keeps it.
    pub async fn publish_another(&mut self) {
        let (currency, unit) = (*self.dice.pick(&CURRENCIES), *self.dice.pick(&UNITS));
        let (code, kind) = *self.dice.pick(&[
            ("team", PlanKind::Plan),
            ("scale", PlanKind::Plan),
            ("storage", PlanKind::AddOn),
        ]);
        self.publish(code, kind, currency, unit).await;
        self.note(format!("publishes {code} by {} in {}", unit.word(), currency.code()));
    }

    async fn publish(
        &mut self,
        code: &str,
        kind: PlanKind,
        currency: Currency,
        unit: IntervalUnit,
    ) {
        let dice = &mut self.dice;
        let components = match kind {
            PlanKind::Plan => components(dice),
            PlanKind::AddOn => vec![in_advance("room", QuantityOf::One, flat(dice, 0, 40_00))],
        };
        let trial_days = u16::try_from(*dice.pick(&[0, 0, 14, 30])).unwrap();
        let version = NewVersion {
            code: code.into(),
            name: code.to_uppercase(),
            currency,
            interval: Interval::every(unit),
            trial_days,
            components,
            effective_on: date(2026, 1, 1),
        };
        let entry = CatalogueEntry { kind, ..version.into() };
        let version = stored(&self.world, entry).await;
        match kind {
            PlanKind::Plan => self.catalogue.plans.push(version),
            PlanKind::AddOn => self.catalogue.add_ons.push(version),
        }
    }
}

async fn stored(world: &World, entry: CatalogueEntry) -> PlanVersion {
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    let version = publish_plan(&mut tx, world.now(), &TESTER, entry).await.unwrap();
    tx.commit().await.unwrap();
    version
}

/// A fee, seats and mostly usage; a fee afterwards now and then, or none.
fn components(dice: &mut Dice) -> Vec<Component> {
    let mut fee = in_advance("base", QuantityOf::One, flat(dice, 0, 300_00));
    if dice.one_in(6) {
        fee.timing = ComponentTiming::InArrears;
    }
    let unit_amount = cents(dice, 0, 15_00);
    let seats = in_advance("seats", QuantityOf::Seats, ModelTerms::PerUnit { unit_amount });
    let mut components = vec![fee, seats];
    if !dice.one_in(3) {
        let metered = QuantityOf::Meter((*dice.pick(&METERS)).into());
        let mut calls = in_advance("calls", metered, graduated(dice));
        calls.timing = ComponentTiming::InArrears;
        components.push(calls);
    }
    components
}

fn in_advance(code: &str, quantity: QuantityOf, model: ModelTerms) -> Component {
    let (description, timing) = (code.to_uppercase(), ComponentTiming::InAdvance);
    Component { code: code.into(), description, quantity, timing, price: PriceTerms::from(model) }
}

fn cents(dice: &mut Dice, least: i64, most: i64) -> Decimal {
    Decimal::new(dice.between(least, most), 2)
}

fn flat(dice: &mut Dice, least: i64, most: i64) -> ModelTerms {
    ModelTerms::Flat { amount: cents(dice, least, most) }
}

/// The first hundred at one price, the next four hundred at another, then at a third.
fn graduated(dice: &mut Dice) -> ModelTerms {
    let bounds = [Some(100), Some(500), None];
    let tiers = bounds.map(|up_to| TierTerms {
        up_to: up_to.map(Decimal::from),
        unit_amount: Decimal::new(dice.between(0, 500), 4),
        flat_amount: Decimal::new(dice.between(0, 200), 2),
    });
    ModelTerms::Graduated { tiers: tiers.into() }
}
