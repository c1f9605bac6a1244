//! Opening, closing and deleting a seller's number series: forms on the seller's page.

use super::access::SellerAdmin;
use super::form::app_error;
use super::page::{Refusal, refused};
use crate::domain::id::SeriesId;
use crate::domain::number_series::{SeriesField, SeriesProblem, TypedSeries};
use crate::error::AppError;
use crate::flows::sellers::{SeriesError, close_series, delete_series, open_series};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::store::sellers::series;
use crate::web::admin::typed::Typed;
use crate::web::components::form::FieldErrors;
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct SeriesPath {
    series: SeriesId,
}

/// POST …/series
pub async fn open(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let id: SeriesId = form.id("id").ok_or(AppError::BadRequest)?;
    let typed = TypedSeries {
        kind: form.get("series-kind").to_owned(),
        prefix: form.get("series-prefix").to_owned(),
        digits: form.get("series-digits").to_owned(),
        first_number: form.get("series-first").to_owned(),
    };
    let (seller, role) = (admin.0.id(), admin.0.staff.role);
    // Documents are customers' rows, which the operator's transaction does not see.
    let mut read = app.db.staff_read().await?;
    let last_printed = series::last_printed(&mut read, seller, typed.prefix.trim()).await?;
    drop(read);
    let mut tx = admin.begin(&app).await?;
    match open_series(&mut tx, ui.now, role, seller, id, (&typed, last_printed)).await {
        Ok(()) => tx.commit().await?,
        Err(SeriesError::Invalid(problems)) => {
            drop(tx);
            let errors = sentences(ui.locale, &problems);
            return refused(&app, ui, admin.0, Refusal { errors, series: typed }).await;
        }
        Err(error) => return Err(broken(error)),
    }
    Ok(done(&admin, "series-opened"))
}

/// POST …/series/{series}/close
pub async fn close(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    Path(SeriesPath { series }): Path<SeriesPath>,
    Form(_): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = admin.begin(&app).await?;
    let role = admin.0.staff.role;
    close_series(&mut tx, ui.now, role, admin.0.id(), series).await.map_err(broken)?;
    tx.commit().await?;
    Ok(done(&admin, "series-closed"))
}

/// POST …/series/{series}/delete
pub async fn delete(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    Path(SeriesPath { series }): Path<SeriesPath>,
) -> Result<Response, AppError> {
    let mut tx = admin.begin(&app).await?;
    let key = match delete_series(&mut tx, admin.0.staff.role, admin.0.id(), series).await {
        Ok(()) => {
            tx.commit().await?;
            return Ok(done(&admin, "series-deleted"));
        }
        Err(SeriesError::Used) => "admin-seller-series-used",
        Err(SeriesError::Drafts) => "admin-seller-series-has-drafts",
        Err(error) => return Err(broken(error)),
    };
    drop(tx);
    let refusal = Refusal::at("series", i18n::text(ui.locale, key));
    refused(&app, ui, admin.0, refusal).await
}

fn done(admin: &SellerAdmin, word: &str) -> Response {
    see_other(&format!("{}?done={word}#series", paths::admin_seller(admin.0.id())))
}

fn broken(error: SeriesError) -> AppError {
    match error {
        SeriesError::Seller(error) => app_error(error),
        error => AppError::internal(error),
    }
}

fn sentences(locale: Locale, problems: &[(SeriesField, SeriesProblem)]) -> FieldErrors {
    let mut errors = FieldErrors::none();
    for (field, problem) in problems {
        let name = match field {
            SeriesField::Kind => "series-kind",
            SeriesField::Prefix => "series-prefix",
            SeriesField::Digits => "series-digits",
            SeriesField::FirstNumber => "series-first",
        };
        errors.add(name, sentence(locale, problem));
    }
    errors
}

fn sentence(locale: Locale, problem: &SeriesProblem) -> String {
    match problem {
        SeriesProblem::NotAChoice => i18n::text(locale, "admin-choose-one").into_owned(),
        SeriesProblem::TooLong { max } => {
            i18n::text_with(locale, "form-error-too-long", &[("count", Arg::from(*max))])
        }
        SeriesProblem::Characters => {
            i18n::text(locale, "admin-seller-series-characters").into_owned()
        }
        SeriesProblem::NotBetween { least, most } => i18n::text_with(
            locale,
            "admin-seller-error-between",
            &[("least", Arg::from(*least)), ("most", Arg::from(*most))],
        ),
        SeriesProblem::NotAfter { last } => i18n::text_with(
            locale,
            "admin-seller-series-not-after",
            &[("last", Arg::from(last.to_string()))],
        ),
        SeriesProblem::Collides { with } => {
            i18n::text_with(locale, "admin-seller-series-collides", &[("with", Arg::from(with))])
        }
    }
}
