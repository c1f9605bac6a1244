//! `/settings/account`: one's own name, language, password and sessions; for customers and staff.

use super::display_currency::{self, DisplayChoice};
use super::{notices_mail, phone};
use crate::auth::password::MIN_CHARACTERS;
use crate::auth::sign_in::{self, ChangePasswordError};
use crate::auth::{Auth, Client, Principal};
use crate::domain::id::SessionId;
use crate::domain::mail_topic::MailTopic;
use crate::error::AppError;
use crate::flows::people::{self as flow, ProfileError};
use crate::i18n::{Arg, Locale, text, text_with};
use crate::state::App;
use crate::store::people::{self, PersonProfile};
use crate::store::sessions::{self, SessionRow};
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::portal::user_agent;
use crate::web::sign_in::{Wait, weak_password};
use crate::web::ui::{Ui, date_time, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tower_sessions::Session;

#[derive(Debug, Deserialize)]
pub struct AccountQuery {
    /// What the form before this page did.
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Saved,
    Password,
    SessionEnded,
    OthersEnded,
    Mail,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum AccountForm {
    Profile {
        #[serde(default)]
        name: String,
        /// Empty: as the account's.
        #[serde(default)]
        language: String,
    },
    Password {
        #[serde(default)]
        current_password: String,
        #[serde(default)]
        new_password: String,
    },
    EndSession {
        session: SessionId,
    },
    EndOtherSessions,
    /// In which currency a customer's person reads about how much it is.
    Display {
        /// Empty: as the customer's.
        #[serde(default)]
        currency: String,
    },
    /// The topics of mail that are ticked, by their words.
    Mail(BTreeMap<String, String>),
}

pub async fn show(
    State(app): State<App>,
    session: Session,
    principal: Principal,
    ui: Ui,
    Query(query): Query<AccountQuery>,
) -> Result<Response, AppError> {
    let notice = query.done.map(|done| {
        let said = match done {
            Done::Saved => text(ui.locale, "account-saved"),
            Done::Password => text(ui.locale, "password-changed"),
            Done::SessionEnded => text(ui.locale, "sessions-ended"),
            Done::OthersEnded => text(ui.locale, "sessions-others-ended"),
            Done::Mail => text(ui.locale, "mail-preferences-saved"),
        };
        said.into_owned()
    });
    let outcome = Outcome { notice, ..Outcome::default() };
    page(&app, &session, &principal, ui, StatusCode::OK, outcome).await
}

/// What the form that was sent amounts to, for the page that shows it again.
#[derive(Default)]
pub(super) struct Outcome {
    notice: Option<String>,
    /// The name and language as typed, when they were refused.
    typed: Option<(String, String)>,
    pub(super) errors: FieldErrors,
}

pub async fn submit(
    State(app): State<App>,
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    principal: Principal,
    ui: Ui,
    Form(form): Form<AccountForm>,
) -> Result<Response, AppError> {
    let person = principal.person();
    let (refusal, done) = match form {
        AccountForm::Profile { name, language } => {
            let outcome = save_profile(&auth, &principal, &ui, name, language).await?;
            (outcome.map(|outcome| (StatusCode::UNPROCESSABLE_ENTITY, outcome)), "saved")
        }
        AccountForm::Password { current_password, new_password } => {
            let keep = session.id();
            let changed = sign_in::change_password(
                &auth,
                &client,
                person,
                &current_password,
                &new_password,
                keep,
            );
            (password_refusal(&ui, changed.await)?, "password")
        }
        AccountForm::EndSession { session } => {
            flow::end_session(&auth, person, session).await?;
            (None, "session_ended")
        }
        AccountForm::Display { currency } => {
            (display_currency::save(&app, &principal, &ui, &currency).await?, "saved")
        }
        AccountForm::Mail(ticked) => {
            notices_mail::save(&app, &principal, &ui, &ticked).await?;
            (None, "mail")
        }
        AccountForm::EndOtherSessions => {
            flow::end_other_sessions(&auth, person, session.id()).await?;
            (None, "others_ended")
        }
    };
    match refusal {
        Some((status, outcome)) => page(&app, &session, &principal, ui, status, outcome).await,
        None => Ok(render::see_other(&format!("{}?done={done}", paths::ACCOUNT))),
    }
}

/// Saves, or says what is wrong.
async fn save_profile(
    auth: &Auth,
    principal: &Principal,
    ui: &Ui,
    name: String,
    language: String,
) -> Result<Option<Outcome>, AppError> {
    let mut errors = FieldErrors::none();
    let locale = Locale::from_bcp47(&language);
    if locale.is_none() && !language.is_empty() {
        errors.add("language", text(ui.locale, "form-error-choice"));
    } else {
        let tag = locale.map(Locale::as_bcp47);
        match flow::update_profile(auth, principal.person(), &name, tag).await {
            Ok(()) => return Ok(None),
            Err(ProfileError::BadName) => errors.add("name", text(ui.locale, "form-error-name")),
            Err(ProfileError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Some(Outcome { typed: Some((name, language)), errors, notice: None }))
}

fn password_refusal(
    ui: &Ui,
    changed: Result<(), ChangePasswordError>,
) -> Result<Option<(StatusCode, Outcome)>, AppError> {
    let mut errors = FieldErrors::none();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match changed {
        Ok(()) => return Ok(None),
        Err(ChangePasswordError::WrongCurrent) => {
            errors.add("current_password", text(ui.locale, "password-current-wrong"));
        }
        Err(ChangePasswordError::Weak(weak)) => errors.add("new_password", weak_password(ui, weak)),
        Err(ChangePasswordError::Wait { until }) => {
            status = StatusCode::TOO_MANY_REQUESTS;
            let minutes = Arg::from(Wait::until(until, ui.now).minutes());
            let said = text_with(ui.locale, "sign-in-too-many", &[("minutes", minutes)]);
            errors.add("current_password", said);
        }
        Err(ChangePasswordError::NotFound) => return Err(AppError::NotFound),
        Err(ChangePasswordError::Store(error)) => return Err(error.into()),
        Err(error @ ChangePasswordError::Hashing(_)) => return Err(AppError::internal(error)),
    }
    Ok(Some((status, Outcome { errors, ..Outcome::default() })))
}

async fn page(
    app: &App,
    session: &Session,
    principal: &Principal,
    ui: Ui,
    status: StatusCode,
    outcome: Outcome,
) -> Result<Response, AppError> {
    let person = principal.person();
    let profile = people::profile(&app.db, person).await?.ok_or(AppError::NotFound)?;
    let sessions = sessions::list(&app.db, ui.now, person, session.id()).await?;
    let chosen = Chosen {
        display: display_currency::load(app, principal).await?,
        declined_mail: notices_mail::load(app, principal).await?,
        gets_sms: app.work.sms.is_some() && matches!(principal, Principal::Customer(_)),
    };
    let title = text(ui.locale, "account-title");
    Ok(render::page(ui, status, &title, move || view(profile, sessions, chosen, outcome)))
}

/// What a customer's person has chosen for this customer; none of it for staff.
struct Chosen {
    display: Option<DisplayChoice>,
    declined_mail: Option<BTreeSet<MailTopic>>,
    /// Text messages are offered.
    gets_sms: bool,
}

fn view(
    profile: PersonProfile,
    sessions: Vec<SessionRow>,
    chosen: Chosen,
    outcome: Outcome,
) -> impl IntoView {
    let Outcome { notice, typed, errors } = outcome;
    let has_password = profile.has_password;
    let (name, language) =
        typed.unwrap_or_else(|| (profile.name.clone(), profile.language.unwrap_or_default()));
    view! {
        <PageHead title=t("account-title") sub=view! { {profile.email} }.into_any()/>
        {notice.map(|said| view! { <Notice tone=Tone::Success text=said/> })}
        <ErrorSummary errors=errors.clone()/>
        {profile_form(name, language, errors.clone())}
        {chosen.declined_mail.map(|declined| notices_mail::form(declined))}
        {phone::link(chosen.gets_sms)}
        {chosen.display.map(|choice| display_currency::form(choice, errors.clone()))}
        {password_form(has_password, errors)}
        {session_list(sessions)}
    }
}

fn profile_form(name: String, language: String, errors: FieldErrors) -> impl IntoView {
    let own = (String::new(), t("account-language-of-account").into_owned());
    let languages = std::iter::once(own)
        .chain(Locale::ALL.into_iter().map(|locale| {
            let tag = locale.as_bcp47();
            (tag.to_owned(), t(&format!("language-{tag}")).into_owned())
        }))
        .collect();
    view! {
        <section class="section" aria-labelledby="profile">
            <div class="section-head"><h2 id="profile">{t("account-profile")}</h2></div>
            <form class="form" method="post" action=paths::ACCOUNT>
                <input r#type="hidden" name="intent" value="profile"/>
                <TextField name="name" label=t("account-name") value=name errors=errors.clone()
                    autocomplete="name" max_length=120/>
                <SelectField name="language" label=t("nav-language") options=languages
                    selected=language errors optional=true/>
                <div class="actions"><button class="btn btn-primary">{t("action-save")}</button></div>
            </form>
        </section>
    }
}

fn password_form(has_password: bool, errors: FieldErrors) -> impl IntoView {
    let hint = t_with("password-hint", &[("count", Arg::from(MIN_CHARACTERS))]);
    let current = if has_password {
        view! {
            <TextField name="current_password" label=t("password-current") value=""
                errors=errors.clone() kind="password" autocomplete="current-password"/>
        }
        .into_any()
    } else {
        view! { <p>{t("password-none-yet")}</p> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="password">
            <div class="section-head"><h2 id="password">{t("sign-in-password")}</h2></div>
            <form class="form" method="post" action=paths::ACCOUNT>
                <input r#type="hidden" name="intent" value="password"/>
                {current}
                <TextField name="new_password" label=t("password-new") value="" errors
                    kind="password" autocomplete="new-password" hint=hint/>
                <div class="actions"><button class="btn">{t("password-change")}</button></div>
            </form>
        </section>
    }
}

fn session_list(sessions: Vec<SessionRow>) -> impl IntoView {
    let end_others = (sessions.len() > 1).then(|| {
        view! {
            <form method="post" action=paths::ACCOUNT>
                <input r#type="hidden" name="intent" value="end_other_sessions"/>
                <button class="btn">{t("sessions-end-others")}</button>
            </form>
        }
    });
    let entries: Vec<_> = sessions.into_iter().map(session_entry).collect();
    view! {
        <section class="section" aria-labelledby="sessions">
            <div class="section-head"><h2 id="sessions">{t("sessions-title")}</h2></div>
            <ul class="list">{entries}</ul>
            {end_others}
        </section>
    }
}

fn session_entry(row: SessionRow) -> impl IntoView {
    let title = match user_agent::read(&row.user_agent) {
        (Some(browser), Some(system)) => {
            t_with("sessions-browser-on", &[("browser", browser.into()), ("system", system.into())])
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => t("sessions-unknown-browser").into_owned(),
    };
    let last_seen =
        t_with("sessions-last-seen", &[("time", Arg::from(date_time(row.last_seen_at)))]);
    let end = if row.is_current {
        view! { <span class="badge" data-tone="success">{t("sessions-current")}</span> }.into_any()
    } else {
        view! {
            <form method="post" action=paths::ACCOUNT>
                <input r#type="hidden" name="intent" value="end_session"/>
                <input r#type="hidden" name="session" value=row.session.to_string()/>
                <button class="btn btn-small">
                    {t("sessions-end")}<span class="visually-hidden">" "{title.clone()}</span>
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <div class="list-text">
                <span class="list-title">{title}</span><small>{row.client_ip}" · "{last_seen}</small>
            </div>
            <div class="list-end">{end}</div>
        </li>
    }
}
