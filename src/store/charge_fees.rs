//! What is known of the fees of charges that succeeded: those that were not known at once are asked for
//! later.

use super::{Db, StoreError, TenantTx};
use crate::domain::id::{ChargeId, TenantId};
use crate::domain::ledger::PostingKind;
use crate::domain::word::word_enum;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

word_enum! {
    /// What is known of the fee of a charge that succeeded.
    pub enum FeeState: "fee state" {
        /// It is asked for again.
        Unknown = "unknown",
        Posted = "posted",
        /// The gateway kept nothing.
        Nothing = "nothing",
        /// In another currency: the payout's statement says at which rate.
        Foreign = "foreign",
        /// Not known after a month; a person must look.
        GivenUp = "given_up",
    }
}

/// Charges of all tenants that succeeded, whose fee is not known and was not asked for since `again`
/// ago, the longest waiting first.
pub async fn not_known(
    db: &Db,
    now: Timestamp,
    again: SignedDuration,
    limit: usize,
) -> Result<Vec<(TenantId, ChargeId)>, StoreError> {
    let asked_before = now.saturating_sub(again).unwrap_or(now);
    let rows = sqlx::query!(
        "select tenant_id, charge_id
           from charges
          where state = 'succeeded' and purpose <> 'setup' and fee_state = 'unknown'
            and coalesce(fee_asked_at, created_at) <= $1
          order by coalesce(fee_asked_at, created_at)
          limit $2",
        asked_before.to_sqlx() as _,
        i64::try_from(limit).unwrap_or(i64::MAX)
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.charge_id.into())).collect())
}

/// Whether the ledger has the fee of this charge's payment.
pub async fn is_posted(tx: &mut TenantTx, charge: ChargeId) -> Result<bool, StoreError> {
    let is_posted = sqlx::query_scalar!(
        r#"select exists (select from charges c
                            join ledger_transactions t
                              on t.tenant_id = c.tenant_id and t.source_id = c.payment_id and t.kind = $3
                           where c.tenant_id = $1 and c.charge_id = $2) as "is_posted!""#,
        tx.tenant().0,
        charge.0,
        PostingKind::GatewayFee.word()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_posted)
}

/// Stores what is known of the fee, and that it was asked for now.
pub async fn save(
    tx: &mut TenantTx,
    charge: ChargeId,
    state: FeeState,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update charges
            set fee_state = $3, fee_asked_at = $4
          where tenant_id = $1 and charge_id = $2",
        tx.tenant().0,
        charge.0,
        state.word(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
