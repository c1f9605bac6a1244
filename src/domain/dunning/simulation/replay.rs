//! The walk through one customer's days: opens campaigns, asks, tries again and takes away as the sweep does
//! (`flows::dunning::follow_campaigns`), by the same rules.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{PastInvoice, Replay};
use crate::domain::currency::Currency;
use crate::domain::dunning::chase::{
    AttemptResult, MethodToTry, NextAttempt, PastAttempt, StepsNow, next_attempt, steps_now,
};
use crate::domain::dunning::decline_code::DeclineAdvice;
use crate::domain::dunning::hours::opening_of;
use crate::domain::dunning::schedule::{Entitlement, ScheduleTerms, WhenExhausted};
use crate::domain::id::PaymentMethodId;
use crate::domain::money::{Money, MoneyError};

/// Where an invoice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Not asked for yet.
    Waiting,
    In(usize),
    /// Paid.
    Left,
}

struct Chased<'a> {
    invoice: &'a PastInvoice,
    /// From this day on it is in question.
    starts_on: Date,
    place: Place,
    was_pursued: bool,
    attempts: Vec<PastAttempt>,
    /// The position of the last message about it.
    asked_by: Option<usize>,
}

struct Campaign {
    currency: Currency,
    began_on: Date,
    done: Vec<usize>,
    is_exhausted: bool,
    entitlement: Entitlement,
    /// Nothing of it is left to happen but payments.
    is_quiet: bool,
}

struct Walk<'a> {
    terms: &'a ScheduleTerms,
    chased: Vec<Chased<'a>>,
    campaigns: Vec<Campaign>,
    /// Refusals by card.
    declined: BTreeMap<PaymentMethodId, Vec<Timestamp>>,
}

/// Walks the days of one customer's invoices, and counts what happens.
pub(super) fn customer(
    terms: &ScheduleTerms,
    invoices: Vec<&PastInvoice>,
    until: Date,
    all: &mut BTreeMap<Currency, Replay>,
) -> Result<(), MoneyError> {
    let mut walk = Walk::new(terms, invoices);
    let mut next = walk.next_start(Date::MIN);
    while let Some(day) = next.filter(|day| *day <= until) {
        walk.day(day, all)?;
        let tomorrow = day.checked_add(1.day()).ok();
        next = if walk.is_busy() { tomorrow } else { walk.next_start(day) };
    }
    walk.count(until, all)
}

