//! Owns what Paystack's objects mean in our words.

use std::str::FromStr;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::wire::{self, RefundedTransaction};
use super::{amount, requests};
use crate::domain::dispute::{DisputeStatus, PaystackDisputeStatus};
use crate::domain::money::Money;
use crate::gateway::dispute::DisputeFacts;
use crate::gateway::error::{GatewayError, UnknownOutcome};
use crate::gateway::model::{
    Charge, ChargeRef, ChargeState, CustomerRef, Decline, DisputeRef, ExpiryMonth, Fees,
    IdempotencyKey, MethodDetails, MethodKind, MethodRef, Refund, RefundRef, RefundState,
    SessionRef, SessionResult, SessionState, Tags,
};

/// Longer sentences of a bank are cut off.
const DECLINE_CHARS_MAX: usize = 120;

/// Words of a bank's sentence and what they mean (support.paystack.com 360013597919 and the banks' usual
/// wording of ISO 8583 answers).
const DECLINES: [(&str, &str); 13] = [
    ("insufficient fund", "insufficient_funds"),
    ("not sufficient funds", "insufficient_funds"),
    ("expired card", "expired_card"),
    ("card has expired", "expired_card"),
    ("stolen", "stolen_card"),
    ("lost card", "lost_card"),
    ("pick up card", "pickup_card"),
    ("restricted card", "restricted_card"),
    ("do not honor", "do_not_honor"),
    ("limit exceeded", "withdrawal_count_limit_exceeded"),
    ("incorrect pin", "incorrect_pin"),
    ("authentication failed", "authentication_required"),
    ("timeout", "issuer_not_available"),
];

pub(super) fn charge(transaction: &wire::Transaction) -> Result<Charge, GatewayError> {
    let reference = transaction.reference.clone().ok_or_else(unreadable)?;
    let currency = transaction.currency.as_deref().ok_or_else(unreadable)?;
    let amount = amount::read(transaction.amount.ok_or_else(unreadable)?, currency)?;
    let requested = transaction.requested_amount.map(|minor| amount::read(minor, currency));
    let customer = transaction.customer.as_ref().and_then(|c| c.customer_code.clone());
    let customer = customer.map(CustomerRef);
    let method = transaction.authorization.as_ref().and_then(method_details);
    Ok(Charge {
        idempotency_key: Some(IdempotencyKey(reference.clone())),
        tags: tags(&transaction.metadata),
        state: charge_state(transaction),
        requested: requested.transpose()?,
        amount_refunded: None,
        is_disputed: false,
        method: method.map(|method| MethodDetails { customer: customer.clone(), ..method }),
        customer,
        created_at: first_instant([
            &transaction.created_at,
            &transaction.created_at_camel,
            &transaction.transaction_date,
        ]),
        fees: fees(transaction, amount)?,
        reference: ChargeRef(reference),
        amount,
    })
}

/// Source: paystack.com/docs/payments/verify-payments (transaction statuses).
fn charge_state(transaction: &wire::Transaction) -> ChargeState {
    let redirect_url = transaction.authorization_url.clone();
    if transaction.paused == Some(true) {
        return ChargeState::RequiresAction { redirect_url };
    }
    match transaction.status.as_deref().unwrap_or_default() {
        "success" => ChargeState::Succeeded,
        "failed" => ChargeState::Failed { decline: decline(transaction) },
        // The customer has not come to the end of the page.
        "abandoned" => ChargeState::Unstarted,
        "pending" | "processing" | "queued" => ChargeState::Processing,
        "reversed" => ChargeState::Reversed,
        // "The customer is currently trying to carry out an action": nothing has been charged.
        "ongoing" | "open_url" => ChargeState::RequiresAction { redirect_url },
        status => ChargeState::Unknown { status: status.to_owned() },
    }
}

/// Paystack has no codes for declines, only the bank's sentence. Those that banks commonly use get the
/// field's code as well, by which customers and dunning know what to do.
fn decline(transaction: &wire::Transaction) -> Decline {
    let sentence = transaction.gateway_response.as_deref().unwrap_or_default();
    let lower = sentence.to_ascii_lowercase();
    let code = DECLINES.iter().find(|(words, _)| lower.contains(words));
    Decline {
        code: sentence.chars().take(DECLINE_CHARS_MAX).collect(),
        decline_code: code.map(|(_, code)| (*code).to_owned()),
        ..Decline::default()
    }
}

fn fees(transaction: &wire::Transaction, gross: Money) -> Result<Option<Fees>, GatewayError> {
    let Some(fee_minor) = transaction.fees else { return Ok(None) };
    let fee = Money::new(fee_minor, gross.currency);
    let net = gross.checked_sub(fee).map_err(|_| unreadable())?;
    Ok(Some(Fees { gross, fee, net }))
}

/// `None` where there is no code to charge it with.
pub(super) fn method_details(authorization: &wire::Authorization) -> Option<MethodDetails> {
    let channel = authorization.channel.as_deref().unwrap_or("card");
    let kind = match channel {
        "card" => MethodKind::Card,
        "direct_debit" => MethodKind::NigerianDirectDebit,
        "bank_transfer" => MethodKind::BankTransfer,
        other => MethodKind::Other(other.to_owned()),
    };
    Some(MethodDetails {
        reference: MethodRef(authorization.authorization_code.clone()?),
        kind,
        brand: authorization.brand.as_deref().map(|brand| brand.trim().to_ascii_lowercase()),
        last4: authorization.last4.clone(),
        expires: expiry(authorization),
        fingerprint: authorization.signature.clone(),
        bank: authorization.bank.clone(),
        country: authorization.country_code.clone(),
        is_reusable: authorization.reusable.unwrap_or(false),
        customer: None,
    })
}

