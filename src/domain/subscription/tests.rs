mod histories;

use super::*;
use crate::domain::id::{PlanId, PlanVersionId};
use crate::domain::period::{Alignment, Interval, IntervalUnit, Period};
use crate::domain::plan::PlanVersion;
use crate::domain::plan::{Component, ComponentTiming, ModelTerms, QuantityOf};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn component(
    code: &str,
    quantity: QuantityOf,
    timing: ComponentTiming,
    model: ModelTerms,
) -> Component {
    let description = code.to_owned();
    Component { code: code.into(), description, quantity, timing, price: model.into() }
}

fn version(components: Vec<Component>) -> Arc<PlanVersion> {
    Arc::new(PlanVersion {
        plan_id: PlanId::new(),
        version_id: PlanVersionId::new(),
        code: "business".into(),
        version_no: 1,
        name: "Business".into(),
        currency: "USD".parse().unwrap(),
        interval: Interval::every(IntervalUnit::Month),
        trial_days: 0,
        components,
    })
}

fn base(amount: Decimal) -> Component {
    component("base", QuantityOf::One, ComponentTiming::InAdvance, ModelTerms::Flat { amount })
}

fn seats(unit_amount: Decimal) -> Component {
    let model = ModelTerms::PerUnit { unit_amount };
    component("seats", QuantityOf::Seats, ComponentTiming::InAdvance, model)
}

fn calls(unit_amount: Decimal) -> Component {
    let model = ModelTerms::PerUnit { unit_amount };
    let meter = QuantityOf::Meter("calls".into());
    component("calls", meter, ComponentTiming::InArrears, model)
}

fn subscription(
    version: Arc<PlanVersion>,
    starts: &str,
    ends: Option<&str>,
    zone: &str,
) -> BilledSubscription {
    let (start, zone) = (at(starts), TimeZone::get(zone).unwrap());
    let monthly = Interval::every(IntervalUnit::Month);
    let cycle = BillingCycle::new(start, monthly, zone, Alignment::Anniversary).unwrap();
    let in_force = InForce::new(start, ends.map(at)).unwrap();
    let phase = Phase { from: start, until: None, terms: Terms::of_plan(version, 3) };
    BilledSubscription::new(cycle, in_force, vec![phase], ProrationRule::by_second()).unwrap()
}

/// Every invoice up to `through`, as the run makes them.
fn run(subscription: &BilledSubscription, usage: &dyn UsageOf, through: &str) -> Vec<DueInvoice> {
    let (mut last, mut made) = (None, Vec::new());
    while let Some(next) = subscription.next_billing_at(last).unwrap().filter(|n| *n <= at(through))
    {
        made.push(subscription.invoice_due(last, next, usage).unwrap());
        last = Some(next);
    }
    made
}

/// Ten units in each period, wherever it lies.
struct Ten;
impl UsageOf for Ten {
    fn quantity(&self, _: &str, _: Period) -> Decimal {
        dec("10")
    }
}

#[test]
fn the_fee_is_charged_ahead_and_usage_afterwards() {
    let version = version(vec![base(dec("100")), calls(dec("0.5"))]);
    let made = run(
        &subscription(version, "2026-01-31T09:00:00Z", None, "UTC"),
        &Ten,
        "2026-03-31T09:00:00Z",
    );
    let billed: Vec<_> = made.iter().map(|invoice| invoice.billed_at).collect();
    let expected = ["2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z"].map(at);
    assert_eq!(billed, expected);
    let amounts = |n: usize| -> Vec<i64> {
        made[n].lines.iter().map(|line| line.amount.amount_minor).collect()
    };
    assert_eq!(amounts(0), [100_00]);
    assert_eq!(amounts(1), [5_00, 100_00]);
}

#[test]
fn a_closing_invoice_charges_what_is_open_and_nothing_ahead() {
    let version = version(vec![base(dec("31")), calls(dec("1"))]);
    let ends = Some("2026-03-11T00:00:00Z");
    let ending = subscription(version, "2026-03-01T00:00:00Z", ends, "UTC");
    let made = run(&ending, &Ten, "2027-01-01T00:00:00Z");
    // Ten days of 31 ahead: the end was known; then the usage.
    assert_eq!(made.len(), 2);
    assert_eq!(made[0].lines[0].amount.amount_minor, 10_00);
    assert_eq!(made[1].lines.len(), 1);
    assert_eq!(made[1].lines[0].amount.amount_minor, 10_00);
}

