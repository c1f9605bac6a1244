//! Tax per category and rate. (The lead's placeholder of the types; the rules are being merged.)

use std::str::FromStr;

/// A VAT category of EN 16931 (UNCL5305).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxCategory {
    Standard,
    Zero,
    Exempt,
    ReverseCharge,
    IntraCommunity,
    Export,
    OutsideScope,
}

impl TaxCategory {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "S",
            Self::Zero => "Z",
            Self::Exempt => "E",
            Self::ReverseCharge => "AE",
            Self::IntraCommunity => "K",
            Self::Export => "G",
            Self::OutsideScope => "O",
        }
    }
}

/// A category code that is none of these.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown tax category {0:?}")]
pub struct UnknownTaxCategory(pub String);

impl FromStr for TaxCategory {
    type Err = UnknownTaxCategory;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        [
            Self::Standard,
            Self::Zero,
            Self::Exempt,
            Self::ReverseCharge,
            Self::IntraCommunity,
            Self::Export,
            Self::OutsideScope,
        ]
        .into_iter()
        .find(|category| category.code() == code)
        .ok_or_else(|| UnknownTaxCategory(code.into()))
    }
}
