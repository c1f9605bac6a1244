//! What happened in a campaign, in sentences that somebody from the accounts department understands: what was
//! sent, which charge was refused and why, who stopped it.

use super::key;
use crate::domain::charge::ChargeState;
use crate::domain::decline_reason::DeclineReason;
use crate::domain::dunning::DeclineAdvice;
use crate::domain::money::Money;
use crate::flows::dunning::standing::CampaignStanding;
use crate::i18n::Arg;
use crate::store::dunning::{DunningEvent, DunningEventKind, StepDone, StepOutcome};
use crate::store::dunning_attempts::AttemptMade;
use crate::web::components::amounts::TimeText;
use crate::web::ui::{date, money, t, t_with};
use jiff::Timestamp;
use leptos::prelude::*;
use serde_json::Value;

/// What a campaign's page tells beside its steps.
pub struct History {
    pub events: Vec<DunningEvent>,
    pub attempts: Vec<AttemptMade>,
}

struct Entry {
    at: Timestamp,
    tone: Option<&'static str>,
    said: String,
    beside: String,
}

/// The history, the newest first.
pub fn section(standing: &CampaignStanding, history: History) -> AnyView {
    let mut entries: Vec<Entry> = history.events.iter().map(of_event).collect();
    entries.extend(standing.done.iter().map(of_step));
    entries.extend(history.attempts.iter().map(of_attempt));
    // Of the same instant, what came later first.
    entries.reverse();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let entries: Vec<_> = entries
        .into_iter()
        .map(|Entry { at, tone, said, beside }| {
            let beside = (!beside.is_empty()).then(|| view! { <small>{beside}</small> });
            view! { <li data-tone=tone>{said}{beside}<TimeText at/></li> }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">{t("dunning-history")}</h2>
            <ol class="timeline">{entries}</ol>
        </section>
    }
    .into_any()
}

fn of_event(event: &DunningEvent) -> Entry {
    use DunningEventKind as Kind;
    let tone = match event.kind {
        Kind::Recovered => Some("success"),
        Kind::Paused => Some("warning"),
        Kind::Exhausted | Kind::WrittenOff => Some("danger"),
        Kind::AccessChanged if text(&event.detail, "to") == "full" => Some("success"),
        Kind::AccessChanged => Some("danger"),
        Kind::Opened | Kind::InvoiceJoined | Kind::InvoiceLeft | Kind::Resumed => None,
    };
    let remark = text(&event.detail, "remark");
    let by = event.actor.starts_with("staff:").then(|| t("dunning-by-staff").into_owned());
    let beside: Vec<_> = by.into_iter().chain((!remark.is_empty()).then_some(remark)).collect();
    Entry { at: event.happened_at, tone, said: sentence(event), beside: beside.join(": ") }
}

fn sentence(event: &DunningEvent) -> String {
    use DunningEventKind as Kind;
    let detail = &event.detail;
    let amount = amount(detail).map(money).unwrap_or_default();
    let number = text(detail, "number");
    match event.kind {
        Kind::Opened => {
            let schedule = text(detail, "schedule");
            let args = [("amount", Arg::from(amount)), ("schedule", Arg::from(schedule))];
            t_with("dunning-said-opened", &args)
        }
        Kind::InvoiceJoined => {
            let args = [("number", Arg::from(number)), ("amount", Arg::from(amount))];
            t_with("dunning-said-joined", &args)
        }
        Kind::InvoiceLeft => {
            let key = key("dunning-said-left-{}", &text(detail, "outcome"));
            t_with(&key, &[("number", Arg::from(number))])
        }
        Kind::Paused => {
            let why = t(&key("dunning-pause-{}", &text(detail, "reason"))).into_owned();
            let until = text(detail, "until").parse().ok().map(date);
            match until {
                Some(until) => {
                    let args = [("reason", Arg::from(why)), ("date", Arg::from(until))];
                    t_with("dunning-said-paused-until", &args)
                }
                None => t_with("dunning-said-paused", &[("reason", Arg::from(why))]),
            }
        }
        Kind::Resumed => t("dunning-said-resumed").into_owned(),
        Kind::AccessChanged => t(&key("dunning-said-access-{}", &text(detail, "to"))).into_owned(),
        Kind::Exhausted => t("dunning-said-exhausted").into_owned(),
        Kind::Recovered => t("dunning-said-recovered").into_owned(),
        Kind::WrittenOff => t("dunning-said-written-off").into_owned(),
    }
}

fn of_step(done: &StepDone) -> Entry {
    let template = t(&key("dunning-template-{}", done.step.template.word()));
    let channel = t(&key("dunning-channel-{}", done.step.channel.word()));
    let args = [
        ("template", Arg::from(&*template)),
        ("channel", Arg::from(&*channel)),
        ("amount", Arg::from(done.due)),
    ];
    let said = t_with(&key("dunning-said-step-{}", done.outcome.word()), &args);
    let tone = (done.outcome == StepOutcome::Sent).then_some("info");
    Entry { at: done.done_at, tone, said, beside: String::new() }
}

fn of_attempt(made: &AttemptMade) -> Entry {
    let reason = match (made.state, &made.failure_code) {
        (ChargeState::Failed, Some(code)) => {
            t(&format!("decline-{}", DeclineReason::of_code(code).word())).into_owned()
        }
        _ => String::new(),
    };
    let (tone, word) = match made.state {
        ChargeState::Succeeded => (Some("success"), "succeeded"),
        ChargeState::Failed => (Some("danger"), "failed"),
        ChargeState::Canceled | ChargeState::Expired => (None, "canceled"),
        _ => (None, "under-way"),
    };
    let card = made.last4.as_ref().map(|last4| format!("•••• {last4}")).unwrap_or_default();
    let args = [
        ("amount", Arg::from(made.amount)),
        ("number", Arg::from(made.invoice_number.as_str())),
        ("method", Arg::from(card)),
    ];
    let said = t_with(&key("dunning-said-attempt-{}", word), &args);
    let advice = made.advice.map(|advice| match advice {
        DeclineAdvice::RetryLater => t("dunning-advice-retry-later"),
        DeclineAdvice::NeedsCustomer => t("dunning-advice-needs-customer"),
        DeclineAdvice::NeverRetry => t("dunning-advice-never-retry"),
    });
    let beside: Vec<_> = [reason, advice.unwrap_or_default().into_owned()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    Entry { at: made.attempted_at, tone, said, beside: beside.join(" ") }
}

fn text(detail: &Value, name: &str) -> String {
    detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn amount(detail: &Value) -> Option<Money> {
    let minor = detail.get("amount_minor")?.as_i64()?;
    Some(Money::new(minor, detail.get("currency")?.as_str()?.parse().ok()?))
}
