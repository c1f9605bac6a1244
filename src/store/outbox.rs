//! Facts that somebody must be told, stored in the transaction that made them true.
//!
//! Owns the waiting rows and what a message about a payment needs to know. Who is told, and how, is
//! decided by `jobs::deliver_outbox`.

use super::ledger::read_money;
use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::document::DocumentKind;
use crate::domain::id::{InvoiceId, PaymentId, TenantId};
use crate::domain::money::Money;
use crate::domain::word::word_enum;
use crate::trace_context;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

word_enum! {
    /// What happened. The word is used in catalogue keys, too.
    pub enum Event: "event" {
        InvoiceIssued = "invoice_issued",
        CreditNoteIssued = "credit_note_issued",
        PaymentReceived = "payment_received",
        /// The gateway has taken a refund on, or it was paid by bank.
        RefundSent = "refund_sent",
        RefundFailed = "refund_failed",
        /// A charge of autopay came to nothing.
        AutopayFailed = "autopay_failed",
        /// Autopay will collect an invoice in a few days.
        AutopayUpcoming = "autopay_upcoming",
        /// Autopay will not collect an invoice: the customer is asked first.
        AutopayNotCollected = "autopay_not_collected",
        /// A payment that was on its way came back.
        PaymentFailed = "payment_failed",
        /// Something is overdue; the words depend on the step.
        DunningReminder = "dunning_reminder",
        MethodExpiring = "method_expiring",
        TrialEnding = "trial_ending",
        /// A long period of a subscription renews in some days.
        RenewalUpcoming = "renewal_upcoming",
        /// So much of what a period includes is used.
        UsageLimit = "usage_limit",
        /// Metered use of a period costs so much.
        UsageSpend = "usage_spend",
        /// As much as the customer wants to spend at most.
        SpendCap = "spend_cap",
        /// A subscription gets another version of its plan from a day on.
        PlanMoving = "plan_moving",
        /// A customer agreed to pay an invoice in installments.
        InstallmentAccepted = "installment_accepted",
        /// Staff offer a plan, or agree to one that was asked for.
        InstallmentOffered = "installment_offered",
        InstallmentRefused = "installment_refused",
        InstallmentUpcoming = "installment_upcoming",
        /// An installment was asked for in vain.
        InstallmentFailed = "installment_failed",
        /// A plan has ended before everything was paid: the balance is due.
        InstallmentDefaulted = "installment_defaulted",
        InstallmentCompleted = "installment_completed",
    }
}

/// Puts a fact into the outbox, once per (event, document): returns false when it was there already.
/// Whoever is to be told hears of it only if the transaction commits.
pub async fn push(
    tx: &mut TenantTx,
    now: Timestamp,
    event: Event,
    kind: DocumentKind,
    document_id: Uuid,
    payload: Value,
) -> Result<bool, StoreError> {
    push_occurrence(tx, now, event, (kind, document_id), "", payload).await
}

/// As [`push`], for what can happen to a document again: once per `occurrence`.
pub async fn push_occurrence(
    tx: &mut TenantTx,
    now: Timestamp,
    event: Event,
    (kind, document_id): (DocumentKind, Uuid),
    occurrence: &str,
    payload: Value,
) -> Result<bool, StoreError> {
    // No conflict target: naming one needs the right to select, which the portal does not have.
    let pushed = sqlx::query!(
        "insert into outbox (tenant_id, outbox_id, event, document_kind, document_id, payload, created_at,
                next_attempt_at, traceparent, occurrence)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)
         on conflict do nothing",
        tx.tenant().0,
        Uuid::now_v7(),
        event.word(),
        kind.word(),
        document_id,
        payload,
        now.to_sqlx() as _,
        trace_context::current(),
        occurrence
    )
    .execute(tx.conn())
    .await?;
    Ok(pushed.rows_affected() == 1)
}

/// A fact that waits to be told.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    pub outbox_id: Uuid,
    pub event: Event,
    pub document_kind: DocumentKind,
    pub document_id: Uuid,
    /// Tells several of one event and document apart; empty where there is one.
    pub occurrence: String,
    pub payload: Value,
    /// The span that made it true, if it was traced.
    pub traceparent: Option<String>,
}

/// Rows that are due, the longest waiting first, as (tenant, row).
pub async fn due(db: &Db, now: Timestamp, limit: i64) -> Result<Vec<(TenantId, Uuid)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, outbox_id
           from outbox
          where dispatched_at is null and next_attempt_at <= $1
          order by next_attempt_at, outbox_id
          limit $2",
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.outbox_id)).collect())
}

