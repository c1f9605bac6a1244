//! Reads what was typed into an entry of the catalogue, or says field by field what does not read.

use super::names::{COMPONENTS, ComponentNames};
use super::numbers::{OneGroup, decimal};
use super::text::{ComponentText, VersionText};
use crate::domain::currency::Currency;
use crate::domain::id::PlanVersionId;
use crate::domain::period::{Interval, IntervalUnit};
use crate::domain::plan::{
    Component, ComponentTiming, Entitlements, ModelTerms, PlanKind, PriceTerms, QuantityOf,
    TierTerms,
};
use crate::flows::subscriptions::publish_plan::{CatalogueEntry, NewVersion};
use crate::i18n::{self, Arg, Locale};
use crate::web::admin::typed::number_input;
use crate::web::components::form::FieldErrors;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::num::NonZeroU16;

/// A longer trial is a free plan.
const TRIAL_DAYS_MAX: u16 = 730;

/// Reads fields one after the other and remembers what does not read.
struct Reader {
    locale: Locale,
    errors: FieldErrors,
}

/// The entry as typed, or what does not read, by field. Whether it makes sense is the flow's to say.
pub fn read(
    locale: Locale,
    today: Date,
    version_id: PlanVersionId,
    text: &VersionText,
) -> Result<CatalogueEntry, FieldErrors> {
    let mut reader = Reader { locale, errors: FieldErrors::none() };
    let currency: Option<Currency> = text.get("currency").to_ascii_uppercase().parse().ok();
    let kind = text.get("kind").parse::<PlanKind>().ok();
    if kind.is_none() {
        reader.refuse("kind", "admin-choose-one");
    }
    if text.get("name").is_empty() {
        reader.refuse("name", "plans-error-name");
    }
    if currency.is_none() {
        reader.refuse("currency", "admin-draft-currency-unknown");
    }
    let interval = reader.interval(text);
    let trial_days = reader.trial_days(text.get("trial-days"));
    let effective_on = reader.effective_on(text.get("effective-on"), today);
    let entitlements = reader.entitlements(text);
    let components: Vec<_> = COMPONENTS
        .iter()
        .zip(&text.components)
        .map(|(names, component)| reader.component(currency, names, component))
        .collect();
    let components: Option<Vec<Component>> = components.into_iter().collect();
    match (currency, kind, interval, trial_days, effective_on, components) {
        (
            Some(currency),
            Some(kind),
            Some(interval),
            Some(trial_days),
            Some(effective_on),
            Some(components),
        ) if reader.errors.is_empty() => {
            let version = NewVersion {
                code: text.get("code").to_owned(),
                name: text.get("name").to_owned(),
                currency,
                interval,
                trial_days,
                components,
                effective_on,
            };
            let description = text.get("description").to_owned();
            let is_offered = text.get("offered") == "yes";
            Ok(CatalogueEntry { version_id, version, kind, description, entitlements, is_offered })
        }
        _ => Err(reader.errors),
    }
}

impl Reader {
    fn refuse(&mut self, field: &'static str, key: &str) {
        self.errors.add(field, i18n::text(self.locale, key));
    }

    fn interval(&mut self, text: &VersionText) -> Option<Interval> {
        let unit: Option<IntervalUnit> = text.get("interval-unit").parse().ok();
        if unit.is_none() {
            self.refuse("interval-unit", "admin-choose-one");
        }
        let count = match text.get("interval-count") {
            "" => Some(NonZeroU16::MIN),
            typed => {
                typed.parse::<NonZeroU16>().ok().filter(|count| i16::try_from(count.get()).is_ok())
            }
        };
        if count.is_none() {
            self.refuse("interval-count", "plans-error-interval-count");
        }
        Some(Interval::new(unit?, count?))
    }

    fn trial_days(&mut self, typed: &str) -> Option<u16> {
        if typed.is_empty() {
            return Some(0);
        }
        let days = typed.parse::<u16>().ok().filter(|days| *days <= TRIAL_DAYS_MAX);
        if days.is_none() {
            self.refuse("trial-days", "plans-error-trial-days");
        }
        days
    }

    fn effective_on(&mut self, typed: &str, today: Date) -> Option<Date> {
        match i18n::parse_date(typed) {
            Ok(on) if on >= today => Some(on),
            Ok(_) => {
                self.refuse("effective-on", "plans-error-effective-on");
                None
            }
            Err(error) => {
                self.errors.add("effective-on", error.message(self.locale));
                None
            }
        }
    }

    /// Features line by line; limits as `code = quantity`.
    fn entitlements(&mut self, text: &VersionText) -> Entitlements {
        fn lines(text: &str) -> impl Iterator<Item = &str> {
            text.lines().map(str::trim).filter(|line| !line.is_empty())
        }
        let features = lines(text.get("features")).map(str::to_owned).collect();
        let mut limits = BTreeMap::new();
        for line in lines(text.get("limits")) {
            let pair = line.split_once(['=', ':']).and_then(|(code, quantity)| {
                let quantity = decimal(self.locale, quantity, OneGroup::Thousands)?;
                Some((code.trim().to_owned(), quantity))
            });
            match pair {
                Some((code, quantity)) if !limits.contains_key(&code) => {
                    limits.insert(code, quantity);
                }
                _ => {
                    let args = [("line", Arg::from(line))];
                    let sentence = i18n::text_with(self.locale, "plans-error-limit", &args);
                    self.errors.add("limits", sentence);
                }
            }
        }
        Entitlements { features, limits }
    }

