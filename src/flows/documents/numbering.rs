//! Which series numbers a document: the one it was drafted for, or what took its place.

use crate::domain::id::{SellerId, SeriesId};
use crate::store::sellers::{self, SeriesKind};
use crate::store::{StoreError, TenantTx};

/// The next number of this series of the seller, with the series. When that one was closed meanwhile: of the
/// seller's open one, if there is exactly one; which of several, staff must say. None when there is no such.
pub async fn take_number(
    tx: &mut TenantTx,
    kind: SeriesKind,
    (seller, series): (SellerId, SeriesId),
) -> Result<Option<(SeriesId, String)>, StoreError> {
    if let Some(number) = sellers::take_number(tx, series).await? {
        return Ok(Some((series, number)));
    }
    let [successor] = sellers::open_series(tx, kind, seller).await?[..] else { return Ok(None) };
    let number = sellers::take_number(tx, successor).await?;
    Ok(number.map(|number| (successor, number)))
}
