//! Inviting somebody by e-mail, and taking it back.

use super::{PeopleError, authority};
use crate::auth::token::Token;
use crate::domain::access::MemberRole;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::InvitationId;
use crate::jobs::{self, InvitationMail};
use crate::store::people::{self, NewInvitation};
use crate::store::{Actor, StoreError, TenantTx};
use jiff::{SignedDuration, Timestamp};

/// How long an invitation can be accepted.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One customer invites at most so many people a day: our mail must not become a stranger's nuisance.
const PER_DAY: i64 = 50;

/// An invitation that was sent.
#[derive(Clone, Debug)]
pub struct Invited {
    pub invitation: InvitationId,
    pub token: Token,
    pub expires_at: Timestamp,
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    #[error("the role {} cannot be given by invitation", role.word())]
    RoleNotInvitable { role: MemberRole },
    #[error("already a member")]
    AlreadyMember,
    #[error("already invited")]
    AlreadyInvited,
    #[error("more than {PER_DAY} invitations in a day")]
    TooManyToday,
    #[error("no randomness: {0}")]
    Randomness(getrandom::Error),
    #[error(transparent)]
    People(#[from] PeopleError),
}

impl From<StoreError> for InviteError {
    fn from(error: StoreError) -> Self {
        if error.is_refusal_of("invitations_one_open") {
            Self::AlreadyInvited
        } else {
            Self::People(error.into())
        }
    }
}

/// Invites `email` and mails the link. One open invitation per address; one that expired unanswered
/// makes room for the next. The system itself does not invite: somebody must stand behind it.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn invite(
    tx: &mut TenantTx,
    actor: &Actor,
    now: Timestamp,
    email: &EmailAddress,
    role: MemberRole,
) -> Result<Invited, InviteError> {
    authority(tx, actor).await?;
    let (Actor::Person(inviter) | Actor::Staff(inviter)) = actor else {
        return Err(PeopleError::Forbidden.into());
    };
    if !role.is_invitable() {
        return Err(InviteError::RoleNotInvitable { role });
    }
    if people::has_member_with_email(tx, email.as_str()).await? {
        return Err(InviteError::AlreadyMember);
    }
    if people::count_invitations_since(tx, now - SignedDuration::from_hours(24)).await? >= PER_DAY {
        return Err(InviteError::TooManyToday);
    }
    people::retire_expired_invitation(tx, now, email.as_str()).await?;
    let token = Token::generate().map_err(InviteError::Randomness)?;
    let invited = Invited { invitation: InvitationId::new(), token, expires_at: now + LIFETIME };
    let new = NewInvitation {
        invitation: invited.invitation,
        email: email.as_str(),
        role,
        token_hash: &invited.token.hash().0,
        invited_by: *inviter,
        expires_at: invited.expires_at,
    };
    people::insert_invitation(tx, now, new).await?;
    let mail = invitation_mail(tx, actor, email, &invited).await?;
    jobs::enqueue(tx, now, &mail.into()).await?;
    Ok(invited)
}

async fn invitation_mail(
    tx: &mut TenantTx,
    actor: &Actor,
    email: &EmailAddress,
    invited: &Invited,
) -> Result<InvitationMail, StoreError> {
    let tenant_id = tx.tenant();
    let context = people::invitation_context(tx, actor).await?;
    Ok(InvitationMail {
        tenant_id,
        invitation_id: invited.invitation,
        email: email.as_str().to_owned(),
        tenant_name: context.tenant_name,
        inviter_name: context.inviter_name,
        language: context.language,
        token: invited.token.as_str().to_owned(),
        expires_at: invited.expires_at,
    })
}

/// Takes an open invitation back; its link stops working at once.
/// # Errors  `NotFound` when it was accepted, already revoked, or is not this tenant's.
pub async fn revoke_invitation(
    tx: &mut TenantTx,
    actor: &Actor,
    now: Timestamp,
    invitation: InvitationId,
) -> Result<(), PeopleError> {
    authority(tx, actor).await?;
    if people::revoke_invitation(tx, now, invitation).await? {
        Ok(())
    } else {
        Err(PeopleError::NotFound)
    }
}
