//! E-mails about use: a part of what a period includes is used, spending has reached an amount.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::money::Money;
use crate::i18n::{Locale, money, number, percent, text};
use rust_decimal::Decimal;

/// What was reached.
#[derive(Clone, Copy, Debug)]
pub enum AboutUsage<'a> {
    /// So many percent of the units that a period includes.
    Limit { name: &'a str, percent: u16, used: Decimal, limit: Decimal },
    /// An amount that metered use of a period costs, without tax.
    Spend { spent: Money, threshold: Money },
    /// The amount that the customer does not want to exceed.
    Cap { spent: Money, cap: Money },
}

/// Use or spending of the running period has reached a threshold.
#[derive(Clone, Debug)]
pub struct UsageNotice<'a> {
    pub about: AboutUsage<'a>,
    /// The customer's name.
    pub account: &'a str,
    /// What is subscribed, as the customer reads it.
    pub plan: &'a str,
    pub link: &'a str,
}

impl UsageNotice<'_> {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        match self.about {
            AboutUsage::Limit { .. } => MailKind::UsageLimit,
            AboutUsage::Spend { .. } => MailKind::UsageSpend,
            AboutUsage::Cap { .. } => MailKind::SpendCap,
        }
    }

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let fact = |key: &str, value: String| (text(locale, key).into_owned(), value);
        let mut facts = vec![fact("mail-fact-plan", self.plan.to_owned())];
        let mut values = vec![(Variable::Plan, self.plan.to_owned())];
        match self.about {
            AboutUsage::Limit { name, percent: at, used, limit } => {
                let (used, limit) = (number(locale, used), number(locale, limit));
                facts.push(fact("mail-fact-used", used.clone()));
                facts.push(fact("mail-fact-included", limit.clone()));
                values.extend([
                    (Variable::Meter, name.to_owned()),
                    (Variable::Percent, percent(locale, Decimal::from(at))),
                    (Variable::Used, used),
                    (Variable::Limit, limit),
                ]);
            }
            AboutUsage::Spend { spent, threshold: limit }
            | AboutUsage::Cap { spent, cap: limit } => {
                let (spent, limit) = (money(locale, spent), money(locale, limit));
                facts.push(fact("mail-fact-spent-before-tax", spent.clone()));
                values.extend([(Variable::Amount, spent), (Variable::Limit, limit)]);
            }
        }
        values.extend([
            (Variable::Seller, brand.name.clone()),
            (Variable::Account, self.account.to_owned()),
            (Variable::Link, self.link.to_owned()),
        ]);
        Content { kind: self.kind(), locale, values, reader: "", facts, account: self.account }
    }
}