#[test]
fn an_upgrade_at_half_of_the_period_costs_half_of_the_difference() {
    let (small, large) = (version(vec![base(dec("10"))]), version(vec![base(dec("20"))]));
    let first = Some(at("2026-04-01T00:00:00Z"));
    let before = subscription(small, "2026-04-01T00:00:00Z", None, "UTC");
    let (plan, terms) = (at("2026-04-16T00:00:00Z"), Terms::of_plan(large, 3));
    let change = before.change(first, plan, terms).unwrap();
    assert_eq!(change.net.amount_minor, 5_00); // -5.00 + 10.00
    assert_eq!(change.lines.len(), 2);
    // From May on the new price, once.
    let may =
        change.after.invoice_due(Some(at("2026-04-01T00:00:00Z")), at("2026-05-01T00:00:00Z"), &());
    assert_eq!(may.unwrap().lines[0].amount.amount_minor, 20_00);
}

#[test]
fn lines_are_rounded_and_their_sum_is_the_net() {
    // semantics 4.3: 9.99 to 29.99 with half left: credit 5.00, charge 15.00, net 10.00
    let (small, large) = (version(vec![base(dec("9.99"))]), version(vec![base(dec("29.99"))]));
    let first = Some(at("2026-04-01T00:00:00Z"));
    let before = subscription(small, "2026-04-01T00:00:00Z", None, "UTC");
    let (half, terms) = (at("2026-04-16T00:00:00Z"), Terms::of_plan(large, 3));
    assert_eq!(before.change(first, half, terms).unwrap().net.amount_minor, 10_00);
}

#[test]
fn what_stays_as_it_is_moves_nothing() {
    let kept = seats(dec("7"));
    let (small, large) =
        (version(vec![base(dec("10")), kept.clone()]), version(vec![base(dec("20")), kept]));
    let first = Some(at("2026-04-01T00:00:00Z"));
    let before = subscription(small, "2026-04-01T00:00:00Z", None, "UTC");
    let (plan, terms) = (at("2026-04-16T00:00:00Z"), Terms::of_plan(large, 3));
    let change = before.change(first, plan, terms).unwrap();
    let touches_seats = |line: &ChangeLine| {
        let (ChangeLine::Credit(line) | ChangeLine::Charge(line)) = line;
        line.component == "seats"
    };
    assert!(!change.lines.iter().any(touches_seats));
    // two seats more: half of two times 7
    let more = Terms { seats: 5, ..before.phase_at(plan).terms.clone() };
    assert_eq!(before.change(first, plan, more).unwrap().net.amount_minor, 7_00);
}

/// The coupon of 30 took 20 off the base and 10 off the seats; a seat more gives the 10 again, not 30.
#[test]
fn a_fixed_coupon_is_not_given_again_for_what_stays() {
    use crate::domain::discount::Discount;
    use crate::domain::money::Money;
    use crate::domain::proration::Fraction;
    let first = at("2026-04-01T00:00:00Z");
    let version = version(vec![base(dec("100")), seats(dec("16.666666666667"))]);
    let before = subscription(Arc::clone(&version), "2026-04-01T00:00:00Z", None, "UTC");
    let more = Terms::of_plan(version, 4);
    let change = before.change(Some(first), first, more).unwrap();
    let usd = |minor| Money::new(minor, "USD".parse().unwrap());
    let coupon = AppliedCoupon {
        code: "THIRTY".into(),
        off: Discount::Fixed(usd(30_00)),
        components: None,
        plans: None,
        from: at("2026-01-01T00:00:00Z"),
        until: None,
    };
    let lines = discounted_change(usd(0).currency, first, &change, &[coupon], Fraction::WHOLE);
    let lines = lines.unwrap();
    assert_eq!((lines.len(), lines[0].line.amount), (1, usd(66_67)));
    assert_eq!(lines[0].discount, usd(10_00));
}

#[test]
fn a_change_that_changes_nothing_is_refused() {
    let same = version(vec![base(dec("10"))]);
    let first = Some(at("2026-04-01T00:00:00Z"));
    let before = subscription(Arc::clone(&same), "2026-04-01T00:00:00Z", None, "UTC");
    let (plan, terms) = (at("2026-04-16T00:00:00Z"), Terms::of_plan(same, 3));
    assert_eq!(before.change(first, plan, terms).unwrap_err(), ChangeError::Nothing);
}

