//! What a system asks: how much a customer used, by the references that both sides know.

use super::counts::{self, DataAsOf, Part};
use crate::domain::period::{Period, PeriodError};
use crate::store::{Db, StoreError, tenants, usage};
use jiff::Timestamp;
use rust_decimal::Decimal;

/// What was used.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageAnswer {
    pub quantity: Decimal,
    /// The same by group, where the meter has a property to group by.
    pub groups: Option<Vec<Part>>,
    pub as_of: DataAsOf,
}

#[derive(Debug, thiserror::Error)]
pub enum AskUsageError {
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error("no customer {0:?}")]
    NoSuchCustomer(String),
    #[error("no meter {0:?}")]
    NoSuchMeter(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the meter counted of the customer's from `from` up to but not including `to`, as the billing run would.
pub async fn usage_of_customer(
    db: &Db,
    now: Timestamp,
    account_ref: &str,
    meter_code: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<UsageAnswer, AskUsageError> {
    let period = Period::new(from, to)?;
    let customer = tenants::find_by_account_ref(&mut db.staff_read().await?, account_ref).await?;
    let no_customer = || AskUsageError::NoSuchCustomer(account_ref.to_owned());
    let mut tx = db.tenant_read(customer.ok_or_else(no_customer)?.tenant_id).await?;
    let meters = usage::meters(&mut tx).await?;
    let meter = meters.iter().find(|meter| meter.code == meter_code);
    let meter = meter.ok_or_else(|| AskUsageError::NoSuchMeter(meter_code.to_owned()))?;
    let as_of = counts::data_as_of(&mut tx, &meter.code, now).await?;
    let quantity = counts::recount(&mut tx, meter, period).await?;
    let groups = match meter.group_by {
        Some(_) => Some(counts::by_group(&mut tx, meter, period).await?),
        None => None,
    };
    Ok(UsageAnswer { quantity, groups, as_of })
}
