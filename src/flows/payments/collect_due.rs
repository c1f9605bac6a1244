//! Collecting what is due from customers with autopay: one charge per invoice, off session, once (rows
//! D5, D10).
//!
//! First transaction: consent, limit and earlier attempts are looked at under the customer's lock, and
//! the charge is stored as the next attempt. Then the gateway is called; what it said is stored as for
//! every charge. A crash in between leaves a charge that is looked up; a decline is told to the customer
//! (`tell_failure`) and not tried again.

use super::autopay::{cover, plan, zone};
use super::pay_invoice::PayInvoiceError;
use super::send_charge::charge_off_session;
use super::{Payer, Till};
use crate::domain::autopay::{Collection, is_announced, is_time, next_attempt};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, ChargeWay, ChargedInvoice};
use crate::domain::document::DocumentKind;
use crate::domain::id::{ChargeId, InvoiceId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::payment_method::SavedMethod;
use crate::store::outbox::Event;
use crate::store::{
    Actor, StoreError, TenantTx, autopay, charges, emails, invoices, outbox, tenants,
};
use jiff::{Timestamp, ToSpan};
use serde_json::json;

/// Whom the audit log names for what autopay begins.
const AUTOPAY: Actor = Actor::System("autopay");
/// Invoices of one customer that are collected in one run; the next one goes on.
const AT_ONCE: usize = 50;
/// Invoices of one customer that are looked at: those that the customer is asked about stay in front.
const LOOKED_AT: i64 = 1000;
/// Customers that are looked at in one go.
const TENANTS_AT_ONCE: i64 = 500;

/// Customers of whom something is to be collected now.
pub async fn tenants_with_due(till: &Till) -> Result<Vec<TenantId>, StoreError> {
    let now = till.clock.now();
    let mut found = Vec::new();
    let mut after = TenantId(uuid::Uuid::nil());
    loop {
        let tenants = autopay::tenants(&till.db, after, TENANTS_AT_ONCE).await?;
        let Some(last) = tenants.last().copied() else { return Ok(found) };
        for tenant in tenants {
            let mut tx = till.db.tenant_read(tenant).await?;
            if !due(till, &mut tx, now).await?.is_empty() {
                found.push(tenant);
            }
        }
        after = last;
    }
}

/// Collects what is due from one customer; returns how many charges were begun.
pub async fn collect_due(till: &Till, tenant: TenantId) -> Result<u32, StoreError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let due = due(till, &mut tx, till.clock.now()).await?;
    drop(tx);
    let mut begun = 0;
    for invoice in due {
        match collect(till, tenant, invoice).await {
            Ok(charge) => begun += u32::from(charge.is_some()),
            // The others have their turn; this charge is looked up.
            Err(error) => tracing::warn!(%invoice, %error, "autopay could not go on"),
        }
    }
    Ok(begun)
}

/// The invoices of which an attempt is to be made now.
async fn due(till: &Till, tx: &mut TenantTx, now: Timestamp) -> Result<Vec<InvoiceId>, StoreError> {
    let Some(cover) = cover(tx).await? else { return Ok(Vec::new()) };
    let today = now.to_zoned(zone(tx).await?).date();
    let mut due = Vec::new();
    for id in autopay::due_invoices(tx, cover.from, today, LOOKED_AT).await? {
        if next(till, tx, id, now).await?.is_some() {
            due.push(id);
        }
        if due.len() == AT_ONCE {
            break;
        }
    }
    Ok(due)
}

/// The invoice, the method and the number of the attempt to make now, or None.
async fn next(
    till: &Till,
    tx: &mut TenantTx,
    id: InvoiceId,
    now: Timestamp,
) -> Result<Option<(Invoice, SavedMethod, i32)>, StoreError> {
    let open = invoices::find(tx, id).await?.filter(|i| i.status == InvoiceStatus::Open);
    let Some(invoice) = open else { return Ok(None) };
    if !is_time(invoice.due_on, &zone(tx).await?, now) {
        return Ok(None);
    }
    let Some(attempt) = next_attempt(&autopay::attempts(tx, id).await?, now) else {
        return Ok(None);
    };
    match plan(till, tx, &invoice).await? {
        Some(Collection::OnDueDate { method }) => Ok(Some((invoice, method, attempt))),
        _ => Ok(None),
    }
}

