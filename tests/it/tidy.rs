//! What taste cannot check: which layer may use which, where SQL and clocks may stand, how long things
//! may get, and that no text for people stands in code. Reads the source as text.

mod source;

use source::{Source, all, text_nodes};
use std::collections::{BTreeMap, BTreeSet};

/// What a layer may name of this crate; everything else of it is out of reach. `docs/ARCHITECTURE.md`.
const LAYERS: &[(&str, &[&str])] = &[
    ("src/domain/", &["domain"]),
    ("src/seal/", &["seal"]),
    // The register of sealed columns, and which key a value names.
    ("src/store/", &["store", "domain", "clock", "seal", "trace_context"]),
    // The suite that every gateway passes runs against the simulators.
    ("src/gateway/contract/", &["gateway", "domain", "simulator"]),
    ("src/gateway/", &["gateway", "domain"]),
    // A provider is called as a gateway is.
    ("src/sms/", &["sms", "gateway"]),
    ("src/simulator/", &["simulator"]),
    ("src/api/", &["api", "flows", "state"]),
    ("src/mail/", &["mail", "domain", "i18n"]),
    ("src/documents/", &["documents", "domain", "i18n"]),
    ("src/i18n/", &["i18n", "domain"]),
    // Jobs and mail are named for the types that go into the queue and out with a message.
    (
        "src/flows/",
        &[
            "flows",
            "domain",
            "store",
            "auth",
            "clock",
            "config",
            "documents",
            "gateway",
            "i18n",
            "jobs",
            "mail",
            "seal",
            "sms",
        ],
    ),
    (
        "src/jobs/",
        &[
            "jobs",
            "domain",
            "store",
            "flows",
            "auth",
            "clock",
            "i18n",
            "mail",
            "documents",
            "trace_context",
        ],
    ),
    // The sheet on the screen prints addresses as the paper does.
    ("src/web/components/", &["web", "domain", "i18n", "documents"]),
    (
        "src/web/",
        &[
            "web",
            "domain",
            "store",
            "flows",
            "auth",
            "config",
            "documents",
            "error",
            "i18n",
            "jobs",
            "mail",
            "server",
            "state",
        ],
    ),
    ("src/local_postgres/", &["local_postgres"]),
];

/// Words that a layer must not contain in code, whatever it imports.
const OUT_OF_REACH: &[(&str, &[&str], &str)] = &[
    (
        "src/domain/",
        &[
            "async fn", ".await", "sqlx", "axum", "leptos", "tokio", "std::env", "std::fs",
            "std::net",
        ],
        "rules are pure",
    ),
    ("src/store/", &["axum", "leptos", "lettre", "reqwest"], "the store knows rows"),
    ("src/flows/", &["axum", "leptos", "sqlx", "lettre"], "a flow knows neither pages nor SQL"),
    ("src/jobs/", &["axum", "leptos", "sqlx"], "a job opens a tenant and calls a flow"),
    ("src/mail/", &["sqlx", "axum", "leptos"], "mail is a boundary"),
    ("src/documents/", &["sqlx", "axum", "leptos", "tokio"], "documents are made from values"),
    (
        "src/web/",
        &["sqlx", "ledger::post", "lettre", "portal_pool", "worker_pool", "staff_pool"],
        "a page loads, acts through a flow, and shows",
    ),
    ("src/web/components/", &["App>", "StaffRead", "TenantTx", "axum"], "a component shows values"),
];

/// Files over 400 lines without their tests, each with the lines it may have at most. The list may only
/// shrink: a file that has become shorter than 400 must leave it.
const LONG_FILES: &[(&str, usize, &str)] = &[];

/// Functions over 70 lines, likewise.
const LONG_FUNCTIONS: &[(&str, &str, usize, &str)] = &[
    ("src/documents/samples/mod.rs", "invoice", 160, "one literal"),
    (
        "src/flows/credit_notes/issue_credit_note.rs",
        "issue_credit_note",
        92,
        "the procedure as a bookkeeper dictates it, and the note's one literal",
    ),
];

/// Statements that are put together, each of them from constants or from what cannot hold a quote.
const ASSEMBLED_SQL: &[(&str, &str)] = &[
    (
        "src/store/transaction.rs",
        "settings of a transaction: a Uuid, an instant, an actor of fixed words",
    ),
    ("src/store/roles.rs", "names of roles and databases, which cannot be bound"),
    ("src/store/sign_in.rs", "settings of a transaction: an instant, an actor of fixed words"),
    ("src/store/invoice_lists.rs", "names of columns from an enum"),
];

/// Text nodes that are the same in every language.
const SAME_IN_EVERY_LANGUAGE: &[&str] = &["UTC"];

fn product() -> Vec<Source> {
    all("src", "rs").into_iter().filter(|source| !source.is_test_only()).collect()
}

fn assert_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

