//! `/settings/people`: who belongs to this account, who is invited, and changing both (row A3).
//!
//! Every form posts to this page and says what it intends. Viewers see the lists; what they post is
//! refused by the flow, not by a hidden button.

use crate::auth::CustomerSession;
use crate::domain::access::MemberRole;
use crate::domain::id::{InvitationId, PersonId};
use crate::error::AppError;
use crate::flows::people::{self as flow, InviteError, PeopleError};
use crate::i18n::{Arg, text};
use crate::state::App;
use crate::store::people::{self, Member, OpenInvitation};
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::shell::initials;
use crate::web::ui::{Ui, date_time, t, t_with};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

/// The roles a form offers.
const ROLES: [MemberRole; 2] = [MemberRole::Manager, MemberRole::Viewer];

#[derive(Debug, Deserialize)]
pub struct PeopleQuery {
    /// What the form before this page did.
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Invited,
    Revoked,
    Removed,
    RoleChanged,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "intent", rename_all = "snake_case")]
pub enum PeopleForm {
    Invite {
        #[serde(default)]
        email: String,
        #[serde(default)]
        role: String,
    },
    Revoke {
        invitation: InvitationId,
    },
    Remove {
        person: PersonId,
    },
    ChangeRole {
        person: PersonId,
        role: String,
    },
}

/// What was typed into the invitation.
#[derive(Clone, Debug)]
struct InviteForm {
    email: String,
    role: String,
}

impl Default for InviteForm {
    fn default() -> Self {
        Self { email: String::new(), role: MemberRole::Viewer.word().to_owned() }
    }
}

pub async fn show(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Query(query): Query<PeopleQuery>,
) -> Result<Response, AppError> {
    let notice = query.done.map(|done| {
        let said = match done {
            Done::Invited => text(ui.locale, "people-done-invited"),
            Done::Revoked => text(ui.locale, "people-done-revoked"),
            Done::Removed => text(ui.locale, "people-done-removed"),
            Done::RoleChanged => text(ui.locale, "people-done-role-changed"),
        };
        said.into_owned()
    });
    let form = InviteForm::default();
    page(&app, customer, ui, StatusCode::OK, notice, form, FieldErrors::none()).await
}

pub async fn submit(
    State(app): State<App>,
    customer: CustomerSession,
    ui: Ui,
    Form(form): Form<PeopleForm>,
) -> Result<Response, AppError> {
    let done = match form {
        PeopleForm::Invite { email, role } => {
            return invite(&app, customer, ui, InviteForm { email, role }).await;
        }
        PeopleForm::Revoke { invitation } => {
            revoke(&app, &customer, invitation).await?;
            "revoked"
        }
        PeopleForm::Remove { person } => {
            remove(&app, &customer, person).await?;
            "removed"
        }
        PeopleForm::ChangeRole { person, role } => {
            let role = role.parse().map_err(|_| AppError::BadRequest)?;
            change_role(&app, &customer, person, role).await?;
            "role_changed"
        }
    };
    Ok(render::see_other(&format!("{}?done={done}", paths::PEOPLE)))
}

async fn invite(
    app: &App,
    customer: CustomerSession,
    ui: Ui,
    form: InviteForm,
) -> Result<Response, AppError> {
    let mut errors = FieldErrors::none();
    let email = form.email.parse();
    if email.is_err() {
        errors.add("email", text(ui.locale, "form-error-email"));
    }
    let role = form.role.parse::<MemberRole>().ok().filter(|role| role.is_invitable());
    if role.is_none() {
        errors.add("role", text(ui.locale, "form-error-choice"));
    }
    let (Ok(email), Some(role)) = (email, role) else {
        return page(app, customer, ui, StatusCode::UNPROCESSABLE_ENTITY, None, form, errors).await;
    };
    let now = app.clock.now();
    let actor = customer.actor();
    let mut tx = app.db.tenant(customer.tenant, &actor, now).await?;
    match flow::invite(&mut tx, &actor, now, &email, role).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(render::see_other(&format!("{}?done=invited", paths::PEOPLE)))
        }
        Err(error) => {
            // Rolls back before the page is read: the reader would wait for this very transaction.
            drop(tx);
            let said = match error {
                InviteError::AlreadyMember => text(ui.locale, "people-error-already-member"),
                InviteError::AlreadyInvited => text(ui.locale, "people-error-already-invited"),
                InviteError::TooManyToday => text(ui.locale, "people-error-too-many-today"),
                InviteError::RoleNotInvitable { .. } => text(ui.locale, "form-error-choice"),
                InviteError::People(error) => return Err(app_error(error)),
                error @ InviteError::Randomness(_) => return Err(AppError::internal(error)),
            };
            errors.add("email", said);
            page(app, customer, ui, StatusCode::UNPROCESSABLE_ENTITY, None, form, errors).await
        }
    }
}

