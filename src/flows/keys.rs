//! The keys of sealed columns in use: whether all are there, and sealing everything again with the newest
//! one (row R2). Rotation may be interrupted, repeated, and run twice at a time: each batch is one
//! transaction, and what somebody else has locked is left to them.

use crate::domain::id::TenantId;
use crate::seal::columns::SealedColumn;
use crate::seal::{KeyId, KeyRing, Place, SealError};
use crate::store::sealed::{self, OldValue};
use crate::store::{Actor, Db, OPERATOR_CHAIN, StoreError};
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

const KEYS: Actor = Actor::System("keys");

/// Values that are sealed again in one transaction.
const BATCH: i64 = 100;

#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many values each key seals, of all these columns.
pub async fn keys_in_use(
    db: &Db,
    columns: &[&SealedColumn],
) -> Result<BTreeMap<KeyId, i64>, StoreError> {
    let mut in_use = BTreeMap::new();
    let mut tx = db.staff_read().await?;
    for column in columns {
        for (key, values) in sealed::keys_in_use(&mut tx, column).await? {
            *in_use.entry(key).or_default() += values;
        }
    }
    Ok(in_use)
}

/// Seals every value anew that another key than the newest seals; returns how many.
pub async fn reseal(
    db: &Db,
    keys: &KeyRing,
    columns: &[&SealedColumn],
    now: Timestamp,
) -> Result<u64, KeysError> {
    let newest = *keys.ids().last().ok_or(SealError::NoKeys)?;
    let mut resealed = 0;
    for column in columns {
        if column.is_tenants {
            for tenant in sealed::tenants(db).await? {
                while let count @ 1.. = tenant_batch(db, keys, column, newest, tenant, now).await? {
                    resealed += count;
                }
            }
        } else {
            while let count @ 1.. = operator_batch(db, keys, column, newest, now).await? {
                resealed += count;
            }
        }
    }
    Ok(resealed)
}

async fn tenant_batch(
    db: &Db,
    keys: &KeyRing,
    column: &SealedColumn,
    newest: KeyId,
    tenant: TenantId,
    now: Timestamp,
) -> Result<u64, KeysError> {
    let mut tx = db.worker_tenant(tenant, &KEYS, now).await?;
    let old = sealed::lock_old(&mut tx, column, newest, BATCH).await?;
    for value in &old {
        let again = seal_again(keys, column, tenant.0, value)?;
        sealed::replace(&mut tx, column, value, again).await?;
    }
    tx.commit().await?;
    Ok(old.len() as u64)
}

async fn operator_batch(
    db: &Db,
    keys: &KeyRing,
    column: &SealedColumn,
    newest: KeyId,
    now: Timestamp,
) -> Result<u64, KeysError> {
    let mut tx = db.operator(&KEYS, now).await?;
    let old = sealed::lock_old_of_operator(&mut tx, column, newest, BATCH).await?;
    for value in &old {
        let again = seal_again(keys, column, OPERATOR_CHAIN, value)?;
        sealed::replace_of_operator(&mut tx, column, value, again).await?;
    }
    tx.commit().await?;
    Ok(old.len() as u64)
}

fn seal_again(
    keys: &KeyRing,
    column: &SealedColumn,
    tenant: Uuid,
    old: &OldValue,
) -> Result<Vec<u8>, SealError> {
    let place = Place { column, tenant, row: &old.row };
    let plain = keys.open(&place, &old.sealed)?;
    keys.seal(&place, &plain)
}
