//! Lagos Cold Chain: naira, the Lagos seller, payments by transfer and in cash.

use super::super::LoadDemoError;
use super::super::book::{Bill, Book, bill, cents, item};
use super::NG_7_5;
use crate::domain::currency::Currency;
use crate::domain::payment::PaymentMethod;
use crate::domain::tax_total::TaxCategory;
use crate::flows::invoices::draft_invoice::DraftLine;
use rust_decimal::Decimal;

fn sensors(count: i64) -> DraftLine {
    item("Cold room sensors, per sensor and month", "SENS-M", count, cents(6_500_00), NG_7_5)
}

pub(super) async fn tell(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    for (issued_days_ago, count) in [(155, 24), (125, 24), (95, 30), (65, 30)] {
        let month = Bill { for_a_month: true, ..bill(issued_days_ago, 21, vec![sensors(count)]) };
        let invoice = book.issue(month).await?;
        book.pay_in_full(&invoice, issued_days_ago - 17).await?;
    }
    let gateway = item("Gateway with GSM and battery", "GATE-2", 6, cents(385_000_00), NG_7_5);
    let late = book.issue(bill(58, 30, vec![gateway])).await?;
    let cash = PaymentMethod::Cash;
    let part = book.money(750_000_00);
    book.pay(part, 22, cash, "Receipt 0091, Apapa office", &[late.invoice_id]).await?;
    let month = Bill { for_a_month: true, ..bill(35, 21, vec![sensors(30)]) };
    book.issue(month).await?;
    book.dun(13).await?;
    book.promise(12, 5).await?;
    let month = Bill { for_a_month: true, ..bill(5, 10, vec![sensors(32)]) };
    book.issue(month).await?;
    let outside: (TaxCategory, Decimal) = (TaxCategory::OutsideScope, Decimal::ZERO);
    let air = item("Air freight of replacement probes", "FREIGHT", 1, cents(640_00), outside);
    book.issue_in(Currency::USD, bill(15, 30, vec![air])).await?;
    Ok(())
}
