//! A version as it was typed: taken from the form, sent on by it, with rows added and removed. `written`
//! makes it from a stored version, `read` makes an entry of the catalogue of it.

use super::names::{COMPONENTS, COMPONENTS_MAX, ComponentNames, TIERS_MAX};
use crate::domain::period::IntervalUnit;
use crate::domain::plan::{ComponentTiming, PlanKind};
use crate::web::admin::typed::Typed;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The words of the price models, in the order in which they are offered.
pub const MODELS: [&str; 6] = ["flat", "per_unit", "graduated", "volume", "package", "percentage"];

/// The fields that are not a component's: (name, text).
const TERMS: [&str; 12] = [
    "code",
    "kind",
    "name",
    "description",
    "currency",
    "interval-unit",
    "interval-count",
    "trial-days",
    "effective-on",
    "offered",
    "features",
    "limits",
];

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionText {
    terms: BTreeMap<&'static str, String>,
    pub components: Vec<ComponentText>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentText {
    pub code: String,
    pub description: String,
    pub quantity: String,
    pub meter: String,
    pub timing: String,
    pub model: String,
    /// The model whose fields the page showed.
    pub shown: String,
    pub amount: String,
    pub unit: String,
    pub size: String,
    pub rate: String,
    pub included: String,
    pub minimum: String,
    pub maximum: String,
    /// Further quantities of the preview.
    pub tries: String,
    pub tiers: Vec<TierText>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TierText {
    pub up_to: String,
    pub unit: String,
    pub flat: String,
}

impl ComponentText {
    pub fn new() -> Self {
        Self {
            quantity: "one".into(),
            timing: ComponentTiming::InAdvance.word().into(),
            model: "flat".into(),
            tiers: vec![TierText::default(), TierText::default()],
            ..Self::default()
        }
    }

    pub fn is_tiered(&self) -> bool {
        matches!(self.model.as_str(), "graduated" | "volume")
    }

    fn texts<'a>(
        &'a mut self,
        names: &'static ComponentNames,
    ) -> [(&'static str, &'a mut String); 15] {
        [
            (&names.code, &mut self.code),
            (&names.description, &mut self.description),
            (&names.quantity, &mut self.quantity),
            (&names.meter, &mut self.meter),
            (&names.timing, &mut self.timing),
            (&names.model, &mut self.model),
            (&names.shown, &mut self.shown),
            (&names.amount, &mut self.amount),
            (&names.unit, &mut self.unit),
            (&names.size, &mut self.size),
            (&names.rate, &mut self.rate),
            (&names.included, &mut self.included),
            (&names.minimum, &mut self.minimum),
            (&names.maximum, &mut self.maximum),
            (&names.tries, &mut self.tries),
        ]
    }
}

impl VersionText {
    /// An empty form, for a plan that begins `on`.
    pub fn new(on: Date) -> Self {
        let mut text = Self { components: vec![ComponentText::new()], ..Self::default() };
        text.set("kind", PlanKind::Plan.word());
        text.set("interval-unit", IntervalUnit::Month.word());
        text.set("interval-count", "1");
        text.set("effective-on", on.to_string());
        text.set("offered", "yes");
        text
    }

    pub fn get(&self, name: &str) -> &str {
        self.terms.get(name).map_or("", String::as_str)
    }

    pub fn set(&mut self, name: &'static str, text: impl Into<String>) {
        self.terms.insert(name, text.into());
    }

    /// What the form sent.
    pub fn typed(typed: &Typed) -> Self {
        let mut text = Self::default();
        for name in TERMS {
            text.set(name, typed.get(name));
        }
        let count = |name: &str, max: usize| typed.get(name).parse().unwrap_or(1).clamp(1, max);
        for names in COMPONENTS.iter().take(count("components", COMPONENTS_MAX)) {
            let mut component = ComponentText::default();
            for (name, field) in component.texts(names) {
                typed.get(name).clone_into(field);
            }
            let tiers = count(&names.tier_count, TIERS_MAX);
            component.tiers.extend(names.tiers.iter().take(tiers).map(|names| TierText {
                up_to: typed.get(&names.up_to).to_owned(),
                unit: typed.get(&names.unit).to_owned(),
                flat: typed.get(&names.flat).to_owned(),
            }));
            text.components.push(component);
        }
        text
    }

    /// Everything that the form would send, for a page that keeps it out of sight.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields: Vec<_> =
            TERMS.into_iter().map(|name| (name, self.get(name).to_owned())).collect();
        fields.push(("components", self.components.len().to_string()));
        for (names, component) in COMPONENTS.iter().zip(&self.components) {
            let mut component = component.clone();
            let tiers = std::mem::take(&mut component.tiers);
            fields.push((&names.tier_count, tiers.len().to_string()));
            fields.extend(component.texts(names).map(|(name, text)| (name, text.clone())));
            for (names, tier) in names.tiers.iter().zip(tiers) {
                fields.push((&names.up_to, tier.up_to));
                fields.push((&names.unit, tier.unit));
                fields.push((&names.flat, tier.flat));
            }
        }
        fields
    }

    /// Adds or removes a row, as the button says; false when the button is for something else.
    pub fn change_rows(&mut self, act: &str) -> bool {
        let mut words = act.split(' ');
        let verb = words.next().unwrap_or_default();
        let mut position = || words.next()?.parse::<usize>().ok()?.checked_sub(1);
        match (verb, position(), position()) {
            ("add-component", ..) if self.components.len() < COMPONENTS_MAX => {
                self.components.push(ComponentText::new());
            }
            ("remove-component", Some(at), _) if self.components.len() > 1 => {
                if at < self.components.len() {
                    self.components.remove(at);
                }
            }
            ("add-tier", Some(at), _) => {
                if let Some(one) = self.components.get_mut(at).filter(|c| c.tiers.len() < TIERS_MAX)
                {
                    one.tiers.push(TierText::default());
                }
            }
            ("remove-tier", Some(at), Some(tier)) => {
                let component = self.components.get_mut(at).filter(|c| c.tiers.len() > 1);
                if let Some(component) = component.filter(|c| tier < c.tiers.len()) {
                    component.tiers.remove(tier);
                }
            }
            ("add-component" | "remove-component" | "show", ..) => {}
            _ => return false,
        }
        true
    }

    /// Whether a component has another model than the one whose fields were shown.
    pub fn wants_other_fields(&self) -> bool {
        self.components.iter().any(|component| component.model != component.shown)
    }
}
