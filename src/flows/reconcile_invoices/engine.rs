//! A line that the billing engine made, priced again: by the version of the plan that its explanation
//! names, from the quantity and the share it names.
//!
//! What an explanation says beyond the fields known here cannot be followed, so its line is reported as
//! not recomputable: whoever adds a field adds it to the fields of its kind, and its rule to [`follow`].
//! A commitment's line is one of these: what it tops up to stands in the contract, not in the explanation.

use super::finding::{AnomalyKind, Fact, Finding, Obstacle, Subject};
use crate::domain::discount::Discount;
use crate::domain::money::Money;
use crate::domain::pricing::{PricedPart, Usage};
use crate::domain::proration::Fraction;
use crate::store::recompute::{EngineLine, PricedVersion, StoredDocument, StoredLine};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// A component priced for its quantity and share; the kind of a line that names none.
const CHARGE: &str = "charge";
/// What coupons take off the line before.
const DISCOUNT: &str = "discount";
/// The fields of a charge that are followed. `plan`, `timing`, `usage`, `rounding` and `tax` are for the
/// reader: the line's own tax is compared with the document's.
const CHARGE_FIELDS: [&str; 15] = [
    "kind",
    "plan",
    "plan_version",
    "plan_version_id",
    "component",
    "timing",
    "usage",
    "covered",
    "quantity",
    "steps",
    "share",
    "amount_minor",
    "currency",
    "rounding",
    "tax",
];
const DISCOUNT_FIELDS: [&str; 6] =
    ["kind", "of_line", "coupons", "amount_minor", "currency", "rounding"];

/// Why a line cannot be followed, and what stands in the way.
type Stuck = (Obstacle, String);

/// The version of a plan that a line's explanation names.
pub(super) fn version_named(line: &EngineLine) -> Option<Uuid> {
    let id = line.explanation.as_ref()?.get("plan_version_id")?.as_str()?;
    Uuid::parse_str(id).ok()
}

/// Everything about the line that does not come to the same, or why nobody can tell.
pub(super) fn findings(
    document: &StoredDocument,
    line: &EngineLine,
    versions: &HashMap<Uuid, PricedVersion>,
) -> Vec<Finding> {
    let Some(stored) = document.lines.iter().find(|one| one.line_no == line.line_no) else {
        return Vec::new();
    };
    match follow(document, line, stored, versions) {
        Ok(found) => found,
        Err((obstacle, what)) => {
            let subject = Subject::of(document, Some(line.line_no));
            vec![Finding::NotRecomputable { subject, obstacle, what }]
        }
    }
}

/// What an explanation says, read.
struct Explained {
    component: String,
    quantity: Decimal,
    share: Fraction,
    amount_minor: i64,
    /// Kind and amount of each step.
    steps: Vec<(String, Decimal)>,
    from: Timestamp,
    until: Timestamp,
}

fn follow(
    document: &StoredDocument,
    line: &EngineLine,
    stored: &StoredLine,
    versions: &HashMap<Uuid, PricedVersion>,
) -> Result<Vec<Finding>, Stuck> {
    let explanation =
        line.explanation.as_ref().ok_or((Obstacle::NoExplanation, line.line_no.to_string()))?;
    match text(explanation, "kind").as_deref() {
        None | Some(CHARGE) => charge(document, line, stored, explanation, versions),
        Some(DISCOUNT) => discount(document, stored, explanation),
        Some(other) => Err((Obstacle::UnknownField, format!("kind: {other}"))),
    }
}

