//! The stub beside an invoice: what is due and where to send it, or that nothing is.

use crate::domain::epc_transfer::epc_transfer;
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::party::{BankAccount, Seller};
use crate::i18n::Arg;
use crate::web::components::amounts::{DateText, MoneyText};
use crate::web::components::copy::CopyText;
use crate::web::components::qr_code::QrImage;
use crate::web::ui::{date, t, t_with, ui};
use leptos::prelude::*;

/// What is left to pay and how. For an invoice on which nothing is due any more: since when, and why.
pub fn payment_stub(invoice: &Invoice, due: Money) -> AnyView {
    let body = match invoice.status {
        InvoiceStatus::Open => how_to_pay(invoice, due).into_any(),
        InvoiceStatus::Paid => settled(invoice).into_any(),
        InvoiceStatus::Void => view! { <p>{t("invoice-void-note")}</p> }.into_any(),
        InvoiceStatus::Uncollectible | InvoiceStatus::Draft => {
            view! { <p>{t("invoice-written-off-note")}</p> }.into_any()
        }
    };
    view! {
        <section class="stub" aria-labelledby="payment">
            <h2 id="payment">{t("invoice-payment")}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn settled(invoice: &Invoice) -> AnyView {
    let zone = ui().time_zone.clone();
    let text = match invoice.paid_at {
        Some(at) => {
            let on = date(at.to_zoned(zone).date());
            t_with("invoice-paid-on", &[("date", Arg::from(on))])
        }
        None => t("invoice-paid-in-full").into_owned(),
    };
    view! { <p>{text}</p> }.into_any()
}

fn how_to_pay(invoice: &Invoice, due: Money) -> AnyView {
    let number = invoice.number.clone().unwrap_or_default();
    let account = invoice
        .seller
        .as_ref()
        .and_then(|seller| seller.bank_account(due.currency.code()).map(|a| (seller, a)));
    let transfer = match account {
        Some((seller, account)) => transfer(seller, account, due, &number).into_any(),
        None => view! { <p>{t("invoice-no-account")}</p> }.into_any(),
    };
    view! {
        <dl class="facts facts-end">
            <div><dt>{t("invoice-amount-due")}</dt><dd class="strong"><MoneyText amount=due/></dd></div>
            <div><dt>{t("invoice-due-on")}</dt><dd><DateText on=invoice.due_on/></dd></div>
        </dl>
        {transfer}
    }
    .into_any()
}

/// The account as it was frozen into the invoice, each value ready to be copied.
fn transfer(seller: &Seller, account: &BankAccount, due: Money, number: &str) -> AnyView {
    let mut facts = vec![plain("document-account-holder", seller.legal_name.clone())];
    if !account.bank_name.is_empty() {
        facts.push(plain("document-bank", account.bank_name.clone()));
    }
    facts.extend(account.rows.iter().map(|(label, value)| copied(label.clone(), value.clone())));
    facts.push(copied(t("document-payment-reference").into_owned(), number.to_owned()));
    let code = epc_transfer(&seller.legal_name, account, due, number).map(|payload| {
        let label = t_with("document-scan-to-pay-alt", &[("number", Arg::from(number))]);
        view! {
            <details class="more">
                <summary>{t("document-scan-to-pay")}</summary>
                <QrImage payload label/>
            </details>
        }
    });
    view! {
        <h3>{t("document-pay-by-transfer")}</h3>
        <dl class="facts facts-row">{facts}</dl>
        <p class="small muted">{t("invoice-reference-note")}</p>
        {code}
    }
    .into_any()
}

fn plain(key: &'static str, value: String) -> AnyView {
    view! { <div><dt>{t(key)}</dt><dd><bdi>{value}</bdi></dd></div> }.into_any()
}

fn copied(label: String, value: String) -> AnyView {
    view! { <div><dt>{label.clone()}</dt><dd><CopyText text=value label/></dd></div> }.into_any()
}
