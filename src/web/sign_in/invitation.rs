//! `/invitations/{token}`: joining a customer's account. A stranger sets a name and a password; who
//! has an account signs in to it first.

use super::link::sentence;
use super::switch_tenant::sign_out_form;
use super::{Wait, password, retry_after, secret};
use crate::auth::password::{MAX_CHARACTERS, MIN_CHARACTERS, WeakPassword};
use crate::auth::session::{self, Method};
use crate::auth::{Auth, Client, SignedInPerson, local_path};
use crate::domain::id::{PersonId, TenantId};
use crate::error::AppError;
use crate::flows::people::{self as flow, AcceptError};
use crate::i18n::{Arg, text, text_with};
use crate::store::people::{self, InvitationOffer};
use crate::store::sessions::Acting;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::Tone;
use crate::web::path::Path;
use crate::web::ui::{Ui, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

#[derive(Debug, Default, Deserialize)]
pub struct AcceptForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// What stands between the holder of the link and the account.
enum Step {
    /// The address is new: choose a name and a password.
    Register(AcceptForm, FieldErrors),
    /// Signed in as the invited address: one button.
    Join,
    /// The address has an account that is not signed in here.
    SignIn { next: String },
    /// Somebody else is signed in.
    OtherPerson { email: String },
}

pub async fn show(
    State(auth): State<Auth>,
    client: Client,
    person: Option<SignedInPerson>,
    ui: Ui,
    Path(token): Path<String>,
) -> Result<Response, AppError> {
    let offer = match flow::offer(&auth, &client, &token).await {
        Ok(offer) => offer,
        Err(error) => return refused(ui, error),
    };
    let step = step(&auth, &offer, person, &ui).await?;
    Ok(page(ui, StatusCode::OK, offer, step))
}

pub async fn submit(
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    person: Option<SignedInPerson>,
    ui: Ui,
    Path(token): Path<String>,
    Form(form): Form<AcceptForm>,
) -> Result<Response, AppError> {
    let offer = match flow::offer(&auth, &client, &token).await {
        Ok(offer) => offer,
        Err(error) => return refused(ui, error),
    };
    let joined = match step(&auth, &offer, person.clone(), &ui).await? {
        Step::Register(..) => {
            flow::accept_as_new_person(&auth, &client, &token, &form.name, &form.password).await
        }
        Step::Join => match &person {
            Some(person) => flow::accept_as_signed_in(&auth, &token, person.person).await,
            None => Err(AcceptError::MustSignIn),
        },
        step @ (Step::SignIn { .. } | Step::OtherPerson { .. }) => {
            return Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, offer, step));
        }
    };
    let (joined, tenant) = match joined {
        Ok(joined) => joined,
        Err(error) => return corrected(ui, offer, form, error),
    };
    enter(&auth, &session, &client, person.is_some(), joined, tenant).await
}

/// Into the account that was just joined.
async fn enter(
    auth: &Auth,
    session: &Session,
    client: &Client,
    is_signed_in: bool,
    person: PersonId,
    tenant: TenantId,
) -> Result<Response, AppError> {
    if !is_signed_in {
        session::begin(auth, session, person, client, Method::Invitation)
            .await
            .map_err(AppError::internal)?;
    }
    let landing = session::switch(auth, session, Acting::Customer(tenant))
        .await
        .map_err(AppError::internal)?;
    Ok(secret(render::see_other(&landing.path(None))))
}

async fn step(
    auth: &Auth,
    offer: &InvitationOffer,
    person: Option<SignedInPerson>,
    ui: &Ui,
) -> Result<Step, AppError> {
    let profile = match person {
        Some(person) => people::profile(&auth.db, person.person).await?,
        None => None,
    };
    Ok(match profile {
        Some(profile) if profile.email == offer.email => Step::Join,
        Some(profile) => Step::OtherPerson { email: profile.email },
        None if offer.has_account => {
            Step::SignIn { next: local_path::with_next(paths::SIGN_IN, &ui.path) }
        }
        None => Step::Register(AcceptForm::default(), FieldErrors::none()),
    })
}

