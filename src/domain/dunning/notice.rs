//! Owns which messages are due: the steps of a campaign and the warnings before a card expires (H1, H8).

use jiff::ToSpan;
use jiff::civil::Date;

use super::schedule::DunningTemplate;
use crate::domain::word::word_enum;

/// A card's owner is told so many days before it expires.
pub const CARD_EXPIRY_NOTICE_DAYS: [i64; 3] = [30, 14, 7];

word_enum! {
    /// How a step reaches the customer.
    pub enum Channel: "dunning channel" {
        Email = "email",
        Sms = "sms",
        InApp = "in_app",
    }
}

/// One message of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DunningStep {
    /// Days after the payment failed or the invoice fell due; 0 is the same day.
    pub after_days: u32,
    pub channel: Channel,
    pub template: DunningTemplate,
}

/// The positions of the steps that are due on `today` and not among `sent`, in order.
///
/// A step that was missed (the server was down) is still due; whoever sends records its position in
/// the same transaction, so that none goes out twice (H5).
#[must_use]
pub fn steps_due(steps: &[DunningStep], began_on: Date, today: Date, sent: &[usize]) -> Vec<usize> {
    let age = i64::from((today - began_on).get_days());
    let is_due = |position: &usize| {
        i64::from(steps[*position].after_days) <= age && !sent.contains(position)
    };
    (0..steps.len()).filter(is_due).collect()
}

/// The days on which the owner of a card that is good to the end of `year`-`month` is told.
///
/// A card expires with the last day of the month printed on it. `None` if there is no such month.
#[must_use]
pub fn card_expiry_notices(year: i16, month: i8) -> Option<[Date; 3]> {
    let last_day = Date::new(year, month, 1).ok()?.last_of_month();
    let day = |days: i64| last_day.checked_sub(days.days()).ok();
    let [first, second, third] = CARD_EXPIRY_NOTICE_DAYS;
    Some([day(first)?, day(second)?, day(third)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn steps_fall_due_once_and_missed_ones_still_do() {
        let step = |after_days| DunningStep {
            after_days,
            channel: Channel::Email,
            template: DunningTemplate::Friendly,
        };
        let steps = [step(0), step(3), step(7)];
        let due = |today, sent: &[usize]| steps_due(&steps, date(2026, 3, 1), today, sent);
        assert_eq!(due(date(2026, 3, 1), &[]), [0]);
        assert_eq!(due(date(2026, 3, 3), &[0]), [0; 0]);
        assert_eq!(due(date(2026, 3, 4), &[0]), [1]);
        assert_eq!(due(date(2026, 3, 9), &[0]), [1, 2]);
        assert_eq!(due(date(2026, 3, 9), &[0, 1, 2]), [0; 0]);
        assert_eq!(due(date(2026, 2, 28), &[]), [0; 0]);
    }

    #[test]
    fn a_card_good_to_february_expires_with_its_last_day() {
        let notices = card_expiry_notices(2028, 2);
        assert_eq!(notices, Some([date(2028, 1, 30), date(2028, 2, 15), date(2028, 2, 22)]));
        assert_eq!(card_expiry_notices(2028, 13), None);
    }
}
