//! Opening and closing number series (row C2). How a series numbers is fixed from the start; what has issued
//! a number is closed, never deleted.

use super::{SellerError, require_settings};
use crate::domain::access::StaffRole;
use crate::domain::id::{SellerId, SeriesId};
use crate::domain::number_series::{SeriesField, SeriesProblem, TypedSeries, check};
use crate::store::sellers::series;
use crate::store::{OperatorTx, StoreError};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    /// Never empty, in the order of the form.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<(SeriesField, SeriesProblem)>),
    /// It has issued numbers; it can be closed.
    #[error("the series is used")]
    Used,
    /// Drafts would be numbered from it; it can be closed.
    #[error("drafts name the series")]
    Drafts,
    #[error(transparent)]
    Seller(#[from] SellerError),
}

impl From<StoreError> for SeriesError {
    fn from(error: StoreError) -> Self {
        Self::Seller(match error {
            StoreError::NotFound => SellerError::NotFound,
            error => SellerError::Store(error),
        })
    }
}

/// Opens a series under `id`, which was made when the form was rendered: sent again, it changes nothing.
/// `last_printed` as for [`check`].
pub async fn open_series(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    seller: SellerId,
    id: SeriesId,
    (typed, last_printed): (&TypedSeries, Option<i64>),
) -> Result<(), SeriesError> {
    require_settings(role)?;
    let existing = series::lock_of_seller(tx, seller).await?;
    if existing.iter().any(|series| series.series_id == id) {
        return Ok(());
    }
    let prefixes: Vec<&str> = existing.iter().map(|series| series.prefix.as_str()).collect();
    let new = check(typed, &prefixes, last_printed).map_err(SeriesError::Invalid)?;
    Ok(series::open(tx, id, seller, &new, now).await?)
}

/// Closes a series for good. Drafts that name it are numbered from the seller's other one. Closing it again
/// changes nothing.
pub async fn close_series(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    seller: SellerId,
    id: SeriesId,
) -> Result<(), SeriesError> {
    require_settings(role)?;
    let existing = series::lock_of_seller(tx, seller).await?;
    let found = existing.iter().find(|series| series.series_id == id);
    if found.ok_or(SellerError::NotFound)?.is_open() {
        series::close(tx, seller, id, now).await?;
    }
    Ok(())
}

/// Deletes a series that has issued nothing. One that is gone is deleted.
/// # Errors  `Used`, `Drafts`.
pub async fn delete_series(
    tx: &mut OperatorTx,
    role: StaffRole,
    seller: SellerId,
    id: SeriesId,
) -> Result<(), SeriesError> {
    require_settings(role)?;
    series::lock_of_seller(tx, seller).await?;
    match series::delete(tx, seller, id).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_refusal_of("number_series_used_is_kept") => Err(SeriesError::Used),
        Err(StoreError::Refused { .. }) => Err(SeriesError::Drafts),
        Err(error) => Err(error.into()),
    }
}
