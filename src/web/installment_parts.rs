//! What the pages of installment plans share, for customers and staff: the badge, the schedule before and
//! after it is agreed, the agreement's words, the history.

use crate::documents::model::PaperDocument;
use crate::domain::installment::{
    InstallmentAttempt, InstallmentPlan, Part, PlanEventKind, PlanStanding, PlanStatus, Schedule,
    failures,
};
use crate::domain::invoice::Invoice;
use crate::i18n::Arg;
use crate::store::installments::PlanHistoryEvent;
use crate::web::components::amounts::{DateText, MoneyText, TimeText};
use crate::web::components::sheet::{Total, total_list};
use crate::web::ui::{money, t, t_with, ui};
use jiff::civil::Date;
use leptos::prelude::*;
use serde_json::Value;

/// How a plan stands, in a word.
#[must_use]
pub fn status_badge(status: PlanStatus) -> AnyView {
    let tone = match status {
        PlanStatus::Requested | PlanStatus::Offered | PlanStatus::Pending => "info",
        PlanStatus::Active | PlanStatus::Completed => "success",
        PlanStatus::Failed => "danger",
        PlanStatus::Refused | PlanStatus::Cancelled | PlanStatus::Replaced => "neutral",
    };
    let text = t(&format!("installment-status-{}", status.word()));
    view! { <span class="badge" data-tone=tone>{text}</span> }.into_any()
}

/// A part's name: the down payment, or "2 of 6".
fn part_name(number: u32, count: usize) -> String {
    match number {
        0 => t("agreement-down-payment").into_owned(),
        number => {
            let args = [("number", Arg::from(i64::from(number))), ("count", Arg::from(count))];
            t_with("agreement-installment", &args)
        }
    }
}

