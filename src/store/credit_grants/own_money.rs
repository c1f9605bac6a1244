//! What of an invoice was settled with the customer's own money, as the rule of its credit notes wants it.

use crate::domain::credit_grant::GrantKind;
use crate::domain::credit_note::{OwnMoney, PaidShare};
use crate::domain::currency::Currency;
use crate::domain::id::InvoiceId;
use crate::domain::money::Money;
use crate::store::{StoreError, TenantTx};

/// More payments than any invoice has.
const PAYMENTS: i64 = 1_000;

/// The customer's own money that stands on this invoice, and what its credit notes have given back of it.
pub async fn own_money_on(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    currency: Currency,
) -> Result<OwnMoney, StoreError> {
    Ok(OwnMoney {
        payments: shares_of_payments(tx, invoice, currency).await?,
        credit: Money::new(refundable_credit_minor(tx, invoice).await?, currency),
        given_back: Money::new(given_back_minor(tx, invoice).await?, currency),
    })
}

async fn shares_of_payments(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    currency: Currency,
) -> Result<Vec<PaidShare>, StoreError> {
    let rows = sqlx::query!(
        r#"select p.disputed_minor, sum(a.amount_minor)::bigint as "placed_minor!"
             from allocations a
             join payments p on p.tenant_id = a.tenant_id and p.payment_id = a.payment_id
            where a.tenant_id = $1 and a.invoice_id = $2
              -- withheld tax went to the state in our name: nobody has paid us that
              and p.method <> 'withholding_tax'
            group by p.payment_id, p.disputed_minor
           having sum(a.amount_minor) > 0
            order by p.payment_id
            limit $3"#,
        tx.tenant().0,
        invoice.0,
        PAYMENTS
    )
    .fetch_all(tx.conn())
    .await?;
    let share = |placed_minor, disputed_minor| PaidShare {
        placed: Money::new(placed_minor, currency),
        disputed: Money::new(disputed_minor, currency),
    };
    Ok(rows.into_iter().map(|row| share(row.placed_minor, row.disputed_minor)).collect())
}

/// What grants of the customer's own money gave to the invoice and did not get back.
async fn refundable_credit_minor(tx: &mut TenantTx, invoice: InvoiceId) -> Result<i64, StoreError> {
    let refundable: Vec<String> = GrantKind::ALL
        .iter()
        .filter(|kind| kind.is_refundable())
        .map(|kind| kind.word().to_owned())
        .collect();
    let minor = sqlx::query_scalar!(
        r#"select coalesce(-sum(m.amount_minor), 0)::bigint as "minor!"
             from allocations a
             join credit_movements m on m.tenant_id = a.tenant_id and m.purpose_id = a.allocation_id
             join credit_grants g on g.tenant_id = m.tenant_id and g.grant_id = m.grant_id
            where a.tenant_id = $1 and a.invoice_id = $2
              and a.payment_id is null and a.credit_note_id is null
              and m.reason in ('applied', 'unapplied') and g.kind = any($3)"#,
        tx.tenant().0,
        invoice.0,
        &refundable
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(minor)
}

/// What the standing credit notes of the invoice have granted as the customer's own money.
async fn given_back_minor(tx: &mut TenantTx, invoice: InvoiceId) -> Result<i64, StoreError> {
    let minor = sqlx::query_scalar!(
        r#"select coalesce(sum(g.amount_minor), 0)::bigint as "minor!"
             from credit_notes n
             join credit_grants g on g.tenant_id = n.tenant_id and g.source_id = n.credit_note_id
            where n.tenant_id = $1 and n.invoice_id = $2 and n.status = 'issued' and g.kind = $3"#,
        tx.tenant().0,
        invoice.0,
        GrantKind::CreditNote.word()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(minor)
}
