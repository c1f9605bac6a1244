//! Sealed columns: what the database holds, the register of them, and changing the key (row R2).

use crate::harness::database::run;
use crate::harness::{TESTER, World};
use quittance::domain::id::RuleId;
use quittance::domain::routing::{Conditions, Terms};
use quittance::flows::keys::{keys_in_use, reseal};
use quittance::flows::routing::change_rules::{RuleDraft, RuleEditor};
use quittance::flows::routing::open_rules;
use quittance::seal::columns::{SEALED_COLUMNS, SealedColumn};
use quittance::seal::{KeyRing, Place, add_key, key_of};
use quittance::store::routing;
use std::path::PathBuf;

/// A world with so many rules, sealed with the key of a file.
async fn with_rules(count: usize) -> (World, KeyRing, PathBuf) {
    let world = World::new().await;
    let file = world.database.scratch_folder().join("keys");
    let keys = KeyRing::read_or_make(file.clone()).unwrap();
    let editor = RuleEditor { db: world.db(), keys: &keys, actor: TESTER, now: world.now() };
    for number in 0..count {
        let terms = Terms { conditions: Conditions::default(), gateways: vec!["acme-pay".into()] };
        let draft = RuleDraft { name: format!("Rule {number}"), terms };
        editor.create(RuleId::new(), draft).await.unwrap();
    }
    (world, keys, file)
}

async fn opened(world: &World, keys: &KeyRing) -> usize {
    let mut tx = world.db().staff_read().await.unwrap();
    let rules = open_rules(keys, routing::rules_for_staff(&mut tx).await.unwrap()).unwrap();
    assert!(rules.iter().all(|rule| rule.terms.gateways == ["acme-pay"]));
    rules.len()
}

#[tokio::test]
async fn every_column_that_is_called_sealed_is_in_the_register_and_holds_nothing_in_clear() {
    let (world, keys, _) = with_rules(1).await;
    let mut superuser = world.database.superuser().await;
    let mut found: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns
          where table_schema = 'public' and column_name like '%\\_sealed' and data_type = 'bytea'
          order by 1, 2",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let mut listed: Vec<_> =
        SEALED_COLUMNS.iter().map(|c| (c.table.to_owned(), c.column.to_owned())).collect();
    found.sort();
    listed.sort();
    assert_eq!(found, listed);
    let clear: i64 = sqlx::query_scalar(
        "select (select count(*) from routing_rules where position(convert_to('acme', 'UTF8') in terms_sealed) > 0)
              + (select count(*) from audit_log where after::text like '%acme%')",
    )
    .fetch_one(&mut superuser)
    .await
    .unwrap();
    assert_eq!(clear, 0);
    assert_eq!(opened(&world, &keys).await, 1);
}

#[tokio::test]
async fn a_sealed_value_that_is_moved_to_another_row_does_not_open() {
    let (world, keys, _) = with_rules(2).await;
    let swap = "update routing_rules set terms_sealed = (select terms_sealed from routing_rules \
                 order by position limit 1)";
    run(&mut world.database.superuser().await, swap).await;
    let mut tx = world.db().staff_read().await.unwrap();
    let sealed = routing::rules_for_staff(&mut tx).await.unwrap();
    assert!(open_rules(&keys, sealed).is_err());
}

#[tokio::test]
async fn two_who_rotate_at_once_seal_each_value_anew_and_none_is_lost() {
    let (world, running, file) = with_rules(250).await;
    let old = running.ids()[0];
    add_key(&file).unwrap();
    let ring = KeyRing::read(file).unwrap();
    let newest = *ring.ids().last().unwrap();
    let rotate = || reseal(world.db(), &ring, SEALED_COLUMNS, world.now());
    // One of them is cut off in the middle: what it had committed stays, the rest is done by the others.
    let _ = tokio::time::timeout(std::time::Duration::from_millis(40), rotate()).await;
    let (one, other) = tokio::join!(rotate(), rotate());
    assert!(one.unwrap() + other.unwrap() <= 250);
    assert_eq!(rotate().await.unwrap(), 0, "nothing is left");
    let in_use = keys_in_use(world.db(), SEALED_COLUMNS).await.unwrap();
    assert_eq!(in_use.into_iter().collect::<Vec<_>>(), [(newest, 250)]);
    assert_ne!(old, newest);
    // Rules that are read are at most 200; a process that runs finds the new key by itself.
    assert_eq!(opened(&world, &running).await, 200);
}

#[tokio::test]
async fn values_of_tenants_are_sealed_anew_each_under_its_own_tenant() {
    const SECRETS: SealedColumn = SealedColumn {
        table: "secrets",
        column: "body_sealed",
        key: &["secret_id"],
        is_tenants: true,
    };
    let (world, keys, file) = with_rules(0).await;
    let mut superuser = world.database.superuser().await;
    let table = "create table secrets (tenant_id uuid not null references tenants, secret_id text not null,
                                       body_sealed bytea not null, primary key (tenant_id, secret_id));
                 call protect_tenant_table('secrets', 'select, update')";
    run(&mut superuser, table).await;
    let tenants = [world.tenant("Alpha").await, world.tenant("Beta").await];
    for tenant in tenants {
        let place = Place { column: &SECRETS, tenant: tenant.0, row: "one" };
        let sealed = keys.seal(&place, tenant.to_string().as_bytes()).unwrap();
        sqlx::query("insert into secrets values ($1, 'one', $2)")
            .bind(tenant.0)
            .bind(sealed)
            .execute(&mut superuser)
            .await
            .unwrap();
    }
    let newest = add_key(&file).unwrap();
    let ring = KeyRing::read(file).unwrap();
    assert_eq!(reseal(world.db(), &ring, &[&SECRETS], world.now()).await.unwrap(), 2);
    for tenant in tenants {
        let sealed: Vec<u8> =
            sqlx::query_scalar("select body_sealed from secrets where tenant_id = $1")
                .bind(tenant.0)
                .fetch_one(&mut superuser)
                .await
                .unwrap();
        assert_eq!(key_of(&sealed), ring.ids().last().copied(), "{newest:?}");
        let place = Place { column: &SECRETS, tenant: tenant.0, row: "one" };
        assert_eq!(ring.open(&place, &sealed).unwrap(), tenant.to_string().as_bytes());
    }
}
