//! Bank debits: SEPA, ACH (`us_bank_account`) and Bacs. Owns the test accounts, when a debit
//! settles, and what happens then. A debit is `processing` until it settles or comes back. Source
//! of the numbers: docs.stripe.com/payments/sepa-debit and its neighbours.

use super::account::Turn;
use super::agenda::Errand;
use super::charges;
use super::disputes;
use super::error::ApiError;
use super::payment_intents::attempt;
use super::store::Read;
use serde_json::{Value, json};

const DAY_SECONDS: i64 = 86_400;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Settles,
    /// Comes back with this failure code.
    Fails(&'static str),
    /// Settles, and is disputed at once.
    Disputed,
    /// Stays in processing until somebody decides through the control interface.
    Undecided,
}

/// Calendar days until a debit settles or comes back. Stripe speaks of 5 business days for SEPA, 4
/// for ACH and 4 for Bacs.
pub fn settles_after_days(rail: &str) -> i64 {
    match rail {
        "sepa_debit" => 5,
        _ => 4,
    }
}

pub const RAILS: [&str; 3] = ["sepa_debit", "us_bank_account", "bacs_debit"];

/// The only currency each rail moves.
pub fn currency_of(rail: &str) -> Option<&'static str> {
    match rail {
        "sepa_debit" => Some("eur"),
        "us_bank_account" => Some("usd"),
        "bacs_debit" => Some("gbp"),
        _ => None,
    }
}

/// What becomes of a debit from this account (IBAN, or account number). Unlisted accounts settle.
pub fn outcome(account: &str) -> Outcome {
    match account {
        "AT861904300235473202" | "DE62370400440532013001" => {
            Outcome::Fails("generic_could_not_process")
        }
        "AT051904300235473205" | "DE78370400440532013004" => {
            Outcome::Fails("generic_could_not_process")
        }
        "AT591904300235473203" | "DE35370400440532013002" => Outcome::Disputed,
        "AT981904300000343434" | "DE65370400440000343434" => {
            Outcome::Fails("charge_exceeds_source_limit")
        }
        "AT981904300002222227" | "DE65370400440002222227" => Outcome::Fails("insufficient_funds"),
        "000111111113" => Outcome::Fails("account_closed"),
        "000111111116" => Outcome::Fails("no_account"),
        "000222222227" | "22222227" => Outcome::Fails("insufficient_funds"),
        "000333333335" | "33333335" => Outcome::Fails("debit_not_authorized"),
        "000000000009" => Outcome::Disputed,
        "000000000007" => Outcome::Undecided,
        "55555559" => Outcome::Fails("generic_could_not_process"),
        _ => Outcome::Settles,
    }
}

/// (token, rail, account or IBAN, bank code).
pub const TOKENS: &[(&str, &str, &str, &str)] = &[
    ("pm_success_de", "sepa_debit", "DE89370400440532013000", "37040044"),
    ("pm_failed_de", "sepa_debit", "DE62370400440532013001", "37040044"),
    ("pm_disputed_de", "sepa_debit", "DE35370400440532013002", "37040044"),
    ("pm_success_at", "sepa_debit", "AT611904300234573201", "19043"),
    ("pm_failed_at", "sepa_debit", "AT861904300235473202", "19043"),
    ("pm_disputed_at", "sepa_debit", "AT591904300235473203", "19043"),
    ("pm_insufficientFunds_at", "sepa_debit", "AT981904300002222227", "19043"),
    ("pm_usBankAccount", "us_bank_account", "000123456789", "110000000"),
    ("pm_usBankAccount_success", "us_bank_account", "000123456789", "110000000"),
    ("pm_usBankAccount_accountClosed", "us_bank_account", "000111111113", "110000000"),
    ("pm_usBankAccount_noAccount", "us_bank_account", "000111111116", "110000000"),
    ("pm_usBankAccount_insufficientFunds", "us_bank_account", "000222222227", "110000000"),
    ("pm_usBankAccount_debitNotAuthorized", "us_bank_account", "000333333335", "110000000"),
    ("pm_usBankAccount_dispute", "us_bank_account", "000000000009", "110000000"),
    ("pm_usBankAccount_processing", "us_bank_account", "000000000007", "110000000"),
    ("pm_bacsDebit_success", "bacs_debit", "00012345", "108800"),
];

