//! The customer's credit: granting it, drawing on it, giving back what was drawn.
//!
//! Credit is a set of grants, each with its source, its end and its priority. It is drawn
//! soonest-ending first. What comes back returns to the grants that gave it; a grant that ends
//! meanwhile, or within thirty days, can then be used for thirty days more: who used credit in time
//! does not lose it because an invoice was corrected or a bank refused a refund.
//!
//! Granting, drawing, giving back and withdrawing do not post to the ledger: the caller does, because it
//! knows the other side. Where the other side is credit's own (given away, taken back, ended), it is
//! posted here. Nothing happens twice: a grant by its id, a draw and its return by their purpose. The
//! database keeps the balance the sum of what is left, and neither ever below zero.

mod draw;
mod expire;
mod give;
mod grant;
mod withdraw;

pub use draw::{
    CreditPurpose, Drawn, draw, draw_from, put_back, refundable_credit, spendable_credit,
};
pub use expire::expire_credit;
pub use give::{GiveCreditError, give_credit, take_back_credit};
pub use grant::{NewGrant, grant};
pub use withdraw::withdraw;

use crate::domain::credit_grant::SplitError;
use crate::domain::money::{Money, MoneyError};
use crate::store::{StoreError, TenantTx, tenants};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    #[error("an amount of credit must be greater than zero")]
    NotPositive,
    #[error("there is {available} of credit for this")]
    NotEnough { available: Money },
    #[error("nothing was drawn for this")]
    NothingDrawn,
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SplitError> for CreditError {
    fn from(error: SplitError) -> Self {
        match error {
            SplitError::NotEnough { available } => Self::NotEnough { available },
            SplitError::Money(error) => Self::Money(error),
        }
    }
}

/// The customer's civil date at `now`, by which their credit ends.
async fn customer_date(tx: &mut TenantTx, now: Timestamp) -> Result<Date, StoreError> {
    Ok(tenants::profile(tx).await?.civil_date(now))
}
