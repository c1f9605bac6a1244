//! `/admin/dunning/report`: what became of the invoices that came under dunning in these days, up to today, with
//! both denominators; and as CSV (row H6).

use super::report_parts::{reason_code, stage_code, view};
use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::dunning::{Recovery, Share, recovery};
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use crate::store::dunning_report;
use crate::web::components::form::FieldErrors;
use crate::web::render;
use crate::web::ui::Ui;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Civil days of the reader; empty: a year ago to today.
    pub from: String,
    /// Included.
    pub to: String,
}

pub struct Shown {
    pub asked: Asked,
    pub errors: FieldErrors,
    pub by_currency: BTreeMap<Currency, Recovery>,
    /// There were more invoices than the report counts.
    pub is_cut: bool,
}

/// GET /admin/dunning/report
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let shown = load(&app, &ui, asked).await?;
    let status =
        if shown.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = i18n::text(ui.locale, "recovery-title");
    Ok(render::page(ui, status, &title, move || view(&shown)))
}

/// GET /admin/dunning/report.csv
pub async fn csv(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let shown = load(&app, &ui, asked).await?;
    if !shown.errors.is_empty() {
        return Err(AppError::BadRequest);
    }
    let text = write_csv(&shown.by_currency).map_err(AppError::internal)?;
    let name = format!("recovery-{}-{}.csv", shown.asked.from, shown.asked.to);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, text).into_response())
}

async fn load(app: &App, ui: &Ui, asked: Asked) -> Result<Shown, AppError> {
    let mut errors = FieldErrors::none();
    let today = ui.today();
    let mut day = |field: &'static str, text: &str, default: Date| match text.trim() {
        "" => default,
        text => i18n::parse_date(text).unwrap_or_else(|error| {
            errors.add(field, error.message(ui.locale));
            default
        }),
    };
    let from = day("from", &asked.from, today.saturating_sub(1.year()));
    let to = day("to", &asked.to, today);
    let asked = match errors.is_empty() {
        true => Asked { from: from.to_string(), to: to.to_string() },
        false => asked,
    };
    let (start, end) =
        (start_of(from, &ui.time_zone), start_of(to.tomorrow().unwrap_or(to), &ui.time_zone));
    let mut tx = app.db.staff_read().await?;
    let mut invoices = dunning_report::pursued(&mut tx, start, end).await?;
    drop(tx);
    let is_cut = invoices.len() > dunning_report::INVOICES_MAX;
    invoices.truncate(dunning_report::INVOICES_MAX);
    let by_currency = recovery(&invoices).map_err(AppError::internal)?;
    Ok(Shown { asked, errors, by_currency, is_cut })
}

/// The database's calendar ends where nobody looks.
fn start_of(on: Date, zone: &TimeZone) -> Timestamp {
    let midnight = zone.to_ambiguous_timestamp(on.to_datetime(Time::midnight())).compatible();
    let known = |at: &Timestamp| (0..=253_402_000_000).contains(&at.as_second());
    midnight.ok().filter(known).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// One line a number, so that a sheet can sum and pivot; amounts in major units.
fn write_csv(by_currency: &BTreeMap<Currency, Recovery>) -> Result<String, csv::Error> {
    let mut bytes = Vec::new();
    let mut writer = csv::Writer::from_writer(&mut bytes);
    writer.write_record(["currency", "by", "of", "measure", "invoices", "amount"])?;
    for (currency, recovery) in by_currency {
        let mut write = |by: &str, of: &str, measure: &str, share: &Share| {
            let amount = share.amount.to_major().to_string();
            let invoices = share.invoices.to_string();
            writer.write_record([currency.code(), by, of, measure, &invoices, &amount])
        };
        let total = ("total", String::new(), &recovery.total);
        let reasons = recovery.by_reason.iter();
        let reasons = reasons.map(|(reason, counts)| ("reason", reason_code(reason), counts));
        for (by, of, counts) in std::iter::once(total).chain(reasons) {
            write(by, &of, "failed", &counts.failed)?;
            write(by, &of, "attempted", &counts.attempted)?;
            write(by, &of, "recovered", &counts.recovered)?;
            write(by, &of, "paid_unprompted", &counts.unprompted)?;
            write(by, &of, "withdrawn", &counts.withdrawn)?;
            write(by, &of, "written_off", &counts.written_off)?;
            write(by, &of, "open", &counts.open)?;
        }
        for (payer, share) in &recovery.by_payer {
            write("paid_by", payer.word(), "recovered", share)?;
        }
        for (stage, counts) in &recovery.by_stage {
            let of = stage_code(*stage);
            write("step", &of, "reached", &counts.reached)?;
            write("step", &of, "recovered", &counts.recovered)?;
        }
    }
    writer.flush()?;
    drop(writer);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
