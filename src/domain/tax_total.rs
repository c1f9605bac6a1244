//! Owns how tax adds up on one document: EN 16931's categories, breakdown and totals.
//!
//! Tax is computed once per (category, rate) on the sum of the net amounts and rounded half up
//! (BR-CO-17), never per line; lines get their share of it for display only. Which rate applies to
//! whom is not decided here; the arithmetic of one tax on one amount is in `tax`.

mod document;

pub use document::{Adjustment, AdjustmentKind, PayableTotals, totals_of_document};

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::money::{Money, MoneyError};
use super::tax::TaxFraction;

/// Why an amount is taxed as it is: code list UNCL 5305 as EN 16931 restricts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxCategory {
    Standard,
    ZeroRated,
    Exempt,
    /// The recipient owes the tax (VAT Directive, art. 196).
    ReverseCharge,
    /// Goods to a business in another member state.
    IntraCommunity,
    Export,
    OutsideScope,
    /// IGIC of the Canary Islands.
    CanaryIslands,
    /// IPSI of Ceuta and Melilla.
    CeutaMelilla,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxTotalError {
    /// Only some categories charge tax; those that do cannot do it at 0 % (BR-S-05) or below.
    #[error("category {category} does not allow a rate of {rate_percent} %")]
    RateNotAllowed { category: TaxCategory, rate_percent: Decimal },
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error("{0:?} is not a tax category of EN 16931")]
    UnknownCategory(String),
}

/// The net (or, for prices that include tax, the gross) amount of one line and how it is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxableLine {
    pub amount: Money,
    pub category: TaxCategory,
    /// 19 for 19 %.
    pub rate_percent: Decimal,
}

/// One row of the tax breakdown (BG-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxSubtotal {
    pub category: TaxCategory,
    pub rate_percent: Decimal,
    pub taxable: Money,
    pub tax: Money,
}

/// What a document's lines come to. `net + tax = gross`, and both hold row by row of `subtotals`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentTotals {
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    /// By category, then by rate.
    pub subtotals: Vec<TaxSubtotal>,
    /// Each line's share of the tax, in the order of the lines; sums to `tax`.
    pub line_taxes: Vec<Money>,
}

impl TaxCategory {
    pub const ALL: [TaxCategory; 9] = [
        TaxCategory::Standard,
        TaxCategory::ZeroRated,
        TaxCategory::Exempt,
        TaxCategory::ReverseCharge,
        TaxCategory::IntraCommunity,
        TaxCategory::Export,
        TaxCategory::OutsideScope,
        TaxCategory::CanaryIslands,
        TaxCategory::CeutaMelilla,
    ];

    /// The code in UBL and CII.
    pub const fn code(self) -> &'static str {
        match self {
            TaxCategory::Standard => "S",
            TaxCategory::ZeroRated => "Z",
            TaxCategory::Exempt => "E",
            TaxCategory::ReverseCharge => "AE",
            TaxCategory::IntraCommunity => "K",
            TaxCategory::Export => "G",
            TaxCategory::OutsideScope => "O",
            TaxCategory::CanaryIslands => "L",
            TaxCategory::CeutaMelilla => "M",
        }
    }

    /// Standard-rated tax must have a rate; the islands' taxes may have one; the rest must not.
    pub fn allows_rate(self, rate_percent: Decimal) -> bool {
        match self {
            TaxCategory::Standard => rate_percent > Decimal::ZERO,
            TaxCategory::CanaryIslands | TaxCategory::CeutaMelilla => rate_percent >= Decimal::ZERO,
            _ => rate_percent.is_zero(),
        }
    }
}

impl fmt::Display for TaxCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for TaxCategory {
    type Err = TaxTotalError;

    fn from_str(code: &str) -> Result<TaxCategory, TaxTotalError> {
        TaxCategory::ALL
            .into_iter()
            .find(|category| category.code() == code)
            .ok_or_else(|| TaxTotalError::UnknownCategory(code.to_owned()))
    }
}

/// Totals of lines whose amounts are net: tax is added on top.
///
/// # Errors
/// `RateNotAllowed`; `Money` for lines in another currency than `currency`, or an overflow.
pub fn totals_of_net_lines(
    currency: Currency,
    lines: &[TaxableLine],
) -> Result<DocumentTotals, TaxTotalError> {
    totals(currency, lines, TaxFraction::on_top)
}

/// Totals of lines whose amounts include the tax: it is taken out, `gross × rate / (100 + rate)`,
/// and the net amount is what remains.
///
/// # Errors
/// As [`totals_of_net_lines`].
pub fn totals_of_gross_lines(
    currency: Currency,
    lines: &[TaxableLine],
) -> Result<DocumentTotals, TaxTotalError> {
    let mut totals = totals(currency, lines, TaxFraction::included)?;
    // So far the amounts of the lines stand where the net amounts belong.
    for row in &mut totals.subtotals {
        row.taxable = row.taxable.checked_sub(row.tax)?;
    }
    totals.gross = totals.net;
    totals.net = totals.gross.checked_sub(totals.tax)?;
    Ok(totals)
}

fn totals(
    currency: Currency,
    lines: &[TaxableLine],
    fraction_of_rate: fn(Decimal) -> Result<TaxFraction, MoneyError>,
) -> Result<DocumentTotals, TaxTotalError> {
    let mut line_taxes = vec![Money::zero(currency); lines.len()];
    let mut subtotals = Vec::new();
    for ((category, rate_percent), members) in grouped(lines)? {
        let taxable = Money::sum(currency, members.iter().map(|line| lines[*line].amount))?;
        let fraction = fraction_of_rate(rate_percent)?;
        let tax = fraction.of(taxable)?;
        let amounts: Vec<Money> = members.iter().map(|line| lines[*line].amount).collect();
        let shares = fraction.shares(tax, &amounts).ok_or(MoneyError::Overflow)?;
        for (line, share) in members.into_iter().zip(shares) {
            line_taxes[line] = Money::new(share, currency);
        }
        subtotals.push(TaxSubtotal { category, rate_percent, taxable, tax });
    }
    let net = Money::sum(currency, subtotals.iter().map(|row| row.taxable))?;
    let tax = Money::sum(currency, subtotals.iter().map(|row| row.tax))?;
    Ok(DocumentTotals { net, tax, gross: net.checked_add(tax)?, subtotals, line_taxes })
}

/// The positions of the lines of each (category, rate); 19 and 19.00 are one rate.
type Groups = BTreeMap<(TaxCategory, Decimal), Vec<usize>>;

fn grouped(lines: &[TaxableLine]) -> Result<Groups, TaxTotalError> {
    let mut groups = Groups::new();
    for (position, line) in lines.iter().enumerate() {
        let TaxableLine { category, rate_percent, .. } = *line;
        if !category.allows_rate(rate_percent) {
            return Err(TaxTotalError::RateNotAllowed { category, rate_percent });
        }
        groups.entry((category, rate_percent.normalize())).or_default().push(position);
    }
    Ok(groups)
}

#[cfg(test)]
mod tests;
