//! E-mails about money that goes back.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::money::Money;
use crate::i18n::{Locale, money, text};

/// A refund is on its way, or it failed and is the customer's credit again.
#[derive(Clone, Debug)]
pub struct RefundNotice<'a> {
    pub has_failed: bool,
    /// The customer's name.
    pub account: &'a str,
    pub amount: Money,
    /// The card or account it goes back to.
    pub destination: &'a str,
    /// The number of the credit note that it pays out.
    pub credit_note: Option<&'a str>,
    pub link: &'a str,
}

impl RefundNotice<'_> {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        if self.has_failed { MailKind::RefundFailed } else { MailKind::RefundSent }
    }

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let amount = money(locale, self.amount);
        let fact = |key: &str, value: String| (text(locale, key).into_owned(), value);
        let mut facts = vec![
            fact("mail-fact-amount", amount.clone()),
            fact("mail-fact-refunded-to", self.destination.to_owned()),
        ];
        if let Some(number) = self.credit_note {
            facts.push(fact("mail-fact-credit-note-number", number.to_owned()));
        }
        Content {
            kind: self.kind(),
            locale,
            values: vec![
                (Variable::Amount, amount),
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
