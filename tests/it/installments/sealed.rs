//! What a plan says is not read in the database, and each of its events stands in the audit log (G4).

use super::{active, card_becomes};
use crate::autopay::days_pass;
use crate::harness::TESTER;
use crate::harness::shop::Shop;
use quittance::domain::id::InstallmentPlanId;
use quittance::domain::installment::{Frequency, PlanTerms};
use quittance::flows::installments::{
    Acceptance, agreement_file, eligible, open_terms, opened, show_agreement, take_plan,
};
use quittance::flows::keys::{keys_in_use, reseal};
use quittance::flows::payments::Till;
use quittance::i18n::Locale;
use quittance::seal::columns::SEALED_COLUMNS;
use quittance::seal::{KeyRing, add_key};

#[tokio::test]
async fn a_dump_shows_neither_terms_nor_words_nor_who_agreed_from_where() {
    let (shop, _, plan, _) = active().await;
    let keys = &shop.world.app.work.till.keys;
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    let id = plan.parse().unwrap();
    let terms = open_terms(&mut tx, keys, id).await.unwrap();
    assert_eq!(terms.installments, 3);
    let (_, agreement) = opened(&mut tx, keys, id).await.unwrap().unwrap();
    let words = serde_json::to_string(&agreement).unwrap();
    drop(tx);
    let secrets =
        ["127.0.0.1", "owner@people.example", "There is no interest", "frequency", "%PDF"];
    for secret in secrets {
        let is_there = words.contains(secret) || matches!(secret, "frequency" | "%PDF");
        assert!(is_there, "{secret} is what is sealed");
        for table in [
            "installment_plans",
            "installment_agreements",
            "installment_mandates",
            "installment_events",
        ] {
            // As text, and inside of every bytea.
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            let sql = format!(
                "select count(*) from {table} t where t::text like '%{secret}%' or t::text like '%{hex}%'"
            );
            let rules_name_it = table == "installment_plans" && secret == "frequency";
            let found = shop.number(&sql).await;
            assert!(found == 0 || rules_name_it, "{secret} in {table}");
        }
    }
    let logged = "select count(*) from audit_log where subject_kind like 'installment%'
                     and (after::text like '%sealed%' or after::text like '%127.0.0.1%')";
    assert_eq!(shop.number(logged).await, 0);
}

#[tokio::test]
async fn keys_are_changed_under_a_plan_that_goes_on() {
    let shop = Shop::open().await;
    let invoice = super::invoice(&shop).await;
    let file = shop.world.database.scratch_folder().join("keys");
    let running = KeyRing::read_or_make(file.clone()).unwrap();
    let till = Till { keys: running.clone(), ..shop.world.app.work.till.clone() };
    let now = shop.world.now();
    let mut tx = shop.world.write(shop.tenant).await;
    let (found, _, rules) = eligible(&mut tx, invoice).await.unwrap();
    let terms = PlanTerms {
        installments: 3,
        frequency: Frequency::Monthly,
        first_due_on: None,
        days: Vec::new(),
        down_payment_percent: rules.down_payment_percent,
        note: String::new(),
    };
    let with = (&terms, &rules);
    let locale = Locale::En;
    let shown = show_agreement(&mut tx, now, &found, with, None, None, locale).await.unwrap();
    let acceptance = Acceptance {
        actor: &TESTER,
        email: "owner@people.example",
        client_ip: "127.0.0.1",
        locale,
        shown_sha256: shown.sha256,
        method: None,
    };
    let id = InstallmentPlanId::new();
    take_plan(&mut tx, now, &till, (id, invoice), &terms, &acceptance).await.unwrap();
    let before = agreement_file(&mut tx, &running, id).await.unwrap().bytes;
    tx.commit().await.unwrap();
    let audited = shop.number("select count(*) from audit_log").await;
    add_key(&file).unwrap();
    let ring = KeyRing::read(file).unwrap();
    let resealed = reseal(shop.world.db(), &ring, SEALED_COLUMNS, now).await.unwrap();
    assert_eq!(resealed, 4, "terms, agreement, file, consent");
    let in_use = keys_in_use(shop.world.db(), SEALED_COLUMNS).await.unwrap();
    assert_eq!(in_use.into_iter().collect::<Vec<_>>(), [(*ring.ids().last().unwrap(), 4)]);
    assert_eq!(shop.number("select count(*) from audit_log").await, audited, "no event");
    // The process that runs finds the new key by itself.
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    assert_eq!(agreement_file(&mut tx, &running, id).await.unwrap().bytes, before);
    assert_eq!(open_terms(&mut tx, &running, id).await.unwrap(), terms);
}

#[tokio::test]
async fn each_event_of_a_plan_stands_in_the_audit_log() {
    let (shop, _, plan, _) = active().await;
    card_becomes(&shop, super::POOR).await;
    days_pass(&shop, 40).await;
    let events = format!("select count(*) from installment_events where plan_id = '{plan}'");
    let logged = format!(
        "select count(*) from audit_log where action = 'installment_event.created' and subject_id = '{plan}'"
    );
    assert_eq!(shop.number(&events).await, 6);
    assert_eq!(shop.number(&logged).await, 6);
    for action in [
        "installment_plan.created",
        "installment_plan.updated",
        "installment.created",
        "installment_agreement.created",
        "installment_mandate.created",
        "installment_attempt.created",
    ] {
        let sql = format!("select count(*) from audit_log where action = '{action}'");
        assert!(shop.number(&sql).await > 0, "{action}");
    }
}
