//! How the recovery report looks: two rates with what they divide by, a drawing, and the tables behind it.

use super::key;
use super::report::Shown;
use crate::domain::dunning::{Counts, Reason, Recovery, Share, Stage, rate_percent};
use crate::domain::rounding::round_ratio;
use crate::i18n::Arg;
use crate::web::admin::parts::query;
use crate::web::components::form::{ErrorSummary, TextField};
use crate::web::components::layout::{Empty, Notice, PageHead, Tone};
use crate::web::paths;
use crate::web::ui::{money, number, percent, t, t_with};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The drawing: a bar of at most this length.
const WIDTH: i64 = 640;

pub fn view(shown: &Shown) -> AnyView {
    let crumbs = vec![(paths::ADMIN_DUNNING.to_owned(), t("dunning-title").into_owned())];
    let pairs = [("from", &*shown.asked.from), ("to", &*shown.asked.to)];
    let csv = format!("{}.csv{}", paths::ADMIN_DUNNING_REPORT, query(&pairs));
    let is_right = shown.errors.is_empty();
    let actions = is_right.then(|| view! { <a class="btn" href=csv>{t("recovery-csv")}</a> });
    let cut = shown.is_cut.then(|| view! { <Notice tone=Tone::Warning text=t("recovery-cut")/> });
    let none = (is_right && shown.by_currency.is_empty())
        .then(|| view! { <Empty title=t("recovery-none") text=t("recovery-none-text")/> });
    let currencies: Vec<_> = shown
        .by_currency
        .iter()
        .filter(|_| is_right)
        .map(|(currency, recovery)| of_currency(currency.code(), recovery))
        .collect();
    view! {
        <ErrorSummary errors=shown.errors.clone()/>
        <PageHead title=t("recovery-title") sub=t("recovery-sub").into_any() crumbs actions=actions.into_any()/>
        <form class="form" method="get" action=paths::ADMIN_DUNNING_REPORT>
            <div class="form-row form-row-short">
                <TextField name="from" kind="date" label=t("recovery-from") value=shown.asked.from.clone() errors=shown.errors.clone() optional=true/>
                <TextField name="to" kind="date" label=t("recovery-to") value=shown.asked.to.clone() errors=shown.errors.clone() optional=true/>
            </div>
            <div class="actions"><button class="btn btn-primary">{t("recovery-show")}</button></div>
        </form>
        {cut}
        {none}
        {currencies}
    }
    .into_any()
}

fn of_currency(code: &'static str, recovery: &Recovery) -> AnyView {
    let id = format!("recovery-{code}");
    let total = &recovery.total;
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{t_with("recovery-of-currency", &[("currency", Arg::from(code))])}</h2>
            <dl class="facts facts-row">
                {rate(&t("recovery-rate-attempted"), total.recovered, total.attempted)}
                {rate(&t("recovery-rate-failed"), total.recovered, total.failed)}
            </dl>
            {chart(&id, total)}
            {totals(total)}
            {by_payer(recovery)}
            {by_stage(recovery)}
            {by_reason(recovery)}
        </section>
    }
    .into_any()
}

/// `73.1%` or that there is none, with what was divided by what.
fn rate(name: &str, part: Share, whole: Share) -> AnyView {
    let said = said_rate(part, whole);
    let of = [
        ("part", Arg::from(money(part.amount))),
        ("whole", Arg::from(money(whole.amount))),
        ("invoices", Arg::from(i64::try_from(part.invoices).unwrap_or(i64::MAX))),
        ("all", Arg::from(i64::try_from(whole.invoices).unwrap_or(i64::MAX))),
    ];
    let of = t_with("recovery-part-of", &of);
    let name = name.to_owned();
    view! { <div><dt>{name}</dt><dd><strong>{said}</strong><br/><small class="muted">{of}</small></dd></div> }
        .into_any()
}

fn said_rate(part: Share, whole: Share) -> String {
    let rate = rate_percent(part.amount.amount_minor, whole.amount.amount_minor);
    rate.map_or_else(|| t("recovery-no-rate").into_owned(), percent)
}

