//! What a version would cost: its components in words, and example quantities priced by the code that
//! bills them, with a warning where one unit more costs less.

use super::text::VersionText;
use super::words::{part_text, price_text, quantity_text, unit_price};
use crate::domain::currency::Currency;
use crate::domain::plan::{
    Component, ComponentTiming, Entitlements, Example, ModelTerms, TermsError, cliffs,
    example_quantities, examples,
};
use crate::i18n::{Arg, Locale};
use crate::web::admin::plans::numbers::{OneGroup, decimal};
use crate::web::components::amounts::MoneyText;
use crate::web::components::layout::{Notice, Tone};
use crate::web::ui::{money, number, t, t_with};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The quantities that were typed behind a component; what does not read is left out.
pub fn tries(locale: Locale, typed: &str) -> Vec<Decimal> {
    let read = |text: &str| decimal(locale, text, OneGroup::Thousands);
    typed.split([' ', ';']).filter_map(read).take(20).collect()
}

/// Ok when every example can be computed: no amount is beyond what an invoice can say.
///
/// # Errors
/// The component's code and what is wrong.
pub fn check(
    locale: Locale,
    text: &VersionText,
    components: &[Component],
    currency: Currency,
) -> Result<(), (String, TermsError)> {
    for (component, typed) in components.iter().zip(&text.components) {
        let quantities = example_quantities(component, &tries(locale, &typed.tries));
        examples(component, currency, &quantities)
            .and_then(|_| cliffs(component, currency))
            .map_err(|error| (component.code.clone(), error))?;
    }
    Ok(())
}

/// Components as a table in words.
pub fn component_table(components: &[Component], currency: Currency) -> AnyView {
    let rows: Vec<_> = components.iter().map(|one| component_row(one, currency)).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("plans-components")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("plans-component")}</th>
                    <th scope="col">{t("plans-charged")}</th>
                    <th scope="col">{t("plans-price")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn component_row(component: &Component, currency: Currency) -> AnyView {
    let timing = timing_text(component.timing);
    let prices: Vec<_> = price_text(component, currency)
        .into_iter()
        .map(|sentence| view! { <div>{sentence}</div> })
        .collect();
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{component.description.clone()}</bdi><small><code>{component.code.clone()}</code></small></th>
            <td class="meta" data-label=t("plans-charged")>{quantity_text(component)}", "{timing}</td>
            <td data-label=t("plans-price")><div>{prices}</div></td>
        </tr>
    }
    .into_any()
}

pub fn timing_text(timing: ComponentTiming) -> String {
    t(&format!("plans-timing-{}", timing.word().replace('_', "-"))).into_owned()
}

/// What the version grants.
pub fn entitlement_lists(entitlements: &Entitlements) -> AnyView {
    let features: Vec<_> =
        entitlements.features.iter().map(|text| view! { <li>{text.clone()}</li> }).collect();
    let limits: Vec<_> = entitlements
        .limits
        .iter()
        .map(|(code, quantity)| {
            view! { <div><dt><code>{code.clone()}</code></dt><dd class="num">{number(*quantity)}</dd></div> }
        })
        .collect();
    if features.is_empty() && limits.is_empty() {
        return view! { <p class="muted">{t("plans-grants-nothing")}</p> }.into_any();
    }
    let features = (!features.is_empty()).then(|| view! { <ul class="prose">{features}</ul> });
    let limits = (!limits.is_empty()).then(|| view! { <dl class="facts">{limits}</dl> });
    view! { <div class="stack">{features}{limits}</div> }.into_any()
}

/// Examples of every component; `further` is what was typed for each, if anything was.
pub fn example_sections(
    components: &[Component],
    currency: Currency,
    further: impl Fn(usize) -> (Vec<Decimal>, Option<AnyView>),
) -> AnyView {
    let sections: Vec<_> = components
        .iter()
        .enumerate()
        .map(|(at, component)| {
            let (further, field) = further(at);
            let quantities = example_quantities(component, &further);
            // Checked before; a stored version was.
            let shown = examples(component, currency, &quantities).unwrap_or_default();
            let id = format!("example-{}", at + 1);
            view! {
                <section class="section" aria-labelledby=id.clone()>
                    <div class="section-head"><h3 id=id.clone()><bdi>{component.description.clone()}</bdi></h3></div>
                    {warnings(component, currency)}
                    {example_table(component, currency, shown)}
                    {field}
                </section>
            }
        })
        .collect();
    sections.into_any()
}

/// 10,000 cost more than 10,001.
fn warnings(component: &Component, currency: Currency) -> AnyView {
    let found = cliffs(component, currency).unwrap_or_default();
    let notices: Vec<_> = found
        .into_iter()
        .map(|cliff| {
            let args = [
                ("at", Arg::from(number(cliff.at))),
                ("costs", Arg::from(money(cliff.costs))),
                ("next", Arg::from(number(cliff.next))),
                ("cheaper", Arg::from(money(cliff.next_costs))),
            ];
            let text = t_with("plans-cliff", &args);
            view! { <Notice tone=Tone::Warning text/> }
        })
        .collect();
    notices.into_any()
}

fn example_table(component: &Component, currency: Currency, examples: Vec<Example>) -> AnyView {
    let is_metered = !matches!(component.price.model, ModelTerms::Flat { .. });
    let rows: Vec<_> =
        examples.into_iter().map(|example| example_row(currency, example, is_metered)).collect();
    view! {
        <table class="table table-rows table-tight">
            <caption class="visually-hidden">{t("plans-examples")}</caption>
            <thead>
                <tr>
                    <th scope="col" class="num">{t("plans-quantity")}</th>
                    <th scope="col">{t("plans-how")}</th>
                    <th scope="col" class="num">{t("plans-each")}</th>
                    <th scope="col" class="num amount">{t("plans-costs")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn example_row(currency: Currency, example: Example, is_metered: bool) -> AnyView {
    /// Decimals of the price of one unit on average.
    const EACH_DECIMALS: u32 = 6;
    let parts: Vec<_> =
        example.parts.into_iter().filter_map(|part| part_text(part, currency)).collect();
    let how = if parts.is_empty() { "–".to_owned() } else { parts.join(" + ") };
    let each = example
        .amount
        .to_major()
        .checked_div(example.quantity)
        .filter(|_| is_metered)
        .map(|each| unit_price(currency, each.round_dp(EACH_DECIMALS)));
    view! {
        <tr>
            <th scope="row" class="lead num">{number(example.quantity)}</th>
            <td data-label=t("plans-how")>{how}</td>
            <td class="meta num" data-label=t("plans-each")>{each.unwrap_or_else(|| "–".to_owned())}</td>
            <td class="num amount"><MoneyText amount=example.amount/></td>
        </tr>
    }
    .into_any()
}
