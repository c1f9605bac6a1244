//! Parts that several of the staff's pages show.

use crate::domain::invoice::standing;
use crate::domain::money::Money;
use crate::i18n::Arg;
use crate::store::invoice_lists::{FoundInvoice, InvoiceListRow};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::badge::StandingBadge;
use crate::web::paths;
use crate::web::ui::{money, t, t_with};
use jiff::civil::Date;
use leptos::prelude::*;
use uuid::Uuid;

/// Invoices of several customers, each linked to its page for staff.
#[component]
pub fn FoundInvoiceTable(rows: Vec<FoundInvoice>, today: Date) -> impl IntoView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|found| {
            let path = paths::admin_invoice(found.tenant_id, found.row.invoice_id);
            invoice_row(path, found.row, Some(found.tenant_name), today)
        })
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-invoices-caption")}</caption>
            {invoice_head(true)}
            <tbody>{rows}</tbody>
        </table>
    }
}

/// One customer's invoices, each linked by `path`.
pub fn customer_invoice_table(
    rows: Vec<InvoiceListRow>,
    path: impl Fn(&InvoiceListRow) -> String,
    today: Date,
) -> AnyView {
    let rows: Vec<_> =
        rows.into_iter().map(|row| invoice_row(path(&row), row, None, today)).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-invoices-caption")}</caption>
            {invoice_head(false)}
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn invoice_head(with_customer: bool) -> AnyView {
    let customer = with_customer.then(|| view! { <th scope="col">{t("admin-customer")}</th> });
    view! {
        <thead>
            <tr>
                <th scope="col">{t("admin-number")}</th>
                {customer}
                <th scope="col">{t("admin-issued-on")}</th>
                <th scope="col">{t("admin-due-on")}</th>
                <th scope="col">{t("admin-state")}</th>
                <th scope="col" class="num amount">{t("admin-amount")}</th>
            </tr>
        </thead>
    }
    .into_any()
}

fn invoice_row(
    path: String,
    row: InvoiceListRow,
    customer: Option<String>,
    today: Date,
) -> AnyView {
    let standing = standing(row.status, row.due_on, today);
    let partly_settled = row.due.amount_minor > 0 && row.due != row.total;
    let number = row.number.unwrap_or_else(|| t("admin-draft").into_owned());
    let reference =
        (!row.purchase_order.is_empty()).then(|| view! { <small>{row.purchase_order}</small> });
    let customer = customer.map(|name| {
        view! { <td class="meta" data-label=t("admin-customer")><bdi>{name}</bdi></td> }
    });
    let rest = partly_settled.then(|| {
        let text = t_with("admin-rest-due", &[("amount", Arg::from(money(row.due)))]);
        view! { <small>{text}</small> }
    });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a class="nowrap" href=path>{number}</a>{reference}</th>
            {customer}
            <td class="meta wide-only" data-label=t("admin-issued-on")><DateText on=row.issued_on/></td>
            <td class="meta" data-label=t("admin-due-on")><DateText on=row.due_on/></td>
            <td class="state"><StandingBadge standing partly_settled disputed=row.disputed on_the_way=row.is_on_the_way in_installments=row.is_in_installments/></td>
            <td class="num amount"><MoneyText amount=row.total/>{rest}</td>
        </tr>
    }
    .into_any()
}

/// Amounts of several currencies side by side; a dash for none.
#[component]
pub fn Amounts(amounts: Vec<Money>) -> impl IntoView {
    let is_empty = amounts.is_empty();
    let amounts: Vec<_> =
        amounts.into_iter().map(|amount| view! { <MoneyText amount/>" " }).collect();
    view! { {amounts}{is_empty.then_some("–")} }
}

/// The way to the next page of a list that only goes on, and back to its start.
#[component]
pub fn OnwardPager(
    #[prop(into)] summary: String,
    first: Option<String>,
    next: Option<String>,
) -> impl IntoView {
    let first = first.map(|href| {
        view! { <a class="btn btn-small" href=href>{t("admin-first-page")}</a> }
    });
    let next = next.map(|href| {
        view! { <a class="btn btn-small" href=href rel="next">{t("admin-next-page")}</a> }
    });
    view! {
        <nav class="pager" aria-label=t("admin-pages")>
            <span>{summary}</span>
            <div class="actions">{first}{next}</div>
        </nav>
    }
}

/// The identifier that makes a form count once, however often it is sent.
#[component]
pub fn OnceKey(#[prop(default = "id")] name: &'static str, id: Uuid) -> impl IntoView {
    view! { <input r#type="hidden" name=name value=id.to_string()/> }
}

/// The crumbs of a page about one customer: customers, then the customer.
#[must_use]
pub fn customer_crumbs(tenant: crate::domain::id::TenantId, name: &str) -> Vec<(String, String)> {
    vec![
        (paths::ADMIN_CUSTOMERS.to_owned(), t("admin-customers-title").into_owned()),
        (paths::admin_customer(tenant), name.to_owned()),
    ]
}

/// A query string from the pairs that have a value; empty when none has.
#[must_use]
pub fn query(pairs: &[(&str, &str)]) -> String {
    let kept: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(&kept) {
        Ok(text) if !text.is_empty() => format!("?{text}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_filters_that_are_set_stand_in_the_address() {
        assert_eq!(query(&[("q", ""), ("state", "")]), "");
        assert_eq!(query(&[("q", "Müller & Co"), ("state", "")]), "?q=M%C3%BCller+%26+Co");
    }
}
