//! What ends a session or changes whom it acts for.

use super::*;

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = world.browser(pages());
    browser.sign_in(&world, "ada").await;
    let mut copied = browser.clone();
    browser.post("/sign-out", &[]).await;
    assert_eq!(browser.cookie, None);
    assert_sent_to_sign_in(&copied.get("/invoices").await);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_or_all_others() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let eve = world.member("eve", tenant, MemberRole::Viewer).await;
    let mut browsers = [world.browser(pages()), world.browser(pages()), world.browser(pages())];
    for browser in &mut browsers {
        browser.sign_in(&world, "ada").await;
    }
    let current = Some(browsers[0].cookie.as_ref().unwrap().parse().unwrap());
    let now = world.now();
    let mut tx = SignInTx::begin(&world.auth.db, &Actor::Person(ada.0), now).await.unwrap();
    let listed = sessions::list(&world.auth.db, now, ada, current).await.unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed.iter().filter(|row| row.is_current).count(), 1);
    assert_eq!(listed[0].user_agent, "Testbrowser/1.0");
    assert_eq!(listed[0].client_ip, world.client.ip.to_string());
    let other = listed.iter().find(|row| !row.is_current).unwrap().session;
    assert!(!sessions::revoke(&mut tx, eve, other).await.unwrap(), "not Eve's to end");
    assert!(sessions::revoke(&mut tx, ada, other).await.unwrap());
    assert_eq!(sessions::revoke_others(&mut tx, ada, current).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let [mut first, mut second, mut third] = browsers;
    assert_eq!(first.get("/invoices").await.status, StatusCode::OK);
    assert_sent_to_sign_in(&second.get("/invoices").await);
    assert_sent_to_sign_in(&third.get("/invoices").await);
}

#[tokio::test]
async fn a_request_under_way_does_not_bring_a_revoked_session_back() {
    use tower_sessions::SessionStore;
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = world.browser(pages());
    browser.sign_in(&world, "ada").await;
    let store = sessions::PgSessionStore::new(&world.auth.db, world.auth.clock.clone());
    let id = browser.cookie.as_ref().unwrap().parse().unwrap();
    let loaded = store.load(&id).await.unwrap().unwrap();
    let now = world.now();
    let mut tx = SignInTx::begin(&world.auth.db, &Actor::Person(ada.0), now).await.unwrap();
    sessions::revoke_others(&mut tx, ada, None).await.unwrap();
    tx.commit().await.unwrap();
    store.save(&loaded).await.unwrap();
    assert_sent_to_sign_in(&browser.get("/invoices").await);
}

#[tokio::test]
async fn a_removed_member_is_out_at_the_next_request() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let eve = world.member("eve", tenant, MemberRole::Viewer).await;
    let mut browser = world.browser(pages());
    browser.sign_in(&world, "eve").await;
    assert_eq!(browser.get("/invoices").await.status, StatusCode::OK);
    let actor = Actor::Person(ada.0);
    let mut tx = world.write(tenant, &actor).await;
    crate::flows::people::remove_member(&mut tx, &actor, eve).await.unwrap();
    tx.commit().await.unwrap();
    let answer = browser.get("/invoices").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some("/switch-tenant?next=%2Finvoices"));
    let back = browser.post("/switch", &[("tenant", &tenant.to_string())]).await;
    assert_eq!(back.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_changed_role_counts_at_the_next_request() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let bob = world.member("bob", tenant, MemberRole::Manager).await;
    let mut browser = world.browser(pages());
    browser.sign_in(&world, "bob").await;
    let actor = Actor::Person(ada.0);
    let mut tx = world.write(tenant, &actor).await;
    crate::flows::people::change_role(&mut tx, &actor, bob, MemberRole::Viewer).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(browser.get("/invoices").await.body, "bob viewer Acme");
}

#[tokio::test]
async fn somebody_in_two_tenants_chooses_and_switches_but_only_between_their_own() {
    let world = World::new().await;
    let (acme, bolt, other) =
        (world.tenant("Acme").await, world.tenant("Bolt").await, world.tenant("Other").await);
    world.member("ada", acme, MemberRole::Viewer).await;
    world.member("ada", bolt, MemberRole::Manager).await;
    let mut browser = world.browser(pages());
    assert_eq!(browser.sign_in(&world, "ada").await.body, "/switch-tenant");
    let answer = browser.get("/invoices").await;
    assert_eq!(answer.location.as_deref(), Some("/switch-tenant?next=%2Finvoices"));
    let before = browser.cookie.clone();
    assert_eq!(switch(&mut browser, bolt).await, StatusCode::OK);
    assert_ne!(browser.cookie, before, "the rights changed, so does the id");
    assert_eq!(browser.get("/invoices").await.body, "ada manager Bolt");
    assert_eq!(switch(&mut browser, acme).await, StatusCode::OK);
    assert_eq!(browser.get("/invoices").await.body, "ada viewer Acme");
    assert_eq!(switch(&mut browser, other).await, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/invoices").await.body, "ada viewer Acme");
}

async fn switch(browser: &mut Browser, to: TenantId) -> StatusCode {
    browser.post("/switch", &[("tenant", &to.to_string())]).await.status
}
