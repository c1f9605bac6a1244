//! Discounts: expectations worked by hand.

use super::*;
use proptest::prelude::*;

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

fn lines(amounts_minor: &[i64]) -> Vec<Money> {
    amounts_minor.iter().copied().map(eur).collect()
}

fn percent(percent: i64) -> Coupon {
    Coupon { off: Discount::Percent(Decimal::from(percent)), only: None }
}

fn fixed(amount_minor: i64) -> Coupon {
    Coupon { off: Discount::Fixed(eur(amount_minor)), only: None }
}

fn after(amounts_minor: &[i64], coupons: &[Coupon]) -> Vec<i64> {
    let discounted = apply_coupons(Currency::EUR, &lines(amounts_minor), coupons).unwrap();
    discounted.after.iter().map(|amount| amount.amount_minor).collect()
}

#[test]
fn a_percentage_comes_off_before_a_fixed_amount_whatever_their_order() {
    // 10 % of 100.00 is 10.00; then 50.00. The other way round only 55.00 would come off.
    assert_eq!(after(&[100_00], &[fixed(50_00), percent(10)]), [40_00]);
    assert_eq!(after(&[100_00], &[percent(10), fixed(50_00)]), [40_00]);
}

#[test]
fn the_second_percentage_is_of_what_the_first_left() {
    assert_eq!(after(&[100_00], &[percent(20), percent(10)]), [72_00]); // 100 × 0.8 × 0.9
}

#[test]
fn a_percentage_is_rounded_at_each_line() {
    // 83.25 and 250: what a reader sees on the line is what came off it.
    assert_eq!(after(&[10_00, 3_33], &[percent(25)]), [7_50, 2_50]);
}

#[test]
fn a_fixed_amount_is_spread_and_never_takes_more_than_there_is() {
    assert_eq!(after(&[3_33, 3_33, 3_34], &[fixed(1_00)]), [3_00, 3_00, 3_00]);
    assert_eq!(after(&[10_00, 20_00], &[fixed(40_00)]), [0, 0]);
    assert_eq!(after(&[], &[fixed(40_00)]), [0; 0]);
}

#[test]
fn a_credit_line_takes_no_part_in_a_fixed_amount_but_in_a_percentage() {
    // 30.00 − 10.00 = 20.00: 25.00 off takes 20.00, all of it from the charge.
    assert_eq!(after(&[30_00, -10_00], &[fixed(25_00)]), [10_00, -10_00]);
    // The credit of a price that was 10 % cheaper is 10 % smaller too.
    assert_eq!(after(&[30_00, -10_00], &[percent(10)]), [27_00, -9_00]);
}

#[test]
fn a_coupon_may_be_for_some_lines_only() {
    let only_second = Coupon { only: Some(vec![1]), ..fixed(5_00) };
    let discounted =
        apply_coupons(Currency::EUR, &lines(&[10_00, 3_00]), &[only_second, percent(50)]).unwrap();
    // Half of both lines first; then what is left of the second.
    assert_eq!(discounted.after, lines(&[5_00, 0]));
    assert_eq!(discounted.by_coupon, lines(&[1_50, 6_50]));
    assert_eq!(discounted.line_discounts, lines(&[5_00, 3_00]));
    assert_eq!(discounted.total, eur(8_00));
}

#[test]
fn impossible_discounts_are_refused() {
    let off = |coupon| apply_coupons(Currency::EUR, &lines(&[1_00]), &[coupon]).unwrap_err();
    assert_eq!(off(percent(101)), DiscountError::PercentOff { percent: Decimal::from(101) });
    assert_eq!(off(fixed(-1)), DiscountError::NotPositive { amount: eur(-1) });
    let elsewhere = Coupon { only: Some(vec![1]), ..fixed(1) };
    assert_eq!(off(elsewhere), DiscountError::NoSuchLine { line: 1, lines: 1 });
    let dollars = Coupon { off: Discount::Fixed(Money::new(1, Currency::USD)), only: None };
    assert!(matches!(off(dollars), DiscountError::Money(MoneyError::CurrencyMismatch { .. })));
}

proptest! {
    #[test]
    fn a_spread_discount_sums_exactly_and_leaves_no_line_negative(
        amounts in proptest::collection::vec(-10_000_i64..1_000_000, 0..30),
        discount in 0_i64..3_000_000,
    ) {
        let lines = lines(&amounts);
        let shares = spread(eur(discount), &lines).unwrap();
        let available = amounts.iter().sum::<i64>().max(0);
        let sum: i64 = shares.iter().map(|share| share.amount_minor).sum();
        prop_assert_eq!(sum, discount.min(available));
        for (line, share) in lines.iter().zip(&shares) {
            prop_assert!(!share.is_negative());
            prop_assert!(share.is_zero() || share.amount_minor <= line.amount_minor);
        }
    }

    #[test]
    fn coupons_and_what_is_left_sum_to_the_lines(
        amounts in proptest::collection::vec(0_i64..1_000_000, 1..20),
        percents in proptest::collection::vec(0_i64..=100, 0..3),
        off in proptest::collection::vec(1_i64..500_000, 0..3),
    ) {
        let coupons: Vec<Coupon> =
            percents.into_iter().map(percent).chain(off.into_iter().map(fixed)).collect();
        let discounted = apply_coupons(Currency::EUR, &lines(&amounts), &coupons).unwrap();
        let left: i64 = discounted.after.iter().map(|amount| amount.amount_minor).sum();
        prop_assert_eq!(left + discounted.total.amount_minor, amounts.iter().sum::<i64>());
        prop_assert!(discounted.after.iter().all(|amount| !amount.is_negative()));
    }
}
