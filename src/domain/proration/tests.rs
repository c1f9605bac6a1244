use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::domain::currency::Currency;
use crate::domain::money::Money;

fn usd(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::USD)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn period(start: &str, end: &str) -> Period {
    let midnight = |day: &str| at(&format!("{day}T00:00:00Z"));
    Period::new(midnight(start), midnight(end)).unwrap()
}

fn june() -> Period {
    period("2026-06-01", "2026-07-01")
}

fn rule(method: ProrationMethod) -> ProrationRule {
    ProrationRule { method, zone: TimeZone::UTC }
}

fn share(numerator: i64, denominator: i64) -> Fraction {
    Fraction::new(numerator, denominator).unwrap()
}

fn prices(unused: Fraction, old: i64, new: i64) -> (i64, i64, i64) {
    let change = change(unused, PeriodPrice::full(usd(old)), PeriodPrice::full(usd(new))).unwrap();
    (change.credit.amount_minor, change.charge.amount_minor, change.net().unwrap().amount_minor)
}

#[test]
fn upgrade_from_10_to_20_dollars_at_half_time_costs_5() {
    let unused = ProrationRule::by_second().unused(june(), at("2026-06-16T00:00:00Z")).unwrap();
    assert_eq!(unused.lowest_terms(), (1, 2));
    assert_eq!(prices(unused, 10_00, 20_00), (5_00, 10_00, 5_00));
}

#[test]
fn each_line_is_rounded_and_the_net_is_their_sum() {
    // 4.995 and 14.995: both halves go away from zero.
    assert_eq!(prices(share(1, 2), 9_99, 29_99), (5_00, 15_00, 10_00));
    // 5.328 and 15.9946…; the difference rounded once would be 10.67.
    assert_eq!(prices(share(16, 30), 9_99, 29_99), (5_33, 15_99, 10_66));
}

#[test]
fn ten_dollars_from_noon_on_16_march_depend_on_what_is_counted() {
    let march = period("2026-03-01", "2026-04-01");
    let noon = at("2026-03-16T12:00:00Z");
    let cost = |method| rule(method).unused(march, noon).unwrap().of(usd(10_00)).unwrap();
    assert_eq!(cost(ProrationMethod::Second), usd(500)); // 15.5 of 31 days
    assert_eq!(cost(ProrationMethod::Minute), usd(5_00));
    assert_eq!(cost(ProrationMethod::Day(ChangeDay::New)), usd(516)); // 16/31
    assert_eq!(cost(ProrationMethod::Day(ChangeDay::Old)), usd(484)); // 15/31
}

#[test]
fn the_hour_that_is_skipped_in_march_is_not_sold() {
    // London, March 2026: 743 hours. From 28 March 00:00 UTC: 4 days less one hour are left.
    let london = TimeZone::get("Europe/London").unwrap();
    let march = Period::new(at("2026-03-01T00:00:00Z"), at("2026-03-31T23:00:00Z")).unwrap();
    let change_at = at("2026-03-28T00:00:00Z");
    let unused = ProrationRule::by_second().unused(march, change_at).unwrap();
    assert_eq!(unused.lowest_terms(), (95, 743));
    let by_day = ProrationRule { method: ProrationMethod::Day(ChangeDay::New), zone: london };
    assert_eq!(by_day.unused(march, change_at).unwrap().lowest_terms(), (4, 31));
}

#[test]
fn days_are_those_of_the_customers_zone() {
    // 03:00 UTC on 11 June is still the 10th in New York: 21 of 30 days are left, not 20.
    let new_york = TimeZone::get("America/New_York").unwrap();
    let june = Period::new(at("2026-06-01T04:00:00Z"), at("2026-07-01T04:00:00Z")).unwrap();
    let by_day = ProrationRule { method: ProrationMethod::Day(ChangeDay::New), zone: new_york };
    let unused = by_day.unused(june, at("2026-06-11T03:00:00Z")).unwrap();
    assert_eq!((unused.numerator(), unused.denominator()), (21, 30));
}

#[test]
fn a_change_at_the_start_moves_the_whole_price_and_at_the_end_nothing() {
    let rule = ProrationRule::by_second();
    assert_eq!(prices(rule.unused(june(), june().start()).unwrap(), 100_00, 200_00).2, 100_00);
    assert_eq!(prices(rule.unused(june(), june().end()).unwrap(), 100_00, 200_00), (0, 0, 0));
}

#[test]
fn a_change_outside_the_period_and_a_period_without_time_are_refused() {
    let rule = ProrationRule::by_second();
    let late = at("2026-07-01T00:00:01Z");
    let outside = ProrationError::OutsidePeriod { at: late, period: june() };
    assert_eq!(rule.unused(june(), late), Err(outside));
    let empty = period("2026-06-01", "2026-06-01");
    assert_eq!(rule.unused(empty, empty.start()), Err(ProrationError::EmptyPeriod));
    assert_eq!(rule.covered(empty, june()), Err(ProrationError::EmptyPeriod));
}

