//! The verbs in which the stories are told: a customer's books, days counted back from today.

use super::customers::Customer;
use super::sellers::{Issuer, Sellers};
use super::{ACTOR, LoadDemoError, civil};
use crate::domain::access::MemberRole;
use crate::domain::credit_note::{CreditNote, CreditReason};
use crate::domain::currency::Currency;
use crate::domain::document::{DocumentEventKind, DocumentKind};
use crate::domain::dunning::PauseReason;
use crate::domain::id::{CreditNoteId, InvoiceId, SeriesId};
use crate::domain::invoice::Invoice;
use crate::domain::money::Money;
use crate::domain::payment::{Payment, PaymentMethod};
use crate::domain::tax_total::TaxCategory;
use crate::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use crate::flows::dunning::follow_campaigns::follow_in;
use crate::flows::dunning::pause::{Acting, pause};
use crate::flows::invoices::draft_invoice::{DraftLine, DraftTerms, draft_invoice};
use crate::flows::invoices::finalize_invoice::finalize_invoice;
use crate::flows::invoices::void_invoice::void_invoice;
use crate::flows::invoices::write_off_invoice::write_off_invoice;
use crate::flows::payments::Till;
use crate::flows::payments::apply_credit::apply_credit;
use crate::flows::payments::buy_credit::record_bought_credit;
use crate::flows::payments::record_offline_payment::{OfflinePayment, record_offline_payment};
use crate::flows::people::invite;
use crate::store::{Actor, StoreError, TenantTx, documents, dunning, invoices, people};
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;
use serde_json::json;

/// How a line is taxed: category and per cent.
pub(super) type Tax = (TaxCategory, Decimal);

/// A line: description, article, quantity, net unit price, tax.
pub(super) fn item(
    description: impl Into<String>,
    sku: &str,
    quantity: impl Into<Decimal>,
    unit_price: Decimal,
    tax: Tax,
) -> DraftLine {
    DraftLine {
        description: description.into(),
        sku: sku.into(),
        quantity: quantity.into(),
        unit_price,
        tax_category: tax.0,
        tax_rate_percent: tax.1,
        service: None,
    }
}

/// A price of hundredths: `cents(18_90)` is 18.90.
pub(super) fn cents(hundredths: i64) -> Decimal {
    Decimal::new(hundredths, 2)
}

/// An invoice to be drafted. `days_ago` may be negative for a date ahead.
pub(super) struct Bill {
    pub issued_days_ago: i64,
    /// Days from issue to due.
    pub terms_days: i64,
    pub lines: Vec<DraftLine>,
    pub purchase_order: &'static str,
    pub memo: &'static str,
    /// Bill for the 30 days up to the issue date.
    pub for_a_month: bool,
    pub replaces: Option<InvoiceId>,
}

/// A bill without any frills.
pub(super) fn bill(issued_days_ago: i64, terms_days: i64, lines: Vec<DraftLine>) -> Bill {
    Bill {
        issued_days_ago,
        terms_days,
        lines,
        purchase_order: "",
        memo: "",
        for_a_month: false,
        replaces: None,
    }
}

/// A customer's books while its story is told.
pub(super) struct Book<'a> {
    tx: &'a mut TenantTx,
    language: &'static str,
    currency: Currency,
    issuer: Issuer,
    sellers: Sellers,
    bookkeeper: Actor,
    now: Timestamp,
    till: Till,
    payments: u32,
    credit_notes: u8,
    number: u8,
}

impl<'a> Book<'a> {
    pub(super) fn new(
        tx: &'a mut TenantTx,
        customer: &Customer,
        sellers: Sellers,
        bookkeeper: Actor,
        now: Timestamp,
        till: Till,
    ) -> Self {
        Self {
            tx,
            language: customer.language,
            currency: customer.currency,
            issuer: customer.issuer,
            sellers,
            bookkeeper,
            now,
            till,
            payments: 0,
            credit_notes: 0,
            number: customer.number,
        }
    }

    /// The day so many days before today.
    pub(super) fn day(&self, days_ago: i64) -> Result<Date, LoadDemoError> {
        Ok(civil(self.now).checked_sub(days_ago.days())?)
    }

    /// Mid-morning of that day, never later than now.
    fn at(&self, days_ago: i64) -> Result<Timestamp, LoadDemoError> {
        let morning = self.day(days_ago)?.to_datetime(time(9, 30, 0, 0));
        Ok(morning.to_zoned(TimeZone::UTC)?.timestamp().min(self.now))
    }

