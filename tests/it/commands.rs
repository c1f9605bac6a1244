//! The binary's commands, run as a person runs them: what they print, what they refuse, and how they end.

use crate::harness::books::eur;
use crate::harness::{TESTER, World};
use quittance::config;
use quittance::domain::access::StaffRole;
use quittance::domain::id::RuleId;
use quittance::domain::routing::{Conditions, Terms};
use quittance::flows::routing::change_rules::{RuleDraft, RuleEditor};
use quittance::seal::KeyRing;
use quittance::store::deployment::{self, Mode};
use quittance::store::people;
use sqlx::ConnectOptions;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The command in this world's database.
pub(crate) fn quittance(world: &World, arguments: &[&str]) -> Output {
    let url = world.database.options("postgres").to_url_lossy();
    let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
    command
        .env_clear()
        .env("DATABASE_URL", url.as_str())
        .env("QUITTANCE_HOME", std::env::temp_dir());
    command.args(arguments).output().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

async fn choose(world: &World, mode: Mode) {
    let mut tx = world.db().operator(&TESTER, world.now()).await.unwrap();
    deployment::choose(&mut tx, mode, world.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A path in the temporary folder that nobody else uses.
fn temporary_path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{name}-{}", uuid::Uuid::now_v7()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_a_live_deployment_does_not_move() {
    let world = World::new().await;
    choose(&world, Mode::Live).await;
    let output = quittance(&world, &["advance", "30d"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("this deployment is live"), "{}", said(&output));
    let offset = quittance::store::clock::offset_seconds(world.db()).await.unwrap();
    assert_eq!(offset, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_moves_and_says_what_happened() {
    let world = World::new().await;
    choose(&world, Mode::Sandbox).await;
    let output = quittance(&world, &["advance", "2d"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("The clock went from"), "{}", said(&output));
    let offset = quittance::store::clock::offset_seconds(world.db()).await.unwrap();
    assert_eq!(offset, 2 * 24 * 60 * 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_data_never_gets_into_live_books_and_serve_never_serves_a_sandbox() {
    for (mode, command, refusal) in [
        (Mode::Live, "demo", "holds a live deployment"),
        (Mode::Sandbox, "serve", "holds a sandbox"),
    ] {
        let world = World::new().await;
        choose(&world, mode).await;
        let url = world.database.options("postgres").to_url_lossy();
        let output = Command::new(env!("CARGO_BIN_EXE_quittance"))
            .env_clear()
            .env("DATABASE_URL", url.as_str())
            .env("QUITTANCE_LISTEN", "127.0.0.1:0")
            .env("QUITTANCE_HOME", std::env::temp_dir())
            .arg(command)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(refusal), "{}", said(&output));
        let mut tx = world.db().staff_read().await.unwrap();
        let tenants = quittance::store::tenants::search(&mut tx, "", None, 1).await.unwrap();
        assert!(tenants.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_said_in_words_a_person_understands() {
    let world = World::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = quittance(&world, &["demo", "--port", &port]);
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("port {port} of 127.0.0.1 is taken by another program");
    assert!(said(&output).contains(&expected), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_changed_on_the_command_line_and_nothing_starts_without_the_file() {
    let world = World::new().await;
    choose(&world, Mode::Live).await;
    let folder = temporary_path("quittance-keys");
    let file = folder.join("ring");
    let run = |arguments: &[&str]| {
        let url = world.database.options("postgres").to_url_lossy();
        let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
        command
            .env_clear()
            .env("DATABASE_URL", url.as_str())
            .env("QUITTANCE_LISTEN", "127.0.0.1:0");
        command.env("QUITTANCE_HOME", &folder).env("QUITTANCE_KEYS_FILE", &file);
        command.args(arguments).output().unwrap()
    };
    let output = run(&["keys", "list"]);
    assert!(said(&output).contains("0 values  seals"), "{}", said(&output));
    let keys = KeyRing::read(file.clone()).unwrap();
    let editor = RuleEditor { db: world.db(), keys: &keys, actor: TESTER, now: world.now() };
    let terms = Terms { conditions: Conditions::default(), gateways: vec!["stripe".into()] };
    editor.create(RuleId::new(), RuleDraft { name: "All".into(), terms }).await.unwrap();
    let output = run(&["keys", "rotate"]);
    assert!(said(&output).contains("1 values were sealed anew"), "{}", said(&output));
    let output = run(&["keys", "list"]);
    assert_eq!(said(&output).lines().filter(|line| line.contains("values")).count(), 2);
    fs::remove_file(&file).unwrap();
    let output = run(&["serve"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("put the file back that has them"), "{}", said(&output));
    assert!(!file.exists(), "no key that opens nothing is made");
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_and_a_customers_owner_come_from_the_command_line() {
    let world = World::new().await;
    let tenant = world.tenant("Erste").await;
    let admin =
        ["staff", "add", "--email", "Ada@Operator.example", "--name", "Ada", "--role", "admin"];
    let output = quittance(&world, &admin);
    assert!(output.status.success(), "{}", said(&output));
    let found = people::credentials(world.db(), "ada@operator.example").await.unwrap().unwrap();
    let staff = people::staff(world.db(), found.person).await.unwrap().unwrap();
    assert_eq!(staff.role, StaffRole::Admin);

    let owner =
        ["customer-owner", "add", "--account-ref", "C-Erste", "--email", "eva@erste.example"];
    let output = quittance(&world, &[&owner[..], &["--name", "Eva"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let found = people::credentials(world.db(), "eva@erste.example").await.unwrap().unwrap();
    let memberships = people::memberships(world.db(), found.person).await.unwrap();
    assert_eq!(memberships[0].tenant, tenant);

    let nobodys = ["customer-owner", "add", "--account-ref", "C-Zweite", "--email", "x@x.example"];
    let output = quittance(&world, &[&nobodys[..], &["--name", "X"]].concat());
    assert!(said(&output).contains("no customer with the reference \"C-Zweite\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_export_is_proved_offline_until_one_byte_is_changed() {
    let world = World::new().await;
    let (books, tenant) = (world.books("seller").await, world.tenant("Audit").await);
    let invoice = world.issue(tenant, &books, 100).await;
    world.pay(tenant, eur(119_00), &[invoice.invoice_id], "key").await;
    let path = temporary_path("audit");
    let file = path.to_str().unwrap();
    let output = quittance(&world, &["audit", "export", "--output", file]);
    assert!(output.status.success(), "{}", said(&output));
    let proved = quittance(&world, &["audit", "verify"]);
    assert!(proved.status.success(), "{}", said(&proved));

    let offline = |arguments: &[&str]| {
        let binary = env!("CARGO_BIN_EXE_quittance");
        Command::new(binary).env_clear().args(arguments).output().unwrap()
    };
    let proved = offline(&["audit", "verify", "--file", file]);
    assert!(proved.status.success(), "{}", said(&proved));
    let text = fs::read_to_string(&path).unwrap();
    // 119.00 was received; a zero makes it 1190.00.
    let changed = text.replacen("\\\"amount_minor\\\": 11900", "\\\"amount_minor\\\": 119000", 1);
    assert_ne!(changed, text);
    fs::write(&path, changed).unwrap();
    let broken = offline(&["audit", "verify", "--file", file]);
    fs::remove_file(&path).unwrap();
    assert_eq!(broken.status.code(), Some(1));
    assert!(said(&broken).contains("it was changed"), "{}", said(&broken));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_exported_to_a_file_and_added_up() {
    let world = World::new().await;
    let (books, tenant) = (world.books("seller").await, world.tenant("Ledger").await);
    world.issue(tenant, &books, 100).await;
    let path = temporary_path("ledger");
    let arguments =
        ["ledger", "export", "--format", "beancount", "--output", path.to_str().unwrap()];
    let output = quittance(&world, &arguments);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("1 transactions"), "{}", said(&output));
    let journal = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(journal.contains("Assets:Receivable:C-Ledger  119.00 EUR\n"), "{journal}");
    let output = quittance(&world, &["ledger", "balance"]);
    assert!(output.status.success());
    let sum =
        said(&output).lines().last().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(sum, "sum 0.00 EUR");
}

#[test]
fn the_settings_are_printed_even_where_one_does_not_read() {
    let output = Command::new(env!("CARGO_BIN_EXE_quittance"))
        .env("QUITTANCE_LISTEN", "nonsense")
        .arg("settings")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), config::env_example());
}

/// Hands a message to `quittance mail bounce` as a mail server does.
fn hand_over(url: &str, address: Option<&str>, message: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
    command.env_clear().env("DATABASE_URL", url).env("QUITTANCE_HOME", std::env::temp_dir());
    if let Some(address) = address {
        command.env("QUITTANCE_BOUNCE_ADDRESS", address);
    }
    let piped = std::process::Stdio::piped;
    command.args(["mail", "bounce", "--to", "bounces+x+y@acme.example", "-"]);
    let mut running = command.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
    // A command that ends before it has read everything is judged by its exit code.
    let _ = std::io::Write::write_all(&mut running.stdin.take().unwrap(), message);
    running.wait_with_output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_hears_whether_to_hand_a_notice_over_again() {
    let world = World::new().await;
    let url = world.database.options("postgres").to_url_lossy();
    let address = Some("bounces@acme.example");
    for message in [&b""[..], b"Subject: hello\r\n\r\nI am no notice", &[0xff; 5000]] {
        let taken = hand_over(url.as_str(), address, message);
        assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
        assert!(said(&taken).contains("not to an address of ours"), "{}", said(&taken));
    }
    // EX_TEMPFAIL: a setting that is missing or wrong, or a database that is away.
    let nowhere = "postgres://nobody@127.0.0.1:9/nothing";
    for (url, address) in [
        (url.as_str(), None),
        (url.as_str(), Some("much-too-long-a-name@acme.example")),
        (nowhere, address),
    ] {
        let refused = hand_over(url, address, b"");
        assert_eq!(refused.status.code(), Some(75), "{}", said(&refused));
    }
}
