//! What was done with a subscription, and changes that wait for their invoice to be paid.

use super::super::{Actor, Db, StoreError, TenantTx, corrupt};
use crate::domain::id::{
    CreditNoteId, InvoiceId, QuoteId, SubscriptionChangeId, SubscriptionId, TenantId,
};
use crate::domain::word::word_enum;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;

word_enum! {
    /// What was done.
    pub enum ChangeKind: "subscription change" {
        Started = "started",
        Changed = "changed",
        ChangeScheduled = "change_scheduled",
        ChangeUndone = "change_undone",
        Canceled = "canceled",
        CancelScheduled = "cancel_scheduled",
        CancelUndone = "cancel_undone",
        Paused = "paused",
        Resumed = "resumed",
        TrialEnded = "trial_ended",
        Reactivated = "reactivated",
        CouponAdded = "coupon_added",
        Grouped = "grouped",
        Migrated = "migrated",
    }
}

word_enum! {
    /// Whether it holds.
    pub enum ChangeState: "state of a subscription change" {
        Applied = "applied",
        /// Its invoice is to be paid first.
        AwaitingPayment = "awaiting_payment",
        /// It was not paid in time; nothing changed.
        Expired = "expired",
    }
}

/// Something that was done with a subscription.
#[derive(Clone, Debug)]
pub struct Change {
    pub change_id: SubscriptionChangeId,
    pub subscription_id: SubscriptionId,
    pub kind: ChangeKind,
    pub effective_at: Timestamp,
    pub quote_id: Option<QuoteId>,
    pub invoice_id: Option<InvoiceId>,
    pub credit_note_ids: Vec<CreditNoteId>,
    pub state: ChangeState,
    pub pay_until: Option<Timestamp>,
    pub detail: Value,
    pub reason: String,
    pub made_at: Timestamp,
    pub made_by: String,
}

/// As it is stored; who and when come with the transaction.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub change_id: SubscriptionChangeId,
    pub subscription_id: SubscriptionId,
    pub kind: ChangeKind,
    pub effective_at: Timestamp,
    pub quote_id: Option<QuoteId>,
    pub invoice_id: Option<InvoiceId>,
    pub credit_note_ids: Vec<CreditNoteId>,
    /// Until when its invoice may be paid, if it waits for that.
    pub pay_until: Option<Timestamp>,
    pub detail: Value,
    pub reason: String,
}

