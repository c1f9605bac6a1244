//! Owns what goes with a subscription's renewal: when its customer is reminded, and what it becomes when
//! its invoices are not paid (row E9). Not here: which period is billed (`subscription`), and how a charge
//! is tried again (`dunning`).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::period::calendar::{days_between, midnight};
use super::period::{Interval, IntervalUnit, PeriodError};
use super::subscription_status::{
    AfterRetries, SubscriptionEvent, SubscriptionStatus, SubscriptionTransitionRefused,
};
use super::word::word_enum;

/// Before a trial ends, as Stripe and most card networks ask for at least three days.
pub const TRIAL_NOTICE_DAYS: i64 = 3;
/// Before half a year or more is renewed: time to decide. Laws on automatic renewal (California, Bus. &
/// Prof. Code 17602) ask for 15 to 45 days before a year.
pub const LONG_NOTICE_DAYS: i64 = 30;
/// Before a quarter is renewed.
pub const QUARTER_NOTICE_DAYS: i64 = 7;
/// So long after its due date an invoice may be unpaid before the subscription counts as unpaid. The same
/// for all sellers: two weeks are what a reminder and a bank transfer need.
pub const GRACE_DAYS: i64 = 14;

word_enum! {
    /// What a customer is reminded of.
    pub enum ReminderKind: "reminder" {
        TrialEnding = "trial_ending",
        RenewalUpcoming = "renewal_upcoming",
    }
}

/// Something that the customer is told once, from `due_at` and before `boundary`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub kind: ReminderKind,
    /// When the trial ends, or the next period begins.
    pub boundary: Timestamp,
    pub due_at: Timestamp,
}

/// What of a subscription decides whether there is something to remind of.
#[derive(Clone, Debug)]
pub struct Renewing {
    pub status: SubscriptionStatus,
    pub interval: Interval,
    /// The next boundary at which it is billed.
    pub next_billing_at: Option<Timestamp>,
    /// Whether it was billed before: the first invoice renews nothing.
    pub was_billed: bool,
    pub ends_at: Option<Timestamp>,
    /// In whose days the notice is counted.
    pub zone: TimeZone,
}

/// How many days before its renewal a subscription of this interval is told of it; `None`: it renews too
/// often for that, each invoice says it.
#[must_use]
pub fn renewal_notice_days(interval: Interval) -> Option<i64> {
    let count = i64::from(interval.count.get());
    // A month is counted as 30 days here: 26 weeks are half a year, 12 weeks a quarter.
    let days = match interval.unit {
        IntervalUnit::Day => count,
        IntervalUnit::Week => 7 * count,
        IntervalUnit::Month => 30 * count,
        IntervalUnit::Quarter => 90 * count,
        IntervalUnit::HalfYear => 180 * count,
        IntervalUnit::Year => 360 * count,
    };
    match days {
        180.. => Some(LONG_NOTICE_DAYS),
        84.. => Some(QUARTER_NOTICE_DAYS),
        _ => None,
    }
}

/// What the customer is to be reminded of next; `None` when nothing renews.
///
/// # Errors
/// `OutOfRange` beyond the calendar.
pub fn next_reminder(renewing: &Renewing) -> Result<Option<Reminder>, PeriodError> {
    let Some(boundary) = renewing.next_billing_at else { return Ok(None) };
    if renewing.ends_at.is_some_and(|end| end <= boundary) {
        return Ok(None);
    }
    let (kind, days) = match renewing.status {
        SubscriptionStatus::Trialing => (ReminderKind::TrialEnding, Some(TRIAL_NOTICE_DAYS)),
        // Who has not paid is invoiced all the same, so told all the same.
        SubscriptionStatus::Active | SubscriptionStatus::PastDue | SubscriptionStatus::Unpaid
            if renewing.was_billed =>
        {
            (ReminderKind::RenewalUpcoming, renewal_notice_days(renewing.interval))
        }
        _ => return Ok(None),
    };
    let Some(days) = days else { return Ok(None) };
    // From the beginning of that day: a day is what it is announced by.
    let on = boundary.to_zoned(renewing.zone.clone()).date();
    let on = on.checked_sub(days.days()).map_err(|_| PeriodError::OutOfRange)?;
    let due_at = midnight(on, &renewing.zone)?;
    Ok(Some(Reminder { kind, boundary, due_at }))
}

impl Reminder {
    /// Whether now is the time: not before its days, and never once it is too late to act on it.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due_at <= now && now < self.boundary
    }
}

/// How a subscription's invoices stand on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrears {
    /// The due date of the oldest one that is late and for which no payment is on its way.
    pub late_since: Option<Date>,
    /// One is past its due date and not settled: also with a payment on its way, or written off.
    pub is_unsettled: bool,
}

