//! Each text message leaves at most once, at a good hour, and what becomes of it is known.

use super::{PHONE, Street};
use crate::harness::TWILIO_TOKEN;
use crate::harness::stop::{settled, stop_after};
use jiff::SignedDuration;
use quittance::domain::id::SmsId;
use quittance::flows::sms::send_one::{Sending, send_one};
use quittance::sms::twilio::signature;
use reqwest::{Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_reminder_is_sent_once_whoever_tells_it_and_its_fate_is_known() {
    let street = Street::allowed().await;
    let invoice = Uuid::now_v7();
    assert_eq!((street.tell(invoice, "1").await, street.tell(invoice, "1").await), (1, 0));
    // Two workers at once.
    tokio::join!(street.world.run_due_jobs(), street.world.run_due_jobs());
    assert_eq!((street.reminders(), street.state().await), (1, "sent".to_owned()));
    let text = street.simulator.newest_for(PHONE).unwrap();
    assert_eq!(
        text,
        "Lumen GmbH: €119.00 for invoice INV-1 is unpaid. Pay here: https://billing.example/pay Reply STOP to end these texts."
    );
    for _ in 0..3 {
        street.seconds_pass(5).await;
    }
    assert_eq!((street.reminders(), street.state().await), (1, "delivered".to_owned()));
    assert_eq!(street.tell(invoice, "2").await, 1, "another reminder is another message");
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_before_anything_is_sent_again() {
    // (what goes wrong, whether the provider had taken the message on)
    for fault in ["reset_after", "error_after", "hang_after", "reset_before", "error_before"] {
        let street = Street::allowed().await;
        street.fault("POST", fault, 1).await;
        street.tell(Uuid::now_v7(), "").await;
        street.world.run_due_jobs().await;
        let was_taken = fault.ends_with("after");
        assert_eq!(street.reminders(), usize::from(was_taken), "{fault}");
        assert_eq!(street.state().await, "sending", "{fault}");
        // The look-up fails, too, the first time: then nothing is sent either.
        street.fault("GET", "error_before", 1).await;
        street.world.advance(SignedDuration::from_secs(181));
        street.world.run_due_jobs().await;
        assert_eq!(street.reminders(), usize::from(was_taken), "{fault}");
        street.world.advance(SignedDuration::from_secs(181));
        street.world.run_due_jobs().await;
        assert_eq!((street.reminders(), street.state().await), (1, "sent".to_owned()), "{fault}");
        for _ in 0..3 {
            street.seconds_pass(200).await;
        }
        assert_eq!((street.reminders(), street.state().await), (1, "delivered".to_owned()));
    }
}

#[tokio::test]
async fn two_equal_messages_of_which_one_was_lost_are_two() {
    let street = Street::allowed().await;
    street.tell(Uuid::now_v7(), "").await;
    street.world.run_due_jobs().await;
    assert_eq!(street.reminders(), 1);
    // The same words about another invoice; its request never arrives. The first is not taken for it.
    street.fault("POST", "reset_before", 1).await;
    street.tell(Uuid::now_v7(), "").await;
    street.world.run_due_jobs().await;
    street.world.advance(SignedDuration::from_secs(181));
    street.world.run_due_jobs().await;
    assert_eq!(street.reminders(), 2);
    let references =
        "select count(distinct provider_ref)::text from sms_messages where event <> 'phone_code'";
    assert_eq!(street.text(references).await, "2");
}

#[tokio::test]
async fn too_many_requests_wait_and_go_out_later() {
    let street = Street::allowed().await;
    street.fault("POST", "rate_limit", 2).await;
    street.tell(Uuid::now_v7(), "").await;
    street.world.run_due_jobs().await;
    assert_eq!((street.reminders(), street.state().await), (0, "queued".to_owned()));
    for _ in 0..3 {
        street.world.advance(SignedDuration::from_secs(90));
        street.world.run_due_jobs().await;
    }
    assert_eq!((street.reminders(), street.state().await), (1, "sent".to_owned()));
}

#[tokio::test]
async fn a_sender_that_is_stopped_anywhere_sends_once() {
    let street = Street::allowed().await;
    let work = &street.world.app.work;
    let mut superuser = street.world.database.superuser().await;
    let mut stops = 0;
    loop {
        assert!(stops < 200, "sending never ends");
        let before = street.reminders();
        street.tell(Uuid::now_v7(), "").await;
        let id = street
            .text("select sms_id::text from sms_messages order by created_at desc, sms_id desc limit 1")
            .await;
        let id: SmsId = id.parse().unwrap();
        let sending = Sending {
            db: &work.db,
            clock: &work.clock,
            sender: &work.sms,
            base_url: &work.base_url,
        };
        let ended = stop_after(stops, send_one(&sending, street.tenant, id)).await;
        settled(&mut superuser, &format!("stop {stops}")).await;
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        for _ in 0..3 {
            street.world.advance(SignedDuration::from_secs(181));
            street.world.run_due_jobs().await;
        }
        assert_eq!(street.reminders() - before, 1, "stop {stops}");
        assert_eq!(street.state().await, "sent", "stop {stops}");
        if ended.is_some() {
            break;
        }
        stops += 1;
    }
    assert!(stops > 3, "sending waited {stops} times; was it stopped at all?");
}

#[tokio::test]
async fn nobody_is_woken_and_what_waited_too_long_is_not_sent() {
    let street = Street::allowed().await;
    street.world.move_clock_to("2026-03-03T21:00:00Z".parse().unwrap());
    street.tell(Uuid::now_v7(), "").await;
    street.world.run_due_jobs().await;
    street.world.move_clock_to("2026-03-04T07:59:00Z".parse().unwrap());
    street.world.run_due_jobs().await;
    assert_eq!((street.reminders(), street.state().await), (0, "queued".to_owned()));
    street.world.move_clock_to("2026-03-04T08:00:01Z".parse().unwrap());
    street.world.run_due_jobs().await;
    assert_eq!((street.reminders(), street.state().await), (1, "sent".to_owned()));
    street.tell(Uuid::now_v7(), "").await;
    street.world.move_clock_to("2026-03-07T09:00:00Z".parse().unwrap());
    street.world.run_due_jobs().await;
    assert_eq!((street.reminders(), street.state().await), (1, "failed".to_owned()));
}

#[tokio::test]
async fn a_message_that_does_not_arrive_is_known_with_its_code() {
    let street = Street::allowed().await;
    street.control("/unreachable", json!({ "number": PHONE, "error_code": 30003 })).await;
    street.tell(Uuid::now_v7(), "").await;
    street.world.run_due_jobs().await;
    for _ in 0..3 {
        street.seconds_pass(5).await;
    }
    assert_eq!(street.state().await, "undelivered");
    let code = "select error_code::text from sms_messages where state = 'undelivered'";
    assert_eq!(street.text(code).await, "30003");
}

#[tokio::test]
async fn callbacks_come_twice_late_forged_and_in_any_order() {
    let street = Street::allowed().await;
    street.tell(Uuid::now_v7(), "").await;
    street.world.run_due_jobs().await;
    let of = "select tenant_id || '/' || sms_id from sms_messages where event <> 'phone_code'";
    let path = format!("/webhooks/twilio/{}", street.text(of).await);
    let sid =
        street.text("select provider_ref from sms_messages where event <> 'phone_code'").await;
    let post = async |path: &str, token: &str, status: &str| {
        let fields = vec![
            ("MessageSid".to_owned(), sid.clone()),
            ("MessageStatus".to_owned(), status.to_owned()),
        ];
        let url = format!("{}{path}", street.world.url);
        let browser = street.world.browser();
        let request = browser.request(Method::POST, path).form(&fields);
        let request = request.header("X-Twilio-Signature", signature(token, &url, &fields));
        browser.send(request).await.status
    };
    assert_eq!(post(&path, "forged", "delivered").await, StatusCode::FORBIDDEN);
    assert_eq!(street.state().await, "sent", "a forged callback changes nothing");
    let unknown = format!("/webhooks/twilio/{}/{}", street.tenant, SmsId::new());
    assert_eq!(post(&unknown, TWILIO_TOKEN, "delivered").await, StatusCode::NOT_FOUND);
    let elsewhere = format!("/webhooks/twilio/{}/{}", Uuid::now_v7(), SmsId::new());
    assert_eq!(post(&elsewhere, TWILIO_TOKEN, "delivered").await, StatusCode::NOT_FOUND);
    let other = street.world.tenant("Beta").await;
    let sms = path.rsplit('/').next().unwrap();
    let of_another = format!("/webhooks/twilio/{other}/{sms}");
    assert_eq!(post(&of_another, TWILIO_TOKEN, "delivered").await, StatusCode::NOT_FOUND);
    for status in ["delivered", "sent", "delivered", "undelivered", "queued"] {
        assert_eq!(post(&path, TWILIO_TOKEN, status).await, StatusCode::NO_CONTENT, "{status}");
        assert_eq!(street.state().await, "delivered", "{status}");
    }
    let incoming = "/webhooks/twilio/incoming";
    assert_eq!(post(incoming, "forged", "").await, StatusCode::FORBIDDEN);
    assert_eq!(street.reason().await, "verified");
    let empty = street.world.browser().post(incoming, &[]).await.status;
    assert_eq!(empty, StatusCode::FORBIDDEN, "without a signature");
}
