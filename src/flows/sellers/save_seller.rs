//! Adding a seller and changing its settings.

use super::{SellerError, require_settings};
use crate::domain::access::StaffRole;
use crate::domain::id::SellerId;
use crate::domain::seller_settings::{self, Problems, SellerSettings, TypedSeller};
use crate::i18n::Locale;
use crate::store::sellers::settings;
use crate::store::{OperatorTx, StoreError};
use jiff::Timestamp;

#[derive(Debug, thiserror::Error)]
pub enum SaveSellerError {
    /// Never empty, in the order of the form.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Problems),
    /// Another seller is known by this code.
    #[error("the code is taken")]
    CodeTaken,
    #[error(transparent)]
    Seller(#[from] SellerError),
}

impl From<StoreError> for SaveSellerError {
    fn from(error: StoreError) -> Self {
        Self::Seller(error.into())
    }
}

/// Adds the seller under `id`, which was made when the form was rendered: sent again, it changes nothing.
pub async fn add_seller(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    id: SellerId,
    typed: &TypedSeller,
) -> Result<(), SaveSellerError> {
    require_settings(role)?;
    let settings = checked(typed, &[])?;
    if settings::lock(tx, id).await?.is_some() {
        return Ok(());
    }
    match settings::insert(tx, id, &settings, now).await {
        Err(error) if error.is_refusal_of("seller_entities_code_key") => {
            Err(SaveSellerError::CodeTaken)
        }
        // The same form a moment ago.
        Err(error) if error.is_refusal_of("seller_entities_pkey") => Ok(()),
        stored => Ok(stored?),
    }
}

/// Replaces the settings that had this `version` when the form was rendered. The same settings again change
/// nothing and leave no trace, whatever the version.
/// # Errors  `Changed` when somebody else changed them meanwhile.
pub async fn update_seller(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    id: SellerId,
    version: i64,
    typed: &TypedSeller,
) -> Result<(), SaveSellerError> {
    require_settings(role)?;
    let stored = settings::lock(tx, id).await?.ok_or(SellerError::NotFound)?;
    let typed = TypedSeller { code: stored.settings.code.clone(), ..typed.clone() };
    let settings = SellerSettings {
        // An import's code may be spelt as no form would take it.
        code: stored.settings.code.clone(),
        ..checked(&TypedSeller { code: "stored".into(), ..typed }, &stored.settings.registrations)?
    };
    if settings == stored.settings {
        return Ok(());
    }
    if version != stored.version {
        return Err(SellerError::Changed.into());
    }
    Ok(settings::update(tx, id, &settings, now).await?)
}

fn checked(
    typed: &TypedSeller,
    stored: &[seller_settings::SellerRegistration],
) -> Result<SellerSettings, SaveSellerError> {
    let languages = Locale::ALL.map(Locale::as_bcp47);
    seller_settings::check(typed, stored, &languages).map_err(SaveSellerError::Invalid)
}
