//! Who belongs to a customer: inviting, accepting, removing, changing roles; and making the first
//! people of a deployment.
//!
//! Members act within their role, the operator's admins act for a customer through the same flows, and
//! the product itself (demo, import, command line) may do all of it. Who acts is read from the
//! database under the tenant's lock, not taken from the page. Rows A3 and A4.

mod accept;
mod account;
mod invite;
mod members;
mod provision;
#[cfg(test)]
mod tests;

pub use accept::{AcceptError, accept_as_new_person, accept_as_signed_in, offer};
pub use account::{ProfileError, end_other_sessions, end_session, update_profile};
pub use invite::{InviteError, Invited, invite, revoke_invitation};
pub use members::{change_role, remove_member};
pub use provision::{NewPerson, ProvisionError, add_member, add_staff, create_person};

use crate::domain::access::MemberRole;
use crate::domain::id::PersonId;
use crate::store::{Actor, StoreError, TenantTx, people};

/// Why a change to a customer's people was refused.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// No such member or invitation in this tenant.
    #[error("no such member or invitation")]
    NotFound,
    /// The actor's role does not allow it.
    #[error("not allowed")]
    Forbidden,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for PeopleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            other => Self::Store(other),
        }
    }
}

/// By what right somebody changes a customer's people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Authority {
    Member {
        person: PersonId,
        role: MemberRole,
    },
    /// The operator: an admin, or the product itself.
    Operator,
}

impl Authority {
    /// Whether this authority may remove `person`, or change their role.
    fn reaches(self, person: PersonId, role: MemberRole) -> bool {
        match self {
            Self::Member { person: actor, role: own } => own.can_remove(role, actor == person),
            Self::Operator => role != MemberRole::Owner,
        }
    }
}

/// # Errors  `Forbidden` for viewers, former members, and staff who are no admins.
async fn authority(tx: &mut TenantTx, actor: &Actor) -> Result<Authority, PeopleError> {
    match actor {
        Actor::Person(id) => {
            let person = PersonId(*id);
            match people::role_of(tx, person).await? {
                Some(role) if role.can_manage_people() => Ok(Authority::Member { person, role }),
                _ => Err(PeopleError::Forbidden),
            }
        }
        Actor::Staff(id) => match people::staff_in(tx, PersonId(*id)).await? {
            Some(staff) if staff.role.can_change_settings() => Ok(Authority::Operator),
            _ => Err(PeopleError::Forbidden),
        },
        Actor::System(_) => Ok(Authority::Operator),
    }
}
