//! Giving a seller a logo and taking it away.

use super::{SellerError, require_settings};
use crate::documents::logo::Logo;
use crate::domain::access::StaffRole;
use crate::domain::id::SellerId;
use crate::domain::party::LogoRef;
use crate::store::OperatorTx;
use crate::store::sellers::{logos, settings};
use jiff::Timestamp;
use std::fmt::Write;

/// How the logo is known from now on.
#[must_use]
pub fn logo_ref(logo: &Logo) -> LogoRef {
    let mut sha256 = String::with_capacity(64);
    for byte in logo.sha256 {
        // Writing into a String cannot fail.
        let _ = write!(sha256, "{byte:02x}");
    }
    LogoRef { sha256, width_px: logo.width_px, height_px: logo.height_px }
}

/// Stores the logo and shows it from the next document on. The same one again changes nothing.
pub async fn set_logo(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    id: SellerId,
    logo: &Logo,
) -> Result<(), SellerError> {
    require_settings(role)?;
    let stored = settings::lock(tx, id).await?.ok_or(SellerError::NotFound)?;
    let named = logo_ref(logo);
    if stored.logo.as_ref() != Some(&named) {
        logos::store(tx, &named, &logo.png, now).await?;
        settings::set_logo(tx, id, Some(&named), now).await?;
    }
    Ok(())
}

/// Takes the logo with this hash away; the monogram stands in its place from the next document on.
/// # Errors  `Changed` when the seller has another one by now.
pub async fn remove_logo(
    tx: &mut OperatorTx,
    now: Timestamp,
    role: StaffRole,
    id: SellerId,
    sha256: &str,
) -> Result<(), SellerError> {
    require_settings(role)?;
    let stored = settings::lock(tx, id).await?.ok_or(SellerError::NotFound)?;
    match stored.logo {
        None => Ok(()),
        Some(logo) if logo.sha256 == sha256 => Ok(settings::set_logo(tx, id, None, now).await?),
        Some(_) => Err(SellerError::Changed),
    }
}
