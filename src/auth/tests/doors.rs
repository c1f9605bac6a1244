//! What sign-in leaves on record, and who may look.

use super::*;

#[tokio::test]
async fn sign_ins_and_failures_stand_on_the_operators_chain_without_addresses() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = world.browser(pages());
    let email = world.email("ada").to_string();
    browser.post("/sign-in", &[("email", &email), ("password", "wrong")]).await;
    browser.sign_in(&world, "ada").await;
    browser.post("/sign-out", &[]).await;
    let unknown = world.email("nobody");
    browser.post("/sign-in", &[("email", unknown.as_str()), ("password", "wrong")]).await;
    let mut staff = world.connection(Role::StaffRead).await;
    let entries: Vec<(String, String, String)> = sqlx::query_as(
        "select actor, action, after::text from audit_log
          where tenant_id = '00000000-0000-0000-0000-000000000000'
            and (subject_id = $1 or after ->> 'address_sha256' = $2)
          order by sequence",
    )
    .bind(ada.to_string())
    .bind(throttle::address_hash(&unknown))
    .fetch_all(&mut staff)
    .await
    .unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.1.as_str()).collect();
    assert_eq!(
        actions,
        [
            "person.created",
            "person.sign_in_failed",
            "person.signed_in",
            "person.signed_out",
            "person.sign_in_failed"
        ]
    );
    assert_eq!(entries[2].0, format!("person:{ada}"));
    assert!(entries.iter().all(|entry| !entry.2.contains('@')), "{entries:?}");
}

#[tokio::test]
async fn the_portal_role_sees_nobody_but_through_the_doors() {
    let world = World::new().await;
    let (acme, bolt) = (world.tenant("Acme").await, world.tenant("Bolt").await);
    let ada = world.member("ada", acme, MemberRole::Owner).await;
    let bob = world.member("bob", bolt, MemberRole::Owner).await;
    let mut portal = world.connection(Role::Portal).await;
    let count = "select count(*) from people where person_id = any($1)";
    let both = vec![ada.0, bob.0];
    let outside: i64 = sqlx::query_scalar(count).bind(&both).fetch_one(&mut portal).await.unwrap();
    assert_eq!(outside, 0, "no tenant, no people");
    sqlx::query("select set_config('app.tenant_id', $1, false)")
        .bind(acme.to_string())
        .execute(&mut portal)
        .await
        .unwrap();
    let inside: Vec<uuid::Uuid> =
        sqlx::query_scalar("select person_id from people where person_id = any($1)")
            .bind(&both)
            .fetch_all(&mut portal)
            .await
            .unwrap();
    assert_eq!(inside, [ada.0]);
    for forbidden in [
        "select password_hash from people",
        "insert into people (person_id, email, name, created_at)
              values (gen_random_uuid(), 'x@y.example', 'x', '2026-01-01Z')",
        "update people set name = 'x'",
        "delete from people",
        "select role from staff_members",
        "insert into staff_members (person_id, role, created_at)
              values (gen_random_uuid(), 'admin', '2026-01-01Z')",
    ] {
        let refused = sqlx::query(sqlx::AssertSqlSafe(forbidden)).execute(&mut portal).await;
        let code = refused.unwrap_err().into_database_error().unwrap().code().unwrap().to_string();
        assert_eq!(code, "42501", "insufficient_privilege: {forbidden}");
    }
    // A door answers for the pair that was asked for and for nobody else.
    let db = &world.auth.db;
    assert!(people::customer(db, ada, acme).await.unwrap().is_some());
    assert!(people::customer(db, ada, bolt).await.unwrap().is_none());
    assert!(people::customer(db, bob, acme).await.unwrap().is_none());
    assert!(people::staff(db, ada).await.unwrap().is_none());
}

#[tokio::test]
async fn other_roles_cannot_pass_the_doors_of_sign_in() {
    let world = World::new().await;
    for role in [Role::StaffRead, Role::Worker] {
        let mut connection = world.connection(role).await;
        for door in [
            "select * from door_credentials('a@b.example')",
            "select * from door_customer(gen_random_uuid(), gen_random_uuid())",
            "select * from door_accept_invitation('', null, '', '', null, '2026-01-01Z')",
        ] {
            let refused = sqlx::query(sqlx::AssertSqlSafe(door)).execute(&mut connection).await;
            assert!(refused.is_err(), "{role:?} {door}");
        }
    }
}
