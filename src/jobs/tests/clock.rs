use super::database::{TEST, World};
use crate::clock::Clock;
use crate::jobs::{AdvanceError, Job, advance, enqueue, queue};
use crate::mail::Mailer;
use crate::store::clock::{self, AdvanceClockError};
use crate::store::deployment::{self, Mode};
use jiff::SignedDuration;
use std::time::Duration;

fn memory() -> Mailer {
    Mailer::memory("Acme", "billing@acme.example").unwrap()
}

async fn choose(world: &World, mode: Mode) -> Mode {
    let now = world.clock.now();
    let mut tx = world.db.operator(&TEST, now).await.unwrap();
    let chosen = deployment::choose(&mut tx, mode, now).await.unwrap();
    tx.commit().await.unwrap();
    chosen
}

#[tokio::test]
async fn a_mode_is_chosen_once() {
    let world = World::new().await;
    assert_eq!(deployment::mode(&world.db).await.unwrap(), None);
    assert_eq!(choose(&world, Mode::Live).await, Mode::Live);
    assert_eq!(choose(&world, Mode::Sandbox).await, Mode::Live);
    assert_eq!(deployment::mode(&world.db).await.unwrap(), Some(Mode::Live));
    world.close().await;
}

#[tokio::test]
async fn a_live_clock_never_moves() {
    let world = World::new().await;
    choose(&world, Mode::Live).await;
    let moved = advance(&world.work(memory()), &TEST, SignedDuration::from_hours(1)).await;
    assert!(matches!(moved, Err(AdvanceError::Clock(AdvanceClockError::NotASandbox))));
    assert_eq!(clock::offset_seconds(&world.db).await.unwrap(), 0);
    world.close().await;
}

#[tokio::test]
async fn a_sandbox_clock_goes_forwards_only() {
    let world = World::new().await;
    choose(&world, Mode::Sandbox).await;
    let mut tx = world.db.operator(&TEST, world.clock.now()).await.unwrap();
    assert_eq!(clock::advance(&mut tx, 3600).await.unwrap(), 3600);
    assert_eq!(clock::advance(&mut tx, 60).await.unwrap(), 3660);
    for seconds in [0, -1] {
        let refused = clock::advance(&mut tx, seconds).await;
        assert!(matches!(refused, Err(AdvanceClockError::NotForwards { .. })));
    }
    tx.commit().await.unwrap();
    // Whoever goes around the product is stopped by the database.
    let back = sqlx::query("update sandbox_clock set offset_seconds = 10")
        .execute(world.db.worker_pool())
        .await;
    assert!(back.unwrap_err().to_string().contains("the clock cannot go back"));
    world.close().await;
}

#[tokio::test]
async fn a_running_job_keeps_its_worker_when_the_clock_is_moved() {
    let world = World::new().await;
    choose(&world, Mode::Sandbox).await;
    let now = world.clock.now();
    let mut tx = world.db.operator(&TEST, now).await.unwrap();
    enqueue(&mut tx, now, &Job::DeleteFinishedJobs).await.unwrap();
    tx.commit().await.unwrap();
    assert!(queue::claim(&world.db, &Job::KINDS, now).await.unwrap().is_some());
    let mut tx = world.db.operator(&TEST, now).await.unwrap();
    let day_s = 86_400;
    clock::advance(&mut tx, day_s).await.unwrap();
    tx.commit().await.unwrap();
    world.wait_s(day_s);
    let taken = queue::claim(&world.db, &Job::KINDS, world.clock.now()).await.unwrap();
    assert!(taken.is_none(), "its lease went along");
    world.close().await;
}

#[tokio::test]
async fn another_process_follows_the_clock_at_once_and_from_then_on() {
    let world = World::new().await;
    choose(&world, Mode::Sandbox).await;
    let mut tx = world.db.operator(&TEST, world.clock.now()).await.unwrap();
    clock::advance(&mut tx, 86_400).await.unwrap();
    tx.commit().await.unwrap();
    let other = Clock::system();
    let following = clock::follow(world.db.clone(), other.clone()).await.unwrap();
    assert_eq!(other.offset_seconds(), 86_400, "before the first page is served");
    let mut tx = world.db.operator(&TEST, world.clock.now()).await.unwrap();
    clock::advance(&mut tx, 86_400).await.unwrap();
    tx.commit().await.unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(other.offset_seconds(), 2 * 86_400);
    following.abort();
    world.close().await;
}

#[tokio::test]
async fn advancing_runs_what_became_due_day_by_day() {
    let world = World::new().await;
    choose(&world, Mode::Sandbox).await;
    let work = world.work(memory());
    let tenant = world.tenant("en", &["buyer@kundin.example"]).await;
    world.issue_invoice(tenant).await;
    let by = SignedDuration::from_hours(10 * 24 + 5);
    let advanced = advance(&work, &TEST, by).await.unwrap();
    let moved_s = advanced.to.duration_since(advanced.from).as_secs();
    assert!((by.as_secs()..by.as_secs() + 60).contains(&moved_s), "{moved_s}");
    assert_eq!(advanced.report.emails_sent, 1);
    // At the start, after each of ten days, and perhaps after the last five hours.
    let runs = advanced.report.jobs_done["delete_finished_jobs"];
    assert!((11..=12).contains(&runs), "{runs}");
    assert_eq!(clock::offset_seconds(&world.db).await.unwrap(), by.as_secs());
    world.close().await;
}