#[test]
fn service_beyond_the_period_counts_as_all_of_it_and_before_it_as_none() {
    let rule = ProrationRule::by_second();
    let covered = |start, end| rule.covered(june(), period(start, end)).unwrap().lowest_terms();
    assert_eq!(covered("2026-05-01", "2026-09-01"), (1, 1));
    assert_eq!(covered("2026-06-11", "2026-09-01"), (2, 3));
    assert_eq!(covered("2026-04-01", "2026-05-01"), (0, 1));
}

#[test]
fn a_first_part_of_a_calendar_month_costs_its_days() {
    // Begun on 11 June: 20 of 30 days of a 20.00 month, 13.333…
    let covered = ProrationRule::by_second().covered(june(), period("2026-06-11", "2026-07-01"));
    assert_eq!(covered.unwrap().of(usd(20_00)), Ok(usd(13_33)));
}

#[test]
fn two_halves_of_an_odd_amount_are_a_cent_more_than_the_whole() {
    // 4.995 goes up twice. Who must give out exactly 9.99 takes the second as the rest: 4.99.
    let half = share(1, 2).of(usd(9_99)).unwrap();
    assert_eq!(half, usd(5_00));
    assert_eq!(usd(9_99).checked_sub(half), Ok(usd(4_99)));
}

#[test]
fn a_real_stripe_credit_of_881_112_of_2_419_200_seconds_is_reproduced() {
    // 14 February to 14 March 2017, changed on 3 March at 19:14:48: 1000 × 0.36421… = 364.
    let period = period("2017-02-14", "2017-03-14");
    let unused = ProrationRule::by_second().unused(period, at("2017-03-03T19:14:48Z")).unwrap();
    assert_eq!((unused.numerator(), unused.denominator()), (881_112, 2_419_200));
    assert_eq!(unused.of(usd(10_00)), Ok(usd(364)));
}

#[test]
fn a_credit_is_capped_by_what_was_billed_and_not_credited_yet() {
    let capped = |potential, billed, already| {
        cap_credit(usd(potential), usd(billed), usd(already)).unwrap().amount_minor
    };
    assert_eq!(capped(300_00, 200_00, 50_00), 150_00);
    assert_eq!(capped(13_33, 5_00, 0), 5_00);
    assert_eq!(capped(100_00, 200_00, 0), 100_00);
    assert_eq!(capped(100_00, 200_00, 250_00), 0);
    assert_eq!(capped(-50_00, 200_00, 0), 0);
}

#[test]
fn the_discount_is_taken_off_before_the_time_is_shared() {
    let discounted = |amount, reduction| {
        let price = PeriodPrice { amount: usd(amount), reduction: Some(reduction) };
        price.share(share(1, 2)).map(|money| money.amount_minor)
    };
    assert_eq!(discounted(100_00, Reduction::PercentOff(Decimal::from(25))), Ok(37_50));
    assert_eq!(discounted(1000_00, Reduction::AmountOff(usd(50_00))), Ok(475_00));
    assert_eq!(discounted(20_00, Reduction::AmountOff(usd(50_00))), Ok(0));
    // 9.99 less 25% is 7.4925, half of it 3.74625: one rounding, at the line.
    assert_eq!(discounted(9_99, Reduction::PercentOff(Decimal::from(25))), Ok(3_75));
    let too_much = Decimal::from(101);
    let refused = Err(ProrationError::Percentage(too_much));
    assert_eq!(discounted(100, Reduction::PercentOff(too_much)), refused);
}

#[test]
fn three_more_seats_at_half_time_are_one_line() {
    let price = SeatPrice { base: usd(0), unit_price: usd(10_00), reduction: None };
    assert_eq!(seat_change(share(1, 2), price, 5, 8), Ok(usd(15_00)));
    let price = SeatPrice { unit_price: usd(15_00), ..price };
    assert_eq!(seat_change(share(1, 2), price, 10, 7), Ok(usd(-22_50)));
}

#[test]
fn an_amount_off_the_whole_subscription_does_not_make_further_seats_cheaper() {
    let off = Some(Reduction::AmountOff(usd(30_00)));
    let price = SeatPrice { base: usd(100_00), unit_price: usd(50_00), reduction: off };
    // 170.00 → 270.00, half of the difference.
    assert_eq!(seat_change(share(1, 2), price, 2, 4), Ok(usd(50_00)));
}

#[test]
fn an_amount_off_several_lines_is_shared_by_their_amounts() {
    let lines = [usd(100_00), usd(200_00)];
    let off = Some(Reduction::AmountOff(usd(30_00)));
    assert_eq!(shares_of_lines(share(1, 2), &lines, off), Ok(vec![usd(45_00), usd(90_00)]));
    let percent = Some(Reduction::PercentOff(Decimal::TEN));
    assert_eq!(shares_of_lines(share(1, 2), &lines, percent), Ok(vec![usd(45_00), usd(90_00)]));
    let free = [usd(0), usd(0)];
    assert_eq!(shares_of_lines(share(1, 2), &free, off), Ok(vec![usd(0), usd(0)]));
}

