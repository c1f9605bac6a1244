//! What is agreed to is what was shown, exactly, once.

use super::{due, hidden, invoice, send, shown, status, take, with_card};
use crate::harness::database::attempt;
use crate::harness::shop::Shop;
use futures_util::future::join_all;
use jiff::SignedDuration;
use quittance::documents::model::PaperDocument;
use reqwest::StatusCode;

#[tokio::test]
async fn a_customer_sees_the_exact_schedule_agrees_and_is_led_to_the_down_payment() {
    let shop = Shop::open().await;
    let invoice = invoice(&shop).await;
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains(&format!("/invoices/{invoice}/installments")), "the way is offered");
    let path =
        format!("/invoices/{invoice}/installments?installments=6&frequency=monthly&method=hand");
    let page = shop.browser.get(&path).await.text();
    // 25 % of 119.00 is 29.75; 89.25 / 6 is 14.875.
    for amount in ["€29.75", "€14.88", "€14.87", "€119.00"] {
        assert!(page.contains(amount), "{amount}: {page}");
    }
    let (status, to, _) = send(&shop.browser, invoice, &hidden(&page)).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, &*format!("/invoices/{invoice}/pay"))
    );
    let pay = shop.browser.get(&to).await.text();
    assert!(pay.contains("value=\"29.75\""), "the down payment is proposed: {pay}");
    let all = shop.browser.get(&format!("{to}?all=yes")).await.text();
    assert!(all.contains("value=\"119.00\""), "{all}");
    let parts = "select string_agg(amount_minor::text, ' ' order by number) from installments";
    assert_eq!(shop.text(parts).await, "1488 1488 1488 1487 1487 1487");
    let mails =
        "select count(*) from emails where event = 'installment_accepted' and attach_document";
    shop.world.run_due_jobs().await;
    assert_eq!(shop.number(mails).await, 1);
}

