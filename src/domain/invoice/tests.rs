use super::*;
use jiff::civil::date;

fn eur(amount_minor: i64) -> Money {
    Money { amount_minor, currency: "EUR".parse().unwrap() }
}

fn open(total_minor: i64) -> Invoice {
    Invoice {
        tenant_id: TenantId::new(),
        invoice_id: InvoiceId::new(),
        seller_id: SellerId::new(),
        series_id: SeriesId::new(),
        number: Some("INV-1".into()),
        status: InvoiceStatus::Open,
        currency: "EUR".parse().unwrap(),
        issued_on: date(2026, 11, 1),
        due_on: date(2026, 12, 1),
        service: None,
        purchase_order: String::new(),
        memo: String::new(),
        language: "en".into(),
        subtotal: eur(total_minor),
        tax: eur(0),
        total: eur(total_minor),
        paid: eur(0),
        credited: eur(0),
        seller: None,
        buyer: None,
        disputed: false,
        replaces: None,
        created_at: Timestamp::UNIX_EPOCH,
        finalized_at: None,
        paid_at: None,
        voided_at: None,
        pdf_sha256: None,
    }
}

#[test]
fn an_invoice_is_paid_by_the_last_cent_and_not_before() {
    let now = Timestamp::UNIX_EPOCH;
    let almost = open(100_00).settle(Settlement::Payment, eur(99_99), now).unwrap();
    assert_eq!((almost.status, almost.due()), (InvoiceStatus::Open, Ok(eur(1))));
    let paid = almost.settle(Settlement::CreditNote, eur(1), now).unwrap();
    assert_eq!((paid.status, paid.due()), (InvoiceStatus::Paid, Ok(eur(0))));
    assert_eq!((paid.paid, paid.credited), (eur(99_99), eur(1)));
}

#[test]
fn an_invoice_never_takes_more_than_is_due() {
    let offered = open(100_00).settle(Settlement::Payment, eur(100_01), Timestamp::UNIX_EPOCH);
    assert_eq!(
        offered.unwrap_err(),
        InvoiceError::MoreThanDue { offered: eur(100_01), due: eur(100_00) }
    );
}

#[test]
fn an_amount_of_zero_settles_nothing() {
    let offered = open(100_00).settle(Settlement::Payment, eur(0), Timestamp::UNIX_EPOCH);
    assert_eq!(offered.unwrap_err(), InvoiceError::NotPositive);
}

#[test]
fn an_invoice_on_which_something_was_paid_cannot_be_voided() {
    let part = open(100_00).settle(Settlement::Payment, eur(1), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(
        part.void(Timestamp::UNIX_EPOCH).unwrap_err(),
        InvoiceError::AlreadySettled { settled: eur(1) }
    );
}

#[test]
fn no_transition_leaves_a_void_invoice() {
    let void = open(100_00).void(Timestamp::UNIX_EPOCH).unwrap();
    let not_open = InvoiceError::NotOpen { status: InvoiceStatus::Void };
    assert_eq!(void.clone().void(Timestamp::UNIX_EPOCH).unwrap_err(), not_open);
    assert_eq!(void.clone().write_off().unwrap_err(), not_open);
    assert_eq!(
        void.settle(Settlement::Payment, eur(1), Timestamp::UNIX_EPOCH).unwrap_err(),
        not_open
    );
}

#[test]
fn due_today_is_not_late_and_tomorrow_it_is() {
    let due_on = date(2026, 12, 1);
    let at = |today| standing(InvoiceStatus::Open, due_on, today);
    assert_eq!(at(date(2026, 11, 23)), Standing::Open);
    assert_eq!(at(date(2026, 11, 24)), Standing::DueSoon { days_left: 7 });
    assert_eq!(at(date(2026, 12, 1)), Standing::DueSoon { days_left: 0 });
    assert_eq!(at(date(2026, 12, 2)), Standing::Overdue { days_late: 1 });
}

#[test]
fn an_invoice_goes_only_where_its_status_may() {
    let now = Timestamp::UNIX_EPOCH;
    for status in InvoiceStatus::ALL {
        let invoice = Invoice { status, ..open(100_00) };
        let acts = [
            (invoice.clone().settle(Settlement::Payment, eur(100_00), now), InvoiceEvent::Settled),
            (invoice.clone().void(now), InvoiceEvent::Voided),
            (invoice.write_off(), InvoiceEvent::MarkedUncollectible),
        ];
        for (acted, event) in acts {
            if let Ok(invoice) = acted {
                assert_eq!(status.after(event), Ok(Some(invoice.status)), "{status:?} {event:?}");
            }
        }
    }
}
