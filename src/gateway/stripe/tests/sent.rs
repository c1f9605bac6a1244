//! What we send to Stripe, word for word. The lines of `sent.txt` are checked against Stripe's published
//! request schema outside this repository.

use std::fmt::Write;

use super::super::requests::{self, Form};
use super::{PAYMENT, TENANT, usd};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::gateway::dispute::{Evidence, EvidenceFileKind};
use crate::gateway::error::{GatewayError, InvalidRequest};
use crate::gateway::model::{
    ChargeRef, ChargeRequest, CustomerRequest, FileRef, GatewayCustomer, IdempotencyKey,
    MethodKind, Presence, RefundRequest, SavedMethod, SessionPurpose, SessionRequest, Tags,
};

fn tags() -> Tags {
    Tags {
        tenant_id: TENANT.parse().unwrap(),
        payment_id: Some(PAYMENT.parse().unwrap()),
        invoice_id: Some("0192f000-0000-7000-8000-000000000003".parse().unwrap()),
    }
}

fn customer() -> GatewayCustomer {
    GatewayCustomer { reference: "cus_1".into(), email: "ada@example.com".to_owned() }
}

fn charge(presence: Presence) -> ChargeRequest {
    ChargeRequest {
        idempotency_key: "key-1".into(),
        amount: usd(359_88),
        customer: customer(),
        method: SavedMethod { reference: "pm_1".into(), kind: MethodKind::Card },
        presence,
        description: "Invoice INV-7".to_owned(),
        tags: tags(),
    }
}

fn session(purpose: SessionPurpose, kinds: Vec<MethodKind>) -> SessionRequest {
    SessionRequest {
        idempotency_key: "key-2".into(),
        customer: customer(),
        purpose,
        kinds,
        description: "Invoice INV-7".to_owned(),
        success_url: "https://portal.example/back?session={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "https://portal.example/invoices/7".to_owned(),
        expires_at: Some(jiff::Timestamp::from_second(1_767_229_200).unwrap()),
        tags: tags(),
    }
}

fn evidence() -> Evidence {
    Evidence {
        customer_name: "Ada Obi".to_owned(),
        customer_email: "ada@example.com".to_owned(),
        customer_phone: Some("+2348000000000".to_owned()),
        billing_address: Some("1 Marina, Lagos".to_owned()),
        customer_ip: Some("203.0.113.7".to_owned()),
        service_description: "Team plan".to_owned(),
        service_on: Some(jiff::civil::date(2026, 3, 1)),
        activity_log: Some("2026-03-02 signed in".to_owned()),
        statement: "The service was used.".to_owned(),
        files: vec![(EvidenceFileKind::Receipt, FileRef::from("file_1"))],
    }
}

fn line(method: &str, path: &str, form: &Form) -> String {
    let body = serde_urlencoded::to_string(form.pairs()).unwrap();
    format!("{method} {path} {body}")
}

#[test]
fn requests_are_sent_as_written_down() {
    let new_customer = CustomerRequest {
        idempotency_key: "key-0".into(),
        tenant_id: TENANT.parse().unwrap(),
        email: "ada@example.com".to_owned(),
        name: "Obi & Söhne".to_owned(),
    };
    let off_session = requests::charge(&charge(Presence::OffSession)).unwrap();
    let return_url = "https://portal.example/back".to_owned();
    let on_session = requests::charge(&charge(Presence::OnSession { return_url })).unwrap();
    let setup = session(
        SessionPurpose::Setup { currency: Currency::EUR },
        vec![MethodKind::Card, MethodKind::SepaDebit],
    );
    let payment = SessionPurpose::Payment { amount: usd(359_88), saves_method: true };
    let payment = session(payment, Vec::new());
    let refund = RefundRequest {
        idempotency_key: "key-3".into(),
        charge: ChargeRef::from("pi_1"),
        amount: usd(10_00),
        tags: tags(),
    };
    let list = requests::list_query("customer", "cus_1", Some("pi_1"));
    let sent = [
        line("POST", "/v1/customers", &requests::customer(&new_customer)),
        line("POST", "/v1/payment_intents", &off_session),
        line("POST", "/v1/payment_intents", &on_session),
        line("GET", "/v1/payment_intents/pi_1", &requests::charge_query()),
        line("GET", "/v1/payment_intents", &list),
        line("POST", "/v1/checkout/sessions", &requests::session(&setup).unwrap()),
        line("POST", "/v1/checkout/sessions", &requests::session(&payment).unwrap()),
        line("GET", "/v1/checkout/sessions/cs_1", &requests::session_query()),
        line("POST", "/v1/refunds", &requests::refund(&refund).unwrap()),
        line("GET", "/v1/refunds", &requests::list_query("payment_intent", "pi_1", None)),
        line("GET", "/v1/disputes", &requests::list_query("payment_intent", "pi_1", None)),
        line("POST", "/v1/disputes/dp_1", &requests::evidence(&evidence())),
    ];
    let mut all = String::new();
    for request in sent {
        writeln!(all, "{request}").unwrap();
    }
    assert_eq!(all, include_str!("sent.txt"));
}

#[test]
fn nothing_personal_is_attached_to_a_charge() {
    let form = requests::charge(&charge(Presence::OffSession)).unwrap();
    let metadata: Vec<&str> = form
        .pairs()
        .iter()
        .filter(|(name, _)| name.starts_with("metadata"))
        .map(|(name, _)| name.as_str())
        .collect();
    let ids = ["tenant_id", "payment_id", "invoice_id", "idempotency_key"];
    assert_eq!(metadata, ids.map(|id| format!("metadata[{id}]")));
    assert!(form.pairs().iter().all(|(_, value)| !value.contains("ada@")));
}

#[test]
fn an_amount_that_stripe_counts_otherwise_is_not_sent() {
    let amount = Money::new(500, "ISK".parse().unwrap());
    let request = ChargeRequest { amount, ..charge(Presence::OffSession) };
    let refused = requests::charge(&request);
    assert!(matches!(refused, Err(GatewayError::Invalid(InvalidRequest::Amount(_)))));
}

#[test]
fn keys_are_portable_if_every_provider_takes_them() {
    let key = |text: &str| IdempotencyKey::from(text).is_portable();
    assert!(key(PAYMENT));
    for refused in ["", "a b", "ключ", "a_b", &"x".repeat(101)] {
        assert!(!key(refused), "{refused}");
    }
}
