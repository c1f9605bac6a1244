//! A stored explanation in words: where the quantity comes from, each step of the price, the share of
//! the period, tax and rounding. What it does not know it leaves to the JSON.

use crate::domain::currency::Currency;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::Line;
use crate::domain::money::Money;
use crate::i18n::{self, Arg};
use crate::web::components::amounts::MoneyText;
use crate::web::paths;
use crate::web::ui::{date, date_time, number, percent, t, t_with, ui};
use jiff::Timestamp;
use leptos::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

/// A line and why it is what it is.
#[derive(Clone, Debug)]
pub struct Explained {
    pub line: Line,
    pub why: Value,
}

impl Explained {
    fn text(&self, name: &str) -> &str {
        text(&self.why, name)
    }

    fn currency(&self) -> Currency {
        self.line.amount.currency
    }

    /// What the line came to before its tax, as the engine computed it.
    fn amount(&self) -> Money {
        let minor = self.why.get("amount_minor").and_then(Value::as_i64);
        Money::new(minor.unwrap_or(self.line.amount.amount_minor), self.currency())
    }

    fn is_discount(&self) -> bool {
        self.text("kind") == "discount"
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Decimals are kept as text; counts as numbers.
fn decimal(value: &Value, name: &str) -> Option<Decimal> {
    match value.get(name)? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn instant(value: &Value, name: &str) -> Option<Timestamp> {
    text(value, name).parse().ok()
}

/// The way from the quantity to the amount, as a list of steps.
pub fn steps(explained: &Explained) -> AnyView {
    let mut said: Vec<AnyView> = Vec::new();
    if explained.is_discount() {
        let coupons = explained.why.get("coupons").and_then(Value::as_array);
        for coupon in coupons.into_iter().flatten() {
            said.push(coupon_step(coupon, explained.currency()).into_any());
        }
    } else {
        if let Some(quantity) = decimal(&explained.why, "quantity") {
            said.push(quantity_step(explained, quantity).into_any());
        }
        said.extend(included_step(&explained.why).map(IntoAny::into_any));
        let parts = explained.why.get("steps").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            said.extend(price_step(part, explained.currency()).map(IntoAny::into_any));
        }
        said.extend(share_step(&explained.why).map(IntoAny::into_any));
    }
    let items: Vec<_> = said.into_iter().map(|step| view! { <li>{step}</li> }).collect();
    let amount = explained.amount();
    let rounding = match explained.is_discount() {
        true => "explain-rounding-discount",
        false => "explain-rounding",
    };
    view! {
        <ol class="explain-steps">
            {items}
            <li>{t(rounding)}" "<strong><MoneyText amount/></strong></li>
        </ol>
    }
    .into_any()
}

fn quantity_step(explained: &Explained, quantity: Decimal) -> String {
    let usage = explained.why.get("usage").filter(|usage| usage.is_object());
    match usage {
        Some(usage) => {
            let counted = instant(usage, "counted_at").map(date_time).unwrap_or_default();
            let args = [
                ("quantity", Arg::from(number(quantity))),
                ("meter", Arg::from(text(usage, "meter").to_owned())),
                ("time", counted.into()),
            ];
            t_with("explain-quantity-metered", &args)
        }
        None => t_with("explain-quantity", &[("quantity", number(quantity).into())]),
    }
}

fn price_step(part: &Value, currency: Currency) -> Option<String> {
    let price = |amount: Decimal| i18n::unit_price(ui().locale, amount, currency);
    let amount = decimal(part, "amount").map(price).unwrap_or_default();
    let amount = ("amount", Arg::from(amount));
    Some(match text(part, "kind") {
        "units" => {
            let quantity = number(decimal(part, "quantity")?);
            let rate = part.get("rate")?;
            let rate = if let Some(per_unit) = decimal(rate, "per_unit") {
                price(per_unit)
            } else if let Some(percents) = decimal(rate, "percent") {
                percent(percents)
            } else {
                let size = number(decimal(rate, "size")?);
                let package = price(decimal(rate, "per_package")?);
                let args = [("price", Arg::from(package)), ("size", size.into())];
                t_with("explain-rate-package", &args)
            };
            let tier = decimal(part, "tier");
            let args = [("quantity", Arg::from(quantity)), ("rate", rate.into()), amount];
            match tier {
                Some(tier) => {
                    let [quantity, rate, amount] = args;
                    let tier = ("tier", Arg::from(number(tier)));
                    t_with("explain-step-tier", &[tier, quantity, rate, amount])
                }
                _ => t_with("explain-step-units", &args),
            }
        }
        "flat" => t_with("explain-step-flat", &[amount]),
        "cap" => t_with("explain-step-cap", &[amount]),
        "above_maximum" => t_with("explain-step-maximum", &[amount]),
        "below_minimum" => t_with("explain-step-minimum", &[amount]),
        "percent_off" => {
            let off = percent(decimal(part, "percent")?);
            t_with("explain-step-percent-off", &[("percent", off.into()), amount])
        }
        _ => t_with("explain-step-other", &[amount]),
    })
}

/// Units that the meter counted and no step charges, where steps charge units at all.
fn included_step(why: &Value) -> Option<String> {
    why.get("usage").filter(|usage| usage.is_object())?;
    let counted = decimal(why, "quantity")?;
    let steps = why.get("steps").and_then(Value::as_array)?;
    // A share of amounts, or a fee whatever was used, says nothing of units.
    let says_units = |step: &Value| matches!(text(step, "kind"), "units" | "below_minimum");
    if !steps.iter().all(says_units) {
        return None;
    }
    let units = steps.iter().filter(|step| text(step, "kind") == "units");
    let charged: Decimal = units.filter_map(|step| decimal(step, "quantity")).sum();
    let included = counted - charged;
    (included > Decimal::ZERO)
        .then(|| t_with("explain-included", &[("quantity", number(included).into())]))
}

fn share_step(why: &Value) -> Option<String> {
    let share = why.get("share")?;
    let (numerator, denominator) = (text(share, "numerator"), text(share, "denominator"));
    (!numerator.is_empty() && numerator != denominator).then(|| {
        let grouped = |text: &str| text.parse().map_or_else(|_| text.to_owned(), number);
        let args = [
            ("numerator", Arg::from(grouped(numerator))),
            ("denominator", Arg::from(grouped(denominator))),
        ];
        t_with("explain-share", &args)
    })
}

fn coupon_step(coupon: &Value, currency: Currency) -> String {
    let off = coupon.get("off").cloned().unwrap_or_default();
    let off = match (decimal(&off, "percent"), off.get("amount_minor").and_then(Value::as_i64)) {
        (Some(percents), _) => percent(percents),
        (None, Some(minor)) => crate::web::ui::money(Money::new(minor, currency)),
        (None, None) => String::new(),
    };
    let code = text(coupon, "code").to_owned();
    t_with("explain-coupon", &[("code", code.into()), ("off", off.into())])
}

/// The inputs: plan and version, component, period, tax.
pub fn inputs(explained: &Explained) -> AnyView {
    let why = &explained.why;
    let mut facts: Vec<AnyView> = Vec::new();
    let mut add = |key: &'static str, value: AnyView| {
        facts.push(view! { <div><dt>{t(key)}</dt><dd>{value}</dd></div> }.into_any());
    };
    if !explained.text("plan").is_empty() {
        let version = decimal(why, "plan_version").map(number).unwrap_or_default();
        let plan = explained.text("plan").to_owned();
        let args = [("plan", Arg::from(plan)), ("version", version.into())];
        add("explain-price-version", t_with("explain-version-of", &args).into_any());
    }
    if !explained.text("component").is_empty() {
        let component = explained.text("component").to_owned();
        add("explain-component", view! { <code>{component}</code> }.into_any());
    }
    if let Some(covered) = why.get("covered")
        && let (Some(from), Some(until)) = (instant(covered, "from"), instant(covered, "until"))
    {
        let args = [("from", Arg::from(date_time(from))), ("until", date_time(until).into())];
        add("explain-covered", t_with("explain-from-until", &args).into_any());
    }
    if let Some(timing) = why.get("timing").and_then(Value::as_str) {
        let key = format!("explain-timing-{}", timing.replace('_', "-"));
        add("explain-charged", t(&key).into_any());
    }
    add("explain-tax", tax(explained).into_any());
    view! { <dl class="facts">{facts}</dl> }.into_any()
}

fn tax(explained: &Explained) -> String {
    let line = &explained.line;
    let rate = percent(line.tax_rate_percent);
    let reason = explained.why.get("tax").map(|tax| text(tax, "reason")).unwrap_or_default();
    let known =
        ["domestic", "reverse_charge", "destination", "outside_scope", "exported", "no_tax"];
    let why = match known.contains(&reason) {
        true => t(&format!("explain-tax-{}", reason.replace('_', "-"))).into_owned(),
        false => String::new(),
    };
    let args = [("rate", Arg::from(rate)), ("amount", line.tax.into()), ("reason", why.into())];
    t_with("explain-tax-of-line", &args)
}

/// The raw events that a meter counted for the line.
#[must_use]
pub fn events_path(explained: &Explained) -> Option<String> {
    let usage = explained.why.get("usage").filter(|usage| usage.is_object())?;
    let covered = explained.why.get("covered")?;
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.append_pair("meter", text(usage, "meter"));
    address.append_pair("from", text(covered, "from"));
    address.append_pair("to", text(covered, "until"));
    address.append_pair("counted", text(usage, "counted_at"));
    Some(format!("{}?{}", paths::USAGE_EVENTS, address.finish()))
}

/// Below the paper of an invoice: each line that the engine made, opened on demand.
pub fn line_explanations(invoice: InvoiceId, lines: &[Explained]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let items: Vec<_> = lines
        .iter()
        .map(|explained| {
            let line = &explained.line;
            let days = line.service.map(|(from, to)| {
                view! { <small>{format!("{} – {}", date(from), date(to))}</small> }
            });
            view! {
                <details class="more explain-line">
                    <summary>
                        <span class="explain-what"><bdi>{line.description.clone()}</bdi>{days}</span>
                        <MoneyText amount=line.amount/>
                    </summary>
                    <div class="stack stack-s">
                        {steps(explained)}
                        <p><a href=paths::line_explanation(invoice, line.line_no)>{t("explain-more")}</a></p>
                    </div>
                </details>
            }
        })
        .collect();
    Some(
        view! {
            <section class="section no-print" aria-labelledby="explained">
                <h2 id="explained">{t("explain-title")}</h2>
                <div>{items}</div>
            </section>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_no_step_charges_was_included() {
        let step = |quantity: &str| json!({ "kind": "units", "quantity": quantity });
        let why = |steps: Vec<Value>| json!({ "usage": { "meter": "calls" }, "quantity": "12000", "steps": steps });
        let said = included_step(&why(vec![step("1500"), step("500")])).unwrap();
        assert_eq!(said, "10,000 of these are included and cost nothing.");
        assert_eq!(included_step(&why(vec![step("12000")])), None);
    }
}
