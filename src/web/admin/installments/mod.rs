//! The staff's pages of installment plans: all of them, one of them, an offer, the rules.

pub mod list;
pub mod offer;
pub mod page;
mod page_view;
pub mod rules;

use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::error::AppError;
use crate::flows::installments::InstallmentError;
use crate::i18n;
use crate::web::components::form::FieldErrors;
use crate::web::installment_typed;
use crate::web::ui::Ui;
use serde::Deserialize;

/// The plan in the address.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PlanPath {
    installments: InstallmentPlanId,
}

/// The invoice in the address.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct InvoicePath {
    invoice: InvoiceId,
}

/// The rule's no, for whoever filled in the form.
fn refusal(ui: &Ui, error: InstallmentError) -> Result<FieldErrors, AppError> {
    let key = match error {
        InstallmentError::Terms(refused) => return Ok(installment_typed::refusal(ui, &refused)),
        InstallmentError::NotFound => return Err(AppError::NotFound),
        InstallmentError::Store(error) => return Err(error.into()),
        InstallmentError::NoReason => {
            let sentence = i18n::text(ui.locale, "admin-refused-no-reason");
            return Ok(FieldErrors::one("reason", sentence));
        }
        InstallmentError::NotOpen => "admin-refused-not-open",
        InstallmentError::Disputed => "installment-disputed",
        InstallmentError::UnderWay => "installment-under-way",
        InstallmentError::Running(_) => "installment-other-runs",
        InstallmentError::Waiting(_) => "installment-other-waits",
        InstallmentError::WrongState { .. } => "installment-not-any-more",
        error => return Err(AppError::internal(error)),
    };
    Ok(FieldErrors::one("installments", i18n::text(ui.locale, key)))
}
