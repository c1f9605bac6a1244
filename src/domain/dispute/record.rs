//! Owns a dispute as we keep it, and how a gateway's report moves it.
//!
//! A report is what the gateway's own object said when it was read. Reads overtake one another, so a
//! report may be older than what is known: it then changes nothing (row I1).

use super::{DisputeEvent, DisputeStatus, GivenReason};
use crate::domain::id::{DisputeId, PaymentId};
use crate::domain::money::Money;
use jiff::Timestamp;

/// A dispute of one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub dispute_id: DisputeId,
    pub gateway: String,
    /// The gateway's name for it.
    pub provider_ref: String,
    pub payment: PaymentId,
    /// What is disputed, in the payment's currency.
    pub amount: Money,
    pub status: DisputeStatus,
    pub reason: GivenReason,
    /// The gateway's word for the status, and how it was resolved where that is a word of its own.
    pub raw_status: String,
    pub raw_resolution: Option<String>,
    pub network_reason_code: Option<String>,
    /// Until when evidence may be sent; None when no answer is possible.
    pub evidence_due_at: Option<Timestamp>,
    pub evidence_submissions: u32,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// What a gateway says of a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeReport {
    pub gateway: String,
    pub provider_ref: String,
    /// None: the gateway names none yet.
    pub amount: Option<Money>,
    /// None: a word that this version does not know.
    pub status: Option<DisputeStatus>,
    pub raw_status: String,
    pub raw_resolution: Option<String>,
    pub raw_reason: Option<String>,
    pub network_reason_code: Option<String>,
    pub evidence_due_at: Option<Timestamp>,
    pub evidence_submissions: u32,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

impl Dispute {
    /// The dispute as its first report has it. `paid`: the payment's amount, which is disputed as a whole
    /// when the gateway names no amount, or one in another currency. A status that is not known wants an
    /// answer, so that a person looks.
    #[must_use]
    pub fn opened(report: &DisputeReport, payment: PaymentId, paid: Money, now: Timestamp) -> Self {
        let status = report.status.unwrap_or(DisputeStatus::NeedsResponse);
        let same_currency = |amount: &Money| amount.currency == paid.currency;
        Self {
            dispute_id: DisputeId::new(),
            gateway: report.gateway.clone(),
            provider_ref: report.provider_ref.clone(),
            payment,
            amount: report.amount.filter(same_currency).unwrap_or(paid),
            status,
            reason: GivenReason::read(report.raw_reason.as_deref().unwrap_or_default()),
            raw_status: report.raw_status.clone(),
            raw_resolution: report.raw_resolution.clone(),
            network_reason_code: report.network_reason_code.clone(),
            evidence_due_at: report.evidence_due_at,
            evidence_submissions: report.evidence_submissions,
            opened_at: report.opened_at.unwrap_or(now),
            closed_at: status.is_final().then(|| report.closed_at.unwrap_or(now)),
        }
    }

    /// The dispute after a further report; the same when the report is older than what is known.
    #[must_use]
    pub fn after(&self, report: &DisputeReport, now: Timestamp) -> Self {
        let mut next = self.clone();
        let reported = report.status.unwrap_or(self.status);
        // A report only ever leads on, so it is never refused.
        let status = self.status.after(DisputeEvent::Reported(reported)).unwrap_or(self.status);
        let submissions = report.evidence_submissions;
        if status != reported || submissions < self.evidence_submissions {
            return next;
        }
        next.status = status;
        if let Some(amount) = report.amount.filter(|a| a.currency == self.amount.currency) {
            next.amount = amount;
        }
        if let Some(raw) = &report.raw_reason {
            next.reason = GivenReason::read(raw);
        }
        next.raw_status.clone_from(&report.raw_status);
        next.raw_resolution.clone_from(&report.raw_resolution);
        next.network_reason_code =
            report.network_reason_code.clone().or(next.network_reason_code.take());
        next.evidence_due_at = report.evidence_due_at;
        next.evidence_submissions = submissions;
        if status.is_final() && self.closed_at.is_none() {
            next.closed_at = Some(report.closed_at.unwrap_or(now));
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::currency::Currency;
    use crate::domain::dispute::DisputeReason;

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn report(status: Option<DisputeStatus>, submissions: u32) -> DisputeReport {
        DisputeReport {
            gateway: "stripe".into(),
            provider_ref: "du_1".into(),
            amount: Some(eur(119_00)),
            status,
            raw_status: status.map_or("pondering", DisputeStatus::word).into(),
            raw_resolution: None,
            raw_reason: Some("quantum_regret".into()),
            network_reason_code: Some("10.4".into()),
            evidence_due_at: Some(at(14)),
            evidence_submissions: submissions,
            opened_at: Some(at(0)),
            closed_at: None,
        }
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_772_000_000 + day * 86_400).unwrap()
    }

    fn opened(report: &DisputeReport) -> Dispute {
        Dispute::opened(report, PaymentId::new(), eur(200_00), at(1))
    }

    #[test]
    fn words_that_nobody_knows_never_fail_and_are_kept() {
        let dispute = opened(&report(None, 0));
        assert_eq!(dispute.status, DisputeStatus::NeedsResponse);
        assert_eq!(dispute.raw_status, "pondering");
        assert_eq!(dispute.reason.reason, DisputeReason::General);
        assert_eq!(dispute.reason.raw, "quantum_regret");
        let later = dispute.after(&report(None, 0), at(2));
        assert_eq!(later, dispute);
    }

    #[test]
    fn without_an_amount_the_whole_payment_is_disputed() {
        let mut unnamed = report(Some(DisputeStatus::NeedsResponse), 0);
        unnamed.amount = None;
        assert_eq!(opened(&unnamed).amount, eur(200_00));
        let named = report(Some(DisputeStatus::NeedsResponse), 0);
        assert_eq!(opened(&unnamed).after(&named, at(2)).amount, eur(119_00));
    }

    #[test]
    fn an_older_report_changes_nothing() {
        let under_review = opened(&report(Some(DisputeStatus::UnderReview), 1));
        let older = report(Some(DisputeStatus::NeedsResponse), 0);
        assert_eq!(under_review.after(&older, at(3)), under_review);
        // Evidence was sent, but this read did not see it yet.
        let staged = report(Some(DisputeStatus::UnderReview), 0);
        assert_eq!(under_review.after(&staged, at(3)), under_review);
    }

    #[test]
    fn what_has_ended_keeps_the_moment_of_its_end() {
        let mut open = opened(&report(Some(DisputeStatus::NeedsResponse), 0));
        assert_eq!(open.closed_at, None);
        open = open.after(&report(Some(DisputeStatus::Lost), 0), at(5));
        assert_eq!((open.status, open.closed_at), (DisputeStatus::Lost, Some(at(5))));
        open = open.after(&report(Some(DisputeStatus::Lost), 0), at(9));
        assert_eq!(open.closed_at, Some(at(5)));
        open = open.after(&report(Some(DisputeStatus::NeedsResponse), 0), at(9));
        assert_eq!(open.status, DisputeStatus::Lost);
    }
}
