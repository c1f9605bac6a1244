//! Numbers of documents are gapless per series, whoever finalises at the same time, whoever rolls
//! back, and whoever is killed (row C2). The last test replaces the allocation by two usual ones and
//! sees the same check report them.

use crate::harness::World;
use crate::harness::books::{Books, pieces};
use crate::harness::database::run;
use crate::harness::{TESTER, town};
use quittance::domain::credit_note::CreditReason;
use quittance::domain::id::{CreditNoteId, InvoiceId, SeriesId, TenantId};
use quittance::flows::credit_notes::issue_credit_note::{CreditedLine, issue_credit_note};
use quittance::flows::invoices::finalize_invoice::finalize_invoice;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::JoinSet;

const FINALISERS: usize = 64;

/// Two worlds of this size would use up the cluster's connections.
pub async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}

/// What a finaliser does when its document is ready.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Commit,
    RollBack,
}

/// Every third rolls back.
fn ending(number: usize) -> Ending {
    if number % 3 == 1 { Ending::RollBack } else { Ending::Commit }
}

async fn finalise(world: Arc<World>, tenant: TenantId, draft: InvoiceId, ending: Ending) -> bool {
    let Ok(mut tx) = world.db().tenant(tenant, &TESTER, world.now()).await else { return false };
    let is_final = finalize_invoice(&mut tx, world.now(), &TESTER, draft).await.is_ok();
    is_final && ending == Ending::Commit && tx.commit().await.is_ok()
}

async fn drafts(world: &World, books: &Books, count: usize) -> Vec<(TenantId, InvoiceId)> {
    let mut tenants = Vec::new();
    for name in ["Alpha", "Beta", "Gamma", "Delta"] {
        tenants.push(world.tenant(name).await);
    }
    let mut drafts = Vec::new();
    for number in 0..count {
        let tenant = tenants[number % tenants.len()];
        drafts.push((tenant, world.draft(tenant, books, &[pieces(1)]).await));
    }
    drafts
}

/// How many of them committed.
async fn finalise_all(world: &Arc<World>, drafts: &[(TenantId, InvoiceId)]) -> usize {
    let mut finalisers = JoinSet::new();
    for (number, &(tenant, draft)) in drafts.iter().enumerate() {
        finalisers.spawn(finalise(world.clone(), tenant, draft, ending(number)));
    }
    finalisers.join_all().await.into_iter().filter(|&committed| committed).count()
}

/// What is wrong with the numbers of a series: it must hold exactly 1..n, and allocate n + 1 next.
async fn faults(world: &World, series: SeriesId, prefix: &str) -> Vec<String> {
    let mut superuser = world.database.superuser().await;
    let numbers: Vec<String> = sqlx::query_scalar(
        "select number from invoices where series_id = $1 and number is not null
          union all
         select number from credit_notes where series_id = $1",
    )
    .bind(series.0)
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let next: i64 =
        sqlx::query_scalar("select next_number from number_series where series_id = $1")
            .bind(series.0)
            .fetch_one(&mut superuser)
            .await
            .unwrap();
    let mut faults = Vec::new();
    let distinct: BTreeSet<&String> = numbers.iter().collect();
    if distinct.len() != numbers.len() {
        faults.push(format!("{} duplicates", numbers.len() - distinct.len()));
    }
    for number in 1..=numbers.len() {
        let expected = format!("{prefix}{number:06}");
        if !distinct.contains(&expected) {
            faults.push(format!("{expected} is missing"));
        }
    }
    if next != i64::try_from(numbers.len()).unwrap() + 1 {
        faults.push(format!("the next is {next} after {} documents", numbers.len()));
    }
    faults
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_finalisers_of_one_series_leave_no_gap_although_a_third_rolls_back() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(FINALISERS as u32).await);
    let books = world.books("main").await;
    let drafts = drafts(&world, &books, FINALISERS).await;
    let committed = finalise_all(&world, &drafts).await;
    assert_eq!(committed, 43); // 64 less the 21 of which number % 3 is 1
    assert_eq!(faults(&world, books.invoices, "INV-").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finalisers_that_are_killed_leave_no_gap() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(FINALISERS as u32).await);
    let books = world.books("main").await;
    let drafts = drafts(&world, &books, FINALISERS).await;
    let killer = tokio::spawn(kill_finalisers(world.clone(), 12));
    let committed = finalise_all(&world, &drafts).await;
    let killed = killer.await.unwrap();
    assert!(killed > 0, "nobody was killed, so nothing was shown");
    assert!(committed > 0 && committed < 43, "{committed} committed, {killed} were killed");
    assert_eq!(faults(&world, books.invoices, "INV-").await, Vec::<String>::new());

    // Whoever was killed or rolled back tries again and gets the numbers that follow.
    for &(tenant, draft) in &drafts {
        assert!(finalise(world.clone(), tenant, draft, Ending::Commit).await);
    }
    assert_eq!(faults(&world, books.invoices, "INV-").await, Vec::<String>::new());
}

