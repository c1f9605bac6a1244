//! VAT numbers of the member states, of Northern Ireland and of the one-stop shop.
//!
//! Where private persons trade under their personal number (BG, CZ, LV, RO, SK, ES), that counts too.

use super::TaxIdKind::{EuOssVat, EuVat};
use super::arithmetic::{
    as_number, checked, complement, digits, digits_of, formed, is_date, issued, luhn_fits,
    luhn_sum, mod_11_10_fits, mod_97, pair, shaped, weighted, weighted_down,
};
use super::persons::{birth_number, bulgarian_foreigner, bulgarian_person, romanian_person};
use super::{Scheme, TaxIdError, europe};

type Checked = Result<(), TaxIdError>;

pub(super) const SCHEMES: [Scheme; 29] = [
    Scheme::new("AT", EuVat, &["AT"], austria),
    Scheme::new("BE", EuVat, &["BE"], belgium).zero_filled(9, 10),
    Scheme::new("BG", EuVat, &["BG"], bulgaria),
    Scheme::new("CY", EuVat, &["CY"], cyprus),
    Scheme::new("CZ", EuVat, &["CZ"], czechia),
    Scheme::new("DE", EuVat, &["DE"], germany),
    Scheme::new("DK", EuVat, &["DK"], denmark),
    Scheme::new("EE", EuVat, &["EE"], estonia),
    Scheme::new("EL", EuVat, &["EL", "GR"], greece).zero_filled(8, 9),
    Scheme::new("ES", EuVat, &["ES"], spain),
    Scheme::new("FI", EuVat, &["FI"], finland),
    Scheme::new("FR", EuVat, &["FR"], france),
    Scheme::new("HR", EuVat, &["HR"], croatia),
    Scheme::new("HU", EuVat, &["HU"], hungary),
    Scheme::new("IE", EuVat, &["IE"], ireland),
    Scheme::new("IT", EuVat, &["IT"], italy),
    Scheme::new("LT", EuVat, &["LT"], lithuania),
    Scheme::new("LU", EuVat, &["LU"], luxembourg),
    Scheme::new("LV", EuVat, &["LV"], latvia),
    Scheme::new("MT", EuVat, &["MT"], malta),
    Scheme::new("NL", EuVat, &["NL"], netherlands).zero_filled(4, 12),
    Scheme::new("PL", EuVat, &["PL"], poland),
    Scheme::new("PT", EuVat, &["PT"], portugal),
    // The prefix says whether the number is one for VAT and therefore stays; see `romania`.
    Scheme::new("RO", EuVat, &[], romania),
    Scheme::new("SE", EuVat, &["SE"], sweden),
    Scheme::new("SI", EuVat, &["SI"], slovenia),
    Scheme::new("SK", EuVat, &["SK"], slovakia),
    Scheme::new("XI", EuVat, &["XI"], europe::united_kingdom),
    Scheme::new("EU-OSS", EuOssVat, &[], one_stop_shop),
];

/// Whether a number begins with the letters of a VAT number of the EU.
pub(super) fn is_prefix(letters: &str) -> bool {
    letters == "RO" || SCHEMES.iter().any(|scheme| scheme.prefixes.contains(&letters))
}

/// U and eight digits; Luhn over the first seven plus four.
fn austria(number: &str) -> Checked {
    shaped(number, "A99999999")?;
    formed(number.starts_with('U'))?;
    let digits = digits(&number[1..], 8)?;
    checked(complement(luhn_sum(&digits[..7]) + 4, 10) == digits[7])
}

/// The last two digits are 97 less the rest modulo 97.
fn belgium(number: &str) -> Checked {
    let digits = digits(number, 10)?;
    issued(digits[0] <= 1 && as_number(&digits) > 0)?;
    checked((as_number(&digits[..8]) + as_number(&digits[8..])).is_multiple_of(97))
}

/// Nine digits for companies, ten for persons (EGN), foreigners (PNF) and others.
fn bulgaria(number: &str) -> Checked {
    let digits = digits_of(number, &[9, 10])?;
    if digits.len() == 10 {
        return checked(
            bulgarian_person(&digits) || bulgarian_foreigner(&digits) || {
                complement(weighted(&digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2]), 11) == digits[9]
            },
        );
    }
    let first = weighted(&digits, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11;
    let second = weighted(&digits, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11;
    checked(if first < 10 { first } else { second % 10 } == digits[8])
}

/// Eight digits and a letter; the digits at odd places are translated.
fn cyprus(number: &str) -> Checked {
    const ODD_PLACES: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    shaped(number, "99999999A")?;
    issued(!number.starts_with("12"))?;
    let digits = digits(&number[..8], 8)?;
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { ODD_PLACES[*digit as usize] } else { *digit })
        .sum();
    checked(number.as_bytes()[8] == b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(sum % 26) as usize])
}

