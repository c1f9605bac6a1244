//! From a judged document of the file to the product's own invoice, credit note, payment and ledger
//! postings. The domain's own rules make each step; nothing is stored here.

use super::ImportError;
use super::gather::{Document, Header};
use super::line_text::{LineText, UNIT_PRICE_DECIMALS};
use super::mapping::{Field, Mapping, Prices};
use super::verdict::{category, document_totals, settled_on, sign};
use crate::domain::credit_note::{CreditNote, CreditNoteWithLines, CreditReason};
use crate::domain::id::{CreditNoteId, InvoiceId, PaymentId, SeriesId, TenantId};
use crate::domain::invoice::{Invoice, InvoiceStatus, InvoiceWithLines, Line, Settlement};
use crate::domain::ledger::{Account, Posting, PostingKind, credit, debit};
use crate::domain::money::{Money, MoneyError};
use crate::domain::party::{Buyer, Seller};
use crate::domain::payment::Payment;
use crate::domain::rounding::line_amount;
use crate::domain::tax_total::{DocumentTotals, TaxableLine};
use crate::store::imports::NewPayment;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// What all documents of one import have in common.
pub struct Issue<'a> {
    pub mapping: &'a Mapping,
    pub seller: &'a Seller,
    pub invoice_series: SeriesId,
    pub credit_note_series: SeriesId,
    pub recorded_by: &'a str,
    pub now: Timestamp,
}

/// An invoice of the file, with what settled it.
pub struct BuiltInvoice {
    pub document: InvoiceWithLines,
    pub payment: Option<NewPayment>,
    pub postings: Vec<Posting>,
}

/// A credit note of the file. All of it is the customer's credit: the file names no invoice.
pub struct BuiltCreditNote {
    pub document: CreditNoteWithLines,
    pub posting: Posting,
}

