//! What we send to Paystack, word for word.

use serde_json::{Value, json};

use super::super::requests;
use super::{PAYMENT, TENANT, ngn};
use crate::gateway::dispute::{Evidence, EvidenceFileKind};
use crate::gateway::error::{GatewayError, InvalidRequest};
use crate::gateway::model::{
    ChargeRequest, CustomerRequest, FileRef, GatewayCustomer, MethodKind, Presence, RefundRequest,
    SavedMethod, SessionPurpose, SessionRequest, Tags,
};

fn tags() -> Tags {
    Tags {
        tenant_id: TENANT.parse().unwrap(),
        payment_id: Some(PAYMENT.parse().unwrap()),
        invoice_id: None,
    }
}

fn customer() -> GatewayCustomer {
    GatewayCustomer { reference: "CUS_1".into(), email: "ada@example.com".to_owned() }
}

fn session(purpose: SessionPurpose) -> SessionRequest {
    SessionRequest {
        idempotency_key: "key-2".into(),
        customer: customer(),
        purpose,
        kinds: vec![MethodKind::Card, MethodKind::BankTransfer],
        description: "Invoice INV-7".to_owned(),
        success_url: "https://portal.example/back".to_owned(),
        cancel_url: "https://portal.example/invoices/7".to_owned(),
        expires_at: None,
        tags: tags(),
    }
}

#[test]
fn a_charge_of_a_saved_method_has_our_key_as_its_reference() {
    let request = ChargeRequest {
        idempotency_key: "key-1".into(),
        amount: ngn(352_47),
        customer: customer(),
        method: SavedMethod { reference: "AUTH_1".into(), kind: MethodKind::Card },
        presence: Presence::OffSession,
        description: "Invoice INV-7".to_owned(),
        tags: tags(),
    };
    let expected = json!({
        "email": "ada@example.com", "amount": 35_247, "currency": "NGN",
        "authorization_code": "AUTH_1", "reference": "key-1",
        "metadata": format!("{{\"payment_id\":\"{PAYMENT}\",\"tenant_id\":\"{TENANT}\"}}"),
    });
    assert_eq!(requests::charge(&request), Ok(expected));
    let unportable = ChargeRequest { idempotency_key: "key 1".into(), ..request };
    let malformed = InvalidRequest::Malformed("the idempotency key");
    assert_eq!(requests::charge(&unportable), Err(GatewayError::Invalid(malformed)));
}

#[test]
fn a_page_is_opened_for_a_payment_only() {
    let payment = SessionPurpose::Payment { amount: ngn(500_00), saves_method: true };
    let expected = json!({
        "email": "ada@example.com", "amount": 50_000, "currency": "NGN", "reference": "key-2",
        "callback_url": "https://portal.example/back", "channels": ["card", "bank_transfer"],
        "metadata": { "tenant_id": TENANT, "payment_id": PAYMENT,
            "cancel_action": "https://portal.example/invoices/7" },
    });
    assert_eq!(requests::session(&session(payment)), Ok(expected));
    let setup = SessionPurpose::Setup { currency: ngn(0).currency };
    let refused = requests::session(&session(setup));
    assert!(matches!(refused, Err(GatewayError::Invalid(InvalidRequest::Unsupported(_)))));
}

#[test]
fn a_refund_carries_our_key_where_only_the_merchant_sees_it() {
    let request = RefundRequest {
        idempotency_key: "key-3".into(),
        charge: "key-1".into(),
        amount: ngn(50_00),
        tags: tags(),
    };
    let expected = json!({ "transaction": "key-1", "amount": 5_000, "currency": "NGN",
        "merchant_note": "quittance:key-3" });
    assert_eq!(requests::refund(&request), Ok(expected));
    let key = requests::key_in_note("quittance:key-3");
    assert_eq!(key, Some(request.idempotency_key));
}

#[test]
fn a_customer_is_made_with_the_tenants_id() {
    let request = CustomerRequest {
        idempotency_key: "key-0".into(),
        tenant_id: TENANT.parse().unwrap(),
        email: "ada@example.com".to_owned(),
        name: "Obi".to_owned(),
    };
    let expected = json!({ "email": "ada@example.com", "first_name": "Obi",
        "metadata": format!("{{\"tenant_id\":\"{TENANT}\"}}") });
    assert_eq!(requests::customer(&request), expected);
}

#[test]
fn a_dispute_is_contested_with_a_document_or_given_in_to() {
    let evidence = Evidence {
        customer_name: "Ada Obi".to_owned(),
        customer_email: "ada@example.com".to_owned(),
        service_description: "Team plan".to_owned(),
        service_on: Some(jiff::civil::date(2026, 3, 1)),
        statement: "The service was used.".to_owned(),
        files: vec![(EvidenceFileKind::Receipt, FileRef::from("file.pdf"))],
        ..Evidence::default()
    };
    let expected = json!({ "customer_email": "ada@example.com", "customer_name": "Ada Obi",
        "customer_phone": "", "service_details": "Team plan", "delivery_date": "2026-03-01" });
    assert_eq!(requests::evidence(&evidence), expected);
    let expected = json!({ "resolution": "declined", "message": "The service was used.",
        "refund_amount": 0, "uploaded_filename": "file.pdf", "evidence": 21 });
    assert_eq!(requests::contest(&evidence, 21), Ok(expected));
    assert!(requests::contest(&Evidence::default(), 21).is_err());
    let expected: Value = json!({ "resolution": "merchant-accepted", "message": "Accepted",
        "refund_amount": 5_800, "uploaded_filename": "file.txt" });
    assert_eq!(requests::accept(ngn(58_00), "file.txt"), expected);
}
