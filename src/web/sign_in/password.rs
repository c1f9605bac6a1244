//! `/sign-in`: password, or a link by e-mail. One page for customers and staff.

use super::{Wait, retry_after};
use crate::auth::session::{self, Method};
use crate::auth::sign_in::{self, SignInError};
use crate::auth::{Auth, Client, Principal, local_path};
use crate::error::AppError;
use crate::i18n::{Arg, text, text_with};
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Notice, Tone};
use crate::web::ui::{Ui, t, t_with, ui};
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
    session: Session,
    principal: Option<Principal>,
    ui: Ui,
    Query(query): Query<SignInQuery>,
) -> Result<Response, AppError> {
    let next = query.next.as_deref().and_then(local_path::safe).unwrap_or_default();
    if principal.is_some() {
        let landing = session::landing_of(&session).await.map_err(AppError::internal)?;
        return Ok(render::see_other(&landing.path(Some(next))));
    }
    let form = SignInForm { next: next.to_owned(), ..SignInForm::default() };
    let notice = if query.signed_out.is_some() {
        Some((Tone::Success, text(ui.locale, "signed-out").into_owned()))
    } else {
        (!next.is_empty()).then(|| (Tone::Info, text(ui.locale, "sign-in-again").into_owned()))
    };
    Ok(page(ui, StatusCode::OK, form, FieldErrors::none(), notice))
}

pub async fn submit(
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    ui: Ui,
    Form(form): Form<SignInForm>,
) -> Result<Response, AppError> {
    let mut errors = FieldErrors::none();
    let email = form.email.parse();
    if email.is_err() {
        errors.add("email", text(ui.locale, "form-error-email"));
    }
    if form.password.is_empty() {
        errors.add("password", text(ui.locale, "form-error-required"));
    }
    let (Ok(email), true) = (email, errors.is_empty()) else {
        return Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, form, errors, None));
    };
    match sign_in::with_password(&auth, &client, &email, &form.password).await {
        Ok(person) => {
            let landing = session::begin(&auth, &session, person, &client, Method::Password)
                .await
                .map_err(AppError::internal)?;
            Ok(render::see_other(&landing.path(Some(&form.next))))
        }
        Err(SignInError::Wrong) => {
            errors.add("email", text(ui.locale, "sign-in-failed"));
            Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, form, errors, None))
        }
        Err(SignInError::Wait { until }) => {
            let wait = Wait::until(until, ui.now);
            errors.add("email", too_many(&ui, wait));
            let answer = page(ui, StatusCode::TOO_MANY_REQUESTS, form, errors, None);
            Ok(retry_after(answer, wait))
        }
        Err(SignInError::Store(error)) => Err(error.into()),
        Err(error @ SignInError::Hashing(_)) => Err(AppError::internal(error)),
    }
}

/// The sentence for somebody who has to wait.
pub(in crate::web) fn too_many(ui: &Ui, wait: Wait) -> String {
    text_with(ui.locale, "sign-in-too-many", &[("minutes", Arg::from(wait.minutes()))])
}

/// The page; what was typed stays, except the password.
pub(super) fn page(
    ui: Ui,
    status: StatusCode,
    form: SignInForm,
    errors: FieldErrors,
    notice: Option<(Tone, String)>,
) -> Response {
    let title = text(ui.locale, "sign-in-title");
    render::gate(ui, status, &title, move || view(form, errors, notice))
}

fn view(form: SignInForm, errors: FieldErrors, notice: Option<(Tone, String)>) -> impl IntoView {
    let operator = ui().operator_name.to_string();
    let SignInForm { email, next, .. } = form;
    view! {
        <div>
            <h1>{t("sign-in-title")}</h1>
            <p class="page-sub">{t_with("sign-in-to-portal-of", &[("name", Arg::from(operator))])}</p>
        </div>
        {notice.map(|(tone, text)| view! { <Notice tone text/> })}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" action=paths::SIGN_IN>
            <input r#type="hidden" name="next" value=next.clone()/>
            <TextField name="email" label=t("sign-in-email") value=email.clone() errors=errors.clone()
                kind="email" autocomplete="username" max_length=254/>
            <TextField name="password" label=t("sign-in-password") value="" errors=errors.clone()
                kind="password" autocomplete="current-password"/>
            <div class="actions actions-wide"><button class="btn btn-primary">{t("sign-in-submit")}</button></div>
        </form>
        <p class="or">{t("sign-in-or")}</p>
        <form class="form" method="post" action="/sign-in/link">
            <input r#type="hidden" name="next" value=next/>
            <TextField name="link_email" label=t("sign-in-email") value=email errors
                kind="email" autocomplete="username" hint=t("sign-in-link-hint") max_length=254/>
            <div class="actions actions-wide"><button class="btn">{t("sign-in-with-link")}</button></div>
        </form>
    }
}

impl SignInForm {
    /// The form of somebody who typed their address under "e-mail me a link".
    pub(super) fn with_email(email: String, next: String) -> Self {
        Self { email, next, ..Self::default() }
    }
}
