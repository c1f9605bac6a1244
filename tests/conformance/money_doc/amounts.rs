//! The tables on rounding, prices, discounts, tax, splits and credit notes.

use super::{amounts, decimal, major, majors, optional, usd};
use quittance::domain::credit_note::{place, tax_of_credits_in_order};
use quittance::domain::currency::Currency;
use quittance::domain::discount::{Coupon, Discount, apply_coupons};
use quittance::domain::money::Money;
use quittance::domain::pricing::{
    Increment, Percentage, Price, PriceModel, Rate, SpendLimits, Tier, Tiers, Usage, true_up,
};
use quittance::domain::rounding::{Rounding, line_amount_per};
use quittance::domain::split::split_weighted;
use quittance::domain::tax::{split_inclusive, tax_on_top, taxes_on_top};
use quittance::domain::tax_total::{TaxCategory, TaxSubtotal, TaxableLine, totals_of_net_lines};
use rust_decimal::Decimal;

pub fn rounding(cells: &[&str]) -> Vec<String> {
    let currency = cells[0].parse().expect("a currency");
    vec![major(Money::from_major_rounded(decimal(cells[1]), currency).expect("an amount"))]
}

pub fn line_amounts(cells: &[&str]) -> Vec<String> {
    let [quantity, price, base] = [0, 1, 2].map(|cell| decimal(cells[cell]));
    vec![major(line_amount_per(quantity, price, base, Currency::USD).expect("an amount"))]
}

const WORKED: &[(&str, &str)] = &[("1000", "0.010"), ("10000", "0.008"), ("beyond", "0.005")];

pub fn worked_tiers(cells: &[&str]) -> Vec<String> {
    let tier = WORKED.iter().find(|(up_to, _)| *up_to == cells[0]).expect("a worked tier");
    vec![tier.1.to_owned()]
}

fn tiers(rows: &[(&str, &str, &str)]) -> Tiers {
    let tier = |(up_to, unit, flat): &(&str, &str, &str)| Tier {
        up_to: (*up_to != "beyond").then(|| decimal(up_to)),
        rate: Rate::PerUnit(decimal(unit)),
        flat_amount: decimal(flat),
        cap: None,
    };
    Tiers::new(rows.iter().map(tier).collect()).expect("tiers")
}

pub fn tiered_prices(cells: &[&str]) -> Vec<String> {
    let rows: Vec<_> = WORKED.iter().map(|(up_to, unit)| (*up_to, *unit, "0")).collect();
    let tiers = tiers(&rows);
    let graduated = PriceModel::Graduated(tiers.clone()).into();
    vec![cost(&graduated, cells[0]), cost(&PriceModel::Volume(tiers).into(), cells[0])]
}

pub fn flat_fees(cells: &[&str]) -> Vec<String> {
    let tiers = tiers(&[("10", "10", "2"), ("20", "5", "3"), ("beyond", "5", "3")]);
    vec![cost(&PriceModel::Graduated(tiers).into(), cells[0])]
}

pub fn packages(cells: &[&str]) -> Vec<String> {
    let rounding = match cells[4] {
        "count" => Rounding::Ceiling,
        "do not count" => Rounding::Floor,
        other => panic!("started packages {other}"),
    };
    let (size, amount) = (decimal(cells[2]), decimal(cells[3]));
    let model = PriceModel::Simple(Rate::PerPackage { size, amount, rounding });
    let price = Price { included_units: decimal(cells[1]), ..Price::from(model) };
    vec![cost(&price, cells[0])]
}

pub fn transactions(cells: &[&str]) -> Vec<String> {
    let percentage = Percentage {
        fixed_amount: decimal(cells[2]),
        minimum: optional(cells[3]),
        maximum: optional(cells[4]),
        ..Percentage::of(decimal(cells[1]))
    };
    let values: Vec<Decimal> = cells[0].split(" + ").map(decimal).collect();
    let price = Price::from(PriceModel::Percentage(percentage));
    let line = price.line(Usage::Transactions(&values)).expect("a price");
    vec![major(line.amount(Currency::USD).expect("an amount"))]
}