    pub(super) fn money(&self, amount_minor: i64) -> Money {
        Money::new(amount_minor, self.currency)
    }

    fn series(&self) -> Result<SeriesId, LoadDemoError> {
        Ok(self.sellers.invoice_series(self.issuer).ok_or(StoreError::NotFound)?)
    }

    /// Leaves a draft.
    pub(super) async fn draft(&mut self, bill: Bill) -> Result<InvoiceId, LoadDemoError> {
        self.draft_in(self.currency, bill).await
    }

    async fn draft_in(
        &mut self,
        currency: Currency,
        bill: Bill,
    ) -> Result<InvoiceId, LoadDemoError> {
        let issued_on = self.day(bill.issued_days_ago)?;
        let month = (issued_on.checked_sub(30.days())?, issued_on.checked_sub(1.day())?);
        let terms = DraftTerms {
            seller_id: self.issuer.id(),
            series_id: self.series()?,
            currency,
            issued_on,
            due_on: issued_on.checked_add(bill.terms_days.days())?,
            service: bill.for_a_month.then_some(month),
            purchase_order: bill.purchase_order.into(),
            memo: bill.memo.into(),
            language: self.language.into(),
            replaces: bill.replaces,
        };
        let at = self.at(bill.issued_days_ago)?;
        Ok(draft_invoice(self.tx, at, terms, &bill.lines).await?.invoice.invoice_id)
    }

    /// Issues an invoice in the customer's currency.
    pub(super) async fn issue(&mut self, bill: Bill) -> Result<Invoice, LoadDemoError> {
        self.issue_in(self.currency, bill).await
    }

    /// Issues an invoice in another currency.
    pub(super) async fn issue_in(
        &mut self,
        currency: Currency,
        bill: Bill,
    ) -> Result<Invoice, LoadDemoError> {
        let at = self.at(bill.issued_days_ago)?;
        let id = self.draft_in(currency, bill).await?;
        Ok(finalize_invoice(self.tx, at, &self.bookkeeper, id).await?)
    }

    /// Records a payment for the invoices named, in their order.
    pub(super) async fn pay(
        &mut self,
        amount: Money,
        days_ago: i64,
        method: PaymentMethod,
        reference: &str,
        invoices: &[InvoiceId],
    ) -> Result<Payment, LoadDemoError> {
        let received = self.received(amount, days_ago, method, reference, invoices)?;
        let (at, on) = (self.at(days_ago)?, self.day(days_ago)?);
        Ok(record_offline_payment(self.tx, at, on, &self.bookkeeper, &received).await?)
    }

    /// Records a transfer that buys credit ahead.
    pub(super) async fn buy_credit(
        &mut self,
        amount: Money,
        days_ago: i64,
        reference: &str,
    ) -> Result<Payment, LoadDemoError> {
        let transfer = PaymentMethod::BankTransfer;
        let received = self.received(amount, days_ago, transfer, reference, &[])?;
        let at = self.at(days_ago)?;
        Ok(record_bought_credit(self.tx, at, &self.bookkeeper, &received).await?)
    }

    fn received(
        &mut self,
        amount: Money,
        days_ago: i64,
        method: PaymentMethod,
        reference: &str,
        invoices: &[InvoiceId],
    ) -> Result<OfflinePayment, LoadDemoError> {
        self.payments += 1;
        Ok(OfflinePayment {
            method,
            reference: reference.into(),
            amount,
            received_on: self.day(days_ago)?,
            invoices: invoices.to_vec(),
            idempotency_key: format!("demo-{}", self.payments),
        })
    }

    /// A transfer of the invoice's whole total, with its number as reference.
    pub(super) async fn pay_in_full(
        &mut self,
        invoice: &Invoice,
        days_ago: i64,
    ) -> Result<Payment, LoadDemoError> {
        let reference = invoice.number.clone().unwrap_or_default();
        let (method, id) = (PaymentMethod::BankTransfer, invoice.invoice_id);
        self.pay(invoice.total, days_ago, method, &reference, &[id]).await
    }

    /// Spends the customer's credit on an invoice.
    pub(super) async fn apply_credit(
        &mut self,
        invoice: &Invoice,
        days_ago: i64,
    ) -> Result<(), LoadDemoError> {
        let (at, on) = (self.at(days_ago)?, self.day(days_ago)?);
        apply_credit(self.tx, at, on, &self.bookkeeper, invoice.invoice_id).await?;
        Ok(())
    }

