//! Attempts to pay: what the customer's answers and the bank's make of a transaction. Owns every change
//! of a transaction's status that is not a refund or a dispute.

use super::account::Turn;
use super::agenda::Errand;
use super::authorizations::{self, DEBIT_SETTLES_AFTER_SECONDS};
use super::cards::{self, Answer, OTP, Question, TestCard};
use super::records::{Behaviour, Stage, Status, Transaction};
use super::shapes::{self, NoMetadata};
use super::{disputes, webhooks};

/// A transfer is seen so long after the customer says to have sent it.
const TRANSFER_ARRIVES_AFTER_SECONDS: i64 = 60;
/// A bank that says nothing is given up after this.
const TIMEOUT_SECONDS: i64 = 600;
const TIMED_OUT: &str = "Timeout: no response from the card's bank";
const NOT_AUTHENTICATED: &str = "3D Secure authentication failed";

/// Paystack's published fees of local payments (paystack.com/pricing): of a million; what is added from
/// which amount on; the most it takes. Rounded up to a hundredth.
fn fee(amount: i64, currency: &str) -> i64 {
    let (ppm, flat, flat_from, cap) = match currency {
        "NGN" => (15_000, 100_00, 2_500_00, 2_000_00),
        "GHS" => (19_500, 0, 0, i64::MAX),
        "ZAR" => (29_000, 1_00, 10_00, i64::MAX),
        "KES" => (29_000, 0, 0, i64::MAX),
        "USD" => (39_000, 0, 0, i64::MAX),
        _ => (15_000, 0, 0, i64::MAX),
    };
    let share = (amount * ppm + 999_999) / 1_000_000;
    let flat = if amount >= flat_from { flat } else { 0 };
    (share + flat).min(cap)
}

/// A card that was typed into the page. `Err` is what the page says about it.
pub fn enter_card(
    turn: &mut Turn,
    id: u64,
    number: &str,
    expiry: &str,
    cvv: &str,
) -> Result<(), String> {
    let number: String = number.chars().filter(char::is_ascii_digit).collect();
    let expires = cards::expiry(expiry, turn.now).ok_or("The expiry date is not valid")?;
    if cvv.len() != 3 || !cvv.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("The CVV has three digits".to_owned());
    }
    let Some(card) = cards::by_number(&number) else {
        fail(turn, id, cards::NOT_A_TEST_CARD);
        return Err(cards::NOT_A_TEST_CARD.to_owned());
    };
    let Some(t) = turn.transaction_mut(id) else { return Ok(()) };
    t.channel = "card".to_owned();
    t.attempts += 1;
    t.entered_card = Some(number);
    t.entered_expiry = Some(expires);
    let stage = match card.question {
        Question::Nothing => return answer(turn, id, card),
        Question::Pin | Question::PinAndOtp | Question::PinPhoneAndOtp => Stage::Pin,
        Question::ThreeDSecure => Stage::Bank,
    };
    ask(turn, id, stage);
    Ok(())
}

/// A PIN, a phone number or a one-time password, whichever was asked for.
pub fn enter_secret(turn: &mut Turn, id: u64, text: &str) -> Result<(), String> {
    let Some(t) = turn.transaction(id) else { return Ok(()) };
    let Some(card) = t.entered_card.as_deref().and_then(cards::by_number) else {
        ask(turn, id, Stage::Entry);
        return Ok(());
    };
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match (t.stage, card.question) {
        (Stage::Pin, _) if text.len() != 4 || !is_number => {
            Err("The PIN has four digits".to_owned())
        }
        (Stage::Pin, Question::PinAndOtp) => {
            ask(turn, id, Stage::Otp);
            Ok(())
        }
        (Stage::Pin, Question::PinPhoneAndOtp) => {
            ask(turn, id, Stage::Phone);
            Ok(())
        }
        (Stage::Phone, _) if !is_number => Err("Digits only, please".to_owned()),
        (Stage::Phone, _) => {
            ask(turn, id, Stage::Otp);
            Ok(())
        }
        (Stage::Otp, _) if text != OTP => Err(format!("Not the password; try {OTP}")),
        _ => answer(turn, id, card),
    }
}

/// What the customer answered to their bank: on the page, or for a saved card.
pub fn answer_bank(turn: &mut Turn, id: u64, is_accepted: bool) {
    if !turn.transaction(id).is_some_and(|t| t.stage == Stage::Bank) {
        return;
    }
    if is_accepted { succeed(turn, id) } else { fail(turn, id, NOT_AUTHENTICATED) }
}

/// The customer chose to transfer the money; the page names an account.
pub fn offer_transfer(turn: &mut Turn, id: u64) {
    if let Some(t) = turn.transaction_mut(id) {
        t.channel = "bank_transfer".to_owned();
        t.attempts += 1;
    }
    ask(turn, id, Stage::Transfer);
}

/// The customer says that the transfer is on its way.
pub fn await_transfer(turn: &mut Turn, id: u64) {
    wait(turn, id, Status::Pending);
    let arrives_at = turn.now + TRANSFER_ARRIVES_AFTER_SECONDS;
    turn.plan(arrives_at, Errand::SettleTransaction { transaction: id });
}

