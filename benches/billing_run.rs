//! The billing run (row E3): how many invoices a second `run_due` makes of subscriptions that are due,
//! with row security, audit log, ledger, outbox and the rendered file, one transaction each.
//!
//! The baseline stores the very same rows bare, an invoice in one transaction: as a superuser, into
//! tables of the same columns and indexes without policies, triggers and foreign keys; nothing is
//! computed, rendered or looked up. Its number series is locked by each, as by the run.
//!
//! First a tenth of the subscriptions is billed, then the others: a run whose cost grows linearly makes
//! both at the same rate.
//!
//! `cargo bench --bench billing_run`; BENCH_SUBSCRIPTIONS (10,000 when not set) is how many are due.

#[path = "support/fresh.rs"]
#[expect(dead_code, reason = "a run ends when nothing is due, not when a time is over")]
mod fresh;

use fresh::Fresh;
use jiff::civil::date;
use quittance::domain::currency::Currency;
use quittance::domain::id::SellerId;
use quittance::domain::party::{PostalAddress, Seller, TaxRegistration};
use quittance::domain::period::{Interval, IntervalUnit};
use quittance::domain::plan::{
    Component, ComponentTiming, ModelTerms, PlanVersion, PriceTerms, QuantityOf,
};
use quittance::flows::billing::run_due::run_due;
use quittance::flows::subscriptions::publish_plan::{NewVersion, publish_plan};
use quittance::flows::usage::metered::Metered;
use quittance::store::Actor;
use quittance::store::sellers::{self, SeriesKind};
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPool;
use std::time::Instant;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BENCH: Actor = Actor::System("bench");
/// Subscriptions of one customer.
const OF_A_TENANT: usize = 10;

/// Customers, and subscriptions that are due since the month began; `{from}` to `{to}` counts them.
const SEED: &[&str] = &[
    "insert into tenants (tenant_id, account_ref, legal_name, currency, country, created_at, updated_at)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(t), 12, '0'))::uuid, 'C-' || t, 'Customer ' || t, 'EUR', 'DE',
            now(), now()
       from generate_series({from} / {each}, ({to} - 1) / {each}) t",
    "insert into subscriptions (tenant_id, subscription_id, seller_id, status, currency, interval_unit, interval_count,
            anchor_month_at, anchor_day, time_zone, starts_at, billed_from, next_billing_at, created_at, created_by,
            idempotency_key)
     select ('7e000000-0000-7000-8000-' || lpad(to_hex(s / {each}), 12, '0'))::uuid,
            ('7e660000-0000-7000-8000-' || lpad(to_hex(s), 12, '0'))::uuid, '{seller}', 'active', 'EUR', 'month', 1,
            date_trunc('month', now() at time zone 'UTC'), 1, 'UTC', date_trunc('month', now()),
            date_trunc('month', now()), date_trunc('month', now()), now(), 'system:bench', s::text
       from generate_series({from}, {to} - 1) s",
    "insert into subscription_phases (tenant_id, subscription_id, from_at, version_id, seats)
     select tenant_id, subscription_id, starts_at, '{version}', 3
       from subscriptions
      where billed_at is null",
    "vacuum analyze",
];

/// What an invoice of the run consists of, and which of its columns names the invoice.
const ROWS: [(&str, &str); 11] = [
    ("invoices", "invoice_id"),
    ("invoice_lines", "invoice_id"),
    ("invoice_taxes", "invoice_id"),
    ("subscription_coverage", "invoice_id"),
    ("invoice_line_explanations", "invoice_id"),
    ("tax_evidence", "invoice_id"),
    ("subscription_invoices", "invoice_id"),
    ("document_files", "document_id"),
    ("document_events", "document_id"),
    ("outbox", "document_id"),
    ("ledger_transactions", "source_id"),
];

#[tokio::main]
async fn main() {
    let count = std::env::var("BENCH_SUBSCRIPTIONS").ok().and_then(|count| count.parse().ok());
    let count = count.unwrap_or(10_000_usize).max(10 * OF_A_TENANT);
    let small = count / 10 / OF_A_TENANT * OF_A_TENANT;
    let fresh = fresh::open("bench_billing_run").await;
    let superuser = fresh.superuser("set session_replication_role = replica").await;
    let (seller, version) = (seller(&fresh).await, plan(&fresh).await);
    let seed = Seed { superuser: &superuser, seller, version: &version };
    seed.subscriptions(0, small).await;
    let small_rate = run(&fresh, small).await;
    seed.subscriptions(small, small + count).await;
    let rate = run(&fresh, count).await;
    let bare = bare(&superuser, count.min(20_000)).await;
    println!("run_due, {small:>7} due {small_rate:>8.0} invoices/s");
    println!("run_due, {count:>7} due {rate:>8.0} invoices/s, {:>9.0} an hour", rate * 3_600.0);
    println!("bare rows            {bare:>8.0} invoices/s");
    println!("run / bare           {:>8.2}", rate / bare);
    println!("ten times as many    {:>8.2} of the rate", rate / small_rate);
}

/// Bills what is due and returns how many invoices that made in a second.
async fn run(fresh: &Fresh, due: usize) -> f64 {
    let began = Instant::now();
    let report = run_due(&fresh.db, &fresh.clock, &Metered).await.expect("the run ends well");
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(usize::try_from(report.invoiced).expect("fits"), due, "{report:?}");
    f64::from(report.invoiced) / seconds
}

