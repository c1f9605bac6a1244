//! Tax numbers of African states.

use super::TaxIdKind::{GhTin, KeTin, NgTin, ZaTin};
use super::arithmetic::{checked, digits, digits_of, formed, issued, luhn_fits, shaped};
use super::{Scheme, TaxIdError};

type Checked = Result<(), TaxIdError>;

pub(super) const SCHEMES: [Scheme; 4] = [
    Scheme::new("NG", NgTin, &["NG"], nigeria),
    Scheme::new("GH", GhTin, &[], ghana),
    Scheme::new("KE", KeTin, &[], kenya),
    Scheme::new("ZA", ZaTin, &["ZA"], south_africa),
];

/// Companies: eight digits and the office's four (`01012345-0001`); persons: ten (Joint Tax Board);
/// the Tax ID of the Tax Administration Act 2025: thirteen. No check digit is published.
fn nigeria(number: &str) -> Checked {
    let digits = digits_of(number, &[10, 12, 13])?;
    issued(digits.iter().any(|digit| *digit != 0))
}

/// A letter for the kind of holder, 00, seven digits, a check character, X for ten.
fn ghana(number: &str) -> Checked {
    shaped(number, "A999999999*")?;
    formed(matches!(&number[..3], "P00" | "C00" | "G00" | "Q00" | "V00"))?;
    let digits = digits(&number[1..10], 9)?;
    let sum: u32 = digits.iter().zip(1..).map(|(digit, place)| digit * place).sum();
    let expected = match sum % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    checked(number[10..] == expected)
}

/// A for persons or P for others, nine digits, a letter; no check digit is published.
fn kenya(number: &str) -> Checked {
    shaped(number, "A999999999A")?;
    formed(number.starts_with(['A', 'P']))
}

/// Ten digits by Luhn; VAT numbers begin with 4 and are the vendor's own series.
fn south_africa(number: &str) -> Checked {
    let digits = digits(number, 10)?;
    issued(matches!(digits[0], 0..=4 | 9))?;
    checked(luhn_fits(&digits))
}
