//! The ops `einvoice_totals` and `einvoice_rule` of `invoices_tax_rounding.json`: whole documents of
//! EN 16931, and fragments of UBL that one rule judges.

use crate::invoices_tax_rounding::{currency, major, refused};
use crate::{Answer, Input, Refused};
use quittance::domain::currency::Currency;
use quittance::domain::en16931::{
    Rule, WrittenAdjustment, WrittenAmounts, WrittenLine, WrittenSubtotal, WrittenTax,
    WrittenTaxTotal, WrittenTotals,
};
use quittance::domain::money::Money;
use quittance::domain::rounding::line_amount_per;
use quittance::domain::tax_total::{
    Adjustment, AdjustmentKind, TaxCategory, TaxSubtotal, TaxableLine, totals_of_document,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    match op {
        "einvoice_totals" => Some(einvoice_totals(input)),
        "einvoice_rule" => Some(einvoice_rule(input)),
        _ => None,
    }
}

fn einvoice_totals(input: &Input) -> Answer {
    let currency = currency(input)?;
    let lines = input
        .objects("lines")
        .map(|line| net_line(&line, currency))
        .collect::<Result<Vec<_>, _>>()?;
    let adjustments = objects(input, "document_allowances_charges")
        .map(|adjustment| document_adjustment(&adjustment, currency))
        .collect::<Result<Vec<_>, _>>()?;
    let prepaid = rounded(input.decimal_or_zero("prepaid"), currency)?;
    let rounding = rounded(input.decimal_or_zero("payable_rounding"), currency)?;
    let totals =
        totals_of_document(currency, &lines, &adjustments, prepaid, rounding).map_err(refused)?;
    let document = &totals.document;
    let line_net_amounts: Vec<String> = lines.iter().map(|line| major(line.amount)).collect();

    // The order of the rows is the writer's; the cases have the one in which the document first names them.
    let mut named: Vec<(TaxCategory, Decimal)> =
        lines.iter().map(|line| (line.category, line.rate_percent)).collect();
    named.extend(adjustments.iter().map(|a| (a.category, a.rate_percent)));
    let mut rows: Vec<&TaxSubtotal> = document.subtotals.iter().collect();
    rows.sort_by_key(|row| named.iter().position(|name| *name == (row.category, row.rate_percent)));
    let rows: Vec<Value> = rows.into_iter().map(breakdown_row).collect();
    Ok(json!({
        "line_net_amounts": line_net_amounts,
        "sum_of_lines": major(totals.sum_of_lines),
        "allowances": major(totals.allowances),
        "charges": major(totals.charges),
        "tax_exclusive": major(document.net),
        "tax_inclusive": major(document.gross),
        "prepaid": major(totals.prepaid),
        "payable_rounding": major(totals.rounding),
        "payable": major(totals.payable),
        "tax_total": major(document.tax),
        "tax_breakdown": rows,
    }))
}

fn breakdown_row(row: &TaxSubtotal) -> Value {
    // Category O has no rate (BR-O-05); published documents leave it out or write 0, and mean the same.
    let rate = match row.category {
        TaxCategory::OutsideScope => json!({ "either": [null, "0"] }),
        _ => json!(row.rate_percent.to_string()),
    };
    json!({
        "category": row.category.code(), "rate": rate,
        "taxable": major(row.taxable), "tax": major(row.tax),
    })
}

fn rounded(value: Decimal, currency: Currency) -> Result<Money, Refused> {
    Money::from_major_rounded(value, currency).map_err(refused)
}

/// A list of objects that a document may leave out.
fn objects<'a>(input: &Input<'a>, key: &str) -> impl Iterator<Item = Input<'a>> + use<'a> {
    let list = input.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter().map(Input::new)
}

/// The line's net amount as given, or price times quantity with its own allowances and charges.
fn net_line(line: &Input, currency: Currency) -> Result<TaxableLine, Refused> {
    let mut amount = if line.has("net_amount") {
        rounded(line.decimal("net_amount"), currency)?
    } else {
        let base = line.has("price_base_quantity").then(|| line.decimal("price_base_quantity"));
        let (quantity, price) = (line.decimal("quantity"), line.decimal("net_unit_price"));
        line_amount_per(quantity, price, base.unwrap_or(Decimal::ONE), currency).map_err(refused)?
    };
    for part in objects(line, "allowances_charges") {
        let of_line = rounded(part.decimal("amount"), currency)?;
        amount = match kind(&part)? {
            AdjustmentKind::Allowance => amount.checked_sub(of_line),
            AdjustmentKind::Charge => amount.checked_add(of_line),
        }
        .map_err(refused)?;
    }
    let (category, rate_percent) = tax(line)?;
    Ok(TaxableLine { amount, category, rate_percent })
}

