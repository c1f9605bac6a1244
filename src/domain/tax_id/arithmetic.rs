//! The arithmetic that many numbering schemes share.

use jiff::civil::Date;

use super::TaxIdError;

/// The digits of a number that must consist of exactly `length` of them.
pub(super) fn digits(number: &str, length: usize) -> Result<Vec<u32>, TaxIdError> {
    digits_of(number, &[length])
}

/// The digits of a number that may have one of several lengths.
pub(super) fn digits_of(number: &str, lengths: &[usize]) -> Result<Vec<u32>, TaxIdError> {
    only_letters_and_digits(number)?;
    let found = number.chars().count();
    if !lengths.contains(&found) {
        return Err(TaxIdError::Length { found });
    }
    number.chars().map(|c| c.to_digit(10)).collect::<Option<_>>().ok_or(TaxIdError::Format)
}

/// A foreign character is a fault of form, however long it makes the number.
fn only_letters_and_digits(number: &str) -> Result<(), TaxIdError> {
    formed(number.chars().all(char::is_alphanumeric))
}

/// Checks a number against a pattern: `9` is a digit, `A` a letter, `*` either.
///
/// What has passed is ASCII, so that it can be cut by bytes.
pub(super) fn shaped(number: &str, pattern: &str) -> Result<(), TaxIdError> {
    only_letters_and_digits(number)?;
    let found = number.chars().count();
    if found != pattern.len() {
        return Err(TaxIdError::Length { found });
    }
    let fits = number.chars().zip(pattern.chars()).all(|(c, expected)| match expected {
        '9' => c.is_ascii_digit(),
        'A' => c.is_ascii_uppercase(),
        _ => c.is_ascii_digit() || c.is_ascii_uppercase(),
    });
    if fits { Ok(()) } else { Err(TaxIdError::Format) }
}

/// `Ok` if the check digits fit.
pub(super) fn checked(fits: bool) -> Result<(), TaxIdError> {
    if fits { Ok(()) } else { Err(TaxIdError::CheckDigit) }
}

/// `Ok` if the part is one that is issued.
pub(super) fn issued(exists: bool) -> Result<(), TaxIdError> {
    if exists { Ok(()) } else { Err(TaxIdError::Component) }
}

/// `Ok` if the characters are what they should be.
pub(super) fn formed(fits: bool) -> Result<(), TaxIdError> {
    if fits { Ok(()) } else { Err(TaxIdError::Format) }
}

/// Sum of digit × weight; the shorter of the two ends it.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Sum of digit × weight where the weights count down from `first`.
pub(super) fn weighted_down(digits: &[u32], first: u32) -> u32 {
    digits.iter().zip((1..=first).rev()).map(|(digit, weight)| digit * weight).sum()
}

/// The check digit that fills `sum` up to a multiple of `modulus`; 10 where it would be ten.
pub(super) fn complement(sum: u32, modulus: u32) -> u32 {
    (modulus - sum % modulus) % modulus
}

/// The digits read as one decimal number; at most 19 of them.
pub(super) fn as_number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(*digit))
}

/// Luhn's sum: every second digit from the right, beginning with the last but one, is doubled.
pub(super) fn luhn_sum(digits: &[u32]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum()
}

pub(super) fn luhn_fits(digits: &[u32]) -> bool {
    luhn_sum(digits).is_multiple_of(10)
}

/// ISO 7064, MOD 11,10.
pub(super) fn mod_11_10_fits(digits: &[u32]) -> bool {
    let check = digits.iter().fold(5, |check, digit| {
        let doubled = if check == 0 { 10 } else { check } * 2 % 11;
        (doubled + digit) % 10
    });
    check == 1
}

/// ISO 7064, MOD 97-10 of digits and letters (A is 10): the remainder, 1 if the number is right.
pub(in crate::domain) fn mod_97(number: &str) -> u32 {
    number.chars().filter_map(|c| c.to_digit(36)).fold(0, |remainder, value| {
        let places = if value < 10 { 10 } else { 100 };
        (remainder * places + value) % 97
    })
}

/// Whether the calendar has this day.
pub(super) fn is_date(year: u32, month: u32, day: u32) -> bool {
    let date = || {
        let (year, month, day) =
            (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()
    };
    date().is_some()
}

/// Two digits as a number.
pub(super) fn pair(digits: &[u32], at: usize) -> u32 {
    digits[at] * 10 + digits[at + 1]
}
