//! `/payments/{id}`: one payment, what it paid, and its receipt (rows C4, D9).

use super::documents::download;
use super::refunds;
use super::timeline::Timeline;
use crate::auth::CustomerSession;
use crate::domain::dispute::Dispute;
use crate::domain::document::DocumentKind;
use crate::domain::id::PaymentId;
use crate::domain::payment::{Payment, WithholdingCertificate};
use crate::domain::receipt::SettledNow;
use crate::error::AppError;
use crate::state::App;
use crate::store::disputes;
use crate::store::documents::{self, DocumentEvent};
use crate::store::people::{self, Member};
use crate::store::receipts;
use crate::store::refund_lists::ListedRefund;
use crate::store::withholding;
use crate::web::components::amounts::DateText;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::payment::{
    payment_facts, payment_title, settled_invoices, withholding_rate,
};
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use leptos::prelude::*;

struct Loaded {
    payment: Payment,
    settled: Vec<SettledNow>,
    disputes: Vec<Dispute>,
    refunds: Vec<ListedRefund>,
    events: Vec<DocumentEvent>,
    members: Vec<Member>,
    certificate: Option<WithholdingCertificate>,
    bought_credit: bool,
}

async fn load(app: &App, customer: &CustomerSession, id: PaymentId) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let payment = receipts::payment(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(Loaded {
        settled: receipts::settled_now(&mut tx, id).await?,
        disputes: disputes::of_payment(&mut tx, id).await?,
        refunds: refunds::load_of_payment(&mut tx, id).await?,
        events: documents::events(&mut tx, id.0).await?,
        members: people::members(&mut tx).await?,
        certificate: withholding::of_payment(&mut tx, id).await?,
        bought_credit: receipts::bought_credit(&mut tx, id).await?,
        payment,
    })
}

/// GET /payments/{id}
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<PaymentId>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, id).await?;
    let title = payment_title(ui.locale, &loaded.payment);
    Ok(render::page(ui, StatusCode::OK, &title.clone(), move || view(title, loaded)))
}

/// GET /payments/{id}/receipt
pub async fn receipt(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Path(id): Path<PaymentId>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    download(&app, &customer, &ui, &headers, DocumentKind::Payment, id.0).await
}

fn view(title: String, loaded: Loaded) -> impl IntoView {
    let Loaded { payment, settled, disputes, refunds, events, members, certificate, bought_credit } =
        loaded;
    let is_money = payment.method.is_money();
    let on = if is_money { "receipt-received-on" } else { "withholding-certified-on" };
    let sub = view! { {t(on)}" "<DateText on=payment.received_on/> };
    let actions = is_money.then(|| {
        let file = paths::payment_receipt(payment.payment_id);
        view! { <a class="btn" href=file download="">{t("payment-page-download")}</a> }
    });
    view! {
        <PageHead title sub=sub.into_any() actions=actions.into_any()
            crumbs=vec![(paths::PAYMENTS.to_owned(), t("payments-title").into_owned())]/>
        {open_disputes(disputes)}
        <div class="with-aside">
            <div>
                {payment_facts(&payment, bought_credit)}
                {withholding_rate(certificate)}
                {settled_invoices(settled, paths::invoice)}
                {refunds::section(refunds)}
            </div>
            <aside>
                <Timeline events members/>
            </aside>
        </div>
    }
}

/// What the customer's bank has taken back or asks about, as long as it is open.
fn open_disputes(disputes: Vec<Dispute>) -> Vec<AnyView> {
    let open = disputes.into_iter().filter(|dispute| dispute.closed_at.is_none());
    open.map(|dispute| {
        let text = t_with("dispute-open-notice", &[("amount", dispute.amount.into())]);
        view! { <Notice tone=Tone::Info text/> }.into_any()
    })
    .collect()
}
