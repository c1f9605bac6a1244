//! `/usage/events`: the raw events behind a quantity, filtered by meter and time, page by page, and as
//! CSV (row B8). An address may name instants instead of days: then these are exactly the events that a
//! line of an invoice counted.

use crate::auth::CustomerSession;
use crate::domain::period::Period;
use crate::domain::usage::{EventName, Meter};
use crate::error::AppError;
use crate::flows::usage::counts;
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::store::usage::events::{AfterEvent, EventPage, StoredEvent};
use crate::store::{TenantTx, usage};
use crate::web::components::amounts::TimeText;
use crate::web::components::layout::{Empty, Notice, PageHead, Pager, Tone};
use crate::web::subscription_parts::day_of;
use crate::web::ui::{Ui, date_time, number, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use leptos::prelude::*;
use serde::Deserialize;

/// Events in one file.
const CSV_EVENTS_MAX: usize = 10_000;

/// The address' query as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EventsQuery {
    meter: String,
    /// A civil day of the customer, or an instant.
    from: String,
    /// A civil day, which is included, or an instant, which is not.
    to: String,
    /// An instant: what was received later was not counted.
    counted: String,
    /// The last event of the page before.
    after: String,
}

struct Asked {
    meter: Meter,
    period: Period,
    counted: Option<Timestamp>,
    after: Option<AfterEvent>,
    query: EventsQuery,
}

struct Listed {
    asked: Asked,
    meters: Vec<Meter>,
    page: EventPage,
}

/// GET /usage/events
pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<EventsQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let listed = match asked(&mut tx, &ui, query).await? {
        (meters, Some(asked)) => {
            let page =
                counts::events(&mut tx, &asked.meter, asked.period, None, asked.after.as_ref())
                    .await?;
            Some(Listed { asked, meters, page })
        }
        (_, None) => None,
    };
    drop(tx);
    let title = i18n::text(ui.locale, "usage-events-title");
    let zone = ui.time_zone.clone();
    Ok(render::page(ui, StatusCode::OK, &title, move || view(listed, &zone)))
}

/// GET /usage/events.csv
pub async fn csv(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<EventsQuery>,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let (_, asked) = asked(&mut tx, &ui, query).await?;
    // Nothing is metered: a file without events.
    let (code, text) = match asked {
        None => (String::new(), write_csv("", &[])),
        Some(Asked { meter, period, .. }) => {
            let page =
                usage::events::events(&mut tx, &meter, period, None, None, CSV_EVENTS_MAX).await?;
            (format!("-{}", meter.code), write_csv(&meter.code, &page.events))
        }
    };
    drop(tx);
    let text = text.map_err(AppError::internal)?;
    let name = format!("attachment; filename=\"usage{code}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

/// All meters, and what is asked of which; `None` when there is no meter at all.
async fn asked(
    tx: &mut TenantTx,
    ui: &Ui,
    query: EventsQuery,
) -> Result<(Vec<Meter>, Option<Asked>), AppError> {
    let meters = usage::meters(tx).await?;
    let named = meters.iter().find(|meter| meter.code == query.meter);
    let Some(meter) = named.or(meters.first()).cloned() else { return Ok((meters, None)) };
    let (zone, today) = (&ui.time_zone, ui.today());
    let month_ago = start_of(today.saturating_sub(30.days()), zone);
    let from = edge(&query.from, zone, false).unwrap_or(month_ago);
    let to = edge(&query.to, zone, true)
        .unwrap_or_else(|| start_of(today.saturating_add(1.days()), zone));
    let period = Period::new(from, to.max(from)).map_err(AppError::internal)?;
    let counted = query.counted.parse().ok();
    let after = read_after(&query.after);
    Ok((meters, Some(Asked { meter, period, counted, after, query })))
}

/// An instant as it is, a civil day's beginning, or its end.
fn edge(text: &str, zone: &TimeZone, is_end: bool) -> Option<Timestamp> {
    // The database's calendar ends where nobody looks.
    let known = |at: &Timestamp| (0..=253_402_000_000).contains(&at.as_second());
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at).filter(known);
    }
    let on: Date = text.parse().ok()?;
    let on = if is_end { on.checked_add(1.days()).ok()? } else { on };
    let midnight = on.to_datetime(jiff::civil::Time::midnight());
    zone.to_ambiguous_timestamp(midnight).compatible().ok().filter(known)
}

