//! `/switch-tenant`: somebody with several accounts chooses one; somebody with none learns so.

use crate::auth::session::{self, SessionError};
use crate::auth::{Auth, SignedInPerson, local_path};
use crate::domain::id::TenantId;
use crate::error::AppError;
use crate::i18n::text;
use crate::store::people::{self, Membership};
use crate::store::sessions::Acting;
use crate::web::ui::{Ui, t};
use crate::web::{paths, render};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;
use tower_sessions::Session;

/// What the form sends to go on as staff instead of for a tenant.
const STAFF: &str = "staff";

#[derive(Debug, Deserialize)]
pub struct SwitchQuery {
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct SwitchForm {
    /// A tenant's id, or `staff`.
    account: String,
    #[serde(default)]
    next: String,
}

pub async fn show(
    State(auth): State<Auth>,
    person: SignedInPerson,
    ui: Ui,
    Query(query): Query<SwitchQuery>,
) -> Result<Response, AppError> {
    let memberships = people::memberships(&auth.db, person.person).await?;
    let is_staff = people::staff(&auth.db, person.person).await?.is_some();
    let next = query.next.as_deref().and_then(local_path::safe).unwrap_or_default().to_owned();
    let title = text(ui.locale, "switch-tenant-title");
    Ok(render::gate(ui, StatusCode::OK, &title, move || {
        view(memberships, is_staff, person.acting, next)
    }))
}

pub async fn submit(
    State(auth): State<Auth>,
    session: Session,
    _person: SignedInPerson,
    Form(form): Form<SwitchForm>,
) -> Result<Response, AppError> {
    let to = if form.account == STAFF {
        Acting::Staff
    } else {
        let tenant: TenantId = form.account.parse().map_err(|_| AppError::NotFound)?;
        Acting::Customer(tenant)
    };
    match session::switch(&auth, &session, to).await {
        Ok(landing) => Ok(render::see_other(&landing.path(Some(&form.next)))),
        // Another's tenant and one that does not exist look the same.
        Err(SessionError::NotAMember) => Err(AppError::NotFound),
        Err(SessionError::Store(error)) => Err(error.into()),
        Err(error @ SessionError::Session(_)) => Err(AppError::internal(error)),
    }
}

fn view(
    memberships: Vec<Membership>,
    is_staff: bool,
    acting: Option<Acting>,
    next: String,
) -> impl IntoView {
    if memberships.is_empty() && !is_staff {
        return view! {
            <div>
                <h1>{t("switch-tenant-none-title")}</h1>
                <p class="page-sub">{t("switch-tenant-none")}</p>
            </div>
            {sign_out_form()}
        }
        .into_any();
    }
    let accounts: Vec<_> = memberships
        .into_iter()
        .map(|membership| {
            let is_current = acting == Some(Acting::Customer(membership.tenant));
            let role = t(&format!("member-role-{}", membership.role.word()));
            let account = membership.tenant.to_string();
            choice(account, membership.tenant_name, role.into_owned(), is_current)
        })
        .collect();
    let staff = is_staff.then(|| {
        let is_current = acting == Some(Acting::Staff);
        let (name, note) = (t("switch-tenant-staff"), t("switch-tenant-staff-note"));
        choice(STAFF.to_owned(), name.into_owned(), note.into_owned(), is_current)
    });
    view! {
        <h1>{t("switch-tenant-title")}</h1>
        <form class="form" method="post" action=paths::SWITCH_TENANT>
            <input r#type="hidden" name="next" value=next/>
            <ul class="list">{staff}{accounts}</ul>
        </form>
        {sign_out_form()}
    }
    .into_any()
}

fn choice(account: String, name: String, note: String, is_current: bool) -> impl IntoView {
    let badge =
        is_current.then(|| view! { " "<span class="badge">{t("switch-tenant-current")}</span> });
    view! {
        <li>
            <div class="list-text"><span class="list-title"><bdi>{name.clone()}</bdi>{badge}</span><small>{note}</small></div>
            <div class="list-end">
                <button class="btn btn-small" name="account" value=account>
                    {t("switch-tenant-choose")}<span class="visually-hidden">" "{name}</span>
                </button>
            </div>
        </li>
    }
}

pub(super) fn sign_out_form() -> impl IntoView {
    view! {
        <form method="post" action=paths::SIGN_OUT>
            <button class="btn btn-quiet">{t("nav-sign-out")}</button>
        </form>
    }
}
