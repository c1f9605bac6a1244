//! Moves of subscribers to another version, and what became of each subscription.

use super::super::{Actor, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{PlanMoveId, PlanVersionId, SubscriptionId, TenantId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Moves and outcomes that are shown.
const SHOWN_MAX: i64 = 500;

/// Who has `from` gets `to`, each at its first period from `moves_on` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMove {
    pub from: PlanVersionId,
    pub to: PlanVersionId,
    pub moves_on: Date,
}

/// A move as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMove {
    pub move_id: PlanMoveId,
    pub asked: NewMove,
    /// Every subscription has its outcome.
    pub done_at: Option<Timestamp>,
    pub moved: i64,
    pub refused: i64,
}

/// What became of one subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    ChangesAt(Timestamp),
    /// Why not, for staff.
    Refused(String),
}

/// Stores the move, and returns what is stored under this id: the first one's terms hold.
pub async fn insert(
    tx: &mut OperatorTx,
    id: PlanMoveId,
    new: &NewMove,
    actor: &Actor,
    now: Timestamp,
) -> Result<NewMove, StoreError> {
    sqlx::query!(
        "insert into plan_moves (move_id, from_version_id, to_version_id, moves_on, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (move_id) do nothing",
        id.0,
        new.from.0,
        new.to.0,
        new.moves_on.to_sqlx() as _,
        now.to_sqlx() as _,
        actor.to_string()
    )
    .execute(tx.conn())
    .await?;
    let row = sqlx::query!(
        r#"select from_version_id, to_version_id, moves_on as "moves_on: jiff_sqlx::Date"
             from plan_moves
            where move_id = $1"#,
        id.0
    )
    .fetch_one(tx.conn())
    .await?;
    let (from, to) = (row.from_version_id.into(), row.to_version_id.into());
    Ok(NewMove { from, to, moves_on: row.moves_on.to_jiff() })
}

/// Remembers that every subscription has its outcome.
pub async fn set_done(
    tx: &mut OperatorTx,
    id: PlanMoveId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update plan_moves set done_at = $2 where move_id = $1 and done_at is null",
        id.0,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Moves away from a version, the newest first.
pub async fn moves_from(
    tx: &mut StaffRead,
    version: PlanVersionId,
) -> Result<Vec<StoredMove>, StoreError> {
    let rows = sqlx::query!(
        r#"select m.move_id, m.to_version_id, m.moves_on as "moves_on: jiff_sqlx::Date",
                  m.done_at as "done_at: jiff_sqlx::Timestamp",
                  (select count(*) from plan_move_outcomes o
                    where o.move_id = m.move_id and o.changes_at is not null) as "moved!",
                  (select count(*) from plan_move_outcomes o
                    where o.move_id = m.move_id and o.refusal is not null) as "refused!"
             from plan_moves m
            where m.from_version_id = $1
            order by m.created_at desc, m.move_id
            limit $2"#,
        version.0,
        SHOWN_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    let stored = rows.into_iter().map(|row| StoredMove {
        move_id: row.move_id.into(),
        asked: NewMove {
            from: version,
            to: row.to_version_id.into(),
            moves_on: row.moves_on.to_jiff(),
        },
        done_at: row.done_at.map(jiff_sqlx::Timestamp::to_jiff),
        moved: row.moved,
        refused: row.refused,
    });
    Ok(stored.collect())
}

/// Subscriptions that a move could not reach, with the reasons.
pub async fn refusals(
    tx: &mut StaffRead,
    id: PlanMoveId,
) -> Result<Vec<(TenantId, String, String)>, StoreError> {
    let rows = sqlx::query!(
        r#"select o.tenant_id, t.legal_name, o.refusal as "refusal!"
             from plan_move_outcomes o
             join tenants t on t.tenant_id = o.tenant_id
            where o.move_id = $1 and o.refusal is not null
            order by o.tenant_id, o.subscription_id
            limit $2"#,
        id.0,
        SHOWN_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id.into(), row.legal_name, row.refusal)).collect())
}

/// What became of this subscription, once something did.
pub async fn outcome(
    tx: &mut TenantTx,
    id: PlanMoveId,
    subscription: SubscriptionId,
) -> Result<Option<Outcome>, StoreError> {
    let row = sqlx::query!(
        r#"select changes_at as "changes_at: jiff_sqlx::Timestamp", refusal
             from plan_move_outcomes
            where tenant_id = $1 and move_id = $2 and subscription_id = $3"#,
        tx.tenant().0,
        id.0,
        subscription.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    match (row.changes_at, row.refusal) {
        (Some(at), None) => Ok(Some(Outcome::ChangesAt(at.to_jiff()))),
        (None, Some(reason)) => Ok(Some(Outcome::Refused(reason))),
        _ => Err(corrupt("plan_move_outcomes", subscription)),
    }
}

/// Stores what became of this subscription.
pub async fn insert_outcome(
    tx: &mut TenantTx,
    id: PlanMoveId,
    subscription: SubscriptionId,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (changes_at, refusal) = match outcome {
        Outcome::ChangesAt(at) => (Some(*at), None),
        Outcome::Refused(reason) => (None, Some(reason.as_str())),
    };
    sqlx::query!(
        "insert into plan_move_outcomes (tenant_id, move_id, subscription_id, changes_at, refusal, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        tx.tenant().0,
        id.0,
        subscription.0,
        changes_at.map(Timestamp::to_sqlx) as _,
        refusal,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
