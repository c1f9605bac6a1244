//! Placing the customer's credit on invoices that staff choose (row D11), in their order, as far as it
//! reaches. Where a payment stood on the wrong invoice, this is the second half of putting it right.

use super::apply_credit::{ApplyCreditError, apply_credit};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::InvoiceError;
use crate::domain::money::Money;
use crate::store::{Actor, TenantTx};
use jiff::Timestamp;
use jiff::civil::Date;

/// Places credit on each of these invoices up to what is due on it, and returns what was placed where.
/// An invoice on which nothing is due any more, or for whose currency no credit is left, takes nothing:
/// sending the form twice places nothing twice.
pub async fn place_credit(
    tx: &mut TenantTx,
    now: Timestamp,
    today: Date,
    actor: &Actor,
    invoices: &[InvoiceId],
) -> Result<Vec<(InvoiceId, Money)>, ApplyCreditError> {
    let mut placed = Vec::new();
    for &id in invoices {
        match apply_credit(tx, now, today, actor, id).await {
            Ok((_, amount)) => placed.push((id, amount)),
            // Both are said before anything is written.
            Err(
                ApplyCreditError::NoCredit(_)
                | ApplyCreditError::Invoice(InvoiceError::NotOpen { .. }),
            ) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(placed)
}
