//! `/admin/payments`: the payments of all customers, and attempts that are under way or came to nothing.

use crate::auth::StaffSession;
use crate::domain::charge::ChargeState;
use crate::domain::currency::Currency;
use crate::domain::id::ChargeId;
use crate::domain::payment::PaymentMethod;
use crate::error::AppError;
use crate::i18n::{self, parse_date};
use crate::state::App;
use crate::store::paging::Page;
use crate::store::payment_lists::{self, AttemptKey, AttemptRow, PaymentFilter, StaffPaymentRow};
use crate::web::admin::customer_parts::method_name;
use crate::web::admin::parts::{OnwardPager, query};
use crate::web::components::amounts::{DateText, MoneyText, TimeText};
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::list_key;
use crate::web::ui::{Ui, money, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// Rows on one page.
const PAGE: usize = 50;
/// The longest text that is searched for.
const TEXT_MAX: usize = 100;
/// The tab of attempts, in the address.
const ATTEMPTS: &str = "attempts";

/// The address's parameters as they were typed. What does not read is left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    view: String,
    method: String,
    gateway: String,
    currency: String,
    from: String,
    to: String,
    q: String,
    after: String,
    before: String,
}

impl ListQuery {
    fn filter(&self) -> PaymentFilter {
        let cut = |text: &str| -> String {
            text.trim().chars().filter(|c| *c != '\0').take(TEXT_MAX).collect()
        };
        PaymentFilter {
            method: self.method.parse().ok(),
            gateway: cut(&self.gateway),
            currency: self.currency.trim().to_uppercase().parse::<Currency>().ok(),
            received_from: parse_date(&self.from).ok(),
            received_to: parse_date(&self.to).ok(),
            customer: cut(&self.q),
        }
    }

    /// The same list from another row on.
    fn address(&self, view: &str, (direction, key): (&'static str, &str)) -> String {
        let pairs = [
            ("view", view),
            ("method", &self.method),
            ("gateway", &self.gateway),
            ("currency", &self.currency),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            (direction, key),
        ];
        format!("{}{}", paths::ADMIN_PAYMENTS, query(&pairs))
    }

    fn is_filtered(&self) -> bool {
        self.filter() != PaymentFilter::default()
    }
}

enum Rows {
    Payments(Page<StaffPaymentRow>),
    Attempts { rows: Vec<AttemptRow>, next: Option<AttemptKey> },
}

/// GET /admin/payments
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(asked): Query<ListQuery>,
) -> Result<Response, AppError> {
    let filter = asked.filter();
    let mut tx = app.db.staff_read().await?;
    let rows = if asked.view == ATTEMPTS {
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let after = read_key(&asked.after);
        let mut rows = payment_lists::attempts(&mut tx, &filter, after, limit).await?;
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let last = rows.last().map(|row| (row.created_at, row.charge_id));
        Rows::Attempts { rows, next: last.filter(|_| has_more) }
    } else {
        let from = list_key::page_from(list_key::read(&asked.after), list_key::read(&asked.before));
        Rows::Payments(payment_lists::payments(&mut tx, &filter, from, PAGE).await?)
    };
    drop(tx);
    let gateways = app.work.till.gateways.iter().map(|(id, _)| id.as_str().to_owned()).collect();
    let title = i18n::text(ui.locale, "admin-payments-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&asked, rows, gateways)))
}

fn write_key((at, id): AttemptKey) -> String {
    format!("{}.{id}", at.as_microsecond())
}

fn read_key(text: &str) -> Option<AttemptKey> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    let at = Some(at).filter(|at| *at >= Timestamp::UNIX_EPOCH)?;
    Some((at, id.parse::<ChargeId>().ok()?))
}

