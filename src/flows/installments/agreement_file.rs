//! The signed agreement, opened for those it belongs to.

use super::sealed::{Agreement, open_agreement, open_pdf};
use super::{InstallmentError, load};
use crate::domain::id::InstallmentPlanId;
use crate::seal::KeyRing;
use crate::store::installments::agreements;
use crate::store::{TenantTx, invoices};

/// The file as it is handed out: the same bytes, every time.
#[derive(Clone, Debug)]
pub struct AgreementFile {
    /// The invoice's number with what file systems dislike replaced, and `-plan.pdf`.
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// The file of the plan's agreement.
/// # Errors  `NotFound` until it is accepted, and for other tenants' plans.
pub async fn agreement_file(
    tx: &mut TenantTx,
    keys: &KeyRing,
    id: InstallmentPlanId,
) -> Result<AgreementFile, InstallmentError> {
    let plan = load(tx, id).await?;
    let agreement = agreements::find(tx, id).await?.ok_or(InstallmentError::NotFound)?;
    let bytes = open_pdf(keys, tx, id, &agreement.pdf_sealed)?;
    let invoice = invoices::find(tx, plan.invoice_id).await?;
    let number = invoice.and_then(|invoice| invoice.number).unwrap_or_default();
    let safe: String = number
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .collect();
    Ok(AgreementFile { file_name: format!("{safe}-plan.pdf"), bytes })
}

/// The agreement itself: the page as it was shown, and who said yes.
pub async fn opened(
    tx: &mut TenantTx,
    keys: &KeyRing,
    id: InstallmentPlanId,
) -> Result<Option<(agreements::Agreement, Agreement)>, InstallmentError> {
    let Some(stored) = agreements::find(tx, id).await? else { return Ok(None) };
    let agreement = open_agreement(keys, tx, id, &stored.agreement_sealed)?;
    Ok(Some((stored, agreement)))
}
