//! The ops that are about a concept this product rightly does not have, each with the reason.

/// `(op, reason)`.
pub const NOT_APPLICABLE: &[(&str, &str)] = &[];

/// Facts that are expected of an op although nothing in its input decides them: `(op, fact, reason)`. They
/// are left out of the comparison, and the closing table says how often.
pub const UNDECIDED: &[(&str, &str, &str)] = &[(
    "einvoice_totals",
    "tax_in_accounting_currency",
    "BT-111 is the tax converted at a rate of exchange, and the cases give none",
)];
