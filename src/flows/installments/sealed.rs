//! What of a plan is sealed, and as what it is written: terms, agreement, consent. All of it is JSON.

use super::InstallmentError;
use crate::documents::model::PaperDocument;
use crate::domain::id::InstallmentPlanId;
use crate::domain::installment::PlanTerms;
use crate::seal::columns::{
    INSTALLMENT_AGREEMENT, INSTALLMENT_CONSENT, INSTALLMENT_PDF, INSTALLMENT_TERMS, SealedColumn,
};
use crate::seal::{KeyRing, Place};
use crate::store::{TenantTx, installments};
use serde::{Deserialize, Serialize};

/// What was agreed to: the page as it was shown, and who said yes from where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    pub page: PaperDocument,
    pub email: String,
    pub client_ip: String,
}

/// Who let us charge a method, from where, in which language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Consent {
    pub email: String,
    pub client_ip: String,
    pub language: String,
}

fn place<'a>(column: &'static SealedColumn, tx: &TenantTx, row: &'a str) -> Place<'a> {
    Place { column, tenant: tx.tenant().0, row }
}

fn seal(
    keys: &KeyRing,
    place: &Place<'_>,
    value: &impl Serialize,
) -> Result<Vec<u8>, InstallmentError> {
    let plain = serde_json::to_vec(value).map_err(|_| InstallmentError::Unreadable)?;
    Ok(keys.seal(place, &plain)?)
}

fn open<T: for<'de> Deserialize<'de>>(
    keys: &KeyRing,
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<T, InstallmentError> {
    let plain = keys.open(place, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| InstallmentError::Unreadable)
}

pub(super) fn seal_terms(
    keys: &KeyRing,
    tx: &TenantTx,
    plan: InstallmentPlanId,
    terms: &PlanTerms,
) -> Result<Vec<u8>, InstallmentError> {
    seal(keys, &place(&INSTALLMENT_TERMS, tx, &plan.to_string()), terms)
}

/// What was proposed.
pub async fn open_terms(
    tx: &mut TenantTx,
    keys: &KeyRing,
    plan: InstallmentPlanId,
) -> Result<PlanTerms, InstallmentError> {
    let sealed = installments::terms_sealed(tx, plan).await?.ok_or(InstallmentError::NotFound)?;
    open(keys, &place(&INSTALLMENT_TERMS, tx, &plan.to_string()), &sealed)
}

pub(super) fn seal_agreement(
    keys: &KeyRing,
    tx: &TenantTx,
    plan: InstallmentPlanId,
    agreement: &Agreement,
) -> Result<Vec<u8>, InstallmentError> {
    seal(keys, &place(&INSTALLMENT_AGREEMENT, tx, &plan.to_string()), agreement)
}

pub(super) fn open_agreement(
    keys: &KeyRing,
    tx: &TenantTx,
    plan: InstallmentPlanId,
    sealed: &[u8],
) -> Result<Agreement, InstallmentError> {
    open(keys, &place(&INSTALLMENT_AGREEMENT, tx, &plan.to_string()), sealed)
}

pub(super) fn seal_pdf(
    keys: &KeyRing,
    tx: &TenantTx,
    plan: InstallmentPlanId,
    pdf: &[u8],
) -> Result<Vec<u8>, InstallmentError> {
    Ok(keys.seal(&place(&INSTALLMENT_PDF, tx, &plan.to_string()), pdf)?)
}

pub(super) fn open_pdf(
    keys: &KeyRing,
    tx: &TenantTx,
    plan: InstallmentPlanId,
    sealed: &[u8],
) -> Result<Vec<u8>, InstallmentError> {
    Ok(keys.open(&place(&INSTALLMENT_PDF, tx, &plan.to_string()), sealed)?)
}

pub(super) fn seal_consent(
    keys: &KeyRing,
    tx: &TenantTx,
    (plan, version): (InstallmentPlanId, i32),
    consent: &Consent,
) -> Result<Vec<u8>, InstallmentError> {
    seal(keys, &place(&INSTALLMENT_CONSENT, tx, &format!("{plan}:{version}")), consent)
}