fn start_of(on: Date, zone: &TimeZone) -> Timestamp {
    let midnight = on.to_datetime(jiff::civil::Time::midnight());
    zone.to_ambiguous_timestamp(midnight).compatible().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `2026-11-20T09:00:00Z|source|id`.
fn read_after(text: &str) -> Option<AfterEvent> {
    let mut parts = text.splitn(3, '|');
    let occurred_at = edge(parts.next()?, &TimeZone::UTC, false)?;
    let name = EventName { source: parts.next()?.to_owned(), id: parts.next()?.to_owned() };
    let is_safe = !name.source.contains('\0') && !name.id.contains('\0');
    is_safe.then_some(AfterEvent { occurred_at, name })
}

/// The address of the same question, of the page after `after`.
fn address(path: &str, query: &EventsQuery, meter: &Meter, after: Option<&StoredEvent>) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("meter", &meter.code);
    for (name, value) in [("from", &query.from), ("to", &query.to), ("counted", &query.counted)] {
        if !value.is_empty() {
            pairs.append_pair(name, value);
        }
    }
    if let Some(event) = after {
        let key = format!("{}|{}|{}", event.occurred_at, event.name.source, event.name.id);
        pairs.append_pair("after", &key);
    }
    format!("{path}?{}", pairs.finish())
}

fn view(listed: Option<Listed>, zone: &TimeZone) -> AnyView {
    let crumbs = vec![(paths::USAGE.to_owned(), t("usage-title").into_owned())];
    let Some(Listed { asked, meters, page }) = listed else {
        return view! {
            <PageHead title=t("usage-events-title") crumbs/>
            <Empty title=t("usage-empty-title") text=t("usage-empty")/>
        }
        .into_any();
    };
    let counted = asked.counted.map(|at| {
        let text = t_with("usage-events-counted", &[("time", date_time(at).into())]);
        view! { <Notice tone=Tone::Info text/> }
    });
    let list = if page.events.is_empty() {
        view! { <Empty title=t("usage-events-none-title") text=t("usage-events-none")/> }.into_any()
    } else {
        listing(&asked, &page)
    };
    view! {
        <PageHead title=t("usage-events-title") crumbs sub=t("usage-events-sub").into_any()/>
        {counted}
        {filter(&asked, &meters, zone)}
        {list}
    }
    .into_any()
}

fn filter(asked: &Asked, meters: &[Meter], zone: &TimeZone) -> AnyView {
    let options: Vec<_> = meters
        .iter()
        .map(|meter| {
            let is_chosen = meter.code == asked.meter.code;
            view! { <option value=meter.code.clone() selected=is_chosen>{meter.name.clone()}</option> }
        })
        .collect();
    let from = day_of(asked.period.start(), zone).to_string();
    let last = asked.period.last_second().unwrap_or(asked.period.start());
    let to = day_of(last.max(asked.period.start()), zone).to_string();
    view! {
        <form class="filter usage-filter" method="get" action=paths::USAGE_EVENTS role="search">
            <div class="field">
                <label for="meter">{t("usage-meter")}</label>
                <select class="input" id="meter" name="meter">{options}</select>
            </div>
            <div class="field">
                <label for="from">{t("usage-events-from")}</label>
                <input class="input" id="from" name="from" r#type="date" value=from/>
            </div>
            <div class="field">
                <label for="to">{t("usage-events-to")}</label>
                <input class="input" id="to" name="to" r#type="date" value=to/>
            </div>
            <button class="btn">{t("action-filter")}</button>
        </form>
    }
    .into_any()
}

