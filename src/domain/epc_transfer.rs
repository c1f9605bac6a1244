//! The text inside a QR code that fills in a SEPA credit transfer in the payer's banking app.
//!
//! Source: European Payments Council, EPC069-12 v3.0, "Quick Response Code: guidelines to enable data
//! capture for the initiation of a SEPA credit transfer".

use super::bank_id::{bic, creditor_reference, iban};
use super::currency::Currency;
use super::money::Money;
use super::party::BankAccount;

/// Longest name of the beneficiary (AT-21), in characters.
const NAME_MAX: usize = 70;
/// Longest free remittance information (AT-05), in characters.
const REMITTANCE_MAX: usize = 140;
/// 999,999,999.99: the largest amount the code may carry.
const AMOUNT_MINOR_MAX: i64 = 99_999_999_999;

/// The payload for paying `amount` into `account`, naming `reference`; None where no SEPA transfer is
/// possible: not in euro, nothing to pay, or no valid IBAN among the account's rows.
///
/// Version 002 (the BIC may be left out), UTF-8, lines ended by LF. A reference that is a valid RF
/// creditor reference (ISO 11649) is given as such, any other as free text.
#[must_use]
pub fn epc_transfer(
    beneficiary: &str,
    account: &BankAccount,
    amount: Money,
    reference: &str,
) -> Option<String> {
    let is_payable = (1..=AMOUNT_MINOR_MAX).contains(&amount.amount_minor);
    if amount.currency != Currency::EUR || !is_payable {
        return None;
    }
    let iban = account.rows.iter().find_map(|(_, value)| iban(value).ok())?;
    let bic = account.rows.iter().find_map(|(label, value)| {
        // Words of eight letters look like a BIC, so only a row that is called so is read as one.
        let is_called_so = ["BIC", "SWIFT"].iter().any(|name| label.contains(name));
        is_called_so.then(|| bic(value).ok()).flatten()
    });
    let (structured, free) = match creditor_reference(reference) {
        Ok(reference) => (reference, String::new()),
        Err(_) => (String::new(), one_line(reference, REMITTANCE_MAX)),
    };
    let lines = [
        "BCD".to_owned(),
        "002".to_owned(),
        "1".to_owned(),
        "SCT".to_owned(),
        bic.unwrap_or_default(),
        one_line(beneficiary, NAME_MAX),
        iban,
        format!("EUR{}", amount.to_major()),
        String::new(),
        structured,
        free,
    ];
    // Empty elements at the end are left out.
    Some(lines.join("\n").trim_end().to_owned())
}

fn one_line(text: &str, max: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(rows: &[(&str, &str)]) -> BankAccount {
        BankAccount {
            currency: "EUR".into(),
            bank_name: "A bank".into(),
            rows: rows.iter().map(|(l, v)| ((*l).to_owned(), (*v).to_owned())).collect(),
        }
    }

    fn eur(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    #[test]
    fn the_payload_is_the_one_of_the_guideline() {
        let account = account(&[("IBAN", "DE89 3704 0044 0532 0130 00"), ("BIC", "COBADEFFXXX")]);
        assert_eq!(
            epc_transfer("Nordlicht  GmbH", &account, eur(1_190_00), "INV-2026-7").unwrap(),
            "BCD\n002\n1\nSCT\nCOBADEFFXXX\nNordlicht GmbH\nDE89370400440532013000\nEUR1190.00\n\n\nINV-2026-7"
        );
    }

    #[test]
    fn a_creditor_reference_stands_in_its_own_line_and_the_bic_may_be_missing() {
        let account = account(&[("IBAN", "DE89370400440532013000")]);
        assert_eq!(
            epc_transfer("N", &account, eur(5), "RF18 5390 0754 7034").unwrap(),
            "BCD\n002\n1\nSCT\n\nN\nDE89370400440532013000\nEUR0.05\n\nRF18539007547034"
        );
    }

    #[test]
    fn without_euro_an_iban_or_an_amount_there_is_no_code() {
        let sepa = account(&[("IBAN", "DE89370400440532013000")]);
        let other = account(&[("Account number", "3094817260"), ("IBAN", "DE00")]);
        assert_eq!(epc_transfer("N", &other, eur(1), "x"), None);
        assert_eq!(epc_transfer("N", &sepa, eur(0), "x"), None);
        assert_eq!(epc_transfer("N", &sepa, eur(100_000_000_000), "x"), None);
        assert_eq!(epc_transfer("N", &sepa, Money::new(100, Currency::USD), "x"), None);
    }
}
