//! What gateways tell us: taken in at once, read later (row D6).
//!
//! A message is verified and stored before it is answered. Reading it never believes its figures: the
//! object it names is read again at the gateway, whose tags lead to our charge. So messages may come
//! twice, late, in any order or not at all.

use super::our_payment::{OurPaymentError, our_payment};
use super::saved_methods::refresh_method;
use super::settle_charge::{SettleChargeError, settle_told};
use super::{GATEWAY, Till};
use crate::domain::id::{ChargeId, TenantId};
use crate::flows::disputes::take_in::{TakeInError, take_in};
use crate::flows::refunds::receive_refund::receive_refund;
use crate::flows::refunds::settle_refund::SettleRefundError;
use crate::gateway::{
    ChargeRef, DisputeRef, EventObject, Gateway, GatewayError, GatewayId, RefundRef, SessionRef,
    Tags, WebhookError,
};
use crate::store::sign_in::SignInTx;
use crate::store::webhook_inbox::{self, ClaimedMessage, NewMessage};
use crate::store::{StoreError, charges};
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

/// Headers kept with a message: what its signature and its sender are judged by.
const HEADERS_KEPT: [&str; 4] =
    ["content-type", "user-agent", "stripe-signature", "x-paystack-signature"];

#[derive(Debug, thiserror::Error)]
pub enum TakeWebhookError {
    #[error("no gateway {0:?} is configured")]
    NoGateway(String),
    #[error(transparent)]
    Refused(#[from] WebhookError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores a message once, if the gateway has sent it.
pub async fn take_webhook(
    till: &Till,
    gateway_id: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), TakeWebhookError> {
    let gateway = till.gateways.get(&GatewayId::from(gateway_id));
    let gateway = gateway.ok_or_else(|| TakeWebhookError::NoGateway(gateway_id.to_owned()))?;
    let now = till.clock.now();
    let hint = gateway.verify_webhook(headers, body, now)?;
    let (object_kind, object_ref) = words(&hint.object);
    let message = NewMessage {
        gateway: gateway_id,
        dedupe_key: &hint.dedupe_key,
        kind: &hint.kind,
        object_kind,
        object_ref,
        headers: kept(headers),
        body,
    };
    let mut tx = SignInTx::begin(&till.db, &GATEWAY, now).await?;
    webhook_inbox::insert(&mut tx, &message, now).await?;
    Ok(tx.commit().await?)
}

fn kept(headers: &HeaderMap) -> Value {
    let known = HEADERS_KEPT.into_iter().filter_map(|name| {
        let value = headers.get(name)?.to_str().ok()?;
        Some((name.to_owned(), Value::from(value)))
    });
    Value::Object(known.collect::<Map<_, _>>())
}

/// What is to be read again, as it is stored.
fn words(object: &EventObject) -> (&'static str, &str) {
    match object {
        EventObject::Charge(reference) => ("charge", reference.as_str()),
        EventObject::Session(reference) => ("session", reference.as_str()),
        EventObject::Refund(reference) => ("refund", reference.as_str()),
        EventObject::RefundsOf(charge) => ("refunds_of", charge.as_str()),
        EventObject::Dispute(reference) => ("dispute", reference.as_str()),
        EventObject::Method(reference) => ("method", reference.as_str()),
        EventObject::None => ("none", ""),
    }
}

/// Why a message could not be read now.
#[derive(Debug, thiserror::Error)]
pub enum ReadWebhookError {
    #[error("no gateway {0:?} is configured")]
    NoGateway(String),
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// Another time will do.
    #[error("charge {0} is not settled yet")]
    NotSettled(ChargeId),
    #[error(transparent)]
    Settle(#[from] SettleChargeError),
    #[error(transparent)]
    Refund(#[from] SettleRefundError),
    #[error(transparent)]
    Dispute(#[from] TakeInError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OurPaymentError> for ReadWebhookError {
    fn from(error: OurPaymentError) -> Self {
        match error {
            OurPaymentError::NotSettled(charge) => Self::NotSettled(charge),
            OurPaymentError::Gateway(error) => Self::Gateway(error),
            OurPaymentError::Settle(error) => Self::Settle(error),
            OurPaymentError::Store(error) => Self::Store(error),
        }
    }
}

/// Reads the object that a message names again and settles the charge it belongs to. False: it is about
/// nothing of ours.
pub async fn read_webhook(till: &Till, message: &ClaimedMessage) -> Result<bool, ReadWebhookError> {
    let gateway = till
        .gateway(&message.gateway)
        .ok_or_else(|| ReadWebhookError::NoGateway(message.gateway.clone()))?;
    let reference = message.object_ref.clone();
    let tags = match message.object_kind.as_str() {
        "charge" => gateway.lookup_charge(&ChargeRef(reference)).await.map(|charge| charge.tags),
        "session" => gateway.session(&SessionRef(reference)).await.map(|session| session.tags),
        "refund" => return read_refund(till, message, gateway.as_ref()).await,
        "refunds_of" => return read_refunds_of(till, message, gateway.as_ref()).await,
        "method" => {
            return match refresh_method(till, &message.gateway, &reference).await {
                Err(ReadWebhookError::Gateway(GatewayError::NotFound)) => Ok(false),
                read => read,
            };
        }
        "dispute" => return Ok(take_in(till, &message.gateway, &DisputeRef(reference)).await?),
        _ => return Ok(false),
    };
    match tags {
        Ok(Some(tags)) => settle_tagged(till, &message.gateway, tags).await,
        Ok(None) | Err(GatewayError::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// One refund, ours or made at the gateway by hand. Its charge says whose it is.
async fn read_refund(
    till: &Till,
    message: &ClaimedMessage,
    gateway: &dyn Gateway,
) -> Result<bool, ReadWebhookError> {
    let refund = match gateway.lookup_refund(&RefundRef(message.object_ref.clone())).await {
        Ok(refund) => refund,
        Err(GatewayError::NotFound) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let Some(charge) = &refund.charge else { return Ok(false) };
    let Some((tenant, payment)) = our_payment(till, &message.gateway, gateway, charge).await?
    else {
        return Ok(false);
    };
    Ok(receive_refund(till, tenant, &message.gateway, payment, &refund).await?)
}

/// Every refund of a charge: the message names the charge alone.
async fn read_refunds_of(
    till: &Till,
    message: &ClaimedMessage,
    gateway: &dyn Gateway,
) -> Result<bool, ReadWebhookError> {
    let charge = ChargeRef(message.object_ref.clone());
    let Some((tenant, payment)) = our_payment(till, &message.gateway, gateway, &charge).await?
    else {
        return Ok(false);
    };
    for refund in gateway.refunds_of(&charge).await? {
        receive_refund(till, tenant, &message.gateway, payment, &refund).await?;
    }
    Ok(true)
}

async fn settle_tagged(till: &Till, gateway: &str, tags: Tags) -> Result<bool, ReadWebhookError> {
    let Some(charge) = tags.payment_id.map(|id| ChargeId(id.0)) else { return Ok(false) };
    if !is_ours(till, gateway, tags.tenant_id, charge).await? {
        return Ok(false);
    }
    settle_told(till, tags.tenant_id, charge).await?;
    Ok(true)
}

/// An account may serve several deployments, which are told of each other's charges.
async fn is_ours(
    till: &Till,
    gateway: &str,
    tenant: TenantId,
    charge: ChargeId,
) -> Result<bool, StoreError> {
    let mut tx = till.db.tenant_read(tenant).await?;
    let found = charges::find(&mut tx, charge).await?;
    Ok(found.is_some_and(|charge| charge.gateway == gateway))
}
