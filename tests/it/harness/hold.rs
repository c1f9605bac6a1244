//! Holding the product at one step from outside, so that it can be killed exactly there: a lock that the
//! next statement needs, or a gateway that keeps its answer. Nothing in the product knows of it.

use super::database::run;
use super::shop::Shop;
use super::stop::settled;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection};
use std::time::Duration;

/// For how long the gateway keeps a request before it carries it out.
const SLOW: Duration = Duration::from_millis(400);
/// For how long it keeps an answer: longer than anybody waits here.
const SILENCE: Duration = Duration::from_secs(60);
/// How long the product may take to come to the step.
const PATIENCE: Duration = Duration::from_secs(15);

/// Where the product is held.
#[derive(Clone, Copy, Debug)]
pub enum Hold {
    /// Nowhere: it has nothing to do.
    Idle,
    /// Before this table is read.
    Read(&'static str),
    /// Before a row of this table is inserted or updated that meets the condition.
    Write(&'static str, &'static str, &'static str),
    /// At the commit of a transaction that wrote such a row, which is lost.
    CommitLost(&'static str, &'static str, &'static str),
    /// The same, but the commit is with the database already and is carried out.
    CommitLands(&'static str, &'static str, &'static str),
    /// The gateway will carry out this call, but has not yet.
    CallOnItsWay(&'static str, &'static str),
    /// The gateway has carried it out; its answer never comes.
    AnswerOnItsWay(&'static str, &'static str),
}

/// A hold in force.
pub struct Held {
    hold: Hold,
    /// Holds the lock.
    locker: PgConnection,
    /// Sees who waits: inside a transaction, as `locker` may be, what was seen first is seen for ever.
    watcher: PgConnection,
}

/// Whoever comes to the step waits for a lock that the test has.
const TRIGGER_FUNCTION: &str = "
    create or replace function hold_here() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(7848002);
      return new;
    end $$";

const WAITING: &str = "
    select count(*) from pg_stat_activity
     where datname = current_database() and usename like 'quittance%' and wait_event_type = 'Lock'";

const END_WAITING: &str = "
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename like 'quittance%' and wait_event_type = 'Lock'";

impl Hold {
    pub async fn take(self, shop: &Shop) -> Held {
        let mut locker = shop.world.database.superuser().await;
        if let Some((_, trigger)) = self.trigger() {
            for sql in ["select pg_advisory_lock(7848002)", TRIGGER_FUNCTION, &*trigger] {
                run(&mut locker, sql).await;
            }
        }
        match self {
            Self::Read(table) => {
                let sql = format!("begin; lock table {table} in access exclusive mode");
                run(&mut locker, &sql).await;
            }
            Self::CallOnItsWay(method, path) => fault(shop, method, path, "slow", SLOW).await,
            Self::AnswerOnItsWay(method, path) => {
                fault(shop, method, path, "hang_after", SILENCE).await;
            }
            _ => {}
        }
        Held { hold: self, locker, watcher: shop.world.database.superuser().await }
    }

    /// The table and the trigger that waits there.
    fn trigger(self) -> Option<(&'static str, String)> {
        match self {
            Self::Write(table, event, when) => Some((
                table,
                format!(
                    "create trigger aa_hold before {event} on {table} for each row when ({when})
                     execute function hold_here()"
                ),
            )),
            Self::CommitLost(table, event, when) | Self::CommitLands(table, event, when) => Some((
                table,
                format!(
                    "create constraint trigger aa_hold after {event} on {table}
                     deferrable initially deferred for each row when ({when})
                     execute function hold_here()"
                ),
            )),
            _ => None,
        }
    }
}

async fn fault(shop: &Shop, method: &str, path: &str, fault: &str, length: Duration) {
    let milliseconds = u64::try_from(length.as_millis()).unwrap();
    let rule =
        json!({ "method": method, "path": path, "fault": fault, "milliseconds": milliseconds });
    shop.control("/faults", rule).await;
}

impl Held {
    /// Returns when the product has come to the step; false if it never does.
    #[must_use]
    pub async fn reached(&mut self, shop: &Shop) -> bool {
        let began = std::time::Instant::now();
        while !self.is_reached(shop).await {
            if began.elapsed() > PATIENCE {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        true
    }

    async fn is_reached(&mut self, shop: &Shop) -> bool {
        match self.hold {
            Hold::Idle => true,
            Hold::CallOnItsWay(..) | Hold::AnswerOnItsWay(..) => {
                let request = shop.provider.request(Method::GET, "/_simulator/faults");
                let answer = shop.provider.send(request).await;
                let faults: Value = serde_json::from_slice(&answer.body).unwrap();
                faults["api"].as_array().unwrap().is_empty()
            }
            _ => self.waiting().await > 0,
        }
    }

    async fn waiting(&mut self) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(WAITING)).fetch_one(&mut self.watcher).await.unwrap()
    }

    /// After the kill: what was on the wire ends as the hold says, and nothing is held any more.
    pub async fn release(mut self, about: &str) {
        if matches!(self.hold, Hold::CallOnItsWay(..)) {
            tokio::time::sleep(SLOW + Duration::from_millis(100)).await;
        }
        if !matches!(self.hold, Hold::CommitLands(..)) {
            run(&mut self.watcher, END_WAITING).await;
            while self.waiting().await > 0 {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        }
        let trigger = self.hold.trigger();
        let unlock =
            if trigger.is_some() { "select pg_advisory_unlock(7848002)" } else { "rollback" };
        run(&mut self.locker, unlock).await;
        settled(&mut self.watcher, about).await;
        if let Some((table, _)) = trigger {
            run(&mut self.locker, &format!("drop trigger aa_hold on {table}")).await;
        }
    }

    /// After a crash of the database itself, which has ended everybody who waited.
    pub async fn forget(self, shop: &Shop) {
        if let Some((table, _)) = self.hold.trigger() {
            let mut superuser = shop.world.database.superuser().await;
            run(&mut superuser, &format!("drop trigger aa_hold on {table}")).await;
        }
    }
}
