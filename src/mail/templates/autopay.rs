//! E-mails about money that is collected without the customer: what will be, what was not, what came back,
//! and methods that end.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::autopay::AskFirst;
use crate::domain::decline_reason::DeclineReason;
use crate::domain::money::Money;
use crate::domain::payment_method::{SavedMethod, SavedMethodKind};
use crate::i18n::{Locale, date_long, money, text};
use jiff::civil::Date;

/// "Visa •••• 4242": what a reader recognises a saved method by.
#[must_use]
pub fn method_label(locale: Locale, method: &SavedMethod) -> String {
    let key = match (method.kind, method.brand.as_deref()) {
        (SavedMethodKind::Card, Some("visa")) => "method-visa",
        (SavedMethodKind::Card, Some("mastercard")) => "method-mastercard",
        (SavedMethodKind::Card, Some("amex")) => "method-amex",
        (SavedMethodKind::Card, _) => "payment-method-card",
        (SavedMethodKind::SepaDebit, _) => "method-sepa-debit",
        (SavedMethodKind::BacsDebit, _) => "method-bacs-debit",
        (SavedMethodKind::AchDebit, _) => "method-ach-debit",
        (SavedMethodKind::Other, _) => "payment-method-other",
    };
    let kind = text(locale, key);
    match &method.last4 {
        Some(last4) => format!("{kind} •••• {last4}"),
        None => kind.into_owned(),
    }
}

/// An invoice, as these mails name it.
#[derive(Clone, Copy, Debug)]
pub struct AboutInvoice<'a> {
    /// The customer's name.
    pub account: &'a str,
    pub number: &'a str,
    /// What is due, or was asked for.
    pub amount: Money,
    /// Where the reader goes on.
    pub link: &'a str,
}

/// What there is to say of it.
#[derive(Clone, Copy, Debug)]
pub enum AboutCollecting<'a> {
    /// It will be collected.
    Upcoming { on: Date, method: &'a str },
    /// It will not: the customer pays it themselves.
    NotCollected { due_on: Date, why: AskFirst },
    /// It was tried and refused; `update_card` leads to a new card.
    Failed { failure_code: &'a str, update_card: &'a str },
    /// A payment that was on its way came back.
    CameBack { failure_code: &'a str },
}

impl AboutCollecting<'_> {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        match self {
            Self::Upcoming { .. } => MailKind::AutopayUpcoming,
            Self::NotCollected { .. } => MailKind::AutopayNotCollected,
            Self::Failed { .. } => MailKind::AutopayFailed,
            Self::CameBack { .. } => MailKind::PaymentFailed,
        }
    }

    #[must_use]
    pub fn render(
        &self,
        invoice: &AboutInvoice<'_>,
        locale: Locale,
        brand: &Brand,
        template: &Template,
    ) -> Rendered {
        layout::render(&self.content(invoice, locale, brand), brand, template)
    }

    pub(super) fn content<'a>(
        &self,
        invoice: &AboutInvoice<'a>,
        locale: Locale,
        brand: &Brand,
    ) -> Content<'a> {
        let amount = money(locale, invoice.amount);
        let mut values =
            vec![(Variable::Number, invoice.number.to_owned()), (Variable::Amount, amount.clone())];
        match *self {
            Self::Upcoming { on, method } => {
                values.push((Variable::Due, date_long(locale, on)));
                values.push((Variable::Method, method.to_owned()));
            }
            Self::NotCollected { due_on, why } => {
                values.push((Variable::Due, date_long(locale, due_on)));
                let key = format!("autopay-asks-{}", why.word());
                values.push((Variable::Reason, text(locale, &key).into_owned()));
            }
            Self::Failed { failure_code, update_card } => {
                values.push((Variable::Reason, decline_sentence(locale, failure_code)));
                values.push((Variable::UpdateCard, update_card.to_owned()));
            }
            Self::CameBack { failure_code } => {
                values.push((Variable::Reason, decline_sentence(locale, failure_code)));
            }
        }
        values.extend([
            (Variable::Seller, brand.name.clone()),
            (Variable::Account, invoice.account.to_owned()),
            (Variable::Link, invoice.link.to_owned()),
        ]);
        let label = |key: &str| text(locale, key).into_owned();
        let facts = vec![
            (label("mail-fact-invoice-number"), invoice.number.to_owned()),
            (label("mail-fact-amount"), amount),
        ];
        Content { kind: self.kind(), locale, values, reader: "", facts, account: invoice.account }
    }
}

/// Why a bank refused, in a sentence.
#[must_use]
pub fn decline_sentence(locale: Locale, failure_code: &str) -> String {
    let key = format!("decline-{}", DeclineReason::of_code(failure_code).word());
    text(locale, &key).into_owned()
}

/// A saved card ends soon.
#[derive(Clone, Debug)]
pub struct MethodExpiring<'a> {
    pub account: &'a str,
    pub method: &'a str,
    /// The last day on which it works.
    pub last_on: Date,
    /// Leads to a new card.
    pub update_card: &'a str,
    pub link: &'a str,
}

impl MethodExpiring<'_> {
    pub const KIND: MailKind = MailKind::MethodExpiring;

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale), brand, template)
    }

    pub(super) fn content(&self, locale: Locale) -> Content<'_> {
        Content {
            kind: Self::KIND,
            locale,
            values: vec![
                (Variable::Method, self.method.to_owned()),
                (Variable::Until, date_long(locale, self.last_on)),
                (Variable::UpdateCard, self.update_card.to_owned()),
                (Variable::Account, self.account.to_owned()),
                (Variable::Link, self.link.to_owned()),
            ],
            reader: "",
            facts: Vec::new(),
            account: self.account,
        }
    }
}