/// The parts that `failed` adds up from.
fn parts(total: &Counts) -> [(&'static str, Share); 5] {
    [
        ("recovery-recovered", total.recovered),
        ("recovery-unprompted", total.unprompted),
        ("recovery-withdrawn", total.withdrawn),
        ("recovery-written-off", total.written_off),
        ("recovery-open", total.open),
    ]
}

/// One bar for each row of the table below it.
fn chart(id: &str, total: &Counts) -> Option<AnyView> {
    let most = total.failed.amount.amount_minor;
    let rows = [("recovery-failed", total.failed), ("recovery-attempted", total.attempted)];
    let bars: Vec<_> = rows
        .into_iter()
        .chain(parts(total))
        .zip(0_i64..)
        .map(|((key, share), at)| {
            let width = width(share.amount.amount_minor, most);
            let said = format!("{}: {}", t(key), money(share.amount));
            let top = at * 48;
            view! {
                <text x="0" y=(top + 18).to_string()>{said.clone()}</text>
                <rect class="bar" x="0" y=(top + 24).to_string() width=width.to_string() height="14"><title>{said}</title></rect>
            }
        })
        .collect();
    let id = format!("{id}-chart");
    (most > 0).then(|| {
        view! {
            <figure class="usage-chart">
                <svg class="chart" viewBox="0 0 640 336" role="img" aria-labelledby=id.clone()>
                    <title id=id.clone()>{t("recovery-chart")}</title>
                    {bars}
                </svg>
            </figure>
        }
        .into_any()
    })
}

/// At least one unit where there is something.
fn width(amount_minor: i64, most: i64) -> i64 {
    if amount_minor <= 0 {
        return 0;
    }
    let width = round_ratio(i128::from(amount_minor) * i128::from(WIDTH), i128::from(most));
    width.and_then(|width| i64::try_from(width).ok()).unwrap_or(0).clamp(1, WIDTH)
}

fn totals(total: &Counts) -> AnyView {
    let mut rows = vec![line("recovery-failed", total.failed, total)];
    rows.push(line("recovery-attempted", total.attempted, total));
    rows.extend(parts(total).into_iter().map(|(key, share)| line(key, share, total)));
    let heads = ["recovery-invoices", "recovery-amount", "recovery-share-of-failed"];
    grid("recovery-result", "recovery-what", &heads, rows)
}

fn line(key: &str, share: Share, total: &Counts) -> Row {
    let cells = vec![count(share.invoices), amount(share), said_rate(share, total.failed)];
    Row { lead: t(key).into_owned(), small: None, cells }
}

fn by_payer(recovery: &Recovery) -> Option<AnyView> {
    let row = |(by, share): (&crate::domain::dunning::PaidBy, &Share)| Row {
        lead: t(&key("recovery-by-{}", by.word())).into_owned(),
        small: None,
        cells: vec![
            count(share.invoices),
            amount(*share),
            said_rate(*share, recovery.total.recovered),
        ],
    };
    let rows: Vec<_> = recovery.by_payer.iter().map(row).collect();
    let heads = ["recovery-invoices", "recovery-amount", "recovery-share-of-recovered"];
    (!rows.is_empty()).then(|| grid("recovery-by-payer", "recovery-how", &heads, rows))
}

fn by_stage(recovery: &Recovery) -> Option<AnyView> {
    let rows: Vec<_> = recovery
        .by_stage
        .iter()
        .map(|(stage, counts)| Row {
            lead: stage_name(*stage),
            small: None,
            cells: vec![
                both(counts.reached),
                both(counts.recovered),
                said_rate(counts.recovered, counts.reached),
            ],
        })
        .collect();
    let heads = ["recovery-reached", "recovery-recovered-then", "recovery-share-of-reached"];
    (!rows.is_empty()).then(|| grid("recovery-by-step", "recovery-step", &heads, rows))
}

fn by_reason(recovery: &Recovery) -> Option<AnyView> {
    let rows: Vec<_> = recovery
        .by_reason
        .iter()
        .map(|(reason, counts)| {
            let (lead, small) = reason_name(reason);
            let cells = vec![
                both(counts.failed),
                both(counts.attempted),
                both(counts.recovered),
                said_rate(counts.recovered, counts.attempted),
                said_rate(counts.recovered, counts.failed),
            ];
            Row { lead, small, cells }
        })
        .collect();
    let heads = [
        "recovery-failed",
        "recovery-attempted",
        "recovery-recovered",
        "recovery-share-of-attempted",
        "recovery-share-of-failed",
    ];
    (!rows.is_empty()).then(|| grid("recovery-by-reason", "recovery-reason", &heads, rows))
}

fn reason_name(reason: &Reason) -> (String, Option<String>) {
    match reason {
        Reason::FellDue => (t("recovery-fell-due").into_owned(), None),
        Reason::Declined { advice, code } => {
            let advice = match advice {
                crate::domain::dunning::DeclineAdvice::RetryLater => {
                    t("dunning-advice-retry-later")
                }
                crate::domain::dunning::DeclineAdvice::NeedsCustomer => {
                    t("dunning-advice-needs-customer")
                }
                crate::domain::dunning::DeclineAdvice::NeverRetry => {
                    t("dunning-advice-never-retry")
                }
            };
            (code.clone(), Some(advice.into_owned()))
        }
    }
}

/// What the CSV calls a reason.
pub fn reason_code(reason: &Reason) -> String {
    match reason {
        Reason::FellDue => "fell_due".to_owned(),
        Reason::Declined { code, .. } => code.clone(),
    }
}

/// `Friendly reminder by e-mail, day 3`.
pub fn step_name(step: &crate::domain::dunning::DunningStep) -> String {
    let template = t(&key("dunning-template-{}", step.template.word()));
    let channel = t(&key("dunning-channel-{}", step.channel.word()));
    let args = [
        ("template", Arg::from(&*template)),
        ("channel", Arg::from(&*channel)),
        ("day", Arg::from(i64::from(step.after_days))),
    ];
    t_with("recovery-step-message", &args)
}

fn stage_name(stage: Stage) -> String {
    match stage {
        Stage::Message(step) => step_name(&step),
        Stage::Retry(number) => {
            t_with("recovery-step-retry", &[("number", Arg::from(i64::from(number)))])
        }
        Stage::NewMethod => t("recovery-by-new-method").into_owned(),
    }
}

/// What the CSV calls a step.
pub fn stage_code(stage: Stage) -> String {
    match stage {
        Stage::Message(step) => {
            format!("message_{}_{}_{}", step.after_days, step.channel.word(), step.template.word())
        }
        Stage::Retry(number) => format!("retry_{number}"),
        Stage::NewMethod => "new_method".to_owned(),
    }
}

/// A line of a table whose other columns are numbers.
pub struct Row {
    pub lead: String,
    pub small: Option<String>,
    pub cells: Vec<String>,
}

pub fn count(count: u64) -> String {
    number(Decimal::from(count))
}

fn amount(share: Share) -> String {
    money(share.amount)
}

/// `€680.00 (3)`.
pub fn both(share: Share) -> String {
    format!("{} ({})", money(share.amount), count(share.invoices))
}

/// A table of numbers that stands line by line on a phone.
pub fn grid(title: &str, lead: &str, heads: &[&'static str], rows: Vec<Row>) -> AnyView {
    let row = |row: Row| {
        let cells: Vec<_> = row
            .cells
            .into_iter()
            .zip(heads)
            .map(|(cell, head)| view! { <td class="num" data-label=t(head)>{cell}</td> })
            .collect();
        let small = row.small.map(|small| view! { <small>{small}</small> });
        view! { <tr><th scope="row" class="lead">{row.lead}{small}</th>{cells}</tr> }
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    let heads: Vec<_> =
        heads.iter().map(|head| view! { <th scope="col" class="num">{t(head)}</th> }).collect();
    view! {
        <div class="stack">
            <h3>{t(title)}</h3>
            <table class="table table-rows table-tight">
                <caption class="visually-hidden">{t(title)}</caption>
                <thead><tr><th scope="col">{t(lead)}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn the_whole_fills_the_drawing_and_the_least_is_seen() {
        assert_eq!(width(1_000_00, 1_000_00), 640);
        assert_eq!(width(250_00, 1_000_00), 160);
        assert_eq!(width(1, 1_000_00), 1);
        assert_eq!(width(0, 1_000_00), 0);
    }
}
