//! The worker: takes what is due from the five queues, again and again, until told to stop.
//!
//! It looks four times a second instead of listening: NOTIFY takes a lock of the whole database at
//! each commit, and billing should not queue behind it. Any number of workers can run; they share the
//! work by row locks and leases, and one that dies loses only time.

use super::backoff::Backoff;
use super::schedule::{self, Calls, Recurring, SCHEDULE};
use super::{
    ACTOR, Job, Report, Work, collect_due, deliver_outbox, dun, installments, is_secret,
    person_mail, queue, read_webhooks, run_billing, scan_coverage, send_emails, send_sms,
    usage_alerts,
};
use crate::clock::Stopwatch;
use crate::flows::billing::late_usage::settle_late_usage;
use crate::flows::checks::{self, CheckError};
use crate::flows::credits::expire_credit;
use crate::flows::disputes::check_disputes::check_disputes;
use crate::flows::dunning::DunningError;
use crate::flows::installments::announce_installments::announce_installments;
use crate::flows::installments::collect_installments::collect_installments;
use crate::flows::notices::delete_old_notices;
use crate::flows::payments::collect_due::{announce_collections, collect_due as collect_from};
use crate::flows::payments::expiring_methods::warn_of_expiring_methods;
use crate::flows::payments::post_fees::post_fees;
use crate::flows::payments::recover_charges::recover_charges;
use crate::flows::payments::saved_methods::{SavedMethodError, forget_method};
use crate::flows::plans::move_subscribers::{self, MoveError};
use crate::flows::refunds::recover_refunds::recover_refunds;
use crate::flows::subscriptions::arrears::follow_arrears;
use crate::flows::subscriptions::remind::remind;
use crate::flows::subscriptions::waiting::settle_waiting;
use crate::flows::usage::roll_up::roll_up_usage;
use crate::mail::SendError;
use crate::store::jobs::{ClaimedJob, LEASE, Settlement};
use crate::store::{StoreError, sign_in, webhook_inbox};
use crate::trace_context;
use futures_util::FutureExt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::watch;
use tracing::{Instrument, debug_span, field};

/// How long a worker with nothing to do waits before it looks again.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);
/// How long it waits when the database does not answer.
const FAILURE_PAUSE: Duration = Duration::from_secs(2);
/// Loops that run jobs, so that a slow one does not hold up the others.
const JOB_LOOPS: usize = 2;
/// The longest that one try of a job may take.
const TIME_LIMIT: Duration = Duration::from_secs(90);
const _: () =
    assert!(TIME_LIMIT.as_secs() as i64 + 20 <= LEASE.as_secs(), "a lease outlasts its job");

const BACKOFF: Backoff = Backoff { first_s: 10, longest_s: 3600 };
/// With the waits above the last try comes about three hours after the first.
const ATTEMPTS_MAX: i32 = 12;
/// Jobs run in one pass of `run_due_jobs`, before the other queues have their turn.
const JOBS_PER_PASS: u32 = 100;
/// Work that makes work for the same instant for ever would never drain.
const PASSES_MAX: u32 = 10_000;

