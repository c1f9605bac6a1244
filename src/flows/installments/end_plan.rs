//! Ending a plan on purpose: a customer takes a request back, declines an offer, or gives up a plan of which
//! nothing was paid; staff withdraw an offer, or end a plan that runs, whose balance is then due at once.

use super::{InstallmentError, after, load, reason};
use crate::domain::document::DocumentKind;
use crate::domain::id::InstallmentPlanId;
use crate::domain::installment::{PlanEvent, PlanEventKind, PlanStatus};
use crate::store::outbox::{self, Event};
use crate::store::{Actor, TenantTx, installments};
use jiff::Timestamp;
use serde_json::json;

/// Takes back what is not agreed yet, or not begun: a request, an offer, a plan without its down payment.
/// What is cancelled already stays so.
/// # Errors  `WrongState` once it is active.
pub async fn withdraw(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InstallmentPlanId,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    let plan = load(tx, id).await?;
    if plan.status == PlanStatus::Cancelled {
        return Ok(());
    }
    let status = after(plan.status, PlanEvent::Cancelled)?;
    installments::save_status(tx, id, status, now).await?;
    installments::record_event(tx, id, PlanEventKind::Cancelled, actor, json!({}), now).await?;
    Ok(())
}

/// The customer says no to an offer.
/// # Errors  `WrongState` unless it is one.
pub async fn decline_offer(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InstallmentPlanId,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    let plan = load(tx, id).await?;
    if plan.status == PlanStatus::Refused {
        return Ok(());
    }
    if plan.status != PlanStatus::Offered {
        return Err(InstallmentError::WrongState { status: plan.status });
    }
    let status = after(plan.status, PlanEvent::Refused)?;
    installments::save_status(tx, id, status, now).await?;
    installments::record_event(tx, id, PlanEventKind::Declined, actor, json!({}), now).await?;
    Ok(())
}

/// Staff end a plan that is active: what is left is due at once, by the invoice's own terms.
/// # Errors  `NoReason`, `WrongState`.
pub async fn end_early(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InstallmentPlanId,
    why: &str,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    let why = reason(why)?;
    let plan = load(tx, id).await?;
    let status = after(plan.status, PlanEvent::EndedEarly)?;
    tx.set_reason(&why).await?;
    installments::save_status(tx, id, status, now).await?;
    let detail = json!({ "reason": why });
    installments::record_event(tx, id, PlanEventKind::EndedEarly, actor, detail, now).await?;
    let document = (DocumentKind::InstallmentPlan, id.0);
    let payload = json!({ "ended_early": true });
    outbox::push(tx, now, Event::InstallmentDefaulted, document.0, document.1, payload).await?;
    Ok(())
}
