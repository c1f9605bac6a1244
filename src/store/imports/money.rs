//! Many payments, allocations and ledger postings of one tenant in a few statements.

use super::REFERENCES_PER_QUERY;
use crate::domain::credit_grant::{GrantKind, MovementReason};
use crate::domain::currency::Currency;
use crate::domain::id::{AllocationId, GrantId, InvoiceId, LedgerTransactionId, TenantId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::ledger::{Entry, Posting};
use crate::domain::money::Money;
use crate::domain::payment::Payment;
use crate::store::{OperatorTx, StaffRead, StoreError, corrupt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// A payment from a file and the invoices it settles.
#[derive(Clone, Debug)]
pub struct NewPayment {
    pub payment: Payment,
    /// The source's own reference: the payment is known by it for ever.
    pub source_ref: String,
    pub allocations: Vec<(InvoiceId, Money)>,
}

/// Stores payments with their allocations. The invoices' own settlement is the caller's.
/// # Errors  `Refused` by `payments_source_key` when one is there already.
pub async fn insert_payments(
    tx: &mut OperatorTx,
    tenant: TenantId,
    source: &str,
    payments: &[NewPayment],
    now: Timestamp,
) -> Result<(), StoreError> {
    if payments.is_empty() {
        return Ok(());
    }
    let column = |text: fn(&Payment) -> &str| -> Vec<String> {
        payments.iter().map(|p| text(&p.payment).to_owned()).collect()
    };
    let ids: Vec<Uuid> = payments.iter().map(|p| p.payment.payment_id.0).collect();
    let amounts: Vec<i64> = payments.iter().map(|p| p.payment.amount.amount_minor).collect();
    let allocated: Vec<i64> = payments.iter().map(|p| p.payment.allocated.amount_minor).collect();
    let received_on: Vec<_> = payments.iter().map(|p| p.payment.received_on.to_sqlx()).collect();
    let references: Vec<String> = payments.iter().map(|p| p.source_ref.clone()).collect();
    sqlx::query!(
        "insert into payments (tenant_id, payment_id, method, reference, currency, amount_minor, allocated_minor,
                received_on, recorded_at, recorded_by, idempotency_key, source, source_ref)
         select $1, payment_id, method, reference, currency, amount_minor, allocated_minor, received_on, $2,
                recorded_by, 'import:' || $3 || ':' || source_ref, $3, source_ref
           from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::date[],
                       $11::text[], $12::text[])
                as payment (payment_id, method, reference, currency, amount_minor, allocated_minor, received_on,
                            recorded_by, source_ref)",
        tenant.0,
        now.to_sqlx() as _,
        source,
        &ids,
        &column(|p| p.method.word()),
        &column(|p| &p.reference),
        &column(|p| p.currency.code()),
        &amounts,
        &allocated,
        &received_on as _,
        &column(|p| &p.recorded_by),
        &references
    )
    .execute(tx.conn())
    .await?;
    insert_allocations(tx, tenant, payments, now).await
}

async fn insert_allocations(
    tx: &mut OperatorTx,
    tenant: TenantId,
    payments: &[NewPayment],
    now: Timestamp,
) -> Result<(), StoreError> {
    let all: Vec<(Uuid, InvoiceId, Money)> = payments
        .iter()
        .flat_map(|p| {
            p.allocations.iter().map(|(invoice, share)| (p.payment.payment_id.0, *invoice, *share))
        })
        .collect();
    let ids: Vec<Uuid> = all.iter().map(|_| AllocationId::new().0).collect();
    let origins: Vec<Uuid> = all.iter().map(|(payment, _, _)| *payment).collect();
    let invoices: Vec<Uuid> = all.iter().map(|(_, invoice, _)| invoice.0).collect();
    let currencies: Vec<String> =
        all.iter().map(|(_, _, a)| a.currency.code().to_owned()).collect();
    let amounts: Vec<i64> = all.iter().map(|(_, _, a)| a.amount_minor).collect();
    sqlx::query!(
        "insert into allocations (tenant_id, allocation_id, invoice_id, payment_id, currency, amount_minor,
                allocated_at)
         select $1, allocation_id, invoice_id, payment_id, currency, amount_minor, $2
           from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[])
                as share (allocation_id, invoice_id, payment_id, currency, amount_minor)",
        tenant.0,
        now.to_sqlx() as _,
        &ids,
        &invoices,
        &origins,
        &currencies,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores balanced postings; those without entries store nothing.