async fn revoke(
    app: &App,
    customer: &CustomerSession,
    invitation: InvitationId,
) -> Result<(), AppError> {
    let (now, actor) = (app.clock.now(), customer.actor());
    let mut tx = app.db.tenant(customer.tenant, &actor, now).await?;
    flow::revoke_invitation(&mut tx, &actor, now, invitation).await.map_err(app_error)?;
    Ok(tx.commit().await?)
}

async fn remove(app: &App, customer: &CustomerSession, person: PersonId) -> Result<(), AppError> {
    let actor = customer.actor();
    let mut tx = app.db.tenant(customer.tenant, &actor, app.clock.now()).await?;
    flow::remove_member(&mut tx, &actor, person).await.map_err(app_error)?;
    Ok(tx.commit().await?)
}

async fn change_role(
    app: &App,
    customer: &CustomerSession,
    person: PersonId,
    role: MemberRole,
) -> Result<(), AppError> {
    let actor = customer.actor();
    let mut tx = app.db.tenant(customer.tenant, &actor, app.clock.now()).await?;
    flow::change_role(&mut tx, &actor, person, role).await.map_err(app_error)?;
    Ok(tx.commit().await?)
}

fn app_error(error: PeopleError) -> AppError {
    match error {
        PeopleError::NotFound => AppError::NotFound,
        PeopleError::Forbidden => AppError::Forbidden,
        PeopleError::Store(error) => error.into(),
    }
}

async fn page(
    app: &App,
    customer: CustomerSession,
    ui: Ui,
    status: StatusCode,
    notice: Option<String>,
    form: InviteForm,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    let mut tx = app.db.tenant_read(customer.tenant).await?;
    let members = people::members(&mut tx).await?;
    let invitations = people::open_invitations(&mut tx, ui.now).await?;
    drop(tx);
    let title = text(ui.locale, "people-title");
    Ok(render::page(ui, status, &title, move || {
        view(&customer, members, invitations, notice, form, errors)
    }))
}

fn view(
    customer: &CustomerSession,
    members: Vec<Member>,
    invitations: Vec<OpenInvitation>,
    notice: Option<String>,
    form: InviteForm,
    errors: FieldErrors,
) -> impl IntoView + use<> {
    let may_manage = customer.role.can_manage_people();
    let members: Vec<_> =
        members.into_iter().map(|member| member_entry(customer, member)).collect();
    let has_invitations = !invitations.is_empty();
    let invitations: Vec<_> =
        invitations.into_iter().map(|it| invitation_entry(it, may_manage)).collect();
    let invited = has_invitations.then(|| {
        view! {
            <section class="section" aria-labelledby="invitations">
                <div class="section-head"><h2 id="invitations">{t("people-invitations")}</h2></div>
                <ul class="list">{invitations}</ul>
            </section>
        }
    });
    view! {
        <PageHead title=t("people-title")
            sub=view! { <bdi>{customer.tenant_name.clone()}</bdi> }.into_any()/>
        {notice.map(|said| view! { <Notice tone=Tone::Success text=said/> })}
        <ErrorSummary errors=errors.clone()/>
        <section class="section" aria-labelledby="members">
            <div class="section-head"><h2 id="members">{t("people-members")}</h2></div>
            <ul class="list">{members}</ul>
        </section>
        {invited}
        {may_manage.then(|| invite_form(form, errors))}
    }
}

fn member_entry(customer: &CustomerSession, member: Member) -> impl IntoView + use<> {
    let is_self = member.person == customer.person;
    let is_in_reach = customer.role.can_remove(member.role, is_self);
    let you = is_self.then(|| view! { " "<span class="badge">{t("people-you")}</span> });
    let (avatar, name, email, role) =
        (initials(&member.name), member.name.clone(), member.email.clone(), member.role);
    let end = if is_in_reach {
        view! { <span class="muted">{role_text(role)}</span> {role_form(&member)} {remove_form(&member)} }
            .into_any()
    } else {
        view! { <span class="muted">{role_text(role)}</span> }.into_any()
    };
    view! {
        <li>
            <span class="avatar" aria-hidden="true">{avatar}</span>
            <div class="list-text">
                <span class="list-title"><bdi>{name}</bdi>{you}</span><small>{email}</small>
            </div>
            <div class="list-end">{end}</div>
        </li>
    }
}

