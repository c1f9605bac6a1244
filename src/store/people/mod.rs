//! People: what the doors say about somebody at sign-in; a tenant's members and its invitations.
//!
//! A person belongs to no tenant, so the tables of people are reached through the doors of
//! `migrations/*_tenancy.sql` only; memberships and invitations are a tenant's rows.

mod invitations;
mod members;

pub use invitations::{
    Accepting, InvitationContext, InvitationOffer, NewInvitation, OpenInvitation,
    accept_invitation, count_invitations_since, insert_invitation, invitation_context,
    invitation_offer, open_invitations, retire_expired_invitation, revoke_invitation,
};
pub(crate) use members::insert_member;
pub use members::{Member, delete_member, has_member_with_email, members, role_of, set_role};

use super::sign_in::SignInTx;
use super::{Db, OperatorTx, StoreError, TenantTx};
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::{PersonId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// How many members or open invitations a page shows.
const LISTED: i64 = 200;

/// What sign-in needs to judge a password.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub person: PersonId,
    /// None for somebody who signs in by e-mail link only.
    pub password_hash: Option<String>,
}

/// A tenant that a person belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub tenant: TenantId,
    pub tenant_name: String,
    pub role: MemberRole,
}

/// A person as a member of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerProfile {
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub tenant_name: String,
    pub language: String,
    pub time_zone: String,
    pub membership_count: i64,
}

/// A person as one of the operator's staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffProfile {
    pub email: String,
    pub name: String,
    pub role: StaffRole,
    pub language: String,
}

/// What somebody may know of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonProfile {
    pub email: String,
    pub name: String,
    /// None: as the tenant's language.
    pub language: Option<String>,
    pub has_password: bool,
    pub is_staff: bool,
    pub membership_count: i64,
}

/// The account with this address, however it is written.
pub async fn credentials(db: &Db, email: &str) -> Result<Option<Credentials>, StoreError> {
    let row = sqlx::query!(
        r#"select person_id as "person_id!", password_hash from door_credentials($1)"#,
        email
    )
    .fetch_optional(db.portal_pool())
    .await?;
    Ok(row.map(|row| Credentials {
        person: PersonId(row.person_id),
        password_hash: row.password_hash,
    }))
}

/// The tenants of a person by name, at most 200.
pub async fn memberships(db: &Db, person: PersonId) -> Result<Vec<Membership>, StoreError> {
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant_id!", tenant_name as "tenant_name!", role as "role!"
             from door_memberships($1)"#,
        person.0
    )
    .fetch_all(db.portal_pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Membership {
                tenant: TenantId(row.tenant_id),
                tenant_name: row.tenant_name,
                role: member_role(row.role)?,
            })
        })
        .collect()
}

/// The person as a member of `tenant`; `None` as soon as the membership is gone.
pub async fn customer(
    db: &Db,
    person: PersonId,
    tenant: TenantId,
) -> Result<Option<CustomerProfile>, StoreError> {
    let row = sqlx::query!(
        r#"select email as "email!", name as "name!", role as "role!", tenant_name as "tenant_name!",
                  language as "language!", time_zone as "time_zone!",
                  membership_count as "membership_count!"
             from door_customer($1, $2)"#,
        person.0,
        tenant.0,
    )
    .fetch_optional(db.portal_pool())
    .await?;
    row.map(|row| {
        Ok(CustomerProfile {
            email: row.email,
            name: row.name,
            role: member_role(row.role)?,
            tenant_name: row.tenant_name,
            language: row.language,
            time_zone: row.time_zone,
            membership_count: row.membership_count,
        })
    })
    .transpose()
}

/// The person as staff; `None` for everybody else.
pub async fn staff(db: &Db, person: PersonId) -> Result<Option<StaffProfile>, StoreError> {
    let mut conn = db.portal_pool().acquire().await?;
    staff_on(&mut conn, person).await
}

async fn staff_on(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<StaffProfile>, StoreError> {
    let row = sqlx::query!(
        r#"select email as "email!", name as "name!", role as "role!", language as "language!"
             from door_staff($1)"#,
        person.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let role = row
            .role
            .parse()
            .map_err(|_| StoreError::Corrupt { column: "staff_members.role", value: row.role })?;
        Ok(StaffProfile { email: row.email, name: row.name, role, language: row.language })
    })
    .transpose()
}

/// As [`staff`], inside a tenant's transaction of the portal.
pub async fn staff_in(
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<Option<StaffProfile>, StoreError> {
    staff_on(tx.conn(), person).await
}

/// What `person` may know of themselves.
pub async fn profile(db: &Db, person: PersonId) -> Result<Option<PersonProfile>, StoreError> {
    let mut conn = db.portal_pool().acquire().await?;
    profile_on(&mut conn, person).await
}

/// As [`profile`], inside a running transaction.
pub async fn profile_in(
    tx: &mut SignInTx,
    person: PersonId,
) -> Result<Option<PersonProfile>, StoreError> {
    profile_on(tx.conn(), person).await
}

async fn profile_on(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<PersonProfile>, StoreError> {
    let row = sqlx::query!(
        r#"select email as "email!", name as "name!", language, has_password as "has_password!",
                  is_staff as "is_staff!", membership_count as "membership_count!"
             from door_profile($1)"#,
        person.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| PersonProfile {
        email: row.email,
        name: row.name,
        language: row.language,
        has_password: row.has_password,
        is_staff: row.is_staff,
        membership_count: row.membership_count,
    }))
}

/// Replaces the password's hash.
pub async fn set_password(
    tx: &mut SignInTx,
    person: PersonId,
    hash: &str,
) -> Result<(), StoreError> {
    set_password_on(tx.conn(), person, hash).await
}

pub(crate) async fn set_password_on(
    conn: &mut PgConnection,
    person: PersonId,
    hash: &str,
) -> Result<(), StoreError> {
    sqlx::query!("select door_set_password($1, $2)", person.0, hash).execute(conn).await?;
    Ok(())
}

/// Replaces name and language; no language means the tenant's.
pub async fn set_profile(
    tx: &mut SignInTx,
    person: PersonId,
    name: &str,
    language: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!("select door_set_profile($1, $2, $3)", person.0, name, language)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Replaces the language of a person's pages and mails.
pub async fn set_language(db: &Db, person: PersonId, language: &str) -> Result<(), StoreError> {
    sqlx::query!("select door_set_person_language($1, $2)", person.0, language)
        .execute(db.portal_pool())
        .await?;
    Ok(())
}

/// The person with this address, made if there is none; true when made.
pub(crate) async fn find_or_create(
    conn: &mut PgConnection,
    now: Timestamp,
    email: &str,
    name: &str,
) -> Result<(PersonId, bool), StoreError> {
    let fresh = PersonId::new();
    let found = sqlx::query_scalar!(
        r#"select door_person($1, $2, $3, $4) as "person_id!""#,
        email,
        name,
        fresh.0,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await?;
    Ok((PersonId(found), found == fresh.0))
}

/// Makes `person` one of the operator's staff, or changes their role.
pub async fn upsert_staff(
    tx: &mut OperatorTx,
    now: Timestamp,
    person: PersonId,
    role: StaffRole,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into staff_members (person_id, role, created_at) values ($1, $2, $3)
         on conflict (person_id) do update set role = excluded.role",
        person.0,
        role.word(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Reads a stored role.
fn member_role(word: String) -> Result<MemberRole, StoreError> {
    word.parse().map_err(|_| StoreError::Corrupt { column: "memberships.role", value: word })
}