/// Ends, one after the other, connections that are inside a transaction; returns how many.
async fn kill_finalisers(world: Arc<World>, victims: usize) -> usize {
    let mut superuser = world.database.superuser().await;
    let mut killed = 0;
    for _ in 0..400 {
        let done = sqlx::query(
            "select pg_terminate_backend(pid) from (
               select pid from pg_stat_activity
                where datname = current_database() and usename = 'quittance_portal'
                  and xact_start is not null
                order by random() limit 1) victim",
        )
        .fetch_optional(&mut superuser)
        .await
        .unwrap();
        killed += usize::from(done.is_some());
        if killed == victims {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    killed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finalising_one_draft_sixty_four_times_at_once_numbers_it_once() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(FINALISERS as u32).await);
    let books = world.books("main").await;
    let [(tenant, draft)] = drafts(&world, &books, 1).await[..] else { panic!() };
    let mut finalisers = JoinSet::new();
    for _ in 0..FINALISERS {
        finalisers.spawn(finalise(world.clone(), tenant, draft, Ending::Commit));
    }
    assert_eq!(finalisers.join_all().await, [true; FINALISERS]);
    assert_eq!(faults(&world, books.invoices, "INV-").await, Vec::<String>::new());
    let mut superuser = world.database.superuser().await;
    for (table, rows) in [("ledger_transactions", 1), ("outbox", 1), ("document_files", 1)] {
        assert_eq!(town::count(&mut superuser, table).await, rows, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credit_notes_are_numbered_without_gap_too() {
    let _alone = alone().await;
    let world = Arc::new(World::with_connections(24).await);
    let books = world.books("main").await;
    let drafts = drafts(&world, &books, 4).await;
    for &(tenant, draft) in &drafts {
        assert!(finalise(world.clone(), tenant, draft, Ending::Commit).await);
    }
    let mut issuers = JoinSet::new();
    for number in 0..24 {
        let (tenant, invoice) = drafts[number % drafts.len()];
        issuers.spawn(credit_a_tenth(world.clone(), tenant, invoice, ending(number)));
    }
    let committed = issuers.join_all().await.into_iter().filter(|&done| done).count();
    assert_eq!(committed, 16); // 24 less the 8 of which number % 3 is 1
    assert_eq!(faults(&world, books.credit_notes, "CN-").await, Vec::<String>::new());
}

async fn credit_a_tenth(
    world: Arc<World>,
    tenant: TenantId,
    invoice: InvoiceId,
    ending: Ending,
) -> bool {
    let mut tx = world.write(tenant).await;
    let (now, today, id) = (world.now(), world.today(), CreditNoteId::new());
    let credited = [CreditedLine { line_no: 1, quantity: Decimal::new(1, 1) }];
    let reason = CreditReason::Goodwill;
    issue_credit_note(&mut tx, now, today, &TESTER, id, invoice, reason, "", &credited)
        .await
        .unwrap();
    ending == Ending::Commit && tx.commit().await.is_ok()
}

/// As it is often done: a sequence does not roll back, and reading before writing does not wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_check_notices_a_sequence_and_an_allocation_without_a_lock() {
    let _alone = alone().await;
    for (allocation, symptom) in [
        (
            "create sequence numbers; grant usage on numbers to quittance_door;
             create or replace function take_number(p_series uuid) returns text language sql security definer
               as $$ select 'INV-' || lpad(nextval('numbers')::text, 6, '0') $$",
            "is missing",
        ),
        (
            "create or replace function take_number(p_series uuid) returns text language plpgsql security definer as $$
             declare v_next bigint;
             begin
               select next_number into v_next from number_series where series_id = p_series;
               perform pg_sleep(0.02);
               update number_series set next_number = v_next + 1 where series_id = p_series;
               return 'INV-' || lpad(v_next::text, 6, '0');
             end $$",
            "duplicates",
        ),
    ] {
        let world = Arc::new(World::with_connections(16).await);
        let books = world.books("main").await;
        let drafts = drafts(&world, &books, 16).await;
        run(&mut world.database.superuser().await, allocation).await;
        finalise_all(&world, &drafts).await;
        let faults = faults(&world, books.invoices, "INV-").await;
        assert!(faults.iter().any(|fault| fault.contains(symptom)), "{symptom}: {faults:?}");
    }
}