fn view(asked: &ListQuery, rows: Rows, gateways: Vec<String>) -> AnyView {
    let is_attempts = matches!(rows, Rows::Attempts { .. });
    let tab = |view: &'static str, key: &'static str, is_current: bool| {
        let path = asked.address(view, ("after", ""));
        view! { <li><a href=path aria-current=is_current.then_some("page")>{t(key)}</a></li> }
    };
    let tabs = view! {
        {tab("", "admin-payments-received", !is_attempts)}{tab(ATTEMPTS, "admin-payments-attempts", is_attempts)}
    };
    let list = match rows {
        Rows::Payments(page) if !page.rows.is_empty() => payment_list(asked, page),
        Rows::Attempts { rows, next } if !rows.is_empty() => attempt_list(asked, rows, next),
        _ => {
            view! { <Empty title=t("admin-list-empty") text=t("admin-payments-none")/> }.into_any()
        }
    };
    view! {
        <PageHead title=t("admin-payments-title")/>
        <nav class="tabs" aria-label=t("admin-payments-title")><ul>{tabs}</ul></nav>
        {filter_form(asked, is_attempts, gateways)}
        {list}
    }
    .into_any()
}

fn filter_form(asked: &ListQuery, is_attempts: bool, gateways: Vec<String>) -> AnyView {
    let option = |value: String, text: String, chosen: &str| {
        let is_selected = value == chosen;
        view! { <option value=value selected=is_selected>{text}</option> }.into_any()
    };
    let methods = (!is_attempts).then(|| {
        let options: Vec<_> = PaymentMethod::ALL
            .iter()
            .map(|one| option(one.word().to_owned(), method_name(one.word()), &asked.method))
            .collect();
        view! {
            <div class="field"><label for="method">{t("admin-method")}</label>
                <select class="input" id="method" name="method"><option value="">{t("admin-filter-any")}</option>{options}</select></div>
        }
    });
    let mut names = gateways;
    if !asked.gateway.is_empty() && !names.contains(&asked.gateway) {
        names.push(asked.gateway.clone());
    }
    let gateways: Vec<_> =
        names.into_iter().map(|id| option(id.clone(), id, &asked.gateway)).collect();
    let hidden = is_attempts.then(|| view! { <input r#type="hidden" name="view" value=ATTEMPTS/> });
    let clear = asked.is_filtered().then(|| {
        let path = ListQuery::default().address(&asked.view, ("after", ""));
        view! { <a class="small" href=path>{t("action-clear-filters")}</a> }
    });
    view! {
        <form class="filter" method="get" role="search">
            {hidden}
            <div class="field">
                <label class="visually-hidden" for="q">{t("admin-payments-search")}</label>
                <input class="input" id="q" name="q" r#type="search" value=asked.q.clone() maxlength="100" placeholder=t("admin-payments-search")/>
            </div>
            <button class="btn">{t("admin-search")}</button>
            <details class="filter-more" open=asked.is_filtered()>
                <summary>{t("admin-payments-filters")}</summary>
                <div class="filter-fields">
                    {methods}
                    <div class="field"><label for="gateway">{t("admin-gateway")}</label>
                        <select class="input" id="gateway" name="gateway"><option value="">{t("admin-filter-any")}</option>{gateways}</select></div>
                    <div class="field"><label for="currency">{t("admin-currency")}</label>
                        <input class="input input-short" id="currency" name="currency" value=asked.currency.clone() maxlength="3"/></div>
                    <div class="field"><label for="from">{t("admin-filter-from")}</label>
                        <input class="input" id="from" name="from" r#type="date" value=asked.from.clone()/></div>
                    <div class="field"><label for="to">{t("admin-filter-to")}</label>
                        <input class="input" id="to" name="to" r#type="date" value=asked.to.clone()/></div>
                    <button class="btn">{t("admin-filter-apply")}</button>
                    {clear}
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn payment_list(asked: &ListQuery, page: Page<StaffPaymentRow>) -> AnyView {
    let key = |row: &StaffPaymentRow| list_key::write(row.received_on, row.payment_id);
    let first = page.rows.first().filter(|_| page.has_newer).map(key);
    let last = page.rows.last().filter(|_| page.has_older).map(key);
    let newer = first.map(|key| asked.address("", ("before", &key)));
    let older = last.map(|key| asked.address("", ("after", &key)));
    let summary = t_with("admin-rows-shown", &[("count", page.rows.len().into())]);
    let rows: Vec<_> = page.rows.into_iter().map(payment_row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-payments-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-customer")}</th>
                    <th scope="col">{t("admin-received-on")}</th>
                    <th scope="col">{t("admin-method")}</th>
                    <th scope="col">{t("admin-payment-reference")}</th>
                    <th scope="col">{t("admin-gateway")}</th>
                    <th scope="col" class="num amount">{t("admin-refunded")}</th>
                    <th scope="col" class="num amount">{t("admin-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <Pager summary newer older/>
    }
    .into_any()
}

fn payment_row(row: StaffPaymentRow) -> AnyView {
    let credit = row.to_credit.is_positive().then(|| {
        let is_withheld = row.method == PaymentMethod::WithholdingTax.word();
        let key = if is_withheld { "withholding-off" } else { "admin-to-credit" };
        let text = t_with(key, &[("amount", money(row.to_credit).into())]);
        view! { <small>{text}</small> }
    });
    let refunded = row.refunded.is_positive().then(|| view! { <MoneyText amount=row.refunded/> });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=paths::admin_payment(row.tenant_id, row.payment_id)><bdi>{row.tenant_name}</bdi></a></th>
            <td class="meta" data-label=t("admin-received-on")><DateText on=row.received_on/></td>
            <td class="meta" data-label=t("admin-method")>{method_name(&row.method)}</td>
            <td class="meta wide-only" data-label=t("admin-payment-reference")><bdi>{row.reference}</bdi></td>
            <td class="meta wide-only" data-label=t("admin-gateway")>{row.gateway}</td>
            <td class="num wide-only" data-label=t("admin-refunded")>{refunded}</td>
            <td class="num amount"><MoneyText amount=row.amount/>{credit}</td>
        </tr>
    }
    .into_any()
}

fn attempt_list(asked: &ListQuery, rows: Vec<AttemptRow>, next: Option<AttemptKey>) -> AnyView {
    let next = next.map(|key| asked.address(ATTEMPTS, ("after", &write_key(key))));
    let first = (!asked.after.is_empty()).then(|| asked.address(ATTEMPTS, ("after", "")));
    let summary = t_with("admin-rows-shown", &[("count", rows.len().into())]);
    let rows: Vec<_> = rows.into_iter().map(attempt_row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-payments-attempts")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("admin-customer")}</th>
                    <th scope="col">{t("admin-attempt-begun-at")}</th>
                    <th scope="col">{t("admin-gateway")}</th>
                    <th scope="col">{t("admin-state")}</th>
                    <th scope="col" class="num amount">{t("admin-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <OnwardPager summary first next/>
    }
    .into_any()
}

fn attempt_row(row: AttemptRow) -> AnyView {
    let tone = match row.state {
        ChargeState::Failed => "danger",
        state if state.is_living() => "info",
        _ => "neutral",
    };
    let state = t(&format!("admin-charge-state-{}", row.state.word().replace('_', "-")));
    let code = row.failure_code.map(|code| view! { <small>{code}</small> });
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a href=paths::admin_customer(row.tenant_id)><bdi>{row.tenant_name}</bdi></a></th>
            <td class="meta" data-label=t("admin-attempt-begun-at")><TimeText at=row.created_at/></td>
            <td class="meta" data-label=t("admin-gateway")>{row.gateway}</td>
            <td class="state"><span class="badge" data-tone=tone>{state}</span>{code}</td>
            <td class="num amount"><MoneyText amount=row.amount/></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_an_attempt_reads_back_and_rubbish_is_none() {
        let at = Timestamp::from_microsecond(1_790_000_000_123_456).unwrap();
        let key = (at, ChargeId::new());
        assert_eq!(read_key(&write_key(key)), Some(key));
        for text in ["", "1", "1.x", "x.018f7a3e-0000-7000-8000-000000000000"] {
            assert_eq!(read_key(text), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_read_in_the_address_is_left_out() {
        let asked: ListQuery =
            serde_urlencoded::from_str("method=gold&currency=xx&from=never&q=%00Alpha").unwrap();
        let expected = PaymentFilter { customer: "Alpha".into(), ..PaymentFilter::default() };
        assert_eq!(asked.filter(), expected);
    }
}
