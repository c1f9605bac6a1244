//! Who is signed in, for how long, and under which id.

use super::*;

#[tokio::test]
async fn a_member_signs_in_with_a_password_and_sees_their_tenant_only() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Manager).await;
    let mut browser = world.browser(pages());
    assert_sent_to_sign_in(&browser.get("/invoices").await);
    assert_eq!(browser.sign_in(&world, "ada").await.body, "/");
    assert_eq!(browser.get("/invoices").await.body, "ada manager Acme");
    assert_eq!(browser.get("/admin").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn staff_signs_in_by_the_same_door_and_the_customers_pages_are_not_there() {
    let world = World::new().await;
    world.staff("fin", StaffRole::Finance).await;
    let mut browser = world.browser(pages());
    assert_eq!(browser.sign_in(&world, "fin").await.body, "/admin");
    assert_eq!(browser.get("/admin").await.body, "finance");
    assert_eq!(browser.get("/invoices").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_session_id_changes_at_sign_in_and_a_planted_one_opens_nothing() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    world.member("eve", tenant, MemberRole::Viewer).await;
    let mut attacker = world.browser(pages());
    attacker.sign_in(&world, "eve").await;
    // The attacker plants their own session in the victim's browser, who then signs in.
    let mut victim = attacker.clone();
    victim.sign_in(&world, "ada").await;
    assert_ne!(victim.cookie, attacker.cookie);
    assert_eq!(victim.get("/invoices").await.body, "ada owner Acme");
    assert_sent_to_sign_in(&attacker.get("/invoices").await);
    // An id that we never gave out is not adopted either.
    let mut invented = world.browser(pages());
    invented.cookie = Some("AAAAAAAAAAAAAAAAAAAAAA".into());
    invented.sign_in(&world, "ada").await;
    assert_ne!(invented.cookie.as_deref(), Some("AAAAAAAAAAAAAAAAAAAAAA"));
}

#[tokio::test]
async fn the_cookie_is_http_only_lax_and_only_a_hash_of_it_is_stored() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let person = world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = world.browser(pages());
    let cookie = browser.sign_in(&world, "ada").await.set_cookie.unwrap();
    // 30 days of 86,400 s
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let id: tower_sessions::session::Id = browser.cookie.as_ref().unwrap().parse().unwrap();
    let mut portal = world.connection(Role::Portal).await;
    let stored: Vec<u8> =
        sqlx::query_scalar("select token_hash from sessions where person_id = $1")
            .bind(person.0)
            .fetch_one(&mut portal)
            .await
            .unwrap();
    assert_eq!(stored.len(), 32);
    assert_ne!(stored[..16], id.0.to_be_bytes());
}

#[tokio::test]
async fn a_session_ends_after_14_idle_days_and_after_30_days_in_any_case() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    let mut idle = world.browser(pages());
    idle.sign_in(&world, "ada").await;
    let mut busy = world.browser(pages());
    busy.sign_in(&world, "ada").await;
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    world.advance(days(13));
    assert_eq!(busy.get("/invoices").await.status, StatusCode::OK);
    world.advance(days(1));
    assert_sent_to_sign_in(&idle.get("/invoices").await);
    assert_eq!(busy.get("/invoices").await.status, StatusCode::OK);
    world.advance(days(13));
    assert_eq!(busy.get("/invoices").await.status, StatusCode::OK); // day 27
    world.advance(days(3));
    assert_sent_to_sign_in(&busy.get("/invoices").await);
}

#[tokio::test]
async fn sign_in_works_when_the_clock_is_14_months_ahead() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    world.member("ada", tenant, MemberRole::Owner).await;
    world.advance(SignedDuration::from_hours(24 * 425));
    let mut browser = world.browser(pages());
    let cookie = browser.sign_in(&world, "ada").await.set_cookie.unwrap();
    assert!(cookie.contains("Max-Age=2592000"), "{cookie}");
    assert_eq!(browser.get("/invoices").await.body, "ada owner Acme");
    // Changing what the session holds must not bring the system's clock back in.
    browser.post("/switch", &[("tenant", &tenant.to_string())]).await;
    assert_eq!(browser.get("/invoices").await.status, StatusCode::OK);
}

#[tokio::test]
async fn staff_sessions_end_after_12_idle_hours() {
    let world = World::new().await;
    world.staff("sup", StaffRole::Support).await;
    let mut browser = world.browser(pages());
    browser.sign_in(&world, "sup").await;
    world.advance(SignedDuration::from_hours(11));
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    world.advance(SignedDuration::from_hours(12));
    assert_eq!(browser.get("/admin").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_read_within_a_minute_does_not_write_to_the_session() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let person = world.member("ada", tenant, MemberRole::Owner).await;
    let mut browser = world.browser(pages());
    browser.sign_in(&world, "ada").await;
    let written = async || {
        let mut portal = world.connection(Role::Portal).await;
        sqlx::query_scalar::<_, String>("select xmin::text from sessions where person_id = $1")
            .bind(person.0)
            .fetch_one(&mut portal)
            .await
            .unwrap()
    };
    let first = written().await;
    world.advance(SignedDuration::from_secs(50));
    browser.get("/invoices").await;
    assert_eq!(written().await, first);
    world.advance(SignedDuration::from_secs(10));
    browser.get("/invoices").await;
    assert_ne!(written().await, first);
}