#[test]
fn each_layer_names_only_the_layers_below_it() {
    let mut faults = Vec::new();
    for source in product() {
        let Some((layer, allowed)) =
            LAYERS.iter().find(|(layer, _)| source.path.starts_with(layer))
        else {
            continue;
        };
        for (number, line) in source.code_lines() {
            for part in line.split("crate::").skip(1) {
                let name: String =
                    part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                // `use crate::{a, b}` is written one by one here; macros of the crate begin with a letter too.
                if name.is_empty()
                    || (!allowed.contains(&name.as_str()) && !part.starts_with("Result"))
                {
                    faults.push(format!("{}:{number}: {layer} names crate::{name}", source.path));
                }
            }
        }
    }
    assert_none("layers", &faults);
}

#[test]
fn no_layer_reaches_beyond_its_boundary() {
    let mut faults = Vec::new();
    for source in product() {
        for (layer, words, reason) in
            OUT_OF_REACH.iter().filter(|(l, ..)| source.path.starts_with(l))
        {
            for (number, line) in source.code_lines() {
                for word in words.iter().filter(|word| line.contains(**word)) {
                    faults.push(format!("{}:{number}: {word} in {layer}: {reason}", source.path));
                }
            }
        }
    }
    assert_none("boundaries", &faults);
}

