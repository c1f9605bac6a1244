//! Rows become documents; what cannot become one is refused with its line; a second run is silent.

use super::*;
use crate::domain::currency::Currency;

#[tokio::test]
async fn rows_of_one_number_are_one_document_even_when_they_do_not_stand_together() {
    let world = World::new().await;
    let outcome = world
        .apply(
            LINES,
            format!(
                "{LINE_HEADER}\
                 1,10,United Kingdom,2020-01-05,A,Apples,3,0.35\n\
                 2,11,EIRE,2020-01-06,B,Pears,1,2.00\n\
                 1,10,United Kingdom,2020-01-05,C,,2,1.005\n"
            ),
        )
        .await;
    assert_eq!(outcome.totals.taken.documents, 2);
    assert_eq!(outcome.customers_new, 2);
    // 3 × 0.35 = 1.05; 2 × 1.005 = 2.01
    let lines = world
        .texts(
            "select concat_ws('|', t.account_ref, t.legal_name, t.country, i.number, i.status, i.due_on, l.line_no,
                              l.description, l.sku, l.quantity, l.unit_price, l.amount_minor, i.total_minor)
               from invoices i join invoice_lines l using (tenant_id, invoice_id) join tenants t using (tenant_id)
              order by i.number, l.line_no",
        )
        .await;
    assert_eq!(
        lines,
        [
            "S-10|Customer 10|GB|1|open|2020-02-04|1|Apples|A|3|0.35|105|306",
            "S-10|Customer 10|GB|1|open|2020-02-04|2|C|C|2|1.005|201|306",
            "S-11|Customer 11|IE|2|open|2020-02-05|1|Pears|B|1|2.00|200|200",
        ]
    );
    // Receivable 5.06 against sales 5.06, and nothing else.
    let ledger = world
        .texts(
            "select account || ' ' || sum(amount_minor)
               from ledger_entries group by account order by account",
        )
        .await;
    assert_eq!(ledger, ["receivable 506", "sales -506"]);
    world.end().await;
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_writes_nothing() {
    let world = World::new().await;
    let path = world.file(format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1\n"));
    let dry = world.run(LINES, path.clone(), false).await.unwrap();
    assert_eq!(world.rows_written().await, 0);
    assert_eq!(dry.import_run, None);
    let real = world.run(LINES, path, true).await.unwrap();
    assert_eq!(dry.totals, real.totals);
    world.end().await;
}

#[tokio::test]
async fn a_credit_note_without_an_invoice_becomes_the_customers_credit() {
    let world = World::new().await;
    world
        .apply(
            LINES,
            format!(
                "{LINE_HEADER}\
                 C1,10,EIRE,2020-01-05,A,Apples,-3,0.35\n\
                 C1,10,EIRE,2020-01-05,B,Discount,1,-0.05\n\
                 1,10,EIRE,2020-01-05,A,Apples,10,0.35\n"
            ),
        )
        .await;
    let notes = world
        .texts(
            "select concat_ws('|', c.number, c.invoice_id is null, c.total_minor, c.applied_minor, c.balance_minor,
                              l.quantity, l.unit_price, l.amount_minor)
               from credit_notes c join credit_note_lines l using (tenant_id, credit_note_id) order by l.line_no",
        )
        .await;
    // Amounts of a credit note are positive, and a price is never negative.
    assert_eq!(notes, ["C1|t|110|0|110|3|0.35|105", "C1|t|110|0|110|1|0.05|5"]);
    assert_eq!(world.number("select balance_minor from credit_balances").await, 110);
    assert_eq!(
        world
            .number("select sum(amount_minor)::bigint from ledger_entries where account = 'customer_credit'")
            .await,
        -110
    );
    assert_eq!(world.number("select due_minor from invoices").await, 350);
    world.end().await;
}