fn document_adjustment(input: &Input, currency: Currency) -> Result<Adjustment, Refused> {
    let (category, rate_percent) = tax(input)?;
    let amount = rounded(input.decimal("amount"), currency)?;
    Ok(Adjustment { kind: kind(input)?, amount, category, rate_percent })
}

fn kind(input: &Input) -> Result<AdjustmentKind, Refused> {
    match input.text("kind") {
        "allowance" => Ok(AdjustmentKind::Allowance),
        "charge" => Ok(AdjustmentKind::Charge),
        other => Err(refused(format!("unknown kind {other}"))),
    }
}

fn tax(input: &Input) -> Result<(TaxCategory, Decimal), Refused> {
    let category = input.text("tax_category").parse().map_err(refused)?;
    Ok((category, input.decimal_or_zero("tax_rate").normalize()))
}

fn einvoice_rule(input: &Input) -> Answer {
    let rule: Rule = input.text("rule").parse().map_err(refused)?;
    Ok(json!({ "valid": rule.holds(&written(input.value("fragment"))) }))
}

/// An element that UBL may repeat: a fragment has none, one, or a list.
fn elements<'a>(parent: &'a Value, name: &str) -> Vec<&'a Value> {
    match parent.get(name) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    }
}

/// Text, or text with attributes: `{"value": …, "currency": …}`.
fn text(parent: &Value, name: &str) -> Option<String> {
    let element = elements(parent, name).into_iter().next()?;
    let text = element.get("value").unwrap_or(element);
    Some(text.as_str().map_or_else(|| text.to_string(), str::to_owned))
}

fn number(parent: &Value, name: &str) -> Option<Decimal> {
    text(parent, name).map(|text| {
        text.trim().parse().unwrap_or_else(|why| panic!("{name} {text:?} is no number: {why}"))
    })
}

fn written(fragment: &Value) -> WrittenAmounts {
    let lines =
        ["InvoiceLine", "CreditNoteLine"].into_iter().flat_map(|name| elements(fragment, name));
    WrittenAmounts {
        document_currency: text(fragment, "DocumentCurrencyCode"),
        lines: lines.map(written_line).collect(),
        adjustments: elements(fragment, "AllowanceCharge").into_iter().map(adjustment).collect(),
        tax_totals: elements(fragment, "TaxTotal").into_iter().map(tax_total).collect(),
        totals: elements(fragment, "LegalMonetaryTotal").first().map(|element| totals(element)),
    }
}

fn written_line(line: &Value) -> WrittenLine {
    let category = line.get("Item").and_then(|item| item.get("ClassifiedTaxCategory"));
    WrittenLine {
        net: number(line, "LineExtensionAmount"),
        tax: category.map(written_tax).unwrap_or_default(),
    }
}

fn adjustment(element: &Value) -> WrittenAdjustment {
    WrittenAdjustment {
        is_charge: text(element, "ChargeIndicator").as_deref() == Some("true"),
        amount: number(element, "Amount"),
        tax: element.get("TaxCategory").map(written_tax).unwrap_or_default(),
    }
}

fn written_tax(category: &Value) -> WrittenTax {
    WrittenTax {
        category: text(category, "ID").map(|code| code.trim().to_owned()),
        rate_percent: number(category, "Percent"),
    }
}

fn tax_total(element: &Value) -> WrittenTaxTotal {
    let subtotals = elements(element, "TaxSubtotal").into_iter().map(|row| WrittenSubtotal {
        taxable: number(row, "TaxableAmount"),
        tax_amount: number(row, "TaxAmount"),
        tax: row.get("TaxCategory").filter(|c| is_vat(c)).map(written_tax).unwrap_or_default(),
    });
    let currency = element.get("TaxAmount").and_then(|amount| amount.get("currency"));
    WrittenTaxTotal {
        currency: currency.and_then(Value::as_str).map(str::to_owned),
        tax: number(element, "TaxAmount"),
        subtotals: subtotals.collect(),
    }
}

fn is_vat(category: &Value) -> bool {
    let scheme = category.get("TaxScheme").and_then(|scheme| text(scheme, "ID"));
    scheme.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("VAT"))
}

fn totals(element: &Value) -> WrittenTotals {
    let amount = |name| number(element, name);
    WrittenTotals {
        sum_of_lines: amount("LineExtensionAmount"),
        allowances: amount("AllowanceTotalAmount"),
        charges: amount("ChargeTotalAmount"),
        tax_exclusive: amount("TaxExclusiveAmount"),
        tax_inclusive: amount("TaxInclusiveAmount"),
        prepaid: amount("PrepaidAmount"),
        rounding: amount("PayableRoundingAmount"),
        payable: amount("PayableAmount"),
    }
}
