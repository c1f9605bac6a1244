//! `/usage`: what each meter has counted this period, what of it is included, what it costs so far and
//! will cost if use goes on like this: by the same rules as the invoice (row B8).

use super::usage_alerts::{AlertPage, DoneQuery, alerts_section, caps_reached};
use super::usage_chart::daily_chart;
use crate::auth::CustomerSession;
use crate::domain::period::Period;
use crate::error::AppError;
use crate::flows::usage::counts;
use crate::flows::usage::running::{MeterUse, RunningUse, running_uses};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::TenantTx;
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::subscription_parts::{day_of, days_of, period_days};
use crate::web::ui::{Ui, number, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// Days in a chart: a month.
const DAYS: i32 = 31;

/// GET /usage
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(done): Query<DoneQuery>,
) -> Result<Response, AppError> {
    page(&app, customer, ui, AlertPage::after(done)).await
}

/// The page, with the form of alerts as it was sent if it was refused.
pub(super) async fn page(
    app: &App,
    customer: CustomerSession,
    ui: Ui,
    form: AlertPage,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let uses = running_uses(&mut tx, ui.now).await?;
    let mut charts = Vec::new();
    for one in uses.iter().flat_map(|running| &running.meters) {
        charts.push(by_day(&mut tx, one, ui.now).await?);
    }
    drop(tx);
    let title = i18n::text(ui.locale, "usage-title");
    let can_change = customer.role.can_change_billing();
    Ok(render::page(ui, form.status(), &title, move || view(&uses, &charts, can_change, &form)))
}

/// The last days of the period, oldest first.
async fn by_day(
    tx: &mut TenantTx,
    one: &MeterUse,
    now: Timestamp,
) -> Result<Vec<(Date, Decimal)>, AppError> {
    let (period, zone) = (one.period, &one.zone);
    let mut counted = Vec::new();
    let (first, last) = days_of(period, zone);
    let last = last.min(day_of(now, zone));
    let mut day = first.max(last.saturating_sub((DAYS - 1).days()));
    while day <= last {
        let next = day.saturating_add(1.days());
        let begins =
            |on: Date| zone.to_ambiguous_timestamp(on.to_datetime(jiff::civil::Time::midnight()));
        if let (Ok(from), Ok(until)) = (begins(day).compatible(), begins(next).compatible())
            && let Ok(of_day) = Period::new(from, until)
        {
            counted.push((day, counts::recount(tx, &one.meter, period.within(of_day)).await?));
        }
        if next == day {
            break;
        }
        day = next;
    }
    Ok(counted)
}

fn view(
    uses: &[RunningUse],
    charts: &[Vec<(Date, Decimal)>],
    can_change: bool,
    form: &AlertPage,
) -> AnyView {
    if uses.is_empty() {
        let way_on = (paths::SUBSCRIPTIONS.to_owned(), t("subscriptions-title").into_owned());
        return view! {
            <PageHead title=t("usage-title")/>
            <Empty title=t("usage-empty-title") text=t("usage-empty") action=way_on/>
        }
        .into_any();
    }
    let meters = uses.iter().flat_map(|running| &running.meters).zip(charts);
    let sections: Vec<_> =
        meters.enumerate().map(|(at, (one, days))| section(at, one, days)).collect();
    view! {
        <PageHead title=t("usage-title") sub=t("usage-sub").into_any()/>
        {form.notices()}
        {caps_reached(uses)}
        {sections}
        {alerts_section(uses, can_change, form)}
    }
    .into_any()
}

fn section(at: usize, one: &MeterUse, days: &[(Date, Decimal)]) -> AnyView {
    let id = format!("meter-{at}");
    let plan = view! { <a href=paths::subscription(one.subscription_id)><bdi>{one.plan.clone()}</bdi></a> };
    let newest = one.as_of.newest_received_at.map(|at| {
        view! { " "{t("usage-newest")}" "<TimeText at/>"." }
    });
    view! {
        <section class="section usage" aria-labelledby=id.clone()>
            <div class="section-head">
                <h2 id=id.clone()><bdi>{one.name.clone()}</bdi></h2>
                <a href=events_path(one)>{t("usage-see-events")}</a>
            </div>
            <p class="muted">{plan}" · "{period_days(one.period, &one.zone)}</p>
            {bar(at, one)}
            {figures(one)}
            {daily_chart(at, days, &one.name)}
            <p class="small muted">
                {t("usage-as-of")}" "<TimeText at=one.as_of.counted_at/>"."{newest}
            </p>
        </section>
    }
    .into_any()
}

/// How much of what is included is used, as a bar.
pub(super) fn bar(at: usize, one: &MeterUse) -> Option<AnyView> {
    let included = one.included.filter(|included| *included > Decimal::ZERO)?;
    let id = format!("used-{at}");
    let args = [("used", Arg::from(number(one.used))), ("included", number(included).into())];
    let said = t_with("usage-used-of-included", &args);
    let low = (included * Decimal::new(8, 1)).normalize();
    Some(
        view! {
            <div class="meter">
                <div class="meter-label"><label for=id.clone()><bdi>{one.name.clone()}</bdi></label><span>{said.clone()}</span></div>
                <meter id=id min="0" max=included.max(one.used).normalize().to_string() low=low.to_string()
                    high=included.normalize().to_string() optimum="0" value=one.used.normalize().to_string()>{said}</meter>
            </div>
        }
        .into_any(),
    )
}

fn figures(one: &MeterUse) -> AnyView {
    let included =
        one.included.map(|included| figure("usage-included", number(included).into_any(), None));
    let over = one.over().map(|over| figure("usage-over", number(over).into_any(), None));
    let cost = one.cost.map(|amount| {
        figure("usage-cost", view! { <MoneyText amount/> }.into_any(), Some("usage-net"))
    });
    let grown =
        figure("usage-projected", number(one.projected).into_any(), Some("usage-projected-note"));
    let grown_cost = one.projected_cost.map(|amount| {
        let shown = view! { <MoneyText amount/> }.into_any();
        figure("usage-projected-cost", shown, Some("usage-projected-cost-note"))
    });
    view! {
        <dl class="stats">
            {figure("usage-used", number(one.used).into_any(), None)}
            {included}{over}{cost}{grown}{grown_cost}
        </dl>
    }
    .into_any()
}

fn figure(key: &'static str, value: AnyView, note: Option<&'static str>) -> AnyView {
    let note = note.map(|key| view! { <dd class="stat-note">{t(key)}</dd> });
    view! { <div><dt>{t(key)}</dt><dd class="tabular">{value}</dd>{note}</div> }.into_any()
}

fn events_path(one: &MeterUse) -> String {
    let (from, to) = days_of(one.period, &ui().time_zone);
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.append_pair("meter", &one.meter.code);
    address.append_pair("from", &from.to_string());
    address.append_pair("to", &to.to_string());
    format!("{}?{}", paths::USAGE_EVENTS, address.finish())
}
