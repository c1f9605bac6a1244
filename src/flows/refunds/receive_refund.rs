//! What a gateway tells of refunds, ours and those that somebody made there by hand.
//!
//! One of ours is known by its key. Any other has already left: it is stored as it stands and paid out of
//! the customer's credit if there is enough. If there is not, it waits for a person with `is_funded` off:
//! the gateway's account is right from the start, and what nobody's credit has paid for stands on the
//! debit side of refunds pending until a credit note or a payment taken off its invoice makes the credit.

use super::GATEWAY;
use super::civil_date;
use super::outcome::{Found, RecordRefundError, record};
use super::settle_refund::SettleRefundError;
use crate::domain::id::{PaymentId, RefundId, TenantId};
use crate::domain::refund::{Refund, RefundChannel, RefundReason, RefundState};
use crate::domain::review::ReviewKind;
use crate::flows::credits::{self, CreditError, CreditPurpose};
use crate::flows::payments::Till;
use crate::gateway;
use crate::store::review::{self, NewItem};
use crate::store::{StoreError, TenantTx, ledger, refunds};
use jiff::Timestamp;
use serde_json::json;

/// Stores how a refund stands that the gateway `gateway` knows for our payment `payment`. False: it is
/// about nothing that we have.
pub async fn receive_refund(
    till: &Till,
    tenant: TenantId,
    gateway: &str,
    payment: PaymentId,
    made: &gateway::Refund,
) -> Result<bool, SettleRefundError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let known = match find_ours(&mut tx, payment, made).await? {
        Some(refund) => Some(refund),
        None => refunds::find_by_provider_ref(&mut tx, gateway, &made.reference.0).await?,
    };
    let found = Found::of(made);
    let refund = match known {
        Some(refund) => refund,
        // The dispute itself withholds that money, and is posted when it is lost.
        None if made.is_of_dispute => return Ok(true),
        None => match take_in(&mut tx, now, gateway, payment, made).await {
            Ok(Some(refund)) => refund,
            Ok(None) => return Ok(false),
            Err(RecordRefundError::Store(error))
                if error.is_refusal_of(refunds::NEVER_OVER_RETURNED) =>
            {
                // Nothing can be stored in a transaction that was refused something.
                drop(tx);
                raise_over_returned(till, tenant, gateway, payment, made).await?;
                return Ok(true);
            }
            Err(error) => return Err(error.into()),
        },
    };
    if refund.amount != made.amount {
        tracing::error!(refund_id = %refund.refund_id, "the gateway gave back another amount than was asked for");
    }
    record(&mut tx, now, &GATEWAY, refund, &found).await?;
    tx.commit().await?;
    Ok(true)
}

/// More went back at the gateway than was left of the payment, by our books and by the banks' disputes.
/// It cannot be booked as it stands: a person has to find out whose money that was.
async fn raise_over_returned(
    till: &Till,
    tenant: TenantId,
    gateway: &str,
    payment: PaymentId,
    made: &gateway::Refund,
) -> Result<(), StoreError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let item = NewItem {
        kind: ReviewKind::UnknownRefund,
        subject: &made.reference.0,
        detail: json!({
            "gateway": gateway,
            "provider_ref": made.reference.0,
            "payment_id": payment.to_string(),
            "amount_minor": made.amount.amount_minor,
            "currency": made.amount.currency.code(),
        }),
    };
    review::raise(&mut tx, &item, now).await?;
    tx.commit().await
}

/// The refund of ours that the key names. A key of ours cannot be another payment's.
async fn find_ours(
    tx: &mut TenantTx,
    payment: PaymentId,
    made: &gateway::Refund,
) -> Result<Option<Refund>, StoreError> {
    let key = made.idempotency_key.as_ref().and_then(|key| key.0.parse::<RefundId>().ok());
    let Some(id) = key else { return Ok(None) };
    Ok(refunds::find(tx, id).await?.filter(|refund| refund.payment == Some(payment)))
}

/// A refund that was made at the gateway by hand. None when nothing went back, or nothing of ours.
async fn take_in(
    tx: &mut TenantTx,
    now: Timestamp,
    gateway: &str,
    payment: PaymentId,
    made: &gateway::Refund,
) -> Result<Option<Refund>, RecordRefundError> {
    let is_over =
        matches!(made.state, gateway::RefundState::Failed { .. } | gateway::RefundState::Canceled);
    let Some(payment) = refunds::returnable(tx, payment).await?.filter(|_| !is_over) else {
        return Ok(None);
    };
    let today = civil_date(tx, now).await?;
    let refund_id = RefundId::new();
    let (purpose, source) = (CreditPurpose::Refund(refund_id), Some(payment.payment_id.0));
    let is_funded = match credits::draw_from(tx, now, today, purpose, source, made.amount).await {
        Ok(_) => true,
        Err(CreditError::NotEnough { .. }) => false,
        Err(error) => return Err(error.into()),
    };
    let refund = Refund {
        tenant_id: tx.tenant(),
        refund_id,
        payment: Some(payment.payment_id),
        credit_note: None,
        amount: made.amount,
        channel: RefundChannel::Gateway,
        gateway: Some(gateway.to_owned()),
        provider_ref: Some(made.reference.0.clone()),
        state: RefundState::Sent,
        failure_code: None,
        reason: RefundReason::Provider,
        note: String::new(),
        reference: String::new(),
        paid_on: None,
        is_funded,
        requested_by: GATEWAY.to_string(),
        requested_at: now,
        requested_on: today,
        sent_at: Some(now),
        ended_at: None,
    };
    refunds::insert(tx, &refund, &format!("{gateway}:{}", made.reference.0)).await?;
    if is_funded {
        ledger::post(tx, &refund.requested_posting(today)?, now).await?;
    } else {
        tracing::error!(%refund_id, "a refund was made at the gateway, and no credit pays for it");
        metrics::counter!("quittance_refunds_unfunded_total").increment(1);
    }
    Ok(Some(refund))
}
