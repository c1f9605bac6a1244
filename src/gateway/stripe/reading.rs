//! Owns what Stripe's objects mean in our words.

use std::str::FromStr;

use jiff::Timestamp;

use super::wire::{self, Expandable, Metadata};
use super::{amount, requests};
use crate::domain::dispute::DisputeStatus;
use crate::gateway::dispute::{DisputeFacts, DisputeMovement};
use crate::gateway::error::GatewayError;
use crate::gateway::model::{
    Charge, ChargeRef, ChargeState, CustomerRef, Decline, DisputeRef, ExpiryMonth, Fees,
    HostedSession, IdempotencyKey, MethodDetails, MethodKind, MethodRef, Refund, RefundRef,
    RefundState, SessionRef, SessionResult, SessionState, Tags,
};

pub(super) fn charge(intent: &wire::PaymentIntent) -> Result<Charge, GatewayError> {
    let latest = intent.latest_charge.as_ref().and_then(Expandable::object);
    let refunded = latest.and_then(|charge| charge.amount_refunded);
    let method = intent.payment_method.as_ref().and_then(Expandable::object);
    Ok(Charge {
        reference: ChargeRef(intent.id.clone()),
        idempotency_key: key(intent.metadata.as_ref()),
        tags: tags(intent.metadata.as_ref()),
        state: charge_state(intent),
        amount: amount::read(intent.amount, &intent.currency)?,
        requested: None,
        amount_refunded: refunded.map(|minor| amount::read(minor, &intent.currency)).transpose()?,
        is_disputed: latest.and_then(|charge| charge.disputed).unwrap_or(false),
        customer: intent.customer.as_ref().map(|customer| CustomerRef(customer.id().to_owned())),
        method: method.map(method_details),
        created_at: instant(intent.created),
        fees: latest.map(fees).transpose()?.flatten(),
    })
}

/// Source: docs.stripe.com/payments/paymentintents/lifecycle.
fn charge_state(intent: &wire::PaymentIntent) -> ChargeState {
    match intent.status.as_str() {
        "succeeded" => ChargeState::Succeeded,
        "processing" => ChargeState::Processing,
        "requires_action" => ChargeState::RequiresAction { redirect_url: redirect_url(intent) },
        "requires_capture" => ChargeState::RequiresCapture,
        "canceled" => ChargeState::Canceled,
        "requires_confirmation" => ChargeState::Unstarted,
        // The state before the first attempt and after each failed one, also a late failure of a debit.
        "requires_payment_method" => match &intent.last_payment_error {
            Some(error) => ChargeState::Failed { decline: decline(error) },
            None => ChargeState::Unstarted,
        },
        status => ChargeState::Unknown { status: status.to_owned() },
    }
}

fn redirect_url(intent: &wire::PaymentIntent) -> Option<String> {
    let action = intent.next_action.as_ref()?;
    let redirect = action.redirect_to_url.as_ref().and_then(|redirect| redirect.url.clone());
    let pages = [&action.verify_with_microdeposits, &action.display_bank_transfer_instructions];
    redirect.or_else(|| pages.into_iter().flatten().find_map(|p| p.hosted_verification_url.clone()))
}

pub(super) fn decline(error: &wire::ErrorBody) -> Decline {
    Decline {
        code: error.code.clone().or_else(|| error.kind.clone()).unwrap_or_default(),
        decline_code: error.decline_code.clone(),
        network_code: error.network_decline_code.clone(),
        network_advice_code: error.network_advice_code.clone(),
    }
}

/// `None` until the balance transaction exists and was expanded.
pub(super) fn fees(charge: &wire::Charge) -> Result<Option<Fees>, GatewayError> {
    let booked = charge.balance_transaction.as_ref().and_then(Expandable::object);
    let fees = |booked: &wire::BalanceTransaction| {
        Ok(Fees {
            gross: amount::read(booked.amount, &booked.currency)?,
            fee: amount::read(booked.fee, &booked.currency)?,
            net: amount::read(booked.net, &booked.currency)?,
        })
    };
    booked.map(fees).transpose()
}

pub(super) fn method_details(method: &wire::PaymentMethod) -> MethodDetails {
    let kind = method.kind.as_deref().unwrap_or_default();
    let card = method.card.as_ref();
    let bank = match kind {
        "sepa_debit" => method.sepa_debit.as_ref(),
        "bacs_debit" => method.bacs_debit.as_ref(),
        "us_bank_account" => method.us_bank_account.as_ref(),
        _ => None,
    };
    let customer = method.customer.as_ref().map(|customer| CustomerRef(customer.id().to_owned()));
    MethodDetails {
        reference: MethodRef(method.id.clone()),
        kind: method_kind(kind),
        brand: card.and_then(|c| c.brand.clone()),
        last4: card.and_then(|c| c.last4.clone()).or(bank.and_then(|b| b.last4.clone())),
        expires: card.and_then(expiry),
        fingerprint: card
            .and_then(|c| c.fingerprint.clone())
            .or(bank.and_then(|b| b.fingerprint.clone())),
        bank: bank.and_then(|b| b.bank_code.clone()),
        country: card.and_then(|c| c.country.clone()).or(bank.and_then(|b| b.country.clone())),
        // Stripe lets a method be charged again as long as it belongs to a customer.
        is_reusable: customer.is_some(),
        customer,
    }
}

fn expiry(card: &wire::Card) -> Option<ExpiryMonth> {
    let (year, month) = (card.exp_year?, card.exp_month?);
    (1..=12).contains(&month).then_some(ExpiryMonth { year, month })
}