/// Stores what was done.
/// # Errors  `Refused` by `subscription_changes_quote_once`, `subscription_changes_wait_one_at_a_time`.
pub async fn insert_change(
    tx: &mut TenantTx,
    new: &NewChange,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    let notes: Vec<_> = new.credit_note_ids.iter().map(|id| id.0).collect();
    let state =
        if new.pay_until.is_some() { ChangeState::AwaitingPayment } else { ChangeState::Applied };
    sqlx::query!(
        "insert into subscription_changes (tenant_id, change_id, subscription_id, kind, effective_at, quote_id,
                invoice_id, credit_note_ids, state, pay_until, detail, reason, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        tx.tenant().0,
        new.change_id.0,
        new.subscription_id.0,
        new.kind.word(),
        new.effective_at.to_sqlx() as _,
        new.quote_id.map(|id| id.0),
        new.invoice_id.map(|id| id.0),
        &notes,
        state.word(),
        new.pay_until.map(Timestamp::to_sqlx) as _,
        new.detail,
        new.reason,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

struct Row {
    change_id: uuid::Uuid,
    subscription_id: uuid::Uuid,
    kind: String,
    effective_at: jiff_sqlx::Timestamp,
    quote_id: Option<uuid::Uuid>,
    invoice_id: Option<uuid::Uuid>,
    credit_note_ids: Vec<uuid::Uuid>,
    state: String,
    pay_until: Option<jiff_sqlx::Timestamp>,
    detail: Value,
    reason: String,
    made_at: jiff_sqlx::Timestamp,
    made_by: String,
}

impl Row {
    fn read(self) -> Result<Change, StoreError> {
        Ok(Change {
            change_id: self.change_id.into(),
            subscription_id: self.subscription_id.into(),
            kind: self.kind.parse().map_err(|e| corrupt("subscription_changes.kind", e))?,
            effective_at: self.effective_at.to_jiff(),
            quote_id: self.quote_id.map(Into::into),
            invoice_id: self.invoice_id.map(Into::into),
            credit_note_ids: self.credit_note_ids.into_iter().map(Into::into).collect(),
            state: self.state.parse().map_err(|e| corrupt("subscription_changes.state", e))?,
            pay_until: self.pay_until.map(jiff_sqlx::Timestamp::to_jiff),
            detail: self.detail,
            reason: self.reason,
            made_at: self.made_at.to_jiff(),
            made_by: self.made_by,
        })
    }
}

/// What was done with the subscription, the newest first; at most 200.
pub async fn changes(tx: &mut TenantTx, id: SubscriptionId) -> Result<Vec<Change>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select change_id, subscription_id, kind, effective_at as "effective_at: jiff_sqlx::Timestamp", quote_id,
                  invoice_id, credit_note_ids, state, pay_until as "pay_until: jiff_sqlx::Timestamp", detail, reason,
                  made_at as "made_at: jiff_sqlx::Timestamp", made_by
             from subscription_changes
            where tenant_id = $1 and subscription_id = $2
            order by made_at desc, change_id desc
            limit 200"#,
        tx.tenant().0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// The change that waits for this invoice, locked.
pub async fn lock_waiting_of_invoice(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<Option<Change>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select change_id, subscription_id, kind, effective_at as "effective_at: jiff_sqlx::Timestamp", quote_id,
                  invoice_id, credit_note_ids, state, pay_until as "pay_until: jiff_sqlx::Timestamp", detail, reason,
                  made_at as "made_at: jiff_sqlx::Timestamp", made_by
             from subscription_changes
            where tenant_id = $1 and invoice_id = $2 and state = 'awaiting_payment'
              for update"#,
        tx.tenant().0,
        invoice.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(Row::read).transpose()
}

/// Whether the invoice is of a change that waits for its payment, or was given up.
pub async fn charges_open_change(
    tx: &mut TenantTx,
    invoice: InvoiceId,
) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"select exists (
             select from subscription_changes
              where tenant_id = $1 and invoice_id = $2 and state <> 'applied') as "found!""#,
        tx.tenant().0,
        invoice.0
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// The change of the subscription that waits to be paid.
pub async fn waiting_change(
    tx: &mut TenantTx,
    id: SubscriptionId,
) -> Result<Option<Change>, StoreError> {
    let all = changes(tx, id).await?;
    Ok(all.into_iter().find(|change| change.state == ChangeState::AwaitingPayment))
}

/// Invoices of all tenants that changes wait for, those that must be paid first before the others.
pub async fn waiting(db: &Db, limit: i64) -> Result<Vec<(TenantId, InvoiceId)>, StoreError> {
    let rows = sqlx::query!(
        r#"select tenant_id, invoice_id as "invoice_id!"
             from subscription_changes
            where state = 'awaiting_payment' and invoice_id is not null
            order by pay_until
            limit $1"#,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|r| (r.tenant_id.into(), r.invoice_id.into())).collect())
}

/// What became of a change that waited.
pub async fn save_change_state(
    tx: &mut TenantTx,
    id: SubscriptionChangeId,
    state: ChangeState,
    credit_notes: &[CreditNoteId],
) -> Result<(), StoreError> {
    let notes: Vec<_> = credit_notes.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update subscription_changes
            set state = $3, credit_note_ids = $4
          where tenant_id = $1 and change_id = $2",
        tx.tenant().0,
        id.0,
        state.word(),
        &notes
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
