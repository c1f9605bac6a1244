//! Ardmore Bakery: one invoice or more in every state there is, and several rates of tax.

use super::super::LoadDemoError;
use super::super::book::{Bill, Book, bill, cents, item};
use super::{IE_9, IE_13_5, IE_23, IE_ZERO};
use crate::domain::access::MemberRole;
use crate::domain::credit_note::CreditReason;
use crate::domain::payment::PaymentMethod;
use crate::flows::invoices::draft_invoice::DraftLine;

pub(super) async fn tell(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    settled_months(book).await?;
    corrected(book).await?;
    lost_and_disputed(book).await?;
    owed(book).await?;
    book.invite("padraig@ardmorebakery.example", MemberRole::Viewer).await
}

fn tills(count: i64) -> DraftLine {
    item("Lumen Till, per till and month", "TILL-M", count, cents(39_00), IE_23)
}

fn stock() -> DraftLine {
    item("Lumen Stock, per month", "STOCK-M", 1, cents(89_00), IE_23)
}

/// Months that were billed and paid, one of them twice over, which became credit and was spent.
async fn settled_months(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let setup = vec![
        item("Installation and training on site, hours", "SERV-ON", 6, cents(95_00), IE_13_5),
        item("Lumen handbook, printed", "BOOK-1", 4, cents(24_50), IE_ZERO),
        item("Online course for bakers", "COURSE-1", 4, cents(45_00), IE_9),
        tills(3),
        stock(),
    ];
    let first = book.issue(Bill { purchase_order: "PO-1081", ..bill(214, 30, setup) }).await?;
    book.pay_in_full(&first, 190).await?;
    for issued_days_ago in [183, 153, 123] {
        let month =
            Bill { for_a_month: true, ..bill(issued_days_ago, 14, vec![tills(3), stock()]) };
        let invoice = book.issue(month).await?;
        book.pay_in_full(&invoice, issued_days_ago - 11).await?;
    }
    let month = Bill { for_a_month: true, ..bill(93, 14, vec![tills(4), stock()]) };
    let over_paid = book.issue(month).await?;
    let twice = book.money(over_paid.total.amount_minor * 2);
    // Late: the friendly reminder helped.
    for days_ago in [78, 75] {
        book.dun(days_ago).await?;
    }
    let cheque = PaymentMethod::Cheque;
    book.pay(twice, 70, cheque, "Cheque 000417", &[over_paid.invoice_id]).await?;
    book.dun(69).await?;
    let month = Bill { for_a_month: true, ..bill(63, 14, vec![tills(4), stock()]) };
    let from_credit = book.issue(month).await?;
    book.apply_credit(&from_credit, 62).await?;
    let trial = item("Lumen Reports, free trial", "REP-M", 1, cents(0), IE_23);
    book.issue(bill(60, 14, vec![trial])).await?;
    Ok(())
}

/// One invoice voided and issued again, two corrected by credit notes.
async fn corrected(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let wrong = book.issue(Bill { purchase_order: "PO-1102", ..bill(48, 30, scales(12)) }).await?;
    book.void(&wrong, 46, "Twelve scales were billed, two were ordered").await?;
    let right = Bill {
        purchase_order: "PO-1102",
        replaces: Some(wrong.invoice_id),
        ..bill(46, 30, scales(2))
    };
    let right = book.issue(right).await?;
    book.pay_in_full(&right, 30).await?;

    let scanners = item("Barcode scanner, wireless", "SCAN-W", 5, cents(129_00), IE_23);
    let returned = book.issue(bill(40, 30, vec![scanners])).await?;
    let memo = "Two scanners came back unopened";
    book.credit(&returned, 33, CreditReason::Returned, memo, &[(1, 2)]).await?;

    let support = item("Support, hours", "SUP-H", 8, cents(85_00), IE_23);
    let paid = book.issue(bill(38, 14, vec![support])).await?;
    book.pay_in_full(&paid, 29).await?;
    let memo = "Two of the eight hours were ours to bear";
    book.credit(&paid, 20, CreditReason::BillingError, memo, &[(1, 2)]).await?;
    Ok(())
}

fn scales(count: i64) -> Vec<DraftLine> {
    vec![item("Counter scale with label printer", "SCALE-2", count, cents(349_00), IE_23)]
}

async fn lost_and_disputed(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let van = item("Van stock module, per month", "VAN-M", 2, cents(59_00), IE_23);
    let lost = book.issue(bill(170, 30, vec![van])).await?;
    let reason = "The module was never delivered and the contract is lost";
    book.write_off(&lost, 75, reason).await?;

    let hours = item("Data clean-up, hours", "SERV-DATA", 14, cents(90_00), IE_23);
    let disputed = book.issue(bill(52, 30, vec![hours])).await?;
    let reason = "We agreed on eight hours, not fourteen";
    book.dispute(&disputed, 41, reason).await
}

/// What is owed today: late, partly paid, soon due, far from due; and a draft.
async fn owed(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let month = Bill { for_a_month: true, ..bill(33, 14, vec![tills(4), stock()]) };
    book.issue(month).await?;
    let kiosk = item("Order kiosk, 22 inch", "KIOSK-22", 2, cents(1_190_00), IE_23);
    let kiosks = Bill { purchase_order: "PO-1119", ..bill(26, 30, vec![kiosk]) };
    let partly = book.issue(kiosks).await?;
    let half = book.money(1_500_00);
    let transfer = PaymentMethod::BankTransfer;
    book.pay(half, 8, transfer, "Deposit kiosks", &[partly.invoice_id]).await?;
    let month = Bill { for_a_month: true, ..bill(3, 14, vec![tills(4), stock()]) };
    book.issue(month).await?;
    let course = item("Online course for bakers", "COURSE-1", 3, cents(45_00), IE_9);
    book.issue(bill(2, 60, vec![course])).await?;
    let reports = item("Lumen Reports, per month", "REP-M", 1, cents(49_00), IE_23);
    book.draft(bill(0, 30, vec![tills(5), stock(), reports])).await?;
    Ok(())
}
