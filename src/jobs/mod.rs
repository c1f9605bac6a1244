//! Background work: what is queued, when it runs, and who runs it.
//!
//! Five queues, all in Postgres: `jobs` (anything that is asked for), `outbox` (facts to be told),
//! `emails` and `sms_messages` (messages on their way) and `webhook_inbox` (what gateways told us). `schedule` is the timetable on one screen, `worker` the
//! loop. A job file is thin: open a tenant's transaction, call one flow. Owns no rule.

mod advance;
mod autopay_mail;
mod backoff;
mod collect_due;
mod deliver_outbox;
mod dun;
mod dunning_mail;
mod installment_mail;
mod installments;
mod outbox_notices;
mod person_mail;
mod read_webhooks;
mod refund_mail;
mod report;
mod run_billing;
mod scan_coverage;
pub mod schedule;
mod send_emails;
mod send_sms;
mod subscription_mail;
#[cfg(test)]
mod tests;
mod usage_alerts;
mod usage_mail;
mod wording;
mod worker;

pub use advance::{
    AdvanceError, Advanced, ClockMove, LengthError, advance, begin as begin_advance, length,
    sentence,
};
pub use deliver_outbox::DeliverOutboxError;
pub use person_mail::{InvitationMail, SignInLinkMail, TestMail};
pub use report::Report;
pub use worker::{JobError, Worker, run_due_jobs};

use crate::clock::Clock;
use crate::domain::document::DocumentKind;
use crate::domain::id::{BillingRunId, SubscriptionId, TenantId};
use crate::flows::payments::Till;
use crate::flows::sms::Sender;
use crate::mail::{Attachment, Mailer};
use crate::store::jobs::{JobQueue, NewJob};
use crate::store::{Actor, Db, StoreError, jobs as queue};
use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Whom the audit log names for what jobs do.
const ACTOR: Actor = Actor::System("jobs");

/// What background work needs. Cheap to clone.
#[derive(Clone)]
pub struct Work {
    pub db: Db,
    pub clock: Clock,
    pub mailer: Mailer,
    pub attachments: Arc<dyn AttachmentSource>,
    /// The portal's address as customers know it, without a slash at its end.
    pub base_url: Arc<str>,
    /// How money is taken.
    pub till: Till,
    /// Who sends text messages.
    pub sms: Sender,
}

/// Work that is asked for. Each kind is one variant; its fields are what is stored until it runs.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    SendSignInLink(SignInLinkMail),
    SendInvitation(InvitationMail),
    SendTestMail(TestMail),
    DeleteEndedSignInRows,
    DeleteFinishedJobs,
    DeleteReadWebhooks,
    DeleteOldNotices,
    RecoverCharges,
    PostFees,
    RecoverRefunds,
    /// Finds the customers of whom autopay collects now, and queues a job for each.
    CollectDue,
    CollectFrom {
        tenant_id: TenantId,
    },
    AnnounceCollections,
    /// Finds the customers of whom something overdue is to be pursued, and queues a job for each.
    Dun,
    DunCustomer {
        tenant_id: TenantId,
    },
    /// Finds the customers with an installment that is due, and queues a job for each.
    CollectInstallments,
    CollectInstallmentsFrom {
        tenant_id: TenantId,
    },
    AnnounceInstallments,
    WarnOfExpiringMethods,
    /// A method that was replaced here.
    ForgetMethod {
        gateway: String,
        provider_ref: String,
    },
    CheckDisputes,
    ExpireCredit,
    RunBilling,
    SettleWaitingChanges,
    SettleLateUsage,
    RemindOfRenewals,
    MoveSubscribers,
    FollowArrears,
    RollUpUsage,
    /// A part of the look at alerts about use: what follows `after`.
    CheckUsageAlerts {
        after: Option<(TenantId, SubscriptionId)>,
    },
    /// A run that staff asked for; it is on record already.
    CarryOutBilling {
        run_id: BillingRunId,
    },
    /// A part of the scan: what follows `after`, with the faults found so far.
    ScanCoverage {
        after: Option<(TenantId, SubscriptionId)>,
        faults: i64,
    },
    CheckLedger,
    VerifyAuditLog,
}

// Payloads hold links that let people in: no log may show one.
impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

impl Job {
    /// The words of all kinds, as this version knows them.
    pub const KINDS: [&'static str; 34] = [
        "send_sign_in_link",
        "send_invitation",
        "send_test_mail",
        "delete_ended_sign_in_rows",
        "delete_finished_jobs",
        "delete_read_webhooks",
        "delete_old_notices",
        "recover_charges",
        "post_fees",
        "recover_refunds",
        "collect_due",
        "collect_from",
        "announce_collections",
        "dun",
        "dun_customer",
        "collect_installments",
        "collect_installments_from",
        "announce_installments",
        "warn_of_expiring_methods",
        "forget_method",
        "check_disputes",
        "expire_credit",
        "run_billing",
        "settle_waiting_changes",
        "settle_late_usage",
        "remind_of_renewals",
        "move_subscribers",
        "follow_arrears",
        "roll_up_usage",
        "check_usage_alerts",
        "carry_out_billing",
        "scan_coverage",
        "check_ledger",
        "verify_audit_log",
    ];

