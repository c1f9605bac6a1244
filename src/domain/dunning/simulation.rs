//! Owns what a schedule would have done to invoices of the past (H7): who would have been written to when, which
//! charges tried, and what taken away; beside it, the day on which each invoice was really paid.
//!
//! Invents nothing: no payment comes earlier because of a message, and a retried charge is refused again with
//! the code of the first refusal. The days are walked by the rules of the live engine. Messages go out in the
//! morning: who paid on that day was asked.

mod replay;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::chase::PastAttempt;
use super::network_limit::CardNetwork;
use super::notice::DunningStep;
use super::recovery::Share;
use super::schedule::{Entitlement, ScheduleTerms};
use crate::domain::currency::Currency;
use crate::domain::money::{Money, MoneyError};

/// The first refusal of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRefusal {
    pub attempt: PastAttempt,
    pub network: CardNetwork,
}

/// An invoice as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastInvoice {
    /// Whose it was; equal for the same customer.
    pub customer: String,
    pub due: Money,
    pub due_on: Date,
    /// When it was really paid; None: it was not.
    pub settled_on: Option<Date>,
    /// Nothing is asked for a disputed invoice. When it became one is not known: it counts as one throughout.
    pub is_disputed: bool,
    pub refused: Option<PastRefusal>,
    /// Where the customer is.
    pub zone: TimeZone,
}

/// One message of the schedule, to all who would have got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepReplay {
    pub step: DunningStep,
    /// One goes to a customer about everything overdue in a currency.
    pub messages: u64,
    /// Passed over, because a later one was due by then.
    pub missed: u64,
    /// What they asked for.
    pub asked: Share,
    /// Really paid on the message's day or later, before the next one.
    pub paid_after: Share,
}

/// Charges that would have been tried again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryReplay {
    /// By the number of the attempt, the first refusal being 1.
    pub made: BTreeMap<usize, u64>,
    /// Of these, tried later than planned, because a limit of the networks or our own was reached.
    pub moved_by_limit: u64,
    /// Invoices whose refusal forbids another attempt without the customer.
    pub needs_customer: u64,
}

/// What a schedule would have done in one currency.
///
/// `on_time`, `disputed`, `too_little`, `before_first`, `not_yet`, `unpaid` and all `paid_after` add up to
/// `invoices`, which is a sum to check by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    pub invoices: Share,
    pub on_time: Share,
    /// Overdue, and left alone because of the dispute.
    pub disputed: Share,
    /// Overdue, and never enough to ask for.
    pub too_little: Share,
    /// Paid by itself before the first message.
    pub before_first: Share,
    /// Pursued, and neither asked nor paid by the last day.
    pub not_yet: Share,
    /// Asked, and not paid by the last day.
    pub unpaid: Share,
    /// Asked at least once.
    pub asked: Share,
    pub customers_asked: u64,
    /// In the schedule's order.
    pub steps: Vec<StepReplay>,
    /// Messages in each month.
    pub by_month: BTreeMap<Date, u64>,
    pub retries: RetryReplay,
    /// Campaigns that would have taken access away: how many, and over how much on that day. One that goes on
    /// from read-only to suspended is in both.
    pub read_only: Share,
    pub suspended: Share,
}

/// What `terms` would have done to `past` up to `until`, currency by currency.
///
/// # Errors
/// A sum that no amount holds.
pub fn replay(
    terms: &ScheduleTerms,
    past: &[PastInvoice],
    until: Date,
) -> Result<BTreeMap<Currency, Replay>, MoneyError> {
    let mut customers: BTreeMap<&str, Vec<&PastInvoice>> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for invoice in past {
        customers.entry(&invoice.customer).or_default().push(invoice);
        let currency = invoice.due.currency;
        let one = all.entry(currency).or_insert_with(|| Replay::none(terms, currency));
        one.invoices.count(invoice.due)?;
    }
    for invoices in customers.into_values() {
        replay::customer(terms, invoices, until, &mut all)?;
    }
    Ok(all)
}

impl Replay {
    fn none(terms: &ScheduleTerms, currency: Currency) -> Replay {
        let none = Share::none(currency);
        let step = |step: &DunningStep| StepReplay {
            step: *step,
            messages: 0,
            missed: 0,
            asked: none,
            paid_after: none,
        };
        Replay {
            invoices: none,
            on_time: none,
            disputed: none,
            too_little: none,
            before_first: none,
            not_yet: none,
            unpaid: none,
            asked: none,
            customers_asked: 0,
            steps: terms.steps.iter().map(step).collect(),
            by_month: BTreeMap::new(),
            retries: RetryReplay::default(),
            read_only: none,
            suspended: none,
        }
    }

    /// All messages.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.steps.iter().map(|step| step.messages).sum()
    }

    /// All retries.
    #[must_use]
    pub fn retries_made(&self) -> u64 {
        self.retries.made.values().sum()
    }

    /// What would have come under dunning.
    ///
    /// # Errors
    /// A sum that no amount holds.
    pub fn pursued(&self) -> Result<Share, MoneyError> {
        let mut pursued = self.asked;
        for more in [self.before_first, self.not_yet] {
            pursued.amount = pursued.amount.checked_add(more.amount)?;
            pursued.invoices += more.invoices;
        }
        Ok(pursued)
    }

    fn taken_away(&mut self, entitlement: Entitlement) -> Option<&mut Share> {
        match entitlement {
            Entitlement::Full => None,
            Entitlement::ReadOnly => Some(&mut self.read_only),
            Entitlement::Suspended => Some(&mut self.suspended),
        }
    }
}

#[cfg(test)]
mod tests;
