//! Greenfield: 140 invoices over nearly four years, so that lists have pages and sums have weight.

use super::super::LoadDemoError;
use super::super::book::{Bill, Book, bill, cents, item};
use super::GB_20;
use crate::domain::credit_note::CreditReason;

/// 140 times ten days are 1,400 days.
const DAYS_BETWEEN: i64 = 10;
const INVOICES: i64 = 140;

pub(super) async fn tell(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    for no in 0..INVOICES {
        let issued_days_ago = (INVOICES - no) * DAYS_BETWEEN;
        let shops = 18 + no / 8;
        let tills = item("Lumen Till, per shop", "TILL-S", shops, cents(31_50), GB_20);
        let hours = item("Support, hours", "SUP-H", 1 + no * 7 % 5, cents(72_00), GB_20);
        let invoice = Bill {
            purchase_order: if no % 3 == 0 { "GG-FRAMEWORK-22" } else { "" },
            ..bill(issued_days_ago, 30, vec![tills, hours])
        };
        let invoice = book.issue(invoice).await?;
        let pays_after_days = 18 + no * 5 % 23;
        if issued_days_ago > pays_after_days + 10 {
            book.pay_in_full(&invoice, issued_days_ago - pays_after_days).await?;
        }
        if no % 45 == 20 {
            let memo = "Support of one hour was not given";
            let on = issued_days_ago - pays_after_days - 3;
            book.credit(&invoice, on, CreditReason::Goodwill, memo, &[(2, 1)]).await?;
        }
    }
    Ok(())
}
