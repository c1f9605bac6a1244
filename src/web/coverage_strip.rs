//! The coverage strip: what each component of a subscription was charged for, from when to when, as a
//! picture, and as a table for those who cannot see it or want the days.

use crate::domain::id::InvoiceId;
use crate::domain::period::Period;
use crate::domain::subscription::{CoverageFault, CoveredStretch};
use crate::store::subscriptions::Covered;
use crate::web::components::amounts::DateText;
use crate::web::subscription_parts::{day_of, period_days};
use crate::web::ui::{t, ui};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// So far back the strip begins; the table has no more either.
const SHOWN: SignedDuration = SignedDuration::from_hours(400 * 24);
/// The strip is drawn so many units wide.
const WIDTH: i64 = 1_000;

/// What the strip shows.
pub struct Strip<'a> {
    pub coverage: &'a [Covered],
    /// Time that should have been charged and was not, or was twice: for staff.
    pub faults: &'a [CoverageFault],
    /// What components are called.
    pub names: &'a BTreeMap<String, String>,
    pub zone: &'a TimeZone,
    pub invoice: &'a dyn Fn(InvoiceId) -> String,
}

/// The strip and its table; nothing when nothing was charged.
#[must_use]
pub fn coverage_strip(strip: &Strip<'_>) -> Option<AnyView> {
    let since = ui().now.saturating_sub(SHOWN).unwrap_or(Timestamp::MIN);
    let shown: Vec<_> = strip.coverage.iter().filter(|it| it.period.end() > since).collect();
    let from = shown.iter().map(|it| it.period.start()).min()?.max(since);
    let until = shown.iter().map(|it| it.period.end()).max()?;
    let axis = Axis { from, until };
    let mut by_component: BTreeMap<&str, Vec<&Covered>> = BTreeMap::new();
    for covered in &shown {
        by_component.entry(&covered.component).or_default().push(covered);
    }
    let bars: Vec<_> =
        by_component.iter().map(|(key, stretches)| bar(strip, axis, key, stretches)).collect();
    let rows: Vec<_> = shown.iter().rev().map(|covered| row(strip, covered)).collect();
    Some(
        view! {
            <figure class="strip">
                <div class="strip-bars">{bars}</div>
                <div class="strip-axis">
                    <DateText on=day_of(from, strip.zone)/>
                    <DateText on=day_of(until, strip.zone)/>
                </div>
                <figcaption class="small muted">{t("coverage-strip-caption")}</figcaption>
                {table(rows)}
            </figure>
        }
        .into_any(),
    )
}

#[derive(Clone, Copy)]
struct Axis {
    from: Timestamp,
    until: Timestamp,
}

impl Axis {
    /// Where an instant lies, in units of the drawing.
    fn x(self, at: Timestamp) -> i64 {
        let whole = (self.until.as_second() - self.from.as_second()).max(1);
        let part = (at.as_second() - self.from.as_second()).clamp(0, whole);
        part * WIDTH / whole
    }
}

fn bar(strip: &Strip<'_>, axis: Axis, key: &str, stretches: &[&Covered]) -> AnyView {
    let name = strip.names.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let charged: Vec<_> = stretches
        .iter()
        .enumerate()
        .map(|(at, covered)| {
            let class = if at % 2 == 0 { "strip-odd" } else { "strip-even" };
            rect(axis, covered.period, class)
        })
        .collect();
    let faults: Vec<_> = strip
        .faults
        .iter()
        .map(|fault| match fault {
            CoverageFault::Gap(it) | CoverageFault::Overlap(it) | CoverageFault::Beyond(it) => it,
        })
        .filter(|it: &&CoveredStretch| it.component == key && it.period.end() > axis.from)
        .map(|it| rect(axis, it.period, "strip-fault"))
        .collect();
    let now = axis.x(ui().now).clamp(1, WIDTH - 2).to_string();
    view! {
        <div class="strip-bar">
            <span class="strip-name"><bdi>{name}</bdi></span>
            <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                <rect class="strip-ground" x="0" width="1000" height="12"/>
                {charged}{faults}
                <rect class="strip-now" x=now width="2" height="12"/>
            </svg>
        </div>
    }
    .into_any()
}

fn rect(axis: Axis, period: Period, class: &'static str) -> AnyView {
    let (from, until) = (axis.x(period.start()), axis.x(period.end()));
    let width = (until - from).max(3);
    view! { <rect class=class x=from.to_string() width=width.to_string() height="12"/> }.into_any()
}

fn row(strip: &Strip<'_>, covered: &Covered) -> AnyView {
    let name = strip.names.get(&covered.component).unwrap_or(&covered.component).clone();
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{name}</bdi></th>
            <td>{period_days(covered.period, strip.zone)}</td>
            <td><a href=(strip.invoice)(covered.invoice_id)>{t("coverage-strip-invoice")}</a></td>
        </tr>
    }
    .into_any()
}

fn table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <details class="more">
            <summary>{t("coverage-strip-table")}</summary>
            <table class="table table-rows table-tight">
                <caption class="visually-hidden">{t("coverage-strip-title")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("coverage-strip-component")}</th>
                        <th scope="col">{t("coverage-strip-period")}</th>
                        <th scope="col">{t("coverage-strip-charged-on")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_lies_where_its_share_of_the_time_says() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let axis = Axis { from: at("2026-01-01T00:00:00Z"), until: at("2026-01-11T00:00:00Z") };
        assert_eq!(axis.x(at("2026-01-01T00:00:00Z")), 0);
        // 4 of 10 days
        assert_eq!(axis.x(at("2026-01-05T00:00:00Z")), 400);
        // What began before the strip begins at its edge.
        assert_eq!(axis.x(at("2025-06-01T00:00:00Z")), 0);
        assert_eq!(axis.x(at("2027-01-01T00:00:00Z")), 1_000);
    }
}
