//! Sign-in on a real database, as the restricted roles.

use super::link::{self, LinkError};
use super::sign_in::{self, ChangePasswordError, SignInError};
use super::test_world::{Answer, Browser, PASSWORD, World};
use super::throttle;
use super::{Auth, Client, CustomerSession, SignedInPerson, StaffSession, session};
use crate::domain::access::{MemberRole, StaffRole};
use crate::domain::id::{PersonId, TenantId};
use crate::store::roles::Role;
use crate::store::sessions::Acting;
use crate::store::sign_in::SignInTx;
use crate::store::{Actor, people, sessions};
use axum::Router;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use jiff::SignedDuration;
use serde::Deserialize;
use tower_sessions::Session;

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

async fn sign_in_page(
    State(auth): State<Auth>,
    session: Session,
    client: Client,
    Form(form): Form<Credentials>,
) -> Result<String, StatusCode> {
    let email = form.email.parse().map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    let person =
        sign_in::with_password(&auth, &client, &email, &form.password).await.map_err(|error| {
            match error {
                SignInError::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            }
        })?;
    let landing =
        session::begin(&auth, &session, person, &client, session::Method::Password).await.unwrap();
    Ok(landing.path(None))
}

async fn switch_page(
    State(auth): State<Auth>,
    session: Session,
    _person: SignedInPerson,
    tenant: String,
) -> StatusCode {
    let to = Acting::Customer(tenant.trim_start_matches("tenant=").parse().unwrap());
    match session::switch(&auth, &session, to).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::NOT_FOUND,
    }
}

/// Pages as small as can be: what counts is who gets to see them.
fn pages() -> Router<Auth> {
    Router::new()
        .route("/sign-in", post(sign_in_page))
        .route("/switch", post(switch_page))
        .route(
            "/invoices",
            get(async |customer: CustomerSession| {
                format!("{} {} {}", customer.name, customer.role.word(), customer.tenant_name)
            }),
        )
        .route("/admin", get(async |staff: StaffSession| staff.role.word()))
        .route(
            "/sign-out",
            post(async |State(auth): State<Auth>, session: Session| {
                session::end(&auth, &session).await.unwrap();
            }),
        )
}

impl Browser {
    async fn sign_in(&mut self, world: &World, local: &str) -> Answer {
        let email = world.email(local).to_string();
        self.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await
    }
}

fn assert_sent_to_sign_in(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some("/sign-in?next=%2Finvoices"));
}

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

async fn try_password(world: &World, local: &str, password: &str) -> Result<PersonId, SignInError> {
    sign_in::with_password(&world.auth, &world.client, &world.email(local), password).await
}

