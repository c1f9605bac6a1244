//! Owns the care around a gateway: the breaker before every call, and repeating questions (D14).
//!
//! Changes are never repeated here. Only the flow which stored the intent may decide that.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use super::breaker::{Breaker, BreakerSettings, Ending, repeat_delay};
use super::dispute::{DisputeFacts, Evidence, EvidenceFile};
use super::error::{GatewayError, NotSent};
use super::event::{EventHint, WebhookError};
use super::{
    Capabilities, Charge, ChargeLookup, ChargeRef, ChargeRequest, CustomerRequest, DisputeRef,
    Fees, FileRef, Gateway, GatewayCustomer, HostedSession, IdempotencyKey, MethodDetails,
    MethodRef, Refund, RefundLookup, RefundRef, RefundRequest, SessionRef, SessionRequest,
    SessionResult,
};

/// A question is asked so often at most.
const QUESTION_ATTEMPTS: u32 = 3;

/// A gateway that is left alone while it fails, and asked again when a question went unanswered.
pub struct Guarded {
    gateway: Arc<dyn Gateway>,
    breaker: Mutex<Breaker>,
}

impl Guarded {
    #[must_use]
    pub fn new(gateway: Arc<dyn Gateway>, settings: BreakerSettings) -> Self {
        Self { gateway, breaker: Mutex::new(Breaker::new(settings)) }
    }

    async fn change<T>(
        &self,
        call: impl Future<Output = Result<T, GatewayError>>,
    ) -> Result<T, GatewayError> {
        let admitted = self.breaker().admit(Instant::now());
        admitted.map_err(|left| GatewayError::NotSent(NotSent::Resting(left)))?;
        let answer = call.await;
        let is_outage = answer.as_ref().is_err_and(GatewayError::is_outage);
        let ending = if is_outage { Ending::Outage } else { Ending::Answered };
        self.breaker().record(ending, Instant::now());
        answer
    }

    async fn ask<T, F: Future<Output = Result<T, GatewayError>>>(
        &self,
        call: impl Fn() -> F,
    ) -> Result<T, GatewayError> {
        let mut attempt = 1;
        loop {
            match self.change(call()).await {
                Err(error) if attempt < QUESTION_ATTEMPTS && error.is_worth_repeating() => {
                    tokio::time::sleep(repeat_delay(attempt, random())).await;
                    attempt += 1;
                }
                answer => return answer,
            }
        }
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        // Nothing panics while it is held, and a half-told breaker would be no harm.
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 0 to 65,535; the middle if the system has no randomness to give.
fn random() -> u16 {
    let mut bytes = [0x80, 0x00];
    let _ = getrandom::fill(&mut bytes);
    u16::from_be_bytes(bytes)
}

#[async_trait::async_trait]
impl Gateway for Guarded {
    fn capabilities(&self) -> &Capabilities {
        self.gateway.capabilities()
    }

    fn rests_for(&self) -> Option<Duration> {
        self.breaker().rests_for(Instant::now())
    }

    async fn create_customer(
        &self,
        request: &CustomerRequest,
    ) -> Result<GatewayCustomer, GatewayError> {
        self.change(self.gateway.create_customer(request)).await
    }

    async fn open_session(&self, request: &SessionRequest) -> Result<HostedSession, GatewayError> {
        self.change(self.gateway.open_session(request)).await
    }

    async fn session(&self, session: &SessionRef) -> Result<SessionResult, GatewayError> {
        self.ask(|| self.gateway.session(session)).await
    }

    async fn expire_session(&self, session: &SessionRef) -> Result<(), GatewayError> {
        self.change(self.gateway.expire_session(session)).await
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<Charge, GatewayError> {
        self.change(self.gateway.charge(request)).await
    }

    async fn cancel_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError> {
        self.change(self.gateway.cancel_charge(charge)).await
    }

    async fn lookup_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError> {
        self.ask(|| self.gateway.lookup_charge(charge)).await
    }

    async fn find_charge(&self, lookup: &ChargeLookup) -> Result<Option<Charge>, GatewayError> {
        self.ask(|| self.gateway.find_charge(lookup)).await
    }

    async fn fees(&self, charge: &ChargeRef) -> Result<Option<Fees>, GatewayError> {
        self.ask(|| self.gateway.fees(charge)).await
    }

    async fn method(
        &self,
        customer: &GatewayCustomer,
        method: &MethodRef,
    ) -> Result<MethodDetails, GatewayError> {
        self.ask(|| self.gateway.method(customer, method)).await
    }

    async fn detach_method(&self, method: &MethodRef) -> Result<(), GatewayError> {
        self.change(self.gateway.detach_method(method)).await
    }

    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError> {
        self.change(self.gateway.refund(request)).await
    }

    async fn lookup_refund(&self, refund: &RefundRef) -> Result<Refund, GatewayError> {
        self.ask(|| self.gateway.lookup_refund(refund)).await
    }

    async fn refunds_of(&self, charge: &ChargeRef) -> Result<Vec<Refund>, GatewayError> {
        self.ask(|| self.gateway.refunds_of(charge)).await
    }

    async fn find_refund(&self, lookup: &RefundLookup) -> Result<Option<Refund>, GatewayError> {
        self.ask(|| self.gateway.find_refund(lookup)).await
    }

    async fn dispute(&self, dispute: &DisputeRef) -> Result<DisputeFacts, GatewayError> {
        self.ask(|| self.gateway.dispute(dispute)).await
    }

    async fn disputes_of(&self, charge: &ChargeRef) -> Result<Vec<DisputeFacts>, GatewayError> {
        self.ask(|| self.gateway.disputes_of(charge)).await
    }

    async fn upload_evidence(
        &self,
        dispute: &DisputeRef,
        file: &EvidenceFile,
    ) -> Result<FileRef, GatewayError> {
        self.change(self.gateway.upload_evidence(dispute, file)).await
    }

    async fn submit_evidence(
        &self,
        dispute: &DisputeRef,
        evidence: &Evidence,
        idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError> {
        self.change(self.gateway.submit_evidence(dispute, evidence, idempotency_key)).await
    }

    async fn accept_dispute(
        &self,
        dispute: &DisputeRef,
        idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError> {
        self.change(self.gateway.accept_dispute(dispute, idempotency_key)).await
    }

    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<EventHint, WebhookError> {
        self.gateway.verify_webhook(headers, body, now)
    }
}
