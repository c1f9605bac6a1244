//! A document beside the money: what was placed on it, and what the ledger says of both.

use super::finding::{AnomalyKind, Fact, Finding};
use crate::domain::document::DocumentKind;
use crate::domain::money::{Money, MoneyError};
use crate::store::recompute::{Placed, StoredDocument};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Everything about the document's settlement and postings that does not fit together.
pub(super) fn findings(document: &StoredDocument) -> Vec<Finding> {
    let mut found = Vec::new();
    if document.kind == DocumentKind::Invoice {
        settled_invoice(document, &mut found);
        invoice_postings(document, &mut found);
        allocation_postings(document, &mut found);
        payment_postings(document, &mut found);
    } else {
        placed_credit_note(document, &mut found);
        credit_note_postings(document, &mut found);
    }
    found
}

type Computed = Result<Money, MoneyError>;

fn push(
    document: &StoredDocument,
    kind: AnomalyKind,
    computed: Computed,
    stored: Money,
    found: &mut Vec<Finding>,
) {
    if computed != Ok(stored) {
        let expected = computed.map_or_else(|error| Fact::Text(error.to_string()), Fact::Money);
        found.push(Finding::anomaly(document, None, kind, expected, stored));
    }
}

fn sum_of(document: &StoredDocument, counts: impl Fn(&Placed) -> bool) -> Computed {
    let amounts = document.placed.iter().filter(|one| counts(one)).map(|one| one.amount);
    Money::sum(document.currency, amounts)
}

fn settled_invoice(document: &StoredDocument, found: &mut Vec<Finding>) {
    let paid = sum_of(document, |one| one.credit_note_id.is_none());
    push(document, AnomalyKind::Paid, paid, document.settled, found);
    let credited = sum_of(document, |one| one.credit_note_id.is_some());
    push(document, AnomalyKind::Credited, credited, document.credited, found);
    let left = left_of(document);
    let due = match document.status.as_str() {
        "open" => left,
        _ => Ok(Money::zero(document.currency)),
    };
    push(document, AnomalyKind::Due, due, document.due, found);
    let fits = match (document.status.as_str(), left) {
        ("open", Ok(left)) => left.is_positive(),
        ("paid", Ok(left)) => left.is_zero(),
        ("void", _) => document.settled.is_zero() && document.credited.is_zero(),
        ("uncollectible", _) => true,
        _ => false,
    };
    if !fits {
        let expected = if document.status == "paid" { "open" } else { "paid" };
        let status = document.status.as_str();
        found.push(Finding::anomaly(document, None, AnomalyKind::Status, expected, status));
    }
}

/// Total less what settled it.
fn left_of(document: &StoredDocument) -> Computed {
    document.total.checked_sub(document.settled)?.checked_sub(document.credited)
}

fn placed_credit_note(document: &StoredDocument, found: &mut Vec<Finding>) {
    let placed = document.settled.checked_add(document.credited);
    push(document, AnomalyKind::Placed, placed, document.total, found);
    let is_void = document.status == "void";
    let applied = sum_of(document, |one| is_void || one.amount.is_positive());
    // A void note has taken off again what it had placed.
    let stored = if is_void { Money::zero(document.currency) } else { document.settled };
    push(document, AnomalyKind::Applied, applied, stored, found);
}

/// Account and amount, in order; an account with nothing is left out.
type Entries = BTreeMap<String, i128>;

fn entries(of: &[(&str, Money, i128)]) -> Entries {
    let mut entries = Entries::new();
    for (account, amount, sign) in of {
        let sum = entries.entry((*account).to_owned()).or_default();
        *sum += i128::from(amount.amount_minor) * sign;
    }
    entries.retain(|_, sum| *sum != 0);
    entries
}

/// What was posted of this kind; None when nothing was.
fn posted(document: &StoredDocument, kind: &str, source: Uuid) -> Option<Entries> {
    let mut entries = Entries::new();
    let of_it = document.posted.iter().filter(|one| one.kind == kind && one.source_id == source);
    let mut is_there = false;
    for entry in of_it {
        is_there = true;
        let is_own = entry.amount.currency == document.currency;
        // Another currency is an account of its own, which nothing expects.
        let account = match is_own {
            true => entry.account.clone(),
            false => format!("{} {}", entry.account, entry.amount.currency.code()),
        };
        *entries.entry(account).or_default() += i128::from(entry.amount.amount_minor);
    }
    entries.retain(|_, sum| *sum != 0);
    is_there.then_some(entries)
}

