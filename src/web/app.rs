//! Every page of the product on one screen: its address and its handlers.

use super::portal::{
    account, billing_details, credit_note, credit_notes, invoice, invoices, language, overview,
    payments, people,
};
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
        .route("/invoices", get(invoices::show))
        .route("/invoices/{invoice}", get(invoice::show))
        .route("/invoices/{invoice}/pdf", get(invoice::pdf))
        .route("/credit-notes", get(credit_notes::show))
        .route("/credit-notes/{credit_note}", get(credit_note::show))
        .route("/credit-notes/{credit_note}/pdf", get(credit_note::pdf))
        .route("/payments", get(payments::show))
        // settings
        .route("/settings/billing", get(billing_details::show).post(billing_details::submit))
        .route("/settings/people", get(people::show).post(people::submit))
        .route("/settings/account", get(account::show).post(account::submit))
        .fallback(|| async { StatusCode::NOT_FOUND })
}
