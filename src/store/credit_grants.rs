//! The customer's credit: grants, what moved them, and the balance that follows from both.
//!
//! Movements are the only writer: a trigger moves the grant, another the balance. No role of the
//! application may write what is left of a grant or a balance.

mod lists;
mod own_money;

pub use lists::{MovementRow, movements, with_something_left};
pub use own_money::own_money_on;

use super::ledger::read_money;
use super::{Db, StoreError, TenantTx, corrupt};
use crate::domain::credit_grant::{GrantKind, MovementReason, Spendable};
use crate::domain::currency::Currency;
use crate::domain::id::{GrantId, TenantId};
use crate::domain::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// More grants than any customer has with something left.
const GRANTS: i64 = 10_000;

/// A grant as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditGrant {
    pub grant_id: GrantId,
    pub kind: GrantKind,
    /// The payment, credit note or allocation that it came from.
    pub source_id: Option<Uuid>,
    pub amount: Money,
    pub remaining: Money,
    /// The last civil day of the customer on which it can be spent.
    pub expires_on: Option<Date>,
    pub priority: i16,
    /// For the customer's eyes.
    pub note: String,
    pub granted_at: Timestamp,
    pub granted_by: String,
}

impl CreditGrant {
    /// What of it can be spent.
    #[must_use]
    pub fn spendable(&self) -> Spendable {
        Spendable {
            grant_id: self.grant_id,
            remaining: self.remaining,
            expires_on: self.expires_on,
            priority: self.priority,
            granted_at: self.granted_at,
        }
    }
}

struct GrantRow {
    grant_id: Uuid,
    kind: String,
    source_id: Option<Uuid>,
    currency: String,
    amount_minor: i64,
    remaining_minor: i64,
    expires_on: Option<jiff_sqlx::Date>,
    priority: i16,
    note: String,
    granted_at: jiff_sqlx::Timestamp,
    granted_by: String,
}

impl GrantRow {
    fn read(self) -> Result<CreditGrant, StoreError> {
        let amount = read_money(&self.currency, self.amount_minor)?;
        Ok(CreditGrant {
            grant_id: self.grant_id.into(),
            kind: self.kind.parse().map_err(|_| corrupt("credit_grants.kind", &self.kind))?,
            source_id: self.source_id,
            amount,
            remaining: Money { amount_minor: self.remaining_minor, currency: amount.currency },
            expires_on: self.expires_on.map(jiff_sqlx::Date::to_jiff),
            priority: self.priority,
            note: self.note,
            granted_at: self.granted_at.to_jiff(),
            granted_by: self.granted_by,
        })
    }
}

