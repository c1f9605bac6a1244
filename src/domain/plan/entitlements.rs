//! Owns what a version grants beside what it costs: features, and limits such as ten projects. Row E1.
//! Not here: what was used of a limit (`usage`).

use super::is_code;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More of either is no offer that anybody reads.
const ENTRIES_MAX: usize = 50;
const FEATURE_CHARACTERS_MAX: usize = 200;
const DECIMALS_MAX: u32 = 12;

/// What a version grants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entitlements {
    /// Texts that the customer reads, in their order.
    pub features: Vec<String>,
    /// Code of a feature or a meter → quantity that a period includes.
    pub limits: BTreeMap<String, Decimal>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntitlementError {
    #[error("a feature is empty or longer than {FEATURE_CHARACTERS_MAX} characters")]
    Feature,
    #[error("{0:?} is listed twice")]
    FeatureTwice(String),
    #[error("more than {ENTRIES_MAX} features or limits")]
    TooMany,
    #[error("{0:?} is no code: small letters, digits and dashes, at most 40")]
    Code(String),
    #[error("a limit of {quantity} for {code:?}")]
    Quantity { code: String, quantity: Decimal },
}

impl Entitlements {
    /// The quantity that a period includes; `None` where nothing limits it.
    #[must_use]
    pub fn limit(&self, code: &str) -> Option<Decimal> {
        self.limits.get(code).copied()
    }

    /// The same with trimmed texts, if a version can grant it.
    ///
    /// # Errors
    /// Each `EntitlementError`.
    pub fn checked(self) -> Result<Self, EntitlementError> {
        if self.features.len() > ENTRIES_MAX || self.limits.len() > ENTRIES_MAX {
            return Err(EntitlementError::TooMany);
        }
        let features: Vec<String> = self.features.iter().map(|text| text.trim().into()).collect();
        for (position, feature) in features.iter().enumerate() {
            if feature.is_empty() || feature.chars().count() > FEATURE_CHARACTERS_MAX {
                return Err(EntitlementError::Feature);
            }
            if features.iter().take(position).any(|other| other == feature) {
                return Err(EntitlementError::FeatureTwice(feature.clone()));
            }
        }
        for (code, &quantity) in &self.limits {
            if !is_code(code) {
                return Err(EntitlementError::Code(code.clone()));
            }
            if quantity < Decimal::ZERO || quantity.normalize().scale() > DECIMALS_MAX {
                return Err(EntitlementError::Quantity { code: code.clone(), quantity });
            }
        }
        Ok(Self { features, limits: self.limits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(features: &[&str], limits: &[(&str, i64)]) -> Result<Entitlements, EntitlementError> {
        Entitlements {
            features: features.iter().map(|text| (*text).to_owned()).collect(),
            limits: limits.iter().map(|(code, n)| ((*code).to_owned(), (*n).into())).collect(),
        }
        .checked()
    }

    #[test]
    fn a_limit_has_a_code_and_is_never_below_nothing() {
        let granted = of(&[" Single sign-on "], &[("projects", 50)]).unwrap();
        assert_eq!(granted.features, ["Single sign-on"]);
        assert_eq!(granted.limit("projects"), Some(Decimal::from(50)));
        assert_eq!(granted.limit("seats"), None);
        assert_eq!(
            of(&[], &[("My projects", 1)]),
            Err(EntitlementError::Code("My projects".into()))
        );
        let refused = EntitlementError::Quantity { code: "seats".into(), quantity: (-1).into() };
        assert_eq!(of(&[], &[("seats", -1)]), Err(refused));
    }

    #[test]
    fn a_feature_is_said_once() {
        assert_eq!(of(&["SSO", "SSO "], &[]), Err(EntitlementError::FeatureTwice("SSO".into())));
        assert_eq!(of(&["  "], &[]), Err(EntitlementError::Feature));
    }
}
