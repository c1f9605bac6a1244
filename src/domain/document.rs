//! What invoices, credit notes and payments have in common: they have files and a history.

use std::str::FromStr;

/// The kinds of document that have a number and a PDF, or a place in a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    Invoice,
    CreditNote,
    Payment,
}

impl DocumentKind {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::Payment => "payment",
        }
    }
}

/// A document kind that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown document kind {0:?}")]
pub struct UnknownDocumentKind(pub String);

impl FromStr for DocumentKind {
    type Err = UnknownDocumentKind;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Invoice, Self::CreditNote, Self::Payment]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| UnknownDocumentKind(word.into()))
    }
}

/// What happened to a document, as its timeline shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentEventKind {
    Imported,
    Finalized,
    Emailed,
    /// An e-mail about it came back, or was refused.
    Bounced,
    Downloaded,
    PaymentRecorded,
    CreditApplied,
    Credited,
    Paid,
    Voided,
    WrittenOff,
    Disputed,
}

impl DocumentEventKind {
    pub const ALL: [Self; 12] = [
        Self::Imported,
        Self::Finalized,
        Self::Emailed,
        Self::Bounced,
        Self::Downloaded,
        Self::PaymentRecorded,
        Self::CreditApplied,
        Self::Credited,
        Self::Paid,
        Self::Voided,
        Self::WrittenOff,
        Self::Disputed,
    ];

    /// The word stored, and used in catalogue keys (`timeline-finalized`).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Finalized => "finalized",
            Self::Emailed => "emailed",
            Self::Bounced => "bounced",
            Self::Downloaded => "downloaded",
            Self::PaymentRecorded => "payment_recorded",
            Self::CreditApplied => "credit_applied",
            Self::Credited => "credited",
            Self::Paid => "paid",
            Self::Voided => "voided",
            Self::WrittenOff => "written_off",
            Self::Disputed => "disputed",
        }
    }
}

/// An event word that is none of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown document event {0:?}")]
pub struct UnknownDocumentEvent(pub String);

impl FromStr for DocumentEventKind {
    type Err = UnknownDocumentEvent;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|k| k.word() == word)
            .ok_or_else(|| UnknownDocumentEvent(word.into()))
    }
}
