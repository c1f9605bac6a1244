//! Demo data: two sellers, a dozen customers, every state a document can be in. Invented throughout;
//! mail addresses end in `.example`.
//!
//! All of it goes through the real flows, so that books, history and mail are what they would be. Dates
//! are relative to the day of loading. Loading is all or nothing twice: sellers, customers and people
//! in one transaction, then the documents of each customer in one of its own; what an interruption
//! left undone the next start completes. Owns no rule and no page.

mod book;
mod customers;
mod logo;
mod people;
mod plans;
mod sellers;
mod stories;
#[cfg(test)]
mod tests;

use crate::auth::password::{HashingError, Passwords};
use crate::documents::logo::LogoError;
use crate::domain::email_address::NotAnEmailAddress;
use crate::domain::id::{PersonId, TenantId};
use crate::domain::invoice::InvoiceError;
use crate::domain::money::MoneyError;
use crate::flows::coupons::create_coupon::CreateCouponError;
use crate::flows::credit_notes::issue_credit_note::IssueCreditNoteError;
use crate::flows::dunning::DunningError;
use crate::flows::invoices::draft_invoice::DraftInvoiceError;
use crate::flows::invoices::finalize_invoice::FinalizeInvoiceError;
use crate::flows::invoices::void_invoice::VoidInvoiceError;
use crate::flows::invoices::write_off_invoice::WriteOffInvoiceError;
use crate::flows::payments::Till;
use crate::flows::payments::apply_credit::ApplyCreditError;
use crate::flows::payments::record_offline_payment::RecordPaymentError;
use crate::flows::people::{InviteError, ProvisionError};
use crate::flows::sellers::SellerError;
use crate::flows::subscriptions::publish_plan::PublishPlanError;
use crate::store::invoice_lists::{self, InvoiceFilter};
use crate::store::paging::PageFrom;
use crate::store::{
    Actor, Db, StoreError, TenantTx, dunning_schedules, outbox, people as stored_people, tenants,
};
use book::Book;
use customers::Customer;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
pub use people::{PASSWORD, SIGN_INS, SignIn};
use sellers::Sellers;

/// Whom the audit log names for what only the demo does.
const ACTOR: Actor = Actor::System("demo");

/// Facts older than this are history and are mailed to nobody: hundreds of letters about settled
/// invoices would bury the ones worth looking at.
const MAILED: SignedDuration = SignedDuration::from_hours(14 * 24);

