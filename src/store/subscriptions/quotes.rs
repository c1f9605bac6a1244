//! Quotes: what was offered, and whether it was taken.

use super::super::{Actor, StoreError, TenantTx};
use crate::domain::id::{QuoteId, SubscriptionId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;

/// A quote as stored. `request` and `outcome` are the flow's.
#[derive(Clone, Debug)]
pub struct StoredQuote {
    pub quote_id: QuoteId,
    pub subscription_id: SubscriptionId,
    pub request: Value,
    /// The instant that an act which holds now counts from.
    pub effective_at: Timestamp,
    pub outcome: Value,
    pub outcome_sha256: Vec<u8>,
    pub expires_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
}

/// Stores a quote.
pub async fn insert_quote(
    tx: &mut TenantTx,
    quote: &StoredQuote,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into subscription_quotes (tenant_id, quote_id, subscription_id, request, effective_at, outcome,
                outcome_sha256, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.tenant().0,
        quote.quote_id.0,
        quote.subscription_id.0,
        quote.request,
        quote.effective_at.to_sqlx() as _,
        quote.outcome,
        quote.outcome_sha256,
        now.to_sqlx() as _,
        actor.to_string(),
        quote.expires_at.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The quote, or None when this tenant has none with this id; locked, so that it is taken once.
pub async fn lock_quote(tx: &mut TenantTx, id: QuoteId) -> Result<Option<StoredQuote>, StoreError> {
    let row = sqlx::query!(
        r#"select subscription_id, request, effective_at as "effective_at: jiff_sqlx::Timestamp", outcome,
                  outcome_sha256, expires_at as "expires_at: jiff_sqlx::Timestamp",
                  confirmed_at as "confirmed_at: jiff_sqlx::Timestamp"
             from subscription_quotes
            where tenant_id = $1 and quote_id = $2
              for update"#,
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| StoredQuote {
        quote_id: id,
        subscription_id: row.subscription_id.into(),
        request: row.request,
        effective_at: row.effective_at.to_jiff(),
        outcome: row.outcome,
        outcome_sha256: row.outcome_sha256,
        expires_at: row.expires_at.to_jiff(),
        confirmed_at: row.confirmed_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// The quote was taken.
pub async fn save_confirmed(
    tx: &mut TenantTx,
    id: QuoteId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update subscription_quotes set confirmed_at = $3 where tenant_id = $1 and quote_id = $2",
        tx.tenant().0,
        id.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
