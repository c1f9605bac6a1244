//! A refund: money that goes back to a customer, out of their credit (rows J1 J2 J3).
//!
//! Owns its states, what a look-up at the gateway makes of them, how an amount is split over the
//! payments it came from, and which accounts each step moves. The database holds the same states
//! (`guard_refund`). Not here: calling the gateway and drawing the credit, which the flows do.

use super::id::{CreditNoteId, PaymentId, RefundId, TenantId};
use super::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use super::money::{Money, MoneyError};
use super::word::word_enum;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

word_enum! {
    /// How the money goes back.
    pub enum RefundChannel: "refund channel" {
        /// To the card or account it came from.
        Gateway = "gateway",
        /// By the operator's own bank.
        Offline = "offline",
    }
}

word_enum! {
    pub enum RefundState: "refund state" {
        /// Stored, its credit drawn; the gateway has not been asked.
        Created = "created",
        /// The gateway was asked. What came of it is known, or will be looked up.
        Sent = "sent",
        /// Accepted, on its way; outside the gateways: waits to be paid.
        Pending = "pending",
        /// The customer must tell the gateway where the money shall go.
        RequiresAction = "requires_action",
        /// There. The bank may still send it back.
        Succeeded = "succeeded",
        /// Not taken: it is the customer's credit again.
        Failed = "failed",
        /// Never made, or taken back before it went: it is the customer's credit again.
        Canceled = "canceled",
    }
}

impl RefundState {
    /// While it is under way something is still to come.
    #[must_use]
    pub fn is_living(self) -> bool {
        matches!(self, Self::Created | Self::Sent | Self::Pending | Self::RequiresAction)
    }

    /// Whether it takes its amount from what of its payment can go back.
    #[must_use]
    pub fn holds_money(self) -> bool {
        !matches!(self, Self::Failed | Self::Canceled)
    }

    /// Whether the gateway has taken it on, so that the customer was told.
    #[must_use]
    pub fn was_accepted(self) -> bool {
        matches!(self, Self::Pending | Self::RequiresAction | Self::Succeeded)
    }
}

word_enum! {
    /// Why money goes back. The word is also the end of a catalogue's key (`refund-reason-duplicate`).
    pub enum RefundReason: "refund reason" {
        OverPayment = "over_payment",
        Duplicate = "duplicate",
        Cancellation = "cancellation",
        /// The excess of a credit note.
        CreditNote = "credit_note",
        Goodwill = "goodwill",
        /// Made at the gateway, not here.
        Provider = "provider",
        Other = "other",
    }
}

/// A refund as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub tenant_id: TenantId,
    pub refund_id: RefundId,
    /// None: credit paid out by bank, which came from no payment in particular.
    pub payment: Option<PaymentId>,
    /// The credit note whose excess it pays out.
    pub credit_note: Option<CreditNoteId>,
    pub amount: Money,
    pub channel: RefundChannel,
    /// The gateway's id, as configured.
    pub gateway: Option<String>,
    /// The gateway's name for the refund.
    pub provider_ref: Option<String>,
    pub state: RefundState,
    /// The gateway's code for what went wrong.
    pub failure_code: Option<String>,
    pub reason: RefundReason,
    /// For the staff's eyes.
    pub note: String,
    /// What the bank statement says of one that was paid by bank.
    pub reference: String,
    pub paid_on: Option<Date>,
    /// Whether the customer's credit has paid for it.
    pub is_funded: bool,
    pub requested_by: String,
    pub requested_at: Timestamp,
    /// The customer's civil date.
    pub requested_on: Date,
    pub sent_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// What was seen of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Pending,
    RequiresAction,
    Succeeded,
    Failed {
        failure_code: String,
    },
    Canceled,
    /// It never left: it may be sent again.
    NotSent,
    /// It never reached the gateway, and never will.
    NeverMade,
    /// Nothing that this version understands, or nothing new: look again later.
    Unclear,
}

impl Refund {
    /// The state after a look; the same one when nothing changed. What has failed never changes, what
    /// has succeeded can only be sent back by the bank.
    #[must_use]
    pub fn state_after(&self, seen: &Seen) -> RefundState {
        match (self.state, seen) {
            (RefundState::Failed | RefundState::Canceled, _) | (_, Seen::Unclear) => self.state,
            (_, Seen::Failed { .. }) => RefundState::Failed,
            // A look that began earlier and ends later sees what was, not what is.
            (RefundState::Succeeded, _) => self.state,
            (_, Seen::Pending) => RefundState::Pending,
            (_, Seen::RequiresAction) => RefundState::RequiresAction,
            (_, Seen::Succeeded) => RefundState::Succeeded,
            (_, Seen::Canceled) => RefundState::Canceled,
            (RefundState::Created | RefundState::Sent, Seen::NeverMade) => RefundState::Canceled,
            (RefundState::Sent, Seen::NotSent) => RefundState::Created,
            (_, Seen::NeverMade | Seen::NotSent) => self.state,
        }
    }