/// # Errors  `Refused` by `ledger_transactions_once` when one was posted before.
pub async fn post_all(
    tx: &mut OperatorTx,
    tenant: TenantId,
    postings: &[Posting],
    now: Timestamp,
) -> Result<(), StoreError> {
    let postings: Vec<(Uuid, &Posting)> = postings
        .iter()
        .filter(|posting| !posting.is_empty())
        .map(|posting| (LedgerTransactionId::new().0, posting))
        .collect();
    if postings.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = postings.iter().map(|(id, _)| *id).collect();
    let kinds: Vec<String> = postings.iter().map(|(_, p)| p.kind.word().to_owned()).collect();
    let source_kinds: Vec<String> =
        postings.iter().map(|(_, p)| p.kind.source_kind().to_owned()).collect();
    let sources: Vec<Uuid> = postings.iter().map(|(_, p)| p.source_id).collect();
    let descriptions: Vec<String> = postings.iter().map(|(_, p)| p.description.clone()).collect();
    let effective_on: Vec<_> = postings.iter().map(|(_, p)| p.effective_on.to_sqlx()).collect();
    sqlx::query!(
        "insert into ledger_transactions
                (tenant_id, transaction_id, kind, source_kind, source_id, description, effective_on, posted_at)
         select $1, transaction_id, kind, source_kind, source_id, description, effective_on, $2
           from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::date[])
                as posting (transaction_id, kind, source_kind, source_id, description, effective_on)",
        tenant.0,
        now.to_sqlx() as _,
        &ids,
        &kinds,
        &source_kinds,
        &sources,
        &descriptions,
        &effective_on as _
    )
    .execute(tx.conn())
    .await?;
    insert_entries(tx, tenant, &postings).await
}

