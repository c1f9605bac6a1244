//! Stripe: Checkout for entry, PaymentIntents, refunds, disputes, webhooks (row D3).
//!
//! Each POST that makes something carries an `Idempotency-Key`, which Stripe remembers for at least 24
//! hours. Closing a page, canceling a charge and detaching a method carry none: they may be repeated as they are, and a key
//! would only keep a server error alive for a day. A charge whose outcome is unknown is therefore never sent again: it is found in the list of the customer's
//! PaymentIntents by the key in its metadata. That list is consistent at once; Stripe's search is not.
//! Owns the exchange; what is sent is `requests`, what answers mean is `reading` and `failure`.

mod amount;
mod failure;
mod multipart;
mod reading;
mod requests;
mod webhook;
mod wire;

#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;

use self::requests::Form;
use super::Gateway;
use super::capabilities::{Capabilities, SetupSupport};
use super::dispute::{DisputeFacts, Evidence, EvidenceFile};
use super::error::{GatewayError, InvalidRequest, UnknownOutcome};
use super::event::{EventHint, WebhookError};
use super::http::{ClientError, Effect, HttpClient, HttpSettings, Reply, Secret};
use super::model::{
    Charge, ChargeLookup, ChargeRef, ChargeRequest, ChargeState, CustomerRef, CustomerRequest,
    DisputeRef, Fees, FileRef, GatewayCustomer, HostedSession, IdempotencyKey, MethodDetails,
    MethodKind, MethodRef, Refund, RefundRef, RefundRequest, SessionRef, SessionRequest,
    SessionResult, SessionState,
};

/// The version whose objects `wire` reads; sent with each request, so that the account's own version
/// plays no part.
pub const API_VERSION: &str = "2026-08-26.dahlia";

/// So many pages of 100 are read before a look-up says that it could not see the end.
const LIST_PAGES_MAX: usize = 20;

#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// `https://api.stripe.com`, or a simulator's address.
    pub base_url: String,
    /// `https://files.stripe.com` for live use; a simulator has both under one address.
    pub files_base_url: String,
    pub secret_key: Secret,
    pub webhook_secret: Secret,
    pub http: HttpSettings,
}

pub struct Stripe {
    api: HttpClient,
    files: HttpClient,
    secret_key: Secret,
    webhook_secret: Secret,
    capabilities: Capabilities,
}

impl Stripe {
    /// # Errors  the addresses are none, or a live key would go over plain http.
    pub fn new(config: StripeConfig) -> Result<Self, ClientError> {
        let StripeConfig { base_url, files_base_url, secret_key, webhook_secret, http } = config;
        let capabilities = Capabilities {
            setup: SetupSupport::NoCharge,
            method_kinds: vec![MethodKind::Card],
            can_expire_sessions: true,
            can_cancel_charges: true,
            waits_for_absent_customers: false,
            takes_evidence: true,
            needs_evidence_file: false,
            books_disputes: true,
            // Stripe itself gives up after 80 seconds.
            absence_is_final_after: Duration::from_secs(180),
            keys_remembered_for: Some(Duration::from_secs(24 * 3600)),
            currencies: None,
            amount_rule: amount::accepted,
        };
        Ok(Self {
            api: HttpClient::new(&base_url, &secret_key, http)?,
            files: HttpClient::new(&files_base_url, &secret_key, http)?,
            secret_key,
            webhook_secret,
            capabilities,
        })
    }

    /// As an account that takes these kinds, in this order; cards alone without it. Each must be switched
    /// on at Stripe, or its page refuses to open.
    #[must_use]
    pub fn offering(mut self, kinds: Vec<MethodKind>) -> Self {
        self.capabilities.method_kinds = kinds;
        self
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: Form,
    ) -> Result<T, GatewayError> {
        let request = self.api.request(Method::GET, path).query(query.pairs());
        let reply = self.api.send(self.signed(request), Effect::Ask).await?;
        read(&reply)
    }

    async fn post(
        &self,
        path: &[&str],
        form: &Form,
        key: &IdempotencyKey,
    ) -> Result<Reply, GatewayError> {
        let request = self.api.request(Method::POST, path).form(form.pairs());
        let request = request.header("Idempotency-Key", idempotency_header(key)?);
        self.api.send(self.signed(request), Effect::Change).await
    }

