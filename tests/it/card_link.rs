//! The link to a new card in a mail (row H4): one purpose, no sign-in, a week, once; what it shows to
//! whoever got the mail forwarded; and how every link that does not work looks the same.

use crate::autopay::{becomes, days_pass, invoice_due_in, mails, turn_on};
use crate::harness::Browser;
use crate::harness::database::run;
use crate::harness::shop::{GOOD_CARD, Shop};
use jiff::SignedDuration;
use reqwest::StatusCode;

const MASTERCARD: &str = "5555555555554444";

/// The paths of the links to a new card in the mails that left, the newest last.
fn links(shop: &Shop) -> Vec<String> {
    let sent = shop.world.app.work.mailer.sent_in_memory();
    let address = format!("{}/card/", shop.world.url);
    let mut found = Vec::new();
    for mail in sent {
        for part in mail.text.split(address.as_str()).skip(1) {
            let token: String = part.chars().take_while(|c| !c.is_whitespace()).collect();
            found.push(format!("/card/{token}"));
        }
    }
    found
}

/// A shop whose customer was just mailed that autopay could not charge the card.
async fn with_failed_card() -> (Shop, String) {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    turn_on(&shop, "").await;
    becomes(&shop, "pm_card_chargeDeclinedInsufficientFunds").await;
    invoice_due_in(&shop, 0).await;
    days_pass(&shop, 1).await;
    assert_eq!(mails(&shop, "autopay_failed").await, 1);
    let link = links(&shop).pop().expect("a link in the mail");
    (shop, link)
}

/// Presses the button; returns the page of the provider.
async fn press(shop: &Shop, browser: &Browser, link: &str) -> String {
    let answer = browser.post(link, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let to = answer.header("location").to_owned();
    let page = to.strip_prefix(&shop.provider_url);
    page.unwrap_or_else(|| panic!("{to} is no page of the provider")).to_owned()
}

#[tokio::test]
async fn a_failed_card_is_replaced_from_the_mail_without_signing_in_and_the_link_is_used_up() {
    let (shop, link) = with_failed_card().await;
    assert!(link.len() > "/card/".len() + 42, "a secret, not an id: {link}");
    let nobody = shop.world.browser();
    let page = nobody.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let html = page.text();
    assert!(html.contains("in place of the one ending 4242"), "{html}");
    for secret in ["Alpha", "owner", "INV-", "€119", "@", "Olive"] {
        assert!(!html.contains(secret), "{secret} is shown to a stranger: {html}");
    }
    let hosted = press(&shop, &nobody, &link).await;
    assert_eq!(press(&shop, &nobody, &link).await, hosted, "the same page while it is open");
    let back = shop.enter_card(&hosted, MASTERCARD).await;
    let back = shop.path_of(&back).to_owned();
    assert_eq!(back, format!("{link}/done"));
    let done = nobody.get(&back).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.text().contains("The new card is saved"), "{}", done.text());
    let default = "select last4 from payment_methods where is_default and removed_at is null";
    assert_eq!(shop.text(default).await, "4444");
    let told = "select count(*) from notices where event = 'card_updated'";
    assert_eq!(shop.number(told).await, 1);
    // Used up: for whoever opens or presses it again.
    assert_eq!(nobody.get(&link).await.status, StatusCode::GONE);
    assert_eq!(nobody.post(&link, &[]).await.status, StatusCode::GONE);
    let sealed = "select count(*) from card_links where token_sealed is not null";
    assert_eq!(shop.number(sealed).await, 0);
    // Webhooks come after all of it, and change nothing.
    shop.deliver_webhooks().await;
    assert_eq!(shop.number(told).await, 1);
    assert_eq!(shop.text(default).await, "4444");
}

