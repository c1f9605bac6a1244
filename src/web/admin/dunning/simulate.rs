//! `/admin/dunning/schedules/{schedule}/simulate`: the schedule replayed over the last year, or over an uploaded
//! file of invoices, beside the default schedule (row H7). Nothing is stored, sent or charged.

use super::simulate_parts::view;
use crate::auth::StaffSession;
use crate::domain::currency::Currency;
use crate::domain::dunning::Replay;
use crate::domain::id::DunningScheduleId;
use crate::error::AppError;
use crate::flows::dunning::simulate::{Past, SimulateDunningError, last_year, replay_all};
use crate::flows::dunning::simulate_file::{self, FILE_BYTES_MAX, PastFileError};
use crate::i18n;
use crate::state::App;
use crate::store::dunning_schedules::{self, ScheduleVersion};
use crate::web::path::Path;
use crate::web::render;
use crate::web::ui::Ui;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is read of a request before the connection is cut: enough to say kindly that a file is too large.
pub const BODY_BYTES_MAX: usize = 8 << 20;

/// A schedule and what it would have done.
pub struct Tried {
    pub name: String,
    pub version: i32,
    pub is_default: bool,
    pub replays: BTreeMap<Currency, Replay>,
}

pub struct Shown {
    pub schedule: DunningScheduleId,
    pub name: String,
    /// The schedule first, then the default one if that is another.
    pub tried: Vec<Tried>,
    pub from: Date,
    pub until: Date,
    pub is_cut: bool,
    pub is_file: bool,
    pub currency: String,
    pub error: Option<PastFileError>,
}

pub fn path(schedule: DunningScheduleId) -> String {
    format!("{}/simulate", super::schedule_path(schedule))
}

/// GET …/simulate: over the last year.
pub async fn show(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Path(id): Path<DunningScheduleId>,
) -> Result<Response, AppError> {
    let schedules = schedules(&app, id).await?;
    let past = last_year(&app.db, ui.today()).await?;
    let shown = shown(id, schedules, Ok(past), false, String::new()).await?;
    Ok(answer(ui, StatusCode::OK, shown))
}

/// POST …/simulate: over the invoices of a file.
pub async fn upload(
    State(app): State<App>,
    _staff: StaffSession,
    ui: Ui,
    Path(id): Path<DunningScheduleId>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, AppError> {
    let schedules = schedules(&app, id).await?;
    let form = form.map_err(|_| AppError::BadRequest)?;
    let (bytes, code) = read_form(form).await?;
    let currency: Currency = code.parse().map_err(|_| AppError::BadRequest)?;
    let past = bytes.and_then(|bytes| simulate_file::read(&bytes, currency));
    let status = if past.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = shown(id, schedules, past, true, code).await?;
    Ok(answer(ui, status, shown))
}

/// The newest version of this schedule, and the default one if that is another.
async fn schedules(app: &App, id: DunningScheduleId) -> Result<Vec<ScheduleVersion>, AppError> {
    let mut tx = app.db.staff_read().await?;
    let mut all = dunning_schedules::list(&mut tx).await?;
    all.retain(|it| it.schedule_id == id || it.is_default);
    all.sort_by_key(|it| it.schedule_id != id);
    if all.first().is_none_or(|it| it.schedule_id != id) {
        return Err(AppError::NotFound);
    }
    Ok(all)
}

async fn shown(
    schedule: DunningScheduleId,
    schedules: Vec<ScheduleVersion>,
    past: Result<Past, PastFileError>,
    is_file: bool,
    currency: String,
) -> Result<Shown, AppError> {
    let name = schedules.first().map(|it| it.terms.name.clone()).unwrap_or_default();
    let (past, error) = match past {
        Ok(past) => (past, None),
        Err(error) => {
            let nothing =
                Past { invoices: Vec::new(), from: Date::ZERO, until: Date::ZERO, is_cut: false };
            (nothing, Some(error))
        }
    };
    let (from, until, is_cut) = (past.from, past.until, past.is_cut);
    let terms = schedules.iter().map(|it| it.terms.clone()).collect();
    let replays = replay_all(terms, past).await.map_err(|error| match error {
        SimulateDunningError::Store(error) => error.into(),
        error @ SimulateDunningError::Money(_) => AppError::internal(error),
    })?;
    let tried = schedules.into_iter().zip(replays).map(|(it, replays)| Tried {
        name: it.terms.name,
        version: it.version,
        is_default: it.is_default,
        replays,
    });
    let tried = tried.collect();
    Ok(Shown { schedule, name, tried, from, until, is_cut, is_file, currency, error })
}

/// The file, of which no more than may be looked at is kept, and the currency.
async fn read_form(
    mut form: Multipart,
) -> Result<(Result<Vec<u8>, PastFileError>, String), AppError> {
    let (mut file, mut currency) = (Ok(Vec::new()), String::new());
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Ok(Err(PastFileError::TooLarge)),
        _ => Err(AppError::BadRequest),
    };
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok((file, currency)),
            Err(error) => return broken(error).map(|file| (file, currency)),
        };
        let is_file = field.name() == Some("file");
        let is_currency = field.name() == Some("currency");
        let mut bytes = Vec::new();
        loop {
            match field.chunk().await {
                // One more byte than is allowed is enough to know.
                Ok(Some(chunk)) if bytes.len() <= FILE_BYTES_MAX => bytes.extend_from_slice(&chunk),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return broken(error).map(|file| (file, currency)),
            }
        }
        if is_file {
            file = Ok(bytes);
        } else if is_currency {
            currency = String::from_utf8_lossy(&bytes).trim().to_uppercase();
        }
    }
}

fn answer(ui: Ui, status: StatusCode, shown: Shown) -> Response {
    let title = i18n::text(ui.locale, "simulation-title");
    render::page(ui, status, &title, move || view(&shown))
}
