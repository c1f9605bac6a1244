//! The ops of `invoices_tax_rounding.json`; credit notes and e-invoices have modules of their own.

use crate::input::decimal;
use crate::{Answer, Input, Refused, credit_notes, einvoices};
use quittance::domain::currency::Currency;
use quittance::domain::discount::{Coupon, Discount, apply_coupons, spread};
use quittance::domain::exact::Exact;
use quittance::domain::money::Money;
use quittance::domain::pricing::true_up;
use quittance::domain::rounding::{Rounding, line_amount_per, round_to_digits};
use quittance::domain::tax::{TaxFraction, split_inclusive, tax_on_top, taxes_on_top};
use quittance::domain::tax_total::{
    DocumentTotals, TaxCategory, TaxableLine, totals_of_gross_lines, totals_of_net_lines,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    Some(match op {
        "round" => round(input),
        "to_minor_units" => to_minor_units(input),
        "from_minor_units" => from_minor_units(input),
        "sum_of_rounded_lines" => sum_of_rounded_lines(input),
        "line_amount" => line_amount(input),
        "commitment_true_up" => commitment_true_up(input),
        "percent_discount" => percent_discount(input),
        "fixed_discount" => fixed_discount(input),
        "coupons" => coupons(input),
        "distribute_discount" => distribute_discount(input),
        "discount_then_tax" => discount_then_tax(input),
        "tax_on_top" => tax_on_top_of(input),
        "tax" => tax(input),
        "taxes" => taxes(input),
        "inclusive_split" => inclusive_split(input),
        "invoice_totals_simple" => invoice_totals_simple(input),
        "coupons_then_tax" => coupons_then_tax(input),
        _ => return credit_notes::answer(op, input).or_else(|| einvoices::answer(op, input)),
    })
}

pub fn refused(why: impl std::fmt::Display) -> Refused {
    Refused(why.to_string())
}

pub fn major(amount: Money) -> String {
    amount.to_major().to_string()
}

/// The case's currency; cases that name none count in hundredths.
pub fn currency(input: &Input) -> Result<Currency, Refused> {
    input.text_or("currency", "EUR").parse().map_err(refused)
}

/// `minor_digits` where the case names them, because some of its currencies are made up.
fn digits(input: &Input) -> Result<u32, Refused> {
    match input.get("minor_digits") {
        Some(_) => Ok(input.integer("minor_digits") as u32),
        None => Ok(currency(input)?.exponent()),
    }
}

fn rounding(input: &Input) -> Result<Rounding, Refused> {
    Ok(match input.text_or("mode", "half_up") {
        "half_up" => Rounding::HalfAwayFromZero,
        "half_down" => Rounding::HalfTowardsZero,
        "half_even" => Rounding::HalfEven,
        "up" | "ceiling" => Rounding::Ceiling,
        "down" | "floor" => Rounding::Floor,
        other => return Err(refused(format!("unknown mode {other}"))),
    })
}

fn round(input: &Input) -> Answer {
    let rounded = round_to_digits(input.decimal("amount"), digits(input)?, rounding(input)?);
    Ok(json!({ "amount": rounded.map_err(refused)?.to_string() }))
}

fn to_minor_units(input: &Input) -> Answer {
    let digits = digits(input)?;
    let amount = round_to_digits(input.decimal("amount"), digits, rounding(input)?);
    let minor_units = amount.map_err(refused)?.mantissa();
    let minor_units = i64::try_from(minor_units).map_err(refused)?;
    Ok(json!({ "minor_units": minor_units, "minor_digits": digits }))
}

fn from_minor_units(input: &Input) -> Answer {
    let amount = Decimal::new(input.integer("minor_units"), digits(input)?);
    Ok(json!({ "amount": amount.to_string() }))
}

/// An amount that has not been rounded yet: in the case's currency.
fn rounded(value: Decimal, currency: Currency) -> Result<Money, Refused> {
    Money::from_major_rounded(value, currency).map_err(refused)
}

fn amount(input: &Input, key: &str) -> Result<Money, Refused> {
    rounded(input.decimal(key), currency(input)?)
}

fn sum_of_rounded_lines(input: &Input) -> Answer {
    let currency = currency(input)?;
    let lines = input.list("line_amounts").iter().map(|line| rounded(decimal(line), currency));
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    let subtotal = Money::sum(currency, lines.iter().copied()).map_err(refused)?;
    let lines: Vec<String> = lines.into_iter().map(major).collect();
    Ok(json!({ "subtotal": major(subtotal), "lines": lines }))
}

fn line_amount(input: &Input) -> Answer {
    let base = if input.has("price_base_quantity") {
        input.decimal("price_base_quantity")
    } else {
        Decimal::ONE
    };
    let (quantity, unit_price) = (input.decimal("quantity"), input.decimal("unit_price"));
    let amount = line_amount_per(quantity, unit_price, base, currency(input)?).map_err(refused)?;
    Ok(json!({ "amount": major(amount) }))
}

