//! `/installment-plans`: the customer's plans, each with what is paid and what comes next (row B7).

use crate::auth::CustomerSession;
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::installments::lists::{self, PlanListRow};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::installment_parts::status_badge;
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// More than any customer has.
const PLANS_MAX: i64 = 200;

/// GET /installment-plans
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let plans = lists::of_customer(&mut tx, None, PLANS_MAX).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "installments-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(plans)))
}

fn view(plans: Vec<PlanListRow>) -> AnyView {
    if plans.is_empty() {
        let way_on = (paths::INVOICES.to_owned(), t("invoices-title").into_owned());
        return view! {
            <PageHead title=t("installments-title")/>
            <Empty title=t("installments-empty-title") text=t("installments-empty") action=way_on/>
        }
        .into_any();
    }
    let rows: Vec<_> = plans.into_iter().map(row).collect();
    view! {
        <PageHead title=t("installments-title")/>
        <table class="table table-rows">
            <caption class="visually-hidden">{t("installments-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("agreement-invoice")}</th>
                    <th scope="col">{t("installment-paid-so-far")}</th>
                    <th scope="col">{t("installment-next-on")}</th>
                    <th scope="col">{t("installment-state")}</th>
                    <th scope="col" class="num amount">{t("agreement-total")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(plan: PlanListRow) -> AnyView {
    let count = plan.installments.map(|count| {
        let args = [("count", Arg::from(i64::from(count)))];
        view! { <small>{t_with("installment-count", &args)}</small> }
    });
    let next = plan.next_due_on.map(|on| view! { <DateText on/> });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a class="nowrap" href=paths::installment_plan(plan.plan_id)>{plan.invoice_number}</a>{count}</th>
            <td class="meta" data-label=t("installment-paid-so-far")>{money(plan.paid)}</td>
            <td class="meta" data-label=t("installment-next-on")>{next.is_none().then_some("–")}{next}</td>
            <td class="state">{status_badge(plan.status)}</td>
            <td class="num amount"><MoneyText amount=plan.total/></td>
        </tr>
    }
    .into_any()
}
