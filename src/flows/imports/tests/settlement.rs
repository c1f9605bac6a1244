//! Due dates, settlements, disputes; payments and customers from files of their own.

use super::*;

const INVOICE_HEADER: &str = "number;customer;issued;due;amount;settled;disputed\n";

const PAYMENTS: &str = r#"
source = "bank"
kind = "payments"
[columns]
number = "ref"
account = "customer"
amount = "amount"
received_on = "on"
invoice = "invoice"
method = "how"
[documents]
currency = "EUR"
[methods]
"Wire" = "bank_transfer"
"#;

const PAYMENT_HEADER: &str = "ref,customer,on,amount,invoice,how\n";

#[tokio::test]
async fn a_settled_invoice_gets_its_payment_and_a_disputed_one_its_flag() {
    let world = World::new().await;
    let outcome = world
        .apply(
            INVOICES,
            format!(
                "{INVOICE_HEADER}\
                 1;K1;03/01/2020;02/02/2020;1050,39;23/01/2020;No\n\
                 2;K1;04/01/2020;03/02/2020;7;;Yes\n"
            ),
        )
        .await;
    assert_eq!(outcome.settlements, 1);
    let invoices = world
        .texts(
            "select concat_ws('|', number, status, issued_on, due_on, total_minor, paid_minor, due_minor, disputed,
                              paid_at::date)
               from invoices order by number",
        )
        .await;
    assert_eq!(
        invoices,
        [
            "1|paid|2020-01-03|2020-02-02|105039|105039|0|f|2020-01-23",
            "2|open|2020-01-04|2020-02-03|700|0|700|t",
        ]
    );
    let payments = world
        .texts(
            "select concat_ws('|', p.method, p.reference, p.amount_minor, p.allocated_minor, p.received_on,
                              a.amount_minor, p.source_ref)
               from payments p join allocations a using (tenant_id, payment_id)",
        )
        .await;
    assert_eq!(payments, ["bank_transfer|1|105039|105039|2020-01-23|105039|settlement:1"]);
    let ledger = world
        .texts("select account || ' ' || sum(amount_minor) from ledger_entries group by account order by account")
        .await;
    assert_eq!(ledger, ["bank 105039", "receivable 700", "sales -105739"]);
    let events = world.texts("select kind from document_events order by kind").await;
    assert_eq!(events, ["disputed", "imported", "imported", "paid"]);
    world.end().await;
}

#[tokio::test]
async fn an_assumed_settlement_comes_from_the_opening_balance() {
    let world = World::new().await;
    let mapping = format!("{LINES}\n[settlement]\nassume_settled_until = \"2020-02-04\"\n");
    world
        .apply(
            &mapping,
            // Due on 2020-02-04 and on 2020-02-05.
            format!(
                "{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n2,10,,2020-01-06,A,Apples,1,2.00\n"
            ),
        )
        .await;
    let statuses =
        world.texts("select number || ' ' || status from invoices order by number").await;
    assert_eq!(statuses, ["1 paid", "2 open"]);
    let ledger = world
        .texts("select account || ' ' || sum(amount_minor) from ledger_entries group by account order by account")
        .await;
    assert_eq!(ledger, ["opening_balance 100", "receivable 200", "sales -300"]);
    world.end().await;
}

#[tokio::test]
async fn an_invoice_due_before_it_was_issued_or_named_twice_is_refused() {
    let world = World::new().await;
    let outcome = world
        .apply(
            INVOICES,
            format!(
                "{INVOICE_HEADER}\
                 1;K1;03/01/2020;02/01/2020;10;;No\n\
                 2;K1;03/01/2020;03/01/2020;10;;perhaps\n\
                 3;K1;03/01/2020;03/01/2020;10,005;;No\n\
                 4;K1;03/01/2020;03/01/2020;10;;No\n\
                 4;K1;03/01/2020;03/01/2020;10;;No\n\
                 5;;03/01/2020;03/01/2020;10;;No\n\
                 6;K1;03/01/2020;03/01/2020;1.000,00;;No\n"
            ),
        )
        .await;
    assert_eq!(
        refused(&outcome),
        [
            (2, "1", "due_before_issue"),
            (3, "2", "word"),
            (4, "3", "decimals"),
            (5, "4", "with_row"),
            (6, "4", "number_twice"),
            (7, "5", "no_customer"),
            (8, "6", "number"),
        ]
    );
    assert_eq!(world.rows_written().await, 0);
    world.end().await;
}

