//! Penalties that grow: how often an address or a client may try before it has to wait.
//!
//! An attempt is counted *before* it is judged, under a row lock. Counting failures afterwards would
//! let a hundred guesses sent at once all pass before the first of them is recorded. What is counted
//! never depends on whether the address has an account, so the answer cannot tell.

use super::client::Client;
use super::token::TokenHash;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{PersonId, TenantId};
use crate::domain::phone_number::PhoneNumber;
use crate::store::sign_in::{self, SignInTx, ThrottleRow};
use crate::store::{Actor, Db, StoreError};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// How many attempts are free, and how waiting grows after them.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub free_attempts: i32,
    /// The wait after the first attempt that is not free; each further one doubles it.
    pub first_wait: SignedDuration,
    pub longest_wait: SignedDuration,
}

/// Attempts that lie so far back are forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// One account's password: five tries, then 30 s, 1 min, 2 min … 1 h. The owner still has the e-mail
/// link, so a stranger cannot lock them out for good.
pub const PASSWORD: Policy = Policy {
    free_attempts: 5,
    first_wait: SignedDuration::from_secs(30),
    longest_wait: SignedDuration::from_hours(1),
};

/// Mails to one address: nobody's mailbox is flooded through us.
pub const LINK_REQUEST: Policy = Policy {
    free_attempts: 3,
    first_wait: SignedDuration::from_mins(1),
    longest_wait: SignedDuration::from_hours(1),
};

/// One link to a new card: its page of the provider is opened again by who closed it, not by a machine.
pub const CARD_LINK: Policy = Policy {
    free_attempts: 5,
    first_wait: SignedDuration::from_mins(1),
    longest_wait: SignedDuration::from_hours(1),
};

/// Codes to one phone: nobody's phone rings all night through us, and each one costs.
pub const PHONE_CODE: Policy = Policy {
    free_attempts: 3,
    first_wait: SignedDuration::from_mins(10),
    longest_wait: SignedDuration::from_hours(12),
};

/// Codes that one person asks for, and all people of one customer, to whatever numbers: each one costs.
pub const PHONE_CODES_OF_PERSON: Policy = Policy {
    free_attempts: 5,
    first_wait: SignedDuration::from_hours(1),
    longest_wait: SignedDuration::from_hours(24),
};
pub const PHONE_CODES_OF_TENANT: Policy = Policy {
    free_attempts: 20,
    first_wait: SignedDuration::from_hours(1),
    longest_wait: SignedDuration::from_hours(24),
};

/// One client, whatever it tries: an office behind one address must still get in.
pub const CLIENT: Policy = Policy {
    free_attempts: 30,
    first_wait: SignedDuration::from_secs(10),
    longest_wait: SignedDuration::from_mins(15),
};

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    stored: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Client,
    Password,
    LinkRequest,
    CardLink,
    PhoneCode,
    PhoneCodesOfPerson,
    PhoneCodesOfTenant,
}

impl Key {
    #[must_use]
    pub fn client(client: &Client) -> Self {
        Self { stored: format!("client:{}", client.network()), kind: Kind::Client }
    }

    #[must_use]
    pub fn password(email: &EmailAddress) -> Self {
        Self { stored: format!("password:{}", address_hash(email)), kind: Kind::Password }
    }

    #[must_use]
    pub fn link_request(email: &EmailAddress) -> Self {
        Self { stored: format!("link:{}", address_hash(email)), kind: Kind::LinkRequest }
    }

    /// Links to a new card that do not work, counted apart: who holds a dead one still signs in.
    #[must_use]
    pub fn card_guess(client: &Client) -> Self {
        Self { stored: format!("card-client:{}", client.network()), kind: Kind::Client }
    }

    #[must_use]
    pub fn card_link(token: &TokenHash) -> Self {
        Self { stored: format!("card:{}", hex(&token.0)), kind: Kind::CardLink }
    }

