//! Moves of subscribers to another version, and what became of each subscription.

use super::super::{Actor, OperatorTx, StaffRead, StoreError, TenantTx, corrupt};
use crate::domain::id::{PlanMoveId, PlanVersionId, SubscriptionId, TenantId};
use crate::domain::plan::MoveRefusal;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;

/// Moves and outcomes that are shown.
const SHOWN_MAX: i64 = 500;
/// Moves that are gone on with in one go.
const PENDING_MAX: i64 = 20;

/// Who has `from` gets `to`, each at its first period from `moves_on` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewMove {
    pub from: PlanVersionId,
    pub to: PlanVersionId,
    pub moves_on: Date,
}

/// A move as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredMove {
    pub move_id: PlanMoveId,
    pub asked: NewMove,
    pub created_at: Timestamp,
    /// Every subscription has its outcome.
    pub done_at: Option<Timestamp>,
    pub moved: i64,
    pub refused: i64,
}

/// What became of one subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    ChangesAt(Timestamp),
    Refused(MoveRefusal),
}

/// What became of one subscription, for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownOutcome {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub subscription_id: SubscriptionId,
    pub outcome: Outcome,
}

fn read_outcome(
    changes_at: Option<jiff_sqlx::Timestamp>,
    refusal: Option<&str>,
) -> Result<Outcome, StoreError> {
    match (changes_at, refusal) {
        (Some(at), None) => Ok(Outcome::ChangesAt(at.to_jiff())),
        (None, Some(word)) => {
            let refusal = word.parse().map_err(|e| corrupt("plan_move_outcomes.refusal", e))?;
            Ok(Outcome::Refused(refusal))
        }
        _ => Err(corrupt("plan_move_outcomes.changes_at", "both or none")),
    }
}

/// Stores the move, unless there is one with this id.
pub async fn insert(
    tx: &mut OperatorTx,
    id: PlanMoveId,
    new: &NewMove,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
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
    Ok(())
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

/// The move with this id.
pub async fn find(tx: &mut StaffRead, id: PlanMoveId) -> Result<Option<StoredMove>, StoreError> {
    Ok(read(tx, Some(id), None).await?.into_iter().next())
}

/// Moves away from a version, the newest first.
pub async fn moves_from(
    tx: &mut StaffRead,
    version: PlanVersionId,
) -> Result<Vec<StoredMove>, StoreError> {
    read(tx, None, Some(version)).await
}

async fn read(
    tx: &mut StaffRead,
    only: Option<PlanMoveId>,
    from: Option<PlanVersionId>,
) -> Result<Vec<StoredMove>, StoreError> {
    let rows = sqlx::query!(
        r#"select m.move_id, m.from_version_id, m.to_version_id, m.moves_on as "moves_on: jiff_sqlx::Date",
                  m.created_at as "created_at: jiff_sqlx::Timestamp",
                  m.done_at as "done_at: jiff_sqlx::Timestamp",
                  (select count(*) from plan_move_outcomes o
                    where o.move_id = m.move_id and o.changes_at is not null) as "moved!",
                  (select count(*) from plan_move_outcomes o
                    where o.move_id = m.move_id and o.refusal is not null) as "refused!"
             from plan_moves m
            where ($1::uuid is null or m.move_id = $1) and ($2::uuid is null or m.from_version_id = $2)
            order by m.created_at desc, m.move_id desc
            limit $3"#,
        only.map(|id| id.0),
        from.map(|id| id.0),
        SHOWN_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    let stored = rows.into_iter().map(|row| StoredMove {
        move_id: row.move_id.into(),
        asked: NewMove {
            from: row.from_version_id.into(),
            to: row.to_version_id.into(),
            moves_on: row.moves_on.to_jiff(),
        },
        created_at: row.created_at.to_jiff(),
        done_at: row.done_at.map(jiff_sqlx::Timestamp::to_jiff),
        moved: row.moved,
        refused: row.refused,
    });
    Ok(stored.collect())
}

/// Moves of which subscriptions wait for their outcome, the oldest first.
pub async fn pending(tx: &mut StaffRead) -> Result<Vec<PlanMoveId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select move_id
           from plan_moves
          where done_at is null
          order by created_at, move_id
          limit $1",
        PENDING_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// What became of the subscriptions of a move: first those that were not moved.
pub async fn outcomes(tx: &mut StaffRead, id: PlanMoveId) -> Result<Vec<ShownOutcome>, StoreError> {
    let rows = sqlx::query!(
        r#"select o.tenant_id, t.legal_name, o.subscription_id,
                  o.changes_at as "changes_at: jiff_sqlx::Timestamp", o.refusal
             from plan_move_outcomes o
             join tenants t on t.tenant_id = o.tenant_id
            where o.move_id = $1
            order by o.refusal nulls last, t.legal_name, o.tenant_id, o.subscription_id
            limit $2"#,
        id.0,
        SHOWN_MAX
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ShownOutcome {
                tenant_id: row.tenant_id.into(),
                tenant_name: row.legal_name,
                subscription_id: row.subscription_id.into(),
                outcome: read_outcome(row.changes_at, row.refusal.as_deref())?,
            })
        })
        .collect()
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
    row.map(|row| read_outcome(row.changes_at, row.refusal.as_deref())).transpose()
}

/// Stores what became of this subscription, unless that is known.
pub async fn insert_outcome(
    tx: &mut TenantTx,
    id: PlanMoveId,
    subscription: SubscriptionId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (changes_at, refusal) = match outcome {
        Outcome::ChangesAt(at) => (Some(at), None),
        Outcome::Refused(refusal) => (None, Some(refusal.word())),
    };
    sqlx::query!(
        "insert into plan_move_outcomes (tenant_id, move_id, subscription_id, changes_at, refusal, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, move_id, subscription_id) do nothing",
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
