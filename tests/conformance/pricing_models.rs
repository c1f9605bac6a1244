//! The ops of `pricing_models.json`. A price without a currency is answered as it is before rounding.

use crate::input::decimal;
use crate::{Answer, Input, Refused};
use quittance::domain::currency::Currency;
use quittance::domain::exact::Exact;
use quittance::domain::money::Money;
use quittance::domain::pricing::{
    self, Conversion, Increment, Percentage, Price, PriceModel, PricingError, Rate, SpendLimits,
    Tier, Tiers, Usage, WithoutUsage, maximum_spend_discount,
};
use quittance::domain::rounding::Rounding;
use quittance::domain::tax::TaxFraction;
use rust_decimal::Decimal;
use serde_json::json;

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    match op {
        "price" => Some(price(input)),
        "price_increment" => Some(price_increment(input)),
        "packages" => Some(packages(input)),
        "maximum_spend" => Some(maximum_spend(input)),
        _ => None,
    }
}

fn refused(why: impl std::fmt::Display) -> Refused {
    Refused(why.to_string())
}

fn price(input: &Input) -> Answer {
    let mut terms = terms(input)?;
    terms.without_usage = if input.flag("zero_usage_flat_fee") {
        WithoutUsage::FirstTierFlatFee
    } else {
        WithoutUsage::Nothing
    };
    let transactions: Option<Vec<Decimal>> =
        input.has("transactions").then(|| input.list("transactions").iter().map(decimal).collect());
    let line = match (&transactions, input.text("model")) {
        (Some(values), _) => terms.line(Usage::Transactions(values)),
        // The price of a use is its cost times the multiplier: the cost is the quantity that is priced.
        (None, "dynamic") => {
            terms.line(Usage::Quantity(input.decimal("cost") * input.decimal("quantity")))
        }
        (None, _) => terms.line(Usage::Quantity(input.decimal("quantity"))),
    };
    let total = line.map_err(refused)?.total;
    let digits = match (input.has("decimals"), input.has("currency")) {
        (true, _) => Some(input.integer("decimals") as u32),
        (false, true) => Some(currency(input)?.exponent()),
        (false, false) => None,
    };
    if input.has("tax_rate") || input.has("tax_inclusive") {
        return taxed(input, total, digits.unwrap_or(2));
    }
    let amount = match digits {
        Some(digits) => total.rounded(digits).map_err(refused)?,
        None => total.to_decimal().ok_or_else(|| refused("too many digits"))?,
    };
    let amount = amount.to_string();
    Ok(json!({ "amount": amount, "subtotal": amount, "tax": "0", "decimals": digits }))
}

fn taxed(input: &Input, total: Exact, digits: u32) -> Answer {
    let rate = input.decimal_or_zero("tax_rate");
    let total = total.rounded(digits).map_err(refused)?;
    let is_inclusive = input.flag("tax_inclusive");
    let fraction =
        if is_inclusive { TaxFraction::included(rate) } else { TaxFraction::on_top(rate) };
    let tax = fraction.and_then(|tax| tax.of_price(total, digits)).map_err(refused)?;
    let (net, gross) = if is_inclusive { (total - tax, total) } else { (total, total + tax) };
    Ok(json!({
        "amount": gross.to_string(), "subtotal": net.to_string(), "tax": tax.to_string(),
        "decimals": digits,
    }))
}

fn price_increment(input: &Input) -> Answer {
    let currency = if input.has("currency") { currency(input)? } else { Currency::USD };
    let price = Price { without_usage: WithoutUsage::FirstTierFlatFee, ..terms(input)? };
    let billed_before = money(input.decimal_or_zero("billed_before_line"), currency)?;
    let part = Increment {
        quantity_before: input.decimal("quantity_before_line"),
        quantity: input.decimal("quantity_in_line"),
        is_last: input.flag("last_line_of_period"),
        billed_before,
    };
    let line = price.increment(part, currency).map_err(refused)?;
    Ok(json!({
        "amount": line.amount.to_major().to_string(),
        "maximum_spend_discount": line.maximum_spend_discount.to_major().to_string(),
        "minimum_spend": line.minimum_spend_true_up.to_major().to_string(),
    }))
}

fn packages(input: &Input) -> Answer {
    let count = pricing::packages(
        input.decimal("quantity"),
        input.decimal("package_size"),
        rounding(input.text_or("round", "up"))?.ok_or_else(|| refused("no direction"))?,
    );
    let count: i64 = count.map_err(refused)?.try_into().map_err(refused)?;
    Ok(json!({ "packages": count }))
}

