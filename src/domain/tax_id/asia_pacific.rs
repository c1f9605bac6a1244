//! Tax numbers of Asia, Australia and New Zealand.

use super::TaxIdKind::{AeTrn, AuAbn, HkBr, IlVat, InGst, JpCn, KrBrn, NzGst, SaVat, TwVat};
use super::arithmetic::{
    as_number, checked, complement, digits, digits_of, formed, issued, luhn_fits, shaped, weighted,
};
use super::{Scheme, TaxIdError};

type Checked = Result<(), TaxIdError>;

pub(super) const SCHEMES: [Scheme; 10] = [
    Scheme::new("AU", AuAbn, &[], australia),
    Scheme::new("NZ", NzGst, &["NZ"], new_zealand),
    Scheme::new("IN", InGst, &[], india),
    Scheme::new("JP", JpCn, &[], japan),
    Scheme::new("KR", KrBrn, &[], korea),
    Scheme::new("TW", TwVat, &["TW"], taiwan),
    Scheme::new("HK", HkBr, &[], hong_kong),
    Scheme::new("IL", IlVat, &["IL"], israel).zero_filled(5, 9),
    Scheme::new("AE", AeTrn, &[], united_arab_emirates),
    Scheme::new("SA", SaVat, &[], saudi_arabia),
];

/// ABN: two check digits in front; the weighted sum, the first digit less one, divides by 89.
fn australia(number: &str) -> Checked {
    let mut digits = digits(number, 11)?;
    formed(digits[0] != 0)?;
    digits[0] -= 1;
    checked(weighted(&digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]).is_multiple_of(89))
}

/// IRD number: eight or nine digits; a second set of weights where the first gives ten.
fn new_zealand(number: &str) -> Checked {
    let digits = digits_of(number, &[8, 9])?;
    issued((10_000_001..150_000_000).contains(&as_number(&digits)))?;
    let filled: Vec<u32> = std::iter::repeat_n(0, 9 - digits.len()).chain(digits).collect();
    let check = match complement(weighted(&filled, &[3, 2, 7, 6, 5, 4, 3, 2]), 11) {
        10 => complement(weighted(&filled, &[7, 4, 3, 2, 5, 2, 7, 6]), 11),
        check => check,
    };
    checked(check == filled[8])
}

/// GSTIN: state, the holder's PAN, a count, Z, and a check character by Luhn to the base of 36.
fn india(number: &str) -> Checked {
    shaped(number, "99AAAAA9999A***")?;
    let state = as_number(&digits(&number[..2], 2)?);
    issued(matches!(state, 1..=38 | 97 | 99))?;
    issued("ABCFGHLJPTK".contains(&number[5..6]))?;
    issued(&number[7..11] != "0000")?;
    issued(&number[12..13] != "0" && &number[13..14] == "Z")?;
    let sum: u32 = number
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(36))
        .enumerate()
        .map(|(place, value)| if place % 2 == 1 { value * 2 / 36 + value * 2 % 36 } else { value })
        .sum();
    checked(sum.is_multiple_of(36))
}

/// Corporate number: the check digit stands in front.
fn japan(number: &str) -> Checked {
    let digits = digits(number, 13)?;
    let sum = weighted(&digits[1..], &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    checked(9 - sum % 9 == digits[0])
}

/// Business registration number: office, kind of holder, serial number.
fn korea(number: &str) -> Checked {
    let digits = digits(number, 10)?;
    issued(as_number(&digits[..3]) >= 101 && digits[3..5] != [0, 0])?;
    issued(as_number(&digits[5..9]) > 0)
}

/// The digits of the weighted digits are summed; a 7 in the seventh place may count as 0 or 1.
///
/// The sum divides by 5 since April 2023, when the numbers that divide by 10 ran short.
fn taiwan(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    let sum: u32 = digits
        .iter()
        .zip([1, 2, 1, 2, 1, 2, 4, 1])
        .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
        .sum();
    checked(sum.is_multiple_of(5) || (digits[6] == 7 && (sum + 1).is_multiple_of(5)))
}

/// Business registration number: eight digits; the check digit's rule is not published.
fn hong_kong(number: &str) -> Checked {
    digits(number, 8).map(drop)
}

fn israel(number: &str) -> Checked {
    let digits = digits(number, 9)?;
    formed(as_number(&digits) > 0)?;
    checked(luhn_fits(&digits))
}

/// TRN: fifteen digits; no check digit is published.
fn united_arab_emirates(number: &str) -> Checked {
    digits(number, 15).map(drop)
}

/// Fifteen digits which begin and end with 3.
fn saudi_arabia(number: &str) -> Checked {
    let digits = digits(number, 15)?;
    issued(digits[0] == 3 && digits[14] == 3)
}
