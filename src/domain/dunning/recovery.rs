//! Owns what became of the invoices that came under dunning (H6): how much of it was recovered, how, and two
//! rates that name what they divide by. Currencies are never added.
//!
//! Recovered is only what was paid after something was done about it, a message or a charge. What was paid
//! before that came by itself, and counts for nobody.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::chase::AttemptCause;
use super::decline_code::DeclineAdvice;
use super::notice::DunningStep;
use crate::domain::currency::Currency;
use crate::domain::money::{Money, MoneyError};
use crate::domain::rounding::round_ratio;
use crate::domain::word::word_enum;

/// So many invoices over so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub invoices: u64,
    pub amount: Money,
}

impl Share {
    #[must_use]
    pub fn none(currency: Currency) -> Share {
        Share { invoices: 0, amount: Money::zero(currency) }
    }

    /// Counts one more invoice over `amount`.
    ///
    /// # Errors
    /// Another currency, or more than an amount holds.
    pub fn count(&mut self, amount: Money) -> Result<(), MoneyError> {
        self.amount = self.amount.checked_add(amount)?;
        self.invoices += 1;
        Ok(())
    }

    fn add_money(&mut self, amount: Money) -> Result<(), MoneyError> {
        self.amount = self.amount.checked_add(amount)?;
        Ok(())
    }
}

word_enum! {
    /// Who made a payment.
    pub enum PaidBy: "way of recovery" {
        /// The same card was charged again, and its bank said yes.
        Retry = "retry",
        /// The customer gave another card, which was charged.
        NewMethod = "new_method",
        /// The customer paid.
        Customer = "customer",
    }
}

word_enum! {
    /// How far an invoice came.
    pub enum Ending: "end of a pursued invoice" {
        Open = "open",
        Paid = "paid",
        /// Credited, void, or set off.
        Withdrawn = "withdrawn",
        WrittenOff = "written_off",
    }
}

/// Why an invoice came under dunning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It fell due, and no charge was refused before.
    FellDue,
    /// Its first charge was refused.
    Declined { advice: DeclineAdvice, code: String },
}

/// What an invoice's payment came after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Message(DunningStep),
    /// The attempt of this number, counted by dunning from 1.
    Retry(u32),
    NewMethod,
}

/// An invoice that came under dunning, and everything that was done and paid until it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PursuedInvoice {
    /// What was due when it came in.
    pub due: Money,
    pub reason: Reason,
    pub messages: Vec<(Timestamp, DunningStep)>,
    pub attempts: Vec<(Timestamp, u32, AttemptCause)>,
    /// In its currency, the oldest first.
    pub payments: Vec<(Timestamp, Money, PaidBy)>,
    pub ending: Ending,
}

/// What became of invoices. The money of all but `attempted` adds up to `failed`; so do the invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub failed: Share,
    /// Something was done: a message sent, or a charge tried.
    pub attempted: Share,
    /// Paid after something was done.
    pub recovered: Share,
    /// Paid before anything was done.
    pub unprompted: Share,
    pub withdrawn: Share,
    pub written_off: Share,
    pub open: Share,
}

/// How many came so far, and what was paid with this as the last thing before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageCounts {
    pub reached: Share,
    pub recovered: Share,
}

/// What became of the invoices in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    pub total: Counts,
    /// Of what was recovered.
    pub by_payer: BTreeMap<PaidBy, Share>,
    /// The largest sum first.
    pub by_reason: Vec<(Reason, Counts)>,
    /// Messages by their day, then attempts by their number, then other cards.
    pub by_stage: Vec<(Stage, StageCounts)>,
}

/// What became of `invoices`, currency by currency.
///
/// # Errors
/// A payment in another currency than its invoice, or more than an amount holds.
pub fn recovery(invoices: &[PursuedInvoice]) -> Result<BTreeMap<Currency, Recovery>, MoneyError> {
    let mut all = BTreeMap::new();
    for invoice in invoices {
        let currency = invoice.due.currency;
        let one = all.entry(currency).or_insert_with(|| Recovery::none(currency));
        one.count(invoice)?;
    }
    for one in all.values_mut() {
        one.by_reason
            .sort_by_key(|(_, counts)| std::cmp::Reverse(counts.failed.amount.amount_minor));
        one.by_stage.sort_by_key(|(stage, _)| stage.rank());
    }
    Ok(all)
}

/// `part` of `whole` in percent, one decimal, a half away from zero; None if there is nothing to divide by.
#[must_use]
pub fn rate_percent(part: i64, whole: i64) -> Option<Decimal> {
    let per_mille = round_ratio(i128::from(part) * 1000, i128::from(whole))?;
    Some(Decimal::new(i64::try_from(per_mille).ok()?, 1))
}

impl Stage {
    fn rank(self) -> (u8, u32, u8) {
        match self {
            Stage::Message(step) => (0, step.after_days, step.channel as u8),
            Stage::Retry(number) => (1, number, 0),
            Stage::NewMethod => (2, 0, 0),
        }
    }
}

impl Counts {
    fn none(currency: Currency) -> Counts {
        let none = Share::none(currency);
        Counts {
            failed: none,
            attempted: none,
            recovered: none,
            unprompted: none,
            withdrawn: none,
            written_off: none,
            open: none,
        }
    }

