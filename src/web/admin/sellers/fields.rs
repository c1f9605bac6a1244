//! The fields of a seller's settings.

use super::typed::{ACCOUNT_ROWS, FOOTERS, TAX_ROWS};
use crate::domain::seller_settings::{TEXT_MAX, TypedAccount, TypedRegistration, TypedSeller};
use crate::domain::tax_id::TaxId;
use crate::i18n::{Arg, countries_by_name};
use crate::web::components::form::{FieldErrors, SelectField, TextAreaField, TextField};
use crate::web::portal::jurisdiction_name;
use crate::web::ui::{t, t_with, ui};
use leptos::prelude::*;

/// Empty rows offered for further tax numbers; saved, the form offers more.
const SPARE_TAX_ROWS: usize = 2;
const SPARE_ACCOUNTS: usize = 1;

const MAX_LENGTH: u32 = TEXT_MAX as u32;

/// Everything but the buttons. The code is typed once, when the seller is added.
pub fn settings_fields(typed: &TypedSeller, errors: &FieldErrors, is_new: bool) -> AnyView {
    view! {
        {company(typed, errors, is_new)}
        {contact(typed, errors)}
        {registrations(typed, errors)}
        {accounts(typed, errors)}
        {appearance(typed, errors)}
    }
    .into_any()
}

fn company(typed: &TypedSeller, errors: &FieldErrors, is_new: bool) -> AnyView {
    let mut countries: Vec<_> = countries_by_name(ui().locale)
        .into_iter()
        .map(|(country, name)| (country.code().to_owned(), name.into_owned()))
        .collect();
    countries.insert(0, (String::new(), t("billing-details-choose-country").into_owned()));
    let code = is_new.then(|| {
        view! {
            <TextField name="code" label=t("admin-seller-code") value=typed.code.clone() errors=errors.clone()
                hint=t("admin-seller-code-hint") autocomplete="off" short=true max_length=30/>
        }
    });
    view! {
        <fieldset class="fieldset form">
            <legend>{t("billing-details-company")}</legend>
            <TextField name="legal-name" label=t("billing-details-legal-name") value=typed.legal_name.clone()
                errors=errors.clone() autocomplete="off" max_length=MAX_LENGTH/>
            <TextField name="trading-name" label=t("admin-seller-trading-name") value=typed.trading_name.clone()
                errors=errors.clone() hint=t("admin-seller-trading-name-hint") autocomplete="off" optional=true max_length=MAX_LENGTH/>
            {code}
            <TextField name="line1" label=t("billing-details-address-line1") value=typed.line1.clone()
                errors=errors.clone() autocomplete="off" max_length=MAX_LENGTH/>
            <TextField name="line2" label=t("billing-details-address-line2") value=typed.line2.clone()
                errors=errors.clone() autocomplete="off" optional=true max_length=MAX_LENGTH/>
            <div class="form-row">
                <TextField name="postal-code" label=t("billing-details-postal-code") value=typed.postal_code.clone()
                    errors=errors.clone() autocomplete="off" optional=true max_length=MAX_LENGTH/>
                <TextField name="city" label=t("billing-details-city") value=typed.city.clone()
                    errors=errors.clone() autocomplete="off" max_length=MAX_LENGTH/>
            </div>
            <TextField name="region" label=t("billing-details-region") value=typed.region.clone()
                errors=errors.clone() autocomplete="off" optional=true max_length=MAX_LENGTH/>
            <SelectField name="country" label=t("billing-details-country") options=countries
                selected=typed.country.clone() errors=errors.clone()/>
        </fieldset>
    }
    .into_any()
}

fn contact(typed: &TypedSeller, errors: &FieldErrors) -> AnyView {
    view! {
        <fieldset class="fieldset form">
            <legend>{t("admin-seller-contact")}</legend>
            <TextField name="email" label=t("admin-seller-email") value=typed.email.clone() errors=errors.clone()
                hint=t("admin-seller-email-hint") kind="email" autocomplete="off" optional=true/>
            <div class="form-row">
                <TextField name="phone" label=t("admin-seller-phone") value=typed.phone.clone() errors=errors.clone()
                    kind="tel" autocomplete="off" optional=true max_length=MAX_LENGTH/>
                <TextField name="website" label=t("admin-seller-website") value=typed.website.clone() errors=errors.clone()
                    kind="url" autocomplete="off" optional=true max_length=MAX_LENGTH/>
            </div>
            <TextField name="days-to-pay" label=t("admin-seller-days-to-pay") value=typed.days_to_pay.clone()
                errors=errors.clone() hint=t("admin-seller-days-to-pay-hint") inputmode="numeric" numeric=true max_length=3/>
        </fieldset>
    }
    .into_any()
}

fn registrations(typed: &TypedSeller, errors: &FieldErrors) -> AnyView {
    let locale = ui().locale;
    let mut jurisdictions: Vec<_> = TaxId::jurisdictions()
        .map(|(code, kind)| {
            let name = jurisdiction_name(locale, code);
            (code.to_owned(), format!("{name} ({})", kind.printed_name()))
        })
        .collect();
    jurisdictions.sort_by(|(_, a), (_, b)| a.cmp(b));
    jurisdictions.insert(0, (String::new(), t("admin-seller-tax-other").into_owned()));
    let last_used = typed.registrations.iter().rposition(|id| !id.number.trim().is_empty());
    let shown = last_used.map_or(0, |last| last + 1) + SPARE_TAX_ROWS;
    let spare =
        TypedRegistration { jurisdiction: own(&typed.country), ..TypedRegistration::default() };
    let rows: Vec<_> = (0..shown.min(TAX_ROWS.len()))
        .map(|row| {
            let is_used = |it: &&TypedRegistration| {
                !it.number.is_empty() || errors.has(&TAX_ROWS[row].number)
            };
            let registration = typed.registrations.get(row).filter(is_used).unwrap_or(&spare);
            tax_row(row, registration, &jurisdictions, errors)
        })
        .collect();
    view! {
        <fieldset class="fieldset form">
            <legend>{t("admin-seller-taxes")}</legend>
            <p class="hint">{t("admin-seller-taxes-hint")}</p>
            {rows}
        </fieldset>
    }
    .into_any()
}

