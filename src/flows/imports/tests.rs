//! The promises of `quittance import`, each on a real Postgres as the restricted worker role.

mod documents;
mod odd_files;
mod settlement;

use super::mapping::Mapping;
use super::{ImportError, ImportOutcome, ImportRequest, Progress, import};
use crate::clock::Clock;
use crate::local_postgres::shared_test_cluster;
use crate::store::roles::{self, Role};
use crate::store::{Db, PoolSizes};
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection, PgPool};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// One row per line, credit notes begin with C, rows without a customer go to the house account.
const LINES: &str = r#"
source = "shop"
kind = "invoice_lines"
[columns]
number = "No"
account = "Customer"
country = "Land"
issued_on = "Date"
sku = "Sku"
description = "Text"
quantity = "Qty"
unit_price = "Price"
[customers]
account_prefix = "S-"
house_account = "HOUSE"
[documents]
currency = "GBP"
due_days = 30
credit_notes = { number_starts_with = "C" }
[[documents.refuse]]
number_starts_with = "A"
reason = "an adjustment"
[seller]
code = "shop"
legal_name = "Shop Ltd"
country = "GB"
series = "SHOP"
[countries]
"United Kingdom" = "GB"
"EIRE" = "IE"
"#;

/// One row per invoice, with due date, settlement and dispute.
const INVOICES: &str = r#"
source = "books"
kind = "invoices"
[file]
date_format = "%d/%m/%Y"
delimiter = ";"
decimal_comma = true
[columns]
number = "number"
account = "customer"
issued_on = "issued"
due_on = "due"
amount = "amount"
settled_on = "settled"
disputed = "disputed"
[documents]
currency = "EUR"
line_description = "Invoice {number}"
[settlement]
method = "bank_transfer"
[seller]
code = "books"
legal_name = "Books GmbH"
country = "DE"
series = "B"
"#;

const LINE_HEADER: &str = "No,Customer,Land,Date,Sku,Text,Qty,Price\n";

/// A migrated database of its own, and a folder for files.
struct World {
    db: Db,
    /// As the role that selects across tenants.
    look: PgPool,
    name: String,
    folder: PathBuf,
}

impl World {
    async fn new() -> Self {
        let cluster = shared_test_cluster().unwrap();
        let name = format!("import_{}", Uuid::now_v7().simple());
        let administrator = cluster.options("postgres", "postgres");
        roles::create(&administrator, &name, |_| None).await.unwrap();
        roles::migrate(&cluster.options(Role::Owner.name(), &name)).await.unwrap();
        let db = connect(&name).await;
        let look = PgPoolOptions::new()
            .max_connections(1)
            .connect_with(cluster.options(Role::StaffRead.name(), &name))
            .await
            .unwrap();
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir(&folder).unwrap();
        Self { db, look, name, folder }
    }

    fn file(&self, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(format!("{}.csv", Uuid::now_v7()));
        std::fs::write(&path, content).unwrap();
        path
    }

    fn gzip(&self, content: &str) -> PathBuf {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(content.as_bytes()).unwrap();
        self.file(gzip.finish().unwrap())
    }

    async fn run(
        &self,
        mapping: &str,
        path: PathBuf,
        apply: bool,
    ) -> Result<ImportOutcome, ImportError> {
        let mapping = Mapping::parse("test", mapping).unwrap();
        let request = ImportRequest { path, mapping, apply };
        let silent: Progress = Arc::new(|_, _, _| ());
        import(&self.db, &Clock::system(), &request, &silent).await
    }

    async fn apply(&self, mapping: &str, content: impl AsRef<[u8]>) -> ImportOutcome {
        self.run(mapping, self.file(content), true).await.unwrap()
    }

    /// One number from the database, across tenants.
    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.look).await.unwrap()
    }

    /// One column of texts from the database, across tenants.
    async fn texts(&self, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).fetch_all(&self.look).await.unwrap()
    }

    /// How many rows the import's tables hold together.
    async fn rows_written(&self) -> i64 {
        self.number(
            "select (select count(*) from tenants) + (select count(*) from invoices)
                  + (select count(*) from invoice_lines) + (select count(*) from credit_notes)
                  + (select count(*) from payments) + (select count(*) from ledger_entries)
                  + (select count(*) from credit_balances) + (select count(*) from audit_log)
                  + (select count(*) from imported_documents) + (select count(*) from import_runs)
                  + (select count(*) from number_series)",
        )
        .await
    }

    /// A statement of the schema's owner, to put an obstacle in the way.
    async fn as_owner(&self, sql: &'static str) {
        let options = shared_test_cluster().unwrap().options(Role::Owner.name(), &self.name);
        let mut owner = PgConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut owner).await.unwrap();
    }

    /// Ends the server process that sleeps in this database, as `kill -9` of its client would.
    async fn kill_the_sleeper(&self) {
        let cluster = shared_test_cluster().unwrap();
        let options = cluster.options("postgres", "postgres");
        let mut admin = PgConnection::connect_with(&options).await.unwrap();
        loop {
            let killed: Option<bool> = sqlx::query_scalar(
                "select pg_terminate_backend(pid) from pg_stat_activity
                  where datname = $1 and wait_event = 'PgSleep'",
            )
            .bind(&self.name)
            .fetch_optional(&mut admin)
            .await
            .unwrap();
            if killed == Some(true) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Drops the database: a failed test leaves its own to be looked at.
    async fn end(self) {
        let Self { db, look, name, folder } = self;
        look.close().await;
        drop(db);
        let cluster = shared_test_cluster().unwrap();
        let mut admin =
            PgConnection::connect_with(&cluster.options("postgres", "postgres")).await.unwrap();
        let sql = format!("drop database {name} with (force)");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}

/// One worker connection: whoever comes next waits until the one before has rolled back.
async fn connect(name: &str) -> Db {
    let cluster = shared_test_cluster().unwrap();
    let sizes = PoolSizes { portal: 1, staff_read: 2, worker: 1 };
    Db::connect(|role| cluster.options(role.name(), name), sizes).await.unwrap()
}

/// (line, document, reason) of each refused row.
fn refused(outcome: &ImportOutcome) -> Vec<(u64, &str, &str)> {
    outcome.refused.iter().map(|r| (r.line, r.document.as_str(), r.reason.code())).collect()
}
