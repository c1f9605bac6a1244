//! The addresses of the staff's forms. Pages that others link to stand in `web::paths`.

use crate::domain::id::{
    AllocationId, CreditNoteId, EmailId, InvoiceId, PaymentId, RefundId, TenantId,
};
use crate::web::paths::{admin_credit_note, admin_customer, admin_invoice, admin_payment};
use uuid::Uuid;

#[must_use]
pub fn new_payment(tenant: TenantId, invoice: Option<InvoiceId>) -> String {
    let page = format!("{}/payments/new", admin_customer(tenant));
    invoice.map_or_else(|| page.clone(), |id| format!("{page}?invoice={id}"))
}

#[must_use]
pub fn payments(tenant: TenantId) -> String {
    format!("{}/payments", admin_customer(tenant))
}

#[must_use]
pub fn refund_payment(tenant: TenantId, payment: PaymentId) -> String {
    format!("{}/{payment}/refund", payments(tenant))
}

/// An act on a refund: `retry`, `mark-paid`, `withdraw`, `draw-credit`.
#[must_use]
pub fn refund_act(tenant: TenantId, refund: RefundId, act: &str) -> String {
    format!("{}/refunds/{refund}/{act}", admin_customer(tenant))
}

#[must_use]
pub fn payment_receipt(tenant: TenantId, id: PaymentId) -> String {
    format!("{}/receipt", admin_payment(tenant, id))
}

#[must_use]
pub fn credit_notes(tenant: TenantId) -> String {
    format!("{}/credit-notes", admin_customer(tenant))
}

#[must_use]
pub fn credits(tenant: TenantId) -> String {
    format!("{}/credits", admin_customer(tenant))
}

#[must_use]
pub fn retry_email(tenant: TenantId, email: EmailId) -> String {
    format!("{}/emails/{email}/retry", admin_customer(tenant))
}

#[must_use]
pub fn clear_address(tenant: TenantId, address: Uuid) -> String {
    format!("{}/bounced-addresses/{address}/clear", admin_customer(tenant))
}

/// Credit for several invoices at once.
#[must_use]
pub fn place_credit(tenant: TenantId) -> String {
    format!("{}/place-credit", admin_customer(tenant))
}

#[must_use]
pub fn payment_terms(tenant: TenantId) -> String {
    format!("{}/payment-terms", admin_customer(tenant))
}

#[must_use]
pub fn tax_exemptions(tenant: TenantId) -> String {
    format!("{}/tax-exemptions", admin_customer(tenant))
}

#[must_use]
pub fn new_invoice(tenant: TenantId) -> String {
    format!("{}/invoices/new", admin_customer(tenant))
}

/// An act on an invoice: `edit`, `finalize`, `void`, `reissue`, `write-off`, `apply-credit`, `delete`,
/// `pdf`, `credit-note`.
#[must_use]
pub fn invoice_act(tenant: TenantId, id: InvoiceId, act: &str) -> String {
    format!("{}/{act}", admin_invoice(tenant, id))
}

#[must_use]
pub fn reverse_allocation(tenant: TenantId, allocation: AllocationId) -> String {
    format!("{}/allocations/{allocation}/reverse", admin_customer(tenant))
}

#[must_use]
pub fn credit_note_pdf(tenant: TenantId, id: CreditNoteId) -> String {
    format!("{}/pdf", admin_credit_note(tenant, id))
}

#[must_use]
pub fn void_credit_note(tenant: TenantId, id: CreditNoteId) -> String {
    format!("{}/void", admin_credit_note(tenant, id))
}
