//! Deposits: what is asked for on a draft, and what finalising made of it.

use super::ledger::read_money;
use super::{StoreError, TenantTx};
use crate::domain::deposit::{Deposit, DepositShare, FixedDeposit};
use crate::domain::id::InvoiceId;
use jiff_sqlx::ToSqlx;

/// Stores what is asked for on a draft, in place of what was asked before.
/// # Errors  `Refused` by `invoice_deposits_finalized_is_immutable`.
pub async fn save(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    deposit: &Deposit,
) -> Result<(), StoreError> {
    let (percent, asked_minor) = match deposit.share {
        DepositShare::Percent(percent) => (Some(percent), None),
        DepositShare::Amount(amount) => (None, Some(amount.amount_minor)),
    };
    sqlx::query!(
        "insert into invoice_deposits (tenant_id, invoice_id, percent, asked_minor, asked_due_on)
         values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, invoice_id) do update
            set percent = excluded.percent, asked_minor = excluded.asked_minor,
                asked_due_on = excluded.asked_due_on",
        tx.tenant().0,
        invoice.0,
        percent,
        asked_minor,
        deposit.due_on.map(jiff::civil::Date::to_sqlx) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Asks for no deposit any more.
pub async fn remove(tx: &mut TenantTx, invoice: InvoiceId) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from invoice_deposits where tenant_id = $1 and invoice_id = $2",
        tx.tenant().0,
        invoice.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is asked for, if something is.
pub async fn find(tx: &mut TenantTx, invoice: InvoiceId) -> Result<Option<Deposit>, StoreError> {
    let row = sqlx::query!(
        "select d.percent, d.asked_minor, d.asked_due_on, i.currency
           from invoice_deposits d
           join invoices i on i.tenant_id = d.tenant_id and i.invoice_id = d.invoice_id
          where d.tenant_id = $1 and d.invoice_id = $2",
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let share = match (row.percent, row.asked_minor) {
        (Some(percent), _) => DepositShare::Percent(percent),
        (None, asked) => {
            DepositShare::Amount(read_money(&row.currency, asked.unwrap_or_default())?)
        }
    };
    Ok(Some(Deposit { share, due_on: row.asked_due_on.map(jiff_sqlx::Date::to_jiff) }))
}

/// Stores what the deposit is, while the invoice is being finalised.
pub async fn fix(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    deposit: &FixedDeposit,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update invoice_deposits
            set amount_minor = $3, due_on = $4
          where tenant_id = $1 and invoice_id = $2",
        tx.tenant().0,
        invoice.0,
        deposit.amount.amount_minor,
        deposit.due_on.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The deposits of these finalised invoices; those without one are left out. At most 1000.
pub async fn of_invoices(
    tx: &mut TenantTx,
    invoices: &[InvoiceId],
) -> Result<Vec<(InvoiceId, FixedDeposit)>, StoreError> {
    let ids: Vec<_> = invoices.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select d.invoice_id, d.amount_minor as "amount_minor!", d.due_on as "due_on!", i.currency
             from invoice_deposits d
             join invoices i on i.tenant_id = d.tenant_id and i.invoice_id = d.invoice_id
            where d.tenant_id = $1 and d.invoice_id = any($2) and d.amount_minor is not null
            limit 1000"#,
        tx.tenant().0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let amount = read_money(&row.currency, row.amount_minor)?;
            let due_on = row.due_on.to_jiff();
            Ok((row.invoice_id.into(), FixedDeposit { amount, due_on }))
        })
        .collect()
}

/// The deposit of one finalised invoice, if it has one.
pub async fn of_invoice(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<FixedDeposit>, StoreError> {
    Ok(of_invoices(tx, &[invoice]).await?.into_iter().next().map(|(_, deposit)| deposit))
}