#[tokio::test]
async fn a_card_that_is_entered_counts_though_nobody_comes_back() {
    let (shop, link) = with_failed_card().await;
    let hosted = press(&shop, &shop.world.browser(), &link).await;
    shop.enter_card(&hosted, MASTERCARD).await;
    shop.deliver_webhooks().await;
    let default = "select last4 from payment_methods where is_default and removed_at is null";
    assert_eq!(shop.text(default).await, "4444");
    assert_eq!(shop.world.browser().get(&link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_link_the_page_is_the_same() {
    let (shop, link) = with_failed_card().await;
    let pages = async |path: &str| {
        let answer = shop.world.browser().get(path).await;
        (answer.status, answer.text())
    };
    let garbage = pages("/card/nobody-has-this").await;
    assert_eq!(garbage.0, StatusCode::GONE);
    assert!(garbage.1.contains("does not work any more"), "{}", garbage.1);
    let id = shop.text("select card_link_id::text from card_links").await;
    let without_path = |page: (StatusCode, String), path: &str| (page.0, page.1.replace(path, "X"));
    let same = without_path(garbage, "/card/nobody-has-this");
    let by_id = format!("/card/{id}");
    assert_eq!(without_path(pages(&by_id).await, &by_id), same, "the id opens nothing");
    let done = format!("{link}/done");
    assert_eq!(without_path(pages(&done).await, &done), same, "nothing was opened with it yet");
    let mut superuser = shop.world.database.superuser().await;
    let revoke = "update card_links set revoked_at = created_at, expires_at = '2099-01-01'";
    for change in ["update card_links set used_at = created_at", revoke] {
        let reset = "update card_links set used_at = null, revoked_at = null";
        run(&mut superuser, &format!("set session_replication_role = replica; {reset}; {change}"))
            .await;
        assert_eq!(without_path(pages(&link).await, &link), same, "{change}");
    }
}

#[tokio::test]
async fn a_link_works_for_a_week() {
    let (shop, link) = with_failed_card().await;
    let browser = shop.world.browser();
    shop.world.advance(SignedDuration::from_hours(7 * 24 - 1));
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    shop.world.advance(SignedDuration::from_hours(2));
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&link, &[]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn guessing_and_pressing_are_slowed_down() {
    let (shop, link) = with_failed_card().await;
    let browser = shop.world.browser();
    let mut pressed = 0;
    while browser.post(&link, &[]).await.status == StatusCode::SEE_OTHER {
        pressed += 1;
        assert!(pressed < 20, "one link opens pages without end");
    }
    assert_eq!(pressed, 6); // five are free, the sixth earns the wait
    let refused = browser.post(&link, &[]).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.header("retry-after").is_empty());
    let mut guessed = 0;
    while browser.get(&format!("/card/guess-{guessed}")).await.status == StatusCode::GONE {
        guessed += 1;
        assert!(guessed < 60, "guessing is never slowed down");
    }
    // Who holds the link and only opens it is not held up by a neighbour who guesses.
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_secret_stands_in_no_table() {
    let (shop, link) = with_failed_card().await;
    let token = link.strip_prefix("/card/").unwrap();
    let mut superuser = shop.world.database.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    press(&shop, &shop.world.browser(), &link).await;
    for table in tables {
        let found = format!("select count(*) from {table} t where t::text like '%{token}%'");
        assert_eq!(shop.number(&found).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_method_chosen_meanwhile_stays_the_default() {
    let (shop, link) = with_failed_card().await;
    let mut superuser = shop.world.database.superuser().await;
    // The customer has signed in and chosen another card since.
    run(
        &mut superuser,
        "set session_replication_role = replica;
         update payment_methods set is_default = false;
         insert into payment_methods (tenant_id, payment_method_id, gateway, provider_ref, kind, brand, last4,
                                      is_default, added_at, added_by)
         select tenant_id, gen_random_uuid(), 'stripe', 'pm_other', 'card', 'visa', '1881', true, '2026-03-02',
                'system:test'
           from tenants",
    )
    .await;
    let hosted = press(&shop, &shop.world.browser(), &link).await;
    shop.enter_card(&hosted, MASTERCARD).await;
    shop.deliver_webhooks().await;
    let default = "select last4 from payment_methods where is_default and removed_at is null";
    assert_eq!(shop.text(default).await, "1881");
}

#[tokio::test]
async fn an_ending_card_is_told_at_30_14_and_7_days_with_a_link_and_a_notice_each() {
    let shop = Shop::open().await;
    shop.save_card(GOOD_CARD).await;
    shop.deliver_webhooks().await;
    let mut superuser = shop.world.database.superuser().await;
    // 2 March and 31 days.
    run(
        &mut superuser,
        "set session_replication_role = replica; update payment_methods set expires_on = '2026-04-02'",
    )
    .await;
    let notices = "select count(*) from notices where event = 'method_expiring'";
    let mut told = Vec::new();
    for day in 1..=33 {
        let before = mails(&shop, "method_expiring").await;
        days_pass(&shop, 1).await;
        if mails(&shop, "method_expiring").await > before {
            told.push(31 - day);
            // Who is signed in now is not at the end of the month.
            if told.len() == 1 {
                let page = shop.browser.get("/notices").await.text();
                assert!(page.contains("Your card ending 4242 works until"), "{page}");
            }
        }
    }
    assert_eq!(told, [30, 14, 7]);
    assert_eq!(shop.number(notices).await, 3);
    let links = links(&shop);
    assert_eq!(links.len(), 3);
    // The newest has been there for longer than a week by now.
    assert_eq!(shop.world.browser().get(&links[2]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_new_card_by_the_link_pays_what_dunning_asks_for() {
    let shop = crate::dunning::with_card(crate::dunning::POOR).await;
    let invoice = invoice_due_in(&shop, 0).await;
    days_pass(&shop, 5).await;
    let link = links(&shop).pop().expect("a link in a mail");
    let hosted = press(&shop, &shop.world.browser(), &link).await;
    let back = shop.enter_card(&hosted, MASTERCARD).await;
    let done = shop.world.browser().get(shop.path_of(&back)).await;
    assert!(done.text().contains("The new card is saved"), "{}", done.text());
    shop.deliver_webhooks().await;
    let status = format!("select status from invoices where invoice_id = '{invoice}'");
    assert_eq!(shop.text(&status).await, "paid");
}
