//! An invoice: its amounts, its states and what it looks like to the one who must pay it.
//!
//! A draft may change; finalising freezes buyer, seller, lines and tax. After that only the settlement
//! moves. The database holds the same transitions (`guard_invoice`). Row C1.

use super::currency::Currency;
use super::id::{InvoiceId, SellerId, SeriesId, TenantId};
use super::money::{Money, MoneyError};
use super::party::{Buyer, Seller};
use super::tax_total::{TaxCategory, TaxSubtotal};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::str::FromStr;

mod transition;

pub use transition::{InvoiceEvent, InvoiceTransitionRefused};

/// An open invoice is "due soon" from this many days before its due date.
pub const DUE_SOON_DAYS: i32 = 7;

/// Where an invoice is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvoiceStatus {
    Draft,
    Open,
    Paid,
    Void,
    Uncollectible,
}

impl InvoiceStatus {
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Open, Self::Paid, Self::Void, Self::Uncollectible];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
        }
    }
}

/// A status word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown invoice status {0:?}")]
pub struct UnknownInvoiceStatus(pub String);

impl FromStr for InvoiceStatus {
    type Err = UnknownInvoiceStatus;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.word() == word)
            .ok_or_else(|| UnknownInvoiceStatus(word.into()))
    }
}

/// An invoice without its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    pub tenant_id: TenantId,
    pub invoice_id: InvoiceId,
    pub seller_id: SellerId,
    pub series_id: SeriesId,
    /// None while a draft.
    pub number: Option<String>,
    pub status: InvoiceStatus,
    pub currency: Currency,
    pub issued_on: Date,
    pub due_on: Date,
    /// The period the invoice is for, first and last day.
    pub service: Option<(Date, Date)>,
    pub purchase_order: String,
    pub memo: String,
    /// Language of the document, ISO 639-1.
    pub language: String,
    pub subtotal: Money,
    pub tax: Money,
    pub total: Money,
    pub paid: Money,
    pub credited: Money,
    /// Frozen at finalise; None while a draft.
    pub seller: Option<Seller>,
    pub buyer: Option<Buyer>,
    /// A customer's objection is being looked at.
    pub disputed: bool,
    /// The voided invoice that this one replaces.
    pub replaces: Option<InvoiceId>,
    pub created_at: Timestamp,
    pub finalized_at: Option<Timestamp>,
    pub paid_at: Option<Timestamp>,
    pub voided_at: Option<Timestamp>,
    pub pdf_sha256: Option<[u8; 32]>,
}

/// One line of an invoice or credit note.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// From 1, in printing order.
    pub line_no: i32,
    pub description: String,
    pub sku: String,
    pub quantity: Decimal,
    /// Net, in major units, up to twelve decimals.
    pub unit_price: Decimal,
    /// Net: quantity × unit price, rounded once.
    pub amount: Money,
    pub tax_category: TaxCategory,
    /// 19 means 19 %.
    pub tax_rate_percent: Decimal,
    /// This line's share of its tax row, for display.
    pub tax: Money,
    pub service: Option<(Date, Date)>,
}

/// An invoice with everything printed on it.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceWithLines {
    pub invoice: Invoice,
    pub lines: Vec<Line>,
    pub taxes: Vec<TaxSubtotal>,
}

/// How an invoice stands today, as its badge says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Draft,
    /// Due later than the next [`DUE_SOON_DAYS`] days.
    Open,
    DueSoon {
        days_left: i32,
    },
    Overdue {
        days_late: i32,
    },
    Paid,
    Void,
    Uncollectible,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceError {
    #[error("the invoice is {status:?}, not a draft")]
    NotDraft { status: InvoiceStatus },
    #[error("the invoice is {status:?}, not open")]
    NotOpen { status: InvoiceStatus },
    #[error("{settled} of it is already paid or credited")]
    AlreadySettled { settled: Money },
    #[error("{offered} is more than the {due} due")]
    MoreThanDue { offered: Money, due: Money },
    #[error("{offered} is more than the {settled} that settled it")]
    MoreThanSettled { offered: Money, settled: Money },
    #[error("an amount must be greater than zero")]
    NotPositive,
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What settles an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// A payment or the customer's credit.
    Payment,
    /// A credit note of this invoice.
    CreditNote,
}

impl Invoice {
    /// Total less what was paid and credited; zero for a draft, a void or a written-off invoice.
    /// # Errors  `Overflow` never happens for stored invoices: the database keeps all three in range.
    pub fn due(&self) -> Result<Money, MoneyError> {
        match self.status {
            InvoiceStatus::Open => self.total.checked_sub(self.paid)?.checked_sub(self.credited),
            _ => Ok(Money::zero(self.currency)),
        }
    }

