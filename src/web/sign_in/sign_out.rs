//! `/sign-out`: ends the session on the server and in the browser.

use crate::auth::{Auth, session};
use crate::error::AppError;
use crate::web::render;
use axum::extract::State;
use axum::response::Response;
use tower_sessions::Session;

pub async fn submit(State(auth): State<Auth>, session: Session) -> Result<Response, AppError> {
    session::end(&auth, &session).await.map_err(AppError::internal)?;
    Ok(render::see_other("/sign-in?signed_out=1"))
}
