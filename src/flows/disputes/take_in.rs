//! A dispute as its gateway has it now becomes ours (row I1).
//!
//! Whoever hears of it, a webhook or the job that looks again, comes here, in any order and any number of
//! times. The message's figures are not believed: the gateway's object is read again, with no transaction
//! open, and what it says only ever leads on. Every booking of the gateway is posted once, by its own
//! figures.

use crate::domain::dispute::{Dispute, DisputeReport, DisputeStatus, Movement};
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::id::{ChargeId, InvoiceId, PaymentId};
use crate::domain::ledger::PostingError;
use crate::domain::money::Money;
use crate::domain::notice::NoticeEvent;
use crate::domain::review::ReviewKind;
use crate::flows::notices::post_dispute;
use crate::flows::payments::our_payment::{OurPaymentError, our_payment};
use crate::flows::payments::settle_charge::SettleChargeError;
use crate::flows::payments::{GATEWAY, Till};
use crate::gateway::{ChargeRef, DisputeFacts, DisputeMovement, DisputeRef, Gateway, GatewayError};
use crate::store::review::{self, NewItem};
use crate::store::{StoreError, TenantTx, charges, disputes, documents, ledger, receipts, tenants};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// Our name for what a gateway that tells no bookings took for a lost dispute.
const UNBOOKED_LOSS: &str = "lost";

