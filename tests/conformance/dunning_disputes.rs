//! The ops of `dunning_disputes.json`.

use std::num::NonZeroU32;

use crate::{Answer, Input, state_machines};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use quittance::domain::currency::Currency;
use quittance::domain::dispute::{ALERT_WINDOW_DAYS, is_pattern, visa_codes};
use quittance::domain::dunning::{
    Campaign, Decision, NextRetry, Overdue, OverdueStages, RetrySchedule, stripe_decline,
};
use quittance::domain::money::Money;
use quittance::domain::payment_terms::PaymentTerms;
use quittance::domain::webhook_delivery::{DeliveryOutcome, retry_after_seconds};
use serde_json::{Value, json};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    Some(match op {
        "decline_code" => Ok(decline_code(input)),
        "dispute_alert" => Ok(dispute_alert(input)),
        "due_date" => Ok(due_date(input)),
        "dunning_rule" => Ok(dunning_rule(input)),
        "dunning_run_multi" => Ok(dunning_run_multi(input)),
        "network_code_map" => Ok(network_code_map(input)),
        "next_retry" => Ok(next_retry(input)),
        "overdue_stage" => Ok(overdue_stage(input)),
        "retry_after" => Ok(retry_after(input)),
        "retry_dates" => Ok(retry_dates(input)),
        "threshold" => Ok(threshold(input)),
        "webhook_response" => Ok(webhook_response(input)),
        _ => return state_machines::answer(op, input),
    })
}

fn decline_code(input: &Input) -> Value {
    json!({ "retry": stripe_decline(input.text_or("decline_code", "")).may_retry() })
}

fn dispute_alert(input: &Input) -> Value {
    let count = usize::try_from(input.integer("disputes_in_90_days")).expect("a count");
    let now: Timestamp = "2026-06-01T00:00:00Z".parse().expect("an instant");
    let opened = now - SignedDuration::from_hours(24 * (ALERT_WINDOW_DAYS - 1));
    json!({ "alert": is_pattern(&vec![opened; count], now) })
}

fn network_code_map(input: &Input) -> Value {
    assert_eq!(input.text("network"), "visa", "only Visa's codes are known");
    let reason = input.text("reason").parse().expect("a dispute reason");
    json!({ "codes_include": visa_codes(reason) })
}

fn schedule(input: &Input) -> RetrySchedule {
    let days: Vec<i64> =
        input.list("intervals_days").iter().map(|days| days.as_i64().expect("days")).collect();
    RetrySchedule::new(&days).expect("a schedule")
}

fn next_retry(input: &Input) -> Value {
    let failed = u32::try_from(input.integer("failed_attempts_including_this")).expect("a count");
    let failed = NonZeroU32::new(failed).expect("at least this one");
    match schedule(input).after_failure(failed, input.instant("now")) {
        NextRetry::At(at) => json!({ "next_retry": at.to_string(), "subscription": "past_due" }),
        // What our setting `cancel` calls canceled, the source calls revoked.
        NextRetry::Exhausted => json!({ "next_retry": null, "subscription": "revoked" }),
    }
}

fn retry_dates(input: &Input) -> Value {
    let days = schedule(input).days(input.date("first_failure"));
    json!({ "retries": days.iter().map(Date::to_string).collect::<Vec<_>>() })
}

fn retry_after(input: &Input) -> Value {
    let header = input.text_or("header", "");
    // A date says nothing where the case does not say what time it is.
    let is_date = header.contains(':') && !input.has("now");
    let now = if input.has("now") { input.instant("now") } else { Timestamp::UNIX_EPOCH };
    let seconds = if is_date { None } else { retry_after_seconds(header, now) };
    json!({ "seconds": seconds })
}

fn webhook_response(input: &Input) -> Value {
    let status = u16::try_from(input.integer("status")).expect("an HTTP status");
    let outcome = match DeliveryOutcome::of_status(status) {
        DeliveryOutcome::Delivered => "success",
        DeliveryOutcome::Redirected => "failure, not followed",
        DeliveryOutcome::Gone => "failure, disable endpoint",
        DeliveryOutcome::Retry => "failure, retry",
        DeliveryOutcome::RetrySlower => "failure, retry slower",
    };
    json!({ "outcome": outcome })
}

fn overdue_stage(input: &Input) -> Value {
    // A case that tells of full payment has no invoice, no stages and no day.
    let stages = input.get("stages").map_or(Vec::new(), |_| {
        let stage = |stage: Input| {
            let days = u32::try_from(stage.integer("days")).expect("days");
            (stage.text("name").to_owned(), days)
        };
        input.objects("stages").map(stage).collect()
    });
    let stages = OverdueStages::escalating(stages).expect("ascending stages");
    let oldest =
        input.get("earliest_unpaid_invoice").map(|_| input.date("earliest_unpaid_invoice"));
    let today = if input.has("at") { input.date("at") } else { Date::ZERO };
    match stages.on(oldest, today) {
        Some(stage) => json!({
            "stage": stage.name,
            "block_plan_changes": stage.blocks_plan_changes,
            "service_disabled": stage.disables_service,
        }),
        None => json!({ "stage": "clear", "block_plan_changes": false, "service_disabled": false }),
    }
}

