//! `/payments`: what we received, which invoices it settled and what became credit (row D9).

use super::invoice_settlements::method_name;
use super::refunds;
use crate::auth::CustomerSession;
use crate::domain::id::PaymentId;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::credit_grants;
use crate::store::paging::Page;
use crate::store::payments::{self, PaymentListRow, SettledInvoice};
use crate::store::refund_lists::ListedRefund;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::list_key::{PageQuery, neighbours};
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use std::collections::HashMap;

/// Payments on one page.
const PAGE: usize = 25;

struct Loaded {
    page: Page<PaymentListRow>,
    settled: HashMap<PaymentId, Vec<SettledInvoice>>,
    credit: Vec<Money>,
    refunds: Vec<ListedRefund>,
}

async fn load(
    app: &App,
    customer: &CustomerSession,
    query: &PageQuery,
) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let page = payments::list(&mut tx, query.page_from(), PAGE).await?;
    let ids: Vec<_> = page.rows.iter().map(|row| row.payment_id).collect();
    let mut settled: HashMap<_, Vec<_>> = HashMap::new();
    for invoice in payments::settled_by(&mut tx, &ids).await? {
        settled.entry(invoice.payment_id).or_default().push(invoice);
    }
    let credit = credit_grants::balances(&mut tx).await?;
    let refunds = refunds::load(&mut tx).await?;
    Ok(Loaded { page, settled, credit, refunds })
}

/// GET /payments
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &customer, &query).await?;
    let title = i18n::text(ui.locale, "payments-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(loaded)))
}

fn view(loaded: Loaded) -> AnyView {
    let Loaded { page, mut settled, credit, refunds } = loaded;
    if page.rows.is_empty() {
        return view! {
            <PageHead title=t("payments-title")/>
            <Empty title=t("payments-empty-title") text=t("payments-empty")/>
        }
        .into_any();
    }
    let (newer, older) =
        neighbours(paths::PAYMENTS, &page, |row| (row.received_on, row.payment_id));
    let count = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    let summary = t_with("payments-shown", &[("count", Arg::from(count))]);
    let rows: Vec<_> = page
        .rows
        .into_iter()
        .map(|payment| {
            let invoices = settled.remove(&payment.payment_id).unwrap_or_default();
            row(payment, invoices)
        })
        .collect();
    view! {
        <PageHead title=t("payments-title")/>
        {credit_stat(credit)}
        <div class="stack">
            <table class="table table-rows">
                <caption class="visually-hidden">{t("payments-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("payment-paid-with")}</th>
                        <th scope="col">{t("payment-received-on")}</th>
                        <th scope="col">{t("payment-allocations")}</th>
                        <th scope="col" class="num amount">{t("term-amount")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Pager summary newer older/>
        </div>
        {refunds::section(refunds)}
    }
    .into_any()
}

fn credit_stat(credit: Vec<Money>) -> Option<AnyView> {
    (!credit.is_empty()).then(|| {
        let amounts: Vec<_> =
            credit.into_iter().map(|amount| view! { <MoneyText amount/>" " }).collect();
        view! {
            <dl class="stats">
                <div>
                    <dt>{t("overview-credit")}</dt>
                    <dd><a href=paths::CREDITS>{amounts}</a></dd>
                    <dd class="stat-note">{t("overview-credit-note")}</dd>
                </div>
            </dl>
        }
        .into_any()
    })
}

fn row(payment: PaymentListRow, invoices: Vec<SettledInvoice>) -> AnyView {
    let reference = (!payment.reference.is_empty())
        .then(|| view! { <small><bdi>{payment.reference}</bdi></small> });
    let several = invoices.len() > 1 || !payment.to_credit.is_zero();
    let mut used: Vec<_> = invoices
        .into_iter()
        .map(|invoice| {
            let share = several.then(|| format!(" {}", money(invoice.amount)));
            view! { <li><a class="nowrap" href=paths::invoice(invoice.invoice_id)>{invoice.number}</a>{share}</li> }
                .into_any()
        })
        .collect();
    if !payment.to_credit.is_zero() {
        let key = match payment.bought_credit {
            true => "payment-bought-credit",
            false => "payment-to-credit",
        };
        let text = t_with(key, &[("amount", payment.to_credit.into())]);
        used.push(view! { <li>{text}</li> }.into_any());
    }
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=paths::payment(payment.payment_id)>{method_name(&payment.method)}</a>{reference}</th>
            <td class="meta" data-label=t("payment-received-on")><DateText on=payment.received_on/></td>
            <td data-label=t("payment-allocations")><ul class="stack-s">{used}</ul></td>
            <td class="num amount"><MoneyText amount=payment.amount/></td>
        </tr>
    }
    .into_any()
}