#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    #[error("no gateway {0:?} is configured")]
    NoGateway(String),
    /// The gateway has the money, but our charge is not settled: another time will do.
    #[error("charge {0} is not settled yet")]
    NotSettled(ChargeId),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    #[error(transparent)]
    Settle(#[from] SettleChargeError),
    #[error(transparent)]
    Posting(#[from] PostingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OurPaymentError> for TakeInError {
    fn from(error: OurPaymentError) -> Self {
        match error {
            OurPaymentError::NotSettled(charge) => Self::NotSettled(charge),
            OurPaymentError::Gateway(error) => Self::Gateway(error),
            OurPaymentError::Settle(error) => Self::Settle(error),
            OurPaymentError::Store(error) => Self::Store(error),
        }
    }
}

/// Reads the dispute at its gateway and stores what it says. False: it is about nothing of ours.
/// # Errors  `Gateway` and `NotSettled`: nothing changed, another time will do.
pub async fn take_in(
    till: &Till,
    gateway_id: &str,
    reference: &DisputeRef,
) -> Result<bool, TakeInError> {
    let gateway =
        till.gateway(gateway_id).ok_or_else(|| TakeInError::NoGateway(gateway_id.to_owned()))?;
    let facts = match gateway.dispute(reference).await {
        Ok(facts) => facts,
        Err(GatewayError::NotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let Some(charge) = &facts.charge else { return Ok(false) };
    // The dispute may be heard of before the payment is.
    let found = our_payment(till, gateway_id, gateway.as_ref(), charge).await?;
    let Some((tenant, payment)) = found else {
        return raise_unknown(till, gateway_id, gateway.as_ref(), charge, &facts).await;
    };
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    let (report, moved) = (report(gateway_id, &facts), movements(&facts, now));
    let dispute = record(&mut tx, now, payment, &report, &moved).await?;
    if !gateway.capabilities().books_disputes {
        record_unbooked_loss(&mut tx, now, &dispute).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// A dispute of a charge of ours of which we know no payment: nothing can be withheld, so a person has to
/// look, before the deadline. False: the charge is not ours.
async fn raise_unknown(
    till: &Till,
    gateway_id: &str,
    gateway: &dyn Gateway,
    charge: &ChargeRef,
    facts: &DisputeFacts,
) -> Result<bool, TakeInError> {
    let tags = match gateway.lookup_charge(charge).await {
        Ok(charge) => charge.tags,
        Err(GatewayError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let Some((tenant, payment)) = tags.and_then(|tags| Some((tags.tenant_id, tags.payment_id?)))
    else {
        return Ok(false);
    };
    let charge = ChargeId(payment.0);
    let mut tx = till.db.tenant_read(tenant).await?;
    let ours = charges::find(&mut tx, charge).await?;
    drop(tx);
    if ours.is_none_or(|ours| ours.gateway != gateway_id) {
        return Ok(false);
    }
    let item = NewItem {
        kind: ReviewKind::UnknownDispute,
        subject: &facts.reference.0,
        detail: json!({
            "gateway": gateway_id,
            "charge_id": charge.to_string(),
            "state": facts.raw_status,
            "amount_minor": facts.amount.map(|amount| amount.amount_minor),
            "currency": facts.amount.map(|amount| amount.currency.code()),
        }),
    };
    let now = till.clock.now();
    let mut tx = till.db.tenant(tenant, &GATEWAY, now).await?;
    review::raise(&mut tx, &item, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Posts a lost dispute of a gateway that tells no bookings: what it took and that it is lost, once. Until
/// the end nobody knows whether it took anything.
async fn record_unbooked_loss(
    tx: &mut TenantTx,
    now: Timestamp,
    dispute: &Dispute,
) -> Result<(), TakeInError> {
    if dispute.status != DisputeStatus::Lost || !dispute.amount.is_positive() {
        return Ok(());
    }
    let taken = Movement {
        movement_id: Uuid::now_v7(),
        provider_ref: UNBOOKED_LOSS.to_owned(),
        amount: dispute.amount.checked_neg().map_err(PostingError::from)?,
        fee: Money::zero(dispute.amount.currency),
        moved_at: dispute.closed_at.unwrap_or(now),
    };
    // No booking was heard of before, so that this one alone is the loss.
    post(tx, now, dispute, true, &[taken]).await
}

/// Stores what a gateway reported of a dispute of this payment, in the caller's transaction. Reports may
/// come in any order and any number of times; the end is the same.
pub async fn record(
    tx: &mut TenantTx,
    now: Timestamp,
    payment: PaymentId,
    report: &DisputeReport,
    moved: &[Movement],
) -> Result<Dispute, TakeInError> {
    let payment = receipts::payment(tx, payment).await?.ok_or(StoreError::NotFound)?;
    let known = disputes::find_by_ref(tx, &report.gateway, &report.provider_ref).await?;
    let dispute = match &known {
        Some(known) => known.after(report, now),
        None => Dispute::opened(report, payment.payment_id, payment.amount, now),
    };
    match known {
        Some(_) => disputes::save(tx, &dispute, now).await?,
        None => disputes::insert(tx, &dispute, now).await?,
    }
    let was_lost = known.as_ref().is_some_and(|known| known.status == DisputeStatus::Lost);
    post(tx, now, &dispute, was_lost, moved).await?;
    disputes::withhold(tx, dispute.payment).await?;
    let invoices = disputes::mark_invoices(tx, dispute.payment).await?;
    if known.is_none() {
        tell(tx, now, &dispute, &invoices, DocumentEventKind::Disputed).await?;
        post_dispute(tx, now, &dispute, NoticeEvent::DisputeOpened).await?;
    }
    if dispute.closed_at.is_some() && known.is_none_or(|known| known.closed_at.is_none()) {
        tell(tx, now, &dispute, &invoices, DocumentEventKind::DisputeClosed).await?;
        post_dispute(tx, now, &dispute, NoticeEvent::DisputeClosed).await?;
    }
    Ok(dispute)
}

/// Posts the bookings that are new. All that was booked for a lost dispute is a loss, once.
async fn post(
    tx: &mut TenantTx,
    now: Timestamp,
    dispute: &Dispute,
    was_lost: bool,
    moved: &[Movement],
) -> Result<(), TakeInError> {
    let zone = tenants::profile(tx).await?.zone();
    let on = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let name = dispute.provider_ref.as_str();
    let mut losses = match was_lost || dispute.status != DisputeStatus::Lost {
        true => Vec::new(),
        false => disputes::movements(tx, dispute.dispute_id).await?,
    };
    for movement in moved {
        if !disputes::insert_movement(tx, dispute.dispute_id, movement).await? {
            continue;
        }
        for posting in movement.postings(name, on(movement.moved_at))? {
            ledger::post(tx, &posting, now).await?;
        }
        if dispute.status == DisputeStatus::Lost {
            losses.push(movement.clone());
        }
    }
    for movement in losses {
        let lost_at = dispute.closed_at.unwrap_or(now).max(movement.moved_at);
        ledger::post(tx, &movement.loss(name, on(lost_at))?, now).await?;
    }
    Ok(())
}

/// Puts it on the timelines of the payment and of the invoices that it settles.
async fn tell(
    tx: &mut TenantTx,
    now: Timestamp,
    dispute: &Dispute,
    invoices: &[InvoiceId],
    kind: DocumentEventKind,
) -> Result<(), StoreError> {
    let actor = GATEWAY.to_string();
    let on_invoices = invoices.iter().map(|id| (DocumentKind::Invoice, id.0));
    let payment = (DocumentKind::Payment, dispute.payment.0);
    for document in std::iter::once(payment).chain(on_invoices) {
        documents::record_event(tx, document, kind, &actor, detail(dispute), now).await?;
    }
    Ok(())
}

fn detail(dispute: &Dispute) -> Value {
    json!({
        "dispute_id": dispute.dispute_id.to_string(),
        "dispute_status": dispute.status.word(),
        "amount_minor": dispute.amount.amount_minor,
        "currency": dispute.amount.currency.code(),
    })
}

fn report(gateway: &str, facts: &DisputeFacts) -> DisputeReport {
    DisputeReport {
        gateway: gateway.to_owned(),
        provider_ref: facts.reference.0.clone(),
        amount: facts.amount.filter(|amount: &Money| amount.amount_minor >= 0),
        status: facts.status,
        raw_status: facts.raw_status.clone(),
        raw_resolution: facts.raw_resolution.clone(),
        raw_reason: facts.raw_reason.clone(),
        network_reason_code: facts.network_reason_code.clone(),
        evidence_due_at: facts.respond_by,
        evidence_submissions: facts.evidence_submissions,
        opened_at: facts.created_at,
        closed_at: facts.resolved_at,
    }
}

fn movements(facts: &DisputeFacts, now: Timestamp) -> Vec<Movement> {
    let ours = |booked: &DisputeMovement| Movement {
        movement_id: Uuid::now_v7(),
        provider_ref: booked.reference.clone(),
        amount: booked.amount,
        fee: booked.fee,
        moved_at: booked.created_at.unwrap_or(now),
    };
    facts.movements.iter().map(ours).collect()
}
