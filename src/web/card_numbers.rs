//! Refuses every form and every query that holds a payment card's number (row R1): it reaches no page's
//! code, no table and no log. Cards are entered on the gateway's own pages only.
//!
//! Owns where it looks and what it answers; what a card's number is, is `domain::card_number`.

use super::render;
use super::ui::{Ui, Viewer, t};
use crate::domain::card_number;
use crate::i18n;
use crate::state::App;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

/// Bodies are bounded by the router to the same size; this is the bound where there is no extractor.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Middleware: answers 422 with a page that says why, in place of the route.
pub async fn refuse(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = form_body(&parts, body).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let query = parts.uri.query().unwrap_or_default();
    let form: &[u8] = if let FormBody::Read(bytes) = &body { bytes } else { &[] };
    if holds_card_number(query.as_bytes()) || holds_card_number(form) {
        return refusal(&app, parts).await;
    }
    let body = match body {
        FormBody::Read(bytes) => Body::from(bytes),
        FormBody::Other(body) => body,
    };
    next.run(Request::from_parts(parts, body)).await
}

enum FormBody {
    Read(axum::body::Bytes),
    Other(Body),
}

/// Reads the body if it is a form's; the others are no page's to read.
async fn form_body(parts: &Parts, body: Body) -> Result<FormBody, axum::Error> {
    let is_form =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(
            |media| media.trim_start().starts_with("application/x-www-form-urlencoded"),
        );
    if is_form {
        to_bytes(body, BODY_BYTES_MAX).await.map(FormBody::Read)
    } else {
        Ok(FormBody::Other(body))
    }
}

/// Looks at names and values alike.
fn holds_card_number(encoded: &[u8]) -> bool {
    url::form_urlencoded::parse(encoded)
        .any(|(name, value)| card_number::is_in(&name) || card_number::is_in(&value))
}

async fn refusal(app: &App, mut parts: Parts) -> Response {
    // The path, never what was sent.
    tracing::warn!(path = parts.uri.path(), "a card's number was refused");
    let Ok(ui) = Ui::from_request_parts(&mut parts, app).await;
    let is_stranger = matches!(ui.viewer, Viewer::Nobody);
    let title = i18n::text(ui.locale, "card-number-refused-title");
    let body = || {
        view! {
            <div class="empty">
                <h1>{t("card-number-refused-title")}</h1>
                <p>{t("card-number-refused-text")}</p>
            </div>
        }
    };
    if is_stranger {
        render::gate(ui, StatusCode::UNPROCESSABLE_ENTITY, &title, body)
    } else {
        render::page(ui, StatusCode::UNPROCESSABLE_ENTITY, &title, body)
    }
}
