//! Asking for a plan, and answering: customers request one, staff approve, refuse or offer one; other terms
//! for a plan that runs are an offer, too.

use super::agreement::payable;
use super::sealed::seal_terms;
use super::{InstallmentError, after, eligible, load, local_day, no_other, reason};
use crate::domain::document::DocumentKind;
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{
    BegunBy, INSTALLMENTS_MAX, InstallmentPlan, NOTE_CHARACTERS_MAX, PlanEvent, PlanEventKind,
    PlanRules, PlanStatus, PlanTerms,
};
use crate::domain::money::Money;
use crate::seal::KeyRing;
use crate::store::installments::{self, rules};
use crate::store::outbox::{self, Event};
use crate::store::{Actor, TenantTx};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::json;

/// A customer asks for a plan; staff answer. The form chose the plan's id.
/// # Errors  as [`eligible`]; `Terms`.
pub async fn request(
    tx: &mut TenantTx,
    now: Timestamp,
    keys: &KeyRing,
    (id, invoice_id): (InstallmentPlanId, InvoiceId),
    terms: &PlanTerms,
    actor: &Actor,
) -> Result<InstallmentPlan, InstallmentError> {
    if let Some(plan) = installments::find(tx, id).await? {
        return Ok(plan);
    }
    let (_, due, rules) = eligible(tx, invoice_id).await?;
    let terms = PlanTerms { down_payment_percent: rules.down_payment_percent, ..terms.clone() };
    terms.within(&rules, due)?;
    let draft = Draft { id, invoice_id, begun_by: BegunBy::Customer, replaces: None, rules };
    let plan = begin(tx, now, keys, draft, terms, due, actor).await?;
    installments::record_event(tx, id, PlanEventKind::Requested, actor, json!({}), now).await?;
    Ok(plan)
}

/// Staff offer a plan, also where the rules would not.
/// # Errors  `NotOpen`, `Disputed`, `UnderWay`, `Running`, `Waiting`, `Terms`.
pub async fn offer(
    tx: &mut TenantTx,
    now: Timestamp,
    keys: &KeyRing,
    (id, invoice_id): (InstallmentPlanId, InvoiceId),
    terms: &PlanTerms,
    actor: &Actor,
) -> Result<InstallmentPlan, InstallmentError> {
    if let Some(plan) = installments::find(tx, id).await? {
        return Ok(plan);
    }
    let (invoice, due) = payable(tx, invoice_id).await?;
    no_other(tx, invoice_id, None).await?;
    terms.counted(2, INSTALLMENTS_MAX)?;
    let rules = rules::in_force(tx, invoice.seller_id).await?;
    let draft = Draft { id, invoice_id, begun_by: BegunBy::Staff, replaces: None, rules };
    let plan = begin(tx, now, keys, draft, terms.clone(), due, actor).await?;
    tell_offered(tx, now, id, PlanEventKind::Offered, actor).await?;
    Ok(plan)
}

/// Staff offer other terms for a plan that is active: what is left of it is shared anew when the customer
/// agrees. Until then the plan goes on as it was.
/// # Errors  `WrongState`, `UnderWay`, `Waiting`, `Terms`.
pub async fn offer_other_terms(
    tx: &mut TenantTx,
    now: Timestamp,
    keys: &KeyRing,
    (id, running): (InstallmentPlanId, InstallmentPlanId),
    terms: &PlanTerms,
    actor: &Actor,
) -> Result<InstallmentPlan, InstallmentError> {
    if let Some(plan) = installments::find(tx, id).await? {
        return Ok(plan);
    }
    let old = load(tx, running).await?;
    after(old.status, PlanEvent::Replaced)?;
    let (_, due) = payable(tx, old.invoice_id).await?;
    no_other(tx, old.invoice_id, Some(running)).await?;
    // What was paid down stays paid down; what is left may come in one part, too.
    let terms = PlanTerms { down_payment_percent: Decimal::ZERO, ..terms.clone() };
    terms.counted(1, INSTALLMENTS_MAX)?;
    let (invoice_id, begun_by) = (old.invoice_id, BegunBy::Staff);
    let draft = Draft { id, invoice_id, begun_by, replaces: Some(running), rules: old.rules };
    let plan = begin(tx, now, keys, draft, terms, due, actor).await?;
    tell_offered(tx, now, id, PlanEventKind::Offered, actor).await?;
    Ok(plan)
}

