//! `/sign-in/link`: asking for a link, and using it. Opening a link shows a button; only pressing it
//! signs in, because mail scanners open every link.

use super::password::{self, SignInForm, too_many};
use super::{Wait, retry_after, secret};
use crate::auth::link::{self, LinkError};
use crate::auth::session::{self, Method};
use crate::auth::{Auth, Client};
use crate::error::AppError;
use crate::i18n::{Arg, text};
use crate::web::components::form::FieldErrors;
use crate::web::components::layout::{Notice, Tone};
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

#[derive(Debug, Deserialize)]
pub struct LinkForm {
    #[serde(default)]
    link_email: String,
    #[serde(default)]
    next: String,
}

/// Where the link leads on to; a mail scanner or a person may have changed it.
#[derive(Debug, Default, Deserialize)]
pub struct LinkQuery {
    #[serde(default)]
    next: String,
}

pub async fn request(
    State(auth): State<Auth>,
    client: Client,
    ui: Ui,
    Form(form): Form<LinkForm>,
) -> Result<Response, AppError> {
    let mut errors = FieldErrors::none();
    let Ok(email) = form.link_email.parse() else {
        errors.add("link_email", text(ui.locale, "form-error-email"));
        let form = SignInForm::with_email(form.link_email, form.next);
        return Ok(password::page(ui, StatusCode::UNPROCESSABLE_ENTITY, form, errors, None));
    };
    match link::request(&auth, &client, &email, &form.next).await {
        Ok(()) => Ok(render::see_other("/sign-in/link")),
        Err(LinkError::Wait { until }) => {
            let wait = Wait::until(until, ui.now);
            errors.add("link_email", too_many(&ui, wait));
            let form = SignInForm::with_email(form.link_email, form.next);
            let answer = password::page(ui, StatusCode::TOO_MANY_REQUESTS, form, errors, None);
            Ok(retry_after(answer, wait))
        }
        Err(error) => Err(app_error(error)),
    }
}

/// The same words whether or not a mail was sent; without the address, which has no place in a URL.
pub async fn sent(ui: Ui) -> Response {
    let title = text(ui.locale, "sign-in-link-sent-title");
    render::gate(ui, StatusCode::OK, &title, || {
        let minutes = Arg::from(link::LIFETIME.as_mins());
        view! {
            <div>
                <h1>{t("sign-in-link-sent-title")}</h1>
                <p class="page-sub">{t_with("sign-in-link-sent", &[("minutes", minutes)])}</p>
            </div>
            <p><a href=paths::SIGN_IN>{t("sign-in-back")}</a></p>
        }
    })
}

pub async fn show(
    State(auth): State<Auth>,
    ui: Ui,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    if !link::is_open(&auth, &token).await.map_err(app_error)? {
        return Ok(gone(ui));
    }
    let title = text(ui.locale, "sign-in-title");
    Ok(secret(render::gate(ui, StatusCode::OK, &title, || {
        view! {
            <div>
                <h1>{t("sign-in-title")}</h1>
                <p class="page-sub">{t("sign-in-link-press")}</p>
            </div>
            <form class="form" method="post">
                <div class="actions actions-wide"><button class="btn btn-primary">{t("sign-in-submit")}</button></div>
            </form>
        }
    })))
}

pub async fn submit(
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    ui: Ui,
    Path(token): Path<String>,
    Query(LinkQuery { next }): Query<LinkQuery>,
) -> Result<Response, AppError> {
    match link::consume(&auth, &client, &token).await {
        Ok(person) => {
            let landing = session::begin(&auth, &session, person, &client, Method::EmailLink)
                .await
                .map_err(AppError::internal)?;
            Ok(secret(render::see_other(&landing.path(Some(&next)))))
        }
        Err(LinkError::Gone) => Ok(gone(ui)),
        Err(LinkError::Wait { until }) => {
            let wait = Wait::until(until, ui.now);
            let text = too_many(&ui, wait);
            let answer = sentence(ui, StatusCode::TOO_MANY_REQUESTS, Tone::Warning, text);
            Ok(retry_after(answer, wait))
        }
        Err(error) => Err(app_error(error)),
    }
}

fn gone(ui: Ui) -> Response {
    let text = text(ui.locale, "sign-in-link-invalid").into_owned();
    sentence(ui, StatusCode::GONE, Tone::Warning, text)
}

/// A page that says one thing and leads back to sign-in.
pub(super) fn sentence(ui: Ui, status: StatusCode, tone: Tone, says: String) -> Response {
    let title = text(ui.locale, "sign-in-title");
    secret(render::gate(ui, status, &title, move || {
        view! {
            <h1>{t("sign-in-title")}</h1>
            <Notice tone text=says/>
            <p><a class="btn" href=paths::SIGN_IN>{t("sign-in-back")}</a></p>
        }
    }))
}

fn app_error(error: LinkError) -> AppError {
    match error {
        LinkError::Store(error) => error.into(),
        other => AppError::internal(other),
    }
}
