//! The ops of `dunning_disputes.json` about states: of disputes, invoices, payments, subscriptions. The
//! cases tell events in words; here they are read.

use crate::{Answer, Input, Refused};
use quittance::domain::dispute::{
    DisputeEvent, DisputeReason, DisputeStatus, DisputeTransitionRefused,
};
use quittance::domain::invoice::{InvoiceEvent, InvoiceStatus};
use quittance::domain::payment::PaymentStatus;
use quittance::domain::subscription_status::{
    AfterRetries, AfterTrial, SubscriptionEvent, SubscriptionStatus,
};
use serde_json::{Value, json};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, input: &Input) -> Option<Answer> {
    Some(match op {
        "dispute_accept" => dispute_step(dispute_status(input), DisputeEvent::Accepted),
        "dispute_reason_valid" => {
            Ok(json!({ "valid": input.text("reason").parse::<DisputeReason>().is_ok() }))
        }
        "dispute_terminal" => Ok(dispute_terminal(input)),
        "dispute_transition" => dispute_transition(input),
        "enum" => Ok(enumerated(input)),
        "invoice_transition" => invoice_transition(input),
        "payment_transition" => Ok(payment_transition(input)),
        "subscription_transition" => subscription_transition(input),
        "subscription_terminal" => Ok(subscription_terminal(input)),
        _ => return None,
    })
}

fn not_allowed<E>(_: E) -> Refused {
    Refused("not allowed".to_owned())
}

/// Whether `words`, in which a case tells what happens, hold one of the `parts`.
fn says(words: &str, parts: &[&str]) -> bool {
    let words = words.to_lowercase();
    parts.iter().any(|part| words.contains(part))
}

fn dispute_status(input: &Input) -> DisputeStatus {
    input.text("status").parse().expect("a dispute status")
}

fn dispute_event(words: &str) -> DisputeEvent {
    if let Some((_, reported)) = words.split_once("processor: ") {
        let word = reported.split_whitespace().next().unwrap_or_default();
        return DisputeEvent::Reported(word.parse().expect("a dispute status"));
    }
    match () {
        () if says(words, &["for the cardholder", "for the customer", "lost"]) => {
            DisputeEvent::DecidedForCardholder
        }
        () if says(words, &["for the merchant", "for us", "won"]) => {
            DisputeEvent::DecidedForMerchant
        }
        () if says(words, &["deadline", "no response"]) => DisputeEvent::DeadlinePassed,
        () if says(words, &["close (accept)", "accept"]) => DisputeEvent::Accepted,
        () if says(words, &["prevented", "refunded", "rapid dispute", "resolved"]) => {
            DisputeEvent::Prevented
        }
        () if says(
            words,
            &["without escalation", "inquiry closed", "not escalated", "120 days", "expires"],
        ) =>
        {
            DisputeEvent::InquiryClosed
        }
        () if says(words, &["escalat"]) => DisputeEvent::Escalated,
        () if says(words, &["evidence", "response submitted", "respond"]) => {
            DisputeEvent::EvidenceSubmitted
        }
        () if says(words, &["warning", "alert"]) => DisputeEvent::EarlyWarning,
        () if says(words, &["inquiry opened", "inquiry created", "retrieval", "inquiry"]) => {
            DisputeEvent::Reported(DisputeStatus::WarningNeedsResponse)
        }
        () if says(words, &["opened", "created", "files a dispute"]) => {
            DisputeEvent::Reported(DisputeStatus::NeedsResponse)
        }
        () => panic!("no event of a dispute: {words}"),
    }
}

fn dispute_step(status: DisputeStatus, event: DisputeEvent) -> Answer {
    dispute_answer(status.after(event))
}

fn dispute_answer(after: Result<DisputeStatus, DisputeTransitionRefused>) -> Answer {
    match after {
        Ok(status) => Ok(json!({ "status": status.word(), "reversible": !status.is_final() })),
        Err(DisputeTransitionRefused::NotAwaitingResponse { .. }) => {
            Err(Refused("not awaiting a response".to_owned()))
        }
        Err(refused) => Err(not_allowed(refused)),
    }
}

fn dispute_transition(input: &Input) -> Answer {
    let event = dispute_event(input.text("event"));
    if input.has("status") {
        dispute_step(dispute_status(input), event)
    } else {
        dispute_answer(DisputeStatus::opened_by(event))
    }
}

fn dispute_terminal(input: &Input) -> Value {
    let status = dispute_status(input);
    json!({ "terminal": status.is_final(), "accepts_evidence": status.accepts_evidence() })
}

