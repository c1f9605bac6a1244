//! A seller's logo: uploaded, and taken away. What is uploaded is judged by its bytes, never by its name or
//! by what the browser calls it, and neither is stored.

use super::access::SellerAdmin;
use super::form::app_error;
use super::page::{Refusal, refused};
use crate::documents::logo::{self, Logo, LogoError, UPLOAD_BYTES_MAX};
use crate::error::AppError;
use crate::flows::sellers::{SellerError, remove_logo, set_logo};
use crate::i18n::{self, Arg, Locale};
use crate::state::App;
use crate::web::admin::typed::Typed;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Form, Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;

/// What is read of a request before the connection is cut: enough to say kindly that a file is too large.
pub const BODY_BYTES_MAX: usize = 8 << 20;

/// Why nothing was taken from a request.
enum Unread {
    NotALogo(LogoError),
    Broken(AppError),
}

/// POST …/logo
pub async fn upload(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, AppError> {
    let form = form.map_err(|_| AppError::BadRequest)?;
    let logo = match read(form).await {
        Ok(logo) => logo,
        Err(Unread::NotALogo(error)) => {
            let refusal = Refusal::at("logo", sentence(ui.locale, error));
            return refused(&app, ui, admin.0, refusal).await;
        }
        Err(Unread::Broken(error)) => return Err(error),
    };
    let mut tx = admin.begin(&app).await?;
    let role = admin.0.staff.role;
    set_logo(&mut tx, ui.now, role, admin.0.id(), &logo).await.map_err(app_error)?;
    tx.commit().await?;
    Ok(done(&admin, "logo"))
}

/// POST …/logo/remove
pub async fn remove(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let mut tx = admin.begin(&app).await?;
    let (id, role) = (admin.0.id(), admin.0.staff.role);
    match remove_logo(&mut tx, ui.now, role, id, form.get("logo")).await {
        Ok(()) => tx.commit().await?,
        Err(SellerError::Changed) => {
            drop(tx);
            let refusal = Refusal::at("logo", i18n::text(ui.locale, "admin-seller-logo-changed"));
            return refused(&app, ui, admin.0, refusal).await;
        }
        Err(error) => return Err(app_error(error)),
    }
    Ok(done(&admin, "logo-removed"))
}

fn done(admin: &SellerAdmin, word: &str) -> Response {
    see_other(&format!("{}?done={word}", paths::admin_seller(admin.0.id())))
}

/// The logo in the form's only field.
async fn read(mut form: Multipart) -> Result<Logo, Unread> {
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() == Some("logo") {
            let bytes = bytes(field).await?;
            // Decoding takes long enough that others should not wait for it.
            let read = tokio::task::spawn_blocking(move || logo::read(&bytes)).await;
            let read = read.map_err(|error| Unread::Broken(AppError::internal(error)))?;
            return read.map_err(Unread::NotALogo);
        }
    }
    Err(Unread::NotALogo(LogoError::Empty))
}

/// The file, of which no more than may be looked at is kept.
async fn bytes(mut field: Field<'_>) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    let mut is_too_large = false;
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        is_too_large |= bytes.len() + chunk.len() > UPLOAD_BYTES_MAX;
        if !is_too_large {
            bytes.extend_from_slice(&chunk);
        }
    }
    if is_too_large { Err(Unread::NotALogo(LogoError::TooManyBytes)) } else { Ok(bytes) }
}

fn unreadable(error: MultipartError) -> Unread {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Unread::NotALogo(LogoError::TooManyBytes),
        _ => Unread::Broken(AppError::BadRequest),
    }
}

fn sentence(locale: Locale, error: LogoError) -> String {
    let size = |width: u32, height: u32| {
        [("width", Arg::from(i64::from(width))), ("height", Arg::from(i64::from(height)))]
    };
    let key = match error {
        LogoError::TooManyPixels { width_px, height_px } => {
            let key = "admin-seller-logo-too-many-pixels";
            return i18n::text_with(locale, key, &size(width_px, height_px));
        }
        LogoError::TooFewPixels { width_px, height_px } => {
            let key = "admin-seller-logo-too-few-pixels";
            return i18n::text_with(locale, key, &size(width_px, height_px));
        }
        LogoError::Empty => "admin-seller-logo-empty",
        LogoError::TooManyBytes => "admin-seller-logo-too-large",
        LogoError::Svg => "admin-seller-logo-svg",
        LogoError::NotAPicture => "admin-seller-logo-not-a-picture",
        LogoError::Broken => "admin-seller-logo-broken",
        LogoError::Blank => "admin-seller-logo-blank",
    };
    i18n::text(locale, key).into_owned()
}
