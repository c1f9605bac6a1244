//! Who may open a page about one seller. A handler under `/admin/sellers/{seller}` takes [`SellerDesk`] to
//! show it, or [`SellerAdmin`] to change it.

use crate::auth::StaffSession;
use crate::domain::id::SellerId;
use crate::error::AppError;
use crate::state::App;
use crate::store::sellers::settings::{self, SellerEntity};
use crate::store::{OperatorTx, StoreError};
use crate::web::path::Path;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

/// A member of staff on a page about one seller.
pub struct SellerDesk {
    pub staff: StaffSession,
    pub seller: SellerEntity,
    pub now: Timestamp,
}

/// As [`SellerDesk`], for staff who may change settings; others get 403.
pub struct SellerAdmin(pub SellerDesk);

impl SellerDesk {
    #[must_use]
    pub fn id(&self) -> SellerId {
        self.seller.seller_id
    }

    #[must_use]
    pub fn can_change(&self) -> bool {
        self.staff.role.can_change_settings()
    }

    /// The same page with the seller as it is now.
    pub async fn reloaded(self, app: &App) -> Result<Self, AppError> {
        let seller = find(app, self.id()).await?;
        Ok(Self { seller, ..self })
    }
}

impl SellerAdmin {
    /// A transaction on the operator's rows in the name of this member of staff.
    pub async fn begin(&self, app: &App) -> Result<OperatorTx, StoreError> {
        app.db.operator(&self.0.staff.actor(), self.0.now).await
    }
}

async fn find(app: &App, id: SellerId) -> Result<SellerEntity, AppError> {
    let mut tx = app.db.staff_read().await?;
    settings::find(&mut tx, id).await?.ok_or(AppError::NotFound)
}

#[derive(Deserialize)]
struct SellerPath {
    seller: SellerId,
}

impl FromRequestParts<App> for SellerDesk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = <StaffSession as FromRequestParts<App>>::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let Path(SellerPath { seller }) =
            Path::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let seller = find(app, seller).await.map_err(IntoResponse::into_response)?;
        Ok(Self { staff, seller, now: app.clock.now() })
    }
}

impl FromRequestParts<App> for SellerAdmin {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = <StaffSession as FromRequestParts<App>>::from_request_parts(parts, app)
            .await
            .map_err(IntoResponse::into_response)?;
        if !staff.role.can_change_settings() {
            return Err(AppError::Forbidden.into_response());
        }
        SellerDesk::from_request_parts(parts, app).await.map(Self)
    }
}
