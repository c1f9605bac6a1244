//! The page behind every status that is not a success: what happened, and the way on. What went wrong
//! inside is in the log, under the reference that the page shows.

use super::render;
use super::ui::{Ui, Viewer, t};
use crate::error::AppError;
use crate::i18n;
use crate::state::App;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use std::any::Any;
use tower_sessions::Session;
use uuid::Uuid;

/// Rides on a response whose page is still to be made.
#[derive(Clone, Debug)]
struct Reference(Uuid);

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = status.into_response();
        if status.is_server_error() {
            let reference = Uuid::now_v7();
            tracing::error!(%reference, error = %self, "request failed");
            response.extensions_mut().insert(Reference(reference));
        }
        response
    }
}

/// What a part of the product said when it gave up in the middle of a request.
#[derive(Debug, thiserror::Error)]
#[error("panicked: {0}")]
struct Panicked(String);

/// The answer of a request whose code panicked: a defect like any other.
pub fn of_panic(cause: Box<dyn Any + Send>) -> Response {
    let literal = cause.downcast_ref::<&str>().map(|&said| said.to_owned());
    let said = literal.or_else(|| cause.downcast_ref::<String>().cloned());
    AppError::internal(Panicked(said.unwrap_or_default())).into_response()
}

/// Middleware: gives a page to each error that has none, in the viewer's language.
pub async fn fill_in(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants_page = !request.uri().path().starts_with("/v1/");
    // Enough to ask once more, after the answer, who looks at the page; cheap, for it is not needed often.
    let kept = Kept::of(&request);
    let response = next.run(request).await;
    let status = response.status();
    let has_page = response.headers().contains_key(header::CONTENT_TYPE)
        && !response.headers()[header::CONTENT_TYPE].as_bytes().starts_with(b"text/plain");
    if !wants_page || has_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut parts = kept.into_parts();
    let Ok(ui) = Ui::from_request_parts(&mut parts, &app).await;
    let reference = response.extensions().get::<Reference>().map(|reference| reference.0);
    page(ui, status, reference)
}

/// What of a request tells its viewer and their language.
struct Kept {
    uri: Uri,
    session: Option<Session>,
    language: [(HeaderName, Option<HeaderValue>); 2],
}

impl Kept {
    fn of(request: &Request) -> Self {
        let header = |name: HeaderName| (name.clone(), request.headers().get(name).cloned());
        Self {
            uri: request.uri().clone(),
            session: request.extensions().get::<Session>().cloned(),
            language: [header(header::COOKIE), header(header::ACCEPT_LANGUAGE)],
        }
    }

    fn into_parts(self) -> Parts {
        let (mut parts, ()) = axum::http::Request::new(()).into_parts();
        parts.uri = self.uri;
        for (name, value) in self.language {
            if let Some(value) = value {
                parts.headers.insert(name, value);
            }
        }
        if let Some(session) = self.session {
            parts.extensions.insert(session);
        }
        parts
    }
}

/// The error page itself.
fn page(ui: Ui, status: StatusCode, reference: Option<Uuid>) -> Response {
    let (title, text) = match status {
        StatusCode::NOT_FOUND => ("error-not-found-title", "error-not-found-text"),
        StatusCode::FORBIDDEN => ("error-forbidden-title", "error-forbidden-text"),
        StatusCode::SERVICE_UNAVAILABLE => ("error-unavailable-title", "error-unavailable-text"),
        status if status.is_client_error() => ("error-bad-request-title", "error-bad-request-text"),
        _ => ("error-internal-title", "error-internal-text"),
    };
    let is_stranger = matches!(ui.viewer, Viewer::Nobody);
    let home = if matches!(ui.viewer, Viewer::Staff { .. }) { "/admin" } else { "/" };
    let title_text = i18n::text(ui.locale, title);
    let body = move || {
        let reference = reference.map(|id| {
            view! { <p class="small">{t("error-reference")}" "<code>{id.to_string()}</code></p> }
        });
        view! {
            <div class="empty">
                <p class="empty-code">{status.as_u16().to_string()}</p>
                <h1>{t(title)}</h1>
                <p>{t(text)}</p>
                {reference}
                <div class="actions"><a class="btn" href=home>{t("error-home")}</a></div>
            </div>
        }
    };
    if is_stranger {
        render::gate(ui, status, &title_text, body)
    } else {
        render::page(ui, status, &title_text, body)
    }
}
