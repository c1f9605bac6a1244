//! The dry run's second half: which documents are taken, and what the totals are. Pure, but for the
//! lines of refused documents, which are looked up so that each row is reported.

use super::ImportError;
use super::gather::{Document, Gathered, Header};
use super::mapping::{CreditNoteRule, CreditSign, Mapping, Prices};
use super::refusal::{Reason, RefusedRow};
use super::totals::{Bucket, Totals};
use crate::domain::currency::Currency;
use crate::domain::document::DocumentKind;
use crate::domain::money::Money;
use crate::domain::tax_total::{
    DocumentTotals, TaxCategory, TaxTotalError, TaxableLine, totals_of_gross_lines,
    totals_of_net_lines,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What is done with a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Take,
    /// The file says the same as last time.
    AlreadyImported,
    /// None: because of its faulty rows.
    Refuse(Option<Reason>),
}

/// The verdict on each document, in the order of [`Gathered::documents`].
pub struct Judged {
    pub verdicts: Vec<Verdict>,
    pub totals: Totals,
    pub refused: Vec<RefusedRow>,
}

/// Judges every document of the file. `known` is what earlier runs brought, by number.
/// # Errors  the spill cannot be read.
pub fn judge_all(
    mapping: &Mapping,
    gathered: &Gathered,
    known: &HashMap<String, [u8; 32]>,
) -> Result<Judged, ImportError> {
    let loose = gathered.loose.len() as u64;
    let mut totals = Totals { uncounted_rows: loose, ..Totals::default() };
    totals.file.rows = loose;
    totals.refused.rows = loose;
    let mut judged = Judged { verdicts: Vec::new(), totals, refused: gathered.loose.clone() };
    for document in &gathered.documents {
        let verdict = judge(mapping, document, known.get(&document.number));
        judged.totals.uncounted_rows += document.faults.len() as u64;
        count(&mut judged.totals.file, mapping, document);
        let bucket = match &verdict {
            Verdict::Take => &mut judged.totals.taken,
            Verdict::AlreadyImported => &mut judged.totals.already,
            Verdict::Refuse(_) => &mut judged.totals.refused,
        };
        count(bucket, mapping, document);
        if verdict == Verdict::Refuse(Some(Reason::ChangedSinceImport)) {
            judged.totals.changed += 1;
        }
        if let Verdict::Refuse(reason) = &verdict {
            report_rows(&mut judged.refused, gathered, document, reason.as_ref())?;
        }
        judged.verdicts.push(verdict);
    }
    judged.refused.sort_by_key(|row| row.line);
    Ok(judged)
}

fn judge(mapping: &Mapping, document: &Document, known: Option<&[u8; 32]>) -> Verdict {
    let rule = mapping
        .documents
        .refuse
        .iter()
        .find(|rule| document.number.starts_with(&rule.number_starts_with));
    if let Some(rule) = rule {
        return Verdict::Refuse(Some(Reason::ByMapping { reason: rule.reason.clone() }));
    }
    if !document.faults.is_empty() {
        return Verdict::Refuse(None);
    }
    match known {
        Some(before) if *before == document.fingerprint() => return Verdict::AlreadyImported,
        Some(_) => return Verdict::Refuse(Some(Reason::ChangedSinceImport)),
        None => {}
    }
    let Some(header) = &document.header else { return Verdict::Refuse(None) };
    match amounts(mapping, document, header) {
        Err(_) => Verdict::Refuse(Some(Reason::Overflow)),
        Ok(DocumentTotals { gross: total, .. }) if total.is_negative() => {
            Verdict::Refuse(Some(match kind(mapping, document) {
                DocumentKind::CreditNote => Reason::NegativeCreditNote { total },
                _ => Reason::NegativeInvoice { total },
            }))
        }
        Ok(_) => Verdict::Take,
    }
}

