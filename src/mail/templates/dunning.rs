//! E-mails about what is overdue: one about all invoices of a currency, in the words of its step.

use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::dunning::{DunningTemplate, Entitlement};
use crate::domain::money::Money;
use crate::i18n::{Arg, Locale, date_long, money, text, text_with};
use jiff::civil::Date;

/// An overdue invoice, as these mails name it.
#[derive(Clone, Debug)]
pub struct OverdueInvoice {
    pub number: String,
    pub due_on: Date,
    pub due: Money,
}

/// What is overdue, all of it.
#[derive(Clone, Debug)]
pub struct DunningReminder<'a> {
    pub template: DunningTemplate,
    /// The customer's name.
    pub account: &'a str,
    /// The longest due first; not empty.
    pub invoices: &'a [OverdueInvoice],
    pub total: Money,
    /// What is taken away next, and when.
    pub next: Option<(Date, Entitlement)>,
    /// Leads to a new card.
    pub update_card: &'a str,
    pub link: &'a str,
}

impl DunningReminder<'_> {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        match self.template {
            DunningTemplate::Friendly => MailKind::DunningFriendly,
            DunningTemplate::Firm => MailKind::DunningFirm,
            DunningTemplate::Final => MailKind::DunningFinal,
        }
    }

    #[must_use]
    pub fn render(&self, locale: Locale, brand: &Brand, template: &Template) -> Rendered {
        layout::render(&self.content(locale, brand), brand, template)
    }

    pub(super) fn content(&self, locale: Locale, brand: &Brand) -> Content<'_> {
        let numbers: Vec<&str> = self.invoices.iter().map(|it| it.number.as_str()).collect();
        let oldest = self.invoices.iter().map(|it| it.due_on).min();
        let fact = |it: &OverdueInvoice| {
            let due = [("date", Arg::from(date_long(locale, it.due_on)))];
            let label = text_with(locale, "mail-fact-overdue-since", &due);
            (format!("{} – {label}", it.number), money(locale, it.due))
        };
        let mut facts: Vec<_> = self.invoices.iter().map(fact).collect();
        let total = money(locale, self.total);
        if self.invoices.len() > 1 {
            facts.push((text(locale, "mail-fact-overdue-total").into_owned(), total.clone()));
        }
        let values = vec![
            (Variable::Amount, total),
            (Variable::Invoices, numbers.join(", ")),
            (Variable::Due, oldest.map(|on| date_long(locale, on)).unwrap_or_default()),
            (Variable::Reason, consequence(locale, self.next)),
            (Variable::UpdateCard, self.update_card.to_owned()),
            (Variable::Seller, brand.name.clone()),
            (Variable::Account, self.account.to_owned()),
            (Variable::Link, self.link.to_owned()),
        ];
        Content { kind: self.kind(), locale, values, reader: "", facts, account: self.account }
    }
}

/// What happens if nothing is paid, in a sentence.
fn consequence(locale: Locale, next: Option<(Date, Entitlement)>) -> String {
    let Some((on, entitlement)) = next else {
        return text(locale, "dunning-next-decision").into_owned();
    };
    let key = match entitlement {
        Entitlement::Suspended => "dunning-next-suspended",
        Entitlement::ReadOnly | Entitlement::Full => "dunning-next-read-only",
    };
    text_with(locale, key, &[("date", Arg::from(date_long(locale, on)))])
}
