//! Owns what is sold: plans, their versions and the components of a version.
//!
//! A version never changes once a subscription uses it; another price is another version, and who has
//! the old one keeps it until they are moved on a date that was told (grandfathering). Row E1.
//! Not here: what a quantity costs (`pricing`), which period is billed (`period`, `subscription`).

mod catalogue;
mod entitlements;
mod examples;
mod moving;
mod terms;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::id::{PlanId, PlanVersionId};
use super::period::{BillingTiming, Interval};
use super::word::word_enum;
pub use catalogue::{CatalogueVersion, VersionStanding, standing};
pub use entitlements::{EntitlementError, Entitlements};
pub use examples::{Cliff, Example, cliffs, example_quantities, examples};
pub use moving::MoveRefusal;
pub use terms::{ModelTerms, PriceTerms, TermsError, TierTerms};

word_enum! {
    /// What a plan is sold as.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PlanKind: "plan kind" {
        /// What a subscription is for.
        Plan = "plan",
        /// Sold beside a plan.
        AddOn = "add_on",
    }
}

/// A plan as it was from one day to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanVersion {
    pub plan_id: PlanId,
    pub version_id: PlanVersionId,
    /// What staff and the API call the plan: `business`.
    pub code: String,
    /// From 1.
    pub version_no: i32,
    /// What the customer reads.
    pub name: String,
    pub currency: Currency,
    pub interval: Interval,
    pub trial_days: u16,
    /// In the order in which an invoice lists them; the codes differ.
    pub components: Vec<Component>,
}

/// One thing that a plan charges for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Names the component for ever: who changes plans keeps what has the same code.
    pub code: String,
    pub description: String,
    pub quantity: QuantityOf,
    pub timing: ComponentTiming,
    pub price: PriceTerms,
}

/// How many units a period has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantityOf {
    /// Always one: a base fee.
    One,
    /// The seats of the subscription.
    Seats,
    /// What the meter counted in the period.
    Meter(String),
}

word_enum! {
    /// When a period is charged.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ComponentTiming: "component timing" {
        InAdvance = "in_advance",
        InArrears = "in_arrears",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("a plan needs a component")]
    NoComponents,
    #[error("two components are called {0:?}")]
    SameCode(String),
    #[error("{0:?} is no code: small letters, digits and dashes, at most 40")]
    Code(String),
    #[error("{0:?} is metered: usage is known only when the period is over")]
    MeteredInAdvance(String),
    #[error("{0:?} is a percentage of nothing: only a meter can count money")]
    PercentageWithoutMeter(String),
    #[error("{0:?} is charged by a meter whose name is no code")]
    Meter(String),
    #[error(
        "{component:?} is charged by the meter {meter:?} like a component before it: its use would be charged twice"
    )]
    SameMeter { component: String, meter: String },
    #[error("{component}: {source}")]
    Terms { component: String, source: TermsError },
}

const CODE_CHARACTERS_MAX: usize = 40;

/// Whether `code` can name a plan, a component or a meter.
#[must_use]
pub fn is_code(code: &str) -> bool {
    let is_safe = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    (1..=CODE_CHARACTERS_MAX).contains(&code.len()) && code.bytes().all(is_safe)
}

impl ComponentTiming {
    /// The same for `period`.
    #[must_use]
    pub const fn billing(self) -> BillingTiming {
        match self {
            Self::InAdvance => BillingTiming::InAdvance,
            Self::InArrears => BillingTiming::InArrears,
        }
    }
}

impl Component {
    /// The meter that counts its units, if one does.
    #[must_use]
    pub fn meter(&self) -> Option<&str> {
        match &self.quantity {
            QuantityOf::Meter(meter) => Some(meter),
            QuantityOf::One | QuantityOf::Seats => None,
        }
    }

    /// How many units a subscription with so many seats has; `None` when a meter says.
    #[must_use]
    pub fn fixed_quantity(&self, seats: u32) -> Option<Decimal> {
        match self.quantity {
            QuantityOf::One => Some(Decimal::ONE),
            QuantityOf::Seats => Some(seats.into()),
            QuantityOf::Meter(_) => None,
        }
    }
}

/// The components, if a plan can have them.
///
/// # Errors
/// Each `PlanError`.
pub fn checked(components: Vec<Component>) -> Result<Vec<Component>, PlanError> {
    if components.is_empty() {
        return Err(PlanError::NoComponents);
    }
    for (position, component) in components.iter().enumerate() {
        let code = component.code.clone();
        if !is_code(&code) {
            return Err(PlanError::Code(code));
        }
        if components.iter().take(position).any(|other| other.code == code) {
            return Err(PlanError::SameCode(code));
        }
        if component.meter().is_some() && component.timing == ComponentTiming::InAdvance {
            return Err(PlanError::MeteredInAdvance(code));
        }
        if component.meter().is_some_and(|meter| !is_code(meter)) {
            return Err(PlanError::Meter(code));
        }
        if let Some(meter) = component.meter()
            && components.iter().take(position).any(|other| other.meter() == Some(meter))
        {
            return Err(PlanError::SameMeter { component: code, meter: meter.to_owned() });
        }
        let is_percentage = matches!(component.price.model, ModelTerms::Percentage { .. });
        if is_percentage && component.meter().is_none() {
            return Err(PlanError::PercentageWithoutMeter(code));
        }
        if let Err(source) = component.price.to_price() {
            return Err(PlanError::Terms { component: code, source });
        }
    }
    Ok(components)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(code: &str, quantity: QuantityOf, timing: ComponentTiming) -> Component {
        let price = PriceTerms::from(ModelTerms::PerUnit { unit_amount: dec("5") });
        Component { code: code.into(), description: "Seats".into(), quantity, timing, price }
    }

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn usage_is_never_charged_before_it_is_known() {
        let metered = QuantityOf::Meter("api-calls".into());
        let early = component("api", metered.clone(), ComponentTiming::InAdvance);
        assert_eq!(checked(vec![early]), Err(PlanError::MeteredInAdvance("api".into())));
        assert!(checked(vec![component("api", metered, ComponentTiming::InArrears)]).is_ok());
    }

    #[test]
    fn two_components_never_charge_for_the_same_meter() {
        let metered = |code| {
            let meter = QuantityOf::Meter("api-calls".into());
            component(code, meter, ComponentTiming::InArrears)
        };
        let (component, meter) = ("b".to_owned(), "api-calls".to_owned());
        let refused = Err(PlanError::SameMeter { component, meter });
        assert_eq!(checked(vec![metered("a"), metered("b")]), refused);
    }

    #[test]
    fn two_components_never_share_a_code() {
        let base = component("base", QuantityOf::One, ComponentTiming::InAdvance);
        assert_eq!(checked(vec![base.clone(), base]), Err(PlanError::SameCode("base".into())));
        assert_eq!(checked(vec![]), Err(PlanError::NoComponents));
        let spaced = component("API calls", QuantityOf::One, ComponentTiming::InAdvance);
        assert_eq!(checked(vec![spaced]), Err(PlanError::Code("API calls".into())));
    }

    #[test]
    fn a_component_is_read_back_as_it_was_stored() {
        let meter = QuantityOf::Meter("api-calls".into());
        let stored = component("api", meter, ComponentTiming::InArrears);
        let json = serde_json::to_string(&stored).unwrap();
        assert!(json.contains(r#""quantity":{"meter":"api-calls"}"#), "{json}");
        assert!(json.contains(r#""unit_amount":"5""#), "{json}");
        assert_eq!(serde_json::from_str::<Component>(&json).unwrap(), stored);
    }
}
