//! Collecting what is due from customers with autopay: one charge per invoice, off session, once (rows
//! D5, D10).
//!
//! First transaction: consent, limit and earlier attempts are looked at under the customer's lock, and
//! the charge is stored as the next attempt. Then the gateway is called; what it said is stored as for
//! every charge. A crash in between leaves a charge that is looked up; a decline is told to the customer
//! (`tell_failure`) and not tried again. What never reached the gateway is tried again a few times; then
//! the customer is told, and the staff.
//!
//! Deposits are not collected: until one is paid the customer is asked (`AskFirst::Deposit`) and told so
//! before it is due; then the rest is collected on the invoice's due date.

use super::autopay::{cover, plan, zone};
use super::pay_invoice::PayInvoiceError;
use super::send_charge::charge_off_session;
use super::{Payer, Till};
use crate::domain::autopay::{ATTEMPTS_MAX, Collection, is_announced, is_time, next_attempt};
use crate::domain::charge::{Charge, ChargedInvoice, NEVER_MADE};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{ChargeId, InvoiceId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::payment_method::SavedMethod;
use crate::domain::review::ReviewKind;
use crate::store::autopay::GivenUp;
use crate::store::outbox::Event;
use crate::store::review::{self, NewItem};
use crate::store::{
    Actor, StoreError, TenantTx, autopay, charges, documents, emails, invoices, outbox, tenants,
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

/// Customers with autopay after this one, in the order of their ids; none at the end.
pub async fn customers_after(till: &Till, after: TenantId) -> Result<Vec<TenantId>, StoreError> {
    autopay::tenants(&till.db, after, TENANTS_AT_ONCE).await
}

/// Whether something is to be collected from this customer now.
pub async fn has_due(till: &Till, tenant: TenantId) -> Result<bool, StoreError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    Ok(!due(till, &mut tx, till.clock.now(), 1).await?.is_empty())
}

/// Collects what is due from one customer; returns how many charges were begun.
pub async fn collect_due(till: &Till, tenant: TenantId) -> Result<u32, StoreError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let due = due(till, &mut tx, till.clock.now(), AT_ONCE).await?;
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

/// The invoices of which an attempt is to be made now; at most `limit`.
async fn due(
    till: &Till,
    tx: &mut TenantTx,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<InvoiceId>, StoreError> {
    let Some(cover) = cover(tx).await? else { return Ok(Vec::new()) };
    let today = now.to_zoned(zone(tx).await?).date();
    let mut due = Vec::new();
    for id in autopay::due_invoices(tx, cover.from, today, LOOKED_AT).await? {
        if next(till, tx, id, now).await?.is_some() {
            due.push(id);
        }
        if due.len() == limit {
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
    let charge = Charge::off_session(tenant, &method, amount, now);
    let charged = [ChargedInvoice { invoice_id: id, amount }];
    let key = format!("autopay-{id}-{attempt}");
    charges::insert(&mut tx, &charge, &charged, &key, &AUTOPAY).await?;
    autopay::insert_attempt(&mut tx, id, attempt, charge.charge_id, now).await?;
    let payer = payer(&mut tx, AUTOPAY).await?;
    tx.commit().await?;
    Ok(Some((payer, charge)))
}

/// The customer, of whom nobody is there, for what `actor` collects.
pub(in crate::flows) async fn payer(tx: &mut TenantTx, actor: Actor) -> Result<Payer, StoreError> {
    let profile = tenants::profile(tx).await?;
    let email = match profile.billing_emails.into_iter().next() {
        Some(email) => Some(email),
        None => emails::owner_address(tx).await?,
    };
    Ok(Payer {
        tenant: tx.tenant(),
        actor,
        email: email.unwrap_or_default(),
        tenant_name: profile.legal_name,
    })
}

/// Tells customers with autopay what will be collected in the next days, what will not, and what could not
/// be; returns of how many invoices. Each is told once.
pub async fn announce_collections(till: &Till) -> Result<u32, StoreError> {
    let mut told = 0;
    let mut after = TenantId(uuid::Uuid::nil());
    loop {
        let tenants = customers_after(till, after).await?;
        let Some(last) = tenants.last().copied() else { return Ok(told) };
        for tenant in tenants {
            match announce(till, tenant).await {
                Ok(some) => told += some,
                Err(error) if error.is_retryable() => return Err(error),
                // The others have their turn.
                Err(error) => tracing::error!(%tenant, %error, "collections cannot be announced"),
            }
        }
        after = last;
    }
}

async fn announce(till: &Till, tenant: TenantId) -> Result<u32, StoreError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant_read(tenant).await?;
    let facts = announcements(till, &mut tx, now).await?;
    let given_up = autopay::given_up(&mut tx).await?;
    drop(tx);
    if facts.is_empty() && given_up.is_empty() {
        return Ok(0);
    }
    let mut tx = till.db.worker_tenant(tenant, &AUTOPAY, now).await?;
    let mut told = 0;
    for (event, invoice) in facts {
        let kind = DocumentKind::Invoice;
        told += u32::from(outbox::push(&mut tx, now, event, kind, invoice.0, json!({})).await?);
    }
    // Once more, under the customer's lock: another run may have told.
    for charge in autopay::given_up(&mut tx).await? {
        tell_given_up(&mut tx, now, &charge).await?;
        told += 1;
    }
    tx.commit().await?;
    Ok(told)
}

/// The customer must pay another way, and somebody must look at why the gateway cannot be reached.
async fn tell_given_up(
    tx: &mut TenantTx,
    now: Timestamp,
    given_up: &GivenUp,
) -> Result<(), StoreError> {
    let document = (DocumentKind::Invoice, given_up.invoice_id.0);
    let facts = json!({
        "charge_id": given_up.charge_id,
        "amount_minor": given_up.amount.amount_minor,
        "currency": given_up.amount.currency.code(),
        "failure_code": NEVER_MADE,
    });
    let (event, occurrence) = (Event::AutopayFailed, given_up.charge_id.to_string());
    outbox::push_occurrence(tx, now, event, document, &occurrence, facts.clone()).await?;
    let kind = DocumentEventKind::PaymentFailed;
    documents::record_event(tx, document, kind, &AUTOPAY.to_string(), facts, now).await?;
    // About the invoice: an item about the charge settles itself, as the charge has ended.
    let item = NewItem {
        kind: ReviewKind::StuckCharge,
        subject: &given_up.invoice_id.to_string(),
        detail: json!({
            "gateway": given_up.gateway,
            "charge_id": given_up.charge_id,
            "attempts": ATTEMPTS_MAX,
            "error": NEVER_MADE,
            "amount_minor": given_up.amount.amount_minor,
            "currency": given_up.amount.currency.code(),
        }),
    };
    review::raise(tx, &item, now).await
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
