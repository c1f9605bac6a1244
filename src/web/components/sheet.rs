//! A document in a page: parties, lines, taxes, totals. The same for everybody who may see it.

use crate::documents::paper::{
    address_lines, exemption_text, printed_taxes, rate_text, registration, tax_note_key,
};
use crate::domain::fx::TaxConversion;
use crate::domain::invoice::Line;
use crate::domain::money::Money;
use crate::domain::party::{Buyer, PostalAddress, Seller, TaxRegistration};
use crate::domain::tax_evidence::ExemptionProof;
use crate::domain::tax_total::TaxSubtotal;
use crate::i18n::{self, Arg};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::seller_mark::{SellerMark, seller_mark};
use crate::web::ui::{self, number, percent, t, t_with, ui};
use jiff::civil::Date;
use leptos::prelude::*;

/// One of the two parties, as frozen into the document.
pub struct Party {
    /// The key of its heading.
    pub heading: &'static str,
    pub name: String,
    pub address: PostalAddress,
    pub tax_ids: Vec<TaxRegistration>,
    /// Stands at the head of the document; the seller's only.
    pub mark: Option<SellerMark>,
}

impl Party {
    #[must_use]
    pub fn seller(seller: Seller) -> Self {
        Self {
            heading: "document-seller",
            mark: Some(SellerMark::of(&seller)),
            name: seller.legal_name,
            address: seller.address,
            tax_ids: seller.tax_ids,
        }
    }

