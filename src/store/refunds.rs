//! Refunds and what of a payment can still go back. The database holds what must never happen (more
//! goes back than came, a failed refund goes on); this file reads and writes rows.

use super::ledger::read_money;
use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::currency::Currency;
use crate::domain::id::{CreditNoteId, InvoiceId, PaymentId, RefundId, TenantId};
use crate::domain::money::Money;
use crate::domain::refund::{
    LOOK_UP_PENDING_AFTER, LOOK_UP_SENT_AFTER, LOOK_UP_SUCCEEDED_AFTER, MAY_COME_BACK_FOR, Refund,
    Returnable, SEND_AFTER, Source,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// More goes back, by refunds and disputes together, than came: refused by this.
pub const NEVER_OVER_RETURNED: &str = "payments_never_over_returned";

struct RefundRow {
    refund_id: uuid::Uuid,
    payment_id: Option<uuid::Uuid>,
    credit_note_id: Option<uuid::Uuid>,
    currency: String,
    amount_minor: i64,
    channel: String,
    gateway: Option<String>,
    provider_ref: Option<String>,
    state: String,
    failure_code: Option<String>,
    reason: String,
    note: String,
    reference: String,
    paid_on: Option<jiff_sqlx::Date>,
    is_funded: bool,
    requested_by: String,
    requested_at: jiff_sqlx::Timestamp,
    requested_on: jiff_sqlx::Date,
    sent_at: Option<jiff_sqlx::Timestamp>,
    ended_at: Option<jiff_sqlx::Timestamp>,
}

impl RefundRow {
    fn read(self, tenant_id: TenantId) -> Result<Refund, StoreError> {
        Ok(Refund {
            tenant_id,
            refund_id: self.refund_id.into(),
            payment: self.payment_id.map(Into::into),
            credit_note: self.credit_note_id.map(Into::into),
            amount: read_money(&self.currency, self.amount_minor)?,
            channel: self.channel.parse().map_err(|e| corrupt("refunds.channel", e))?,
            gateway: self.gateway,
            provider_ref: self.provider_ref,
            state: self.state.parse().map_err(|e| corrupt("refunds.state", e))?,
            failure_code: self.failure_code,
            reason: self.reason.parse().map_err(|e| corrupt("refunds.reason", e))?,
            note: self.note,
            reference: self.reference,
            paid_on: self.paid_on.map(jiff_sqlx::Date::to_jiff),
            is_funded: self.is_funded,
            requested_by: self.requested_by,
            requested_at: self.requested_at.to_jiff(),
            requested_on: self.requested_on.to_jiff(),
            sent_at: self.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
            ended_at: self.ended_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Stores a new refund, which takes its amount from what of its payment can go back.
/// # Errors  `Refused` by `refunds_idempotency_key` or [`NEVER_OVER_RETURNED`].
pub async fn insert(
    tx: &mut TenantTx,
    refund: &Refund,
    idempotency_key: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into refunds (tenant_id, refund_id, payment_id, credit_note_id, currency, amount_minor, channel,
                gateway, provider_ref, state, reason, note, reference, paid_on, is_funded, idempotency_key,
                requested_by, requested_at, requested_on, sent_at, ended_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        tx.tenant().0,
        refund.refund_id.0,
        refund.payment.map(|id| id.0),
        refund.credit_note.map(|id| id.0),
        refund.amount.currency.code(),
        refund.amount.amount_minor,
        refund.channel.word(),
        refund.gateway,
        refund.provider_ref,
        refund.state.word(),
        refund.reason.word(),
        refund.note,
        refund.reference,
        refund.paid_on.map(ToSqlx::to_sqlx) as _,
        refund.is_funded,
        idempotency_key,
        refund.requested_by,
        refund.requested_at.to_sqlx() as _,
        refund.requested_on.to_sqlx() as _,
        refund.sent_at.map(Timestamp::to_sqlx) as _,
        refund.ended_at.map(Timestamp::to_sqlx) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The refund, or None when this tenant has none with this id.
pub async fn find(tx: &mut TenantTx, refund: RefundId) -> Result<Option<Refund>, StoreError> {
    let row = sqlx::query_as!(
        RefundRow,
        "select refund_id, payment_id, credit_note_id, currency, amount_minor, channel, gateway, provider_ref, state,
                failure_code, reason, note, reference, paid_on, is_funded, requested_by, requested_at, requested_on,
                sent_at, ended_at
           from refunds
          where tenant_id = $1 and refund_id = $2",
        tx.tenant().0,
        refund.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| row.read(tx.tenant())).transpose()
}

/// The refund that this form made, if it did.
pub async fn find_by_idempotency_key(
    tx: &mut TenantTx,
    idempotency_key: &str,
) -> Result<Option<Refund>, StoreError> {
    let id = sqlx::query_scalar!(
        "select refund_id from refunds where tenant_id = $1 and idempotency_key = $2",
        tx.tenant().0,
        idempotency_key
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => find(tx, id.into()).await,
        None => Ok(None),
    }
}

/// The refund that the gateway knows by this name.
pub async fn find_by_provider_ref(
    tx: &mut TenantTx,
    gateway: &str,
    provider_ref: &str,
) -> Result<Option<Refund>, StoreError> {
    let id = sqlx::query_scalar!(
        "select refund_id from refunds where tenant_id = $1 and gateway = $2 and provider_ref = $3",
        tx.tenant().0,
        gateway,
        provider_ref
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => find(tx, id.into()).await,
        None => Ok(None),
    }
}

/// The refunds of one payment, or those that paid out one credit note, oldest first; at most 500.
pub async fn list_of(
    tx: &mut TenantTx,
    payment: Option<PaymentId>,
    credit_note: Option<CreditNoteId>,
) -> Result<Vec<Refund>, StoreError> {
    let rows = sqlx::query_as!(
        RefundRow,
        "select refund_id, payment_id, credit_note_id, currency, amount_minor, channel, gateway, provider_ref, state,
                failure_code, reason, note, reference, paid_on, is_funded, requested_by, requested_at, requested_on,
                sent_at, ended_at
           from refunds
          where tenant_id = $1 and (payment_id = $2 or credit_note_id = $3)
          order by requested_on, refund_id
          limit 500",
        tx.tenant().0,
        payment.map(|id| id.0),
        credit_note.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let tenant = tx.tenant();
    rows.into_iter().map(|row| row.read(tenant)).collect()
}

/// What of a credit note was paid out or is on its way; zero for none.
pub async fn paid_out(
    tx: &mut TenantTx,
    note: CreditNoteId,
    currency: Currency,
) -> Result<Money, StoreError> {
    let minor = sqlx::query_scalar!(
        r#"select coalesce(sum(amount_minor), 0)::bigint as "minor!"
             from refunds
            where tenant_id = $1 and credit_note_id = $2 and state not in ('failed', 'canceled')"#,
        tx.tenant().0,
        note.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Money::new(minor, currency))
}

/// Takes the right to ask the gateway: true for exactly one caller as long as the request may be there.
pub async fn claim_sending(
    tx: &mut TenantTx,
    refund: RefundId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let claimed = sqlx::query!(
        "update refunds
            set state = 'sent', sent_at = $3
          where tenant_id = $1 and refund_id = $2 and state = 'created' and channel = 'gateway'",
        tx.tenant().0,
        refund.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Stores what moves: state, the gateway's name, what went wrong, when and how it was paid, whether the
/// credit has paid for it, when it was looked at.
/// # Errors  `Refused` by `refunds_final_is_final`, `refunds_transition_allowed` and the checks on states.
pub async fn save(tx: &mut TenantTx, refund: &Refund, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update refunds
            set state = $3, provider_ref = $4, failure_code = $5, reference = $6, paid_on = $7, is_funded = $8,
                sent_at = $9, ended_at = $10, checked_at = $11
          where tenant_id = $1 and refund_id = $2",
        tx.tenant().0,
        refund.refund_id.0,
        refund.state.word(),
        refund.provider_ref,
        refund.failure_code,
        refund.reference,
        refund.paid_on.map(ToSqlx::to_sqlx) as _,
        refund.is_funded,
        refund.sent_at.map(Timestamp::to_sqlx) as _,
        refund.ended_at.map(Timestamp::to_sqlx) as _,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Remembers that the refund was asked about in vain, so that the others have their turn.
pub async fn mark_checked(
    tx: &mut TenantTx,
    refund: RefundId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update refunds set checked_at = $3 where tenant_id = $1 and refund_id = $2",
        tx.tenant().0,
        refund.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Refunds of all tenants that wait to be sent, or of which nothing was heard for too long, the longest
/// waiting first.
pub async fn due_for_look_up(
    db: &Db,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, RefundId)>, StoreError> {
    let ago = |period| now.checked_sub(period).unwrap_or(Timestamp::MIN).to_sqlx();
    let rows = sqlx::query!(
        "select tenant_id, refund_id
           from refunds
          where channel = 'gateway'
            and (state = 'created' and coalesce(checked_at, sent_at, requested_at) <= $1
                 or state = 'sent' and coalesce(checked_at, sent_at, requested_at) <= $2
                 or state in ('pending', 'requires_action') and coalesce(checked_at, sent_at, requested_at) <= $3
                 or state = 'succeeded' and coalesce(checked_at, sent_at, requested_at) <= $4 and ended_at >= $5)
          order by coalesce(checked_at, sent_at, requested_at)
          limit $6",
        ago(SEND_AFTER) as _,
        ago(LOOK_UP_SENT_AFTER) as _,
        ago(LOOK_UP_PENDING_AFTER) as _,
        ago(LOOK_UP_SUCCEEDED_AFTER) as _,
        ago(MAY_COME_BACK_FOR) as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.refund_id.into())).collect())
}

struct ReturnableRow {
    payment_id: uuid::Uuid,
    method: String,
    reference: String,
    received_on: jiff_sqlx::Date,
    currency: String,
    amount_minor: i64,
    allocated_minor: i64,
    refunded_minor: i64,
    disputed_minor: i64,
    gateway: Option<String>,
    charge_ref: Option<String>,
}

impl ReturnableRow {
    fn read(self) -> Result<Returnable, StoreError> {
        let amount = read_money(&self.currency, self.amount_minor)?;
        let money = |amount_minor| Money { amount_minor, ..amount };
        let source = match (self.gateway, self.charge_ref) {
            (Some(gateway), Some(charge_ref)) => Some(Source { gateway, charge_ref }),
            _ => None,
        };
        Ok(Returnable {
            payment_id: self.payment_id.into(),
            method: self.method,
            reference: self.reference,
            received_on: self.received_on.to_jiff(),
            amount,
            allocated: money(self.allocated_minor),
            refunded: money(self.refunded_minor),
            disputed: money(self.disputed_minor),
            source,
        })
    }
}

/// What of a payment can still go back; None when this tenant has no such payment.
pub async fn returnable(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Option<Returnable>, StoreError> {
    let row = sqlx::query_as!(
        ReturnableRow,
        r#"select p.payment_id, p.method, p.reference, p.received_on, p.currency, p.amount_minor, p.allocated_minor,
                  p.refunded_minor, p.disputed_minor, c.gateway as "gateway?", c.provider_charge_ref as "charge_ref?"
             from payments p
             left join charges c on c.tenant_id = p.tenant_id and c.charge_id = p.payment_id
            where p.tenant_id = $1 and p.payment_id = $2 and p.method <> 'withholding_tax'"#,
        tx.tenant().0,
        payment.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(ReturnableRow::read).transpose()
}

/// The payments that stand on this invoice, the oldest first; at most 100.
pub async fn payments_of(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Vec<Returnable>, StoreError> {
    let rows = sqlx::query_as!(
        ReturnableRow,
        r#"select p.payment_id, p.method, p.reference, p.received_on, p.currency, p.amount_minor, p.allocated_minor,
                  p.refunded_minor, p.disputed_minor, c.gateway as "gateway?", c.provider_charge_ref as "charge_ref?"
             from payments p
             left join charges c on c.tenant_id = p.tenant_id and c.charge_id = p.payment_id
            where p.tenant_id = $1 and p.method <> 'withholding_tax'
              and (select sum(a.amount_minor)
                     from allocations a
                    where a.tenant_id = p.tenant_id and a.payment_id = p.payment_id and a.invoice_id = $2) > 0
            order by p.received_on, p.payment_id
            limit 100"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(ReturnableRow::read).collect()
}
