//! The audit log: adding what triggers cannot see, and reading it for verification (row A7).

use super::{Actor, OPERATOR_CHAIN, OperatorTx, StaffRead, StoreError, TenantTx};
use crate::domain::id::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use std::collections::HashMap;
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

/// Where a page of the newest entries ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewestKey {
    pub at: Timestamp,
    pub tenant_id: Uuid,
    pub sequence: i64,
}

/// The newest entries, newest first, older than `before`: of all chains or of one. At most `limit`.
pub async fn newest(
    tx: &mut StaffRead,
    of_chain: Option<Uuid>,
    before: Option<NewestKey>,
    limit: i64,
) -> Result<Vec<AuditRecord>, StoreError> {
    let rows = match of_chain {
        Some(chain) => newest_of_chain(tx, chain, before.map(|key| key.sequence), limit).await?,
        None => newest_of_all(tx, before, limit).await?,
    };
    Ok(rows)
}

async fn newest_of_chain(
    tx: &mut StaffRead,
    chain: Uuid,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditRecord>, sqlx::Error> {
    sqlx::query_as!(
        AuditRecord,
        r#"select tenant_id, sequence, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "at!",
                  actor, action, subject_kind, subject_id, reason, coalesce(before::text, '') as "before!",
                  coalesce(after::text, '') as "after!", encode(previous_hash, 'hex') as "previous_hash!",
                  encode(hash, 'hex') as "hash!"
             from audit_log
            where tenant_id = $1
              and ($2::bigint is null or sequence < $2)
            order by sequence desc
            limit $3"#,
        chain,
        before,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

async fn newest_of_all(
    tx: &mut StaffRead,
    before: Option<NewestKey>,
    limit: i64,
) -> Result<Vec<AuditRecord>, sqlx::Error> {
    sqlx::query_as!(
        AuditRecord,
        r#"select tenant_id, sequence, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "at!",
                  actor, action, subject_kind, subject_id, reason, coalesce(before::text, '') as "before!",
                  coalesce(after::text, '') as "after!", encode(previous_hash, 'hex') as "previous_hash!",
                  encode(hash, 'hex') as "hash!"
             from audit_log
            where $1::timestamptz is null or (at, tenant_id, sequence) < ($1, $2, $3)
            order by at desc, tenant_id desc, sequence desc
            limit $4"#,
        before.map(|key| key.at.to_sqlx()) as _,
        before.map(|key| key.tenant_id),
        before.map(|key| key.sequence),
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// Whether `actor` did `action` to this subject of the tenant at or after `since`.
pub async fn happened_since(
    tx: &mut StaffRead,
    tenant: TenantId,
    actor: &Actor,
    action: &str,
    subject: (&str, &str),
    since: Timestamp,
) -> Result<bool, StoreError> {
    let happened = sqlx::query_scalar!(
        r#"select exists (select from audit_log
                           where tenant_id = $1 and subject_kind = $2 and subject_id = $3
                             and actor = $4 and action = $5 and at >= $6) as "happened!""#,
        tenant.0,
        subject.0,
        subject.1,
        actor.to_string(),
        action,
        since.to_sqlx() as _
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(happened)
}

/// The names of people and customers among these identifiers, as they are today. At most 1000.
pub async fn names(
    tx: &mut StaffRead,
    people: &[Uuid],
    tenants: &[Uuid],
) -> Result<HashMap<Uuid, String>, StoreError> {
    let rows = sqlx::query!(
        r#"select person_id as "id!", name as "name!" from people where person_id = any($1)
           union all
           select tenant_id, legal_name from tenants where tenant_id = any($2)
           limit 1000"#,
        people,
        tenants
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
