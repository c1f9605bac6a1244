//! The form of a schedule, the preview of what it does, and its versions.

use super::key;
use crate::domain::currency::Currency;
use crate::domain::dunning::{
    DunningStep, DunningTemplate, Foreseen, ScheduleTerms, WhenExhausted, foreseen,
};
use crate::domain::id::DunningScheduleId;
use crate::domain::money::Money;
use crate::flows::dunning::channels::SERVED;
use crate::i18n::{self, Arg};
use crate::store::dunning_schedules::ScheduleVersion;
use crate::web::admin::parts::OnceKey;
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::{DateText, TimeText};
use crate::web::components::form::{ErrorSummary, FieldErrors, SelectField, TextField};
use crate::web::components::layout::PageHead;
use crate::web::paths;
use crate::web::ui::{Ui, t, t_with};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Empty lines for further steps.
const FREE_ROWS: usize = 3;

/// What the page shows.
pub struct Shown {
    pub title: String,
    pub id: DunningScheduleId,
    /// The newest first; none of a new schedule.
    pub versions: Vec<ScheduleVersion>,
    pub typed: Typed,
    pub terms: Option<ScheduleTerms>,
    pub errors: FieldErrors,
    pub may_change: bool,
    pub today: Date,
}

/// The schedule as typed, or what does not read.
pub fn read(ui: &Ui, typed: &Typed) -> Result<ScheduleTerms, FieldErrors> {
    let mut errors = FieldErrors::none();
    let mut fail = |field: &'static str, key: &str| errors.add(field, i18n::text(ui.locale, key));
    let retry_days = numbers(typed.get("retries"));
    if retry_days.is_none() {
        fail("retries", "dunning-error-retries");
    }
    let attempts_max = typed.get("attempts").parse();
    if attempts_max.is_err() {
        fail("attempts", "dunning-error-attempts");
    }
    let steps = read_steps(typed);
    if steps.is_none() {
        fail("step-1", "dunning-error-steps");
    }
    let thresholds = read_thresholds(ui, typed.get("thresholds"));
    if thresholds.is_none() {
        fail("thresholds", "dunning-error-thresholds");
    }
    let read_only = optional_day(typed.get("read-only"));
    if read_only.is_none() {
        fail("read-only", "dunning-error-day");
    }
    let suspended = optional_day(typed.get("suspended"));
    if suspended.is_none() {
        fail("suspended", "dunning-error-day");
    }
    match (retry_days, attempts_max, steps, thresholds, read_only, suspended) {
        (
            Some(retry_days),
            Ok(attempts_max),
            Some(steps),
            Some(thresholds_minor),
            Some(read_only_after_days),
            Some(suspended_after_days),
        ) => Ok(ScheduleTerms {
            name: typed.get("name").to_owned(),
            retry_days,
            attempts_max,
            steps,
            thresholds_minor,
            read_only_after_days,
            suspended_after_days,
            when_exhausted: typed.get("exhausted").parse().unwrap_or(WhenExhausted::AskStaff),
        }),
        _ => Err(errors),
    }
}

fn numbers(text: &str) -> Option<Vec<u32>> {
    let words = text.split([',', ';', ' ']).filter(|word| !word.is_empty());
    words.map(|word| word.parse().ok()).collect()
}

/// None: it does not read; Some(None): no day.
fn optional_day(text: &str) -> Option<Option<u32>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

fn read_steps(typed: &Typed) -> Option<Vec<DunningStep>> {
    let days = typed.all("step-days").map(str::trim);
    let channels = typed.all("step-channel");
    let rows = days.zip(channels).zip(typed.all("step-template"));
    let kept = rows.filter(|((day, _), _)| !day.is_empty());
    kept.map(|((day, channel), template)| {
        Some(DunningStep {
            after_days: day.parse().ok()?,
            channel: channel.parse().ok()?,
            template: template.parse().ok()?,
        })
    })
    .collect()
}

/// "EUR 10.00; USD 15.00".
fn read_thresholds(ui: &Ui, text: &str) -> Option<BTreeMap<Currency, i64>> {
    let entries = text.split(';').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (code, amount) = entry.split_once(' ')?;
            let currency: Currency = code.to_uppercase().parse().ok()?;
            let amount = i18n::parse_amount(ui.locale, currency, amount.trim()).ok()?;
            Some((currency, amount.amount_minor))
        })
        .collect()
}

