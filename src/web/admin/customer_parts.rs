//! Parts of the page of one customer, and the pages that list all of their payments or credit notes.

use crate::documents::paper::address_lines;
use crate::domain::id::TenantId;
use crate::domain::payment::PaymentMethod;
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use crate::store::bounces::BarredAddress;
use crate::store::people::Member;
use crate::store::tenants::BillingProfile;
use crate::store::{credit_notes, payments};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::customer::language_name;
use crate::web::admin::links;
use crate::web::admin::parts::customer_crumbs;
use crate::web::components::amounts::{DateText, MoneyText, TimeText};
use crate::web::components::badge::void_badge;
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::list_key::{PageQuery, neighbours};
use crate::web::shell::initials;
use crate::web::ui::{Ui, money, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// Rows on one page of a list.
const PAGE: usize = 50;

/// GET /admin/customers/{tenant}/payments
pub async fn show_payments(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let page = payments::list(&mut tx, query.page_from(), PAGE).await?;
    let here = links::payments(access.tenant);
    let ends = neighbours(&here, &page, |row| (row.received_on, row.payment_id));
    let title = i18n::text(ui.locale, "admin-payments");
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        let count = page.rows.len();
        let table = (count > 0).then(|| payment_table(access.tenant, page.rows));
        let list = list_or_empty(table, count, ends, "admin-no-payments");
        list_page(&access, "admin-payments", list)
    }))
}

/// GET /admin/customers/{tenant}/credit-notes
pub async fn show_credit_notes(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let page = credit_notes::list(&mut tx, None, query.page_from(), PAGE).await?;
    let here = links::credit_notes(access.tenant);
    let ends = neighbours(&here, &page, |row| (row.issued_on, row.credit_note_id));
    let title = i18n::text(ui.locale, "admin-credit-notes");
    Ok(render::page(ui, StatusCode::OK, &title, move || {
        let count = page.rows.len();
        let tenant = access.tenant;
        let table = (count > 0).then(|| credit_note_table(tenant, page.rows));
        let list = list_or_empty(table, count, ends, "admin-no-credit-notes");
        list_page(&access, "admin-credit-notes", list)
    }))
}

fn list_or_empty(
    table: Option<impl IntoView + 'static>,
    count: usize,
    (newer, older): (Option<String>, Option<String>),
    nothing: &'static str,
) -> AnyView {
    match table {
        Some(table) => {
            let summary = t_with("admin-rows-shown", &[("count", count.into())]);
            view! { {table.into_any()} <Pager summary newer older/> }.into_any()
        }
        None => view! { <Empty title=t("admin-list-empty") text=t(nothing)/> }.into_any(),
    }
}

fn list_page(access: &CustomerRead, title: &'static str, list: AnyView) -> AnyView {
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    view! {
        <PageHead title=t(title) crumbs/>
        {list}
    }
    .into_any()
}