fn enumerated(input: &Input) -> Value {
    let mut words: Vec<&str> = match input.text("enum") {
        "dispute.reason" => DisputeReason::ALL.iter().map(|reason| reason.word()).collect(),
        "dispute.status" => DisputeStatus::OF_STRIPE.iter().map(|status| status.word()).collect(),
        "invoice.status" => InvoiceStatus::ALL.iter().map(|status| status.word()).collect(),
        "payment.status" => PaymentStatus::ALL.iter().map(|status| status.word()).collect(),
        "subscription.status" => {
            SubscriptionStatus::ALL.iter().map(|status| status.word()).collect()
        }
        other => panic!("no enum of ours: {other}"),
    };
    words.sort_unstable();
    json!({ "values": words })
}

fn invoice_event(words: &str) -> InvoiceEvent {
    match () {
        () if says(words, &["void"]) => InvoiceEvent::Voided,
        () if says(words, &["delete"]) => InvoiceEvent::Deleted,
        () if says(words, &["uncollectible", "write off", "written off"]) => {
            InvoiceEvent::MarkedUncollectible
        }
        () if says(words, &["finaliz", "finalis"]) => {
            InvoiceEvent::Finalized { owes: !says(words, &["zero", "nothing", "0.00"]) }
        }
        () if says(words, &["fail"]) => InvoiceEvent::PaymentFailed,
        () if says(words, &["revers", "disput", "bounce"]) => InvoiceEvent::PaymentReversed,
        () if says(words, &["send", "sent"]) => InvoiceEvent::Sent,
        () if says(words, &["pay", "paid", "credit"]) => InvoiceEvent::Settled,
        () => panic!("no event of an invoice: {words}"),
    }
}

fn invoice_transition(input: &Input) -> Answer {
    let status: InvoiceStatus = input.text("status").parse().expect("an invoice status");
    let after = status.after(invoice_event(input.text("event"))).map_err(not_allowed)?;
    Ok(json!({ "status": after.map_or("deleted", InvoiceStatus::word) }))
}

fn payment_transition(input: &Input) -> Value {
    let status = |key| input.text(key).to_lowercase().parse::<PaymentStatus>();
    let allowed = match (status("from"), status("to")) {
        (Ok(from), Ok(to)) => from.step_to(to).is_ok(),
        _ => false,
    };
    json!({ "allowed": allowed })
}

fn subscription_event(words: &str) -> SubscriptionEvent {
    let after_retries = match () {
        () if says(words, &["unpaid"]) => AfterRetries::MarkUnpaid,
        () if says(words, &["cancel"]) => AfterRetries::Cancel,
        () => AfterRetries::LeavePastDue,
    };
    let after_trial = match () {
        () if says(words, &["pause"]) => AfterTrial::Pause,
        () if says(words, &["cancel"]) => AfterTrial::Cancel,
        () => AfterTrial::CreateInvoice,
    };
    match () {
        () if says(words, &["exhausted"]) => SubscriptionEvent::RetriesExhausted(after_retries),
        () if says(words, &["trial"]) && says(words, &["without", "no payment method"]) => {
            SubscriptionEvent::TrialEndedWithoutMethod(after_trial)
        }
        () if says(words, &["trial end", "end of trial", "trial is over"]) => {
            if says(words, &["fail"]) {
                SubscriptionEvent::TrialEndedWithoutMethod(AfterTrial::CreateInvoice)
            } else {
                SubscriptionEvent::TrialEnded
            }
        }
        () if says(words, &["23 hours"]) && !says(words, &["succeeds within", "paid within"]) => {
            SubscriptionEvent::FirstPaymentExpired
        }
        () if says(words, &["cancel"]) => SubscriptionEvent::Canceled,
        () if says(words, &["resume", "method added", "adds"]) => SubscriptionEvent::Resumed,
        () if says(words, &["fail", "requires action", "overdue"]) => {
            SubscriptionEvent::PaymentFailed
        }
        () if says(words, &["succeed", "paid", "recover"]) => SubscriptionEvent::PaymentSucceeded,
        () => panic!("no event of a subscription: {words}"),
    }
}

fn subscription_transition(input: &Input) -> Answer {
    let words = input.text("event");
    if !input.has("status") {
        let is_paid = says(words, &["succeed", "paid"]);
        let first = SubscriptionStatus::first(says(words, &["trial"]), is_paid);
        return Ok(json!({ "status": first.word() }));
    }
    let event = subscription_event(words);
    let status: SubscriptionStatus = input.text("status").parse().expect("a subscription status");
    let after = status.after(event).map_err(not_allowed)?;
    Ok(json!({ "status": after.word(), "terminal": after.is_final() }))
}

fn subscription_terminal(input: &Input) -> Value {
    let status: SubscriptionStatus = input.text("status").parse().expect("a subscription status");
    json!({ "terminal": status.is_final() })
}
