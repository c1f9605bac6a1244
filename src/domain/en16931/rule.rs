//! The rules. Source: ConnectingEurope/eInvoicing-EN16931, UBL model, state of 2025.
//!
//! Totals must agree exactly. The tax of a category, and the taxable amount of a category with a rate, may
//! be off by less than one major unit, because software that rounds line by line is common (issue 432 there).

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use super::{WrittenAmounts, WrittenSubtotal, WrittenTotals};
use crate::domain::tax_total::TaxCategory;

/// Off by this much is wrong; by less is tolerated.
const TOLERANCE: Decimal = Decimal::ONE;

/// One arithmetic rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// BR-CO-10: the sum of the lines.
    SumOfLines,
    /// BR-CO-11: the sum of the allowances.
    SumOfAllowances,
    /// BR-CO-12: the sum of the charges.
    SumOfCharges,
    /// BR-CO-13: lines less allowances plus charges.
    TotalWithoutTax,
    /// BR-CO-14: the sum of the breakdown's taxes.
    TotalTax,
    /// BR-CO-15: total without tax plus tax, in the document's currency.
    TotalWithTax,
    /// BR-CO-16: total with tax less what was paid plus the rounding amount.
    AmountDue,
    /// BR-CO-17: each row's tax is its taxable amount times its rate.
    TaxOfRow,
    /// BR-S-08 and its siblings: the taxable amount is that of the category's lines and adjustments.
    TaxableOf(TaxCategory),
    /// BR-S-09 and its siblings: the category's tax; none where the category charges none.
    TaxOf(TaxCategory),
}

/// No arithmetic rule of EN 16931.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no arithmetic rule of EN 16931")]
pub struct UnknownRule(pub String);

const OF_DOCUMENT: [Rule; 8] = [
    Rule::SumOfLines,
    Rule::SumOfAllowances,
    Rule::SumOfCharges,
    Rule::TotalWithoutTax,
    Rule::TotalTax,
    Rule::TotalWithTax,
    Rule::AmountDue,
    Rule::TaxOfRow,
];

impl Rule {
    /// Every rule: of the document first, then by category.
    pub fn all() -> impl Iterator<Item = Rule> {
        let of_category = |category| [Rule::TaxableOf(category), Rule::TaxOf(category)];
        OF_DOCUMENT.into_iter().chain(TaxCategory::ALL.into_iter().flat_map(of_category))
    }

    /// Whether the document keeps the rule. A rule about something that is not written is kept.
    #[must_use]
    pub fn holds(self, written: &WrittenAmounts) -> bool {
        match self {
            Rule::TotalTax => written.tax_totals.iter().all(|total| {
                let sum = sum(total.subtotals.iter().map(|row| row.tax_amount));
                total.subtotals.is_empty() || total.tax == Some(cents(sum))
            }),
            Rule::TotalWithTax => total_with_tax(written),
            Rule::TaxOfRow => rows(written).all(tax_of_row),
            Rule::TaxableOf(category) => {
                rows_of(written, category).all(|row| taxable_of(written, category, row))
            }
            Rule::TaxOf(category) => rows_of(written, category).all(|row| tax_of(category, row)),
            _ => match &written.totals {
                Some(totals) => self.holds_for_totals(totals, written),
                None => true,
            },
        }
    }

    fn holds_for_totals(self, totals: &WrittenTotals, written: &WrittenAmounts) -> bool {
        let zero_if_absent = |amount: Option<Decimal>| amount.unwrap_or_default();
        match self {
            Rule::SumOfLines => {
                totals.sum_of_lines == Some(cents(sum(written.lines.iter().map(|line| line.net))))
            }
            Rule::SumOfAllowances => sum_of_adjustments(written, false, totals.allowances),
            Rule::SumOfCharges => sum_of_adjustments(written, true, totals.charges),
            Rule::TotalWithoutTax => totals.sum_of_lines.is_some_and(|lines| {
                let total = lines
                    .saturating_sub(zero_if_absent(totals.allowances))
                    .saturating_add(zero_if_absent(totals.charges));
                totals.tax_exclusive == Some(cents(total))
            }),
            Rule::AmountDue => match (totals.payable, totals.tax_inclusive) {
                (Some(payable), Some(gross)) => {
                    cents(payable.saturating_sub(zero_if_absent(totals.rounding)))
                        == cents(gross.saturating_sub(zero_if_absent(totals.prepaid)))
                }
                _ => false,
            },
            _ => true,
        }
    }

    /// Its name in the standard: `BR-CO-10`, `BR-S-08`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Rule::TaxableOf(category) => format!("BR-{}-08", rule_prefix(category)),
            Rule::TaxOf(category) => format!("BR-{}-09", rule_prefix(category)),
            of_document => {
                let position = OF_DOCUMENT.iter().position(|rule| *rule == of_document);
                format!("BR-CO-{}", 10 + position.unwrap_or_default())
            }
        }
    }
}

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(code: &str) -> Result<Rule, UnknownRule> {
        // The standard's text names the islands' rules otherwise than its artefacts do.
        let current = code.replace("BR-IG-", "BR-AF-").replace("BR-IP-", "BR-AG-");
        Rule::all().find(|rule| rule.code() == current).ok_or_else(|| UnknownRule(code.to_owned()))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

/// What the rules of a category are named for; not always its code.
const fn rule_prefix(category: TaxCategory) -> &'static str {
    match category {
        TaxCategory::IntraCommunity => "IC",
        TaxCategory::CanaryIslands => "AF",
        TaxCategory::CeutaMelilla => "AG",
        other => other.code(),
    }
}

