//! A saved payment method: what may be shown of it. Never a full number; those stay at the gateway.

use super::currency::Currency;
use super::dunning::CARD_EXPIRY_NOTICE_DAYS;
use super::id::PaymentMethodId;
use super::word::word_enum;
use jiff::civil::Date;

word_enum! {
    pub enum SavedMethodKind: "payment method kind" {
        Card = "card",
        SepaDebit = "sepa_debit",
        BacsDebit = "bacs_debit",
        AchDebit = "ach_debit",
        /// A kind that this version has no name for.
        Other = "other",
    }
}

impl SavedMethodKind {
    /// Whether money in this currency can be taken with it: each debit scheme moves only its own.
    #[must_use]
    pub fn takes(self, currency: Currency) -> bool {
        match self {
            Self::SepaDebit => currency == Currency::EUR,
            Self::BacsDebit => currency == Currency::GBP,
            Self::AchDebit => currency == Currency::USD,
            Self::Card | Self::Other => true,
        }
    }

    /// Within how many calendar days the money arrives or comes back; None: at once.
    ///
    /// Source: docs.stripe.com/payments/bank-debits, in business days 14, 6 and 4 at most.
    #[must_use]
    pub fn arrives_within_days(self) -> Option<i32> {
        match self {
            Self::SepaDebit => Some(20),
            Self::BacsDebit => Some(8),
            Self::AchDebit => Some(6),
            Self::Card | Self::Other => None,
        }
    }
}

/// A card is pointed out from this many days before its last day.
const EXPIRES_SOON_DAYS: i32 = 60;

/// A saved method that was not removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedMethod {
    pub payment_method_id: PaymentMethodId,
    pub gateway: String,
    pub provider_ref: String,
    pub kind: SavedMethodKind,
    /// The card network's lower-case word.
    pub brand: Option<String>,
    pub last4: Option<String>,
    /// The last day on which it can be charged.
    pub expires_on: Option<Date>,
    /// The customer's own name for it; may be empty.
    pub nickname: String,
    pub is_default: bool,
}

/// Whether a method can still be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Good for longer, or has no end.
    Good,
    Soon,
    Expired,
}

impl SavedMethod {
    /// Which warning is due on `today`: the number of days of [`CARD_EXPIRY_NOTICE_DAYS`] that was passed
    /// last. None while it is good for longer, and when it has ended.
    #[must_use]
    pub fn expiry_warning(&self, today: Date) -> Option<i64> {
        let left = i64::from(super::invoice::days_from(today, self.expires_on?));
        let passed = CARD_EXPIRY_NOTICE_DAYS.into_iter().filter(|days| (0..=*days).contains(&left));
        passed.min()
    }

    /// How the method stands on `today`. It works to the end of its last day.
    #[must_use]
    pub fn expiry(&self, today: Date) -> Expiry {
        match self.expires_on {
            Some(last) if last < today => Expiry::Expired,
            Some(last) if super::invoice::days_from(today, last) <= EXPIRES_SOON_DAYS => {
                Expiry::Soon
            }
            _ => Expiry::Good,
        }
    }
}

/// The last day of a month, on which a card that names the month works for the last time.
/// None for what is no month.
#[must_use]
pub fn last_day(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn card() -> SavedMethod {
        SavedMethod {
            payment_method_id: PaymentMethodId::new(),
            gateway: "stripe".into(),
            provider_ref: "pm_1".into(),
            kind: SavedMethodKind::Card,
            brand: Some("visa".into()),
            last4: Some("4242".into()),
            expires_on: last_day(2028, 2),
            nickname: String::new(),
            is_default: true,
        }
    }

    #[test]
    fn a_card_works_to_the_last_day_of_its_month() {
        let mut card = card();
        assert_eq!(card.expires_on, Some(date(2028, 2, 29)));
        assert_eq!(card.expiry(date(2027, 12, 30)), Expiry::Good); // 61 days
        assert_eq!(card.expiry(date(2027, 12, 31)), Expiry::Soon); // 60 days
        assert_eq!(card.expiry(date(2028, 2, 29)), Expiry::Soon);
        assert_eq!(card.expiry(date(2028, 3, 1)), Expiry::Expired);
        card.expires_on = None;
        assert_eq!(card.expiry(date(2099, 1, 1)), Expiry::Good);
        assert_eq!(last_day(2028, 13), None);
    }

    #[test]
    fn a_card_is_warned_about_thirty_fourteen_and_seven_days_before_its_last_day() {
        let mut card = card();
        card.expires_on = last_day(2026, 6); // 30 June
        let warnings = [
            (date(2026, 5, 30), None),
            (date(2026, 5, 31), Some(30)),
            (date(2026, 6, 15), Some(30)),
            (date(2026, 6, 16), Some(14)),
            (date(2026, 6, 22), Some(14)),
            (date(2026, 6, 23), Some(7)),
            (date(2026, 6, 30), Some(7)),
            (date(2026, 7, 1), None),
        ];
        for (today, warning) in warnings {
            assert_eq!(card.expiry_warning(today), warning, "{today}");
        }
        card.expires_on = None;
        assert_eq!(card.expiry_warning(date(2026, 6, 30)), None);
    }

    #[test]
    fn each_debit_scheme_moves_its_own_currency() {
        let currencies = [Currency::EUR, Currency::GBP, Currency::USD];
        let takes = |kind: SavedMethodKind| currencies.map(|currency| kind.takes(currency));
        assert_eq!(takes(SavedMethodKind::SepaDebit), [true, false, false]);
        assert_eq!(takes(SavedMethodKind::BacsDebit), [false, true, false]);
        assert_eq!(takes(SavedMethodKind::AchDebit), [false, false, true]);
        assert_eq!(takes(SavedMethodKind::Card), [true; 3]);
    }
}