pub fn parts_of_a_period(cells: &[&str]) -> Vec<String> {
    let spend = SpendLimits::new(optional(cells[1]), optional(cells[2])).expect("limits");
    let model = PriceModel::Simple(Rate::PerUnit(Decimal::TEN));
    let price = Price { spend, ..Price::from(model) };
    let used: Vec<Decimal> = cells[0].split(" + ").map(decimal).collect();
    let (mut quantity_before, mut billed_before) = (Decimal::ZERO, Money::zero(Currency::USD));
    let mut lines = Vec::new();
    for (position, quantity) in used.iter().enumerate() {
        let is_last = position + 1 == used.len();
        let part = Increment { quantity_before, quantity: *quantity, is_last, billed_before };
        let line = price.increment(part, Currency::USD).expect("a price").amount;
        quantity_before += *quantity;
        billed_before = billed_before.checked_add(line).expect("one currency");
        lines.push(line);
    }
    vec![majors(lines)]
}

pub fn commitments(cells: &[&str]) -> Vec<String> {
    let currency = cells[0].parse().expect("a currency");
    let [committed, used] = [1, 2]
        .map(|cell| Money::from_major_rounded(decimal(cells[cell]), currency).expect("an amount"));
    vec![major(true_up(committed, used).expect("one currency"))]
}

pub fn discounts(cells: &[&str]) -> Vec<String> {
    let coupon = |text: &str| {
        let off = match text.strip_suffix(" %") {
            Some(percent) => Discount::Percent(decimal(percent)),
            None => Discount::Fixed(usd(text)),
        };
        Coupon { off, only: None }
    };
    let coupons: Vec<Coupon> = cells[1].split(", ").map(coupon).collect();
    let lines = apply_coupons(Currency::USD, &amounts(cells[0]), &coupons).expect("discounts");
    vec![majors(lines.after)]
}

pub fn tax(cells: &[&str]) -> Vec<String> {
    let rate_percent = decimal(cells[1]);
    let category = TaxCategory::Standard;
    let lines: Vec<TaxableLine> = amounts(cells[0])
        .into_iter()
        .map(|amount| TaxableLine { amount, category, rate_percent })
        .collect();
    let totals = totals_of_net_lines(Currency::USD, &lines).expect("totals");
    vec![major(totals.net), major(totals.tax), major(totals.gross), majors(totals.line_taxes)]
}

pub fn tax_included(cells: &[&str]) -> Vec<String> {
    let apart = split_inclusive(usd(cells[0]), decimal(cells[1])).expect("a split");
    vec![major(apart.net), major(apart.tax)]
}

pub fn several_taxes(cells: &[&str]) -> Vec<String> {
    let rates: Vec<Decimal> = cells[1].split(", ").map(decimal).collect();
    let taxes = taxes_on_top(usd(cells[0]), &rates).expect("taxes");
    let sum = Money::sum(Currency::USD, taxes.iter().copied()).expect("a sum");
    vec![majors(taxes), major(sum)]
}

pub fn splits(cells: &[&str]) -> Vec<String> {
    let weights: Vec<Decimal> = cells[1].split(" : ").map(decimal).collect();
    let parts = split_weighted(usd(cells[0]).amount_minor, &weights).expect("parts");
    vec![majors(parts.into_iter().map(|part| Money::new(part, Currency::USD)))]
}

pub fn credit_against_due(cells: &[&str]) -> Vec<String> {
    let (applied, above) = place(usd(cells[0]), usd(cells[1])).expect("one currency");
    vec![major(applied), major(above)]
}

pub fn tax_of_credit_notes(cells: &[&str]) -> Vec<String> {
    let (notes, rate_percent) = (amounts(cells[0]), decimal(cells[1]));
    let taxable = Money::sum(Currency::USD, notes.iter().copied()).expect("a sum");
    let tax = tax_on_top(taxable, rate_percent).expect("a tax");
    let invoiced = TaxSubtotal { category: TaxCategory::Standard, rate_percent, taxable, tax };
    let taxes = tax_of_credits_in_order(&invoiced, &notes).expect("taxes");
    vec![majors(taxes), major(tax)]
}

fn cost(price: &Price, quantity: &str) -> String {
    let line = price.line(Usage::Quantity(decimal(quantity))).expect("a price");
    major(line.amount(Currency::USD).expect("an amount"))
}
