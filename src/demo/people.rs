//! Who can sign in to the demo. Everybody has the same password.

use super::LoadDemoError;
use super::customers::Customer;
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::PersonId;
use crate::flows::people::{NewPerson, add_member, add_staff, create_person};
use crate::store::OperatorTx;
use jiff::Timestamp;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "lantern harbour quietly";

/// One row of the table of sign-ins.
#[derive(Clone, Copy, Debug)]
pub struct SignIn {
    pub email: &'static str,
    /// What one sees after signing in.
    pub sees: &'static str,
}

/// The sign-ins worth printing; there are more.
pub const SIGN_INS: [SignIn; 10] = [
    SignIn {
        email: "orla@ardmorebakery.example",
        sees: "owner of Ardmore Bakery: every state of an invoice",
    },
    SignIn { email: "dara@ardmorebakery.example", sees: "viewer of Ardmore Bakery: reads only" },
    SignIn {
        email: "ines@byrnepartners.example",
        sees: "accountant: Ardmore Bakery and Prairie Robotics",
    },
    SignIn { email: "jutta@nordlicht.example", sees: "owner of Nordlicht, Hamburg: in German" },
    SignIn { email: "tunde@lagoscoldchain.example", sees: "owner of Lagos Cold Chain: in naira" },
    SignIn {
        email: "grace@greenfield.example",
        sees: "owner of Greenfield: four years of invoices",
    },
    SignIn { email: "fiona@lumen.example", sees: "staff, finance" },
    SignIn { email: "adam@lumen.example", sees: "staff, admin" },
    SignIn { email: "sean@lumen.example", sees: "staff, support" },
    SignIn { email: "aud@lumen.example", sees: "staff, auditor" },
];

/// The member of staff who issues and records.
pub(super) const BOOKKEEPER: &str = "fiona@lumen.example";

const STAFF: [(&str, &str, StaffRole); 4] = [
    (BOOKKEEPER, "Fiona Walsh", StaffRole::Finance),
    ("adam@lumen.example", "Adam Okafor", StaffRole::Admin),
    ("sean@lumen.example", "Seán Brady", StaffRole::Support),
    ("aud@lumen.example", "Aud Lindqvist", StaffRole::Auditor),
];

/// A member of a customer: address, name, role.
pub(super) type Member = (&'static str, &'static str, MemberRole);

pub(super) async fn create_staff(
    tx: &mut OperatorTx,
    now: Timestamp,
    password_hash: &str,
) -> Result<(), LoadDemoError> {
    for (email, name, role) in STAFF {
        let person = create(tx, now, email, name, password_hash).await?;
        add_staff(tx, now, person, role).await?;
    }
    Ok(())
}

pub(super) async fn create_members(
    tx: &mut OperatorTx,
    now: Timestamp,
    customer: &Customer,
    password_hash: &str,
) -> Result<(), LoadDemoError> {
    for &(email, name, role) in customer.members {
        let person = create(tx, now, email, name, password_hash).await?;
        add_member(tx, now, customer.tenant(), person, role).await?;
    }
    Ok(())
}

async fn create(
    tx: &mut OperatorTx,
    now: Timestamp,
    email: &'static str,
    name: &str,
    password_hash: &str,
) -> Result<PersonId, LoadDemoError> {
    let email = &email.parse().map_err(|error| LoadDemoError::Email(email, error))?;
    let new = NewPerson { email, name, password_hash: Some(password_hash) };
    Ok(create_person(tx, now, &new).await?)
}
