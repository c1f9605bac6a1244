//! The addresses of pages that others link to. The routes themselves stand in `app.rs`.

use crate::domain::currency::Currency;
use crate::domain::id::{
    BillingRunId, ChargeId, CouponId, CreditNoteId, InstallmentPlanId, InvoiceId, PaymentId,
    PaymentMethodId, PlanId, RuleId, SellerId, SubscriptionId, TenantId,
};
use crate::domain::party::LogoRef;

pub const OVERVIEW: &str = "/";
pub const INVOICES: &str = "/invoices";
/// Several invoices in one payment.
pub const PAY: &str = "/pay";
pub const SUBSCRIPTIONS: &str = "/subscriptions";
pub const USAGE: &str = "/usage";
pub const USAGE_EVENTS: &str = "/usage/events";
pub const CREDIT_NOTES: &str = "/credit-notes";
pub const CREDITS: &str = "/credits";
/// Credit is bought ahead.
pub const TOP_UP: &str = "/credits/top-up";
pub const PAYMENTS: &str = "/payments";
pub const NOTICES: &str = "/notices";
pub const BILLING_DETAILS: &str = "/settings/billing";
pub const PAYMENT_METHODS: &str = "/settings/payment-methods";
pub const AUTOPAY: &str = "/settings/payment-methods/autopay";
pub const PEOPLE: &str = "/settings/people";
pub const INSTALLMENT_PLANS: &str = "/installment-plans";
pub const ACCOUNT: &str = "/settings/account";
pub const PHONE: &str = "/settings/phone";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const SWITCH_TENANT: &str = "/switch-tenant";
pub const LANGUAGE: &str = "/language";
pub const MAIL: &str = "/dev/mail";
pub const ADMIN: &str = "/admin";
pub const ADMIN_CUSTOMERS: &str = "/admin/customers";
pub const ADMIN_INVOICES: &str = "/admin/invoices";
pub const ADMIN_SUBSCRIPTIONS: &str = "/admin/subscriptions";
pub const ADMIN_BILLING_RUNS: &str = "/admin/billing-runs";
pub const ADMIN_REFUNDS: &str = "/admin/refunds";
pub const ADMIN_DUNNING: &str = "/admin/dunning";
pub const ADMIN_DUNNING_REPORT: &str = "/admin/dunning/report";
pub const ADMIN_DUNNING_SCHEDULES: &str = "/admin/dunning/schedules";
pub const ADMIN_DISPUTES: &str = "/admin/disputes";
pub const ADMIN_PAYMENTS: &str = "/admin/payments";
pub const ADMIN_REVIEW: &str = "/admin/review";
pub const ADMIN_INSTALLMENT_PLANS: &str = "/admin/installment-plans";
pub const ADMIN_INSTALLMENT_RULES: &str = "/admin/installment-rules";
pub const ADMIN_PLANS: &str = "/admin/plans";
pub const ADMIN_COUPONS: &str = "/admin/coupons";
pub const ADMIN_ROUTING: &str = "/admin/routing";
pub const ADMIN_METERS: &str = "/admin/meters";
pub const ADMIN_API_KEYS: &str = "/admin/api-keys";
pub const ADMIN_EXCHANGE_RATES: &str = "/admin/exchange-rates";
pub const ADMIN_SELLERS: &str = "/admin/sellers";
pub const ADMIN_EMAILS: &str = "/admin/emails";
pub const ADMIN_SMS: &str = "/admin/sms";
pub const ADMIN_EMAIL_TEMPLATES: &str = "/admin/email-templates";
pub const ADMIN_AUDIT: &str = "/admin/audit";
pub const ADMIN_DIAGNOSTICS: &str = "/admin/diagnostics";
/// Only in a sandbox.
pub const ADMIN_CLOCK: &str = "/admin/clock";
pub const ADMIN_RECONCILIATION: &str = "/admin/reconciliation";

#[must_use]
pub fn invoice(id: InvoiceId) -> String {
    format!("/invoices/{id}")
}

#[must_use]
pub fn invoice_pdf(id: InvoiceId) -> String {
    format!("/invoices/{id}/pdf")
}

#[must_use]
pub fn invoice_pay(id: InvoiceId) -> String {
    format!("/invoices/{id}/pay")
}

/// Paying everything of an invoice that is paid in installments.
#[must_use]
pub fn invoice_pay_all(id: InvoiceId) -> String {
    format!("{}?all=yes", invoice_pay(id))
}

/// Choosing installments for an invoice.
#[must_use]
pub fn invoice_installments(id: InvoiceId) -> String {
    format!("/invoices/{id}/installments")
}

#[must_use]
pub fn installment_plan(id: InstallmentPlanId) -> String {
    format!("{INSTALLMENT_PLANS}/{id}")
}

