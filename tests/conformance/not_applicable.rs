//! The ops that are about a concept this product rightly does not have, each with the reason.

/// `(op, reason)`.
pub const NOT_APPLICABLE: &[(&str, &str)] = &[
    (
        "dunning_run",
        "the cases are one story told in steps and leave out when the last attempt was made, on which \
         our rule depends; dunning_run_multi asks the same rule, and unit tests tell this story",
    ),
    (
        "verify_standard_webhooks_ed25519",
        "no gateway of ours signs with a key pair, and our own webhooks are signed with v1 (HMAC)",
    ),
];

/// Facts that are expected of an op although nothing in its input decides them: `(op, fact, reason)`. They
/// are left out of the comparison, and the closing table says how often.
pub const UNDECIDED: &[(&str, &str, &str)] = &[(
    "einvoice_totals",
    "tax_in_accounting_currency",
    "BT-111 is the tax converted at a rate of exchange, and the cases give none",
)];
