//! The ops of `invoices_tax_rounding.json`.

use crate::{Answer, Input};

/// The rules' answer to `op`, `None` when this module does not know it.
pub fn answer(op: &str, _input: &Input) -> Option<Answer> {
    match op {
        _ => None,
    }
}