impl<'a> Walk<'a> {
    fn new(terms: &'a ScheduleTerms, invoices: Vec<&'a PastInvoice>) -> Walk<'a> {
        let mut declined: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut chased: Vec<_> = invoices
            .into_iter()
            .map(|invoice| {
                let mut starts_on = invoice.due_on.saturating_add(1.day());
                let mut attempts = Vec::new();
                if let Some(refused) = invoice.refused {
                    let at = refused.attempt.attempted_at;
                    let on = at.to_zoned(invoice.zone.clone()).date();
                    starts_on = starts_on.min(on);
                    attempts.push(refused.attempt);
                    declined.entry(refused.attempt.method).or_default().push(at);
                }
                let place = Place::Waiting;
                Chased { invoice, starts_on, place, was_pursued: false, attempts, asked_by: None }
            })
            .collect();
        chased.sort_by_key(|it| it.invoice.due_on);
        Walk { terms, chased, campaigns: Vec::new(), declined }
    }

    /// When an invoice comes into question next, after `day`.
    fn next_start(&self, day: Date) -> Option<Date> {
        let starts = self.chased.iter().filter(|it| it.place == Place::Waiting);
        starts.map(|it| it.starts_on).filter(|on| *on > day).min()
    }

    fn is_busy(&self) -> bool {
        let in_one = |at| self.chased.iter().any(|it| it.place == Place::In(at));
        self.campaigns.iter().enumerate().any(|(at, one)| !one.is_quiet && in_one(at))
    }

    fn day(&mut self, day: Date, all: &mut BTreeMap<Currency, Replay>) -> Result<(), MoneyError> {
        for it in &mut self.chased {
            if it.invoice.settled_on.is_some_and(|on| on < day) {
                it.place = Place::Left;
            }
        }
        self.open(day)?;
        for at in 0..self.campaigns.len() {
            let currency = self.campaigns[at].currency;
            if let Some(replay) = all.get_mut(&currency) {
                self.follow(at, day, replay)?;
            }
        }
        Ok(())
    }

    /// As the sweep: what is overdue joins the campaign of its currency, or begins one if it is enough.
    fn open(&mut self, day: Date) -> Result<(), MoneyError> {
        let is_asked = |it: &Chased<'_>| {
            it.place == Place::Waiting && it.starts_on <= day && !it.invoice.is_disputed
        };
        let mut groups: BTreeMap<Currency, Vec<usize>> = BTreeMap::new();
        for (position, it) in self.chased.iter().enumerate().filter(|(_, it)| is_asked(it)) {
            groups.entry(it.invoice.due.currency).or_default().push(position);
        }
        for (currency, group) in groups {
            let running = (0..self.campaigns.len()).find(|at| {
                let one = &self.campaigns[*at];
                let has_members = self.chased.iter().any(|it| it.place == Place::In(*at));
                one.currency == currency && !one.is_exhausted && has_members
            });
            let at = match running {
                Some(at) => at,
                None => {
                    let dues = group.iter().map(|position| self.chased[*position].invoice.due);
                    if !self.terms.reaches_threshold(Money::sum(currency, dues)?) {
                        continue;
                    }
                    let oldest = self.chased[group[0]].invoice.due_on;
                    self.campaigns.push(Campaign {
                        currency,
                        began_on: oldest.max(day.saturating_sub(1.day())),
                        done: Vec::new(),
                        is_exhausted: false,
                        entitlement: Entitlement::Full,
                        is_quiet: false,
                    });
                    self.campaigns.len() - 1
                }
            };
            self.campaigns[at].is_quiet = false;
            for position in group {
                self.chased[position].place = Place::In(at);
                self.chased[position].was_pursued = true;
            }
        }
        Ok(())
    }

    /// One campaign's day: messages, attempts, access.
    fn follow(&mut self, at: usize, day: Date, replay: &mut Replay) -> Result<(), MoneyError> {
        let members: Vec<usize> =
            (0..self.chased.len()).filter(|p| self.chased[*p].place == Place::In(at)).collect();
        let Some(oldest) = members.iter().map(|p| self.chased[*p].invoice.due_on).min() else {
            return Ok(());
        };
        let dues = members.iter().map(|p| self.chased[*p].invoice.due);
        let overdue = Money::sum(self.campaigns[at].currency, dues)?;
        let counts_from = oldest.max(self.campaigns[at].began_on);
        let is_enough = self.terms.reaches_threshold(overdue);
        if is_enough && !self.campaigns[at].is_exhausted {
            self.ask(at, counts_from, day, &members, replay)?;
        }
        let mut tries_on = false;
        for position in &members {
            tries_on |= self.try_again(*position, day, replay);
        }
        let terms = self.terms;
        let campaign = &mut self.campaigns[at];
        campaign.is_exhausted |= campaign.done.len() >= terms.steps.len() && !tries_on;
        let is_end = campaign.is_exhausted && terms.when_exhausted == WhenExhausted::Suspend;
        let entitlement = match is_enough {
            false => Entitlement::Full,
            true if is_end => Entitlement::Suspended,
            true => terms.entitlement(counts_from, day),
        };
        if entitlement > campaign.entitlement
            && let Some(taken) = replay.taken_away(entitlement)
        {
            taken.count(overdue)?;
        }
        campaign.entitlement = entitlement;
        let is_over = terms.next_escalation(counts_from, day).is_none() || is_end;
        campaign.is_quiet = campaign.is_exhausted && is_over && !tries_on;
        Ok(())
    }

    fn ask(
        &mut self,
        at: usize,
        counts_from: Date,
        day: Date,
        members: &[usize],
        replay: &mut Replay,
    ) -> Result<(), MoneyError> {
        let campaign = &mut self.campaigns[at];
        let StepsNow { send, missed } =
            steps_now(&self.terms.steps, counts_from, day, &campaign.done);
        for position in missed {
            replay.steps[position].missed += 1;
            campaign.done.push(position);
        }
        for position in send {
            campaign.done.push(position);
            replay.steps[position].messages += 1;
            *replay.by_month.entry(day.first_of_month()).or_default() += 1;
            for member in members {
                let it = &mut self.chased[*member];
                it.asked_by = Some(position);
                replay.steps[position].asked.count(it.invoice.due)?;
            }
        }
        Ok(())
    }

    /// Tries the charge again if it is time; whether another attempt is to come.
    fn try_again(&mut self, position: usize, day: Date, replay: &mut Replay) -> bool {
        let terms = self.terms;
        let it = &mut self.chased[position];
        let zone = &it.invoice.zone;
        let Some(refused) = it.invoice.refused else { return false };
        let Some(now) = opening_of(day, zone) else { return false };
        let declined = self.declined.entry(refused.attempt.method).or_default();
        let is_barred =
            refused.attempt.result == AttemptResult::Declined(DeclineAdvice::NeverRetry);
        let next = |declined_at: &[Timestamp], attempts: &[PastAttempt]| {
            let method = refused.attempt.method;
            let to_try = MethodToTry { method, network: refused.network, declined_at, is_barred };
            next_attempt(terms, attempts, Some(&to_try), zone, now)
        };
        let NextAttempt::At(planned, _) = next(declined.as_slice(), &it.attempts) else {
            return false;
        };
        // The sweep comes by all day long: what is due later today is tried today.
        if planned.to_zoned(zone.clone()).date() > day {
            return true;
        }
        let is_moved =
            matches!(next(&[], &it.attempts), NextAttempt::At(wanted, _) if wanted < planned);
        replay.retries.moved_by_limit += u64::from(is_moved);
        let attempted_at = planned.max(now);
        it.attempts.push(PastAttempt { attempted_at, ..refused.attempt });
        declined.push(attempted_at);
        *replay.retries.made.entry(it.attempts.len()).or_default() += 1;
        matches!(next(declined.as_slice(), &it.attempts), NextAttempt::At(..))
    }

    /// Where everything ended.
    fn count(self, until: Date, all: &mut BTreeMap<Currency, Replay>) -> Result<(), MoneyError> {
        let mut asked_in = Vec::new();
        for it in self.chased {
            let due = it.invoice.due;
            let Some(replay) = all.get_mut(&due.currency) else { continue };
            let settled_on = it.invoice.settled_on.filter(|on| *on <= until);
            let was_late = it.starts_on <= settled_on.unwrap_or(until);
            let refused = it.attempts.first().filter(|_| was_late && !it.invoice.is_disputed);
            replay.retries.needs_customer += u64::from(refused.is_some_and(needs_customer));
            if it.asked_by.is_some() {
                replay.asked.count(due)?;
                if !asked_in.contains(&due.currency) {
                    asked_in.push(due.currency);
                    replay.customers_asked += 1;
                }
            }
            let end = match (it.asked_by, settled_on) {
                _ if !was_late => &mut replay.on_time,
                _ if it.invoice.is_disputed => &mut replay.disputed,
                (Some(position), Some(_)) => &mut replay.steps[position].paid_after,
                (Some(_), None) => &mut replay.unpaid,
                (None, _) if !it.was_pursued => &mut replay.too_little,
                (None, Some(_)) => &mut replay.before_first,
                (None, None) => &mut replay.not_yet,
            };
            end.count(due)?;
        }
        Ok(())
    }
}

fn needs_customer(refused: &PastAttempt) -> bool {
    !matches!(refused.result, AttemptResult::Declined(advice) if advice.may_retry())
}
