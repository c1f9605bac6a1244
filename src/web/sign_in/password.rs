//! `/sign-in`: password, or a link by e-mail. One page for customers and staff.

use super::{Wait, retry_after};
use crate::auth::session::{self, Method};
use crate::auth::sign_in::{self, SignInError};
use crate::auth::{Auth, Client, local_path};
use crate::error::AppError;
use crate::i18n::Arg;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, Tone};
use crate::web::ui::{t, t_with, ui};
use crate::web::visit::Visit;
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

#[derive(Debug, Default, Deserialize)]
pub struct SignInQuery {
    /// Where to go afterwards.
    next: Option<String>,
    signed_out: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn show(
    State(auth): State<Auth>,
    session: Session,
    visit: Visit,
    Query(query): Query<SignInQuery>,
) -> Result<Response, AppError> {
    let next = query.next.as_deref().and_then(local_path::safe).unwrap_or_default();
    if visit.principal.is_some() {
        let landing = session::landing_of(&auth, &session).await.map_err(AppError::internal)?;
        return Ok(render::see_other(&landing.path(Some(next))));
    }
    let form = SignInForm { next: next.to_owned(), ..SignInForm::default() };
    let notice = if query.signed_out.is_some() {
        Some((Tone::Success, visit.say("signed-out").into_owned()))
    } else {
        (!next.is_empty()).then(|| (Tone::Info, visit.say("sign-in-again").into_owned()))
    };
    Ok(page(visit, StatusCode::OK, form, FieldErrors::none(), notice))
}

pub async fn submit(
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    visit: Visit,
    Form(form): Form<SignInForm>,
) -> Result<Response, AppError> {
    let mut errors = FieldErrors::none();
    let email = form.email.parse();
    if email.is_err() {
        errors.add("email", visit.say("form-error-email"));
    }
    if form.password.is_empty() {
        errors.add("password", visit.say("form-error-required"));
    }
    let (Ok(email), true) = (email, errors.is_empty()) else {
        return Ok(page(visit, StatusCode::UNPROCESSABLE_ENTITY, form, errors, None));
    };
    match sign_in::with_password(&auth, &client, &email, &form.password).await {
        Ok(person) => {
            let landing = session::begin(&auth, &session, person, &client, Method::Password)
                .await
                .map_err(AppError::internal)?;
            Ok(render::see_other(&landing.path(Some(&form.next))))
        }
        Err(SignInError::Wrong) => {
            errors.add("email", visit.say("sign-in-failed"));
            Ok(page(visit, StatusCode::UNPROCESSABLE_ENTITY, form, errors, None))
        }
        Err(SignInError::Wait { until }) => {
            let wait = Wait::until(until, visit.ui.now);
            errors.add("email", too_many(&visit, wait));
            let answer = page(visit, StatusCode::TOO_MANY_REQUESTS, form, errors, None);
            Ok(retry_after(answer, wait))
        }
        Err(SignInError::Store(error)) => Err(error.into()),
        Err(error @ SignInError::Hashing(_)) => Err(AppError::internal(error)),
    }
}

/// The sentence for somebody who has to wait.
pub(super) fn too_many(visit: &Visit, wait: Wait) -> String {
    visit.say_with("sign-in-too-many", &[("minutes", Arg::from(wait.minutes()))])
}

/// The page; what was typed stays, except the password.
pub(super) fn page(
    visit: Visit,
    status: StatusCode,
    form: SignInForm,
    errors: FieldErrors,
    notice: Option<(Tone, String)>,
) -> Response {
    let title = visit.say("sign-in-title");
    render::gate(visit.ui, status, &title, move || view(form, errors, notice))
}

fn view(form: SignInForm, errors: FieldErrors, notice: Option<(Tone, String)>) -> impl IntoView {
    let operator = ui().operator_name.to_string();
    let email = form.email;
    view! {
        <div>
            <h1>{t("sign-in-title")}</h1>
            <p class="page-sub">{t_with("sign-in-to-portal-of", &[("name", Arg::from(operator))])}</p>
        </div>
        {notice.map(|(tone, text)| view! { <Notice tone text/> })}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" action=paths::SIGN_IN>
            <input r#type="hidden" name="next" value=form.next/>
            <TextField name="email" label=t("sign-in-email") value=email.clone() errors=errors.clone()
                kind="email" autocomplete="username" max_length=254/>
            <TextField name="password" label=t("sign-in-password") value="" errors=errors.clone()
                kind="password" autocomplete="current-password"/>
            <div class="actions actions-wide"><button class="btn btn-primary">{t("sign-in-submit")}</button></div>
        </form>
        <p class="or">{t("sign-in-or")}</p>
        <form class="form" method="post" action="/sign-in/link">
            <TextField name="link_email" label=t("sign-in-email") value=email errors
                kind="email" autocomplete="username" hint=t("sign-in-link-hint") max_length=254/>
            <div class="actions actions-wide"><button class="btn">{t("sign-in-with-link")}</button></div>
        </form>
    }
}

impl SignInForm {
    /// The form of somebody who typed their address under "e-mail me a link".
    pub(super) fn with_email(email: String) -> Self {
        Self { email, ..Self::default() }
    }
}
