//! With what installments are charged from now on: another saved method, or none. Each decision is a row.

use super::sealed::{Consent, seal_consent};
use super::{Acceptance, InstallmentError, load, payable_method};
use crate::domain::id::InstallmentPlanId;
use crate::domain::installment::PlanEventKind;
use crate::flows::payments::Till;
use crate::store::TenantTx;
use crate::store::installments::{self, agreements};
use jiff::Timestamp;
use serde_json::json;

/// Records the customer's decision; the same one twice is recorded once.
/// # Errors  `WrongState` unless the plan runs, `NoSuchMethod`.
pub async fn change_method(
    tx: &mut TenantTx,
    now: Timestamp,
    till: &Till,
    id: InstallmentPlanId,
    acceptance: &Acceptance<'_>,
) -> Result<(), InstallmentError> {
    let plan = load(tx, id).await?;
    let Some(agreed) = plan.agreed.filter(|_| plan.status.runs()) else {
        return Err(InstallmentError::WrongState { status: plan.status });
    };
    payable_method(tx, till, agreed.total, acceptance.method).await?;
    if agreements::mandated_method(tx, id).await? == acceptance.method {
        return Ok(());
    }
    let version = agreements::next_mandate_version(tx, id).await?;
    let consent = Consent {
        email: acceptance.email.to_owned(),
        client_ip: acceptance.client_ip.to_owned(),
        language: acceptance.locale.as_bcp47().to_owned(),
    };
    let sealed = seal_consent(&till.keys, tx, (id, version), &consent)?;
    let (method, actor) = (acceptance.method, acceptance.actor);
    agreements::insert_mandate(tx, (id, version), method, &sealed, actor, now).await?;
    let detail = json!({ "payment_method_id": method });
    let kind = PlanEventKind::MethodChanged;
    installments::record_event(tx, id, kind, actor, detail, now).await?;
    Ok(())
}
