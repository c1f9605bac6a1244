//! What pages show of the customer's credit: what is left, and what moved it.

use super::{CreditGrant, GrantRow};
use crate::domain::credit_grant::{GrantKind, MovementReason};
use crate::domain::id::{CreditNoteId, InvoiceId, PaymentId};
use crate::domain::money::Money;
use crate::store::ledger::read_money;
use crate::store::paging::{Page, PageFrom, push_page};
use crate::store::{StoreError, TenantTx, corrupt};
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};
use uuid::Uuid;

/// All grants with something left, in the order in which they are spent; at most 500.
pub async fn with_something_left(tx: &mut TenantTx) -> Result<Vec<CreditGrant>, StoreError> {
    sqlx::query_as!(
        GrantRow,
        r#"select grant_id, kind, source_id, currency, amount_minor, remaining_minor,
                  expires_on as "expires_on: _", priority, note, granted_at as "granted_at: _", granted_by
             from credit_grants
            where tenant_id = $1 and remaining_minor > 0
            order by currency, expires_on nulls last, priority, granted_at, grant_id
            limit 500"#,
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(GrantRow::read)
    .collect()
}

/// One movement, with what it was for.
#[derive(Clone, Debug, PartialEq)]
pub struct MovementRow {
    pub movement_id: Uuid,
    /// The day in UTC.
    pub moved_on: Date,
    pub reason: MovementReason,
    /// Of the grant that moved.
    pub kind: GrantKind,
    pub note: String,
    /// Positive added to the customer's credit.
    pub amount: Money,
    /// On which it was placed, or off which it was taken.
    pub invoice: Option<(InvoiceId, String)>,
    /// From which the grant came.
    pub credit_note: Option<(CreditNoteId, String)>,
    /// That bought the credit.
    pub payment: Option<PaymentId>,
}

/// A page of what moved the customer's credit, newest first, at most `limit`.
pub async fn movements(
    tx: &mut TenantTx,
    from: PageFrom<Uuid>,
    limit: usize,
) -> Result<Page<MovementRow>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select m.movement_id, (m.moved_at at time zone 'UTC')::date as moved_on, m.reason, g.kind, g.note, \
                m.currency, m.amount_minor, i.invoice_id, i.number as invoice_number, c.credit_note_id, \
                c.number as credit_note_number, p.payment_id \
           from credit_movements m \
           join credit_grants g on g.tenant_id = m.tenant_id and g.grant_id = m.grant_id \
           left join allocations a on a.tenant_id = m.tenant_id and a.allocation_id = m.purpose_id \
           left join invoices i on i.tenant_id = m.tenant_id and i.invoice_id = a.invoice_id \
           left join credit_notes c on c.tenant_id = m.tenant_id and c.credit_note_id = g.source_id \
           left join payments p on p.tenant_id = m.tenant_id and p.payment_id = g.source_id \
                and g.kind = 'prepaid' \
          where m.tenant_id = ",
    );
    query.push_bind(tx.tenant().0);
    let key = ("(m.moved_at at time zone 'UTC')::date", "m.movement_id");
    push_page(&mut query, key, from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read_movement).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

fn read_movement(row: &PgRow) -> Result<MovementRow, StoreError> {
    let (reason, kind): (&str, &str) = (row.try_get("reason")?, row.try_get("kind")?);
    let invoice: Option<Uuid> = row.try_get("invoice_id")?;
    let invoice_number: Option<String> = row.try_get("invoice_number")?;
    let credit_note: Option<Uuid> = row.try_get("credit_note_id")?;
    let credit_note_number: Option<String> = row.try_get("credit_note_number")?;
    Ok(MovementRow {
        movement_id: row.try_get("movement_id")?,
        moved_on: row.try_get::<jiff_sqlx::Date, _>("moved_on")?.to_jiff(),
        reason: reason.parse().map_err(|_| corrupt("credit_movements.reason", reason))?,
        kind: kind.parse().map_err(|_| corrupt("credit_grants.kind", kind))?,
        note: row.try_get("note")?,
        amount: read_money(row.try_get("currency")?, row.try_get("amount_minor")?)?,
        invoice: invoice.map(|id| (id.into(), invoice_number.unwrap_or_default())),
        credit_note: credit_note.map(|id| (id.into(), credit_note_number.unwrap_or_default())),
        payment: row.try_get::<Option<Uuid>, _>("payment_id")?.map(Into::into),
    })
}
