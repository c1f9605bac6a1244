use super::*;
use crate::domain::dunning::{Channel, DunningTemplate};

const FRIENDLY: DunningStep = step(3, DunningTemplate::Friendly);
const FIRM: DunningStep = step(10, DunningTemplate::Firm);

const fn step(after_days: u32, template: DunningTemplate) -> DunningStep {
    DunningStep { after_days, channel: Channel::Email, template }
}

/// Noon on this day of March 2026.
fn on(day: u8) -> Timestamp {
    format!("2026-03-{day:02}T12:00:00Z").parse().unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn share(invoices: u64, minor: i64) -> Share {
    Share { invoices, amount: eur(minor) }
}

fn declined(code: &str) -> Reason {
    Reason::Declined { advice: DeclineAdvice::RetryLater, code: code.to_owned() }
}

fn untouched(minor: i64, ending: Ending) -> PursuedInvoice {
    PursuedInvoice {
        due: eur(minor),
        reason: Reason::FellDue,
        messages: Vec::new(),
        attempts: Vec::new(),
        payments: Vec::new(),
        ending,
    }
}

/// Seven invoices over 1,000.00: one paid by itself, one after the firm message in two parts, one by the second
/// attempt at the card, one by a new card, one written off after 30.00 came, one credited, one still open.
fn world() -> Vec<PursuedInvoice> {
    let schedule = AttemptCause::Schedule;
    vec![
        PursuedInvoice {
            payments: vec![(on(2), eur(100_00), PaidBy::Customer)],
            messages: vec![(on(3), FRIENDLY)],
            ..untouched(100_00, Ending::Paid)
        },
        PursuedInvoice {
            messages: vec![(on(3), FRIENDLY), (on(10), FIRM)],
            payments: vec![
                (on(5), eur(50_00), PaidBy::Customer),
                (on(11), eur(150_00), PaidBy::Customer),
            ],
            ..untouched(200_00, Ending::Paid)
        },
        PursuedInvoice {
            reason: declined("insufficient_funds"),
            messages: vec![(on(3), FRIENDLY)],
            attempts: vec![(on(2), 1, schedule), (on(7), 2, schedule)],
            payments: vec![(on(7), eur(300_00), PaidBy::Retry)],
            ..untouched(300_00, Ending::Paid)
        },
        PursuedInvoice {
            reason: declined("expired_card"),
            attempts: vec![(on(4), 1, AttemptCause::NewMethod)],
            payments: vec![(on(4), eur(150_00), PaidBy::NewMethod)],
            ..untouched(150_00, Ending::Paid)
        },
        PursuedInvoice {
            reason: declined("insufficient_funds"),
            messages: vec![(on(3), FRIENDLY)],
            payments: vec![(on(9), eur(30_00), PaidBy::Customer)],
            ..untouched(130_00, Ending::WrittenOff)
        },
        untouched(70_00, Ending::Withdrawn),
        PursuedInvoice { messages: vec![(on(3), FRIENDLY)], ..untouched(50_00, Ending::Open) },
    ]
}

#[test]
fn every_cent_that_failed_is_somewhere_and_only_what_was_prompted_is_recovered() {
    let all = recovery(&world()).unwrap();
    let total = all[&Currency::EUR].total;
    assert_eq!(total.failed, share(7, 1_000_00));
    // All but the one that was credited: in the first, the message crossed with the money.
    assert_eq!(total.attempted, share(6, 930_00));
    // 50 + 150 + 300 + 150 + the 30 of what was written off
    assert_eq!(total.recovered, share(3, 680_00));
    assert_eq!(total.unprompted, share(1, 100_00));
    assert_eq!(total.written_off, share(1, 100_00));
    assert_eq!(total.withdrawn, share(1, 70_00));
    assert_eq!(total.open, share(1, 50_00));
    // 680 / 930 = 73.118… %, 680 / 1000 = 68 %
    assert_eq!(rate_percent(680_00, 930_00), Some(Decimal::new(731, 1)));
    assert_eq!(rate_percent(680_00, 1_000_00), Some(Decimal::new(680, 1)));
}

#[test]
fn money_is_told_by_who_paid_and_by_what_came_last_before() {
    let all = recovery(&world()).unwrap();
    let euros = &all[&Currency::EUR];
    let payers: Vec<_> = euros.by_payer.iter().map(|(by, share)| (*by, *share)).collect();
    let expected = [
        (PaidBy::Retry, share(1, 300_00)),
        (PaidBy::NewMethod, share(1, 150_00)),
        (PaidBy::Customer, share(1, 230_00)),
    ];
    assert_eq!(payers, expected);
    let stage = |reached, recovered| StageCounts { reached, recovered };
    let expected = [
        // reached: 100 + 200 + 300 + 130 + 50; recovered after it: 50 + 30, none of them to the end
        (Stage::Message(FRIENDLY), stage(share(5, 780_00), share(0, 80_00))),
        (Stage::Message(FIRM), stage(share(1, 200_00), share(1, 150_00))),
        (Stage::Retry(1), stage(share(1, 300_00), share(0, 0))),
        (Stage::Retry(2), stage(share(1, 300_00), share(1, 300_00))),
        (Stage::NewMethod, stage(share(1, 150_00), share(1, 150_00))),
    ];
    assert_eq!(euros.by_stage, expected);
}

#[test]
fn reasons_are_told_apart_the_largest_first() {
    let all = recovery(&world()).unwrap();
    let reasons: Vec<_> = all[&Currency::EUR]
        .by_reason
        .iter()
        .map(|(reason, counts)| (reason.clone(), counts.failed, counts.recovered))
        .collect();
    let expected = [
        (declined("insufficient_funds"), share(2, 430_00), share(1, 330_00)),
        (Reason::FellDue, share(4, 420_00), share(1, 200_00)),
        (declined("expired_card"), share(1, 150_00), share(1, 150_00)),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn currencies_are_never_added_and_nothing_is_no_rate() {
    let mut dollars = untouched(0, Ending::Open);
    dollars.due = Money::new(5_00, Currency::USD);
    let all = recovery(&[untouched(7_00, Ending::Open), dollars]).unwrap();
    assert_eq!(all[&Currency::EUR].total.failed, share(1, 7_00));
    assert_eq!(all[&Currency::USD].total.failed.amount, Money::new(5_00, Currency::USD));
    assert_eq!(rate_percent(0, 0), None);
    assert_eq!(rate_percent(0, 7_00), Some(Decimal::new(0, 1)));
    // 1 / 2000 = 0.05 %, a half goes up
    assert_eq!(rate_percent(1, 2000), Some(Decimal::new(1, 1)));
}

#[test]
fn more_than_was_due_is_not_recovered() {
    let twice = PursuedInvoice {
        messages: vec![(on(3), FRIENDLY)],
        payments: vec![
            (on(4), eur(60_00), PaidBy::Customer),
            (on(5), eur(60_00), PaidBy::Customer),
        ],
        ..untouched(100_00, Ending::Paid)
    };
    let all = recovery(&[twice]).unwrap();
    assert_eq!(all[&Currency::EUR].total.recovered, share(1, 100_00));
}
