//! `/usage`: what each meter has counted this period, what of it is included, what it costs so far and
//! will cost if use goes on like this: by the same rules as the invoice (row B8).

use super::usage_chart::daily_chart;
use crate::auth::CustomerSession;
use crate::domain::id::SubscriptionId;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::plan::{ModelTerms, PriceTerms};
use crate::domain::usage::Meter;
use crate::error::AppError;
use crate::flows::billing::bill_subscription::{BillError, UsageOfSubscription, lines_due};
use crate::flows::usage::counts::{self, DataAsOf};
use crate::flows::usage::metered::Metered;
use crate::flows::usage::projected::{Projected, projected};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::subscriptions::{self, Subscription};
use crate::store::{TenantTx, usage};
use crate::web::components::amounts::{MoneyText, TimeText};
use crate::web::components::layout::{Empty, PageHead};
use crate::web::subscription_parts::{day_of, days_of, period_days};
use crate::web::ui::{Ui, number, t, t_with, ui};
use crate::web::{paths, render};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// Days in a chart: a month.
const DAYS: i32 = 31;

/// What one meter has counted for one subscription in the running period.
#[derive(Clone, Debug)]
pub(super) struct MeterUse {
    pub subscription_id: SubscriptionId,
    pub plan: String,
    pub zone: TimeZone,
    /// What the invoice calls it.
    pub name: String,
    pub meter: Meter,
    pub period: Period,
    pub used: Decimal,
    pub projected: Decimal,
    /// Units that cost nothing, or that the plan grants; `None` where neither says.
    pub included: Option<Decimal>,
    /// Net of tax, before coupons.
    pub cost: Option<Money>,
    pub projected_cost: Option<Money>,
    pub as_of: DataAsOf,
    /// Oldest first.
    pub days: Vec<(Date, Decimal)>,
}

impl MeterUse {
    pub fn over(&self) -> Option<Decimal> {
        let over = self.used - self.included?;
        (over > Decimal::ZERO).then_some(over)
    }
}

/// GET /usage
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let uses = load(&mut tx, ui.now, DAYS).await?;
    drop(tx);
    let title = i18n::text(ui.locale, "usage-title");
    Ok(render::page(ui, StatusCode::OK, &title, move || view(&uses)))
}

/// The use of every running subscription, with the last `days` of it.
pub(super) async fn load(
    tx: &mut TenantTx,
    now: Timestamp,
    days: i32,
) -> Result<Vec<MeterUse>, AppError> {
    let mut uses = Vec::new();
    let meters = usage::meters(tx).await?;
    if meters.is_empty() {
        return Ok(uses);
    }
    for id in subscriptions::list(tx).await? {
        let Some(subscription) = subscriptions::find(tx, id).await? else { continue };
        if !subscription.status.is_final() {
            uses.extend(of_subscription(tx, now, days, &subscription, &meters).await?);
        }
    }
    Ok(uses)
}

async fn of_subscription(
    tx: &mut TenantTx,
    now: Timestamp,
    days: i32,
    subscription: &Subscription,
    meters: &[Meter],
) -> Result<Vec<MeterUse>, AppError> {
    let billed = &subscription.billed;
    let terms = &billed.phase_at(now).terms;
    let mut uses = Vec::new();
    // During a trial nothing is charged, yet it is good to know what would be.
    let Ok(whole) = billed.cycle.period_containing(now) else { return Ok(uses) };
    let period = match billed.in_force.starts_at() > now {
        true => Period::new(subscription.starts_at, billed.in_force.starts_at()).unwrap_or(whole),
        false => billed.in_force.part_of(whole),
    };
    let granted = plan_limits(tx, terms.version.version_id).await?.unwrap_or_default();
    for charged in terms.charged() {
        let Some(code) = charged.component.meter() else { continue };
        let Some(meter) = meters.iter().find(|meter| meter.code == code) else { continue };
        let used = counts::recount(tx, meter, period).await?;
        let free = included_units(&charged.component.price);
        uses.push(MeterUse {
            subscription_id: subscription.subscription_id,
            plan: terms.version.name.clone(),
            zone: billed.cycle.zone.clone(),
            name: charged.component.description.clone(),
            meter: meter.clone(),
            period,
            used,
            projected: projected(meter.aggregation, used, period, now),
            included: free.or_else(|| granted.limit(code)),
            cost: cost(tx, now, subscription, &charged.key, &Metered).await?,
            projected_cost: cost(tx, now, subscription, &charged.key, &Projected { now }).await?,
            as_of: counts::data_as_of(tx, code, now).await?,
            days: by_day(tx, meter, period, now, days, &billed.cycle.zone).await?,
        });
    }
    Ok(uses)
}