/// The schedule that would be agreed to: every part with its day, and the sum.
#[must_use]
pub fn schedule(schedule: &Schedule, down_payment_due_on: Date) -> AnyView {
    let count = schedule.installments.len();
    let zero = crate::domain::money::Money::zero(schedule.down_payment.currency);
    let total = schedule.total().unwrap_or(zero);
    let down = schedule.down_payment.is_positive().then(|| {
        view! {
            <tr>
                <th scope="row" class="lead">{t("agreement-down-payment")}<small>{t("installment-due-at-once")}</small></th>
                <td class="meta" data-label=t("agreement-due-on")><DateText on=down_payment_due_on/></td>
                <td class="num amount"><MoneyText amount=schedule.down_payment/></td>
            </tr>
        }
    });
    let rows: Vec<_> = schedule
        .installments
        .iter()
        .map(|part| {
            view! {
                <tr>
                    <th scope="row" class="lead">{part_name(part.number, count)}</th>
                    <td class="meta" data-label=t("agreement-due-on")><DateText on=part.due_on/></td>
                    <td class="num amount"><MoneyText amount=part.amount/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="schedule">
            <h2 id="schedule">{t("installment-schedule")}</h2>
            <table class="table table-rows">
                <caption class="visually-hidden">{t("installment-schedule")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("agreement-part")}</th>
                        <th scope="col">{t("agreement-due-on")}</th>
                        <th scope="col" class="num amount">{t("agreement-amount")}</th>
                    </tr>
                </thead>
                <tbody>{down}{rows}</tbody>
            </table>
            {total_list(vec![Total::grand(t("agreement-total"), total)])}
        </section>
    }
    .into_any()
}

/// The words of the agreement, as they stand on its page.
#[must_use]
pub fn agreement_words(page: &PaperDocument) -> AnyView {
    let notes: Vec<_> =
        page.notes.iter().map(|note| view! { <li>{note.text.clone()}</li> }).collect();
    let facts: Vec<_> = page
        .facts
        .iter()
        .map(|fact| {
            view! { <div><dt>{fact.label.clone()}</dt><dd>{fact.value.clone()}</dd></div> }
        })
        .collect();
    let party = |name: &crate::documents::model::Party| {
        let lines = [vec![name.name.clone()], name.address.clone(), name.tax_ids.clone()].concat();
        view! { <div><dt>{name.label.clone()}</dt><dd>{lines.join(", ")}</dd></div> }
    };
    view! {
        <section class="section" aria-labelledby="agreement">
            <h2 id="agreement">{page.title.clone()}</h2>
            <dl class="facts">{party(&page.seller)}{party(&page.buyer)}{facts}</dl>
            <h3>{t("agreement-terms")}</h3>
            <ul class="prose">{notes}</ul>
        </section>
    }
    .into_any()
}

/// A plan that was agreed: each part with its day, and how it stands.
#[must_use]
pub fn parts(
    plan: &InstallmentPlan,
    invoice: &Invoice,
    attempts: &[InstallmentAttempt],
    today: Date,
) -> Option<AnyView> {
    let agreed = plan.agreed.as_ref()?;
    let standing = agreed.standing(invoice);
    let next = standing.next().map(|part| part.number).filter(|_| plan.status.runs());
    let count = standing.installments.len();
    let down = agreed.schedule.down_payment.is_positive().then_some(&standing.down_payment);
    let rows: Vec<_> = down
        .into_iter()
        .chain(&standing.installments)
        .map(|part| {
            let of_it: Vec<_> =
                attempts.iter().filter(|one| one.number == part.number).cloned().collect();
            let is_next = next == Some(part.number) && standing.down_payment.is_paid();
            let on = part.due_on.unwrap_or(agreed.down_payment_due_on);
            row(part, count, on, state(part, &of_it, is_next, plan.status.runs(), today))
        })
        .collect();
    Some(
        view! {
            {progress(&standing)}
            <section class="section" aria-labelledby="parts">
                <h2 id="parts">{t("installment-schedule")}</h2>
                <table class="table table-rows">
                    <caption class="visually-hidden">{t("installment-schedule")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t("agreement-part")}</th>
                            <th scope="col">{t("agreement-due-on")}</th>
                            <th scope="col">{t("installment-state")}</th>
                            <th scope="col" class="num amount">{t("agreement-amount")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any(),
    )
}

fn row(part: &Part, count: usize, on: Date, state: AnyView) -> AnyView {
    let reduced = (part.amount != part.agreed).then(|| {
        let args = [("amount", Arg::from(money(part.agreed)))];
        view! { <small>{t_with("installment-reduced-from", &args)}</small> }
    });
    let partly = (part.paid.is_positive() && !part.is_paid()).then(|| {
        let args = [("amount", Arg::from(money(part.paid)))];
        view! { <small>{t_with("installment-partly-paid", &args)}</small> }
    });
    view! {
        <tr>
            <th scope="row" class="lead">{part_name(part.number, count)}{reduced}{partly}</th>
            <td class="meta" data-label=t("agreement-due-on")><DateText on/></td>
            <td class="state">{state}</td>
            <td class="num amount"><MoneyText amount=part.amount/></td>
        </tr>
    }
    .into_any()
}

fn state(
    part: &Part,
    attempts: &[InstallmentAttempt],
    is_next: bool,
    runs: bool,
    today: Date,
) -> AnyView {
    let in_vain = failures(attempts);
    let (tone, text) = if part.amount.is_zero() {
        ("neutral", t("installment-part-credited").into_owned())
    } else if part.is_paid() {
        ("success", t("installment-part-paid").into_owned())
    } else if in_vain > 0 {
        let args = [("count", Arg::from(i64::from(in_vain)))];
        ("danger", t_with("installment-part-failed", &args))
    } else if runs && part.due_on.is_some_and(|on| on <= today) {
        ("warning", t("installment-part-due").into_owned())
    } else if is_next {
        ("info", t("installment-part-next").into_owned())
    } else if runs {
        ("neutral", t("installment-part-open").into_owned())
    } else {
        ("neutral", t("installment-part-unpaid").into_owned())
    };
    view! { <span class="badge" data-tone=tone>{text}</span> }.into_any()
}

/// How much of it is paid.
fn progress(standing: &PlanStanding) -> AnyView {
    let (paid, left) = (standing.paid(), standing.left());
    let all = paid.amount_minor + left.amount_minor;
    let args = [("paid", Arg::from(money(paid))), ("left", Arg::from(money(left)))];
    view! {
        <div class="meter">
            <div class="meter-label"><label r#for="paid">{t("installment-progress")}</label><span>{t_with("installment-progress-text", &args)}</span></div>
            <progress id="paid" max=all.max(1).to_string() value=paid.amount_minor.to_string()></progress>
        </div>
    }
    .into_any()
}

/// What happened to the plan; `name` says who an actor is.
#[must_use]
pub fn history(events: &[PlanHistoryEvent], name: impl Fn(&str) -> String) -> AnyView {
    let entries: Vec<_> = events
        .iter()
        .map(|event| {
            let tone = match event.kind {
                PlanEventKind::Accepted | PlanEventKind::Activated | PlanEventKind::Completed => {
                    Some("success")
                }
                PlanEventKind::AttemptFailed | PlanEventKind::Defaulted => Some("danger"),
                _ => None,
            };
            let said = sentence(event, &name(&event.actor));
            view! { <li data-tone=tone>{said}<TimeText at=event.happened_at/></li> }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">{t("installment-history")}</h2>
            <ol class="timeline">{entries}</ol>
        </section>
    }
    .into_any()
}

fn sentence(event: &PlanHistoryEvent, who: &str) -> String {
    let key = format!("installment-event-{}", event.kind.word().replace('_', "-"));
    let text = |name: &str| event.detail.get(name).and_then(Value::as_str).unwrap_or_default();
    match event.kind {
        PlanEventKind::AttemptFailed | PlanEventKind::Defaulted => {
            let number = event.detail.get("number").and_then(Value::as_i64).unwrap_or(0);
            t_with(&key, &[("number", Arg::from(number))])
        }
        PlanEventKind::Refused | PlanEventKind::EndedEarly => {
            let reason = text("reason");
            match reason.is_empty() {
                true => t(&format!("{key}-plain")).into_owned(),
                false => t_with(&key, &[("reason", Arg::from(reason))]),
            }
        }
        PlanEventKind::Requested
        | PlanEventKind::Offered
        | PlanEventKind::Approved
        | PlanEventKind::Declined
        | PlanEventKind::Accepted
        | PlanEventKind::MethodChanged => t_with(&key, &[("name", Arg::from(who))]),
        PlanEventKind::Cancelled => {
            let is_unpaid = event.detail.get("no_down_payment").is_some();
            let key = if is_unpaid { "installment-event-not-begun" } else { key.as_str() };
            t(key).into_owned()
        }
        _ => t(&key).into_owned(),
    }
}

/// The civil date of the viewer.
#[must_use]
pub fn today() -> Date {
    ui().today()
}
