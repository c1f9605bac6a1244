//! One payment for staff: what it paid, and its receipt.

use crate::domain::dispute::Dispute;
use crate::domain::document::DocumentKind;
use crate::domain::id::PaymentId;
use crate::domain::payment::{Payment, WithholdingCertificate};
use crate::domain::receipt::SettledNow;
use crate::error::AppError;
use crate::state::App;
use crate::store::disputes;
use crate::store::documents::{self, DocumentEvent};
use crate::store::receipts;
use crate::store::withholding;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::disputes::payment_disputes;
use crate::web::admin::done::{Done, DoneQuery};
use crate::web::admin::invoice::{stored_pdf, timeline};
use crate::web::admin::links;
use crate::web::admin::parts::customer_crumbs;
use crate::web::components::amounts::DateText;
use crate::web::components::layout::PageHead;
use crate::web::components::payment::{
    payment_facts, payment_title, settled_invoices, withholding_rate,
};
use crate::web::path::Path;
use crate::web::ui::{Ui, t};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PaymentPath {
    payment: PaymentId,
}

struct PaymentPage {
    payment: Payment,
    settled: Vec<SettledNow>,
    disputes: Vec<Dispute>,
    events: Vec<DocumentEvent>,
    certificate: Option<WithholdingCertificate>,
    bought_credit: bool,
    done: Done,
}

async fn load(
    app: &App,
    access: &CustomerRead,
    id: PaymentId,
    done: &DoneQuery,
) -> Result<PaymentPage, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let payment = receipts::payment(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(PaymentPage {
        settled: receipts::settled_now(&mut tx, id).await?,
        disputes: disputes::of_payment(&mut tx, id).await?,
        events: documents::events(&mut tx, id.0).await?,
        certificate: withholding::of_payment(&mut tx, id).await?,
        bought_credit: receipts::bought_credit(&mut tx, id).await?,
        done: done.load(&mut tx).await?,
        payment,
    })
}

/// GET /admin/customers/{tenant}/payments/{payment}
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Path(PaymentPath { payment }): Path<PaymentPath>,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let page = load(&app, &access, payment, &done).await?;
    let title = payment_title(ui.locale, &page.payment);
    let heading = title.clone();
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&access, heading, page)))
}

/// GET /admin/customers/{tenant}/payments/{payment}/receipt
pub async fn receipt(
    State(app): State<App>,
    access: CustomerRead,
    Path(PaymentPath { payment }): Path<PaymentPath>,
) -> Result<Response, AppError> {
    stored_pdf(&app, &access, DocumentKind::Payment, payment.0).await
}

fn view(access: &CustomerRead, heading: String, page: PaymentPage) -> AnyView {
    let PaymentPage { payment, settled, disputes, events, certificate, bought_credit, done } = page;
    let tenant = access.tenant;
    let mut crumbs = customer_crumbs(tenant, &access.profile.legal_name);
    crumbs.push((links::payments(tenant), t("admin-payments").into_owned()));
    let is_money = payment.method.is_money();
    let on = if is_money { "receipt-received-on" } else { "withholding-certified-on" };
    let sub = view! { {t(on)}" "<DateText on=payment.received_on/> };
    let file = links::payment_receipt(tenant, payment.payment_id);
    let refund = (is_money && access.staff.role.can_handle_money()).then(|| {
        let form = links::refund_payment(tenant, payment.payment_id);
        view! { <a class="btn" href=form>{t("refund-form-title")}</a> }
    });
    let receipt = is_money.then(|| {
        view! { <a class="btn" href=file download="">{t("payment-page-download")}</a> }
    });
    let actions = view! { {refund}{receipt} };
    view! {
        {done.notice()}
        <PageHead title=heading crumbs sub=sub.into_any() actions=actions.into_any()/>
        <div class="with-aside">
            <div class="stack stack-l">
                {payment_facts(&payment, bought_credit)}
                {withholding_rate(certificate)}
                {settled_invoices(settled, |invoice| paths::admin_invoice(tenant, invoice))}
                {payment_disputes(disputes)}
            </div>
            <aside class="stack stack-l">
                {timeline(events)}
            </aside>
        </div>
    }
    .into_any()
}