/// The IBAN without spaces, in capitals.
///
/// # Errors
/// `invalid_bank_account_iban` when the check digits of ISO 13616 do not hold.
pub fn read_iban(text: &str) -> Result<String, ApiError> {
    let iban: String =
        text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let is_plausible =
        (15..=34).contains(&iban.len()) && iban.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_plausible && remainder_97(&iban) == 1 {
        return Ok(iban);
    }
    let message = "The IBAN you provided is invalid.";
    Err(ApiError::invalid(message).code("invalid_bank_account_iban").param("sepa_debit[iban]"))
}

/// The first four characters go to the end, letters count from A = 10.
fn remainder_97(iban: &str) -> u32 {
    let (head, tail) = iban.split_at(4);
    format!("{tail}{head}").chars().fold(0, |rest, c| match c.to_digit(36) {
        Some(value) if value > 9 => (rest * 100 + value) % 97,
        Some(value) => (rest * 10 + value) % 97,
        None => rest,
    })
}

/// Puts the end of a debit on the agenda.
pub fn plan_settlement(turn: &mut Turn, charge: &Value, rail: &str, account: &str) {
    let due_at = turn.now + settles_after_days(rail) * DAY_SECONDS;
    let charge = charge.text("id").to_owned();
    match outcome(account) {
        Outcome::Settles | Outcome::Disputed => turn.plan(due_at, Errand::SettleDebit { charge }),
        Outcome::Fails(code) => {
            turn.plan(due_at, Errand::FailDebit { charge, code: code.to_owned() });
        }
        Outcome::Undecided => {}
    }
}

/// The money has arrived. Does nothing unless the charge is pending.
pub fn settle(turn: &mut Turn, charge_id: &str) {
    let mut charge = turn.known(charge_id);
    if charge.text("status") != "pending" {
        return;
    }
    charge["status"] = json!("succeeded");
    charge["paid"] = json!(true);
    charge["captured"] = json!(true);
    charge["amount_captured"] = charge["amount"].clone();
    charges::book(turn, &mut charge);
    turn.save_and_emit(&charge, "charge.succeeded");
    let mut intent = turn.known(charge.text("payment_intent"));
    attempt::succeed(turn, &mut intent, &charge);
    let account = turn.hidden(charge.text("payment_method")).text("account").to_owned();
    if outcome(&account) == Outcome::Disputed {
        disputes::open(turn, charge_id, "debit_not_authorized", false);
    }
}

/// The debit has come back. Does nothing unless the charge is pending.
pub fn fail(turn: &mut Turn, charge_id: &str, code: &str) {
    let mut charge = turn.known(charge_id);
    if charge.text("status") != "pending" {
        return;
    }
    let message = failure_message(code);
    charge["status"] = json!("failed");
    charge["failure_code"] = json!(code);
    charge["failure_message"] = json!(message);
    charge["outcome"] = charges::outcome("issuer_declined", "declined_by_network", Some(code));
    turn.save_and_emit(&charge, "charge.failed");
    let intent = turn.known(charge.text("payment_intent"));
    let method = turn.known(charge.text("payment_method"));
    let error = ApiError::invalid(message).code(code).kind("card_error");
    attempt::fail(turn, intent, &error, &method, Some(charge_id));
}

fn failure_message(code: &str) -> &'static str {
    match code {
        "account_closed" => "The customer's bank account has been closed.",
        "no_account" => "The customer's bank account could not be located.",
        "insufficient_funds" => {
            "The customer's account has insufficient funds to cover this payment."
        }
        "debit_not_authorized" => {
            "The customer has notified their bank that this payment was unauthorized."
        }
        "charge_exceeds_source_limit" => {
            "This payment would exceed the amount that can be debited from the account."
        }
        _ => "The payment could not be processed by the customer's bank.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_iban_of_the_test_table_has_right_check_digits() {
        let ibans = TOKENS.iter().filter(|(_, rail, ..)| *rail == "sepa_debit");
        for (token, _, iban, _) in ibans {
            assert_eq!(read_iban(iban).ok().as_deref(), Some(*iban), "{token}");
        }
        assert!(read_iban("de89 3704 0044 0532 0130 00").is_ok());
        assert!(read_iban("DE88370400440532013000").is_err());
    }

    #[test]
    fn listed_accounts_fail_and_others_settle() {
        assert_eq!(outcome("000222222227"), Outcome::Fails("insufficient_funds"));
        assert_eq!(outcome("DE35370400440532013002"), Outcome::Disputed);
        assert_eq!(outcome("DE89370400440532013000"), Outcome::Settles);
    }
}
