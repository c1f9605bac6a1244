//! Links by e-mail.

use super::*;

async fn requested_token(world: &World, local: &str) -> String {
    link::request(&world.auth, &world.client, &world.email(local), "").await.unwrap();
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
    assert!(link::request(&world.auth, &world.client, &unknown, "").await.is_ok());
    assert_eq!(world.queued("send_sign_in_link").await, Vec::<serde_json::Value>::new());
    world.person("ada").await;
    for local in ["nobody", "ada"] {
        let free = if local == "nobody" { 3 } else { 4 };
        for _ in 0..free {
            link::request(&world.auth, &world.client, &world.email(local), "").await.unwrap();
        }
        let fifth = link::request(&world.auth, &world.client, &world.email(local), "").await;
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
    assert_eq!(stored, crate::auth::token::TokenHash::of(&token).0);
}