fn role_form(member: &Member) -> impl IntoView + use<> {
    let id = format!("role-{}", member.person);
    let label = t_with("people-role-of", &[("name", Arg::from(&member.name))]);
    let current = member.role;
    let options: Vec<_> = ROLES
        .into_iter()
        .map(|role| {
            view! { <option value=role.word() selected=role == current>{role_text(role)}</option> }
        })
        .collect();
    view! {
        <details class="confirm">
            <summary class="btn btn-small">
                {t("people-change-role")}"…"<span class="visually-hidden">" "{label.clone()}</span>
            </summary>
            <form class="confirm-body" method="post" action=paths::PEOPLE>
                <input r#type="hidden" name="intent" value="change_role"/>
                <input r#type="hidden" name="person" value=member.person.to_string()/>
                <div class="field">
                    <label r#for=id.clone()>{label}</label>
                    <select class="input" id=id name="role">{options}</select>
                </div>
                <div class="actions">
                    <button class="btn btn-primary">{t("action-save")}</button>
                    <a class="btn btn-quiet" href=paths::PEOPLE>{t("action-cancel")}</a>
                </div>
            </form>
        </details>
    }
}

fn remove_form(member: &Member) -> impl IntoView + use<> {
    let name = || [("name", Arg::from(&member.name))];
    view! {
        <details class="confirm">
            <summary class="btn btn-small btn-danger">
                {t("action-remove")}"…"<span class="visually-hidden">" "{member.name.clone()}</span>
            </summary>
            <form class="confirm-body" method="post" action=paths::PEOPLE>
                <input r#type="hidden" name="intent" value="remove"/>
                <input r#type="hidden" name="person" value=member.person.to_string()/>
                <p><strong>{t_with("people-remove-question", &name())}</strong>" "{t("people-remove-note")}</p>
                <div class="actions">
                    <button class="btn btn-primary btn-danger">{t("people-remove")}</button>
                    <a class="btn btn-quiet" href=paths::PEOPLE>{t("action-cancel")}</a>
                </div>
            </form>
        </details>
    }
}

fn invitation_entry(invitation: OpenInvitation, may_manage: bool) -> impl IntoView {
    let until = date_time(invitation.expires_at);
    let note = t_with("people-invited-until", &[("time", Arg::from(until))]);
    let email = invitation.email.clone();
    let revoke = may_manage.then(|| {
        view! {
            <form method="post" action=paths::PEOPLE>
                <input r#type="hidden" name="intent" value="revoke"/>
                <input r#type="hidden" name="invitation" value=invitation.invitation.to_string()/>
                <button class="btn btn-small">
                    {t("people-revoke-invitation")}<span class="visually-hidden">" "{email}</span>
                </button>
            </form>
        }
    });
    view! {
        <li>
            <div class="list-text"><span class="list-title">{invitation.email}</span><small>{note}</small></div>
            <div class="list-end"><span class="muted">{role_text(invitation.role)}</span> {revoke}</div>
        </li>
    }
}

fn invite_form(form: InviteForm, errors: FieldErrors) -> impl IntoView {
    let roles = ROLES
        .into_iter()
        .map(|role| (role.word().to_owned(), role_text(role).into_owned()))
        .collect();
    view! {
        <section class="section" aria-labelledby="invite">
            <div class="section-head"><h2 id="invite">{t("people-invite")}</h2></div>
            <form class="form" method="post" action=paths::PEOPLE>
                <input r#type="hidden" name="intent" value="invite"/>
                <TextField name="email" label=t("sign-in-email") value=form.email errors=errors.clone()
                    kind="email" autocomplete="off" max_length=254/>
                <SelectField name="role" label=t("people-role") options=roles selected=form.role errors
                    hint=t("people-role-hint")/>
                <div class="actions"><button class="btn btn-primary">{t("people-send-invitation")}</button></div>
            </form>
        </section>
    }
}

fn role_text(role: MemberRole) -> std::borrow::Cow<'static, str> {
    t(&format!("member-role-{}", role.word()))
}
