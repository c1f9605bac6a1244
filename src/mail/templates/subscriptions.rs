//! E-mails about subscriptions: a trial ends, a long period renews, a plan gets another version.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::money::Money;
use crate::domain::renewal::ReminderKind;
use crate::i18n::{Locale, date_long, money, text};
use jiff::civil::Date;

/// A trial ends, or a period renews, on a day that is near.
#[derive(Clone, Debug)]
pub struct SubscriptionReminder<'a> {
    pub about: ReminderKind,
    /// The customer's name.
    pub account: &'a str,
    /// What is subscribed, as the customer reads it.
    pub plan: &'a str,
    pub on: Date,
    /// What is charged in advance from that day on, without tax.
    pub amount: Money,
    pub link: &'a str,
}

impl SubscriptionReminder<'_> {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        match self.about {
            ReminderKind::TrialEnding => MailKind::TrialEnding,
            ReminderKind::RenewalUpcoming => MailKind::RenewalUpcoming,
        }
    }

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let (amount, on) = (money(locale, self.amount), date_long(locale, self.on));
        let fact = |key: &str, value: &str| (text(locale, key).into_owned(), value.to_owned());
        let day = match self.about {
            ReminderKind::TrialEnding => "mail-fact-trial-ends",
            ReminderKind::RenewalUpcoming => "mail-fact-renews",
        };
        let facts = vec![
            fact("mail-fact-plan", self.plan),
            fact(day, &on),
            fact("mail-fact-amount-before-tax", &amount),
        ];
        Content {
            kind: self.kind(),
            locale,
            values: vec![
                (Variable::Plan, self.plan.to_owned()),
                (Variable::Due, on),
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

/// A subscription gets another version of its plan.
#[derive(Clone, Debug)]
pub struct PlanMoving<'a> {
    /// The customer's name.
    pub account: &'a str,
    /// What is subscribed from that day on, as the customer reads it.
    pub plan: &'a str,
    /// The first day of the first period under the new version.
    pub on: Date,
    /// What a whole period costs without usage, before discounts and tax: until then, and from then on.
    pub previous: Money,
    pub amount: Money,
    pub link: &'a str,
}

impl PlanMoving<'_> {
    pub const KIND: MailKind = MailKind::PlanMoving;

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let (amount, on) = (money(locale, self.amount), date_long(locale, self.on));
        let previous = money(locale, self.previous);
        let fact = |key: &str, value: &str| (text(locale, key).into_owned(), value.to_owned());
        let facts = vec![
            fact("mail-fact-plan", self.plan),
            fact("mail-fact-moves-on", &on),
            fact("mail-fact-price-until-then", &previous),
            fact("mail-fact-price-from-then", &amount),
        ];
        Content {
            kind: Self::KIND,
            locale,
            values: vec![
                (Variable::Plan, self.plan.to_owned()),
                (Variable::Due, on),
                (Variable::Amount, amount),
                (Variable::Previous, previous),
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
