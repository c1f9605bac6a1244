//! Turning autopay on and off, with a record of who agreed to what (row D10), and what it will do with an
//! invoice.

use super::Till;
use crate::domain::autopay::{
    self, AskFirst, Collection, Consent, ConsentReason, Cover, WORDING_VERSION,
};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::payment_method::SavedMethod;
use crate::store::autopay::NewConsent;
use crate::store::{Actor, StoreError, TenantTx, deposits, installments, payment_methods, tenants};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Who agrees, and where they are.
#[derive(Clone, Debug)]
pub struct Deciding<'a> {
    pub actor: &'a Actor,
    pub email: &'a str,
    pub client_ip: &'a str,
    /// In which the text was read, as BCP 47 has it.
    pub language: &'a str,
}

#[derive(Debug, thiserror::Error)]
pub enum AutopayError {
    #[error("there is no saved method to collect with")]
    NoMethod,
    #[error("a limit must be greater than zero")]
    LimitNotPositive,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Turns autopay on, or changes its limit. What is due from today on is collected; while it stays on, the
/// day from which it covers invoices stays, too. The same decision twice is recorded once.
pub async fn turn_on(
    tx: &mut TenantTx,
    now: Timestamp,
    deciding: &Deciding<'_>,
    limit: Option<Money>,
) -> Result<(), AutopayError> {
    if limit.is_some_and(|limit| !limit.is_positive()) {
        return Err(AutopayError::LimitNotPositive);
    }
    if default_method(tx).await?.is_none() {
        return Err(AutopayError::NoMethod);
    }
    let before = crate::store::autopay::current(tx).await?;
    let covered = before.as_ref().and_then(|consent| consent.covers);
    let from = match covered {
        Some(cover) => cover.from,
        None => now.to_zoned(zone(tx).await?).date(),
    };
    let cover = Cover { from, limit };
    let is_same = covered == Some(cover)
        && before.is_some_and(|consent| consent.wording_version == WORDING_VERSION);
    if is_same {
        return Ok(());
    }
    record(tx, now, deciding, Some(cover), ConsentReason::Chosen).await.map_err(Into::into)
}

/// Turns autopay off; what is on its way already is not called back.
pub async fn turn_off(
    tx: &mut TenantTx,
    now: Timestamp,
    deciding: &Deciding<'_>,
) -> Result<(), AutopayError> {
    if cover(tx).await?.is_some() {
        record(tx, now, deciding, None, ConsentReason::Chosen).await?;
    }
    Ok(())
}

/// Turns autopay off because the method it charged is gone, in the transaction that takes it away.
pub(super) async fn turn_off_without_method(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    email: &str,
) -> Result<(), StoreError> {
    let Some(consent) = crate::store::autopay::current(tx).await? else { return Ok(()) };
    if consent.covers.is_none() {
        return Ok(());
    }
    let deciding = Deciding { actor, email, client_ip: "", language: &consent.language };
    record(tx, now, &deciding, None, ConsentReason::MethodRemoved).await
}

async fn record(
    tx: &mut TenantTx,
    now: Timestamp,
    deciding: &Deciding<'_>,
    covers: Option<Cover>,
    reason: ConsentReason,
) -> Result<(), StoreError> {
    let consent = NewConsent {
        covers,
        reason,
        wording_version: WORDING_VERSION,
        language: deciding.language,
        decided_email: deciding.email,
        client_ip: deciding.client_ip,
    };
    crate::store::autopay::record(tx, &consent, deciding.actor, now).await
}

/// What is covered now; None: autopay is off.
pub async fn cover(tx: &mut TenantTx) -> Result<Option<Cover>, StoreError> {
    let consent: Option<Consent> = crate::store::autopay::current(tx).await?;
    Ok(consent.and_then(|consent| consent.covers))
}

/// The method that autopay charges.
pub async fn default_method(tx: &mut TenantTx) -> Result<Option<SavedMethod>, StoreError> {
    let methods = payment_methods::list(tx).await?;
    Ok(methods.into_iter().find(|method| method.is_default))
}

/// What autopay will do with this invoice; None when it is off, or no charge of it will come: it is not
/// open, an attempt was made already, or the method's gateway is not configured here.
///
/// A deposit is not collected: until it is paid the customer is asked, then the rest is collected on the
/// invoice's due date.
pub async fn plan(
    till: &Till,
    tx: &mut TenantTx,
    invoice: &Invoice,
) -> Result<Option<Collection>, StoreError> {
    let Some(cover) = cover(tx).await? else { return Ok(None) };
    let Ok(due) = invoice.due() else { return Ok(None) };
    if invoice.status != InvoiceStatus::Open {
        return Ok(None);
    }
    // An installment plan collects it in parts, or nobody does.
    if installments::running_plan_of(tx, invoice.invoice_id).await?.is_some() {
        return Ok(None);
    }
    let method = default_method(tx).await?;
    // A process that does not know the gateway cannot say what others will collect.
    if method.as_ref().is_some_and(|method| till.gateway(&method.gateway).is_none()) {
        return Ok(None);
    }
    let planned =
        autopay::collection(cover, method.as_ref(), due, invoice.due_on, invoice.disputed);
    let is_collected = matches!(planned, Collection::OnDueDate { .. });
    let waits = is_collected && waits_for_deposit(tx, invoice, due).await?;
    let planned = match planned {
        Collection::OnDueDate { method } if !till.charges(&method, due) => {
            Collection::AskFirst(AskFirst::MethodTakesNot)
        }
        Collection::OnDueDate { .. } if waits => Collection::AskFirst(AskFirst::Deposit),
        planned => planned,
    };
    let attempts = crate::store::autopay::attempts(tx, invoice.invoice_id).await?;
    Ok((!autopay::is_over(&attempts)).then_some(planned))
}

/// Whether a part of `due` is due before the rest.
async fn waits_for_deposit(
    tx: &mut TenantTx,
    invoice: &Invoice,
    due: Money,
) -> Result<bool, StoreError> {
    let deposit = deposits::of_invoice(tx, invoice.invoice_id).await?;
    let Some(deposit) = deposit.filter(|deposit| deposit.due_on < invoice.due_on) else {
        return Ok(false);
    };
    // Amounts that cannot be compared are left to the customer, too.
    let is_paid = deposit.left(invoice.paid, due).is_ok_and(|left| !left.is_positive());
    Ok(!is_paid)
}

pub(super) async fn zone(tx: &mut TenantTx) -> Result<TimeZone, StoreError> {
    Ok(tenants::profile(tx).await?.zone())
}
