//! Owns which countries exist (ISO 3166-1) and which of them form the EU's VAT territory.
//!
//! Not here: their names, which are messages of the catalogue (`country-DE`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A country or territory with an officially assigned alpha-2 code. Ordered by code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static str);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an ISO 3166-1 alpha-2 code")]
pub struct UnknownCountry(pub String);

/// Sorted, because it is searched by halves.
const CODES: [&str; 249] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS",
    "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN",
    "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE",
    "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF",
    "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM",
    "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM",
    "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC",
    "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA",
    "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG",
    "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS",
    "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO",
    "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI",
    "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

/// Member states since 2020-02-01. Greece is `GR` here; its VAT numbers begin with `EL`.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Country {
    pub const CH: Country = Country("CH");
    pub const DE: Country = Country("DE");
    pub const FR: Country = Country("FR");
    pub const GB: Country = Country("GB");
    pub const IE: Country = Country("IE");
    pub const NG: Country = Country("NG");
    pub const US: Country = Country("US");

    /// Two capital letters.
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// Whether it is a member state of the European Union today.
    ///
    /// Territories outside the VAT area (Canary Islands, Åland, Büsingen) are decided by postcode.
    pub fn is_eu(self) -> bool {
        EU.contains(&self.0)
    }

    /// Every country, by code.
    pub fn all() -> impl Iterator<Item = Country> {
        CODES.into_iter().map(Country)
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(code: &str) -> Result<Country, UnknownCountry> {
        match CODES.binary_search(&code) {
            Ok(position) => Ok(Country(CODES[position])),
            Err(_) => Err(UnknownCountry(code.to_owned())),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Country, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_without_doubles() {
        assert!(CODES.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(EU.iter().all(|code| code.parse::<Country>().is_ok()));
    }

    #[test]
    fn only_capital_letters_of_the_list_are_countries() {
        assert_eq!("NG".parse::<Country>(), Ok(Country::NG));
        for code in ["", "ng", "UK", "EU", "EL", "XX", "USA", "D"] {
            assert_eq!(code.parse::<Country>(), Err(UnknownCountry(code.to_owned())));
        }
    }

    #[test]
    fn the_united_kingdom_has_left_the_union() {
        assert!(Country::IE.is_eu() && Country::DE.is_eu());
        assert!(!Country::GB.is_eu() && !Country::CH.is_eu() && !Country::NG.is_eu());
        assert_eq!(Country::all().filter(|country| country.is_eu()).count(), 27);
    }

    #[test]
    fn json_is_the_code_alone() {
        assert_eq!(serde_json::to_string(&Country::IE).unwrap(), "\"IE\"");
        assert_eq!(serde_json::from_str::<Country>("\"US\"").unwrap(), Country::US);
        assert!(serde_json::from_str::<Country>("\"us\"").is_err());
    }
}
