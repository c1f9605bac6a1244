//! The timetable: every recurring job on one screen.

use super::{ACTOR, Job, Work, queue};
use crate::store::{StoreError, schedule as slots};
use jiff::{SignedDuration, Timestamp};

/// For how long the console shows finished jobs, and their unique keys stay taken.
pub const FINISHED_JOBS_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Messages of gateways stay for this long after they were read, to answer what was told and when.
pub const READ_WEBHOOKS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Ended sessions, links and throttles stay for this long, to answer "was somebody in my account?"
pub const ENDED_SIGN_IN_ROWS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How often a recurring job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Whenever the worker looks, a few times a second: it drains a queue.
    Look,
    Minutes(i64),
    Hours(i64),
}

/// What happens to the slots that nobody ran, because nothing was running or the clock was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// The newest one runs, the others are gone: one clean-up does for all.
    RunNewest,
    /// Each runs, the oldest first.
    RunEach,
}

/// What a recurring job calls.
#[derive(Clone, Copy)]
pub enum Calls {
    /// `deliver_outbox::run`: facts become messages.
    DeliverOutbox,
    /// `send_emails::run`: messages leave.
    SendEmails,
    /// `send_sms::run`: text messages leave.
    SendSms,
    /// `read_webhooks::run`: what gateways told us is read.
    ReadWebhooks,
    /// Queues a job for the slot, to be run like any other.
    Queue(fn(slot: Timestamp) -> Job),
}

/// One line of the timetable.
#[derive(Clone, Copy)]
pub struct Recurring {
    pub name: &'static str,
    pub every: Every,
    pub missed: Missed,
    pub calls: Calls,
}

/// Everything that recurs.
pub const SCHEDULE: [Recurring; 30] = [
    Recurring {
        name: "deliver_outbox",
        every: Every::Look,
        missed: Missed::RunNewest,
        calls: Calls::DeliverOutbox,
    },
    Recurring {
        name: "send_emails",
        every: Every::Look,
        missed: Missed::RunNewest,
        calls: Calls::SendEmails,
    },
    Recurring {
        name: "send_sms",
        every: Every::Look,
        missed: Missed::RunNewest,
        calls: Calls::SendSms,
    },
    Recurring {
        name: "read_webhooks",
        every: Every::Look,
        missed: Missed::RunNewest,
        calls: Calls::ReadWebhooks,
    },
    Recurring {
        name: "recover_charges",
        every: Every::Minutes(2),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::RecoverCharges),
    },
    Recurring {
        name: "post_fees",
        every: Every::Minutes(10),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::PostFees),
    },
    Recurring {
        name: "recover_refunds",
        every: Every::Minutes(2),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::RecoverRefunds),
    },
    Recurring {
        name: "collect_due",
        every: Every::Minutes(15),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::CollectDue),
    },
    Recurring {
        name: "dun",
        every: Every::Minutes(15),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::Dun),
    },
    Recurring {
        name: "announce_collections",
        every: Every::Hours(3),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::AnnounceCollections),
    },
    Recurring {
        name: "collect_installments",
        every: Every::Minutes(15),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::CollectInstallments),
    },
    Recurring {
        name: "announce_installments",
        every: Every::Hours(3),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::AnnounceInstallments),
    },
    Recurring {
        name: "warn_of_expiring_methods",
        every: Every::Hours(6),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::WarnOfExpiringMethods),
    },
    Recurring {
        name: "check_disputes",
        every: Every::Minutes(30),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::CheckDisputes),
    },
    Recurring {
        name: "expire_credit",
        every: Every::Hours(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::ExpireCredit),
    },
    Recurring {
        name: "run_billing",
        every: Every::Hours(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::RunBilling),
    },
    Recurring {
        name: "scan_coverage",
        every: Every::Hours(7 * 24),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::ScanCoverage { after: None, faults: 0 }),
    },
    Recurring {
        name: "roll_up_usage",
        every: Every::Minutes(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::RollUpUsage),
    },
    Recurring {
        name: "check_usage_alerts",
        every: Every::Minutes(15),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::CheckUsageAlerts { after: None }),
    },
    Recurring {
        name: "settle_waiting_changes",
        every: Every::Minutes(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::SettleWaitingChanges),
    },
    Recurring {
        name: "settle_late_usage",
        every: Every::Hours(12),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::SettleLateUsage),
    },
    Recurring {
        name: "remind_of_renewals",
        every: Every::Hours(3),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::RemindOfRenewals),
    },
    Recurring {
        name: "move_subscribers",
        every: Every::Minutes(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::MoveSubscribers),
    },
    Recurring {
        name: "follow_arrears",
        every: Every::Hours(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::FollowArrears),
    },
    Recurring {
        name: "delete_read_webhooks",
        every: Every::Hours(6),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::DeleteReadWebhooks),
    },
    Recurring {
        name: "delete_old_notices",
        every: Every::Hours(24),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::DeleteOldNotices),
    },
    Recurring {
        name: "delete_ended_sign_in_rows",
        every: Every::Minutes(30),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::DeleteEndedSignInRows),
    },
    Recurring {
        name: "delete_finished_jobs",
        every: Every::Hours(6),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::DeleteFinishedJobs),
    },
    Recurring {
        name: "check_ledger",
        every: Every::Hours(1),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::CheckLedger),
    },
    Recurring {
        name: "verify_audit_log",
        every: Every::Hours(24),
        missed: Missed::RunNewest,
        calls: Calls::Queue(|_| Job::VerifyAuditLog),
    },
];

