//! What can be done with a subscription, and why it may be refused.

use crate::domain::discount::DiscountError;
use crate::domain::id::{CreditNoteId, InvoiceId, PlanVersionId, SubscriptionId};
use crate::domain::period::PeriodError;
use crate::domain::subscription::{ChangeError, DueError, EndError};
use crate::domain::subscription_status::SubscriptionTransitionRefused;
use crate::domain::word::word_enum;
use crate::flows::billing::bill_subscription::{BillError, BillSubscriptionError};
use crate::flows::billing::issue_bill::IssueBillError;
use crate::flows::credit_notes::credit_amounts::CreditAmountsError;
use crate::flows::credit_notes::issue_credit_note::IssueCreditNoteError;
use crate::flows::refunds::refund_credit_note::RefundCreditNoteError;
use crate::flows::subscriptions::arrears::FollowArrearsError;
use crate::flows::subscriptions::one_meter::MeterTaken;
use crate::flows::subscriptions::outcome::WhenPaid;
use crate::flows::subscriptions::subscribe::SubscribeError;
use crate::store::StoreError;
use crate::store::subscriptions::ChangeKind;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is to be done; stored with the quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Another plan, number of seats or set of add-ons. Another interval ends the subscription and begins
    /// the one that follows it.
    Change {
        version: PlanVersionId,
        seats: u32,
        add_ons: Vec<(PlanVersionId, u32)>,
        when: When,
    },
    Cancel {
        when: When,
        unused: Unused,
        reason: String,
    },
    Pause {
        when: When,
    },
    Resume,
    /// The service is charged from now on.
    EndTrial,
    /// What ended is taken up again, at the terms it had: a subscription that follows it.
    Reactivate,
    /// A change that is still to come does not.
    UndoChange,
    /// An end that is still to come does not.
    UndoCancel,
}

/// From when on an act holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Now,
    /// When the running period, or the trial, ends.
    PeriodEnd,
    /// With the first period that begins on this day or later.
    FirstPeriodFrom(Date),
}

word_enum! {
    /// What becomes of prices paid ahead for time that is not used.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Unused: "policy for unused time" {
        /// It becomes the customer's credit, after it reduced what is due.
        Credit = "credit",
        /// As credit, and then back to where the payments came from, as far as they were made there.
        Refund = "refund",
        /// The operator keeps it.
        Keep = "keep",
    }
}

/// What an act did.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The subscription that goes on: the one it was done with, or the one that follows it.
    pub subscription_id: SubscriptionId,
    pub kind: ChangeKind,
    pub effective_at: Timestamp,
    pub credit_notes: Vec<CreditNoteId>,
    pub invoices: Vec<InvoiceId>,
    /// It holds once the last invoice is paid, if that is by then.
    pub pay_until: Option<Timestamp>,
    /// What follows then.
    pub when_paid: Option<Box<WhenPaid>>,
}

impl Applied {
    /// An act that made no document.
    pub(super) fn without_documents(
        subscription_id: SubscriptionId,
        kind: ChangeKind,
        effective_at: Timestamp,
    ) -> Self {
        Self {
            subscription_id,
            kind,
            effective_at,
            credit_notes: Vec::new(),
            invoices: Vec::new(),
            pay_until: None,
            when_paid: None,
        }
    }
}

/// Why an act cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    #[error("no such subscription")]
    NotFound,
    #[error("no such plan or add-on")]
    NoSuchPlan,
    #[error("a subscription has at least one seat")]
    NoSeats,
    /// The run could not bill it; somebody of the operator must look first.
    #[error("billing has stopped: {reason}")]
    Parked { reason: String },
    #[error("it has ended")]
    HasEnded,
    #[error("it has not ended")]
    NotEnded,
    #[error("somebody has taken it up again already")]
    AlreadyFollowed,
    #[error("it begins at {at}")]
    NotBegun { at: Timestamp },
    /// One of its invoices was voided, and the one that replaces it is not issued yet.
    #[error("an invoice of it is being corrected")]
    AwaitsReissue,
    /// What must be paid first cannot begin a new cycle at once.
    #[error("another interval at once is not possible where changes are paid first")]
    PaidFirst,
    #[error("it is not in trial")]
    NotInTrial,
    #[error("a trial is not paused")]
    InTrial,
    #[error("it is not paused")]
    NotPaused,
    #[error("it is paused already")]
    AlreadyPaused,
    #[error("a change waits for its payment until {until}")]
    WaitsForPayment { until: Timestamp },
    #[error("another change is to come at {at}; undo it first")]
    ChangeScheduled { at: Timestamp },
    #[error("it ends at {at}; undo that first")]
    IsEnding { at: Timestamp },
    #[error("nothing is to come that could be undone")]
    NothingToUndo,
    /// A new period has begun since the quote.
    #[error("a new period began at {at}")]
    PeriodTurned { at: Timestamp },
    /// Its terms changed after the instant of the quote, or in the very same second.
    #[error("it changed at {at}")]
    ChangedSince { at: Timestamp },
    #[error(transparent)]
    MeterTaken(#[from] MeterTaken),
    /// A minimum that is agreed for one interval means nothing for another.
    #[error("a subscription with a commitment changes its interval with the operator only")]
    Committed,
    #[error(transparent)]
    Status(#[from] SubscriptionTransitionRefused),
    #[error(transparent)]
    Change(ChangeError),
    #[error(transparent)]
    End(#[from] EndError),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Due(#[from] DueError),
    #[error(transparent)]
    Discount(#[from] DiscountError),
    #[error(transparent)]
    Subscribe(SubscribeError),
    #[error(transparent)]
    Bill(#[from] BillSubscriptionError),
    /// The invoice after this one cannot be made.
    #[error(transparent)]
    Next(#[from] BillError),
    #[error(transparent)]
    Issue(#[from] IssueBillError),
    #[error(transparent)]
    CreditAmounts(#[from] CreditAmountsError),
    #[error(transparent)]
    CreditNote(#[from] IssueCreditNoteError),
    #[error(transparent)]
    Refund(#[from] RefundCreditNoteError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FollowArrearsError> for ActError {
    fn from(error: FollowArrearsError) -> Self {
        match error {
            FollowArrearsError::Refused(error) => Self::Status(error),
            FollowArrearsError::Store(error) => Self::Store(error),
        }
    }
}

impl From<SubscribeError> for ActError {
    fn from(error: SubscribeError) -> Self {
        match error {
            SubscribeError::MeterTaken(taken) => Self::MeterTaken(taken),
            SubscribeError::Store(error) => Self::Store(error),
            other => Self::Subscribe(other),
        }
    }
}

impl From<ChangeError> for ActError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::BeforeLastChange { last, .. } => Self::ChangeScheduled { at: last },
            other => Self::Change(other),
        }
    }
}