#[tokio::test]
async fn a_bad_row_refuses_its_whole_document_and_no_other() {
    let world = World::new().await;
    let outcome = world
        .apply(
            LINES,
            format!(
                "{LINE_HEADER}\
                 1,10,,2020-01-05,A,Apples,1,1.00\n\
                 1,10,,2020-01-05,A,Apples,x,1.00\n\
                 2,10,,2020-01-05,A,Apples,1,2.00\n\
                 3,10,,2020-01-05,A,Apples,-1,2.00\n\
                 A4,10,,2020-01-05,A,Adjust,1,-9.00\n\
                 C5,10,,2020-01-05,A,Wrong way,1,4.00\n\
                 6,10,,2020-01-05,A,Apples,1,1.00\n\
                 6,11,,2020-01-05,A,Apples,1,1.00\n\
                 7,10,,05.01.2020,A,Apples,1,1.00\n\
                 8,10,Atlantis,2020-01-05,A,Apples,1,1.00\n\
                 9,10,,2020-01-05,A,Apples,1\n\
                 ,10,,2020-01-05,A,Apples,1,1.00\n"
            ),
        )
        .await;
    assert_eq!(
        refused(&outcome),
        [
            (2, "1", "with_row"),
            (3, "1", "number"),
            (5, "3", "negative_invoice"),
            (6, "A4", "by_mapping"),
            (7, "C5", "negative_credit_note"),
            (8, "6", "with_row"),
            (9, "6", "rows_disagree"),
            (10, "7", "date"),
            (11, "8", "country"),
            (12, "9", "field_count"),
            (13, "", "blank"),
        ]
    );
    assert_eq!(world.texts("select number from invoices").await, ["2"]);
    assert_eq!(outcome.totals.file.documents, 9);
    assert_eq!(outcome.totals.taken.documents + outcome.totals.refused.documents, 9);
    assert_eq!(outcome.totals.file.rows, 12);
    // Not counted: the number, date and country that cannot be read, the row of customer 11, the
    // short row, the row without a number.
    assert_eq!(outcome.totals.uncounted_rows, 6);
    let file = &outcome.totals.file.by_currency[&Currency::GBP];
    // 1.00 + 2.00 − 2.00 − 9.00 + 1.00 of invoices, 4.00 of credit notes, as the file signs them.
    assert_eq!((file.invoices.amount_minor, file.credit_notes.amount_minor), (-700, 400));
    let refused = &outcome.totals.refused.by_currency[&Currency::GBP];
    assert_eq!((refused.invoices.amount_minor, refused.credit_notes.amount_minor), (-900, 400));
    world.end().await;
}

#[tokio::test]
async fn rows_without_a_customer_go_to_the_house_account_and_zero_is_paid_at_once() {
    let world = World::new().await;
    world.apply(LINES, format!("{LINE_HEADER}1,,EIRE,2020-01-05,A,Sample,-5,0\n")).await;
    let invoices = world
        .texts(
            "select concat_ws('|', account_ref, legal_name, coalesce(country, '-'), status, total_minor, paid_at::date)
               from invoices join tenants using (tenant_id)",
        )
        .await;
    assert_eq!(invoices, ["S-HOUSE|House account|-|paid|0|2020-01-05"]);
    assert_eq!(world.number("select count(*) from ledger_transactions").await, 0);
    world.end().await;
}

#[tokio::test]
async fn running_it_twice_changes_nothing() {
    let world = World::new().await;
    let content = format!(
        "{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\nC2,10,,2020-01-05,A,Apples,-1,1.00\n"
    );
    let first = world.apply(LINES, &content).await;
    assert!(first.import_run.is_some());
    let written = world.rows_written().await;
    let second = world.apply(LINES, &content).await;
    assert_eq!(second.import_run, None);
    assert!(second.imported_before_at.is_some());
    assert_eq!((second.totals.taken.documents, second.totals.already.documents), (0, 2));
    assert_eq!(second.customers_new, 0);
    assert_eq!(world.rows_written().await, written);
    // The same meaning in other bytes is still the same.
    let third = world.apply(LINES, content.replace("1.00", "1.0").replace('\n', "\r\n")).await;
    assert_eq!((third.totals.already.documents, third.refused.len()), (2, 0));
    assert_eq!(world.rows_written().await, written);
    world.end().await;
}

