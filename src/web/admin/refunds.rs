//! The refunds of all customers by state, and what is to be done with those that do not go on by
//! themselves (row J2).

use crate::auth::StaffSession;
use crate::domain::id::RefundId;
use crate::domain::refund::{RefundChannel, RefundState};
use crate::error::AppError;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::paging::Page;
use crate::store::refund_lists::{self, ListedRefund, RefundFilter};
use crate::web::admin::parts::query;
use crate::web::admin::refund_parts::{destination, reason_name, state_badge};
use crate::web::admin::{links, refund_acts};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::layout::{Empty, Notice, PageHead, Pager};
use crate::web::list_key::{self, PageQuery};
use crate::web::ui::{Ui, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// Refunds on one page.
const PAGE: usize = 50;

/// What is to be reviewed by a person.
const REVIEW: &str = "review";

/// The tabs: (word in the address, text, states).
const TABS: [(&str, &str, &[RefundState]); 5] = [
    ("", "admin-list-all", &[]),
    (
        "open",
        "refunds-admin-open",
        &[
            RefundState::Created,
            RefundState::Sent,
            RefundState::Pending,
            RefundState::RequiresAction,
        ],
    ),
    ("succeeded", "refunds-admin-succeeded", &[RefundState::Succeeded]),
    ("failed", "refunds-admin-failed", &[RefundState::Failed, RefundState::Canceled]),
    (REVIEW, "refunds-admin-review", &[]),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    state: String,
    done: String,
    after: String,
    before: String,
}

struct List {
    tab: &'static str,
    done: String,
    page: Page<ListedRefund>,
    can_act: bool,
}

/// GET /admin/refunds
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(asked): Query<ListQuery>,
) -> Result<Response, AppError> {
    let (tab, _, states) = *TABS.iter().find(|(word, ..)| *word == asked.state).unwrap_or(&TABS[0]);
    let filter = RefundFilter { states: states.to_vec(), unfunded: tab == REVIEW };
    let key = PageQuery { after: asked.after, before: asked.before };
    let mut tx = app.db.staff_read().await?;
    let page = refund_lists::page(&mut tx, &filter, key.page_from(), PAGE).await?;
    let list = List { tab, done: asked.done, page, can_act: staff.role.can_handle_money() };
    let title = i18n::text(ui.locale, "refunds-admin-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(list)))
}

fn address(tab: &str, key: (&str, &str)) -> String {
    format!("{}{}", paths::ADMIN_REFUNDS, query(&[("state", tab), key]))
}

fn view(list: List) -> AnyView {
    let tabs: Vec<_> = TABS
        .iter()
        .map(|(word, key, _)| {
            let current = (*word == list.tab).then_some("page");
            view! { <li><a href=address(word, ("after", "")) aria-current=current>{t(key)}</a></li> }
        })
        .collect();
    let done =
        refund_acts::said(&list.done).map(|(tone, key)| view! { <Notice tone text=t(key)/> });
    view! {
        {done}
        <PageHead title=t("refunds-admin-title")/>
        <nav class="tabs" aria-label=t("refunds-admin-by-state")><ul>{tabs}</ul></nav>
        {table(list)}
    }
    .into_any()
}

fn table(list: List) -> AnyView {
    let List { tab, page, can_act, .. } = list;
    if page.rows.is_empty() {
        return view! { <Empty title=t("admin-list-empty") text=t("refunds-admin-empty")/> }
            .into_any();
    }
    let neighbour = |name, row: Option<&ListedRefund>| {
        row.map(|row| address(tab, (name, &list_key::write(row.requested_on, row.refund_id))))
    };
    let newer = page.has_newer.then(|| neighbour("before", page.rows.first())).flatten();
    let older = page.has_older.then(|| neighbour("after", page.rows.last())).flatten();
    let summary = t_with("refunds-admin-shown", &[("count", Arg::from(page.rows.len()))]);
    let rows: Vec<_> = page.rows.into_iter().map(|refund| row(refund, tab, can_act)).collect();
    view! {
        <div class="stack">
            <table class="table table-rows">
                <caption class="visually-hidden">{t("refunds-admin-caption")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("admin-customer")}</th>
                        <th scope="col">{t("refunds-portal-to")}</th>
                        <th scope="col">{t("refunds-portal-on")}</th>
                        <th scope="col">{t("admin-state")}</th>
                        <th scope="col" class="num amount">{t("admin-amount")}</th>
                        <th scope="col">{t("refunds-admin-acts")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Pager summary newer older/>
        </div>
    }
    .into_any()
}

fn row(refund: ListedRefund, tab: &str, can_act: bool) -> AnyView {
    let customer = paths::admin_customer(refund.tenant_id);
    let note = refund.credit_note.as_ref().map(|(id, number)| {
        let path = paths::admin_credit_note(refund.tenant_id, *id);
        view! { " · "<a class="nowrap" href=path>{number.clone()}</a> }
    });
    let why = refund.failure_code.clone().map(|code| view! { <small><code>{code}</code></small> });
    let unfunded = (!refund.is_funded && refund.state.holds_money())
        .then(|| view! { <small class="strong">{t("refunds-admin-unfunded")}</small> });
    let reference = (!refund.reference.is_empty())
        .then(|| view! { " · "<bdi>{refund.reference.clone()}</bdi> });
    let to = match refund.payment {
        Some(payment) if can_act => {
            let path = links::refund_payment(refund.tenant_id, payment);
            view! { <a href=path>{destination(&refund)}</a> }.into_any()
        }
        _ => destination(&refund).into_any(),
    };
    let acts = can_act.then(|| acts(&refund, tab));
    view! {
        <tr>
            <th scope="row" class="lead"><a href=customer><bdi>{refund.tenant_name.clone()}</bdi></a></th>
            <td data-label=t("refunds-portal-to")>{to}<small>{reason_name(refund.reason)}{note}{reference}</small></td>
            <td class="meta" data-label=t("refunds-portal-on")><DateText on=refund.requested_on/></td>
            <td class="state">{state_badge(&refund)}{why}{unfunded}</td>
            <td class="num amount"><MoneyText amount=refund.amount/></td>
            <td data-label=t("refunds-admin-acts")>{acts}</td>
        </tr>
    }
    .into_any()
}

/// What can be done with it, each as a form of its own.
fn acts(refund: &ListedRefund, tab: &str) -> Vec<AnyView> {
    let action = |act: &str| links::refund_act(refund.tenant_id, refund.refund_id, act);
    let mut acts = Vec::new();
    if !refund.state.holds_money() && !refund.is_retried {
        let why = t("refunds-admin-retry-confirm");
        acts.push(confirmed(action("retry"), tab, "refunds-admin-retry", why.into_any()));
    }
    if refund.channel == RefundChannel::Offline && refund.state == RefundState::Pending {
        let fields = paid_fields(refund.refund_id);
        acts.push(confirmed(action("mark-paid"), tab, "refunds-admin-mark-paid", fields));
        let why = t("refunds-admin-withdraw-confirm");
        acts.push(confirmed(action("withdraw"), tab, "refunds-admin-withdraw", why.into_any()));
    }
    if !refund.is_funded && refund.state.holds_money() {
        let why = t("refunds-admin-unfunded-note");
        acts.push(confirmed(
            action("draw-credit"),
            tab,
            "refunds-admin-draw-credit",
            why.into_any(),
        ));
    }
    acts
}

fn confirmed(action: String, tab: &str, key: &'static str, body: AnyView) -> AnyView {
    let tab = tab.to_owned();
    view! {
        <details class="confirm">
            <summary class="btn btn-small nowrap">{t(key)}"…"</summary>
            <form class="confirm-body" method="post" action=action>
                <input r#type="hidden" name="state" value=tab/>
                <div>{body}</div>
                <div class="actions"><button class="btn btn-primary">{t(key)}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn paid_fields(refund: RefundId) -> AnyView {
    let (reference, paid_on) = (format!("reference-{refund}"), format!("paid-on-{refund}"));
    let today = ui().today().to_string();
    view! {
        <div class="field">
            <label r#for=reference.clone()>{t("refund-form-reference")}</label>
            <input class="input" id=reference name="reference" maxlength="200"/>
        </div>
        <div class="field">
            <label r#for=paid_on.clone()>{t("refund-form-paid-on")}</label>
            <input class="input" id=paid_on name="paid-on" r#type="date" value=today required=true/>
        </div>
    }
    .into_any()
}
