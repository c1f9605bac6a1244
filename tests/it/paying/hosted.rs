//! Through the gateway's page: success, refusal, the bank's question, tabs that are closed, forms that
//! are sent again.

use crate::harness::books::eur;
use crate::harness::database::run;
use crate::harness::shop::{ASKING_CARD, GOOD_CARD, POOR_CARD, Shop};
use quittance::domain::ledger::Account;
use quittance::store::{diagnostics, ledger};
use reqwest::StatusCode;

#[tokio::test]
async fn a_card_entered_on_the_gateways_page_pays_the_invoice_once() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let seen = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(seen.contains("Pay €119.00"), "{seen}");
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    let result = shop.follow(&back).await;
    assert!(result.contains("Thank you for your payment"), "{result}");
    // Once more, and after the webhooks: nothing is added.
    shop.follow(&back).await;
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(shop.taken_minor().await, 119_00);
    let seen = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(seen.contains("data-state=\"paid\"") && !seen.contains("Pay €"), "{seen}");
    assert_eq!(shop.text("select method from payments").await, "card");
    the_books_hold(&shop).await;
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    let balances = ledger::balances(&mut tx).await.unwrap();
    let of = |account: Account| {
        let found = balances.iter().find(|(known, _)| *known == account);
        found.map_or(0, |(_, amount)| amount.amount_minor)
    };
    let fee = of(Account::GatewayFees);
    assert!(fee > 0, "the gateway keeps something: {balances:?}");
    assert_eq!(of(Account::GatewayClearing), 119_00 - fee);
    assert_eq!((of(Account::Receivable), of(Account::Bank)), (0, 0));
}

async fn the_books_hold(shop: &Shop) {
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_part_can_be_paid_and_then_the_rest() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[("amount", "19.00")]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("€100.00 is still due"));
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("paid in full"));
    assert_eq!(shop.received().await, (2, 119_00));
}

#[tokio::test]
async fn a_refused_card_charges_nothing_and_another_one_pays() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    assert_eq!(shop.enter_card(&page, POOR_CARD).await, "", "the page stays for another card");
    // The customer looks at our page meanwhile, and goes back.
    let charge = shop.text("select charge_id::text from charges").await;
    let result = shop.follow(&format!("/payments/{charge}/return")).await;
    assert!(result.contains("There is not enough money on the account."), "{result}");
    assert!(result.contains("Back to the payment page"), "{result}");
    assert_eq!(shop.received().await, (0, 0));
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("Thank you"));
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn the_banks_question_is_answered_on_the_way() {
    let shop = Shop::open().await;
    for (answer, paid) in [("refuse", 0), ("accept", 1)] {
        let invoice = shop.invoice().await.invoice_id;
        let page = shop.open_page(invoice, &[]).await;
        let bank = shop.enter_card(&page, ASKING_CARD).await;
        let bank = bank.strip_prefix(&shop.provider_url).expect("the bank's page");
        let back = shop.provider.post(bank, &[("outcome", answer)]).await;
        let back = back.header("location").to_owned();
        if answer == "accept" {
            assert!(shop.follow(&back).await.contains("Thank you"));
        }
        assert_eq!(shop.received().await.0, paid, "{answer}");
    }
}

#[tokio::test]
async fn a_form_sent_again_leads_to_the_same_page() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    let first = shop.submit(invoice, &form).await;
    assert_eq!(shop.submit(invoice, &form).await, first);
    assert_eq!(shop.number("select count(*) from charges").await, 1);
    // With another amount it is another form.
    let mut changed = form.clone();
    changed[1].1 = "1.00".into();
    let pairs: Vec<_> = changed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_newer_attempt_closes_the_open_page() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let first = shop.open_page(invoice, &[]).await;
    let second = shop.open_page(invoice, &[]).await;
    assert_ne!(first, second);
    assert_eq!(shop.provider.get(&first).await.status, StatusCode::GONE);
    let back = shop.enter_card(&second, GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn what_was_just_paid_on_the_open_page_counts_before_a_newer_attempt() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let form = shop.form(invoice, &[]).await;
    // Paid in the first tab; the second tab still shows its form.
    shop.enter_card(&page, GOOD_CARD).await;
    let to = shop.submit(invoice, &form).await;
    assert!(shop.follow(&to).await.contains("Thank you"));
    assert_eq!(shop.received().await, (1, 119_00));
    assert_eq!(shop.taken_minor().await, 119_00);
}

#[tokio::test]
async fn a_page_that_nobody_uses_expires_and_frees_the_invoice() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    shop.open_page(invoice, &[]).await;
    shop.world.advance(jiff::SignedDuration::from_mins(70));
    shop.simulator.tick().await;
    shop.world.run_due_jobs().await;
    assert_eq!(shop.text("select state from charges").await, "expired");
    assert_eq!(shop.number("select count(*) from charge_invoices where is_living").await, 0);
}

/// Seen after a `kill -9` of the demo, whose simulator dies with it: the invoice could not be paid any more.
#[tokio::test]
async fn a_page_that_the_gateway_has_forgotten_frees_the_invoice_when_it_is_long_over() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    shop.open_page(invoice, &[]).await;
    let mut superuser = shop.world.database.superuser().await;
    let forget = "set session_replication_role = replica; update charges set provider_session_ref = 'cs_gone'";
    run(&mut superuser, forget).await;
    let living = "select count(*) from charge_invoices where is_living";
    // Two hours: the page has closed, but why it is not found could still be a mistake of ours.
    shop.world.advance(jiff::SignedDuration::from_mins(120));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number(living).await, 1);
    shop.world.advance(jiff::SignedDuration::from_mins(70));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.text("select state from charges").await, "expired");
    assert_eq!(shop.number(living).await, 0);
}

#[tokio::test]
async fn money_for_an_invoice_that_was_settled_meanwhile_becomes_credit() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    shop.world.pay(shop.tenant, eur(100_00), &[invoice], "wire").await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    // 119.00 by card on 19.00 that was left.
    let credit = shop.number("select balance_minor from credit_balances").await;
    assert_eq!(credit, 100_00);
    the_books_hold(&shop).await;
}

#[tokio::test]
async fn a_gateway_that_is_down_charges_nothing_and_is_said_so() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let form = shop.form(invoice, &[]).await;
    shop.fault("/v1/checkout/sessions", "error_before").await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("Nothing was charged"), "{}", answer.text());
    // The invoice is free again at once.
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!(shop.received().await, (1, 119_00));
}

#[tokio::test]
async fn more_than_is_due_and_nothing_are_refused() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    for (amount, said) in
        [("119.01", "Only €119.00 is due"), ("0", "greater than zero"), ("x", "amount")]
    {
        let form = shop.form(invoice, &[("amount", amount)]).await;
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = shop.browser.post(&format!("/invoices/{invoice}/pay"), &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert!(answer.text().contains(said), "{amount}: {}", answer.text());
    }
    assert_eq!(shop.number("select count(*) from charges").await, 0);
}

#[tokio::test]
async fn without_a_gateway_nothing_can_be_paid_and_no_button_says_so() {
    use crate::harness::{Setup, World};
    use quittance::domain::access::MemberRole;
    let world = World::with(Setup { stripe: None, ..Setup::default() }).await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let invoice = world.issue(tenant, &books, 100).await.invoice_id;
    let browser = world.sign_in(owner).await;
    for path in ["/".to_owned(), format!("/invoices/{invoice}")] {
        assert!(!browser.get(&path).await.text().contains("/pay\""), "{path}");
    }
    let answer = browser.get(&format!("/invoices/{invoice}/pay")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
