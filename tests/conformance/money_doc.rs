//! `docs/MONEY.md` cannot lie: every table in it is recomputed from the rules, and every test it names
//! exists. A table says above itself by which function of this module it is recomputed.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::date};
use quittance::domain::credit_note::{place, tax_of_credits_in_order};
use quittance::domain::currency::Currency;
use quittance::domain::discount::{Coupon, Discount, apply_coupons};
use quittance::domain::money::Money;
use quittance::domain::period::Period;
use quittance::domain::pricing::{
    Increment, Percentage, Price, PriceModel, Rate, SpendLimits, Tier, Tiers, Usage, true_up,
};
use quittance::domain::proration::{
    ChangeDay, Fraction, PeriodPrice, ProrationMethod, ProrationRule, change,
};
use quittance::domain::rounding::{Rounding, line_amount_per};
use quittance::domain::split::split_weighted;
use quittance::domain::tax::{split_inclusive, tax_on_top, taxes_on_top};
use quittance::domain::tax_total::{TaxCategory, TaxSubtotal, TaxableLine, totals_of_net_lines};
use rust_decimal::Decimal;
use std::path::Path;

/// The cells of one row as they stand in the document, given the cells that are the row's question.
type Recompute = fn(&[&str]) -> Vec<String>;

/// What stands after `recomputed:`, how many cells of a row are its question, and the rest of it.
const TABLES: &[(&str, usize, Recompute)] = &[
    ("rounding", 2, rounding),
    ("line amounts", 3, line_amounts),
    ("worked tiers", 1, worked_tiers),
    ("tiered prices", 1, tiered_prices),
    ("flat fees", 1, flat_fees),
    ("packages", 5, packages),
    ("transactions", 5, transactions),
    ("parts of a period", 3, parts_of_a_period),
    ("commitments", 3, commitments),
    ("discounts", 2, discounts),
    ("tax", 2, tax),
    ("tax included", 2, tax_included),
    ("several taxes", 2, several_taxes),
    ("splits", 2, splits),
    ("credit against due", 2, credit_against_due),
    ("tax of credit notes", 2, tax_of_credit_notes),
    ("ways to count", 2, ways_to_count),
    ("changes", 3, changes),
];

#[test]
fn every_table_of_the_document_on_money_is_what_the_rules_give() {
    let document = document();
    let (mut faults, mut recomputed) = (Vec::new(), Vec::new());
    let mut table = None;
    for (number, line) in document.lines().enumerate() {
        if let Some(name) = marker(line) {
            table = TABLES.iter().find(|(known, ..)| *known == name);
            assert!(table.is_some(), "line {}: nothing recomputes {name}", number + 1);
            recomputed.push(name);
        } else if line.starts_with('|') {
            let (.., questions, recompute) =
                table.unwrap_or_else(|| panic!("line {}: a table nobody recomputes", number + 1));
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if is_head(&document, number) {
                continue;
            }
            let answer = recompute(&cells[..*questions]);
            if cells[*questions..] != answer {
                faults.push(format!("line {}: {line}\n  is {}", number + 1, answer.join(" | ")));
            }
        } else if !line.is_empty() {
            table = None;
        }
    }
    assert!(faults.is_empty(), "docs/MONEY.md is wrong:\n{}", faults.join("\n"));
    for (name, ..) in TABLES {
        assert!(recomputed.contains(name), "docs/MONEY.md has no table {name:?} any more");
    }
}

#[test]
fn every_test_that_the_document_on_money_names_exists() {
    let document = document();
    let sources = sources(&root().join("src/domain"));
    let names =
        document.split('*').filter(|word| word.contains('_') && !word.contains([' ', '\n']));
    let mut count = 0;
    for name in names {
        let function = format!("fn {name}(");
        assert!(sources.iter().any(|source| source.contains(&function)), "no test {name}");
        count += 1;
    }
    assert!(count >= 20, "only {count} names were found");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    std::fs::read_to_string(root().join("docs/MONEY.md")).expect("docs/MONEY.md")
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts.append(&mut sources(&path));
        } else {
            texts.push(std::fs::read_to_string(&path).expect("a source"));
        }
    }
    texts
}

fn marker(line: &str) -> Option<&str> {
    line.strip_prefix("<!-- recomputed: ")?.strip_suffix(" -->")
}

/// The names of the columns and the line of dashes below them.
fn is_head(document: &str, number: usize) -> bool {
    let is_dashes =
        |number: usize| document.lines().nth(number).is_some_and(|line| line.starts_with("|---"));
    is_dashes(number) || is_dashes(number + 1)
}

fn decimal(text: &str) -> Decimal {
    text.trim_end_matches('%').trim().parse().unwrap_or_else(|why| panic!("{text:?}: {why}"))
}

fn optional(text: &str) -> Option<Decimal> {
    (text != "none").then(|| decimal(text))
}

fn usd(text: &str) -> Money {
    Money::from_major_exact(decimal(text), Currency::USD).expect("whole cents")
}

fn amounts(text: &str) -> Vec<Money> {
    text.split(" + ").map(usd).collect()
}

fn major(amount: Money) -> String {
    amount.to_major().to_string()
}

fn majors(amounts: impl IntoIterator<Item = Money>) -> String {
    amounts.into_iter().map(major).collect::<Vec<_>>().join(" + ")
}

fn cost(price: &Price, quantity: &str) -> String {
    let line = price.line(Usage::Quantity(decimal(quantity))).expect("a price");
    major(line.amount(Currency::USD).expect("an amount"))
}

fn rounding(cells: &[&str]) -> Vec<String> {
    let currency = cells[0].parse().expect("a currency");
    vec![major(Money::from_major_rounded(decimal(cells[1]), currency).expect("an amount"))]
}

