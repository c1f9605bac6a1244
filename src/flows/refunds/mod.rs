//! Money that goes back to a customer (rows J1 J2 J3).
//!
//! Every refund is paid out of the customer's credit, so that none invents money: the excess of a credit
//! note, an over-payment or a payment taken off its invoice becomes credit, and the refund draws it.
//! As with charges it goes in steps that survive anything: the refund is stored, its credit drawn and the
//! payment's share reserved (`request_refund`); the gateway is asked while no transaction is open
//! (`send_refund`); what came of it is stored once, whoever notices first (`settle_refund`). An unknown
//! outcome is looked up, never sent again. What was refunded at the gateway by hand is taken in.

mod acts;
mod outcome;
pub mod receive_refund;
pub mod recover_refunds;
pub mod refund_credit_note;
pub mod request_refund;
pub mod send_refund;
pub mod settle_refund;

pub use acts::{RefundActError, draw_credit, mark_paid, retry_refund, withdraw_refund};
pub use outcome::RecordRefundError;
pub use refund_credit_note::{Excess, RefundCreditNoteError, refund_credit_note};
pub use request_refund::{Back, RefundOrder, RequestRefundError, request_refund};
pub use send_refund::send_refund;

use crate::store::{Actor, StoreError, TenantTx, tenants};
use jiff::Timestamp;
use jiff::civil::Date;

/// Whom the audit log names for what gateways tell us.
const GATEWAY: Actor = Actor::System("gateway");

/// The customer's civil date.
async fn civil_date(tx: &mut TenantTx, now: Timestamp) -> Result<Date, StoreError> {
    Ok(tenants::profile(tx).await?.civil_date(now))
}
