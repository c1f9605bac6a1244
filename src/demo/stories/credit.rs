//! Reverse charge, and customers who paid more than they owed.

use super::super::LoadDemoError;
use super::super::book::{Bill, Book, bill, cents, item};
use super::{NG_7_5, REVERSE_CHARGE};
use crate::domain::credit_note::CreditReason;
use crate::domain::payment::PaymentMethod;

pub(super) async fn reverse_charge(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let memo = "Reverse charge: the recipient is liable for VAT (Art. 196, Directive 2006/112/EC).";
    let atelier = || item("Lumen Atelier, per month", "ATEL-M", 3, cents(79_00), REVERSE_CHARGE);
    for issued_days_ago in [99, 69] {
        let month = Bill { memo, for_a_month: true, ..bill(issued_days_ago, 30, vec![atelier()]) };
        let invoice = book.issue(month).await?;
        book.pay_in_full(&invoice, issued_days_ago - 26).await?;
    }
    let month = Bill { memo, for_a_month: true, ..bill(39, 30, vec![atelier()]) };
    let credited = book.issue(month).await?;
    let note = "Cancelled before the month began";
    book.credit(&credited, 36, CreditReason::Cancellation, note, &[(1, 3)]).await?;
    let month = Bill { memo, for_a_month: true, ..bill(9, 14, vec![atelier()]) };
    book.issue(month).await?;
    Ok(())
}

/// Everything is paid, something is left over, and credit was bought ahead.
pub(super) async fn over_payment(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let inverter = item("Inverter monitor", "INV-MON", 25, cents(88_00), NG_7_5);
    let first = book.issue(bill(88, 30, vec![inverter])).await?;
    // 2,365.00 was owed; the bank rounded up to the next hundred.
    let rounded = book.money(2_400_00);
    let transfer = PaymentMethod::BankTransfer;
    book.pay(rounded, 60, transfer, "SWIFT KE26-00417", &[first.invoice_id]).await?;
    let ahead = book.money(1_000_00);
    book.buy_credit(ahead, 13, "Credit for the next orders").await?;
    Ok(())
}
