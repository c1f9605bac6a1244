//! Who must be told that a charge came to nothing, in the transaction that stores it: a customer who was
//! not there when it happened (rows D8, D10). Somebody who just paid on a page sees it there.

use super::GATEWAY;
use crate::domain::charge::{Charge, ChargePurpose, ChargeState};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::store::outbox::Event;
use crate::store::{StoreError, TenantTx, autopay, charges, documents, outbox};
use jiff::Timestamp;
use serde_json::json;

/// Told of a charge that was in `before` and is now as `charge` says.
pub(super) async fn tell_failure(
    tx: &mut TenantTx,
    now: Timestamp,
    before: ChargeState,
    charge: &Charge,
) -> Result<(), StoreError> {
    if charge.purpose != ChargePurpose::Payment || charge.state == before {
        return Ok(());
    }
    let is_autopay = autopay::is_attempt(tx, charge.charge_id).await?;
    let event = match (charge.state, before) {
        // The money had been under way for days: a debit came back.
        (ChargeState::Failed, ChargeState::Processing) => Event::PaymentFailed,
        (ChargeState::Failed, _) if is_autopay => Event::AutopayFailed,
        // The bank asks although nobody is there; whoever reads the mail can answer.
        (ChargeState::RequiresAction, _) if is_autopay => Event::AutopayFailed,
        _ => return Ok(()),
    };
    let reason = match charge.state {
        ChargeState::RequiresAction => "authentication_required",
        _ => charge.failure_code.as_deref().unwrap_or_default(),
    };
    for charged in charges::invoices_of(tx, charge.charge_id).await? {
        let document = (DocumentKind::Invoice, charged.invoice_id.0);
        let facts = json!({
            "charge_id": charge.charge_id,
            "amount_minor": charged.amount.amount_minor,
            "currency": charged.amount.currency.code(),
            "failure_code": reason,
        });
        let occurrence = charge.charge_id.to_string();
        outbox::push_occurrence(tx, now, event, document, &occurrence, facts.clone()).await?;
        let kind = DocumentEventKind::PaymentFailed;
        documents::record_event(tx, document, kind, &GATEWAY.to_string(), facts, now).await?;
    }
    Ok(())
}
