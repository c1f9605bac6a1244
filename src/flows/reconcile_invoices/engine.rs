//! A line that the billing engine made, priced again: by the version of the plan that its explanation
//! names, from the quantity and the share it names.
//!
//! What an explanation says beyond the fields known here cannot be followed, so its line is reported as
//! not recomputable: whoever adds a field adds it to [`KNOWN_FIELDS`], and its rule to `priced_again`.

use super::finding::{AnomalyKind, Fact, Finding, Obstacle, Subject};
use crate::domain::money::Money;
use crate::domain::pricing::{PricedPart, Usage};
use crate::domain::proration::Fraction;
use crate::store::recompute::{EngineLine, PricedVersion, StoredDocument, StoredLine};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The fields of an explanation that this version can follow. `plan`, `timing`, `rounding` and `tax` are
/// for the reader: the line's own tax is compared with the document's.
const KNOWN_FIELDS: [&str; 14] = [
    "plan",
    "plan_version",
    "plan_version_id",
    "component",
    "timing",
    "covered",
    "quantity",
    "steps",
    "share",
    "amount_minor",
    "currency",
    "rounding",
    "tax",
    "kind",
];
/// The one kind of line that is priced as below; a line without a kind is of it.
const PLAIN_KIND: &str = "component";

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
    check_fields(explanation)?;
    let explained = read(explanation)?;
    let version = version_named(line).and_then(|id| versions.get(&id));
    let version = version.ok_or_else(|| {
        (Obstacle::NoSuchVersion, text(explanation, "plan_version_id").unwrap_or_default())
    })?;
    let (amount, steps) = priced_again(document, version, &explained)?;
    let mut found = Vec::new();
    let mut differs = |kind, expected: Fact, found_: Fact| {
        found.push(Finding::anomaly(document, Some(line.line_no), kind, expected, found_));
    };
    let own = |amount_minor| Money { amount_minor, currency: document.currency };
    if amount.amount_minor != stored.amount_minor {
        let kind = AnomalyKind::EngineAmount;
        differs(kind, amount.into(), own(stored.amount_minor).into());
    }
    if explained.amount_minor != stored.amount_minor {
        let kind = AnomalyKind::ExplainedAmount;
        differs(kind, own(stored.amount_minor).into(), own(explained.amount_minor).into());
    }
    if steps != explained.steps {
        let (expected, found_) = (said_steps(&steps), said_steps(&explained.steps));
        differs(AnomalyKind::ExplainedSteps, expected.into(), found_.into());
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
            let found_ = format!("{} {} – {}", covered.component, covered.from, covered.until);
            differs(AnomalyKind::Coverage, expected.into(), found_.into());
        }
        _ => {}
    }
    Ok(found)
}

fn check_fields(explanation: &Value) -> Result<(), Stuck> {
    let fields = explanation.as_object().ok_or((Obstacle::Unreadable, "{}".to_owned()))?;
    if let Some(unknown) = fields.keys().find(|name| !KNOWN_FIELDS.contains(&name.as_str())) {
        return Err((Obstacle::UnknownField, unknown.clone()));
    }
    match fields.get("kind").map(|kind| kind.as_str().unwrap_or_default()) {
        None | Some(PLAIN_KIND) => Ok(()),
        Some(other) => Err((Obstacle::UnknownField, format!("kind: {other}"))),
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
        amount_minor: explanation["amount_minor"].as_i64().ok_or_else(|| missing("amount_minor"))?,
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
    let component = version.components.iter().find(|one| one.code == explained.component);
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
    let steps: Vec<String> = steps.iter().map(|(kind, amount)| format!("{kind} {amount}")).collect();
    steps.join(", ")
}
