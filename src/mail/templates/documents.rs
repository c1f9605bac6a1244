//! E-mails about documents: what a customer is told of invoices, credit notes and payments.

use super::layout::{Content, render};
use super::{Brand, Rendered};
use crate::domain::money::Money;
use crate::i18n::{Arg, Locale, money, text, text_with};
use jiff::civil::Date;

/// An invoice was finalised.
#[derive(Clone, Debug)]
pub struct InvoiceIssued<'a> {
    /// The customer's name.
    pub account: &'a str,
    pub number: &'a str,
    pub total: Money,
    pub due_on: Date,
    /// The invoice's page.
    pub link: &'a str,
}

impl InvoiceIssued<'_> {
    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand) -> Rendered {
        let args: [(&str, Arg<'_>); 5] = [
            ("number", self.number.into()),
            ("seller", brand.name.as_str().into()),
            ("amount", self.total.into()),
            ("due", self.due_on.into()),
            ("link", self.link.into()),
        ];
        let content = Content {
            locale,
            subject: text_with(locale, "mail-invoice-issued-subject", &args),
            body: text_with(locale, "mail-invoice-issued-body", &args),
            reader: "",
            facts: vec![
                fact(locale, "mail-fact-invoice-number", self.number.to_owned()),
                fact(locale, "mail-fact-amount", money(locale, self.total)),
                fact(locale, "mail-fact-due-date", crate::i18n::date_long(locale, self.due_on)),
            ],
            link_label: text(locale, "mail-link-view-invoice").into_owned(),
            link_url: self.link,
            account: self.account,
        };
        render(&content, brand)
    }
}

/// A credit note was issued.
#[derive(Clone, Debug)]
pub struct CreditNoteIssued<'a> {
    pub account: &'a str,
    pub number: &'a str,
    /// None when it corrects no single invoice.
    pub invoice_number: Option<&'a str>,
    pub total: Money,
    /// What reduced its invoice.
    pub applied: Money,
    /// What became the customer's credit.
    pub to_credit: Money,
    pub link: &'a str,
}

impl CreditNoteIssued<'_> {
    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand) -> Rendered {
        let mut args: Vec<(&str, Arg<'_>)> = vec![
            ("number", self.number.into()),
            ("seller", brand.name.as_str().into()),
            ("amount", self.total.into()),
            ("link", self.link.into()),
        ];
        let mut facts = vec![fact(locale, "mail-fact-credit-note-number", self.number.to_owned())];
        let (subject, body) = match self.invoice_number {
            Some(invoice) => {
                args.push(("invoice", invoice.into()));
                facts.push(fact(locale, "mail-fact-invoice-number", invoice.to_owned()));
                ("mail-credit-note-issued-subject", "mail-credit-note-issued-body")
            }
            None => ("mail-credit-note-unlinked-subject", "mail-credit-note-unlinked-body"),
        };
        facts.push(fact(locale, "mail-fact-amount", money(locale, self.total)));
        if self.applied.amount_minor > 0 {
            facts.push(fact(locale, "mail-fact-applied", money(locale, self.applied)));
        }
        if self.to_credit.amount_minor > 0 {
            facts.push(fact(locale, "mail-fact-to-credit", money(locale, self.to_credit)));
        }
        let content = Content {
            locale,
            subject: text_with(locale, subject, &args),
            body: text_with(locale, body, &args),
            reader: "",
            facts,
            link_label: text(locale, "mail-link-view-credit-note").into_owned(),
            link_url: self.link,
            account: self.account,
        };
        render(&content, brand)
    }
}

/// A payment was received.
#[derive(Clone, Debug)]
pub struct PaymentReceived<'a> {
    pub account: &'a str,
    pub amount: Money,
    pub received_on: Date,
    /// What the bank statement or the cheque says; may be empty.
    pub reference: &'a str,
    /// The invoices it settled, by number, and how much of each.
    pub invoices: &'a [(String, Money)],
    /// What settled no invoice and became the customer's credit.
    pub to_credit: Money,
    pub link: &'a str,
}

impl PaymentReceived<'_> {
    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand) -> Rendered {
        let args: [(&str, Arg<'_>); 4] = [
            ("amount", self.amount.into()),
            ("date", self.received_on.into()),
            ("seller", brand.name.as_str().into()),
            ("link", self.link.into()),
        ];
        let mut facts = vec![fact(
            locale,
            "mail-fact-received-on",
            crate::i18n::date_long(locale, self.received_on),
        )];
        if !self.reference.is_empty() {
            facts.push(fact(locale, "mail-fact-reference", self.reference.to_owned()));
        }
        for (number, settled) in self.invoices {
            let label = text_with(locale, "mail-fact-invoice", &[("number", number.into())]);
            facts.push((label, money(locale, *settled)));
        }
        if self.to_credit.amount_minor > 0 {
            facts.push(fact(locale, "mail-fact-to-credit", money(locale, self.to_credit)));
        }
        let content = Content {
            locale,
            subject: text_with(locale, "mail-payment-received-subject", &args[..1]),
            body: text_with(locale, "mail-payment-received-body", &args),
            reader: "",
            facts,
            link_label: text(locale, "mail-link-portal").into_owned(),
            link_url: self.link,
            account: self.account,
        };
        render(&content, brand)
    }
}

fn fact(locale: Locale, label_key: &str, value: String) -> (String, String) {
    (text(locale, label_key).into_owned(), value)
}
