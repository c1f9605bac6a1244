//! The ops `credit_note` and `credit_note_sequence` of `invoices_tax_rounding.json`.

use crate::invoices_tax_rounding::{currency, refused, taxable_line};
use crate::{Answer, Input, Refused};
use quittance::domain::credit_note::{credited_discount, tax_of_credit};
use quittance::domain::currency::Currency;
use quittance::domain::money::Money;
use quittance::domain::rounding::{Rounding, round_to_digits};
use quittance::domain::tax_total::{TaxSubtotal, TaxableLine, totals_of_net_lines};
use rust_decimal::Decimal;
use serde_json::json;

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    match op {
        "credit_note" => Some(credit_note(input)),
        "credit_note_sequence" => Some(credit_note_sequence(input)),
        _ => None,
    }
}

/// What was invoiced: each fee before its coupon, and the coupon's part of it. Cases state the part with
/// fractions of minor units; a discount of ours is whole.
struct Fee {
    amount: Money,
    coupon: Money,
    rate: Decimal,
}

fn fees(input: &Input, currency: Currency) -> Result<Vec<Fee>, Refused> {
    let coupon = |fee: &Input| {
        let minor =
            round_to_digits(fee.decimal_or_zero("coupon_minor"), 0, Rounding::HalfAwayFromZero);
        let minor = i64::try_from(minor.map_err(refused)?).map_err(refused)?;
        Ok::<_, Refused>(Money::new(minor, currency))
    };
    input
        .objects("fees")
        .map(|fee| {
            let amount = Money::new(fee.integer("amount_minor"), currency);
            Ok(Fee { amount, coupon: coupon(&fee)?, rate: fee.decimal_or_zero("tax_rate") })
        })
        .collect()
}

fn credit_note(input: &Input) -> Answer {
    let currency = currency(input)?;
    let fees = fees(input, currency)?;
    let (mut adjustment, mut lines) = (Money::zero(currency), Vec::new());
    for credited in input.objects("credited") {
        let fee = &fees[credited.integer("fee") as usize];
        let amount = Money::new(credited.integer("amount_minor"), currency);
        let discount = credited_discount(fee.amount, fee.coupon, amount).map_err(refused)?;
        adjustment = adjustment.checked_add(discount).map_err(refused)?;
        lines.push(taxable_line(amount.checked_sub(discount).map_err(refused)?, fee.rate));
    }
    let totals = totals_of_net_lines(currency, &lines).map_err(refused)?;
    Ok(json!({
        "coupon_adjustment_minor": adjustment.amount_minor,
        "sub_total_minor": totals.net.amount_minor,
        "tax_minor": totals.tax.amount_minor,
        "total_minor": totals.gross.amount_minor,
    }))
}

/// Each note credits whole fees, named by their position, or amounts, taken from the fees in their order.
fn credit_note_sequence(input: &Input) -> Answer {
    let currency = currency(input)?;
    let fees = fees(input, currency)?;
    let mut left: Vec<i64> = fees.iter().map(|fee| fee.amount.amount_minor).collect();
    let lines: Vec<TaxableLine> =
        fees.iter().map(|fee| taxable_line(fee.amount, fee.rate)).collect();
    let invoiced = totals_of_net_lines(currency, &lines).map_err(refused)?;
    let zero = Money::zero(currency);
    let mut before: Vec<TaxSubtotal> = invoiced
        .subtotals
        .iter()
        .map(|row| TaxSubtotal { taxable: zero, tax: zero, ..row.clone() })
        .collect();

    let mut notes = Vec::new();
    for note in input.list("credited") {
        let mut net = vec![zero; before.len()];
        for value in note.as_array().ok_or_else(|| refused("no list"))? {
            let value = value.as_i64().ok_or_else(|| refused("no integer"))?;
            for (fee, amount) in credited_fees(value, &mut left) {
                let row =
                    invoiced.subtotals.iter().position(|row| row.rate_percent == fees[fee].rate);
                let row = row.ok_or_else(|| refused("no such rate"))?;
                net[row] = net[row].checked_add(Money::new(amount, currency)).map_err(refused)?;
            }
        }
        let mut tax = zero;
        for ((whole, before), net) in invoiced.subtotals.iter().zip(&mut before).zip(&net) {
            let row_tax = tax_of_credit(whole, before, *net).map_err(refused)?;
            before.taxable = before.taxable.checked_add(*net).map_err(refused)?;
            before.tax = before.tax.checked_add(row_tax).map_err(refused)?;
            tax = tax.checked_add(row_tax).map_err(refused)?;
        }
        let net = Money::sum(currency, net).map_err(refused)?;
        let total = net.checked_add(tax).map_err(refused)?;
        notes.push(json!({ "tax_minor": tax.amount_minor, "total_minor": total.amount_minor }));
    }
    Ok(json!({ "credit_notes": notes }))
}

/// `(fee, amount)` for the position of a whole fee, or for an amount out of what is left of the fees.
fn credited_fees(value: i64, left: &mut [i64]) -> Vec<(usize, i64)> {
    if let Some(fee) = usize::try_from(value).ok().filter(|fee| *fee < left.len()) {
        return vec![(fee, std::mem::take(&mut left[fee]))];
    }
    let mut wanted = value;
    let mut taken = Vec::new();
    for (fee, left) in left.iter_mut().enumerate() {
        let part = wanted.min(*left);
        (wanted, *left) = (wanted - part, *left - part);
        taken.push((fee, part));
    }
    taken
}
