//! The page of a quote: each document that is made, line by line, what is due now, and until when that
//! holds.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::flows::subscriptions::quote::Quote;
use crate::flows::subscriptions::{Act, QuotedDocument, QuotedLine};
use crate::i18n::{self, Arg};
use crate::web::components::amounts::MoneyText;
use crate::web::components::layout::{Notice, PageHead, Tone};
use crate::web::components::sheet::{Total, period, total_list};
use crate::web::paths;
use crate::web::subscription_parts::day_of;
use crate::web::ui::{date, date_time, number, t, t_with, ui};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// What the page shows.
pub(super) struct Review {
    pub quote: Quote,
    pub currency: Currency,
    pub zone: TimeZone,
    /// The plan's, as it is now.
    pub name: String,
    pub has_changed: bool,
}

impl Review {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

pub(super) fn review(page: &Review) -> AnyView {
    let outcome = &page.quote.outcome;
    let id = page.quote.subscription_id;
    let changed = page.has_changed.then(|| {
        view! { <Notice tone=Tone::Warning text=t("subscription-review-differs")/> }
    });
    let crumbs = vec![
        (paths::SUBSCRIPTIONS.to_owned(), t("subscriptions-title").into_owned()),
        (paths::subscription(id), page.name.clone()),
    ];
    let effective = date(day_of(outcome.effective_at, &page.zone));
    let what = t_with(act_key(&page.quote.act), &[("date", effective.into())]);
    let notes: Vec<_> = outcome.credit_notes.iter().map(|it| document(page, it, true)).collect();
    let invoices: Vec<_> = outcome.invoices.iter().map(|it| document(page, it, false)).collect();
    let later = when_paid(page);
    let idle = (!outcome.idle_coupons.is_empty()).then(|| {
        let codes = outcome.idle_coupons.join(", ");
        let text = t_with("subscription-review-idle-coupons", &[("coupons", codes.into())]);
        view! { <p class="small">{text}</p> }
    });
    let rule = (!notes.is_empty() || !invoices.is_empty()).then(|| {
        view! { <p class="small muted">{t("subscription-review-rule")}</p> }
    });
    let none = (notes.is_empty() && invoices.is_empty()).then(|| {
        view! { <p class="muted">{t("subscription-review-no-documents")}</p> }
    });
    view! {
        <PageHead title=t("subscription-review-title") crumbs sub=what.into_any()/>
        {changed}
        <div class="with-aside">
            <div>
                {notes}{invoices}{later}{none}{idle}{rule}
                {next(page)}
            </div>
            <aside>{confirmation(page)}</aside>
        </div>
    }
    .into_any()
}

fn act_key(act: &Act) -> &'static str {
    match act {
        Act::Change { .. } => "subscription-review-change",
        Act::Cancel { .. } => "subscription-review-cancel",
        Act::Pause { .. } => "subscription-review-pause",
        Act::Resume => "subscription-review-resume",
        Act::EndTrial => "subscription-review-end-trial",
        Act::Reactivate => "subscription-review-reactivate",
        Act::UndoChange | Act::UndoCancel => "subscription-review-undo",
    }
}

/// The credit notes that follow once the invoice is paid.
fn when_paid(page: &Review) -> Option<AnyView> {
    let later = &page.quote.outcome.later_credit_notes;
    let notes: Vec<_> = later.iter().map(|it| document(page, it, true)).collect();
    (!notes.is_empty())
        .then(|| view! { <p>{t("subscription-review-when-paid")}</p>{notes} }.into_any())
}

fn document(page: &Review, document: &QuotedDocument, is_credit: bool) -> AnyView {
    let title = match (&document.of_number, is_credit) {
        (Some(number), _) => {
            t_with("subscription-review-credit-of", &[("number", Arg::from(number))])
        }
        (None, true) => t("subscription-review-credit").into_owned(),
        (None, false) => t("subscription-review-invoice").into_owned(),
    };
    view! {
        <section class="section">
            <h2>{title}</h2>
            {lines(page, document)}
        </section>
    }
    .into_any()
}

