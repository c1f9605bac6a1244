//! Paystack: hosted page, saved authorizations, refunds, disputes, webhooks (row D4).
//!
//! A charge's reference is our idempotency key: Paystack refuses a second one, and `verify` finds it. A
//! refund has no such key: before one is sent, the charge's refunds are searched for our note. No
//! transaction is open meanwhile; the flow lets one caller ask (`refunds::claim_sending`). Owns the
//! exchange; what is sent is `requests`, what answers mean is `reading` and `failure`.

mod amount;
mod failure;
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
use serde_json::{Value, json};

use super::Gateway;
use super::capabilities::{Capabilities, SetupSupport};
use super::dispute::{DisputeFacts, Evidence, EvidenceFile};
use super::error::{GatewayError, InvalidRequest, UnknownOutcome};
use super::event::{EventHint, WebhookError};
use super::http::{ClientError, Effect, HttpClient, HttpSettings, Reply, Secret};
use super::model::{
    Charge, ChargeLookup, ChargeRef, ChargeRequest, CustomerRef, CustomerRequest, DisputeRef, Fees,
    FileRef, GatewayCustomer, HostedSession, IdempotencyKey, MethodDetails, MethodKind, MethodRef,
    Refund, RefundLookup, RefundRef, RefundRequest, SessionRef, SessionRequest, SessionResult,
};
use crate::domain::currency::Currency;

/// So many pages of 100 are read before a look-up says that it could not see the end.
const LIST_PAGES_MAX: u32 = 20;

#[derive(Clone, Debug)]
pub struct PaystackConfig {
    /// `https://api.paystack.co`, or a simulator's address.
    pub base_url: String,
    /// Signs our requests and Paystack's webhooks.
    pub secret_key: Secret,
    /// What the account was opened for: each country's accounts take their own.
    pub currencies: Vec<Currency>,
    pub http: HttpSettings,
}

pub struct Paystack {
    api: HttpClient,
    secret_key: Secret,
    capabilities: Capabilities,
}

impl Paystack {
    /// # Errors  the address is none, or a live key would go over plain http.
    pub fn new(config: PaystackConfig) -> Result<Self, ClientError> {
        let capabilities = Capabilities {
            setup: SetupSupport::WithPaymentOnly,
            method_kinds: vec![MethodKind::Card, MethodKind::BankTransfer],
            can_expire_sessions: false,
            can_cancel_charges: false,
            waits_for_absent_customers: true,
            takes_evidence: true,
            needs_evidence_file: true,
            books_disputes: false,
            // A bank's answer may take minutes; `verify` knows a reference as soon as it is taken in.
            absence_is_final_after: Duration::from_secs(300),
            keys_remembered_for: None,
            currencies: Some(config.currencies),
            amount_rule: amount::accepted,
        };
        let api = HttpClient::new(&config.base_url, &config.secret_key, config.http)?;
        Ok(Self { api, secret_key: config.secret_key, capabilities })
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<wire::Envelope<T>, GatewayError> {
        let request = self.api.request(Method::GET, path).query(query);
        read(&self.api.send(self.signed(request), Effect::Ask).await?)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &Value,
    ) -> Result<T, GatewayError> {
        let request = self.api.request(method, path).json(body);
        let reply = self.api.send(self.signed(request), Effect::Change).await?;
        data(read(&reply)?, &reply)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.secret_key.expose())
    }

    async fn transaction(&self, charge: &ChargeRef) -> Result<wire::Transaction, GatewayError> {
        let path = ["transaction", "verify", charge.as_str()];
        self.get(&path, &[]).await?.data.ok_or(GatewayError::NotFound)
    }

