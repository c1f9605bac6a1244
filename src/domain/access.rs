//! Who may do what: the roles of a customer's people and of the operator's staff.
//!
//! Owns the decision only; who somebody is, is found in `auth`. Rows A3 and A4.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a person may do for one tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    Owner,
    Manager,
    Viewer,
}

impl MemberRole {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Manager, Self::Viewer];

    /// The word stored in the database and used in catalogue keys (`member-role-owner`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Viewer => "viewer",
        }
    }

    /// Viewers read everything and change nothing.
    #[must_use]
    pub fn can_change_billing(self) -> bool {
        self != Self::Viewer
    }

    #[must_use]
    pub fn can_manage_people(self) -> bool {
        self != Self::Viewer
    }

    /// The owner may remove anybody else, a manager anybody but the owner; nobody removes the owner,
    /// and nobody removes themselves by this way.
    #[must_use]
    pub fn can_remove(self, other: Self, is_self: bool) -> bool {
        !is_self && self.can_manage_people() && other != Self::Owner
    }

    /// Roles that may be given by invitation: never a second owner.
    #[must_use]
    pub fn is_invitable(self) -> bool {
        self != Self::Owner
    }
}

/// What one of the operator's staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    Support,
    Finance,
    Admin,
    Auditor,
}

impl StaffRole {
    pub const ALL: [Self; 4] = [Self::Support, Self::Finance, Self::Admin, Self::Auditor];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Finance => "finance",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }

    /// Issue and void documents, record payments, place credit.
    #[must_use]
    pub fn can_handle_money(self) -> bool {
        matches!(self, Self::Finance | Self::Admin)
    }

    #[must_use]
    pub fn can_read_audit_log(self) -> bool {
        matches!(self, Self::Auditor | Self::Admin)
    }

    #[must_use]
    pub fn can_change_settings(self) -> bool {
        self == Self::Admin
    }
}

/// A stored role word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role {0:?}")]
pub struct UnknownRole(pub String);

impl FromStr for MemberRole {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.word() == word)
            .ok_or_else(|| UnknownRole(word.into()))
    }
}

impl FromStr for StaffRole {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.word() == word)
            .ok_or_else(|| UnknownRole(word.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_removes_the_owner_and_nobody_removes_themselves() {
        for actor in MemberRole::ALL {
            assert!(!actor.can_remove(MemberRole::Owner, false));
            for other in MemberRole::ALL {
                assert!(!actor.can_remove(other, true));
            }
        }
        assert!(MemberRole::Manager.can_remove(MemberRole::Viewer, false));
        assert!(!MemberRole::Viewer.can_remove(MemberRole::Viewer, false));
    }

    #[test]
    fn only_finance_and_admin_handle_money() {
        let allowed: Vec<_> =
            StaffRole::ALL.into_iter().filter(|role| role.can_handle_money()).collect();
        assert_eq!(allowed, [StaffRole::Finance, StaffRole::Admin]);
    }
}
