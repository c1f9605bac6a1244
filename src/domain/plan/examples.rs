//! Owns what staff look at before a price is published: example quantities around each edge, what they
//! cost by the real pricing code, and where one unit more makes the whole cheaper. Row F1.

use super::{Component, ModelTerms, QuantityOf, TermsError};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::pricing::{PricedPart, PricingError, Usage};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A quantity and what it costs.
#[derive(Clone, Debug)]
pub struct Example {
    pub quantity: Decimal,
    /// Rounded as a line of an invoice.
    pub amount: Money,
    /// How the amount comes about.
    pub parts: Vec<PricedPart>,
}

/// One unit more costs less: 10,000 for 80.00, 10,001 for 50.01.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cliff {
    pub at: Decimal,
    pub costs: Money,
    pub next: Decimal,
    pub next_costs: Money,
}

/// The quantities that show a price: none, one, and each edge with its neighbours, ascending. Edges are
/// counted with the included units before them. `further` are added as they are.
#[must_use]
pub fn example_quantities(component: &Component, further: &[Decimal]) -> Vec<Decimal> {
    let price = &component.price;
    if component.quantity == QuantityOf::One {
        return vec![Decimal::ONE];
    }
    let mut edges = vec![Decimal::ZERO];
    let included = price.included_units;
    if !included.is_zero() {
        edges.push(included);
    }
    match &price.model {
        ModelTerms::Graduated { tiers } | ModelTerms::Volume { tiers } => {
            let bounds = tiers.iter().filter_map(|tier| tier.up_to);
            edges.extend(bounds.filter_map(|bound| bound.checked_add(included)));
        }
        ModelTerms::Package { size, .. } => {
            let two = size.checked_add(*size);
            edges.extend(
                [Some(*size), two].into_iter().flatten().filter_map(|n| n.checked_add(included)),
            );
        }
        ModelTerms::Percentage { .. } => edges.push(Decimal::ONE_HUNDRED),
        ModelTerms::Flat { .. } | ModelTerms::PerUnit { .. } => edges.push(Decimal::TEN),
    }
    let around = |edge: Decimal| {
        [edge.checked_sub(Decimal::ONE), Some(edge), edge.checked_add(Decimal::ONE)]
    };
    let mut quantities: BTreeSet<Decimal> = edges.into_iter().flat_map(around).flatten().collect();
    quantities.extend(further);
    quantities.into_iter().filter(|quantity| *quantity >= Decimal::ZERO).collect()
}

/// What each quantity costs for one whole period.
///
/// # Errors
/// As `PriceTerms::to_price`; `Pricing` where an amount does not fit 64 bits.
pub fn examples(
    component: &Component,
    currency: Currency,
    quantities: &[Decimal],
) -> Result<Vec<Example>, TermsError> {
    let price = component.price.to_price()?;
    let example = |&quantity: &Decimal| {
        let line = price.line(Usage::Quantity(quantity))?;
        let amount = line.amount(currency).map_err(PricingError::from)?;
        Ok(Example { quantity, amount, parts: line.parts })
    };
    quantities.iter().map(example).collect()
}

