//! Owns what a whole document comes to: its lines, its allowances and charges, what was paid before.

use rust_decimal::Decimal;

use super::{DocumentTotals, TaxCategory, TaxTotalError, TaxableLine, totals_of_net_lines};
use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// Whether an amount of the whole document lowers or raises what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdjustmentKind {
    /// BG-20.
    Allowance,
    /// BG-21.
    Charge,
}

/// A discount or a surcharge on the whole document, taxed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    pub kind: AdjustmentKind,
    /// Net, as printed: an allowance is positive too.
    pub amount: Money,
    pub category: TaxCategory,
    /// 19 for 19 %.
    pub rate_percent: Decimal,
}

/// The totals of a document as EN 16931 names them (BG-22).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayableTotals {
    /// BT-106.
    pub sum_of_lines: Money,
    /// BT-107.
    pub allowances: Money,
    /// BT-108.
    pub charges: Money,
    /// Net (BT-109), tax (BT-110), gross (BT-112) and the breakdown. The shares of the tax are those of
    /// the lines, then those of the adjustments.
    pub document: DocumentTotals,
    /// BT-113.
    pub prepaid: Money,
    /// BT-114: what is added so that the amount due is a round one, where cash is paid.
    pub rounding: Money,
    /// BT-115: gross less what was paid plus the rounding; negative when more was paid.
    pub payable: Money,
}

/// The totals of a document whose lines and adjustments are net.
///
/// # Errors
/// As [`totals_of_net_lines`].
/// Source: EN 16931-1, BR-CO-10 to BR-CO-17.
pub fn totals_of_document(
    currency: Currency,
    lines: &[TaxableLine],
    adjustments: &[Adjustment],
    prepaid: Money,
    rounding: Money,
) -> Result<PayableTotals, TaxTotalError> {
    let sum_of = |kind: AdjustmentKind| {
        let amounts = adjustments.iter().filter(|a| a.kind == kind).map(|a| a.amount);
        Money::sum(currency, amounts)
    };
    let mut taxable = lines.to_vec();
    for adjustment in adjustments {
        taxable.push(adjustment.as_line()?);
    }
    let document = totals_of_net_lines(currency, &taxable)?;
    let payable = document.gross.checked_sub(prepaid)?.checked_add(rounding)?;
    Ok(PayableTotals {
        sum_of_lines: Money::sum(currency, lines.iter().map(|line| line.amount))?,
        allowances: sum_of(AdjustmentKind::Allowance)?,
        charges: sum_of(AdjustmentKind::Charge)?,
        document,
        prepaid,
        rounding,
        payable,
    })
}

impl Adjustment {
    fn as_line(&self) -> Result<TaxableLine, TaxTotalError> {
        let amount = match self.kind {
            AdjustmentKind::Allowance => self.amount.checked_neg()?,
            AdjustmentKind::Charge => self.amount,
        };
        let (category, rate_percent) = (self.category, self.rate_percent);
        Ok(TaxableLine { amount, category, rate_percent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn standard(amount_minor: i64) -> TaxableLine {
        let rate_percent = Decimal::from(19);
        TaxableLine { amount: eur(amount_minor), category: TaxCategory::Standard, rate_percent }
    }

    fn adjustment(
        kind: AdjustmentKind,
        amount_minor: i64,
        category: TaxCategory,
        rate: i64,
    ) -> Adjustment {
        let rate_percent = Decimal::from(rate);
        Adjustment { kind, amount: eur(amount_minor), category, rate_percent }
    }

    #[test]
    fn allowances_and_charges_are_taxed_in_their_own_category() {
        let totals = totals_of_document(
            Currency::EUR,
            &[standard(100_00), standard(50_00)],
            &[
                adjustment(AdjustmentKind::Allowance, 30_00, TaxCategory::Standard, 19),
                adjustment(AdjustmentKind::Charge, 9_20, TaxCategory::Exempt, 0),
            ],
            eur(40_00),
            eur(0),
        )
        .unwrap();
        assert_eq!(totals.sum_of_lines, eur(150_00));
        assert_eq!((totals.allowances, totals.charges), (eur(30_00), eur(9_20)));
        assert_eq!(totals.document.net, eur(129_20));
        assert_eq!(totals.document.tax, eur(22_80)); // 120.00 × 19 %
        assert_eq!(totals.document.gross, eur(152_00));
        assert_eq!(totals.payable, eur(112_00));
    }

    #[test]
    fn what_was_paid_before_may_be_more_than_the_document() {
        let totals =
            totals_of_document(Currency::EUR, &[standard(100_00)], &[], eur(200_00), eur(0))
                .unwrap();
        assert_eq!(totals.payable, eur(-81_00));
    }

    #[test]
    fn the_amount_due_may_be_rounded_for_cash() {
        let totals =
            totals_of_document(Currency::EUR, &[standard(100_02)], &[], eur(0), eur(-2)).unwrap();
        assert_eq!(totals.document.gross, eur(119_02)); // 19.0038
        assert_eq!(totals.payable, eur(119_00));
    }
}
