//! One line of a document as the file writes it: its text, quantity, price and amount.

use super::fields::Fields;
use super::mapping::Field;
use super::refusal::Reason;
use super::verdict::category;
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::rounding::line_amount;
use rust_decimal::Decimal;

/// Unit prices keep up to twelve decimals, as everywhere in the product.
pub const UNIT_PRICE_DECIMALS: u32 = 12;

/// One line as the file writes it, signs included.
#[derive(Clone, Debug, PartialEq)]
pub struct LineText {
    pub file_line: u64,
    pub description: String,
    pub sku: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
    /// Percent.
    pub tax_rate: Decimal,
}

/// What the line says, and its amount rounded once.
pub fn read_line(
    file_line: u64,
    currency: Currency,
    fields: &Fields<'_>,
) -> Result<(LineText, Money), Reason> {
    let quantity = fields.number(Field::Quantity)?.unwrap_or(Decimal::ONE);
    let (quantity, unit_price) = if fields.mapping.has(Field::UnitPrice) {
        (quantity, fields.required_number(Field::UnitPrice)?)
    } else {
        price_of(quantity, fields.required_number(Field::Amount)?, currency)?
    };
    // A price is never negative (EN 16931 BR-27): what is given back has a negative quantity.
    let (quantity, unit_price) = match unit_price.is_sign_negative() && !unit_price.is_zero() {
        true => (-quantity, -unit_price),
        false => (quantity, unit_price),
    };
    let amount = line_amount(quantity, unit_price, currency).map_err(|_| Reason::Overflow)?;
    let tax_rate = fields.number(Field::TaxRate)?.unwrap_or(fields.mapping.tax.rate);
    let category = category(fields.mapping, tax_rate);
    if !category.allows_rate(tax_rate) || tax_rate > Decimal::ONE_HUNDRED {
        return Err(Reason::TaxRate { category, rate_percent: tax_rate });
    }
    let sku = fields.text(Field::Sku)?.into_owned();
    let description = match fields.text(Field::Description)? {
        text if text.is_empty() => fields
            .mapping
            .documents
            .line_description
            .replace("{sku}", &sku)
            .replace("{number}", &fields.text(Field::Number)?),
        text => text.into_owned(),
    };
    Ok((LineText { file_line, description, sku, quantity, unit_price, tax_rate }, amount))
}

/// Quantity and unit price of a line whose file gives the amount only. When the amount is no whole
/// multiple at twelve decimals, the line is one piece at that amount.
fn price_of(
    quantity: Decimal,
    amount: Decimal,
    currency: Currency,
) -> Result<(Decimal, Decimal), Reason> {
    let exact = Money::from_major_exact(amount, currency)
        .map_err(|_| Reason::Decimals { amount, currency })?;
    let unit_price = amount.checked_div(quantity).map(|p| p.round_dp(UNIT_PRICE_DECIMALS));
    match unit_price {
        Some(unit_price) if line_amount(quantity, unit_price, currency) == Ok(exact) => {
            Ok((quantity, unit_price))
        }
        _ => Ok((Decimal::ONE, amount)),
    }
}
