//! The terms of an installment plan as somebody types them: how many parts, how far apart, on which days.
//! The same fields for customers and staff.

use crate::domain::installment::{Frequency, NotOffered, PlanRules, PlanTerms, TermsRefused};
use crate::i18n::{self, Arg};
use crate::web::admin::typed::Typed;
use crate::web::components::form::{FieldErrors, SelectField, TextAreaField, TextField};
use crate::web::ui::{Ui, t, t_with};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// What was typed, read into terms.
pub fn read(ui: &Ui, typed: &Typed) -> Result<PlanTerms, FieldErrors> {
    let mut errors = FieldErrors::none();
    let installments = typed.get("installments").parse().unwrap_or(0);
    let frequency: Option<Frequency> = typed.get("frequency").parse().ok();
    if frequency.is_none() {
        errors.add("frequency", i18n::text(ui.locale, "installment-choose-frequency"));
    }
    let is_custom = frequency == Some(Frequency::Custom);
    let first_due_on = match typed.get("first_due_on") {
        "" => None,
        _ if is_custom => None,
        text => i18n::parse_date(text)
            .map_err(|error| errors.add("first_due_on", error.message(ui.locale)))
            .ok(),
    };
    let mut days = Vec::new();
    let lines = typed.get("days").split([',', ';', '\n', ' ']).map(str::trim);
    for line in lines.filter(|line| is_custom && !line.is_empty()) {
        match i18n::parse_date(line) {
            Ok(day) => days.push(day),
            Err(error) => errors.add("days", error.message(ui.locale)),
        }
    }
    let percent = match typed.get("down_payment") {
        "" => Decimal::ZERO,
        text => crate::web::admin::typed::number(ui.locale, text).unwrap_or(Decimal::NEGATIVE_ONE),
    };
    match frequency {
        Some(frequency) if errors.is_empty() => Ok(PlanTerms {
            installments,
            frequency,
            first_due_on,
            days,
            down_payment_percent: percent,
            note: typed.get("note").to_owned(),
        }),
        _ => Err(errors),
    }
}

/// The terms as they stand in the fields.
#[must_use]
pub fn fields_of(ui: &Ui, terms: &PlanTerms) -> Typed {
    let days: Vec<String> = terms.days.iter().map(ToString::to_string).collect();
    let percent = terms.down_payment_percent.normalize().to_string();
    let percent = match ui.locale {
        i18n::Locale::De => percent.replace('.', ","),
        _ => percent,
    };
    Typed::of(&[
        ("installments", terms.installments.to_string()),
        ("frequency", terms.frequency.word().to_owned()),
        ("first_due_on", terms.first_due_on.map(|on| on.to_string()).unwrap_or_default()),
        ("days", days.join("\n")),
        ("down_payment", percent),
        ("note", terms.note.clone()),
    ])
}

/// What to tell whoever typed them.
#[must_use]
pub fn refusal(ui: &Ui, refused: &TermsRefused) -> FieldErrors {
    let text = |key, args: &[(&'static str, Arg<'_>)]| i18n::text_with(ui.locale, key, args);
    let day = |on| i18n::date_medium(ui.locale, on);
    let plain = |key| i18n::text(ui.locale, key).into_owned();
    let (field, sentence) = match refused {
        TermsRefused::Count { fewest, most, .. } => {
            let args =
                [("fewest", Arg::from(i64::from(*fewest))), ("most", Arg::from(i64::from(*most)))];
            ("installments", text("installment-refused-count", &args))
        }
        TermsRefused::Frequency(_) => ("frequency", plain("installment-refused-frequency")),
        TermsRefused::DaysMissing { days, installments } => {
            let args =
                [("days", Arg::from(*days)), ("installments", Arg::from(i64::from(*installments)))];
            ("days", text("installment-refused-days-missing", &args))
        }
        TermsRefused::Past(on) => {
            ("first_due_on", text("installment-refused-past", &[("date", day(*on).into())]))
        }
        TermsRefused::TooLate(on) => {
            ("first_due_on", text("installment-refused-late", &[("date", day(*on).into())]))
        }
        TermsRefused::Dates(_) => ("days", plain("installment-refused-order")),
        TermsRefused::NotOffered(refused) => ("installments", not_offered(ui, refused)),
        TermsRefused::Plan(_) => ("installments", plain("installment-refused-amounts")),
    };
    FieldErrors::one(field, sentence)
}