    #[must_use]
    pub fn phone(number: &PhoneNumber) -> Self {
        let hash = hex(&Sha256::digest(number.as_str().as_bytes()));
        Self { stored: format!("phone:{hash}"), kind: Kind::PhoneCode }
    }

    #[must_use]
    pub fn phone_codes_of_person(person: PersonId) -> Self {
        Self { stored: format!("phone-person:{person}"), kind: Kind::PhoneCodesOfPerson }
    }

    #[must_use]
    pub fn phone_codes_of_tenant(tenant: TenantId) -> Self {
        Self { stored: format!("phone-tenant:{tenant}"), kind: Kind::PhoneCodesOfTenant }
    }

    fn policy(&self) -> &'static Policy {
        match self.kind {
            Kind::Client => &CLIENT,
            Kind::Password => &PASSWORD,
            Kind::LinkRequest => &LINK_REQUEST,
            Kind::CardLink => &CARD_LINK,
            Kind::PhoneCode => &PHONE_CODE,
            Kind::PhoneCodesOfPerson => &PHONE_CODES_OF_PERSON,
            Kind::PhoneCodesOfTenant => &PHONE_CODES_OF_TENANT,
        }
    }
}

/// The address as logs and tables may show it: they can be compared, not read.
#[must_use]
pub fn address_hash(email: &EmailAddress) -> String {
    hex(&Sha256::digest(email.as_str().as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a String cannot fail
        hex
    })
}