    /// The word stored in `jobs.kind`; also what serde calls the variant.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SendSignInLink(_) => "send_sign_in_link",
            Self::SendInvitation(_) => "send_invitation",
            Self::SendTestMail(_) => "send_test_mail",
            Self::DeleteEndedSignInRows => "delete_ended_sign_in_rows",
            Self::DeleteFinishedJobs => "delete_finished_jobs",
            Self::DeleteReadWebhooks => "delete_read_webhooks",
            Self::DeleteOldNotices => "delete_old_notices",
            Self::RecoverCharges => "recover_charges",
            Self::PostFees => "post_fees",
            Self::RecoverRefunds => "recover_refunds",
            Self::CollectDue => "collect_due",
            Self::CollectFrom { .. } => "collect_from",
            Self::AnnounceCollections => "announce_collections",
            Self::Dun => "dun",
            Self::DunCustomer { .. } => "dun_customer",
            Self::CollectInstallments => "collect_installments",
            Self::CollectInstallmentsFrom { .. } => "collect_installments_from",
            Self::AnnounceInstallments => "announce_installments",
            Self::WarnOfExpiringMethods => "warn_of_expiring_methods",
            Self::ForgetMethod { .. } => "forget_method",
            Self::CheckDisputes => "check_disputes",
            Self::ExpireCredit => "expire_credit",
            Self::RunBilling => "run_billing",
            Self::SettleWaitingChanges => "settle_waiting_changes",
            Self::SettleLateUsage => "settle_late_usage",
            Self::RemindOfRenewals => "remind_of_renewals",
            Self::MoveSubscribers => "move_subscribers",
            Self::FollowArrears => "follow_arrears",
            Self::RollUpUsage => "roll_up_usage",
            Self::CheckUsageAlerts { .. } => "check_usage_alerts",
            Self::CarryOutBilling { .. } => "carry_out_billing",
            Self::ScanCoverage { .. } => "scan_coverage",
            Self::CheckLedger => "check_ledger",
            Self::VerifyAuditLog => "verify_audit_log",
        }
    }

    /// The job as stored, or None when the payload does not read.
    fn decode(kind: &str, payload: Value) -> Option<Self> {
        let tagged = match payload {
            Value::Null => json!({ "kind": kind }),
            payload => json!({ "kind": kind, "payload": payload }),
        };
        serde_json::from_value(tagged).ok()
    }

    fn payload(&self) -> Result<Value, StoreError> {
        let unwritable =
            |_| StoreError::Corrupt { column: "jobs.payload", value: self.kind().into() };
        let mut tagged = serde_json::to_value(self).map_err(unwritable)?;
        Ok(tagged.get_mut("payload").map_or(Value::Null, Value::take))
    }
}

/// Whether the payload of a kind holds a secret or an address, which must not outlive the job.
fn is_secret(kind: &str) -> bool {
    matches!(kind, "send_sign_in_link" | "send_invitation" | "send_test_mail")
}

/// Queues a job, to run as soon as the transaction commits.
pub async fn enqueue(
    queue: &mut impl JobQueue,
    now: Timestamp,
    job: &Job,
) -> Result<(), StoreError> {
    enqueue_at(queue, now, now, None, job).await.map(drop)
}

/// Queues a job unless one with this key was queued before: returns whether it was. A key is taken
/// for as long as the first job's row is kept, [`schedule::FINISHED_JOBS_KEPT`] beyond its end.
pub async fn enqueue_once(
    queue: &mut impl JobQueue,
    now: Timestamp,
    unique_key: &str,
    job: &Job,
) -> Result<bool, StoreError> {
    enqueue_at(queue, now, now, Some(unique_key), job).await
}

/// As [`enqueue_once`], to run at `run_at` and not before.
pub async fn enqueue_at(
    queue: &mut impl JobQueue,
    now: Timestamp,
    run_at: Timestamp,
    unique_key: Option<&str>,
    job: &Job,
) -> Result<bool, StoreError> {
    let new = NewJob { kind: job.kind(), payload: job.payload()?, unique_key, run_at };
    queue::insert(queue, new, now).await
}

/// Why a document's file cannot be attached now; another try may help.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    #[error("the document's file is not there yet")]
    NotReady,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where the file of a document comes from.
#[async_trait]
pub trait AttachmentSource: Send + Sync {
    /// The file as the customer could download it: the same bytes, every time.
    async fn attachment(
        &self,
        tenant: TenantId,
        kind: DocumentKind,
        document_id: Uuid,
    ) -> Result<Attachment, AttachmentError>;
}
