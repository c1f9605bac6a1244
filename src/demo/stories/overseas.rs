//! Customers beyond Europe: no decimals, three decimals, other scripts, amounts that need room.

use super::super::LoadDemoError;
use super::super::book::{Bill, Book, bill, cents, item};
use super::{EXPORT, OUTSIDE_SCOPE};
use crate::domain::credit_note::CreditReason;
use crate::domain::payment::PaymentMethod;
use rust_decimal::Decimal;

pub(super) async fn dollars(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    for issued_days_ago in [160, 130, 100, 70] {
        let seats =
            item("Lumen Fleet, per robot and month", "FLEET-M", 42, cents(64_00), OUTSIDE_SCOPE);
        let usage = item("API calls, per thousand", "API-K", 1_874, cents(12), OUTSIDE_SCOPE);
        let month = Bill {
            purchase_order: "4500018822",
            for_a_month: true,
            ..bill(issued_days_ago, 30, vec![seats, usage])
        };
        let invoice = book.issue(month).await?;
        book.pay_in_full(&invoice, issued_days_ago - 28).await?;
    }
    let seats =
        item("Lumen Fleet, per robot and month", "FLEET-M", 44, cents(64_00), OUTSIDE_SCOPE);
    // Fractions of a cent per call: the line is rounded once.
    let tokens = item("Vision tokens", "TOK", 1_204_511, Decimal::new(45, 6), OUTSIDE_SCOPE);
    let month = Bill {
        purchase_order: "4500018822",
        for_a_month: true,
        ..bill(40, 30, vec![seats, tokens])
    };
    book.issue(month).await?;
    let seats =
        item("Lumen Fleet, per robot and month", "FLEET-M", 44, cents(64_00), OUTSIDE_SCOPE);
    book.issue(bill(9, 30, vec![seats])).await?;
    Ok(())
}

pub(super) async fn yen(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let licence =
        item("Lumen Studio 年間ライセンス", "STUDIO-Y", 8, Decimal::new(148_000, 0), OUTSIDE_SCOPE);
    let first = book.issue(bill(80, 30, vec![licence])).await?;
    book.pay_in_full(&first, 55).await?;
    let support = item("サポート(時間)", "SUP-H", 13, Decimal::new(12_500, 0), OUTSIDE_SCOPE);
    book.issue(bill(12, 30, vec![support])).await?;
    let training = item("オンライン研修", "TRAIN", 1, Decimal::new(98_000, 0), OUTSIDE_SCOPE);
    book.issue(bill(25, 30, vec![training])).await?;
    Ok(())
}

pub(super) async fn dinars(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let fils = |thousandths| Decimal::new(thousandths, 3);
    let probes = item("Salinity probes", "PROBE-S", 40, fils(118_375), EXPORT);
    let freight = item("Air freight", "FREIGHT", 1, fils(412_250), EXPORT);
    let first = Bill { purchase_order: "GD/26/0417", ..bill(75, 45, vec![probes, freight]) };
    let first = book.issue(first).await?;
    let part = book.money(2_000_125);
    let transfer = PaymentMethod::BankTransfer;
    book.pay(part, 20, transfer, "TT 8840-26", &[first.invoice_id]).await?;
    let plant = item("Lumen Plant, per line and month", "PLANT-M", 3, fils(95_500), OUTSIDE_SCOPE);
    book.issue(bill(6, 30, vec![plant])).await?;
    Ok(())
}

pub(super) async fn arabic_name(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let till = item("Lumen Till — أجهزة نقاط البيع", "TILL-Y", 5, cents(420_00), EXPORT);
    let first = Bill { memo: "شكرًا لتعاملكم معنا", ..bill(66, 30, vec![till]) };
    let first = book.issue(first).await?;
    book.pay_in_full(&first, 44).await?;
    let support = item("الدعم الفني، ساعات", "SUP-H", 12, cents(75_00), OUTSIDE_SCOPE);
    book.issue(bill(23, 30, vec![support])).await?;
    Ok(())
}

/// Amounts of twelve digits before the point, and words that do not end.
pub(super) async fn long_names(book: &mut Book<'_>) -> Result<(), LoadDemoError> {
    let concession = "Concession fee for the reconstruction, electrification, operation and maintenance of the \
                      coastal freight corridor including rolling stock, signalling, depots and all ancillary \
                      Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft services";
    let fee = item(
        concession,
        "CONCESSION-2026-TRANCHE-A-REV-14",
        1,
        cents(987_654_321_098_76),
        OUTSIDE_SCOPE,
    );
    let advice = item("Advice", "ADV", 1, cents(12_34), OUTSIDE_SCOPE);
    let huge = Bill {
        purchase_order: "PO-INTERCONTINENTAL-2026-000000000000000000417-AMENDMENT-C",
        memo: "Payable under schedule 14, part 3, paragraph 2(b)(iii) of the amended and restated framework \
               agreement as supplemented by the second deed of variation.",
        ..bill(35, 90, vec![fee, advice])
    };
    let huge = book.issue(huge).await?;
    let part = book.money(123_456_789_012_34);
    let transfer = PaymentMethod::BankTransfer;
    let reference =
        "CHAPS 20261018 INTERCONTINENTAL INFRASTRUCTURE TRANCHE A FIRST INSTALMENT REF 000000417";
    book.pay(part, 12, transfer, reference, &[huge.invoice_id]).await?;
    let memo = "Advice was part of the fee";
    book.credit(&huge, 7, CreditReason::Goodwill, memo, &[(2, 1)]).await?;
    Ok(())
}
