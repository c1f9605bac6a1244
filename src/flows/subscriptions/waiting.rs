//! Changes that hold once their invoice is paid: applied when it is, given up when the time is over.

use super::act::ActError;
use super::acts::{Acting, charge_of, credit, planned, store_terms};
use super::one_meter::taken_by;
use crate::clock::Clock;
use crate::domain::credit_note::CreditReason;
use crate::domain::id::{CreditNoteId, InvoiceId, PlanVersionId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::subscription::{AddOn, Terms};
use crate::flows::billing::bill_subscription::NoUsage;
use crate::flows::billing::issue_bill::{Settling, cover_bill};
use crate::flows::credit_notes::credit_amounts::{CreditedAmount, credited_units};
use crate::flows::credit_notes::issue_credit_note::issue_credit_note;
use crate::flows::invoices::void_invoice::{VoidInvoiceError, void_invoice};
use crate::store::subscriptions::{self, Change, ChangeState};
use crate::store::{Actor, Db, StoreError, TenantTx, charges, invoices, plans, tenants};
use jiff::Timestamp;
use std::sync::Arc;

const WAITING: Actor = Actor::System("subscriptions");

/// Changes looked at in one go.
const AT_ONCE: i64 = 200;

/// What became of a change that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    Applied,
    Expired,
    /// Its money is on its way, or it still has time.
    StillWaits,
}

/// Looks at every change that waits: those that are paid hold now, those whose time is over never will.
/// One that cannot be settled is told in the log and looked at again.
pub async fn settle_waiting(db: &Db, clock: &Clock) -> Result<u32, StoreError> {
    let mut settled = 0;
    for (tenant, invoice) in subscriptions::waiting(db, AT_ONCE).await? {
        let now = clock.now();
        match settle_one(db, now, tenant, invoice).await {
            Ok(Waited::StillWaits) => {}
            Ok(Waited::Applied | Waited::Expired) => settled += 1,
            Err(ActError::Store(error)) if error.is_retryable() => return Err(error),
            Err(error) => {
                tracing::error!(%tenant, invoice_id = %invoice, %error, "a change that waits cannot be settled");
            }
        }
    }
    Ok(settled)
}

/// Applies or gives up the change that waits for this invoice.
pub async fn settle_one(
    db: &Db,
    now: Timestamp,
    tenant: TenantId,
    of: InvoiceId,
) -> Result<Waited, ActError> {
    let mut tx = db.worker_tenant(tenant, &WAITING, now).await?;
    let Some(change) = subscriptions::lock_waiting_of_invoice(&mut tx, of).await? else {
        return Ok(Waited::StillWaits);
    };
    let invoice = invoices::lock(&mut tx, of).await?.ok_or(ActError::NotFound)?;
    let is_over = change.pay_until.is_some_and(|until| until <= now);
    let waited = match invoice.status {
        InvoiceStatus::Paid
            if invoice.credited.is_zero() && apply(&mut tx, now, &change, of).await? =>
        {
            Waited::Applied
        }
        // Credited, it was taken back; or what it is for is charged elsewhere by now. What was paid of it
        // becomes the customer's credit.
        InvoiceStatus::Paid => {
            give_back_whole(&mut tx, now, of).await?;
            expire(&mut tx, &change).await?;
            Waited::Expired
        }
        InvoiceStatus::Open
            if !is_over || !charges::reservations(&mut tx, &[of]).await?.is_empty() =>
        {
            return Ok(Waited::StillWaits);
        }
        InvoiceStatus::Open if !invoice.paid.is_zero() || !invoice.credited.is_zero() => {
            give_back_whole(&mut tx, now, of).await?;
            expire(&mut tx, &change).await?;
            Waited::Expired
        }
        InvoiceStatus::Open => {
            let today = tenants::profile(&mut tx).await?.civil_date(now);
            let reason = "the change was not paid in time";
            void_invoice(&mut tx, now, today, &WAITING, of, reason).await.map_err(void_error)?;
            expire(&mut tx, &change).await?;
            Waited::Expired
        }
        InvoiceStatus::Draft | InvoiceStatus::Void | InvoiceStatus::Uncollectible => {
            expire(&mut tx, &change).await?;
            Waited::Expired
        }
    };
    tx.commit().await?;
    Ok(waited)
}