async fn insert_entries(
    tx: &mut OperatorTx,
    tenant: TenantId,
    postings: &[(Uuid, &Posting)],
) -> Result<(), StoreError> {
    let all: Vec<(Uuid, i16, &Entry)> = postings
        .iter()
        .flat_map(|(id, posting)| (1_i16..).zip(posting.entries()).map(move |(no, e)| (*id, no, e)))
        .collect();
    let ids: Vec<Uuid> = all.iter().map(|(id, _, _)| *id).collect();
    let numbers: Vec<i16> = all.iter().map(|(_, no, _)| *no).collect();
    let accounts: Vec<String> = all.iter().map(|(_, _, e)| e.account.word().to_owned()).collect();
    let currencies: Vec<String> =
        all.iter().map(|(_, _, e)| e.amount.currency.code().to_owned()).collect();
    let amounts: Vec<i64> = all.iter().map(|(_, _, e)| e.amount.amount_minor).collect();
    sqlx::query!(
        "insert into ledger_entries (tenant_id, transaction_id, entry_no, account, currency, amount_minor)
         select $1, transaction_id, entry_no, account, currency, amount_minor
           from unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bigint[])
                as entry (transaction_id, entry_no, account, currency, amount_minor)",
        tenant.0,
        &ids,
        &numbers,
        &accounts,
        &currencies,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Credit that a document of a file left over.
#[derive(Clone, Copy, Debug)]
pub struct NewCredit {
    pub kind: GrantKind,
    /// The payment or credit note.
    pub source_id: Uuid,
    pub amount: Money,
}

/// Gives the visited tenant this credit, one grant each, which never ends.
pub async fn insert_credit(
    tx: &mut OperatorTx,
    tenant: TenantId,
    granted_by: &str,
    credit: &[NewCredit],
    now: Timestamp,
) -> Result<(), StoreError> {
    if credit.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = credit.iter().map(|_| GrantId::new().0).collect();
    let movements: Vec<Uuid> = credit.iter().map(|_| Uuid::now_v7()).collect();
    let kinds: Vec<String> = credit.iter().map(|c| c.kind.word().to_owned()).collect();
    let sources: Vec<Uuid> = credit.iter().map(|c| c.source_id).collect();
    let currencies: Vec<String> =
        credit.iter().map(|c| c.amount.currency.code().to_owned()).collect();
    let amounts: Vec<i64> = credit.iter().map(|c| c.amount.amount_minor).collect();
    sqlx::query!(
        "insert into credit_grants (tenant_id, grant_id, kind, source_id, currency, amount_minor, granted_at,
                granted_by)
         select $1, grant_id, kind, source_id, currency, amount_minor, $2, $3
           from unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::bigint[])
                as credit (grant_id, kind, source_id, currency, amount_minor)",
        tenant.0,
        now.to_sqlx() as _,
        granted_by,
        &ids,
        &kinds,
        &sources,
        &currencies,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into credit_movements (tenant_id, movement_id, grant_id, currency, amount_minor, reason, purpose_id,
                moved_at)
         select $1, movement_id, grant_id, currency, amount_minor, $2, grant_id, $3
           from unnest($4::uuid[], $5::uuid[], $6::text[], $7::bigint[])
                as moved (movement_id, grant_id, currency, amount_minor)",
        tenant.0,
        MovementReason::Granted.word(),
        now.to_sqlx() as _,
        &movements,
        &ids,
        &currencies,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An invoice that a payment of the file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvoice {
    pub account_ref: String,
    pub number: String,
    pub invoice_id: InvoiceId,
    pub currency: Currency,
    pub paid_minor: i64,
    /// Zero unless the invoice is open.
    pub due_minor: i64,
}

/// The invoices with these (account reference, number), as of now. Several for one pair when several
/// series use the number; one invoice several times when the pair is given several times.
pub async fn open_invoices(
    tx: &mut StaffRead,
    names: &[(String, String)],
) -> Result<Vec<OpenInvoice>, StoreError> {
    let mut invoices = Vec::new();
    for some in names.chunks(REFERENCES_PER_QUERY) {
        let (account_refs, numbers): (Vec<String>, Vec<String>) = some.iter().cloned().unzip();
        let rows = sqlx::query!(
            r#"select t.account_ref, i.number as "number!", i.invoice_id, i.currency, i.paid_minor,
                      i.due_minor as "due_minor!"
                 from unnest($1::text[], $2::text[]) as named (account_ref, number)
                 join tenants t on t.account_ref = named.account_ref
                 join invoices i on i.tenant_id = t.tenant_id and i.number = named.number
                order by i.invoice_id
                limit 20000"#,
            &account_refs,
            &numbers
        )
        .fetch_all(tx.conn())
        .await?;
        for row in rows {
            invoices.push(OpenInvoice {
                account_ref: row.account_ref,
                number: row.number,
                invoice_id: row.invoice_id.into(),
                currency: row
                    .currency
                    .parse()
                    .map_err(|_| corrupt("invoices.currency", &row.currency))?,
                paid_minor: row.paid_minor,
                due_minor: row.due_minor,
            });
        }
    }
    Ok(invoices)
}

/// What payments did to an invoice.
#[derive(Clone, Debug)]
pub struct Settled {
    pub invoice_id: InvoiceId,
    /// As it was read; the invoice must still stand so.
    pub paid_before_minor: i64,
    pub paid_minor: i64,
    pub status: InvoiceStatus,
    pub paid_at: Option<Timestamp>,
}

/// Moves the settlement of these open invoices.
/// # Errors  `Conflict` when one of them was settled by somebody else since it was read.
pub async fn settle_invoices(
    tx: &mut OperatorTx,
    tenant: TenantId,
    settled: &[Settled],
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = settled.iter().map(|s| s.invoice_id.0).collect();
    let before: Vec<i64> = settled.iter().map(|s| s.paid_before_minor).collect();
    let paid: Vec<i64> = settled.iter().map(|s| s.paid_minor).collect();
    let statuses: Vec<String> = settled.iter().map(|s| s.status.word().to_owned()).collect();
    let paid_at: Vec<_> = settled.iter().map(|s| s.paid_at.map(ToSqlx::to_sqlx)).collect();
    let updated = sqlx::query!(
        "update invoices i
            set paid_minor = s.paid_minor, status = s.status, paid_at = s.paid_at
           from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[])
                as s (invoice_id, before_minor, paid_minor, status, paid_at)
          where i.tenant_id = $1 and i.invoice_id = s.invoice_id and i.paid_minor = s.before_minor
            and i.status = 'open'",
        tenant.0,
        &ids,
        &before,
        &paid,
        &statuses,
        &paid_at as _
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if updated == settled.len() as u64 { Ok(()) } else { Err(StoreError::Conflict) }
}
