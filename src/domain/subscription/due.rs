//! Owns which invoice of a subscription is due next, and its lines.
//!
//! Invoices are made at the start of the service, at each boundary of the cycle and at the end. One
//! charges in advance for the period that begins and in arrears for the one that is over. What a change
//! within a period moved was settled when the change was made (`change`): the invoice at a boundary
//! charges in advance what is in force there, and in arrears each phase for its part.

use std::sync::Arc;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::minimum::Minimum;
use super::{BilledSubscription, Charged, Phase};
use crate::domain::money::{Money, MoneyError};
use crate::domain::period::{Period, PeriodError};
use crate::domain::plan::{ComponentTiming, PlanVersion, TermsError};
use crate::domain::pricing::{PricedPart, PricingError, Usage};
use crate::domain::proration::{Fraction, ProrationError};

/// The component key of the line that tops a period up to its commitment.
pub const COMMITMENT: &str = "commitment";

/// What meters counted.
pub trait UsageOf {
    /// The quantity of a meter in a period; zero when nothing was used.
    fn quantity(&self, meter: &str, period: Period) -> Decimal;
}

/// Nothing was used.
impl UsageOf for () {
    fn quantity(&self, _: &str, _: Period) -> Decimal {
        Decimal::ZERO
    }
}

/// An invoice that a subscription owes. It may have no lines: then none is made, and the time goes on.
#[derive(Clone, Debug)]
pub struct DueInvoice {
    /// When it became due; with the subscription it names the invoice for ever.
    pub billed_at: Timestamp,
    pub lines: Vec<DueLine>,
    /// What the period that is over was measured by, where a minimum is agreed.
    pub minimum: Option<Minimum>,
}

