//! Intervals, prices and amounts of the catalogue in words.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::period::Interval;
use crate::domain::plan::{
    Component, ModelTerms, PlanVersion, QuantityOf, TierTerms, VersionStanding,
};
use crate::domain::pricing::{PricedPart, Rate};
use crate::i18n::{self, Arg};
use crate::web::ui::{money, number, percent, t, t_with, ui};
use rust_decimal::Decimal;

/// `monthly`, `every 3 weeks`.
#[must_use]
pub fn interval_text(interval: Interval) -> String {
    let key = format!("plans-every-{}", interval.unit.word().replace('_', "-"));
    t_with(&key, &[("count", Arg::from(i64::from(interval.count.get())))])
}

/// `EUR, monthly`.
pub fn offer_text(version: &PlanVersion) -> String {
    format!("{}, {}", version.currency.code(), interval_text(version.interval))
}

/// How long a trial is.
pub fn days_text(days: u16) -> String {
    t_with("plans-days", &[("count", Arg::from(i64::from(days)))])
}

pub fn version_text(version: &PlanVersion) -> String {
    t_with("plans-version-no", &[("number", Arg::from(i64::from(version.version_no)))])
}

/// Tone and word of a version's standing.
pub fn standing_text(standing: VersionStanding) -> (&'static str, String) {
    let tone = match standing {
        VersionStanding::Current => "success",
        VersionStanding::Scheduled => "info",
        VersionStanding::Superseded | VersionStanding::Archived => "neutral",
    };
    (tone, t(&format!("plans-standing-{}", standing.word())).into_owned())
}

/// A price of one unit, with as many decimals as it has.
pub fn unit_price(currency: Currency, amount: Decimal) -> String {
    i18n::unit_price(ui().locale, amount, currency)
}

/// An amount that a person typed as such, or a finer one from a file.
fn amount_text(currency: Currency, amount: Decimal) -> String {
    Money::from_major_exact(amount, currency).map_or_else(|_| unit_price(currency, amount), money)
}

/// The price of a version in a few words: `€49.00 + €5.00 per seat + usage`.
pub fn headline(version: &PlanVersion) -> String {
    let currency = version.currency;
    let base: Decimal = version
        .components
        .iter()
        .filter(|component| component.quantity == QuantityOf::One)
        .filter_map(|component| match component.price.model {
            ModelTerms::Flat { amount } => Some(amount),
            ModelTerms::PerUnit { unit_amount } => Some(unit_amount),
            _ => None,
        })
        .sum();
    let mut parts = Vec::new();
    if !base.is_zero() || version.components.is_empty() {
        parts.push(amount_text(currency, base));
    }
    for component in version.components.iter().filter(|c| c.quantity == QuantityOf::Seats) {
        parts.push(model_text(component, currency));
    }
    if version.components.iter().any(|component| component.meter().is_some()) {
        parts.push(t("plans-plus-usage").into_owned());
    }
    if parts.is_empty() { amount_text(currency, base) } else { parts.join(" + ") }
}

/// What a component counts.
pub fn quantity_text(component: &Component) -> String {
    match &component.quantity {
        QuantityOf::One => t("plans-quantity-one").into_owned(),
        QuantityOf::Seats => t("plans-quantity-seats").into_owned(),
        QuantityOf::Meter(meter) => {
            t_with("plans-quantity-of-meter", &[("meter", Arg::from(meter.as_str()))])
        }
    }
}

/// The price of a component in sentences: model, included units, least and most.
pub fn price_text(component: &Component, currency: Currency) -> Vec<String> {
    let price = &component.price;
    let mut sentences = vec![model_text(component, currency)];
    if !price.included_units.is_zero() {
        let args = [("quantity", Arg::from(number(price.included_units)))];
        sentences.push(t_with("plans-price-included", &args));
    }
    let limits = [("plans-price-minimum", price.minimum), ("plans-price-maximum", price.maximum)];
    for (key, limit) in limits {
        if let Some(limit) = limit {
            sentences.push(t_with(key, &[("amount", Arg::from(amount_text(currency, limit)))]));
        }
    }
    sentences
}