/// A campaign that asks for any amount in euros.
fn campaign(max_attempts: i64, threshold_minor: i64) -> Campaign {
    Campaign {
        max_attempts: u32::try_from(max_attempts).expect("a count"),
        days_between_attempts: 1,
        thresholds_minor: [(Currency::EUR, threshold_minor)].into(),
    }
}

fn overdue(amount_minor: i64, currency: Currency, attempts: i64) -> Overdue {
    Overdue {
        amount: Money::new(amount_minor, currency),
        attempts_so_far: u32::try_from(attempts).expect("a count"),
        last_attempt_at: None,
    }
}

fn threshold(input: &Input) -> Value {
    let amount = Money::new(input.integer("overdue_minor"), Currency::EUR);
    json!({ "reached": campaign(1, input.integer("threshold_minor")).reaches_threshold(amount) })
}

fn dunning_rule(input: &Input) -> Value {
    if input.has("customer_campaign") || input.has("entity_campaign") {
        // The customer's own campaign comes before the one of the entity that bills.
        let campaign = input.get("customer_campaign").or(input.get("entity_campaign"));
        return json!({ "campaign": campaign });
    }
    let owed = overdue(1, Currency::EUR, input.integer_or("attempts_so_far", 0));
    let campaign = campaign(input.integer("max_attempts"), 0);
    let run = campaign.run(&[owed], Timestamp::UNIX_EPOCH);
    json!({ "request": !run.requests.is_empty(), "finished": run.finished })
}

fn dunning_run_multi(input: &Input) -> Value {
    let rules = input.object("campaign");
    let minor = |value: &Value| value.as_i64().expect("minor units");
    let currency = |code: &String| code.parse::<Currency>().expect("a currency");
    let amounts = |object: &Value| -> Vec<(Currency, i64)> {
        let entries = object.as_object().expect("amounts by currency");
        entries.iter().map(|(code, value)| (currency(code), minor(value))).collect()
    };
    let campaign = Campaign {
        max_attempts: u32::try_from(rules.integer("max_attempts")).expect("a count"),
        days_between_attempts: u32::try_from(rules.integer("days_between_attempts")).expect("days"),
        thresholds_minor: amounts(rules.value("thresholds_minor")).into_iter().collect(),
    };
    let attempts = input.value("attempts_so_far");
    // The runs of the story are further apart than the days between attempts.
    let owed: Vec<Overdue> = amounts(input.value("overdue_minor"))
        .into_iter()
        .map(|(currency, amount_minor)| {
            let so_far = attempts.get(currency.code()).map_or(0, minor);
            overdue(amount_minor, currency, so_far)
        })
        .collect();
    let at = input.instant("at");
    let run = campaign.run(&owed, at);
    let after = |owed: &Overdue| match campaign.decide(owed, at) {
        Decision::Request { attempt } => attempt,
        _ => owed.attempts_so_far,
    };
    let attempts: serde_json::Map<String, Value> = owed
        .iter()
        .map(|owed| (owed.amount.currency.code().to_owned(), json!(after(owed))))
        .collect();
    let requests: Vec<_> = run.requests.iter().map(|(money, _)| money.currency.code()).collect();
    json!({ "requests": requests, "attempts": attempts, "finished": run.finished })
}

/// Reads the shapes in which payment terms are usually told.
fn due_date(input: &Input) -> Value {
    let key = |names: &[&'static str]| names.iter().copied().find(|name| input.has(name));
    let issued_key = key(&[
        "issued",
        "issued_on",
        "issue_date",
        "invoice_date",
        "finalized",
        "finalized_on",
        "date",
        "at",
    ]);
    let issued_text = input.text(issued_key.expect("a day of issue"));
    let issued: Date = issued_text
        .parse()
        .or_else(|_| issued_text.parse::<jiff::civil::DateTime>().map(|at| at.date()))
        .or_else(|_| issued_text[..10].parse())
        .expect("a day of issue");
    let days_key = key(&[
        "days",
        "net_days",
        "terms_days",
        "payment_terms_days",
        "net_payment_term",
        "days_until_due",
        "due_in_days",
        "term_days",
    ]);
    let days = days_key.map_or(0, |key| u32::try_from(input.integer(key)).expect("days"));
    let words = key(&["terms", "payment_terms", "term", "kind"])
        .and_then(|key| input.value(key).as_str())
        .unwrap_or_default()
        .to_lowercase();
    let in_words: u32 =
        words.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(days);
    let terms = match () {
        () if words.contains("end of month")
            || words.contains("eom")
            || words.contains("end_of_month") =>
        {
            PaymentTerms::EndOfMonth { days: in_words }
        }
        () if words.contains("receipt") => PaymentTerms::DueOnReceipt,
        () if input.get("end_of_month").is_some_and(|flag| flag == &json!(true)) => {
            PaymentTerms::EndOfMonth { days: in_words }
        }
        () => PaymentTerms::Net { days: in_words },
    };
    let due = terms.due_on(issued).expect("a day of the calendar").to_string();
    json!({ "due_date": due, "due_on": due, "due": due, "date": due })
}
