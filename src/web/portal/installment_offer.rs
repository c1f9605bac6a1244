//! On the page of an invoice: that it can be paid in installments, or that it is.

use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::error::AppError;
use crate::flows::installments::{InstallmentError, eligible};
use crate::store::{TenantTx, installments};
use crate::web::paths;
use crate::web::ui::t;
use leptos::prelude::*;

/// What the invoice's page says of installments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InstallmentOffer {
    Nothing,
    /// The reader may begin a plan.
    Possible,
    /// One runs.
    Running(InstallmentPlanId),
    /// One waits for an answer.
    Waiting(InstallmentPlanId),
}

/// Looks up how it stands.
pub(super) async fn installment_offer(
    tx: &mut TenantTx,
    id: InvoiceId,
    can_change: bool,
) -> Result<InstallmentOffer, AppError> {
    if let Some(waiting) = installments::waiting_plan_of(tx, id).await? {
        return Ok(InstallmentOffer::Waiting(waiting));
    }
    if let Some(running) = installments::running_plan_of(tx, id).await? {
        return Ok(InstallmentOffer::Running(running));
    }
    if !can_change {
        return Ok(InstallmentOffer::Nothing);
    }
    match eligible(tx, id).await {
        Ok(_) => Ok(InstallmentOffer::Possible),
        Err(InstallmentError::Store(error)) => Err(error.into()),
        Err(_) => Ok(InstallmentOffer::Nothing),
    }
}

impl InstallmentOffer {
    pub(super) fn runs(self) -> bool {
        matches!(self, Self::Running(_))
    }

    /// The way to begin a plan.
    pub(super) fn action(self, id: InvoiceId) -> Option<AnyView> {
        (self == Self::Possible).then(|| {
            view! { <a class="btn" href=paths::invoice_installments(id)>{t("installment-begin")}</a> }
                .into_any()
        })
    }

    /// That there is a plan, and where.
    pub(super) fn notice(self) -> Option<AnyView> {
        let (plan, key) = match self {
            Self::Running(plan) => (plan, "installment-invoice-runs"),
            Self::Waiting(plan) => (plan, "installment-invoice-waits"),
            Self::Nothing | Self::Possible => return None,
        };
        Some(
            view! {
                <div class="notice" data-tone="info" role="status">
                    <div><p>{t(key)}</p></div>
                    <a href=paths::installment_plan(plan)>{t("installment-see-plan")}</a>
                </div>
            }
            .into_any(),
        )
    }
}