/// The fields of a stored version.
pub fn written(ui: &Ui, terms: &ScheduleTerms) -> Typed {
    let days: Vec<_> = terms.retry_days.iter().map(ToString::to_string).collect();
    let thresholds = terms.thresholds_minor.iter().map(|(currency, minor)| {
        let amount = i18n::amount_input(ui.locale, Money::new(*minor, *currency));
        format!("{} {amount}", currency.code())
    });
    let thresholds: Vec<_> = thresholds.collect();
    let day = |day: Option<u32>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut typed = Typed::of(&[
        ("name", terms.name.clone()),
        ("retries", days.join(", ")),
        ("attempts", terms.attempts_max.to_string()),
        ("thresholds", thresholds.join("; ")),
        ("read-only", day(terms.read_only_after_days)),
        ("suspended", day(terms.suspended_after_days)),
        ("exhausted", terms.when_exhausted.word().to_owned()),
    ]);
    for step in &terms.steps {
        typed.push("step-days", step.after_days.to_string());
        typed.push("step-channel", step.channel.word());
        typed.push("step-template", step.template.word());
    }
    typed
}

pub fn view(shown: &Shown) -> AnyView {
    let crumbs = vec![
        (paths::ADMIN_DUNNING.to_owned(), t("dunning-title").into_owned()),
        (paths::ADMIN_DUNNING_SCHEDULES.to_owned(), t("dunning-schedules-title").into_owned()),
    ];
    let preview = shown.terms.as_ref().map(|terms| preview(terms, shown.today));
    let form = shown.may_change.then(|| form(shown));
    let history = (!shown.versions.is_empty()).then(|| history(&shown.versions));
    view! {
        <PageHead title=shown.title.clone() crumbs/>
        <ErrorSummary errors=shown.errors.clone()/>
        <div class="with-aside">
            <div>{form}</div>
            <aside>{preview}{history}</aside>
        </div>
    }
    .into_any()
}

/// What an invoice that fell due on 1 March and whose charge failed on that day would get.
fn preview(terms: &ScheduleTerms, today: Date) -> AnyView {
    let due_on = jiff::civil::date(today.year(), 3, 1);
    let entries: Vec<_> = foreseen(terms, due_on)
        .into_iter()
        .map(|(on, what)| {
            let (tone, text) = match what {
                Foreseen::Retry { number } => {
                    let number = [("number", Arg::from(i64::from(number)))];
                    (None, t_with("dunning-foreseen-retry", &number))
                }
                Foreseen::Message(step) => {
                    let template = t(&key("dunning-template-{}", step.template.word()));
                    let channel = t(&key("dunning-channel-{}", step.channel.word()));
                    let args =
                        [("template", Arg::from(&*template)), ("channel", Arg::from(&*channel))];
                    (Some("info"), t_with("dunning-next-step", &args))
                }
                Foreseen::Access(entitlement) => {
                    let key = key("dunning-said-access-{}", entitlement.word());
                    (Some("danger"), t(&key).into_owned())
                }
            };
            view! { <li data-tone=tone>{text}<DateText on/></li> }
        })
        .collect();
    let title = t_with("dunning-preview", &[("date", Arg::from(crate::web::ui::date(due_on)))]);
    view! {
        <section class="section" aria-labelledby="preview">
            <h2 id="preview">{title}</h2>
            <ol class="timeline">{entries}</ol>
        </section>
    }
    .into_any()
}