#[test]
fn usage_after_a_change_is_charged_at_the_new_price() {
    struct Daily;
    impl UsageOf for Daily {
        fn quantity(&self, _: &str, period: Period) -> Decimal {
            Decimal::from(period.seconds() / 86_400)
        }
    }
    let (cheap, dear) = (version(vec![calls(dec("1"))]), version(vec![calls(dec("2"))]));
    let first = Some(at("2026-04-01T00:00:00Z"));
    let before = subscription(cheap, "2026-04-01T00:00:00Z", None, "UTC");
    let (plan, terms) = (at("2026-04-11T00:00:00Z"), Terms::of_plan(dear, 3));
    let change = before.change(first, plan, terms).unwrap();
    assert!(change.lines.is_empty());
    let may = change
        .after
        .invoice_due(Some(at("2026-04-01T00:00:00Z")), at("2026-05-01T00:00:00Z"), &Daily)
        .unwrap();
    let amounts: Vec<_> = may.lines.iter().map(|line| line.amount.amount_minor).collect();
    assert_eq!(amounts, [10_00, 40_00]); // 10 days at 1, 20 days at 2
}

#[test]
fn a_timeline_with_a_gap_is_no_timeline() {
    let only = version(vec![base(dec("1"))]);
    let whole = subscription(Arc::clone(&only), "2026-04-01T00:00:00Z", None, "UTC");
    let phase = |from: &str, until: Option<&str>| Phase {
        from: at(from),
        until: until.map(at),
        terms: Terms::of_plan(Arc::clone(&only), 1),
    };
    let gap = vec![
        phase("2026-04-01T00:00:00Z", Some("2026-04-02T00:00:00Z")),
        phase("2026-04-03T00:00:00Z", None),
    ];
    let made = BilledSubscription::new(whole.cycle, whole.in_force, gap, whole.proration);
    assert!(matches!(made, Err(TimelineError::Gap { position: 1, .. })));
}

proptest! {
    /// Row E4: what is charged ahead and afterwards covers the time of service exactly once.
    #[test]
    fn every_instant_is_covered_exactly_once(
        start_s in 1_700_000_000_i64..1_800_000_000,
        days in 1_i64..500,
        changes in prop::collection::vec(1_i64..500, 0..6),
    ) {
        let start = Timestamp::from_second(start_s).unwrap();
        let end = Timestamp::from_second(start_s + days * 86_400).unwrap();
        let terms = || version(vec![base(dec("10")), component(
            "storage", QuantityOf::Seats, ComponentTiming::InArrears,
            ModelTerms::PerUnit { unit_amount: dec("1") },
        )]);
        let zone = TimeZone::get("America/New_York").unwrap();
        let monthly = Interval::every(IntervalUnit::Month);
        let cycle = BillingCycle::new(start, monthly, zone, Alignment::Anniversary).unwrap();
        let in_force = InForce::new(start, Some(end)).unwrap();
        let first = Phase { from: start, until: None, terms: Terms::of_plan(terms(), 3) };
        let mut billed =
            BilledSubscription::new(cycle, in_force, vec![first], ProrationRule::by_second()).unwrap();
        let mut changes: Vec<i64> = changes.into_iter().filter(|day| *day < days).collect();
        changes.sort_unstable();
        let (mut last, mut ahead, mut behind) = (None, Vec::new(), Vec::new());
        let mut bill_to = |billed: &BilledSubscription, to: Option<Timestamp>| {
            while let Some(next) =
                billed.next_billing_at(last).unwrap().filter(|next| to.is_none_or(|to| *next <= to))
            {
                for line in billed.invoice_due(last, next, &()).unwrap().lines {
                    let covered = if line.component == "base" { &mut ahead } else { &mut behind };
                    covered.push(CoveredStretch { component: line.component, period: line.covered });
                }
                last = Some(next);
            }
            last
        };
        for (n, day) in changes.into_iter().enumerate() {
            let at = Timestamp::from_second(start_s + day * 86_400).unwrap();
            let last = bill_to(&billed, Some(at));
            let seats = u32::try_from(n).unwrap() + 4;
            billed = billed.change(last, at, Terms::of_plan(terms(), seats)).unwrap().after;
        }
        let last = bill_to(&billed, None);
        let covered = [ahead.clone(), behind.clone()].concat();
        let owed = billed.owed_coverage(last).unwrap();
        prop_assert_eq!(coverage_faults(&owed, &covered), vec![]);
        let (ahead, behind): (Vec<Period>, Vec<Period>) = (
            ahead.into_iter().map(|it| it.period).collect(),
            behind.into_iter().map(|it| it.period).collect(),
        );
        for covered in [ahead, behind] {
            prop_assert_eq!(covered.first().unwrap().start(), start);
            prop_assert_eq!(covered.last().unwrap().end(), end);
            for pair in covered.windows(2) {
                prop_assert_eq!(pair[0].end(), pair[1].start());
            }
        }
    }
}