/// Payments, newest first.
pub fn payment_table(tenant: TenantId, rows: Vec<payments::PaymentListRow>) -> AnyView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let credit = (row.to_credit.amount_minor > 0).then(|| {
                let is_withheld = row.method == PaymentMethod::WithholdingTax.word();
                let key = if is_withheld { "withholding-off" } else { "admin-to-credit" };
                let text = t_with(key, &[("amount", money(row.to_credit).into())]);
                view! { <small>{text}</small> }
            });
            view! {
                <tr class="row-link">
                    <th scope="row" class="lead"><a href=paths::admin_payment(tenant, row.payment_id)><DateText on=row.received_on/></a></th>
                    <td class="meta" data-label=t("admin-method")>{method_name(&row.method)}</td>
                    <td class="meta" data-label=t("admin-payment-reference")>{row.reference}</td>
                    <td class="num amount"><MoneyText amount=row.amount/>{credit}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-payments")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-received-on")}</th>
                    <th scope="col">{t("admin-method")}</th>
                    <th scope="col">{t("admin-payment-reference")}</th>
                    <th scope="col" class="num amount">{t("admin-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The name of a method of payment by its stored word.
#[must_use]
pub fn method_name(word: &str) -> String {
    t(&format!("payment-method-{}", word.replace('_', "-"))).into_owned()
}

/// Credit notes, newest first.
pub fn credit_note_table(tenant: TenantId, rows: Vec<credit_notes::CreditNoteListRow>) -> AnyView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let invoice = row.invoice.map(|(id, number)| {
                view! { <a class="nowrap" href=paths::admin_invoice(tenant, id)>{number}</a> }
            });
            view! {
                <tr class="row-link">
                    <th scope="row" class="lead"><a class="nowrap" href=paths::admin_credit_note(tenant, row.credit_note_id)>{row.number}</a>{row.is_void.then(void_badge)}</th>
                    <td class="meta" data-label=t("admin-issued-on")><DateText on=row.issued_on/></td>
                    <td class="meta" data-label=t("admin-invoice")>{invoice}</td>
                    <td class="num amount"><MoneyText amount=row.total/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-credit-notes")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-number")}</th>
                    <th scope="col">{t("admin-issued-on")}</th>
                    <th scope="col">{t("admin-invoice")}</th>
                    <th scope="col" class="num amount">{t("admin-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// How the customer is billed. Documents that were issued keep what they froze.
pub fn profile(profile: &BillingProfile) -> AnyView {
    let address: Vec<_> = address_lines(ui().locale, &profile.address)
        .into_iter()
        .map(|line| view! { {line}<br/> })
        .collect();
    let emails: Vec<_> =
        profile.billing_emails.iter().map(|email| view! { {email.clone()}<br/> }).collect();
    let tax_ids: Vec<_> = profile
        .tax_ids
        .iter()
        .map(|id| view! { <div><dt>{id.kind.clone()}</dt><dd>{id.value.clone()}</dd></div> })
        .collect();
    view! {
        <section class="section" aria-labelledby="profile">
            <div class="section-head"><h2 id="profile">{t("admin-profile")}</h2></div>
            <dl class="facts">
                <div><dt>{t("admin-address")}</dt><dd>{address}</dd></div>
                <div><dt>{t("admin-billing-emails")}</dt><dd>{emails}</dd></div>
                <div><dt>{t("admin-currency")}</dt><dd>{profile.currency.code()}</dd></div>
                <div><dt>{t("admin-language")}</dt><dd>{language_name(&profile.language)}</dd></div>
                <div><dt>{t("admin-time-zone")}</dt><dd>{profile.time_zone.clone()}</dd></div>
                {tax_ids}
            </dl>
            <p class="small muted">{t("admin-profile-note")}</p>
        </section>
    }
    .into_any()
}

/// Who signs in for this customer.
pub fn people_list(people: Vec<Member>, barred: &[BarredAddress]) -> AnyView {
    let none = people.is_empty().then(|| view! { <p class="muted">{t("admin-no-people")}</p> });
    let entries: Vec<_> = people
        .into_iter()
        .map(|member| {
            let role = t(&format!("member-role-{}", member.role.word()));
            let failed = barred.iter().any(|barred| barred.address == member.email).then(|| {
                view! { " "<span class="badge" data-tone="danger">{t("admin-address-failed")}</span> }
            });
            view! {
                <li>
                    <span class="avatar" aria-hidden="true">{initials(&member.name)}</span>
                    <div class="list-text"><span class="list-title"><bdi>{member.name}</bdi>{failed}</span><small>{member.email}</small></div>
                    <div class="list-end"><span class="muted">{role}</span></div>
                </li>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="people">
            <div class="section-head"><h2 id="people">{t("admin-people")}</h2></div>
            {none}
            <ul class="list">{entries}</ul>
        </section>
    }
    .into_any()
}

/// Addresses that nothing is mailed to any more, and the way to allow them again.
pub fn barred_addresses(access: &CustomerRead, barred: &[BarredAddress]) -> Option<AnyView> {
    (!barred.is_empty()).then(|| {
        let can_clear = access.staff.role.can_handle_money();
        let entries: Vec<_> =
            barred.iter().map(|entry| barred_address(access.tenant, entry, can_clear)).collect();
        view! {
            <section class="section" aria-labelledby="barred">
                <div class="section-head"><h2 id="barred">{t("admin-barred-title")}</h2></div>
                <p class="small muted">{t("admin-barred-note")}</p>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

fn barred_address(tenant: TenantId, entry: &BarredAddress, can_clear: bool) -> AnyView {
    let status = t_with("admin-email-status", &[("status", entry.status.as_str().into())]);
    let words = (!entry.diagnostic.is_empty()).then(|| {
        let words = entry.diagnostic.clone();
        view! { <details class="more small"><summary>{t("admin-details")}</summary><p>{words}</p></details> }
    });
    let clear = can_clear.then(|| {
        let address = entry.address.clone();
        view! {
            <form method="post" action=links::clear_address(tenant, entry.id)>
                <button class="btn btn-small">{t("admin-barred-clear")}<span class="visually-hidden">" "{address}</span></button>
            </form>
        }
    });
    let (address, at) = (entry.address.clone(), entry.bounced_at);
    view! {
        <li>
            <div class="list-text">
                <span class="list-title">{address}</span>
                <small>{status}" · "<TimeText at/></small>
                {words}
            </div>
            <div class="list-end">{clear}</div>
        </li>
    }
    .into_any()
}
