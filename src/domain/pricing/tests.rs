//! Prices: each model at its edges and one beyond, the terms around them, and what always holds.

use super::*;
use crate::domain::rounding::Rounding;
use proptest::prelude::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn usd(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::USD)
}

/// `(up_to, unit amount, flat amount)`; an empty bound is open.
fn tiers(rows: &[(&str, &str, &str)]) -> Tiers {
    let tier = |(up_to, unit, flat): &(&str, &str, &str)| Tier {
        up_to: (!up_to.is_empty()).then(|| decimal(up_to)),
        rate: Rate::PerUnit(decimal(unit)),
        flat_amount: decimal(flat),
        cap: None,
    };
    Tiers::new(rows.iter().map(tier).collect()).unwrap()
}

/// The worked example of the field: to 1,000 at 0.010, to 10,000 at 0.008, the rest at 0.005.
fn worked() -> Tiers {
    tiers(&[("1000", "0.010", "0"), ("10000", "0.008", "0"), ("", "0.005", "0")])
}

fn with_flat_fees() -> Tiers {
    tiers(&[("10", "10", "2"), ("20", "5", "3"), ("", "5", "3")])
}

fn cost(price: &Price, quantity: &str) -> i64 {
    let line = price.line(Usage::Quantity(decimal(quantity))).unwrap();
    line.amount(Currency::USD).unwrap().amount_minor
}

fn per_unit(amount: &str) -> Price {
    PriceModel::Simple(Rate::PerUnit(decimal(amount))).into()
}

fn spend(minimum: &str, maximum: &str) -> Result<SpendLimits, PricingError> {
    SpendLimits::new(Some(decimal(minimum)), Some(decimal(maximum)))
}

fn package(size: &str, amount: &str, rounding: Rounding) -> Price {
    let rate = Rate::PerPackage { size: decimal(size), amount: decimal(amount), rounding };
    PriceModel::Simple(rate).into()
}

#[test]
fn graduated_fills_the_tiers_in_order() {
    let price = PriceModel::Graduated(worked()).into();
    assert_eq!(cost(&price, "12500"), 94_50); // 10 + 72 + 12.50
    assert_eq!(cost(&price, "1000"), 10_00);
    assert_eq!(cost(&price, "1001"), 10_01); // 10.008
    assert_eq!(cost(&price, "10000"), 82_00);
    assert_eq!(cost(&price, "0"), 0);
}

#[test]
fn volume_charges_everything_at_the_tier_reached() {
    let price = PriceModel::Volume(worked()).into();
    assert_eq!(cost(&price, "12500"), 62_50);
    assert_eq!(cost(&price, "10000"), 80_00);
    assert_eq!(cost(&price, "10001"), 50_01); // 50.005: the cliff
}

#[test]
fn a_flat_fee_is_due_when_its_tier_is_reached() {
    let price = PriceModel::Graduated(with_flat_fees()).into();
    assert_eq!(cost(&price, "10"), 102_00);
    assert_eq!(cost(&price, "10.001"), 105_01); // 102 + 3 + 0.005
    assert_eq!(cost(&price, "12"), 115_00);
    assert_eq!(cost(&price, "21"), 163_00); // 102 + 53 + 8
}

#[test]
fn without_usage_the_first_flat_fee_is_due_only_if_so_said() {
    let price: Price = PriceModel::Volume(with_flat_fees()).into();
    assert_eq!(cost(&price, "0"), 0);
    let price = Price { without_usage: WithoutUsage::FirstTierFlatFee, ..price };
    assert_eq!(cost(&price, "0"), 2_00);
}

#[test]
fn a_started_package_counts_whole_or_not_at_all() {
    let up = package("20", "10", Rounding::Ceiling);
    assert_eq!([cost(&up, "0"), cost(&up, "20"), cost(&up, "20.1")], [0, 10_00, 20_00]);
    let down = package("20", "10", Rounding::Floor);
    assert_eq!([cost(&down, "19.9"), cost(&down, "20"), cost(&down, "39")], [0, 10_00, 10_00]);
    assert_eq!(packages(decimal("11"), decimal("10"), Rounding::Ceiling), Ok(decimal("2")));
}

#[test]
fn a_tier_may_charge_by_the_package_and_have_a_cap() {
    let dozen =
        Rate::PerPackage { size: decimal("12"), amount: decimal("6"), rounding: Rounding::Ceiling };
    let first = Tier {
        up_to: Some(decimal("30")),
        rate: dozen,
        flat_amount: decimal("1"),
        cap: Some(decimal("15")),
    };
    let rest = Tier { up_to: None, rate: Rate::PerUnit(decimal("0.10")), cap: None, ..first };
    let price = PriceModel::Graduated(Tiers::new(vec![first, rest]).unwrap()).into();
    assert_eq!(cost(&price, "24"), 13_00); // two dozen and the fee
    assert_eq!(cost(&price, "25"), 15_00); // 18 + 1, capped
    assert_eq!(cost(&price, "31"), 16_10); // 15, then 1 and 0.10
}

