//! The page of `credits`: balances, what is left, what moved, and the two forms.

use super::credits::GIVEN;
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::i18n::Arg;
use crate::store::credit_grants::{CreditGrant, MovementRow};
use crate::store::paging::Page;
use crate::web::admin::access::CustomerRead;
use crate::web::admin::done::Done;
use crate::web::admin::links;
use crate::web::admin::parts::{Amounts, OnceKey, customer_crumbs};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{PageHead, Pager};
use crate::web::credit_tables::{grant_table, kind_name, movement_table};
use crate::web::list_key::neighbours;
use crate::web::paths;
use crate::web::ui::{date, money, t, t_with};
use leptos::prelude::*;
use uuid::Uuid;

/// What the page shows.
pub(super) struct CreditsPage {
    pub done: Done,
    pub balances: Vec<Money>,
    pub grants: Vec<CreditGrant>,
    pub movements: Page<MovementRow>,
    /// In which credit can be given.
    pub currencies: Vec<Currency>,
    pub typed: Typed,
    pub errors: FieldErrors,
}

pub(super) fn view(access: &CustomerRead, page: CreditsPage) -> AnyView {
    let CreditsPage { done, balances, grants, movements, currencies, typed, errors } = page;
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let forms = access.staff.role.can_handle_money().then(|| {
        view! {
            <aside class="stack stack-l">
                {grant_form(access, &currencies, &typed, &errors)}
                {take_back_form(access, &grants, &typed, &errors)}
            </aside>
        }
    });
    view! {
        {done.notice()}
        <PageHead title=t("admin-credits-title") crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <dl class="stats">
            <div><dt>{t("admin-credit")}</dt><dd><Amounts amounts=balances/></dd><dd class="stat-note">{t("admin-credits-order")}</dd></div>
        </dl>
        <div class="with-aside">
            <div class="stack stack-l">
                {left(access, grants)}
                {moved(access, movements)}
            </div>
            {forms}
        </div>
    }
    .into_any()
}

fn left(access: &CustomerRead, grants: Vec<CreditGrant>) -> AnyView {
    let body = if grants.is_empty() {
        view! { <p class="muted">{t("credits-nothing-left")}</p> }.into_any()
    } else {
        grant_table(grants, access.today)
    };
    view! {
        <section class="section" aria-labelledby="grants">
            <h2 id="grants">{t("credits-left")}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn moved(access: &CustomerRead, page: Page<MovementRow>) -> Option<AnyView> {
    let tenant = access.tenant;
    (!page.rows.is_empty()).then(|| {
        let here = links::credits(tenant);
        let (newer, older) = neighbours(&here, &page, |row| (row.moved_on, row.movement_id));
        let summary = t_with("credits-shown", &[("count", Arg::from(page.rows.len()))]);
        let invoice = |id| paths::admin_invoice(tenant, id);
        let credit_note = |id| paths::admin_credit_note(tenant, id);
        let payment = |id| paths::admin_payment(tenant, id);
        view! {
            <section class="section" aria-labelledby="movements">
                <h2 id="movements">{t("credits-movements")}</h2>
                {movement_table(page.rows, invoice, credit_note, payment)}
                <Pager summary newer older/>
            </section>
        }
        .into_any()
    })
}

fn grant_form(
    access: &CustomerRead,
    currencies: &[Currency],
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let kinds = GIVEN.iter().map(|kind| (kind.word().to_owned(), kind_name(*kind))).collect();
    let currencies = currencies
        .iter()
        .map(|currency| (currency.code().to_owned(), currency.code().to_owned()))
        .collect();
    let id: Uuid = typed.id("id").unwrap_or_else(Uuid::now_v7);
    let is_open = ["amount", "currency", "kind", "expires-on", "priority"]
        .iter()
        .any(|field| errors.has(field));
    view! {
        <section class="stub" aria-labelledby="give">
            <h2 id="give">{t("admin-credit-give")}</h2>
            <form class="form" method="post" action=links::credits(access.tenant)>
                <OnceKey id/>
                <TextField name="amount" label=t("admin-amount") value=typed.get("amount") errors=errors.clone() inputmode="decimal" numeric=true/>
                <SelectField name="currency" label=t("admin-currency") options=currencies selected=typed.get("currency") errors=errors.clone()/>
                <SelectField name="kind" label=t("credit-kind") options=kinds selected=typed.get("kind") errors=errors.clone()/>
                <TextField name="expires-on" label=t("credit-usable-until") value=typed.get("expires-on") hint=t("admin-credit-expiry-hint").into_owned() errors=errors.clone() kind="date" optional=true/>
                <TextField name="priority" label=t("admin-credit-priority") value=typed.get("priority") hint=t("admin-credit-priority-hint").into_owned() errors=errors.clone() inputmode="numeric" short=true/>
                <TextField name="note" label=t("admin-credit-note-text") value=typed.get("note") hint=t("admin-credit-note-hint").into_owned() errors=errors.clone() optional=true/>
                <details class="confirm" open=is_open>
                    <summary class="btn btn-primary">{t("admin-credit-give")}"…"</summary>
                    <div class="confirm-body">
                        <p>{t("admin-credit-give-confirm")}</p>
                        <div class="actions"><button class="btn btn-primary">{t("admin-credit-give")}</button></div>
                    </div>
                </details>
            </form>
        </section>
    }
    .into_any()
}

/// Only what was given away and is not spent; nothing when there is none.
fn take_back_form(
    access: &CustomerRead,
    grants: &[CreditGrant],
    typed: &Typed,
    errors: &FieldErrors,
) -> Option<AnyView> {
    let options: Vec<_> = grants
        .iter()
        .filter(|grant| GIVEN.contains(&grant.kind))
        .map(|grant| (grant.grant_id.to_string(), grant_text(grant)))
        .collect();
    if options.is_empty() {
        return None;
    }
    let id: Uuid = typed.id("take-back-id").unwrap_or_else(Uuid::now_v7);
    let is_open = errors.has("grant") || errors.has("take-back-reason");
    let path = format!("{}/take-back", links::credits(access.tenant));
    Some(
        view! {
            <section class="stub" aria-labelledby="take-back">
                <h2 id="take-back">{t("admin-credit-take-back")}</h2>
                <details class="confirm" open=is_open>
                    <summary class="btn btn-danger">{t("admin-credit-take-back")}"…"</summary>
                    <form class="confirm-body" method="post" action=path>
                        <OnceKey name="take-back-id" id/>
                        <p>{t("admin-credit-take-back-confirm")}</p>
                        <SelectField name="grant" label=t("admin-credit-which") options selected=typed.get("grant") errors=errors.clone()/>
                        <TextField name="take-back-reason" label=t("admin-reason") value=typed.get("take-back-reason") errors=errors.clone()/>
                        <div class="actions"><button class="btn btn-primary btn-danger">{t("admin-credit-take-back")}</button></div>
                    </form>
                </details>
            </section>
        }
        .into_any(),
    )
}

fn grant_text(grant: &CreditGrant) -> String {
    let args = [
        ("kind", Arg::from(kind_name(grant.kind))),
        ("amount", Arg::from(money(grant.remaining))),
        ("date", Arg::from(grant.expires_on.map(date).unwrap_or_default())),
    ];
    match grant.expires_on {
        Some(_) => t_with("admin-credit-grant-until", &args),
        None => t_with("admin-credit-grant", &args[..2]),
    }
}
