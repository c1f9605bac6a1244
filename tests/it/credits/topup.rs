//! Buying credit ahead (row B9), over HTTP against the simulators: it is there when the money is, once and
//! exactly, whoever notices it first; nothing is there before, and nothing of what came to nothing.

mod crash;
mod money_back;
mod together;

use crate::harness::books::eur;
use crate::harness::shop::{AtPaystack, GOOD_CARD, POOR_CARD, Shop};
use crate::harness::{Browser, Setup, World};
use crate::receipts::text_of;
use jiff::SignedDuration;
use quittance::domain::access::MemberRole;
use quittance::store::diagnostics;
use reqwest::StatusCode;

const PAGE: &str = "/credits/top-up";

/// What a browser sends that has opened the page: its key, this amount, a new card.
pub(super) async fn form(browser: &Browser, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let html = page.text();
    let value_of = |name: &str| {
        let tag = html.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\"")));
        let tag = tag.unwrap_or_else(|| panic!("no field {name}: {html}"));
        tag.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let mut form: Vec<(String, String)> = vec![
        ("id".into(), value_of("id")),
        ("currency".into(), value_of("currency")),
        ("amount".into(), "50.00".into()),
        ("method".into(), "new".into()),
    ];
    for (name, value) in fields {
        form.retain(|(known, _)| known != name);
        form.push(((*name).to_owned(), (*value).to_owned()));
    }
    form
}

