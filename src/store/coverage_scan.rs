//! What the scan of coverage reads: subscriptions of all customers in the order of their keys, and what
//! voided invoices once covered.

use super::{StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{InvoiceId, SubscriptionId, TenantId};
use crate::domain::period::Period;

/// A subscription that is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    pub tenant_id: TenantId,
    pub account_ref: String,
    pub subscription_id: SubscriptionId,
}

/// Time that a voided invoice covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoidedStretch {
    pub component: String,
    pub period: Period,
    pub invoice_id: InvoiceId,
    pub number: String,
}

/// The next subscriptions after `after`, of one customer or of all.
pub async fn next(
    tx: &mut StaffRead,
    customer: Option<TenantId>,
    after: Option<(TenantId, SubscriptionId)>,
    limit: i64,
) -> Result<Vec<Scanned>, StoreError> {
    let (after_tenant, after_id) = after.map(|(tenant, id)| (tenant.0, id.0)).unzip();
    let rows = sqlx::query!(
        "select s.tenant_id, t.account_ref, s.subscription_id
           from subscriptions s
           join tenants t on t.tenant_id = s.tenant_id
          where ($1::uuid is null or s.tenant_id = $1)
            and ($2::uuid is null or (s.tenant_id, s.subscription_id) > ($2, $3::uuid))
          order by s.tenant_id, s.subscription_id
          limit $4",
        customer.map(|tenant| tenant.0),
        after_tenant,
        after_id,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows.into_iter().map(|r| Scanned {
        tenant_id: r.tenant_id.into(),
        account_ref: r.account_ref,
        subscription_id: r.subscription_id.into(),
    });
    Ok(read.collect())
}

/// Every following statement of the transaction sees what the first one sees: a billing run in between
/// would look like a gap. To be called before anything is read.
pub async fn freeze(tx: &mut TenantTx) -> Result<(), StoreError> {
    // No macro: it is no statement that can be prepared.
    sqlx::raw_sql("set transaction isolation level repeatable read").execute(tx.conn()).await?;
    Ok(())
}

/// What invoices covered that were voided, whether or not others cover it since.
pub async fn voided(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Vec<VoidedStretch>, StoreError> {
    let rows = sqlx::query!(
        r#"select c.component, lower(c.covered) as "start!: jiff_sqlx::Timestamp",
                  upper(c.covered) as "end!: jiff_sqlx::Timestamp", c.invoice_id, coalesce(i.number, '') as "number!"
             from subscription_coverage c
             join invoices i on i.tenant_id = c.tenant_id and i.invoice_id = c.invoice_id
            where c.tenant_id = $1 and c.subscription_id = $2 and c.is_void and i.status = 'void'
            order by c.component, c.covered
            limit 10000"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows.into_iter().map(|r| {
        let period = Period::new(r.start.to_jiff(), r.end.to_jiff());
        Ok(VoidedStretch {
            component: r.component,
            period: period.map_err(|e| corrupt("subscription_coverage.covered", e))?,
            invoice_id: r.invoice_id.into(),
            number: r.number,
        })
    });
    read.collect()
}
