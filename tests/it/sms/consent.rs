//! Allowing text messages: the number is proved, the consent recorded; STOP and the page end it.

use super::{PAGE, PHONE, Street};
use crate::harness::database::attempt;
use quittance::domain::access::MemberRole;
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn typing_in_the_code_is_the_consent_and_is_recorded() {
    let street = Street::open().await;
    let account = street.owner.get("/settings/account").await.text();
    assert!(account.contains("href=\"/settings/phone\""), "{account}");
    assert_eq!(street.tell(Uuid::now_v7(), "").await, 0, "nobody allows it yet");
    street.allow().await;
    let row = street
        .text("select concat_ws(' ', number, is_on, reason, wording_version, language, client_ip) from sms_consents")
        .await;
    assert_eq!(row, format!("{PHONE} t verified 1 en 127.0.0.1"));
    let page = street.owner.get(PAGE).await.text();
    assert!(page.contains("Text messages go to +49 ••• 4567"), "{page}");
    assert!(!page.contains(PHONE), "{page}");
    assert_eq!(street.text("select body from sms_messages").await, "", "a code is not kept");
    assert_eq!(street.tell(Uuid::now_v7(), "").await, 1);
    let mut superuser = street.world.database.superuser().await;
    for sql in ["update sms_consents set is_on = false", "delete from sms_consents"] {
        assert!(attempt(&mut superuser, sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn without_the_tick_or_a_whole_number_nothing_is_sent() {
    let street = Street::open().await;
    for (number, consent) in [("+49 170 1234567", ""), ("0170 1234567", "yes"), ("", "yes")] {
        let form = [("intent", "send_code"), ("number", number), ("consent", consent)];
        let answer = street.owner.post(PAGE, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
    }
    street.world.run_due_jobs().await;
    assert_eq!(street.simulator.accepted_for(PHONE), 0);
}

#[tokio::test]
async fn a_wrong_code_counts_five_times_and_an_old_one_never() {
    let street = Street::open().await;
    street.send_code().await;
    let right = street.code();
    let wrong = if right == "000000" { "111111" } else { "000000" };
    let verify = async |code: &str| {
        street.owner.post(PAGE, &[("intent", "verify"), ("code", code)]).await.status
    };
    for _ in 0..5 {
        assert_eq!(verify(wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(verify(&right).await, StatusCode::UNPROCESSABLE_ENTITY, "it was tried too often");
    street.send_code().await;
    let late = street.code();
    street.seconds_pass(601).await;
    assert_eq!(verify(&late).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(street.text("select count(*)::text from sms_consents").await, "0");
    // The code of somebody else proves nothing.
    street.send_code().await;
    let viewer = street.world.member("viewer", street.tenant, MemberRole::Viewer).await;
    let viewer = street.world.sign_in(viewer).await;
    let answer = viewer.post(PAGE, &[("intent", "verify"), ("code", &street.code())]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(verify(&street.code()).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_phone_gets_few_codes() {
    let street = Street::open().await;
    // Three are free, the fourth earns the wait.
    for _ in 0..4 {
        assert_eq!(street.send_code().await, StatusCode::SEE_OTHER);
    }
    assert_eq!(street.send_code().await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(street.simulator.accepted_for(PHONE), 4);
}

#[tokio::test]
async fn a_person_gets_few_codes_whatever_the_number() {
    let street = Street::open().await;
    let mut answers = Vec::new();
    for last in 0..7 {
        let number = format!("+49 170 765432{last}");
        let form = [("intent", "send_code"), ("number", &*number), ("consent", "yes")];
        answers.push(street.owner.post(PAGE, &form).await.status);
    }
    // Five are free, the sixth earns the wait.
    assert_eq!(answers[..6], [StatusCode::SEE_OTHER; 6]);
    assert_eq!(answers[6], StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn stop_ends_messages_whoever_is_told_and_whatever_waits() {
    let street = Street::allowed().await;
    street.tell(Uuid::now_v7(), "").await;
    street.control("/incoming", json!({ "from": PHONE, "body": " stop " })).await;
    street.simulator.tick().await;
    assert_eq!(street.reason().await, "stop");
    street.seconds_pass(10).await;
    assert_eq!((street.reminders(), street.state().await), (0, "suppressed".to_owned()));
    let page = street.owner.get(PAGE).await.text();
    assert!(page.contains("You ended text messages"), "{page}");
    assert_eq!(street.tell(Uuid::now_v7(), "").await, 0);
}

#[tokio::test]
async fn the_page_ends_messages() {
    let street = Street::allowed().await;
    let answer = street.owner.post(PAGE, &[("intent", "turn_off")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(street.reason().await, "withdrawn");
    assert_eq!(street.tell(Uuid::now_v7(), "").await, 0);
}

#[tokio::test]
async fn a_number_that_takes_no_messages_is_not_tried_again() {
    let street = Street::allowed().await;
    // The phone has said stop to our number, and the message that said so was lost.
    street
        .control("/webhooks/faults", json!({ "type": "message.incoming", "fault": "drop" }))
        .await;
    street.control("/incoming", json!({ "from": PHONE, "body": "STOP" })).await;
    street.tell(Uuid::now_v7(), "").await;
    street.seconds_pass(5).await;
    assert_eq!(street.state().await, "failed");
    let code = "select error_code::text from sms_messages where state = 'failed'";
    assert_eq!(street.text(code).await, "21610");
    assert_eq!(street.reason().await, "barred");
    assert_eq!(street.tell(Uuid::now_v7(), "").await, 0);
}
