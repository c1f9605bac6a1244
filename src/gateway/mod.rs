//! Owns the boundary to payment gateways: one trait, a value that says what a gateway can do, and
//! adapters which speak the real protocols. Rows D1, D3, D4, D14.
//!
//! A call here happens between two transactions, never inside one: the intent and its key are stored
//! before, the outcome after. Each adapter promises:
//! - the same idempotency key never charges or refunds twice;
//! - [`GatewayError`] says whether it is certain that nothing was done;
//! - an amount is sent only if the provider counts it as ISO 4217 does;
//! - no secret and no sentence of the provider stands in an error, in `Debug` or in a log.
//!
//! Not here: when to charge, retry or give up (`flows`, `domain::dunning`), the inbox of webhooks.

mod breaker;
mod capabilities;
mod dispute;
mod error;
mod event;
mod guarded;
pub(crate) mod http;
mod model;
pub mod paystack;
pub mod stripe;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod misbehaving_server;
#[cfg(test)]
mod tests;

pub use breaker::{Breaker, BreakerSettings, Ending, repeat_delay};
pub use capabilities::{AmountRefused, Capabilities, SetupSupport};
pub use dispute::{DisputeFacts, DisputeMovement, Evidence, EvidenceFile, EvidenceFileKind};
pub use error::{GatewayError, InvalidRequest, NotSent, Refusal, UnknownOutcome};
pub use event::{EventHint, EventObject, WebhookError};
pub use guarded::Guarded;
pub use http::{ClientError, HttpSettings, Secret};
pub use model::*;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;

/// A payment gateway. Every method says in its first line whether it changes something there.
#[async_trait::async_trait]
pub trait Gateway: Send + Sync {
    fn capabilities(&self) -> &Capabilities;

    /// For how long the provider is left alone yet, because it failed too often just before; None: it is
    /// asked. No network.
    fn rests_for(&self) -> Option<Duration> {
        None
    }

    /// Changes: makes the provider's customer for a tenant, or finds the one the same key made.
    async fn create_customer(
        &self,
        request: &CustomerRequest,
    ) -> Result<GatewayCustomer, GatewayError>;

    /// Changes: opens a hosted page on which the customer enters their card or account.
    async fn open_session(&self, request: &SessionRequest) -> Result<HostedSession, GatewayError>;

    /// Reads what came of a hosted page.
    async fn session(&self, session: &SessionRef) -> Result<SessionResult, GatewayError>;

    /// Changes: closes a hosted page, so that it takes no payment any more. `Refused` if it was just
    /// completed: read it again.
    async fn expire_session(&self, session: &SessionRef) -> Result<(), GatewayError>;

    /// Changes: charges a saved method. A decline is `Ok` with `ChargeState::Failed`; after `Unknown`
    /// call [`Gateway::find_charge`].
    async fn charge(&self, request: &ChargeRequest) -> Result<Charge, GatewayError>;

    /// Changes: ends a charge that waits for the customer, and returns it as it stands then: canceled, or
    /// whatever became of it before. May be repeated. `Unsupported` without `can_cancel_charges`.
    async fn cancel_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError>;

    /// Reads a charge.
    async fn lookup_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError>;

    /// Reads the charge that a key made, if it did. `None` is final once
    /// `Capabilities::absence_is_final_after` has passed since the request was sent.
    async fn find_charge(&self, lookup: &ChargeLookup) -> Result<Option<Charge>, GatewayError>;

    /// Reads what the provider kept of a charge; `None` until it is settled.
    async fn fees(&self, charge: &ChargeRef) -> Result<Option<Fees>, GatewayError>;

    /// Reads a saved method.
    async fn method(
        &self,
        customer: &GatewayCustomer,
        method: &MethodRef,
    ) -> Result<MethodDetails, GatewayError>;

    /// Changes: forgets a saved method. One that is gone already is `Ok`.
    async fn detach_method(&self, method: &MethodRef) -> Result<(), GatewayError>;

    /// Changes: gives money back. After `Unknown` call [`Gateway::find_refund`].
    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError>;

    /// Reads a refund.
    async fn lookup_refund(&self, refund: &RefundRef) -> Result<Refund, GatewayError>;

    /// Reads all refunds of a charge, ours or not.
    async fn refunds_of(&self, charge: &ChargeRef) -> Result<Vec<Refund>, GatewayError>;

    /// Reads the refund that a key made, if it did.
    async fn find_refund(&self, lookup: &RefundLookup) -> Result<Option<Refund>, GatewayError> {
        let refunds = self.refunds_of(&lookup.charge).await?;
        let is_it =
            |refund: &Refund| refund.idempotency_key.as_ref() == Some(&lookup.idempotency_key);
        Ok(refunds.into_iter().find(is_it))
    }

    /// Reads a dispute.
    async fn dispute(&self, dispute: &DisputeRef) -> Result<DisputeFacts, GatewayError>;

    /// Reads all disputes of a charge.
    async fn disputes_of(&self, charge: &ChargeRef) -> Result<Vec<DisputeFacts>, GatewayError>;

    /// Changes: stores a document to be named in evidence.
    async fn upload_evidence(
        &self,
        dispute: &DisputeRef,
        file: &EvidenceFile,
    ) -> Result<FileRef, GatewayError>;

    /// Changes: answers a dispute, once and for all.
    async fn submit_evidence(
        &self,
        dispute: &DisputeRef,
        evidence: &Evidence,
        idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError>;

    /// Changes: gives in. Cannot be taken back.
    async fn accept_dispute(
        &self,
        dispute: &DisputeRef,
        idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError>;

    /// Says whether the provider sent these bytes, and which object to read again. No network.
    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<EventHint, WebhookError>;
}

/// The gateways this deployment has, by the id that is stored with each payment. Where no rule says
/// otherwise the first that can takes a payment: those that were opened for certain currencies stand before
/// those that take all, and each kind in the order of the settings.
#[derive(Clone, Default)]
pub struct Gateways(Vec<(GatewayId, Arc<dyn Gateway>)>);

impl Gateways {
    #[must_use]
    pub fn new(gateways: impl IntoIterator<Item = (GatewayId, Arc<dyn Gateway>)>) -> Self {
        let mut gateways: Vec<_> = gateways.into_iter().collect();
        gateways.sort_by_key(|(_, gateway)| gateway.capabilities().currencies.is_none());
        Self(gateways)
    }

    /// The gateway of that id; `None` if it is no longer configured.
    #[must_use]
    pub fn get(&self, id: &GatewayId) -> Option<&Arc<dyn Gateway>> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, gateway)| gateway)
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&GatewayId, &Arc<dyn Gateway>)> {
        self.0.iter().map(|(id, gateway)| (id, gateway))
    }
}
