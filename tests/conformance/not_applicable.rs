//! The ops that are about a concept this product rightly does not have, each with the reason.

/// `(op, reason)`.
pub const NOT_APPLICABLE: &[(&str, &str)] = &[];
