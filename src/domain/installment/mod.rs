//! Owns what an installment plan may be, what falls due when, and the states of a plan.
//!
//! A plan shares the amount of one invoice between a down payment and two to twelve installments.
//! Not here: how an amount is cut (`split`), when an installment is charged (`flows`), what the
//! customer signs (`documents`). Rows G1 to G3.

mod dates;
mod plan;
mod status;

pub use dates::{DatesError, DueDates};
pub use plan::{Installment, PlanAmounts, PlanError, PlanPolicy, Schedule};
pub use status::{ATTEMPTS_BEFORE_FAILURE, PlanEvent, PlanStatus, PlanTransitionRefused};