/// Where one unit more costs less, in the order of the tiers. Only volume prices have such places.
///
/// # Errors
/// As [`examples`].
pub fn cliffs(component: &Component, currency: Currency) -> Result<Vec<Cliff>, TermsError> {
    let ModelTerms::Volume { tiers } = &component.price.model else { return Ok(Vec::new()) };
    let mut cliffs = Vec::new();
    for bound in tiers.iter().filter_map(|tier| tier.up_to) {
        let at = bound.checked_add(component.price.included_units);
        let Some((at, next)) = at.and_then(|at| Some((at, at.checked_add(Decimal::ONE)?))) else {
            continue;
        };
        let pair = examples(component, currency, &[at, next])?;
        if let [here, there] = &pair[..]
            && there.amount.amount_minor < here.amount.amount_minor
        {
            cliffs.push(Cliff { at, costs: here.amount, next, next_costs: there.amount });
        }
    }
    Ok(cliffs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{ComponentTiming, PriceTerms, TierTerms};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// ≤ 1,000 at 0.010; ≤ 10,000 at 0.008; the rest at 0.005.
    fn tiers() -> Vec<TierTerms> {
        [(Some("1000"), "0.010"), (Some("10000"), "0.008"), (None, "0.005")]
            .map(|(up_to, unit)| TierTerms {
                up_to: up_to.map(dec),
                unit_amount: dec(unit),
                flat_amount: Decimal::ZERO,
            })
            .into()
    }

    fn metered(model: ModelTerms, included: &str) -> Component {
        let price = PriceTerms { included_units: dec(included), ..PriceTerms::from(model) };
        Component {
            code: "calls".into(),
            description: "API calls".into(),
            quantity: QuantityOf::Meter("api-calls".into()),
            timing: ComponentTiming::InArrears,
            price,
        }
    }

    fn costs(component: &Component, quantities: &[&str]) -> Vec<i64> {
        let quantities: Vec<_> = quantities.iter().map(|text| dec(text)).collect();
        let examples = examples(component, Currency::USD, &quantities).unwrap();
        examples.iter().map(|example| example.amount.amount_minor).collect()
    }

    #[test]
    fn graduated_tiers_are_exact_on_both_sides_of_each_edge() {
        let calls = metered(ModelTerms::Graduated { tiers: tiers() }, "0");
        // 999 × 0.010; 10.00; + 0.008. 10 + 8,999 × 0.008 = 81.992; 10 + 72 = 82; + 0.005 = 82.005
        let quantities = ["0", "999", "1000", "1001", "9999", "10000", "10001", "12500"];
        let expected = [0, 9_99, 10_00, 10_01, 81_99, 82_00, 82_01, 94_50];
        assert_eq!(costs(&calls, &quantities), expected);
    }

    #[test]
    fn volume_prices_fall_off_a_cliff_where_a_tier_ends() {
        let calls = metered(ModelTerms::Volume { tiers: tiers() }, "0");
        // 1,000 × 0.010 = 10.00, 1,001 × 0.008 = 8.008; 10,000 × 0.008 = 80.00, 10,001 × 0.005 = 50.005
        let expected = [10_00, 8_01, 80_00, 50_01];
        assert_eq!(costs(&calls, &["1000", "1001", "10000", "10001"]), expected);
        let usd = |minor| Money::new(minor, Currency::USD);
        let found = cliffs(&calls, Currency::USD).unwrap();
        let cliff = |at: &str, costs, next: &str, next_costs| Cliff {
            at: dec(at),
            costs: usd(costs),
            next: dec(next),
            next_costs: usd(next_costs),
        };
        let expected = [cliff("1000", 10_00, "1001", 8_01), cliff("10000", 80_00, "10001", 50_01)];
        assert_eq!(found, expected);
        let graduated = metered(ModelTerms::Graduated { tiers: tiers() }, "0");
        assert_eq!(cliffs(&graduated, Currency::USD).unwrap(), []);
    }

    #[test]
    fn edges_count_the_included_units_before_them() {
        let calls = metered(ModelTerms::Graduated { tiers: tiers() }, "500");
        let shown = example_quantities(&calls, &[dec("12500"), dec("-3")]);
        let expected = [
            "0", "1", "499", "500", "501", "1499", "1500", "1501", "10499", "10500", "10501",
            "12500",
        ];
        assert_eq!(shown, expected.map(dec));
        // 500 free; 501 = 0.010 → 0.01; 1,500 → 1,000 × 0.010; 1,501 → + 0.008
        assert_eq!(costs(&calls, &["500", "501", "1500", "1501"]), [0, 1, 10_00, 10_01]);
    }

    #[test]
    fn a_package_begins_with_its_first_unit() {
        let model = ModelTerms::Package { size: dec("1000"), amount: dec("5") };
        let sms = metered(model, "0");
        let shown = example_quantities(&sms, &[]);
        assert_eq!(shown, ["0", "1", "999", "1000", "1001", "1999", "2000", "2001"].map(dec));
        let shown: Vec<String> = shown.iter().map(Decimal::to_string).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        assert_eq!(costs(&sms, &shown), [0, 5_00, 5_00, 5_00, 10_00, 10_00, 10_00, 15_00]);
    }

    #[test]
    fn a_base_fee_has_one_example() {
        let mut base = metered(ModelTerms::Flat { amount: dec("49") }, "0");
        base.quantity = QuantityOf::One;
        assert_eq!(example_quantities(&base, &[dec("7")]), [Decimal::ONE]);
        assert_eq!(costs(&base, &["1"]), [49_00]);
    }
}