fn said(entries: &Entries) -> String {
    let parts: Vec<String> =
        entries.iter().map(|(account, minor)| format!("{account} {minor:+}")).collect();
    parts.join(", ")
}

/// Compares a posting of the document with what it must be; `expected` None: there must be none.
fn compare_posting(
    document: &StoredDocument,
    kind: &str,
    expected: Option<&Entries>,
    found: &mut Vec<Finding>,
) {
    // A posting of nothing is not stored.
    let expected = expected.filter(|entries| !entries.is_empty());
    match (expected, posted(document, kind, document.id)) {
        (Some(expected), Some(posted)) if *expected != posted => found.push(Finding::anomaly(
            document,
            None,
            AnomalyKind::Posting,
            format!("{kind}: {}", said(expected)),
            said(&posted),
        )),
        (Some(expected), None) => {
            let expected = format!("{kind}: {}", said(expected));
            let missing = AnomalyKind::PostingMissing;
            found.push(Finding::anomaly(document, None, missing, expected, Fact::Nothing));
        }
        (None, Some(posted)) => {
            let stored = format!("{kind}: {}", said(&posted));
            let unexpected = AnomalyKind::PostingUnexpected;
            found.push(Finding::anomaly(document, None, unexpected, Fact::Nothing, stored));
        }
        _ => {}
    }
}

fn invoice_postings(document: &StoredDocument, found: &mut Vec<Finding>) {
    let issued = |sign: i128| {
        entries(&[
            ("receivable", document.total, sign),
            ("sales", document.subtotal, -sign),
            ("tax_payable", document.tax, -sign),
        ])
    };
    compare_posting(document, "invoice_issued", Some(&issued(1)), found);
    let voided = (document.status == "void").then(|| issued(-1));
    compare_posting(document, "invoice_voided", voided.as_ref(), found);
    // One that was written off and paid in the end keeps both postings.
    if document.status == "uncollectible"
        && let Ok(lost) = left_of(document)
    {
        let lost = entries(&[("bad_debt", lost, 1), ("receivable", lost, -1)]);
        compare_posting(document, "invoice_written_off", Some(&lost), found);
    }
}

fn credit_note_postings(document: &StoredDocument, found: &mut Vec<Finding>) {
    let issued = |sign: i128| {
        entries(&[
            ("sales", document.subtotal, sign),
            ("tax_payable", document.tax, sign),
            ("receivable", document.settled, -sign),
            ("customer_credit", document.credited, -sign),
        ])
    };
    compare_posting(document, "credit_note_issued", Some(&issued(1)), found);
    let voided = (document.status == "void").then(|| issued(-1));
    compare_posting(document, "credit_note_voided", voided.as_ref(), found);
}

/// What one account of a posting has.
fn on_receivable(entries: Option<Entries>) -> Option<i128> {
    entries.map(|entries| entries.get("receivable").copied().unwrap_or(0))
}

/// Credit that was placed, and money that was taken off again, have postings of their own. Where the money
/// came from or went to is its own document's business.
fn allocation_postings(document: &StoredDocument, found: &mut Vec<Finding>) {
    for one in &document.placed {
        let kind = match (one.is_reversal, one.payment_id, one.credit_note_id) {
            (true, ..) => "allocation_reversed",
            (false, None, None) => "credit_applied",
            _ => continue,
        };
        let expected = -i128::from(one.amount.amount_minor);
        let posted = on_receivable(posted(document, kind, one.allocation_id));
        if posted != Some(expected) {
            let expected = format!("{kind}: receivable {expected:+}");
            let stored = posted.map_or(Fact::Nothing, |minor| Fact::Text(format!("{minor:+}")));
            let kind = AnomalyKind::AllocationPosting;
            found.push(Finding::anomaly(document, None, kind, expected, stored));
        }
    }
}

/// What a payment took off the receivables when it came is what was placed of it then.
fn payment_postings(document: &StoredDocument, found: &mut Vec<Finding>) {
    for payment in &document.payments {
        let expected = -i128::from(payment.placed.amount_minor);
        let kinds = ["payment_received", "tax_withheld"];
        let posted = kinds
            .into_iter()
            .find_map(|kind| on_receivable(posted(document, kind, payment.payment_id)));
        if posted != Some(expected) {
            let expected = format!("receivable {expected:+}");
            let stored = posted.map_or(Fact::Nothing, |minor| Fact::Text(format!("{minor:+}")));
            let kind = AnomalyKind::PaymentPosting;
            found.push(Finding::anomaly(document, None, kind, expected, stored));
        }
    }
}