/// Staff agree to a request, with these terms: those asked for, or others. The customer has the last word.
/// # Errors  `WrongState`, `Terms`.
pub async fn approve(
    tx: &mut TenantTx,
    now: Timestamp,
    keys: &KeyRing,
    id: InstallmentPlanId,
    terms: &PlanTerms,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    let plan = load(tx, id).await?;
    let status = after(plan.status, PlanEvent::Approved)?;
    let (_, due) = payable(tx, plan.invoice_id).await?;
    terms.counted(2, INSTALLMENTS_MAX)?;
    let (_, today) = local_day(tx, now).await?;
    terms.schedule(due, today)?;
    let sealed = seal_terms(keys, tx, id, terms)?;
    installments::replace_terms(tx, id, &sealed).await?;
    installments::save_status(tx, id, status, now).await?;
    tell_offered(tx, now, id, PlanEventKind::Approved, actor).await
}

/// Staff say no to a request, and why.
/// # Errors  `NoReason`, `WrongState`.
pub async fn refuse(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InstallmentPlanId,
    why: &str,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    let why = reason(why)?;
    let plan = load(tx, id).await?;
    let status = match plan.status {
        PlanStatus::Requested => after(plan.status, PlanEvent::Refused)?,
        status => return Err(InstallmentError::WrongState { status }),
    };
    tx.set_reason(&why).await?;
    installments::save_status(tx, id, status, now).await?;
    let detail = json!({ "reason": why });
    installments::record_event(tx, id, PlanEventKind::Refused, actor, detail, now).await?;
    let document = (DocumentKind::InstallmentPlan, id.0);
    let payload = json!({ "reason": why });
    outbox::push(tx, now, Event::InstallmentRefused, document.0, document.1, payload).await?;
    Ok(())
}

struct Draft {
    id: InstallmentPlanId,
    invoice_id: InvoiceId,
    begun_by: BegunBy,
    replaces: Option<InstallmentPlanId>,
    rules: PlanRules,
}

/// Stores the proposal: a request of a customer, an offer of staff.
async fn begin(
    tx: &mut TenantTx,
    now: Timestamp,
    keys: &KeyRing,
    draft: Draft,
    mut terms: PlanTerms,
    due: Money,
    actor: &Actor,
) -> Result<InstallmentPlan, InstallmentError> {
    terms.note = terms.note.trim().chars().take(NOTE_CHARACTERS_MAX).collect();
    let (_, today) = local_day(tx, now).await?;
    terms.schedule(due, today)?;
    let status = match draft.begun_by {
        BegunBy::Customer => PlanStatus::Requested,
        BegunBy::Staff => PlanStatus::Offered,
    };
    let plan = InstallmentPlan {
        tenant_id: tx.tenant(),
        plan_id: draft.id,
        invoice_id: draft.invoice_id,
        status,
        begun_by: draft.begun_by,
        replaces: draft.replaces,
        rules: draft.rules,
        created_at: now,
        created_by: actor.to_string(),
        agreed: None,
        ended_at: None,
    };
    let sealed = seal_terms(keys, tx, draft.id, &terms)?;
    installments::insert(tx, &plan, &sealed, &draft.id.to_string()).await?;
    Ok(plan)
}

async fn tell_offered(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InstallmentPlanId,
    kind: PlanEventKind,
    actor: &Actor,
) -> Result<(), InstallmentError> {
    installments::record_event(tx, id, kind, actor, json!({}), now).await?;
    let document = (DocumentKind::InstallmentPlan, id.0);
    outbox::push(tx, now, Event::InstallmentOffered, document.0, document.1, json!({})).await?;
    Ok(())
}
