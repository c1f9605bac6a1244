//! Payments, allocations and the customer's credit.

use super::ledger::read_money;
use super::paging::{Page, PageFrom, push_page};
use super::{StoreError, TenantTx, corrupt};
use crate::domain::id::{AllocationId, CreditNoteId, InvoiceId, PaymentId};
use crate::domain::money::Money;
use crate::domain::payment::Payment;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

/// Stores a payment. `idempotency_key` is the form's: a second submit is refused, not recorded twice.
/// # Errors  `Refused` by `payments_idempotency_key`.
pub async fn insert(
    tx: &mut TenantTx,
    payment: &Payment,
    idempotency_key: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments (tenant_id, payment_id, method, reference, currency, amount_minor, allocated_minor,
                received_on, recorded_at, recorded_by, idempotency_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.tenant().0,
        payment.payment_id.0,
        payment.method.word(),
        payment.reference,
        payment.currency.code(),
        payment.amount.amount_minor,
        payment.allocated.amount_minor,
        payment.received_on.to_sqlx() as _,
        payment.recorded_at.to_sqlx() as _,
        payment.recorded_by,
        idempotency_key
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The payment recorded under this key, if any.
pub async fn find_by_idempotency_key(
    tx: &mut TenantTx,
    key: &str,
) -> Result<Option<Payment>, StoreError> {
    let row = sqlx::query!(
        "select payment_id, method, reference, currency, amount_minor, allocated_minor, received_on, recorded_at,
                recorded_by
           from payments
          where tenant_id = $1 and idempotency_key = $2",
        tx.tenant().0,
        key
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let amount = read_money(&row.currency, row.amount_minor)?;
    Ok(Some(Payment {
        tenant_id: tx.tenant(),
        payment_id: row.payment_id.into(),
        method: row.method.parse().map_err(|_| corrupt("payments.method", &row.method))?,
        reference: row.reference,
        currency: amount.currency,
        amount,
        allocated: Money { amount_minor: row.allocated_minor, currency: amount.currency },
        received_on: row.received_on.to_jiff(),
        recorded_at: row.recorded_at.to_jiff(),
        recorded_by: row.recorded_by,
    }))
}

/// Where the money of an allocation came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Payment(PaymentId),
    CreditNote(CreditNoteId),
    /// The customer's credit.
    Credit,
}

impl Origin {
    /// As its two columns say.
    pub(super) fn of(payment: Option<uuid::Uuid>, credit_note: Option<uuid::Uuid>) -> Self {
        match (payment, credit_note) {
            (Some(id), _) => Self::Payment(id.into()),
            (None, Some(id)) => Self::CreditNote(id.into()),
            (None, None) => Self::Credit,
        }
    }
}

/// Stores that `amount` of `origin` was placed on the invoice. The caller moves the invoice's own
/// settlement in the same transaction.
pub async fn allocate(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    origin: Origin,
    amount: Money,
    now: Timestamp,
) -> Result<AllocationId, StoreError> {
    let id = AllocationId::new();
    let (payment, credit_note) = match origin {
        Origin::Payment(payment) => (Some(payment.0), None),
        Origin::CreditNote(note) => (None, Some(note.0)),
        Origin::Credit => (None, None),
    };
    sqlx::query!(
        "insert into allocations (tenant_id, allocation_id, invoice_id, payment_id, credit_note_id, currency,
                amount_minor, allocated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant().0,
        id.0,
        invoice.0,
        payment,
        credit_note,
        amount.currency.code(),
        amount.amount_minor,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// One thing that reduced an invoice, for its page.
#[derive(Clone, Debug, PartialEq)]
pub struct SettlementRow {
    pub allocation_id: AllocationId,
    pub origin: Origin,
    /// The payment's reference or the credit note's number.
    pub label: String,
    /// The payment's method word, when it is one.
    pub method: Option<String>,
    /// When the money came, or the note was issued, or the credit was applied.
    pub on: Date,
    /// Negative when it takes something off again.
    pub amount: Money,
    /// What it takes off, and why.
    pub reverses: Option<AllocationId>,
    pub reason: String,
    /// Another row has taken it off again.
    pub is_reversed: bool,
}

impl SettlementRow {
    /// Whether it still reduces the invoice: neither taken off nor what took something off.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.reverses.is_none() && !self.is_reversed
    }

    /// What a credit note did to its invoice stays as long as the note does.
    #[must_use]
    pub fn can_be_taken_off(&self) -> bool {
        self.stands() && !matches!(self.origin, Origin::CreditNote(_))
    }
}

/// What reduced this invoice, oldest first, and what was taken off again.
pub async fn settlements(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Vec<SettlementRow>, StoreError> {
    let rows = sqlx::query!(
        r#"select a.allocation_id, a.payment_id, a.credit_note_id, a.currency, a.amount_minor, a.allocated_at,
                  a.reverses_allocation_id, a.reason, r.allocation_id is not null as "is_reversed!",
                  p.reference as "reference?", p.method as "method?", p.received_on as "received_on?",
                  c.number as "credit_note_number?", c.issued_on as "credited_on?"
             from allocations a
             left join payments p on p.tenant_id = a.tenant_id and p.payment_id = a.payment_id
             left join credit_notes c on c.tenant_id = a.tenant_id and c.credit_note_id = a.credit_note_id
             left join allocations r on r.tenant_id = a.tenant_id and r.reverses_allocation_id = a.allocation_id
            where a.tenant_id = $1 and a.invoice_id = $2
            order by a.allocated_at, a.allocation_id
            limit 500"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let applied_on = r.allocated_at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date();
            let arrived_on = r.received_on.or(r.credited_on).map(jiff_sqlx::Date::to_jiff);
            let is_reversal = r.reverses_allocation_id.is_some();
            Ok(SettlementRow {
                allocation_id: r.allocation_id.into(),
                origin: Origin::of(r.payment_id, r.credit_note_id),
                label: r.reference.or(r.credit_note_number).unwrap_or_default(),
                method: r.method,
                on: arrived_on.filter(|_| !is_reversal).unwrap_or(applied_on),
                amount: read_money(&r.currency, r.amount_minor)?,
                reverses: r.reverses_allocation_id.map(Into::into),
                reason: r.reason,
                is_reversed: r.is_reversed,
            })
        })
        .collect()
}

/// One row of a customer's list of payments.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentListRow {
    pub payment_id: PaymentId,
    pub method: String,
    pub reference: String,
    pub received_on: Date,
    pub amount: Money,
    /// What became credit: nothing was due any more, or it was bought.
    pub to_credit: Money,
    pub bought_credit: bool,
}

/// A page of payments, newest first, at most `limit`.
pub async fn list(
    tx: &mut TenantTx,
    from: PageFrom<PaymentId>,
    limit: usize,
) -> Result<Page<PaymentListRow>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select payment_id, method, reference, currency, amount_minor, allocated_minor, received_on, \
                exists (select from credit_grants g \
                         where g.tenant_id = payments.tenant_id and g.source_id = payments.payment_id \
                           and g.kind = 'prepaid') as bought_credit \
           from payments where tenant_id = ",
    );
    query.push_bind(tx.tenant().0);
    push_page(&mut query, ("received_on", "payment_id"), from, limit);
    let rows = query.build().fetch_all(tx.conn()).await?;
    let rows = rows.iter().map(read_list_row).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(rows, from, limit))
}

