//! A payment in a page: its facts and what it paid. The same for everybody who may see it.

use crate::domain::id::InvoiceId;
use crate::domain::money::Money;
use crate::domain::payment::{Payment, WithholdingCertificate};
use crate::domain::receipt::{SettledNow, is_number_end, receipt_number};
use crate::i18n::{self, Locale};
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::ui::{percent, t};
use leptos::prelude::*;

/// What came, when, how, and what of it became credit or was paid for it.
pub fn payment_facts(payment: &Payment, bought_credit: bool) -> AnyView {
    let method = t(&format!("payment-method-{}", payment.method.word().replace('_', "-")));
    let is_money = payment.method.is_money();
    let (amount_label, on_label, reference_label) = match is_money {
        true => ("receipt-amount-received", "receipt-received-on", "receipt-reference"),
        false => ("withholding-amount", "withholding-certified-on", "withholding-certificate"),
    };
    let is_end = is_money && is_number_end(&payment.reference);
    let number_end = is_end.then(|| format!(" {}", payment.reference));
    let reference = (!is_end && !payment.reference.is_empty()).then(|| {
        let reference = payment.reference.clone();
        view! { <div><dt>{t(reference_label)}</dt><dd><bdi>{reference}</bdi></dd></div> }
    });
    // The database holds that no more was placed than came.
    let to_credit_minor = payment.amount.amount_minor - payment.allocated.amount_minor;
    let to_credit = Money::new(to_credit_minor, payment.currency);
    let to_credit = (!to_credit.is_zero()).then(|| {
        // Withheld tax that was taken off an invoice is no credit: it counts for nothing.
        let label = match (is_money, bought_credit) {
            (_, true) => "receipt-bought-credit",
            (true, false) => "receipt-to-credit",
            (false, false) => "withholding-taken-off",
        };
        view! { <div><dt>{t(label)}</dt><dd><MoneyText amount=to_credit/></dd></div> }
    });
    let number = is_money.then(|| {
        let number = receipt_number(payment.payment_id);
        view! { <div><dt>{t("payment-page-number")}</dt><dd class="nowrap">{number}</dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>{t(amount_label)}</dt><dd class="strong"><MoneyText amount=payment.amount/></dd></div>
            <div><dt>{t(on_label)}</dt><dd><DateText on=payment.received_on/></dd></div>
            <div><dt>{t("receipt-method")}</dt><dd>{method}{number_end}</dd></div>
            {reference}
            {to_credit}
            {number}
        </dl>
    }
    .into_any()
}

/// "Payment of €100.00", or what it is instead.
#[must_use]
pub fn payment_title(locale: Locale, payment: &Payment) -> String {
    let key = match payment.method.is_money() {
        true => "payment-page-title",
        false => "withholding-page-title",
    };
    i18n::text_with(locale, key, &[("amount", i18n::money(locale, payment.amount).into())])
}

/// The rate at which tax was withheld; nothing for money.
pub fn withholding_rate(certificate: Option<WithholdingCertificate>) -> Option<AnyView> {
    certificate.map(|certificate| {
        let rate = percent(certificate.rate_percent);
        view! { <p class="muted">{t("withholding-rate")}": "{rate}". "{t("withholding-note")}</p> }
            .into_any()
    })
}

/// The invoices that the payment settles, each linked by `path`.
pub fn settled_invoices(
    settled: Vec<SettledNow>,
    path: impl Fn(InvoiceId) -> String,
) -> impl IntoView {
    let list = if settled.is_empty() {
        view! { <p class="muted">{t("payment-page-no-invoices")}</p> }.into_any()
    } else {
        let rows: Vec<_> = settled.into_iter().map(|row| settled_row(&path, row)).collect();
        settled_table(rows)
    };
    view! {
        <section class="section" aria-labelledby="paid-invoices">
            <h2 id="paid-invoices">{t("payment-page-invoices")}</h2>
            {list}
        </section>
    }
}

fn settled_table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="table table-rows">
            <caption class="visually-hidden">{t("payment-page-invoices-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("payment-page-invoice")}</th>
                    <th scope="col">{t("receipt-issued-on")}</th>
                    <th scope="col" class="num">{t("receipt-invoice-total")}</th>
                    <th scope="col" class="num">{t("payment-page-due-now")}</th>
                    <th scope="col" class="num amount">{t("payment-page-settled")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn settled_row(path: &impl Fn(InvoiceId) -> String, row: SettledNow) -> AnyView {
    view! {
        <tr class="row-link">
            <th scope="row" class="lead"><a class="nowrap" href=path(row.invoice_id)>{row.number}</a></th>
            <td class="meta" data-label=t("receipt-issued-on")><DateText on=row.issued_on/></td>
            <td class="num meta" data-label=t("receipt-invoice-total")><MoneyText amount=row.total/></td>
            <td class="num meta" data-label=t("payment-page-due-now")><MoneyText amount=row.due/></td>
            <td class="num amount"><MoneyText amount=row.settled/></td>
        </tr>
    }
    .into_any()
}
