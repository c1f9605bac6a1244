//! Asking for a refund: the first of its steps. One transaction stores it under the form's key, draws the
//! customer's credit, reserves what of the payment goes back and posts it. Nothing has left yet.

use super::outcome::{RecordRefundError, tell};
use crate::domain::id::{CreditNoteId, PaymentId, RefundId};
use crate::domain::ledger::PostingError;
use crate::domain::money::{Money, MoneyError};
use crate::domain::refund::{Refund, RefundChannel, RefundReason, RefundState, Returnable};
use crate::flows::credits::{self, CreditError, CreditPurpose};
use crate::store::{Actor, StoreError, TenantTx, ledger, refunds};
use jiff::Timestamp;
use jiff::civil::Date;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct RefundOrder {
    /// Made when the form was rendered: one form makes one refund.
    pub idempotency_key: String,
    /// The payment that goes back; none for credit that is paid out by bank.
    pub payment: Option<PaymentId>,
    /// The credit note whose excess it pays out.
    pub credit_note: Option<CreditNoteId>,
    pub amount: Money,
    pub back: Back,
    pub reason: RefundReason,
    /// For the staff's eyes.
    pub note: String,
}

/// Which way the money goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Back {
    /// To the card or account that the payment came from.
    ToSource,
    /// By the operator's bank. Without a date it waits until somebody has paid it.
    ByBank { reference: String, paid_on: Option<Date> },
}

#[derive(Debug, thiserror::Error)]
pub enum RequestRefundError {
    #[error("no such payment")]
    NoSuchPayment,
    #[error("an amount must be greater than zero")]
    NotPositive,
    #[error("the payment is in {paid}, the refund in {asked}")]
    OtherCurrency { paid: &'static str, asked: &'static str },
    /// What came, less what went back already or is on its way.
    #[error("only {left} of this payment can go back")]
    MoreThanLeft { left: Money },
    /// A dispute was quicker; the form opened anew says how much is left.
    #[error("less of this payment can go back by now")]
    NoLongerLeft,
    #[error("the customer's bank has withdrawn {disputed} of this payment")]
    Disputed { disputed: Money },
    #[error("the payment did not come through a gateway")]
    NoSource,
    #[error("only {available} of the customer's credit can be paid out")]
    NotEnoughCredit { available: Money },
    #[error("{paid_on} is in the future")]
    InTheFuture { paid_on: Date },
    #[error("this form was already submitted with other values")]
    KeyReused,
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Record(#[from] RecordRefundError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CreditError> for RequestRefundError {
    fn from(error: CreditError) -> Self {
        match error {
            CreditError::NotEnough { available } => Self::NotEnoughCredit { available },
            error => Self::Record(error.into()),
        }
    }
}

/// Stores the refund and returns it; one through a gateway is then to be sent. The same key again
/// returns the refund made before, or `KeyReused` when it was for something else.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn request_refund(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    order: &RefundOrder,
) -> Result<Refund, RequestRefundError> {
    if let Some(earlier) = refunds::find_by_idempotency_key(tx, &order.idempotency_key).await? {
        let is_same = earlier.amount == order.amount
            && earlier.payment == order.payment
            && earlier.channel == order.back.channel();
        return if is_same { Ok(earlier) } else { Err(RequestRefundError::KeyReused) };
    }
    if !order.amount.is_positive() {
        return Err(RequestRefundError::NotPositive);
    }
    if let Back::ByBank { paid_on: Some(paid_on), .. } = order.back
        && paid_on > today
    {
        return Err(RequestRefundError::InTheFuture { paid_on });
    }
    let gateway = match order.payment {
        Some(payment) => {
            let payment = refunds::returnable(tx, payment).await?;
            check(&payment.ok_or(RequestRefundError::NoSuchPayment)?, order)?
        }
        None if order.back == Back::ToSource => return Err(RequestRefundError::NoSource),
        None => None,
    };
    let refund = new_refund(tx, now, today, actor, order, gateway);
    let purpose = CreditPurpose::Refund(refund.refund_id);
    let paid_by = order.payment.map(|payment| payment.0);
    let source = order.credit_note.map(|note| note.0).or(paid_by);
    credits::draw_from(tx, now, today, purpose, source, refund.amount).await?;
    refunds::insert(tx, &refund, &order.idempotency_key).await.map_err(|error| {
        if error.is_refusal_of(refunds::NEVER_OVER_RETURNED) {
            RequestRefundError::NoLongerLeft
        } else {
            error.into()
        }
    })?;
    ledger::post(tx, &refund.requested_posting(today)?, now).await?;
    if let (RefundState::Succeeded, Some(paid_on)) = (refund.state, refund.paid_on) {
        ledger::post(tx, &refund.succeeded_posting(paid_on)?, now).await?;
    }
    tell(tx, now, actor, None, &refund).await?;
    Ok(refund)
}

/// The gateway to be asked, if one is; or the rule that the order breaks.
fn check(payment: &Returnable, order: &RefundOrder) -> Result<Option<String>, RequestRefundError> {
    if payment.amount.currency != order.amount.currency {
        let (paid, asked) = (payment.amount.currency.code(), order.amount.currency.code());
        return Err(RequestRefundError::OtherCurrency { paid, asked });
    }
    let left = payment.left()?;
    if left.compare(order.amount)?.is_lt() {
        return Err(RequestRefundError::MoreThanLeft { left });
    }
    match (&order.back, &payment.source) {
        (Back::ByBank { .. }, _) => Ok(None),
        (Back::ToSource, None) => Err(RequestRefundError::NoSource),
        (Back::ToSource, Some(_)) if payment.disputed.is_positive() => {
            Err(RequestRefundError::Disputed { disputed: payment.disputed })
        }
        (Back::ToSource, Some(source)) => Ok(Some(source.gateway.clone())),
    }
}

fn new_refund(
    tx: &TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    order: &RefundOrder,
    gateway: Option<String>,
) -> Refund {
    let (state, reference, paid_on) = match &order.back {
        Back::ToSource => (RefundState::Created, String::new(), None),
        Back::ByBank { reference, paid_on } => {
            let state =
                if paid_on.is_some() { RefundState::Succeeded } else { RefundState::Pending };
            (state, reference.trim().to_owned(), *paid_on)
        }
    };
    Refund {
        tenant_id: tx.tenant(),
        refund_id: RefundId::new(),
        payment: order.payment,
        credit_note: order.credit_note,
        amount: order.amount,
        channel: order.back.channel(),
        gateway,
        provider_ref: None,
        state,
        failure_code: None,
        reason: order.reason,
        note: order.note.trim().to_owned(),
        reference,
        paid_on,
        is_funded: true,
        requested_by: actor.to_string(),
        requested_at: now,
        requested_on: today,
        sent_at: None,
        ended_at: (state == RefundState::Succeeded).then_some(now),
    }
}

impl Back {
    fn channel(&self) -> RefundChannel {
        match self {
            Self::ToSource => RefundChannel::Gateway,
            Self::ByBank { .. } => RefundChannel::Offline,
        }
    }
}