#[must_use]
pub fn installment_agreement(id: InstallmentPlanId) -> String {
    format!("{INSTALLMENT_PLANS}/{id}/agreement")
}

#[must_use]
pub fn admin_installment_plan(tenant: TenantId, id: InstallmentPlanId) -> String {
    format!("{}/installment-plans/{id}", admin_customer(tenant))
}

#[must_use]
pub fn admin_installment_agreement(tenant: TenantId, id: InstallmentPlanId) -> String {
    format!("{}/agreement", admin_installment_plan(tenant, id))
}

/// Offering installments for an invoice.
#[must_use]
pub fn admin_invoice_installments(tenant: TenantId, id: InvoiceId) -> String {
    format!("{}/installments", admin_invoice(tenant, id))
}

/// The page that pays these invoices at once.
#[must_use]
pub fn pay(ids: &[InvoiceId]) -> String {
    let named: Vec<_> = ids.iter().map(|id| format!("invoice={id}")).collect();
    format!("{PAY}?{}", named.join("&"))
}

/// The page that pays everything due in this currency.
#[must_use]
pub fn pay_all(currency: Currency) -> String {
    format!("{PAY}?currency={}", currency.code())
}

#[must_use]
pub fn use_credit(id: InvoiceId) -> String {
    format!("/invoices/{id}/use-credit")
}

/// How a payment through a gateway stands.
#[must_use]
pub fn charge_return(id: ChargeId) -> String {
    format!("/payments/{id}/return")
}

/// What happens when a saved method is removed.
#[must_use]
pub fn method_removal(id: PaymentMethodId) -> String {
    format!("{PAYMENT_METHODS}/{id}/remove")
}

/// A payment that we received. One through a gateway has its charge's id.
#[must_use]
pub fn payment(id: PaymentId) -> String {
    format!("{PAYMENTS}/{id}")
}

#[must_use]
pub fn payment_receipt(id: PaymentId) -> String {
    format!("{PAYMENTS}/{id}/receipt")
}

#[must_use]
pub fn subscription(id: SubscriptionId) -> String {
    format!("{SUBSCRIPTIONS}/{id}")
}

#[must_use]
pub fn subscription_change(id: SubscriptionId) -> String {
    format!("{SUBSCRIPTIONS}/{id}/change")
}

#[must_use]
pub fn subscription_cancel(id: SubscriptionId) -> String {
    format!("{SUBSCRIPTIONS}/{id}/cancel")
}

/// Why a line of an invoice is what it is.
#[must_use]
pub fn line_explanation(id: InvoiceId, line_no: i32) -> String {
    format!("/invoices/{id}/lines/{line_no}/explain")
}

#[must_use]
pub fn credit_note(id: CreditNoteId) -> String {
    format!("/credit-notes/{id}")
}

#[must_use]
pub fn credit_note_pdf(id: CreditNoteId) -> String {
    format!("/credit-notes/{id}/pdf")
}

#[must_use]
pub fn admin_customer(tenant: TenantId) -> String {
    format!("/admin/customers/{tenant}")
}

#[must_use]
pub fn admin_billing_run(id: BillingRunId) -> String {
    format!("{ADMIN_BILLING_RUNS}/{id}")
}

#[must_use]
pub fn admin_invoice(tenant: TenantId, id: InvoiceId) -> String {
    format!("/admin/customers/{tenant}/invoices/{id}")
}

#[must_use]
pub fn admin_payment(tenant: TenantId, id: PaymentId) -> String {
    format!("/admin/customers/{tenant}/payments/{id}")
}

#[must_use]
pub fn admin_credit_note(tenant: TenantId, id: CreditNoteId) -> String {
    format!("/admin/customers/{tenant}/credit-notes/{id}")
}

#[must_use]
pub fn admin_api_key_revoke(id: uuid::Uuid) -> String {
    format!("{ADMIN_API_KEYS}/{id}/revoke")
}

#[must_use]
pub fn admin_plan(id: PlanId) -> String {
    format!("{ADMIN_PLANS}/{id}")
}

#[must_use]
pub fn admin_coupon(id: CouponId) -> String {
    format!("{ADMIN_COUPONS}/{id}")
}

#[must_use]
pub fn admin_routing_rule(id: RuleId) -> String {
    format!("{ADMIN_ROUTING}/{id}")
}

#[must_use]
pub fn admin_seller(id: SellerId) -> String {
    format!("{ADMIN_SELLERS}/{id}")
}

/// A seller's logo: the same address, the same bytes, for ever.
#[must_use]
pub fn logo(logo: &LogoRef) -> String {
    format!("/logos/{}", logo.sha256)
}

#[must_use]
pub fn admin_email_template(template: &str, language: &str) -> String {
    format!("{ADMIN_EMAIL_TEMPLATES}/{template}/{language}")
}