/// Eight digits for companies, nine or ten for persons (their birth number), 6… for special cases.
fn czechia(number: &str) -> Checked {
    let digits = digits_of(number, &[8, 9, 10])?;
    match digits.len() {
        8 => {
            issued(digits[0] != 9)?;
            let check = match complement(weighted_down(&digits[..7], 8), 11) {
                0 => 1,
                check => check % 10,
            };
            checked(check == digits[7])
        }
        9 if digits[0] == 6 => {
            let sum = weighted_down(&digits[1..8], 8) % 11;
            checked((8 + 10 - (21 - sum) % 11) % 10 == digits[8])
        }
        _ => birth_number(&digits),
    }
}

fn germany(number: &str) -> Checked {
    let digits = digits(number, 9)?;
    formed(digits[0] != 0)?;
    checked(mod_11_10_fits(&digits))
}

fn denmark(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    formed(digits[0] != 0)?;
    checked(weighted(&digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
}

fn estonia(number: &str) -> Checked {
    let digits = digits(number, 9)?;
    checked(weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10))
}

/// Powers of two from the right, modulo 11.
fn greece(number: &str) -> Checked {
    let digits = digits(number, 9)?;
    checked(weighted(&digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digits[8])
}

/// Companies (CIF), citizens (DNI), foreigners (NIE) and the old special letters K, L, M.
fn spain(number: &str) -> Checked {
    shaped(number, "*9999999*")?;
    let middle = digits(&number[1..8], 7)?;
    let (first, last) = (number.as_bytes()[0], number.as_bytes()[8]);
    let dni = |leading: u64| {
        b"TRWAGMYFPDXBNJZSQVHLCKE"[((leading * 10_000_000 + as_number(&middle)) % 23) as usize]
    };
    match first {
        b'0'..=b'9' => checked(dni(u64::from(first - b'0')) == last),
        b'K' | b'L' | b'M' => checked(dni(0) == last),
        b'X' | b'Y' | b'Z' => checked(dni(u64::from(first - b'X')) == last),
        b'I' | b'O' | b'T' => Err(TaxIdError::Format),
        _ => {
            let with_place = [middle.as_slice(), &[0]].concat();
            let check = complement(luhn_sum(&with_place), 10) as usize;
            checked(last == b'0' + check as u8 || last == b"JABCDEFGHI"[check])
        }
    }
}

fn finland(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    checked(weighted(&digits, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11))
}

/// Two check characters and a SIREN, which has its own Luhn digit; Monaco's begin with 000.
fn france(number: &str) -> Checked {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    shaped(number, "**999999999")?;
    let value = |at: usize| ALPHABET.find(&number[at..=at]).ok_or(TaxIdError::Format);
    let (first, second) = (value(0)? as u64, value(1)? as u64);
    let siren = digits(&number[2..], 9)?;
    checked(siren[..3] == [0, 0, 0] || luhn_fits(&siren))?;
    let number_of_siren = as_number(&siren);
    if first < 10 && second < 10 {
        return checked(first * 10 + second == (number_of_siren * 100 + 12) % 97);
    }
    let check = if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 };
    checked((number_of_siren + 1 + check / 11) % 11 == check % 11)
}

fn croatia(number: &str) -> Checked {
    checked(mod_11_10_fits(&digits(number, 11)?))
}

fn hungary(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    checked(weighted(&digits, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10))
}

/// Seven digits, a check letter, since 2013 perhaps a second letter; before, a letter or a sign
/// could stand in the second place.
fn ireland(number: &str) -> Checked {
    let found = number.chars().count();
    if !(8..=9).contains(&found) {
        return Err(TaxIdError::Length { found });
    }
    formed(number.is_ascii())?;
    let (head, tail) = number.split_at(7);
    let is_letter = |c: u8| (b'A'..=b'W').contains(&c);
    formed(tail.bytes().all(is_letter))?;
    let bytes = head.as_bytes();
    let old_style = !bytes[1].is_ascii_digit();
    formed(!old_style || bytes[1].is_ascii_uppercase() || matches!(bytes[1], b'+' | b'*'))?;
    let seven = if old_style {
        formed(found == 8)?;
        format!("0{}{}", &head[2..], &head[..1])
    } else {
        head.to_owned()
    };
    let digits = digits(&seven, 7)?;
    let second_letter = tail.as_bytes().get(1).copied().map_or(0, irish_value);
    let check = (weighted_down(&digits, 8) + 9 * second_letter) % 23;
    checked(tail.bytes().next().map(irish_value) == Some(check))
}

/// W is 0, A is 1, … V is 22.
fn irish_value(letter: u8) -> u32 {
    u32::from(letter - b'A' + 1) % 23
}

/// Luhn; the province of the office stands in the eighth to tenth place.
fn italy(number: &str) -> Checked {
    let digits = digits(number, 11)?;
    formed(as_number(&digits[..7]) > 0)?;
    issued(matches!(as_number(&digits[7..10]), 1..=100 | 120 | 121 | 888 | 999))?;
    checked(luhn_fits(&digits))
}

/// Nine digits, or twelve for those registered for a time; the last but one is always 1.
fn lithuania(number: &str) -> Checked {
    let digits = digits_of(number, &[9, 12])?;
    let (check, rest) = (digits[digits.len() - 1], &digits[..digits.len() - 1]);
    issued(rest[rest.len() - 1] == 1)?;
    let sum_from = |first: u32| -> u32 {
        rest.iter().zip(0..).map(|(digit, place)| digit * (1 + (place + first) % 9)).sum()
    };
    let first = sum_from(0) % 11;
    checked(if first < 10 { first } else { sum_from(2) % 11 % 10 } == check)
}

fn luxembourg(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    checked(as_number(&digits[..6]) % 89 == as_number(&digits[6..]))
}

/// Companies begin with 4 or more; persons use their personal code, since 2017 without birth date.
fn latvia(number: &str) -> Checked {
    let digits = digits(number, 11)?;
    if digits[0] > 3 {
        return checked(weighted(&digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3);
    }
    if pair(&digits, 0) != 32 {
        let year = 1800 + digits[6] * 100 + pair(&digits, 4);
        issued(is_date(year, pair(&digits, 2), pair(&digits, 0)))?;
    }
    let sum = 1 + weighted(&digits, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    checked(sum % 11 % 10 == digits[10])
}

fn malta(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    formed(digits[0] != 0)?;
    checked(weighted(&digits, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37))
}

/// Nine digits, B, two digits: a company's number by weights, a sole trader's (2020) by MOD 97-10.
fn netherlands(number: &str) -> Checked {
    shaped(number, "999999999A99")?;
    formed(&number[9..10] == "B")?;
    let digits = digits(&number[..9], 9)?;
    formed(as_number(&digits) > 0 && &number[10..] != "00")?;
    let by_weights = weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == digits[8];
    checked(by_weights || mod_97(&format!("NL{number}")) == 1)
}

fn poland(number: &str) -> Checked {
    let digits = digits(number, 10)?;
    checked(weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9])
}

fn portugal(number: &str) -> Checked {
    let digits = digits(number, 9)?;
    formed(digits[0] != 0)?;
    checked(complement(weighted_down(&digits[..8], 9), 11) % 10 == digits[8])
}

/// Two to ten digits, or the thirteen of a person's CNP. With `RO` in front it is a VAT number,
/// without it the tax number of somebody who is not registered for VAT.
fn romania(number: &str) -> Checked {
    let national = number.strip_prefix("RO").unwrap_or(number);
    let digits = digits_of(national, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 13])?;
    if digits.len() == 13 {
        return romanian_person(&digits);
    }
    formed(digits[0] != 0)?;
    let filled: Vec<u32> = std::iter::repeat_n(0, 10 - digits.len()).chain(digits).collect();
    let sum = weighted(&filled, &[7, 5, 3, 2, 1, 7, 5, 3, 2]);
    checked(sum * 10 % 11 % 10 == filled[9])
}

/// Ten digits by Luhn, then 01.
fn sweden(number: &str) -> Checked {
    let digits = digits(number, 12)?;
    checked(luhn_fits(&digits[..10]))?;
    formed(digits[10..] == [0, 1])
}

fn slovenia(number: &str) -> Checked {
    let digits = digits(number, 8)?;
    formed(digits[0] != 0)?;
    // A check of eleven is never given, and ten is written 0.
    let check = 11 - weighted_down(&digits[..7], 8) % 11;
    checked(if check == 10 { 0 } else { check } == digits[7])
}

/// Ten digits divisible by eleven, or a birth number.
fn slovakia(number: &str) -> Checked {
    let digits = digits(number, 10)?;
    if birth_number(&digits).is_ok() {
        return Ok(());
    }
    formed(digits[0] != 0 && matches!(digits[2], 2 | 3 | 4 | 7 | 8 | 9))?;
    checked(as_number(&digits).is_multiple_of(11))
}

/// EU and nine digits, or IM (imports) and ten: the state's ISO 3166 number comes first, 900 stands
/// for the Commission itself.
fn one_stop_shop(number: &str) -> Checked {
    const STATES: [u64; 28] = [
        40, 56, 100, 191, 196, 203, 208, 233, 246, 250, 276, 300, 348, 372, 380, 428, 440, 442,
        470, 528, 616, 620, 642, 703, 705, 724, 752, 900,
    ];
    let digits = match (number.strip_prefix("EU"), number.strip_prefix("IM")) {
        (Some(rest), _) => digits(rest, 9)?,
        (_, Some(rest)) => digits(rest, 10)?,
        _ => return Err(TaxIdError::Component),
    };
    issued(STATES.contains(&as_number(&digits[..3])))
}
