//! People: what the doors say about somebody at sign-in, a tenant's members, and its invitations.
//!
//! A person belongs to no tenant, so the tables of people are reached through the doors of
//! `migrations/*_tenancy.sql` only; memberships and invitations are a tenant's rows.

use super::sign_in::SignInTx;
use super::{Actor, Db, OperatorTx, StoreError, TenantTx};
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::{InvitationId, PersonId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

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

/// One member of the running tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: PersonId,
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub since: Timestamp,
}

/// An invitation that can still be accepted, as its tenant sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvitation {
    pub invitation: InvitationId,
    pub email: String,
    pub role: MemberRole,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation as the holder of its token sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationOffer {
    pub tenant: TenantId,
    pub invitation: InvitationId,
    pub email: String,
    pub role: MemberRole,
    pub tenant_name: String,
    pub language: String,
    /// Whether the address has an account, which then must sign in to accept.
    pub has_account: bool,
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

/// What [`insert_invitation`] stores.
#[derive(Clone, Copy, Debug)]
pub struct NewInvitation<'a> {
    pub invitation: InvitationId,
    pub email: &'a str,
    pub role: MemberRole,
    pub token_hash: &'a [u8],
    pub invited_by: Uuid,
    pub expires_at: Timestamp,
}

/// # Errors  refused by `invitations_one_open` when the address has an open invitation.
pub async fn insert_invitation(
    tx: &mut TenantTx,
    now: Timestamp,
    new: NewInvitation<'_>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into invitations (tenant_id, invitation_id, email, role, token_hash, invited_by,
                                  created_at, expires_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant().0,
        new.invitation.0,
        new.email,
        new.role.word(),
        new.token_hash,
        new.invited_by,
        now.to_sqlx() as _,
        new.expires_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What an invitation's mail says about who sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationContext {
    pub tenant_name: String,
    /// The tenant's, ISO 639-1.
    pub language: String,
    /// None when the inviter is not one of the tenant's members.
    pub inviter_name: Option<String>,
}

/// Names and language for an invitation by `actor`. Staff stay nameless: they act for the operator.
pub async fn invitation_context(
    tx: &mut TenantTx,
    actor: &Actor,
) -> Result<InvitationContext, StoreError> {
    let inviter = match actor {
        Actor::Person(id) => Some(*id),
        Actor::Staff(_) | Actor::System(_) => None,
    };
    let row = sqlx::query!(
        r#"select t.legal_name, t.language,
                  (select p.name from people p where p.person_id = $2) as inviter_name
             from tenants t
            where t.tenant_id = $1"#,
        tx.tenant().0,
        inviter,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(InvitationContext {
        tenant_name: row.legal_name,
        language: row.language,
        inviter_name: row.inviter_name,
    })
}

/// The invitations that can still be accepted, newest first.
pub async fn open_invitations(
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<Vec<OpenInvitation>, StoreError> {
    let rows = sqlx::query!(
        "select invitation_id, email, role, created_at, expires_at
           from invitations
          where accepted_at is null
            and revoked_at is null
            and expires_at > $1
          order by created_at desc, invitation_id
          limit $2",
        now.to_sqlx() as _,
        LISTED,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OpenInvitation {
                invitation: InvitationId(row.invitation_id),
                email: row.email,
                role: member_role(row.role)?,
                created_at: row.created_at.to_jiff(),
                expires_at: row.expires_at.to_jiff(),
            })
        })
        .collect()
}

/// How many invitations the running tenant sent since `since`, whatever became of them.
pub async fn count_invitations_since(
    tx: &mut TenantTx,
    since: Timestamp,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from invitations where created_at > $1"#,
        since.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Ends an open invitation; false when there is none with this id.
pub async fn revoke_invitation(
    tx: &mut TenantTx,
    now: Timestamp,
    invitation: InvitationId,
) -> Result<bool, StoreError> {
    let revoked = sqlx::query!(
        "update invitations set revoked_at = $2
          where invitation_id = $1
            and accepted_at is null
            and revoked_at is null",
        invitation.0,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// Ends the invitation of this address if it expired unanswered, so that a new one can be sent.
pub async fn retire_expired_invitation(
    tx: &mut TenantTx,
    now: Timestamp,
    email: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update invitations set revoked_at = $2
          where email = $1
            and accepted_at is null
            and revoked_at is null
            and expires_at <= $2",
        email,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The open invitation with this token.
pub async fn invitation_offer(
    db: &Db,
    now: Timestamp,
    token_hash: &[u8],
) -> Result<Option<InvitationOffer>, StoreError> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant_id!", invitation_id as "invitation_id!", email as "email!",
                  role as "role!", tenant_name as "tenant_name!", language as "language!",
                  has_account as "has_account!"
             from door_invitation($1, $2)"#,
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(db.portal_pool())
    .await?;
    row.map(|row| {
        Ok(InvitationOffer {
            tenant: TenantId(row.tenant_id),
            invitation: InvitationId(row.invitation_id),
            email: row.email,
            role: member_role(row.role)?,
            tenant_name: row.tenant_name,
            language: row.language,
            has_account: row.has_account,
        })
    })
    .transpose()
}

/// Who accepts an invitation.
#[derive(Clone, Copy, Debug)]
pub enum Accepting<'a> {
    /// Somebody without an account, who chose a name and a password.
    NewPerson { person: PersonId, name: &'a str, password_hash: &'a str },
    /// Somebody signed in.
    SignedIn(PersonId),
}

/// Accepts once. `None` when the invitation is used, revoked, expired or was never made.
/// # Errors  refused by `invitations_account_must_sign_in` when the invited address is another account.
pub async fn accept_invitation(
    tx: &mut SignInTx,
    now: Timestamp,
    token_hash: &[u8],
    accepting: Accepting<'_>,
) -> Result<Option<(PersonId, TenantId)>, StoreError> {
    let (signed_in, name, password_hash, new_id) = match accepting {
        Accepting::NewPerson { person, name, password_hash } => {
            (None, Some(name), Some(password_hash), Some(person.0))
        }
        Accepting::SignedIn(person) => (Some(person.0), None, None, None),
    };
    let row = sqlx::query!(
        r#"select person_id as "person_id!", tenant_id as "tenant_id!"
             from door_accept_invitation($1, $2, $3, $4, $5, $6)"#,
        token_hash,
        signed_in,
        name,
        password_hash,
        new_id,
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (PersonId(row.person_id), TenantId(row.tenant_id))))
}

fn member_role(word: String) -> Result<MemberRole, StoreError> {
    word.parse().map_err(|_| StoreError::Corrupt { column: "memberships.role", value: word })
}
