//! What a run of background work did, for `advance`, `run-due` and tests.

use std::collections::BTreeMap;

/// Counts of what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Jobs that ran to their end, by kind.
    pub jobs_done: BTreeMap<String, u32>,
    /// Failed tries of jobs, by kind: to be tried again, or given up.
    pub jobs_failed: BTreeMap<String, u32>,
    /// Facts that were turned into messages.
    pub outbox_dispatched: u32,
    /// Facts that could not be, for now.
    pub outbox_stepped_back: u32,
    pub emails_queued: u32,
    pub emails_sent: u32,
    /// Not sent for now; each is due again later.
    pub emails_postponed: u32,
    /// Refused for good.
    pub emails_failed: u32,
    /// Not sent, because their addresses are barred.
    pub emails_suppressed: u32,
    /// Nobody knows; a person decides.
    pub emails_uncertain: u32,
    pub sms_sent: u32,
    /// Not sent for now, or nobody knows yet.
    pub sms_postponed: u32,
    /// Given up, or refused for good.
    pub sms_failed: u32,
    /// Not sent, because nobody allows them any more.
    pub sms_suppressed: u32,
    /// Messages of gateways that were understood, or are about nothing of ours.
    pub webhooks_read: u32,
    /// Not readable for now; each is due again later.
    pub webhooks_postponed: u32,
    /// Given up.
    pub webhooks_failed: u32,
}

impl Report {
    /// Whether nothing was due.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (kind, count) in &other.jobs_done {
            *self.jobs_done.entry(kind.clone()).or_default() += count;
        }
        for (kind, count) in &other.jobs_failed {
            *self.jobs_failed.entry(kind.clone()).or_default() += count;
        }
        self.outbox_dispatched += other.outbox_dispatched;
        self.outbox_stepped_back += other.outbox_stepped_back;
        self.emails_queued += other.emails_queued;
        self.emails_sent += other.emails_sent;
        self.emails_postponed += other.emails_postponed;
        self.emails_failed += other.emails_failed;
        self.emails_suppressed += other.emails_suppressed;
        self.emails_uncertain += other.emails_uncertain;
        self.sms_sent += other.sms_sent;
        self.sms_postponed += other.sms_postponed;
        self.sms_failed += other.sms_failed;
        self.sms_suppressed += other.sms_suppressed;
        self.webhooks_read += other.webhooks_read;
        self.webhooks_postponed += other.webhooks_postponed;
        self.webhooks_failed += other.webhooks_failed;
    }
}
