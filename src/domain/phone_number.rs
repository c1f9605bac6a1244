//! A phone number in its one international form (ITU-T E.164): a plus, the country's code, at most 15 digits.

use std::fmt;
use std::str::FromStr;

/// E.164 6.2.1; the shortest numbers in use have seven digits with their country's code.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// `+491701234567`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhoneNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number with its country's code")]
pub struct NoPhoneNumber;

impl PhoneNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is shown: its owner knows it by the last four digits.
    #[must_use]
    pub fn masked(&self) -> String {
        let (hidden, shown) = self.0.split_at(self.0.len() - 4);
        let country: String = hidden.chars().take(3).collect();
        format!("{country} ••• {shown}")
    }
}

impl FromStr for PhoneNumber {
    type Err = NoPhoneNumber;

    /// As people write it: spaces, dashes, dots, slashes and brackets are left out; `00` stands for the plus.
    fn from_str(typed: &str) -> Result<Self, NoPhoneNumber> {
        let bare: String =
            typed.chars().filter(|c| !c.is_whitespace() && !"-–.()/".contains(*c)).collect();
        let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
        let digits = digits.ok_or(NoPhoneNumber)?;
        let is_number = DIGITS.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if is_number { Ok(Self(format!("+{digits}"))) } else { Err(NoPhoneNumber) }
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for typed in ["+49 170 1234567", "0049 170/123-4567", "+49 (170) 123.4567", "+491701234567"]
        {
            let number: PhoneNumber = typed.parse().unwrap();
            assert_eq!(number.as_str(), "+491701234567", "{typed}");
        }
        assert_eq!("+491701234567".parse::<PhoneNumber>().unwrap().masked(), "+49 ••• 4567");
    }

    #[test]
    fn what_has_no_country_or_is_too_long_is_none() {
        for typed in [
            "",
            "0170 1234567",
            "+0170123456",
            "+49170",
            "+4917012345678901",
            "+49170x234567",
            "++49170123456",
        ] {
            assert_eq!(typed.parse::<PhoneNumber>(), Err(NoPhoneNumber), "{typed}");
        }
    }
}
