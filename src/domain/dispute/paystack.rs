//! Owns how Paystack's disputes differ: four statuses, and hours instead of days to respond.
//!
//! Source: semantics 4.11 (support.paystack.com articles 2125378 and 2125442, PaystackOSS/openapi):
//! Nigeria 16 hours, Ghana, South Africa and Kenya 48; the hours of a weekend do not count (Friday
//! 23:59 is followed by Monday 00:00), those of a holiday from Monday to Thursday do. After that the
//! claim is accepted and debited without us.

use jiff::civil::{DateTime, Weekday};
use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::DisputeStatus;
use crate::domain::word::word_enum;

word_enum! {
    /// Where a dispute is, in Paystack's words.
    pub enum PaystackDisputeStatus: "Paystack dispute status" {
        AwaitingMerchantFeedback = "awaiting-merchant-feedback",
        AwaitingBankFeedback = "awaiting-bank-feedback",
        Pending = "pending",
        Resolved = "resolved",
    }
}

word_enum! {
    /// How a dispute was answered.
    pub enum PaystackResolution: "Paystack resolution" {
        MerchantAccepted = "merchant-accepted",
        AutoAccepted = "auto-accepted",
        Declined = "declined",
    }
}

word_enum! {
    /// Where the merchant's Paystack account is.
    pub enum PaystackCountry: "country of Paystack" {
        Nigeria = "NG",
        Ghana = "GH",
        SouthAfrica = "ZA",
        Kenya = "KE",
    }
}

impl PaystackDisputeStatus {
    /// Our state for it. A dispute is resolved in the customer's favour unless we declined it.
    #[must_use]
    pub fn as_dispute_status(self, resolution: Option<PaystackResolution>) -> DisputeStatus {
        match (self, resolution) {
            (PaystackDisputeStatus::AwaitingMerchantFeedback, _) => DisputeStatus::NeedsResponse,
            (PaystackDisputeStatus::AwaitingBankFeedback | PaystackDisputeStatus::Pending, _) => {
                DisputeStatus::UnderReview
            }
            (PaystackDisputeStatus::Resolved, Some(PaystackResolution::Declined)) => {
                DisputeStatus::Won
            }
            (PaystackDisputeStatus::Resolved, _) => DisputeStatus::Lost,
        }
    }
}

impl PaystackCountry {
    /// Working hours until a claim is accepted without us.
    #[must_use]
    pub fn hours_to_respond(self) -> i64 {
        match self {
            PaystackCountry::Nigeria => 16,
            PaystackCountry::Ghana | PaystackCountry::SouthAfrica | PaystackCountry::Kenya => 48,
        }
    }

    /// Its clock; none of the four has summer time.
    fn time_zone(self) -> TimeZone {
        TimeZone::fixed(match self {
            PaystackCountry::Ghana => tz::offset(0),
            PaystackCountry::Nigeria => tz::offset(1),
            PaystackCountry::SouthAfrica => tz::offset(2),
            PaystackCountry::Kenya => tz::offset(3),
        })
    }
}

/// When a dispute opened at `opened_at` is accepted without us: the merchant's hours later, not
/// counting Saturdays and Sundays of the merchant's own clock.
///
/// # Errors
/// None but beyond the calendar, after the year 9999.
pub fn respond_by(
    opened_at: Timestamp,
    country: PaystackCountry,
) -> Result<Timestamp, jiff::Error> {
    let zone = country.time_zone();
    let mut clock = next_working_moment(opened_at.to_zoned(zone.clone()).datetime())?;
    let mut left = SignedDuration::from_hours(country.hours_to_respond());
    loop {
        let midnight = clock.date().tomorrow()?.to_datetime(jiff::civil::Time::midnight());
        let today = midnight.duration_since(clock);
        if left <= today {
            return Ok(clock.checked_add(left)?.to_zoned(zone)?.timestamp());
        }
        left -= today;
        clock = next_working_moment(midnight)?;
    }
}

/// `at` itself from Monday to Friday, else the Monday after, 00:00.
fn next_working_moment(at: DateTime) -> Result<DateTime, jiff::Error> {
    let days_off = match at.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => return Ok(at),
    };
    Ok(at.date().checked_add(days_off.days())?.to_datetime(jiff::civil::Time::midnight()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PaystackCountry::{Ghana, Kenya, Nigeria, SouthAfrica};

    fn due(opened_at: &str, country: PaystackCountry) -> String {
        respond_by(opened_at.parse().unwrap(), country).unwrap().to_string()
    }

    // 2026-11-16 is a Monday. Lagos is an hour ahead of UTC, Johannesburg two, Nairobi three.

    #[test]
    fn sixteen_hours_within_the_week_are_sixteen_hours() {
        assert_eq!(due("2026-11-16T08:00:00Z", Nigeria), "2026-11-17T00:00:00Z");
    }

    #[test]
    fn the_weekend_does_not_count() {
        // Friday 23:59 in Lagos: one minute of Friday, then 15 h 59 min of Monday.
        assert_eq!(due("2026-11-20T22:59:00Z", Nigeria), "2026-11-23T14:59:00Z");
        // Friday 12:00 in Lagos: 12 hours of Friday, 4 of Monday, so Monday 04:00.
        assert_eq!(due("2026-11-20T11:00:00Z", Nigeria), "2026-11-23T03:00:00Z");
        // Friday 08:00 in Lagos: 16 hours of Friday, so the end of Friday itself.
        assert_eq!(due("2026-11-20T07:00:00Z", Nigeria), "2026-11-20T23:00:00Z");
    }

    #[test]
    fn what_is_opened_at_the_weekend_begins_on_monday() {
        // Saturday noon and Sunday 23:59 in Lagos: Monday 16:00.
        assert_eq!(due("2026-11-21T11:00:00Z", Nigeria), "2026-11-23T15:00:00Z");
        assert_eq!(due("2026-11-22T22:59:00Z", Nigeria), "2026-11-23T15:00:00Z");
    }

    #[test]
    fn elsewhere_it_is_forty_eight_hours() {
        assert_eq!(due("2026-11-16T08:00:00Z", Ghana), "2026-11-18T08:00:00Z");
        // Thursday 10:00 in Johannesburg: 14 h of Thursday, 24 of Friday, 10 of Monday.
        assert_eq!(due("2026-11-19T08:00:00Z", SouthAfrica), "2026-11-23T08:00:00Z");
        // Friday 00:00 in Nairobi is still Thursday in UTC: 24 h of Friday, 24 of Monday.
        assert_eq!(due("2026-11-19T21:00:00Z", Kenya), "2026-11-23T21:00:00Z");
    }

    #[test]
    fn a_resolved_dispute_is_lost_unless_we_declined_it() {
        let resolved = PaystackDisputeStatus::Resolved;
        let status = |resolution| resolved.as_dispute_status(resolution);
        assert_eq!(status(Some(PaystackResolution::Declined)), DisputeStatus::Won);
        assert_eq!(status(Some(PaystackResolution::AutoAccepted)), DisputeStatus::Lost);
        assert_eq!(status(None), DisputeStatus::Lost);
        let waiting = PaystackDisputeStatus::AwaitingMerchantFeedback.as_dispute_status(None);
        assert_eq!(waiting, DisputeStatus::NeedsResponse);
    }
}
