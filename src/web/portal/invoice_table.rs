//! Invoices as a table; on a phone each row becomes an entry.

use crate::domain::id::InvoiceId;
use crate::domain::invoice::standing;
use crate::domain::money::Money;
use crate::i18n::Arg;
use crate::store::invoice_lists::InvoiceListRow;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::badge::StandingBadge;
use crate::web::paths;
use crate::web::render::rows_as_html;
use crate::web::ui::{money, t, t_with, ui};
use leptos::prelude::*;

/// The rows in the order given, each linked to its invoice. With `picks`, what is due can be ticked.
#[component]
pub fn InvoiceTable(rows: Vec<InvoiceListRow>, #[prop(optional)] picks: bool) -> impl IntoView {
    let today = ui().today();
    let rows = rows_as_html(rows.into_iter().map(|row| invoice_row(row, today, picks)));
    let pick_head = picks.then(|| view! { <th scope="col">{t("invoices-pick")}</th> });
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("invoices-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("invoice-number")}</th>
                    <th scope="col">{t("invoice-issued-on")}</th>
                    <th scope="col">{t("invoice-due-on")}</th>
                    <th scope="col">{t("invoice-state")}</th>
                    <th scope="col" class="num amount">{t("invoice-total")}</th>
                    {pick_head}
                </tr>
            </thead>
            <tbody inner_html=rows></tbody>
        </table>
    }
}

fn invoice_row(row: InvoiceListRow, today: jiff::civil::Date, picks: bool) -> impl IntoView {
    let standing = standing(row.status, row.due_on, today);
    let partly_settled = row.due.amount_minor > 0 && row.due != row.total;
    let number = row.number.unwrap_or_else(|| t("invoice-draft").into_owned());
    let reference =
        (!row.purchase_order.is_empty()).then(|| view! { <small>{row.purchase_order}</small> });
    let rest = partly_settled.then(|| rest_due(row.due));
    let pick = picks.then(|| pick(row.invoice_id, &number, row.due));
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a class="nowrap" href=paths::invoice(row.invoice_id)>{number}</a>{reference}</th>
            <td class="meta" data-label=t("invoice-issued-on")><DateText on=row.issued_on/></td>
            <td class="meta" data-label=t("invoice-due-on")><DateText on=row.due_on/></td>
            <td class="state"><StandingBadge standing partly_settled disputed=row.disputed on_the_way=row.is_on_the_way in_installments=row.is_in_installments/></td>
            <td class="num amount"><MoneyText amount=row.total/>{rest}</td>
            {pick}
        </tr>
    }
}

/// The box that takes the invoice into one payment with others; nothing where nothing is due.
fn pick(id: InvoiceId, number: &str, due: Money) -> impl IntoView + use<> {
    let label = t_with("invoices-pick-one", &[("number", Arg::from(number))]);
    let is_due = due.is_positive();
    let pick = is_due.then(|| {
        view! { <input r#type="checkbox" name="invoice" value=id.to_string() aria-label=label/> }
    });
    view! { <td class="act" data-label=is_due.then(|| t("invoices-pick"))>{pick}</td> }
}

fn rest_due(due: Money) -> impl IntoView {
    let text = t_with("invoice-rest-due", &[("amount", money(due).into())]);
    view! { <small>{text}</small> }
}
