//! E-mails about documents: what a customer is told of invoices, credit notes and payments.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::money::Money;
use crate::i18n::{Locale, date_long, money, text, text_with};
use jiff::civil::Date;

/// An invoice was finalised.
#[derive(Clone, Debug)]
pub struct InvoiceIssued<'a> {
    /// The customer's name.
    pub account: &'a str,
    pub number: &'a str,
    pub total: Money,
    pub due_on: Date,
    /// The method from which it is collected on the due date; None: the customer pays it.
    pub collected_from: Option<&'a str>,
    /// The invoice's page.
    pub link: &'a str,
}

impl InvoiceIssued<'_> {
    pub const KIND: MailKind = MailKind::InvoiceIssued;

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let (amount, due) = (money(locale, self.total), date_long(locale, self.due_on));
        let mut facts = vec![
            fact(locale, "mail-fact-invoice-number", self.number.to_owned()),
            fact(locale, "mail-fact-amount", amount.clone()),
            fact(locale, "mail-fact-due-date", due.clone()),
        ];
        if let Some(method) = self.collected_from {
            let args = [("date", due.as_str().into()), ("method", method.into())];
            let said = text_with(locale, "mail-collected-from", &args);
            facts.push(fact(locale, "mail-fact-collected", said));
        }
        Content {
            kind: Self::KIND,
            locale,
            reader: "",
            facts,
            values: vec![
                (Variable::Number, self.number.to_owned()),
                (Variable::Amount, amount),
                (Variable::Due, due),
                (Variable::Seller, brand.name.clone()),
                (Variable::Account, self.account.to_owned()),
                (Variable::Link, self.link.to_owned()),
            ],
            account: self.account,
        }
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
    pub fn kind(&self) -> MailKind {
        match self.invoice_number {
            Some(_) => MailKind::CreditNoteIssued,
            None => MailKind::CreditNoteUnlinked,
        }
    }

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let mut values = vec![(Variable::Number, self.number.to_owned())];
        let mut facts = vec![fact(locale, "mail-fact-credit-note-number", self.number.to_owned())];
        if let Some(invoice) = self.invoice_number {
            values.push((Variable::Invoice, invoice.to_owned()));
            facts.push(fact(locale, "mail-fact-invoice-number", invoice.to_owned()));
        }
        let amount = money(locale, self.total);
        values.extend([
            (Variable::Amount, amount.clone()),
            (Variable::Seller, brand.name.clone()),
            (Variable::Account, self.account.to_owned()),
            (Variable::Link, self.link.to_owned()),
        ]);
        facts.push(fact(locale, "mail-fact-amount", amount));
        if self.applied.amount_minor > 0 {
            facts.push(fact(locale, "mail-fact-applied", money(locale, self.applied)));
        }
        if self.to_credit.amount_minor > 0 {
            facts.push(fact(locale, "mail-fact-to-credit", money(locale, self.to_credit)));
        }
        Content { kind: self.kind(), locale, values, reader: "", facts, account: self.account }
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
    /// Credit is what it was for.
    pub bought_credit: bool,
    pub link: &'a str,
}

impl PaymentReceived<'_> {
    pub const KIND: MailKind = MailKind::PaymentReceived;

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let received_on = date_long(locale, self.received_on);
        let mut facts = vec![fact(locale, "mail-fact-received-on", received_on.clone())];
        if !self.reference.is_empty() {
            facts.push(fact(locale, "mail-fact-reference", self.reference.to_owned()));
        }
        for (number, settled) in self.invoices {
            let label = text_with(locale, "mail-fact-invoice", &[("number", number.into())]);
            facts.push((label, money(locale, *settled)));
        }
        if self.to_credit.amount_minor > 0 {
            let label = match self.bought_credit {
                true => "receipt-bought-credit",
                false => "mail-fact-to-credit",
            };
            facts.push(fact(locale, label, money(locale, self.to_credit)));
        }
        Content {
            kind: Self::KIND,
            locale,
            values: vec![
                (Variable::Amount, money(locale, self.amount)),
                (Variable::Date, received_on),
                (Variable::Seller, brand.name.clone()),
                (Variable::Account, self.account.to_owned()),
                (Variable::Link, self.link.to_owned()),
            ],
            reader: "",
            facts,
            account: self.account,
        }
    }
}

fn fact(locale: Locale, label_key: &str, value: String) -> (String, String) {
    (text(locale, label_key).into_owned(), value)
}
