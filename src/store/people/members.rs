//! The members of a tenant: rows of that tenant, under its row security.

use super::{LISTED, member_role};
use crate::domain::access::MemberRole;
use crate::domain::id::{PersonId, TenantId};
use crate::store::{StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// One member of the running tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: PersonId,
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub since: Timestamp,
}

/// The members of the running tenant: the owner first, then by name.
pub async fn members(tx: &mut TenantTx) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query!(
        "select m.person_id, p.email, p.name, m.role, m.created_at
           from memberships m
           join people p on p.person_id = m.person_id
          order by (m.role = 'owner') desc, lower(p.name), p.email
          limit $1",
        LISTED
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                person: PersonId(row.person_id),
                email: row.email,
                name: row.name,
                role: member_role(row.role)?,
                since: row.created_at.to_jiff(),
            })
        })
        .collect()
}

/// The role of `person` in the running tenant.
pub async fn role_of(
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<Option<MemberRole>, StoreError> {
    sqlx::query_scalar!("select role from memberships where person_id = $1", person.0)
        .fetch_optional(tx.conn())
        .await?
        .map(member_role)
        .transpose()
}

/// Whether the running tenant has a member with this address.
pub async fn has_member_with_email(tx: &mut TenantTx, email: &str) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from memberships m
                            join people p on p.person_id = m.person_id
                           where p.email = lower($1)) as "found!""#,
        email
    )
    .fetch_one(tx.conn())
    .await?)
}

/// # Errors  refused by `memberships_pkey` or `memberships_one_owner`.
pub(crate) async fn insert_member(
    conn: &mut PgConnection,
    now: Timestamp,
    tenant: TenantId,
    person: PersonId,
    role: MemberRole,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into memberships (tenant_id, person_id, role, created_at) values ($1, $2, $3, $4)",
        tenant.0,
        person.0,
        role.word(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// # Errors  `NotFound` when the person is no member.
pub async fn set_role(
    tx: &mut TenantTx,
    person: PersonId,
    role: MemberRole,
) -> Result<(), StoreError> {
    let updated = sqlx::query!(
        "update memberships set role = $2 where person_id = $1",
        person.0,
        role.word()
    )
    .execute(tx.conn())
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// # Errors  `NotFound` when the person is no member.
pub async fn delete_member(tx: &mut TenantTx, person: PersonId) -> Result<(), StoreError> {
    let deleted = sqlx::query!("delete from memberships where person_id = $1", person.0)
        .execute(tx.conn())
        .await?;
    if deleted.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
