//! Every page of the product on one screen: its address and its handlers.

use super::portal::{
    account, autopay, billing_details, card_link, charge, credit_note, credit_notes, credit_top_up,
    credit_use, credits, explain, installment_choice, installment_plan, installment_plans, invoice,
    invoices, language, notices, overview, pay, payment, payment_method_removal, payment_methods,
    payments, people, phone, subscription, subscription_cancel, subscription_change,
    subscription_quote, subscriptions, usage, usage_alerts, usage_events,
};
use super::sign_in::{invitation, link, password, sign_out, switch_tenant};
use super::{admin, dev_mail, logos};
use crate::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};

/// The routes of all pages.
pub fn routes() -> Router<App> {
    for_customers()
        .merge(for_staff())
        .merge(for_catalogue())
        .merge(for_subscriptions())
        .merge(for_installments())
        .merge(for_dunning())
        .merge(for_metering())
        .merge(of_taxes_and_rates())
        .fallback(|| async { StatusCode::NOT_FOUND })
}

/// Pages of customers, and those that anybody reaches.
#[rustfmt::skip]
fn for_customers() -> Router<App> {
    Router::new()
        // for pages and mail, whoever reads them
        .route("/logos/{logo}", get(logos::show))
        // before a session
        .route("/sign-in", get(password::show).post(password::submit))
        .route("/sign-in/link", get(link::sent).post(link::request))
        .route("/sign-in/link/{token}", get(link::show).post(link::submit))
        .route("/sign-out", post(sign_out::submit))
        .route("/switch-tenant", get(switch_tenant::show).post(switch_tenant::submit))
        .route("/invitations/{token}", get(invitation::show).post(invitation::submit))
        .route("/language", post(language::choose))
        .route("/card/{token}", get(card_link::show).post(card_link::submit))
        .route("/card/{token}/done", get(card_link::done))
        // customers
        .route("/", get(overview::show))
        .route("/invoices", get(invoices::show))
        .route("/invoices/{invoice}", get(invoice::show))
        .route("/invoices/{invoice}/pdf", get(invoice::pdf))
        .route("/invoices/{invoice}/pay", get(pay::show_one).post(pay::submit_one))
        .route("/invoices/{invoice}/installments", get(installment_choice::show).post(installment_choice::submit))
        .route("/installment-plans", get(installment_plans::show))
        .route("/installment-plans/{installments}", get(installment_plan::show).post(installment_plan::submit))
        .route("/installment-plans/{installments}/agreement", get(installment_plan::agreement))
        .route("/pay", get(pay::show).post(pay::submit))
        .route("/invoices/{invoice}/use-credit", post(credit_use::submit))
        .route("/subscriptions", get(subscriptions::show))
        .route("/subscriptions/{subscription}", get(subscription::show))
        .route("/subscriptions/{subscription}/change", get(subscription_change::show).post(subscription_change::submit))
        .route("/subscriptions/{subscription}/cancel", get(subscription_cancel::show).post(subscription_cancel::submit))
        .route("/subscriptions/{subscription}/act", post(subscription_quote::act))
        .route("/subscriptions/{subscription}/undo", post(subscription_quote::undo))
        .route("/subscriptions/{subscription}/confirm", post(subscription_quote::submit))
        .route("/usage", get(usage::show).post(usage_alerts::submit))
        .route("/usage/events", get(usage_events::show))
        .route("/usage/events.csv", get(usage_events::csv))
        .route("/invoices/{invoice}/lines/{line}/explain", get(explain::show))
        .route("/invoices/{invoice}/lines/{line}/explain.json", get(explain::show_json))
        .route("/credits", get(credits::show))
        .route("/credits/top-up", get(credit_top_up::show).post(credit_top_up::submit))
        .route("/credit-notes", get(credit_notes::show))
        .route("/credit-notes/{credit_note}", get(credit_note::show))
        .route("/credit-notes/{credit_note}/pdf", get(credit_note::pdf))
        .route("/payments", get(payments::show))
        .route("/payments/{payment}", get(payment::show))
        .route("/payments/{payment}/receipt", get(payment::receipt))
        .route("/payments/{payment}/return", get(charge::show).post(charge::cancel))
        .route("/notices", get(notices::show).post(notices::submit))
        // settings
        .route("/settings/billing", get(billing_details::show).post(billing_details::submit))
        .route("/settings/payment-methods", get(payment_methods::show).post(payment_methods::submit))
        .route("/settings/payment-methods/autopay", get(autopay::show).post(autopay::submit))
        .route("/settings/payment-methods/{method}/remove", get(payment_method_removal::show).post(payment_method_removal::submit))
        .route("/settings/people", get(people::show).post(people::submit))
        .route("/settings/account", get(account::show).post(account::submit))
        .route("/settings/phone", get(phone::show).post(phone::submit))
        // only in a sandbox
        .route("/dev/mail", get(dev_mail::list))
        .route("/dev/mail/{id}", get(dev_mail::read))
        .route("/dev/mail/{id}/html", get(dev_mail::html))
        .route("/dev/mail/{id}/attachments/{number}", get(dev_mail::attachment))
}