#[derive(Debug, thiserror::Error)]
pub enum LoadDemoError {
    #[error("the demo's staff are gone: {email} does not exist")]
    NoStaff { email: &'static str },
    #[error("demo address {0:?} is no e-mail address")]
    Email(&'static str, NotAnEmailAddress),
    #[error(transparent)]
    Dunning(#[from] DunningError),
    #[error(transparent)]
    Hashing(#[from] HashingError),
    #[error(transparent)]
    Provision(#[from] ProvisionError),
    #[error(transparent)]
    Invite(#[from] InviteError),
    #[error(transparent)]
    Draft(#[from] DraftInvoiceError),
    #[error(transparent)]
    Finalize(#[from] FinalizeInvoiceError),
    #[error(transparent)]
    Void(#[from] VoidInvoiceError),
    #[error(transparent)]
    WriteOff(#[from] WriteOffInvoiceError),
    #[error(transparent)]
    Payment(#[from] RecordPaymentError),
    #[error(transparent)]
    ApplyCredit(#[from] ApplyCreditError),
    #[error(transparent)]
    CreditNote(#[from] IssueCreditNoteError),
    #[error(transparent)]
    Logo(#[from] LogoError),
    #[error(transparent)]
    Seller(#[from] SellerError),
    #[error(transparent)]
    Plan(#[from] PublishPlanError),
    #[error(transparent)]
    Coupon(#[from] CreateCouponError),
    #[error(transparent)]
    Invoice(#[from] InvoiceError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Time(#[from] jiff::Error),
    #[error("a subscription: {0}")]
    Subscription(Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LoadDemoError {
    fn subscription(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Subscription(Box::new(cause))
    }
}

/// Loads what is missing; returns how many customers got documents: 0 when all was there.
pub async fn load(
    db: &Db,
    passwords: &Passwords,
    till: &Till,
    now: Timestamp,
) -> Result<u32, LoadDemoError> {
    if !has_customers(db).await? {
        create_parties(db, passwords, now).await?;
    }
    plans::load(db, now).await?;
    switch_dunning_on(db, now).await?;
    let mut loaded = 0;
    for customer in &customers::CUSTOMERS {
        loaded += u32::from(load_documents(db, till, customer, now).await?);
    }
    stories::subscriptions::load(db, now).await?;
    stories::installments::load(db, till, now).await?;
    Ok(loaded)
}

/// Customers are dunned by the schedule that comes with the product.
async fn switch_dunning_on(db: &Db, now: Timestamp) -> Result<(), LoadDemoError> {
    let schedules = dunning_schedules::list(&mut db.staff_read().await?).await?;
    let is_chosen = schedules.iter().any(|it| it.is_default);
    let Some(standard) = schedules.first().filter(|_| !is_chosen) else { return Ok(()) };
    let mut tx = db.operator(&ACTOR, now).await?;
    dunning_schedules::set_default(&mut tx, Some(standard.schedule_id)).await?;
    Ok(tx.commit().await?)
}

/// Parties are made in one transaction, so one of them stands for all.
async fn has_customers(db: &Db) -> Result<bool, StoreError> {
    let mut tx = db.tenant_read(customers::CUSTOMERS[0].tenant()).await?;
    match tenants::profile(&mut tx).await {
        Ok(_) => Ok(true),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn create_parties(
    db: &Db,
    passwords: &Passwords,
    now: Timestamp,
) -> Result<(), LoadDemoError> {
    // One hash for everybody: they share the password, and hashing is meant to be slow.
    let hash = passwords.hash(PASSWORD).await?;
    let mut tx = db.operator(&ACTOR, now).await?;
    sellers::create(&mut tx, now).await?;
    people::create_staff(&mut tx, now, &hash).await?;
    for customer in &customers::CUSTOMERS {
        tenants::create(&mut tx, customer.tenant(), &customer.profile(), "demo", now).await?;
        people::create_members(&mut tx, now, customer, &hash).await?;
    }
    Ok(tx.commit().await?)
}

/// Tells the story of one customer, unless it was told before.
async fn load_documents(
    db: &Db,
    till: &Till,
    customer: &Customer,
    now: Timestamp,
) -> Result<bool, LoadDemoError> {
    let Some(story) = customer.story else { return Ok(false) };
    let mut read = db.tenant_read(customer.tenant()).await?;
    if has_documents(&mut read, now).await? {
        return Ok(false);
    }
    drop(read);
    let bookkeeper = Actor::Staff(staff_member(db, people::BOOKKEEPER).await?.0);
    // The worker's role, because only that one may say that a fact needs no message.
    let mut tx = db.worker_tenant(customer.tenant(), &bookkeeper, now).await?;
    if has_documents(&mut tx, now).await? {
        return Ok(false); // a concurrent start got here first
    }
    let sellers = Sellers::find(&mut tx).await?;
    let till = till.clone();
    let mut book = Book::new(&mut tx, customer, sellers, bookkeeper, now, till);
    story.tell(&mut book).await?;
    outbox::dispatch_without_message(&mut tx, now - MAILED, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn has_documents(tx: &mut TenantTx, now: Timestamp) -> Result<bool, StoreError> {
    let filter = InvoiceFilter { with_drafts: true, ..InvoiceFilter::default() };
    let page = invoice_lists::page(tx, &filter, PageFrom::Start, civil(now), 1).await?;
    Ok(!page.rows.is_empty())
}

async fn staff_member(db: &Db, email: &'static str) -> Result<PersonId, LoadDemoError> {
    let found = stored_people::credentials(db, email).await?;
    Ok(found.ok_or(LoadDemoError::NoStaff { email })?.person)
}

fn civil(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

/// Fixed, so that two deployments of the demo have the same addresses: `kind` and `number` are ours.
const fn fixed_id(kind: u8, number: u8) -> uuid::Uuid {
    uuid::Uuid::from_u128(
        0xdeb0_0000_0000_7000_8000_0000_0000_0000 | ((kind as u128) << 8) | number as u128,
    )
}

impl Customer {
    fn tenant(&self) -> TenantId {
        TenantId(fixed_id(1, self.number))
    }
}
