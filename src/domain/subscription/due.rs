//! Owns which invoice of a subscription is due next, and its lines.
//!
//! Invoices are made at the start of the service, at each boundary of the cycle and at the end. One
//! charges in advance for the period that begins and in arrears for the one that is over. What a change
//! within a period moved was settled when the change was made (`change`): the invoice at a boundary
//! charges in advance what is in force there, and in arrears each phase for its part.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::{BilledSubscription, Phase};
use crate::domain::money::{Money, MoneyError};
use crate::domain::period::{Period, PeriodError};
use crate::domain::plan::{Component, ComponentTiming, TermsError};
use crate::domain::pricing::{PricedPart, PricingError, Usage};
use crate::domain::proration::{Fraction, ProrationError};

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
}

/// A component and the time it is charged for.
#[derive(Clone, Debug)]
pub struct DueLine {
    pub component: String,
    pub description: String,
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
        let mut lines = Vec::new();
        if let Some(last) = last {
            self.add_arrears(Period::new(last, billed_at)?, usage, &mut lines)?;
        }
        self.add_advance(billed_at, &mut lines)?;
        Ok(DueInvoice { billed_at, lines })
    }

    /// The period that begins at `billed_at`, at the terms in force there.
    fn add_advance(&self, billed_at: Timestamp, lines: &mut Vec<DueLine>) -> Result<(), DueError> {
        let whole = self.cycle.period_containing(billed_at)?;
        let covered = self.in_force.part_of(whole).not_before(billed_at);
        if covered.is_empty() {
            return Ok(());
        }
        let phase = self.phase_at(billed_at);
        for component in of_timing(phase, ComponentTiming::InAdvance) {
            lines.push(self.line(phase, component, whole, covered, &())?);
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
        let whole = self.cycle.period_containing(over.start())?;
        for phase in &self.phases {
            let until = phase.until.unwrap_or(over.end()).max(phase.from);
            let covered = over.within(Period::new(phase.from, until)?);
            if covered.is_empty() {
                continue;
            }
            for component in of_timing(phase, ComponentTiming::InArrears) {
                lines.push(self.line(phase, component, whole, covered, usage)?);
            }
        }
        Ok(())
    }

    /// What `covered`, a part of `whole`, costs. Fixed quantities are shared by time; what a meter counted
    /// in the part is charged as it is.
    pub(super) fn line(
        &self,
        phase: &Phase,
        component: &Component,
        whole: Period,
        covered: Period,
        usage: &dyn UsageOf,
    ) -> Result<DueLine, DueError> {
        let currency = phase.version.currency;
        let (quantity, share) = match component.fixed_quantity(phase.seats) {
            Some(quantity) => (quantity, self.proration.covered(whole, covered)?),
            None => {
                let meter = component.meter().unwrap_or_default();
                (usage.quantity(meter, covered), Fraction::WHOLE)
            }
        };
        let named = |source| DueError::Terms { component: component.code.clone(), source };
        let price = component.price.to_price().map_err(named)?;
        let priced = price
            .line(Usage::Quantity(quantity))
            .map_err(|source| DueError::Pricing { component: component.code.clone(), source })?;
        // Two roundings where a part is charged, as `proration` has it: the whole price is one that could
        // be paid.
        let amount = share.of(priced.amount(currency)?)?;
        let is_whole = share.lowest_terms() == (1, 1);
        Ok(DueLine {
            component: component.code.clone(),
            description: component.description.clone(),
            timing: component.timing,
            covered,
            share,
            quantity,
            unit_amount: component.price.plain_unit_amount().filter(|_| is_whole),
            amount,
            parts: priced.parts,
        })
    }
}

pub(super) fn of_timing(
    phase: &Phase,
    timing: ComponentTiming,
) -> impl Iterator<Item = &Component> {
    phase.version.components.iter().filter(move |component| component.timing == timing)
}
