//! Every page of the product on one screen: its address and its handlers.

use super::admin::{
    audit_log, credit_note, credit_note_form, customer, customer_parts, customers, diagnostics,
    draft_form, invoice, invoice_acts, invoices as all_invoices, overview as staff_overview,
    payment_form,
};
use super::dev_mail;
use super::portal::{account, language, overview, people};
use super::sign_in::{invitation, link, password, sign_out, switch_tenant};
use crate::state::App;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};

/// The routes of all pages.
#[rustfmt::skip]
pub fn routes() -> Router<App> {
    Router::new()
        // before a session
        .route("/sign-in", get(password::show).post(password::submit))
        .route("/sign-in/link", get(link::sent).post(link::request))
        .route("/sign-in/link/{token}", get(link::show).post(link::submit))
        .route("/sign-out", post(sign_out::submit))
        .route("/switch-tenant", get(switch_tenant::show).post(switch_tenant::submit))
        .route("/invitations/{token}", get(invitation::show).post(invitation::submit))
        .route("/language", post(language::choose))
        // customers
        .route("/", get(overview::show))
        // settings
        .route("/settings/people", get(people::show).post(people::submit))
        .route("/settings/account", get(account::show).post(account::submit))
        // staff
        .route("/admin", get(staff_overview::show))
        .route("/admin/customers", get(customers::show))
        .route("/admin/customers/{tenant}", get(customer::show))
        .route("/admin/customers/{tenant}/payments", get(customer_parts::show_payments))
        .route("/admin/customers/{tenant}/payments/new", get(payment_form::show).post(payment_form::record))
        .route("/admin/customers/{tenant}/credit-notes", get(customer_parts::show_credit_notes))
        .route("/admin/customers/{tenant}/credit-notes/{credit_note}", get(credit_note::show))
        .route("/admin/customers/{tenant}/credit-notes/{credit_note}/pdf", get(credit_note::pdf))
        .route("/admin/customers/{tenant}/invoices/new", get(draft_form::show_new).post(draft_form::submit_new))
        .route("/admin/customers/{tenant}/invoices/{invoice}", get(invoice::show))
        .route("/admin/customers/{tenant}/invoices/{invoice}/pdf", get(invoice::pdf))
        .route("/admin/customers/{tenant}/invoices/{invoice}/edit", get(draft_form::show_edit).post(draft_form::submit_edit))
        .route("/admin/customers/{tenant}/invoices/{invoice}/finalize", post(invoice_acts::finalize))
        .route("/admin/customers/{tenant}/invoices/{invoice}/delete", post(invoice_acts::delete))
        .route("/admin/customers/{tenant}/invoices/{invoice}/void", post(invoice_acts::void))
        .route("/admin/customers/{tenant}/invoices/{invoice}/reissue", post(invoice_acts::reissue))
        .route("/admin/customers/{tenant}/invoices/{invoice}/write-off", post(invoice_acts::write_off))
        .route("/admin/customers/{tenant}/invoices/{invoice}/apply-credit", post(invoice_acts::place_credit))
        .route("/admin/customers/{tenant}/invoices/{invoice}/credit-note", get(credit_note_form::show).post(credit_note_form::submit))
        .route("/admin/invoices", get(all_invoices::show))
        .route("/admin/audit", get(audit_log::show))
        .route("/admin/diagnostics", get(diagnostics::show))
        .route("/admin/diagnostics/jobs/{job}/redrive", post(diagnostics::redrive))
        // only in a sandbox
        .route("/dev/mail", get(dev_mail::list))
        .route("/dev/mail/{id}", get(dev_mail::read))
        .route("/dev/mail/{id}/html", get(dev_mail::html))
        .route("/dev/mail/{id}/attachments/{number}", get(dev_mail::attachment))
        .fallback(|| async { StatusCode::NOT_FOUND })
}
