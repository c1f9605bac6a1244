//! Sealed columns as bytes: which keys they need, and having them sealed again. What the bytes mean, `seal`
//! knows. Tables and columns come from its register, which is constants.

use super::{Db, OperatorTx, StaffRead, StoreError, TenantTx};
use crate::domain::id::TenantId;
use crate::seal::columns::SealedColumn;
use crate::seal::{KeyId, key_of};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row};

/// The separator of a row's key, in SQL and in what a value is bound to.
const JOIN: &str = " || ':' || ";

/// How many values of a column are sealed with each key.
pub async fn keys_in_use(
    tx: &mut StaffRead,
    column: &SealedColumn,
) -> Result<Vec<(KeyId, i64)>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new("select substr(");
    query.push(column.column).push(", 1, 5) as head, count(*) as values from ").push(column.table);
    query.push(" where ").push(column.column).push(" is not null");
    query.push(" group by 1 order by 1 limit 1000");
    let rows = query.build().fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            let head: Vec<u8> = row.try_get("head")?;
            let key = key_of(&head)
                .ok_or_else(|| super::corrupt("sealed value", format!("{head:02x?}")))?;
            Ok((key, row.try_get("values")?))
        })
        .collect()
}

/// A value that another key should seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldValue {
    /// The row's key beside its tenant, its parts joined by colons.
    pub row: String,
    pub sealed: Vec<u8>,
}

/// Locks values of this tenant that other keys than the newest seal; those that somebody else has locked are
/// left out.
pub async fn lock_old(
    tx: &mut TenantTx,
    column: &SealedColumn,
    newest: KeyId,
    limit: i64,
) -> Result<Vec<OldValue>, StoreError> {
    lock(tx.conn(), column, newest, limit).await
}

/// As [`lock_old`], for a table of the operator.
pub async fn lock_old_of_operator(
    tx: &mut OperatorTx,
    column: &SealedColumn,
    newest: KeyId,
    limit: i64,
) -> Result<Vec<OldValue>, StoreError> {
    lock(tx.conn(), column, newest, limit).await
}

async fn lock(
    conn: &mut PgConnection,
    column: &SealedColumn,
    newest: KeyId,
    limit: i64,
) -> Result<Vec<OldValue>, StoreError> {
    let mut query = QueryBuilder::<Postgres>::new("select ");
    push_key(&mut query, column);
    query.push(" as row_key, ").push(column.column).push(" as sealed from ").push(column.table);
    query.push(" where substr(").push(column.column).push(", 2, 4) <> ");
    query.push_bind(newest.0.to_be_bytes().to_vec());
    query.push(" limit ").push_bind(limit).push(" for update skip locked");
    let rows = query.build().fetch_all(conn).await?;
    rows.iter()
        .map(|row| Ok(OldValue { row: row.try_get("row_key")?, sealed: row.try_get("sealed")? }))
        .collect()
}

/// Puts a newly sealed value in the place of an old one.
pub async fn replace(
    tx: &mut TenantTx,
    column: &SealedColumn,
    old: &OldValue,
    sealed: Vec<u8>,
) -> Result<(), StoreError> {
    put(tx.conn(), column, old, sealed).await
}

/// As [`replace`], for a table of the operator.
pub async fn replace_of_operator(
    tx: &mut OperatorTx,
    column: &SealedColumn,
    old: &OldValue,
    sealed: Vec<u8>,
) -> Result<(), StoreError> {
    put(tx.conn(), column, old, sealed).await
}

async fn put(
    conn: &mut PgConnection,
    column: &SealedColumn,
    old: &OldValue,
    sealed: Vec<u8>,
) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Postgres>::new("update ");
    query.push(column.table).push(" set ").push(column.column).push(" = ").push_bind(sealed);
    query.push(" where ");
    push_key(&mut query, column);
    query.push(" = ").push_bind(old.row.clone());
    query.push(" and ").push(column.column).push(" = ").push_bind(old.sealed.clone());
    query.build().execute(conn).await?;
    Ok(())
}

fn push_key(query: &mut QueryBuilder<Postgres>, column: &SealedColumn) {
    for (at, name) in column.key.iter().enumerate() {
        query.push(if at == 0 { "" } else { JOIN }).push(*name).push("::text");
    }
}

/// All tenants, for whom each has rows of its own.
pub async fn tenants(db: &Db) -> Result<Vec<TenantId>, StoreError> {
    let ids = sqlx::query_scalar!("select tenant_id from tenants order by tenant_id limit 1000000")
        .fetch_all(db.worker_pool())
        .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}
