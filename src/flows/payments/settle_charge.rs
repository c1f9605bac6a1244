//! What became of a charge: looked up at the gateway, then stored once (row D5).
//!
//! The returning customer, a webhook and the recovery job all come here, in any order and at the same
//! time. Whoever comes first settles it; for the others nothing is left to do.

use super::look_up::{self, Found, LookUpError, look_up};
use super::receive_payment::{Receipt, receive};
use super::record_offline_payment::RecordPaymentError;
use super::saved_methods::keep_method;
use super::tell_failure::tell_failure;
use super::{GATEWAY, Till};
use crate::domain::charge::{Charge, ChargePurpose, ChargeState, NEVER_MADE, Seen};
use crate::domain::id::{ChargeId, InvoiceId, PaymentId, TenantId};
use crate::domain::invoice::{InvoiceError, InvoiceStatus};
use crate::domain::ledger::{Account, Posting, PostingError, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::domain::review::ReviewKind;
use crate::flows::card_link::card_was_saved;
use crate::flows::installments::{follow_charge, follow_invoice};
use crate::gateway::Fees;
use crate::store::review::{self, NewItem};
use crate::store::{StoreError, TenantTx, charges, invoices, ledger, payments, tenants};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

#[derive(Debug, thiserror::Error)]
pub enum SettleChargeError {
    #[error("no such charge")]
    NotFound,
    #[error(transparent)]
    LookUp(#[from] LookUpError),
    #[error(transparent)]
    Payment(#[from] RecordPaymentError),
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MoneyError> for SettleChargeError {
    fn from(error: MoneyError) -> Self {
        Self::Invoice(error.into())
    }
}

/// Looks the charge up and stores what came of it; returns it as it stands then. An ended charge is
/// returned without asking anybody.
/// # Errors  `LookUp` when the gateway does not answer: nothing changed, another time will do.
pub async fn settle_charge(
    till: &Till,
    tenant: TenantId,
    id: ChargeId,
) -> Result<Charge, SettleChargeError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let charge = charges::find(&mut tx, id).await?.ok_or(SettleChargeError::NotFound)?;
    drop(tx);
    if !charge.state.is_living() {
        return Ok(charge);
    }
    let found = look_up(till, &charge).await?;
    record(till, tenant, id, found).await
}

/// As [`settle_charge`], when there is reason to look at an ended charge too: the gateway tells of it, or a
/// person asks. Only one that succeeded is left alone.
pub async fn settle_told(
    till: &Till,
    tenant: TenantId,
    id: ChargeId,
) -> Result<Charge, SettleChargeError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let charge = charges::find(&mut tx, id).await?.ok_or(SettleChargeError::NotFound)?;
    drop(tx);
    if charge.state == ChargeState::Succeeded {
        return Ok(charge);
    }
    let found = look_up(till, &charge).await?;
    record(till, tenant, id, found).await
}

/// Stores what was found, in one transaction; what is known already changes nothing.
pub(super) async fn record(
    till: &Till,
    tenant: TenantId,
    id: ChargeId,
    found: Found,
) -> Result<Charge, SettleChargeError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let mut charge = charges::find(&mut tx, id).await?.ok_or(SettleChargeError::NotFound)?;
    if let Seen::Paid { amount } = found.seen
        && charge.purpose.takes_money()
        && let Some(kind) = odd_money(&charge, amount)
    {
        take_odd_money(&mut tx, now, &charge, kind, amount, &found).await?;
        tx.commit().await?;
        return Ok(charge);
    }
    if !charge.state.is_living() {
        return Ok(charge);
    }
    let before = charge.state;
    take_over(&mut charge, &found, now);
    if charge.state == ChargeState::Succeeded {
        succeed(&mut tx, now, &mut charge, &found).await?;
    }
    charges::save(&mut tx, &charge, now).await?;
    if let (network_code, advice_code) = &found.network_codes
        && charge.state == ChargeState::Failed
    {
        let (network_code, advice_code) = (network_code.as_deref(), advice_code.as_deref());
        charges::note_network_codes(&mut tx, id, network_code, advice_code).await?;
    }
    let method = found.method.as_ref().and_then(|method| look_up::saved_kind(&method.kind));
    if !follow_charge(&mut tx, now, before, &charge).await? {
        tell_failure(&mut tx, now, before, &charge, method).await?;
    }
    for charged in charges::invoices_of(&mut tx, id).await? {
        follow_invoice(&mut tx, now, charged.invoice_id).await?;
    }
    tx.commit().await?;
    if !charge.state.is_living() {
        metrics::counter!("quittance_charges_ended_total", "state" => charge.state.word())
            .increment(1);
    }
    Ok(charge)
}

/// The charge after what was seen; whether it made a payment is still to be stored.
fn take_over(charge: &mut Charge, found: &Found, now: Timestamp) {
    charge.state = charge.state_after(&found.seen);
    if found.charge.is_some() {
        charge.provider_charge_ref.clone_from(&found.charge);
    }
    let was_sent = !matches!(
        charge.state,
        ChargeState::Created | ChargeState::Canceled | ChargeState::Expired
    );
    if was_sent {
        charge.sent_at = charge.sent_at.or(Some(now));
    }
    match &found.seen {
        Seen::Question { url: Some(url) } => charge.action_url = Some(url.clone()),
        Seen::Failed { failure_code } => charge.failure_code = Some(failure_code.clone()),
        Seen::OpenPage { failure_code } => charge.failure_code.clone_from(failure_code),
        Seen::NeverMade | Seen::NeverSent if charge.state == ChargeState::Canceled => {
            charge.failure_code = Some(NEVER_MADE.to_owned());
        }
        _ => {}
    }
}

/// Money that settles nothing by itself.
fn odd_money(charge: &Charge, amount: Money) -> Option<ReviewKind> {
    if charge.state == ChargeState::Succeeded {
        None
    } else if amount.currency != charge.amount.currency {
        Some(ReviewKind::OtherCurrency)
    } else {
        (!charge.state.is_living()).then_some(ReviewKind::LateMoney)
    }
}

/// A person must look. Late money is taken in all the same, as the customer's credit: it is there. Money in
/// another currency is not: nobody knows what was meant.
async fn take_odd_money(
    tx: &mut TenantTx,
    now: Timestamp,
    charge: &Charge,
    kind: ReviewKind,
    amount: Money,
    found: &Found,
) -> Result<(), SettleChargeError> {
    let (charge_id, state) = (charge.charge_id, charge.state.word());
    if kind == ReviewKind::LateMoney {
        let key = charge_id.to_string();
        if payments::find_by_idempotency_key(tx, &key).await?.is_some() {
            return Ok(());
        }
        receive_money(tx, now, charge, amount, found, &[]).await?;
        // The gateway's name for it: without one the money could not go back.
        let named = Charge { provider_charge_ref: found.charge.clone(), ..charge.clone() };
        charges::save(tx, &named, now).await?;
        tracing::error!(%charge_id, state, "money arrived for a charge that had ended");
        metrics::counter!("quittance_charges_paid_after_end_total").increment(1);
    } else {
        // It settles nothing of ours: its invoices are free again, and a person decides.
        let ended = Charge {
            state: ChargeState::Failed,
            failure_code: Some(kind.word().to_owned()),
            provider_charge_ref: found.charge.clone(),
            sent_at: charge.sent_at.or(Some(now)),
            ..charge.clone()
        };
        charges::save(tx, &ended, now).await?;
        tracing::error!(%charge_id, "the gateway took another currency than was asked for");
    }
    let detail = json!({
        "gateway": charge.gateway,
        "state": state,
        "amount_minor": amount.amount_minor,
        "currency": amount.currency.code(),
        "asked_minor": charge.amount.amount_minor,
        "asked_currency": charge.amount.currency.code(),
    });
    let item = NewItem { kind, subject: &charge_id.to_string(), detail };
    Ok(review::raise(tx, &item, now).await?)
}

/// The payment, the fee and the saved method of a charge that succeeded.
async fn succeed(
    tx: &mut TenantTx,
    now: Timestamp,
    charge: &mut Charge,
    found: &Found,
) -> Result<(), SettleChargeError> {
    if let Seen::Paid { amount } = found.seen {
        let due = due_of(tx, charge).await?;
        charge.payment = Some(receive_money(tx, now, charge, amount, found, &due).await?);
    }
    charge.action_url = None;
    charge.failure_code = None;
    let wants_method = charge.saves_method || charge.purpose == ChargePurpose::Setup;
    let method = found.method.as_ref().filter(|_| wants_method);
    if let Some(method) = method {
        keep_method(tx, now, &charge.gateway, method).await?;
        card_was_saved(tx, now, charge, &method.reference.0).await?;
    }
    Ok(())
}

async fn receive_money(
    tx: &mut TenantTx,
    now: Timestamp,
    charge: &Charge,
    amount: Money,
    found: &Found,
    due: &[(InvoiceId, Money)],
) -> Result<PaymentId, SettleChargeError> {
    let key = charge.charge_id.to_string();
    if let Some(earlier) = payments::find_by_idempotency_key(tx, &key).await? {
        return Ok(earlier.payment_id);
    }
    let today = civil_date(tx, now).await?;
    let reference = found.method.as_ref().and_then(|method| method.last4.as_deref());
    let receipt = Receipt {
        // The tags that the gateway keeps name the payment, so the two are one.
        payment_id: PaymentId(charge.charge_id.0),
        method: look_up::payment_method(found.method.as_ref()),
        reference: &reference.map(|last4| format!("•••• {last4}")).unwrap_or_default(),
        amount,
        received_on: today,
        account: Account::GatewayClearing,
        idempotency_key: &key,
        credit_kind: charge.purpose.credit_kind(),
    };
    let payment = receive(tx, now, &GATEWAY, &receipt, due).await?;
    if let Some(fees) = found.fees {
        post_fee(tx, now, payment.payment_id, amount, fees, today).await?;
    }
    Ok(payment.payment_id)
}

/// What the charge's invoices take, in its order: what it was for, at most what is due by now. What was
/// settled otherwise meanwhile takes nothing: the money becomes credit.
async fn due_of(
    tx: &mut TenantTx,
    charge: &Charge,
) -> Result<Vec<(InvoiceId, Money)>, SettleChargeError> {
    let mut due = Vec::new();
    for charged in charges::invoices_of(tx, charge.charge_id).await? {
        if let Some(invoice) = invoices::lock(tx, charged.invoice_id).await?
            && invoice.status == InvoiceStatus::Open
        {
            due.push((charged.invoice_id, charged.amount.min(invoice.due()?)?));
        }
    }
    Ok(due)
}

pub(super) async fn civil_date(tx: &mut TenantTx, now: Timestamp) -> Result<Date, StoreError> {
    Ok(tenants::profile(tx).await?.civil_date(now))
}

/// Dr fees, Cr the gateway's account. A fee in another currency is left to the payout's statement, which
/// alone says at what rate it was taken.
pub(super) async fn post_fee(
    tx: &mut TenantTx,
    now: Timestamp,
    payment: PaymentId,
    amount: Money,
    fees: Fees,
    today: Date,
) -> Result<(), SettleChargeError> {
    let fee = fees.fee;
    if !fee.is_positive() || fee.currency != amount.currency {
        return Ok(());
    }
    let posting = Posting::new(
        PostingKind::GatewayFee,
        payment.0,
        "",
        today,
        [
            debit(Account::GatewayFees, fee),
            credit(Account::GatewayClearing, fee).map_err(PostingError::from)?,
        ],
    )?;
    Ok(ledger::post(tx, &posting, now).await?)
}
