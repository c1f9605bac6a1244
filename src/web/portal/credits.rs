//! `/credits`: what credit the customer has, until when, and where each part of it went (row K1).

use crate::auth::CustomerSession;
use crate::domain::money::Money;
use crate::error::AppError;
use crate::flows::payments::buy_credit;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::credit_grants::{self, CreditGrant, MovementRow};
use crate::store::paging::Page;
use crate::web::components::amounts::MoneyText;
use crate::web::components::layout::{Empty, PageHead, Pager};
use crate::web::credit_tables::{grant_table, movement_table};
use crate::web::list_key::{PageQuery, neighbours};
use crate::web::ui::{Ui, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// Movements on one page.
const PAGE: usize = 25;

struct Loaded {
    balances: Vec<Money>,
    grants: Vec<CreditGrant>,
    page: Page<MovementRow>,
    /// Credit can be bought, by whoever looks at it.
    can_buy: bool,
}

/// GET /credits
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<PageQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let offered = buy_credit::currencies(&app.work.till, &mut tx).await?;
    let loaded = Loaded {
        can_buy: customer.role.can_change_billing() && !offered.is_empty(),
        balances: credit_grants::balances(&mut tx).await?,
        grants: credit_grants::with_something_left(&mut tx).await?,
        page: credit_grants::movements(&mut tx, query.page_from(), PAGE).await?,
    };
    drop(tx);
    let title = i18n::text(ui.locale, "credits-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(loaded)))
}

fn view(loaded: Loaded) -> AnyView {
    let Loaded { balances, grants, page, can_buy } = loaded;
    let buy = can_buy.then(|| {
        view! { <a class="btn btn-primary" href=paths::TOP_UP>{t("top-up-title")}</a> }
    });
    if page.rows.is_empty() {
        return view! {
            <PageHead title=t("credits-title") crumbs=crumbs() actions=buy.into_any()/>
            <Empty title=t("credits-empty-title") text=t("credits-empty")/>
        }
        .into_any();
    }
    let (newer, older) = neighbours(paths::CREDITS, &page, |row| (row.moved_on, row.movement_id));
    let summary = t_with("credits-shown", &[("count", Arg::from(page.rows.len()))]);
    view! {
        <PageHead title=t("credits-title") sub=t("credits-sub").into_any() crumbs=crumbs()
            actions=buy.into_any()/>
        {balance_stats(balances)}
        <div class="stack stack-l">
            {left(grants)}
            <section class="section" aria-labelledby="movements">
                <h2 id="movements">{t("credits-movements")}</h2>
                {movement_table(page.rows, paths::invoice, paths::credit_note, paths::payment)}
                <Pager summary newer older/>
            </section>
        </div>
    }
    .into_any()
}

fn crumbs() -> Vec<(String, String)> {
    vec![(paths::OVERVIEW.to_owned(), t("overview-title").into_owned())]
}

fn balance_stats(balances: Vec<Money>) -> AnyView {
    let is_empty = balances.is_empty();
    let amounts: Vec<_> =
        balances.into_iter().map(|amount| view! { <MoneyText amount/>" " }).collect();
    let none = is_empty.then(|| t("credits-nothing-left"));
    view! {
        <dl class="stats">
            <div>
                <dt>{t("credits-balance")}</dt>
                <dd>{amounts}{none}</dd>
                <dd class="stat-note">{t("credits-order")}</dd>
            </div>
        </dl>
    }
    .into_any()
}

fn left(grants: Vec<CreditGrant>) -> Option<AnyView> {
    (!grants.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="grants">
                <h2 id="grants">{t("credits-left")}</h2>
                {grant_table(grants, ui().today())}
            </section>
        }
        .into_any()
    })
}
