//! Owns what we send to Stripe, as form pairs: one function per request. No network.

use crate::domain::money::Money;
use crate::gateway::dispute::{Evidence, EvidenceFileKind};
use crate::gateway::error::{GatewayError, InvalidRequest};
use crate::gateway::model::{
    ChargeRequest, CustomerRequest, IdempotencyKey, MethodKind, Presence, RefundRequest,
    SessionPurpose, SessionRequest, Tags,
};

use super::amount;

pub(super) const TENANT_ID: &str = "tenant_id";
pub(super) const PAYMENT_ID: &str = "payment_id";
pub(super) const INVOICE_ID: &str = "invoice_id";
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency_key";

/// The form of one request: names in Stripe's brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    fn with_some(self, name: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Names of objects that Stripe shall send whole.
    fn expanding(self, paths: &[&str]) -> Self {
        let numbered = paths.iter().enumerate();
        numbered.fold(self, |form, (i, path)| form.with(format!("expand[{i}]"), *path))
    }

    /// Our ids under `name[…]`.
    fn tagged(self, name: &str, tags: &Tags, key: Option<&IdempotencyKey>) -> Self {
        self.with(format!("{name}[{TENANT_ID}]"), tags.tenant_id.to_string())
            .with_some(&format!("{name}[{PAYMENT_ID}]"), tags.payment_id.map(|id| id.to_string()))
            .with_some(&format!("{name}[{INVOICE_ID}]"), tags.invoice_id.map(|id| id.to_string()))
            .with_some(&format!("{name}[{IDEMPOTENCY_KEY}]"), key.map(|key| key.0.clone()))
    }

    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

pub(super) fn customer(request: &CustomerRequest) -> Form {
    Form::default()
        .with("email", &request.email)
        .with("name", &request.name)
        .with(format!("metadata[{TENANT_ID}]"), request.tenant_id.to_string())
}

/// A PaymentIntent that is confirmed at once.
///
/// The kind is named, so that Stripe does not offer others on its own; on session a `return_url` makes
/// the bank's question a redirect, for which the page needs no script.
pub(super) fn charge(request: &ChargeRequest) -> Result<Form, GatewayError> {
    let form = amount_of(request.amount)?
        .with("customer", &request.customer.reference.0)
        .with("payment_method", &request.method.reference.0)
        .with("payment_method_types[0]", kind(&request.method.kind)?)
        .with("confirm", "true");
    let form = match &request.presence {
        Presence::OnSession { return_url } => form.with("return_url", return_url),
        Presence::OffSession => form.with("off_session", "true"),
    };
    Ok(form
        .with("description", &request.description)
        .tagged("metadata", &request.tags, Some(&request.idempotency_key))
        .expanding(&["payment_method", "latest_charge.balance_transaction"]))
}

pub(super) fn session(request: &SessionRequest) -> Result<Form, GatewayError> {
    let key = Some(&request.idempotency_key);
    let form = Form::default().with("customer", &request.customer.reference.0);
    let form = match &request.purpose {
        SessionPurpose::Setup { currency } => form
            .with("mode", "setup")
            .with("currency", amount::code(*currency))
            .with("setup_intent_data[description]", &request.description)
            .tagged("setup_intent_data[metadata]", &request.tags, key),
        SessionPurpose::Payment { amount, saves_method } => {
            amount::accepted(*amount)?;
            let price = "line_items[0][price_data]";
            form.with("mode", "payment")
                .with(format!("{price}[currency]"), amount::code(amount.currency))
                .with(format!("{price}[unit_amount]"), amount.amount_minor.to_string())
                .with(format!("{price}[product_data][name]"), &request.description)
                .with("line_items[0][quantity]", "1")
                .with("payment_intent_data[description]", &request.description)
                .with_some(
                    "payment_intent_data[setup_future_usage]",
                    saves_method.then_some("off_session"),
                )
                .tagged("payment_intent_data[metadata]", &request.tags, key)
        }
    };
    let cards_alone = [MethodKind::Card];
    let kinds = if request.kinds.is_empty() { &cards_alone[..] } else { &request.kinds };
    let mut form = form;
    for (i, offered) in kinds.iter().enumerate() {
        form = form.with(format!("payment_method_types[{i}]"), kind(offered)?);
    }
    let expires_at = request.expires_at.map(|at| at.as_second().to_string());
    Ok(form
        .with("success_url", &request.success_url)
        .with("cancel_url", &request.cancel_url)
        .with_some("expires_at", expires_at)
        .tagged("metadata", &request.tags, key))
}