/// Slots of one job that are queued in one go; the rest waits for the next look.
const SLOTS_AT_ONCE: usize = 100;

impl Every {
    /// None for what has no slots.
    fn period(self) -> Option<SignedDuration> {
        match self {
            Self::Look => None,
            Self::Minutes(minutes) => Some(SignedDuration::from_mins(minutes)),
            Self::Hours(hours) => Some(SignedDuration::from_hours(hours)),
        }
    }
}

/// Queues what `timetable` wants by `now`; returns how many jobs. Taking the slot and queuing its
/// job is one transaction, so a slot is neither run twice nor lost, whoever crashes.
pub(super) async fn queue_due_slots(
    work: &Work,
    timetable: &[Recurring],
    now: Timestamp,
) -> Result<u32, StoreError> {
    let last_slots = slots::last_slots(&work.db).await?;
    let mut queued = 0;
    for recurring in timetable {
        let (Some(period), Calls::Queue(job_for)) = (recurring.every.period(), recurring.calls)
        else {
            continue;
        };
        let mut previous = last_slots.get(recurring.name).copied();
        for slot in due_slots(previous, period, recurring.missed, now) {
            let mut tx = work.db.operator(&ACTOR, now).await?;
            if !slots::claim(&mut tx, recurring.name, previous, slot).await? {
                // Another worker took it, and goes on with the next ones.
                break;
            }
            let job = job_for(slot);
            let key = format!("{}@{slot}", recurring.name);
            let new = queue::NewJob {
                kind: job.kind(),
                payload: job.payload()?,
                unique_key: Some(&key),
                run_at: now,
            };
            queued += u32::from(queue::insert(&mut tx, new, now).await?);
            tx.commit().await?;
            previous = Some(slot);
        }
    }
    Ok(queued)
}

/// The slots to be run by `now`, after `previous`. Slots are whole multiples of `period` since 1970,
/// so that all workers mean the same ones.
fn due_slots(
    previous: Option<Timestamp>,
    period: SignedDuration,
    missed: Missed,
    now: Timestamp,
) -> Vec<Timestamp> {
    let seconds = period.as_secs();
    let newest = now.as_second().div_euclid(seconds) * seconds;
    let first = match (previous, missed) {
        (Some(previous), Missed::RunEach) => previous.as_second() + seconds,
        (Some(previous), Missed::RunNewest) if previous.as_second() >= newest => return Vec::new(),
        _ => newest,
    };
    (first..=newest)
        .step_by(usize::try_from(seconds).unwrap_or(usize::MAX))
        .filter_map(|second| Timestamp::from_second(second).ok())
        .take(SLOTS_AT_ONCE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    #[test]
    fn a_job_that_was_off_catches_up_once_or_slot_by_slot_as_declared() {
        let now = at("2026-03-01T12:20:00Z");
        let previous = Some(at("2026-03-01T09:00:00Z"));
        assert_eq!(due_slots(previous, HOUR, Missed::RunNewest, now), [at("2026-03-01T12:00:00Z")]);
        assert_eq!(
            due_slots(previous, HOUR, Missed::RunEach, now),
            [at("2026-03-01T10:00:00Z"), at("2026-03-01T11:00:00Z"), at("2026-03-01T12:00:00Z")]
        );
    }

    #[test]
    fn a_slot_is_due_from_its_first_second_and_only_once() {
        let previous = Some(at("2026-03-01T12:00:00Z"));
        for missed in [Missed::RunNewest, Missed::RunEach] {
            assert!(due_slots(previous, HOUR, missed, at("2026-03-01T12:59:59Z")).is_empty());
            assert_eq!(
                due_slots(previous, HOUR, missed, at("2026-03-01T13:00:00Z")),
                [at("2026-03-01T13:00:00Z")]
            );
        }
    }

    #[test]
    fn the_first_run_ever_does_not_go_back_to_1970() {
        let now = at("2026-03-01T12:20:00Z");
        for missed in [Missed::RunNewest, Missed::RunEach] {
            assert_eq!(due_slots(None, HOUR, missed, now), [at("2026-03-01T12:00:00Z")]);
        }
    }

    #[test]
    fn every_name_stands_once_in_the_timetable() {
        let mut names: Vec<_> = SCHEDULE.iter().map(|recurring| recurring.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SCHEDULE.len());
    }
}