/// Sends it; returns where the browser is led.
pub(super) async fn submit(browser: &Browser, form: &[(String, String)]) -> String {
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = browser.post(PAGE, &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

/// Opens the gateway's page for this amount; returns its path there.
pub(super) async fn open_page(shop: &Shop, amount: &str) -> String {
    let form = form(&shop.browser, &[("amount", amount)]).await;
    let url = submit(&shop.browser, &form).await;
    let path = url.strip_prefix(&shop.provider_url);
    path.unwrap_or_else(|| panic!("{url} is no page of the gateway")).to_owned()
}

/// Buys for this amount with a card that works; returns our page about it.
pub(super) async fn buy(shop: &Shop, amount: &str) -> String {
    let page = open_page(shop, amount).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await
}

/// Of each grant that was bought: what it was and what is left of it, the oldest first.
pub(super) async fn bought(shop: &Shop) -> String {
    shop.text(
        "select coalesce(string_agg(remaining_minor || '/' || amount_minor, ' ' order by granted_at, grant_id), '')
           from credit_grants where kind = 'prepaid' and expires_on is null",
    )
    .await
}

/// All accounts that are not zero.
pub(super) async fn ledger(shop: &Shop) -> String {
    shop.text(
        "select coalesce(string_agg(account || ' ' || balance, ', ' order by account), '')
           from (select account, sum(amount_minor)::text as balance from ledger_entries
                  group by account having sum(amount_minor) <> 0) b",
    )
    .await
}

pub(super) async fn books_agree(world: &World) {
    let mut tx = world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_customer_buys_credit_and_has_exactly_what_came_when_it_came() {
    let shop = Shop::open().await;
    assert!(shop.browser.get("/credits").await.text().contains("href=\"/credits/top-up\""));
    let page = open_page(&shop, "50.00").await;
    assert_eq!((bought(&shop).await, ledger(&shop).await), (String::new(), String::new()));
    let back = shop.enter_card(&page, GOOD_CARD).await;
    // The money is there, and nobody has noticed: nothing is credited on trust.
    assert_eq!(bought(&shop).await, "");
    let told = shop.follow(&back).await;
    assert!(told.contains("€50.00 was added to your credit."), "{told}");
    assert_eq!((bought(&shop).await, shop.received().await), ("5000/5000".into(), (1, 50_00)));
    // 2.9 % and 0.30 are the gateway's: 1.75. The customer is owed all of the 50.00.
    let owed = "customer_credit -5000, gateway_clearing 4825, gateway_fees 175";
    assert_eq!(ledger(&shop).await, owed);
    // Once more, by every way in which it can be heard of.
    shop.follow(&back).await;
    shop.deliver_webhooks().await;
    shop.world.advance(SignedDuration::from_mins(70));
    shop.deliver_webhooks().await;
    assert_eq!((bought(&shop).await, ledger(&shop).await), ("5000/5000".into(), owed.into()));

    let payment = shop.text("select payment_id::text from payments").await;
    let list = shop.browser.get("/payments").await.text();
    assert!(list.contains("€50.00 of credit bought"), "{list}");
    let page = shop.browser.get(&format!("/payments/{payment}")).await.text();
    assert!(page.contains("Credit bought"), "{page}");
    let receipt = shop.browser.get(&format!("/payments/{payment}/receipt")).await;
    let receipt = text_of(&receipt.body);
    assert!(receipt.contains("This payment bought credit of €50.00."), "{receipt}");
    assert!(receipt.contains("No tax is due on it"), "{receipt}");
    let history = shop.browser.get("/credits").await.text();
    assert!(history.contains("Bought") && history.contains("Without end"), "{history}");
    assert!(history.contains(&format!("href=\"/payments/{payment}\"")), "{history}");
    assert_eq!(
        shop.number("select count(*) from emails where event = 'payment_received'").await,
        1
    );
    let mail = shop.text("select text_body from emails where event = 'payment_received'").await;
    assert!(mail.contains("Credit bought: €50.00"), "{mail}");
    books_agree(&shop.world).await;
    crate::ledger_export::both_programs_accept_and_agree(&shop.world).await;
}

#[tokio::test]
async fn bought_credit_pays_an_invoice_and_the_rest_stays() {
    let shop = Shop::open().await;
    buy(&shop, "200").await;
    let invoice = shop.invoice().await; // 119.00
    let due = invoice.due().unwrap().amount_minor.to_string();
    let act = format!("/invoices/{}/use-credit", invoice.invoice_id);
    shop.browser.post(&act, &[("due", &due)]).await;
    let status = format!("select status from invoices where invoice_id = '{}'", invoice.invoice_id);
    assert_eq!(shop.text(&status).await, "paid");
    assert_eq!(bought(&shop).await, "8100/20000");
    books_agree(&shop.world).await;
}

#[tokio::test]
async fn a_webhook_that_comes_before_the_customer_credits_it_and_the_customer_finds_it_done() {
    let shop = Shop::open().await;
    let page = open_page(&shop, "75.50").await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.deliver_webhooks().await;
    assert_eq!(bought(&shop).await, "7550/7550");
    assert!(shop.follow(&back).await.contains("€75.50 was added to your credit."));
    assert_eq!((bought(&shop).await, shop.received().await), ("7550/7550".into(), (1, 75_50)));
}

#[tokio::test]
async fn what_was_declined_abandoned_or_expired_credits_nothing_and_says_so() {
    let shop = Shop::open().await;
    let page = open_page(&shop, "50.00").await;
    assert_eq!(shop.enter_card(&page, POOR_CARD).await, "", "the gateway's page stays");
    let charge = shop.text("select charge_id::text from charges").await;
    let told = shop.follow(&format!("/payments/{charge}/return")).await;
    assert!(told.contains("Not paid yet") && told.contains("€50.00 of credit"), "{told}");
    assert!(told.contains("href=\"/credits/top-up\""), "{told}");
    shop.world.advance(SignedDuration::from_mins(70));
    shop.deliver_webhooks().await;
    assert_eq!(shop.text("select state from charges").await, "expired");
    let told = shop.follow(&format!("/payments/{charge}/return")).await;
    assert!(told.contains("Nothing was charged."), "{told}");
    assert_eq!((bought(&shop).await, shop.received().await), (String::new(), (0, 0)));
    assert_eq!(ledger(&shop).await, "");
}

#[tokio::test]
async fn a_debit_credits_nothing_while_it_is_on_its_way_and_nothing_when_it_comes_back() {
    for (iban, credited) in
        [("DE89370400440532013000", "5000/5000"), ("DE65370400440002222227", "")]
    {
        let shop = Shop::open().await;
        let page = open_page(&shop, "50.00").await;
        let email = ("email", "owner@people.example");
        let fields = [("method", "sepa_debit"), email, ("name", "Olive Owner"), ("iban", iban)];
        let back = shop.provider.post(&page, &fields).await.header("location").to_owned();
        assert!(shop.follow(&back).await.contains("Your payment is on its way"));
        assert_eq!(bought(&shop).await, "");
        // It is pointed out, and does not keep anybody from buying more.
        let page = shop.browser.get(PAGE).await.text();
        assert!(page.contains("A payment of €50.00 for credit is under way."), "{page}");
        open_page(&shop, "10.00").await;
        for _ in 0..6 {
            shop.world.advance(SignedDuration::from_hours(24));
            shop.deliver_webhooks().await;
        }
        assert_eq!(bought(&shop).await, credited, "{iban}");
        books_agree(&shop.world).await;
    }
}

#[tokio::test]
async fn a_newer_top_up_closes_the_open_page_and_what_was_just_paid_there_counts() {
    let shop = Shop::open().await;
    let first = open_page(&shop, "50.00").await;
    let second = open_page(&shop, "60.00").await;
    assert_eq!(shop.provider.get(&first).await.status, StatusCode::GONE);
    let third = form(&shop.browser, &[("amount", "70.00")]).await;
    // Paid in one tab; the other still shows its form.
    shop.enter_card(&second, GOOD_CARD).await;
    let to = submit(&shop.browser, &third).await;
    assert!(shop.follow(&to).await.contains("€60.00 was added to your credit."));
    assert_eq!((bought(&shop).await, shop.taken_minor().await), ("6000/6000".into(), 60_00));
    // An invoice is no other top-up: neither is in the other's way.
    let invoice = shop.invoice().await.invoice_id;
    let top_up = open_page(&shop, "10.00").await;
    shop.open_page(invoice, &[]).await;
    assert_eq!(shop.provider.get(&top_up).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_saved_card_buys_in_one_step_and_a_card_is_saved_on_the_way() {
    let shop = Shop::open().await;
    let form_ = form(&shop.browser, &[("save", "yes")]).await;
    let page = submit(&shop.browser, &form_).await;
    let back = shop.enter_card(page.strip_prefix(&shop.provider_url).unwrap(), GOOD_CARD).await;
    shop.follow(&back).await;
    let method = shop.text("select payment_method_id::text from payment_methods").await;
    let form = form(&shop.browser, &[("method", &method), ("amount", "20")]).await;
    let to = submit(&shop.browser, &form).await;
    assert!(shop.follow(&to).await.contains("€20.00 was added to your credit."));
    assert_eq!(bought(&shop).await, "5000/5000 2000/2000");
    let attempts = shop.browser.get("/settings/payment-methods").await.text();
    assert!(attempts.contains("Buy credit"), "{attempts}");
}

#[tokio::test]
async fn an_amount_or_a_currency_that_cannot_be_is_refused_with_what_was_typed() {
    let shop = Shop::open().await;
    for (name, typed, said) in [
        ("amount", "", "Please enter an amount."),
        ("amount", "0", "Enter €5.00 or more"),
        ("amount", "4.99", "Enter €5.00 or more"),
        ("amount", "10000.01", "Enter €10,000.00 or less"),
        ("amount", "-50", "error"),
        ("amount", "50.001", "decimal"),
        ("amount", "fifty", "error"),
        ("amount", "99999999999999999999999", "error"),
        ("currency", "USD", "Choose a currency in which you are invoiced"),
        ("currency", "XXX", "Choose a currency in which you are invoiced"),
        ("method", "0199a3c1-7d52-7c61-8c44-9f3be21d07a5", "This payment method was removed"),
        ("method", "", "Choose what to pay with"),
        ("id", "mine", "Check it and send it again"),
    ] {
        let form = form(&shop.browser, &[(name, typed)]).await;
        let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = shop.browser.post(PAGE, &pairs).await;
        let text = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={typed}: {text}");
        assert!(text.contains(said) && text.contains("error-summary"), "{name}={typed}: {text}");
        let amount = pairs.iter().find(|(known, _)| *known == "amount").unwrap().1;
        assert!(text.contains(&format!("value=\"{amount}\"")), "{name}={typed} is kept: {text}");
    }
    assert_eq!(shop.number("select count(*) from charges").await, 0);
}

#[tokio::test]
async fn the_same_form_with_other_values_is_another_form() {
    let shop = Shop::open().await;
    let mut form = form(&shop.browser, &[]).await;
    let first = submit(&shop.browser, &form).await;
    assert_eq!(submit(&shop.browser, &form).await, first);
    form.iter_mut().find(|(name, _)| name == "amount").unwrap().1 = "51".into();
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(PAGE, &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.number("select count(*) from charges").await, 1);
}

#[tokio::test]
async fn who_may_not_pay_buys_nothing_and_another_customers_top_up_does_not_exist() {
    let shop = Shop::open().await;
    let viewer = shop.world.member("viewer", shop.tenant, MemberRole::Viewer).await;
    let viewer = shop.world.sign_in(viewer).await;
    assert!(!viewer.get("/credits").await.text().contains(PAGE));
    assert_eq!(viewer.get(PAGE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(viewer.post(PAGE, &[("amount", "50")]).await.status, StatusCode::FORBIDDEN);

    buy(&shop, "50.00").await;
    let charge = shop.text("select charge_id::text from charges").await;
    let beta = shop.world.tenant("Beta").await;
    let stranger = shop.world.member("stranger", beta, MemberRole::Owner).await;
    let stranger = shop.world.sign_in(stranger).await;
    for path in ["return", "receipt", ""] {
        let path = format!("/payments/{charge}/{path}");
        let answer = stranger.get(path.trim_end_matches('/')).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Another's key makes a charge of one's own, and another's card is none.
    let key = shop.text("select idempotency_key from charges").await;
    let own = form(&stranger, &[("id", &key), ("amount", "60")]).await;
    let page = submit(&stranger, &own).await;
    assert!(page.starts_with(&shop.provider_url), "{page}");
    assert_eq!(bought(&shop).await, "5000/5000");
}

#[tokio::test]
async fn where_nothing_is_paid_online_no_credit_is_sold() {
    let world = World::with(Setup { stripe: None, ..Setup::default() }).await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.member("owner", tenant, MemberRole::Owner).await;
    let browser = world.sign_in(owner).await;
    assert_eq!(browser.get(PAGE).await.status, StatusCode::NOT_FOUND);
    assert!(!browser.get("/credits").await.text().contains(PAGE));
}

#[tokio::test]
async fn a_gateway_that_is_down_charges_nothing_and_is_said_so() {
    let shop = Shop::open().await;
    let form = form(&shop.browser, &[]).await;
    shop.fault("/v1/checkout/sessions", "error_before").await;
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(PAGE, &pairs).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("Nothing was charged"), "{}", answer.text());
    buy(&shop, "50.00").await;
    assert_eq!((bought(&shop).await, shop.received().await), ("5000/5000".into(), (1, 50_00)));
}

#[tokio::test]
async fn money_that_comes_on_a_page_that_is_over_is_bought_credit_and_an_item_to_look_at() {
    let at = AtPaystack::open().await;
    let shop = &at.shop;
    let form = form(&shop.browser, &[("amount", "6000")]).await;
    let url = submit(&shop.browser, &form).await;
    let page = url.strip_prefix(&at.url).expect("a page of Paystack, which never closes");
    shop.world.advance(SignedDuration::from_mins(70));
    shop.world.run_due_jobs().await;
    assert_eq!(shop.text("select state from charges").await, "expired");
    at.enter_card(page, "4084084084084081").await;
    at.deliver_webhooks().await;
    at.deliver_webhooks().await;
    assert_eq!(bought(shop).await, "600000/600000");
    let items = "select count(*) from review_items where kind = 'late_money'";
    assert_eq!(shop.number(items).await, 1);
    books_agree(&shop.world).await;
}

#[tokio::test]
async fn a_customer_of_several_currencies_chooses_one_of_them() {
    let at = AtPaystack::open().await; // billed in naira
    let shop = &at.shop;
    assert!(!shop.browser.get(PAGE).await.text().contains("<option"));
    let invoice = shop.world.issue(shop.tenant, &shop.books, 100).await;
    assert_eq!(invoice.total, eur(119_00));
    let page = shop.browser.get(PAGE).await.text();
    assert!(page.contains("<option value=\"NGN\"") && page.contains("<option value=\"EUR\""));
    assert!(page.contains("From €5.00 to €10,000.00"), "{page}");
    let key = uuid::Uuid::now_v7().to_string();
    let form = [("id", &*key), ("currency", "EUR"), ("amount", "50"), ("method", "new")];
    let to = shop.browser.post(PAGE, &form).await.header("location").to_owned();
    let back = shop.enter_card(to.strip_prefix(&shop.provider_url).unwrap(), GOOD_CARD).await;
    shop.follow(&back).await;
    assert_eq!(bought(shop).await, "5000/5000");
}
