//! Choosing the language of pages: kept on the person when signed in, else in a cookie.

use crate::auth::SignedInPerson;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::state::App;
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, people};
use crate::web::context::LANGUAGE_COOKIE;
use crate::web::render::see_other;
use axum::extract::{Form, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Choice {
    language: String,
    #[serde(default)]
    back: String,
}

/// Remembers the language and returns to the page it was chosen on.
pub async fn choose(
    State(app): State<App>,
    person: Option<SignedInPerson>,
    Form(choice): Form<Choice>,
) -> Result<Response, AppError> {
    let locale = Locale::from_bcp47(&choice.language).ok_or(AppError::BadRequest)?;
    if let Some(signed_in) = person {
        let actor = Actor::Person(signed_in.person.0);
        let mut tx = SignInTx::begin(&app.db, &actor, app.clock.now()).await?;
        let profile =
            people::profile_in(&mut tx, signed_in.person).await?.ok_or(AppError::NotFound)?;
        people::set_profile(&mut tx, signed_in.person, &profile.name, Some(locale.as_bcp47()))
            .await?;
        tx.commit().await?;
    }
    let mut response = see_other(crate::auth::local_path::safe(&choice.back).unwrap_or("/"));
    let cookie =
        format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", locale.as_bcp47());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