/// The jurisdiction of a country, if we know its numbers.
fn own(country: &str) -> String {
    let code = if country == "GR" { "EL" } else { country };
    let is_known = TaxId::jurisdictions().any(|(jurisdiction, _)| jurisdiction == code);
    if is_known { code.to_owned() } else { String::new() }
}

fn tax_row(
    row: usize,
    typed: &TypedRegistration,
    jurisdictions: &[(String, String)],
    errors: &FieldErrors,
) -> AnyView {
    let names = &TAX_ROWS[row];
    let label = t_with("admin-seller-tax-no", &[("number", Arg::from(row + 1))]);
    view! {
        <fieldset class="fieldset form">
            <legend>{label}</legend>
            <SelectField name=&names.country label=t("admin-country") options=jurisdictions.to_vec()
                selected=typed.jurisdiction.clone() errors=errors.clone() optional=true/>
            <div class="form-row">
                <TextField name=&names.number label=t("admin-number") value=typed.number.clone()
                    errors=errors.clone() autocomplete="off" optional=true max_length=40/>
                <TextField name=&names.kind label=t("admin-seller-tax-kind") value=typed.kind.clone()
                    errors=errors.clone() autocomplete="off" optional=true max_length=40/>
            </div>
            <div class="form-row">
                <TextField name=&names.from label=t("admin-seller-tax-from") value=typed.valid_from.clone()
                    errors=errors.clone() kind="date" optional=true/>
                <TextField name=&names.to label=t("admin-seller-tax-to") value=typed.valid_to.clone()
                    errors=errors.clone() kind="date" optional=true/>
            </div>
        </fieldset>
    }
    .into_any()
}

fn accounts(typed: &TypedSeller, errors: &FieldErrors) -> AnyView {
    let is_used = |it: &TypedAccount| {
        [&it.bank_name, &it.iban, &it.bic, &it.details].iter().any(|text| !text.is_empty())
    };
    let shown =
        typed.accounts.iter().rposition(is_used).map_or(0, |last| last + 1) + SPARE_ACCOUNTS;
    let empty = TypedAccount::default();
    let rows: Vec<_> = (0..shown.min(ACCOUNT_ROWS.len()))
        .map(|row| account_row(row, typed.accounts.get(row).unwrap_or(&empty), errors))
        .collect();
    view! {
        <fieldset class="fieldset form">
            <legend>{t("admin-seller-accounts")}</legend>
            <p class="hint">{t("admin-seller-accounts-hint")}</p>
            {rows}
        </fieldset>
    }
    .into_any()
}

fn account_row(row: usize, typed: &TypedAccount, errors: &FieldErrors) -> AnyView {
    let names = &ACCOUNT_ROWS[row];
    let label = t_with("admin-seller-account-no", &[("number", Arg::from(row + 1))]);
    view! {
        <fieldset class="fieldset form">
            <legend>{label}</legend>
            <div class="form-row">
                <TextField name=&names.currency label=t("admin-currency") value=typed.currency.clone()
                    errors=errors.clone() autocomplete="off" optional=true short=true max_length=3/>
                <TextField name=&names.bank label=t("document-bank") value=typed.bank_name.clone()
                    errors=errors.clone() autocomplete="off" optional=true max_length=MAX_LENGTH/>
            </div>
            <TextField name=&names.iban label=t("admin-seller-iban") value=typed.iban.clone()
                errors=errors.clone() autocomplete="off" optional=true max_length=50/>
            <TextField name=&names.bic label=t("admin-seller-bic") value=typed.bic.clone()
                errors=errors.clone() autocomplete="off" optional=true short=true max_length=14/>
            <TextAreaField name=&names.details label=t("admin-seller-account-details") value=typed.details.clone()
                errors=errors.clone() hint=t("admin-seller-account-details-hint") optional=true max_length=800/>
        </fieldset>
    }
    .into_any()
}

fn appearance(typed: &TypedSeller, errors: &FieldErrors) -> AnyView {
    let footers: Vec<_> = FOOTERS
        .iter()
        .map(|(tag, name)| {
            let language = t(&format!("language-{tag}"));
            let label = t_with("admin-seller-footer-in", &[("language", Arg::from(&*language))]);
            let value = typed.footer.get(*tag).cloned().unwrap_or_default();
            view! {
                <TextAreaField name=name.as_str() label value errors=errors.clone()
                    hint=t("admin-seller-footer-hint") optional=true max_length=800/>
            }
        })
        .collect();
    view! {
        <fieldset class="fieldset form">
            <legend>{t("admin-seller-appearance")}</legend>
            <TextField name="brand-color" label=t("admin-seller-color") value=typed.brand_color.clone()
                errors=errors.clone() hint=t("admin-seller-color-hint") kind="color" short=true/>
            {footers}
        </fieldset>
    }
    .into_any()
}
