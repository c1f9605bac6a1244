//! Personal identity numbers under which private persons trade in some member states.

use super::TaxIdError;
use super::arithmetic::{as_number, checked, is_date, issued, pair, weighted};

type Checked = Result<(), TaxIdError>;

/// EGN: the month is raised by 20 for the 19th century and by 40 for the 21st.
pub(super) fn bulgarian_person(digits: &[u32]) -> bool {
    let (year, month) = match pair(digits, 2) {
        month @ 41.. => (2000, month - 40),
        month @ 21..=40 => (1800, month - 20),
        month => (1900, month),
    };
    is_date(year + pair(digits, 0), month, pair(digits, 4))
        && weighted(digits, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digits[9]
}

pub(super) fn bulgarian_foreigner(digits: &[u32]) -> bool {
    weighted(digits, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == digits[9]
}

/// Czech and Slovak birth number: women have 50 added to the month, 20 more when a day ran out.
pub(super) fn birth_number(digits: &[u32]) -> Checked {
    let year = pair(digits, 0);
    let month = pair(digits, 2) % 50 % 20;
    let short = digits.len() == 9;
    // Nine digits were given until 1953; ten since 1954, so that 00 to 53 are of this century.
    let year = match (short, year) {
        (true, 80..) => 1800 + year,
        (true, 54..) => return Err(TaxIdError::Component),
        (false, ..54) => 2000 + year,
        _ => 1900 + year,
    };
    issued(is_date(year, month, pair(digits, 4)))?;
    let fits = || as_number(&digits[..9]) % 11 % 10 == u64::from(digits[9]);
    checked(short || fits())
}

/// CNP: sex and century, birth date, county, serial number, check digit.
pub(super) fn romanian_person(digits: &[u32]) -> Checked {
    let century = match digits[0] {
        0 => return Err(TaxIdError::Component),
        3 | 4 => 1800,
        5 | 6 => 2000,
        _ => 1900,
    };
    issued(is_date(century + pair(digits, 1), pair(digits, 3), pair(digits, 5)))?;
    issued(matches!(pair(digits, 7), 1..=48 | 51 | 52 | 70 | 80..=83))?;
    let check = weighted(digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    checked(if check == 10 { 1 } else { check } == digits[12])
}
