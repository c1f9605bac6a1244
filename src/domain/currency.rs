//! Owns which currencies exist and how many decimals each has (ISO 4217, list one).
//!
//! Not here: how an amount is written for a reader (`i18n::amount`), exchange rates.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use iso_currency::Currency as Iso;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency of ISO 4217 that amounts can be counted in.
///
/// Ordered by code. Written and read as the three capital letters, in JSON as well.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(Iso);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// Not three capital letters which ISO 4217 lists.
    #[error("{0:?} is not an ISO 4217 currency code")]
    Unknown(String),
    /// Gold, SDR, test codes: listed, but without a minor unit nothing can be billed in them.
    #[error("{0} has no minor unit")]
    NoMinorUnit(&'static str),
}

impl Currency {
    pub const CHF: Currency = Currency(Iso::CHF);
    pub const EUR: Currency = Currency(Iso::EUR);
    pub const GBP: Currency = Currency(Iso::GBP);
    pub const JPY: Currency = Currency(Iso::JPY);
    pub const KWD: Currency = Currency(Iso::KWD);
    pub const NGN: Currency = Currency(Iso::NGN);
    pub const USD: Currency = Currency(Iso::USD);

    /// Three capital letters, for example `EUR`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// ISO 4217 number, for example 978; written with three digits by those who use it.
    pub fn numeric(self) -> u16 {
        self.0.numeric()
    }

    /// Decimals of the major unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.
    pub fn exponent(self) -> u32 {
        // `from_iso` refuses codes without a minor unit, so the fallback is never taken.
        self.0.exponent().map_or(0, u32::from)
    }

    /// Minor units in one major unit: 100 for EUR, 1 for JPY.
    pub fn minor_per_major(self) -> i64 {
        10_i64.pow(self.exponent())
    }

    /// Whether new documents may use it.
    ///
    /// Withdrawn currencies (HRK since 2023, BGN since 2026, …) can still be read, because the
    /// invoices issued in them are kept for years.
    pub fn is_active(self) -> bool {
        !matches!(self.0, Iso::BGN | Iso::CUC | Iso::HRK | Iso::SLL | Iso::ZWL)
    }

    /// The sign people write in the currency's own country, where there is one that no other
    /// currency of weight shares; `$`, `kr` and the like give `None`.
    ///
    /// A hint only: which sign a reader is shown depends on the locale (`i18n`).
    pub fn own_symbol(self) -> Option<&'static str> {
        Some(match self.0 {
            Iso::EUR => "€",
            Iso::GBP => "£",
            Iso::NGN => "₦",
            Iso::INR => "₹",
            Iso::GHS => "GH₵",
            Iso::ILS => "₪",
            Iso::KRW => "₩",
            Iso::VND => "₫",
            Iso::PHP => "₱",
            Iso::BRL => "R$",
            Iso::UAH => "₴",
            Iso::TRY => "₺",
            Iso::KZT => "₸",
            _ => return None,
        })
    }

    fn from_iso(iso: Iso) -> Result<Currency, CurrencyError> {
        match iso.exponent() {
            Some(_) => Ok(Currency(iso)),
            None => Err(CurrencyError::NoMinorUnit(iso.code())),
        }
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    /// Reads a code in capital letters; gateways that write `usd` convert at their own boundary.
    fn from_str(code: &str) -> Result<Currency, CurrencyError> {
        match Iso::from_code(code) {
            Some(iso) => Currency::from_iso(iso),
            None => Err(CurrencyError::Unknown(code.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Currency) -> Ordering {
        self.code().cmp(other.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Currency) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO 4217 list one of 2026-01-01, all codes with a minor unit, by number of decimals.
    const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    const TWO_DECIMALS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV \
        BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP \
        ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES \
        KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
        MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR \
        SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD \
        USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";
    const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
    const FOUR_DECIMALS: &str = "CLF UYW";
    const NO_MINOR_UNIT: &str = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX";

    #[test]
    fn every_active_iso_4217_code_has_its_published_number_of_decimals() {
        let groups = [(NO_DECIMALS, 0), (TWO_DECIMALS, 2), (THREE_DECIMALS, 3), (FOUR_DECIMALS, 4)];
        for (codes, exponent) in groups {
            for code in codes.split_whitespace() {
                let currency: Currency = code.parse().unwrap();
                assert_eq!((currency.code(), currency.exponent()), (code, exponent));
                assert!(currency.is_active(), "{code}");
            }
        }
    }

    #[test]
    fn codes_without_a_minor_unit_cannot_be_billed_in() {
        for code in NO_MINOR_UNIT.split_whitespace() {
            let refused = code.parse::<Currency>();
            assert!(matches!(refused, Err(CurrencyError::NoMinorUnit(c)) if c == code), "{code}");
        }
    }

    #[test]
    fn withdrawn_currencies_are_read_but_not_active() {
        for code in ["BGN", "CUC", "HRK", "SLL", "ZWL"] {
            assert!(!code.parse::<Currency>().unwrap().is_active(), "{code}");
        }
    }

    #[test]
    fn anything_but_three_capital_letters_of_the_list_is_refused() {
        for code in ["", "US", "usd", "usd1", "USD ", "ABC", "€", "EURO", "978"] {
            let refused = code.parse::<Currency>();
            assert_eq!(refused, Err(CurrencyError::Unknown(code.to_owned())));
        }
    }

    #[test]
    fn json_is_the_code_alone() {
        assert_eq!(serde_json::to_string(&Currency::NGN).unwrap(), "\"NGN\"");
        assert_eq!(serde_json::from_str::<Currency>("\"KWD\"").unwrap(), Currency::KWD);
        assert!(serde_json::from_str::<Currency>("\"kwd\"").is_err());
    }

    #[test]
    fn currencies_sort_by_code() {
        let mut currencies = [Currency::USD, Currency::CHF, Currency::NGN, Currency::EUR];
        currencies.sort();
        assert_eq!(currencies, [Currency::CHF, Currency::EUR, Currency::NGN, Currency::USD]);
    }
}
