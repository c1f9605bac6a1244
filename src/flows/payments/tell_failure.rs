//! Who must be told that a charge came to nothing, in the transaction that stores it: a customer who was
//! not there when it happened (rows D8, D10). Somebody who just paid on a page sees it there.

use super::GATEWAY;
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargedInvoice};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::dunning::{AttemptCause, CardNetwork, DeclineCodes};
use crate::domain::payment_method::SavedMethodKind;
use crate::store::outbox::Event;
use crate::store::{
    StoreError, TenantTx, autopay, charges, documents, dunning_attempts, outbox, payment_methods,
};
use jiff::Timestamp;
use serde_json::{Value, json};

async fn is_debit(
    tx: &mut TenantTx,
    charge: &Charge,
    method: Option<SavedMethodKind>,
) -> Result<bool, StoreError> {
    let saved = match charge.payment_method {
        Some(id) => payment_methods::find(tx, id).await?.map(|method| method.kind),
        None => None,
    };
    Ok(saved.or(method).is_some_and(|kind| kind.arrives_within_days().is_some()))
}

/// Told of a charge that was in `before` and is now as `charge` says; `method` is what the gateway says it
/// was made with.
pub(super) async fn tell_failure(
    tx: &mut TenantTx,
    now: Timestamp,
    before: ChargeState,
    charge: &Charge,
    method: Option<SavedMethodKind>,
) -> Result<(), StoreError> {
    if charge.purpose != ChargePurpose::Payment || charge.state == before {
        return Ok(());
    }
    let is_autopay = autopay::is_attempt(tx, charge.charge_id).await?;
    let retry = dunning_attempts::cause_of(tx, charge.charge_id).await?;
    // Whether or not we ever saw it on its way: messages come in any order.
    let is_debit = before == ChargeState::Processing || is_debit(tx, charge, method).await?;
    let event = match (charge.state, before) {
        // The money had been under way for days: a debit came back.
        (ChargeState::Failed, _) if is_debit => Event::PaymentFailed,
        (ChargeState::Failed, _) if is_autopay => Event::AutopayFailed,
        // The bank asks although nobody is there; whoever reads the mail can answer.
        (ChargeState::RequiresAction, _) if is_autopay => Event::AutopayFailed,
        (ChargeState::Failed, _) if retry.is_some_and(|it| asks_customer(charge, it)) => {
            Event::AutopayFailed
        }
        (ChargeState::Failed, _) if retry.is_some() => return note_failure(tx, now, charge).await,
        _ => return Ok(()),
    };
    let reason = match charge.state {
        ChargeState::RequiresAction => "authentication_required",
        _ => charge.failure_code.as_deref().unwrap_or_default(),
    };
    for charged in charges::invoices_of(tx, charge.charge_id).await? {
        let document = (DocumentKind::Invoice, charged.invoice_id.0);
        let facts = facts(charge, &charged, reason);
        let occurrence = charge.charge_id.to_string();
        outbox::push_occurrence(tx, now, event, document, &occurrence, facts.clone()).await?;
        let kind = DocumentEventKind::PaymentFailed;
        documents::record_event(tx, document, kind, &GATEWAY.to_string(), facts, now).await?;
    }
    Ok(())
}

/// Whether an attempt of dunning that was refused is worth a mail of its own: the customer must do something,
/// or has just added the method. What is tried again is not; the reminders come in any case.
fn asks_customer(charge: &Charge, (cause, network): (AttemptCause, CardNetwork)) -> bool {
    let code = charge.failure_code.as_deref().unwrap_or_default();
    let codes = DeclineCodes { code, ..DeclineCodes::default() };
    cause == AttemptCause::NewMethod || !codes.advice(network).may_retry()
}

/// The invoice's history says that it was tried; nobody is told.
async fn note_failure(
    tx: &mut TenantTx,
    now: Timestamp,
    charge: &Charge,
) -> Result<(), StoreError> {
    let reason = charge.failure_code.as_deref().unwrap_or_default();
    for charged in charges::invoices_of(tx, charge.charge_id).await? {
        let document = (DocumentKind::Invoice, charged.invoice_id.0);
        let kind = DocumentEventKind::PaymentFailed;
        let facts = facts(charge, &charged, reason);
        documents::record_event(tx, document, kind, &GATEWAY.to_string(), facts, now).await?;
    }
    Ok(())
}

fn facts(charge: &Charge, charged: &ChargedInvoice, reason: &str) -> Value {
    json!({
        "charge_id": charge.charge_id,
        "amount_minor": charged.amount.amount_minor,
        "currency": charged.amount.currency.code(),
        "failure_code": reason,
    })
}
