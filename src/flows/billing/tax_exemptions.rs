//! Certificates that free a customer from a tax: staff enter and withdraw them. What was issued before
//! keeps its proof.

use crate::domain::id::TaxExemptionId;
use crate::domain::tax_exemption::TaxExemption;
use crate::store::{Actor, StoreError, TenantTx, tax_evidence};
use jiff::Timestamp;

/// Characters of a certificate's number that are kept.
pub const CERTIFICATE_MAX: usize = 60;

#[derive(Debug, thiserror::Error)]
pub enum TaxExemptionError {
    #[error("a certificate has a number of at most {CERTIFICATE_MAX} characters")]
    NoCertificate,
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    #[error("no such certificate")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stores the certificate; the same form again changes nothing.
pub async fn enter_exemption(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    exemption: &TaxExemption,
) -> Result<(), TaxExemptionError> {
    let number = exemption.certificate_number.trim();
    if number.is_empty() || number.chars().count() > CERTIFICATE_MAX {
        return Err(TaxExemptionError::NoCertificate);
    }
    if exemption.valid_until.is_some_and(|last| last < exemption.valid_from) {
        return Err(TaxExemptionError::EndsBeforeItBegins);
    }
    let exemption = TaxExemption { certificate_number: number.to_owned(), ..exemption.clone() };
    tax_evidence::insert_exemption(tx, &exemption, &actor.to_string(), now).await?;
    Ok(())
}

/// From now on the certificate frees from nothing.
pub async fn withdraw_exemption(
    tx: &mut TenantTx,
    now: Timestamp,
    actor: &Actor,
    id: TaxExemptionId,
) -> Result<(), TaxExemptionError> {
    match tax_evidence::withdraw_exemption(tx, id, &actor.to_string(), now).await? {
        true => Ok(()),
        false => Err(TaxExemptionError::NotFound),
    }
}
