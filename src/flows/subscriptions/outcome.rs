//! What an act makes, as it is shown before it is confirmed and compared when it is.

use super::act::{ActError, Applied};
use crate::domain::id::{CreditNoteId, InvoiceId, SubscriptionId};
use crate::domain::invoice::{InvoiceWithLines, Line};
use crate::domain::money::Money;
use crate::flows::billing::bill_subscription::{BillError, UsageOfSubscription};
use crate::flows::billing::next_invoice::next_invoice;
use crate::store::subscriptions::Subscription;
use crate::store::{TenantTx, credit_notes, invoices, refunds, subscriptions};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The documents of an act. Amounts are minor units of `currency`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub currency: String,
    pub effective_at: Timestamp,
    /// It takes effect once its invoice is paid, if that is by then.
    pub pay_until: Option<Timestamp>,
    pub credit_notes: Vec<QuotedDocument>,
    /// Those that are made once its invoice is paid, where it waits for that.
    #[serde(default)]
    pub later_credit_notes: Vec<QuotedDocument>,
    /// Codes of the customer's coupons that are not for the plan then in force: they come off nothing.
    #[serde(default)]
    pub idle_coupons: Vec<String>,
    pub invoices: Vec<QuotedDocument>,
    /// What is left to pay of the invoices once credit is used.
    pub due_now_minor: i64,
    /// What the credit notes leave as the customer's credit, before the invoices use it.
    pub becomes_credit_minor: i64,
    /// What goes back to where it was paid from.
    pub refunded_minor: i64,
    pub next_billing_at: Option<Timestamp>,
    /// The next invoice as it would be by now; usage still to come is not in it.
    pub next_invoice: Option<QuotedDocument>,
}

/// What follows once the invoice of an act is paid.
#[derive(Clone, Debug)]
pub struct WhenPaid {
    credit_notes: Vec<QuotedDocument>,
    next_invoice: Option<QuotedDocument>,
    idle_coupons: Vec<String>,
}

/// A document that is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedDocument {
    /// The number of the invoice that a credit note corrects.
    pub of_number: Option<String>,
    pub lines: Vec<QuotedLine>,
    pub subtotal_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    /// What is left to pay of an invoice; what a credit note leaves over after it reduced its invoice.
    pub left_minor: i64,
}

/// A line of a document that is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedLine {
    pub description: String,
    pub quantity: Decimal,
    /// In major units.
    pub unit_price: Decimal,
    pub amount_minor: i64,
    pub tax_rate_percent: Decimal,
    /// First and last day.
    pub service: Option<(Date, Date)>,
}

impl Outcome {
    /// The documents that `applied` made in this transaction.
    pub(super) async fn of(
        tx: &mut TenantTx,
        now: Timestamp,
        applied: &Applied,
        usage: &dyn UsageOfSubscription,
    ) -> Result<Self, ActError> {
        let subscription = subscriptions::find(tx, applied.subscription_id).await?;
        let subscription = subscription.ok_or(ActError::NotFound)?;
        let (later, next, idle) = match applied.when_paid.as_deref().cloned() {
            Some(paid) => (paid.credit_notes, paid.next_invoice, paid.idle_coupons),
            None => {
                let next = QuotedDocument::next_of(tx, now, &subscription, usage).await?;
                (Vec::new(), next, idle_coupons(&subscription, applied.effective_at))
            }
        };
        let mut outcome = Self {
            currency: subscription.currency.code().to_owned(),
            effective_at: applied.effective_at,
            pay_until: applied.pay_until,
            credit_notes: Vec::new(),
            later_credit_notes: later,
            idle_coupons: idle,
            invoices: Vec::new(),
            due_now_minor: 0,
            becomes_credit_minor: 0,
            refunded_minor: 0,
            next_billing_at: subscription.next_billing_at,
            next_invoice: next,
        };
        for &id in &applied.credit_notes {
            outcome.add_credit_note(tx, id).await?;
        }
        for &id in &applied.invoices {
            outcome.add_invoice(tx, id).await?;
        }
        Ok(outcome)
    }

    async fn add_credit_note(
        &mut self,
        tx: &mut TenantTx,
        id: CreditNoteId,
    ) -> Result<(), ActError> {
        let note = QuotedDocument::of_credit_note(tx, id).await?;
        let refunded: i64 = refunds::list_of(tx, None, Some(id))
            .await?
            .iter()
            .map(|refund| refund.amount.amount_minor)
            .sum();
        self.refunded_minor += refunded;
        self.becomes_credit_minor += note.left_minor - refunded;
        self.credit_notes.push(note);
        Ok(())
    }