/// Why a try of a job failed. Never holds a payload: it is stored and logged.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("the payload does not read")]
    Unreadable,
    #[error("it took longer than {} s", TIME_LIMIT.as_secs())]
    TooSlow,
    #[error("it panicked")]
    Panicked,
    #[error("its worker ended, the last time of {attempts}")]
    LostItsWorkers { attempts: i32 },
    #[error("mail: {0}")]
    Mail(SendError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    SavedMethod(#[from] SavedMethodError),
    #[error(transparent)]
    Move(#[from] MoveError),
    #[error(transparent)]
    Dunning(#[from] DunningError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl JobError {
    fn is_final(&self) -> bool {
        matches!(self, Self::Unreadable | Self::LostItsWorkers { .. })
            || matches!(self, Self::Mail(SendError::Refused { .. }))
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("work still due after {PASSES_MAX} passes: it makes more of itself")]
    NeverDrains,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Runs background work until told to stop.
pub struct Worker;

impl Worker {
    /// Works until `shutdown` turns true (or its sender is gone), then ends what it has begun and
    /// returns. Nothing is lost if it is killed instead.
    pub async fn run(work: Work, shutdown: watch::Receiver<bool>) {
        let jobs = (0..JOB_LOOPS).map(|number| {
            // One loop keeps the timetable; the others need not ask.
            let timetable: &[Recurring] = if number == 0 { &SCHEDULE } else { &[] };
            work_until(&shutdown, "jobs", || run_one_job(&work, timetable))
        });
        let jobs = futures_util::future::join_all(jobs);
        let outbox = work_until(&shutdown, "outbox", || deliver_outbox::run(&work));
        let emails = work_until(&shutdown, "emails", || send_emails::run(&work));
        let sms = work_until(&shutdown, "sms", || send_sms::run(&work));
        let webhooks = work_until(&shutdown, "webhooks", || read_webhooks::run(&work));
        tokio::join!(jobs, outbox, emails, sms, webhooks);
    }
}

/// Calls `look` over and over, without pause while it finds something. Neither a database that is
/// away nor a panic ends it.
async fn work_until<F>(shutdown: &watch::Receiver<bool>, queue: &str, look: impl Fn() -> F)
where
    F: Future<Output = Result<Report, StoreError>>,
{
    let mut shutdown = shutdown.clone();
    while !*shutdown.borrow() {
        let pause = match AssertUnwindSafe(look()).catch_unwind().await {
            Ok(Ok(report)) if report.is_empty() => LOOK_INTERVAL,
            Ok(Ok(_)) => continue,
            Ok(Err(error)) => {
                tracing::error!(queue, %error, "background work failed");
                FAILURE_PAUSE
            }
            Err(_) => {
                tracing::error!(queue, "background work panicked");
                FAILURE_PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = shutdown.changed() => if changed.is_err() { return },
        }
    }
}

/// Runs everything that is due now, and what that makes due, until nothing is.
/// # Errors  `NeverDrains` when work makes more work without end.
pub async fn run_due_jobs(work: &Work) -> Result<Report, RunError> {
    let mut total = Report::default();
    for _ in 0..PASSES_MAX {
        let mut pass = run_one_job(work, &SCHEDULE).await?;
        for _ in 1..JOBS_PER_PASS {
            let job = run_one_job(work, &[]).await?;
            if job.is_empty() {
                break;
            }
            pass.add(&job);
        }
        for recurring in &SCHEDULE {
            match recurring.calls {
                Calls::DeliverOutbox => pass.add(&deliver_outbox::run(work).await?),
                Calls::SendEmails => pass.add(&send_emails::run(work).await?),
                Calls::SendSms => pass.add(&send_sms::run(work).await?),
                Calls::ReadWebhooks => pass.add(&read_webhooks::run(work).await?),
                Calls::Queue(_) => {}
            }
        }
        if pass.is_empty() {
            return Ok(total);
        }
        total.add(&pass);
    }
    Err(RunError::NeverDrains)
}

/// Queues the due slots of `timetable`, then runs the job that has been due longest, if any.
async fn run_one_job(work: &Work, timetable: &[Recurring]) -> Result<Report, StoreError> {
    let now = work.clock.now();
    if !timetable.is_empty() {
        schedule::queue_due_slots(work, timetable, now).await?;
    }
    let Some(job) = queue::claim(&work.db, &Job::KINDS, now).await? else {
        return Ok(Report::default());
    };
    let span = debug_span!(
        "job",
        otel.name = format!("job {}", job.kind),
        otel.kind = "consumer",
        otel.status_code = field::Empty,
        job_id = %job.job_id,
        job_kind = job.kind,
        attempts = job.attempts,
        tenant_id = job.tenant.map(field::display),
    );
    trace_context::link(&span, job.traceparent.as_deref());
    let tried = async {
        let since = Stopwatch::start();
        let result = if job.attempts > ATTEMPTS_MAX {
            Err(JobError::LostItsWorkers { attempts: job.attempts })
        } else {
            attempt(work, &job).await
        };
        metrics::histogram!("quittance_job_duration_seconds", "kind" => job.kind.clone())
            .record(since.elapsed());
        if result.is_err() {
            tracing::Span::current().record("otel.status_code", "ERROR");
        }
        settle(work, &job, result).await
    };
    tried.instrument(span).await
}

/// One try: bounded in time, and a panic is a failure like any other.
async fn attempt(work: &Work, job: &ClaimedJob) -> Result<(), JobError> {
    let decoded = Job::decode(&job.kind, job.payload.clone()).ok_or(JobError::Unreadable)?;
    let run = AssertUnwindSafe(perform(work, job, decoded)).catch_unwind();
    match tokio::time::timeout(TIME_LIMIT, run).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(JobError::Panicked),
        Err(_) => Err(JobError::TooSlow),
    }
}

/// What each kind does.
async fn perform(work: &Work, job: &ClaimedJob, decoded: Job) -> Result<(), JobError> {
    let now = work.clock.now();
    match decoded {
        Job::SendSignInLink(mail) => {
            person_mail::send_sign_in_link(work, job.job_id.0, &mail).await
        }
        Job::SendInvitation(mail) => person_mail::send_invitation(work, job.job_id.0, &mail).await,
        Job::SendTestMail(mail) => person_mail::send_test_mail(work, job.job_id.0, &mail).await,
        Job::DeleteEndedSignInRows => {
            let before = now - schedule::ENDED_SIGN_IN_ROWS_KEPT;
            let mut tx = work.db.operator(&ACTOR, now).await?;
            sign_in::purge(&mut tx, before).await?;
            Ok(tx.commit().await?)
        }
        Job::ExpireCredit => {
            expire_credit(&work.db, &ACTOR, now).await?;
            Ok(())
        }
        Job::CheckLedger => Ok(checks::check_ledger(&work.db, &ACTOR, now).await?),
        Job::VerifyAuditLog => Ok(checks::verify_audit_log(&work.db, &ACTOR, now).await?),
        Job::DeleteFinishedJobs => {
            let mut tx = work.db.operator(&ACTOR, now).await?;
            queue::delete_finished(&mut tx, now - schedule::FINISHED_JOBS_KEPT).await?;
            Ok(tx.commit().await?)
        }
        Job::DeleteReadWebhooks => {
            webhook_inbox::delete_read(&work.db, now - schedule::READ_WEBHOOKS_KEPT).await?;
            Ok(())
        }
        Job::DeleteOldNotices => Ok(delete_old_notices(&work.db, &ACTOR, now).await.map(drop)?),
        Job::CollectDue => Ok(collect_due::queue_collections(work, now).await?),
        Job::CollectFrom { tenant_id } => {
            Ok(collect_from(&work.till, tenant_id).await.map(drop)?)
        }
        Job::Dun => Ok(dun::queue_customers(work, now).await?),
        Job::DunCustomer { tenant_id } => Ok(dun::dun(work, tenant_id).await?),
        Job::AnnounceCollections => Ok(announce_collections(&work.till).await.map(drop)?),
        Job::CollectInstallments => Ok(installments::queue_collections(work, now).await?),
        Job::CollectInstallmentsFrom { tenant_id } => {
            Ok(collect_installments(&work.till, tenant_id).await.map(drop)?)
        }
        Job::AnnounceInstallments => Ok(announce_installments(&work.till).await.map(drop)?),
        Job::WarnOfExpiringMethods => Ok(warn_of_expiring_methods(&work.till).await.map(drop)?),
        Job::ForgetMethod { gateway, provider_ref } => {
            Ok(forget_method(&work.till, &gateway, &provider_ref).await?)
        }
        Job::CheckDisputes => Ok(check_disputes(&work.till).await?),
        Job::RunBilling => Ok(run_billing::hourly(work).await?),
        Job::CarryOutBilling { run_id } => Ok(run_billing::asked(work, run_id).await?),
        Job::SettleLateUsage => Ok(settle_late_usage(&work.db, &work.clock).await.map(drop)?),
        Job::SettleWaitingChanges => Ok(settle_waiting(&work.db, &work.clock).await.map(drop)?),
        Job::RollUpUsage => Ok(roll_up_usage(&work.db, &work.clock).await.map(drop)?),
        Job::CheckUsageAlerts { after } => Ok(usage_alerts::check_on(work, after).await?),
        Job::MoveSubscribers => Ok(move_subscribers::go_on(&work.db, now).await?),
        Job::ScanCoverage { after, faults } => {
            Ok(scan_coverage::scan_on(work, after, faults).await?)
        }
        Job::RemindOfRenewals => Ok(remind(&work.db, now).await.map(drop)?),
        Job::FollowArrears => Ok(follow_arrears(&work.db, now).await.map(drop)?),
        Job::RecoverCharges => {
            recover_charges(&work.till).await?;
            Ok(())
        }
        Job::PostFees => Ok(post_fees(&work.till).await.map(drop)?),
        Job::RecoverRefunds => {
            recover_refunds(&work.till).await?;
            Ok(())
        }
    }
}

async fn settle(
    work: &Work,
    job: &ClaimedJob,
    result: Result<(), JobError>,
) -> Result<Report, StoreError> {
    let now = work.clock.now();
    let error = result.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let settlement = match &result {
        Ok(()) => Settlement::Done,
        Err(failure) if failure.is_final() || job.attempts >= ATTEMPTS_MAX => {
            Settlement::Dead { error: &error }
        }
        Err(_) => Settlement::Retry { at: now + BACKOFF.wait(job.attempts), error: &error },
    };
    let outcome = match settlement {
        Settlement::Done => "done",
        Settlement::Retry { .. } => "retry",
        Settlement::Dead { .. } => "dead",
    };
    if result.is_err() {
        // Why stands in the row: a mail server's answer tends to repeat an address.
        tracing::error!(job_id = %job.job_id, kind = job.kind, outcome, "a job failed");
    }
    if !queue::settle(&work.db, job, settlement, is_secret(&job.kind), now).await? {
        tracing::warn!(job_id = %job.job_id, kind = job.kind, "another worker has this job now");
    }
    metrics::counter!("quittance_jobs_total", "kind" => job.kind.clone(), "outcome" => outcome)
        .increment(1);
    let mut report = Report::default();
    let counts = if result.is_ok() { &mut report.jobs_done } else { &mut report.jobs_failed };
    counts.insert(job.kind.clone(), 1);
    Ok(report)
}
