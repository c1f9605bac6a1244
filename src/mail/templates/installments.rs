//! E-mails about installment plans: offered, refused, agreed, due soon, not paid, in default, done.

use super::autopay::decline_sentence;
use super::layout::{self, Content};
use super::{Brand, MailKind, Rendered, Template, Variable};
use crate::domain::installment::NotCharged;
use crate::domain::money::Money;
use crate::i18n::{Arg, Locale, date_long, money, text, text_with};
use jiff::civil::Date;

/// A plan, as these mails name it.
#[derive(Clone, Copy, Debug)]
pub struct AboutPlan<'a> {
    /// The customer's name.
    pub account: &'a str,
    /// Of the invoice.
    pub number: &'a str,
    /// What it is about: the plan's total, an installment, or what is due.
    pub amount: Money,
    /// Where the reader goes on.
    pub link: &'a str,
}

/// What there is to say of it.
#[derive(Clone, Copy, Debug)]
pub enum AboutInstallments<'a> {
    /// The customer may accept.
    Offered,
    Refused {
        reason: &'a str,
    },
    /// The down payment is expected until then.
    Accepted {
        due_on: Date,
    },
    /// An installment falls due; `method` None: it is paid by hand.
    Upcoming {
        due_on: Date,
        method: Option<&'a str>,
    },
    /// It was asked for in vain.
    Failed {
        failure_code: &'a str,
    },
    /// The plan has ended; everything that was left is due.
    Defaulted,
    Completed,
}

impl AboutInstallments<'_> {
    #[must_use]
    pub fn kind(&self) -> MailKind {
        match self {
            Self::Offered => MailKind::InstallmentOffered,
            Self::Refused { .. } => MailKind::InstallmentRefused,
            Self::Accepted { .. } => MailKind::InstallmentAccepted,
            Self::Upcoming { .. } => MailKind::InstallmentUpcoming,
            Self::Failed { .. } => MailKind::InstallmentFailed,
            Self::Defaulted => MailKind::InstallmentDefaulted,
            Self::Completed => MailKind::InstallmentCompleted,
        }
    }

    #[must_use]
    pub fn render(
        &self,
        plan: &AboutPlan<'_>,
        locale: Locale,
        brand: &Brand,
        template: &Template,
    ) -> Rendered {
        layout::render(&self.content(plan, locale, brand), brand, template)
    }

    pub(super) fn content<'a>(
        &self,
        plan: &AboutPlan<'a>,
        locale: Locale,
        brand: &Brand,
    ) -> Content<'a> {
        let amount = money(locale, plan.amount);
        let mut values =
            vec![(Variable::Number, plan.number.to_owned()), (Variable::Amount, amount.clone())];
        match *self {
            Self::Refused { reason } => values.push((Variable::Reason, reason.to_owned())),
            Self::Accepted { due_on } => values.push((Variable::Due, date_long(locale, due_on))),
            Self::Upcoming { due_on, method } => {
                values.push((Variable::Due, date_long(locale, due_on)));
                values.push((Variable::Reason, how_it_is_paid(locale, method)));
            }
            Self::Failed { failure_code } => {
                values.push((Variable::Reason, why_not_paid(locale, failure_code)));
            }
            Self::Offered | Self::Defaulted | Self::Completed => {}
        }
        values.extend([
            (Variable::Seller, brand.name.clone()),
            (Variable::Account, plan.account.to_owned()),
            (Variable::Link, plan.link.to_owned()),
        ]);
        let label = |key: &str| text(locale, key).into_owned();
        let facts = vec![
            (label("mail-fact-invoice-number"), plan.number.to_owned()),
            (label("mail-fact-amount"), amount),
        ];
        Content { kind: self.kind(), locale, values, reader: "", facts, account: plan.account }
    }
}

fn how_it_is_paid(locale: Locale, method: Option<&str>) -> String {
    match method {
        Some(method) => {
            text_with(locale, "mail-installment-charged", &[("method", Arg::from(method))])
        }
        None => text(locale, "mail-installment-by-hand").into_owned(),
    }
}

fn why_not_paid(locale: Locale, failure_code: &str) -> String {
    match failure_code.parse() {
        Ok(NotCharged::NoMethod) => text(locale, "mail-installment-not-arrived").into_owned(),
        Ok(NotCharged::HardDecline) => text(locale, "mail-installment-not-tried").into_owned(),
        Err(_) => decline_sentence(locale, failure_code),
    }
}