fn maximum_spend(input: &Input) -> Answer {
    let (line, currency) = (input.decimal("line_amount"), currency(input)?);
    let discount = maximum_spend_discount(
        line,
        input.decimal_or_zero("billed_before"),
        input.decimal("maximum"),
        currency,
    );
    let discount = discount.map_err(refused)?;
    let amount = money(line, currency)?.checked_sub(discount).map_err(refused)?;
    Ok(json!({
        "discount": discount.to_major().to_string(),
        "amount": amount.to_major().to_string(),
    }))
}

/// The price that the case's parameters describe.
fn terms(input: &Input) -> Result<Price, Refused> {
    let price = match input.text("model") {
        "unit_conversion" => {
            let conversion = Conversion {
                divide_by: optional(input, "divide_by").unwrap_or(Decimal::ONE),
                rounding: rounding(input.text_or("round", "none"))?,
            };
            Price { conversion: Some(conversion), ..terms(&input.object("price"))? }
        }
        name => Price::from(model(name, input)?),
    };
    Ok(Price {
        included_units: price.included_units
            + ["usage_discount", "free_units", "included_units"]
                .iter()
                .map(|key| input.decimal_or_zero(key))
                .sum::<Decimal>(),
        times: price.times * optional(input, "multiply_by").unwrap_or(Decimal::ONE),
        percent_off: price.percent_off.max(input.decimal_or_zero("percent_discount")),
        spend: SpendLimits::new(
            optional(input, "minimum_spend").or(price.spend.minimum()),
            optional(input, "maximum_spend").or(price.spend.maximum()),
        )
        .map_err(refused)?,
        ..price
    })
}

fn model(name: &str, input: &Input) -> Result<PriceModel, Refused> {
    Ok(match name {
        "flat" => PriceModel::Flat { amount: input.decimal("amount") },
        "per_unit" => PriceModel::Simple(Rate::PerUnit(input.decimal("unit_amount"))),
        "dynamic" | "dynamic_usage" => {
            PriceModel::Simple(Rate::PerUnit(input.decimal("multiplier")))
        }
        "package" => PriceModel::Simple(Rate::PerPackage {
            size: input.decimal("package_size"),
            amount: input.decimal("package_amount"),
            rounding: rounding(input.text_or("round", "up"))?
                .ok_or_else(|| refused("packages are counted up or down"))?,
        }),
        "graduated" | "graduated_percentage" => PriceModel::Graduated(tiers(input)?),
        // A flat fee per tier is a volume price whose units cost nothing.
        "volume" | "tiered_flat_fee" => PriceModel::Volume(tiers(input)?),
        "percentage" | "percentage_one" => PriceModel::Percentage(Percentage {
            rate_percent: input.decimal("rate"),
            fixed_amount: input.decimal_or_zero("fixed_amount"),
            minimum: optional(input, "min_per_transaction"),
            maximum: optional(input, "max_per_transaction"),
            free_transactions: ["free_transactions", "free_events", "free_units_per_events"]
                .iter()
                .find(|key| input.has(key))
                .map(|key| input.integer(key) as u32),
            free_amount: ["free_amount", "free_units_per_total_aggregation"]
                .iter()
                .find_map(|key| optional(input, key)),
        }),
        other => return Err(refused(format!("unknown model {other}"))),
    })
}

fn tiers(input: &Input) -> Result<Tiers, Refused> {
    let tiers = input.objects("tiers").map(|tier| {
        let rate = match (tier.has("rate"), tier.has("package_size")) {
            (true, _) => Rate::Percent(tier.decimal("rate")),
            (false, true) => Rate::PerPackage {
                size: tier.decimal("package_size"),
                amount: tier.decimal("unit_amount"),
                rounding: Rounding::Ceiling,
            },
            (false, false) => Rate::PerUnit(tier.decimal("unit_amount")),
        };
        Tier {
            up_to: optional(&tier, "up_to"),
            rate,
            flat_amount: tier.decimal_or_zero("flat_amount"),
            cap: ["cap", "flat_cap"].iter().find_map(|key| optional(&tier, key)),
        }
    });
    Tiers::new(tiers.collect()).map_err(|why| refused(PricingError::from(why)))
}

fn rounding(word: &str) -> Result<Option<Rounding>, Refused> {
    Ok(Some(match word {
        "up" | "ceiling" => Rounding::Ceiling,
        "down" | "floor" => Rounding::Floor,
        "half_up" | "nearest" => Rounding::HalfAwayFromZero,
        "none" => return Ok(None),
        other => return Err(refused(format!("unknown direction {other}"))),
    }))
}

fn optional(input: &Input, key: &str) -> Option<Decimal> {
    input.has(key).then(|| input.decimal(key))
}

fn currency(input: &Input) -> Result<Currency, Refused> {
    input.text("currency").parse().map_err(refused)
}

fn money(amount_major: Decimal, currency: Currency) -> Result<Money, Refused> {
    Money::from_major_rounded(amount_major, currency).map_err(refused)
}
