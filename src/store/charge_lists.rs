//! Lists of charges for pages: the last attempts to pay, and payments that are on their way.

use super::ledger::read_money;
use super::{StoreError, TenantTx, corrupt};
use crate::domain::charge::ChargeState;
use crate::domain::id::ChargeId;
use crate::domain::money::Money;
use jiff::Timestamp;

/// An attempt to pay.
#[derive(Clone, Debug, PartialEq)]
pub struct ChargeListRow {
    pub charge_id: ChargeId,
    pub state: ChargeState,
    pub amount: Money,
    pub failure_code: Option<String>,
    pub created_at: Timestamp,
    pub by_autopay: bool,
    /// The number of its first invoice; None: credit is bought.
    pub invoice_number: Option<String>,
}

/// The last attempts to pay of this tenant, newest first; pages that nobody used are left out.
pub async fn recent(tx: &mut TenantTx, limit: i64) -> Result<Vec<ChargeListRow>, StoreError> {
    let rows = sqlx::query!(
        r#"select c.charge_id, c.state, c.currency, c.amount_minor, c.failure_code, c.created_at,
                  exists (select from autopay_attempts a
                           where a.tenant_id = c.tenant_id and a.charge_id = c.charge_id) as "by_autopay!",
                  i.number as "number?"
             from charges c
             left join charge_invoices ci
               on ci.tenant_id = c.tenant_id and ci.charge_id = c.charge_id and ci.position = 0
             left join invoices i on i.tenant_id = ci.tenant_id and i.invoice_id = ci.invoice_id
            where c.tenant_id = $1 and c.purpose <> 'setup' and c.state not in ('created', 'expired', 'canceled')
            order by c.created_at desc, c.charge_id desc
            limit $2"#,
        tx.tenant().0,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(ChargeListRow {
                charge_id: r.charge_id.into(),
                state: r.state.parse().map_err(|e| corrupt("charges.state", e))?,
                amount: read_money(&r.currency, r.amount_minor)?,
                failure_code: r.failure_code,
                created_at: r.created_at.to_jiff(),
                by_autopay: r.by_autopay,
                invoice_number: r.number,
            })
        })
        .collect()
}

/// What is on its way to us, per currency: charged, and not arrived yet.
pub async fn on_the_way(tx: &mut TenantTx) -> Result<Vec<Money>, StoreError> {
    let rows = sqlx::query!(
        r#"select currency, sum(amount_minor)::bigint as "amount_minor!"
             from charges
            where tenant_id = $1 and state = 'processing' and purpose <> 'setup'
            group by currency
            order by currency
            limit 50"#,
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|r| read_money(&r.currency, r.amount_minor)).collect()
}
