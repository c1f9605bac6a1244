//! Why a row or a document was not taken. The words (`code`) are for programs that read the report,
//! the sentences for people; both name the file's own columns and values.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::tax_total::TaxCategory;
use jiff::civil::Date;
use rust_decimal::Decimal;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Reason {
    #[error("has {found} fields, the header has {expected}")]
    FieldCount { found: usize, expected: usize },
    #[error("{column:?} is not in the mapping's encoding")]
    Encoding { column: String },
    #[error("{column:?} contains a NUL character")]
    Nul { column: String },
    #[error("{column:?} is empty")]
    Blank { column: String },
    #[error("{column:?} is not a date in the mapping's format: {value:?}")]
    Date { column: String, value: String },
    #[error("{column:?} is not a number of up to 28 digits: {value:?}")]
    Number { column: String, value: String },
    #[error("{column:?} is not a known word: {value:?}")]
    Word { column: String, value: String },
    #[error("country {value:?} is neither in the mapping nor an ISO code")]
    Country { value: String },
    #[error("{amount} has more decimals than {currency}")]
    Decimals { amount: Decimal, currency: Currency },
    #[error("tax category {category} does not allow a rate of {rate_percent} %")]
    TaxRate { category: TaxCategory, rate_percent: Decimal },
    #[error("the amount does not fit")]
    Overflow,
    #[error("names no customer, and the mapping has no house account")]
    NoCustomer,
    #[error("due on {due_on}, before it was issued on {issued_on}")]
    DueBeforeIssue { issued_on: Date, due_on: Date },
    #[error("its {column:?} differs from that of the document's first row, line {first_line}")]
    RowsDisagree { column: String, first_line: u64 },
    #[error("the number stands on more than one row, first on line {first_line}")]
    NumberTwice { first_line: u64 },
    #[error("the total of an invoice cannot be negative: {total}")]
    NegativeInvoice { total: Money },
    #[error("a credit note that takes instead of giving: {total}")]
    NegativeCreditNote { total: Money },
    #[error("refused by the mapping: {reason}")]
    ByMapping { reason: String },
    #[error("was imported before and says something else now")]
    ChangedSinceImport,
    #[error("belongs to a document that is refused because of line {line}")]
    WithRow { line: u64 },
    #[error("there is no customer {account:?}")]
    UnknownCustomer { account: String },
    #[error("the customer exists already, and not from this source")]
    CustomerExists,
    #[error("the customer has no invoice {number:?}")]
    UnknownInvoice { number: String },
    #[error("the customer has more than one invoice {number:?}")]
    AmbiguousInvoice { number: String },
    #[error("the invoice is in {invoice}, the payment in {payment}")]
    CurrencyOfInvoice { invoice: Currency, payment: Currency },
    #[error("a payment must be greater than zero")]
    NotPositive,
}

impl Reason {
    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FieldCount { .. } => "field_count",
            Self::Encoding { .. } => "encoding",
            Self::Nul { .. } => "nul",
            Self::Blank { .. } => "blank",
            Self::Date { .. } => "date",
            Self::Number { .. } => "number",
            Self::Word { .. } => "word",
            Self::Country { .. } => "country",
            Self::Decimals { .. } => "decimals",
            Self::TaxRate { .. } => "tax_rate",
            Self::Overflow => "overflow",
            Self::NoCustomer => "no_customer",
            Self::DueBeforeIssue { .. } => "due_before_issue",
            Self::RowsDisagree { .. } => "rows_disagree",
            Self::NumberTwice { .. } => "number_twice",
            Self::NegativeInvoice { .. } => "negative_invoice",
            Self::NegativeCreditNote { .. } => "negative_credit_note",
            Self::ByMapping { .. } => "by_mapping",
            Self::ChangedSinceImport => "changed_since_import",
            Self::WithRow { .. } => "with_row",
            Self::UnknownCustomer { .. } => "unknown_customer",
            Self::CustomerExists => "customer_exists",
            Self::UnknownInvoice { .. } => "unknown_invoice",
            Self::AmbiguousInvoice { .. } => "ambiguous_invoice",
            Self::CurrencyOfInvoice { .. } => "currency_of_invoice",
            Self::NotPositive => "not_positive",
        }
    }
}

/// One row of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedRow {
    /// The line of the file the row begins on; the header is line 1.
    pub line: u64,
    /// The document's number (or the customer's reference) as the file writes it; empty when unreadable.
    pub document: String,
    pub reason: Reason,
}
