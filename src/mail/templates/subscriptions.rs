//! E-mails about subscriptions: a trial ends, a long period renews.

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
