//! Giving back what was charged ahead and is not used: a credit note on each invoice that charged it,
//! and coverage that ends where the service does.

use super::act::ActError;
use crate::domain::credit_note::{CreditNote, CreditReason};
use crate::domain::id::{CreditNoteId, InvoiceId};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::proration::Fraction;
use crate::domain::subscription::DueLine;
use crate::flows::credit_notes::credit_amounts::{CreditedAmount, credited_units};
use crate::flows::credit_notes::issue_credit_note::{IssueCreditNoteError, issue_credit_note};
use crate::store::subscriptions::{self, Covered, Subscription};
use crate::store::{Actor, TenantTx, invoices};
use jiff::Timestamp;
use jiff::civil::Date;

/// What is given back, and what the notes say.
pub(super) struct GivenBack<'a> {
    pub subscription: &'a Subscription,
    /// From here on nothing of it is used.
    pub from: Timestamp,
    /// What the rest of the period costs, by component.
    pub unused: &'a [DueLine],
    pub reason: CreditReason,
    /// Whether notes are issued; else the time is only not covered any more.
    pub is_credited: bool,
}

/// Ends the coverage of the components and issues the credit notes, an invoice each.
pub(super) async fn give_back(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    given: &GivenBack<'_>,
) -> Result<Vec<CreditNote>, ActError> {
    let covered = subscriptions::coverage(tx, given.subscription.subscription_id).await?;
    let mut by_invoice: Vec<(InvoiceId, Vec<CreditedAmount>)> = Vec::new();
    for line in given.unused {
        let rest = line.covered;
        let of_component = covered.iter().filter(|row| row.component == line.component);
        for row in of_component.filter(|row| row.period.end() > given.from) {
            let amounts = credited_of(row, line, rest)?;
            match by_invoice.iter_mut().find(|(invoice, _)| *invoice == row.invoice_id) {
                Some((_, asked)) => asked.extend(amounts),
                None => by_invoice.push((row.invoice_id, amounts)),
            }
            subscriptions::cut_coverage(tx, row.coverage_id, given.from).await?;
        }
    }
    let mut notes = Vec::new();
    if !given.is_credited {
        return Ok(notes);
    }
    for (invoice, asked) in by_invoice {
        notes.extend(credit(tx, now, today, actor, given, invoice, &asked).await?);
    }
    Ok(notes)
}

/// What a row gives back of its line and of its discount: its part of the rest, at most what it charged.
fn credited_of(
    row: &Covered,
    line: &DueLine,
    rest: Period,
) -> Result<Vec<CreditedAmount>, ActError> {
    let currency = line.amount.currency;
    let charged = Money::new(row.amount_minor.unwrap_or(line.amount.amount_minor), currency);
    let overlap = row.period.within(rest);
    let part = Fraction::new(overlap.seconds(), rest.seconds().max(1))
        .and_then(|part| part.of(line.amount).map_err(Into::into))
        .map_err(crate::domain::subscription::DueError::from)?;
    let amount = part.min(charged).map_err(crate::domain::subscription::DueError::from)?;
    let mut credited = vec![CreditedAmount { line_no: row.line_no, amount }];
    if let Some((line_no, discount_minor)) = row.discount
        && charged.is_positive()
    {
        let off = Fraction::new(amount.amount_minor, charged.amount_minor)
            .and_then(|share| share.of(Money::new(discount_minor, currency)).map_err(Into::into))
            .map_err(crate::domain::subscription::DueError::from)?;
        let amount = off.checked_neg().map_err(crate::domain::subscription::DueError::from)?;
        credited.push(CreditedAmount { line_no, amount });
    }
    Ok(credited)
}

async fn credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    given: &GivenBack<'_>,
    of: InvoiceId,
    asked: &[CreditedAmount],
) -> Result<Option<CreditNote>, ActError> {
    let invoice = invoices::find(tx, of).await?.ok_or(ActError::NotFound)?;
    // Written off, nothing was paid that could be given back.
    let is_issued = matches!(invoice.status, InvoiceStatus::Open | InvoiceStatus::Paid);
    let net: i64 = asked.iter().map(|credited| credited.amount.amount_minor).sum();
    if !is_issued || net <= 0 {
        return Ok(None);
    }
    let units = credited_units(tx, of, asked).await?;
    if units.is_empty() {
        return Ok(None);
    }
    let id = CreditNoteId::new();
    let issued = issue_credit_note(tx, now, today, actor, id, of, given.reason, "", &units).await;
    match issued {
        Ok(note) => Ok(Some(note.credit_note)),
        // Somebody has credited more of the invoice by hand than its lines show: nothing is left of it.
        Err(IssueCreditNoteError::MoreThanLeft { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