/// Credits everything that is left of the invoice: it is not owed any more, and what was paid of it is
/// the customer's credit.
async fn give_back_whole(tx: &mut TenantTx, now: Timestamp, of: InvoiceId) -> Result<(), ActError> {
    let invoice = invoices::find_with_lines(tx, of).await?.ok_or(ActError::NotFound)?;
    let asked: Vec<CreditedAmount> = invoice
        .lines
        .iter()
        .map(|line| CreditedAmount { line_no: line.line_no, amount: line.amount })
        .collect();
    let units = credited_units(tx, of, &asked).await?;
    if units.is_empty() {
        return Ok(());
    }
    let today = tenants::profile(tx).await?.civil_date(now);
    let (id, reason) = (CreditNoteId::new(), CreditReason::Cancellation);
    issue_credit_note(tx, now, today, &WAITING, id, of, reason, "", &units).await?;
    Ok(())
}

fn void_error(error: VoidInvoiceError) -> ActError {
    match error {
        VoidInvoiceError::Store(error) => error.into(),
        _ => ActError::NothingToUndo,
    }
}

async fn expire(tx: &mut TenantTx, change: &Change) -> Result<(), StoreError> {
    subscriptions::save_change_state(tx, change.change_id, ChangeState::Expired, &[]).await
}

/// The terms that were paid hold from the instant they were quoted for. False, and nothing is done, when
/// another subscription has come to charge for one of their meters meanwhile.
async fn apply(
    tx: &mut TenantTx,
    now: Timestamp,
    change: &Change,
    invoice: InvoiceId,
) -> Result<bool, ActError> {
    let id = change.subscription_id;
    let subscription = subscriptions::lock(tx, id).await?.ok_or(ActError::NotFound)?;
    let at = change.effective_at;
    let terms = terms(tx, change, &subscription.billed.phase_at(at).terms).await?;
    // No period has been billed since: the run leaves a subscription alone whose change waits.
    let planned = planned(&subscription, at, terms)?;
    if let Some(taken) = taken_by(tx, id, &planned.after, at).await? {
        tracing::warn!(subscription_id = %id, %taken, "a change that was paid cannot hold");
        return Ok(false);
    }
    let today = tenants::profile(tx).await?.civil_date(now);
    let actor = &WAITING;
    let mut acting = Acting { tx, now, today, actor, at, quote_id: None, usage: &NoUsage };
    let notes = credit(&mut acting, &subscription, at, &planned).await?;
    if let Some(bill) = charge_of(&subscription, at, &planned, Settling::WhenPaid)? {
        cover_bill(acting.tx, now, &bill, invoice).await?;
    }
    store_terms(&mut acting, id, at, &planned).await?;
    subscriptions::save_change_state(tx, change.change_id, ChangeState::Applied, &notes).await?;
    Ok(true)
}

async fn terms(tx: &mut TenantTx, change: &Change, old: &Terms) -> Result<Terms, ActError> {
    let wanted: WaitingTerms =
        serde_json::from_value(change.detail.clone()).map_err(|_| ActError::NoSuchPlan)?;
    let version = plans::version(tx, wanted.version_id).await?.ok_or(ActError::NoSuchPlan)?;
    let mut add_ons = Vec::with_capacity(wanted.add_on_versions.len());
    for (version, quantity) in wanted.add_on_versions {
        let version = plans::version(tx, version).await?.ok_or(ActError::NoSuchPlan)?;
        add_ons.push(AddOn { version: Arc::new(version), quantity });
    }
    let (version, seats) = (Arc::new(version), wanted.seats);
    Ok(Terms { version, seats, add_ons, paused: old.paused })
}

/// What the detail of a change that waits holds.
#[derive(serde::Deserialize)]
struct WaitingTerms {
    version_id: PlanVersionId,
    seats: u32,
    add_on_versions: Vec<(PlanVersionId, u32)>,
}