impl Issue<'_> {
    /// The finalised invoice; paid when the file (or the mapping's assumption) says it was settled,
    /// or when nothing is owed.
    pub fn invoice(
        &self,
        tenant: TenantId,
        buyer: Buyer,
        (document, header): (&Document, &Header),
        lines: Vec<LineText>,
    ) -> Result<BuiltInvoice, ImportError> {
        let (lines, totals) = self.lines(document, header, lines)?;
        let draft = Invoice {
            tenant_id: tenant,
            invoice_id: InvoiceId::new(),
            seller_id: self.seller.seller_id,
            series_id: self.invoice_series,
            number: None,
            status: InvoiceStatus::Draft,
            currency: header.currency,
            issued_on: header.issued_on,
            due_on: header.due_on,
            service: None,
            purchase_order: header.purchase_order.clone(),
            memo: String::new(),
            language: self.mapping.customers.language.clone(),
            subtotal: totals.net,
            tax: totals.tax,
            total: totals.gross,
            paid: Money::zero(header.currency),
            credited: Money::zero(header.currency),
            seller: None,
            buyer: None,
            disputed: header.disputed,
            replaces: None,
            created_at: self.now,
            finalized_at: None,
            paid_at: None,
            voided_at: None,
            pdf_sha256: None,
        };
        let mut invoice =
            draft.finalize(document.number.clone(), self.seller.clone(), buyer, self.now)?;
        let mut postings = vec![invoice_posting(&invoice)?];
        let mut payment = None;
        if invoice.status == InvoiceStatus::Paid {
            // Nothing was owed, so it was settled the day it was issued, not today.
            invoice.paid_at = Some(start_of(header.issued_on));
        } else if let Some(settled_on) = settled_on(self.mapping, header) {
            let total = invoice.total;
            invoice = invoice.settle(Settlement::Payment, total, start_of(settled_on))?;
            let settlement = self.settlement(&invoice, &document.number, settled_on);
            postings.push(self.settlement_posting(&settlement.payment)?);
            payment = Some(settlement);
        }
        let document = InvoiceWithLines { invoice, lines, taxes: totals.subtotals };
        Ok(BuiltInvoice { document, payment, postings })
    }

    /// The issued credit note.
    pub fn credit_note(
        &self,
        tenant: TenantId,
        buyer: Buyer,
        (document, header): (&Document, &Header),
        lines: Vec<LineText>,
    ) -> Result<BuiltCreditNote, ImportError> {
        let (lines, totals) = self.lines(document, header, lines)?;
        let credit_note = CreditNote {
            tenant_id: tenant,
            credit_note_id: CreditNoteId::new(),
            invoice_id: None,
            seller_id: self.seller.seller_id,
            series_id: self.credit_note_series,
            number: document.number.clone(),
            reason: CreditReason::Other,
            memo: String::new(),
            language: self.mapping.customers.language.clone(),
            currency: header.currency,
            issued_on: header.issued_on,
            subtotal: totals.net,
            tax: totals.tax,
            total: totals.gross,
            applied: Money::zero(header.currency),
            to_balance: totals.gross,
            seller: self.seller.clone(),
            buyer,
            created_at: self.now,
            pdf_sha256: None,
            voided: None,
        };
        let posting = Posting::new(
            PostingKind::CreditNoteIssued,
            credit_note.credit_note_id.0,
            &credit_note.number,
            credit_note.issued_on,
            [
                debit(Account::Sales, credit_note.subtotal),
                debit(Account::TaxPayable, credit_note.tax),
                credit(Account::CustomerCredit, credit_note.total)?,
            ],
        )?;
        let document = CreditNoteWithLines { credit_note, lines, taxes: totals.subtotals };
        Ok(BuiltCreditNote { document, posting })
    }

    /// The lines as we write them, net, with their share of the tax, and what they come to.
    fn lines(
        &self,
        document: &Document,
        header: &Header,
        texts: Vec<LineText>,
    ) -> Result<(Vec<Line>, DocumentTotals), ImportError> {
        let currency = header.currency;
        let sign = Decimal::from(sign(self.mapping, document));
        let mut lines = Vec::with_capacity(texts.len());
        for (line_no, text) in (1_i32..).zip(texts) {
            let quantity = text.quantity * sign;
            lines.push(Line {
                line_no,
                description: text.description,
                sku: text.sku,
                quantity,
                unit_price: text.unit_price,
                amount: line_amount(quantity, text.unit_price, currency)?,
                tax_category: category(self.mapping, text.tax_rate),
                tax_rate_percent: text.tax_rate,
                tax: Money::zero(currency),
                service: None,
            });
        }
        let taxable: Vec<TaxableLine> = lines.iter().map(taxable).collect();
        let totals = document_totals(self.mapping, currency, &taxable)?;
        for (line, tax) in lines.iter_mut().zip(&totals.line_taxes) {
            line.tax = *tax;
            if self.mapping.tax.prices == Prices::Gross {
                take_tax_out(line)?;
            }
        }
        Ok((lines, totals))
    }

    fn settlement(&self, invoice: &Invoice, number: &str, settled_on: Date) -> NewPayment {
        let payment = Payment {
            tenant_id: invoice.tenant_id,
            payment_id: PaymentId::new(),
            method: self.mapping.settlement_method(),
            reference: number.to_owned(),
            currency: invoice.currency,
            amount: invoice.total,
            allocated: invoice.total,
            received_on: settled_on,
            recorded_at: self.now,
            recorded_by: self.recorded_by.to_owned(),
        };
        NewPayment {
            payment,
            source_ref: format!("settlement:{number}"),
            allocations: vec![(invoice.invoice_id, invoice.total)],
        }
    }

    /// A settlement the file states came to the bank; an assumed one nobody has seen, so that it
    /// belongs to the balance the customer brings along.
    fn settlement_posting(&self, payment: &Payment) -> Result<Posting, ImportError> {
        let from = match self.mapping.has(Field::SettledOn) {
            true => Account::Bank,
            false => Account::OpeningBalance,
        };
        payment_posting(payment, from)
    }
}

/// What a payment moves: in from `from`, off the receivable what is allocated, the rest to credit.
pub fn payment_posting(payment: &Payment, from: Account) -> Result<Posting, ImportError> {
    let to_credit = payment.amount.checked_sub(payment.allocated)?;
    Ok(Posting::new(
        PostingKind::PaymentReceived,
        payment.payment_id.0,
        &payment.reference,
        payment.received_on,
        [
            debit(from, payment.amount),
            credit(Account::Receivable, payment.allocated)?,
            credit(Account::CustomerCredit, to_credit)?,
        ],
    )?)
}

fn invoice_posting(invoice: &Invoice) -> Result<Posting, ImportError> {
    Ok(Posting::new(
        PostingKind::InvoiceIssued,
        invoice.invoice_id.0,
        invoice.number.as_deref().unwrap_or_default(),
        invoice.issued_on,
        [
            debit(Account::Receivable, invoice.total),
            credit(Account::Sales, invoice.subtotal)?,
            credit(Account::TaxPayable, invoice.tax)?,
        ],
    )?)
}

fn taxable(line: &Line) -> TaxableLine {
    let (amount, category) = (line.amount, line.tax_category);
    TaxableLine { amount, category, rate_percent: line.tax_rate_percent }
}

/// Makes a line whose price includes its tax a net one, as all our lines are.
fn take_tax_out(line: &mut Line) -> Result<(), MoneyError> {
    line.amount = line.amount.checked_sub(line.tax)?;
    if let Some(unit_price) = line.amount.to_major().checked_div(line.quantity) {
        line.unit_price = unit_price.round_dp(UNIT_PRICE_DECIMALS);
    }
    Ok(())
}

/// Midnight UTC of a civil day: files give days, our columns are instants.
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}
