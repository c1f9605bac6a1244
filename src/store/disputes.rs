//! Disputes, what moved for them, and what of payments and invoices they touch. The staff's list is
//! `dispute_lists`.

use super::ledger::read_money;
use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::dispute::{Dispute, DisputeReason, DisputeStatus, GivenReason, Movement};
use crate::domain::id::{DisputeId, InvoiceId, PaymentId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

/// A row as all queries here read it.
struct Row {
    dispute_id: uuid::Uuid,
    gateway: String,
    provider_ref: String,
    payment_id: uuid::Uuid,
    currency: String,
    amount_minor: i64,
    status: String,
    reason: String,
    raw_status: String,
    raw_resolution: Option<String>,
    raw_reason: String,
    network_reason_code: Option<String>,
    evidence_due_at: Option<jiff_sqlx::Timestamp>,
    evidence_submissions: i32,
    opened_at: jiff_sqlx::Timestamp,
    closed_at: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn read(self) -> Result<Dispute, StoreError> {
        let reason: DisputeReason =
            self.reason.parse().map_err(|e| corrupt("disputes.reason", e))?;
        Ok(Dispute {
            dispute_id: self.dispute_id.into(),
            gateway: self.gateway,
            provider_ref: self.provider_ref,
            payment: self.payment_id.into(),
            amount: read_money(&self.currency, self.amount_minor)?,
            status: self.status.parse().map_err(|e| corrupt("disputes.status", e))?,
            reason: GivenReason { reason, raw: self.raw_reason },
            raw_status: self.raw_status,
            raw_resolution: self.raw_resolution,
            network_reason_code: self.network_reason_code,
            evidence_due_at: self.evidence_due_at.map(jiff_sqlx::Timestamp::to_jiff),
            evidence_submissions: u32::try_from(self.evidence_submissions)
                .map_err(|_| corrupt("disputes.evidence_submissions", self.evidence_submissions))?,
            opened_at: self.opened_at.to_jiff(),
            closed_at: self.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// The dispute that the gateway knows by this name, or None.
pub async fn find_by_ref(
    tx: &mut TenantTx,
    gateway: &str,
    provider_ref: &str,
) -> Result<Option<Dispute>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select dispute_id, gateway, provider_ref, payment_id, currency, amount_minor, status, reason, raw_status,
                  raw_resolution, raw_reason, network_reason_code, evidence_due_at as "evidence_due_at: _",
                  evidence_submissions, opened_at as "opened_at: _", closed_at as "closed_at: _"
             from disputes
            where tenant_id = $1 and gateway = $2 and provider_ref = $3"#,
        tx.tenant().0,
        gateway,
        provider_ref
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(Row::read).transpose()
}

/// The disputes of a payment, the newest first; at most 20.
pub async fn of_payment(tx: &mut TenantTx, payment: PaymentId) -> Result<Vec<Dispute>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select dispute_id, gateway, provider_ref, payment_id, currency, amount_minor, status, reason, raw_status,
                  raw_resolution, raw_reason, network_reason_code, evidence_due_at as "evidence_due_at: _",
                  evidence_submissions, opened_at as "opened_at: _", closed_at as "closed_at: _"
             from disputes
            where tenant_id = $1 and payment_id = $2
            order by opened_at desc, dispute_id desc
            limit 20"#,
        tx.tenant().0,
        payment.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Stores a dispute that was not known.
/// # Errors  `Refused` by `disputes_provider_key`.
pub async fn insert(
    tx: &mut TenantTx,
    dispute: &Dispute,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into disputes (tenant_id, dispute_id, gateway, provider_ref, payment_id, currency, amount_minor, status,
                reason, raw_status, raw_resolution, raw_reason, network_reason_code, evidence_due_at,
                evidence_submissions, opened_at, closed_at, taken_in_at, checked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)",
        tx.tenant().0,
        dispute.dispute_id.0,
        dispute.gateway,
        dispute.provider_ref,
        dispute.payment.0,
        dispute.amount.currency.code(),
        dispute.amount.amount_minor,
        dispute.status.word(),
        dispute.reason.reason.word(),
        dispute.raw_status,
        dispute.raw_resolution,
        dispute.reason.raw,
        dispute.network_reason_code,
        dispute.evidence_due_at.map(Timestamp::to_sqlx) as _,
        submissions(dispute),
        dispute.opened_at.to_sqlx() as _,
        dispute.closed_at.map(Timestamp::to_sqlx) as _,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores what moved, and that the gateway was asked at `now`.
/// # Errors  `Refused` by `disputes_final_is_final`.
pub async fn save(tx: &mut TenantTx, dispute: &Dispute, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update disputes
            set amount_minor = $3, status = $4, reason = $5, raw_status = $6, raw_resolution = $7, raw_reason = $8,
                network_reason_code = $9, evidence_due_at = $10, evidence_submissions = $11, closed_at = $12,
                checked_at = $13
          where tenant_id = $1 and dispute_id = $2",
        tx.tenant().0,
        dispute.dispute_id.0,
        dispute.amount.amount_minor,
        dispute.status.word(),
        dispute.reason.reason.word(),
        dispute.raw_status,
        dispute.raw_resolution,
        dispute.reason.raw,
        dispute.network_reason_code,
        dispute.evidence_due_at.map(Timestamp::to_sqlx) as _,
        submissions(dispute),
        dispute.closed_at.map(Timestamp::to_sqlx) as _,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn submissions(dispute: &Dispute) -> i32 {
    i32::try_from(dispute.evidence_submissions).unwrap_or(i32::MAX)
}

/// Remembers that the gateway was asked about the dispute in vain, so that the others have their turn.
pub async fn mark_checked(
    tx: &mut TenantTx,
    gateway: &str,
    provider_ref: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update disputes set checked_at = $4 where tenant_id = $1 and gateway = $2 and provider_ref = $3",
        tx.tenant().0,
        gateway,
        provider_ref,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stores a booking of the gateway once: returns whether it is new.
pub async fn insert_movement(
    tx: &mut TenantTx,
    dispute: DisputeId,
    movement: &Movement,
) -> Result<bool, StoreError> {
    let inserted = sqlx::query!(
        "insert into dispute_movements (tenant_id, movement_id, dispute_id, provider_ref, currency, amount_minor,
                fee_minor, moved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint dispute_movements_provider_key do nothing",
        tx.tenant().0,
        movement.movement_id,
        dispute.0,
        movement.provider_ref,
        movement.amount.currency.code(),
        movement.amount.amount_minor,
        movement.fee.amount_minor,
        movement.moved_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// What the gateway has booked for the dispute, in the order in which it moved.
pub async fn movements(tx: &mut TenantTx, dispute: DisputeId) -> Result<Vec<Movement>, StoreError> {
    let rows = sqlx::query!(
        "select movement_id, provider_ref, currency, amount_minor, fee_minor, moved_at
           from dispute_movements
          where tenant_id = $1 and dispute_id = $2
          order by moved_at, movement_id
          limit 100",
        tx.tenant().0,
        dispute.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(Movement {
                movement_id: r.movement_id,
                provider_ref: r.provider_ref,
                amount: read_money(&r.currency, r.amount_minor)?,
                fee: read_money(&r.currency, r.fee_minor)?,
                moved_at: r.moved_at.to_jiff(),
            })
        })
        .collect()
}

/// Counts anew what disputes withhold of the payment. A bank may withdraw what was refunded already: what
/// counts here is then only what was left of the payment, as `payments_never_over_returned` wants.
pub async fn withhold(tx: &mut TenantTx, payment: PaymentId) -> Result<(), StoreError> {
    let withholding: Vec<String> = DisputeStatus::ALL
        .iter()
        .filter(|status| status.withholds_money())
        .map(|status| status.word().to_owned())
        .collect();
    sqlx::query!(
        "update payments p
            set disputed_minor = least(
                  p.amount_minor - p.refunded_minor,
                  (select coalesce(sum(d.amount_minor), 0)::bigint
                     from disputes d
                    where d.tenant_id = p.tenant_id and d.payment_id = p.payment_id and d.status = any($3)))
          where p.tenant_id = $1 and p.payment_id = $2",
        tx.tenant().0,
        payment.0,
        &withholding
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The invoices that the payment settles now. Each one that it settles or settled is marked as disputed as
/// long as a dispute of a payment on it is open.
pub async fn mark_invoices(
    tx: &mut TenantTx,
    payment: PaymentId,
) -> Result<Vec<InvoiceId>, StoreError> {
    let rows = sqlx::query!(
        r#"update invoices i
            set disputed = exists (
                  select from disputes d
                   where d.tenant_id = i.tenant_id and d.closed_at is null
                     and (select sum(a.amount_minor)
                            from allocations a
                           where a.tenant_id = i.tenant_id and a.invoice_id = i.invoice_id
                             and a.payment_id = d.payment_id) > 0)
          where i.tenant_id = $1
            and i.invoice_id in (
                  select a.invoice_id
                    from allocations a
                   where a.tenant_id = $1 and a.payment_id = $2)
          returning i.invoice_id,
                    (select sum(a.amount_minor) > 0
                       from allocations a
                      where a.tenant_id = i.tenant_id and a.invoice_id = i.invoice_id
                        and a.payment_id = $2) as "is_settled!""#,
        tx.tenant().0,
        payment.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter(|row| row.is_settled).map(|row| InvoiceId(row.invoice_id)).collect())
}

/// Open disputes of all tenants that the gateway was not asked about since `before`, the longest ago
/// first, as (tenant, gateway, the gateway's name for it).
pub async fn due_for_check(
    db: &Db,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, String, String)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, gateway, provider_ref
           from disputes
          where closed_at is null and checked_at < $1
          order by checked_at, dispute_id
          limit $2",
        before.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.gateway, r.provider_ref)).collect())
}