fn charge(
    document: &StoredDocument,
    line: &EngineLine,
    stored: &StoredLine,
    explanation: &Value,
    versions: &HashMap<Uuid, PricedVersion>,
) -> Result<Vec<Finding>, Stuck> {
    check_fields(explanation, &CHARGE_FIELDS)?;
    let explained = read(explanation)?;
    let version = version_named(line).and_then(|id| versions.get(&id));
    let version = version.ok_or_else(|| {
        (Obstacle::NoSuchVersion, text(explanation, "plan_version_id").unwrap_or_default())
    })?;
    let (amount, steps) = priced_again(document, version, &explained)?;
    let mut found = amounts(document, stored, amount, explained.amount_minor);
    let mut differs = |kind, expected: Fact, stored: Fact| {
        found.push(Finding::anomaly(document, Some(line.line_no), kind, expected, stored));
    };
    if steps != explained.steps {
        let (expected, stored) = (said_steps(&steps), said_steps(&explained.steps));
        differs(AnomalyKind::ExplainedSteps, expected.into(), stored.into());
    }
    let expected = format!("{} {} – {}", explained.component, explained.from, explained.until);
    match &line.covered {
        None if line.is_cycle => {
            differs(AnomalyKind::CoverageMissing, expected.into(), Fact::Nothing);
        }
        // A credit gives back the end of what was covered: it is shorter then, never longer.
        Some(covered)
            if covered.component != explained.component
                || covered.from != explained.from
                || covered.until > explained.until =>
        {
            let stored = format!("{} {} – {}", covered.component, covered.from, covered.until);
            differs(AnomalyKind::Coverage, expected.into(), stored.into());
        }
        _ => {}
    }
    Ok(found)
}

/// Compares the line, and what its explanation says of it, with what it is when it is computed again.
fn amounts(
    document: &StoredDocument,
    stored: &StoredLine,
    computed: Money,
    explained_minor: i64,
) -> Vec<Finding> {
    let own = |amount_minor| Money { amount_minor, currency: document.currency };
    let mut found = Vec::new();
    let line_no = Some(stored.line_no);
    let line = own(stored.amount_minor);
    if computed != line {
        let kind = AnomalyKind::EngineAmount;
        found.push(Finding::anomaly(document, line_no, kind, computed, line));
    }
    if own(explained_minor) != line {
        let kind = AnomalyKind::ExplainedAmount;
        found.push(Finding::anomaly(document, line_no, kind, line, own(explained_minor)));
    }
    found
}

/// Percentages come off the line they name, one after the other. A fixed amount is shared among all lines
/// of its coupon, which one line's explanation does not say.
fn discount(
    document: &StoredDocument,
    stored: &StoredLine,
    explanation: &Value,
) -> Result<Vec<Finding>, Stuck> {
    check_fields(explanation, &DISCOUNT_FIELDS)?;
    let missing = |what: &str| (Obstacle::Unreadable, what.to_owned());
    let stuck = |what: &dyn std::fmt::Display| (Obstacle::NotPriceable, what.to_string());
    let of_line = explanation["of_line"].as_i64().ok_or_else(|| missing("of_line"))?;
    let of_line = document.lines.iter().find(|line| i64::from(line.line_no) == of_line);
    let of_line = of_line.ok_or_else(|| missing("of_line"))?;
    let explained = explanation["amount_minor"].as_i64().ok_or_else(|| missing("amount_minor"))?;
    let coupons = explanation["coupons"].as_array().ok_or_else(|| missing("coupons"))?;
    let mut left = Money { amount_minor: of_line.amount_minor, currency: document.currency };
    let mut taken = Money::zero(document.currency);
    for coupon in coupons {
        let percent = decimal(&coupon["off"]["percent"]);
        let percent = percent.ok_or_else(|| stuck(&"coupon of a fixed amount"))?;
        let off = Discount::Percent(percent).of(left).map_err(|error| stuck(&error))?;
        left = left.checked_sub(off).map_err(|error| stuck(&error))?;
        taken = taken.checked_add(off).map_err(|error| stuck(&error))?;
    }
    let computed = taken.checked_neg().map_err(|error| stuck(&error))?;
    Ok(amounts(document, stored, computed, explained.saturating_neg()))
}

fn check_fields(explanation: &Value, known: &[&str]) -> Result<(), Stuck> {
    let fields = explanation.as_object().ok_or((Obstacle::Unreadable, "{}".to_owned()))?;
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err((Obstacle::UnknownField, unknown.clone())),
        None => Ok(()),
    }
}

