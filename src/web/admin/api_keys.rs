//! `/admin/api-keys`: what the operator's systems sign in with. A secret is shown on the answer that makes it, and
//! never again (row P1).

use crate::auth::StaffSession;
use crate::error::AppError;
use crate::flows::api_keys::{self, ApiKeyError, SCOPES, StoredKey, USAGE_WRITE};
use crate::i18n::{self, Arg};
use crate::state::App;
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::copy::CopyText;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::path::Path;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t, t_with};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;
use uuid::Uuid;

/// What the page says before its list.
enum Said {
    Nothing,
    Revoked,
    /// The form came twice.
    MadeAlready,
    Made {
        name: String,
        secret: String,
    },
}

/// GET /admin/api-keys
pub async fn show(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    only_admins(&staff)?;
    let said = if typed.get("done") == "revoked" { Said::Revoked } else { Said::Nothing };
    answer(&app, ui, StatusCode::OK, said, Typed::default(), FieldErrors::none()).await
}

/// POST /admin/api-keys
pub async fn submit(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    only_admins(&staff)?;
    let key_id = typed.id("id").ok_or(AppError::BadRequest)?;
    let name = typed.get("name").to_owned();
    let scopes: Vec<_> = typed.all("scopes").map(str::to_owned).collect();
    let made = api_keys::create_once(&app.db, &staff.actor(), key_id, &name, &scopes, ui.now).await;
    let (field, sentence) = match made {
        Ok(secret) => {
            let said = Said::Made { name, secret };
            let answer =
                answer(&app, ui, StatusCode::OK, said, Typed::default(), FieldErrors::none());
            let mut response = answer.await?;
            let never = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, never);
            return Ok(response);
        }
        Err(ApiKeyError::MadeAlready) => {
            let (typed, errors) = (Typed::default(), FieldErrors::none());
            return answer(&app, ui, StatusCode::OK, Said::MadeAlready, typed, errors).await;
        }
        Err(ApiKeyError::Name) => ("name", "api-key-error-name"),
        Err(ApiKeyError::Scopes) => ("scopes", "api-key-error-scopes"),
        Err(error) => return Err(AppError::internal(error)),
    };
    let mut errors = FieldErrors::none();
    errors.add(field, i18n::text(ui.locale, sentence));
    answer(&app, ui, StatusCode::UNPROCESSABLE_ENTITY, Said::Nothing, typed, errors).await
}

/// POST /admin/api-keys/{key}/revoke
pub async fn revoke(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Path(key): Path<Uuid>,
) -> Result<Response, AppError> {
    only_admins(&staff)?;
    match api_keys::revoke(&app.db, &staff.actor(), key, ui.now).await {
        Ok(()) => Ok(see_other(&format!("{}?done=revoked", paths::ADMIN_API_KEYS))),
        Err(ApiKeyError::Unknown) => Err(AppError::NotFound),
        Err(error) => Err(AppError::internal(error)),
    }
}

fn only_admins(staff: &StaffSession) -> Result<(), AppError> {
    if staff.role.can_change_settings() { Ok(()) } else { Err(AppError::Forbidden) }
}

async fn answer(
    app: &App,
    ui: Ui,
    status: StatusCode,
    said: Said,
    typed: Typed,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    let keys = crate::store::api_keys::all(&mut app.db.staff_read().await?).await?;
    let title = i18n::text(ui.locale, "api-keys-title");
    Ok(render::page(ui, status, &title, move || view(keys, said, &typed, errors)))
}

fn view(keys: Vec<StoredKey>, said: Said, typed: &Typed, errors: FieldErrors) -> AnyView {
    let list = if keys.is_empty() {
        view! { <Empty title=t("api-keys-none") text=t("api-keys-none-text")/> }.into_any()
    } else {
        table(keys)
    };
    view! {
        {notice(said)}
        <PageHead title=t("api-keys-title")/>
        <p>{t("api-keys-intro")}</p>
        {list}
        {form(typed, errors)}
    }
    .into_any()
}