    /// How the invoice stands on `today` (the customer's civil date). Due today is not yet late.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        standing(self.status, self.due_on, today)
    }

    /// The finalised invoice: numbered, parties frozen, open — or paid at once when nothing is owed.
    /// # Errors  `NotDraft`.
    pub fn finalize(
        mut self,
        number: String,
        seller: Seller,
        buyer: Buyer,
        now: Timestamp,
    ) -> Result<Self, InvoiceError> {
        if self.status != InvoiceStatus::Draft {
            return Err(InvoiceError::NotDraft { status: self.status });
        }
        let owes = self.total.amount_minor > 0;
        self.status = if owes { InvoiceStatus::Open } else { InvoiceStatus::Paid };
        self.paid_at = (!owes).then_some(now);
        self.number = Some(number);
        self.seller = Some(seller);
        self.buyer = Some(buyer);
        self.finalized_at = Some(now);
        Ok(self)
    }

    /// The invoice after `amount` more of it was settled; paid when nothing is left.
    /// # Errors  `NotOpen`, `NotPositive`, `MoreThanDue`, or the currencies differ.
    pub fn settle(
        mut self,
        by: Settlement,
        amount: Money,
        now: Timestamp,
    ) -> Result<Self, InvoiceError> {
        if self.status != InvoiceStatus::Open {
            return Err(InvoiceError::NotOpen { status: self.status });
        }
        if amount.amount_minor <= 0 {
            return Err(InvoiceError::NotPositive);
        }
        let due = self.due()?;
        let left = due.checked_sub(amount)?;
        if left.amount_minor < 0 {
            return Err(InvoiceError::MoreThanDue { offered: amount, due });
        }
        match by {
            Settlement::Payment => self.paid = self.paid.checked_add(amount)?,
            Settlement::CreditNote => self.credited = self.credited.checked_add(amount)?,
        }
        if left.amount_minor == 0 {
            self.status = InvoiceStatus::Paid;
            self.paid_at = Some(now);
        }
        Ok(self)
    }

    /// The invoice after `amount` of what settled it was taken off again: it is open, for that is due.
    /// # Errors  `NotOpen` when it is neither open nor paid, `NotPositive`, `MoreThanSettled`, or the
    /// currencies differ.
    pub fn take_off(mut self, by: Settlement, amount: Money) -> Result<Self, InvoiceError> {
        if !matches!(self.status, InvoiceStatus::Open | InvoiceStatus::Paid) {
            return Err(InvoiceError::NotOpen { status: self.status });
        }
        if amount.amount_minor <= 0 {
            return Err(InvoiceError::NotPositive);
        }
        let settled = match by {
            Settlement::Payment => &mut self.paid,
            Settlement::CreditNote => &mut self.credited,
        };
        let left = settled.checked_sub(amount)?;
        if left.amount_minor < 0 {
            return Err(InvoiceError::MoreThanSettled { offered: amount, settled: *settled });
        }
        *settled = left;
        self.status = InvoiceStatus::Open;
        self.paid_at = None;
        Ok(self)
    }

    /// The voided invoice. Voiding is for invoices on which nothing was paid or credited; anything
    /// else is corrected by a credit note. It is final.
    /// # Errors  `NotOpen`, `AlreadySettled`.
    pub fn void(mut self, now: Timestamp) -> Result<Self, InvoiceError> {
        if self.status != InvoiceStatus::Open {
            return Err(InvoiceError::NotOpen { status: self.status });
        }
        let settled = self.paid.checked_add(self.credited)?;
        if settled.amount_minor != 0 {
            return Err(InvoiceError::AlreadySettled { settled });
        }
        self.status = InvoiceStatus::Void;
        self.voided_at = Some(now);
        Ok(self)
    }

    /// The invoice written off: nobody expects the rest any more.
    /// # Errors  `NotOpen`.
    pub fn write_off(mut self) -> Result<Self, InvoiceError> {
        if self.status != InvoiceStatus::Open {
            return Err(InvoiceError::NotOpen { status: self.status });
        }
        self.status = InvoiceStatus::Uncollectible;
        Ok(self)
    }
}

/// How an invoice with this status and due date stands on `today`.
#[must_use]
pub fn standing(status: InvoiceStatus, due_on: Date, today: Date) -> Standing {
    match status {
        InvoiceStatus::Draft => Standing::Draft,
        InvoiceStatus::Paid => Standing::Paid,
        InvoiceStatus::Void => Standing::Void,
        InvoiceStatus::Uncollectible => Standing::Uncollectible,
        InvoiceStatus::Open => {
            let days_left = days_from(today, due_on);
            match days_left {
                ..0 => Standing::Overdue { days_late: -days_left },
                0..=DUE_SOON_DAYS => Standing::DueSoon { days_left },
                _ => Standing::Open,
            }
        }
    }
}

/// Whole days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_from(from: Date, to: Date) -> i32 {
    // Dates span ±9999 years, so the difference always fits.
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests;
