//! Billing in a simulation: by one run or by two at once, cut off in the middle, or with every connection
//! of the worker killed under it.

use super::Simulation;
use crate::harness::TESTER;
use crate::harness::stop::{settled, stop_after};
use quittance::flows::billing::late_usage::settle_late_usage;
use quittance::flows::billing::run_due::run_due;
use quittance::flows::subscriptions::arrears::follow_arrears;
use quittance::flows::subscriptions::waiting::settle_waiting;
use quittance::flows::usage::metered::Metered;
use quittance::flows::usage::roll_up::roll_up_usage;
use quittance::store::subscriptions;
use std::time::Duration;

/// Connections that the worker of a world may hold.
const WORKERS: usize = 3;

impl Simulation {
    /// The hourly jobs, as far as they bill.
    pub async fn run(&mut self) {
        match self.dice.between(1, 8) {
            1 => self.run_twice_at_once().await,
            2 => self.run_cut_off().await,
            3 => self.run_and_kill().await,
            _ => self.run_once().await,
        }
        let (db, clock) = (self.world.db(), &self.world.app.clock);
        settle_waiting(db, clock).await.unwrap();
        let adjusted = settle_late_usage(db, clock).await.unwrap();
        self.tally
            .entry("late usage settled")
            .and_modify(|all| *all += adjusted)
            .or_insert(adjusted);
        if self.dice.one_in(3) {
            let (db, clock) = (self.world.db(), &self.world.app.clock);
            roll_up_usage(db, clock).await.unwrap();
            follow_arrears(db, clock.now()).await.unwrap();
        }
    }

    pub async fn run_once(&mut self) {
        let report = run_due(self.world.db(), &self.world.app.clock, &Metered).await.unwrap();
        self.note(format!("run: {report:?}"));
        assert_eq!(report.parked, 0);
        self.assert_nothing_is_due().await;
    }

    async fn run_twice_at_once(&mut self) {
        let (db, clock) = (self.world.db(), &self.world.app.clock);
        let (one, two) = tokio::join!(run_due(db, clock, &Metered), run_due(db, clock, &Metered));
        let (one, two) = (one.unwrap(), two.unwrap());
        self.note(format!("two runs: {one:?}, {two:?}"));
        self.count("two runs at once");
        assert_eq!(one.parked + two.parked, 0);
        self.assert_nothing_is_due().await;
    }

    /// The process goes away after some steps of its work.
    async fn run_cut_off(&mut self) {
        let polls = u32::try_from(self.dice.between(1, 400)).unwrap();
        let run = run_due(self.world.db(), &self.world.app.clock, &Metered);
        let whole = stop_after(polls, run).await;
        settled(&mut self.superuser, "a run that was cut off").await;
        self.note(format!("a run is cut off after {polls} polls: {whole:?}"));
        self.count("runs cut off");
    }

    /// The database ends every connection of the worker while it bills.
    async fn run_and_kill(&mut self) {
        let (db, clock) = (self.world.db().clone(), self.world.app.clock.clone());
        let running = tokio::spawn(async move { run_due(&db, &clock, &Metered).await });
        let wait = u64::try_from(self.dice.between(0, 60)).unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        sqlx::query(
            "select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and usename = 'quittance_worker'",
        )
        .execute(&mut self.superuser)
        .await
        .unwrap();
        let ended = running.await.unwrap();
        self.note(format!("the connections are killed under a run: {ended:?}"));
        self.count("runs killed");
        match ended {
            Ok(report) => assert_eq!(report.parked, 0),
            Err(error) => assert!(error.is_retryable(), "{error}: {error:?}"),
        }
        self.wait_for_connections().await;
    }

    /// Until every connection of the worker's pool is a living one.
    async fn wait_for_connections(&self) {
        let (db, now) = (self.world.db(), self.world.now());
        for _ in 0..100 {
            let tries = (0..WORKERS).map(|_| db.operator(&TESTER, now));
            let begun = futures_util::future::join_all(tries).await;
            if begun.iter().all(Result::is_ok) {
                return;
            }
        }
        panic!("the worker's connections do not come back");
    }

    async fn assert_nothing_is_due(&self) {
        let due = subscriptions::due(self.world.db(), self.world.now(), 10).await.unwrap();
        // A boundary may have been crossed since the run looked; a run takes no minute.
        let since = self.world.now() - jiff::SignedDuration::from_mins(1);
        let overdue = subscriptions::due(self.world.db(), since, 10).await.unwrap();
        assert!(overdue.is_empty(), "{due:?}");
    }

    /// Everything that can still be issued is, changes that wait are settled, and nothing is due.
    pub async fn come_to_rest(&mut self) {
        self.issue_drafts().await;
        for _ in 0..3 {
            self.run_once().await;
            let (db, clock) = (self.world.db(), &self.world.app.clock);
            settle_waiting(db, clock).await.unwrap();
            self.advance(jiff::SignedDuration::from_hours(80));
        }
        self.run_once().await;
        self.check().await;
    }
}
