//! The states of a refund, its postings and the split over payments.

use super::*;
use crate::domain::currency::Currency;
use jiff::civil::date;

const ON: Date = date(2026, 11, 20);

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

fn refund(state: RefundState) -> Refund {
    Refund {
        tenant_id: TenantId::new(),
        refund_id: RefundId::new(),
        payment: Some(PaymentId::new()),
        credit_note: None,
        amount: eur(10_00),
        channel: RefundChannel::Gateway,
        gateway: Some("stripe".into()),
        provider_ref: None,
        state,
        failure_code: None,
        reason: RefundReason::Other,
        note: String::new(),
        reference: String::new(),
        paid_on: None,
        is_funded: true,
        requested_by: "system:test".into(),
        requested_at: Timestamp::UNIX_EPOCH,
        requested_on: ON,
        sent_at: None,
        ended_at: None,
    }
}

fn everything_seen() -> Vec<Seen> {
    vec![
        Seen::Pending,
        Seen::RequiresAction,
        Seen::Succeeded,
        Seen::Failed { failure_code: "lost_or_stolen_card".into() },
        Seen::Canceled,
        Seen::NotSent,
        Seen::NeverMade,
        Seen::Unclear,
    ]
}

#[test]
fn what_has_failed_stays_failed() {
    for state in [RefundState::Failed, RefundState::Canceled] {
        for seen in everything_seen() {
            assert_eq!(refund(state).state_after(&seen), state);
        }
    }
}

#[test]
fn what_has_succeeded_can_only_be_sent_back_by_the_bank() {
    for seen in everything_seen() {
        let expected = match seen {
            Seen::Failed { .. } => RefundState::Failed,
            _ => RefundState::Succeeded,
        };
        assert_eq!(refund(RefundState::Succeeded).state_after(&seen), expected);
    }
}

#[test]
fn only_a_request_that_surely_never_left_may_be_sent_again() {
    for state in RefundState::ALL {
        for seen in everything_seen() {
            let is_back = refund(*state).state_after(&seen) == RefundState::Created;
            let may = *state == RefundState::Created || *state == RefundState::Sent;
            assert!(!is_back || may, "{state:?} {seen:?}");
        }
    }
    assert_eq!(refund(RefundState::Sent).state_after(&Seen::NotSent), RefundState::Created);
    assert_eq!(refund(RefundState::Pending).state_after(&Seen::NeverMade), RefundState::Pending);
}

fn accounts(posting: &Posting) -> Vec<(Account, i64)> {
    posting.entries().iter().map(|entry| (entry.account, entry.amount.amount_minor)).collect()
}

#[test]
fn each_step_moves_the_accounts_it_should() {
    use Account::{CustomerCredit, GatewayClearing, RefundsPending};
    let it = refund(RefundState::Created);
    let requested = it.requested_posting(ON).unwrap();
    assert_eq!(accounts(&requested), [(CustomerCredit, 10_00), (RefundsPending, -10_00)]);
    let succeeded = it.succeeded_posting(ON).unwrap();
    assert_eq!(accounts(&succeeded), [(RefundsPending, 10_00), (GatewayClearing, -10_00)]);
    let failed = it.failed_posting(RefundState::Pending, ON).unwrap().unwrap();
    assert_eq!(accounts(&failed), [(RefundsPending, 10_00), (CustomerCredit, -10_00)]);
    let sent_back = it.failed_posting(RefundState::Succeeded, ON).unwrap().unwrap();
    assert_eq!(accounts(&sent_back), [(GatewayClearing, 10_00), (CustomerCredit, -10_00)]);
}

#[test]
fn a_refund_that_no_credit_paid_for_gives_none_back() {
    use Account::{GatewayClearing, RefundsPending};
    let it = Refund { is_funded: false, ..refund(RefundState::Succeeded) };
    let sent_back = it.failed_posting(RefundState::Succeeded, ON).unwrap().unwrap();
    assert_eq!(accounts(&sent_back), [(GatewayClearing, 10_00), (RefundsPending, -10_00)]);
    assert_eq!(it.failed_posting(RefundState::Pending, ON), Ok(None));
}

#[test]
fn one_that_was_paid_by_bank_leaves_the_bank() {
    let it = Refund { channel: RefundChannel::Offline, ..refund(RefundState::Pending) };
    let paid = it.succeeded_posting(ON).unwrap();
    assert_eq!(accounts(&paid), [(Account::RefundsPending, 10_00), (Account::Bank, -10_00)]);
}

fn payment(amount_minor: i64, refunded_minor: i64, disputed_minor: i64) -> Returnable {
    let source = Source { gateway: "stripe".into(), charge_ref: "pi_1".into() };
    Returnable {
        payment_id: PaymentId::new(),
        method: "card".into(),
        reference: "•••• 4242".into(),
        received_on: ON,
        amount: eur(amount_minor),
        allocated: eur(amount_minor),
        refunded: eur(refunded_minor),
        disputed: eur(disputed_minor),
        source: Some(source),
    }
}

#[test]
fn the_oldest_payment_gives_back_first_and_only_what_it_has_left() {
    let (first, second) = (payment(50_00, 20_00, 0), payment(100_00, 0, 0));
    let both = [first.clone(), second.clone()];
    // 50.00 - 20.00 = 30.00 of the first, the other 40.00 of the second.
    let (shares, left) = split_over(eur(70_00), &both, Returnable::left_to_source).unwrap();
    assert_eq!(shares, [(first.payment_id, eur(30_00)), (second.payment_id, eur(40_00))]);
    assert_eq!(left, eur(0));
    // 30.00 + 100.00 found room, 5.00 did not.
    assert_eq!(split_over(eur(135_00), &both, Returnable::left_to_source).unwrap().1, eur(5_00));
}

#[test]
fn a_disputed_payment_and_a_bank_transfer_give_nothing_to_their_source() {
    let disputed = payment(100_00, 0, 40_00);
    let transfer = Returnable { source: None, ..payment(100_00, 0, 0) };
    assert_eq!(disputed.left(), Ok(eur(60_00)));
    let (shares, left) =
        split_over(eur(10_00), &[disputed.clone(), transfer.clone()], Returnable::left_to_source)
            .unwrap();
    assert_eq!((shares, left), (Vec::new(), eur(10_00)));
    // By bank both give what is left of them: 60.00 and 100.00.
    let (shares, left) =
        split_over(eur(170_00), &[disputed.clone(), transfer.clone()], Returnable::left).unwrap();
    assert_eq!(shares, [(disputed.payment_id, eur(60_00)), (transfer.payment_id, eur(100_00))]);
    assert_eq!(left, eur(10_00));
}