#[test]
fn each_transaction_has_its_own_least_and_most() {
    let of = |percentage: Percentage, values: &[&str]| {
        let values: Vec<Decimal> = values.iter().map(|value| decimal(value)).collect();
        let line = Price::from(PriceModel::Percentage(percentage));
        line.line(Usage::Transactions(&values)).unwrap().amount(Currency::USD).unwrap().amount_minor
    };
    let plain = Percentage { fixed_amount: decimal("0.30"), ..Percentage::of(decimal("2.9")) };
    assert_eq!(of(plain, &["100", "10"]), 3_79); // 3.20 + 0.59
    let bounded = Percentage { minimum: Some(decimal("1")), maximum: Some(decimal("3")), ..plain };
    assert_eq!(of(bounded, &["100", "10"]), 4_00);
    assert_eq!(of(plain, &["0"]), 30);
    assert_eq!(of(plain, &[]), 0);
}

#[test]
fn the_first_transactions_or_the_first_amount_are_free() {
    let of = |free_transactions, free_amount: Option<&str>| {
        let percentage = Percentage {
            fixed_amount: decimal("2"),
            free_transactions,
            free_amount: free_amount.map(decimal),
            ..Percentage::of(decimal("10"))
        };
        let values = ["50", "100", "250", "400"].map(decimal);
        let price = Price::from(PriceModel::Percentage(percentage));
        cost_of(&price.line(Usage::Transactions(&values)).unwrap())
    };
    assert_eq!(of(None, None), 88_00); // 80 + 4 × 2
    assert_eq!(of(Some(2), None), 69_00); // 65 + 2 × 2
    assert_eq!(of(None, Some("250")), 59_00); // 150 of the third and the fourth: 55 + 2 × 2
    assert_eq!(of(Some(3), Some("60")), 80_00); // 90, 250 and 400 are charged: 74 + 3 × 2
    assert_eq!(of(Some(1), Some("1000")), 81_00); // the transactions are: 75 + 3 × 2
}

fn cost_of(line: &PricedLine) -> i64 {
    line.amount(Currency::USD).unwrap().amount_minor
}

#[test]
fn terms_apply_in_their_order() {
    let conversion = Conversion { divide_by: decimal("1000"), rounding: Some(Rounding::Ceiling) };
    let price = Price {
        conversion: Some(conversion),
        included_units: decimal("0.5"),
        percent_off: decimal("10"),
        ..per_unit("10")
    };
    // 1400 bytes are 2 kilobytes, 0.5 of them included: 15.00; 10 % off.
    assert_eq!(cost(&price, "1400"), 13_50);
    let fractions = Conversion { rounding: None, ..conversion };
    assert_eq!(cost(&Price { conversion: Some(fractions), ..price }, "1400"), 8_10); // 0.9 × 10 × 0.9
    assert_eq!(cost(&Price { times: decimal("3"), ..per_unit("0.333") }, "1"), 1_00); // 0.999
}

#[test]
fn the_least_and_the_most_due_are_said_as_parts_of_their_own() {
    let spend = spend("20", "100").unwrap();
    let price = Price { spend, ..per_unit("10") };
    assert_eq!([cost(&price, "1"), cost(&price, "5"), cost(&price, "11")], [20_00, 50_00, 100_00]);
    let line = price.line(Usage::Quantity(decimal("11"))).unwrap();
    assert!(
        matches!(line.parts[1], PricedPart::AboveMaximum { amount } if amount.to_decimal() == Some(decimal("-10")))
    );
}

