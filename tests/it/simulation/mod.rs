//! Years of a billing business in one process (issue 5, S1 S2): random customers, plans, contracts,
//! changes, usage, payments, corrections and faults on a real Postgres, with the world's clock; every few
//! steps everything that must hold is looked at.
//!
//! `cargo test --test it simulation`. SIMULATION_SEED chooses another history (the seed is printed when
//! one fails), SIMULATION_STEPS a longer one; `-- --nocapture` shows what a history consisted of.
//! A seed that failed once becomes a test with its story, in `stories`.

mod acts;
mod catalogue;
mod customers;
mod dice;
mod faults;
mod invariants;
mod money;
mod stories;

use crate::harness::World;
use crate::harness::books::Books;
use catalogue::Catalogue;
use customers::Customer;
use dice::Dice;
use jiff::{SignedDuration, Timestamp};
use quittance::domain::id::{InvoiceId, SubscriptionId, TenantId};
use quittance::flows::usage::known::Known;
use sqlx::PgConnection;
use std::collections::BTreeMap;

const SEED: u64 = 20_261_120;
const STEPS: u32 = 220;
const CUSTOMERS: usize = 4;
/// Steps between two looks at everything.
const CHECK_EVERY: u32 = 10;
/// Steps that are shown when one fails.
const STEPS_SHOWN: usize = 60;

pub struct Simulation {
    seed: u64,
    world: World,
    superuser: PgConnection,
    dice: Dice,
    books: Books,
    catalogue: Catalogue,
    customers: Vec<Customer>,
    /// Whose, and which.
    subscriptions: Vec<(usize, SubscriptionId)>,
    /// Drafts that replace voided invoices and are not issued yet.
    drafts: Vec<(TenantId, InvoiceId)>,
    known: Known,
    numbers: u64,
    log: Vec<String>,
    tally: BTreeMap<&'static str, u32>,
}

impl Simulation {
    async fn begin(seed: u64) -> Self {
        let world = World::new().await;
        let books = world.books("main").await;
        let mut simulation = Self {
            seed,
            superuser: world.database.superuser().await,
            world,
            dice: Dice::new(seed),
            books,
            catalogue: Catalogue::default(),
            customers: Vec::new(),
            subscriptions: Vec::new(),
            drafts: Vec::new(),
            known: Known::default(),
            numbers: 0,
            log: Vec::new(),
            tally: BTreeMap::new(),
        };
        simulation.open_catalogue().await;
        for number in 0..CUSTOMERS {
            simulation.welcome(number).await;
            simulation.sign_contract().await;
        }
        simulation
    }

    async fn step(&mut self) {
        let customer = self.some_customer();
        match self.dice.between(1, 100) {
            1..=28 => self.let_time_pass(),
            29..=44 => self.run().await,
            45..=52 => self.use_something(customer).await,
            53..=77 => self.act().await,
            78..=86 => self.pay(customer).await,
            87..=88 => self.correct_by_hand(customer).await,
            89..=91 => self.void(customer).await,
            92 => self.issue_drafts().await,
            93 => self.write_off(customer).await,
            94..=96 => self.sign_contract().await,
            97 => self.publish_another().await,
            98 => self.give_coupon().await,
            _ => self.regroup().await,
        }
    }

    /// Minutes, hours, days, weeks or, rarely, months.
    fn let_time_pass(&mut self) {
        let day = 1_440;
        let minutes = match self.dice.between(1, 20) {
            1..=4 => self.dice.between(1, 90),
            5..=8 => self.dice.between(60, day),
            9..=14 => self.dice.between(day, 9 * day),
            15..=19 => self.dice.between(7 * day, 35 * day),
            _ => self.dice.between(60 * day, 120 * day),
        };
        self.advance(SignedDuration::from_mins(minutes));
    }

    fn advance(&mut self, by: SignedDuration) {
        self.world.advance(by);
        self.note(format!("{by:#} later"));
    }

    fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    fn note(&mut self, what: String) {
        let now = Timestamp::from_second(self.world.now().as_second()).unwrap();
        self.log.push(format!("{now} {what}"));
    }
}

/// What led there, when a history fails.
impl Drop for Simulation {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let shown = self.log.len().saturating_sub(STEPS_SHOWN);
            eprintln!("{}\nSIMULATION_SEED={}", self.log[shown..].join("\n"), self.seed);
        }
    }
}

/// One history; it ends with everything that is due billed.
async fn simulate(seed: u64, steps: u32) -> BTreeMap<&'static str, u32> {
    let mut simulation = Simulation::begin(seed).await;
    let began = simulation.world.now();
    for step in 1..=steps {
        simulation.step().await;
        if step % CHECK_EVERY == 0 {
            simulation.check().await;
        }
    }
    simulation.come_to_rest().await;
    let days = simulation.world.now().duration_since(began).as_hours() / 24;
    simulation.tally.insert("days", u32::try_from(days).unwrap());
    println!("seed {seed}, {steps} steps: {:?}", simulation.tally);
    std::mem::take(&mut simulation.tally)
}

fn from_environment<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    let given = std::env::var(name).ok().map(|text| text.parse().ok().expect("a number"));
    given.unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_customers_do_for_years_the_books_hold() {
    let seed = from_environment("SIMULATION_SEED", SEED);
    let steps = from_environment("SIMULATION_STEPS", STEPS);
    let tally = simulate(seed, steps).await;
    // A history in which little happens proves little.
    for what in ["invoices", "done", "quoted", "payments", "lines priced again"] {
        assert!(tally.get(what).is_some_and(|times| *times > steps / 50), "{what}: {tally:?}");
    }
}
