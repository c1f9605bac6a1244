//! Invitations: rows of a tenant while they are open, and the door through which their token opens one.

use super::{LISTED, member_role};
use crate::domain::access::MemberRole;
use crate::domain::id::{InvitationId, PersonId, TenantId};
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, Db, StoreError, TenantTx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

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