/// Whether the document is an invoice or a credit note.
#[must_use]
pub fn kind(mapping: &Mapping, document: &Document) -> DocumentKind {
    let is_credit_note = match &mapping.documents.credit_notes {
        None => false,
        Some(CreditNoteRule::NumberStartsWith(start)) => document.number.starts_with(start),
        Some(CreditNoteRule::TotalIsNegative(rule)) => *rule && document.net < 0,
    };
    if is_credit_note { DocumentKind::CreditNote } else { DocumentKind::Invoice }
}

/// 1, or −1 where the file writes what we write without a minus.
#[must_use]
pub fn sign(mapping: &Mapping, document: &Document) -> i64 {
    let is_mirrored = kind(mapping, document) == DocumentKind::CreditNote
        && mapping.documents.credit_note_amounts == CreditSign::Negative;
    if is_mirrored { -1 } else { 1 }
}

/// What the document comes to as we write it: net, tax per rate on the net sum, gross.
/// # Errors  `Overflow`.
pub fn amounts(
    mapping: &Mapping,
    document: &Document,
    header: &Header,
) -> Result<DocumentTotals, TaxTotalError> {
    let sign = sign(mapping, document);
    // Tax is computed on the sum of a rate, so one line per rate comes to the same as all lines.
    let mut sums = Vec::new();
    for &(rate_percent, sum) in &document.taxable {
        sums.push(TaxableLine {
            amount: Money::new(sum, header.currency).checked_mul(sign)?,
            category: category(mapping, rate_percent),
            rate_percent,
        });
    }
    document_totals(mapping, header.currency, &sums)
}

/// Totals of these lines, whose amounts include tax or not, as the mapping says.
/// # Errors  `Overflow`; rates were checked row by row.
pub fn document_totals(
    mapping: &Mapping,
    currency: Currency,
    lines: &[TaxableLine],
) -> Result<DocumentTotals, TaxTotalError> {
    match mapping.tax.prices {
        Prices::Net => totals_of_net_lines(currency, lines),
        Prices::Gross => totals_of_gross_lines(currency, lines),
    }
}

/// The day the file says an invoice was settled; else, by the mapping's assumption, its due date when
/// it was due by the assumption's day.
#[must_use]
pub fn settled_on(mapping: &Mapping, header: &Header) -> Option<Date> {
    let until = mapping.settlement.assume_settled_until;
    header.settled_on.or_else(|| until.filter(|day| header.due_on <= *day).map(|_| header.due_on))
}

/// The mapping's category, or standard-rated for a rate that the mapping's category does not allow.
#[must_use]
pub fn category(mapping: &Mapping, rate_percent: Decimal) -> TaxCategory {
    match mapping.tax_category() {
        category if category.allows_rate(rate_percent) => category,
        _ => TaxCategory::Standard,
    }
}

fn count(bucket: &mut Bucket, mapping: &Mapping, document: &Document) {
    bucket.documents += 1;
    bucket.rows += document.rows;
    let Some(header) = &document.header else { return };
    let amounts = bucket.by_currency.entry(header.currency).or_default();
    let sums = match kind(mapping, document) {
        DocumentKind::CreditNote => &mut amounts.credit_notes,
        _ => &mut amounts.invoices,
    };
    sums.documents += 1;
    sums.amount_minor += i128::from(document.net);
    // Only for the report's comparison; a sum that leaves 28 digits is shown as it stands.
    sums.exact = sums.exact.saturating_add(document.exact);
}

/// Every row of a refused document: a faulty one with its own reason, the others because of it.
fn report_rows(
    refused: &mut Vec<RefusedRow>,
    gathered: &Gathered,
    document: &Document,
    reason: Option<&Reason>,
) -> Result<(), ImportError> {
    let mut report = |line, reason| {
        refused.push(RefusedRow { line, document: document.number.clone(), reason });
    };
    for (line, fault) in &document.faults {
        report(*line, fault.clone());
    }
    let first_fault = document.faults.first().map_or(document.first_line, |(line, _)| *line);
    for line in gathered.spill.lines(&document.runs).map_err(ImportError::Spill)? {
        let reason = reason.cloned().unwrap_or(Reason::WithRow { line: first_fault });
        report(line.file_line, reason);
    }
    Ok(())
}
