//! Telling customers a few days ahead which installment falls due, each once.

use super::INSTALLMENTS;
use super::collect_installments::customers_after;
use crate::domain::document::DocumentKind;
use crate::domain::id::{InstallmentPlanId, TenantId};
use crate::domain::installment::PlanStatus;
use crate::domain::invoice::days_from;
use crate::flows::payments::Till;
use crate::store::installments::{self, attempts};
use crate::store::outbox::{self, Event};
use crate::store::{StoreError, TenantTx, invoices, tenants};
use jiff::Timestamp;
use serde_json::json;

/// Customers hear so many days ahead.
const ANNOUNCED_DAYS: i32 = 3;

/// Tells of what falls due in the next days; returns of how many installments.
pub async fn announce_installments(till: &Till) -> Result<u32, StoreError> {
    let mut told = 0;
    let mut after = TenantId(uuid::Uuid::nil());
    loop {
        let tenants = customers_after(till, after).await?;
        let Some(last) = tenants.last().copied() else { return Ok(told) };
        for tenant in tenants {
            match announce(till, tenant).await {
                Ok(some) => told += some,
                Err(error) if error.is_retryable() => return Err(error),
                // The others have their turn.
                Err(error) => tracing::error!(%tenant, %error, "installments cannot be announced"),
            }
        }
        after = last;
    }
}

async fn announce(till: &Till, tenant: TenantId) -> Result<u32, StoreError> {
    let now = till.clock.now();
    let mut tx = till.db.tenant_read(tenant).await?;
    let near = near(&mut tx, now).await?;
    drop(tx);
    if near.is_empty() {
        return Ok(0);
    }
    let mut tx = till.db.worker_tenant(tenant, &INSTALLMENTS, now).await?;
    let mut told = 0;
    for (plan, number) in near {
        let (event, document) =
            (Event::InstallmentUpcoming, (DocumentKind::InstallmentPlan, plan.0));
        let facts = json!({ "number": number });
        let occurrence = number.to_string();
        let pushed =
            outbox::push_occurrence(&mut tx, now, event, document, &occurrence, facts).await?;
        told += u32::from(pushed);
    }
    tx.commit().await?;
    Ok(told)
}

/// The installments that are to be told of now.
async fn near(
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<Vec<(InstallmentPlanId, u32)>, StoreError> {
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    let today = now.to_zoned(zone).date();
    let mut near = Vec::new();
    for id in attempts::running(tx).await? {
        let Some(plan) = installments::find(tx, id).await? else { continue };
        let Some(agreed) = plan.agreed.filter(|_| plan.status == PlanStatus::Active) else {
            continue;
        };
        let Some(invoice) = invoices::find(tx, plan.invoice_id).await? else { continue };
        let standing = agreed.standing(&invoice);
        let open = standing.installments.iter().filter(|part| !part.is_paid());
        let soon = open.filter(|part| {
            let left = part.due_on.map(|on| days_from(today, on));
            left.is_some_and(|left| (1..=ANNOUNCED_DAYS).contains(&left))
        });
        near.extend(soon.map(|part| (id, part.number)));
    }
    Ok(near)
}
