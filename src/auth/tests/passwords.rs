//! Passwords, and what guessing them costs.

use super::*;

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