fn listing(asked: &Asked, page: &EventPage) -> AnyView {
    let rows: Vec<_> = page.events.iter().map(|event| row(asked, event)).collect();
    let older = page.events.last().filter(|_| page.has_older);
    let older =
        older.map(|last| address(paths::USAGE_EVENTS, &asked.query, &asked.meter, Some(last)));
    let newer = asked
        .after
        .is_some()
        .then(|| address(paths::USAGE_EVENTS, &asked.query, &asked.meter, None));
    let csv = address("/usage/events.csv", &asked.query, &asked.meter, None);
    let summary = t_with("usage-events-shown", &[("count", Arg::from(page.events.len()))]);
    view! {
        <div class="stack">
            <table class="table table-rows table-tight">
                <caption class="visually-hidden">{t("usage-events-title")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("usage-events-occurred")}</th>
                        <th scope="col">{t("usage-events-received")}</th>
                        <th scope="col">{t("usage-events-id")}</th>
                        <th scope="col">{t("usage-events-properties")}</th>
                        <th scope="col" class="num amount">{t("usage-quantity")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <Pager summary newer older/>
            <p class="small"><a href=csv>{t("usage-events-csv")}</a>" "<span class="muted">{t("usage-events-csv-note")}</span></p>
        </div>
    }
    .into_any()
}

fn row(asked: &Asked, event: &StoredEvent) -> AnyView {
    let is_late = asked.counted.is_some_and(|counted| event.received_at > counted);
    let mark = if !event.counts() {
        Some(("neutral", "usage-events-replaced"))
    } else if is_late {
        Some(("warning", "usage-events-late"))
    } else {
        None
    };
    let mark =
        mark.map(|(tone, key)| view! { " "<span class="badge" data-tone=tone>{t(key)}</span> });
    let properties = properties(&event.properties);
    view! {
        <tr>
            <th scope="row" class="lead"><TimeText at=event.occurred_at/>{mark}</th>
            <td class="meta" data-label=t("usage-events-received")><TimeText at=event.received_at/></td>
            <td class="mono usage-event-id" data-label=t("usage-events-id")><bdi>{event.name.id.clone()}</bdi></td>
            <td data-label=t("usage-events-properties")>{properties}</td>
            <td class="num amount">{number(event.quantity)}</td>
        </tr>
    }
    .into_any()
}

/// `region: eu, model: small`.
fn properties(value: &serde_json::Value) -> String {
    let said = value.as_object().into_iter().flatten().map(|(name, value)| match value {
        serde_json::Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    let said = said.collect::<Vec<_>>().join(", ");
    if said.is_empty() { "–".to_owned() } else { said }
}

fn write_csv(meter: &str, events: &[StoredEvent]) -> Result<String, csv::Error> {
    let mut bytes = Vec::new();
    let mut writer = csv::Writer::from_writer(&mut bytes);
    writer.write_record([
        "meter",
        "source",
        "id",
        "occurred_at",
        "received_at",
        "quantity",
        "counts",
        "properties",
    ])?;
    for event in events {
        writer.write_record([
            meter,
            safe(&event.name.source).as_str(),
            safe(&event.name.id).as_str(),
            event.occurred_at.to_string().as_str(),
            event.received_at.to_string().as_str(),
            event.quantity.normalize().to_string().as_str(),
            event.counts().to_string().as_str(),
            event.properties.to_string().as_str(),
        ])?;
    }
    writer.flush()?;
    drop(writer);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a sheet would take for a formula begins with an apostrophe (OWASP, CSV injection).
fn safe(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_customers_and_its_end_is_included() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        assert_eq!(edge("2026-11-20", &zone, false), Some(at("2026-11-19T23:00:00Z")));
        assert_eq!(edge("2026-11-20", &zone, true), Some(at("2026-11-20T23:00:00Z")));
        assert_eq!(edge("2026-11-20T10:00:00Z", &zone, true), Some(at("2026-11-20T10:00:00Z")));
        assert_eq!(edge("soon", &zone, true), None);
        assert_eq!(edge("-009999-01-01", &zone, false), None);
    }

    #[test]
    fn nothing_in_a_file_is_a_formula() {
        assert_eq!(safe("=cmd()"), "'=cmd()");
        assert_eq!(safe("evt-1"), "evt-1");
    }
}
