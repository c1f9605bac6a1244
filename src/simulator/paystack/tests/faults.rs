//! Faults of the API on demand.

use super::*;

async fn opened(town: &Town) -> usize {
    town.found("/transaction").await.as_array().unwrap().len()
}

async fn send(town: &Town, reference: &str) -> Result<u16, reqwest::Error> {
    let body = json!({ "email": "ada@example.com", "amount": 1_00, "reference": reference });
    let url = format!("{}/transaction/initialize", town.base);
    let answer = town.http.post(url).bearer_auth(KEY).json(&body).send().await?;
    let status = answer.status().as_u16();
    answer.bytes().await?;
    Ok(status)
}

#[tokio::test]
async fn a_request_fails_before_or_after_it_was_carried_out() {
    let town = Town::new().await;
    for (fault, status, is_done) in [
        ("error_before", Some(500), false),
        ("rate_limit", Some(429), false),
        ("reset_before", None, false),
        ("error_after", Some(500), true),
        ("reset_after", None, true),
        ("hang_after", None, true),
        ("slow", Some(200), true),
    ] {
        let before = opened(&town).await;
        let rule = json!({ "method": "POST", "path": "/transaction/*", "fault": fault,
            "milliseconds": 30 });
        town.control("/faults", rule).await;
        // Paystack names its references in letters, digits and dashes.
        let reference = fault.replace('_', "-");
        assert_eq!(send(&town, &reference).await.ok(), status, "{fault}");
        assert_eq!(opened(&town).await - before, usize::from(is_done), "{fault}");
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_stop_what_was_begun() {
    let town = Town::new().await;
    let slow =
        json!({ "method": "POST", "path": "/transaction/*", "fault": "slow", "milliseconds": 200 });
    town.control("/faults", slow).await;
    let patience = std::time::Duration::from_millis(50);
    assert!(tokio::time::timeout(patience, send(&town, "order-1")).await.is_err());
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(opened(&town).await, 1);
}

#[tokio::test]
async fn the_page_for_people_lists_payments_and_webhooks() {
    let town = Town::new().await;
    town.pay("order-1").await;
    town.simulator.tick().await;
    let page = town.http.get(format!("{}/_simulator", town.base)).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("order-1") && page.contains("NGN 1000.00"), "{page}");
    assert!(page.contains("charge.success") && page.contains("delivered"));
}
