//! The fields of a version that is being written.

use super::names::{COMPONENTS, COMPONENTS_MAX, ComponentNames, TIERS_MAX};
use super::text::{ComponentText, MODELS, TierText, VersionText};
use crate::domain::period::IntervalUnit;
use crate::domain::plan::{ComponentTiming, PlanKind};
use crate::i18n::Arg;
use crate::web::components::form::{FieldErrors, SelectField, TextAreaField, TextField};
use crate::web::ui::{t, t_with};
use leptos::prelude::*;

type Options = Vec<(String, String)>;

/// Each word with its text; `key` names the message of a word that is written with dashes.
fn options<'a>(key: impl Fn(&str) -> String, words: impl IntoIterator<Item = &'a str>) -> Options {
    let option = |word: &str| {
        let text = t(&key(&word.replace('_', "-"))).into_owned();
        (word.to_owned(), text)
    };
    words.into_iter().map(option).collect()
}

/// Everything but the components. Code and kind of a plan that exists stay as they are.
pub fn terms_fields(text: &VersionText, is_new: bool, errors: &FieldErrors) -> AnyView {
    let identity = if is_new {
        let kinds = options(
            |word| format!("plans-kind-{word}"),
            PlanKind::ALL.iter().map(|kind| kind.word()),
        );
        view! {
            <div class="form-row">
                <TextField name="code" label=t("plans-code") value=text.get("code") hint=t("plans-code-hint") errors=errors.clone() max_length=40/>
                <SelectField name="kind" label=t("plans-kind") options=kinds selected=text.get("kind") errors=errors.clone()/>
            </div>
        }
        .into_any()
    } else {
        let hidden = ["code", "kind"].map(|name| {
            view! { <input r#type="hidden" name=name value=text.get(name).to_owned()/> }
        });
        view! { {hidden.into_iter().collect::<Vec<_>>()} }.into_any()
    };
    let units = options(
        |word| format!("plans-unit-{word}"),
        IntervalUnit::ALL.iter().map(|unit| unit.word()),
    );
    let is_offered = text.get("offered") == "yes";
    view! {
        {identity}
        <TextField name="name" label=t("plans-name") value=text.get("name") hint=t("plans-name-hint") errors=errors.clone() max_length=100/>
        <TextAreaField name="description" label=t("plans-description") value=text.get("description") errors=errors.clone() optional=true rows=2 max_length=500/>
        <div class="form-row form-row-short">
            <TextField name="currency" label=t("admin-currency") value=text.get("currency") hint=t("plans-currency-hint") errors=errors.clone() max_length=3 short=true/>
            <TextField name="trial-days" label=t("plans-trial-days") value=text.get("trial-days") errors=errors.clone() inputmode="numeric" numeric=true optional=true max_length=3/>
        </div>
        <div class="form-row form-row-short">
            <TextField name="interval-count" label=t("plans-interval-count") value=text.get("interval-count") errors=errors.clone() inputmode="numeric" numeric=true max_length=5/>
            <SelectField name="interval-unit" label=t("plans-interval-unit") options=units selected=text.get("interval-unit") errors=errors.clone()/>
        </div>
        <TextField name="effective-on" label=t("plans-effective-on") value=text.get("effective-on") hint=t("plans-effective-on-hint") errors=errors.clone() kind="date"/>
        <div class="check">
            <input r#type="checkbox" id="offered" name="offered" value="yes" checked=is_offered/>
            <label r#for="offered">{t("plans-offer-to-customers")}</label>
            <p class="hint">{t("plans-offer-hint")}</p>
        </div>
        <TextAreaField name="features" label=t("plans-features") value=text.get("features") hint=t("plans-features-hint").into_owned() errors=errors.clone() optional=true rows=4 max_length=5000/>
        <TextAreaField name="limits" label=t("plans-limits") value=text.get("limits") hint=t("plans-limits-hint").into_owned() errors=errors.clone() optional=true rows=3 max_length=3000/>
    }
    .into_any()
}

/// The components, with the buttons that add and remove rows.
pub fn component_fields(text: &VersionText, errors: &FieldErrors) -> AnyView {
    let is_only = text.components.len() == 1;
    let fieldsets: Vec<_> = COMPONENTS
        .iter()
        .zip(&text.components)
        .enumerate()
        .map(|(at, (names, component))| fieldset(at + 1, names, component, is_only, errors))
        .collect();
    let more = (text.components.len() < COMPONENTS_MAX).then(|| {
        view! { <button class="btn" name="do" value="add-component">{t("plans-add-component")}</button> }
    });
    view! {
        <input r#type="hidden" name="components" value=text.components.len().to_string()/>
        {fieldsets}
        <div class="actions">{more}</div>
    }
    .into_any()
}

fn fieldset(
    no: usize,
    names: &'static ComponentNames,
    text: &ComponentText,
    is_only: bool,
    errors: &FieldErrors,
) -> AnyView {
    let quantities = options(|word| format!("plans-quantity-{word}"), ["one", "seats", "meter"]);
    let timings = options(
        |word| format!("plans-timing-{word}"),
        ComponentTiming::ALL.iter().map(|one| one.word()),
    );
    let models = options(|word| format!("plans-model-{word}"), MODELS);
    let remove = (!is_only).then(|| {
        let args = [("number", Arg::from(no.to_string()))];
        let label = t_with("plans-remove-component", &args);
        view! { <button class="btn btn-small" name="do" value=format!("remove-component {no}")>{label}</button> }
    });
    let title = match text.description.as_str() {
        "" => t_with("plans-component-no", &[("number", Arg::from(no.to_string()))]),
        description => format!(
            "{}: {description}",
            t_with("plans-component-no", &[("number", Arg::from(no.to_string()))])
        ),
    };
    view! {
        <fieldset class="fieldset form">
            <legend>{title}</legend>
            <input r#type="hidden" name=names.shown.as_str() value=text.model.clone()/>
            <input r#type="hidden" name=names.tries.as_str() value=text.tries.clone()/>
            <TextField name=&names.description label=t("plans-component-description") value=text.description.clone() hint=t("plans-component-description-hint") errors=errors.clone() max_length=200/>
            <TextField name=&names.code label=t("plans-component-code") value=text.code.clone() hint=t("plans-component-code-hint") errors=errors.clone() max_length=40/>
            <div class="form-row">
                <SelectField name=&names.quantity label=t("plans-quantity") options=quantities selected=text.quantity.clone() errors=errors.clone()/>
                <TextField name=&names.meter label=t("plans-meter") value=text.meter.clone() errors=errors.clone() optional=true max_length=40/>
            </div>
            <div class="form-row">
                <SelectField name=&names.timing label=t("plans-timing") options=timings selected=text.timing.clone() errors=errors.clone()/>
                <SelectField name=&names.model label=t("plans-model") options=models selected=text.model.clone() errors=errors.clone()/>
            </div>
            <div class="actions"><button class="btn btn-small" name="do" value="show">{t("plans-show-model")}</button></div>
            {model_fields(no, names, text, errors)}
            <div class="form-row form-row-short">
                <TextField name=&names.included label=t("plans-included") value=text.included.clone() errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
                <TextField name=&names.minimum label=t("plans-minimum") value=text.minimum.clone() errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
                <TextField name=&names.maximum label=t("plans-maximum") value=text.maximum.clone() errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
            </div>
            <div class="actions">{remove}</div>
        </fieldset>
    }
    .into_any()
}

/// The fields that the price model needs; what was typed for another one is kept out of sight.
fn model_fields(
    no: usize,
    names: &'static ComponentNames,
    text: &ComponentText,
    errors: &FieldErrors,
) -> AnyView {
    let number = |name: &'static String, label: &'static str, value: &str| {
        let value = value.to_owned();
        view! { <TextField name=name label=t(label) value errors=errors.clone() inputmode="decimal" numeric=true/> }
            .into_any()
    };
    let mut shown: Vec<&'static String> = Vec::new();
    let fields = match text.model.as_str() {
        "per_unit" => {
            shown.push(&names.unit);
            number(&names.unit, "plans-unit-price", &text.unit)
        }
        "package" => {
            shown.extend([&names.size, &names.amount]);
            let size = number(&names.size, "plans-package-size", &text.size);
            let amount = number(&names.amount, "plans-package-amount", &text.amount);
            view! { <div class="form-row form-row-short">{size}{amount}</div> }.into_any()
        }
        "percentage" => {
            shown.push(&names.rate);
            number(&names.rate, "plans-rate", &text.rate)
        }
        "graduated" | "volume" => tier_fields(no, names, text, errors),
        _ => {
            shown.push(&names.amount);
            number(&names.amount, "plans-amount", &text.amount)
        }
    };
    let all = [
        (&names.amount, &text.amount),
        (&names.unit, &text.unit),
        (&names.size, &text.size),
        (&names.rate, &text.rate),
    ];
    let kept: Vec<_> = all
        .into_iter()
        .filter(|(name, _)| !shown.contains(name))
        .map(|(name, value)| hidden(name, value))
        .collect();
    let tiers = (!text.is_tiered()).then(|| hidden_tiers(names, text));
    view! { {fields}{kept}{tiers} }.into_any()
}

fn hidden(name: &'static str, value: &str) -> AnyView {
    view! { <input r#type="hidden" name=name value=value.to_owned()/> }.into_any()
}

fn hidden_tiers(names: &'static ComponentNames, text: &ComponentText) -> AnyView {
    let mut kept = vec![hidden(&names.tier_count, &text.tiers.len().to_string())];
    for (names, tier) in names.tiers.iter().zip(&text.tiers) {
        kept.push(hidden(&names.up_to, &tier.up_to));
        kept.push(hidden(&names.unit, &tier.unit));
        kept.push(hidden(&names.flat, &tier.flat));
    }
    kept.into_any()
}

fn tier_fields(
    no: usize,
    names: &'static ComponentNames,
    text: &ComponentText,
    errors: &FieldErrors,
) -> AnyView {
    let count = text.tiers.len();
    let rows: Vec<_> = names
        .tiers
        .iter()
        .zip(&text.tiers)
        .enumerate()
        .map(|(at, (names, tier))| {
            let TierText { up_to, unit, flat } = tier.clone();
            let is_last = at + 1 == count;
            let remove = (count > 1).then(|| {
                let args = [("number", Arg::from((at + 1).to_string()))];
                let label = t_with("plans-remove-tier", &args);
                let act = format!("remove-tier {no} {}", at + 1);
                view! { <button class="btn btn-small" name="do" value=act>{label}</button> }
            });
            let legend = t_with("plans-tier-no", &[("number", Arg::from((at + 1).to_string()))]);
            view! {
                <fieldset class="fieldset form">
                    <legend>{legend}</legend>
                    <div class="form-row form-row-short">
                        <TextField name=&names.up_to label=t("plans-tier-bound") value=up_to errors=errors.clone() inputmode="decimal" numeric=true optional=is_last/>
                        <TextField name=&names.unit label=t("plans-unit-price") value=unit errors=errors.clone() inputmode="decimal" numeric=true/>
                        <TextField name=&names.flat label=t("plans-tier-flat") value=flat errors=errors.clone() inputmode="decimal" numeric=true optional=true/>
                    </div>
                    <div class="actions">{remove}</div>
                </fieldset>
            }
        })
        .collect();
    let more = (count < TIERS_MAX).then(|| {
        view! { <button class="btn btn-small" name="do" value=format!("add-tier {no}")>{t("plans-add-tier")}</button> }
    });
    view! {
        <p class="hint">{t("plans-tiers-hint")}</p>
        {hidden(&names.tier_count, &count.to_string())}
        {rows}
        <div class="actions">{more}</div>
    }
    .into_any()
}