/// Stores the rows of so many invoices again, one transaction each.
async fn bare(superuser: &PgPool, count: usize) -> f64 {
    let tables = ROWS.iter().map(|(table, _)| *table);
    for table in tables.chain(["ledger_entries", "subscriptions", "number_series"]) {
        let sql = format!(
            "create table bare_{table} (like {table} including defaults including indexes including storage)"
        );
        sqlx::query(AssertSqlSafe(sql)).execute(superuser).await.expect("makes the table");
    }
    for table in ["subscriptions", "number_series"] {
        let sql = format!("insert into bare_{table} select * from {table}");
        sqlx::query(AssertSqlSafe(sql)).execute(superuser).await.expect("copies");
    }
    let limit = i64::try_from(count).expect("fits");
    let invoices: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "select tenant_id, invoice_id, subscription_id from subscription_invoices order by invoice_id desc limit $1",
    )
    .bind(limit)
    .fetch_all(superuser)
    .await
    .expect("lists the invoices");
    let statements = statements();
    let began = Instant::now();
    for (tenant, invoice, subscription) in &invoices {
        let mut tx = superuser.begin().await.expect("begins");
        for sql in &statements {
            let query = sqlx::query(AssertSqlSafe(sql.as_str())).bind(tenant).bind(invoice);
            query.bind(subscription).execute(&mut *tx).await.expect(sql);
        }
        tx.commit().await.expect("commits");
    }
    let made = u32::try_from(invoices.len()).expect("fits");
    f64::from(made) / began.elapsed().as_secs_f64()
}

/// A row is read by its key from where the run has put it, which is all that is not storing.
fn statements() -> Vec<String> {
    let mut statements = vec![
        // Each names what it binds, so that all are bound alike.
        "update bare_number_series set next_number = next_number + 1
          where kind = 'invoice' and $1::uuid is not null and $2::uuid is not null and $3::uuid is not null"
            .to_owned(),
    ];
    statements.extend(ROWS.iter().map(|(table, id)| {
        format!(
            "insert into bare_{table} select * from {table}
              where tenant_id = $1 and {id} = $2 and $3::uuid is not null"
        )
    }));
    statements.push(
        "insert into bare_ledger_entries select e.* from ledger_entries e
           join ledger_transactions t on t.tenant_id = e.tenant_id and t.transaction_id = e.transaction_id
          where t.tenant_id = $1 and t.source_id = $2 and $3::uuid is not null"
            .to_owned(),
    );
    statements.push(
        "update bare_subscriptions set billed_at = next_billing_at, next_billing_at = next_billing_at + interval '1 month'
          where tenant_id = $1 and subscription_id = $3 and $2::uuid is not null"
            .to_owned(),
    );
    statements
}

struct Seed<'a> {
    superuser: &'a PgPool,
    seller: SellerId,
    version: &'a PlanVersion,
}

impl Seed<'_> {
    async fn subscriptions(&self, from: usize, to: usize) {
        eprintln!("seeding {} subscriptions …", to - from);
        for statement in SEED {
            let sql = statement
                .replace("{from}", &from.to_string())
                .replace("{to}", &to.to_string())
                .replace("{each}", &OF_A_TENANT.to_string())
                .replace("{seller}", &self.seller.to_string())
                .replace("{version}", &self.version.version_id.to_string());
            sqlx::query(AssertSqlSafe(sql)).execute(self.superuser).await.expect(statement);
        }
    }
}

async fn seller(fresh: &Fresh) -> SellerId {
    let seller = Seller {
        seller_id: SellerId::new(),
        legal_name: "Bench GmbH".into(),
        address: PostalAddress {
            line1: "Marktplatz 2".into(),
            line2: String::new(),
            city: "Hamburg".into(),
            region: String::new(),
            postal_code: "20095".into(),
            country: "DE".into(),
        },
        email: "billing@bench.example".into(),
        trading_name: String::new(),
        phone: String::new(),
        website: String::new(),
        tax_ids: vec![TaxRegistration { kind: "VAT".into(), value: "DE129273398".into() }],
        bank_accounts: Vec::new(),
        brand_color: "#0f5c4d".into(),
        logo: None,
        footer: Default::default(),
    };
    let now = fresh.clock.now();
    let mut tx = fresh.db.operator(&BENCH, now).await.expect("begins");
    let id = sellers::save(&mut tx, "bench", &seller, now).await.expect("a seller");
    let kind = SeriesKind::Invoice;
    sellers::ensure_series(&mut tx, id, kind, "bench", "B-", Some(1)).await.expect("a series");
    tx.commit().await.expect("commits");
    id
}

/// 100.00 a month and 5.00 for each seat.
async fn plan(fresh: &Fresh) -> PlanVersion {
    let component = |code: &str, quantity, model| Component {
        code: code.into(),
        description: code.to_uppercase(),
        quantity,
        timing: ComponentTiming::InAdvance,
        price: PriceTerms::from(model),
    };
    let new = NewVersion {
        code: "bench".into(),
        name: "Bench".into(),
        currency: Currency::EUR,
        interval: Interval::every(IntervalUnit::Month),
        trial_days: 0,
        components: vec![
            component("base", QuantityOf::One, ModelTerms::Flat { amount: Decimal::from(100) }),
            component(
                "seats",
                QuantityOf::Seats,
                ModelTerms::PerUnit { unit_amount: Decimal::from(5) },
            ),
        ],
        effective_on: date(2026, 1, 1),
    };
    let now = fresh.clock.now();
    let mut tx = fresh.db.operator(&BENCH, now).await.expect("begins");
    let version = publish_plan(&mut tx, now, &BENCH, new).await.expect("a plan");
    tx.commit().await.expect("commits");
    version
}
