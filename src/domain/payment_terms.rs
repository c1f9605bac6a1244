//! Owns when an invoice falls due.

use jiff::ToSpan;
use jiff::civil::Date;

/// How long a customer has to pay (D10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentTerms {
    /// The day of issue is the due date.
    DueOnReceipt,
    /// So many calendar days after the day of issue: net 15, 30, 60.
    Net { days: u32 },
    /// So many calendar days after the last day of the month of issue; 0 is that day itself.
    EndOfMonth { days: u32 },
    /// On this day of the month after the month of issue, its last day where it is shorter.
    DayOfNextMonth { day: u8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentTermsError {
    #[error("no month has a day {day}")]
    NoSuchDay { day: u8 },
    #[error("the due date lies beyond the calendar")]
    BeyondCalendar,
}

impl PaymentTerms {
    /// The last day on which an invoice issued on `issued_on` is paid in time.
    ///
    /// The day of issue itself is not counted; weekends and holidays are.
    /// # Errors
    /// `NoSuchDay` for a day of the month outside 1 to 31, `BeyondCalendar` after the year 9999.
    pub fn due_on(self, issued_on: Date) -> Result<Date, PaymentTermsError> {
        let after = |start: Date, days: u32| {
            start.checked_add(i64::from(days).days()).map_err(|_| PaymentTermsError::BeyondCalendar)
        };
        match self {
            PaymentTerms::DueOnReceipt => Ok(issued_on),
            // A span of days is limited to some 7 million, the calendar to fewer.
            PaymentTerms::Net { days } | PaymentTerms::EndOfMonth { days } if days > 4_000_000 => {
                Err(PaymentTermsError::BeyondCalendar)
            }
            PaymentTerms::Net { days } => after(issued_on, days),
            PaymentTerms::EndOfMonth { days } => after(issued_on.last_of_month(), days),
            PaymentTerms::DayOfNextMonth { day } => {
                let wanted = i8::try_from(day).ok().filter(|day| (1..=31).contains(day));
                let wanted = wanted.ok_or(PaymentTermsError::NoSuchDay { day })?;
                let month = issued_on.first_of_month().checked_add(1.month());
                let month = month.map_err(|_| PaymentTermsError::BeyondCalendar)?;
                let day = wanted.min(month.days_in_month());
                Date::new(month.year(), month.month(), day)
                    .map_err(|_| PaymentTermsError::BeyondCalendar)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn net_thirty_counts_calendar_days() {
        let due = |terms: PaymentTerms| terms.due_on(date(2026, 1, 31)).unwrap();
        assert_eq!(due(PaymentTerms::DueOnReceipt), date(2026, 1, 31));
        assert_eq!(due(PaymentTerms::Net { days: 0 }), date(2026, 1, 31));
        assert_eq!(due(PaymentTerms::Net { days: 30 }), date(2026, 3, 2));
        assert_eq!(due(PaymentTerms::Net { days: 60 }), date(2026, 4, 1));
    }

    #[test]
    fn the_end_of_the_month_comes_before_the_days() {
        let due = |day, days| PaymentTerms::EndOfMonth { days }.due_on(day).unwrap();
        assert_eq!(due(date(2028, 2, 3), 0), date(2028, 2, 29));
        assert_eq!(due(date(2026, 1, 15), 30), date(2026, 3, 2));
        assert_eq!(due(date(2026, 1, 31), 10), date(2026, 2, 10));
    }

    #[test]
    fn a_short_month_has_its_last_day_instead() {
        let due = |day| PaymentTerms::DayOfNextMonth { day }.due_on(date(2026, 1, 31));
        assert_eq!(due(15), Ok(date(2026, 2, 15)));
        assert_eq!(due(31), Ok(date(2026, 2, 28)));
        assert_eq!(due(0), Err(PaymentTermsError::NoSuchDay { day: 0 }));
        assert_eq!(due(32), Err(PaymentTermsError::NoSuchDay { day: 32 }));
    }

    #[test]
    fn the_calendar_ends() {
        let net = PaymentTerms::Net { days: u32::MAX };
        assert_eq!(net.due_on(date(2026, 1, 1)), Err(PaymentTermsError::BeyondCalendar));
        let late = PaymentTerms::Net { days: 30 }.due_on(date(9999, 12, 31));
        assert_eq!(late, Err(PaymentTermsError::BeyondCalendar));
    }
}