/// Pages of the operator's staff.
#[rustfmt::skip]
fn for_staff() -> Router<App> {
    Router::new()
        .route("/admin", get(admin::overview::show))
        .route("/admin/customers", get(admin::customers::show))
        .route("/admin/customers/{tenant}", get(admin::customer::show))
        .route("/admin/customers/{tenant}/payments", get(admin::customer_parts::show_payments))
        .route("/admin/customers/{tenant}/payments/new", get(admin::payment_form::show).post(admin::payment_form::record))
        .route("/admin/customers/{tenant}/payments/{payment}/refund", get(admin::refund_form::show).post(admin::refund_form::submit))
        .route("/admin/customers/{tenant}/refunds/{refund}/retry", post(admin::refund_acts::retry))
        .route("/admin/customers/{tenant}/refunds/{refund}/mark-paid", post(admin::refund_acts::pay))
        .route("/admin/customers/{tenant}/refunds/{refund}/withdraw", post(admin::refund_acts::withdraw))
        .route("/admin/customers/{tenant}/refunds/{refund}/draw-credit", post(admin::refund_acts::draw))
        .route("/admin/customers/{tenant}/payments/{payment}", get(admin::payment::show))
        .route("/admin/customers/{tenant}/payments/{payment}/receipt", get(admin::payment::receipt))
        .route("/admin/customers/{tenant}/credit-notes", get(admin::customer_parts::show_credit_notes))
        .route("/admin/customers/{tenant}/credit-notes/{credit_note}", get(admin::credit_note::show))
        .route("/admin/customers/{tenant}/credit-notes/{credit_note}/pdf", get(admin::credit_note::pdf))
        .route("/admin/customers/{tenant}/credit-notes/{credit_note}/void", post(admin::credit_note::void))
        .route("/admin/customers/{tenant}/credits", get(admin::credits::show).post(admin::credits::grant))
        .route("/admin/customers/{tenant}/credits/take-back", post(admin::credits::take_back))
        .route("/admin/customers/{tenant}/invoices/new", get(admin::draft_form::show_new).post(admin::draft_form::submit_new))
        .route("/admin/customers/{tenant}/invoices/{invoice}", get(admin::invoice::show))
        .route("/admin/customers/{tenant}/invoices/{invoice}/pdf", get(admin::invoice::pdf))
        .route("/admin/customers/{tenant}/invoices/{invoice}/edit", get(admin::draft_form::show_edit).post(admin::draft_form::submit_edit))
        .route("/admin/customers/{tenant}/invoices/{invoice}/finalize", post(admin::invoice_acts::finalize))
        .route("/admin/customers/{tenant}/invoices/{invoice}/delete", post(admin::invoice_acts::delete))
        .route("/admin/customers/{tenant}/invoices/{invoice}/void", post(admin::invoice_acts::void))
        .route("/admin/customers/{tenant}/invoices/{invoice}/reissue", post(admin::invoice_acts::reissue))
        .route("/admin/customers/{tenant}/invoices/{invoice}/write-off", post(admin::invoice_acts::write_off))
        .route("/admin/customers/{tenant}/invoices/{invoice}/apply-credit", post(admin::invoice_acts::place_credit))
        .route("/admin/customers/{tenant}/invoices/{invoice}/credit-note", get(admin::credit_note_form::show).post(admin::credit_note_form::submit))
        .route("/admin/customers/{tenant}/place-credit", get(admin::credit_placing::show).post(admin::credit_placing::submit))
        .route("/admin/customers/{tenant}/payment-terms", get(admin::payment_terms_form::show).post(admin::payment_terms_form::submit))
        .route("/admin/invoices", get(admin::invoices::show))
        .route("/admin/refunds", get(admin::refunds::show))
        .route("/admin/disputes", get(admin::disputes::show))
        .route("/admin/payments", get(admin::payments::show))
        .route("/admin/review", get(admin::review::show))
        .route("/admin/review/{item}/retry", post(admin::review::try_again))
        .route("/admin/review/{item}/resolve", post(admin::review::settle))
        .route("/admin/routing", get(admin::routing::show))
        .route("/admin/routing/new", get(admin::routing_form::show_new).post(admin::routing_form::submit_new))
        .route("/admin/routing/{rule}", get(admin::routing_form::show_edit).post(admin::routing_form::submit_edit))
        .route("/admin/routing/{rule}/move", post(admin::routing::shift))
        .route("/admin/routing/{rule}/switch", post(admin::routing::switch))
        .route("/admin/sellers", get(admin::sellers::list::show))
        .route("/admin/sellers/new", get(admin::sellers::form::show_new).post(admin::sellers::form::submit_new))
        .route("/admin/sellers/{seller}", get(admin::sellers::page::show))
        .route("/admin/sellers/{seller}/edit", get(admin::sellers::form::show_edit).post(admin::sellers::form::submit_edit))
        .route("/admin/sellers/{seller}/preview", get(admin::sellers::preview::show))
        .route("/admin/sellers/{seller}/logo", post(admin::sellers::logo::upload).layer(DefaultBodyLimit::max(admin::sellers::logo::BODY_BYTES_MAX)))
        .route("/admin/sellers/{seller}/logo/remove", post(admin::sellers::logo::remove))
        .route("/admin/sellers/{seller}/archive", post(admin::sellers::archive::submit))
        .route("/admin/sellers/{seller}/series", post(admin::sellers::series::open))
        .route("/admin/sellers/{seller}/series/{series}/close", post(admin::sellers::series::close))
        .route("/admin/sellers/{seller}/series/{series}/delete", post(admin::sellers::series::delete))
        .route("/admin/customers/{tenant}/emails/{email}/retry", post(admin::email_acts::retry))
        .route("/admin/customers/{tenant}/bounced-addresses/{address}/clear", post(admin::email_acts::clear))
        .route("/admin/emails", get(admin::emails::show))
        .route("/admin/email-templates", get(admin::email_templates::show))
        .route("/admin/email-templates/{template}/{language}", get(admin::email_template::show).post(admin::email_template::submit))
        .route("/admin/email-templates/{template}/{language}/html", get(admin::email_template::html))
        .route("/admin/email-templates/{template}/{language}/restore", post(admin::email_template::restore))
        .route("/admin/sms", get(admin::sms::show))
        .route("/admin/audit", get(admin::audit_log::show))
        .route("/admin/clock", get(admin::clock::show).post(admin::clock::submit))
        .route("/admin/reconciliation", get(admin::reconciliation::show))
        .route("/admin/diagnostics", get(admin::diagnostics::show))
        .route("/admin/diagnostics/jobs/{job}/redrive", post(admin::diagnostics::redrive))
}

