//! What money does to a plan, in the transaction that moves it: the down payment makes it active, the last
//! cent completes it, the third failure ends it. Called by whatever settles an invoice or takes something
//! off it again; what is paid follows from the invoice, so that doing it twice does nothing.

use super::INSTALLMENTS;
use crate::domain::charge::{Charge, ChargeState};
use crate::domain::document::DocumentKind;
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{
    Agreed, InstallmentPlan, PlanEvent, PlanEventKind, PlanStatus, failures,
};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::store::installments::{self, attempts};
use crate::store::outbox::{self, Event};
use crate::store::{StoreError, TenantTx, invoices};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Brings the plan that rules this invoice into the state that its money leads to.
pub async fn follow_invoice(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InvoiceId,
) -> Result<(), StoreError> {
    let Some(plan_id) = installments::running_plan_of(tx, id).await? else { return Ok(()) };
    let Some(mut plan) = installments::find(tx, plan_id).await? else { return Ok(()) };
    let Some(invoice) = invoices::find(tx, id).await? else { return Ok(()) };
    while let Some((event, kind, detail)) = next(tx, &plan, &invoice).await? {
        plan.status = plan.status.after(event).map_err(|refused| StoreError::Corrupt {
            column: "installment_plans.status",
            value: refused.to_string(),
        })?;
        installments::save_status(tx, plan_id, plan.status, now).await?;
        installments::record_event(tx, plan_id, kind, &INSTALLMENTS, detail, now).await?;
        let told = match kind {
            PlanEventKind::Completed => Some(Event::InstallmentCompleted),
            PlanEventKind::Defaulted => Some(Event::InstallmentDefaulted),
            _ => None,
        };
        if let Some(event) = told {
            let kind = DocumentKind::InstallmentPlan;
            outbox::push(tx, now, event, kind, plan_id.0, json!({})).await?;
        }
    }
    Ok(())
}

/// What happens to the plan next, if anything.
async fn next(
    tx: &mut TenantTx,
    plan: &InstallmentPlan,
    invoice: &Invoice,
) -> Result<Option<(PlanEvent, PlanEventKind, Value)>, StoreError> {
    let Some(agreed) = &plan.agreed else { return Ok(None) };
    let is_settled = matches!(invoice.status, InvoiceStatus::Open | InvoiceStatus::Paid);
    Ok(match (plan.status, is_settled) {
        // Void or written off: there is nothing to pay in parts any more.
        (PlanStatus::Pending, false) => {
            Some((PlanEvent::Cancelled, PlanEventKind::Cancelled, json!({})))
        }
        (PlanStatus::Active, false) => {
            Some((PlanEvent::EndedEarly, PlanEventKind::EndedEarly, json!({})))
        }
        (PlanStatus::Pending, true) => {
            let down_payment = agreed.standing(invoice).down_payment;
            let event = PlanEvent::DownPaymentReceived;
            down_payment.is_paid().then(|| (event, PlanEventKind::Activated, json!({})))
        }
        (PlanStatus::Active, true) => match agreed.standing(invoice).left().is_positive() {
            false => Some((PlanEvent::PaidOff, PlanEventKind::Completed, json!({}))),
            true => defaulted(tx, plan.plan_id, agreed, invoice).await?,
        },
        _ => None,
    })
}

/// Whether the oldest open installment was asked for in vain once too often.
async fn defaulted(
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    agreed: &Agreed,
    invoice: &Invoice,
) -> Result<Option<(PlanEvent, PlanEventKind, Value)>, StoreError> {
    let Some(number) = agreed.standing(invoice).next().map(|part| part.number) else {
        return Ok(None);
    };
    let mut made = attempts::of_plan(tx, plan).await?;
    made.retain(|attempt| attempt.number == number);
    let attempts = failures(&made);
    let event = PlanEvent::AttemptFailed { attempts };
    let is_last = PlanStatus::Active.after(event) == Ok(PlanStatus::Failed);
    let detail = json!({ "number": number, "attempts": attempts });
    Ok(is_last.then_some((event, PlanEventKind::Defaulted, detail)))
}

/// What became of a charge that may be an attempt at an installment; the customer was not there, so they
/// are told when it came to nothing. True when it is one.
pub async fn follow_charge(
    tx: &mut TenantTx,
    now: Timestamp,
    before: ChargeState,
    charge: &Charge,
) -> Result<bool, StoreError> {
    let Some((plan, number)) = attempts::of_charge(tx, charge.charge_id).await? else {
        return Ok(false);
    };
    if charge.state == before {
        return Ok(true);
    }
    let reason = match charge.state {
        ChargeState::Failed => charge.failure_code.as_deref().unwrap_or_default(),
        ChargeState::RequiresAction => "authentication_required",
        _ => return Ok(true),
    };
    let facts = json!({
        "number": number,
        "amount_minor": charge.amount.amount_minor,
        "currency": charge.amount.currency.code(),
        "failure_code": reason,
    });
    tell_failed(tx, now, (plan, number), &charge.charge_id.to_string(), facts).await?;
    Ok(true)
}

/// Remembers and tells that an installment was asked for in vain.
pub(super) async fn tell_failed(
    tx: &mut TenantTx,
    now: Timestamp,
    (plan, number): (InstallmentPlanId, u32),
    occurrence: &str,
    facts: Value,
) -> Result<(), StoreError> {
    tracing::info!(%plan, number, "an installment was asked for in vain");
    let kind = PlanEventKind::AttemptFailed;
    installments::record_event(tx, plan, kind, &INSTALLMENTS, facts.clone(), now).await?;
    let document = (DocumentKind::InstallmentPlan, plan.0);
    let event = Event::InstallmentFailed;
    outbox::push_occurrence(tx, now, event, document, occurrence, facts).await?;
    Ok(())
}