fn lines(page: &Review, document: &QuotedDocument) -> AnyView {
    let rows: Vec<_> = document.lines.iter().map(|line| row(page, line)).collect();
    let mut totals = Vec::new();
    if document.tax_minor != 0 {
        totals.push(Total::plain(t("document-subtotal"), page.money(document.subtotal_minor)));
        totals.push(Total::plain(t("subscription-review-tax"), page.money(document.tax_minor)));
    }
    totals.push(Total::grand(t("document-gross-total"), page.money(document.total_minor)));
    view! {
        <div class="stack">
            <table class="table table-rows">
                <caption class="visually-hidden">{t("invoice-lines")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t("document-line-description")}</th>
                        <th scope="col" class="num">{t("document-line-quantity")}</th>
                        <th scope="col" class="num">{t("document-line-unit-price")}</th>
                        <th scope="col" class="num amount">{t("document-line-amount")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {total_list(totals)}
        </div>
    }
    .into_any()
}

fn row(page: &Review, line: &QuotedLine) -> AnyView {
    let service = line.service.map(|days| view! { <small>{period(days)}</small> });
    let price = i18n::unit_price(ui().locale, line.unit_price, page.currency);
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{line.description.clone()}</bdi>{service}</th>
            <td class="num meta" data-label=t("document-line-quantity")>{number(line.quantity)}</td>
            <td class="num meta" data-label=t("document-line-unit-price")><span class="money">{price}</span></td>
            <td class="num amount"><MoneyText amount=page.money(line.amount_minor)/></td>
        </tr>
    }
    .into_any()
}

/// The invoice after this, as it would be by now.
fn next(page: &Review) -> Option<AnyView> {
    let outcome = &page.quote.outcome;
    let document = outcome.next_invoice.as_ref()?;
    let on = date(day_of(outcome.next_billing_at?, &page.zone));
    let said = t_with("subscription-review-next", &[("date", on.into())]);
    Some(
        view! {
            <details class="more">
                <summary>{said}" "<MoneyText amount=page.money(document.total_minor)/></summary>
                <div class="stack stack-s">
                    <p class="small muted">{t("subscription-review-next-note")}</p>
                    {lines(page, document)}
                </div>
            </details>
        }
        .into_any(),
    )
}

fn confirmation(page: &Review) -> AnyView {
    let outcome = &page.quote.outcome;
    let id = page.quote.subscription_id;
    // Where an invoice is made, it is paid from that credit first.
    let credit = match outcome.invoices.is_empty() {
        true => "subscription-review-credit-left",
        false => "subscription-review-credit-used",
    };
    let later = outcome.later_credit_notes.iter().map(|note| note.left_minor).sum();
    let sums = [
        (credit, outcome.becomes_credit_minor),
        ("subscription-review-credit-when-paid", later),
        ("subscription-review-refunded", outcome.refunded_minor),
    ];
    let sums: Vec<_> = sums
        .into_iter()
        .filter(|(_, minor)| *minor != 0)
        .map(|(key, minor)| view! { <div><dt>{t(key)}</dt><dd><MoneyText amount=page.money(minor)/></dd></div> })
        .collect();
    let waits = outcome.pay_until.map(|until| {
        let text = t_with("subscription-review-waits", &[("time", date_time(until).into())]);
        view! { <p class="small">{text}</p> }
    });
    let holds =
        t_with("subscription-review-holds", &[("time", date_time(page.quote.expires_at).into())]);
    let is_end = matches!(page.quote.act, Act::Cancel { .. });
    let class = if is_end { "btn btn-primary btn-danger" } else { "btn btn-primary" };
    let action = format!("{}/confirm", paths::subscription(id));
    view! {
        <section class="stub" aria-labelledby="sum">
            <h2 id="sum">{t("subscription-review-sum")}</h2>
            <dl class="facts facts-end">
                <div class="strong"><dt>{t("subscription-review-due-now")}</dt><dd><MoneyText amount=page.money(outcome.due_now_minor)/></dd></div>
                {sums}
            </dl>
            {waits}
            <form method="post" action=action>
                <input r#type="hidden" name="quote" value=page.quote.quote_id.to_string()/>
                <div class="actions actions-wide">
                    <button class=class>{t("subscription-review-confirm")}</button>
                    <a class="btn btn-quiet" href=paths::subscription(id)>{t("subscription-review-leave")}</a>
                </div>
            </form>
            <p class="small muted">{holds}</p>
        </section>
    }
    .into_any()
}
