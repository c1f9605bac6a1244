//! What the rules of money cost, each as a ratio to the same arithmetic without the rules, in the same run.
//!
//! Goal: an invoice of 20 lines, priced, discounted and taxed, in less than 20 µs. The baselines do less on
//! purpose: bare integers know neither currencies nor overflow nor an explanation. `cargo bench --bench
//! money`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use quittance::domain::currency::Currency;
use quittance::domain::discount::{Coupon, Discount, apply_coupons};
use quittance::domain::money::Money;
use quittance::domain::period::{Alignment, BillingCycle, Interval, IntervalUnit};
use quittance::domain::pricing::{Price, PriceModel, Rate, Tier, Tiers, Usage};
use quittance::domain::split::{split_by_amounts, split_equal};
use quittance::domain::tax_total::{TaxCategory, TaxableLine, totals_of_net_lines};
use rust_decimal::{Decimal, RoundingStrategy};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TIERS: i64 = 10;
const TIER_WIDTH: i64 = 1_000;
/// Reaches the last tier.
const QUANTITY: i64 = 9_500;
const LINES: i64 = 20;
const INVOICE_GOAL_NS: f64 = 20_000.0;
/// Of each measurement; the fastest of so many rounds counts, because a shared machine only ever slows.
const ROUND: Duration = Duration::from_millis(60);
const ROUNDS: usize = 9;

fn main() {
    println!("{:34}{:>12}{:>12}{:>10}", "", "ns", "bare ns", "ratio");
    pricing();
    splitting();
    boundaries();
    invoice();
}

fn report(what: &str, ours_ns: f64, bare_ns: f64) {
    println!("{what:34}{ours_ns:>12.0}{bare_ns:>12.0}{:>10.1}", ours_ns / bare_ns);
}

/// Nanoseconds of one call, rules and baseline in turns.
fn in_turns(mut ours: impl FnMut(), mut bare: impl FnMut()) -> (f64, f64) {
    let (mut best_ours, mut best_bare) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        best_ours = best_ours.min(ns_per_call(&mut ours));
        best_bare = best_bare.min(ns_per_call(&mut bare));
    }
    (best_ours, best_bare)
}

fn ns_per_call(call: &mut impl FnMut()) -> f64 {
    let (began, mut calls) = (Instant::now(), 0_u32);
    while began.elapsed() < ROUND {
        for _ in 0..100 {
            call();
        }
        calls += 100;
    }
    began.elapsed().as_nanos() as f64 / f64::from(calls)
}

/// Tier n, from 1, is charged at 1.00 − n hundredths.
fn unit_amount_hundredths(tier: i64) -> i64 {
    100 - tier
}

fn ten_tiers() -> Tiers {
    let tier = |number: i64| Tier {
        up_to: (number < TIERS).then(|| Decimal::from(number * TIER_WIDTH)),
        rate: Rate::PerUnit(Decimal::new(unit_amount_hundredths(number), 2)),
        flat_amount: Decimal::ZERO,
        cap: None,
    };
    Tiers::new((1..=TIERS).map(tier).collect()).expect("the tiers ascend")
}

fn price_bare_integers(quantity: i128) -> i128 {
    let mut total = 0;
    for number in 1..=TIERS {
        let lower = i128::from((number - 1) * TIER_WIDTH);
        let upper =
            if number < TIERS { i128::from(number * TIER_WIDTH) } else { i128::from(i64::MAX) };
        let within = quantity.min(upper) - lower;
        if within <= 0 {
            break;
        }
        total += within * i128::from(unit_amount_hundredths(number));
    }
    total
}

