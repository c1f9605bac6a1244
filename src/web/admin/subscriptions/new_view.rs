//! The form of a new subscription, and what it would make.

use super::contract::contract_fields;
use super::new::{NewForm, Preview};
use super::new_typed::{Choices, add_on_field};
use crate::domain::currency::Currency;
use crate::domain::plan::{CatalogueVersion, PlanKind};
use crate::i18n::{self, Arg};
use crate::web::admin::access::CustomerRead;
use crate::web::admin::parts::{OnceKey, customer_crumbs};
use crate::web::admin::plans::words::{headline, offer_text};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::subscription_parts::next_invoice_lines;
use crate::web::ui::{date_time, t, t_with};
use jiff::civil::Date;
use leptos::prelude::*;

pub(super) fn view(access: &CustomerRead, form: NewForm) -> AnyView {
    let NewForm { once, typed, errors, choices, preview } = form;
    let crumbs = customer_crumbs(access.tenant, &access.profile.legal_name);
    if choices.of_kind(PlanKind::Plan, access.profile.currency, access.today).is_empty()
        || choices.sellers.is_empty()
    {
        return view! {
            <PageHead title=t("desk-new") crumbs/>
            <Notice tone=Tone::Info text=t("desk-new-impossible")/>
        }
        .into_any();
    }
    let confirm = preview.as_ref().map(|preview| {
        view! {
            <input r#type="hidden" name="previewed" value=preview.digest.clone()/>
            <button class="btn btn-primary" name="step" value="confirm">{t("desk-new-confirm")}</button>
        }
    });
    let preview_class = if preview.is_some() { "btn" } else { "btn btn-primary" };
    let shown = preview.map(|preview| previewed(&preview));
    view! {
        <PageHead title=t("desk-new") crumbs/>
        <ErrorSummary errors=errors.clone()/>
        <form class="form" method="post">
            <OnceKey id=once/>
            {plan_fields(access, &choices, &typed, &errors)}
            {time_fields(&typed, &errors)}
            {add_on_fields(&choices, (access.profile.currency, access.today), &typed, &errors)}
            <fieldset class="fieldset">
                <legend>{t("desk-contract")}</legend>
                {coupon_field(&choices, &typed, &errors)}
                {group_field(&choices, &typed, &errors)}
                {contract_fields(access.profile.currency, &typed, &errors)}
            </fieldset>
            {shown}
            <div class="actions">
                {confirm}
                <button class=preview_class name="step" value="preview">{t("desk-new-preview")}</button>
                <a class="btn btn-quiet" href=paths::admin_customer(access.tenant)>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn plan_fields(
    access: &CustomerRead,
    choices: &Choices,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let on = i18n::parse_date(typed.get("start-on")).unwrap_or(access.today);
    let versions: Vec<_> = choices
        .of_kind(PlanKind::Plan, access.profile.currency, on)
        .into_iter()
        .map(|one| (one.version.version_id.to_string(), named(one)))
        .collect();
    let sellers = choices.sellers.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    view! {
        <SelectField name="version" label=t("desk-plan") options=versions selected=typed.get("version") hint=t("desk-version-hint") errors=errors.clone()/>
        <TextField name="seats" label=t("subscription-seats") value=typed.get("seats") errors=errors.clone() inputmode="numeric" numeric=true/>
        <SelectField name="seller" label=t("desk-seller") options=sellers selected=typed.get("seller") errors=errors.clone()/>
    }
    .into_any()
}

/// "Business, EUR, monthly, version 2: €49.00 + €5.00 per seat".
pub(super) fn named(one: &CatalogueVersion) -> String {
    let version = &one.version;
    let number = t_with("desk-version-no", &[("number", Arg::from(version.version_no))]);
    format!("{}, {}, {number}: {}", version.name, offer_text(version), headline(version))
}

fn time_fields(typed: &Typed, errors: &FieldErrors) -> AnyView {
    let aligned = vec![
        ("anniversary".to_owned(), t("desk-align-anniversary").into_owned()),
        ("calendar".to_owned(), t("desk-align-calendar").into_owned()),
    ];
    let has_trial = !typed.get("trial").is_empty();
    view! {
        <TextField name="start-on" label=t("desk-start-on") value=typed.get("start-on") hint=t("desk-start-hint") errors=errors.clone() kind="date" short=true/>
        <SelectField name="align" label=t("desk-align") options=aligned selected=typed.get("align") errors=errors.clone()/>
        <div class="check">
            <input r#type="checkbox" id="trial" name="trial" value="on" checked=has_trial/>
            <label for="trial">{t("desk-trial")}</label>
            <p class="hint">{t("desk-trial-hint")}</p>
        </div>
    }
    .into_any()
}

pub(super) fn add_on_fields(
    choices: &Choices,
    (currency, on): (Currency, Date),
    typed: &Typed,
    errors: &FieldErrors,
) -> Option<AnyView> {
    let mut add_ons = choices.of_kind(PlanKind::AddOn, currency, on);
    // Who has an archived one keeps it, unless the form says otherwise.
    let is_had = |one: &&CatalogueVersion| {
        one.kind == PlanKind::AddOn
            && one.archived_at.is_some()
            && !typed.get(&add_on_field(one.version.version_id)).is_empty()
    };
    add_ons.extend(choices.all.iter().filter(is_had));
    (!add_ons.is_empty()).then(|| {
        let wrong = errors.of("add-ons").map(|said| view! { <p class="error">{said}</p> });
        let fields: Vec<_> = add_ons
            .into_iter()
            .map(|one| {
                let name = add_on_field(one.version.version_id);
                let value = typed.get(&name).to_owned();
                view! {
                    <div class="field">
                        <label r#for=name.clone()>{named(one)}</label>
                        <input class="input num input-short" id=name.clone() name=name value=value inputmode="numeric" maxlength="5"/>
                    </div>
                }
            })
            .collect();
        view! {
            <fieldset class="fieldset" id="add-ons">
                <legend>{t("subscription-add-ons")}</legend>
                {wrong}
                <p class="hint">{t("desk-add-ons-hint")}</p>
                {fields}
            </fieldset>
        }
        .into_any()
    })
}

fn coupon_field(choices: &Choices, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let none = (String::new(), t("desk-coupon-none").into_owned());
    let named =
        choices.coupons.iter().map(|(code, name)| (code.clone(), format!("{code}: {name}")));
    let options = std::iter::once(none).chain(named).collect();
    view! { <SelectField name="coupon" label=t("subscription-coupon") options selected=typed.get("coupon") errors=errors.clone() optional=true/> }
        .into_any()
}

fn group_field(choices: &Choices, typed: &Typed, errors: &FieldErrors) -> Option<AnyView> {
    (!choices.groups.is_empty()).then(|| {
        let none = (String::new(), t("desk-group-none").into_owned());
        let named = choices.groups.iter().map(|it| (it.group_id.to_string(), it.name.clone()));
        let options = std::iter::once(none).chain(named).collect();
        view! { <SelectField name="group" label=t("desk-group") options selected=typed.get("group") errors=errors.clone() optional=true/> }
            .into_any()
    })
}

/// The first invoice, when it is made, and how many follow at once.
fn previewed(preview: &Preview) -> AnyView {
    let many = (preview.due_now > 1).then(|| {
        let text = t_with("desk-start-makes-many", &[("count", Arg::from(preview.due_now))]);
        view! { <Notice tone=Tone::Warning text/> }
    });
    let (when, lines) = match &preview.first {
        Some(next) if preview.due_now == 0 => {
            let at = date_time(next.made_at);
            let said = t_with("desk-first-later", &[("time", at.into())]);
            (said, next_invoice_lines(next))
        }
        Some(next) => (t("desk-first-now").into_owned(), next_invoice_lines(next)),
        None => (t("subscription-next-none").into_owned(), ().into_any()),
    };
    view! {
        <section class="section" aria-labelledby="preview">
            <div class="section-head"><h2 id="preview">{t("desk-first-invoice")}</h2></div>
            {many}
            <p class="muted">{when}</p>
            {lines}
        </section>
    }
    .into_any()
}
