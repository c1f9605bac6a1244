//! From a view to an answer: the page is loaded first, then rendered whole, without any inline script,
//! so that the Content-Security-Policy needs neither nonces nor exceptions (docs/adr/0002).

use super::shell;
use super::ui::{self, Ui};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use leptos::tachys::view::{Position, RenderHtml};
use std::sync::Arc;

/// The answer with this page: the shell around `body`. `title` is the browser's title.
pub fn page<V: IntoView + 'static>(
    ui: Ui,
    status: StatusCode,
    title: &str,
    body: impl FnOnce() -> V,
) -> Response {
    html(status, render(ui, |title, body| shell::app(title, body).into_any(), title, body))
}

/// The answer with a page that stands before a session: sign-in, links, invitations.
pub fn gate<V: IntoView + 'static>(
    ui: Ui,
    status: StatusCode,
    title: &str,
    body: impl FnOnce() -> V,
) -> Response {
    html(status, render(ui, |title, body| shell::gate(title, body).into_any(), title, body))
}

/// The page as text.
fn render<V: IntoView + 'static>(
    ui: Ui,
    frame: impl FnOnce(&str, AnyView) -> AnyView,
    title: &str,
    body: impl FnOnce() -> V,
) -> String {
    // Components without signals need no reactive owner, but third-party ones may: it is dropped with
    // everything it holds when the page is done.
    let owner = Owner::new();
    let html = tracing::debug_span!("page render").in_scope(|| {
        owner.with(|| {
            ui::within(Arc::new(ui), || {
                // One type-erasure point per page: without it the compiler instantiates the whole page's type.
                let body = body().into_any();
                frame(title, body).to_html()
            })
        })
    });
    owner.cleanup();
    html
}

fn html(status: StatusCode, body: String) -> Response {
    const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, HTML)], body).into_response()
}

/// After a successful post: see the page at `path` (303).
#[must_use]
pub fn see_other(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}

/// The rows of a long table as HTML, for `inner_html`: written one by one as they stand, where a list of
/// views would first be copied as a whole when the page erases its types.
pub fn rows_as_html<V: RenderHtml>(rows: impl Iterator<Item = V>) -> String {
    let mut html = String::with_capacity(16 << 10);
    for row in rows {
        row.to_html_with_buf(&mut html, &mut Position::FirstChild, true, false, Vec::new());
    }
    html
}
