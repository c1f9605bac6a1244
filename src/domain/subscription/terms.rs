//! Owns what a customer has of a plan for a stretch of time: its version, seats, add-ons, or a pause.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::domain::plan::{Component, ComponentTiming, PlanVersion};

/// What is in force in a phase.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    pub version: Arc<PlanVersion>,
    pub seats: u32,
    pub add_ons: Vec<AddOn>,
    /// Nothing is charged and nothing is served.
    pub paused: bool,
}

/// An add-on and how many times it was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct AddOn {
    pub version: Arc<PlanVersion>,
    pub quantity: u32,
}

/// A component that is charged under some terms.
#[derive(Clone, Debug)]
pub struct Charged<'a> {
    /// Names it within the subscription for ever: the component's code, after its add-on's if it is one's.
    pub key: String,
    pub version: &'a Arc<PlanVersion>,
    /// The code of the plan that it is charged with: of an add-on's component, the plan beside it.
    pub plan: &'a str,
    pub component: &'a Component,
    /// Units of a whole period; `None` when a meter says.
    pub fixed_quantity: Option<Decimal>,
}

impl Terms {
    /// A plan without add-ons.
    #[must_use]
    pub fn of_plan(version: Arc<PlanVersion>, seats: u32) -> Self {
        Self { version, seats, add_ons: Vec::new(), paused: false }
    }

    /// Everything that is charged, in the order in which an invoice lists it; nothing during a pause.
    #[must_use]
    pub fn charged(&self) -> Vec<Charged<'_>> {
        if self.paused {
            return Vec::new();
        }
        let of_plan = self.version.components.iter().map(|component| Charged {
            key: component.code.clone(),
            version: &self.version,
            plan: &self.version.code,
            component,
            fixed_quantity: component.fixed_quantity(self.seats),
        });
        let of_add_ons = self.add_ons.iter().flat_map(|add_on| {
            add_on.version.components.iter().map(|component| Charged {
                key: format!("{}/{}", add_on.version.code, component.code),
                version: &add_on.version,
                plan: &self.version.code,
                component,
                fixed_quantity: component
                    .fixed_quantity(self.seats)
                    .map(|units| units * Decimal::from(add_on.quantity)),
            })
        });
        of_plan.chain(of_add_ons).collect()
    }

    /// What is charged at this time of a period.
    pub(super) fn charged_at(&self, timing: ComponentTiming) -> Vec<Charged<'_>> {
        self.charged().into_iter().filter(|charged| charged.component.timing == timing).collect()
    }

    /// A meter that two components charge for: the same use would be charged twice.
    #[must_use]
    pub fn meter_charged_twice(&self) -> Option<&str> {
        let charged = self.charged();
        let mut meters: Vec<&str> = charged.iter().filter_map(|it| it.component.meter()).collect();
        meters.sort_unstable();
        meters.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }

    /// The component with this key, if these terms charge it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<Charged<'_>> {
        self.charged().into_iter().find(|charged| charged.key == key)
    }
}

impl Charged<'_> {
    /// Whether the other is charged in the very same way.
    #[must_use]
    pub(super) fn is_as(&self, other: &Charged<'_>) -> bool {
        self.key == other.key
            && self.fixed_quantity == other.fixed_quantity
            && self.component == other.component
    }
}
