//! Crediting amounts of lines rather than units: the quantity that comes to the amount, to the cent, and
//! never more than earlier notes left.

use super::issue_credit_note::CreditedLine;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::Line;
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::line_amount;
use crate::store::{StoreError, TenantTx, credit_notes, invoices};
use rust_decimal::Decimal;

/// An amount to be credited of a line, with the sign of the line's amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditedAmount {
    pub line_no: i32,
    pub amount: Money,
}

#[derive(Debug, thiserror::Error)]
pub enum CreditAmountsError {
    #[error("no such invoice")]
    NotFound,
    #[error("line {line_no} has no quantity that comes to {amount}")]
    NoSuchQuantity { line_no: i32, amount: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The units of each line that come to these amounts, as far as earlier notes left them; lines of which
/// nothing is left, or of which nothing is asked, are not among them.
pub async fn credited_units(
    tx: &mut TenantTx,
    of: InvoiceId,
    asked: &[CreditedAmount],
) -> Result<Vec<CreditedLine>, CreditAmountsError> {
    let original = invoices::find_with_lines(tx, of).await?.ok_or(CreditAmountsError::NotFound)?;
    let before = credit_notes::credited_before(tx, of, original.invoice.currency).await?;
    let mut units = Vec::with_capacity(asked.len());
    for &CreditedAmount { line_no, amount } in asked {
        let line = original.lines.iter().find(|line| line.line_no == line_no);
        let line = line.ok_or(CreditAmountsError::NoSuchQuantity { line_no, amount })?;
        let left = line.quantity - before.quantity_of(line_no);
        let quantity = quantity_for(line, left, amount)?;
        let quantity = quantity.ok_or(CreditAmountsError::NoSuchQuantity { line_no, amount })?;
        if !quantity.is_zero() {
            units.push(CreditedLine { line_no, quantity });
        }
    }
    Ok(units)
}

/// Most decimals of a quantity: enough for one cent of the largest unit price.
const DECIMALS_MAX: u32 = 12;

/// The shortest quantity of the line that comes to `amount`; all of `left` if that comes to no more.
fn quantity_for(line: &Line, left: Decimal, amount: Money) -> Result<Option<Decimal>, MoneyError> {
    let comes_to = |quantity| line_amount(quantity, line.unit_price, amount.currency);
    if amount.is_zero() || line.unit_price.is_zero() {
        return Ok(Some(Decimal::ZERO));
    }
    if comes_to(left)?.amount_minor.abs() <= amount.amount_minor.abs() {
        return Ok(Some(left));
    }
    let Some(exact) = amount.to_major().checked_div(line.unit_price) else { return Ok(None) };
    for decimals in 0..=DECIMALS_MAX {
        let quantity = exact.round_dp(decimals);
        if quantity.abs() <= left.abs() && comes_to(quantity)? == amount {
            return Ok(Some(quantity));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use crate::domain::tax_total::TaxCategory;
    use proptest::prelude::*;

    fn line(quantity: &str, unit_price: &str) -> Line {
        let (quantity, unit_price) = (quantity.parse().unwrap(), unit_price.parse().unwrap());
        Line {
            line_no: 1,
            description: String::new(),
            sku: String::new(),
            quantity,
            unit_price,
            amount: line_amount(quantity, unit_price, Currency::EUR).unwrap(),
            tax_category: TaxCategory::Standard,
            tax_rate_percent: Decimal::ZERO,
            tax: Money::zero(Currency::EUR),
            service: None,
        }
    }

    fn units(line: &Line, left: &str, amount_minor: i64) -> String {
        let amount = Money::new(amount_minor, Currency::EUR);
        let found = quantity_for(line, left.parse().unwrap(), amount).unwrap().unwrap();
        found.normalize().to_string()
    }

    #[test]
    fn the_shortest_quantity_that_comes_to_the_amount_is_credited() {
        assert_eq!(units(&line("1", "10"), "1", 5_33), "0.533");
        assert_eq!(units(&line("1", "10"), "1", 10_00), "1");
        assert_eq!(units(&line("-1", "54.35"), "-1", -27_18), "-0.5");
        assert_eq!(units(&line("7", "0.99"), "7", 3_21), "3.24");
    }

    #[test]
    fn never_more_than_is_left() {
        assert_eq!(units(&line("1", "10"), "0.25", 5_00), "0.25");
        assert_eq!(units(&line("1", "10"), "0", 5_00), "0");
    }

    proptest! {
        #[test]
        fn every_amount_up_to_the_line_has_its_quantity(
            quantity in 1_i64..2_000, price_millis in 1_i64..5_000_000, permille in 0_i64..=1000,
        ) {
            let unit_price = Decimal::new(price_millis, 3);
            let line = line(&quantity.to_string(), &unit_price.to_string());
            let amount = Money::new(line.amount.amount_minor * permille / 1000, Currency::EUR);
            let found = quantity_for(&line, line.quantity, amount).unwrap().unwrap();
            prop_assert_eq!(line_amount(found, unit_price, Currency::EUR).unwrap(), amount);
        }
    }
}
