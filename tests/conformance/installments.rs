//! The ops of `installments.json`: splitting amounts and payment plans.

use crate::input::decimal;
use crate::{Answer, Input, Refused};
use quittance::domain::currency::Currency;
use quittance::domain::installment::{
    DueDates, PlanAmounts, PlanError, PlanEvent, PlanPolicy, PlanStatus, Schedule,
};
use quittance::domain::money::Money;
use quittance::domain::rounding::round_to_minor;
use quittance::domain::split::{SplitError, split_equal, split_weighted};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    match op {
        "allocate" => Some(allocate(input)),
        "split_equal" => Some(equal(input)),
        "payment_plan" => Some(payment_plan(input)),
        "validate_plan" => Some(validate_plan(input)),
        "plan_transition" => Some(plan_transition(input)),
        "plan_transition_forbidden" => Some(plan_transition_forbidden(input)),
        _ => None,
    }
}

fn allocate(input: &Input) -> Answer {
    let weights: Vec<Decimal> = input.list("weights").iter().map(decimal).collect();
    parts(split_weighted(input.integer("total_minor"), &weights))
}

fn equal(input: &Input) -> Answer {
    // A negative count has no type in our rules; it is as little as nobody.
    let count = usize::try_from(input.integer("count")).unwrap_or(0);
    match split_equal(input.integer("total_minor"), count) {
        Err(SplitError::NoParts) => Err(Refused("count must be positive".to_owned())),
        split => parts(split),
    }
}

fn parts(split: Result<Vec<i64>, SplitError>) -> Answer {
    match split {
        Ok(parts) => Ok(json!({ "parts_minor": parts })),
        Err(SplitError::NoParts) => Err(Refused("no weights".to_owned())),
        Err(SplitError::NegativeWeight { .. }) => Err(Refused("negative weight".to_owned())),
        Err(SplitError::NoWeight) => Err(Refused("weights add up to zero".to_owned())),
        Err(SplitError::Overflow) => Err(Refused("too precise".to_owned())),
    }
}

fn total(input: &Input) -> Money {
    let currency: Currency = input.text("currency").parse().expect("a currency");
    round_to_minor(input.decimal("total"), currency).expect("an amount")
}

fn installments(input: &Input) -> u32 {
    u32::try_from(input.integer("installments")).unwrap_or(0)
}

fn major(money: Money) -> Value {
    let exponent = money.currency.exponent();
    Value::String(Decimal::new(money.amount_minor, exponent).to_string())
}

fn payment_plan(input: &Input) -> Answer {
    let (policy, total, count) = (PlanPolicy::default(), total(input), installments(input));
    if let Err(refused) = policy.allows(total, count) {
        return Err(Refused(reason(&refused)));
    }
    let percent = input.get("down_payment_percent").map_or(policy.down_payment_percent, decimal);
    let amounts =
        PlanAmounts::of(total, percent, count).map_err(|refused| Refused(reason(&refused)))?;
    let mut plan = json!({
        "down_payment": major(amounts.down_payment),
        "installments": amounts.installments.iter().map(|part| major(*part)).collect::<Vec<_>>(),
    });
    if input.has("first_due") {
        let first = input.date("first_due");
        let dates = match input.text_or("interval", "monthly") {
            "weekly" => DueDates::weekly(first, count),
            _ => DueDates::monthly(first, count),
        };
        let schedule = Schedule::new(amounts, &dates.expect("days")).expect("a day for each");
        let days = schedule.installments.iter().map(|part| part.due_on.to_string());
        plan["due_dates"] = days.collect::<Vec<_>>().into();
    }
    Ok(plan)
}

fn validate_plan(input: &Input) -> Answer {
    Ok(match PlanPolicy::default().allows(total(input), installments(input)) {
        Ok(()) => json!({ "valid": true }),
        Err(refused) => json!({ "valid": false, "reason": reason(&refused) }),
    })
}

fn reason(refused: &PlanError) -> String {
    match refused {
        PlanError::InstallmentCount { fewest, most, .. } => {
            format!("{fewest} to {most} installments")
        }
        PlanError::BelowMinimum { least, .. } => {
            format!("at least {}", Decimal::new(least.amount_minor, least.currency.exponent()))
        }
        other => other.to_string(),
    }
}

fn status(input: &Input, key: &str) -> PlanStatus {
    let word = input.text(key);
    let word = if word == "canceled" { "cancelled" } else { word };
    word.parse().expect("a plan status")
}

/// The cases name events in words.
fn event(words: &str) -> PlanEvent {
    let words = words.to_lowercase();
    let says = |part: &str| words.contains(part);
    let attempts = match () {
        () if says("first") => 1,
        () if says("second") => 2,
        () if says("third") || says("3") => 3,
        () if says("fourth") => 4,
        () => 1,
    };
    match () {
        () if says("fail") => PlanEvent::AttemptFailed { attempts },
        () if says("cancel") => PlanEvent::Cancelled,
        () if says("down payment") || says("down_payment") => PlanEvent::DownPaymentReceived,
        () if says("paid off") || says("pay-off") || says("payoff") => PlanEvent::PaidOff,
        () if words.split(' ').any(|word| matches!(word, "all" | "last" | "final")) => {
            PlanEvent::InstallmentPaid { left: 0 }
        }
        () if says("paid") || says("succeed") => PlanEvent::InstallmentPaid { left: 1 },
        () => panic!("no event of a plan: {words}"),
    }
}

fn plan_transition(input: &Input) -> Answer {
    match status(input, "state").after(event(input.text("event"))) {
        Ok(next) => Ok(json!({ "state": next.word() })),
        Err(_) => Err(Refused("not allowed".to_owned())),
    }
}

fn plan_transition_forbidden(input: &Input) -> Answer {
    Ok(json!({ "allowed": status(input, "state").may_become(status(input, "to")) }))
}