#[tokio::test]
async fn an_unknown_address_gets_the_answer_of_a_wrong_password() {
    let world = World::new().await;
    world.person("ada").await;
    let mut browser = world.browser(pages());
    let mut answers = Vec::new();
    for local in ["ada", "nobody"] {
        let email = world.email(local).to_string();
        // The sixth and seventh attempt are beyond the free five: the wait comes alike, too.
        for _ in 0..7 {
            let answer =
                browser.post("/sign-in", &[("email", &email), ("password", "wrong")]).await;
            answers.push((answer.status, answer.body, answer.set_cookie, answer.location));
        }
    }
    let (known, unknown) = answers.split_at(7);
    assert_eq!(known, unknown);
    assert_eq!(known[5].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(known[6].0, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn waits_grow_by_our_clock_and_a_success_resets_the_address() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    for _ in 0..6 {
        assert!(matches!(try_password(&world, "ada", "wrong").await, Err(SignInError::Wrong)));
    }
    // The sixth failure costs 30 s, during which not even the right password is tried.
    assert!(matches!(try_password(&world, "ada", PASSWORD).await, Err(SignInError::Wait { .. })));
    world.advance(SignedDuration::from_secs(31));
    assert!(matches!(try_password(&world, "ada", "wrong").await, Err(SignInError::Wrong)));
    // The seventh costs 60 s.
    world.advance(SignedDuration::from_secs(31));
    assert!(matches!(try_password(&world, "ada", PASSWORD).await, Err(SignInError::Wait { .. })));
    world.advance(SignedDuration::from_secs(31));
    assert_eq!(try_password(&world, "ada", PASSWORD).await.unwrap(), ada);
    for _ in 0..5 {
        assert!(matches!(try_password(&world, "ada", "wrong").await, Err(SignInError::Wrong)));
    }
    assert_eq!(try_password(&world, "ada", PASSWORD).await.unwrap(), ada);
}

#[tokio::test]
async fn guesses_sent_at_once_from_many_clients_are_counted_one_by_one() {
    let world = World::new().await;
    world.person("ada").await;
    // From twenty clients: their own counters must not be what keeps the guesses apart.
    let clients: Vec<Client> = (1..=20)
        .map(|host| Client { ip: [203, 0, 113, host].into(), ..world.client.clone() })
        .collect();
    let email = world.email("ada");
    let guesses = clients.iter().map(|it| sign_in::with_password(&world.auth, it, &email, "wrong"));
    let outcomes = futures_util::future::join_all(guesses).await;
    let judged = outcomes.iter().filter(|it| matches!(it, Err(SignInError::Wrong))).count();
    let refused = outcomes.iter().filter(|it| matches!(it, Err(SignInError::Wait { .. }))).count();
    // Five are free, the sixth is judged and begins the wait for all others.
    assert_eq!((judged, refused), (6, 14));
}

#[tokio::test]
async fn one_client_cannot_try_many_addresses_for_ever() {
    let world = World::new().await;
    for attempt in 0..31 {
        let outcome = try_password(&world, &format!("user{attempt}"), "wrong").await;
        assert!(matches!(outcome, Err(SignInError::Wrong)), "{attempt}");
    }
    let blocked = try_password(&world, "another", "wrong").await;
    assert!(matches!(blocked, Err(SignInError::Wait { .. })));
    // Another client is not held up.
    let elsewhere = Client { ip: "198.51.100.1".parse().unwrap(), ..world.client.clone() };
    let email = world.email("another");
    let outcome = sign_in::with_password(&world.auth, &elsewhere, &email, "wrong").await;
    assert!(matches!(outcome, Err(SignInError::Wrong)));
}

async fn requested_token(world: &World, local: &str) -> String {
    link::request(&world.auth, &world.client, &world.email(local)).await.unwrap();
    let jobs = world.queued("send_sign_in_link").await;
    jobs.last().unwrap()["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_email_link_signs_in_once() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let token = requested_token(&world, "ada").await;
    // A mail scanner opens the link as often as it likes.
    assert!(link::is_open(&world.auth, &token).await.unwrap());
    assert!(link::is_open(&world.auth, &token).await.unwrap());
    assert_eq!(link::consume(&world.auth, &world.client, &token).await.unwrap(), ada);
    let again = link::consume(&world.auth, &world.client, &token).await;
    assert!(matches!(again, Err(LinkError::Gone)));
    assert!(!link::is_open(&world.auth, &token).await.unwrap());
}

#[tokio::test]
async fn of_two_presses_at_once_one_wins() {
    let world = World::new().await;
    world.person("ada").await;
    let token = requested_token(&world, "ada").await;
    let presses = (0..8).map(|_| link::consume(&world.auth, &world.client, &token));
    let outcomes = futures_util::future::join_all(presses).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
}

#[tokio::test]
async fn a_link_works_for_15_minutes_and_the_last_one_retires_the_others() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let first = requested_token(&world, "ada").await;
    world.advance(SignedDuration::from_mins(15));
    let late = link::consume(&world.auth, &world.client, &first).await;
    assert!(matches!(late, Err(LinkError::Gone)));
    let second = requested_token(&world, "ada").await;
    let third = requested_token(&world, "ada").await;
    world.advance(SignedDuration::from_secs(14 * 60 + 59));
    assert_eq!(link::consume(&world.auth, &world.client, &third).await.unwrap(), ada);
    assert!(!link::is_open(&world.auth, &second).await.unwrap());
}

#[tokio::test]
async fn asking_for_a_link_answers_alike_for_unknown_addresses_and_mails_nobody() {
    let world = World::new().await;
    let unknown = world.email("nobody");
    assert!(link::request(&world.auth, &world.client, &unknown).await.is_ok());
    assert_eq!(world.queued("send_sign_in_link").await, Vec::<serde_json::Value>::new());
    world.person("ada").await;
    for local in ["nobody", "ada"] {
        let free = if local == "nobody" { 3 } else { 4 };
        for _ in 0..free {
            link::request(&world.auth, &world.client, &world.email(local)).await.unwrap();
        }
        let fifth = link::request(&world.auth, &world.client, &world.email(local)).await;
        assert!(matches!(fifth, Err(LinkError::Wait { .. })), "{local}");
    }
    assert_eq!(world.queued("send_sign_in_link").await.len(), 4);
}

#[tokio::test]
async fn only_the_hash_of_a_link_is_stored_beside_its_person() {
    let world = World::new().await;
    let ada = world.person("ada").await;
    let token = requested_token(&world, "ada").await;
    let mut portal = world.connection(Role::Portal).await;
    let stored: Vec<u8> =
        sqlx::query_scalar("select token_hash from sign_in_links where person_id = $1")
            .bind(ada.0)
            .fetch_one(&mut portal)
            .await
            .unwrap();
    assert_eq!(stored, super::token::TokenHash::of(&token).0);
}

#[tokio::test]
async fn changing_the_password_asks_for_the_current_one_and_ends_other_sessions() {
    let world = World::new().await;
    let tenant = world.tenant("Acme").await;
    let ada = world.member("ada", tenant, MemberRole::Owner).await;
    let (mut here, mut there) = (world.browser(pages()), world.browser(pages()));
    here.sign_in(&world, "ada").await;
    there.sign_in(&world, "ada").await;
    let keep = Some(here.cookie.as_ref().unwrap().parse().unwrap());
    let change = async |current: &str, new: &str| {
        sign_in::change_password(&world.auth, &world.client, ada, current, new, keep).await
    };
    let wrong = change("wrong", "a new passphrase").await;
    assert!(matches!(wrong, Err(ChangePasswordError::WrongCurrent)));
    assert!(matches!(change(PASSWORD, "short").await, Err(ChangePasswordError::Weak(_))));
    change(PASSWORD, "a new passphrase").await.unwrap();
    assert_eq!(here.get("/invoices").await.status, StatusCode::OK);
    assert_sent_to_sign_in(&there.get("/invoices").await);
    assert!(matches!(try_password(&world, "ada", PASSWORD).await, Err(SignInError::Wrong)));
    assert_eq!(try_password(&world, "ada", "a new passphrase").await.unwrap(), ada);
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_at_sign_in() {
    use argon2::password_hash::PasswordHasher;
    let world = World::new().await;
    let ada = world.person("ada").await;
    let weaker = argon2::Params::new(8 * 1024, 1, 1, None).unwrap();
    let older = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, weaker)
        .hash_password(PASSWORD.as_bytes())
        .unwrap()
        .to_string();
    let mut tx = SignInTx::begin(&world.auth.db, &Actor::Person(ada.0), world.now()).await.unwrap();
    people::set_password(&mut tx, ada, &older).await.unwrap();
    tx.commit().await.unwrap();
    try_password(&world, "ada", PASSWORD).await.unwrap();
    let email = world.email("ada");
    let account = people::credentials(&world.auth.db, email.as_str()).await.unwrap().unwrap();
    assert!(account.password_hash.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

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
