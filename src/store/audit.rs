//! The audit log: adding what triggers cannot see, and reading it for verification (row A7).

use super::{OPERATOR_CHAIN, OperatorTx, StaffRead, StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

/// Records an act of this transaction's actor on its tenant's chain, such as a read of personal data.
pub async fn append(
    tx: &mut TenantTx,
    action: &str,
    subject_kind: &str,
    subject_id: &str,
    after: Option<Value>,
) -> Result<(), StoreError> {
    let tenant = tx.tenant().0;
    append_to(tx.conn(), tenant, action, subject_kind, subject_id, after).await
}

/// Records an act on the operator's own chain.
pub async fn append_operator(
    tx: &mut OperatorTx,
    action: &str,
    subject_kind: &str,
    subject_id: &str,
    after: Option<Value>,
) -> Result<(), StoreError> {
    append_to(tx.conn(), OPERATOR_CHAIN, action, subject_kind, subject_id, after).await
}

async fn append_to(
    conn: &mut sqlx::PgConnection,
    chain: Uuid,
    action: &str,
    subject_kind: &str,
    subject_id: &str,
    after: Option<Value>,
) -> Result<(), StoreError> {
    sqlx::query("select audit_append($1, $2, $3, $4, null, $5)")
        .bind(chain)
        .bind(action)
        .bind(subject_kind)
        .bind(subject_id)
        .bind(after)
        .execute(conn)
        .await?;
    Ok(())
}

/// One entry, with its fields as the text that was hashed.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct AuditRecord {
    pub tenant_id: Uuid,
    pub sequence: i64,
    /// UTC with microseconds, as hashed.
    pub at: String,
    pub actor: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub reason: String,
    /// Postgres' canonical text of the json, or empty.
    pub before: String,
    pub after: String,
    /// Hex.
    pub previous_hash: String,
    pub hash: String,
}

/// Entries of all chains after (chain, sequence), in that order.
pub async fn page(
    tx: &mut StaffRead,
    after: (Uuid, i64),
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let rows = sqlx::query_as!(
        AuditRecord,
        r#"select tenant_id, sequence, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "at!",
                  actor, action, subject_kind, subject_id, reason, coalesce(before::text, '') as "before!",
                  coalesce(after::text, '') as "after!", encode(previous_hash, 'hex') as "previous_hash!",
                  encode(hash, 'hex') as "hash!"
             from audit_log
            where (tenant_id, sequence) > ($1, $2)
            order by tenant_id, sequence
            limit $3"#,
        after.0,
        after.1,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The newest entries across tenants, for the auditor's page: before `before`, newest first.
pub async fn newest(
    tx: &mut StaffRead,
    of_tenant: Option<Uuid>,
    before: Option<Timestamp>,
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let rows = sqlx::query_as!(
        AuditRecord,
        r#"select tenant_id, sequence, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "at!",
                  actor, action, subject_kind, subject_id, reason, coalesce(before::text, '') as "before!",
                  coalesce(after::text, '') as "after!", encode(previous_hash, 'hex') as "previous_hash!",
                  encode(hash, 'hex') as "hash!"
             from audit_log
            where ($1::uuid is null or tenant_id = $1)
              and ($2::timestamptz is null or at < $2)
            order by at desc, tenant_id, sequence desc
            limit $3"#,
        of_tenant,
        before.map(Timestamp::to_sqlx) as _,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
