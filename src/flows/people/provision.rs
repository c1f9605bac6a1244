//! The first people of a deployment: made by the command line, the demo and imports, before anybody
//! could invite them.

use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{PersonId, TenantId};
use crate::store::{OperatorTx, StoreError, people, sign_in};
use jiff::Timestamp;
use serde_json::json;

/// A name longer than this breaks every page it stands on.
const MAX_NAME: usize = 120;

/// Somebody to be made.
#[derive(Clone, Debug)]
pub struct NewPerson<'a> {
    pub email: &'a EmailAddress,
    pub name: &'a str,
    /// From `auth::Passwords::hash`; None: they sign in by e-mail link.
    pub password_hash: Option<&'a str>,
}

/// Why somebody was not added.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    #[error("the name is empty or longer than {MAX_NAME} characters")]
    BadName,
    #[error("already a member")]
    AlreadyMember,
    #[error("the tenant has an owner")]
    HasOwner,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ProvisionError {
    fn from(error: StoreError) -> Self {
        if error.is_refusal_of("memberships_pkey") {
            Self::AlreadyMember
        } else if error.is_refusal_of("memberships_one_owner") {
            Self::HasOwner
        } else {
            Self::Store(error)
        }
    }
}

/// The person with this address, made if there is none. Somebody who exists keeps name and password.
pub async fn create_person(
    tx: &mut OperatorTx,
    now: Timestamp,
    new: &NewPerson<'_>,
) -> Result<PersonId, ProvisionError> {
    let name = checked_name(new.name).ok_or(ProvisionError::BadName)?;
    let (person, is_new) = people::find_or_create(tx.conn(), now, new.email.as_str(), name).await?;
    if let (true, Some(hash)) = (is_new, new.password_hash) {
        people::set_password_on(tx.conn(), person, hash).await?;
    }
    if is_new {
        audit(tx, "person.created", person, &json!({})).await?;
    }
    Ok(person)
}

/// Makes `person` a member of `tenant`, of which the transaction then sees the rows.
/// # Errors  `AlreadyMember`; `HasOwner` for a second owner.
pub async fn add_member(
    tx: &mut OperatorTx,
    now: Timestamp,
    tenant: TenantId,
    person: PersonId,
    role: MemberRole,
) -> Result<(), ProvisionError> {
    tx.visit_tenant(tenant).await?;
    Ok(people::insert_member(tx.conn(), now, tenant, person, role).await?)
}

/// Makes `person` one of the operator's staff, or changes their role.
pub async fn add_staff(
    tx: &mut OperatorTx,
    now: Timestamp,
    person: PersonId,
    role: StaffRole,
) -> Result<(), ProvisionError> {
    people::upsert_staff(tx, now, person, role).await?;
    audit(tx, "staff.role_set", person, &json!({ "role": role.word() })).await?;
    Ok(())
}

async fn audit(
    tx: &mut OperatorTx,
    action: &str,
    person: PersonId,
    after: &serde_json::Value,
) -> Result<(), StoreError> {
    sign_in::audit(tx.conn(), action, "person", &person.to_string(), after).await
}

/// The name as it is stored, or `None` when it is empty, too long, or holds control characters.
pub(super) fn checked_name(name: &str) -> Option<&str> {
    let name = name.trim();
    let is_fine =
        !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    is_fine.then_some(name)
}