    /// A POST without parameters that may be repeated.
    async fn post_repeatable(&self, path: &[&str]) -> Result<wire::Named, GatewayError> {
        let request = self.api.request(Method::POST, path);
        read(&self.api.send(self.signed(request), Effect::Change).await?)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.secret_key.expose()).header("Stripe-Version", API_VERSION)
    }

    /// All objects of a list, narrowed by one field.
    async fn list<T: DeserializeOwned + wire::Identified>(
        &self,
        resource: &str,
        field: &str,
        value: &str,
    ) -> Result<Vec<T>, GatewayError> {
        let mut found: Vec<T> = Vec::new();
        for _ in 0..LIST_PAGES_MAX {
            let after = found.last().map(wire::Identified::id);
            let query = requests::list_query(field, value, after);
            let page: wire::List<T> = self.get(&["v1", resource], query).await?;
            let is_last = !page.has_more || page.data.is_empty();
            found.extend(page.data);
            if is_last {
                return Ok(found);
            }
        }
        Err(GatewayError::Unknown(UnknownOutcome::LookupIncomplete))
    }

    async fn intent(&self, charge: &ChargeRef) -> Result<wire::PaymentIntent, GatewayError> {
        self.get(&["v1", "payment_intents", &charge.0], requests::charge_query()).await
    }

    async fn stripe_method(&self, method: &MethodRef) -> Result<MethodDetails, GatewayError> {
        let path = ["v1", "payment_methods", &method.0];
        let method: wire::PaymentMethod = self.get(&path, Form::default()).await?;
        Ok(reading::method_details(&method))
    }
}

#[async_trait::async_trait]
impl Gateway for Stripe {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn create_customer(
        &self,
        request: &CustomerRequest,
    ) -> Result<GatewayCustomer, GatewayError> {
        let form = requests::customer(request);
        let reply = self.post(&["v1", "customers"], &form, &request.idempotency_key).await?;
        let customer: wire::Named = read(&reply)?;
        Ok(GatewayCustomer { reference: CustomerRef(customer.id), email: request.email.clone() })
    }

    async fn open_session(&self, request: &SessionRequest) -> Result<HostedSession, GatewayError> {
        let form = requests::session(request)?;
        let path = ["v1", "checkout", "sessions"];
        let reply = self.post(&path, &form, &request.idempotency_key).await?;
        reading::hosted_session(read(&reply)?).ok_or_else(|| reply.unreadable())
    }

    async fn session(&self, session: &SessionRef) -> Result<SessionResult, GatewayError> {
        let path = ["v1", "checkout", "sessions", &session.0];
        let session: wire::CheckoutSession = self.get(&path, requests::session_query()).await?;
        reading::session_result(&session)
    }

