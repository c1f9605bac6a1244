//! A subscription in a page: its state in words, what it charges for, its next invoice, what was done
//! with it. The same for the customer and for staff.

use crate::domain::discount::Discount;
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::domain::invoice::Line;
use crate::domain::period::Period;
use crate::domain::subscription::{AppliedCoupon, BilledSubscription, COMMITMENT, Phase, Terms};
use crate::domain::subscription_status::SubscriptionStatus;
use crate::flows::billing::next_invoice::NextInvoice;
use crate::i18n::{self, Arg};
use crate::store::subscriptions::{Change, ChangeState, SWITCHED};
pub use crate::web::admin::plans::words::interval_text;
use crate::web::components::amounts::{DateText, MoneyText, TimeText};
use crate::web::components::sheet::{document_totals, period, total_list};
use crate::web::ui::{date, money, number, percent, t, t_with, ui};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// How a subscription stands: a word and a shape.
#[must_use]
pub fn status_badge(status: SubscriptionStatus) -> AnyView {
    view! { <span class="badge" data-state=status.word()>{status_name(status)}</span> }.into_any()
}

#[must_use]
pub fn status_name(status: SubscriptionStatus) -> String {
    t(&format!("subscription-status-{}", key_part(status.word()))).into_owned()
}

/// What the state means for the customer, in a sentence.
#[must_use]
pub fn status_meaning(status: SubscriptionStatus) -> String {
    t(&format!("subscription-meaning-{}", key_part(status.word()))).into_owned()
}

/// A stored word as the end of a catalogue key.
fn key_part(word: &str) -> String {
    word.replace('_', "-")
}

/// "Business, monthly".
#[must_use]
pub fn plan_text(terms: &Terms) -> String {
    format!("{}, {}", terms.version.name, interval_text(terms.version.interval))
}

/// "3 seats"; nothing where no component counts seats.
#[must_use]
pub fn seats_text(terms: &Terms) -> Option<String> {
    counts_seats(terms)
        .then(|| t_with("subscription-seats-count", &[("count", Arg::from(terms.seats))]))
}

/// Whether the price depends on the seats.
#[must_use]
pub fn counts_seats(terms: &Terms) -> bool {
    use crate::domain::plan::QuantityOf;
    let versions =
        std::iter::once(&terms.version).chain(terms.add_ons.iter().map(|it| &it.version));
    versions.flat_map(|version| &version.components).any(|one| one.quantity == QuantityOf::Seats)
}

/// "Data residency × 2", one after the other.
#[must_use]
pub fn add_ons_text(terms: &Terms) -> Option<String> {
    let named = terms.add_ons.iter().map(|add_on| match add_on.quantity {
        1 => add_on.version.name.clone(),
        n => format!("{} × {n}", add_on.version.name),
    });
    let named: Vec<_> = named.collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// The civil day of an instant on the clock of the subscription.
#[must_use]
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

/// First and last civil day of a half-open period.
#[must_use]
pub fn days_of(period: Period, zone: &TimeZone) -> (Date, Date) {
    let last = period.last_second().unwrap_or(period.start()).max(period.start());
    (day_of(period.start(), zone), day_of(last, zone))
}

/// The phase that is planned and has not begun.
#[must_use]
pub fn planned_phase(billed: &BilledSubscription, now: Timestamp) -> Option<&Phase> {
    billed.phases().iter().find(|phase| phase.from > now)
}

/// What each component is called, by its key; the newest name wins.
#[must_use]
pub fn component_names(billed: &BilledSubscription) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for phase in billed.phases() {
        let running = Terms { paused: false, ..phase.terms.clone() };
        for charged in running.charged() {
            names.insert(charged.key, charged.component.description.clone());
        }
    }
    names.insert(COMMITMENT.to_owned(), t("subscription-commitment").into_owned());
    names
}

/// "20% off until 3 Mar 2027", for everything or named components.
#[must_use]
pub fn coupon_text(coupon: &AppliedCoupon, zone: &TimeZone) -> String {
    let off = match coupon.off {
        Discount::Percent(off) => percent(off),
        Discount::Fixed(amount) => money(amount),
    };
    // The last day on which it comes off.
    let last = coupon.until.map(|until| {
        date(day_of(
            until.saturating_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(until),
            zone,
        ))
    });
    match last {
        Some(last) => {
            t_with("subscription-coupon-until", &[("off", off.into()), ("date", last.into())])
        }
        None => t_with("subscription-coupon-off", &[("off", off.into())]),
    }
}

/// The next invoice line by line, with tax and total; what a meter still counts is marked.
#[must_use]
pub fn next_invoice_lines(next: &NextInvoice) -> AnyView {
    let Some(document) = &next.document else {
        return view! { <p class="muted">{t("subscription-next-nothing")}</p> }.into_any();
    };
    let rows: Vec<_> = document
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| preview_row(line, next.still_counted.get(at) == Some(&true)))
        .collect();
    let invoice = &document.invoice;
    view! {
        <div class="stack">
            {preview_table(rows)}
            {total_list(document_totals(invoice.subtotal, &document.taxes, invoice.total))}
        </div>
    }
    .into_any()
}

