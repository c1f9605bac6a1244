//! Owns which bank and creditor identifiers are well formed: IBAN, BIC, RF references, SEPA creditor
//! identifiers, LEI. Whether the account exists only the bank can say.

use super::country::Country;
use super::tax_id::arithmetic::mod_97;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BankIdError {
    #[error("letters and digits do not stand where they should")]
    Format,
    #[error("the check digits do not fit")]
    CheckDigits,
    /// The check digits fit, but the country's pattern of account numbers is another.
    #[error("the country writes its account numbers differently")]
    CountryPattern,
}

/// An IBAN without spaces whose check digits and country's pattern fit.
///
/// # Errors
/// Says which of the three does not.
pub fn iban(typed: &str) -> Result<String, BankIdError> {
    let number = compact(typed);
    match number.parse::<iban::Iban>() {
        Ok(_) => Ok(number),
        Err(iban::ParseIbanError::InvalidBaseIban { source }) => Err(match source {
            iban::ParseBaseIbanError::InvalidChecksum => BankIdError::CheckDigits,
            _ => BankIdError::Format,
        }),
        Err(_) if fits_newer_pattern(&number) => Ok(number),
        Err(_) => Err(BankIdError::CountryPattern),
    }
}

/// The patterns in which the SWIFT registry is ahead of the crate's table: Honduras joined
/// it (4 letters, 20 digits), Pakistan's account numbers may have letters (4 letters, 16 characters).
fn fits_newer_pattern(number: &str) -> bool {
    let (country, account) = (&number[..2], &number[4..]);
    let is_bank = account.bytes().take(4).all(|byte| byte.is_ascii_uppercase());
    is_bank
        && match country {
            "HN" => account.len() == 24 && are_digits(&account[4..]),
            "PK" => account.len() == 20 && is_alphanumeric(account),
            _ => false,
        }
}

/// A BIC (ISO 9362) without spaces: four letters, the country, two characters, perhaps three more.
///
/// # Errors
/// `Format`.
pub fn bic(typed: &str) -> Result<String, BankIdError> {
    let number = compact(typed);
    let fits = matches!(number.len(), 8 | 11)
        && is_alphanumeric(&number)
        && number[..6].bytes().all(|byte| byte.is_ascii_uppercase());
    if fits && is_country(&number[4..6]) { Ok(number) } else { Err(BankIdError::Format) }
}

/// A structured creditor reference (ISO 11649): `RF`, two check digits, up to 21 characters.
///
/// # Errors
/// `Format`, `CheckDigits`.
pub fn creditor_reference(typed: &str) -> Result<String, BankIdError> {
    let number = compact(typed);
    let fits = (5..=25).contains(&number.len())
        && is_alphanumeric(&number)
        && number.starts_with("RF")
        && are_digits(&number[2..4]);
    rotated_check(number, fits, |number| number[4..].to_owned())
}

/// A SEPA creditor identifier (AT-02): country, check digits, business code, national identifier.
///
/// # Errors
/// `Format`, `CheckDigits`.
pub fn sepa_creditor_id(typed: &str) -> Result<String, BankIdError> {
    let number = compact(typed);
    let fits = (8..=35).contains(&number.len())
        && is_alphanumeric(&number)
        && is_country(&number[..2])
        && are_digits(&number[2..4]);
    // The business code at places 5 to 7 is the creditor's own and is not covered by the check.
    rotated_check(number, fits, |number| number[7..].to_owned())
}

/// A legal entity identifier (ISO 17442): 18 characters and two check digits.
///
/// # Errors
/// `Format`, `CheckDigits`.
pub fn lei(typed: &str) -> Result<String, BankIdError> {
    let number = compact(typed);
    if number.len() != 20 || !is_alphanumeric(&number) || !are_digits(&number[18..]) {
        return Err(BankIdError::Format);
    }
    if mod_97(&number) == 1 { Ok(number) } else { Err(BankIdError::CheckDigits) }
}

/// MOD 97-10 over the `covered` part followed by the first four characters.
fn rotated_check(
    number: String,
    is_formed: bool,
    covered: impl Fn(&str) -> String,
) -> Result<String, BankIdError> {
    if !is_formed {
        return Err(BankIdError::Format);
    }
    let rotated = covered(&number) + &number[..4];
    if mod_97(&rotated) == 1 { Ok(number) } else { Err(BankIdError::CheckDigits) }
}

fn compact(typed: &str) -> String {
    let is_separator = |c: char| c.is_whitespace() || c == '-';
    typed.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

fn is_alphanumeric(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Kosovo has no code of ISO 3166, but banks use `XK`.
fn is_country(code: &str) -> bool {
    code == "XK" || code.parse::<Country>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_of_the_swift_registry_are_accepted_in_either_spelling() {
        for typed in [
            "DE89 3704 0044 0532 0130 00",
            "gb29nwbk60161331926819",
            "FR1420041010050500013M02606",
            "LT121000011101001000",
            "IS140159260076545510730339",
            "HN88CABF00000000000250005469",
            "PK36SCBL0000001123456702",
            "PK51ABPAAKJEDHS87ZX27BJG",
        ] {
            assert!(iban(typed).is_ok(), "{typed}");
        }
        assert_eq!(iban("DE89 3704 0044 0532 0130 00").as_deref(), Ok("DE89370400440532013000"));
    }

    #[test]
    fn a_changed_digit_or_a_wrong_length_is_refused() {
        assert_eq!(iban("ES9121000418450200051333"), Err(BankIdError::CheckDigits));
        assert_eq!(iban("IT60X0542811101000000123457"), Err(BankIdError::CheckDigits));
        assert_eq!(iban(""), Err(BankIdError::Format));
        // Right check digits over a German number of nine digits.
        assert_eq!(iban("DE81370400440532013"), Err(BankIdError::CheckDigits));
        assert_eq!(iban("HN87CABF00000000000250005469"), Err(BankIdError::CheckDigits));
    }

    #[test]
    fn a_bic_has_eight_or_eleven_characters_and_a_country() {
        assert_eq!(bic("ABNA BE 2A").as_deref(), Ok("ABNABE2A"));
        assert!(bic("AGRIFRPP882").is_ok());
        for typed in ["AGRIFRPP8", "AGRI1RPP", "AGRIXXPP", "", "ÄGRIFRPP"] {
            assert_eq!(bic(typed), Err(BankIdError::Format), "{typed}");
        }
    }

    #[test]
    fn references_are_checked_by_mod_97() {
        assert_eq!(creditor_reference("RF18 5390 0754 7034").as_deref(), Ok("RF18539007547034"));
        assert_eq!(creditor_reference("RF17 5390 0754 7034"), Err(BankIdError::CheckDigits));
        assert!(sepa_creditor_id("ES23000 47690558N").is_ok());
        assert_eq!(sepa_creditor_id("ES2300047690557N"), Err(BankIdError::CheckDigits));
        assert!(lei("213800KUD8LAJWSQ9D15").is_ok());
        assert_eq!(lei("213800KUD8LXJWSQ9D15"), Err(BankIdError::CheckDigits));
        assert_eq!(lei("213800"), Err(BankIdError::Format));
    }
}
