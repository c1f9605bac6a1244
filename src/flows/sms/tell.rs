//! Queues a text message to everybody of a customer who allows it. What it can say is its whitelist: who
//! bills, an amount, an invoice's number and where to go; no name of a person, no address.

use crate::domain::id::SmsId;
use crate::domain::money::Money;
use crate::domain::sms::{REMINDER_LIFETIME, SmsKind};
use crate::domain::text_message::{good_time, plain, segments};
use crate::i18n::{Arg, Locale, money, text_with};
use crate::store::sms_messages::{self, NewSms};
use crate::store::{StoreError, TenantTx, sms_consents, tenants};
use jiff::Timestamp;
use uuid::Uuid;

/// All that a reminder by text message can say.
#[derive(Clone, Copy, Debug)]
pub struct SmsFacts<'a> {
    pub seller: &'a str,
    /// The invoice's number.
    pub number: &'a str,
    pub amount: Money,
    /// Where to go: short, and without a secret.
    pub link: &'a str,
}

/// What a message about an invoice says in this language. The letters are those that phones share.
#[must_use]
pub fn body(kind: SmsKind, locale: Locale, facts: &SmsFacts<'_>) -> String {
    let key = format!("sms-{}", kind.word().replace('_', "-"));
    let args = [
        ("seller", Arg::from(facts.seller)),
        ("number", Arg::from(facts.number)),
        ("amount", Arg::from(money(locale, facts.amount))),
        ("link", Arg::from(facts.link)),
    ];
    plain(&text_with(locale, &key, &args))
}

/// Queues the message to each member who allows it, once per (kind, document, occurrence); returns how
/// many. It leaves in good hours of the customer's zone.
pub async fn tell(
    tx: &mut TenantTx,
    now: Timestamp,
    kind: SmsKind,
    (document_id, occurrence): (Uuid, &str),
    facts: &SmsFacts<'_>,
) -> Result<u32, StoreError> {
    let readers = sms_consents::readers(tx).await?;
    if readers.is_empty() {
        return Ok(0);
    }
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    let mut queued = 0;
    for (consent, language) in readers {
        let language = language.unwrap_or_else(|| profile.language.clone());
        let locale = Locale::from_bcp47(&language).unwrap_or_default();
        let body = body(kind, locale, facts);
        let sms = NewSms {
            sms_id: SmsId::new(),
            kind,
            document_id,
            occurrence: occurrence.to_owned(),
            person: consent.person,
            number: consent.number,
            language: locale.as_bcp47().to_owned(),
            segments: i32::try_from(segments(&body)).unwrap_or(i32::MAX),
            body,
            not_before: good_time(now, &zone),
            expires_at: now + REMINDER_LIFETIME,
        };
        queued += u32::from(sms_messages::queue(tx, now, &sms).await?);
    }
    Ok(queued)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;

    #[test]
    fn reminders_fit_one_message_with_usual_values() {
        let facts = SmsFacts {
            seller: "Lumen Software GmbH",
            number: "LUM-2026-00418",
            amount: Money { amount_minor: 1_190_00, currency: Currency::EUR },
            link: "https://billing.example/pay",
        };
        for kind in [SmsKind::PaymentFailed, SmsKind::PaymentReminder, SmsKind::FinalReminder] {
            for locale in Locale::ALL {
                let body = body(kind, locale, &facts);
                assert_eq!(segments(&body), 1, "{} letters: {body}", body.chars().count());
                for value in [facts.seller, facts.number, facts.link, "STOP"] {
                    assert!(body.contains(value), "{body}");
                }
            }
        }
    }
}