#[test]
fn seats_held_for_a_part_of_the_month_weigh_by_their_days() {
    let segment = |units: i64, days| QuantitySegment { units: units.into(), days };
    let weighted = time_weighted_quantity(&[segment(10, 19), segment(7, 12)], 31, 2);
    assert_eq!(weighted, Ok(Decimal::new(884, 2))); // 274/31 = 8.8387…
    assert_eq!(time_weighted_quantity(&[], 31, 2), Ok(Decimal::ZERO));
    assert_eq!(time_weighted_quantity(&[], 0, 2), Err(ProrationError::EmptyPeriod));
    let long = ProrationError::NotAShare { numerator: 32, denominator: 31 };
    assert_eq!(time_weighted_quantity(&[segment(1, 32)], 31, 2), Err(long));
}

#[test]
fn a_share_rounds_at_the_decimals_of_its_currency() {
    let third = |currency: &str| {
        let whole = Money::from_major_exact(Decimal::from(1000), currency.parse().unwrap());
        share(1, 3).of(whole.unwrap()).unwrap().to_string()
    };
    assert_eq!(third("JPY"), "333 JPY");
    assert_eq!(third("USD"), "333.33 USD");
    assert_eq!(third("KWD"), "333.333 KWD");
    assert_eq!(share(1, 2).of(usd(-5)), Ok(usd(-3))); // −2.5 goes away from zero
}

#[test]
fn a_share_of_credits_keeps_as_many_decimals_as_they_have() {
    let credits = share(12, 31).of_decimal(Decimal::ONE_HUNDRED, 8).unwrap();
    assert_eq!(credits.to_string(), "38.70967742");
}

#[test]
fn more_than_a_whole_and_less_than_nothing_are_no_shares() {
    assert_eq!(Fraction::new(1, 0), Err(ProrationError::EmptyPeriod));
    for (numerator, denominator) in [(31, 30), (-1, 30), (1, -30)] {
        let refused = ProrationError::NotAShare { numerator, denominator };
        assert_eq!(Fraction::new(numerator, denominator), Err(refused));
    }
    assert_eq!(share(29, 30).of(usd(i64::MAX)).map(|_| ()), Ok(()));
}

#[test]
fn the_stored_words_are_read_back() {
    for method in ProrationMethod::ALL {
        assert_eq!(method.word().parse(), Ok(method));
    }
    assert!("week".parse::<ProrationMethod>().is_err());
}

proptest! {
    #[test]
    fn two_parts_of_a_period_are_the_whole_and_their_amounts_within_a_minor_unit(
        seconds in 1_i64..40_000_000, part in 0_i64..40_000_000, amount_minor in any::<i64>(),
    ) {
        prop_assume!(part <= seconds);
        let start = at("2026-03-01T00:00:00Z");
        let later = |seconds| start + jiff::SignedDuration::from_secs(seconds);
        let whole = Period::new(start, later(seconds)).unwrap();
        let rule = ProrationRule::by_second();
        let used = rule.used(whole, later(part)).unwrap();
        let unused = rule.unused(whole, later(part)).unwrap();
        prop_assert_eq!(used.denominator(), unused.denominator());
        prop_assert_eq!(used.numerator() + unused.numerator(), used.denominator());
        let sum = i128::from(used.of(usd(amount_minor)).unwrap().amount_minor)
            + i128::from(unused.of(usd(amount_minor)).unwrap().amount_minor);
        prop_assert!((sum - i128::from(amount_minor)).abs() <= 1);
    }

    #[test]
    fn used_and_unused_agree_with_the_time_covered(
        method in proptest::sample::select(&ProrationMethod::ALL[..3]), minutes in 0_i64..43_200,
    ) {
        let change_at = june().start() + jiff::SignedDuration::from_mins(minutes);
        let (before, after) = (june().cut_at(change_at), june().not_before(change_at));
        let rule = rule(method);
        prop_assert_eq!(rule.used(june(), change_at), rule.covered(june(), before));
        prop_assert_eq!(rule.unused(june(), change_at), rule.covered(june(), after));
    }

    #[test]
    fn a_share_has_the_sign_of_the_whole_and_is_never_more(
        numerator in 0_i64..=2_678_400, amount_minor in any::<i64>(),
    ) {
        let part = share(numerator, 2_678_400).of(usd(amount_minor)).unwrap().amount_minor;
        prop_assert!(part.unsigned_abs() <= amount_minor.unsigned_abs());
        prop_assert!(part == 0 || part.signum() == amount_minor.signum());
    }

    #[test]
    fn a_change_to_the_same_price_costs_nothing(numerator in 0_i64..=2_678_400, price in any::<i64>()) {
        prop_assert_eq!(prices(share(numerator, 2_678_400), price, price).2, 0);
    }

    #[test]
    fn a_capped_credit_is_never_more_than_is_left_of_the_bill(
        potential in any::<i32>(), billed in 0..i32::MAX, credited in 0..i32::MAX,
    ) {
        let capped = cap_credit(usd(potential.into()), usd(billed.into()), usd(credited.into()));
        let capped = capped.unwrap().amount_minor;
        prop_assert!(capped >= 0 && capped <= i64::from(billed - credited.min(billed)));
    }
}
