//! Owns what an installment plan may be, what falls due when, what of it is paid, and its states.
//!
//! A plan shares the amount of one invoice between a down payment and two to twelve installments.
//! Not here: how an amount is cut (`split`), charging an installment (`flows`), what the
//! customer signs (`documents`). Rows G1 to G3.

mod agreed;
mod attempt;
mod dates;
mod plan;
mod rules;
mod standing;
mod status;

pub use agreed::{Agreed, BegunBy, InstallmentPlan, PlanEventKind};
pub use attempt::{
    AttemptedCharge, InstallmentAttempt, NotCharged, failures, has_waited, is_forbidden,
    next_asked_on,
};
pub use dates::{DatesError, DueDates};
pub use plan::{Installment, PlanAmounts, PlanError, PlanPolicy, Schedule};
pub use rules::{
    Frequency, INSTALLMENTS_MAX, NOTE_CHARACTERS_MAX, NotOffered, PlanRules, PlanTerms,
    RulesRefused, TermsRefused,
};
pub use standing::{Part, PlanStanding};
pub use status::{ATTEMPTS_BEFORE_FAILURE, PlanEvent, PlanStatus, PlanTransitionRefused};
