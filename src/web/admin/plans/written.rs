//! Writes a stored version as the form that reads back the same.

use super::names::{COMPONENTS_MAX, TIERS_MAX};
use super::text::{ComponentText, TierText, VersionText};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::plan::{CatalogueVersion, Component, ModelTerms, QuantityOf, TierTerms};
use crate::i18n::{self, Locale};
use crate::web::admin::typed::number_input;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The form that reads back as this version, to begin `on`.
pub fn written(locale: Locale, stored: &CatalogueVersion, on: Date) -> VersionText {
    let version = &stored.version;
    let limits: Vec<_> = stored
        .entitlements
        .limits
        .iter()
        .map(|(code, quantity)| format!("{code} = {}", number_input(locale, *quantity)))
        .collect();
    let mut text = VersionText::new(on);
    text.set("code", version.code.clone());
    text.set("kind", stored.kind.word());
    text.set("name", version.name.clone());
    text.set("description", stored.description.clone());
    text.set("currency", version.currency.code());
    text.set("interval-unit", version.interval.unit.word());
    text.set("interval-count", version.interval.count.to_string());
    text.set(
        "trial-days",
        if version.trial_days == 0 { String::new() } else { version.trial_days.to_string() },
    );
    text.set("offered", if stored.is_offered { "yes" } else { "" });
    text.set("features", stored.entitlements.features.join("\n"));
    text.set("limits", limits.join("\n"));
    let component = |component: &Component| write_component(locale, version.currency, component);
    text.components = version.components.iter().take(COMPONENTS_MAX).map(component).collect();
    if text.components.is_empty() {
        text.components.push(ComponentText::new());
    }
    text
}

fn write_component(locale: Locale, currency: Currency, component: &Component) -> ComponentText {
    let number = |value: Decimal| number_input(locale, value);
    let amount = |value: Decimal| {
        Money::from_major_exact(value, currency)
            .map_or_else(|_| number(value), |money| i18n::amount_input(locale, money))
    };
    let unless_zero =
        |value: Decimal, text: String| if value.is_zero() { String::new() } else { text };
    let tier = |tier: &TierTerms| TierText {
        up_to: tier.up_to.map(number).unwrap_or_default(),
        unit: number(tier.unit_amount),
        flat: unless_zero(tier.flat_amount, amount(tier.flat_amount)),
    };
    let mut text = ComponentText::new();
    text.code.clone_from(&component.code);
    text.description.clone_from(&component.description);
    component.timing.word().clone_into(&mut text.timing);
    match &component.quantity {
        QuantityOf::One => "one".clone_into(&mut text.quantity),
        QuantityOf::Seats => "seats".clone_into(&mut text.quantity),
        QuantityOf::Meter(meter) => {
            "meter".clone_into(&mut text.quantity);
            text.meter.clone_from(meter);
        }
    }
    let price = &component.price;
    let model = match &price.model {
        ModelTerms::Flat { amount: flat } => {
            text.amount = amount(*flat);
            "flat"
        }
        ModelTerms::PerUnit { unit_amount } => {
            text.unit = number(*unit_amount);
            "per_unit"
        }
        ModelTerms::Package { size, amount: each } => {
            text.size = number(*size);
            text.amount = amount(*each);
            "package"
        }
        ModelTerms::Graduated { tiers } => {
            text.tiers = tiers.iter().take(TIERS_MAX).map(tier).collect();
            "graduated"
        }
        ModelTerms::Volume { tiers } => {
            text.tiers = tiers.iter().take(TIERS_MAX).map(tier).collect();
            "volume"
        }
        ModelTerms::Percentage { rate_percent } => {
            text.rate = number(*rate_percent);
            "percentage"
        }
    };
    model.clone_into(&mut text.model);
    text.included = unless_zero(price.included_units, number(price.included_units));
    text.minimum = price.minimum.map(amount).unwrap_or_default();
    text.maximum = price.maximum.map(amount).unwrap_or_default();
    text
}
