//! Collecting installments that are due: one charge per attempt, off session, once (row G2).
//!
//! As in `payments::collect_due`: the attempt and its charge are stored under the customer's lock, then
//! the gateway is called; a crash in between leaves a charge that is looked up. Of each plan only the oldest
//! open installment is asked for. Where nothing can be charged, the look itself is the attempt.

use super::INSTALLMENTS;
use super::follow::{follow_invoice, tell_failed};
use crate::domain::autopay::is_time;
use crate::domain::charge::{Charge, ChargedInvoice};
use crate::domain::id::{ChargeId, InstallmentPlanId, InvoiceId, TenantId};
use crate::domain::installment::{
    Agreed, InstallmentAttempt, InstallmentPlan, NotCharged, Part, PlanEvent, PlanEventKind,
    PlanStatus, failures, has_waited, is_forbidden, next_asked_on,
};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::flows::payments::collect_due::payer;
use crate::flows::payments::pay_invoice::PayInvoiceError;
use crate::flows::payments::send_charge::charge_off_session;
use crate::flows::payments::{Payer, Till};
use crate::store::installments::{self, agreements, attempts};
use crate::store::{StoreError, TenantTx, charges, invoices, payment_methods, tenants};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// Customers that are looked at in one go.
const TENANTS_AT_ONCE: i64 = 500;

/// Customers with a plan that runs after this one, in the order of their ids; none at the end.
pub async fn customers_after(till: &Till, after: TenantId) -> Result<Vec<TenantId>, StoreError> {
    attempts::tenants(&till.db, after, TENANTS_AT_ONCE).await
}

/// Whether something is to be done for this customer's plans now.
pub async fn has_due(till: &Till, tenant: TenantId) -> Result<bool, StoreError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant_read(tenant).await?;
    for plan in attempts::running(&mut tx).await? {
        if step(till, &mut tx, plan, now).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Does what is due for one customer's plans; returns how many charges were begun.
pub async fn collect_installments(till: &Till, tenant: TenantId) -> Result<u32, StoreError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let plans = attempts::running(&mut tx).await?;
    drop(tx);
    let mut begun = 0;
    for plan in plans {
        match collect(till, tenant, plan).await {
            Ok(charge) => begun += u32::from(charge.is_some()),
            // The others have their turn; this charge is looked up.
            Err(error) => tracing::warn!(%plan, %error, "an installment could not be collected"),
        }
    }
    Ok(begun)
}

/// What is to be done for a plan now.
enum Step {
    /// The down payment never came: the invoice is owed as if nothing had been agreed.
    GiveUp,
    /// Its state does not fit its money, which something else has moved.
    Follow,
    Ask(Box<Asked>),
}

/// The oldest open installment, which is due and is to be asked for.
struct Asked {
    number: u32,
    attempt: i32,
    amount: Money,
    with: Result<SavedMethod, NotCharged>,
}

async fn step(
    till: &Till,
    tx: &mut TenantTx,
    id: InstallmentPlanId,
    now: Timestamp,
) -> Result<Option<(InvoiceId, Step)>, StoreError> {
    let Some(plan) = installments::find(tx, id).await? else { return Ok(None) };
    let Some(agreed) = plan.agreed.as_ref().filter(|_| plan.status.runs()) else { return Ok(None) };
    let Some(invoice) = invoices::find(tx, plan.invoice_id).await? else { return Ok(None) };
    let of = |step| Ok(Some((invoice.invoice_id, step)));
    if invoice.status != InvoiceStatus::Open {
        return of(Step::Follow);
    }
    let is_held = !charges::reservations(tx, &[invoice.invoice_id]).await?.is_empty();
    if invoice.disputed || is_held {
        return Ok(None);
    }
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    if plan.status == PlanStatus::Pending {
        let today = now.to_zoned(zone).date();
        let is_late = today > agreed.down_payment_due_on;
        return if is_late { of(Step::GiveUp) } else { Ok(None) };
    }
    let standing = agreed.standing(&invoice);
    let Some(part) = standing.next() else { return of(Step::Follow) };
    let mut made = attempts::of_plan(tx, id).await?;
    made.retain(|attempt| attempt.number == part.number);
    let asked = ask(till, tx, (&plan, agreed, &invoice), part, &made, (now, &zone)).await?;
    Ok(asked.map(|step| (invoice.invoice_id, step)))
}

