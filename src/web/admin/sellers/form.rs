//! `/admin/sellers/new` and `/admin/sellers/{seller}/edit`: the settings of a seller. What is changed counts
//! from the next document on.

use super::access::SellerAdmin;
use super::fields::settings_fields;
use super::typed::{read, sentences, written};
use crate::auth::StaffSession;
use crate::domain::id::SellerId;
use crate::domain::seller_settings::TypedSeller;
use crate::error::AppError;
use crate::flows::sellers::{SaveSellerError, SellerError, add_seller, update_seller};
use crate::i18n;
use crate::state::App;
use crate::store::StoreError;
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors};
use crate::web::components::layout::PageHead;
use crate::web::paths;
use crate::web::render::{self, see_other};
use crate::web::ui::{Ui, t};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// Days to pay that a new seller begins with.
const DAYS_TO_PAY: &str = "30";
const BRAND_COLOR: &str = "#0f5c4d";

/// What the form is about: a seller that is added, or one as it was when the form was rendered.
enum About {
    New(SellerId),
    Stored { id: SellerId, name: String, version: i64 },
}

/// What stands over the form.
enum Fault {
    None,
    Fields(FieldErrors),
    /// Somebody else saved meanwhile.
    Changed,
}

/// GET /admin/sellers/new
pub async fn show_new(staff: StaffSession, ui: Ui) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let typed = TypedSeller {
        brand_color: BRAND_COLOR.into(),
        days_to_pay: DAYS_TO_PAY.into(),
        ..TypedSeller::default()
    };
    Ok(answer(ui, About::New(SellerId::new()), &typed, Fault::None))
}

/// POST /admin/sellers/new
pub async fn submit_new(
    State(app): State<App>,
    staff: StaffSession,
    ui: Ui,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    if !staff.role.can_change_settings() {
        return Err(AppError::Forbidden);
    }
    let id: SellerId = form.id("id").ok_or(AppError::BadRequest)?;
    let typed = read(&form);
    let mut tx = app.db.operator(&staff.actor(), ui.now).await?;
    let fault = match add_seller(&mut tx, ui.now, staff.role, id, &typed).await {
        Ok(()) => {
            tx.commit().await?;
            return Ok(see_other(&format!("{}?done=added", paths::admin_seller(id))));
        }
        Err(error) => fault(&ui, &typed, error)?,
    };
    Ok(answer(ui, About::New(id), &typed, fault))
}

/// GET /admin/sellers/{seller}/edit
pub async fn show_edit(admin: SellerAdmin, ui: Ui) -> Result<Response, AppError> {
    let typed = written(&admin.0.seller.settings);
    Ok(answer(ui, about(&admin, admin.0.seller.version), &typed, Fault::None))
}

/// POST /admin/sellers/{seller}/edit
pub async fn submit_edit(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let version: i64 = form.get("version").parse().map_err(|_| AppError::BadRequest)?;
    let typed = read(&form);
    let (id, role) = (admin.0.id(), admin.0.staff.role);
    let mut tx = admin.begin(&app).await?;
    let fault = match update_seller(&mut tx, ui.now, role, id, version, &typed).await {
        Ok(()) => {
            tx.commit().await?;
            return Ok(see_other(&format!("{}?done=saved", paths::admin_seller(id))));
        }
        Err(error) => fault(&ui, &typed, error)?,
    };
    Ok(answer(ui, about(&admin, version), &typed, fault))
}

fn about(admin: &SellerAdmin, version: i64) -> About {
    let name = admin.0.seller.settings.legal_name.clone();
    About::Stored { id: admin.0.id(), name, version }
}

/// What the form says about it; what it cannot say is an error.
fn fault(ui: &Ui, typed: &TypedSeller, error: SaveSellerError) -> Result<Fault, AppError> {
    match error {
        SaveSellerError::Invalid(problems) => {
            Ok(Fault::Fields(sentences(ui.locale, typed, &problems)))
        }
        SaveSellerError::CodeTaken => {
            let mut errors = FieldErrors::none();
            errors.add("code", i18n::text(ui.locale, "admin-seller-error-code-taken"));
            Ok(Fault::Fields(errors))
        }
        SaveSellerError::Seller(SellerError::Changed) => Ok(Fault::Changed),
        SaveSellerError::Seller(error) => Err(app_error(error)),
    }
}

/// Where a refusal is no sentence on a page.
pub fn app_error(error: SellerError) -> AppError {
    match error {
        SellerError::Forbidden => AppError::Forbidden,
        SellerError::NotFound => AppError::NotFound,
        SellerError::Changed => AppError::from(StoreError::Conflict),
        SellerError::Store(error) => error.into(),
    }
}

fn answer(ui: Ui, about: About, typed: &TypedSeller, fault: Fault) -> Response {
    let status = match fault {
        Fault::None => StatusCode::OK,
        Fault::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::Changed => StatusCode::CONFLICT,
    };
    let key = if matches!(about, About::New(_)) { "admin-seller-new" } else { "admin-seller-edit" };
    let title = i18n::text(ui.locale, key);
    let heading = title.clone().into_owned();
    render::page(ui, status, &title, || view(heading, &about, typed, fault))
}

fn view(heading: String, about: &About, typed: &TypedSeller, fault: Fault) -> AnyView {
    let mut crumbs = vec![(paths::ADMIN_SELLERS.to_owned(), t("admin-sellers-title").into_owned())];
    let (hidden, cancel) = match about {
        About::New(id) => {
            (view! { <OnceKey id=id.0/> }.into_any(), paths::ADMIN_SELLERS.to_owned())
        }
        About::Stored { id, name, version } => {
            crumbs.push((paths::admin_seller(*id), name.clone()));
            let version = version.to_string();
            let hidden = view! { <input r#type="hidden" name="version" value=version/> }.into_any();
            (hidden, paths::admin_seller(*id))
        }
    };
    let errors = match &fault {
        Fault::Fields(errors) => errors.clone(),
        Fault::None | Fault::Changed => FieldErrors::none(),
    };
    let current = format!("{cancel}/edit");
    let changed = matches!(fault, Fault::Changed).then(|| {
        view! {
            <div class="notice" data-tone="danger" role="alert">
                <div><p>{t("admin-seller-changed")}</p></div>
                <a href=current>{t("admin-seller-changed-open")}</a>
            </div>
        }
    });
    let is_new = matches!(about, About::New(_));
    view! {
        <PageHead title=heading crumbs sub=t("admin-profile-note").into_any()/>
        {changed}
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post" novalidate>
            {hidden}
            {settings_fields(typed, &errors, is_new)}
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("action-save")}</button>
                <a class="btn btn-quiet" href=cancel>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}