    #[must_use]
    pub fn buyer(buyer: Buyer) -> Self {
        Self {
            heading: "document-bill-to",
            mark: None,
            name: buyer.legal_name,
            address: buyer.address,
            tax_ids: buyer.tax_ids,
        }
    }
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

/// The document. `facts` are (label, value) above the parties; `totals` in printing order.
pub fn sheet(
    facts: Vec<(String, AnyView)>,
    parties: Vec<Party>,
    lines: &[Line],
    taxes: &[TaxSubtotal],
    totals: Vec<Total>,
    memo: &str,
) -> AnyView {
    let facts: Vec<_> = facts
        .into_iter()
        .map(|(label, value)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
        .collect();
    let mark = parties.iter().find_map(|party| party.mark.clone()).map(seller_mark);
    let parties: Vec<_> = parties.into_iter().map(party).collect();
    view! {
        <article class="sheet">
            {mark}
            <dl class="facts facts-row">{facts}</dl>
            <div class="parties">{parties}</div>
            {line_table(lines)}
            {total_list(totals)}
            {notes(taxes, memo)}
        </article>
    }
    .into_any()
}

/// A period from its first to its last day.
pub fn period((from, to): (Date, Date)) -> AnyView {
    view! { <DateText on=from/>" – "<DateText on=to/> }.into_any()
}

fn party(party: Party) -> AnyView {
    let locale = ui().locale;
    let lines: Vec<_> = address_lines(locale, &party.address)
        .into_iter()
        .map(|line| view! { <br/><bdi>{line}</bdi> })
        .collect();
    let tax_ids: Vec<_> =
        party.tax_ids.iter().map(|id| view! { <br/>{registration(locale, id)} }).collect();
    view! {
        <div>
            <h2>{t(party.heading)}</h2>
            <address><strong><bdi>{party.name}</bdi></strong>{lines}{tax_ids}</address>
        </div>
    }
    .into_any()
}

/// The lines with quantity, price, tax rate and net amount. The tax column stands only where a line
/// is taxed.
pub fn line_table(lines: &[Line]) -> AnyView {
    let has_tax = lines.iter().any(|line| !line.tax_rate_percent.is_zero());
    // A long invoice asks for each label hundreds of times: looked up once.
    let labels = Labels {
        quantity: t("document-line-quantity").into_owned(),
        unit_price: t("document-line-unit-price").into_owned(),
        tax_rate: has_tax.then(|| t("document-line-tax-rate").into_owned()),
    };
    let rows: Vec<_> = lines.iter().map(|line| line_row(line, &labels)).collect();
    let tax_head =
        labels.tax_rate.clone().map(|label| view! { <th scope="col" class="num">{label}</th> });
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("invoice-lines")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("document-line-description")}</th>
                    <th scope="col" class="num">{labels.quantity.clone()}</th>
                    <th scope="col" class="num">{labels.unit_price.clone()}</th>
                    {tax_head}
                    <th scope="col" class="num amount">{t("document-line-amount")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

struct Labels {
    quantity: String,
    unit_price: String,
    tax_rate: Option<String>,
}

fn line_row(line: &Line, labels: &Labels) -> impl IntoView + use<> {
    let sku = (!line.sku.is_empty()).then(|| view! { <small>{line.sku.clone()}</small> });
    let service = line.service.map(|days| view! { <small>{period(days)}</small> });
    let price = i18n::unit_price(ui().locale, line.unit_price, line.amount.currency);
    let tax = labels.tax_rate.clone().map(|label| {
        view! { <td class="num meta" data-label=label>{percent(line.tax_rate_percent)}</td> }
    });
    view! {
        <tr>
            <th scope="row" class="lead"><bdi>{line.description.clone()}</bdi>{sku}{service}</th>
            <td class="num meta" data-label=labels.quantity.clone()>{number(line.quantity)}</td>
            <td class="num meta" data-label=labels.unit_price.clone()><span class="money">{price}</span></td>
            {tax}
            <td class="num amount"><MoneyText amount=line.amount/></td>
        </tr>
    }
}

/// The sum of the lines, each tax, the total.
#[must_use]
pub fn document_totals(subtotal: Money, taxes: &[TaxSubtotal], total: Money) -> Vec<Total> {
    let taxed = printed_taxes(taxes);
    let mut totals = Vec::new();
    if !taxed.is_empty() {
        totals.push(Total::plain(t("document-subtotal"), subtotal));
    }
    totals.extend(taxed.iter().map(|row| {
        let args = [("rate", Arg::Percent(row.rate_percent)), ("taxable", Arg::from(row.taxable))];
        Total::plain(t_with("document-tax-line", &args), row.tax)
    }));
    totals.push(Total::grand(t("document-gross-total"), total));
    totals
}

/// The tax in the seller's tax currency, as it stands on the document.
#[must_use]
pub fn tax_conversion_total(conversion: &TaxConversion) -> Total {
    let args = [
        ("currency", Arg::from(conversion.tax.currency.code())),
        ("rate", Arg::from(rate_text(ui().locale, &conversion.rate))),
    ];
    Total::plain(t_with("fx-tax-in-at", &args), conversion.tax)
}

/// Why no tax is charged, as the document says it.
#[must_use]
pub fn exemption_fact(proof: &ExemptionProof) -> (String, AnyView) {
    let text = exemption_text(ui().locale, proof);
    (t("exemption-on-document").into_owned(), text.into_any())
}

pub fn total_list(totals: Vec<Total>) -> AnyView {
    let rows: Vec<_> = totals
        .into_iter()
        .map(|row| {
            let class = (!row.class.is_empty()).then_some(row.class);
            view! { <div class=class><dt>{row.label}</dt><dd class="money">{ui::money(row.amount)}</dd></div> }
        })
        .collect();
    view! { <dl class="totals">{rows}</dl> }.into_any()
}

/// What the law wants said about the tax, and what the seller wanted to say.
fn notes(taxes: &[TaxSubtotal], memo: &str) -> Option<AnyView> {
    let mut notes: Vec<_> = taxes
        .iter()
        .filter_map(|row| tax_note_key(row.category))
        .map(|key| view! { <p>{t(key).into_owned()}</p> })
        .collect();
    if !memo.is_empty() {
        notes.push(view! { <p>{memo.to_owned()}</p> });
    }
    (!notes.is_empty()).then(|| view! { <div class="prose">{notes}</div> }.into_any())
}