    async fn expire_session(&self, session: &SessionRef) -> Result<(), GatewayError> {
        let path = ["v1", "checkout", "sessions", &session.0, "expire"];
        match self.post_repeatable(&path).await {
            // Stripe refuses to close what is not open, without a code: the page itself tells.
            Err(
                GatewayError::Refused(refusal)
                | GatewayError::Invalid(InvalidRequest::Rejected(refusal)),
            ) => match self.session(session).await?.state {
                SessionState::Expired => Ok(()),
                _ => Err(GatewayError::Refused(refusal)),
            },
            answer => answer.map(drop),
        }
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<Charge, GatewayError> {
        let form = requests::charge(request)?;
        let path = ["v1", "payment_intents"];
        let reply = self.post(&path, &form, &request.idempotency_key).await?;
        if reply.is_success() {
            return reading::charge(&reply.json()?);
        }
        declined(&reply)
    }

    async fn cancel_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError> {
        let path = ["v1", "payment_intents", &charge.0, "cancel"];
        match self.post_repeatable(&path).await {
            // Stripe refuses to cancel what is paid, on its way or canceled: the charge itself tells.
            Ok(_)
            | Err(GatewayError::Refused(_) | GatewayError::Invalid(InvalidRequest::Rejected(_))) => {
                self.lookup_charge(charge).await
            }
            Err(error) => Err(error),
        }
    }

    async fn lookup_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError> {
        reading::charge(&self.intent(charge).await?)
    }

    async fn find_charge(&self, lookup: &ChargeLookup) -> Result<Option<Charge>, GatewayError> {
        if let Some(charge) = &lookup.charge {
            return self.lookup_charge(charge).await.map(Some);
        }
        let key = Some(lookup.idempotency_key.as_str());
        let is_it = |intent: &wire::PaymentIntent| {
            let metadata = intent.metadata.as_ref();
            metadata.and_then(|m| m.get(requests::IDEMPOTENCY_KEY)).map(String::as_str) == key
        };
        let of_customer: Vec<wire::PaymentIntent> =
            self.list("payment_intents", "customer", lookup.customer.as_str()).await?;
        match of_customer.iter().find(|intent| is_it(intent)) {
            // Read again for its method and its fees.
            Some(intent) => self.lookup_charge(&ChargeRef(intent.id.clone())).await.map(Some),
            None => Ok(None),
        }
    }

    async fn fees(&self, charge: &ChargeRef) -> Result<Option<Fees>, GatewayError> {
        let intent = self.intent(charge).await?;
        let latest = intent.latest_charge.as_ref().and_then(wire::Expandable::object);
        Ok(latest.map(reading::fees).transpose()?.flatten())
    }

    async fn method(
        &self,
        _customer: &GatewayCustomer,
        method: &MethodRef,
    ) -> Result<MethodDetails, GatewayError> {
        self.stripe_method(method).await
    }

    async fn detach_method(&self, method: &MethodRef) -> Result<(), GatewayError> {
        let path = ["v1", "payment_methods", &method.0, "detach"];
        match self.post_repeatable(&path).await {
            // Stripe refuses to detach what is not attached: that is what we wanted.
            Err(error @ (GatewayError::Refused(_) | GatewayError::Invalid(_))) => {
                let now = self.stripe_method(method).await?;
                if now.customer.is_none() { Ok(()) } else { Err(error) }
            }
            Err(GatewayError::NotFound) => Ok(()),
            answer => answer.map(drop),
        }
    }

    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError> {
        let form = requests::refund(request)?;
        let reply = self.post(&["v1", "refunds"], &form, &request.idempotency_key).await?;
        reading::refund(&read(&reply)?)
    }

    async fn lookup_refund(&self, refund: &RefundRef) -> Result<Refund, GatewayError> {
        reading::refund(&self.get(&["v1", "refunds", &refund.0], Form::default()).await?)
    }

    async fn refunds_of(&self, charge: &ChargeRef) -> Result<Vec<Refund>, GatewayError> {
        let refunds: Vec<wire::Refund> = self.list("refunds", "payment_intent", &charge.0).await?;
        refunds.iter().map(reading::refund).collect()
    }

    async fn dispute(&self, dispute: &DisputeRef) -> Result<DisputeFacts, GatewayError> {
        reading::dispute(&self.get(&["v1", "disputes", &dispute.0], Form::default()).await?)
    }

    async fn disputes_of(&self, charge: &ChargeRef) -> Result<Vec<DisputeFacts>, GatewayError> {
        let disputes: Vec<wire::Dispute> =
            self.list("disputes", "payment_intent", &charge.0).await?;
        disputes.iter().map(reading::dispute).collect()
    }

    async fn upload_evidence(
        &self,
        _dispute: &DisputeRef,
        file: &EvidenceFile,
    ) -> Result<FileRef, GatewayError> {
        let (content_type, body) = multipart::dispute_evidence(file);
        let request = self.files.request(Method::POST, &["v1", "files"]);
        let request = request.header("Content-Type", content_type).body(body);
        let reply = self.files.send(self.signed(request), Effect::Change).await?;
        Ok(FileRef(read::<wire::Named>(&reply)?.id))
    }

    async fn submit_evidence(
        &self,
        dispute: &DisputeRef,
        evidence: &Evidence,
        idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError> {
        let form = requests::evidence(evidence);
        let reply = self.post(&["v1", "disputes", &dispute.0], &form, idempotency_key).await?;
        reading::dispute(&read(&reply)?)
    }

    async fn accept_dispute(
        &self,
        dispute: &DisputeRef,
        idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError> {
        let path = ["v1", "disputes", &dispute.0, "close"];
        let reply = self.post(&path, &Form::default(), idempotency_key).await?;
        reading::dispute(&read(&reply)?)
    }

    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<EventHint, WebhookError> {
        webhook::verify(&self.webhook_secret, headers, body, now)
    }
}

/// The object of a successful answer, or the error of another.
fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, GatewayError> {
    if reply.is_success() { reply.json() } else { Err(failure::read(reply).0) }
}

/// A declined charge: an error that carries its PaymentIntent, which exists and is stored like any
/// other.
fn declined(reply: &Reply) -> Result<Charge, GatewayError> {
    let (error, body) = failure::read(reply);
    let Some((body, intent)) = body.and_then(|mut body| {
        let intent = body.payment_intent.take()?;
        Some((body, intent))
    }) else {
        return Err(error);
    };
    if !matches!(error, GatewayError::Refused(_)) {
        return Err(error);
    }
    let mut charge = reading::charge(&intent)?;
    if charge.state == ChargeState::Unstarted {
        charge.state = ChargeState::Failed { decline: reading::decline(&body) };
    }
    Ok(charge)
}

fn idempotency_header(key: &IdempotencyKey) -> Result<&str, GatewayError> {
    let malformed = GatewayError::Invalid(InvalidRequest::Malformed("the idempotency key"));
    if key.is_portable() { Ok(key.as_str()) } else { Err(malformed) }
}
