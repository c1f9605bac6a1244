//! Owns whether the amounts written in an e-invoice agree with one another: the arithmetic rules of
//! EN 16931, as its official validation artefacts state them.
//!
//! This judges what somebody wrote; what we write is computed in `tax_total` and needs no tolerance. Not
//! here: rules about parties, dates and code lists, and reading UBL or CII.

mod rule;

pub use rule::{Rule, UnknownRule};

use rust_decimal::Decimal;

/// The amounts of a document as they are written in it. `None` for what is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenAmounts {
    /// BT-5.
    pub document_currency: Option<String>,
    /// BG-25.
    pub lines: Vec<WrittenLine>,
    /// BG-20 and BG-21.
    pub adjustments: Vec<WrittenAdjustment>,
    /// BT-110 or BT-111 with its breakdown.
    pub tax_totals: Vec<WrittenTaxTotal>,
    /// BG-22.
    pub totals: Option<WrittenTotals>,
}

/// A category code and a rate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenTax {
    pub category: Option<String>,
    pub rate_percent: Option<Decimal>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenLine {
    /// BT-131.
    pub net: Option<Decimal>,
    pub tax: WrittenTax,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WrittenAdjustment {
    pub is_charge: bool,
    /// BT-92 or BT-99.
    pub amount: Option<Decimal>,
    pub tax: WrittenTax,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenTaxTotal {
    pub currency: Option<String>,
    pub tax: Option<Decimal>,
    pub subtotals: Vec<WrittenSubtotal>,
}

/// A row of the breakdown, of value added tax only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenSubtotal {
    /// BT-116.
    pub taxable: Option<Decimal>,
    /// BT-117.
    pub tax_amount: Option<Decimal>,
    pub tax: WrittenTax,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenTotals {
    /// BT-106.
    pub sum_of_lines: Option<Decimal>,
    /// BT-107.
    pub allowances: Option<Decimal>,
    /// BT-108.
    pub charges: Option<Decimal>,
    /// BT-109.
    pub tax_exclusive: Option<Decimal>,
    /// BT-112.
    pub tax_inclusive: Option<Decimal>,
    /// BT-113.
    pub prepaid: Option<Decimal>,
    /// BT-114.
    pub rounding: Option<Decimal>,
    /// BT-115.
    pub payable: Option<Decimal>,
}

impl WrittenAmounts {
    /// The rules that the document breaks, in the order of [`Rule::all`]; none when it is sound.
    #[must_use]
    pub fn broken_rules(&self) -> Vec<Rule> {
        Rule::all().filter(|rule| !rule.holds(self)).collect()
    }
}

#[cfg(test)]
mod tests;
