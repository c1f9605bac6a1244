//! Taking a seller out of use and back.

use super::access::SellerAdmin;
use super::form::app_error;
use crate::error::AppError;
use crate::flows::sellers::set_archived;
use crate::state::App;
use crate::web::admin::typed::Typed;
use crate::web::paths;
use crate::web::render::see_other;
use crate::web::ui::Ui;
use axum::extract::{Form, State};
use axum::response::Response;

/// POST …/archive
pub async fn submit(
    State(app): State<App>,
    admin: SellerAdmin,
    ui: Ui,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let archived = match form.get("archived") {
        "yes" => true,
        "no" => false,
        _ => return Err(AppError::BadRequest),
    };
    let mut tx = admin.begin(&app).await?;
    let (id, role) = (admin.0.id(), admin.0.staff.role);
    set_archived(&mut tx, ui.now, role, id, archived).await.map_err(app_error)?;
    tx.commit().await?;
    let word = if archived { "archived" } else { "restored" };
    Ok(see_other(&format!("{}?done={word}", paths::admin_seller(id))))
}