    /// Credits quantities of lines, as (line, quantity).
    pub(super) async fn credit(
        &mut self,
        invoice: &Invoice,
        days_ago: i64,
        reason: CreditReason,
        memo: &str,
        lines: &[(i32, i64)],
    ) -> Result<CreditNote, LoadDemoError> {
        self.credit_notes += 1;
        let id = super::fixed_id(self.number | 0x80, self.credit_notes);
        let lines: Vec<_> = lines
            .iter()
            .map(|&(line_no, quantity)| CreditedLine { line_no, quantity: quantity.into() })
            .collect();
        let (at, on) = (self.at(days_ago)?, self.day(days_ago)?);
        let note = issue_credit_note(
            self.tx,
            at,
            on,
            &self.bookkeeper,
            CreditNoteId(id),
            invoice.invoice_id,
            reason,
            memo,
            &lines,
        )
        .await?;
        Ok(note.credit_note)
    }

    pub(super) async fn void(
        &mut self,
        invoice: &Invoice,
        days_ago: i64,
        reason: &str,
    ) -> Result<(), LoadDemoError> {
        let (at, on, id) = (self.at(days_ago)?, self.day(days_ago)?, invoice.invoice_id);
        void_invoice(self.tx, at, on, &self.bookkeeper, id, reason).await?;
        // A reason holds for the rest of its transaction, and this one goes on with other things.
        Ok(self.tx.set_reason("").await?)
    }

    pub(super) async fn write_off(
        &mut self,
        invoice: &Invoice,
        days_ago: i64,
        reason: &str,
    ) -> Result<(), LoadDemoError> {
        let (at, on, id) = (self.at(days_ago)?, self.day(days_ago)?, invoice.invoice_id);
        write_off_invoice(self.tx, at, on, &self.bookkeeper, id, reason).await?;
        Ok(self.tx.set_reason("").await?)
    }

    /// Marks the invoice as disputed by the customer, as an import does: nobody else can yet.
    pub(super) async fn dispute(
        &mut self,
        invoice: &Invoice,
        days_ago: i64,
        reason: &str,
    ) -> Result<(), LoadDemoError> {
        let id = invoice.invoice_id;
        let mut locked = invoices::lock(self.tx, id).await?.ok_or(StoreError::NotFound)?;
        locked.disputed = true;
        invoices::save_settlement(self.tx, &locked).await?;
        let document = (DocumentKind::Invoice, id.0);
        let (kind, detail) = (DocumentEventKind::Disputed, json!({ "reason": reason }));
        let at = self.at(days_ago)?;
        let actor = ACTOR.to_string();
        Ok(documents::record_event(self.tx, document, kind, &actor, detail, at).await?)
    }

    /// What was overdue on that day is pursued, as it would have been then.
    pub(super) async fn dun(&mut self, days_ago: i64) -> Result<(), LoadDemoError> {
        let at = self.at(days_ago)?;
        Ok(follow_in(&self.till, self.tx, at).await?)
    }

    /// The customer promises to pay by so many days from now.
    pub(super) async fn promise(&mut self, days_ago: i64, days: i64) -> Result<(), LoadDemoError> {
        let (now, today) = (self.at(days_ago)?, self.day(days_ago)?);
        let until = Some(self.day(-days)?);
        for campaign in dunning::open_campaigns(self.tx).await? {
            let acting = Acting { actor: &self.bookkeeper, now, today };
            let (id, reason) = (campaign.campaign_id, PauseReason::PromiseToPay);
            pause(self.tx, &acting, id, reason, until, "By phone").await?;
        }
        Ok(self.tx.set_reason("").await?)
    }

    /// The owner invites somebody, who has not answered yet.
    pub(super) async fn invite(
        &mut self,
        email: &'static str,
        role: MemberRole,
    ) -> Result<(), LoadDemoError> {
        let members = people::members(self.tx).await?;
        let owner = members.iter().find(|member| member.role == MemberRole::Owner);
        let inviter = owner.map_or(self.bookkeeper.clone(), |owner| Actor::Person(owner.person.0));
        let address = email.parse().map_err(|error| LoadDemoError::Email(email, error))?;
        invite(self.tx, &inviter, self.now, &address, role).await?;
        Ok(())
    }
}
