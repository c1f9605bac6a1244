//! `quittance staff` and `quittance customer-owner`: the first people of a deployment, before anybody
//! could invite them. They sign in by e-mail link, and set a password if they like.

use super::open::{self, OpenError};
use crate::config::Config;
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::email_address::EmailAddress;
use crate::flows::people::{NewPerson, ProvisionError, add_member, add_staff, create_person};
use crate::store::{Actor, Db, StoreError, tenants};

/// Make somebody one of the operator's staff, or change their role.
#[derive(Debug, clap::Subcommand)]
pub enum StaffCommand {
    /// Add somebody, or give them another role
    Add {
        #[arg(long)]
        email: EmailAddress,
        #[arg(long)]
        name: String,
        /// support, finance, admin or auditor
        #[arg(long)]
        role: StaffRole,
    },
}

/// Make somebody the owner of a customer's account.
#[derive(Debug, clap::Subcommand)]
pub enum CustomerOwnerCommand {
    /// Add the owner of a customer that has none, such as an imported one
    Add {
        /// The customer's reference
        #[arg(long)]
        account_ref: String,
        #[arg(long)]
        email: EmailAddress,
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum PeopleCommandError {
    #[error("there is no customer with the reference {0:?}")]
    NoSuchCustomer(String),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

const ACTOR: Actor = Actor::System("cli");

pub async fn run_staff(command: StaffCommand, config: Config) -> Result<(), PeopleCommandError> {
    let StaffCommand::Add { email, name, role } = command;
    open::with_database(&config, async |db| add_staff_member(db, &email, &name, role).await)
        .await?;
    println!("{email} is staff now: {}.", role.word());
    Ok(())
}

async fn add_staff_member(
    db: &Db,
    email: &EmailAddress,
    name: &str,
    role: StaffRole,
) -> Result<(), PeopleCommandError> {
    let now = open::clock_of(db).await?.now();
    let mut tx = db.operator(&ACTOR, now).await?;
    let person =
        create_person(&mut tx, now, &NewPerson { email, name, password_hash: None }).await?;
    add_staff(&mut tx, now, person, role).await?;
    Ok(tx.commit().await?)
}

pub async fn run_customer_owner(
    command: CustomerOwnerCommand,
    config: Config,
) -> Result<(), PeopleCommandError> {
    let CustomerOwnerCommand::Add { account_ref, email, name } = command;
    let customer =
        open::with_database(&config, async |db| add_owner(db, &account_ref, &email, &name).await)
            .await?;
    println!("{email} is the owner of {customer} now.");
    Ok(())
}

/// Returns the customer's name.
async fn add_owner(
    db: &Db,
    account_ref: &str,
    email: &EmailAddress,
    name: &str,
) -> Result<String, PeopleCommandError> {
    let customer = tenants::find_by_account_ref(&mut db.staff_read().await?, account_ref)
        .await?
        .ok_or_else(|| PeopleCommandError::NoSuchCustomer(account_ref.to_owned()))?;
    let now = open::clock_of(db).await?.now();
    let mut tx = db.operator(&ACTOR, now).await?;
    let person =
        create_person(&mut tx, now, &NewPerson { email, name, password_hash: None }).await?;
    add_member(&mut tx, now, customer.tenant_id, person, MemberRole::Owner).await?;
    tx.commit().await?;
    Ok(customer.legal_name)
}
