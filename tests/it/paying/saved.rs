//! With a saved method: one submit, one charge, whatever happens to the answer.

use crate::harness::shop::{ASKING_CARD, GOOD_CARD, Shop};
use futures_util::future::join_all;
use reqwest::StatusCode;

const SUBMITS: usize = 64;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_submits_of_one_form_make_one_charge() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &method)]).await;
    let submits = (0..SUBMITS).map(|_| shop.submit(invoice, &form));
    let results = join_all(submits).await;
    assert!(results.iter().all(|to| to == &results[0]), "{results:?}");
    assert!(shop.follow(&results[0]).await.contains("Thank you"));
    // The invoice with which the card was saved, and this one.
    assert_eq!(shop.received().await, (2, 2 * 119_00));
    assert_eq!(shop.intents().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_forms_for_one_invoice_make_one_charge() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let mut forms = Vec::new();
    for _ in 0..SUBMITS {
        forms.push(shop.form(invoice, &[("method", &method)]).await);
    }
    let path = format!("/invoices/{invoice}/pay");
    let submits = forms.iter().map(|form| {
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (browser, path) = (shop.browser.clone(), path.clone());
        async move { browser.post(&path, &pairs).await.status }
    });
    for status in join_all(submits).await {
        // Led to the charge that is under way, or told that nothing is due any more.
        let is_fine = [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY].contains(&status);
        assert!(is_fine, "{status}");
    }
    assert_eq!(shop.received().await, (2, 2 * 119_00));
    assert_eq!(shop.taken_minor().await, 2 * 119_00);
}

#[tokio::test]
async fn an_answer_that_never_came_is_looked_up_and_not_charged_again() {
    for fault in ["hang_after", "reset_after", "error_after"] {
        let shop = Shop::open().await;
        let method = shop.save_card(GOOD_CARD).await;
        let invoice = shop.invoice().await.invoice_id;
        let form = shop.form(invoice, &[("method", &method)]).await;
        shop.fault("/v1/payment_intents", fault).await;
        let to = shop.submit(invoice, &form).await;
        assert!(to.ends_with("/return"), "{to}");
        let charge = to.split('/').nth(2).unwrap().parse().unwrap();
        assert_eq!(shop.state(charge).await, "sent", "{fault}");
        // Neither the same form nor another one charges again.
        assert_eq!(shop.submit(invoice, &form).await, to);
        assert!(shop.follow(&to).await.contains("Thank you"), "{fault}");
        assert_eq!(shop.received().await, (2, 2 * 119_00), "{fault}");
        assert_eq!(shop.intents().await.len(), 2, "{fault}");
    }
}

#[tokio::test]
async fn a_charge_that_never_reached_the_gateway_is_given_up_after_its_time() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &method)]).await;
    shop.fault("/v1/payment_intents", "error_before").await;
    let to = shop.submit(invoice, &form).await;
    let charge = to.split('/').nth(2).unwrap().parse().unwrap();
    assert!(shop.follow(&to).await.contains("waiting for an answer"));
    assert_eq!(shop.state(charge).await, "sent");
    shop.world.advance(jiff::SignedDuration::from_mins(5));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.state(charge).await, "canceled");
    assert_eq!(shop.received().await, (1, 119_00));
    // And the invoice can be paid.
    let to = shop.submit(invoice, &shop.form(invoice, &[("method", &method)]).await).await;
    assert!(shop.follow(&to).await.contains("Thank you"));
}

#[tokio::test]
async fn the_banks_question_about_a_saved_card_is_answered_on_session() {
    let shop = Shop::open().await;
    let method = shop.save_card(ASKING_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &method)]).await;
    let to = shop.submit(invoice, &form).await;
    if let Some(bank) = to.strip_prefix(&shop.provider_url) {
        assert_eq!(shop.received().await.0, 1);
        let back = shop.provider.post(bank, &[("outcome", "accept")]).await;
        let back = back.header("location").to_owned();
        assert!(shop.follow(&back).await.contains("Thank you"));
    }
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}

