//! Pursuing what is overdue (rows H1 to H3, H5): one campaign per customer and currency.
//!
//! `follow_campaigns` is the sweep: it opens, sends, pauses, escalates and ends, each campaign in one
//! transaction under its customer's lock. `retry_charge` goes through the gateway, as every charge does: the
//! attempt and its charge are stored first. Staff act by `pause`, `resume`, `skip_step` and `write_off`.
//! Owns no rule: `domain::dunning` decides, from what `standing` reads.

pub mod channels;
pub mod follow_campaigns;
pub mod pause;
pub mod retry_charge;
pub mod save_schedule;
pub mod simulate;
pub mod simulate_file;
pub mod skip_step;
pub mod standing;
pub mod write_off;

use crate::domain::dunning::CampaignTransitionRefused;
use crate::domain::id::DunningCampaignId;
use crate::domain::money::MoneyError;
use crate::flows::invoices::write_off_invoice::WriteOffInvoiceError;
use crate::flows::payments::pay_invoice::PayInvoiceError;
use crate::store::{Actor, StoreError};
use jiff::civil::Date;

pub use retry_charge::retry_due;

/// Whom the audit log names for what dunning does by itself.
pub(in crate::flows) const DUNNING: Actor = Actor::System("dunning");

#[derive(Debug, thiserror::Error)]
pub enum DunningError {
    #[error("no such campaign")]
    NotFound(DunningCampaignId),
    #[error(transparent)]
    Transition(#[from] CampaignTransitionRefused),
    #[error("a promise to pay needs a day after {today}")]
    NoDay { today: Date },
    #[error("a reason is needed")]
    NoReason,
    /// No step is left.
    #[error("there is no step to pass over")]
    NoStep,
    /// A charge of one of its invoices lives.
    #[error("money for an invoice is on its way")]
    OnItsWay,
    #[error(transparent)]
    WriteOff(#[from] WriteOffInvoiceError),
    #[error(transparent)]
    Pay(#[from] PayInvoiceError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