/// Why no plan is offered for an amount, in a sentence.
#[must_use]
pub fn not_offered(ui: &Ui, refused: &NotOffered) -> String {
    match refused {
        NotOffered::NotAllowed => i18n::text(ui.locale, "installment-not-allowed").into_owned(),
        NotOffered::Currency(currency) => {
            let args = [("currency", Arg::from(currency.code()))];
            i18n::text_with(ui.locale, "installment-not-in-currency", &args)
        }
        NotOffered::BelowMinimum { least, .. } => {
            let args = [("amount", Arg::from(i18n::money(ui.locale, *least)))];
            i18n::text_with(ui.locale, "installment-below-minimum", &args)
        }
        NotOffered::AboveMaximum { most, .. } => {
            let args = [("amount", Arg::from(i18n::money(ui.locale, *most)))];
            i18n::text_with(ui.locale, "installment-above-maximum", &args)
        }
    }
}

/// The name of a frequency.
#[must_use]
pub fn frequency_text(frequency: Frequency) -> String {
    t(&format!("installment-frequency-{}", frequency.word())).into_owned()
}

/// The fields that customers and staff share. `counts` are the numbers that may be chosen.
#[must_use]
pub fn fields(
    (fewest, most): (u32, u32),
    frequencies: &[Frequency],
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let counts = (fewest..=most).map(|n| {
        let text = t_with("installment-count", &[("count", Arg::from(i64::from(n)))]);
        (n.to_string(), text)
    });
    let offered: Vec<_> =
        frequencies.iter().map(|one| (one.word().to_owned(), frequency_text(*one))).collect();
    let has_custom = frequencies.contains(&Frequency::Custom);
    let days = has_custom.then(|| {
        view! {
            <TextAreaField name="days" label=t("installment-days") value=typed.get("days") hint=t("installment-days-hint").into_owned() errors=errors.clone() optional=true rows=3_u32/>
        }
    });
    view! {
        <div class="form-row">
            <SelectField name="installments" label=t("installment-how-many") options=counts.collect() selected=typed.get("installments") errors=errors.clone()/>
            <SelectField name="frequency" label=t("installment-how-often") options=offered selected=typed.get("frequency") errors=errors.clone()/>
        </div>
        <TextField name="first_due_on" label=t("installment-first-due-on") value=typed.get("first_due_on") hint=t("installment-first-due-on-hint") errors=errors.clone() kind="date" optional=true/>
        {days}
    }
    .into_any()
}

/// What the form proposes when nothing was chosen yet: three months, or what the rules allow.
#[must_use]
pub fn proposed(rules: &PlanRules) -> Typed {
    let count = 3.clamp(rules.fewest_installments, rules.most_installments);
    let monthly = rules.frequencies.iter().find(|one| **one == Frequency::Monthly);
    let frequency = monthly.or(rules.frequencies.first()).copied().unwrap_or(Frequency::Monthly);
    Typed::of(&[
        ("installments", count.to_string()),
        ("frequency", frequency.word().to_owned()),
        ("method", "first".to_owned()),
    ])
}

/// The chosen terms again, unseen, for the form that acts on them.
#[must_use]
pub fn hidden(typed: &Typed) -> AnyView {
    let names = ["installments", "frequency", "first_due_on", "days"];
    let inputs: Vec<_> = names
        .into_iter()
        .filter(|name| !typed.get(name).is_empty())
        .map(|name| {
            view! { <input r#type="hidden" name=name value=typed.get(name).to_owned()/> }
        })
        .collect();
    inputs.into_any()
}
