//! Owns what a gateway can do, as a value: callers ask it, never which provider they talk to (row D1).

use std::time::Duration;

use super::model::MethodKind;
use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// How a method can be saved without a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupSupport {
    /// The hosted page saves it and charges nothing.
    NoCharge,
    /// Only a payment saves it: take a small one and refund it, or offer it with the next invoice.
    WithPaymentOnly,
}

/// What a gateway can do. Callers ask this, never which provider it is.
#[derive(Clone, Debug)]
pub struct Capabilities {
    pub setup: SetupSupport,
    /// What this account offers, in the order in which a page shows it.
    pub method_kinds: Vec<MethodKind>,
    pub can_expire_sessions: bool,
    /// A charge that waits for the customer's answer to their bank can be ended.
    pub can_cancel_charges: bool,
    /// A bank that asks when nobody is there leaves the charge waiting for the customer, who can be sent
    /// there later; elsewhere it declines.
    pub waits_for_absent_customers: bool,
    /// Disputes can be answered through us.
    pub takes_evidence: bool,
    /// A dispute is contested with an uploaded document or not at all.
    pub needs_evidence_file: bool,
    /// It tells what it booked for a dispute, booking by booking.
    pub books_disputes: bool,
    /// A charge that no look-up finds so long after it was sent was never made.
    pub absence_is_final_after: Duration,
    /// So long the provider remembers an idempotency key; `None`: for ever.
    pub keys_remembered_for: Option<Duration>,
    /// The currencies that the account was opened for; `None`: all that the provider takes.
    pub currencies: Option<Vec<Currency>>,
    /// Whether the provider counts this amount as we do; see [`Capabilities::accepts`].
    pub amount_rule: fn(Money) -> Result<(), AmountRefused>,
}

/// Why an amount cannot be charged through a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountRefused {
    #[error("{0} is not a positive amount")]
    NotPositive(Money),
    #[error("the gateway takes no {0}")]
    CurrencyNotTaken(Currency),
    /// Sending it would be wrong by a power of ten.
    #[error("the gateway counts {0} with other decimals than ISO 4217")]
    OtherExponent(Currency),
    #[error("the gateway takes {currency} only in multiples of {step_minor} minor units")]
    NotAMultiple { currency: Currency, step_minor: i64 },
    #[error("the gateway takes at most {max_minor} minor units at once")]
    TooLarge { max_minor: i64 },
}

impl Capabilities {
    /// `Ok` if `amount` can be charged here; for routing, before anything is stored.
    /// # Errors  see [`AmountRefused`].
    pub fn accepts(&self, amount: Money) -> Result<(), AmountRefused> {
        let is_opened = |opened: &Vec<Currency>| opened.contains(&amount.currency);
        if !self.currencies.as_ref().is_none_or(is_opened) {
            return Err(AmountRefused::CurrencyNotTaken(amount.currency));
        }
        (self.amount_rule)(amount)
    }
}
