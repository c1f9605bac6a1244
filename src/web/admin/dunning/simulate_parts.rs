//! How a simulation looks: what it says and does not say, each schedule's figures side by side, and the form for
//! a file.

use super::report_parts::{Row, both, count, grid, step_name};
use super::simulate::{Shown, Tried, path};
use crate::domain::currency::Currency;
use crate::domain::dunning::{Replay, Share};
use crate::flows::dunning::simulate_file::{LineFault, PastFileError};
use crate::i18n::Arg;
use crate::web::components::form::{FieldErrors, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::ui::{date, t, t_with};
use leptos::prelude::*;
use std::collections::BTreeSet;

pub fn view(shown: &Shown) -> AnyView {
    let crumbs = vec![
        (paths::ADMIN_DUNNING.to_owned(), t("dunning-title").into_owned()),
        (paths::ADMIN_DUNNING_SCHEDULES.to_owned(), t("dunning-schedules-title").into_owned()),
        (super::schedule_path(shown.schedule), shown.name.clone()),
    ];
    let cut = shown.is_cut.then(|| view! { <Notice tone=Tone::Warning text=t("recovery-cut")/> });
    let result = match &shown.error {
        Some(error) => refused(error),
        None => result(shown),
    };
    view! {
        <PageHead title=t("simulation-title") sub=t("simulation-sub").into_any() crumbs/>
        {cut}
        {result}
        {form(shown)}
    }
    .into_any()
}

fn result(shown: &Shown) -> AnyView {
    let days = [("from", Arg::from(date(shown.from))), ("until", Arg::from(date(shown.until)))];
    let days = match shown.is_file {
        true => t_with("simulation-of-file", &days),
        false => t_with("simulation-of-year", &days),
    };
    let currencies: BTreeSet<Currency> =
        shown.tried.iter().flat_map(|it| it.replays.keys().copied()).collect();
    if currencies.is_empty() {
        return view! { <Empty title=t("simulation-none") text=days/> }.into_any();
    }
    let sections: Vec<_> = currencies
        .into_iter()
        .map(|currency| {
            let id = format!("simulation-{}", currency.code());
            let title =
                t_with("simulation-of-currency", &[("currency", Arg::from(currency.code()))]);
            let found =
                |tried: &Tried| tried.replays.get(&currency).map(|one| of_schedule(tried, one));
            let schedules: Vec<_> = shown.tried.iter().filter_map(found).collect();
            let compared = compared(&shown.tried, currency);
            view! {
                <section class="section" aria-labelledby=id.clone()>
                    <h2 id=id.clone()>{title}</h2>
                    {compared}
                    {schedules}
                </section>
            }
        })
        .collect();
    view! {
        <p>{days}</p>
        <p class="muted">{t("simulation-honest")}</p>
        {sections}
    }
    .into_any()
}

/// The schedules side by side, where there are two.
fn compared(tried: &[Tried], currency: Currency) -> Option<AnyView> {
    let [one, other] = tried else { return None };
    let (first, second) = (one.replays.get(&currency)?, other.replays.get(&currency)?);
    let row = |key: &str, cells: [String; 2]| Row {
        lead: t(key).into_owned(),
        small: None,
        cells: cells.to_vec(),
    };
    let share = |key: &str, of: fn(&Replay) -> Share| row(key, [both(of(first)), both(of(second))]);
    let number =
        |key: &str, of: fn(&Replay) -> u64| row(key, [count(of(first)), count(of(second))]);
    let rows = vec![
        number("simulation-messages", Replay::messages),
        number("simulation-customers-asked", |it| it.customers_asked),
        share("simulation-asked", |it| it.asked),
        share("simulation-before-first", |it| it.before_first),
        share("simulation-unpaid", |it| it.unpaid),
        number("simulation-retries", Replay::retries_made),
        share("simulation-read-only", |it| it.read_only),
        share("simulation-suspended", |it| it.suspended),
    ];
    let heads = ["simulation-this", "simulation-default"];
    Some(grid("simulation-compared", "recovery-what", &heads, rows))
}

fn of_schedule(tried: &Tried, replay: &Replay) -> AnyView {
    let args =
        [("name", Arg::from(&*tried.name)), ("version", Arg::from(i64::from(tried.version)))];
    let title = t_with("dunning-schedule-version", &args);
    let badge = tried.is_default.then(|| {
        view! { <span class="badge" data-tone="success">{t("dunning-default")}</span> }
    });
    let summary = [
        ("asked", Arg::from(count(replay.asked.invoices))),
        ("before", Arg::from(count(replay.before_first.invoices))),
        ("customers", Arg::from(count(replay.customers_asked))),
        ("messages", Arg::from(count(replay.messages()))),
    ];
    let summary = t_with("simulation-summary", &summary);
    view! {
        <div class="stack">
            <h3>{title}" "{badge}</h3>
            <p>{summary}</p>
            {where_they_end(replay)}
            {messages(replay)}
            {by_month(replay)}
            {retries(replay)}
        </div>
    }
    .into_any()
}

/// Every invoice in one line: they add up to all that were read.
fn where_they_end(replay: &Replay) -> AnyView {
    let mut rows = vec![
        end("simulation-invoices", replay.invoices),
        end("simulation-on-time", replay.on_time),
        end("simulation-disputed", replay.disputed),
        end("simulation-too-little", replay.too_little),
        end("simulation-before-first", replay.before_first),
    ];
    for step in &replay.steps {
        let after = [("step", Arg::from(step_name(&step.step)))];
        let lead = t_with("simulation-paid-after", &after);
        let cells = vec![count(step.paid_after.invoices), money(step.paid_after)];
        rows.push(Row { lead, small: None, cells });
    }
    rows.push(end("simulation-unpaid", replay.unpaid));
    rows.push(end("simulation-not-yet", replay.not_yet));
    let heads = ["recovery-invoices", "recovery-amount"];
    grid("simulation-ends", "simulation-really", &heads, rows)
}

fn end(key: &str, share: Share) -> Row {
    Row { lead: t(key).into_owned(), small: None, cells: vec![count(share.invoices), money(share)] }
}

fn money(share: Share) -> String {
    crate::web::ui::money(share.amount)
}

fn messages(replay: &Replay) -> AnyView {
    let rows = replay.steps.iter().map(|step| Row {
        lead: step_name(&step.step),
        small: None,
        cells: vec![count(step.messages), count(step.missed), both(step.asked)],
    });
    let access = [
        ("dunning-said-access-read-only", replay.read_only),
        ("dunning-said-access-suspended", replay.suspended),
    ];
    let access = access.into_iter().map(|(key, share)| Row {
        lead: t(key).into_owned(),
        small: None,
        cells: vec![count(share.invoices), "–".to_owned(), money(share)],
    });
    let rows = rows.chain(access).collect();
    let heads = ["simulation-times", "simulation-missed", "simulation-asked-for"];
    grid("simulation-steps", "recovery-step", &heads, rows)
}

fn by_month(replay: &Replay) -> Option<AnyView> {
    let rows: Vec<_> = replay
        .by_month
        .iter()
        .map(|(month, messages)| Row {
            lead: format!("{:04}-{:02}", month.year(), month.month()),
            small: None,
            cells: vec![count(*messages)],
        })
        .collect();
    let heads = ["simulation-messages"];
    (!rows.is_empty()).then(|| {
        let table = grid("simulation-by-month", "simulation-month", &heads, rows);
        view! { <details class="more"><summary>{t("simulation-by-month")}</summary>{table}</details> }
            .into_any()
    })
}

fn retries(replay: &Replay) -> AnyView {
    let retries = &replay.retries;
    if retries.made.is_empty() && retries.needs_customer == 0 {
        return view! { <p class="muted">{t("simulation-no-retries")}</p> }.into_any();
    }
    let mut rows: Vec<_> = retries
        .made
        .iter()
        .map(|(number, made)| Row {
            lead: t_with("recovery-step-retry", &[("number", Arg::from(*number))]),
            small: None,
            cells: vec![count(*made)],
        })
        .collect();
    for (key, number) in [
        ("simulation-moved", retries.moved_by_limit),
        ("simulation-needs-customer", retries.needs_customer),
    ] {
        let lead = t(key).into_owned();
        rows.push(Row { lead, small: None, cells: vec![count(number)] });
    }
    let heads = ["simulation-times"];
    grid("simulation-retries", "recovery-what", &heads, rows)
}

/// What is wrong with a file, line by line.
fn refused(error: &PastFileError) -> AnyView {
    let text = match error {
        PastFileError::TooLarge => t("simulation-file-too-large").into_owned(),
        PastFileError::NotText => t("simulation-file-not-text").into_owned(),
        PastFileError::NoColumn(column) => {
            t_with("simulation-file-no-column", &[("column", Arg::from(*column))])
        }
        PastFileError::Empty => t("simulation-file-empty").into_owned(),
        PastFileError::TooManyLines => t("simulation-file-too-many").into_owned(),
        PastFileError::AmbiguousDates => t("simulation-file-ambiguous").into_owned(),
        PastFileError::Lines(_) => t("simulation-file-lines").into_owned(),
    };
    let lines = match error {
        PastFileError::Lines(lines) => lines.as_slice(),
        _ => &[],
    };
    let lines: Vec<_> = lines
        .iter()
        .map(|it| {
            let line = i64::try_from(it.line).unwrap_or(i64::MAX);
            let fault = fault(&it.fault);
            let args = [("line", Arg::from(line)), ("fault", Arg::from(&*fault))];
            view! { <li>{t_with("simulation-line", &args)}</li> }
        })
        .collect();
    let lines = (!lines.is_empty()).then(|| view! { <ul>{lines}</ul> });
    view! { <Notice tone=Tone::Danger text/>{lines} }.into_any()
}

fn fault(fault: &LineFault) -> String {
    let said = |key: &str, text: &str| t_with(key, &[("text", Arg::from(text))]);
    match fault {
        LineFault::Fields => t("simulation-fault-fields").into_owned(),
        LineFault::Customer => t("simulation-fault-customer").into_owned(),
        LineFault::Day(text) => said("simulation-fault-day", text),
        LineFault::Amount(text) => said("simulation-fault-amount", text),
        LineFault::Currency(text) => said("simulation-fault-currency", text),
        LineFault::Disputed(text) => said("simulation-fault-disputed", text),
        LineFault::Twice(text) => said("simulation-fault-twice", text),
    }
}

fn form(shown: &Shown) -> AnyView {
    let currency = if shown.currency.is_empty() { "EUR" } else { &shown.currency };
    let year = shown.is_file.then(|| {
        view! { <a class="btn btn-quiet" href=path(shown.schedule)>{t("simulation-year")}</a> }
    });
    view! {
        <section class="section" aria-labelledby="simulation-file">
            <h2 id="simulation-file">{t("simulation-file-title")}</h2>
            <form class="form" method="post" enctype="multipart/form-data" action=path(shown.schedule)>
                <div class="field">
                    <label r#for="file">{t("simulation-file")}</label>
                    <p class="hint" id="file-hint">{t("simulation-file-hint")}</p>
                    <input class="input" id="file" name="file" r#type="file" accept=".csv,text/csv" required=true aria-describedby="file-hint"/>
                </div>
                <TextField name="currency" label=t("simulation-currency") value=currency errors=FieldErrors::none() short=true max_length=3/>
                <div class="actions"><button class="btn btn-primary">{t("simulation-run")}</button>{year}</div>
            </form>
        </section>
    }
    .into_any()
}