/// Whether `part` is asked for now, after `made` was tried before.
async fn ask(
    till: &Till,
    tx: &mut TenantTx,
    (plan, agreed, invoice): (&InstallmentPlan, &Agreed, &Invoice),
    part: &Part,
    made: &[InstallmentAttempt],
    (now, zone): (Timestamp, &TimeZone),
) -> Result<Option<Step>, StoreError> {
    let Some(due_on) = part.due_on else { return Ok(None) };
    let Ok(amount) = invoice.due().and_then(|due| part.left().min(due)) else { return Ok(None) };
    let with = match chargeable(till, tx, plan.plan_id, agreed.total).await? {
        None => Err(NotCharged::NoMethod),
        Some(method) if is_forbidden(made, method.payment_method_id) => {
            Err(NotCharged::HardDecline)
        }
        Some(method) => Ok(method),
    };
    let in_vain = made.iter().rev().find(|attempt| attempt.has_failed());
    let last_on = in_vain.map(|last| last.attempted_at.to_zoned(zone.clone()).date());
    let by_hand = with == Err(NotCharged::NoMethod);
    let failed = failures(made);
    let on = next_asked_on(due_on, failed, last_on, by_hand, plan.rules.grace_days);
    let Some(on) = on else { return Ok(Some(Step::Follow)) };
    if !is_time(on, zone, now) || !has_waited(made, now) {
        return Ok(None);
    }
    let attempt = made.last().map_or(0, |last| last.attempt) + 1;
    Ok(Some(Step::Ask(Box::new(Asked { number: part.number, attempt, amount, with }))))
}

/// The method that the customer agreed to, if it is still there and takes the money.
async fn chargeable(
    till: &Till,
    tx: &mut TenantTx,
    plan: InstallmentPlanId,
    amount: Money,
) -> Result<Option<SavedMethod>, StoreError> {
    let Some(id) = agreements::mandated_method(tx, plan).await? else { return Ok(None) };
    let method = payment_methods::find(tx, id).await?;
    Ok(method.filter(|method| till.charges(method, amount)))
}

/// One step for one plan, if it is still to be made.
async fn collect(
    till: &Till,
    tenant: TenantId,
    id: InstallmentPlanId,
) -> Result<Option<ChargeId>, PayInvoiceError> {
    let Some((payer, charge)) = begin(till, tenant, id).await? else { return Ok(None) };
    let charge_id = charge.charge_id;
    charge_off_session(till, &payer, charge).await?;
    Ok(Some(charge_id))
}

/// The first transaction, under the customer's lock: what is to be done is found out again.
async fn begin(
    till: &Till,
    tenant: TenantId,
    id: InstallmentPlanId,
) -> Result<Option<(Payer, Charge)>, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &INSTALLMENTS, now).await?;
    let charged = match step(till, &mut tx, id, now).await? {
        None => return Ok(None),
        Some((_, Step::GiveUp)) => {
            give_up(&mut tx, now, id).await?;
            None
        }
        Some((invoice, Step::Follow)) => {
            follow_invoice(&mut tx, now, invoice).await?;
            None
        }
        Some((invoice, Step::Ask(asked))) => match asked.with.clone() {
            Ok(method) => {
                let charge = Charge::off_session(tenant, &method, asked.amount, now);
                let charged = [ChargedInvoice { invoice_id: invoice, amount: asked.amount }];
                let key = format!("installment-{id}-{}-{}", asked.number, asked.attempt);
                charges::insert(&mut tx, &charge, &charged, &key, &INSTALLMENTS).await?;
                let made = Ok(charge.charge_id);
                let part = (asked.number, asked.attempt);
                attempts::insert(&mut tx, id, part, made, now).await?;
                Some((payer(&mut tx, INSTALLMENTS).await?, charge))
            }
            Err(why) => {
                miss(&mut tx, now, (id, invoice), &asked, why).await?;
                None
            }
        },
    };
    tx.commit().await?;
    Ok(charged)
}

/// The installment was looked for in vain.
async fn miss(
    tx: &mut TenantTx,
    now: Timestamp,
    (plan, invoice): (InstallmentPlanId, InvoiceId),
    asked: &Asked,
    why: NotCharged,
) -> Result<(), StoreError> {
    let (number, attempt) = (asked.number, asked.attempt);
    attempts::insert(tx, plan, (number, attempt), Err(why), now).await?;
    let facts = json!({
        "number": number,
        "amount_minor": asked.amount.amount_minor,
        "currency": asked.amount.currency.code(),
        "failure_code": why.word(),
    });
    tell_failed(tx, now, (plan, number), &format!("{number}-{attempt}"), facts).await?;
    follow_invoice(tx, now, invoice).await
}

async fn give_up(
    tx: &mut TenantTx,
    now: Timestamp,
    id: InstallmentPlanId,
) -> Result<(), StoreError> {
    let Ok(status) = PlanStatus::Pending.after(PlanEvent::Cancelled) else { return Ok(()) };
    tx.set_reason("the down payment did not arrive").await?;
    installments::save_status(tx, id, status, now).await?;
    let kind = PlanEventKind::Cancelled;
    let detail = json!({ "no_down_payment": true });
    installments::record_event(tx, id, kind, &INSTALLMENTS, detail, now).await
}
