//! Every page of the product on one screen: its address and its handlers.

use super::portal;
use crate::state::App;
use axum::Router;
use axum::routing::{get, post};

/// The routes of all pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(portal::overview::show))
        .route("/language", post(portal::language::choose))
        .fallback(|| async { axum::http::StatusCode::NOT_FOUND })
}
