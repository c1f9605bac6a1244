//! Owns what a credit note comes to: the discount that goes back with a line, the tax, and what becomes of
//! the part that is above the amount due. Amounts of a note are positive when it credits a charge.

use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::round_ratio;
use crate::domain::tax::tax_on_top;
use crate::domain::tax_total::TaxSubtotal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditAmountError {
    #[error("{left} is left to credit, not {asked}")]
    MoreThanInvoiced { left: Money, asked: Money },
    #[error("{excess} must be refunded, credited or paid out of band, not {named}")]
    NotTheExcess { excess: Money, named: Money },
    #[error("a part of {amount} is negative")]
    Negative { amount: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What becomes of the part of a credit note that is above the amount due: any mix of the three
/// (stripe-ruby credit_note.rb: refund, credit to the balance, out of band).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Goes back through the gateway.
    pub refund: Money,
    /// Becomes the customer's credit.
    pub to_balance: Money,
    /// Was or will be returned by other means.
    pub out_of_band: Money,
}

impl Excess {
    /// # Errors
    /// `Negative`, `NotTheExcess` when the parts do not sum to `excess`, or the currencies differ.
    pub fn new(
        excess: Money,
        refund: Money,
        to_balance: Money,
        out_of_band: Money,
    ) -> Result<Excess, CreditAmountError> {
        let parts = [refund, to_balance, out_of_band];
        if let Some(&amount) = parts.iter().find(|part| part.is_negative()) {
            return Err(CreditAmountError::Negative { amount });
        }
        let named = Money::sum(excess.currency, parts)?;
        if named != excess {
            return Err(CreditAmountError::NotTheExcess { excess, named });
        }
        Ok(Excess { refund, to_balance, out_of_band })
    }
}

/// The part of a line's discount that goes back with `credited` of its `line` amount before discount:
/// `discount × credited / line`, rounded once. What is credited net is `credited` less this.
///
/// # Errors
/// `MoreThanInvoiced`; `Money` if the currencies differ or the line is zero.
pub fn credited_discount(
    line: Money,
    discount: Money,
    credited: Money,
) -> Result<Money, CreditAmountError> {
    let left = line.checked_sub(credited)?;
    if left.amount_minor.signum() * line.amount_minor.signum() < 0 {
        return Err(CreditAmountError::MoreThanInvoiced { left: line, asked: credited });
    }
    discount.checked_add(Money::zero(line.currency))?;
    if discount.is_zero() || credited.is_zero() {
        return Ok(Money::zero(line.currency));
    }
    let (line_minor, sign) =
        (i128::from(line.amount_minor), i128::from(line.amount_minor.signum()));
    let numerator = i128::from(discount.amount_minor) * i128::from(credited.amount_minor) * sign;
    let share = round_ratio(numerator, line_minor * sign)
        .and_then(|share| i64::try_from(share).ok())
        .ok_or(MoneyError::Overflow)?;
    Ok(Money::new(share, line.currency))
}

/// The tax of a credit note for `taxable` of one row of an invoice, of which earlier notes credited
/// `before`. The tax of `taxable` by itself, but never more than what is left; the note that credits the
/// last of the row takes all that is left. So the notes of an invoice sum to its tax, in whatever order and
/// parts they come.
///
/// # Errors
/// `MoreThanInvoiced`; `Money` if the currencies differ.
pub fn tax_of_credit(
    invoiced: &TaxSubtotal,
    before: &TaxSubtotal,
    taxable: Money,
) -> Result<Money, CreditAmountError> {
    let taxable_left = invoiced.taxable.checked_sub(before.taxable)?;
    let tax_left = invoiced.tax.checked_sub(before.tax)?;
    let after = taxable_left.checked_sub(taxable)?;
    let is_beyond =
        |left: i64| left != 0 && left.signum() != invoiced.taxable.amount_minor.signum();
    if is_beyond(after.amount_minor) || is_beyond(taxable.amount_minor) {
        return Err(CreditAmountError::MoreThanInvoiced { left: taxable_left, asked: taxable });
    }
    if after.is_zero() {
        return Ok(tax_left);
    }
    let own = tax_on_top(taxable, invoiced.rate_percent)?;
    Ok(within(own, tax_left)?)
}

/// `tax`, but not beyond what is left, on either side of zero.
pub(super) fn within(tax: Money, left: Money) -> Result<Money, MoneyError> {
    if left.is_negative() { tax.max(left) } else { tax.min(left) }
}

/// The tax of each of several notes for one row, issued one after the other.
///
/// # Errors
/// As [`tax_of_credit`].
pub fn tax_of_credits_in_order(
    invoiced: &TaxSubtotal,
    taxables: &[Money],
) -> Result<Vec<Money>, CreditAmountError> {
    let zero = Money::zero(invoiced.taxable.currency);
    let mut before = TaxSubtotal { taxable: zero, tax: zero, ..invoiced.clone() };
    let mut taxes = Vec::with_capacity(taxables.len());
    for taxable in taxables {
        let tax = tax_of_credit(invoiced, &before, *taxable)?;
        before.taxable = before.taxable.checked_add(*taxable)?;
        before.tax = before.tax.checked_add(tax)?;
        taxes.push(tax);
    }
    Ok(taxes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use crate::domain::tax_total::TaxCategory;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn row(taxable_minor: i64, rate: i64) -> TaxSubtotal {
        let rate_percent = Decimal::from(rate);
        let taxable = eur(taxable_minor);
        let tax = tax_on_top(taxable, rate_percent).unwrap();
        TaxSubtotal { category: TaxCategory::Standard, rate_percent, taxable, tax }
    }

    fn taxes(invoiced: &TaxSubtotal, taxables: &[i64]) -> Vec<i64> {
        let taxables: Vec<Money> = taxables.iter().copied().map(eur).collect();
        let taxes = tax_of_credits_in_order(invoiced, &taxables).unwrap();
        taxes.iter().map(|tax| tax.amount_minor).collect()
    }

    #[test]
    fn the_last_note_closes_the_tax_of_the_invoice() {
        // 20 % of 136.66 is 27.33, of each half 13.67: the second note gets 13.66.
        assert_eq!(taxes(&row(136_66, 20), &[68_33, 68_33]), [13_67, 13_66]);
        // 54.66 altogether; 3 × 13.67 + 2.73 + 4.47 = 48.21, which leaves 6.45 and not 6.47.
        let parts = [68_33, 68_33, 68_33, 13_67, 22_33, 32_33];
        assert_eq!(taxes(&row(27_332, 20), &parts), [13_67, 13_67, 13_67, 2_73, 4_47, 6_45]);
    }

    #[test]
    fn many_small_notes_never_credit_more_tax_than_there_was() {
        // 20 % of 0.18 is 0.04; each note of 0.03 would round its 0.006 up to 0.01.
        assert_eq!(taxes(&row(18, 20), &[3, 3, 3, 3, 3, 3]), [1, 1, 1, 1, 0, 0]);
    }

    #[test]
    fn more_than_was_invoiced_cannot_be_credited() {
        let invoiced = row(100_00, 20);
        let refused = tax_of_credits_in_order(&invoiced, &[eur(60_00), eur(40_01)]);
        let expected = CreditAmountError::MoreThanInvoiced { left: eur(40_00), asked: eur(40_01) };
        assert_eq!(refused, Err(expected));
        assert!(tax_of_credits_in_order(&invoiced, &[eur(-1)]).is_err());
    }

    #[test]
    fn the_discount_goes_back_in_proportion() {
        // 250.00 × 262.60 / 399.00 = 164.536…
        let share = credited_discount(eur(399_00), eur(250_00), eur(262_60));
        assert_eq!(share, Ok(eur(164_54)));
        assert_eq!(credited_discount(eur(399_00), eur(250_00), eur(399_00)), Ok(eur(250_00)));
        assert_eq!(credited_discount(eur(100), eur(0), eur(100)), Ok(eur(0)));
        assert!(credited_discount(eur(399_00), eur(0), eur(399_01)).is_err());
    }

    #[test]
    fn what_is_above_the_amount_due_goes_somewhere_to_the_cent() {
        let excess = Excess::new(eur(20_00), eur(12_00), eur(5_00), eur(3_00)).unwrap();
        assert_eq!(excess.to_balance, eur(5_00));
        assert_eq!(
            Excess::new(eur(20_00), eur(12_00), eur(5_00), eur(0)),
            Err(CreditAmountError::NotTheExcess { excess: eur(20_00), named: eur(17_00) })
        );
        assert_eq!(
            Excess::new(eur(20_00), eur(30_00), eur(-10_00), eur(0)),
            Err(CreditAmountError::Negative { amount: eur(-10_00) })
        );
    }

    proptest! {
        #[test]
        fn the_taxes_of_credit_notes_sum_to_that_of_the_invoice_in_any_split_and_order(
            parts in proptest::collection::vec(1_i64..5_000, 1..25), rate in 1_i64..40, credit in any::<bool>(),
        ) {
            // A row of credits (a returned deposit) is credited by amounts below zero.
            let sign = if credit { -1 } else { 1 };
            let parts: Vec<i64> = parts.into_iter().map(|part| part * sign).collect();
            let invoiced = row(parts.iter().sum(), rate);
            let taxes = taxes(&invoiced, &parts);
            prop_assert_eq!(taxes.iter().sum::<i64>(), invoiced.tax.amount_minor);
            prop_assert!(taxes.iter().all(|tax| tax * sign >= 0));
        }
    }
}