fn commitment_true_up(input: &Input) -> Answer {
    let true_up = true_up(amount(input, "commitment")?, amount(input, "used")?);
    Ok(json!({ "true_up": major(true_up.map_err(refused)?) }))
}

fn percent_discount(input: &Input) -> Answer {
    discounted(input, Discount::Percent(input.decimal("percent_off")))
}

fn fixed_discount(input: &Input) -> Answer {
    discounted(input, Discount::Fixed(amount(input, "amount_off")?))
}

fn discounted(input: &Input, discount: Discount) -> Answer {
    let amount = amount(input, "amount")?;
    let off = discount.of(amount).map_err(refused)?;
    let left = amount.checked_sub(off).map_err(refused)?;
    Ok(json!({ "discount": major(off), "final": major(left) }))
}

/// `{"amount_off": …}` or `{"percent_off": …}`, in major units.
fn discount(coupon: &Input, currency: Currency) -> Result<Discount, Refused> {
    if coupon.has("percent_off") {
        return Ok(Discount::Percent(coupon.decimal("percent_off")));
    }
    if coupon.has("amount_off_minor") {
        return Ok(Discount::Fixed(Money::new(coupon.integer("amount_off_minor"), currency)));
    }
    Ok(Discount::Fixed(rounded(coupon.decimal("amount_off"), currency)?))
}

fn coupons(input: &Input) -> Answer {
    let (currency, subtotal) = (currency(input)?, amount(input, "subtotal")?);
    let coupons: Result<Vec<Coupon>, Refused> = input
        .objects("coupons")
        .map(|coupon| Ok(Coupon { off: discount(&coupon, currency)?, only: None }))
        .collect();
    let lines = apply_coupons(currency, &[subtotal], &coupons?).map_err(refused)?;
    let total = lines.after.first().copied().unwrap_or(subtotal);
    Ok(json!({ "discount": major(lines.total), "total": major(total) }))
}

fn distribute_discount(input: &Input) -> Answer {
    let currency = currency(input)?;
    let lines: Vec<Money> = minor_list(input.list("lines_minor"), currency)?;
    let shares = if input.has("percent_off") {
        let off = Discount::Percent(input.decimal("percent_off"));
        let coupon = Coupon { off, only: None };
        apply_coupons(currency, &lines, &[coupon]).map_err(refused)?.line_discounts
    } else {
        spread(Money::new(input.integer("discount_minor"), currency), &lines).map_err(refused)?
    };
    let shares: Vec<i64> = shares.iter().map(|share| share.amount_minor).collect();
    let taxable: Vec<i64> =
        lines.iter().zip(&shares).map(|(line, share)| line.amount_minor - share).collect();
    let total: i64 = shares.iter().sum();
    Ok(json!({ "discount_minor": shares, "taxable_minor": taxable, "total_minor": total }))
}

fn minor_list(values: &[Value], currency: Currency) -> Result<Vec<Money>, Refused> {
    let minor = |value: &Value| value.as_i64().ok_or_else(|| refused("no minor units"));
    values.iter().map(|value| Ok(Money::new(minor(value)?, currency))).collect()
}

/// One line taxed by itself; its answer in every name that the cases have for it.
fn taxed(amount: Money, rate: Decimal, is_inclusive: bool) -> Answer {
    let (net, tax) = if is_inclusive {
        let apart = split_inclusive(amount, rate).map_err(refused)?;
        (apart.net, apart.tax)
    } else {
        (amount, tax_on_top(amount, rate).map_err(refused)?)
    };
    let gross = net.checked_add(tax).map_err(refused)?;
    Ok(json!({
        "total": major(gross), "gross": major(gross), "subtotal": major(net), "net": major(net),
        "taxable": major(net), "tax": major(tax),
    }))
}

fn discount_then_tax(input: &Input) -> Answer {
    let currency = currency(input)?;
    let one = Decimal::ONE;
    let line =
        line_amount_per(input.decimal("quantity"), input.decimal("unit_price"), one, currency);
    let line = line.map_err(refused)?;
    let coupon = Coupon { off: discount(&input.object("coupon"), currency)?, only: None };
    let lines = apply_coupons(currency, &[line], &[coupon]).map_err(refused)?;
    taxed(lines.after[0], input.decimal_or_zero("tax_rate"), input.flag("tax_inclusive"))
}

fn tax_on_top_of(input: &Input) -> Answer {
    if input.has("currency") {
        return taxed(amount(input, "amount")?, input.decimal("tax_rate"), false);
    }
    // Without a currency the price with tax is not yet money: nothing is rounded.
    let net = Exact::from(input.decimal("amount"));
    let tax = net.percent(input.decimal("tax_rate")).map_err(refused)?;
    let total = net.checked_add(tax).map_err(refused)?.to_decimal();
    Ok(json!({ "total": total.ok_or_else(|| refused("too many digits"))?.to_string() }))
}