fn model_text(component: &Component, currency: Currency) -> String {
    match &component.price.model {
        ModelTerms::Flat { amount } => amount_text(currency, *amount),
        ModelTerms::PerUnit { unit_amount } => {
            let args = [("price", Arg::from(unit_price(currency, *unit_amount)))];
            match component.quantity {
                QuantityOf::One => unit_price(currency, *unit_amount),
                QuantityOf::Seats => t_with("plans-price-per-seat", &args),
                QuantityOf::Meter(_) => t_with("plans-price-per-unit", &args),
            }
        }
        ModelTerms::Package { size, amount } => {
            let args = [
                ("price", Arg::from(amount_text(currency, *amount))),
                ("size", Arg::from(number(*size))),
            ];
            t_with("plans-price-package", &args)
        }
        ModelTerms::Percentage { rate_percent } => {
            t_with("plans-price-percentage", &[("rate", Arg::from(percent(*rate_percent)))])
        }
        ModelTerms::Graduated { tiers } => {
            t_with("plans-price-graduated", &[("tiers", Arg::from(tiers_text(tiers, currency)))])
        }
        ModelTerms::Volume { tiers } => {
            t_with("plans-price-volume", &[("tiers", Arg::from(tiers_text(tiers, currency)))])
        }
    }
}

fn tiers_text(tiers: &[TierTerms], currency: Currency) -> String {
    let tier = |tier: &TierTerms| {
        let price = unit_price(currency, tier.unit_amount);
        let price = if tier.flat_amount.is_zero() {
            price
        } else {
            let flat = amount_text(currency, tier.flat_amount);
            let args = [("price", Arg::from(price)), ("flat", Arg::from(flat))];
            t_with("plans-tier-with-flat", &args)
        };
        let price = ("price", Arg::from(price));
        match tier.up_to {
            Some(up_to) => {
                t_with("plans-tier-up-to", &[("bound", Arg::from(number(up_to))), price])
            }
            None => t_with("plans-tier-above", &[price]),
        }
    };
    tiers.iter().map(tier).collect::<Vec<_>>().join("; ")
}

/// One step of how an amount comes about; None for a step that adds nothing.
pub fn part_text(part: PricedPart, currency: Currency) -> Option<String> {
    let exact = part.amount().to_decimal();
    let amount = exact.map(|amount| unit_price(currency, amount)).unwrap_or_default();
    Some(match part {
        PricedPart::Units { quantity, rate, .. } => {
            let quantity = number(quantity.to_decimal()?);
            match rate {
                Rate::PerUnit(unit) => format!("{quantity} × {}", unit_price(currency, unit)),
                Rate::Percent(rate) => format!("{quantity} × {}", percent(rate)),
                Rate::PerPackage { size, amount, .. } => {
                    let args = [
                        ("quantity", Arg::from(quantity)),
                        ("size", Arg::from(number(size))),
                        ("price", Arg::from(amount_text(currency, amount))),
                    ];
                    t_with("plans-part-packages", &args)
                }
            }
        }
        PricedPart::Transaction { charged_value, .. } => {
            let args = [
                ("value", Arg::from(unit_price(currency, charged_value.to_decimal()?))),
                ("amount", Arg::from(amount)),
            ];
            t_with("plans-part-percentage", &args)
        }
        PricedPart::Flat { .. } => t_with("plans-part-flat", &[("amount", Arg::from(amount))]),
        PricedPart::BelowMinimum { .. } => {
            t_with("plans-part-minimum", &[("amount", Arg::from(amount))])
        }
        PricedPart::AboveMaximum { .. } => {
            t_with("plans-part-maximum", &[("amount", Arg::from(amount))])
        }
        // Terms of a stored price have none of these.
        PricedPart::Capped { .. } | PricedPart::Repeated { .. } | PricedPart::PercentOff { .. } => {
            return None;
        }
    })
}