#[tokio::test]
async fn what_was_shown_differently_is_not_agreed_to() {
    let shop = Shop::open().await;
    let invoice = invoice(&shop).await;
    let query = "installments=3&frequency=monthly&method=hand";
    let form = shown(&shop, invoice, query).await;
    // Overnight the days of the schedule move.
    shop.world.advance(SignedDuration::from_hours(24));
    let (code, _, html) = send(&shop.browser, invoice, &form).await;
    assert_eq!(code, StatusCode::CONFLICT);
    assert!(html.contains("changed since you opened"), "{html}");
    assert_eq!(shop.number("select count(*) from installment_plans").await, 0);
    // The new page is agreed to.
    let (code, _, html) = send(&shop.browser, invoice, &hidden(&html)).await;
    assert_eq!(code, StatusCode::SEE_OTHER, "{html}");
    // Other terms than those that were shown are not, either.
    let other = super::invoice(&shop).await;
    let mut form = shown(&shop, other, query).await;
    for (name, value) in &mut form {
        if name == "installments" {
            *value = "4".into();
        }
    }
    assert_eq!(send(&shop.browser, other, &form).await.0, StatusCode::CONFLICT);
    // And nothing without the tick.
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = shop.browser.post(&format!("/invoices/{other}/installments"), &pairs).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_who_accept_at_once_make_one_plan() {
    let shop = Shop::open().await;
    let invoice = invoice(&shop).await;
    let query = "installments=3&frequency=monthly&method=hand";
    let (one, other) = (shown(&shop, invoice, query).await, shown(&shop, invoice, query).await);
    let forms = (0..64).map(|n| if n % 2 == 0 { &one } else { &other });
    let sent = forms.map(|form| send(&shop.browser, invoice, form));
    for (status, to, html) in join_all(sent).await {
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        assert!(to.contains("/pay") || to.contains("/installment-plans/"), "{to}");
    }
    assert_eq!(shop.number("select count(*) from installment_plans").await, 1);
    assert_eq!(shop.number("select count(*) from installments").await, 3);
    assert_eq!(shop.number("select count(*) from installment_agreements").await, 1);
}

#[tokio::test]
async fn the_database_refuses_a_plan_that_is_not_the_sum_of_its_parts() {
    let shop = Shop::open().await;
    let invoice = invoice(&shop).await;
    let tenant = shop.tenant;
    let plan = |total: i64, part: i64| {
        format!(
            "begin;
             insert into installment_plans (tenant_id, plan_id, invoice_id, status, begun_by, rules, terms_sealed,
                                            idempotency_key, created_at, created_by, currency, total_minor,
                                            down_payment_minor, installment_count, paid_before_minor,
                                            credited_before_minor, accepted_at, down_payment_due_on)
             values ('{tenant}', '{invoice}', '{invoice}', 'active', 'customer', '{{}}', '', 'k', '2026-03-02', 'x',
                     'EUR', {total}, 2975, 1, 0, 0, '2026-03-02', '2026-03-05');
             insert into installments (tenant_id, plan_id, number, due_on, amount_minor)
             values ('{tenant}', '{invoice}', 1, '2026-04-02', {part});
             commit"
        )
    };
    let mut superuser = shop.world.database.superuser().await;
    let refused = attempt(&mut superuser, &plan(119_00, 89_24)).await.unwrap_err();
    assert_eq!(refused.constraint.as_deref(), Some("installment_plans_total_is_the_sum"));
    attempt(&mut superuser, "rollback").await.ok();
    let refused = attempt(&mut superuser, &plan(118_99, 89_24)).await.unwrap_err();
    assert_eq!(refused.constraint.as_deref(), Some("installment_plans_total_is_due"));
    attempt(&mut superuser, "rollback").await.ok();
    attempt(&mut superuser, &plan(119_00, 89_25)).await.unwrap();
    let late = format!(
        "insert into installments (tenant_id, plan_id, number, due_on, amount_minor)
         values ('{tenant}', '{invoice}', 2, '2026-05-02', 1)"
    );
    let refused = attempt(&mut superuser, &late).await.unwrap_err();
    assert_eq!(refused.constraint.as_deref(), Some("installment_plans_total_is_the_sum"));
    for change in [
        "update installment_plans set total_minor = 1",
        "update installment_plans set status = 'offered'",
    ] {
        assert!(attempt(&mut superuser, change).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn rules_bound_who_may_have_which_plan() {
    let shop = Shop::open().await;
    // 20 pieces are 23.80: less than 100.00.
    let small = shop.world.issue(shop.tenant, &shop.books, 20).await.invoice_id;
    let page = shop.browser.get(&format!("/invoices/{small}/installments")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("€100.00"), "{}", page.text());
    let invoice = invoice(&shop).await;
    for query in [
        "installments=13&frequency=monthly&method=hand",
        "installments=1&frequency=monthly&method=hand",
        "installments=2&frequency=custom&days=2026-03-20&method=hand",
        "installments=2&frequency=custom&days=2026-03-20%0A2026-03-20&method=hand",
        "installments=2&frequency=monthly&first_due_on=2026-03-01&method=hand",
        "installments=2&frequency=yearly&method=hand",
    ] {
        let page = shop.browser.get(&format!("/invoices/{invoice}/installments?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    let query = "installments=2&frequency=custom&days=2026-03-20%0A2026-04-20&method=hand";
    let form = shown(&shop, invoice, query).await;
    assert_eq!(send(&shop.browser, invoice, &form).await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_plan_whose_down_payment_never_comes_is_given_up() {
    let (shop, method) = with_card().await;
    let invoice = invoice(&shop).await;
    let plan = take(&shop, invoice, &method).await;
    assert_eq!(status(&shop, &plan).await, "pending");
    crate::autopay::days_pass(&shop, 3).await;
    assert_eq!(status(&shop, &plan).await, "pending");
    crate::autopay::days_pass(&shop, 1).await;
    assert_eq!(status(&shop, &plan).await, "cancelled");
    assert_eq!(due(&shop, invoice).await, 119_00);
    // Another one can be asked for, and is not taken without staff: nobody defers for ever.
    let page = shop.browser.get(&format!("/invoices/{invoice}/installments")).await.text();
    assert!(page.contains("value=\"request\""), "{page}");
    assert!(!page.contains("value=\"accept\""), "{page}");
}

#[tokio::test]
async fn the_agreement_keeps_its_words_and_its_file_for_ever() {
    let shop = Shop::open().await;
    let invoice = invoice(&shop).await;
    let plan = take(&shop, invoice, "hand").await;
    let path = format!("/installment-plans/{plan}/agreement");
    let file = shop.browser.get(&path).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.starts_with(b"%PDF-"), "a PDF");
    assert_eq!(file.body, shop.browser.get(&path).await.body);
    let keys = &shop.world.app.work.till.keys;
    let mut tx = shop.world.db().tenant_read(shop.tenant).await.unwrap();
    let opened = quittance::flows::installments::opened(&mut tx, keys, plan.parse().unwrap());
    let (stored, agreement) = opened.await.unwrap().unwrap();
    assert_eq!(agreement.email, "owner@people.example");
    assert_eq!(agreement.client_ip, "127.0.0.1");
    let page: PaperDocument = agreement.page;
    let text = serde_json::to_vec(&page).unwrap();
    use sha2::{Digest, Sha256};
    assert_eq!(<[u8; 32]>::from(Sha256::digest(text)), stored.terms_sha256, "what was shown");
}