/// The staff's pages of what is sold.
#[rustfmt::skip]
fn for_catalogue() -> Router<App> {
    Router::new()
        .route("/admin/plans", get(admin::plans::list::show))
        .route("/admin/plans/new", get(admin::plans::form::show_new).post(admin::plans::form::submit_new))
        .route("/admin/plans/{plan}", get(admin::plans::page::show))
        .route("/admin/plans/{plan}/versions/new", get(admin::plans::form::show_version).post(admin::plans::form::submit_version))
        .route("/admin/plans/{plan}/versions/{version}", get(admin::plans::version::show))
        .route("/admin/plans/{plan}/versions/{version}/offer", post(admin::plans::version::offer))
        .route("/admin/plans/{plan}/versions/{version}/archive", post(admin::plans::version::archive))
        .route("/admin/plans/{plan}/versions/{version}/move", get(admin::plans::moving::show).post(admin::plans::moving::submit))
        .route("/admin/plans/{plan}/versions/{version}/moves/{move}", get(admin::plans::moves::show).post(admin::plans::moves::go_on))
        .route("/admin/coupons", get(admin::coupons::list::show))
        .route("/admin/coupons/new", get(admin::coupons::form::show).post(admin::coupons::form::submit))
        .route("/admin/coupons/{coupon}", get(admin::coupons::page::show))
        .route("/admin/coupons/{coupon}/archive", post(admin::coupons::page::archive))
}