fn form(shown: &Shown) -> AnyView {
    let (typed, errors) = (&shown.typed, &shown.errors);
    let hidden = match shown.versions.first() {
        None => view! { <OnceKey id=shown.id.0/> }.into_any(),
        Some(newest) => {
            let version = match typed.get("version") {
                "" => newest.version.to_string(),
                version => version.to_owned(),
            };
            view! { <input r#type="hidden" name="version" value=version/> }.into_any()
        }
    };
    let exhausted = WhenExhausted::ALL
        .iter()
        .map(|it| (it.word().to_owned(), t(&key("dunning-exhausted-{}", it.word())).into_owned()));
    let exhausted = exhausted.collect();
    view! {
        <form class="form" method="post">
            {hidden}
            <TextField name="name" label=t("dunning-name") value=typed.get("name") errors=errors.clone() max_length=80/>
            <div class="form-row form-row-short">
                <TextField name="retries" label=t("dunning-retries") hint=t("dunning-retries-hint") value=typed.get("retries") errors=errors.clone() optional=true/>
                <TextField name="attempts" label=t("dunning-attempts") hint=t("dunning-attempts-hint") value=typed.get("attempts") errors=errors.clone() inputmode="numeric" numeric=true/>
            </div>
            {steps(typed)}
            <TextField name="thresholds" label=t("dunning-thresholds") hint=t("dunning-thresholds-hint") value=typed.get("thresholds") errors=errors.clone() optional=true/>
            <div class="form-row form-row-short">
                <TextField name="read-only" label=t("dunning-read-only-after") value=typed.get("read-only") errors=errors.clone() inputmode="numeric" numeric=true optional=true/>
                <TextField name="suspended" label=t("dunning-suspended-after") value=typed.get("suspended") errors=errors.clone() inputmode="numeric" numeric=true optional=true/>
            </div>
            <SelectField name="exhausted" label=t("dunning-exhausted") options=exhausted selected=typed.get("exhausted") errors=errors.clone()/>
            <div class="actions actions-wide">
                <button class="btn btn-primary" name="intent" value="save">{t("dunning-save")}</button>
                <button class="btn" name="intent" value="preview">{t("dunning-show-preview")}</button>
                <a class="btn btn-quiet" href=paths::ADMIN_DUNNING_SCHEDULES>{t("action-cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn steps(typed: &Typed) -> AnyView {
    let cell = |name: &'static str, row: usize| {
        typed.all(name).nth(row).unwrap_or_default().trim().to_owned()
    };
    let filled = typed.all("step-days").filter(|day| !day.trim().is_empty()).count();
    let typed_rows = typed.all("step-days").count();
    let rows: Vec<_> = (0..typed_rows.max(filled + FREE_ROWS))
        .map(|row| {
            let number = row + 1;
            let label = |key: &str| t_with(key, &[("number", Arg::from(number))]);
            let channels = SERVED.iter().map(|channel| {
                let is_chosen = channel.word() == cell("step-channel", row);
                let text = t(&key("dunning-channel-{}", channel.word()));
                view! { <option value=channel.word() selected=is_chosen>{text}</option> }
            });
            let templates = DunningTemplate::ALL.iter().map(|template| {
                let is_chosen = template.word() == cell("step-template", row);
                let text = t(&key("dunning-template-{}", template.word()));
                view! { <option value=template.word() selected=is_chosen>{text}</option> }
            });
            let (channels, templates): (Vec<_>, Vec<_>) = (channels.collect(), templates.collect());
            view! {
                <div class="form-row">
                    <div class="field"><label r#for=format!("step-{number}")>{label("dunning-step-day")}</label>
                        <input class="input num" id=format!("step-{number}") name="step-days" inputmode="numeric" maxlength="3" value=cell("step-days", row)/></div>
                    <div class="field"><label r#for=format!("channel-{number}")>{t("dunning-step-channel")}</label>
                        <select class="input" id=format!("channel-{number}") name="step-channel">{channels}</select></div>
                    <div class="field"><label r#for=format!("template-{number}")>{t("dunning-step-template")}</label>
                        <select class="input" id=format!("template-{number}") name="step-template">{templates}</select></div>
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class="fieldset">
            <legend>{t("dunning-steps")}</legend>
            <p class="hint">{t("dunning-steps-hint")}</p>
            {rows}
        </fieldset>
    }
    .into_any()
}

fn history(versions: &[ScheduleVersion]) -> AnyView {
    let entries: Vec<_> = versions
        .iter()
        .map(|one| {
            let args = [
                ("name", Arg::from(one.terms.name.as_str())),
                ("version", Arg::from(i64::from(one.version))),
            ];
            let title = t_with("dunning-schedule-version", &args);
            view! {
                <li><div class="list-text"><span class="list-title">{title}</span><small><TimeText at=one.created_at/></small></div></li>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="versions">
            <h2 id="versions">{t("dunning-versions")}</h2>
            <ul class="list">{entries}</ul>
        </section>
    }
    .into_any()
}
