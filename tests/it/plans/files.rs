//! The catalogue from a file, by the command.

use super::number;
use crate::harness::World;
use sqlx::ConnectOptions;
use std::process::{Command, Output};

fn plans(world: &World, arguments: &[&str]) -> Output {
    let url = world.database.options("postgres").to_url_lossy();
    let mut command = Command::new(env!("CARGO_BIN_EXE_quittance"));
    command
        .env_clear()
        .env("DATABASE_URL", url.as_str())
        .env("QUITTANCE_HOME", std::env::temp_dir());
    command.arg("plans").args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn file(base: &str, second: &str) -> String {
    format!(
        r#"[{{"plan": "team", "name": "Team", "currency": "EUR", "interval": "month",
             "components": [{{"code": "base", "description": "Team", "quantity": "one", "timing": "in_advance",
                              "price": {{"model": "flat", "amount": "{base}"}}}}]}},
            {{"plan": "team", "name": "Team", "currency": "EUR", "interval": "{second}",
             "components": [{{"code": "base", "description": "Team", "quantity": "one", "timing": "in_advance",
                              "price": {{"model": "flat", "amount": "490"}}}}]}}]"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_publishes_what_differs_and_all_of_it_or_nothing() {
    let world = World::new().await;
    let path = std::env::temp_dir().join(format!("plans-{}.json", uuid::Uuid::now_v7()));
    let name = path.to_str().unwrap();
    let publish = |json: &str| {
        std::fs::write(&path, json).unwrap();
        plans(&world, &["publish", name])
    };
    let wrong = publish(&file("49", "fortnight"));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said(&wrong).contains("fortnight"), "{}", said(&wrong));
    // A price below nothing is found when the first version is stored already.
    let negative = publish(&file("49", "year").replace("490", "-490"));
    assert_eq!(negative.status.code(), Some(1), "{}", said(&negative));
    assert_eq!(number(&world, "select count(*) from plan_versions").await, 0);

    let first = publish(&file("49", "year"));
    assert!(said(&first).contains("2 of 2 published"), "{}", said(&first));
    let again = publish(&file("49", "year"));
    assert!(said(&again).contains("0 of 2 published"), "{}", said(&again));
    let dearer = publish(&file("55", "year"));
    assert!(said(&dearer).contains("published team EUR month 1 v2"), "{}", said(&dearer));
    let listed = said(&plans(&world, &["list"]));
    assert!(listed.contains("team EUR month 1 v1") && listed.contains("superseded"), "{listed}");
    assert!(listed.contains("3 versions"), "{listed}");
    std::fs::remove_file(&path).unwrap();
}
