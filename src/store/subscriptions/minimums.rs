//! What periods with a minimum came to when they were billed.

use super::super::{StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{InvoiceId, SubscriptionId};
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::subscription::Minimum;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// Stores what an invoice measured a period by; `line_no` is the line that charges what fell short.
pub async fn insert_minimum(
    tx: &mut TenantTx,
    id: SubscriptionId,
    invoice: InvoiceId,
    minimum: &Minimum,
    line_no: Option<i32>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into subscription_minimums (tenant_id, invoice_id, subscription_id, covered, owed_minor,
                came_to_minor, line_no)
         values ($1, $2, $3, tstzrange($4, $5), $6, $7, $8)",
        tx.tenant().0,
        invoice.0,
        id.0,
        minimum.covered.start().to_sqlx() as _,
        minimum.covered.end().to_sqlx() as _,
        minimum.owed.amount_minor,
        minimum.came_to.amount_minor,
        line_no
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The minimums of periods that end after `since`, each with what the period has come to more since it was
/// billed; at most 1,000. One whose line was taken back with its invoice, and stands on none that took its
/// place, is no minimum any more.
pub async fn minimums(
    tx: &mut TenantTx,
    id: SubscriptionId,
    since: Timestamp,
) -> Result<Vec<(Minimum, Money)>, StoreError> {
    let rows = sqlx::query!(
        r#"with recursive standing as (
             select m.invoice_id as of_invoice_id, i.invoice_id, i.status
               from subscription_minimums m
               join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
              where m.tenant_id = $1 and m.subscription_id = $2 and upper(m.covered) > $3
             union
             select s.of_invoice_id, r.invoice_id, r.status
               from standing s
               join invoices r on r.tenant_id = $1 and r.replaces_invoice_id = s.invoice_id
              where s.status = 'void'
           )
           select lower(m.covered) as "start!: jiff_sqlx::Timestamp", upper(m.covered) as "end!: jiff_sqlx::Timestamp",
                  m.owed_minor, m.came_to_minor, i.currency,
                  coalesce((select sum(coalesce(a.difference_minor, a.amount_minor))
                              from usage_adjustments a
                              join subscription_coverage c
                                on c.tenant_id = a.tenant_id and c.coverage_id = a.coverage_id
                             where a.tenant_id = m.tenant_id and a.subscription_id = m.subscription_id
                               and c.covered && m.covered
                               -- what a voided invoice charged is owed again, unless another took its place
                               and not exists (
                                   select from invoices v
                                    where v.tenant_id = a.tenant_id and v.invoice_id = a.invoice_id
                                      and v.status = 'void'
                                      and not exists (select from invoices r
                                                       where r.tenant_id = v.tenant_id
                                                         and r.replaces_invoice_id = v.invoice_id))),
                           0)::bigint as "moved_minor!"
             from subscription_minimums m
             join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = m.invoice_id
            where m.tenant_id = $1 and m.subscription_id = $2 and upper(m.covered) > $3
              and exists (select from standing s
                           where s.of_invoice_id = m.invoice_id and s.status not in ('void', 'draft')
                             and (m.line_no is null
                                  or exists (select from invoice_lines l
                                              where l.tenant_id = m.tenant_id and l.invoice_id = s.invoice_id
                                                and l.line_no = m.line_no and l.sku = 'commitment')))
            order by m.covered
            limit 1000"#,
        tx.tenant().0,
        id.0,
        since.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    let read = rows.into_iter().map(|r| {
        let currency: Currency =
            r.currency.parse().map_err(|_| corrupt("invoices.currency", &r.currency))?;
        let covered = Period::new(r.start.to_jiff(), r.end.to_jiff());
        let covered = covered.map_err(|e| corrupt("subscription_minimums.covered", e))?;
        let money = |minor| Money::new(minor, currency);
        let minimum =
            Minimum { covered, owed: money(r.owed_minor), came_to: money(r.came_to_minor) };
        Ok((minimum, money(r.moved_minor)))
    });
    read.collect()
}
