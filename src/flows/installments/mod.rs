//! Installment plans, from the question to the last payment (rows G1 to G4, B7).
//!
//! What a plan may be, what of it is paid and when it is asked for again decides `domain::installment`.
//! Here: who may begin one, what exactly is agreed to (`agreement`), what happens to it when money moves
//! (`follow`), and collecting what is due (`collect_installments`).

mod accept_plan;
mod agreement;
mod agreement_file;
pub mod announce_installments;
pub mod change_method;
pub mod collect_installments;
mod end_plan;
mod follow;
mod propose_plan;
pub mod save_rules;
mod sealed;

pub use accept_plan::{Acceptance, accept_offer, take_plan};
pub use agreement::{Shown, eligible, payable_method, show_agreement, show_offer};
pub use agreement_file::{AgreementFile, agreement_file, opened};
pub use end_plan::{decline_offer, end_early, withdraw};
pub use follow::{follow_charge, follow_invoice};
pub use propose_plan::{approve, offer, offer_other_terms, refuse, request};
pub use sealed::{Agreement, open_terms};

use crate::documents::RenderError;
use crate::domain::id::{InstallmentPlanId, InvoiceId};
use crate::domain::installment::{InstallmentPlan, PlanEvent, PlanStatus, TermsRefused};
use crate::domain::money::MoneyError;
use crate::seal::SealError;
use crate::store::{Actor, StoreError, TenantTx, installments, tenants};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Whom the audit log names for what plans do by themselves.
pub(in crate::flows) const INSTALLMENTS: Actor = Actor::System("installments");
/// Characters of a reason that are kept.
const REASON_MAX: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum InstallmentError {
    #[error("no such plan or invoice")]
    NotFound,
    #[error("nothing is due on the invoice")]
    NotOpen,
    #[error("the invoice is disputed")]
    Disputed,
    /// What is left after it is what a plan could be over.
    #[error("a payment of the invoice is on its way")]
    UnderWay,
    #[error("plan {0} runs already")]
    Running(InstallmentPlanId),
    #[error("plan {0} waits for an answer")]
    Waiting(InstallmentPlanId),
    #[error("customers ask for a plan here, staff answer")]
    NotSelfService,
    #[error(transparent)]
    Terms(#[from] TermsRefused),
    /// The day, the amount or the method changed since the page was shown.
    #[error("what was shown is not what would be agreed to now")]
    ShownOther,
    #[error("the saved method is gone, or does not take this currency")]
    NoSuchMethod,
    #[error("a reason is needed")]
    NoReason,
    #[error("the plan is {}", status.word())]
    WrongState { status: PlanStatus },
    #[error("a plan's sealed part does not read")]
    Unreadable,
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The plan, for a change.
async fn load(
    tx: &mut TenantTx,
    id: InstallmentPlanId,
) -> Result<InstallmentPlan, InstallmentError> {
    installments::find(tx, id).await?.ok_or(InstallmentError::NotFound)
}

/// Where the customer is, and which day it is there.
async fn local_day(
    tx: &mut TenantTx,
    now: Timestamp,
) -> Result<(TimeZone, Date), InstallmentError> {
    let profile = tenants::profile(tx).await?;
    let zone = profile.zone();
    let today = now.to_zoned(zone.clone()).date();
    Ok((zone, today))
}

/// The state after `event`.
fn after(status: PlanStatus, event: PlanEvent) -> Result<PlanStatus, InstallmentError> {
    status.after(event).map_err(|refused| InstallmentError::WrongState { status: refused.status })
}

fn reason(text: &str) -> Result<String, InstallmentError> {
    let kept: String = text.trim().chars().take(REASON_MAX).collect();
    if kept.is_empty() { Err(InstallmentError::NoReason) } else { Ok(kept) }
}

/// `Ok` while no other plan of the invoice runs or waits.
async fn no_other(
    tx: &mut TenantTx,
    invoice: InvoiceId,
    replaces: Option<InstallmentPlanId>,
) -> Result<(), InstallmentError> {
    let running = installments::running_plan_of(tx, invoice).await?;
    if let Some(running) = running.filter(|running| Some(*running) != replaces) {
        return Err(InstallmentError::Running(running));
    }
    match installments::waiting_plan_of(tx, invoice).await? {
        Some(waiting) => Err(InstallmentError::Waiting(waiting)),
        None => Ok(()),
    }
}