/// Another way to pay.
pub fn start_over(turn: &mut Turn, id: u64) {
    ask(turn, id, Stage::Entry);
}

/// What the bank says to a charge nobody is asked about.
pub fn charge_saved(turn: &mut Turn, id: u64) {
    let code = turn.transaction(id).and_then(|t| t.authorization.clone()).unwrap_or_default();
    let Some(saved) = turn.authorization(&code).cloned() else { return };
    if let Some(t) = turn.transaction_mut(id) {
        t.channel.clone_from(&saved.channel);
    }
    match saved.behaviour {
        Behaviour::Declines { sentence } => fail(turn, id, &sentence),
        Behaviour::Asks => ask(turn, id, Stage::Bank),
        Behaviour::Pays | Behaviour::Disputes if saved.channel == "direct_debit" => {
            wait(turn, id, Status::Processing);
            let settles_at = turn.now + DEBIT_SETTLES_AFTER_SECONDS;
            turn.plan(settles_at, Errand::SettleTransaction { transaction: id });
        }
        Behaviour::Pays => succeed(turn, id),
        Behaviour::Disputes => {
            succeed(turn, id);
            disputes::open(turn, id, "chargeback");
        }
    }
}

/// The money of a transfer or a debit has arrived.
pub fn settle(turn: &mut Turn, id: u64) {
    if is_waiting(turn, id) {
        succeed(turn, id);
    }
}

/// Nothing came of a transfer, a debit or a bank that did not answer.
pub fn fail_later(turn: &mut Turn, id: u64, sentence: &str) {
    if is_waiting(turn, id) {
        fail(turn, id, sentence);
    }
}

fn is_waiting(turn: &Turn, id: u64) -> bool {
    let is_it = |t: &Transaction| matches!(t.status, Status::Pending | Status::Processing);
    turn.transaction(id).is_some_and(is_it)
}

/// What the bank of a card says once its owner has answered everything.
fn answer(turn: &mut Turn, id: u64, card: &TestCard) -> Result<(), String> {
    match card.answer {
        Answer::Approves => {
            succeed(turn, id);
            Ok(())
        }
        Answer::Refuses(sentence) => {
            fail(turn, id, sentence);
            Err(sentence.to_owned())
        }
        Answer::TimesOut => {
            wait(turn, id, Status::Pending);
            let (at, sentence) = (turn.now + TIMEOUT_SECONDS, TIMED_OUT.to_owned());
            turn.plan(at, Errand::FailTransaction { transaction: id, sentence });
            Ok(())
        }
    }
}

/// The customer is asked something; until they answer, nothing is decided.
fn ask(turn: &mut Turn, id: u64, stage: Stage) {
    if let Some(t) = turn.transaction_mut(id) {
        t.stage = stage;
        // A card that was refused before stays the last word until another one is tried.
        if stage != Stage::Entry {
            t.status = Status::Ongoing;
            "The customer has been asked".clone_into(&mut t.gateway_response);
        }
    }
}

fn wait(turn: &mut Turn, id: u64, status: Status) {
    if let Some(t) = turn.transaction_mut(id) {
        t.status = status;
        t.stage = Stage::Entry;
        "Pending".clone_into(&mut t.gateway_response);
    }
}

fn fail(turn: &mut Turn, id: u64, sentence: &str) {
    if let Some(t) = turn.transaction_mut(id) {
        t.status = Status::Failed;
        t.stage = Stage::Entry;
        t.entered_card = None;
        sentence.clone_into(&mut t.gateway_response);
    }
}

fn succeed(turn: &mut Turn, id: u64) {
    let now = turn.now;
    let Some(t) = turn.transaction_mut(id) else { return };
    t.status = Status::Success;
    t.stage = Stage::Entry;
    t.paid_at = Some(now);
    t.fees = Some(fee(t.amount, &t.currency));
    let response = if t.is_saved_charge { "Approved" } else { "Successful" };
    response.clone_into(&mut t.gateway_response);
    let (customer, entered) = (t.customer, t.entered_card.take().zip(t.entered_expiry.take()));
    if let Some((number, expires)) = entered
        && let Some(card) = cards::by_number(&number)
    {
        let code = authorizations::of_card(turn, customer, &number, card.brand, expires);
        if let Some(t) = turn.transaction_mut(id) {
            t.authorization = Some(code);
        }
    }
    if let Some(t) = turn.transaction(id) {
        let told = shapes::transaction(turn, t, NoMetadata::Zero);
        webhooks::emit(turn, "charge.success", &told);
    }
}

#[cfg(test)]
mod tests {
    use super::fee;

    #[test]
    fn fees_are_those_of_the_price_list() {
        // 1.5 % of 1,000.00; of 10,000.00 and 100.00 on top; at most 2,000.00.
        assert_eq!(fee(1_000_00, "NGN"), 15_00);
        assert_eq!(fee(10_000_00, "NGN"), 150_00 + 100_00);
        assert_eq!(fee(1_000_000_00, "NGN"), 2_000_00);
        // 2.9 % of 100.00 and 1.00 on top.
        assert_eq!(fee(100_00, "ZAR"), 2_90 + 1_00);
    }
}