fn expiry(authorization: &wire::Authorization) -> Option<ExpiryMonth> {
    let year = authorization.exp_year.as_deref()?.trim().parse().ok()?;
    let month = authorization.exp_month.as_deref()?.trim().parse().ok()?;
    (1..=12).contains(&month).then_some(ExpiryMonth { year, month })
}

/// Paystack's page is its transaction: there is no state of the page itself, and none ever expires.
pub(super) fn session_result(
    transaction: &wire::Transaction,
) -> Result<SessionResult, GatewayError> {
    let charge = charge(transaction)?;
    let state = match charge.state {
        ChargeState::Succeeded | ChargeState::Processing | ChargeState::Reversed => {
            SessionState::Complete
        }
        _ => SessionState::Open,
    };
    let method = charge.method.clone().filter(|method| method.is_reusable);
    Ok(SessionResult {
        reference: SessionRef(charge.reference.0.clone()),
        idempotency_key: charge.idempotency_key.clone(),
        tags: charge.tags,
        state,
        method,
        charge: Some(charge),
    })
}

pub(super) fn refund(refund: &wire::Refund) -> Result<Refund, GatewayError> {
    let state = match refund.status.as_deref().unwrap_or_default() {
        "pending" | "processing" => RefundState::Pending,
        "needs-attention" => RefundState::RequiresAction,
        "processed" => RefundState::Succeeded,
        "failed" => RefundState::Failed { reason: None },
        status => RefundState::Unknown { status: status.to_owned() },
    };
    let whole = match &refund.transaction {
        Some(RefundedTransaction::Whole(transaction)) => transaction.reference.clone(),
        _ => None,
    };
    let currency = refund.currency.as_deref().ok_or_else(unreadable)?;
    Ok(Refund {
        reference: RefundRef(refund.id.clone().ok_or_else(unreadable)?),
        idempotency_key: refund.merchant_note.as_deref().and_then(requests::key_in_note),
        charge: whole.or_else(|| refund.transaction_reference.clone()).map(ChargeRef),
        amount: amount::read(refund.amount.ok_or_else(unreadable)?, currency)?,
        state,
        is_of_dispute: refund.dispute.as_ref().is_some_and(is_named),
        created_at: first_instant([&refund.created_at, &refund.created_at_camel]),
    })
}

/// Paystack writes `0` and `""` for none as well as null.
fn is_named(id: &Value) -> bool {
    !id.is_null() && id.as_u64() != Some(0) && id.as_str() != Some("")
}

pub(super) fn dispute(dispute: &wire::Dispute) -> Result<DisputeFacts, GatewayError> {
    let transaction = dispute.transaction.as_ref();
    let currency = transaction.and_then(|t| t.currency.clone()).or(dispute.currency.clone());
    let amount_minor = dispute.refund_amount.or(transaction.and_then(|t| t.amount));
    let amount = match (amount_minor, currency) {
        (Some(minor), Some(currency)) => Some(amount::read(minor, &currency)?),
        _ => None,
    };
    let raw_status = dispute.status.clone().unwrap_or_default();
    let resolution = dispute.resolution.as_deref().and_then(|word| word.parse().ok());
    let status = raw_status.parse::<PaystackDisputeStatus>().ok();
    let status = status.map(|status| status.as_dispute_status(resolution));
    Ok(DisputeFacts {
        reference: DisputeRef(dispute.id.clone().ok_or_else(unreadable)?),
        charge: transaction.and_then(|t| t.reference.clone()).map(ChargeRef),
        amount,
        status,
        raw_status,
        raw_resolution: dispute.resolution.clone(),
        raw_reason: dispute.category.clone(),
        network_reason_code: None,
        respond_by: instant(dispute.due_at.as_deref()),
        evidence_submissions: u32::from(dispute.evidence.is_object()),
        is_charge_refundable: matches!(status, Some(DisputeStatus::Won)),
        movements: Vec::new(),
        created_at: first_instant([&dispute.created_at, &dispute.created_at_camel]),
        resolved_at: instant(dispute.resolved_at.as_deref()),
    })
}

fn tags(metadata: &Map<String, Value>) -> Option<Tags> {
    Some(Tags {
        tenant_id: id(metadata, requests::TENANT_ID)?,
        payment_id: id(metadata, requests::PAYMENT_ID),
        invoice_id: id(metadata, requests::INVOICE_ID),
    })
}

fn id<T: FromStr>(metadata: &Map<String, Value>, name: &str) -> Option<T> {
    metadata.get(name)?.as_str()?.parse().ok()
}

pub(super) fn instant(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}

fn first_instant<const N: usize>(texts: [&Option<String>; N]) -> Option<Timestamp> {
    texts.into_iter().find_map(|text| instant(text.as_deref()))
}

fn unreadable() -> GatewayError {
    GatewayError::Unknown(UnknownOutcome::Unreadable { status: 200 })
}
