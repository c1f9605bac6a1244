//! Allowing text messages: a code is sent to the number, and typing it in is the consent. Ending it is one
//! press, or the reply STOP.

use super::ACTOR;
use crate::auth::throttle::{self, Key, ThrottleError};
use crate::auth::{Auth, Client, CustomerSession};
use crate::domain::id::{PersonId, SmsId, TenantId};
use crate::domain::phone_number::PhoneNumber;
use crate::domain::sms::{
    CODE_ATTEMPTS_MAX, CODE_LIFETIME, CONSENT_WORDING, ConsentReason, SmsKind,
};
use crate::domain::text_message::{plain, segments};
use crate::i18n::{Arg, Locale, text_with};
use crate::store::sms_consents::{self, Evidence, PhoneCode};
use crate::store::sms_messages::{self, NewSms};
use crate::store::{Actor, Db, StoreError};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// No code was sent, it is too old, was tried too often, or is another one: nobody is told which.
    #[error("the code does not count")]
    WrongCode,
    #[error("too many codes until {until}")]
    Wait { until: Timestamp },
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for ConsentError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Wait { until } => Self::Wait { until },
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// Sends a code to the number. The message leaves at once, whatever the hour: somebody waits for it.
/// # Errors  `Wait`: a number is sent few codes, and so are a person, a customer and a client.
pub async fn send_code(
    auth: &Auth,
    client: &Client,
    customer: &CustomerSession,
    number: &PhoneNumber,
    sender_name: &str,
) -> Result<(), ConsentError> {
    let now = auth.clock.now();
    let keys = [
        Key::client(client),
        Key::phone_codes_of_tenant(customer.tenant),
        Key::phone_codes_of_person(customer.person),
        Key::phone(number),
    ];
    throttle::count(&auth.db, now, &keys).await?;
    let code = random_code().map_err(ConsentError::Randomness)?;
    let locale = Locale::from_bcp47(&customer.language).unwrap_or_default();
    let args = [("seller", Arg::from(sender_name)), ("code", Arg::from(code.as_str()))];
    let body = plain(&text_with(locale, "sms-phone-code", &args));
    let sms_id = SmsId::new();
    let mut tx = auth.db.tenant(customer.tenant, &customer.actor(), now).await?;
    let sent = PhoneCode {
        number: number.clone(),
        code_hash: hash(customer.tenant, customer.person, &code),
        attempts: 0,
        expires_at: now + CODE_LIFETIME,
    };
    sms_consents::put_code(&mut tx, now, customer.person, &sent).await?;
    let sms = NewSms {
        sms_id,
        kind: SmsKind::PhoneCode,
        document_id: customer.person.0,
        // Each code is a message of its own.
        occurrence: sms_id.to_string(),
        person: customer.person,
        number: number.clone(),
        language: locale.as_bcp47().to_owned(),
        segments: i32::try_from(segments(&body)).unwrap_or(i32::MAX),
        body,
        not_before: now,
        expires_at: now + CODE_LIFETIME,
    };
    sms_messages::queue(&mut tx, now, &sms).await?;
    Ok(tx.commit().await?)
}

/// Six digits, each as likely as any other.
fn random_code() -> Result<String, getrandom::Error> {
    const CODES: u32 = 1_000_000;
    loop {
        let drawn = getrandom::u32()?;
        // The last, incomplete round would make small codes likelier.
        if drawn < u32::MAX - u32::MAX % CODES {
            return Ok(format!("{:06}", drawn % CODES));
        }
    }
}

fn hash(tenant: TenantId, person: PersonId, code: &str) -> Vec<u8> {
    Sha256::digest(format!("{tenant}:{person}:{code}")).to_vec()
}

/// The code was typed in: from now on the number is written to.
/// # Errors  `WrongCode`; after a few of them the code counts no more.
pub async fn verify(
    db: &Db,
    now: Timestamp,
    client: &Client,
    customer: &CustomerSession,
    typed: &str,
) -> Result<(), ConsentError> {
    let mut tx = db.tenant(customer.tenant, &customer.actor(), now).await?;
    let code = sms_consents::code(&mut tx, customer.person).await?;
    let code = code.filter(|code| now < code.expires_at && code.attempts < CODE_ATTEMPTS_MAX);
    let code = code.ok_or(ConsentError::WrongCode)?;
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    let given = hash(customer.tenant, customer.person, &typed);
    if !bool::from(given.ct_eq(&code.code_hash)) {
        sms_consents::count_wrong_code(&mut tx, customer.person).await?;
        tx.commit().await?;
        return Err(ConsentError::WrongCode);
    }
    sms_consents::forget_code(&mut tx, customer.person).await?;
    let ip = client.ip.to_string();
    let evidence = Evidence {
        wording_version: CONSENT_WORDING,
        language: &customer.language,
        client_ip: &ip,
        actor: &customer.actor(),
    };
    let whose = (customer.person, &code.number);
    sms_consents::decide(&mut tx, now, whose, ConsentReason::Verified, evidence).await?;
    Ok(tx.commit().await?)
}

/// Ends text messages to this person, and forgets a code that was not typed in.
pub async fn withdraw(
    db: &Db,
    now: Timestamp,
    client: &Client,
    customer: &CustomerSession,
) -> Result<(), ConsentError> {
    let mut tx = db.tenant(customer.tenant, &customer.actor(), now).await?;
    sms_consents::forget_code(&mut tx, customer.person).await?;
    let consent = sms_consents::of_person(&mut tx, customer.person).await?;
    if let Some(consent) = consent.filter(sms_consents::Consent::is_on) {
        let ip = client.ip.to_string();
        let actor = customer.actor();
        let evidence = Evidence { client_ip: &ip, ..nobody_asked(&actor) };
        let whose = (customer.person, &consent.number);
        sms_consents::decide(&mut tx, now, whose, ConsentReason::Withdrawn, evidence).await?;
    }
    Ok(tx.commit().await?)
}

pub(super) fn nobody_asked(actor: &Actor) -> Evidence<'_> {
    Evidence { wording_version: 0, language: "", client_ip: "", actor }
}

/// Ends messages to everybody who allowed them on this number, whoever's customer they are.
pub(super) async fn end_for_number(
    db: &Db,
    now: Timestamp,
    number: &PhoneNumber,
    reason: ConsentReason,
) -> Result<(), StoreError> {
    for (tenant, person) in sms_consents::allowing(db, number).await? {
        let mut tx = db.worker_tenant(tenant, &ACTOR, now).await?;
        // Under the tenant's lock: they may have decided otherwise since.
        let consent = sms_consents::of_person(&mut tx, person).await?;
        if consent.is_some_and(|consent| consent.is_on() && consent.number == *number) {
            let whose = (person, number);
            sms_consents::decide(&mut tx, now, whose, reason, nobody_asked(&ACTOR)).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::random_code;

    #[test]
    fn a_code_has_six_digits() {
        for _ in 0..100 {
            let code = random_code().unwrap();
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
        }
    }
}
