//! Paystack's test cards (paystack.com/docs/payments/test-payments, and the list of failing ones that
//! its older pages had). In test mode no other card is taken. Here any future date and any three digits
//! go with each.

/// What the card's owner is asked before the bank answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Nothing,
    Pin,
    PinAndOtp,
    PinPhoneAndOtp,
    /// On a page of the bank.
    ThreeDSecure,
}

/// How the bank answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Approves,
    Refuses(&'static str),
    /// Nothing is known for a while; then it failed.
    TimesOut,
}

#[derive(Debug, Clone, Copy)]
pub struct TestCard {
    pub number: &'static str,
    pub brand: &'static str,
    pub question: Question,
    pub answer: Answer,
}

/// What Paystack answers in test mode to a card that is none of these.
pub const NOT_A_TEST_CARD: &str =
    "Declined. Please use the test card since you are doing a test transaction";
/// These the pages of the test cards ask for.
pub const OTP: &str = "123456";

const fn card(
    number: &'static str,
    brand: &'static str,
    question: Question,
    answer: Answer,
) -> TestCard {
    TestCard { number, brand, question, answer }
}

pub const TEST_CARDS: &[TestCard] = &[
    card("4084084084084081", "visa", Question::Nothing, Answer::Approves),
    card("507850785078507812", "verve", Question::Pin, Answer::Approves),
    card("5060666666666666666", "verve", Question::PinAndOtp, Answer::Approves),
    card("507850785078507804", "verve", Question::PinPhoneAndOtp, Answer::Approves),
    card("4084080000000409", "visa", Question::ThreeDSecure, Answer::Approves),
    card("4084080000005408", "visa", Question::Nothing, Answer::Refuses("Declined")),
    card("4084080000670037", "visa", Question::Nothing, Answer::Refuses("Insufficient Funds")),
    card(
        "507850785078507853",
        "verve",
        Question::Nothing,
        Answer::Refuses("Token Not Generated. Customer Not Registered on Token Platform"),
    ),
    card("5060660000000064", "verve", Question::Nothing, Answer::Refuses("Unable to process")),
    card("506066506066506067", "verve", Question::Nothing, Answer::TimesOut),
];

pub fn by_number(number: &str) -> Option<&'static TestCard> {
    TEST_CARDS.iter().find(|card| card.number == number)
}

/// Month and year, two and four digits, of `12/30`, `12 / 2030` or `1230`, unless it is over.
pub fn expiry(text: &str, now: i64) -> Option<(String, String)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 4 && digits.len() != 6 {
        return None;
    }
    let month: i64 = digits[..2].parse().ok()?;
    let year: i64 = digits[2..].parse().ok()?;
    let year = if year < 100 { year + 2_000 } else { year };
    let today = jiff::Timestamp::from_second(now).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let this_month = i64::from(today.year()) * 12 + i64::from(today.month());
    let is_valid = (1..=12).contains(&month) && year * 12 + month >= this_month;
    is_valid.then(|| (format!("{month:02}"), format!("{year}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T10:00:00Z
    const NOW: i64 = 1_795_168_800;

    #[test]
    fn a_card_can_be_used_to_the_end_of_its_month() {
        let expires = |text| expiry(text, NOW).map(|(month, year)| format!("{month}/{year}"));
        assert_eq!(expires("11/26").as_deref(), Some("11/2026"));
        assert_eq!(expires("12 / 2030").as_deref(), Some("12/2030"));
        for over in ["10/26", "13/30", "00/30", "12", ""] {
            assert_eq!(expires(over), None, "{over}");
        }
    }

    #[test]
    fn every_test_card_is_listed_once() {
        let numbers: std::collections::BTreeSet<_> =
            TEST_CARDS.iter().map(|card| card.number).collect();
        assert_eq!(numbers.len(), TEST_CARDS.len());
    }
}