fn line_amounts(cells: &[&str]) -> Vec<String> {
    let [quantity, price, base] = [0, 1, 2].map(|cell| decimal(cells[cell]));
    vec![major(line_amount_per(quantity, price, base, Currency::USD).expect("an amount"))]
}

const WORKED: &[(&str, &str)] = &[("1000", "0.010"), ("10000", "0.008"), ("beyond", "0.005")];

fn worked_tiers(cells: &[&str]) -> Vec<String> {
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

fn tiered_prices(cells: &[&str]) -> Vec<String> {
    let rows: Vec<_> = WORKED.iter().map(|(up_to, unit)| (*up_to, *unit, "0")).collect();
    let tiers = tiers(&rows);
    let graduated = PriceModel::Graduated(tiers.clone()).into();
    vec![cost(&graduated, cells[0]), cost(&PriceModel::Volume(tiers).into(), cells[0])]
}

fn flat_fees(cells: &[&str]) -> Vec<String> {
    let tiers = tiers(&[("10", "10", "2"), ("20", "5", "3"), ("beyond", "5", "3")]);
    vec![cost(&PriceModel::Graduated(tiers).into(), cells[0])]
}

fn packages(cells: &[&str]) -> Vec<String> {
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

fn transactions(cells: &[&str]) -> Vec<String> {
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

fn parts_of_a_period(cells: &[&str]) -> Vec<String> {
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

fn commitments(cells: &[&str]) -> Vec<String> {
    let currency = cells[0].parse().expect("a currency");
    let [committed, used] = [1, 2]
        .map(|cell| Money::from_major_rounded(decimal(cells[cell]), currency).expect("an amount"));
    vec![major(true_up(committed, used).expect("one currency"))]
}

fn discounts(cells: &[&str]) -> Vec<String> {
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

fn tax(cells: &[&str]) -> Vec<String> {
    let rate_percent = decimal(cells[1]);
    let category = TaxCategory::Standard;
    let lines: Vec<TaxableLine> = amounts(cells[0])
        .into_iter()
        .map(|amount| TaxableLine { amount, category, rate_percent })
        .collect();
    let totals = totals_of_net_lines(Currency::USD, &lines).expect("totals");
    vec![major(totals.net), major(totals.tax), major(totals.gross), majors(totals.line_taxes)]
}

fn tax_included(cells: &[&str]) -> Vec<String> {
    let apart = split_inclusive(usd(cells[0]), decimal(cells[1])).expect("a split");
    vec![major(apart.net), major(apart.tax)]
}

fn several_taxes(cells: &[&str]) -> Vec<String> {
    let rates: Vec<Decimal> = cells[1].split(", ").map(decimal).collect();
    let taxes = taxes_on_top(usd(cells[0]), &rates).expect("taxes");
    let sum = Money::sum(Currency::USD, taxes.iter().copied()).expect("a sum");
    vec![majors(taxes), major(sum)]
}

fn splits(cells: &[&str]) -> Vec<String> {
    let weights: Vec<Decimal> = cells[1].split(" : ").map(decimal).collect();
    let parts = split_weighted(usd(cells[0]).amount_minor, &weights).expect("parts");
    vec![majors(parts.into_iter().map(|part| Money::new(part, Currency::USD)))]
}

fn credit_against_due(cells: &[&str]) -> Vec<String> {
    let (applied, above) = place(usd(cells[0]), usd(cells[1])).expect("one currency");
    vec![major(applied), major(above)]
}

fn tax_of_credit_notes(cells: &[&str]) -> Vec<String> {
    let (notes, rate_percent) = (amounts(cells[0]), decimal(cells[1]));
    let taxable = Money::sum(Currency::USD, notes.iter().copied()).expect("a sum");
    let tax = tax_on_top(taxable, rate_percent).expect("a tax");
    let invoiced = TaxSubtotal { category: TaxCategory::Standard, rate_percent, taxable, tax };
    let taxes = tax_of_credits_in_order(&invoiced, &notes).expect("taxes");
    vec![majors(taxes), major(tax)]
}

/// 10.00 more from noon on 16 March 2026.
fn ways_to_count(cells: &[&str]) -> Vec<String> {
    let method = match cells {
        ["seconds", ""] => ProrationMethod::Second,
        ["minutes", ""] => ProrationMethod::Minute,
        ["days", "belongs to the new price"] => ProrationMethod::Day(ChangeDay::New),
        ["days", "belongs to the old price"] => ProrationMethod::Day(ChangeDay::Old),
        other => panic!("counting {other:?}"),
    };
    let midnight = |month| date(2026, month, 1).to_zoned(TimeZone::UTC).expect("a day").timestamp();
    let march = Period::new(midnight(3), midnight(4)).expect("a period");
    let noon: Timestamp = "2026-03-16T12:00:00Z".parse().expect("an instant");
    let rule = ProrationRule { method, zone: TimeZone::UTC };
    let unused = rule.unused(march, noon).expect("a share");
    let (numerator, denominator) = unused.lowest_terms();
    vec![format!("{numerator} of {denominator}"), major(unused.of(usd("10.00")).expect("a cost"))]
}

fn changes(cells: &[&str]) -> Vec<String> {
    let (numerator, denominator) = cells[2].split_once(" of ").expect("a share");
    let integer = |text: &str| text.parse().expect("an integer");
    let unused = Fraction::new(integer(numerator), integer(denominator)).expect("a share");
    let [old, new] = [cells[0], cells[1]].map(|price| PeriodPrice::full(usd(price)));
    let change = change(unused, old, new).expect("a change");
    vec![major(change.credit), major(change.charge), major(change.net().expect("one currency"))]
}