    fn count(&mut self, invoice: &PursuedInvoice, paid: &Paid) -> Result<(), MoneyError> {
        self.failed.count(invoice.due)?;
        if invoice.is_attempted() {
            self.attempted.count(invoice.due)?;
        }
        self.recovered.add_money(paid.recovered)?;
        self.unprompted.add_money(paid.unprompted)?;
        let rest = match invoice.ending {
            Ending::Open => &mut self.open,
            Ending::WrittenOff => &mut self.written_off,
            // Paid without money in these days: by a credit that the customer had.
            Ending::Paid | Ending::Withdrawn => &mut self.withdrawn,
        };
        rest.add_money(paid.rest)?;
        let belongs = match (invoice.ending, paid.last) {
            (Ending::Paid, Some((_, Some(_)))) => &mut self.recovered,
            (Ending::Paid, Some((_, None))) => &mut self.unprompted,
            _ => rest,
        };
        belongs.invoices += 1;
        Ok(())
    }
}

/// What was paid of one invoice.
struct Paid {
    recovered: Money,
    unprompted: Money,
    rest: Money,
    /// Each payment that counts, by whom, and what came before it; None: nothing did.
    parts: Vec<(Money, PaidBy, Option<Stage>)>,
    last: Option<(PaidBy, Option<Stage>)>,
}

impl PursuedInvoice {
    fn is_attempted(&self) -> bool {
        !self.messages.is_empty() || !self.attempts.is_empty()
    }

    /// What was paid, never more than was due.
    fn paid(&self) -> Result<Paid, MoneyError> {
        let zero = Money::zero(self.due.currency);
        let (mut recovered, mut unprompted, mut rest) = (zero, zero, self.due);
        let mut parts = Vec::new();
        for (at, amount, by) in &self.payments {
            let amount = amount.min(rest)?;
            rest = rest.checked_sub(amount)?;
            let stage = self.stage_before(*at, *by);
            let side = if stage.is_some() { &mut recovered } else { &mut unprompted };
            *side = side.checked_add(amount)?;
            parts.push((amount, *by, stage));
        }
        let last = parts.last().map(|(_, by, stage)| (*by, *stage));
        Ok(Paid { recovered, unprompted, rest, parts, last })
    }

    /// What was done last before a payment. A customer who pays answers a message, if there was one.
    fn stage_before(&self, paid_at: Timestamp, by: PaidBy) -> Option<Stage> {
        let attempts = || self.attempts.iter().filter(|(at, ..)| *at <= paid_at);
        let message = self.messages.iter().rfind(|(at, _)| *at <= paid_at);
        let message = message.map(|(_, step)| Stage::Message(*step));
        let retry = attempts().rfind(|(.., cause)| *cause == AttemptCause::Schedule);
        let retry = retry.map(|(_, number, _)| Stage::Retry(*number));
        match by {
            PaidBy::NewMethod => Some(Stage::NewMethod),
            PaidBy::Retry => retry.or(message),
            PaidBy::Customer => message.or(retry),
        }
    }

    /// Every stage that it came to, each once.
    fn stages(&self) -> Vec<Stage> {
        let messages = self.messages.iter().map(|(_, step)| Stage::Message(*step));
        let attempts = self.attempts.iter().map(|(_, number, cause)| match cause {
            AttemptCause::Schedule => Stage::Retry(*number),
            AttemptCause::NewMethod => Stage::NewMethod,
        });
        let mut stages = Vec::new();
        for stage in messages.chain(attempts) {
            if !stages.contains(&stage) {
                stages.push(stage);
            }
        }
        stages
    }
}

impl Recovery {
    fn none(currency: Currency) -> Recovery {
        Recovery {
            total: Counts::none(currency),
            by_payer: BTreeMap::new(),
            by_reason: Vec::new(),
            by_stage: Vec::new(),
        }
    }

    fn count(&mut self, invoice: &PursuedInvoice) -> Result<(), MoneyError> {
        let none = Share::none(invoice.due.currency);
        let paid = invoice.paid()?;
        self.total.count(invoice, &paid)?;
        let empty = Counts::none(invoice.due.currency);
        entry(&mut self.by_reason, &invoice.reason, empty).count(invoice, &paid)?;
        let nothing = StageCounts { reached: none, recovered: none };
        for stage in invoice.stages() {
            entry(&mut self.by_stage, &stage, nothing).reached.count(invoice.due)?;
        }
        for (amount, by, stage) in &paid.parts {
            let Some(stage) = stage else { continue };
            self.by_payer.entry(*by).or_insert(none).add_money(*amount)?;
            entry(&mut self.by_stage, stage, nothing).recovered.add_money(*amount)?;
        }
        if let (Ending::Paid, Some((by, Some(stage)))) = (invoice.ending, paid.last) {
            self.by_payer.entry(by).or_insert(none).invoices += 1;
            entry(&mut self.by_stage, &stage, nothing).recovered.invoices += 1;
        }
        Ok(())
    }
}

fn entry<'a, K: PartialEq + Clone, V>(list: &'a mut Vec<(K, V)>, key: &K, new: V) -> &'a mut V {
    let position = list.iter().position(|(known, _)| known == key);
    let position = position.unwrap_or_else(|| {
        list.push((key.clone(), new));
        list.len() - 1
    });
    &mut list[position].1
}

#[cfg(test)]
mod tests;