/// Why an attempt is not judged at all.
#[derive(Debug, thiserror::Error)]
pub enum ThrottleError {
    #[error("too many attempts until {until}")]
    Wait { until: Timestamp },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts one attempt under every key, or none if one of them has to wait.
///
/// Keys are locked in the order given; callers give the client first, so that two attempts cannot
/// wait for each other, and a blocked client cannot lengthen the wait of the address it attacks.
pub async fn count(db: &Db, now: Timestamp, keys: &[Key]) -> Result<(), ThrottleError> {
    let mut tx = SignInTx::begin(db, &Actor::System("sign_in"), now).await?;
    for key in keys {
        let row = sign_in::lock_throttle(&mut tx, now, &key.stored).await?;
        let counted = after_attempt(row, key.policy(), now)?;
        sign_in::save_throttle(&mut tx, &key.stored, counted).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// After a success: the address starts afresh, and the client gets back the one attempt it made.
/// Not more, and a wait that others' failures earned goes on: else an attacker could wash off guesses
/// at others by signing in as themselves.
pub async fn succeeded(
    tx: &mut SignInTx,
    now: Timestamp,
    client: &Client,
    address: &[Key],
) -> Result<(), StoreError> {
    let key = Key::client(client);
    let row = sign_in::lock_throttle(tx, now, &key.stored).await?;
    sign_in::save_throttle(tx, &key.stored, one_attempt_less(row, &CLIENT)).await?;
    for key in address {
        sign_in::forget_throttle(tx, &key.stored).await?;
    }
    Ok(())
}

/// The counter with one more attempt in it, and the wait that follows.
/// # Errors  `Wait` while an earlier wait lasts; then nothing is counted.
fn after_attempt(
    row: ThrottleRow,
    policy: &Policy,
    now: Timestamp,
) -> Result<ThrottleRow, ThrottleError> {
    // Free attempts leave `blocked_until` at `last_at`. Of two requests at once the one that comes second
    // may have read the clock first, and must not be held up by the other's free attempt.
    if row.blocked_until > now && row.blocked_until > row.last_at {
        return Err(ThrottleError::Wait { until: row.blocked_until });
    }
    let is_forgotten = now.duration_since(row.last_at) >= FORGOTTEN_AFTER;
    let failures = if is_forgotten { 1 } else { row.failures.saturating_add(1) };
    let last_at = now.max(row.last_at);
    let blocked_until = last_at.checked_add(wait_after(failures, policy)).unwrap_or(last_at);
    Ok(ThrottleRow { failures, last_at, blocked_until })
}

fn one_attempt_less(row: ThrottleRow, policy: &Policy) -> ThrottleRow {
    let failures = (row.failures - 1).max(0);
    let is_free_again = wait_after(failures, policy).is_zero();
    let blocked_until = if is_free_again { row.last_at } else { row.blocked_until };
    ThrottleRow { failures, blocked_until, ..row }
}

fn wait_after(failures: i32, policy: &Policy) -> SignedDuration {
    let doublings = failures - policy.free_attempts - 1;
    if doublings < 0 {
        return SignedDuration::ZERO;
    }
    // 2^20 times any first wait is beyond every longest one; a larger shift could overflow.
    let factor = 1_i32 << doublings.min(20);
    policy.first_wait.saturating_mul(factor).min(policy.longest_wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn five_attempts_are_free_then_the_wait_doubles_up_to_an_hour() {
        let waits: Vec<i64> = [1, 5, 6, 7, 8, 12, 13, 14, 1_000]
            .map(|failures| wait_after(failures, &PASSWORD).as_secs())
            .into();
        // 30 · 2^0, 2^1, 2^2, 2^6, then 30 · 2^7 = 3840 is cut to 3600
        assert_eq!(waits, [0, 0, 30, 60, 120, 1920, 3600, 3600, 3600]);
    }

    #[test]
    fn an_attempt_during_the_wait_is_refused_and_not_counted() {
        let row = ThrottleRow {
            failures: 6,
            last_at: at("2026-11-20T10:00:00Z"),
            blocked_until: at("2026-11-20T10:00:30Z"),
        };
        let refused = after_attempt(row, &PASSWORD, at("2026-11-20T10:00:29Z"));
        assert!(
            matches!(refused, Err(ThrottleError::Wait { until }) if until == row.blocked_until)
        );
        let counted = after_attempt(row, &PASSWORD, at("2026-11-20T10:00:30Z")).unwrap();
        assert_eq!((counted.failures, counted.blocked_until), (7, at("2026-11-20T10:01:30Z")));
    }

    #[test]
    fn a_free_attempt_does_not_hold_up_one_that_read_the_clock_a_moment_earlier() {
        let later = at("2026-11-20T10:00:00.002Z");
        let free = ThrottleRow { failures: 1, last_at: later, blocked_until: later };
        let counted = after_attempt(free, &CLIENT, at("2026-11-20T10:00:00.001Z")).unwrap();
        assert_eq!((counted.failures, counted.last_at), (2, later));
    }

    #[test]
    fn a_success_gives_back_one_attempt_but_not_the_wait_of_others() {
        let now = at("2026-11-20T10:00:00Z");
        let until = at("2026-11-20T10:00:40Z");
        let row = |failures| ThrottleRow { failures, last_at: now, blocked_until: until };
        // 31 failures earned a wait, 30 do not: the wait was this attempt's own.
        let own = one_attempt_less(row(31), &CLIENT);
        assert_eq!((own.failures, own.blocked_until), (30, now));
        let others = one_attempt_less(row(33), &CLIENT);
        assert_eq!((others.failures, others.blocked_until), (32, until));
    }

    #[test]
    fn a_day_without_attempts_forgets_them() {
        let row = ThrottleRow {
            failures: 40,
            last_at: at("2026-11-20T10:00:00Z"),
            blocked_until: at("2026-11-20T11:00:00Z"),
        };
        let still = after_attempt(row, &PASSWORD, at("2026-11-21T09:59:59Z")).unwrap();
        assert_eq!(still.failures, 41);
        let fresh = after_attempt(row, &PASSWORD, at("2026-11-21T10:00:00Z")).unwrap();
        assert_eq!((fresh.failures, fresh.blocked_until), (1, at("2026-11-21T10:00:00Z")));
    }
}
