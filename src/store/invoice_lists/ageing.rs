//! The ageing of receivables: what all tenants owe, by how late it is.

use crate::domain::money::Money;
use crate::store::ledger::read_money;
use crate::store::{StaffRead, StoreError};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// What all tenants owe, by how late it is: the ageing of receivables.
#[derive(Clone, Debug, PartialEq)]
pub struct Ageing {
    pub not_due: Money,
    pub late_1_to_30: Money,
    pub late_31_to_60: Money,
    pub late_61_to_90: Money,
    pub late_over_90: Money,
}

/// The ageing of receivables on `today`, per currency.
pub async fn ageing(tx: &mut StaffRead, today: Date) -> Result<Vec<Ageing>, StoreError> {
    let rows = sqlx::query!(
        r#"select currency,
                  coalesce(sum(due_minor) filter (where due_on >= $1), 0)::bigint as "not_due!",
                  coalesce(sum(due_minor) filter (where $1 - due_on between 1 and 30), 0)::bigint as "late_30!",
                  coalesce(sum(due_minor) filter (where $1 - due_on between 31 and 60), 0)::bigint as "late_60!",
                  coalesce(sum(due_minor) filter (where $1 - due_on between 61 and 90), 0)::bigint as "late_90!",
                  coalesce(sum(due_minor) filter (where $1 - due_on > 90), 0)::bigint as "later!"
             from invoices
            where status = 'open'
            group by currency
            order by sum(due_minor) desc
            limit 50"#,
        today.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let money = |minor| read_money(&r.currency, minor);
            Ok(Ageing {
                not_due: money(r.not_due)?,
                late_1_to_30: money(r.late_30)?,
                late_31_to_60: money(r.late_60)?,
                late_61_to_90: money(r.late_90)?,
                late_over_90: money(r.later)?,
            })
        })
        .collect()
}
