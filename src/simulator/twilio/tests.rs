use super::callbacks::signature;
use super::*;
use reqwest::StatusCode;
use serde_json::{Value, json};

const SID: &str = "AC0123456789abcdef0123456789abcdef";
const PHONE: &str = "+491701234567";

async fn served() -> (Simulator, String) {
    let simulator = Simulator::new(Options {
        account_sid: SID.to_owned(),
        auth_token: "token".to_owned(),
        incoming_url: None,
        now: Arc::new(|| "2026-03-02T09:00:00Z".parse().unwrap()),
        seed: 7,
        snapshot: None,
    })
    .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = router(simulator.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (simulator, url)
}

async fn send(url: &str, token: &str, to: &str) -> (StatusCode, Value) {
    let form = [("To", to), ("From", "+15551234567"), ("Body", "Hello")];
    let client = service::webhook_client().unwrap();
    let address = format!("{url}/2010-04-01/Accounts/{SID}/Messages.json");
    let request = client.post(address).basic_auth(SID, Some(token)).form(&form);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_message_is_queued_and_its_codes_are_twilios() {
    let (simulator, url) = served().await;
    let (status, message) = send(&url, "token", PHONE).await;
    assert_eq!((status, &message["status"]), (StatusCode::CREATED, &json!("queued")));
    assert_eq!(message["date_created"], "Mon, 2 Mar 2026 09:00:00 +0000");
    assert!(message["sid"].as_str().unwrap().starts_with("SM"));
    for (token, to, status, code) in [
        ("wrong", PHONE, 401, 20003),
        ("token", "+15005550001", 400, 21211),
        ("token", "+15005550004", 400, 21610),
        ("token", "0170", 400, 21211),
    ] {
        let (answered, body) = send(&url, token, to).await;
        assert_eq!((answered.as_u16(), &body["code"]), (status, &json!(code)), "{to}");
    }
    assert_eq!(simulator.accepted_for(PHONE), 1);
    let client = service::webhook_client().unwrap();
    let stop = json!({ "from": PHONE, "body": "stop" });
    let said = client.post(format!("{url}/_simulator/incoming")).json(&stop).send().await.unwrap();
    assert_eq!(said.status(), StatusCode::NO_CONTENT);
    assert_eq!(send(&url, "token", PHONE).await.1["code"], 21610);
    let page = client.get(format!("{url}/_simulator")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(PHONE) && page.contains("Phones that said stop"), "{page}");
}

/// The example of twilio.com/docs/usage/security, "Validating requests".
#[test]
fn the_signature_is_that_of_twilios_documentation() {
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let form = "To=%2B18005551212&From=%2B14158675309&Digits=1234&Caller=%2B14158675309&CallSid=CA1234567890ABCDE";
    assert_eq!(signature("12345", url, form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
}
