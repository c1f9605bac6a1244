//! Looking after sellers (row C7): settings, logo, number series, archiving. The operator's rows, changed by
//! administrators; each change is on the operator's audit chain, written by the tables' triggers. Documents
//! issued before keep what they froze; drafts freeze what is stored when they are finalised.

mod archive_seller;
mod number_series;
mod save_seller;
mod set_logo;

pub use archive_seller::set_archived;
pub use number_series::{SeriesError, close_series, delete_series, open_series};
pub use save_seller::{SaveSellerError, add_seller, update_seller};
pub use set_logo::{logo_ref, remove_logo, set_logo};

use crate::domain::access::StaffRole;
use crate::store::StoreError;

/// Why an act on a seller was not done.
#[derive(Debug, thiserror::Error)]
pub enum SellerError {
    #[error("the role does not allow changes of settings")]
    Forbidden,
    #[error("no such seller")]
    NotFound,
    /// Somebody else was faster; what they did stands.
    #[error("it is not as the form showed it")]
    Changed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn require_settings(role: StaffRole) -> Result<(), SellerError> {
    if role.can_change_settings() { Ok(()) } else { Err(SellerError::Forbidden) }
}