/// The staff's pages of dunning.
#[rustfmt::skip]
fn for_dunning() -> Router<App> {
    Router::new()
        .route("/admin/dunning", get(admin::dunning::list::show))
        .route("/admin/dunning/report", get(admin::dunning::report::show))
        .route("/admin/dunning/report.csv", get(admin::dunning::report::csv))
        .route("/admin/dunning/schedules/{schedule}/simulate", get(admin::dunning::simulate::show).post(admin::dunning::simulate::upload).layer(DefaultBodyLimit::max(admin::dunning::simulate::BODY_BYTES_MAX)))
        .route("/admin/dunning/schedules", get(admin::dunning::schedules::show).post(admin::dunning::schedules::switch))
        .route("/admin/dunning/schedules/new", get(admin::dunning::schedule_form::show_new).post(admin::dunning::schedule_form::submit_new))
        .route("/admin/dunning/schedules/{schedule}", get(admin::dunning::schedule_form::show).post(admin::dunning::schedule_form::submit))
        .route("/admin/customers/{tenant}/dunning", get(admin::dunning::customer::show).post(admin::dunning::customer::choose))
        .route("/admin/customers/{tenant}/dunning/{campaign}", get(admin::dunning::campaign::show))
        .route("/admin/customers/{tenant}/dunning/{campaign}/pause", post(admin::dunning::acts::stop))
        .route("/admin/customers/{tenant}/dunning/{campaign}/resume", post(admin::dunning::acts::go_on))
        .route("/admin/customers/{tenant}/dunning/{campaign}/skip", post(admin::dunning::acts::skip))
        .route("/admin/customers/{tenant}/dunning/{campaign}/write-off", post(admin::dunning::acts::give_up))
}

/// The staff's pages of installment plans.
#[rustfmt::skip]
fn for_installments() -> Router<App> {
    Router::new()
        .route("/admin/installment-plans", get(admin::installments::list::show))
        .route("/admin/installment-rules", get(admin::installments::rules::show).post(admin::installments::rules::submit))
        .route("/admin/customers/{tenant}/installment-plans/{installments}", get(admin::installments::page::show).post(admin::installments::page::submit))
        .route("/admin/customers/{tenant}/installment-plans/{installments}/agreement", get(admin::installments::page::agreement))
        .route("/admin/customers/{tenant}/invoices/{invoice}/installments", get(admin::installments::offer::show).post(admin::installments::offer::submit))
}

/// The staff's pages of what systems send.
#[rustfmt::skip]
fn for_metering() -> Router<App> {
    Router::new()
        .route("/admin/meters", get(admin::meters::show).post(admin::meters::submit))
        .route("/admin/api-keys", get(admin::api_keys::show).post(admin::api_keys::submit))
        .route("/admin/api-keys/{key}/revoke", post(admin::api_keys::revoke))
}

/// Pages of the staff about what invoices are taxed and converted by.
#[rustfmt::skip]
fn of_taxes_and_rates() -> Router<App> {
    Router::new()
        .route("/admin/customers/{tenant}/allocations/{allocation}/reverse", post(admin::allocation_acts::reverse))
        .route("/admin/customers/{tenant}/tax-exemptions", get(admin::tax_exemptions::show).post(admin::tax_exemptions::enter))
        .route("/admin/customers/{tenant}/tax-exemptions/{exemption}/withdraw", post(admin::tax_exemptions::withdraw))
        .route("/admin/exchange-rates", get(admin::exchange_rates::show).post(admin::exchange_rates::enter))
}

/// Subscriptions and billing runs, for staff.
#[rustfmt::skip]
fn for_subscriptions() -> Router<App> {
    Router::new()
        .route("/admin/subscriptions", get(admin::subscriptions::list::show))
        .route("/admin/subscriptions/try-again", post(admin::subscriptions::list::try_all_again))
        .route("/admin/billing-runs", get(admin::billing_runs::show).post(admin::billing_runs::run_now))
        .route("/admin/billing-runs/{run}", get(admin::billing_runs::show_one))
        .route("/admin/customers/{tenant}/subscriptions/new", get(admin::subscriptions::new::show).post(admin::subscriptions::new::submit))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}", get(admin::subscriptions::page::show))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/try-again", post(admin::subscriptions::acts::try_again))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/group", post(admin::subscriptions::acts::group))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/coupons", post(admin::subscriptions::acts::add_coupon))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/end-coupon", post(admin::subscriptions::acts::end_coupon))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/contract", get(admin::subscriptions::contract::show).post(admin::subscriptions::contract::submit))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/change", get(admin::subscriptions::change::show).post(admin::subscriptions::change::submit))
        .route("/admin/customers/{tenant}/subscriptions/{subscription}/confirm", post(admin::subscriptions::change::submit_quote))
        .route("/admin/customers/{tenant}/invoices/{invoice}/explain.json", get(admin::invoice_explanations::json))
}
