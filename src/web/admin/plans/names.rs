//! The names of the form's fields, component by component. Fields want names that live as long as the
//! program.

use std::sync::LazyLock;

/// The most components of a form; more are published from a file.
pub const COMPONENTS_MAX: usize = 12;
/// The most tiers of one price.
pub const TIERS_MAX: usize = 15;

/// The names of one component's fields.
pub struct ComponentNames {
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
    pub tries: String,
    pub tier_count: String,
    pub tiers: Vec<TierNames>,
}

pub struct TierNames {
    pub up_to: String,
    pub unit: String,
    pub flat: String,
}

/// The names of component 1, 2, …
pub static COMPONENTS: LazyLock<Vec<ComponentNames>> =
    LazyLock::new(|| (1..=COMPONENTS_MAX).map(component).collect());

fn component(no: usize) -> ComponentNames {
    let name = |field: &str| format!("c{no}-{field}");
    let tier = |tier: usize| TierNames {
        up_to: name(&format!("t{tier}-up-to")),
        unit: name(&format!("t{tier}-unit")),
        flat: name(&format!("t{tier}-flat")),
    };
    ComponentNames {
        code: name("code"),
        description: name("description"),
        quantity: name("quantity"),
        meter: name("meter"),
        timing: name("timing"),
        model: name("model"),
        shown: name("shown"),
        amount: name("amount"),
        unit: name("unit"),
        size: name("size"),
        rate: name("rate"),
        included: name("included"),
        minimum: name("minimum"),
        maximum: name("maximum"),
        tries: name("tries"),
        tier_count: name("tiers"),
        tiers: (1..=TIERS_MAX).map(tier).collect(),
    }
}