fn method_kind(kind: &str) -> MethodKind {
    match kind {
        "card" => MethodKind::Card,
        "sepa_debit" => MethodKind::SepaDebit,
        "bacs_debit" => MethodKind::BacsDebit,
        "us_bank_account" => MethodKind::AchDebit,
        "customer_balance" => MethodKind::BankTransfer,
        other => MethodKind::Other(other.to_owned()),
    }
}

/// # Errors  `None` if the session has no page (any more).
pub(super) fn hosted_session(session: wire::CheckoutSession) -> Option<HostedSession> {
    let expires_at = instant(session.expires_at);
    Some(HostedSession { reference: SessionRef(session.id), url: session.url?, expires_at })
}

pub(super) fn session_result(
    session: &wire::CheckoutSession,
) -> Result<SessionResult, GatewayError> {
    let intent = session.payment_intent.as_ref().and_then(Expandable::object);
    let charge = intent.map(charge).transpose()?;
    let set_up = session.setup_intent.as_ref().and_then(Expandable::object);
    let saved = set_up
        .filter(|set_up| set_up.status.as_deref() == Some("succeeded"))
        .and_then(|set_up| set_up.payment_method.as_ref())
        .and_then(Expandable::object)
        .map(method_details);
    let state = match session.status.as_deref() {
        Some("open") => SessionState::Open,
        Some("complete") => SessionState::Complete,
        Some("expired") => SessionState::Expired,
        status => SessionState::Unknown { status: status.unwrap_or_default().to_owned() },
    };
    Ok(SessionResult {
        reference: SessionRef(session.id.clone()),
        idempotency_key: key(session.metadata.as_ref()),
        tags: tags(session.metadata.as_ref()),
        state,
        method: saved.or_else(|| charge.as_ref().and_then(|charge| charge.method.clone())),
        charge,
    })
}

pub(super) fn refund(refund: &wire::Refund) -> Result<Refund, GatewayError> {
    let state = match refund.status.as_deref() {
        Some("pending") => RefundState::Pending,
        Some("requires_action") => RefundState::RequiresAction,
        Some("succeeded") => RefundState::Succeeded,
        Some("failed") => RefundState::Failed { reason: refund.failure_reason.clone() },
        Some("canceled") => RefundState::Canceled,
        status => RefundState::Unknown { status: status.unwrap_or_default().to_owned() },
    };
    Ok(Refund {
        reference: RefundRef(refund.id.clone()),
        idempotency_key: key(refund.metadata.as_ref()),
        charge: refund.payment_intent.as_ref().map(|intent| ChargeRef(intent.id().to_owned())),
        amount: amount::read(refund.amount, &refund.currency)?,
        state,
        is_of_dispute: false,
        created_at: instant(refund.created),
    })
}

pub(super) fn dispute(dispute: &wire::Dispute) -> Result<DisputeFacts, GatewayError> {
    let details = dispute.evidence_details.as_ref();
    let card = dispute.payment_method_details.as_ref().and_then(|method| method.card.as_ref());
    let network_reason_code = card.and_then(|card| card.network_reason_code.clone());
    let status: Option<DisputeStatus> = dispute.status.parse().ok();
    Ok(DisputeFacts {
        reference: DisputeRef(dispute.id.clone()),
        charge: dispute.payment_intent.as_ref().map(|intent| ChargeRef(intent.id().to_owned())),
        amount: Some(amount::read(dispute.amount, &dispute.currency)?),
        status: status.filter(|status| DisputeStatus::OF_STRIPE.contains(status)),
        raw_status: dispute.status.clone(),
        raw_resolution: None,
        raw_reason: dispute.reason.clone(),
        network_reason_code: network_reason_code.or(dispute.network_reason_code.clone()),
        // 0 means that no response is possible.
        respond_by: instant(details.and_then(|d| d.due_by).filter(|&due_by| due_by > 0)),
        evidence_submissions: details.and_then(|d| d.submission_count).unwrap_or(0),
        is_charge_refundable: dispute.is_charge_refundable.unwrap_or(false),
        movements: dispute.balance_transactions.iter().map(movement).collect::<Result<_, _>>()?,
        created_at: instant(dispute.created),
        resolved_at: None,
    })
}

fn movement(booked: &wire::BalanceTransaction) -> Result<DisputeMovement, GatewayError> {
    Ok(DisputeMovement {
        reference: booked.id.clone(),
        amount: amount::read(booked.amount, &booked.currency)?,
        fee: amount::read(booked.fee, &booked.currency)?,
        net: amount::read(booked.net, &booked.currency)?,
        created_at: instant(booked.created),
    })
}

/// The tags we attached; `None` for what somebody else made.
pub(super) fn tags(metadata: Option<&Metadata>) -> Option<Tags> {
    let metadata = metadata?;
    Some(Tags {
        tenant_id: id(metadata, requests::TENANT_ID)?,
        payment_id: id(metadata, requests::PAYMENT_ID),
        invoice_id: id(metadata, requests::INVOICE_ID),
    })
}

fn id<T: FromStr>(metadata: &Metadata, name: &str) -> Option<T> {
    metadata.get(name)?.parse().ok()
}

fn key(metadata: Option<&Metadata>) -> Option<IdempotencyKey> {
    metadata?.get(requests::IDEMPOTENCY_KEY).cloned().map(IdempotencyKey)
}

pub(super) fn instant(unix_seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(unix_seconds?).ok()
}
