//! Number series that are opened and closed while documents are issued: no gap, no number twice (row C2).

use super::{Desk, assert_status, form_fields, pairs};
use crate::harness::books::pieces;
use crate::harness::browser::Answer;
use crate::harness::database::{attempt, run};
use crate::harness::{TESTER, World};
use quittance::domain::id::{InvoiceId, TenantId};
use quittance::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use quittance::store::roles::Role;
use reqwest::StatusCode;
use std::sync::Arc;

impl Desk {
    async fn open(&self, prefix: &str, digits: &str, first: &str) -> Answer {
        let page = self.admin.get(&self.path()).await.text();
        let mut fields = form_fields(&page, "series-prefix");
        let typed = [
            ("series-kind", "invoice"),
            ("series-prefix", prefix),
            ("series-digits", digits),
            ("series-first", first),
        ];
        for (name, value) in typed {
            fields.iter_mut().find(|(n, _)| n == name).unwrap().1 = value.to_owned();
        }
        self.post("/series", &pairs(&fields)).await
    }

    async fn act(&self, prefix: &str, act: &str) -> Answer {
        let sql = format!("select series_id::text from number_series where prefix = '{prefix}'");
        let id = self.text(&sql).await;
        self.post(&format!("/series/{id}/{act}"), &[]).await
    }
}

async fn finalise(
    world: &World,
    tenant: TenantId,
    draft: InvoiceId,
) -> Result<String, FinalizeInvoiceError> {
    let mut tx = world.write(tenant).await;
    let invoice = finalize_invoice(&mut tx, world.now(), &TESTER, draft).await?;
    tx.commit().await?;
    Ok(invoice.number.unwrap())
}

/// Series whose documents are not exactly first..next.
const GAPS: &str = "select coalesce(string_agg(n.prefix, ','), '')
  from number_series n
 where n.next_number - n.first_number <>
       (select count(distinct number) from (select number from invoices where series_id = n.series_id and number is not null
                                             union all
                                            select number from credit_notes where series_id = n.series_id) d)";

#[tokio::test]
async fn a_draft_of_a_closed_series_is_numbered_from_the_one_that_took_its_place() {
    let desk = Desk::new().await;
    let (world, a) = (desk.world(), &desk.town.a);
    assert_status(&desk.open("R27-", "4", "1").await, StatusCode::SEE_OTHER, "open");
    let offered = format!("/admin/customers/{}/invoices/new", a.tenant);
    let form = desk.admin.get(&offered).await.text();
    assert!(form.contains("main Handels GmbH · INV-") && form.contains("main Handels GmbH · R27-"));
    for _ in 0..2 {
        assert_status(&desk.act("INV-", "close").await, StatusCode::SEE_OTHER, "close");
    }
    assert_eq!(finalise(world, a.tenant, a.draft).await.unwrap(), "R27-0001");
    let series = "select n.prefix from invoices i join number_series n using (series_id)
                   where i.number = 'R27-0001'";
    assert_eq!(desk.text(series).await, "R27-");
    assert_eq!(desk.text(GAPS).await, "");
    let log = "select string_agg(action || ' ' || coalesce(after ->> 'prefix', 'closed'), ', ' order by sequence)
                 from audit_log where subject_kind = 'number_series' and actor like 'staff:%'";
    assert_eq!(desk.text(log).await, "number_series.created R27-, number_series.updated closed");
}

#[tokio::test]
async fn which_of_several_series_numbers_a_draft_is_not_guessed() {
    let desk = Desk::new().await;
    let (world, a, b) = (desk.world(), &desk.town.a, &desk.town.b);
    desk.act("INV-", "close").await;
    let none = finalise(world, a.tenant, a.draft).await;
    assert!(matches!(none, Err(FinalizeInvoiceError::NoSeries)), "{none:?}");
    desk.open("A-", "6", "1").await;
    desk.open("B-", "6", "1").await;
    let several = finalise(world, b.tenant, b.draft).await;
    assert!(matches!(several, Err(FinalizeInvoiceError::NoSeries)), "{several:?}");
    let act = format!("/admin/customers/{}/invoices/{}/finalize", a.tenant, a.draft);
    let answer = desk.admin.post(&act, &[]).await;
    assert_status(&answer, StatusCode::UNPROCESSABLE_ENTITY, "the page");
    assert!(answer.text().contains("choose a series in the draft"));
    assert_eq!(desk.text(GAPS).await, "");
}

#[tokio::test]
async fn a_series_may_begin_anywhere_and_outgrow_its_digits() {
    let desk = Desk::new().await;
    let (world, a) = (desk.world(), &desk.town.a);
    assert_status(&desk.open("K", "2", "99").await, StatusCode::SEE_OTHER, "open");
    desk.act("INV-", "close").await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let draft = world.draft(a.tenant, &desk.town.books, &[pieces(1)]).await;
        numbers.push(finalise(world, a.tenant, draft).await.unwrap());
    }
    assert_eq!(numbers, ["K99", "K100", "K101"]);
    assert_eq!(desk.text(GAPS).await, "");
    // What the diagnosis of the books says of it.
    let mut tx = world.db().staff_read().await.unwrap();
    let found = quittance::store::diagnostics::contradictions(&mut tx).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_a_series_in_the_middle_of_a_rush_leaves_no_gap_in_either() {
    let _alone = crate::numbering::alone().await;
    let desk = Arc::new(Desk::new().await);
    desk.open("NEXT-", "6", "1").await;
    let (tenants, books) = ([desk.town.a.tenant, desk.town.b.tenant], &desk.town.books);
    let mut drafts = Vec::new();
    for number in 0..30 {
        let tenant = tenants[number % 2];
        drafts.push((tenant, desk.world().draft(tenant, books, &[pieces(1)]).await));
    }
    let mut tasks = tokio::task::JoinSet::new();
    for (number, (tenant, draft)) in drafts.into_iter().enumerate() {
        let desk = desk.clone();
        tasks.spawn(async move {
            if number == 9 {
                assert_status(&desk.act("INV-", "close").await, StatusCode::SEE_OTHER, "close");
            }
            finalise(desk.world(), tenant, draft).await.unwrap()
        });
    }
    let numbers = tasks.join_all().await;
    let of_next = numbers.iter().filter(|number| number.starts_with("NEXT-")).count();
    assert!(of_next > 0, "the close came too late to show anything");
    assert_eq!(numbers.iter().collect::<std::collections::BTreeSet<_>>().len(), 30);
    assert_eq!(desk.text(GAPS).await, "");
}