/// The state after `status` that the invoices lead to on `today`; `None` when it stays. One step at a time:
/// who was away for long goes through `past_due` to `unpaid`.
///
/// # Errors
/// Never for the states it is asked about; the machine decides.
pub fn status_by_arrears(
    status: SubscriptionStatus,
    arrears: Arrears,
    today: Date,
) -> Result<Option<SubscriptionStatus>, SubscriptionTransitionRefused> {
    use SubscriptionStatus::{Active, PastDue, Unpaid};
    let days_late = arrears.late_since.map(|since| days_between(since, today));
    let event = match (status, days_late) {
        (Active, Some(_)) => SubscriptionEvent::PaymentFailed,
        (PastDue, Some(days)) if days > GRACE_DAYS => {
            SubscriptionEvent::RetriesExhausted(AfterRetries::MarkUnpaid)
        }
        (PastDue | Unpaid, None) if !arrears.is_unsettled => SubscriptionEvent::PaymentSucceeded,
        _ => return Ok(None),
    };
    status.after(event).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use SubscriptionStatus::{Active, Canceled, PastDue, Paused, Trialing, Unpaid};
    use jiff::civil::date;
    use std::num::NonZeroU16;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn every(count: u16, unit: IntervalUnit) -> Interval {
        Interval::new(unit, NonZeroU16::new(count).unwrap())
    }

    fn renewing(status: SubscriptionStatus, interval: Interval) -> Renewing {
        Renewing {
            status,
            interval,
            next_billing_at: Some(at("2027-03-28T10:00:00Z")),
            was_billed: true,
            ends_at: None,
            zone: TimeZone::get("Europe/Berlin").unwrap(),
        }
    }

    #[test]
    fn a_year_is_told_30_days_ahead_a_quarter_7_and_a_month_never() {
        use IntervalUnit::{Day, HalfYear, Month, Quarter, Week, Year};
        let days = |count, unit| renewal_notice_days(every(count, unit));
        assert_eq!([days(1, Year), days(1, HalfYear), days(6, Month)], [Some(30); 3]);
        assert_eq!([days(1, Quarter), days(3, Month), days(12, Week)], [Some(7); 3]);
        assert_eq!([days(1, Month), days(2, Month), days(1, Week), days(30, Day)], [None; 4]);
        assert_eq!([days(26, Week), days(365, Day)], [Some(30); 2]);
    }

    #[test]
    fn the_days_of_a_notice_are_the_customers() {
        // 28 March 2027 in Berlin is summer time; 30 days before it is 26 February, winter: 23:00 of the 25th.
        let yearly = renewing(Active, every(1, IntervalUnit::Year));
        let reminder = next_reminder(&yearly).unwrap().unwrap();
        assert_eq!(reminder.due_at, at("2027-02-25T23:00:00Z"));
        assert!(!reminder.is_due(at("2027-02-25T22:59:59Z")));
        assert!(reminder.is_due(at("2027-02-25T23:00:00Z")));
        assert!(reminder.is_due(at("2027-03-28T09:59:59Z")));
        assert!(!reminder.is_due(at("2027-03-28T10:00:00Z")), "too late to act on it");
    }

    #[test]
    fn only_what_renews_is_announced() {
        let yearly = every(1, IntervalUnit::Year);
        let kind = |renewing: &Renewing| next_reminder(renewing).unwrap().map(|it| it.kind);
        assert_eq!(kind(&renewing(Active, yearly)), Some(ReminderKind::RenewalUpcoming));
        assert_eq!(kind(&renewing(PastDue, yearly)), Some(ReminderKind::RenewalUpcoming));
        assert_eq!(kind(&renewing(Unpaid, yearly)), Some(ReminderKind::RenewalUpcoming));
        let monthly = every(1, IntervalUnit::Month);
        assert_eq!(kind(&renewing(Trialing, monthly)), Some(ReminderKind::TrialEnding));
        for status in [Canceled, Paused] {
            assert_eq!(kind(&renewing(status, yearly)), None, "{status:?}");
        }
        let ends = renewing(Active, yearly).next_billing_at;
        assert_eq!(kind(&Renewing { ends_at: ends, ..renewing(Active, yearly) }), None);
        assert_eq!(kind(&Renewing { was_billed: false, ..renewing(Active, yearly) }), None);
        assert_eq!(kind(&Renewing { next_billing_at: None, ..renewing(Active, yearly) }), None);
    }

    #[test]
    fn a_late_invoice_leads_to_past_due_and_after_the_grace_to_unpaid() {
        let late = Arrears { late_since: Some(date(2026, 3, 1)), is_unsettled: true };
        let after = |status, today| status_by_arrears(status, late, today).unwrap();
        assert_eq!(after(Active, date(2026, 3, 2)), Some(PastDue));
        assert_eq!(after(PastDue, date(2026, 3, 15)), None); // the 14th day of grace
        assert_eq!(after(PastDue, date(2026, 3, 16)), Some(Unpaid));
        assert_eq!(after(Unpaid, date(2026, 3, 16)), None);
        assert_eq!(after(Active, date(2026, 5, 1)), Some(PastDue), "one step at a time");
        for other in [Trialing, Paused, Canceled] {
            assert_eq!(after(other, date(2026, 5, 1)), None);
        }
    }

    #[test]
    fn it_is_active_again_only_when_nothing_is_past_due_and_unsettled() {
        let today = date(2026, 4, 1);
        let on_the_way = Arrears { late_since: None, is_unsettled: true };
        for status in [PastDue, Unpaid] {
            let settled = status_by_arrears(status, Arrears::default(), today);
            assert_eq!(settled, Ok(Some(Active)));
            assert_eq!(status_by_arrears(status, on_the_way, today), Ok(None));
        }
        assert_eq!(status_by_arrears(Active, on_the_way, today), Ok(None));
    }
}
