//! Removing a member and changing a role: never the owner, never oneself.

use super::{PeopleError, authority};
use crate::domain::access::MemberRole;
use crate::domain::id::PersonId;
use crate::store::{Actor, TenantTx, people};

/// Removes a member, who is out at their next request: roles are read at each one.
/// # Errors  `Forbidden` for the owner, oneself, and by viewers; `NotFound` when not a member.
pub async fn remove_member(
    tx: &mut TenantTx,
    actor: &Actor,
    person: PersonId,
) -> Result<(), PeopleError> {
    let authority = authority(tx, actor).await?;
    let role = people::role_of(tx, person).await?.ok_or(PeopleError::NotFound)?;
    if !authority.reaches(person, role) {
        return Err(PeopleError::Forbidden);
    }
    Ok(people::delete_member(tx, person).await?)
}

/// Gives a member another role. Nobody becomes owner this way, and the owner stays it.
/// # Errors  as [`remove_member`].
pub async fn change_role(
    tx: &mut TenantTx,
    actor: &Actor,
    person: PersonId,
    role: MemberRole,
) -> Result<(), PeopleError> {
    let authority = authority(tx, actor).await?;
    let current = people::role_of(tx, person).await?.ok_or(PeopleError::NotFound)?;
    if !authority.reaches(person, current) || !role.is_invitable() {
        return Err(PeopleError::Forbidden);
    }
    if current == role {
        return Ok(());
    }
    Ok(people::set_role(tx, person, role).await?)
}