    fn component(
        &mut self,
        currency: Option<Currency>,
        names: &'static ComponentNames,
        text: &ComponentText,
    ) -> Option<Component> {
        if text.description.is_empty() {
            self.refuse(&names.description, "plans-error-description");
        }
        let quantity = match text.quantity.as_str() {
            "one" => Some(QuantityOf::One),
            "seats" => Some(QuantityOf::Seats),
            "meter" => Some(QuantityOf::Meter(text.meter.clone())),
            _ => None,
        };
        let timing = text.timing.parse::<ComponentTiming>().ok();
        if quantity.is_none() {
            self.refuse(&names.quantity, "admin-choose-one");
        }
        if timing.is_none() {
            self.refuse(&names.timing, "admin-choose-one");
        }
        let model = self.model(currency, names, text);
        let included = self.optional(&names.included, &text.included, Self::quantity);
        let amount = |reader: &mut Self, name, text: &str| reader.amount(currency, name, text);
        let minimum = self.optional(&names.minimum, &text.minimum, amount);
        let maximum = self.optional(&names.maximum, &text.maximum, amount);
        let included_units = included?.unwrap_or_default();
        let price =
            PriceTerms { model: model?, included_units, minimum: minimum?, maximum: maximum? };
        let (code, description) = (text.code.clone(), text.description.clone());
        Some(Component { code, description, quantity: quantity?, timing: timing?, price })
    }

    fn model(
        &mut self,
        currency: Option<Currency>,
        names: &'static ComponentNames,
        text: &ComponentText,
    ) -> Option<ModelTerms> {
        match text.model.as_str() {
            "flat" => {
                let amount = self.amount(currency, &names.amount, &text.amount)?;
                Some(ModelTerms::Flat { amount })
            }
            "per_unit" => {
                Some(ModelTerms::PerUnit { unit_amount: self.unit_price(&names.unit, &text.unit)? })
            }
            "package" => {
                let size = self.quantity(&names.size, &text.size);
                let amount = self.amount(currency, &names.amount, &text.amount);
                Some(ModelTerms::Package { size: size?, amount: amount? })
            }
            "percentage" => {
                let rate_percent = self.unit_price(&names.rate, &text.rate)?;
                Some(ModelTerms::Percentage { rate_percent })
            }
            "graduated" => {
                Some(ModelTerms::Graduated { tiers: self.tiers(currency, names, text)? })
            }
            "volume" => Some(ModelTerms::Volume { tiers: self.tiers(currency, names, text)? }),
            _ => {
                self.refuse(&names.model, "admin-choose-one");
                None
            }
        }
    }

    fn tiers(
        &mut self,
        currency: Option<Currency>,
        names: &'static ComponentNames,
        text: &ComponentText,
    ) -> Option<Vec<TierTerms>> {
        let tiers: Vec<Option<TierTerms>> = names
            .tiers
            .iter()
            .zip(&text.tiers)
            .map(|(names, tier)| {
                let up_to = self.optional(&names.up_to, &tier.up_to, Self::quantity);
                let unit_amount = self.unit_price(&names.unit, &tier.unit);
                let flat = self.optional(&names.flat, &tier.flat, |reader, name, text| {
                    reader.amount(currency, name, text)
                });
                let flat_amount = flat?.unwrap_or_default();
                Some(TierTerms { up_to: up_to?, unit_amount: unit_amount?, flat_amount })
            })
            .collect();
        tiers.into_iter().collect()
    }

    /// `Some(None)` where nothing was typed, `None` where it does not read.
    fn optional(
        &mut self,
        name: &'static str,
        text: &str,
        read: impl FnOnce(&mut Self, &'static str, &str) -> Option<Decimal>,
    ) -> Option<Option<Decimal>> {
        if text.is_empty() { Some(None) } else { read(self, name, text).map(Some) }
    }

    /// In major units. Without its currency an amount cannot be read, and the form is refused for that.
    fn amount(
        &mut self,
        currency: Option<Currency>,
        name: &'static str,
        text: &str,
    ) -> Option<Decimal> {
        let read = i18n::parse_amount(self.locale, currency?, text);
        read.map(|amount| amount.to_major().normalize())
            .map_err(|error| self.errors.add(name, error.message(self.locale)))
            .ok()
    }

    fn unit_price(&mut self, name: &'static str, text: &str) -> Option<Decimal> {
        let read = decimal(self.locale, text, OneGroup::Unclear);
        if read.is_none() {
            let example = number_input(self.locale, Decimal::new(35, 4));
            let args = [("example", Arg::from(example))];
            self.errors.add(name, i18n::text_with(self.locale, "plans-error-unit-price", &args));
        }
        read
    }

    fn quantity(&mut self, name: &'static str, text: &str) -> Option<Decimal> {
        let read = decimal(self.locale, text, OneGroup::Thousands);
        if read.is_none() {
            self.refuse(name, "plans-error-quantity");
        }
        read
    }
}

#[cfg(test)]
mod tests;