#[tokio::test]
async fn what_would_print_a_number_twice_or_break_a_series_is_refused() {
    let desk = Desk::new().await;
    for (prefix, digits, first, sentence) in [
        ("INV-", "6", "1", "could print the same numbers"),
        ("INV-1", "6", "1", "could print the same numbers"),
        ("CN-", "6", "1", "could print the same numbers"),
        ("Ü-", "6", "1", "Use letters, digits"),
        ("R-", "13", "1", "from 1 to 12"),
        ("R-", "6", "0", "Enter a whole number from 1"),
    ] {
        let answer = desk.open(prefix, digits, first).await;
        assert_status(&answer, StatusCode::UNPROCESSABLE_ENTITY, prefix);
        assert!(answer.text().contains(sentence), "{prefix}: {}", answer.text());
    }
    // Used: not deleted. New: deleted, and gone twice.
    let used = desk.act("INV-", "delete").await;
    assert_status(&used, StatusCode::UNPROCESSABLE_ENTITY, "used");
    assert!(used.text().contains("Close it instead"));
    desk.open("R-", "6", "1").await;
    let id = desk.text("select series_id::text from number_series where prefix = 'R-'").await;
    for _ in 0..2 {
        let answer = desk.post(&format!("/series/{id}/delete"), &[]).await;
        assert_status(&answer, StatusCode::SEE_OTHER, "unused");
    }
    assert_eq!(
        desk.text("select count(*)::text from number_series where prefix = 'R-'").await,
        "0"
    );
}

#[tokio::test]
async fn a_series_begins_after_the_imported_documents_of_its_prefix() {
    let desk = Desk::new().await;
    let mut superuser = desk.world().database.superuser().await;
    // As an import leaves it: a number that no series here printed.
    run(&mut superuser, "set session_replication_role = replica").await;
    let invoice = desk.town.a.open;
    let imported =
        format!("update invoices set number = 'OLD-0042' where invoice_id = '{invoice}'");
    run(&mut superuser, &imported).await;
    let refused = desk.open("OLD-", "4", "42").await;
    assert_status(&refused, StatusCode::UNPROCESSABLE_ENTITY, "printed already");
    assert!(refused.text().contains("with numbers up to 42"), "{}", refused.text());
    assert_status(&desk.open("OLD-", "4", "43").await, StatusCode::SEE_OTHER, "after it");
}

#[tokio::test]
async fn a_series_that_drafts_name_is_closed_and_not_deleted() {
    let desk = Desk::new().await;
    let draft = desk.town.a.draft;
    desk.open("R-", "6", "1").await;
    let mut superuser = desk.world().database.superuser().await;
    let moved = format!(
        "update invoices set series_id = (select series_id from number_series where prefix = 'R-')
          where invoice_id = '{draft}'"
    );
    run(&mut superuser, &moved).await;
    let answer = desk.act("R-", "delete").await;
    assert_status(&answer, StatusCode::UNPROCESSABLE_ENTITY, "named by a draft");
    assert!(answer.text().contains("drafts are to be numbered from this series"));
    assert!(answer.text().contains("1 draft"));
    assert_status(&desk.act("R-", "close").await, StatusCode::SEE_OTHER, "closed");
    let number = finalise(desk.world(), desk.town.a.tenant, draft).await.unwrap();
    assert!(number.starts_with("INV-"), "{number}");
}

#[tokio::test]
async fn the_database_itself_keeps_series_as_they_are() {
    let desk = Desk::new().await;
    let database = &desk.world().database;
    let mut superuser = database.superuser().await;
    for sql in [
        "update number_series set prefix = 'X-' where prefix = 'INV-'",
        "update number_series set digits = 3 where prefix = 'INV-'",
        "update number_series set first_number = 2 where prefix = 'INV-'",
        "update number_series set kind = 'credit_note' where prefix = 'INV-'",
        "delete from number_series where prefix = 'CN-'",
        "insert into number_series (series_id, seller_id, kind, code, prefix, next_number)
           select gen_random_uuid(), seller_id, kind, 'again', prefix, 1 from number_series where prefix = 'INV-'",
    ] {
        let refusal = attempt(&mut superuser, sql).await.expect_err(sql);
        let name = refusal.constraint.unwrap_or_default();
        assert!(name.starts_with("number_series_"), "{sql}: {name}");
    }
    desk.act("INV-", "close").await;
    let reopen = "update number_series set closed_at = null where prefix = 'INV-'";
    let refusal = attempt(&mut superuser, reopen).await.expect_err(reopen);
    assert_eq!(refusal.constraint.as_deref(), Some("number_series_closed_stays_closed"));
    // The application's roles cannot move a number at all.
    for role in [Role::Portal, Role::Worker] {
        let mut connection = database.connect(role.name()).await;
        let sql = "update number_series set next_number = 7";
        let refusal = attempt(&mut connection, sql).await.expect_err(sql);
        assert!(refusal.is_by_privilege(), "{role:?}: {refusal:?}");
    }
}
