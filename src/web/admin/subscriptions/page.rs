//! Everything about one subscription: its terms phase by phase, its contract, its next invoice, what was
//! charged and whether that has no gap, its documents, who did what (rows E3 to E8).

use super::SubscriptionPath;
use super::page_acts::{acts, parked_notice};
use super::page_parts::{
    contract, coverage, documents, faults, history, next_section, phase_table,
};
use crate::domain::coupon::CouponDefinition;
use crate::domain::id::SubscriptionId;
use crate::error::AppError;
use crate::flows::billing::bill_subscription::BillError;
use crate::flows::billing::next_invoice::{NextInvoice, next_invoice};
use crate::flows::billing::scan_coverage::{FoundFault, faults_of};
use crate::flows::usage::metered::Metered;
use crate::state::App;
use crate::store::invoice_lists::{self, InvoiceFilter, InvoicePage};
use crate::store::paging::PageFrom;
use crate::store::subscriptions::{self, Change, Covered, Group, Subscription};
use crate::store::{audit, sellers};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::parts::customer_crumbs;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::subscription_parts::{add_ons_text, interval_text, seats_text, status_badge};
use crate::web::ui::{Ui, t, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Invoices shown; the newest.
const RECENT: usize = 25;

/// What is said after an act: (word in the address, tone, sentence).
const DONE: [(&str, Tone, &str); 14] = [
    ("subscribed", Tone::Success, "desk-done-subscribed"),
    ("tried", Tone::Success, "desk-done-tried"),
    ("still-parked", Tone::Warning, "desk-done-still-parked"),
    ("not-parked", Tone::Info, "desk-done-not-parked"),
    ("contract", Tone::Success, "desk-done-contract"),
    ("grouped", Tone::Success, "desk-done-grouped"),
    ("group-differs", Tone::Warning, "desk-done-group-differs"),
    ("group-full", Tone::Warning, "desk-done-group-full"),
    ("group-name", Tone::Warning, "desk-done-group-name"),
    ("coupon", Tone::Success, "desk-done-coupon"),
    ("coupon-ended", Tone::Success, "desk-done-coupon-ended"),
    ("coupon-refused", Tone::Warning, "desk-done-coupon-refused"),
    ("coupon-there", Tone::Info, "desk-done-coupon-there"),
    ("changed", Tone::Success, "desk-done-changed"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DoneQuery {
    done: String,
}

/// What the page shows.
pub(super) struct Loaded {
    pub subscription: Subscription,
    pub seller: String,
    /// `None` once everything is billed; an error says why it cannot be computed.
    pub next: Result<Option<NextInvoice>, BillError>,
    pub changes: Vec<Change>,
    pub coverage: Vec<Covered>,
    pub faults: Vec<FoundFault>,
    pub invoices: InvoicePage,
    pub groups: Vec<Group>,
    /// Coupons that could still be attached.
    pub coupons: Vec<CouponDefinition>,
    /// People by id, for who did what.
    pub names: HashMap<Uuid, String>,
}

/// # Errors  `NotFound` for another customer's subscription.
pub(super) async fn load(
    app: &App,
    access: &CustomerRead,
    id: SubscriptionId,
) -> Result<Loaded, AppError> {
    let mut tx = app.db.tenant_read(access.tenant).await?;
    let subscription = subscriptions::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let next = match next_invoice(&mut tx, access.now, &subscription, &Metered).await {
        Err(BillError::Store(error)) => return Err(error.into()),
        next => next,
    };
    let made_by_it = InvoiceFilter { subscription: Some(id), ..InvoiceFilter::default() };
    let today = access.today;
    let invoices =
        invoice_lists::page(&mut tx, &made_by_it, PageFrom::Start, today, RECENT).await?;
    let seller = sellers::load(&mut tx, subscription.seller_id, today).await?.legal_name;
    let changes = subscriptions::changes(&mut tx, id).await?;
    let coverage = subscriptions::coverage(&mut tx, id).await?;
    let faults = faults_of(&mut tx, &subscription).await?;
    let groups = subscriptions::groups(&mut tx).await?;
    drop(tx);
    let people: Vec<Uuid> = changes.iter().filter_map(|change| person(&change.made_by)).collect();
    let mut read = app.db.staff_read().await?;
    let names = audit::names(&mut read, &people, &[]).await?;
    let coupons = crate::store::coupons::all(&mut read).await?;
    let plan = subscription.billed.phase_at(access.now).terms.version.code.clone();
    let coupons = coupons
        .into_iter()
        .filter(|it| it.redeemable(&plan, subscription.currency, today).is_ok())
        .filter(|it| !subscription.coupons.iter().any(|has| has.code == it.terms.code))
        .collect();
    Ok(Loaded {
        subscription,
        seller,
        next,
        changes,
        coverage,
        faults,
        invoices,
        groups,
        coupons,
        names,
    })
}

/// The person in `staff:…` or `person:…`.
fn person(actor: &str) -> Option<Uuid> {
    let (_, id) = actor.split_once(':')?;
    Uuid::parse_str(id).ok()
}

/// GET /admin/customers/{tenant}/subscriptions/{subscription}
pub async fn show(
    State(app): State<App>,
    access: CustomerRead,
    ui: Ui,
    Path(SubscriptionPath { subscription }): Path<SubscriptionPath>,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    let loaded = load(&app, &access, subscription).await?;
    let title = loaded.subscription.billed.phase_at(ui.now).terms.version.name.clone();
    let browser_title = format!("{title} · {}", access.profile.legal_name);
    let said = DONE.iter().find(|(word, ..)| *word == done.done).copied();
    Ok(render::page(ui, StatusCode::OK, &browser_title, move || {
        let notice = said.map(|(_, tone, key)| view! { <Notice tone text=t(key)/> });
        view! { {notice}{view(&access, title, &loaded)} }
    }))
}

fn view(access: &CustomerRead, title: String, loaded: &Loaded) -> AnyView {
    let subscription = &loaded.subscription;
    let terms = &subscription.billed.phase_at(ui().now).terms;
    let parts: Vec<_> = [Some(interval_text(terms.version.interval)), seats_text(terms)]
        .into_iter()
        .flatten()
        .chain(add_ons_text(terms))
        .collect();
    let mut crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    let list = format!("{}?q={}", paths::ADMIN_SUBSCRIPTIONS, access.profile.account_ref);
    crumbs.push((list, t("desk-title").into_owned()));
    view! {
        <PageHead title crumbs badge=status_badge(subscription.status) sub=parts.join(" · ").into_any()/>
        {parked_notice(access, loaded)}
        {faults(access, loaded)}
        <div class="with-aside">
            <div class="stack stack-l">
                {next_section(loaded)}
                {phase_table(subscription)}
                {coverage(access, loaded)}
                {documents(access, loaded)}
            </div>
            <aside class="stack stack-l">
                {contract(loaded)}
                {acts(access, loaded)}
                {history(access, loaded)}
            </aside>
        </div>
    }
    .into_any()
}