#[test]
fn the_explanation_names_tier_quantity_rate_and_amount() {
    let price = Price::from(PriceModel::Graduated(with_flat_fees()));
    let line = price.line(Usage::Quantity(decimal("12"))).unwrap();
    let told: Vec<String> = line
        .parts
        .iter()
        .map(|part| match *part {
            PricedPart::Units { tier, quantity, rate, amount } => format!(
                "{tier:?} {} × {rate:?} = {}",
                quantity.to_decimal().unwrap(),
                amount.to_decimal().unwrap()
            ),
            PricedPart::Flat { tier, amount } => {
                format!("{tier:?} flat {}", amount.to_decimal().unwrap())
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "Some(1) 10 × PerUnit(10) = 100",
            "Some(1) flat 2",
            "Some(2) 2 × PerUnit(5) = 10",
            "Some(2) flat 3",
        ]
    );
}

#[test]
fn a_line_is_rounded_once_and_not_part_by_part() {
    // 0.5 × 0.01 = 0.005 in each of two tiers: 0.01 together, 0.02 if each were rounded.
    let tiers = tiers(&[("0.5", "0.01", "0"), ("", "0.01", "0")]);
    assert_eq!(cost(&PriceModel::Graduated(tiers).into(), "1"), 1);
}

#[test]
fn impossible_prices_are_refused() {
    let bounded = |up_to: &str| Tier {
        up_to: (!up_to.is_empty()).then(|| decimal(up_to)),
        rate: Rate::PerUnit(Decimal::ONE),
        flat_amount: Decimal::ZERO,
        cap: None,
    };
    let refused =
        |bounds: &[&str]| Tiers::new(bounds.iter().map(|b| bounded(b)).collect()).unwrap_err();
    assert_eq!(refused(&[]), TierError::NoTiers);
    assert_eq!(refused(&["5"]), TierError::LastTierEnds { up_to: decimal("5") });
    assert_eq!(refused(&["", "5"]), TierError::OpenTierBeforeLast { tier: 1 });
    let twice = TierError::NotAscending { tier: 2, up_to: decimal("5") };
    assert_eq!(refused(&["5", "5", ""]), twice);

    let line = |price: Price, quantity| price.line(Usage::Quantity(decimal(quantity))).unwrap_err();
    let negative = PricingError::NegativeQuantity { quantity: decimal("-1") };
    assert_eq!(line(PriceModel::Volume(worked()).into(), "-1"), negative);
    assert_eq!(line(package("10", "1", Rounding::Ceiling), "-1"), negative);
    let no_size = PricingError::PackageSize { size: Decimal::ZERO };
    assert_eq!(line(package("0", "1", Rounding::Ceiling), "1"), no_size);
    let percent = PricingError::PercentOff { percent: decimal("101") };
    assert_eq!(line(Price { percent_off: decimal("101"), ..per_unit("1") }, "1"), percent);
    let limits = PricingError::SpendLimits { minimum: decimal("2"), maximum: decimal("1") };
    assert_eq!(spend("2", "1"), Err(limits));
    let huge = line(per_unit("79228162514264337593543950335"), "79228162514264337593543950335");
    assert_eq!(huge, PricingError::Money(MoneyError::Overflow));
}

#[test]
fn a_credit_of_simple_units_is_the_mirror_of_their_price() {
    assert_eq!(cost(&per_unit("625743.54"), "-1"), -625_743_54);
    assert_eq!(cost(&per_unit("0.005"), "-1"), -1);
}

fn increments(price: &Price, quantities: &[Decimal]) -> Vec<IncrementLine> {
    let (mut before, mut billed) = (Decimal::ZERO, usd(0));
    let mut lines = Vec::new();
    for (position, quantity) in quantities.iter().enumerate() {
        let part = Increment {
            quantity_before: before,
            quantity: *quantity,
            is_last: position + 1 == quantities.len(),
            billed_before: billed,
        };
        let line = price.increment(part, Currency::USD).unwrap();
        billed = billed.checked_add(line.amount).unwrap();
        before += *quantity;
        lines.push(line);
    }
    lines
}

#[test]
fn a_flat_fee_is_billed_once_however_the_period_is_cut() {
    let price = PriceModel::Graduated(with_flat_fees()).into();
    let amounts: Vec<i64> = increments(&price, &["4", "7", "0"].map(decimal))
        .iter()
        .map(|line| line.amount.amount_minor)
        .collect();
    assert_eq!(amounts, [42_00, 68_00, 0]); // 40 + 2; 60 + 5 + 3
}

#[test]
fn a_volume_price_waits_for_the_last_line() {
    let price = PriceModel::Volume(worked()).into();
    let amounts: Vec<i64> = increments(&price, &["10000", "1"].map(decimal))
        .iter()
        .map(|line| line.amount.amount_minor)
        .collect();
    assert_eq!(amounts, [0, 50_01]);
}

#[test]
fn limits_hold_for_the_period_and_the_minimum_waits_for_its_end() {
    let spend = spend("60", "100").unwrap();
    let price = Price { spend, ..per_unit("10") };
    let parts = |quantities: [&str; 2]| {
        let lines = increments(&price, &quantities.map(decimal));
        [lines[0], lines[1]].map(|line| {
            let [discount, true_up] = [line.maximum_spend_discount, line.minimum_spend_true_up];
            (line.amount.amount_minor, discount.amount_minor, true_up.amount_minor)
        })
    };
    assert_eq!(parts(["7", "5"]), [(70_00, 0, 0), (30_00, 20_00, 0)]);
    assert_eq!(parts(["1", "2"]), [(10_00, 0, 0), (50_00, 0, 30_00)]);
}

#[test]
fn a_commitment_is_met_by_rounded_amounts() {
    let yen = |amount| Money::new(amount, Currency::JPY);
    // 8500.5 was billed as 8501.
    assert_eq!(true_up(yen(10_000), yen(8_501)), Ok(yen(1_499)));
    assert_eq!(true_up(yen(10_000), yen(12_000)), Ok(yen(0)));
}

#[test]
fn the_maximum_takes_at_most_the_line() {
    let discount = |line, billed| {
        maximum_spend_discount(decimal(line), decimal(billed), decimal("10000"), Currency::USD)
    };
    assert_eq!(discount("1000", "8000"), Ok(usd(0)));
    assert_eq!(discount("1000", "9000.01"), Ok(usd(1)));
    assert_eq!(discount("1000", "12000"), Ok(usd(1000_00)));
}

/// Three to six tiers without flat fees: widths in whole units, unit amounts to a ten-thousandth.
fn any_tiers() -> impl Strategy<Value = Tiers> {
    proptest::collection::vec((1_i64..1_000, 0_i64..100_000), 3..7).prop_map(|rows| {
        let last = rows.len() - 1;
        let mut up_to = 0;
        let tiers = rows.into_iter().enumerate().map(|(position, (width, unit))| {
            up_to += width;
            Tier {
                up_to: (position < last).then(|| Decimal::from(up_to)),
                rate: Rate::PerUnit(Decimal::new(unit, 4)),
                flat_amount: Decimal::ZERO,
                cap: None,
            }
        });
        Tiers::new(tiers.collect()).unwrap()
    })
}

fn exact_cost(price: &Price, quantity: Decimal) -> Decimal {
    price.line(Usage::Quantity(quantity)).unwrap().total.to_decimal().unwrap()
}

proptest! {
    #[test]
    fn graduated_never_falls_and_never_jumps(tiers in any_tiers(), at in 0_i64..6_000_000, step in 1_i64..1_000) {
        let dearest = tiers.as_slice().iter().map(|tier| match tier.rate {
            Rate::PerUnit(amount) => amount,
            _ => Decimal::ZERO,
        }).max().unwrap();
        let price = PriceModel::Graduated(tiers).into();
        let (at, step) = (Decimal::new(at, 3), Decimal::new(step, 3));
        let rise = exact_cost(&price, at + step) - exact_cost(&price, at);
        // A step costs between nothing and the dearest rate: no jump at an edge.
        prop_assert!(rise >= Decimal::ZERO && rise <= step * dearest);
    }

    #[test]
    fn at_an_edge_graduated_is_continuous(tiers in any_tiers()) {
        let edges: Vec<Decimal> = tiers.as_slice().iter().filter_map(|tier| tier.up_to).collect();
        let price = PriceModel::Graduated(tiers).into();
        let hair = Decimal::new(1, 12);
        for edge in edges {
            let around = exact_cost(&price, edge + hair) - exact_cost(&price, edge - hair);
            prop_assert!(around <= Decimal::new(20, 12) * Decimal::TWO);
        }
    }

    #[test]
    fn the_lines_of_a_period_sum_to_its_price(
        tiers in any_tiers(), parts in proptest::collection::vec(0_i64..500_000, 1..8), model in 0..4,
    ) {
        let model = match model {
            0 => PriceModel::Graduated(tiers),
            1 => PriceModel::Volume(tiers),
            2 => PriceModel::Simple(Rate::PerUnit(decimal("1.33333"))),
            _ => package("10", "15", Rounding::Ceiling).model,
        };
        let price = Price::from(model);
        let quantities: Vec<Decimal> = parts.iter().map(|part| Decimal::new(*part, 3)).collect();
        let billed: i64 =
            increments(&price, &quantities).iter().map(|line| line.amount.amount_minor).sum();
        let whole = price.line(Usage::Quantity(quantities.iter().sum())).unwrap();
        prop_assert_eq!(billed, cost_of(&whole));
    }

    #[test]
    fn the_parts_of_a_line_sum_to_it(tiers in any_tiers(), quantity in 0_i64..10_000_000, volume in any::<bool>()) {
        let model = if volume { PriceModel::Volume(tiers) } else { PriceModel::Graduated(tiers) };
        let spend = spend("10", "20000").unwrap();
        let price = Price { spend, percent_off: decimal("12.5"), ..Price::from(model) };
        let line = price.line(Usage::Quantity(Decimal::new(quantity, 3))).unwrap();
        let sum = line.parts.iter().try_fold(Exact::ZERO, |sum, part| sum.checked_add(part.amount()));
        prop_assert!(sum.unwrap().compare(line.total).unwrap().is_eq());
    }
}
