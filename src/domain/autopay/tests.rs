use super::*;
use crate::domain::currency::Currency;
use crate::domain::id::PaymentMethodId;
use crate::domain::payment_method::SavedMethodKind;
use jiff::civil::date;

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

fn method(kind: SavedMethodKind) -> SavedMethod {
    SavedMethod {
        payment_method_id: PaymentMethodId::new(),
        gateway: "stripe".into(),
        provider_ref: "pm_1".into(),
        kind,
        brand: None,
        last4: Some("4242".into()),
        expires_on: None,
        nickname: String::new(),
        is_default: true,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const FROM: Date = date(2026, 3, 2);

fn cover(limit: Option<Money>) -> Cover {
    Cover { from: FROM, limit }
}

#[test]
fn the_limit_itself_is_collected_and_one_cent_more_is_asked_about() {
    let card = method(SavedMethodKind::Card);
    let plan = |due| collection(cover(Some(eur(500_00))), Some(&card), due, FROM, false);
    assert!(matches!(plan(eur(500_00)), Collection::OnDueDate { .. }));
    assert_eq!(plan(eur(500_01)), Collection::AskFirst(AskFirst::OverLimit));
    // Five dollars are surely less, but nobody agreed to a rate.
    let dollars = Money::new(5_00, Currency::USD);
    assert_eq!(plan(dollars), Collection::AskFirst(AskFirst::OverLimit));
}

#[test]
fn a_debit_is_never_asked_for_another_currency_than_its_rails() {
    let debit = method(SavedMethodKind::SepaDebit);
    let plan = |due| collection(cover(None), Some(&debit), due, FROM, false);
    assert!(matches!(plan(eur(1)), Collection::OnDueDate { .. }));
    let dollars = Money::new(5_00, Currency::USD);
    assert_eq!(plan(dollars), Collection::AskFirst(AskFirst::MethodTakesNot));
}

#[test]
fn what_was_overdue_when_autopay_began_and_what_is_disputed_is_left_alone() {
    let card = method(SavedMethodKind::Card);
    let plan = |due_on, disputed| collection(cover(None), Some(&card), eur(1), due_on, disputed);
    assert_eq!(plan(date(2026, 3, 1), false), Collection::NotCovered);
    assert_eq!(plan(FROM, true), Collection::NotCovered);
    assert!(matches!(plan(FROM, false), Collection::OnDueDate { .. }));
    assert_eq!(collection(cover(None), Some(&card), eur(0), FROM, false), Collection::NotCovered);
    let none = collection(cover(None), None, eur(1), FROM, false);
    assert_eq!(none, Collection::AskFirst(AskFirst::NoMethod));
}

#[test]
fn money_is_taken_from_six_in_the_morning_where_the_customer_is() {
    let due_on = date(2026, 3, 16);
    let zones = [
        ("UTC", "2026-03-16T06:00:00Z"),
        ("Europe/Berlin", "2026-03-16T05:00:00Z"),
        ("America/Los_Angeles", "2026-03-16T13:00:00Z"),
        ("Pacific/Auckland", "2026-03-15T17:00:00Z"),
    ];
    for (zone, from) in zones {
        let zone = TimeZone::get(zone).unwrap();
        let from = at(from);
        assert!(is_time(due_on, &zone, from), "{zone:?}");
        assert!(!is_time(due_on, &zone, from - SignedDuration::from_secs(1)), "{zone:?}");
    }
}

#[test]
fn customers_hear_of_it_three_days_ahead_unless_the_invoice_is_as_new() {
    let due_on = date(2026, 3, 16);
    let told = |issued_on, today| is_announced(due_on, issued_on, today);
    let issued_on = date(2026, 3, 2);
    assert!(!told(issued_on, date(2026, 3, 12)));
    assert!(told(issued_on, date(2026, 3, 13)) && told(issued_on, date(2026, 3, 15)));
    assert!(!told(issued_on, due_on));
    assert!(!told(date(2026, 3, 13), date(2026, 3, 13)));
    assert!(told(date(2026, 3, 12), date(2026, 3, 13)));
}

fn attempt(number: i32, state: ChargeState, code: Option<&str>, at: Timestamp) -> Attempt {
    Attempt { number, state, failure_code: code.map(str::to_owned), attempted_at: at }
}

#[test]
fn a_decline_and_a_cancellation_are_not_tried_again_and_what_never_was_made_is() {
    let now = at("2026-03-16T12:00:00Z");
    let ago = |minutes| now - SignedDuration::from_mins(minutes);
    assert_eq!(next_attempt(&[], now), Some(1));
    for state in ChargeState::ALL.iter().copied() {
        for code in [None, Some("abandoned"), Some("insufficient_funds")] {
            let made = attempt(1, state, code, ago(60 * 24 * 30));
            assert_eq!(next_attempt(std::slice::from_ref(&made), now), None, "{state:?} {code:?}");
            assert!(is_over(&[made]), "{state:?} {code:?}");
        }
    }
    let failed = attempt(1, ChargeState::Failed, Some("never_made"), ago(60 * 24));
    assert_eq!(next_attempt(&[failed], now), None);
    let never_made =
        |number, minutes| attempt(number, ChargeState::Canceled, Some("never_made"), ago(minutes));
    assert_eq!(next_attempt(&[never_made(1, 14)], now), None);
    assert_eq!(next_attempt(&[never_made(1, 15)], now), Some(2));
    // 15, 30, 60, 120, 240 minutes, then six hours.
    assert_eq!(next_attempt(&[never_made(3, 59)], now), None);
    assert_eq!(next_attempt(&[never_made(3, 60)], now), Some(4));
    assert_eq!(next_attempt(&[never_made(7, 359)], now), None);
    assert_eq!(next_attempt(&[never_made(7, 360)], now), Some(8));
    // One that was made before ends it, whatever came of the last one.
    let declined = attempt(1, ChargeState::Failed, Some("lost_card"), ago(60 * 24));
    assert_eq!(next_attempt(&[declined, never_made(2, 60 * 24)], now), None);
}

#[test]
fn the_eighth_attempt_that_never_was_made_is_the_last() {
    let now = at("2026-03-16T12:00:00Z");
    let long_ago = now - SignedDuration::from_hours(24 * 30);
    let eighth = attempt(8, ChargeState::Canceled, Some("never_made"), long_ago);
    assert!(is_over(std::slice::from_ref(&eighth)));
    assert_eq!(next_attempt(&[eighth], now), None);
    let seventh = attempt(7, ChargeState::Canceled, Some("never_made"), long_ago);
    assert!(!is_over(&[seventh]));
    assert!(!is_over(&[]));
}
