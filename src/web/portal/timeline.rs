//! What happened to a document, in sentences for the customer. Who of the operator's staff did it, and
//! what they noted for themselves, is not told here.

use crate::domain::document::DocumentEventKind;
use crate::domain::money::Money;
use crate::i18n::Arg;
use crate::store::Actor;
use crate::store::documents::DocumentEvent;
use crate::store::people::Member;
use crate::web::components::amounts::TimeText;
use crate::web::ui::{t, t_with, ui};
use leptos::prelude::*;
use serde_json::Value;

/// The events in the order given. `members` name those of the customer's people who acted.
#[component]
pub fn Timeline(events: Vec<DocumentEvent>, members: Vec<Member>) -> impl IntoView {
    let entries: Vec<_> = events
        .into_iter()
        .map(|event| {
            let who = name_of(&event.actor, &members);
            let tone = tone(event.kind);
            let said = sentence(event.kind, &event.detail, &who);
            view! { <li data-tone=tone>{said}<TimeText at=event.happened_at/></li> }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="timeline">
            <h2 id="timeline">{t("timeline-title")}</h2>
            <ol class="timeline">{entries}</ol>
        </section>
    }
}

fn tone(kind: DocumentEventKind) -> Option<&'static str> {
    match kind {
        DocumentEventKind::Paid
        | DocumentEventKind::PaymentRecorded
        | DocumentEventKind::CreditApplied => Some("success"),
        DocumentEventKind::Disputed => Some("dispute"),
        DocumentEventKind::WrittenOff
        | DocumentEventKind::Bounced
        | DocumentEventKind::RefundFailed => Some("danger"),
        DocumentEventKind::PaymentFailed => Some("danger"),
        _ => None,
    }
}

fn sentence(kind: DocumentEventKind, detail: &Value, who: &str) -> String {
    let text = |name: &str| detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let amount = amount(detail);
    match (kind, amount) {
        (DocumentEventKind::Emailed, _) => {
            t_with("timeline-emailed", &[("email", Arg::from(text("recipient")))])
        }
        (DocumentEventKind::Bounced, _) => {
            t_with("timeline-bounced", &[("email", Arg::from(text("recipient")))])
        }
        (DocumentEventKind::Downloaded, _) => {
            t_with("timeline-downloaded", &[("name", Arg::from(who))])
        }
        (DocumentEventKind::PaymentRecorded, Some(amount)) => {
            t_with("timeline-payment-recorded", &[("amount", amount.into())])
        }
        (DocumentEventKind::CreditApplied, Some(amount)) => {
            t_with("timeline-credit-applied", &[("amount", amount.into())])
        }
        (DocumentEventKind::Credited, Some(amount)) => {
            let args = [("number", Arg::from(text("number"))), ("amount", amount.into())];
            t_with("timeline-credited", &args)
        }
        (DocumentEventKind::Refunded, Some(amount)) => {
            t_with("timeline-refunded", &[("amount", amount.into())])
        }
        (DocumentEventKind::RefundFailed, Some(amount)) => {
            t_with("timeline-refund-failed", &[("amount", amount.into())])
        }
        (DocumentEventKind::Refunded | DocumentEventKind::RefundFailed, None) => {
            t("timeline-refund-of-unknown").into_owned()
        }
        (DocumentEventKind::AllocationReversed, Some(amount)) => {
            t_with("timeline-allocation-reversed", &[("amount", amount.into())])
        }
        (DocumentEventKind::AllocationReversed, None) => {
            t("timeline-allocation-of-unknown").into_owned()
        }
        (DocumentEventKind::PaymentFailed, Some(amount)) => {
            t_with("timeline-payment-failed", &[("amount", amount.into())])
        }
        (DocumentEventKind::PaymentFailed, None) => {
            t("timeline-payment-failed-unknown").into_owned()
        }
        (DocumentEventKind::CreditNoteVoided, _) => {
            t_with("timeline-credit-note-voided", &[("number", Arg::from(text("number")))])
        }
        (DocumentEventKind::PaymentRecorded, None) => t("timeline-payment-of-unknown").into_owned(),
        (DocumentEventKind::CreditApplied, None) => t("timeline-credit-of-unknown").into_owned(),
        (DocumentEventKind::Credited, None) => t("timeline-credited-unknown").into_owned(),
        (DocumentEventKind::Imported, _) => t("timeline-imported").into_owned(),
        (DocumentEventKind::Finalized, _) => t("timeline-finalized").into_owned(),
        (DocumentEventKind::Paid, _) => t("timeline-paid").into_owned(),
        (DocumentEventKind::Voided, _) => t("timeline-voided").into_owned(),
        (DocumentEventKind::WrittenOff, _) => t("timeline-written-off").into_owned(),
        (DocumentEventKind::Disputed, _) => t("timeline-disputed").into_owned(),
        (DocumentEventKind::DisputeClosed, _) => t("timeline-dispute-closed").into_owned(),
    }
}

fn amount(detail: &Value) -> Option<Money> {
    let amount_minor = detail.get("amount_minor")?.as_i64()?;
    let currency = detail.get("currency")?.as_str()?.parse().ok()?;
    Some(Money { amount_minor, currency })
}

/// One of the customer's people by name, anybody else as the operator.
pub(in crate::web) fn name_of(actor: &str, members: &[Member]) -> String {
    let member = members.iter().find(|member| Actor::Person(member.person.0).to_string() == actor);
    match member {
        Some(member) if member.name.is_empty() => member.email.clone(),
        Some(member) => member.name.clone(),
        None if actor.starts_with("person:") => t("timeline-former-member").into_owned(),
        None => ui().operator_name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::MemberRole;
    use crate::domain::id::PersonId;
    use serde_json::json;

    #[test]
    fn an_amount_without_a_currency_is_no_amount() {
        let eur = |minor| Money { amount_minor: minor, currency: "EUR".parse().unwrap() };
        assert_eq!(amount(&json!({ "amount_minor": 1050, "currency": "EUR" })), Some(eur(10_50)));
        assert_eq!(amount(&json!({ "amount_minor": 1050 })), None);
        assert_eq!(amount(&json!({ "amount_minor": "1050", "currency": "EUR" })), None);
    }

    #[test]
    fn colleagues_are_named() {
        let person = PersonId::new();
        let since = jiff::Timestamp::UNIX_EPOCH;
        let member = |name: &str| Member {
            person,
            email: "ada@x.example".into(),
            name: name.into(),
            role: MemberRole::Viewer,
            since,
        };
        let actor = Actor::Person(person.0).to_string();
        assert_eq!(name_of(&actor, &[member("Ada")]), "Ada");
        assert_eq!(name_of(&actor, &[member("")]), "ada@x.example");
    }
}