fn read(explanation: &Value) -> Result<Explained, Stuck> {
    let missing = |what: &str| (Obstacle::Unreadable, what.to_owned());
    let covered = &explanation["covered"];
    let instant = |name: &str| -> Result<Timestamp, Stuck> {
        covered[name].as_str().and_then(|at| at.parse().ok()).ok_or_else(|| missing("covered"))
    };
    let share = &explanation["share"];
    let part = |name: &str| -> Result<i64, Stuck> {
        share[name].as_str().and_then(|n| n.parse().ok()).ok_or_else(|| missing("share"))
    };
    let share = Fraction::new(part("numerator")?, part("denominator")?);
    let steps = explanation["steps"].as_array().ok_or_else(|| missing("steps"))?;
    let step = |step: &Value| {
        let amount = decimal(&step["amount"])?;
        Some((step["kind"].as_str()?.to_owned(), amount))
    };
    let steps: Option<Vec<_>> = steps.iter().map(step).collect();
    Ok(Explained {
        component: text(explanation, "component").ok_or_else(|| missing("component"))?,
        quantity: decimal(&explanation["quantity"]).ok_or_else(|| missing("quantity"))?,
        share: share.map_err(|_| missing("share"))?,
        amount_minor: explanation["amount_minor"]
            .as_i64()
            .ok_or_else(|| missing("amount_minor"))?,
        steps: steps.ok_or_else(|| missing("steps"))?,
        from: instant("from")?,
        until: instant("until")?,
    })
}

fn text(explanation: &Value, name: &str) -> Option<String> {
    explanation.get(name)?.as_str().map(str::to_owned)
}

/// Decimals are written as text, so that no reader makes a float of them.
fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str()?.parse::<Decimal>().ok().map(|decimal| decimal.normalize())
}

/// What the quantity costs for its share of the period by this version, and the steps of its price.
fn priced_again(
    document: &StoredDocument,
    version: &PricedVersion,
    explained: &Explained,
) -> Result<(Money, Vec<(String, Decimal)>), Stuck> {
    // A component of an add-on is named after it: "support/base".
    let of_add_on = explained.component.strip_prefix(&version.code);
    let code = of_add_on.and_then(|rest| rest.strip_prefix('/')).unwrap_or(&explained.component);
    let component = version.components.iter().find(|one| one.code == code);
    let component = component.ok_or_else(|| {
        let what = format!("{} {}: {}", version.code, version.version_no, explained.component);
        (Obstacle::NoSuchComponent, what)
    })?;
    let stuck = |error: &dyn std::fmt::Display| (Obstacle::NotPriceable, error.to_string());
    if version.currency != document.currency {
        return Err(stuck(&version.currency.code()));
    }
    let price = component.price.to_price().map_err(|error| stuck(&error))?;
    let priced = price.line(Usage::Quantity(explained.quantity)).map_err(|error| stuck(&error))?;
    let whole = priced.amount(document.currency).map_err(|error| stuck(&error))?;
    let amount = explained.share.of(whole).map_err(|error| stuck(&error))?;
    let steps: Option<Vec<_>> = priced
        .parts
        .iter()
        .map(|part| Some((kind_of(part).to_owned(), part.amount().to_decimal()?.normalize())))
        .collect();
    Ok((amount, steps.ok_or_else(|| stuck(&"a step beyond 96 bits"))?))
}

/// What an explanation calls a step.
fn kind_of(part: &PricedPart) -> &'static str {
    match part {
        PricedPart::Units { .. } => "units",
        PricedPart::Flat { .. } => "flat",
        PricedPart::Capped { .. } => "cap",
        PricedPart::Transaction { .. } => "transaction",
        PricedPart::Repeated { .. } => "times",
        PricedPart::PercentOff { .. } => "percent_off",
        PricedPart::AboveMaximum { .. } => "above_maximum",
        PricedPart::BelowMinimum { .. } => "below_minimum",
    }
}

fn said_steps(steps: &[(String, Decimal)]) -> String {
    let steps: Vec<String> =
        steps.iter().map(|(kind, amount)| format!("{kind} {amount}")).collect();
    steps.join(", ")
}