fn read_list_row(row: &PgRow) -> Result<PaymentListRow, StoreError> {
    let currency: &str = row.try_get("currency")?;
    let amount_minor: i64 = row.try_get("amount_minor")?;
    let allocated_minor: i64 = row.try_get("allocated_minor")?;
    Ok(PaymentListRow {
        payment_id: PaymentId(row.try_get("payment_id")?),
        method: row.try_get("method")?,
        reference: row.try_get("reference")?,
        received_on: row.try_get::<jiff_sqlx::Date, _>("received_on")?.to_jiff(),
        amount: read_money(currency, amount_minor)?,
        to_credit: read_money(currency, amount_minor - allocated_minor)?,
        bought_credit: row.try_get("bought_credit")?,
    })
}

/// What one payment settled of one invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct SettledInvoice {
    pub payment_id: PaymentId,
    pub invoice_id: InvoiceId,
    pub number: String,
    pub amount: Money,
}

/// What these payments settle, in the order in which they were placed, without what was taken off again;
/// at most 1000 invoices.
pub async fn settled_by(
    tx: &mut TenantTx,
    payments: &[PaymentId],
) -> Result<Vec<SettledInvoice>, StoreError> {
    let ids: Vec<_> = payments.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select a.payment_id as "payment_id!", a.invoice_id, coalesce(i.number, '') as "number!", a.currency,
                  a.amount_minor
             from allocations a
             join invoices i on i.tenant_id = a.tenant_id and i.invoice_id = a.invoice_id
            where a.tenant_id = $1 and a.payment_id = any($2) and a.reverses_allocation_id is null
              and not exists (select from allocations r
                               where r.tenant_id = a.tenant_id and r.reverses_allocation_id = a.allocation_id)
            order by a.allocated_at, a.allocation_id
            limit 1000"#,
        tx.tenant().0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(SettledInvoice {
                payment_id: r.payment_id.into(),
                invoice_id: r.invoice_id.into(),
                number: r.number,
                amount: read_money(&r.currency, r.amount_minor)?,
            })
        })
        .collect()
}
