//! What a reconciliation finds, and how it is said.

use crate::domain::document::DocumentKind;
use crate::domain::id::TenantId;
use crate::domain::money::Money;
use crate::domain::number_series::printed;
use crate::domain::word::word_enum;
use crate::i18n::{Arg, Locale, money, text, text_with};
use crate::store::recompute::{NumberGap, StoredDocument};
use uuid::Uuid;

word_enum! {
    /// What does not come to the same. The word ends the catalogue's key `reconciliation-anomaly-…`.
    pub enum AnomalyKind: "anomaly" {
        /// Quantity × price.
        LineAmount = "line_amount",
        /// The lines' shares of a tax row.
        LineTax = "line_tax",
        /// A row of the tax breakdown is missing, or there for no line.
        TaxRow = "tax_row",
        TaxRowTaxable = "tax_row_taxable",
        TaxRowTax = "tax_row_tax",
        Subtotal = "subtotal",
        Tax = "tax",
        Total = "total",
        Paid = "paid",
        Credited = "credited",
        Due = "due",
        Status = "status",
        /// A credit note is not wholly what reduced its invoice and what became credit.
        Placed = "placed",
        /// What reduced an invoice is not what its credit note says.
        Applied = "applied",
        PostingMissing = "posting_missing",
        PostingUnexpected = "posting_unexpected",
        Posting = "posting",
        AllocationPosting = "allocation_posting",
        PaymentPosting = "payment_posting",
        FileMissing = "file_missing",
        FileChanged = "file_changed",
        FileOfAnother = "file_of_another",
        NumberGap = "number_gap",
        /// Priced again by the plan's version, the line costs something else.
        EngineAmount = "engine_amount",
        /// The explanation says another amount than the line.
        ExplainedAmount = "explained_amount",
        /// The steps of the price are others.
        ExplainedSteps = "explained_steps",
        /// The line covers nothing, although it is charged for a time.
        CoverageMissing = "coverage_missing",
        /// It covers another component or another time than it explains.
        Coverage = "coverage",
    }
}

word_enum! {
    /// Why a line of a subscription cannot be priced again. The word ends the key `reconciliation-obstacle-…`.
    pub enum Obstacle: "obstacle" {
        NoExplanation = "no_explanation",
        /// It has a field that this version does not know.
        UnknownField = "unknown_field",
        /// A field that is needed is not there, or does not read.
        Unreadable = "unreadable",
        NoSuchVersion = "no_such_version",
        NoSuchComponent = "no_such_component",
        /// The domain refuses to price it.
        NotPriceable = "not_priceable",
    }
}

/// Which document a finding is about, and which line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub tenant: TenantId,
    pub account_ref: String,
    pub kind: DocumentKind,
    pub id: Uuid,
    pub number: String,
    pub line_no: Option<i32>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    pub kind: AnomalyKind,
    /// None: a series, whose prefix and missing numbers stand in `expected`.
    pub subject: Option<Subject>,
    pub expected: Fact,
    pub found: Fact,
}

/// A value as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Nothing,
    Money(Money),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Anomaly(Anomaly),
    NotRecomputable {
        subject: Subject,
        obstacle: Obstacle,
        /// The field, version or component.
        what: String,
    },
}

impl Subject {
    #[must_use]
    pub fn of(document: &StoredDocument, line_no: Option<i32>) -> Self {
        Self {
            tenant: document.tenant,
            account_ref: document.account_ref.clone(),
            kind: document.kind,
            id: document.id,
            number: document.number.clone(),
            line_no,
        }
    }
}

impl Finding {
    pub(super) fn anomaly(
        document: &StoredDocument,
        line_no: Option<i32>,
        kind: AnomalyKind,
        expected: impl Into<Fact>,
        found: impl Into<Fact>,
    ) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let subject = Some(Subject::of(document, line_no));
        Self::Anomaly(Anomaly { kind, subject, expected, found })
    }

    pub(super) fn of_gap(gap: &NumberGap) -> Self {
        let named = |n: i64| printed(&gap.prefix, gap.digits, n);
        let expected = match gap.first_missing == gap.last_missing {
            true => named(gap.first_missing),
            false => format!("{} – {}", named(gap.first_missing), named(gap.last_missing)),
        };
        let (expected, found) = (Fact::Text(expected), Fact::Text(gap.series.clone()));
        Self::Anomaly(Anomaly { kind: AnomalyKind::NumberGap, subject: None, expected, found })
    }

    /// What it is about; None for a series.
    #[must_use]
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Anomaly(anomaly) => anomaly.subject.as_ref(),
            Self::NotRecomputable { subject, .. } => Some(subject),
        }
    }
}

impl From<Money> for Fact {
    fn from(amount: Money) -> Self {
        Self::Money(amount)
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Fact {
    fn said(&self, locale: Locale) -> String {
        match self {
            Self::Nothing => text(locale, "reconciliation-nothing").into_owned(),
            Self::Money(amount) => money(locale, *amount),
            Self::Text(text) => text.clone(),
        }
    }
}

/// What was found, without the document: "The line is 12.00, and its quantity × price 11.90."
#[must_use]
pub fn sentence(locale: Locale, finding: &Finding) -> String {
    match finding {
        Finding::Anomaly(anomaly) => {
            let key = format!("reconciliation-anomaly-{}", anomaly.kind.word().replace('_', "-"));
            let expected = ("expected", Arg::from(anomaly.expected.said(locale)));
            let found = ("found", Arg::from(anomaly.found.said(locale)));
            text_with(locale, &key, &[expected, found])
        }
        Finding::NotRecomputable { obstacle, what, .. } => {
            let key = format!("reconciliation-obstacle-{}", obstacle.word().replace('_', "-"));
            text_with(locale, &key, &[("what", Arg::from(what.as_str()))])
        }
    }
}