/// A component and the time it is charged for.
#[derive(Clone, Debug)]
pub struct DueLine {
    pub component: String,
    pub description: String,
    /// Whose price it is.
    pub version: Arc<PlanVersion>,
    /// The code of the plan that it is charged with.
    pub plan: String,
    /// The meter that counted `quantity`, if one did.
    pub meter: Option<String>,
    pub timing: ComponentTiming,
    /// What is charged: half-open, and never charged again.
    pub covered: Period,
    /// Which part of the whole period's price.
    pub share: Fraction,
    /// Units of the whole period: 1, the seats, or what the meter counted.
    pub quantity: Decimal,
    /// The price of one unit, where the line is plainly quantity × unit price.
    pub unit_amount: Option<Decimal>,
    /// Net, rounded once.
    pub amount: Money,
    /// How the price of the whole period came about.
    pub parts: Vec<PricedPart>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    #[error("component {component}: {source}")]
    Terms { component: String, source: TermsError },
    #[error("component {component}: {source}")]
    Pricing { component: String, source: PricingError },
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Proration(#[from] ProrationError),
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl BilledSubscription {
    /// When the next invoice is due, after the one made at `billed_at`; `None` once everything is charged.
    ///
    /// # Errors
    /// `OutOfRange` beyond the calendar.
    pub fn next_billing_at(
        &self,
        billed_at: Option<Timestamp>,
    ) -> Result<Option<Timestamp>, PeriodError> {
        let Some(last) = billed_at else { return Ok(Some(self.in_force.starts_at())) };
        let ends_at = self.in_force.ends_at();
        if ends_at.is_some_and(|end| end <= last) {
            return Ok(None);
        }
        let boundary = self.cycle.next_after(last)?;
        Ok(Some(ends_at.map_or(boundary, |end| end.min(boundary))))
    }

    /// Whether the invoice made at `billed_at` charged ahead for the period that holds `at`.
    pub(super) fn is_charged_ahead(
        &self,
        billed_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<bool, PeriodError> {
        let Some(billed_at) = billed_at else { return Ok(false) };
        Ok(self.cycle.period_containing(billed_at)? == self.cycle.period_containing(at)?)
    }

    /// The billing that must come before a change at `at`: one that is due earlier, unless the change is at
    /// a boundary, where the invoices before it do not see it.
    pub(super) fn unbilled_before(
        &self,
        billed_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, PeriodError> {
        let due_at = self.next_billing_at(billed_at)?.filter(|due_at| *due_at < at);
        let is_boundary = self.cycle.at_or_before(at)? == at;
        Ok(due_at.filter(|_| !is_boundary))
    }

    /// The invoice that is due at `billed_at`, the one before it having been made at `last`.
    ///
    /// # Errors
    /// `Terms`, `Pricing` for a price that cannot be computed; `Money` beyond 64 bits.
    pub fn invoice_due(
        &self,
        last: Option<Timestamp>,
        billed_at: Timestamp,
        usage: &dyn UsageOf,
    ) -> Result<DueInvoice, DueError> {
        let (mut lines, mut minimum) = (Vec::new(), None);
        if let Some(last) = last {
            let over = Period::new(last, billed_at)?;
            self.add_arrears(over, usage, &mut lines)?;
            minimum = self.minimum_of(over, usage)?;
        }
        if let Some(minimum) = &minimum {
            self.top_up(minimum, &mut lines)?;
        }
        self.add_advance(billed_at, &mut lines)?;
        Ok(DueInvoice { billed_at, lines, minimum })
    }

    /// The period that begins at `billed_at`, at the terms in force there.
    fn add_advance(&self, billed_at: Timestamp, lines: &mut Vec<DueLine>) -> Result<(), DueError> {
        let whole = self.cycle.period_containing(billed_at)?;
        let covered = self.in_force.part_of(whole).not_before(billed_at);
        if covered.is_empty() {
            return Ok(());
        }
        for charged in self.phase_at(billed_at).terms.charged_at(ComponentTiming::InAdvance) {
            lines.push(self.line(&charged, whole, covered, &())?);
        }
        Ok(())
    }

    /// The time that is over, each phase for its part.
    fn add_arrears(
        &self,
        over: Period,
        usage: &dyn UsageOf,
        lines: &mut Vec<DueLine>,
    ) -> Result<(), DueError> {
        self.each_phase_of(over, ComponentTiming::InArrears, usage, lines)
    }

    /// What is charged at `timing` for `over`, a part of one period, each phase for its part.
    fn each_phase_of(
        &self,
        over: Period,
        timing: ComponentTiming,
        usage: &dyn UsageOf,
        lines: &mut Vec<DueLine>,
    ) -> Result<(), DueError> {
        let whole = self.cycle.period_containing(over.start())?;
        for (charged, covered) in self.stretches(over, timing)? {
            lines.push(self.line(&charged, whole, covered, usage)?);
        }
        Ok(())
    }

    /// What is charged at `timing` for `over`, each component for the time in which it is charged in the
    /// very same way: a change that does not touch it does not cut it, or included units and peaks would
    /// count once for each part.
    ///
    /// # Errors
    /// `OutOfRange`.
    pub fn stretches(
        &self,
        over: Period,
        timing: ComponentTiming,
    ) -> Result<Vec<(Charged<'_>, Period)>, PeriodError> {
        let mut stretches: Vec<(Charged<'_>, Period)> = Vec::new();
        for phase in &self.phases {
            let covered = over.within(phase.within(over.end())?);
            if covered.is_empty() {
                continue;
            }
            for charged in phase.terms.charged_at(timing) {
                let goes_on = stretches
                    .iter_mut()
                    .find(|(other, of)| of.end() == covered.start() && other.is_as(&charged));
                match goes_on {
                    Some((_, of)) => *of = Period::new(of.start(), covered.end())?,
                    None => stretches.push((charged, covered)),
                }
            }
        }
        Ok(stretches)
    }

    /// What the period that is over was to come to and came to: everything charged for it counts, in
    /// advance and in arrears; of a part of a period that part of the commitment is owed, and a pause owes
    /// nothing.
    fn minimum_of(&self, over: Period, usage: &dyn UsageOf) -> Result<Option<Minimum>, DueError> {
        let Some(commitment) = self.commitment else { return Ok(None) };
        let whole = self.cycle.period_containing(over.start())?;
        let mut spent = Vec::new();
        for timing in [ComponentTiming::InAdvance, ComponentTiming::InArrears] {
            self.each_phase_of(over, timing, usage, &mut spent)?;
        }
        let mut owed = Money::zero(commitment.currency);
        for phase in self.phases.iter().filter(|phase| !phase.terms.paused) {
            let served = over.within(phase.within(over.end())?);
            if !served.is_empty() {
                let part = self.proration.covered(whole, served)?.of(commitment)?;
                owed = owed.checked_add(part)?;
            }
        }
        let came_to = Money::sum(commitment.currency, spent.iter().map(|line| line.amount))?;
        Ok(Some(Minimum { covered: over, owed, came_to }))
    }

    /// Brings the period up to its minimum, if it came to less.
    fn top_up(&self, minimum: &Minimum, lines: &mut Vec<DueLine>) -> Result<(), DueError> {
        let (over, short) = (minimum.covered, minimum.short()?);
        let whole = self.cycle.period_containing(over.start())?;
        if short.is_positive() {
            let version = Arc::clone(&self.phase_at(over.start()).terms.version);
            lines.push(DueLine {
                component: COMMITMENT.into(),
                description: version.name.clone(),
                plan: version.code.clone(),
                version,
                meter: None,
                timing: ComponentTiming::InArrears,
                covered: over,
                share: self.proration.covered(whole, over)?,
                quantity: Decimal::ONE,
                unit_amount: None,
                amount: short,
                parts: Vec::new(),
            });
        }
        Ok(())
    }

    /// What `covered`, a part of `whole`, costs. Fixed quantities are shared by time; what a meter counted
    /// in the part is charged as it is.
    pub(super) fn line(
        &self,
        charged: &Charged<'_>,
        whole: Period,
        covered: Period,
        usage: &dyn UsageOf,
    ) -> Result<DueLine, DueError> {
        let component = charged.component;
        let (quantity, share) = match charged.fixed_quantity {
            Some(quantity) => (quantity, self.proration.covered(whole, covered)?),
            None => {
                let meter = component.meter().unwrap_or_default();
                (usage.quantity(meter, covered), Fraction::WHOLE)
            }
        };
        price_of_units(charged, quantity, share, covered)
    }
}

/// What so many units cost that are charged for `share` of the period's price.
///
/// # Errors
/// `Terms`, `Pricing` for a price that cannot be computed; `Money` beyond 64 bits.
pub fn price_of_units(
    charged: &Charged<'_>,
    quantity: Decimal,
    share: Fraction,
    covered: Period,
) -> Result<DueLine, DueError> {
    let component = charged.component;
    let named = |source| DueError::Terms { component: charged.key.clone(), source };
    let priced = component
        .price
        .to_price()
        .map_err(named)?
        .line(Usage::Quantity(quantity))
        .map_err(|source| DueError::Pricing { component: charged.key.clone(), source })?;
    // Two roundings where a part is charged, as `proration` has it: the whole price is one that could
    // be paid.
    let amount = share.of(priced.amount(charged.version.currency)?)?;
    let is_whole = share.lowest_terms() == (1, 1);
    // A flat price is the same for any quantity: quantity × price would be another amount.
    let is_product = quantity == Decimal::ONE || !component.price.is_flat();
    Ok(DueLine {
        component: charged.key.clone(),
        description: component.description.clone(),
        version: Arc::clone(charged.version),
        plan: charged.plan.to_owned(),
        meter: component.meter().map(str::to_owned),
        timing: component.timing,
        covered,
        share,
        quantity,
        unit_amount: component.price.plain_unit_amount().filter(|_| is_whole && is_product),
        amount,
        parts: priced.parts,
    })
}

impl Phase {
    /// The stretch of this phase up to `end`; empty when it begins later.
    fn within(&self, end: Timestamp) -> Result<Period, PeriodError> {
        let until = self.until.unwrap_or(end).max(self.from);
        Period::new(self.from, until)
    }
}