async fn plan_limits(
    tx: &mut TenantTx,
    version: crate::domain::id::PlanVersionId,
) -> Result<Option<crate::domain::plan::Entitlements>, AppError> {
    let all = crate::store::plans::of_tenant(tx).await?;
    let found = all.into_iter().find(|one| one.version.version_id == version);
    Ok(found.map(|one| one.entitlements))
}

/// Units of a period that cost nothing: those included, or a first tier without a price.
fn included_units(price: &PriceTerms) -> Option<Decimal> {
    if !price.included_units.is_zero() {
        return Some(price.included_units);
    }
    let ModelTerms::Graduated { tiers } = &price.model else { return None };
    let first = tiers.first()?;
    (first.unit_amount.is_zero() && first.flat_amount.is_zero()).then_some(first.up_to).flatten()
}

/// What the next invoice charges for a component; `None` where it cannot be computed, or nothing is
/// charged yet.
async fn cost(
    tx: &mut TenantTx,
    now: Timestamp,
    subscription: &Subscription,
    component: &str,
    counted: &dyn UsageOfSubscription,
) -> Result<Option<Money>, AppError> {
    let (Some(_), Some(next)) = (subscription.billed_at, subscription.next_billing_at) else {
        return Ok(None);
    };
    let lines = match lines_due(tx, now, subscription, next, counted).await {
        Ok(lines) => lines,
        Err(BillError::Store(error)) => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    let of_period = lines.iter().filter(|line| line.late.is_none());
    let of_it = of_period.map(|line| &line.discounted.line);
    let of_it = of_it.filter(|line| line.component == component && line.meter.is_some());
    Ok(Money::sum(subscription.currency, of_it.map(|line| line.amount)).ok())
}

async fn by_day(
    tx: &mut TenantTx,
    meter: &Meter,
    period: Period,
    now: Timestamp,
    days: i32,
    zone: &TimeZone,
) -> Result<Vec<(Date, Decimal)>, AppError> {
    let mut counted = Vec::new();
    let (first, last) = days_of(period, zone);
    let last = last.min(day_of(now, zone));
    let mut day = first.max(last.saturating_sub((days - 1).days()));
    while days > 0 && day <= last {
        let next = day.saturating_add(1.days());
        let begins =
            |on: Date| zone.to_ambiguous_timestamp(on.to_datetime(jiff::civil::Time::midnight()));
        if let (Ok(from), Ok(until)) = (begins(day).compatible(), begins(next).compatible())
            && let Ok(of_day) = Period::new(from, until)
        {
            counted.push((day, counts::recount(tx, meter, period.within(of_day)).await?));
        }
        if next == day {
            break;
        }
        day = next;
    }
    Ok(counted)
}

fn view(uses: &[MeterUse]) -> AnyView {
    if uses.is_empty() {
        let way_on = (paths::SUBSCRIPTIONS.to_owned(), t("subscriptions-title").into_owned());
        return view! {
            <PageHead title=t("usage-title")/>
            <Empty title=t("usage-empty-title") text=t("usage-empty") action=way_on/>
        }
        .into_any();
    }
    let sections: Vec<_> = uses.iter().enumerate().map(|(at, one)| section(at, one)).collect();
    view! {
        <PageHead title=t("usage-title") sub=t("usage-sub").into_any()/>
        {sections}
    }
    .into_any()
}

fn section(at: usize, one: &MeterUse) -> AnyView {
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
            {daily_chart(at, &one.days, &one.name)}
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::TierTerms;

    #[test]
    fn what_is_included_is_said_or_is_a_first_tier_without_a_price() {
        let tier = |up_to: Option<i64>, unit: i64| TierTerms {
            up_to: up_to.map(Decimal::from),
            unit_amount: Decimal::from(unit),
            flat_amount: Decimal::ZERO,
        };
        let tiers = vec![tier(Some(1_000), 0), tier(None, 1)];
        let tiered = PriceTerms::from(ModelTerms::Graduated { tiers });
        assert_eq!(included_units(&tiered), Some(Decimal::from(1_000)));
        let per_unit = PriceTerms::from(ModelTerms::PerUnit { unit_amount: Decimal::ONE });
        assert_eq!(included_units(&per_unit), None);
        let some = PriceTerms { included_units: Decimal::from(50), ..per_unit };
        assert_eq!(included_units(&some), Some(Decimal::from(50)));
    }
}
