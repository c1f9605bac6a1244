use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn usd(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::USD)
}

fn percent(number: i64) -> Decimal {
    Decimal::from(number)
}

#[test]
fn a_plan_for_359_88_sums_to_359_88() {
    // 25 % of 359.88 is 89.97; 269.91 / 6 is 44.985.
    let amounts = PlanAmounts::of(usd(359_88), percent(25), 6).unwrap();
    assert_eq!(amounts.down_payment, usd(89_97));
    let parts = [44_99, 44_99, 44_99, 44_98, 44_98, 44_98].map(usd);
    assert_eq!(amounts.installments, parts);
    assert_eq!(89_97 + 3 * 44_99 + 3 * 44_98, 359_88);
}

#[test]
fn a_plan_for_1200_in_six_has_equal_installments() {
    let amounts = PlanAmounts::of(usd(1200_00), percent(25), 6).unwrap();
    assert_eq!(amounts.down_payment, usd(300_00));
    assert_eq!(amounts.installments, [150_00; 6].map(usd));
}

#[test]
fn a_down_payment_is_rounded_once_and_the_rest_follows() {
    // 33 % of 100.01 is 33.0033; 67.01 is left: 33.51 + 33.50.
    let amounts = PlanAmounts::of(usd(100_01), percent(33), 2).unwrap();
    assert_eq!(amounts.down_payment, usd(33_00));
    assert_eq!(amounts.installments, [usd(33_51), usd(33_50)]);
    let none = PlanAmounts::of(usd(100_01), Decimal::ZERO, 2).unwrap();
    assert_eq!((none.down_payment, none.installments), (usd(0), vec![usd(50_01), usd(50_00)]));
}

#[test]
fn a_plan_in_yen_has_whole_yen() {
    let yen = |amount| Money::new(amount, Currency::JPY);
    // 25 % of 1001 is 250.25; 751 / 3 is 250.33….
    let amounts = PlanAmounts::of(yen(1001), percent(25), 3).unwrap();
    assert_eq!(amounts.down_payment, yen(250));
    assert_eq!(amounts.installments, [yen(251), yen(250), yen(250)]);
}

#[test]
fn two_to_twelve_installments_from_a_hundred_on() {
    let policy = PlanPolicy::default();
    assert_eq!(policy.allows(usd(100_00), 2), Ok(()));
    assert_eq!(policy.allows(usd(100_00), 12), Ok(()));
    for installments in [0, 1, 13] {
        let refused = PlanError::InstallmentCount { installments, fewest: 2, most: 12 };
        assert_eq!(policy.allows(usd(100_00), installments), Err(refused));
    }
    let refused = PlanError::BelowMinimum { total: usd(99_99), least: usd(100_00) };
    assert_eq!(policy.allows(usd(99_99), 6), Err(refused));
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let all = PlanAmounts::of(usd(100_00), percent(100), 2);
    assert_eq!(all, Err(PlanError::DownPaymentPercent { percent: percent(100) }));
    let negative = PlanAmounts::of(usd(100_00), percent(-1), 2);
    assert_eq!(negative, Err(PlanError::DownPaymentPercent { percent: percent(-1) }));
    let cent = PlanAmounts::of(usd(1), Decimal::ZERO, 2);
    assert_eq!(cent, Err(PlanError::TooSmall { remainder: usd(1), installments: 2 }));
    let amounts = PlanAmounts::of(usd(100_00), percent(25), 3).unwrap();
    let days = DueDates::monthly(date(2026, 12, 1), 2).unwrap();
    assert_eq!(Schedule::new(amounts, &days), Err(PlanError::DatesDiffer { amounts: 3, days: 2 }));
}

#[test]
fn a_schedule_has_each_installment_on_its_day() {
    let days = DueDates::monthly(date(2027, 1, 31), 6).unwrap();
    let schedule = PlanPolicy::default().schedule(usd(359_88), &days).unwrap();
    let second = schedule.installments[1];
    assert_eq!(second, Installment { number: 2, due_on: date(2027, 2, 28), amount: usd(44_99) });
    assert_eq!(schedule.total(), Ok(usd(359_88)));
}

#[test]
fn paying_off_costs_what_is_left_and_no_more() {
    let days = DueDates::monthly(date(2027, 1, 31), 6).unwrap();
    let schedule = PlanPolicy::default().schedule(usd(359_88), &days).unwrap();
    // 269.91 less 44.99 twice.
    assert_eq!(schedule.outstanding(&[1, 2]), Ok(usd(179_93)));
    assert_eq!(schedule.outstanding(&[1, 2, 3, 4, 5, 6]), Ok(usd(0)));
}

#[test]
fn rescheduling_keeps_what_was_paid_and_shares_the_rest_anew() {
    let days = DueDates::monthly(date(2027, 1, 31), 6).unwrap();
    let schedule = PlanPolicy::default().schedule(usd(359_88), &days).unwrap();
    let moved = DueDates::weekly(date(2027, 4, 1), 2).unwrap();
    let after = schedule.rescheduled(&[1, 2], &moved).unwrap();
    let rows: Vec<_> = after
        .installments
        .iter()
        .map(|part| (part.number, part.due_on, part.amount.amount_minor))
        .collect();
    let expected = [
        (1, date(2027, 1, 31), 44_99),
        (2, date(2027, 2, 28), 44_99),
        (7, date(2027, 4, 1), 89_97), // 179.93 / 2
        (8, date(2027, 4, 8), 89_96),
    ];
    assert_eq!(rows, expected);
    assert_eq!(after.total(), Ok(usd(359_88)));
    let nothing_left = schedule.rescheduled(&[1, 2, 3, 4, 5, 6], &moved);
    assert_eq!(nothing_left, Err(PlanError::TooSmall { remainder: usd(0), installments: 2 }));
}

proptest! {
    #[test]
    fn a_schedule_always_sums_to_the_invoice(
        total in 100_00_i64..1_000_000_000_000, percent_minor in 0_i64..100_00, count in 2_u32..=12,
    ) {
        let amounts = PlanAmounts::of(usd(total), Decimal::new(percent_minor, 2), count);
        // 99.99 % of a small invoice may leave less than a cent for each installment.
        let Ok(amounts) = amounts else {
            prop_assert!(total - total * percent_minor / 100_00 <= i64::from(count) + 1);
            return Ok(());
        };
        let parts: Vec<i64> = amounts.installments.iter().map(|part| part.amount_minor).collect();
        prop_assert_eq!(amounts.down_payment.amount_minor + parts.iter().sum::<i64>(), total);
        prop_assert!(parts.iter().max().unwrap() - parts.iter().min().unwrap() <= 1);
        prop_assert!(parts.iter().all(|part| *part > 0));
        prop_assert!(parts.is_sorted_by(|earlier, later| earlier >= later));
    }
}