/// Saves a card that asks each time, and begins to pay with it; returns the invoice and the charge's page.
async fn unanswered(shop: &Shop) -> (quittance::domain::id::InvoiceId, String) {
    let method = shop.save_card(ASKING_CARD).await;
    // That one was answered while it was saved: from now on its bank asks again.
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &method)]).await;
    shop.submit(invoice, &form).await;
    let charge = "select charge_id::text from charges where state = 'requires_action'";
    (invoice, format!("/payments/{}/return", shop.text(charge).await))
}

#[tokio::test]
async fn a_question_of_the_bank_that_nobody_answers_is_withdrawn_on_request() {
    let shop = Shop::open().await;
    let (invoice, path) = unanswered(&shop).await;
    assert!(shop.follow(&path).await.contains("Cancel this payment"));
    let answer = shop.browser.post(&path, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(shop.follow(&path).await.contains("Payment not carried out"));
    assert_eq!(shop.number("select count(*) from charge_invoices where is_living").await, 0);
    // The invoice is free, and a second click changes nothing.
    assert_eq!(shop.browser.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("Thank you"));
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}

#[tokio::test]
async fn an_answer_given_in_the_last_moment_counts_before_the_wish_to_cancel() {
    let shop = Shop::open().await;
    let (_, path) = unanswered(&shop).await;
    let bank = shop.text("select action_url from charges where state = 'requires_action'").await;
    let bank = bank.strip_prefix(&shop.provider_url).unwrap().to_owned();
    shop.provider.post(&bank, &[("outcome", "accept")]).await;
    assert_eq!(shop.browser.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(shop.follow(&path).await.contains("Thank you"));
    assert_eq!(shop.received().await, (2, 2 * 119_00));
}

#[tokio::test]
async fn a_question_of_the_bank_ends_after_a_day() {
    let shop = Shop::open().await;
    unanswered(&shop).await;
    let waiting = "select count(*) from charges where state = 'requires_action'";
    shop.world.advance(jiff::SignedDuration::from_hours(23));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number(waiting).await, 1);
    shop.world.advance(jiff::SignedDuration::from_mins(70));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number(waiting).await, 0);
    assert_eq!(shop.number("select count(*) from charge_invoices where is_living").await, 0);
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn methods_are_added_named_chosen_and_removed() {
    let shop = Shop::open().await;
    let (path, browser) = ("/settings/payment-methods", &shop.browser);
    let page = browser.get(path).await.text();
    assert!(page.contains("No payment method saved"), "{page}");
    // The same card again would take the place of the first one.
    for card in ["5555555555554444", GOOD_CARD] {
        let page = browser.get(path).await.text();
        let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let answer = browser.post(path, &[("intent", "add"), ("id", id)]).await;
        let to = answer.header("location").strip_prefix(&shop.provider_url).unwrap().to_owned();
        let back = shop.enter_card(&to, card).await;
        let back = back.strip_prefix(&shop.world.url).unwrap();
        let done = browser.get(back).await;
        assert_eq!(done.header("location"), "/settings/payment-methods?done=added");
    }
    let ids = "select payment_method_id::text from payment_methods where not is_default";
    let second = shop.text(ids).await;
    let intents = [("set_default", ""), ("name", "Travel"), ("remove", "")];
    for (intent, nickname) in intents {
        let form = [("intent", intent), ("method", &*second), ("nickname", nickname)];
        assert_eq!(browser.post(path, &form).await.status, StatusCode::SEE_OTHER, "{intent}");
        let page = browser.get(path).await.text();
        assert_eq!(page.contains("Travel"), intent == "name", "{intent}");
        assert!(page.contains("ending 4444"), "{page}");
    }
    let left = "select count(*) from payment_methods where removed_at is null and is_default";
    assert_eq!(shop.number(left).await, 1);
    // A removed one cannot be charged, here or there.
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[("method", &second)]).await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.received().await, (0, 0));
}

#[tokio::test]
async fn the_first_payment_that_saves_its_card_offers_it_for_the_next() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.browser.get(&format!("/invoices/{invoice}/pay")).await.text();
    assert!(page.contains("Visa ending 4242") && page.contains("A new card"), "{page}");
}
