use super::*;
use crate::domain::dunning::{
    AttemptResult, Channel, DeclineAdvice, DunningTemplate, WhenExhausted,
};
use crate::domain::id::PaymentMethodId;
use jiff::SignedDuration;
use jiff::civil::date;

fn step(after_days: u32, template: DunningTemplate) -> DunningStep {
    DunningStep { after_days, channel: Channel::Email, template }
}

/// Messages on days 3 and 10, attempts after 2 and 5 days, read-only after 15, suspended after 20; from 10.00.
fn terms() -> ScheduleTerms {
    ScheduleTerms {
        name: "Test".into(),
        retry_days: vec![2, 5],
        attempts_max: 3,
        steps: vec![step(3, DunningTemplate::Friendly), step(10, DunningTemplate::Final)],
        thresholds_minor: [(Currency::EUR, 10_00)].into(),
        read_only_after_days: Some(15),
        suspended_after_days: Some(20),
        when_exhausted: WhenExhausted::AskStaff,
    }
}

/// Due on 1 March 2026, paid on this day of March.
fn invoice(customer: &str, minor: i64, paid: Option<i8>) -> PastInvoice {
    PastInvoice {
        customer: customer.to_owned(),
        due: Money::new(minor, Currency::EUR),
        due_on: date(2026, 3, 1),
        settled_on: paid.map(|day| date(2026, 3, day)),
        is_disputed: false,
        refused: None,
        zone: TimeZone::UTC,
    }
}

/// As above, and a charge at seven in the morning of 1 March was refused.
fn refused(customer: &str, paid: Option<i8>, advice: DeclineAdvice) -> PastInvoice {
    let attempt = PastAttempt {
        method: PaymentMethodId::new(),
        result: AttemptResult::Declined(advice),
        attempted_at: "2026-03-01T07:00:00Z".parse().unwrap(),
        least_wait: SignedDuration::ZERO,
    };
    let refused = Some(PastRefusal { attempt, network: CardNetwork::Visa });
    PastInvoice { refused, ..invoice(customer, 100_00, paid) }
}

fn run(past: &[PastInvoice]) -> Replay {
    let all = replay(&terms(), past, date(2026, 3, 31)).unwrap();
    let one = all[&Currency::EUR].clone();
    let mut sum = one.pursued().unwrap();
    for more in [one.on_time, one.disputed, one.too_little] {
        sum.invoices += more.invoices;
        sum.amount = sum.amount.checked_add(more.amount).unwrap();
    }
    assert_eq!(sum, one.invoices, "every invoice ends in one place");
    one
}

fn share(invoices: u64, minor: i64) -> Share {
    Share { invoices, amount: Money::new(minor, Currency::EUR) }
}

#[test]
fn who_paid_before_the_first_message_is_told_apart_from_who_was_asked() {
    let replay = run(&[
        invoice("on time", 20_00, Some(1)),
        invoice("two days late", 30_00, Some(3)),
        // The friendly message goes out on the morning of the 4th.
        invoice("that day", 40_00, Some(4)),
        invoice("in between", 50_00, Some(10)),
        invoice("after the last", 60_00, Some(12)),
        invoice("never", 70_00, None),
    ]);
    assert_eq!(replay.on_time, share(1, 20_00));
    assert_eq!(replay.before_first, share(1, 30_00));
    assert_eq!(replay.asked, share(4, 220_00));
    assert_eq!(replay.customers_asked, 4);
    let [friendly, last] = replay.steps[..] else { panic!("{:?}", replay.steps) };
    assert_eq!((friendly.messages, friendly.asked), (4, share(4, 220_00)));
    assert_eq!(friendly.paid_after, share(2, 90_00));
    // On the 11th two are left.
    assert_eq!((last.messages, last.asked), (2, share(2, 130_00)));
    assert_eq!(last.paid_after, share(1, 60_00));
    assert_eq!(replay.unpaid, share(1, 70_00));
    assert_eq!(replay.messages(), 6);
    assert_eq!(replay.by_month, [(date(2026, 3, 1), 6)].into());
    // Read-only on the 16th, suspended on the 21st: the one that never paid.
    assert_eq!((replay.read_only, replay.suspended), (share(1, 70_00), share(1, 70_00)));
}

#[test]
fn one_message_asks_for_everything_that_is_overdue() {
    let replay = run(&[invoice("one", 20_00, Some(8)), invoice("one", 30_00, Some(8))]);
    assert_eq!(replay.messages(), 1);
    assert_eq!(replay.asked, share(2, 50_00));
    assert_eq!(replay.customers_asked, 1);
}

#[test]
fn disputes_and_small_amounts_are_left_alone() {
    let disputed = PastInvoice { is_disputed: true, ..invoice("disputes", 80_00, Some(20)) };
    let replay = run(&[disputed, invoice("small", 9_99, Some(20))]);
    assert_eq!(replay.messages(), 0);
    assert_eq!(replay.disputed, share(1, 80_00));
    assert_eq!(replay.too_little, share(1, 9_99));
}

#[test]
fn a_refused_charge_is_tried_until_it_was_really_paid() {
    // After 2 days on the 3rd, after 5 more on the 8th: three attempts in all.
    let all = run(&[refused("never", None, DeclineAdvice::RetryLater)]);
    assert_eq!(all.retries.made, [(2, 1), (3, 1)].into());
    let one = run(&[refused("on the 7th", Some(7), DeclineAdvice::RetryLater)]);
    assert_eq!(one.retries.made, [(2, 1)].into());
    let none = run(&[refused("stolen", Some(7), DeclineAdvice::NeverRetry)]);
    assert_eq!((none.retries_made(), none.retries.needs_customer), (0, 1));
}

#[test]
fn our_own_limit_of_three_a_day_moves_what_is_too_much_for_one_card() {
    let first = refused("one", None, DeclineAdvice::RetryLater);
    let method = first.refused;
    let past: Vec<_> = (0..4).map(|_| PastInvoice { refused: method, ..first.clone() }).collect();
    let replay = run(&past);
    // Four invoices, two retries each: on the 3rd three and one a day later, then likewise.
    assert_eq!(replay.retries_made(), 8);
    assert!(replay.retries.moved_by_limit >= 1, "{:?}", replay.retries);
}

#[test]
fn what_is_too_young_is_neither_asked_nor_lost() {
    let late = PastInvoice { due_on: date(2026, 3, 29), ..invoice("young", 50_00, None) };
    let future = PastInvoice { due_on: date(2026, 4, 9), ..invoice("to come", 50_00, None) };
    let replay = run(&[late, future]);
    assert_eq!((replay.not_yet, replay.on_time), (share(1, 50_00), share(1, 50_00)));
}

#[test]
fn nothing_is_sent_twice_and_old_debt_begins_at_the_beginning() {
    // Due in January; comes into question the day after, and gets each message once.
    let old = PastInvoice { due_on: date(2026, 1, 10), ..invoice("old", 50_00, None) };
    // A second one joins after the last message: the first campaign has ended in vain, another begins.
    let second = PastInvoice { due_on: date(2026, 3, 1), ..invoice("old", 50_00, None) };
    let replay = run(&[old, second]);
    assert_eq!(replay.steps.iter().map(|it| it.messages).collect::<Vec<_>>(), [2, 2]);
}
