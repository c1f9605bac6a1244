//! A document as the customer sees it: parties, lines, taxes, totals.

use crate::documents::paper::address_lines;
use crate::domain::invoice::Line;
use crate::domain::money::Money;
use crate::domain::party::{PostalAddress, TaxRegistration};
use crate::domain::tax_total::TaxSubtotal;
use crate::i18n::{self, Arg};
use crate::web::components::amounts::MoneyText;
use crate::web::ui::{date, number, percent, t, t_with, ui};
use leptos::prelude::*;

/// One of the two parties.
pub struct Party {
    pub heading: &'static str,
    pub name: String,
    pub address: PostalAddress,
    pub tax_ids: Vec<TaxRegistration>,
}

/// A row of the totals.
pub struct Total {
    pub label: String,
    pub amount: Money,
    pub class: &'static str,
}

impl Total {
    pub fn plain(label: impl Into<String>, amount: Money) -> Self {
        Self { label: label.into(), amount, class: "" }
    }

    pub fn grand(label: impl Into<String>, amount: Money) -> Self {
        Self { label: label.into(), amount, class: "total" }
    }

    pub fn due(label: impl Into<String>, amount: Money) -> Self {
        Self { label: label.into(), amount, class: "total due" }
    }
}

/// The document. `totals` in printing order.
pub fn sheet(
    parties: Vec<Party>,
    lines: &[Line],
    totals: Vec<Total>,
    memo: String,
) -> impl IntoView + use<> {
    let parties: Vec<_> = parties.into_iter().map(party).collect();
    let memo = (!memo.is_empty()).then(|| view! { <p class="prose">{memo}</p> });
    view! {
        <article class="sheet">
            <div class="parties">{parties}</div>
            {line_table(lines)}
            {total_list(totals)}
            {memo}
        </article>
    }
}

fn party(party: Party) -> impl IntoView {
    let lines: Vec<_> = address_lines(ui().locale, &party.address)
        .into_iter()
        .map(|line| view! { <br/>{line} })
        .collect();
    let tax_ids: Vec<_> = party
        .tax_ids
        .into_iter()
        .map(|id| view! { <br/>{format!("{} {}", id.kind, id.value)} })
        .collect();
    view! {
        <div>
            <h2>{t(party.heading)}</h2>
            <address><strong><bdi>{party.name}</bdi></strong>{lines}{tax_ids}</address>
        </div>
    }
}

/// The lines with quantity, price, tax rate and net amount.
pub fn line_table(lines: &[Line]) -> impl IntoView + use<> {
    let rows: Vec<_> = lines.iter().map(line_row).collect();
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("admin-lines")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("document-line-description")}</th>
                    <th scope="col" class="num">{t("document-line-quantity")}</th>
                    <th scope="col" class="num">{t("document-line-unit-price")}</th>
                    <th scope="col" class="num">{t("document-line-tax-rate")}</th>
                    <th scope="col" class="num amount">{t("document-line-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn line_row(line: &Line) -> impl IntoView + use<> {
    let sku = (!line.sku.is_empty()).then(|| view! { <small>{line.sku.clone()}</small> });
    let service = line.service.map(|(from, to)| {
        view! { <small>{format!("{} – {}", date(from), date(to))}</small> }
    });
    let price = i18n::unit_price(ui().locale, line.unit_price, line.amount.currency);
    view! {
        <tr>
            <th scope="row" class="lead">{line.description.clone()}{sku}{service}</th>
            <td class="num meta" data-label=t("document-line-quantity")>{number(line.quantity)}</td>
            <td class="num meta" data-label=t("document-line-unit-price")><span class="money">{price}</span></td>
            <td class="num meta" data-label=t("document-line-tax-rate")>{percent(line.tax_rate_percent)}</td>
            <td class="num amount"><MoneyText amount=line.amount/></td>
        </tr>
    }
}

/// The sum of the lines, each tax, the total.
#[must_use]
pub fn document_totals(subtotal: Money, taxes: &[TaxSubtotal], total: Money) -> Vec<Total> {
    let mut totals = vec![Total::plain(t("document-subtotal"), subtotal)];
    totals.extend(taxes.iter().filter(|row| !row.rate_percent.is_zero()).map(|row| {
        let args = [("rate", Arg::Percent(row.rate_percent)), ("taxable", Arg::from(row.taxable))];
        Total::plain(t_with("document-tax-line", &args), row.tax)
    }));
    totals.push(Total::grand(t("document-gross-total"), total));
    totals
}

pub fn total_list(totals: Vec<Total>) -> impl IntoView {
    let rows: Vec<_> = totals
        .into_iter()
        .map(|row| {
            let class = (!row.class.is_empty()).then_some(row.class);
            view! { <div class=class><dt>{row.label}</dt><dd class="money">{crate::web::ui::money(row.amount)}</dd></div> }
        })
        .collect();
    view! { <dl class="totals">{rows}</dl> }
}
