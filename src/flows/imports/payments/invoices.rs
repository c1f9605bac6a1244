//! The invoices that a file's payments name, and where the money of each payment goes.

use super::Planned;
use super::row::PaymentRow;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::Money;
use crate::domain::payment::{self, Placement};
use crate::flows::imports::build::start_of;
use crate::flows::imports::refusal::Reason;
use crate::store::imports::{OpenInvoice, Settled};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// The invoices that the file's payments name, as they stand after those already placed.
pub struct Invoices {
    by_name: HashMap<(String, String), Vec<InvoiceId>>,
    standing: HashMap<InvoiceId, (OpenInvoice, i64)>,
}

impl Invoices {
    pub fn new(open: Vec<OpenInvoice>) -> Self {
        let mut invoices = Self { by_name: HashMap::new(), standing: HashMap::new() };
        for invoice in open {
            // One invoice may be named by many payments.
            if invoices.standing.contains_key(&invoice.invoice_id) {
                continue;
            }
            let name = (invoice.account_ref.clone(), invoice.number.clone());
            invoices.by_name.entry(name).or_default().push(invoice.invoice_id);
            invoices.standing.insert(invoice.invoice_id, (invoice, 0));
        }
        invoices
    }

    /// Where this payment's money goes; what it takes up is no longer due for the next.
    pub fn place(&mut self, row: &PaymentRow) -> Result<Placement, Reason> {
        if row.invoice.is_empty() {
            return Ok(Placement { allocations: Vec::new(), to_credit: row.amount });
        }
        let name = (row.account_ref.clone(), row.invoice.clone());
        let number = || row.invoice.clone();
        let invoice = match self.by_name.get(&name).map_or(&[][..], Vec::as_slice) {
            [] => return Err(Reason::UnknownInvoice { number: number() }),
            [one] => *one,
            _ => return Err(Reason::AmbiguousInvoice { number: number() }),
        };
        let Some((open, placed)) = self.standing.get_mut(&invoice) else {
            return Err(Reason::UnknownInvoice { number: number() });
        };
        if open.currency != row.amount.currency {
            let (invoice, payment) = (open.currency, row.amount.currency);
            return Err(Reason::CurrencyOfInvoice { invoice, payment });
        }
        let due = Money::new(open.due_minor - *placed, open.currency);
        let placement =
            payment::place(row.amount, &[(invoice, due)]).map_err(|_| Reason::Overflow)?;
        *placed += placement.allocations.iter().map(|(_, share)| share.amount_minor).sum::<i64>();
        Ok(placement)
    }

    /// What the payments of the file did to the invoices they name.
    pub fn settled(&self, planned: &[Planned]) -> Vec<Settled> {
        let mut last_received: BTreeMap<InvoiceId, Date> = BTreeMap::new();
        for payment in planned {
            for (invoice, _) in &payment.placement.allocations {
                let last = last_received.entry(*invoice).or_insert(payment.row.received_on);
                *last = (*last).max(payment.row.received_on);
            }
        }
        last_received
            .into_iter()
            .filter_map(|(id, on)| self.standing.get(&id).map(|standing| (standing, on)))
            .map(|((open, placed), on)| {
                let is_settled = open.due_minor == *placed;
                Settled {
                    invoice_id: open.invoice_id,
                    paid_before_minor: open.paid_minor,
                    paid_minor: open.paid_minor + placed,
                    status: if is_settled { InvoiceStatus::Paid } else { InvoiceStatus::Open },
                    paid_at: is_settled.then(|| start_of(on)),
                }
            })
            .collect()
    }
}