    /// All objects of a list which belong to one transaction, whether or not Paystack narrows the list.
    async fn list<T: DeserializeOwned>(
        &self,
        resource: &str,
        transaction: &wire::Transaction,
    ) -> Result<Vec<T>, GatewayError> {
        let id = transaction.id.as_deref().unwrap_or_default();
        let currency = transaction.currency.as_deref().unwrap_or_default();
        let mut found = Vec::new();
        for page in 1..=LIST_PAGES_MAX {
            let page_text = page.to_string();
            let query = [
                ("transaction", id),
                ("currency", currency),
                ("perPage", "100"),
                ("page", &page_text),
            ];
            let envelope: wire::Envelope<Vec<T>> = self.get(&[resource], &query).await?;
            let pages = envelope.meta.and_then(|meta| meta.page_count).unwrap_or(1);
            found.extend(envelope.data.unwrap_or_default());
            if page >= pages {
                return Ok(found);
            }
        }
        Err(GatewayError::Unknown(UnknownOutcome::LookupIncomplete))
    }

    /// The charge that an earlier request with the same key made, if it is the same charge.
    async fn earlier(&self, request: &ChargeRequest) -> Result<Charge, GatewayError> {
        let earlier = self.lookup_charge(&ChargeRef(request.idempotency_key.0.clone())).await?;
        if earlier.requested.unwrap_or(earlier.amount) == request.amount {
            Ok(earlier)
        } else {
            Err(GatewayError::Unknown(UnknownOutcome::KeyTaken))
        }
    }
}

#[async_trait::async_trait]
impl Gateway for Paystack {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    async fn create_customer(
        &self,
        request: &CustomerRequest,
    ) -> Result<GatewayCustomer, GatewayError> {
        let body = requests::customer(request);
        let customer: wire::Customer = self.send(Method::POST, &["customer"], &body).await?;
        let unreadable = GatewayError::Unknown(UnknownOutcome::Unreadable { status: 200 });
        Ok(GatewayCustomer {
            reference: CustomerRef(customer.customer_code.ok_or(unreadable)?),
            email: customer.email.unwrap_or_else(|| request.email.clone()),
        })
    }

    async fn open_session(&self, request: &SessionRequest) -> Result<HostedSession, GatewayError> {
        let body = requests::session(request)?;
        let path = ["transaction", "initialize"];
        let opened: wire::Initialized = match self.send(Method::POST, &path, &body).await {
            // An earlier request with this key has opened the page; Paystack does not tell its address
            // again, and somebody may be on it.
            Err(GatewayError::Refused(refusal)) if refusal.code == failure::DUPLICATE_REFERENCE => {
                return Err(GatewayError::Unknown(UnknownOutcome::KeyTaken));
            }
            answer => answer?,
        };
        Ok(HostedSession {
            reference: SessionRef(opened.reference),
            url: opened.authorization_url,
            expires_at: None,
        })
    }

    async fn session(&self, session: &SessionRef) -> Result<SessionResult, GatewayError> {
        let transaction = self.transaction(&ChargeRef(session.0.clone())).await?;
        reading::session_result(&transaction)
    }

