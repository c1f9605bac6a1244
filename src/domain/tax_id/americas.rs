//! Tax numbers of the Americas.

use super::TaxIdKind::{ArCuit, BrCnpj, CaBn, ClTin, CoNit, EcRuc, MxRfc, UsEin, UyRuc};
use super::arithmetic::{
    as_number, checked, complement, digits, digits_of, formed, is_date, issued, luhn_fits, pair,
    shaped, weighted,
};
use super::{Scheme, TaxIdError};

type Checked = Result<(), TaxIdError>;

pub(super) const SCHEMES: [Scheme; 9] = [
    Scheme::new("US", UsEin, &[], united_states).written(not_as_a_person),
    Scheme::new("CA", CaBn, &[], canada),
    Scheme::new("MX", MxRfc, &[], mexico),
    Scheme::new("BR", BrCnpj, &[], brazil),
    Scheme::new("AR", ArCuit, &[], argentina),
    Scheme::new("CL", ClTin, &["CL"], chile),
    Scheme::new("CO", CoNit, &[], colombia),
    Scheme::new("EC", EcRuc, &[], ecuador),
    Scheme::new("UY", UyRuc, &["UY"], uruguay),
];

/// A hyphen stands after the second digit or nowhere: `911-14-4442` is how the number of a person (SSN)
/// is written, which is no EIN.
fn not_as_a_person(typed: &str) -> Checked {
    formed(typed.trim().char_indices().all(|(place, c)| c != '-' || place == 2))
}

/// EIN: nine digits without a check digit; the IRS lists which prefixes its offices give.
fn united_states(number: &str) -> Checked {
    let digits = digits(number, 9)?;
    let never_given = matches!(
        pair(&digits, 0),
        0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97
    );
    issued(!never_given)
}

/// Business number: nine digits by Luhn, perhaps with a program account (`RT0001`).
fn canada(number: &str) -> Checked {
    let found = number.chars().count();
    if !matches!(found, 9 | 15) {
        return Err(TaxIdError::Length { found });
    }
    formed(number.is_ascii())?;
    let (business, account) = number.split_at(9);
    checked(luhn_fits(&digits(business, 9)?))?;
    if account.is_empty() {
        return Ok(());
    }
    shaped(account, "AA9999")?;
    issued(matches!(&account[..2], "RC" | "RM" | "RP" | "RT"))
}

/// RFC: letters of the name (four for persons, three for companies), a date, three characters.
///
/// Its check digit is not verified: about one number in seventy is in use with a wrong one.
fn mexico(number: &str) -> Checked {
    let characters: Vec<char> = number.chars().collect();
    let letters = match characters.len() {
        10 | 13 => 4,
        12 => 3,
        found => return Err(TaxIdError::Length { found }),
    };
    let (name, rest) = characters.split_at(letters);
    let (date, suffix) = rest.split_at(6);
    formed(name.iter().all(|c| c.is_ascii_uppercase() || matches!(c, '&' | 'Ñ')))?;
    formed(suffix.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()))?;
    let date = digits(&date.iter().collect::<String>(), 6)?;
    issued(is_date(2000 + pair(&date, 0), pair(&date, 2), pair(&date, 4)))
}

/// CNPJ: twelve letters or digits (letters since July 2026), two check digits.
fn brazil(number: &str) -> Checked {
    shaped(number, "************99")?;
    formed(!number.starts_with("000000000000"))?;
    let values: Vec<u32> = number.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let first = complement(weighted(&values, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), 11) % 10;
    let second = complement(weighted(&values, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), 11) % 10;
    checked([first, second] == values[12..])
}

fn argentina(number: &str) -> Checked {
    let digits = digits(number, 11)?;
    issued(matches!(pair(&digits, 0), 20 | 23 | 24 | 27 | 30 | 33 | 34 | 50 | 51 | 55))?;
    let check = match complement(weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]), 11) {
        10 => 9,
        check => check,
    };
    checked(check == digits[10])
}

/// RUT: seven or eight digits and a check character, K for ten.
fn chile(number: &str) -> Checked {
    let found = number.chars().count();
    if !matches!(found, 8 | 9) {
        return Err(TaxIdError::Length { found });
    }
    formed(number.is_ascii())?;
    let (body, check) = number.split_at(found - 1);
    let digits = digits(body, found - 1)?;
    let weights = [2, 3, 4, 5, 6, 7, 2, 3];
    let sum: u32 = digits.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
    let expected = match complement(sum, 11) {
        10 => "K".to_owned(),
        digit => digit.to_string(),
    };
    checked(check == expected)
}

fn colombia(number: &str) -> Checked {
    const WEIGHTS: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let digits = digits_of(number, &[8, 9, 10, 11, 12, 13, 14, 15, 16])?;
    let (check, body) = (digits[digits.len() - 1], &digits[..digits.len() - 1]);
    let sum: u32 = body.iter().rev().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    checked(match sum % 11 {
        remainder @ 0..=1 => remainder == check,
        remainder => 11 - remainder == check,
    })
}

/// RUC: a province, a digit for the kind of holder, an own check digit each, the establishment.
fn ecuador(number: &str) -> Checked {
    let digits = digits(number, 13)?;
    issued(matches!(pair(&digits, 0), 1..=24 | 30 | 50))?;
    match digits[2] {
        0..=5 => ecuadorian_person(&digits),
        6 => ecuadorian_state(&digits).or_else(|_| ecuadorian_person(&digits)),
        // The tax office gives companies numbers without a check digit since their series ran
        // short; what such a number still shows is its first establishment.
        9 => ecuadorian_state(&digits)
            .or_else(|_| ecuadorian_company(&digits))
            .or_else(|refused| if digits[10..] == [0, 0, 1] { Ok(()) } else { Err(refused) }),
        _ => Err(TaxIdError::Component),
    }
}

fn ecuadorian_person(digits: &[u32]) -> Checked {
    issued(as_number(&digits[10..]) > 0)?;
    checked(luhn_fits(&digits[..10]))
}

fn ecuadorian_state(digits: &[u32]) -> Checked {
    issued(as_number(&digits[9..]) > 0)?;
    checked(weighted(digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

fn ecuadorian_company(digits: &[u32]) -> Checked {
    issued(as_number(&digits[10..]) > 0)?;
    checked(weighted(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// RUT: office 01 to 22, a serial number, 001, a check digit.
fn uruguay(number: &str) -> Checked {
    let digits = digits(number, 12)?;
    issued((1..=22).contains(&pair(&digits, 0)))?;
    issued(as_number(&digits[2..8]) > 0 && digits[8..11] == [0, 0, 1])?;
    checked(complement(weighted(&digits, &[4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]), 11) == digits[11])
}
