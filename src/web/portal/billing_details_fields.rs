//! The form of the billing details, and the same as a list for those who may only read.

use super::billing_details_typed::{TAX_ROWS, jurisdiction_name};
use crate::documents::paper::{address_lines, registration};
use crate::domain::billing_details::{TEXT_MAX, TypedBillingDetails, TypedTaxId};
use crate::domain::currency::Currency;
use crate::domain::tax_id::TaxId;
use crate::i18n::{Arg, Locale, countries_by_name};
use crate::store::tenants::BillingProfile;
use crate::web::components::form::{FieldErrors, SelectField, TextAreaField, TextField};
use crate::web::paths;
use crate::web::ui::{t, t_with, ui};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Empty rows offered for further tax numbers.
const SPARE_ROWS: usize = 2;

/// Areas of the IANA database that name places; the others are offsets and old abbreviations.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// The form with what was typed.
pub fn details_form(
    profile: &BillingProfile,
    currencies: Vec<Currency>,
    typed: &TypedBillingDetails,
    errors: &FieldErrors,
) -> AnyView {
    view! {
        <form class="form" method="post" action=paths::BILLING_DETAILS>
            {company(profile, typed, errors)}
            {tax_numbers(typed, errors)}
            {correspondence(currencies, typed, errors)}
            <p class="small muted">{t("billing-details-applies-next")}</p>
            <div class="actions actions-wide">
                <button class="btn btn-primary">{t("action-save")}</button>
                <a class="btn btn-quiet" href=paths::BILLING_DETAILS>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

const MAX_LENGTH: u32 = TEXT_MAX as u32;

fn company(profile: &BillingProfile, typed: &TypedBillingDetails, errors: &FieldErrors) -> AnyView {
    let account = t_with("billing-details-account", &[("number", Arg::from(&profile.account_ref))]);
    let mut countries: Vec<_> = countries_by_name(ui().locale)
        .into_iter()
        .map(|(country, name)| (country.code().to_owned(), name.into_owned()))
        .collect();
    countries.insert(0, (String::new(), t("billing-details-choose-country").into_owned()));
    view! {
        <fieldset class="fieldset form">
            <legend>{t("billing-details-company")}</legend>
            <TextField name="legal_name" label=t("billing-details-legal-name") value=typed.legal_name.clone()
                errors=errors.clone() hint=account autocomplete="organization" max_length=MAX_LENGTH/>
            <TextField name="line1" label=t("billing-details-address-line1") value=typed.line1.clone()
                errors=errors.clone() autocomplete="address-line1" max_length=MAX_LENGTH/>
            <TextField name="line2" label=t("billing-details-address-line2") value=typed.line2.clone()
                errors=errors.clone() autocomplete="address-line2" optional=true max_length=MAX_LENGTH/>
            <div class="form-row">
                <TextField name="postal_code" label=t("billing-details-postal-code") value=typed.postal_code.clone()
                    errors=errors.clone() autocomplete="postal-code" optional=true max_length=MAX_LENGTH/>
                <TextField name="city" label=t("billing-details-city") value=typed.city.clone()
                    errors=errors.clone() autocomplete="address-level2" max_length=MAX_LENGTH/>
            </div>
            <TextField name="region" label=t("billing-details-region") value=typed.region.clone()
                errors=errors.clone() autocomplete="address-level1" optional=true max_length=MAX_LENGTH/>
            <SelectField name="country" label=t("billing-details-country") options=countries
                selected=typed.country.clone() errors=errors.clone() autocomplete="country"/>
        </fieldset>
    }
    .into_any()
}

fn tax_numbers(typed: &TypedBillingDetails, errors: &FieldErrors) -> AnyView {
    let locale = ui().locale;
    let mut jurisdictions: Vec<_> = TaxId::jurisdictions()
        .map(|(code, kind)| {
            (code, format!("{} ({})", jurisdiction_name(locale, code), kind.printed_name()))
        })
        .collect();
    jurisdictions.sort_by(|(_, a), (_, b)| a.cmp(b));
    let last_used = typed.tax_ids.iter().rposition(|id| !id.number.trim().is_empty());
    let shown = last_used.map_or(0, |last| last + 1) + SPARE_ROWS;
    let rows: Vec<_> = TAX_ROWS
        .iter()
        .enumerate()
        .take(shown)
        .map(|(row, names)| {
            let own = if typed.country == "GR" { "EL" } else { &typed.country };
            let spare = TypedTaxId { jurisdiction: own.to_owned(), number: String::new() };
            let id = typed.tax_ids.get(row).filter(|id| !id.jurisdiction.is_empty());
            tax_row(row, *names, id.unwrap_or(&spare), &jurisdictions, errors)
        })
        .collect();
    view! {
        <fieldset class="fieldset form">
            <legend>{t("billing-details-tax-ids")}</legend>
            <p class="hint" id="tax-ids-hint">{t("billing-details-tax-ids-hint")}</p>
            {rows}
        </fieldset>
    }
    .into_any()
}

fn tax_row(
    row: usize,
    (country, number): (&'static str, &'static str),
    id: &TypedTaxId,
    jurisdictions: &[(&'static str, String)],
    errors: &FieldErrors,
) -> AnyView {
    let position = [("number", Arg::from(i64::try_from(row + 1).unwrap_or(i64::MAX)))];
    let mut options: Vec<_> =
        jurisdictions.iter().map(|(code, name)| ((*code).to_owned(), name.clone())).collect();
    let is_known = jurisdictions.iter().any(|(code, _)| *code == id.jurisdiction);
    if !is_known {
        // A number on file of a country whose numbers we cannot check stays what it is.
        let name = jurisdiction_name(ui().locale, &id.jurisdiction);
        options.insert(0, (id.jurisdiction.clone(), name));
    }
    view! {
        <div class="form-row">
            <SelectField name=country label=t_with("billing-details-tax-country", &position) options
                selected=id.jurisdiction.clone() errors=errors.clone() optional=true/>
            <TextField name=number label=t_with("billing-details-tax-number", &position) value=id.number.clone()
                errors=errors.clone() autocomplete="off" optional=true max_length=40/>
        </div>
    }
    .into_any()
}

fn correspondence(
    currencies: Vec<Currency>,
    typed: &TypedBillingDetails,
    errors: &FieldErrors,
) -> AnyView {
    let languages = Locale::ALL
        .into_iter()
        .map(|locale| (locale.as_bcp47().to_owned(), language_name(locale.as_bcp47())))
        .collect();
    let mut choices = vec![(String::new(), t("billing-details-no-currency").into_owned())];
    choices.extend(currencies.into_iter().map(|c| (c.code().to_owned(), c.code().to_owned())));
    view! {
        <fieldset class="fieldset form">
            <legend>{t("billing-details-correspondence")}</legend>
            <TextAreaField name="emails" label=t("billing-details-emails") value=typed.emails.clone()
                errors=errors.clone() hint=t("billing-details-emails-hint")/>
            <SelectField name="language" label=t("billing-details-language") options=languages
                selected=typed.language.clone() errors=errors.clone()/>
            <SelectField name="display_currency" label=t("billing-details-display-currency") options=choices
                selected=typed.display_currency.clone() errors=errors.clone()
                hint=t("billing-details-display-currency-hint") optional=true/>
            {time_zone(&typed.time_zone, errors)}
        </fieldset>
    }
    .into_any()
}

/// A select by area; typing the first letters of a town finds it.
fn time_zone(chosen: &str, errors: &FieldErrors) -> AnyView {
    let mut areas: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in jiff::tz::db().available().map(|name| name.to_string()) {
        if let Some((area, _)) = name.split_once('/').filter(|(area, _)| AREAS.contains(area)) {
            areas.entry(area.to_owned()).or_default().push(name);
        }
    }
    let is_listed = areas.values().flatten().any(|name| name == chosen);
    let unlisted = (!is_listed && chosen != "UTC" && !chosen.is_empty()).then(
        || view! { <option value=chosen.to_owned() selected=true>{chosen.to_owned()}</option> },
    );
    let groups: Vec<_> = areas
        .into_iter()
        .map(|(area, mut names)| {
            names.sort();
            let options: Vec<_> = names
                .into_iter()
                .map(|name| {
                    let town = name.split_once('/').map_or(&*name, |(_, town)| town);
                    let town = town.replace('_', " ").replace('/', ", ");
                    view! { <option value=name.clone() selected=name == chosen>{town}</option> }
                })
                .collect();
            view! { <optgroup label=area>{options}</optgroup> }
        })
        .collect();
    let error = errors.of("time_zone");
    let has_error = error.is_some();
    let error = error.map(|text| view! { <p class="error" id="time_zone-error">{text}</p> });
    let described_by = if has_error { "time_zone-hint time_zone-error" } else { "time_zone-hint" };
    view! {
        <div class="field">
            <label for="time_zone">{t("billing-details-time-zone")}</label>
            <p class="hint" id="time_zone-hint">{t("billing-details-time-zone-hint")}</p>
            {error}
            <select class="input" id="time_zone" name="time_zone" required=true aria-describedby=described_by
                aria-invalid=has_error.then_some("true")>
                {unlisted}
                <option value="UTC" selected=chosen == "UTC">"UTC"</option>
                {groups}
            </select>
        </div>
    }
    .into_any()
}

fn language_name(tag: &str) -> String {
    match Locale::from_bcp47(tag) {
        Some(locale) => t(&format!("language-{}", locale.as_bcp47())).into_owned(),
        None => tag.to_owned(),
    }
}

/// The details for those who may not change them.
pub fn details_list(profile: &BillingProfile) -> AnyView {
    let locale = ui().locale;
    let lines = |lines: Vec<String>| -> AnyView {
        if lines.is_empty() {
            return view! { <span class="muted">{t("term-none")}</span> }.into_any();
        }
        let lines: Vec<_> =
            lines.into_iter().map(|line| view! { <div><bdi>{line}</bdi></div> }).collect();
        view! { {lines} }.into_any()
    };
    let tax_ids = profile.tax_ids.iter().map(|id| registration(locale, id)).collect();
    let currency = match profile.display_currency {
        Some(currency) => currency.code().to_owned(),
        None => t("billing-details-no-currency").into_owned(),
    };
    let row =
        |key: &'static str, value: AnyView| view! { <div><dt>{t(key)}</dt><dd>{value}</dd></div> };
    view! {
        <dl class="facts">
            {row("billing-details-legal-name", lines(vec![profile.legal_name.clone()]))}
            {row("billing-details-address", lines(address_lines(locale, &profile.address)))}
            {row("billing-details-tax-ids", lines(tax_ids))}
            {row("billing-details-emails", lines(profile.billing_emails.clone()))}
            {row("billing-details-language", lines(vec![language_name(&profile.language)]))}
            {row("billing-details-display-currency", lines(vec![currency]))}
            {row("billing-details-time-zone", lines(vec![profile.time_zone.clone()]))}
        </dl>
    }
    .into_any()
}