#[test]
fn sql_stands_in_the_store_only() {
    let calls =
        ["sqlx::query", "query!(", "query_as!(", "query_scalar!(", "raw_sql(", "QueryBuilder"];
    let mut faults = Vec::new();
    for source in product().iter().filter(|source| !source.path.starts_with("src/store/")) {
        for (number, line) in source.code_lines() {
            if calls.iter().any(|call| line.contains(call)) {
                faults.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none("SQL outside of src/store", &faults);
}

#[test]
fn sql_is_put_together_only_where_it_says_why() {
    let mut found = BTreeSet::new();
    let mut faults = Vec::new();
    for source in product() {
        for (number, line) in source.code_lines() {
            if ["AssertSqlSafe(", "push(format!", "push(&format!"]
                .iter()
                .any(|call| line.contains(call))
            {
                let is_query =
                    line.contains("AssertSqlSafe(") || source.path.starts_with("src/store/");
                if !is_query {
                    continue;
                }
                found.insert(source.path.clone());
                if !ASSEMBLED_SQL.iter().any(|(path, _)| *path == source.path) {
                    faults.push(format!("{}:{number}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert_none("SQL put together from parts", &faults);
    for (path, _) in ASSEMBLED_SQL.iter().filter(|(path, _)| !found.contains(*path)) {
        assert!(*path == "src/store/sign_in.rs", "{path} no longer needs to be listed");
    }
}

#[test]
fn only_the_clock_reads_the_time() {
    let readings = [
        "Timestamp::now",
        "Zoned::now",
        "SystemTime::now",
        "Utc::now",
        "OffsetDateTime::now",
        "Local::now",
    ];
    let mut faults = Vec::new();
    for source in product().iter().filter(|source| source.path != "src/clock.rs") {
        for (number, line) in source.code_lines() {
            if readings.iter().any(|reading| line.contains(reading)) {
                faults.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    // SQL has clocks of its own. `clock_timestamp` stands once: the log's, when no application is there.
    for source in all("src/store", "rs").iter().chain(&all("migrations", "sql")) {
        for (number, line) in source.text.lines().enumerate() {
            let line = line.split("--").next().unwrap().split("//").next().unwrap();
            let reads = [
                "now()",
                "current_date",
                "current_timestamp",
                "localtimestamp",
                "statement_timestamp",
            ];
            if reads.iter().any(|reading| line.to_lowercase().contains(reading)) {
                faults.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    // `clock.now()` of ours is what everybody should read.
    faults.retain(|fault| !(fault.contains("clock.now()") && fault.starts_with("src/")));
    assert_none("clocks", &faults);
}

#[test]
fn no_float_comes_near_money() {
    let mut faults = Vec::new();
    for source in product() {
        let is_near =
            ["src/domain/", "src/flows/", "src/store/"].iter().any(|l| source.path.starts_with(l));
        for (number, line) in source.code_lines().filter(|_| is_near) {
            let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            if words.into_iter().any(|word| word.ends_with("f32") || word.ends_with("f64")) {
                faults.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none("floats", &faults);
}

#[test]
fn files_have_at_most_400_lines() {
    let mut faults = Vec::new();
    let mut long = BTreeMap::new();
    for source in product() {
        let lines = source.lines_without_tests();
        if lines > 400 {
            long.insert(source.path.clone(), lines);
            let allowed = LONG_FILES.iter().find(|(path, ..)| *path == source.path);
            if allowed.is_none_or(|(_, most, _)| lines > *most) {
                faults.push(format!("{}: {lines} lines", source.path));
            }
        }
    }
    for (path, ..) in LONG_FILES.iter().filter(|(path, ..)| !long.contains_key(*path)) {
        faults.push(format!("{path} is short now: take it off the list"));
    }
    assert_none("long files", &faults);
}

#[test]
fn functions_have_at_most_70_lines() {
    let mut faults = Vec::new();
    let mut long = BTreeSet::new();
    for source in product() {
        for (name, lines) in source.functions().into_iter().filter(|(_, lines)| *lines > 70) {
            long.insert((source.path.clone(), name.clone()));
            let allowed =
                LONG_FUNCTIONS.iter().find(|(path, n, ..)| *path == source.path && *n == name);
            if allowed.is_none_or(|(_, _, most, _)| lines > *most) {
                faults.push(format!("{}: {name} has {lines} lines", source.path));
            }
        }
    }
    for (path, name, ..) in LONG_FUNCTIONS {
        if !long.contains(&((*path).to_owned(), (*name).to_owned())) {
            faults.push(format!("{path}: {name} is short now: take it off the list"));
        }
    }
    assert_none("long functions", &faults);
}

#[test]
fn every_migration_says_why_and_is_named_for_it() {
    let migrations = all("migrations", "sql");
    assert!(migrations.len() >= 9);
    for source in &migrations {
        let header: Vec<&str> =
            source.text.lines().take_while(|line| line.starts_with("--")).collect();
        let words: usize = header.iter().map(|line| line.split_whitespace().count()).sum();
        assert!(words >= 8, "{} begins with no sentence on why it is", source.path);
        let name = source.path.rsplit('/').next().unwrap();
        let (version, purpose) = name.split_once('_').unwrap();
        assert!(version.len() == 14 && version.bytes().all(|b| b.is_ascii_digit()), "{name}");
        assert!(purpose.len() > 6, "{name}");
    }
}

#[test]
fn every_recurring_job_stands_in_the_timetable() {
    let schedule =
        all("src/jobs", "rs").into_iter().find(|s| s.path.ends_with("/schedule.rs")).unwrap();
    // What drains a queue or cleans up is a function `run` of its own file, or a kind of job.
    let named: BTreeSet<&str> =
        quittance::jobs::schedule::SCHEDULE.iter().map(|line| line.name).collect();
    for source in all("src/jobs", "rs") {
        let name = source.path.trim_start_matches("src/jobs/").trim_end_matches(".rs");
        let is_recurring =
            source.code_lines().any(|(_, line)| line.contains("pub async fn run(work: &Work"));
        assert!(!is_recurring || named.contains(name), "{name} is in no line of the timetable");
    }
    for kind in quittance::jobs::Job::KINDS.iter().filter(|kind| kind.starts_with("delete_")) {
        assert!(named.contains(kind), "{kind} is queued by nobody");
    }
    // Nobody else keeps a timetable.
    for source in product() {
        let is_timer = source.code_lines().any(|(_, line)| line.contains("tokio::time::interval("));
        let is_known = ["src/store/clock.rs", "src/jobs/worker.rs", "src/local_postgres/"];
        assert!(
            !is_timer || is_known.iter().any(|p| source.path.starts_with(p)),
            "{}",
            source.path
        );
    }
    assert!(schedule.text.contains("pub const SCHEDULE"));
}

#[test]
fn nothing_is_left_undone_skipped_or_silenced() {
    let words = ["todo!", "unimplemented!", "#[ignore", "dbg!(", "#![allow"];
    let mut faults = Vec::new();
    for source in all("src", "rs").iter().chain(&all("tests", "rs")) {
        if source.path.starts_with("tests/it/tidy") {
            continue;
        }
        for (number, line) in source.code_lines() {
            let is_silenced = line.contains("#[allow(") && !line.contains("reason");
            if is_silenced || words.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
        for (number, line) in source.text.lines().enumerate() {
            if ["TODO", "FIXME", "XXX:", "HACK"].iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert_none("left undone", &faults);
}

#[test]
fn no_text_for_people_stands_in_a_page() {
    let mut faults = Vec::new();
    for source in product().iter().filter(|source| source.path.starts_with("src/web/")) {
        for (number, text) in text_nodes(&source.text) {
            if !SAME_IN_EVERY_LANGUAGE.contains(&text.trim()) {
                faults.push(format!("{}:{number}: {text:?}", source.path));
            }
        }
    }
    assert_none("texts outside of the catalogue", &faults);
}

#[test]
fn every_module_says_what_it_owns() {
    let mut faults = Vec::new();
    for source in product() {
        if !source.text.starts_with("//!") {
            faults.push(source.path.clone());
        }
    }
    assert_none("modules without a first sentence", &faults);
}

#[test]
fn nothing_names_a_machine() {
    // Put together, so that this file does not find itself.
    let words = [
        ["/wo", "rk/"].concat(),
        ["/ho", "me/"].concat(),
        ["/ro", "ot/"].concat(),
        ["artif", "actory"].concat(),
    ];
    let mut faults = Vec::new();
    for (folder, kinds) in [
        ("src", &["rs", "html", "txt"][..]),
        ("tests", &["rs"]),
        ("migrations", &["sql"]),
        ("docs", &["md"]),
        ("bin", &[""]),
        ("locales", &["ftl"]),
        ("style", &["css"]),
        ("end2end", &["ts", "json"]),
        ("ops", &["yml", "json", "mjs"]),
    ] {
        for source in kinds.iter().flat_map(|kind| all(folder, kind)) {
            for (number, line) in source.text.lines().enumerate() {
                if words.iter().any(|word| line.contains(word.as_str())) {
                    faults.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
                }
            }
        }
    }
    assert_none("paths of somebody's machine", &faults);
}
