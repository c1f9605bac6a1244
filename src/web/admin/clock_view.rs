//! The page of the sandbox's clock: the form that moves it, how far it came, and the report of a move.

use crate::i18n::Arg;
use crate::jobs::sentence;
use crate::store::clock_advances::{AdvanceState, ClockAdvance, Happened};
use crate::web::admin::typed::Typed;
use crate::web::components::amounts::TimeText;
use crate::web::components::form::{ErrorSummary, FieldErrors, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::ui::{date, date_time, t, t_with, ui};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The choice for which the text field is read.
pub(super) const OTHER: &str = "other";
const PRESETS: [(&str, &str); 5] = [
    ("1h", "clock-by-1h"),
    ("1d", "clock-by-1d"),
    ("1mo", "clock-by-1mo"),
    ("14mo", "clock-by-14mo"),
    (OTHER, "clock-by-other"),
];
const FIRST_CHOICE: &str = "1d";

/// Everything that the page shows.
pub(super) struct Shown {
    /// Names the move that the form will make.
    pub id: Uuid,
    /// The move that is shown runs.
    pub is_moving: bool,
    /// Somebody else was faster.
    pub is_busy: bool,
    pub moves: Vec<ClockAdvance>,
    pub shown: Option<ClockAdvance>,
    pub days: Vec<Happened>,
    /// Of those who asked, by what the record calls them.
    pub names: HashMap<String, String>,
    pub typed: Typed,
    pub errors: FieldErrors,
}

pub(super) fn view(page: Shown) -> AnyView {
    let now = t_with("clock-now", &[("at", Arg::from(date_time(ui().now)))]);
    let busy = page.is_busy.then(|| view! { <Notice tone=Tone::Warning text=t("clock-busy")/> });
    let form = (!page.is_moving).then(|| form(page.id, &page.typed, &page.errors, page.is_busy));
    let report = match &page.shown {
        Some(shown) => report(shown, &page.days, &page.names),
        None => view! { <Empty title=t("clock-none-title") text=t("clock-none-text")/> }.into_any(),
    };
    let earlier = earlier(&page.moves, page.shown.as_ref());
    view! {
        {busy}
        <ErrorSummary errors=page.errors/>
        <PageHead title=t("clock-title") sub=now.into_any()/>
        {form}
        {report}
        {earlier}
    }
    .into_any()
}

fn form(id: Uuid, typed: &Typed, errors: &FieldErrors, is_busy: bool) -> AnyView {
    let chosen = if typed.get("by").is_empty() { FIRST_CHOICE } else { typed.get("by") };
    let choices: Vec<_> = PRESETS
        .iter()
        .map(|(value, key)| {
            view! {
                <label class="choice">
                    <input r#type="radio" name="by" value=*value checked=*value == chosen/>
                    <span><span class="choice-title">{t(key)}</span></span>
                </label>
            }
        })
        .collect();
    let other = typed.get("other").to_owned();
    let is_open = is_busy || !errors.is_empty();
    view! {
        <p>{t("clock-note")}</p>
        <form class="form" method="post" action=paths::ADMIN_CLOCK>
            <input r#type="hidden" name="id" value=id.to_string()/>
            <fieldset class="fieldset">
                <legend>{t("clock-by")}</legend>
                <div class="choices">{choices}</div>
            </fieldset>
            <TextField name="other" label=t("clock-other") value=other errors=errors.clone() optional=true
                hint=t("clock-other-hint") short=true max_length=40 autocomplete="off"/>
            <details class="confirm" open=is_open>
                <summary class="btn btn-primary">{t("clock-move")}</summary>
                <div class="confirm-body">
                    <p>{t("clock-move-confirm")}</p>
                    <div class="actions"><button class="btn btn-primary">{t("clock-move-now")}</button></div>
                </div>
            </details>
        </form>
    }
    .into_any()
}

fn from_to(key: &str, from: Timestamp, to: Timestamp) -> String {
    t_with(key, &[("from", Arg::from(date_time(from))), ("to", Arg::from(date_time(to)))])
}

fn state(state: AdvanceState) -> (&'static str, String) {
    let tone = match state {
        AdvanceState::Running => "info",
        AdvanceState::Done => "success",
        AdvanceState::Failed => "danger",
        AdvanceState::Stopped => "warning",
    };
    (tone, t(&format!("clock-state-{}", state.word())).into_owned())
}

fn report(shown: &ClockAdvance, days: &[Happened], names: &HashMap<String, String>) -> AnyView {
    let (tone, word) = state(shown.state);
    let at = [("at", Arg::from(date_time(shown.reached)))];
    let standing = match shown.state {
        AdvanceState::Running => progress(shown),
        AdvanceState::Failed => {
            let why = shown.error.clone().unwrap_or_default();
            let text = format!("{} {why}", t_with("clock-failed-note", &at));
            view! { <Notice tone=Tone::Danger text/> }.into_any()
        }
        AdvanceState::Stopped => {
            let text = t_with("clock-stopped-note", &at);
            view! { <Notice tone=Tone::Warning text/> }.into_any()
        }
        AdvanceState::Done => ().into_any(),
    };
    let who = names.get(&shown.asked_by).cloned();
    let who = who.unwrap_or_else(|| t("clock-by-command").into_owned());
    let nothing = days.is_empty() && shown.state != AdvanceState::Running;
    let list = if days.is_empty() {
        nothing.then(|| view! { <p class="muted">{t("clock-nothing")}</p> }.into_any())
    } else {
        Some(day_table(days))
    };
    view! {
        <section class="section" aria-labelledby="report">
            <div class="section-head">
                <h2 id="report">{t("clock-report")}" "<span class="badge" data-tone=tone>{word}</span></h2>
            </div>
            <p>{from_to("clock-from-to", shown.from, shown.to)}" · "{t_with("clock-asked-by", &[("who", Arg::from(who))])}</p>
            {standing}
            {totals(days)}
            {list}
        </section>
    }
    .into_any()
}

fn progress(shown: &ClockAdvance) -> AnyView {
    let whole = shown.to.duration_since(shown.from).as_secs();
    let done = shown.reached.duration_since(shown.from).as_secs().min(whole);
    let reached = t_with("clock-reached", &[("at", Arg::from(date_time(shown.reached)))]);
    let again = format!("{}?advance={}", paths::ADMIN_CLOCK, shown.advance_id);
    view! {
        <Notice tone=Tone::Info text=t("clock-started")/>
        <div class="meter">
            <div class="meter-label">
                <label r#for="progress">{from_to("clock-runs", shown.from, shown.to)}</label>
                <span>{reached}</span>
            </div>
            <progress id="progress" max=whole.to_string() value=done.to_string()></progress>
        </div>
        <div class="actions"><a class="btn btn-small" href=again>{t("clock-refresh")}</a></div>
    }
    .into_any()
}

/// The whole way in a few lines.
fn totals(days: &[Happened]) -> Option<AnyView> {
    let mut sums: BTreeMap<_, Happened> = BTreeMap::new();
    for one in days {
        let sum = sums.entry((one.happening, one.detail.clone())).or_insert_with(|| Happened {
            count: 0,
            amount_minor: one.amount_minor.map(|_| 0),
            names: Vec::new(),
            ..one.clone()
        });
        sum.count += one.count;
        let both = sum.amount_minor.zip(one.amount_minor);
        sum.amount_minor = both.and_then(|(sum, more)| sum.checked_add(more));
    }
    (!sums.is_empty()).then(|| {
        let lines: Vec<_> =
            sums.values().map(|sum| view! { <li>{sentence(ui().locale, sum)}</li> }).collect();
        view! { <section class="panel"><h3>{t("clock-totals")}</h3><ul>{lines}</ul></section> }
            .into_any()
    })
}

fn day_table(days: &[Happened]) -> AnyView {
    let mut by_day: BTreeMap<Date, Vec<&Happened>> = BTreeMap::new();
    for one in days {
        by_day.entry(one.on).or_default().push(one);
    }
    let rows: Vec<_> = by_day
        .into_iter()
        .map(|(on, happened)| {
            let lines: Vec<_> = happened
                .into_iter()
                .map(|one| view! { <div>{sentence(ui().locale, one)}</div> })
                .collect();
            let machine = on.to_string();
            view! { <tr><th scope="row" class="lead"><time datetime=machine>{date(on)}</time></th><td>{lines}</td></tr> }
        })
        .collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("clock-report")}</caption>
            <thead><tr><th scope="col">{t("clock-day")}</th><th scope="col">{t("clock-happened")}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn earlier(moves: &[ClockAdvance], shown: Option<&ClockAdvance>) -> Option<AnyView> {
    let others = moves.iter().filter(|one| shown.is_none_or(|it| it.advance_id != one.advance_id));
    let entries: Vec<_> = others
        .map(|one| {
            let (tone, word) = state(one.state);
            let href = format!("{}?advance={}", paths::ADMIN_CLOCK, one.advance_id);
            view! {
                <li>
                    <div class="list-text">
                        <a class="list-title" href=href>{from_to("clock-from-to", one.from, one.reached)}</a>
                        <small><TimeText at=one.from/></small>
                    </div>
                    <div class="list-end"><span class="badge" data-tone=tone>{word}</span></div>
                </li>
            }
        })
        .collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="earlier">
                <div class="section-head"><h2 id="earlier">{t("clock-earlier")}</h2></div>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