fn tax(input: &Input) -> Answer {
    let (taxable, rate) = (input.decimal("taxable"), input.decimal("tax_rate"));
    let digits = digits(input)?;
    let tax = TaxFraction::on_top(rate).and_then(|tax| tax.of_price(taxable, digits));
    Ok(json!({ "tax": tax.map_err(refused)?.to_string() }))
}

fn taxes(input: &Input) -> Answer {
    let net = amount(input, if input.has("taxable") { "taxable" } else { "amount" })?;
    let key = ["taxes", "tax_rates", "rates"].into_iter().find(|key| input.has(key));
    let rates: Vec<Decimal> = input
        .list(key.unwrap_or("taxes"))
        .iter()
        .map(|rate| match rate.is_object() {
            true => Input::new(rate).decimal(if rate.get("rate").is_some() {
                "rate"
            } else {
                "tax_rate"
            }),
            false => decimal(rate),
        })
        .collect();
    let taxes = taxes_on_top(net, &rates).map_err(refused)?;
    let sum = Money::sum(net.currency, taxes.iter().copied()).map_err(refused)?;
    let total = net.checked_add(sum).map_err(refused)?;
    let taxes: Vec<String> = taxes.into_iter().map(major).collect();
    Ok(json!({
        "taxes": taxes, "tax": major(sum), "total_tax": major(sum), "tax_total": major(sum),
        "total": major(total),
    }))
}

fn inclusive_split(input: &Input) -> Answer {
    let key = ["gross", "amount", "total"].into_iter().find(|key| input.has(key));
    taxed(amount(input, key.unwrap_or("gross"))?, input.decimal("tax_rate"), true)
}

/// A line whose only facts are its amount and its rate: without a rate no tax is charged on it.
pub fn taxable_line(amount: Money, rate_percent: Decimal) -> TaxableLine {
    let category =
        if rate_percent.is_zero() { TaxCategory::ZeroRated } else { TaxCategory::Standard };
    TaxableLine { amount, category, rate_percent }
}

fn invoice_totals_simple(input: &Input) -> Answer {
    let currency = currency(input)?;
    let lines: Result<Vec<TaxableLine>, Refused> = input
        .objects("lines")
        .map(|line| {
            let amount = rounded(line.decimal("amount"), currency)?;
            Ok(taxable_line(amount, line.decimal_or_zero("tax_rate")))
        })
        .collect();
    let totals = if input.flag("tax_inclusive") {
        totals_of_gross_lines(currency, &lines?)
    } else {
        totals_of_net_lines(currency, &lines?)
    };
    let DocumentTotals { net, tax, gross, .. } = totals.map_err(refused)?;
    Ok(json!({ "subtotal": major(net), "tax": major(tax), "total": major(gross) }))
}

fn coupons_then_tax(input: &Input) -> Answer {
    let currency = currency(input)?;
    let lines: Vec<Input> = input.objects("lines").collect();
    let fees: Vec<Money> =
        lines.iter().map(|line| Money::new(line.integer("amount_minor"), currency)).collect();
    let coupons: Result<Vec<Coupon>, Refused> = input
        .objects("coupons")
        .map(|coupon| {
            let only = (coupon.has("only") && !coupon.list("only").is_empty())
                .then(|| positions(coupon.list("only"), &lines));
            Ok(Coupon { off: discount(&coupon, currency)?, only })
        })
        .collect();
    let discounted = apply_coupons(currency, &fees, &coupons?).map_err(refused)?;
    let taxable: Vec<TaxableLine> = discounted
        .after
        .iter()
        .zip(&lines)
        .map(|(amount, line)| taxable_line(*amount, line.decimal_or_zero("tax_rate")))
        .collect();
    let totals = totals_of_net_lines(currency, &taxable).map_err(refused)?;
    let line_taxes: Vec<i64> = totals.line_taxes.iter().map(|tax| tax.amount_minor).collect();
    let fees = Money::sum(currency, fees).map_err(refused)?;
    Ok(json!({
        "fees": fees.amount_minor, "coupons": discounted.total.amount_minor,
        "sub_total": totals.net.amount_minor, "tax": totals.tax.amount_minor,
        "total": totals.gross.amount_minor, "line_taxes_minor": line_taxes,
    }))
}

/// The lines that a coupon is limited to: by position, or by a name that the line lists in `applies`.
fn positions(only: &[Value], lines: &[Input]) -> Vec<usize> {
    let is_named = |position: usize, line: &Input| {
        let names = if line.has("applies") { line.list("applies") } else { &[] };
        only.contains(&json!(position)) || names.iter().any(|name| only.contains(name))
    };
    (0..lines.len()).filter(|&position| is_named(position, &lines[position])).collect()
}
