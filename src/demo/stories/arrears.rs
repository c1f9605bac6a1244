//! The Copper Kettle: late with everything, one invoice given up.

use super::super::LoadDemoError;
use super::super::book::{Book, bill, cents, item};
use super::IE_23;
use crate::domain::payment::PaymentMethod;

pub(super) async fn tell(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let till =
        |months| item("Lumen Till, per till and month", "TILL-M", months, cents(39_00), IE_23);
    let lost = book.issue(bill(260, 14, vec![till(6)])).await?;
    book.write_off(&lost, 60, "Too old to pursue, agreed with the customer").await?;
    let oldest = book.issue(bill(140, 14, vec![till(3)])).await?;
    let cheque = PaymentMethod::Cheque;
    let part = book.money(50_00);
    book.pay(part, 90, cheque, "Cheque \"000021\"; post-dated", &[oldest.invoice_id]).await?;
    for issued_days_ago in [110, 80, 50, 20] {
        book.issue(bill(issued_days_ago, 14, vec![till(3)])).await?;
    }
    // Pursued since two weeks ago: the second reminder has gone out, the last one is to come.
    for days_ago in [13, 10, 3] {
        book.dun(days_ago).await?;
    }
    Ok(())
}