/// One attempt on one invoice, if it is still to be made.
async fn collect(
    till: &Till,
    tenant: TenantId,
    id: InvoiceId,
) -> Result<Option<ChargeId>, PayInvoiceError> {
    let Some((payer, charge)) = begin(till, tenant, id).await? else { return Ok(None) };
    let charge_id = charge.charge_id;
    charge_off_session(till, &payer, charge).await?;
    Ok(Some(charge_id))
}

/// The first transaction: the attempt and its charge, under the customer's lock.
async fn begin(
    till: &Till,
    tenant: TenantId,
    id: InvoiceId,
) -> Result<Option<(Payer, Charge)>, PayInvoiceError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &AUTOPAY, now).await?;
    if !charges::reservations(&mut tx, &[id]).await?.is_empty() {
        return Ok(None);
    }
    let Some((invoice, method, attempt)) = next(till, &mut tx, id, now).await? else {
        return Ok(None);
    };
    let amount = invoice.due()?;
    let charge = Charge {
        tenant_id: tenant,
        charge_id: ChargeId::new(),
        gateway: method.gateway,
        purpose: ChargePurpose::Payment,
        way: ChargeWay::Saved,
        payment_method: Some(method.payment_method_id),
        saves_method: false,
        amount,
        state: ChargeState::Created,
        provider_session_ref: None,
        provider_charge_ref: None,
        action_url: None,
        failure_code: None,
        created_at: now,
        sent_at: None,
        payment: None,
    };
    let charged = [ChargedInvoice { invoice_id: id, amount }];
    let key = format!("autopay-{id}-{attempt}");
    charges::insert(&mut tx, &charge, &charged, &key, &AUTOPAY).await?;
    autopay::insert_attempt(&mut tx, id, attempt, charge.charge_id, now).await?;
    let payer = payer(&mut tx).await?;
    tx.commit().await?;
    Ok(Some((payer, charge)))
}

async fn payer(tx: &mut TenantTx) -> Result<Payer, StoreError> {
    let profile = tenants::profile(tx).await?;
    let email = match profile.billing_emails.into_iter().next() {
        Some(email) => Some(email),
        None => emails::owner_address(tx).await?,
    };
    Ok(Payer {
        tenant: tx.tenant(),
        actor: AUTOPAY,
        email: email.unwrap_or_default(),
        tenant_name: profile.legal_name,
    })
}

/// Tells customers with autopay what will be collected in the next days, and what will not; returns to how
/// many invoices. Each is told once.
pub async fn announce_collections(till: &Till) -> Result<u32, StoreError> {
    let mut told = 0;
    let mut after = TenantId(uuid::Uuid::nil());
    loop {
        let tenants = autopay::tenants(&till.db, after, TENANTS_AT_ONCE).await?;
        let Some(last) = tenants.last().copied() else { return Ok(told) };
        for tenant in tenants {
            told += announce(till, tenant).await?;
        }
        after = last;
    }
}

async fn announce(till: &Till, tenant: TenantId) -> Result<u32, StoreError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant_read(tenant).await?;
    let facts = announcements(till, &mut tx, now).await?;
    drop(tx);
    if facts.is_empty() {
        return Ok(0);
    }
    let mut tx = till.db.worker_tenant(tenant, &AUTOPAY, now).await?;
    let mut told = 0;
    for (event, invoice) in facts {
        let kind = DocumentKind::Invoice;
        told += u32::from(outbox::push(&mut tx, now, event, kind, invoice.0, json!({})).await?);
    }
    tx.commit().await?;
    Ok(told)
}

async fn announcements(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<Vec<(Event, InvoiceId)>, StoreError> {
    let Some(cover) = cover(tx).await? else { return Ok(Vec::new()) };
    let zone = zone(tx).await?;
    let today = now.to_zoned(zone.clone()).date();
    let last = today.saturating_add(i64::from(crate::domain::autopay::ANNOUNCED_DAYS).days());
    let mut facts = Vec::new();
    for id in autopay::due_invoices(tx, cover.from, last, LOOKED_AT).await? {
        let Some(invoice) = invoices::find(tx, id).await? else { continue };
        let issued_at = invoice.finalized_at.unwrap_or(now);
        let issued_on = issued_at.to_zoned(zone.clone()).date();
        match plan(till, tx, &invoice).await? {
            Some(Collection::OnDueDate { .. }) => {
                if is_announced(invoice.due_on, issued_on, today) {
                    facts.push((Event::AutopayUpcoming, id));
                }
            }
            Some(Collection::AskFirst(_)) => facts.push((Event::AutopayNotCollected, id)),
            Some(Collection::NotCovered) | None => {}
        }
    }
    Ok(facts)
}