fn preview_table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("subscription-next-lines")}</caption>
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
    }
    .into_any()
}

fn preview_row(line: &Line, is_estimate: bool) -> AnyView {
    let service = line.service.map(|days| view! { <small>{period(days)}</small> });
    let price = i18n::unit_price(ui().locale, line.unit_price, line.amount.currency);
    let estimate = is_estimate.then(|| {
        view! { " "<span class="badge" data-tone="warning">{t("subscription-estimate")}</span> }
    });
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{line.description.clone()}</bdi>{estimate}{service}</th>
            <td class="num meta" data-label=t("document-line-quantity")>{number(line.quantity)}</td>
            <td class="num meta" data-label=t("document-line-unit-price")><span class="money">{price}</span></td>
            <td class="num amount"><MoneyText amount=line.amount/></td>
        </tr>
    }
    .into_any()
}

/// Where a change's documents are, and how a reader knows those who act.
pub struct ChangeLinks<'a> {
    pub invoice: &'a dyn Fn(InvoiceId) -> String,
    pub credit_note: &'a dyn Fn(CreditNoteId) -> String,
    /// The name behind a stored actor; `None` where the reader is not told.
    pub who: &'a dyn Fn(&str) -> Option<String>,
}

/// What was done with the subscription, the newest first.
#[must_use]
pub fn change_timeline(changes: &[Change], zone: &TimeZone, links: &ChangeLinks<'_>) -> AnyView {
    let entries: Vec<_> = changes.iter().map(|change| change_entry(change, zone, links)).collect();
    view! { <ol class="timeline">{entries}</ol> }.into_any()
}

fn change_entry(change: &Change, zone: &TimeZone, links: &ChangeLinks<'_>) -> AnyView {
    let effective = date(day_of(change.effective_at, zone));
    let key = format!("subscription-change-{}", key_part(change.kind.word()));
    let said = t_with(&key, &[("date", effective.into())]);
    let waits = match change.state {
        ChangeState::Applied => None,
        ChangeState::AwaitingPayment => Some(t("subscription-change-waits")),
        ChangeState::Expired => Some(t("subscription-change-expired")),
    };
    let tone = match change.state {
        ChangeState::Applied => None,
        ChangeState::AwaitingPayment => Some("warning"),
        ChangeState::Expired => Some("danger"),
    };
    let reason = (!change.reason.is_empty()).then(|| {
        let reason = reason_text(&change.reason);
        view! { <small><bdi>{reason}</bdi></small> }
    });
    let invoice = change.invoice_id.map(|id| {
        view! { " "<a href=(links.invoice)(id)>{t("subscription-change-invoice")}</a> }
    });
    let notes: Vec<_> = change
        .credit_note_ids
        .iter()
        .map(|id| view! { " "<a href=(links.credit_note)(*id)>{t("subscription-change-credit-note")}</a> })
        .collect();
    let who = (links.who)(&change.made_by).map(|who| view! { <small><bdi>{who}</bdi></small> });
    view! {
        <li data-tone=tone>
            {said}{waits.map(|waits| format!(" {waits}"))}{invoice}{notes}{reason}
            <TimeText at=change.made_at/>{who}
        </li>
    }
    .into_any()
}

/// Reasons that a customer can choose when cancelling: the word is stored, and may be followed by what
/// was written, `too_expensive: we found …`.
pub const CANCEL_REASONS: [&str; 6] =
    ["too_expensive", "missing_features", "switched", "unused", "poor_service", "other"];

/// A stored reason as it is read.
#[must_use]
pub fn reason_text(reason: &str) -> String {
    if reason == SWITCHED {
        return t("subscription-reason-interval-switched").into_owned();
    }
    let (word, rest) = reason.split_once(": ").unwrap_or((reason, ""));
    match CANCEL_REASONS.contains(&word) {
        true if rest.is_empty() => reason_name(word),
        true => format!("{}: {rest}", reason_name(word)),
        false => reason.to_owned(),
    }
}

#[must_use]
pub fn reason_name(word: &str) -> String {
    t(&format!("subscription-reason-{}", key_part(word))).into_owned()
}

/// A civil period with its two days.
#[must_use]
pub fn period_days(covered: Period, zone: &TimeZone) -> AnyView {
    let (from, to) = days_of(covered, zone);
    view! { <span class="nowrap"><DateText on=from/>" –"</span>" "<span class="nowrap"><DateText on=to/></span> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_period_is_the_one_before_its_end() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        // Midnight to midnight in Berlin, over the change to summer time.
        let march = Period::new(at("2026-02-28T23:00:00Z"), at("2026-03-31T22:00:00Z")).unwrap();
        let days = days_of(march, &zone);
        assert_eq!(days, (jiff::civil::date(2026, 3, 1), jiff::civil::date(2026, 3, 31)));
    }

    #[test]
    fn a_chosen_reason_is_named_and_a_written_one_stays_as_it_is() {
        assert_eq!(reason_text("too_expensive"), "It costs too much");
        assert_eq!(reason_text("other: moved"), "Another reason: moved");
        assert_eq!(reason_text("ticket 4711: agreed"), "ticket 4711: agreed");
    }
}