/// The form again, with what is wrong with it; or the page that says why there is none.
fn corrected(
    ui: Ui,
    offer: InvitationOffer,
    form: AcceptForm,
    error: AcceptError,
) -> Result<Response, AppError> {
    let mut errors = FieldErrors::none();
    match error {
        AcceptError::BadName => errors.add("name", text(ui.locale, "form-error-name")),
        AcceptError::Weak(weak) => errors.add("password", weak_password(&ui, weak)),
        other => return refused(ui, other),
    }
    let step = Step::Register(form, errors);
    Ok(page(ui, StatusCode::UNPROCESSABLE_ENTITY, offer, step))
}

/// What is wrong with a new password.
pub(in crate::web) fn weak_password(ui: &Ui, weak: WeakPassword) -> String {
    match weak {
        WeakPassword::TooShort => {
            text_with(ui.locale, "password-too-short", &[("count", Arg::from(MIN_CHARACTERS))])
        }
        WeakPassword::TooLong => {
            text_with(ui.locale, "form-error-too-long", &[("count", Arg::from(MAX_CHARACTERS))])
        }
        WeakPassword::TooCommon => text(ui.locale, "password-common").into_owned(),
    }
}

fn refused(ui: Ui, error: AcceptError) -> Result<Response, AppError> {
    match error {
        // The account came into being meanwhile: the link is as good as used for this visitor.
        AcceptError::Gone | AcceptError::MustSignIn => {
            let text = text(ui.locale, "invitation-invalid").into_owned();
            Ok(sentence(ui, StatusCode::GONE, Tone::Warning, text))
        }
        AcceptError::Wait { until } => {
            let wait = Wait::until(until, ui.now);
            let text = password::too_many(&ui, wait);
            let answer = sentence(ui, StatusCode::TOO_MANY_REQUESTS, Tone::Warning, text);
            Ok(retry_after(answer, wait))
        }
        AcceptError::Store(error) => Err(error.into()),
        other => Err(AppError::internal(other)),
    }
}

fn page(ui: Ui, status: StatusCode, offer: InvitationOffer, step: Step) -> Response {
    let title =
        text_with(ui.locale, "invitation-title", &[("account", Arg::from(&offer.tenant_name))]);
    let heading = title.clone();
    secret(render::gate(ui, status, &title, move || view(heading, offer, step)))
}

fn view(heading: String, offer: InvitationOffer, step: Step) -> impl IntoView {
    let role = t(&format!("member-role-{}", offer.role.word()));
    let invited = t_with(
        "invitation-for",
        &[("email", Arg::from(&offer.email)), ("role", Arg::from(role.into_owned()))],
    );
    let way_on = match step {
        Step::Register(form, errors) => register_form(form, errors).into_any(),
        Step::Join => view! {
            <form class="form" method="post">
                <div class="actions actions-wide"><button class="btn btn-primary">{t("invitation-accept")}</button></div>
            </form>
        }
        .into_any(),
        Step::SignIn { next } => view! {
            <p>{t("invitation-sign-in-first")}</p>
            <p class="actions actions-wide"><a class="btn btn-primary" href=next>{t("sign-in-submit")}</a></p>
        }
        .into_any(),
        Step::OtherPerson { email } => view! {
            <p>{t_with("invitation-other-person", &[("email", Arg::from(email))])}</p>
            {sign_out_form()}
        }
        .into_any(),
    };
    view! {
        <div><h1><bdi>{heading}</bdi></h1><p class="page-sub">{invited}</p></div>
        {way_on}
    }
}

fn register_form(form: AcceptForm, errors: FieldErrors) -> impl IntoView {
    let hint = t_with("password-hint", &[("count", Arg::from(MIN_CHARACTERS))]);
    view! {
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <TextField name="name" label=t("account-name") value=form.name errors=errors.clone()
                autocomplete="name" max_length=120/>
            <TextField name="password" label=t("password-new") value="" errors kind="password"
                autocomplete="new-password" hint=hint/>
            <div class="actions actions-wide"><button class="btn btn-primary">{t("invitation-accept")}</button></div>
        </form>
    }
}
