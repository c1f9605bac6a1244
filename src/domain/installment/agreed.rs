//! Owns a plan as it stands: asked for, offered or agreed.

use jiff::Timestamp;
use jiff::civil::Date;

use super::plan::Schedule;
use super::rules::PlanRules;
use super::standing::PlanStanding;
use super::status::PlanStatus;
use crate::domain::id::{InstallmentPlanId, InvoiceId, TenantId};
use crate::domain::invoice::Invoice;
use crate::domain::money::Money;
use crate::domain::word::word_enum;

word_enum! {
    /// Who wanted the plan first.
    pub enum BegunBy: "beginner of a plan" {
        Customer = "customer",
        Staff = "staff",
    }
}

word_enum! {
    /// What happened to a plan, as its page tells it.
    pub enum PlanEventKind: "installment event" {
        Requested = "requested",
        Offered = "offered",
        Approved = "approved",
        Refused = "refused",
        /// The customer said no to an offer.
        Declined = "declined",
        Accepted = "accepted",
        Activated = "activated",
        AttemptFailed = "attempt_failed",
        MethodChanged = "method_changed",
        Completed = "completed",
        Defaulted = "defaulted",
        Cancelled = "cancelled",
        EndedEarly = "ended_early",
        Replaced = "replaced",
        /// A credit note left less to pay.
        Reduced = "reduced",
    }
}

/// A plan of one invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct InstallmentPlan {
    pub tenant_id: TenantId,
    pub plan_id: InstallmentPlanId,
    pub invoice_id: InvoiceId,
    pub status: PlanStatus,
    pub begun_by: BegunBy,
    /// Whose place it takes when it is accepted.
    pub replaces: Option<InstallmentPlanId>,
    /// As they were when it was begun.
    pub rules: PlanRules,
    pub created_at: Timestamp,
    pub created_by: String,
    /// None until the customer has accepted.
    pub agreed: Option<Agreed>,
    pub ended_at: Option<Timestamp>,
}

/// What was agreed. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub schedule: Schedule,
    /// What was due then.
    pub total: Money,
    /// What had been paid and credited on the invoice before.
    pub paid_before: Money,
    pub credited_before: Money,
    pub accepted_at: Timestamp,
    pub down_payment_due_on: Date,
}

impl Agreed {
    /// What of it is paid, now that its invoice stands like this.
    #[must_use]
    pub fn standing(&self, invoice: &Invoice) -> PlanStanding {
        let received = invoice.paid.amount_minor - self.paid_before.amount_minor;
        let credited = invoice.credited.amount_minor - self.credited_before.amount_minor;
        PlanStanding::of(&self.schedule, received, credited)
    }
}