fn price_naive_decimals(quantity: Decimal, tiers: &[(Decimal, Decimal)]) -> Decimal {
    let (mut total, mut lower) = (Decimal::ZERO, Decimal::ZERO);
    for (upper, unit) in tiers {
        total += (quantity.min(*upper) - lower).max(Decimal::ZERO) * unit;
        lower = *upper;
    }
    total.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn pricing() {
    let price = Price::from(PriceModel::Graduated(ten_tiers()));
    let quantity = Decimal::from(QUANTITY);
    let ours = || {
        let line = price.line(Usage::Quantity(black_box(quantity))).expect("a price");
        black_box(line.amount(Currency::EUR).expect("an amount"));
    };
    let (ours_ns, bare_ns) = in_turns(ours, || {
        black_box(price_bare_integers(black_box(i128::from(QUANTITY))));
    });
    report("line of ten tiers / i128", ours_ns, bare_ns);

    let tiers: Vec<(Decimal, Decimal)> = (1..=TIERS)
        .map(|number| {
            let upper = if number < TIERS { number * TIER_WIDTH } else { i64::MAX };
            (Decimal::from(upper), Decimal::new(unit_amount_hundredths(number), 2))
        })
        .collect();
    let (ours_ns, naive_ns) = in_turns(ours, || {
        black_box(price_naive_decimals(black_box(quantity), &tiers));
    });
    report("line of ten tiers / Decimal", ours_ns, naive_ns);
}

fn splitting() {
    let (ours_ns, bare_ns) = in_turns(
        || {
            black_box(split_equal(black_box(359_88), black_box(12)).expect("parts"));
        },
        || {
            let (total, count) = (black_box(359_88_i64), black_box(12_i64));
            let (part, extra) = (total / count, total % count);
            let parts: Vec<i64> = (0..count).map(|n| part + i64::from(n < extra)).collect();
            black_box(parts);
        },
    );
    report("12 equal parts / i64", ours_ns, bare_ns);

    let weights: Vec<i64> = (1..=LINES).map(|line| line * 12_34).collect();
    let (ours_ns, bare_ns) = in_turns(
        || {
            black_box(split_by_amounts(black_box(100_00), &weights).expect("parts"));
        },
        || {
            let (total, sum) = (black_box(100_00_i128), weights.iter().sum::<i64>());
            // Cut, and the rest to the first: loses no unit, but is no largest remainder.
            let cut = |weight: &i64| (total * i128::from(*weight) / i128::from(sum)) as i64;
            let mut parts: Vec<i64> = weights.iter().map(cut).collect();
            parts[0] += total as i64 - parts.iter().sum::<i64>();
            black_box(parts);
        },
    );
    report("20 weighted parts / i128 cut", ours_ns, bare_ns);
}

fn boundaries() {
    let zone = TimeZone::get("Europe/Dublin").expect("a zone");
    let started = date(2024, 1, 31).at(9, 30, 0, 0).to_zoned(zone.clone()).expect("an instant");
    let cycle = BillingCycle::new(
        started.timestamp(),
        Interval::every(IntervalUnit::Month),
        zone.clone(),
        Alignment::Anniversary,
    )
    .expect("a cycle");
    let now: Timestamp = "2026-11-20T09:00:00Z".parse().expect("an instant");
    let last = cycle.at_or_before(now).expect("a boundary").to_zoned(zone);
    let (ours_ns, naive_ns) = in_turns(
        || {
            black_box(cycle.next_after(black_box(now)).expect("a boundary"));
        },
        || {
            // A month more than the last boundary: drifts from the 31st to the 28th for ever.
            black_box(black_box(&last).checked_add(1.month()).expect("a date"));
        },
    );
    report("next boundary / last plus a month", ours_ns, naive_ns);
}

fn invoice() {
    let price = Price::from(PriceModel::Graduated(ten_tiers()));
    let coupons = [
        Coupon { off: Discount::Percent(Decimal::TEN), only: None },
        Coupon { off: Discount::Fixed(Money::new(50_00, Currency::EUR)), only: None },
    ];
    let rate_percent = Decimal::from(23);
    let ours = || {
        let lines: Vec<Money> = (0..LINES)
            .map(|line| {
                let quantity = Decimal::from(black_box(QUANTITY - line));
                let line = price.line(Usage::Quantity(quantity)).expect("a price");
                line.amount(Currency::EUR).expect("an amount")
            })
            .collect();
        let discounted = apply_coupons(Currency::EUR, &lines, &coupons).expect("discounts");
        let taxable: Vec<TaxableLine> = discounted
            .after
            .iter()
            .map(|amount| TaxableLine {
                amount: *amount,
                category: TaxCategory::Standard,
                rate_percent,
            })
            .collect();
        black_box(totals_of_net_lines(Currency::EUR, &taxable).expect("totals"));
    };
    let (ours_ns, bare_ns) = in_turns(ours, || {
        let lines: Vec<i128> = (0..LINES)
            .map(|line| price_bare_integers(i128::from(black_box(QUANTITY - line))) * 9 / 10)
            .collect();
        let net: i128 = lines.iter().sum::<i128>() - 50_00;
        black_box((net, net * 23 / 100));
    });
    report("invoice of 20 lines / i128", ours_ns, bare_ns);
    let verdict = if ours_ns < INVOICE_GOAL_NS { "met" } else { "MISSED" };
    println!("invoice of 20 lines: {:.2} µs, goal under 20 µs: {verdict}", ours_ns / 1000.0);
}