    async fn add_invoice(&mut self, tx: &mut TenantTx, id: InvoiceId) -> Result<(), ActError> {
        let found = invoices::find_with_lines(tx, id).await?.ok_or(ActError::NotFound)?;
        let due = found.invoice.due().map_err(|_| ActError::NotFound)?;
        self.due_now_minor += due.amount_minor;
        self.invoices.push(QuotedDocument::of_invoice(&found, due));
        Ok(())
    }

    /// Names the documents: equal when every line and amount is. The next invoice is not among them.
    #[must_use]
    pub fn sha256(&self) -> Vec<u8> {
        let made = Self { next_invoice: None, ..self.clone() };
        let json = serde_json::to_vec(&made).unwrap_or_default();
        Sha256::digest(json).to_vec()
    }
}

impl WhenPaid {
    /// As the subscription and these notes are in this transaction, which is then taken back.
    pub(super) async fn of(
        tx: &mut TenantTx,
        now: Timestamp,
        id: SubscriptionId,
        notes: &[CreditNoteId],
        usage: &dyn UsageOfSubscription,
    ) -> Result<Self, ActError> {
        let subscription = subscriptions::find(tx, id).await?.ok_or(ActError::NotFound)?;
        let mut credit_notes = Vec::with_capacity(notes.len());
        for &note in notes {
            credit_notes.push(QuotedDocument::of_credit_note(tx, note).await?);
        }
        let next_invoice = QuotedDocument::next_of(tx, now, &subscription, usage).await?;
        Ok(Self { credit_notes, next_invoice, idle_coupons: idle_coupons(&subscription, now) })
    }
}

/// The customer's coupons that are not over and not for the plan in force at `at`.
fn idle_coupons(subscription: &Subscription, at: Timestamp) -> Vec<String> {
    let plan = &subscription.billed.phase_at(at).terms.version.code;
    let of_it = subscription
        .coupons
        .iter()
        .filter(|coupon| coupon.until.is_none_or(|until| at < until) && !coupon.is_for_plan(plan));
    of_it.map(|coupon| coupon.code.clone()).collect()
}

impl QuotedDocument {
    /// The next invoice as it would be by now.
    async fn next_of(
        tx: &mut TenantTx,
        now: Timestamp,
        subscription: &Subscription,
        usage: &dyn UsageOfSubscription,
    ) -> Result<Option<Self>, ActError> {
        match next_invoice(tx, now, subscription, usage).await {
            Ok(next) => Ok(next
                .and_then(|next| next.document)
                .map(|invoice| Self::of_invoice(&invoice, invoice.invoice.total))),
            Err(BillError::Store(error)) => Err(error.into()),
            // An invoice that cannot be made yet is no reason not to act.
            Err(error) => {
                let id = subscription.subscription_id;
                tracing::warn!(subscription_id = %id, %error, "no next invoice");
                Ok(None)
            }
        }
    }

    async fn of_credit_note(tx: &mut TenantTx, id: CreditNoteId) -> Result<Self, ActError> {
        let found = credit_notes::find_with_lines(tx, id).await?.ok_or(ActError::NotFound)?;
        let note = &found.credit_note;
        let corrected = match note.invoice_id {
            Some(invoice) => invoices::find(tx, invoice).await?,
            None => None,
        };
        Ok(Self {
            of_number: corrected.and_then(|invoice| invoice.number),
            lines: found.lines.iter().map(QuotedLine::of).collect(),
            subtotal_minor: note.subtotal.amount_minor,
            tax_minor: note.tax.amount_minor,
            total_minor: note.total.amount_minor,
            left_minor: note.to_balance.amount_minor,
        })
    }

    pub(super) fn of_invoice(found: &InvoiceWithLines, due: Money) -> Self {
        Self {
            of_number: None,
            lines: found.lines.iter().map(QuotedLine::of).collect(),
            subtotal_minor: found.invoice.subtotal.amount_minor,
            tax_minor: found.invoice.tax.amount_minor,
            total_minor: found.invoice.total.amount_minor,
            left_minor: due.amount_minor,
        }
    }
}

impl QuotedLine {
    fn of(line: &Line) -> Self {
        Self {
            description: line.description.clone(),
            quantity: line.quantity.normalize(),
            unit_price: line.unit_price.normalize(),
            amount_minor: line.amount.amount_minor,
            tax_rate_percent: line.tax_rate_percent.normalize(),
            service: line.service,
        }
    }
}
