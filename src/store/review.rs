//! The review queue: what a person must look at, raised once and resolved by somebody (row D7).

use super::{Actor, Db, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::charge::patience;
use crate::domain::id::{ChargeId, InboxId, ReviewItemId, TenantId};
use crate::domain::review::ReviewKind;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;

/// What is to be looked at.
#[derive(Clone, Debug)]
pub struct NewItem<'a> {
    pub kind: ReviewKind,
    /// What it is about: a charge's id, a message's id, the gateway's own name for it.
    pub subject: &'a str,
    /// Facts for whoever looks; no personal data.
    pub detail: Value,
}

/// Puts it into the queue of this tenant unless it is there, or was.
pub async fn raise(
    tx: &mut TenantTx,
    item: &NewItem<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.tenant().0;
    insert(tx.conn(), Some(tenant), item, now).await
}

/// As [`raise`], for what belongs to nobody we know, or is found by a job.
pub async fn raise_by_operator(
    tx: &mut OperatorTx,
    tenant: Option<TenantId>,
    item: &NewItem<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    insert(tx.conn(), tenant.map(|tenant| tenant.0), item, now).await
}

async fn insert(
    conn: &mut sqlx::PgConnection,
    tenant: Option<uuid::Uuid>,
    item: &NewItem<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    // No conflict target: naming one needs the right to select, which the portal does not have.
    sqlx::query!(
        "insert into review_items (review_item_id, tenant_id, kind, subject, detail, raised_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
        ReviewItemId::new().0,
        tenant,
        item.kind.word(),
        item.subject,
        item.detail,
        now.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An item as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewItem {
    pub review_item_id: ReviewItemId,
    pub tenant_id: Option<TenantId>,
    pub tenant_name: Option<String>,
    pub kind: ReviewKind,
    pub subject: String,
    pub detail: Value,
    pub raised_at: Timestamp,
    pub resolution: Option<Resolution>,
}

/// Who said that it is settled, when and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    pub at: Timestamp,
    /// As the audit log names them.
    pub by: String,
    /// Their name, where it is somebody of the staff.
    pub by_name: Option<String>,
    pub note: String,
}

struct ItemRow {
    review_item_id: uuid::Uuid,
    tenant_id: Option<uuid::Uuid>,
    tenant_name: Option<String>,
    kind: String,
    subject: String,
    detail: Value,
    raised_at: jiff_sqlx::Timestamp,
    resolved_at: Option<jiff_sqlx::Timestamp>,
    resolved_by: Option<String>,
    resolved_by_name: Option<String>,
    note: String,
}

impl ItemRow {
    fn read(self) -> Result<ReviewItem, StoreError> {
        let resolution = self.resolved_at.zip(self.resolved_by);
        Ok(ReviewItem {
            review_item_id: self.review_item_id.into(),
            tenant_id: self.tenant_id.map(Into::into),
            tenant_name: self.tenant_name,
            kind: self.kind.parse().map_err(|e| corrupt("review_items.kind", e))?,
            subject: self.subject,
            detail: self.detail,
            raised_at: self.raised_at.to_jiff(),
            resolution: resolution.map(|(at, by)| Resolution {
                at: at.to_jiff(),
                by,
                by_name: self.resolved_by_name,
                note: self.note,
            }),
        })
    }
}

/// Open items, or resolved ones, the newest first.
pub async fn list(
    tx: &mut StaffRead,
    is_open: bool,
    limit: i64,
) -> Result<Vec<ReviewItem>, StoreError> {
    let rows = sqlx::query_as!(
        ItemRow,
        r#"select i.review_item_id as "review_item_id!", i.tenant_id as "tenant_id?", t.legal_name as "tenant_name?",
                  i.kind as "kind!", i.subject as "subject!", i.detail as "detail!", i.raised_at as "raised_at!: _",
                  i.resolved_at as "resolved_at?: _", i.resolved_by as "resolved_by?",
                  p.name as "resolved_by_name?", i.note as "note!"
             from review_items i
             left join tenants t on t.tenant_id = i.tenant_id
             left join people p on 'staff:' || p.person_id::text = i.resolved_by
            where (i.resolved_at is null) = $1
            order by coalesce(i.resolved_at, i.raised_at) desc, i.review_item_id desc
            limit $2"#,
        is_open,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(ItemRow::read).collect()
}

/// The item, or None.
pub async fn find(
    tx: &mut StaffRead,
    item: ReviewItemId,
) -> Result<Option<ReviewItem>, StoreError> {
    let row = sqlx::query_as!(
        ItemRow,
        r#"select i.review_item_id as "review_item_id!", i.tenant_id as "tenant_id?", t.legal_name as "tenant_name?",
                  i.kind as "kind!", i.subject as "subject!", i.detail as "detail!", i.raised_at as "raised_at!: _",
                  i.resolved_at as "resolved_at?: _", i.resolved_by as "resolved_by?",
                  p.name as "resolved_by_name?", i.note as "note!"
             from review_items i
             left join tenants t on t.tenant_id = i.tenant_id
             left join people p on 'staff:' || p.person_id::text = i.resolved_by
            where i.review_item_id = $1"#,
        item.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(ItemRow::read).transpose()
}

/// How many items are open.
pub async fn open_count(tx: &mut StaffRead) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from review_items where resolved_at is null"#
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Marks the item as settled; false when it is not there or was settled before.
pub async fn resolve(
    tx: &mut OperatorTx,
    item: ReviewItemId,
    actor: &Actor,
    note: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let resolved = sqlx::query!(
        "update review_items
            set resolved_at = $2, resolved_by = $3, note = $4
          where review_item_id = $1 and resolved_at is null",
        item.0,
        now.to_sqlx() as _,
        actor.to_string(),
        note
    )
    .execute(tx.conn())
    .await?;
    Ok(resolved.rows_affected() == 1)
}

/// Living charges of all tenants that live for longer than they should, the oldest first.
pub async fn stuck_charges(
    db: &Db,
    now: Timestamp,
) -> Result<Vec<(TenantId, ChargeId, String)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, charge_id, gateway, state, way, created_at
           from charges
          where state in ('created', 'sent', 'requires_action', 'processing')
          order by created_at
          limit 1000"
    )
    .fetch_all(db.worker_pool())
    .await?;
    let mut stuck = Vec::new();
    for row in rows {
        let state = row.state.parse().map_err(|e| corrupt("charges.state", e))?;
        let way = row.way.parse().map_err(|e| corrupt("charges.way", e))?;
        if now.duration_since(row.created_at.to_jiff()) >= patience(state, way).stuck_after {
            stuck.push((row.tenant_id.into(), row.charge_id.into(), row.gateway));
        }
    }
    Ok(stuck)
}

/// Open items about stuck charges whose charge has ended since, by their tenant: nobody needs to look any
/// more.
pub async fn unstuck(db: &Db) -> Result<Vec<ReviewItemId>, StoreError> {
    // Not the charge's id is cast but the subject, so that the charge is found by its key; subjects of
    // other kinds are no ids.
    let ids = sqlx::query_scalar!(
        "select i.review_item_id
           from review_items i
           join charges c on c.tenant_id = i.tenant_id
                         and c.charge_id = case when i.kind = 'stuck_charge' then i.subject::uuid end
          where i.kind = 'stuck_charge' and i.resolved_at is null
            and c.state in ('succeeded', 'failed', 'canceled', 'expired')
          order by i.tenant_id, i.review_item_id
          limit 1000"
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Has a message that was given up read again; false when it is not there or was not given up.
pub async fn read_message_again(
    tx: &mut OperatorTx,
    message: InboxId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let again = sqlx::query!(
        "update webhook_inbox
            set state = 'waiting', attempts = 0, next_attempt_at = $2, error = null
          where inbox_id = $1 and state = 'failed'",
        message.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(again.rows_affected() == 1)
}
