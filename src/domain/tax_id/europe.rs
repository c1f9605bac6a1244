//! Tax numbers of European states outside the Union, and of Georgia.

use super::TaxIdKind::{ChVat, GbVat, GeVat, IsVat, MkVat, NoVat, RsPib, TrTin};
use super::arithmetic::{
    as_number, checked, complement, digits, digits_of, formed, issued, mod_11_10_fits, weighted,
};
use super::{Scheme, TaxIdError};

type Checked = Result<(), TaxIdError>;

pub(super) const SCHEMES: [Scheme; 8] = [
    Scheme::new("GB", GbVat, &["GB", "XI"], united_kingdom),
    Scheme::new("CH", ChVat, &[], switzerland),
    Scheme::new("NO", NoVat, &["NO"], norway),
    Scheme::new("IS", IsVat, &["IS"], iceland),
    Scheme::new("GE", GeVat, &["GE"], georgia),
    // The prefix is written in Latin and in Cyrillic letters.
    Scheme::new("MK", MkVat, &["MK", "МК"], north_macedonia),
    Scheme::new("RS", RsPib, &["RS"], serbia),
    Scheme::new("TR", TrTin, &["TR"], turkey),
];

/// Nine digits, twelve with a branch; `GD` and `HA` with three for government and health.
pub(super) fn united_kingdom(number: &str) -> Checked {
    if number.starts_with("GD") || number.starts_with("HA") {
        return british_department(number);
    }
    let digits = digits_of(number, &[9, 12])?;
    let remainder = weighted(&digits, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    // Numbers given since 2010 are shifted by 55; they begin with 100 and above.
    let shifted = as_number(&digits[..3]) >= 100 && matches!(remainder, 42 | 55);
    checked(remainder == 0 || shifted)
}

/// `GD000` to `GD499`, `HA500` to `HA999`; in trade with the EU `8888` and two check digits are added.
fn british_department(number: &str) -> Checked {
    let rest = &number[2..];
    let (code, check) = match rest.strip_prefix("8888") {
        Some(long) if long.len() == 5 => {
            let digits = digits(long, 5)?;
            (as_number(&digits[..3]), Some(as_number(&digits[3..])))
        }
        _ => (as_number(&digits(rest, 3)?), None),
    };
    issued(number.starts_with("GD") == (code < 500))?;
    checked(check.is_none_or(|check| code % 97 == check))
}

/// CHE, nine digits, and `MWST`, `TVA`, `IVA` or `TPV`.
fn switzerland(number: &str) -> Checked {
    let found = number.chars().count();
    if !matches!(found, 15 | 16) {
        return Err(TaxIdError::Length { found });
    }
    formed(number.is_ascii())?;
    let (company, suffix) = number.split_at(12);
    let company = company.strip_prefix("CHE").ok_or(TaxIdError::Component)?;
    let digits = digits(company, 9)?;
    checked(complement(weighted(&digits, &[5, 4, 3, 2, 7, 6, 5, 4]), 11) == digits[8])?;
    issued(matches!(suffix, "MWST" | "TVA" | "IVA" | "TPV"))
}

/// The nine digits of the company and `MVA`.
fn norway(number: &str) -> Checked {
    let company = number.strip_suffix("MVA").ok_or(TaxIdError::Format)?;
    let digits = digits(company, 9)?;
    checked(weighted(&digits, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

/// Five or six digits without a check digit.
fn iceland(number: &str) -> Checked {
    digits_of(number, &[5, 6]).map(drop)
}

/// Nine digits for companies, eleven for persons, without a check digit.
fn georgia(number: &str) -> Checked {
    digits_of(number, &[9, 11]).map(drop)
}

fn north_macedonia(number: &str) -> Checked {
    let digits = digits(number, 13)?;
    let sum = weighted(&digits, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    checked(complement(sum, 11) % 10 == digits[12])
}

fn serbia(number: &str) -> Checked {
    checked(mod_11_10_fits(&digits(number, 9)?))
}

/// VKN: each digit is raised by its place from the right, then multiplied by two to that place.
fn turkey(number: &str) -> Checked {
    let digits = digits(number, 10)?;
    let sum: u32 = digits[..9]
        .iter()
        .rev()
        .zip(1_u32..)
        .map(|(digit, place)| match (digit + place) % 10 {
            0 => 0,
            raised => match raised * (1 << place) % 9 {
                0 => 9,
                value => value,
            },
        })
        .sum();
    checked(complement(sum, 10) == digits[9])
}