/// Locks the row until the transaction ends; None when it was dispatched, or stepped back, meanwhile.
pub async fn lock_due(
    tx: &mut TenantTx,
    outbox_id: Uuid,
    now: Timestamp,
) -> Result<Option<OutboxRow>, StoreError> {
    let row = sqlx::query!(
        "select outbox_id, event, document_kind, document_id, occurrence, payload, traceparent
           from outbox
          where tenant_id = $1 and outbox_id = $2 and dispatched_at is null and next_attempt_at <= $3
            for update",
        tx.tenant().0,
        outbox_id,
        now.to_sqlx() as _
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let kind = row.document_kind;
        Ok(OutboxRow {
            outbox_id: row.outbox_id,
            event: row.event.parse().map_err(|_| corrupt("outbox.event", &row.event))?,
            document_kind: kind.parse().map_err(|_| corrupt("outbox.document_kind", &kind))?,
            document_id: row.document_id,
            occurrence: row.occurrence,
            payload: row.payload,
            traceparent: row.traceparent,
        })
    })
    .transpose()
}

/// Marks the row as told.
pub async fn mark_dispatched(
    tx: &mut TenantTx,
    outbox_id: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update outbox
            set dispatched_at = $3, attempts = attempts + 1, last_error = null
          where tenant_id = $1 and outbox_id = $2",
        tx.tenant().0,
        outbox_id,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How often the row was tried already; None when it is no longer waiting.
pub async fn attempts(tx: &mut TenantTx, outbox_id: Uuid) -> Result<Option<i32>, StoreError> {
    let attempts = sqlx::query_scalar!(
        "select attempts from outbox
          where tenant_id = $1 and outbox_id = $2 and dispatched_at is null",
        tx.tenant().0,
        outbox_id
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(attempts)
}

/// Lets the others pass: the row is tried again at `next_attempt_at`.
pub async fn step_back(
    tx: &mut TenantTx,
    outbox_id: Uuid,
    error: &str,
    next_attempt_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update outbox
            set attempts = attempts + 1, last_error = $3, next_attempt_at = $4
          where tenant_id = $1 and outbox_id = $2 and dispatched_at is null",
        tx.tenant().0,
        outbox_id,
        error,
        next_attempt_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a message about a payment says.
#[derive(Clone, Debug, PartialEq)]
pub struct PaymentReceipt {
    pub amount: Money,
    /// What settles no invoice and became the customer's credit.
    pub to_credit: Money,
    pub received_on: Date,
    /// What the bank statement or the cheque says.
    pub reference: String,
    /// The invoices it settled, by id and number, and how much of each; at most 100.
    pub invoices: Vec<(InvoiceId, String, Money)>,
}

/// The payment and the invoices it settled, or None.
pub async fn payment_receipt(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Option<PaymentReceipt>, StoreError> {
    let row = sqlx::query!(
        "select currency, amount_minor, allocated_minor, received_on, reference
           from payments
          where tenant_id = $1 and payment_id = $2",
        tx.tenant().0,
        payment.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let settled = sqlx::query!(
        r#"select i.invoice_id, coalesce(i.number, '') as "number!", a.currency,
                  sum(a.amount_minor)::bigint as "amount_minor!"
             from allocations a
             join invoices i on i.tenant_id = a.tenant_id and i.invoice_id = a.invoice_id
            where a.tenant_id = $1 and a.payment_id = $2
            group by i.invoice_id, i.number, a.currency
           having sum(a.amount_minor) > 0
            order by i.number
            limit 100"#,
        tx.tenant().0,
        payment.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Some(PaymentReceipt {
        amount: read_money(&row.currency, row.amount_minor)?,
        to_credit: read_money(&row.currency, row.amount_minor - row.allocated_minor)?,
        received_on: row.received_on.to_jiff(),
        reference: row.reference,
        invoices: settled
            .into_iter()
            .map(|r| Ok((r.invoice_id.into(), r.number, read_money(&r.currency, r.amount_minor)?)))
            .collect::<Result<_, StoreError>>()?,
    }))
}

/// Marks this tenant's waiting facts from before `before` as told, without telling anybody: history
/// that was brought along. Returns how many. Only the worker's role may do it.
pub async fn dispatch_without_message(
    tx: &mut TenantTx,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let dispatched = sqlx::query!(
        "update outbox
            set dispatched_at = $3
          where tenant_id = $1 and dispatched_at is null and created_at < $2",
        tx.tenant().0,
        before.to_sqlx() as _,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(dispatched.rows_affected())
}