#[tokio::test]
async fn a_document_that_says_something_else_now_is_refused_and_new_ones_are_taken() {
    let world = World::new().await;
    world.apply(LINES, format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n")).await;
    let outcome = world
        .apply(
            LINES,
            format!(
                "{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.01\n2,10,,2020-01-07,A,Apples,1,5.00\n"
            ),
        )
        .await;
    assert_eq!(refused(&outcome), [(2, "1", "changed_since_import")]);
    assert_eq!(outcome.totals.changed, 1);
    assert_eq!((outcome.customers_new, outcome.customers_known), (0, 1));
    let totals =
        world.texts("select number || ' ' || total_minor from invoices order by number").await;
    assert_eq!(totals, ["1 100", "2 500"]);
    world.end().await;
}

#[tokio::test]
async fn an_error_in_the_last_document_leaves_nothing_of_the_others() {
    let world = World::new().await;
    // The database refuses what the flow takes for good, as late as can be.
    world
        .as_owner(
            "create function stumble() returns trigger language plpgsql as
               $$ begin raise exception 'stumbled' using errcode = 'check_violation', constraint = 'stumbling_stone'; end $$;
             create trigger stumble after update on import_runs for each row execute function stumble()",
        )
        .await;
    let path = world.file(format!(
        "{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n2,11,,2020-01-05,A,Apples,1,1.00\n"
    ));
    let failed = world.run(LINES, path.clone(), true).await;
    assert!(
        matches!(&failed, Err(ImportError::Store(e)) if e.is_refusal_of("stumbling_stone")),
        "{failed:?}"
    );
    assert_eq!(world.rows_written().await, 0);
    world.as_owner("drop trigger stumble on import_runs").await;
    assert_eq!(world.run(LINES, path, true).await.unwrap().totals.taken.documents, 2);
    world.end().await;
}

#[tokio::test]
async fn an_import_whose_server_process_is_killed_in_the_middle_leaves_nothing() {
    let world = World::new().await;
    world
        .as_owner(
            "create function dawdle() returns trigger language plpgsql as
               $$ begin perform pg_sleep(60); return null; end $$;
             create trigger dawdle after update on import_runs for each row execute function dawdle()",
        )
        .await;
    let path = world.file(format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n"));
    let (killed, ()) = tokio::join!(world.run(LINES, path, true), world.kill_the_sleeper());
    assert!(killed.is_err());
    assert_eq!(world.rows_written().await, 0);
    world.end().await;
}

#[tokio::test]
async fn a_database_that_holds_another_amount_than_the_file_keeps_nothing() {
    let world = World::new().await;
    world
        .as_owner(
            "create function shave() returns trigger language plpgsql as
               $$ begin new.amount_minor := new.amount_minor - 1; return new; end $$;
             create trigger shave before insert on invoice_lines for each row execute function shave()",
        )
        .await;
    let path = world.file(format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n"));
    let failed = world.run(LINES, path, true).await;
    assert!(
        matches!(
            failed,
            Err(ImportError::TotalsDiffer { expected_minor: 100, found_minor: 99, .. })
        ),
        "{failed:?}"
    );
    assert_eq!(world.rows_written().await, 0);
    world.end().await;
}

#[tokio::test]
async fn a_second_import_at_the_same_time_is_turned_away() {
    let world = World::new().await;
    let elsewhere = connect(&world.name).await;
    let mut first = elsewhere.operator(&super::super::ACTOR, Clock::system().now()).await.unwrap();
    assert!(crate::store::imports::try_lock(&mut first).await.unwrap());
    let path = world.file(format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n"));
    let second = world.run(LINES, path.clone(), true).await;
    assert!(matches!(second, Err(ImportError::AnotherImportRuns)), "{second:?}");
    // A dry run waits for nobody.
    assert!(world.run(LINES, path.clone(), false).await.is_ok());
    first.commit().await.unwrap();
    assert!(world.run(LINES, path, true).await.is_ok());
    world.end().await;
}

#[tokio::test]
async fn tax_is_computed_on_the_sum_of_a_rate_and_shared_out_to_its_lines() {
    let world = World::new().await;
    let mapping =
        LINES.replace("unit_price = \"Price\"", "unit_price = \"Price\"\ntax_rate = \"Rate\"");
    world
        .apply(
            &mapping,
            "No,Customer,Land,Date,Sku,Text,Qty,Price,Rate\n\
             1,10,,2020-01-05,A,Apples,1,0.03,20\n\
             1,10,,2020-01-05,B,Pears,1,0.03,20\n\
             1,10,,2020-01-05,C,Books,1,1.00,0\n",
        )
        .await;
    // 20 % of 0.06 is 0.012, one penny; by line it would be 0.006 twice, two pennies.
    let rows = world
        .texts(
            "select concat_ws('|', l.line_no, l.tax_category, l.tax_rate, l.tax_minor, i.subtotal_minor, i.tax_minor,
                              i.total_minor)
               from invoices i join invoice_lines l using (tenant_id, invoice_id) order by l.line_no",
        )
        .await;
    assert_eq!(rows, ["1|S|20|1|106|1|107", "2|S|20|0|106|1|107", "3|O|0|0|106|1|107"]);
    let taxes = world
        .texts("select concat_ws('|', category, rate, taxable_minor, tax_minor) from invoice_taxes order by rate")
        .await;
    assert_eq!(taxes, ["O|0|100|0", "S|20|6|1"]);
    world.end().await;
}

#[tokio::test]
async fn prices_that_include_tax_are_stored_net_and_come_to_the_same_total() {
    let world = World::new().await;
    let mapping = format!("{LINES}\n[tax]\ncategory = \"S\"\nrate = \"20\"\nprices = \"gross\"\n");
    world.apply(&mapping, format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,3,0.40\n")).await;
    // 1.20 × 20 / 120 = 0.20
    let rows = world
        .texts(
            "select concat_ws('|', l.quantity, l.unit_price, l.amount_minor, l.tax_minor, i.subtotal_minor, i.tax_minor,
                              i.total_minor)
               from invoices i join invoice_lines l using (tenant_id, invoice_id)",
        )
        .await;
    assert_eq!(rows, ["3|0.333333333333|100|20|100|20|120"]);
    world.end().await;
}

#[tokio::test]
async fn the_import_stands_in_every_audit_chain_it_touched() {
    let world = World::new().await;
    world.apply(LINES, format!("{LINE_HEADER}1,10,,2020-01-05,A,Apples,1,1.00\n")).await;
    let actions = world
        .texts("select actor || ' ' || action from audit_log order by tenant_id, sequence")
        .await;
    assert_eq!(
        actions,
        [
            "system:import seller.created",
            "system:import number_series.created",
            "system:import number_series.created",
            "system:import import.applied",
            "system:import invoice.updated",
            "system:import ledger_transaction.created",
        ]
    );
    let events =
        world.texts("select kind || ' ' || (detail ->> 'line') from document_events").await;
    assert_eq!(events, ["imported 2"]);
    world.end().await;
}