    async fn expire_session(&self, _session: &SessionRef) -> Result<(), GatewayError> {
        Err(GatewayError::Invalid(InvalidRequest::Unsupported("close a hosted page")))
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<Charge, GatewayError> {
        let body = requests::charge(request)?;
        let path = ["transaction", "charge_authorization"];
        let sent: Result<wire::Transaction, _> = self.send(Method::POST, &path, &body).await;
        match sent {
            Ok(transaction) => reading::charge(&with_defaults(transaction, request)),
            Err(GatewayError::Refused(refusal)) if refusal.code == failure::DUPLICATE_REFERENCE => {
                self.earlier(request).await
            }
            Err(error) => Err(error),
        }
    }

    async fn cancel_charge(&self, _charge: &ChargeRef) -> Result<Charge, GatewayError> {
        // A challenge that nobody answers fails by itself.
        let cannot = InvalidRequest::Unsupported("cancel a charge");
        Err(GatewayError::Invalid(cannot))
    }

    async fn lookup_charge(&self, charge: &ChargeRef) -> Result<Charge, GatewayError> {
        reading::charge(&self.transaction(charge).await?)
    }

    async fn find_charge(&self, lookup: &ChargeLookup) -> Result<Option<Charge>, GatewayError> {
        let by_key = || ChargeRef(lookup.idempotency_key.0.clone());
        let reference = lookup.charge.clone().unwrap_or_else(by_key);
        match self.lookup_charge(&reference).await {
            Err(GatewayError::NotFound) => Ok(None),
            answer => answer.map(Some),
        }
    }

    async fn fees(&self, charge: &ChargeRef) -> Result<Option<Fees>, GatewayError> {
        Ok(self.lookup_charge(charge).await?.fees)
    }

    async fn method(
        &self,
        customer: &GatewayCustomer,
        method: &MethodRef,
    ) -> Result<MethodDetails, GatewayError> {
        let path = ["customer", customer.reference.as_str()];
        let found: wire::Envelope<wire::Customer> = self.get(&path, &[]).await?;
        let saved = found.data.ok_or(GatewayError::NotFound)?.authorizations;
        let mut details = saved.iter().filter_map(reading::method_details);
        let details = details.find(|details| details.reference == *method);
        let details = details.ok_or(GatewayError::NotFound)?;
        Ok(MethodDetails { customer: Some(customer.reference.clone()), ..details })
    }

    async fn detach_method(&self, method: &MethodRef) -> Result<(), GatewayError> {
        let path = ["customer", "authorization", "deactivate"];
        let request = self.api.request(Method::POST, &path);
        let request = request.json(&json!({ "authorization_code": method.as_str() }));
        let reply = self.api.send(self.signed(request), Effect::Change).await?;
        match read::<Value>(&reply) {
            Ok(_) | Err(GatewayError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn refund(&self, request: &RefundRequest) -> Result<Refund, GatewayError> {
        let body = requests::refund(request)?;
        let lookup = RefundLookup {
            idempotency_key: request.idempotency_key.clone(),
            charge: request.charge.clone(),
        };
        if let Some(earlier) = self.find_refund(&lookup).await? {
            return Ok(earlier);
        }
        let refund: wire::Refund = self.send(Method::POST, &["refund"], &body).await?;
        let refund = reading::refund(&refund)?;
        Ok(Refund { charge: Some(request.charge.clone()), ..refund })
    }

    async fn lookup_refund(&self, refund: &RefundRef) -> Result<Refund, GatewayError> {
        let found: wire::Envelope<wire::Refund> =
            self.get(&["refund", refund.as_str()], &[]).await?;
        reading::refund(&found.data.ok_or(GatewayError::NotFound)?)
    }

    async fn refunds_of(&self, charge: &ChargeRef) -> Result<Vec<Refund>, GatewayError> {
        let transaction = self.transaction(charge).await?;
        let all: Vec<wire::Refund> = self.list("refund", &transaction).await?;
        let ours = all.iter().filter(|refund| refund.is_of(&transaction));
        let with_charge = |refund: &wire::Refund| {
            let refund = reading::refund(refund)?;
            Ok(Refund { charge: Some(charge.clone()), ..refund })
        };
        ours.map(with_charge).collect()
    }

    async fn dispute(&self, dispute: &DisputeRef) -> Result<DisputeFacts, GatewayError> {
        let found: wire::Envelope<wire::Dispute> =
            self.get(&["dispute", dispute.as_str()], &[]).await?;
        reading::dispute(&found.data.ok_or(GatewayError::NotFound)?)
    }

    async fn disputes_of(&self, charge: &ChargeRef) -> Result<Vec<DisputeFacts>, GatewayError> {
        let transaction = self.transaction(charge).await?;
        let all: Vec<wire::Dispute> = self.list("dispute", &transaction).await?;
        let facts: Result<Vec<_>, _> = all.iter().map(reading::dispute).collect();
        Ok(facts?.into_iter().filter(|facts| facts.charge.as_ref() == Some(charge)).collect())
    }

    async fn upload_evidence(
        &self,
        dispute: &DisputeRef,
        file: &EvidenceFile,
    ) -> Result<FileRef, GatewayError> {
        let path = ["dispute", dispute.as_str(), "upload_url"];
        let query = [("upload_filename", file.file_name.as_str())];
        let upload: wire::Envelope<wire::Upload> = self.get(&path, &query).await?;
        let upload = upload.data.ok_or(GatewayError::NotFound)?;
        // The address is signed by itself: our key stays at home.
        let request = self.api.request_elsewhere(Method::PUT, &upload.signed_url)?;
        let request = request.header("Content-Type", &file.media_type).body(file.bytes.clone());
        let reply = self.api.send(request, Effect::Change).await?;
        if reply.is_success() { Ok(FileRef(upload.file_name)) } else { Err(reply.unreadable()) }
    }

    /// Paystack knows no key here; that a dispute is answered once is seen in its state.
    async fn submit_evidence(
        &self,
        dispute: &DisputeRef,
        evidence: &Evidence,
        _idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError> {
        requests::contest(evidence, 0)?;
        let path = ["dispute", dispute.as_str(), "evidence"];
        let body = requests::evidence(evidence);
        let stored: wire::Numbered = self.send(Method::POST, &path, &body).await?;
        let path = ["dispute", dispute.as_str(), "resolve"];
        let body = requests::contest(evidence, stored.id)?;
        let resolved: wire::Dispute = self.send(Method::PUT, &path, &body).await?;
        reading::dispute(&resolved)
    }

    async fn accept_dispute(
        &self,
        dispute: &DisputeRef,
        _idempotency_key: &IdempotencyKey,
    ) -> Result<DisputeFacts, GatewayError> {
        let facts = self.dispute(dispute).await?;
        let unreadable = GatewayError::Unknown(UnknownOutcome::Unreadable { status: 200 });
        let amount = facts.amount.ok_or(unreadable)?;
        // Its specification wants the name of a file even from those who give in.
        let note = EvidenceFile {
            file_name: "accepted.txt".to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: b"Accepted by the merchant.\n".to_vec(),
        };
        let file = self.upload_evidence(dispute, &note).await?;
        let path = ["dispute", dispute.as_str(), "resolve"];
        let body = requests::accept(amount, file.as_str());
        let resolved: wire::Dispute = self.send(Method::PUT, &path, &body).await?;
        reading::dispute(&resolved)
    }

    fn verify_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        _now: Timestamp,
    ) -> Result<EventHint, WebhookError> {
        webhook::verify(&self.secret_key, headers, body)
    }
}

/// The envelope of a success, or the error of anything else.
fn read<T: DeserializeOwned>(reply: &Reply) -> Result<wire::Envelope<T>, GatewayError> {
    if !reply.is_success() {
        return Err(failure::read(reply));
    }
    match reply.json::<wire::Envelope<T>>() {
        Ok(envelope) if envelope.status => Ok(envelope),
        // `"status": false`: the data of a refusal need not be what we asked for.
        Ok(_) => Err(failure::read(reply)),
        Err(error) => Err(error),
    }
}

fn data<T>(envelope: wire::Envelope<T>, reply: &Reply) -> Result<T, GatewayError> {
    envelope.data.ok_or_else(|| reply.unreadable())
}

/// A paused charge tells neither amount nor currency: they are the request's.
fn with_defaults(transaction: wire::Transaction, request: &ChargeRequest) -> wire::Transaction {
    let currency = request.amount.currency.code().to_owned();
    wire::Transaction {
        amount: transaction.amount.or(Some(request.amount.amount_minor)),
        currency: transaction.currency.or(Some(currency)),
        reference: transaction.reference.or_else(|| Some(request.idempotency_key.0.clone())),
        ..transaction
    }
}