#[tokio::test]
async fn payments_settle_the_invoice_they_name_and_what_is_left_becomes_credit() {
    let world = World::new().await;
    world
        .apply(
            INVOICES,
            format!(
                "{INVOICE_HEADER}1;K1;03/01/2020;02/02/2020;100;;No\n2;K1;03/01/2020;02/02/2020;50;;No\n"
            ),
        )
        .await;
    let content = format!(
        "{PAYMENT_HEADER}\
         p1,K1,2020-01-10,40,1,Wire\n\
         p2,K1,2020-01-20,80,1,Wire\n\
         p3,K1,2020-01-21,20,2,cash\n\
         p4,K1,2020-01-22,5,,cheque\n\
         p5,K1,2020-01-22,5,9,cash\n\
         p6,K9,2020-01-22,5,1,cash\n\
         p7,K1,2020-01-22,-5,1,cash\n\
         p8,K1,2020-01-22,5,1,shells\n"
    );
    let outcome = world.apply(PAYMENTS, &content).await;
    assert_eq!(
        refused(&outcome),
        [
            (6, "p5", "unknown_invoice"),
            (7, "p6", "unknown_customer"),
            (8, "p7", "not_positive"),
            (9, "p8", "word"),
        ]
    );
    let invoices = world
        .texts(
            "select concat_ws('|', number, status, paid_minor, due_minor, paid_at::date) from invoices order by number",
        )
        .await;
    assert_eq!(invoices, ["1|paid|10000|0|2020-01-20", "2|open|2000|3000"]);
    // 40 + 80 − 100 of the first invoice, and the 5 that name none.
    assert_eq!(world.number("select balance_minor from credit_balances").await, 2500);
    let ledger = world
        .texts("select account || ' ' || sum(amount_minor) from ledger_entries group by account order by account")
        .await;
    assert_eq!(ledger, ["bank 14500", "customer_credit -2500", "receivable 3000", "sales -15000"]);
    let written = world.rows_written().await;
    let again = world.apply(PAYMENTS, &content).await;
    assert_eq!((again.totals.already.documents, again.import_run), (4, None));
    assert_eq!(world.rows_written().await, written);
    world.end().await;
}

#[tokio::test]
async fn customers_are_new_known_or_changed_and_their_profile_is_on_later_documents() {
    const CUSTOMERS: &str = r#"
source = "crm"
kind = "customers"
[columns]
account = "id"
account_name = "name"
email = "mail"
address_line1 = "street"
city = "town"
country = "land"
tax_id = "vat"
[documents]
currency = "EUR"
"#;
    let world = World::new().await;
    let header = "id,name,mail,street,town,land,vat\n";
    let outcome = world
        .apply(
            CUSTOMERS,
            format!(
                "{header}\
                 K1,Ärzte & Co,a@b.de,Weg 1,Köln,DE,DE136695976\n\
                 K2,Two,no address,Way 2,Cork,IE,\n\
                 K1,Again,,,,,\n"
            ),
        )
        .await;
    assert_eq!(refused(&outcome), [(3, "K2", "word"), (4, "K1", "number_twice")]);
    assert_eq!(outcome.customers_new, 1);
    let outcome = world.apply(CUSTOMERS, format!("{header}K1,Other,a@b.de,Weg 1,Köln,DE,\n")).await;
    assert_eq!(refused(&outcome), [(2, "K1", "changed_since_import")]);

    world.apply(INVOICES, format!("{INVOICE_HEADER}1;K1;03/01/2020;02/02/2020;7;;No\n")).await;
    let buyers = world
        .texts(
            "select concat_ws('|', buyer ->> 'legal_name', buyer ->> 'email', buyer #>> '{address,city}',
                              buyer #>> '{tax_ids,0,value}')
               from invoices",
        )
        .await;
    assert_eq!(buyers, ["Ärzte & Co|a@b.de|Köln|DE136695976"]);
    world.end().await;
}