/// Stores a grant, still empty: its first movement fills it.
/// # Errors  `Refused` by `credit_grants_pkey` when it is there already.
pub async fn insert(tx: &mut TenantTx, grant: &CreditGrant) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into credit_grants (tenant_id, grant_id, kind, source_id, currency, amount_minor, expires_on,
                priority, note, granted_at, granted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.tenant().0,
        grant.grant_id.0,
        grant.kind.word(),
        grant.source_id,
        grant.amount.currency.code(),
        grant.amount.amount_minor,
        grant.expires_on.map(ToSqlx::to_sqlx) as _,
        grant.priority,
        grant.note,
        grant.granted_at.to_sqlx() as _,
        grant.granted_by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The grant, or None when this tenant has none with this id.
pub async fn find(tx: &mut TenantTx, id: GrantId) -> Result<Option<CreditGrant>, StoreError> {
    sqlx::query_as!(
        GrantRow,
        r#"select grant_id, kind, source_id, currency, amount_minor, remaining_minor,
                  expires_on as "expires_on: _", priority, note, granted_at as "granted_at: _", granted_by
             from credit_grants
            where tenant_id = $1 and grant_id = $2"#,
        tx.tenant().0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .map(GrantRow::read)
    .transpose()
}

/// The grant that this payment or credit note made.
pub async fn find_by_source(
    tx: &mut TenantTx,
    kind: GrantKind,
    source: Uuid,
) -> Result<Option<CreditGrant>, StoreError> {
    sqlx::query_as!(
        GrantRow,
        r#"select grant_id, kind, source_id, currency, amount_minor, remaining_minor,
                  expires_on as "expires_on: _", priority, note, granted_at as "granted_at: _", granted_by
             from credit_grants
            where tenant_id = $1 and source_id = $2 and kind = $3
            order by granted_at, grant_id
            limit 1"#,
        tx.tenant().0,
        source,
        kind.word()
    )
    .fetch_optional(tx.conn())
    .await?
    .map(GrantRow::read)
    .transpose()
}

/// The grants with something left that can be spent on `today`, soonest-ending first. They need no lock
/// of their own: writers of one tenant take turns, and no movement can overdraw a grant.
pub async fn spendable(
    tx: &mut TenantTx,
    currency: Currency,
    today: Date,
) -> Result<Vec<CreditGrant>, StoreError> {
    sqlx::query_as!(
        GrantRow,
        r#"select grant_id, kind, source_id, currency, amount_minor, remaining_minor,
                  expires_on as "expires_on: _", priority, note, granted_at as "granted_at: _", granted_by
             from credit_grants
            where tenant_id = $1 and currency = $2 and remaining_minor > 0 and (expires_on is null or expires_on >= $3)
            order by expires_on nulls last, priority, granted_at, grant_id
            limit $4"#,
        tx.tenant().0,
        currency.code(),
        today.to_sqlx() as _,
        GRANTS
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(GrantRow::read)
    .collect()
}

/// One part of what moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub grant_id: GrantId,
    /// Positive added to the grant.
    pub amount: Money,
}

/// Moves grants, each by its signed amount. What is left of them and the balance follow.
/// # Errors  `Refused` by `credit_movements_once` when it happened before, by
/// `credit_grants_never_overdrawn` when a grant has less or would have more than it was.
pub async fn record(
    tx: &mut TenantTx,
    reason: MovementReason,
    purpose: Uuid,
    moved: &[Moved],
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = moved.iter().map(|_| Uuid::now_v7()).collect();
    let grants: Vec<Uuid> = moved.iter().map(|m| m.grant_id.0).collect();
    let currencies: Vec<String> =
        moved.iter().map(|m| m.amount.currency.code().to_owned()).collect();
    let amounts: Vec<i64> = moved.iter().map(|m| m.amount.amount_minor).collect();
    sqlx::query!(
        "insert into credit_movements (tenant_id, movement_id, grant_id, currency, amount_minor, reason, purpose_id,
                moved_at)
         select $1, movement_id, grant_id, currency, amount_minor, $2, $3, $4
           from unnest($5::uuid[], $6::uuid[], $7::text[], $8::bigint[])
                as moved (movement_id, grant_id, currency, amount_minor)",
        tx.tenant().0,
        reason.word(),
        purpose,
        now.to_sqlx() as _,
        &ids,
        &grants,
        &currencies,
        &amounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was moved for this purpose, in the order in which it was; at most 10,000 parts.
pub async fn moved_for(
    tx: &mut TenantTx,
    reason: MovementReason,
    purpose: Uuid,
) -> Result<Vec<Moved>, StoreError> {
    let rows = sqlx::query!(
        "select grant_id, currency, amount_minor
           from credit_movements
          where tenant_id = $1 and purpose_id = $2 and reason = $3
          order by movement_id
          limit $4",
        tx.tenant().0,
        purpose,
        reason.word(),
        GRANTS
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|r| {
            let amount = read_money(&r.currency, r.amount_minor)?;
            Ok(Moved { grant_id: r.grant_id.into(), amount })
        })
        .collect()
}

/// Puts off the end of these grants to at least `until`; those that never end stay so.
pub async fn put_off_end(
    tx: &mut TenantTx,
    grants: &[GrantId],
    until: Date,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = grants.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update credit_grants
            set expires_on = $3
          where tenant_id = $1 and grant_id = any($2) and expires_on < $3",
        tx.tenant().0,
        &ids,
        until.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The customer's credit in each currency that has any.
pub async fn balances(tx: &mut TenantTx) -> Result<Vec<Money>, StoreError> {
    let rows = sqlx::query!(
        "select currency, balance_minor
           from credit_balances
          where tenant_id = $1 and balance_minor > 0
          order by currency
          limit 200",
        tx.tenant().0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|r| read_money(&r.currency, r.balance_minor)).collect()
}

/// The customer's credit in one currency; zero when there is none.
pub async fn balance_in(tx: &mut TenantTx, currency: Currency) -> Result<Money, StoreError> {
    let balances = balances(tx).await?;
    Ok(balances.into_iter().find(|b| b.currency == currency).unwrap_or(Money::zero(currency)))
}

/// Customers with something left that ends before `day`, the earliest end first.
pub async fn tenants_with_ending(
    db: &Db,
    day: Date,
    limit: i64,
) -> Result<Vec<TenantId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select tenant_id
           from credit_grants
          where remaining_minor > 0 and expires_on < $1
          group by tenant_id
          order by min(expires_on), tenant_id
          limit $2",
        day.to_sqlx() as _,
        limit
    )
    .fetch_all(db.worker_pool())
    .await?;
    Ok(ids.into_iter().map(TenantId).collect())
}

/// The grants with something left that ended before `today`.
pub async fn ended(tx: &mut TenantTx, today: Date) -> Result<Vec<CreditGrant>, StoreError> {
    sqlx::query_as!(
        GrantRow,
        r#"select grant_id, kind, source_id, currency, amount_minor, remaining_minor,
                  expires_on as "expires_on: _", priority, note, granted_at as "granted_at: _", granted_by
             from credit_grants
            where tenant_id = $1 and remaining_minor > 0 and expires_on < $2
            order by expires_on, grant_id
            limit $3"#,
        tx.tenant().0,
        today.to_sqlx() as _,
        GRANTS
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(GrantRow::read)
    .collect()
}
