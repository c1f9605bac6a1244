//! Why a line is what it is, as it is kept with the invoice and answered as JSON (row C8).

use super::bill_lines::off_text;
use super::late_usage::LateUsage;
use crate::domain::money::Money;
use crate::domain::place_of_supply::TaxTreatment;
use crate::domain::pricing::{PricedPart, Rate};
use crate::domain::subscription::{AppliedCoupon, COMMITMENT, DueLine};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The explanation of a line: inputs, price version, each step of the price, share of the period, tax
/// rule and rounding. Amounts are decimals in major units, as text.
pub(super) fn explanation(
    line: &DueLine,
    tax: Option<&TaxTreatment>,
    counted_at: Timestamp,
) -> Value {
    let (numerator, denominator) = line.share.lowest_terms();
    let version = &line.version;
    let kind = if line.component == COMMITMENT { "commitment" } else { "charge" };
    let usage =
        line.meter.as_ref().map(|meter| json!({ "meter": meter, "counted_at": counted_at }));
    json!({
        "kind": kind,
        "plan": version.code,
        "plan_version": version.version_no,
        "plan_version_id": version.version_id,
        "component": line.component,
        "timing": line.timing.word(),
        "usage": usage,
        "covered": { "from": line.covered.start(), "until": line.covered.end() },
        "quantity": line.quantity,
        "steps": line.parts.iter().map(step).collect::<Vec<_>>(),
        "share": { "numerator": numerator.to_string(), "denominator": denominator.to_string() },
        "amount_minor": line.amount.amount_minor,
        "currency": line.amount.currency.code(),
        "rounding": "half away from zero, once for the period and once for its share",
        "tax": tax.map(tax_rule),
    })
}

/// The explanation of a line that corrects a billed period: `quantity` and `steps` are of the whole period
/// as it counts now, `amount_minor` is what that costs more than what was billed.
pub(super) fn late_explanation(mut explained: Value, late: &LateUsage) -> Value {
    explained["kind"] = json!("late_usage");
    explained["corrects"] = json!({
        "invoice_id": late.billed.invoice_id,
        "line_no": late.billed.line_no,
        "counted_at": late.billed.counted_at,
        "quantity_before": late.billed.quantity,
        "quantity_after": late.quantity_after,
        "amount_after_minor": late.line.amount.amount_minor,
        // What the period costs more; a minimum that was paid for it has paid what is not charged of that.
        "difference_minor": late.difference.amount_minor,
    });
    explained
}

fn tax_rule(tax: &TaxTreatment) -> Value {
    json!({
        "category": tax.category.code(),
        "rate_percent": tax.rate_percent,
        "reason": tax.reason.word(),
        "country": tax.country.code(),
    })
}

/// Why a discount is what it is: the line it is for, and the coupons in the order in which they came off.
pub(super) fn discount_explanation(
    of_line: i32,
    discount: Money,
    coupons: &[AppliedCoupon],
) -> Value {
    let coupons: Vec<_> = coupons
        .iter()
        .map(|coupon| json!({ "code": coupon.code, "off": off_text(coupon.off) }))
        .collect();
    json!({
        "kind": "discount",
        "of_line": of_line,
        "coupons": coupons,
        "amount_minor": discount.amount_minor,
        "currency": discount.currency.code(),
        "rounding": "percentages first, each rounded half away from zero; then fixed amounts, shared by largest remainder",
    })
}

fn step(part: &PricedPart) -> Value {
    let amount = part.amount().to_decimal().map(|amount| amount.normalize());
    match part {
        PricedPart::Units { tier, quantity, rate, .. } => json!({
            "kind": "units",
            "tier": tier,
            "quantity": quantity.to_decimal(),
            "rate": rate_text(rate),
            "amount": amount,
        }),
        PricedPart::Flat { tier, .. } => json!({ "kind": "flat", "tier": tier, "amount": amount }),
        PricedPart::Capped { tier, .. } => json!({ "kind": "cap", "tier": tier, "amount": amount }),
        PricedPart::Transaction { number, value, .. } => {
            json!({ "kind": "transaction", "number": number, "value": value, "amount": amount })
        }
        PricedPart::Repeated { times, .. } => {
            json!({ "kind": "times", "times": times, "amount": amount })
        }
        PricedPart::PercentOff { percent, .. } => {
            json!({ "kind": "percent_off", "percent": percent, "amount": amount })
        }
        PricedPart::AboveMaximum { .. } => json!({ "kind": "above_maximum", "amount": amount }),
        PricedPart::BelowMinimum { .. } => json!({ "kind": "below_minimum", "amount": amount }),
    }
}

fn rate_text(rate: &Rate) -> Value {
    match rate {
        Rate::PerUnit(amount) => json!({ "per_unit": amount }),
        Rate::PerPackage { size, amount, .. } => json!({ "per_package": amount, "size": size }),
        Rate::Percent(percent) => json!({ "percent": percent }),
    }
}