const fn has_rates(category: TaxCategory) -> bool {
    matches!(
        category,
        TaxCategory::Standard | TaxCategory::CanaryIslands | TaxCategory::CeutaMelilla
    )
}

fn rows(written: &WrittenAmounts) -> impl Iterator<Item = &WrittenSubtotal> {
    written.tax_totals.iter().flat_map(|total| &total.subtotals)
}

fn rows_of(
    written: &WrittenAmounts,
    category: TaxCategory,
) -> impl Iterator<Item = &WrittenSubtotal> {
    rows(written).filter(move |row| row.tax.category.as_deref() == Some(category.code()))
}

/// The written sum is that of the amounts; without any amounts it may be left out.
fn sum_of_adjustments(
    written: &WrittenAmounts,
    is_charge: bool,
    written_sum: Option<Decimal>,
) -> bool {
    let amounts: Vec<_> =
        written.adjustments.iter().filter(|a| a.is_charge == is_charge).map(|a| a.amount).collect();
    match written_sum {
        Some(written_sum) => written_sum == cents(sum(amounts)),
        None => amounts.is_empty(),
    }
}

fn total_with_tax(written: &WrittenAmounts) -> bool {
    let Some(currency) = &written.document_currency else { return true };
    let of_currency: Vec<Decimal> = written
        .tax_totals
        .iter()
        .filter(|total| total.currency.as_ref() == Some(currency))
        .filter_map(|total| total.tax)
        .collect();
    let totals = written.totals.as_ref();
    let (net, gross) = (
        totals.and_then(|totals| totals.tax_exclusive),
        totals.and_then(|totals| totals.tax_inclusive),
    );
    match (of_currency.as_slice(), net, gross) {
        ([tax], Some(net), Some(gross)) => gross == cents(net.saturating_add(*tax)),
        _ => false,
    }
}

fn tax_of_row(row: &WrittenSubtotal) -> bool {
    let Some(tax) = row.tax_amount else { return false };
    match row.tax.rate_percent {
        Some(rate) if !rate.is_zero() => is_tax(row, tax, rate),
        _ => tax.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).is_zero(),
    }
}

fn is_tax(row: &WrittenSubtotal, tax: Decimal, rate: Decimal) -> bool {
    row.taxable.is_some_and(|taxable| {
        let expected = cents(taxable.abs().saturating_mul(rate) / Decimal::ONE_HUNDRED);
        tax.abs().saturating_sub(expected).abs() < TOLERANCE
    })
}

fn taxable_of(written: &WrittenAmounts, category: TaxCategory, row: &WrittenSubtotal) -> bool {
    let rate = match (has_rates(category), row.tax.rate_percent) {
        (true, Some(rate)) => Some(rate),
        // Without a rate there is nothing to compare with; BR-48 asks for one.
        (true, None) => return true,
        (false, _) => None,
    };
    let belongs = |tax: &super::WrittenTax| {
        tax.category.as_deref() == Some(category.code())
            && (rate.is_none() || tax.rate_percent == rate)
    };
    let lines: Vec<_> =
        written.lines.iter().filter(|line| belongs(&line.tax)).map(|line| line.net).collect();
    let adjustments: Vec<_> = written.adjustments.iter().filter(|a| belongs(&a.tax)).collect();
    let Some(taxable) = row.taxable else { return false };
    let charges = sum(adjustments.iter().filter(|a| a.is_charge).map(|a| a.amount));
    let allowances = sum(adjustments.iter().filter(|a| !a.is_charge).map(|a| a.amount));
    let is_anything_there = match rate {
        Some(_) => !lines.is_empty() || !adjustments.is_empty(),
        None => !written.lines.is_empty(),
    };
    let expected = sum(lines).saturating_add(charges).saturating_sub(allowances);
    let off = taxable.saturating_sub(expected).abs();
    is_anything_there && if rate.is_some() { off < TOLERANCE } else { off.is_zero() }
}

fn tax_of(category: TaxCategory, row: &WrittenSubtotal) -> bool {
    let Some(tax) = row.tax_amount else { return false };
    if !has_rates(category) {
        return tax.is_zero();
    }
    row.tax.rate_percent.is_some_and(|rate| is_tax(row, tax, rate))
}

fn sum(amounts: impl IntoIterator<Item = Option<Decimal>>) -> Decimal {
    // Written by somebody: an absurd amount must break a rule, not the program.
    amounts.into_iter().flatten().fold(Decimal::ZERO, Decimal::saturating_add)
}

/// The standard states amounts with two decimals, whatever the currency.
fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