/// The query that reads a session with all that came of it.
pub(super) fn session_query() -> Form {
    Form::default().expanding(&[
        "payment_intent.payment_method",
        "payment_intent.latest_charge.balance_transaction",
        "setup_intent.payment_method",
    ])
}

/// The query that reads a charge with its method and its fees.
pub(super) fn charge_query() -> Form {
    Form::default().expanding(&["payment_method", "latest_charge.balance_transaction"])
}

/// A page of a list, narrowed by one field; `after` is the last id of the page before.
pub(super) fn list_query(field: &str, value: &str, after: Option<&str>) -> Form {
    Form::default().with(field, value).with("limit", "100").with_some("starting_after", after)
}

pub(super) fn refund(request: &RefundRequest) -> Result<Form, GatewayError> {
    let amount_minor = request.amount.amount_minor.to_string();
    amount::accepted(request.amount)?;
    Ok(Form::default()
        .with("payment_intent", &request.charge.0)
        .with("amount", amount_minor)
        .tagged("metadata", &request.tags, Some(&request.idempotency_key)))
}

pub(super) fn evidence(evidence: &Evidence) -> Form {
    let field = |name: &str| format!("evidence[{name}]");
    let form = Form::default()
        .with(field("customer_name"), &evidence.customer_name)
        .with(field("customer_email_address"), &evidence.customer_email)
        .with_some(&field("billing_address"), evidence.billing_address.as_ref())
        .with_some(&field("customer_purchase_ip"), evidence.customer_ip.as_ref())
        .with(field("product_description"), &evidence.service_description)
        .with_some(&field("service_date"), evidence.service_on.map(|on| on.to_string()))
        .with_some(&field("access_activity_log"), evidence.activity_log.as_ref())
        .with(field("uncategorized_text"), &evidence.statement);
    let files = evidence.files.iter();
    let form = files.fold(form, |form, (kind, file)| form.with(field(file_field(*kind)), &file.0));
    form.with("submit", "true")
}

fn file_field(kind: EvidenceFileKind) -> &'static str {
    match kind {
        EvidenceFileKind::Receipt => "receipt",
        EvidenceFileKind::ServiceDocumentation => "service_documentation",
        EvidenceFileKind::CustomerCommunication => "customer_communication",
        EvidenceFileKind::Agreement => "customer_signature",
        EvidenceFileKind::Other => "uncategorized_file",
    }
}

fn amount_of(amount: Money) -> Result<Form, GatewayError> {
    amount::accepted(amount)?;
    Ok(Form::default()
        .with("amount", amount.amount_minor.to_string())
        .with("currency", amount::code(amount.currency)))
}

fn kind(kind: &MethodKind) -> Result<&'static str, GatewayError> {
    match kind {
        MethodKind::Card => Ok("card"),
        MethodKind::SepaDebit => Ok("sepa_debit"),
        MethodKind::BacsDebit => Ok("bacs_debit"),
        MethodKind::AchDebit => Ok("us_bank_account"),
        MethodKind::NigerianDirectDebit | MethodKind::BankTransfer | MethodKind::Other(_) => {
            Err(GatewayError::Invalid(InvalidRequest::Unsupported("take this kind of method")))
        }
    }
}