fn notice(said: Said) -> Option<AnyView> {
    let plain = |tone, key| Some(view! { <Notice tone text=t(key)/> }.into_any());
    match said {
        Said::Nothing => None,
        Said::Revoked => plain(Tone::Success, "api-keys-done-revoked"),
        Said::MadeAlready => plain(Tone::Warning, "api-keys-made-already"),
        Said::Made { name, secret } => Some(
            view! {
                <div class="notice" data-tone="success" role="status">
                    <div class="stack-s">
                        <p>{t_with("api-keys-done-made", &[("name", Arg::from(name))])}</p>
                        <p><CopyText text=secret label=t("api-keys-secret")/></p>
                    </div>
                </div>
            }
            .into_any(),
        ),
    }
}

fn table(keys: Vec<StoredKey>) -> AnyView {
    let rows: Vec<_> = keys.into_iter().map(row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("api-keys-title")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("api-keys-name")}</th>
                    <th scope="col">{t("api-keys-scopes")}</th>
                    <th scope="col">{t("api-keys-created")}</th>
                    <th scope="col">{t("api-keys-last-used")}</th>
                    <th scope="col">{t("admin-state")}</th>
                    <th scope="col"><span class="visually-hidden">{t("admin-actions")}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(key: StoredKey) -> AnyView {
    let last_used = match key.last_used_on {
        Some(on) => view! { <DateText on/> }.into_any(),
        None => view! { {t("api-keys-never-used")} }.into_any(),
    };
    let state = match key.revoked_at {
        Some(_) => view! { <span class="badge" data-tone="neutral">{t("api-keys-revoked")}</span> },
        None => view! { <span class="badge" data-tone="success">{t("api-keys-works")}</span> },
    };
    let revoke = key.revoked_at.is_none().then(|| revoke_form(&key));
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{key.name}</bdi></th>
            <td class="meta" data-label=t("api-keys-scopes")>{key.scopes.join(", ")}</td>
            <td class="meta" data-label=t("api-keys-created")><TimeText at=key.created_at/></td>
            <td class="meta" data-label=t("api-keys-last-used")>{last_used}</td>
            <td class="state">{state}</td>
            <td>{revoke}</td>
        </tr>
    }
    .into_any()
}

fn revoke_form(key: &StoredKey) -> AnyView {
    let name = [("name", Arg::from(key.name.clone()))];
    view! {
        <details class="confirm">
            <summary class="btn btn-small nowrap">{t("api-keys-revoke")}"…"</summary>
            <form class="confirm-body" method="post" action=paths::admin_api_key_revoke(key.key_id)>
                <p>{t_with("api-keys-revoke-text", &name)}</p>
                <div class="actions"><button class="btn btn-danger">{t("api-keys-revoke")}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn form(typed: &Typed, errors: FieldErrors) -> AnyView {
    // Untouched, it offers what nearly every key is for.
    let is_new = typed.get("id").is_empty();
    let id = typed.id("id").unwrap_or_else(Uuid::now_v7);
    let boxes: Vec<_> = SCOPES
        .into_iter()
        .map(|scope| {
            let is_on = typed.all("scopes").any(|chosen| chosen == scope)
                || (is_new && scope == USAGE_WRITE);
            let name = format!("scope-{}", scope.replace(':', "-"));
            let text = t(&format!("api-key-{name}"));
            view! {
                <div class="check">
                    <input r#type="checkbox" id=name.clone() name="scopes" value=scope checked=is_on/>
                    <label r#for=name>{text}</label>
                </div>
            }
        })
        .collect();
    let scopes_error =
        errors.of("scopes").map(|sentence| view! { <p class="error">{sentence}</p> });
    view! {
        <section class="section" aria-labelledby="new">
            <div class="section-head"><h2 id="new">{t("api-keys-new")}</h2></div>
            <ErrorSummary errors=errors.clone()/>
            <form class="form" method="post" action=paths::ADMIN_API_KEYS>
                <OnceKey id/>
                <TextField name="name" label=t("api-keys-name") value=typed.get("name") hint=t("api-keys-name-hint") errors max_length=100/>
                <fieldset class="fieldset" id="scopes">
                    <legend>{t("api-keys-scopes")}</legend>
                    {scopes_error}
                    {boxes}
                </fieldset>
                <div class="actions"><button class="btn btn-primary">{t("api-keys-make")}</button></div>
            </form>
        </section>
    }
    .into_any()
}