    /// Dr customer credit, Cr refunds pending: the money is on its way.
    pub fn requested_posting(&self, on: Date) -> Result<Posting, PostingError> {
        let (from, to) = (Account::CustomerCredit, Account::RefundsPending);
        self.posting(PostingKind::RefundRequested, from, to, on)
    }

    /// Dr refunds pending, Cr where the money was. The gateway's fee stays where it is: gateways keep it.
    pub fn succeeded_posting(&self, on: Date) -> Result<Posting, PostingError> {
        let (from, to) = (Account::RefundsPending, self.money_account());
        self.posting(PostingKind::RefundSucceeded, from, to, on)
    }

    /// Cr customer credit, or what still waited for credit, Dr where the money is after it had
    /// succeeded (`was`), else what was on its way. None when nothing had moved.
    pub fn failed_posting(
        &self,
        was: RefundState,
        on: Date,
    ) -> Result<Option<Posting>, PostingError> {
        let from = match was {
            RefundState::Succeeded => self.money_account(),
            _ => Account::RefundsPending,
        };
        let to = if self.is_funded { Account::CustomerCredit } else { Account::RefundsPending };
        if from == to {
            return Ok(None);
        }
        self.posting(PostingKind::RefundFailed, from, to, on).map(Some)
    }

    fn money_account(&self) -> Account {
        match self.channel {
            RefundChannel::Gateway => Account::GatewayClearing,
            RefundChannel::Offline => Account::Bank,
        }
    }

    fn posting(
        &self,
        kind: PostingKind,
        from: Account,
        to: Account,
        on: Date,
    ) -> Result<Posting, PostingError> {
        let description = self.provider_ref.as_deref().unwrap_or(&self.reference);
        let entries = [debit(from, self.amount), credit(to, self.amount)?];
        Posting::new(kind, self.refund_id.0, description, on, entries)
    }
}

/// A payment with what of it can still go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returnable {
    pub payment_id: PaymentId,
    /// The payment's method word and what identifies the card or the transfer.
    pub method: String,
    pub reference: String,
    pub received_on: Date,
    pub amount: Money,
    /// What of it settles invoices.
    pub allocated: Money,
    /// Refunds that went or are on their way.
    pub refunded: Money,
    /// What disputes have withdrawn.
    pub disputed: Money,
    /// The gateway it came through and its name there, while it can go back the same way.
    pub source: Option<Source>,
}

/// Where a payment through a gateway came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub gateway: String,
    pub charge_ref: String,
}

impl Returnable {
    /// What came less what went back or was withdrawn.
    /// # Errors  an amount that overflows.
    pub fn left(&self) -> Result<Money, MoneyError> {
        self.amount.checked_sub(self.refunded)?.checked_sub(self.disputed)
    }

    /// What can go back to where it came from: nothing while a dispute is about the payment, for the
    /// bank has taken that money already.
    /// # Errors  an amount that overflows.
    pub fn left_to_source(&self) -> Result<Money, MoneyError> {
        if self.source.is_none() || self.disputed.is_positive() {
            return Ok(Money::zero(self.amount.currency));
        }
        self.left()
    }
}

/// Splits `amount` over the payments in their order, each up to what `left_of` says can go back of it. What
/// is left over at the end is returned with it; zero when all found room.
/// # Errors  the currencies differ.
pub fn split_over(
    amount: Money,
    payments: &[Returnable],
    left_of: impl Fn(&Returnable) -> Result<Money, MoneyError>,
) -> Result<(Vec<(PaymentId, Money)>, Money), MoneyError> {
    let mut left = amount;
    let mut shares = Vec::new();
    for payment in payments {
        let share = left.min(left_of(payment)?)?;
        if share.is_positive() {
            left = left.checked_sub(share)?;
            shares.push((payment.payment_id, share));
        }
    }
    Ok((shares, left))
}

/// A refund that was stored and not sent is sent by the recovery after this long.
pub const SEND_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// After how long without an answer it is looked up.
pub const LOOK_UP_SENT_AFTER: SignedDuration = SignedDuration::from_mins(3);
/// How often one that is on its way is looked up: banks take days.
pub const LOOK_UP_PENDING_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How often one that has succeeded is looked up again.
pub const LOOK_UP_SUCCEEDED_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// For so long the bank may send it back. Stripe says 30 days (docs.stripe.com/refunds#failed-refunds).
pub const MAY_COME_BACK_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

#[cfg(test)]
mod tests;
