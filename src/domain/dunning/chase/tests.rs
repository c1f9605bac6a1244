use super::*;
use crate::domain::dunning::{Channel, DunningTemplate, WhenExhausted};
use jiff::civil::date;
use std::collections::BTreeMap;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn step(after_days: u32, channel: Channel) -> DunningStep {
    DunningStep { after_days, channel, template: DunningTemplate::Friendly }
}

fn terms() -> ScheduleTerms {
    ScheduleTerms {
        name: "Standard".into(),
        retry_days: vec![2, 5, 7, 7],
        attempts_max: 4,
        steps: vec![step(3, Channel::Email), step(10, Channel::Email), step(10, Channel::Sms)],
        thresholds_minor: BTreeMap::new(),
        read_only_after_days: None,
        suspended_after_days: None,
        when_exhausted: WhenExhausted::AskStaff,
    }
}

fn method(declined_at: &[Timestamp]) -> MethodToTry<'_> {
    let method = PaymentMethodId(uuid::Uuid::from_u128(1));
    MethodToTry { method, network: CardNetwork::Visa, declined_at, is_barred: false }
}

fn attempt(method: &MethodToTry<'_>, result: AttemptResult, attempted_at: &str) -> PastAttempt {
    let attempted_at = at(attempted_at);
    PastAttempt { method: method.method, result, attempted_at, least_wait: SignedDuration::ZERO }
}

fn next(attempts: &[PastAttempt], method: &MethodToTry<'_>, now: &str) -> NextAttempt {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    next_attempt(&terms(), attempts, Some(method), &berlin, at(now))
}

const SOFT: AttemptResult = AttemptResult::Declined(DeclineAdvice::RetryLater);
/// 07:00 in Berlin.
const FIRST: &str = "2026-03-02T06:00:00Z";

#[test]
fn the_latest_step_is_sent_and_the_missed_ones_are_not() {
    let steps = terms().steps;
    let from = date(2026, 3, 1);
    let now = |today, done: &[usize]| steps_now(&steps, from, today, done);
    assert_eq!(now(date(2026, 3, 3), &[]), StepsNow::default());
    assert_eq!(now(date(2026, 3, 4), &[]), StepsNow { send: vec![0], missed: vec![] });
    // Three months later: one message per channel, not all of them at once.
    let jump = StepsNow { send: vec![1, 2], missed: vec![0] };
    assert_eq!(now(date(2026, 6, 1), &[]), jump);
    assert_eq!(now(date(2026, 6, 1), &[0, 1]), StepsNow { send: vec![2], missed: vec![] });
    assert_eq!(now(date(2026, 6, 1), &[0, 1, 2]), StepsNow::default());
    assert_eq!(next_step(&steps, from, &[0]), Some((1, date(2026, 3, 11))));
    assert_eq!(next_step(&steps, from, &[0, 1, 2]), None);
}

#[test]
fn a_soft_decline_is_tried_again_in_a_morning() {
    let card = method(&[]);
    let failed = attempt(&card, SOFT, FIRST);
    let retry = |when| NextAttempt::At(at(when), AttemptCause::Schedule);
    assert_eq!(next(&[failed], &card, FIRST), retry("2026-03-04T06:00:00Z"));
    // Declined at 22:00 where the customer is: two days later it would be night.
    let late = attempt(&card, SOFT, "2026-03-02T21:00:00Z");
    assert_eq!(next(&[late], &card, FIRST), retry("2026-03-05T05:00:00Z"));
    let second = attempt(&card, SOFT, "2026-03-04T06:00:00Z");
    assert_eq!(next(&[failed, second], &card, FIRST), retry("2026-03-09T06:00:00Z"));
    let mut told_to_wait = failed;
    told_to_wait.least_wait = SignedDuration::from_hours(240);
    assert_eq!(next(&[told_to_wait], &card, FIRST), retry("2026-03-12T06:00:00Z"));
}

#[test]
fn a_schedule_ends() {
    let card = method(&[]);
    let four = [attempt(&card, SOFT, FIRST); 4];
    assert_eq!(
        next(&four[..3], &card, FIRST),
        NextAttempt::At(at("2026-03-09T06:00:00Z"), AttemptCause::Schedule)
    );
    assert_eq!(next(&four, &card, FIRST), NextAttempt::Exhausted);
}

#[test]
fn a_hard_decline_is_never_tried_again_on_this_card_and_at_once_on_another() {
    let stolen = method(&[]);
    for advice in [DeclineAdvice::NeverRetry, DeclineAdvice::NeedsCustomer] {
        let hard = attempt(&stolen, AttemptResult::Declined(advice), FIRST);
        assert_eq!(next(&[hard], &stolen, "2027-01-01T06:00:00Z"), NextAttempt::NeedsCustomer);
        let other = MethodToTry { method: PaymentMethodId(uuid::Uuid::from_u128(2)), ..stolen };
        let at_once = NextAttempt::At(at("2026-03-02T10:00:00Z"), AttemptCause::NewMethod);
        assert_eq!(next(&[hard], &other, "2026-03-02T10:00:00Z"), at_once);
    }
    let barred = MethodToTry { is_barred: true, ..stolen };
    let elsewhere = attempt(&barred, SOFT, FIRST);
    assert_eq!(next(&[elsewhere], &barred, FIRST), NextAttempt::NeedsCustomer);
}

#[test]
fn the_network_s_limit_and_our_own_are_waited_for() {
    let twenty: Vec<Timestamp> =
        (0..20).map(|day| at("2026-02-03T06:00:00Z") + DAY * day).collect();
    let card = method(&twenty);
    // The oldest of twenty leaves Visa's thirty days on 5 March at 07:00 in Berlin.
    let failed = attempt(&card, SOFT, "2026-02-22T06:00:00Z");
    let free = NextAttempt::At(at("2026-03-05T06:00:00Z"), AttemptCause::Schedule);
    assert_eq!(next(&[failed], &card, "2026-02-22T06:00:00Z"), free);
    let three = [at(FIRST); 3];
    let card = method(&three);
    let other_card =
        MethodToTry { method: PaymentMethodId(uuid::Uuid::from_u128(2)), ..card.clone() };
    let on_other = attempt(&other_card, SOFT, FIRST);
    // Three declines today on this card for other invoices: tomorrow.
    let tomorrow = NextAttempt::At(at("2026-03-03T06:00:00Z"), AttemptCause::NewMethod);
    assert_eq!(next(&[on_other], &card, "2026-03-02T07:00:00Z"), tomorrow);
}

#[test]
fn what_never_reached_the_gateway_is_made_again_after_an_hour() {
    let card = method(&[]);
    let nothing = attempt(&card, AttemptResult::NeverMade, FIRST);
    let again = NextAttempt::At(at("2026-03-02T07:00:00Z"), AttemptCause::Schedule);
    assert_eq!(next(&[nothing], &card, FIRST), again);
    assert_eq!(next(&[nothing; 8], &card, FIRST), NextAttempt::Exhausted);
    let under_way = attempt(&card, AttemptResult::UnderWay, FIRST);
    assert_eq!(next(&[under_way], &card, FIRST), NextAttempt::Wait);
    let canceled = attempt(&card, AttemptResult::Ended, FIRST);
    assert_eq!(next(&[canceled], &card, FIRST), NextAttempt::NeedsCustomer);
    assert_eq!(next(&[], &card, FIRST), NextAttempt::NoCharge);
}
