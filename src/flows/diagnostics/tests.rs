use super::*;
use crate::auth::test_world::World;

fn config(public_url: &'static str) -> Config {
    Config::read(|name| (name == "QUITTANCE_PUBLIC_URL").then(|| public_url.to_owned())).unwrap()
}

#[tokio::test]
async fn a_fresh_database_has_nothing_that_fails() {
    let world = World::new().await;
    let findings =
        diagnose(&world.auth.db, &world.auth.clock, &config("https://billing.example")).await;
    let of = |check: &str| {
        let finding = findings.iter().find(|finding| finding.check == check);
        finding.unwrap_or_else(|| panic!("{check} was not looked at")).health
    };
    for check in [
        "diagnosis-database",
        "diagnosis-roles",
        "diagnosis-migrations",
        "diagnosis-outbox",
        "diagnosis-contradictions",
        "diagnosis-trial-balance",
        "diagnosis-pdf",
        "diagnosis-public-url",
    ] {
        assert_eq!(of(check), Health::Ok, "{check}: {findings:?}");
    }
    // There is no mail server, and nobody has said that this is a sandbox.
    assert_eq!(of("diagnosis-mail"), Health::Warn);
}

#[tokio::test]
async fn every_finding_can_be_said_in_every_language() {
    let world = World::new().await;
    for finding in diagnose(&world.auth.db, &world.auth.clock, &config("http://x.example")).await {
        for locale in Locale::ALL {
            assert!(!finding.name(locale).is_empty() && !finding.sentence(locale).is_empty());
        }
    }
}
