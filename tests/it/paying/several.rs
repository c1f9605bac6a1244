//! One payment for several invoices, several payments for one: each side exactly once, whatever comes at
//! the same time (row D11).

use crate::harness::database::attempt;
use crate::harness::shop::{GOOD_CARD, Shop};
use futures_util::future::join_all;
use quittance::domain::id::InvoiceId;
use quittance::store::diagnostics;
use reqwest::StatusCode;

const SUBMITS: usize = 64;

/// The form on the page at `path`, paid with `method`.
async fn form(shop: &Shop, path: &str, method: &str) -> Vec<(String, String)> {
    let page = shop.browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    let html = page.text();
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(value.to_owned())
    };
    let (before, _) = html.split_once("name=\"id\"").unwrap();
    let html = &html[before.rfind("<form").unwrap()..];
    let mut fields: Vec<_> = html
        .split("<input")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next()?;
            let name = attribute(tag, "name")?;
            let is_sent = ["id", "invoice", "amount"].contains(&name.as_str());
            is_sent.then(|| (name, attribute(tag, "value").unwrap_or_default()))
        })
        .collect();
    fields.push(("method".into(), method.into()));
    fields
}

fn selection(ids: &[InvoiceId]) -> String {
    let named: Vec<_> = ids.iter().map(|id| format!("invoice={id}")).collect();
    format!("/pay?{}", named.join("&"))
}

fn set_amounts(form: &mut [(String, String)], amounts: &[&str]) {
    let fields = form.iter_mut().filter(|(name, _)| name == "amount");
    fields.zip(amounts).for_each(|((_, value), amount)| *value = (*amount).to_owned());
}

async fn post(
    shop: &Shop,
    path: &str,
    form: &[(String, String)],
) -> crate::harness::browser::Answer {
    let pairs: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    shop.browser.post(path, &pairs).await
}

async fn paid_minor(shop: &Shop, invoice: InvoiceId) -> i64 {
    shop.number(&format!("select paid_minor from invoices where invoice_id = '{invoice}'")).await
}

async fn the_books_hold(shop: &Shop) {
    let mut tx = shop.world.db().staff_read().await.unwrap();
    assert_eq!(diagnostics::contradictions(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn several_invoices_are_chosen_and_paid_with_one_payment() {
    let shop = Shop::open().await;
    let (first, second) = (shop.invoice().await.invoice_id, shop.invoice().await.invoice_id);
    let list = shop.browser.get("/invoices").await.text();
    assert!(list.contains("Pay the ticked ones"), "{list}");
    assert!(list.contains(&format!("value=\"{first}\"")), "{list}");
    let overview = shop.browser.get("/").await.text();
    assert!(overview.contains("/pay?currency=EUR"), "{overview}");
    let everything = shop.browser.get("/pay?currency=EUR").await.text();
    assert!(everything.contains("Pay 2 invoices") && everything.contains("€238.00"));
    // The second one first: it settles first.
    let form = form(&shop, &selection(&[second, first]), "new").await;
    let answer = post(&shop, "/pay", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = answer.header("location").strip_prefix(&shop.provider_url).unwrap().to_owned();
    let back = shop.enter_card(&page, GOOD_CARD).await;
    let result = shop.follow(&back).await;
    assert!(result.contains("€238.00 for the invoices"), "{result}");
    assert!(result.contains("The invoices are paid in full"), "{result}");
    assert_eq!(shop.received().await, (1, 238_00));
    assert_eq!(shop.intents().await.len(), 1);
    let order = "select string_agg(invoice_id::text, ' ' order by allocated_at, allocation_id) from allocations";
    assert_eq!(shop.text(order).await, format!("{second} {first}"));
    the_books_hold(&shop).await;
    let nothing = shop.browser.get(&selection(&[first, second])).await;
    assert_eq!(nothing.header("location"), "/invoices");
}

#[tokio::test]
async fn each_invoice_takes_the_part_that_was_typed() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(shop.invoice().await.invoice_id);
    }
    let path = selection(&ids);
    let mut form = form(&shop, &path, &method).await;
    set_amounts(&mut form, &["19.00", "", "119.00"]);
    // Adding up pays nothing.
    let mut sum = form.clone();
    sum.push(("intent".into(), "total".into()));
    let shown = post(&shop, "/pay", &sum).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text().contains("€138.00"), "{}", shown.text());
    let to = post(&shop, "/pay", &form).await.header("location").to_owned();
    assert!(shop.follow(&to).await.contains("€100.00 is still due on these invoices"));
    let paid = join_all(ids.iter().map(|&id| paid_minor(&shop, id))).await;
    assert_eq!(paid, [19_00, 0, 119_00]);
    // More than is due of one of them refuses all, and says of which.
    let mut form = self::form(&shop, &selection(&ids[..2]), &method).await;
    set_amounts(&mut form, &["100.01", "119.00"]);
    let answer = post(&shop, "/pay", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Only €100.00 is due"), "{}", answer.text());
    assert_eq!(paid_minor(&shop, ids[1]).await, 0);
    the_books_hold(&shop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_submits_of_one_form_for_two_invoices_make_one_charge() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let ids = [shop.invoice().await.invoice_id, shop.invoice().await.invoice_id];
    let form = form(&shop, &selection(&ids), &method).await;
    let answers = join_all((0..SUBMITS).map(|_| post(&shop, "/pay", &form))).await;
    let to = answers[0].header("location").to_owned();
    assert!(answers.iter().all(|answer| answer.header("location") == to), "{to}");
    assert!(shop.follow(&to).await.contains("Thank you"));
    // The invoice with which the card was saved, and these two at once.
    assert_eq!(shop.received().await, (2, 3 * 119_00));
    assert_eq!(shop.intents().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_overlapping_selections_pay_no_invoice_twice() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(shop.invoice().await.invoice_id);
    }
    let mut forms = Vec::new();
    for which in 0..32 {
        // Neighbours and their neighbours, in both orders.
        let mut chosen = vec![ids[which % 6], ids[(which + 1) % 6], ids[(which + 3) % 6]];
        if which % 2 == 1 {
            chosen.reverse();
        }
        forms.push(form(&shop, &selection(&chosen), &method).await);
    }
    let answers = join_all(forms.iter().map(|form| post(&shop, "/pay", form))).await;
    for answer in answers {
        let is_fine =
            [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status);
        assert!(is_fine, "{}: {}", answer.status, answer.text());
    }
    shop.deliver_webhooks().await;
    let paid = join_all(ids.iter().map(|&id| paid_minor(&shop, id))).await;
    assert!(paid.iter().all(|minor| [0, 119_00].contains(minor)), "{paid:?}");
    assert!(paid.iter().sum::<i64>() >= 3 * 119_00, "{paid:?}");
    assert_eq!(shop.received().await.1, shop.taken_minor().await);
    assert_eq!(shop.taken_minor().await, 119_00 + paid.iter().sum::<i64>());
    assert_eq!(
        shop.number("select count(*) from credit_balances where balance_minor > 0").await,
        0
    );
    the_books_hold(&shop).await;
}

#[tokio::test]
async fn two_halves_of_one_invoice_go_at_the_same_time() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let first = shop.open_page(invoice, &[("amount", "59.50")]).await;
    let second = shop.open_page(invoice, &[("amount", "59.50")]).await;
    assert_ne!(first, second);
    let mut backs = Vec::new();
    for page in [&first, &second] {
        backs.push(shop.enter_card(page, GOOD_CARD).await);
    }
    for back in backs {
        assert!(shop.follow(&back).await.contains("Thank you"));
    }
    assert_eq!(shop.received().await, (2, 119_00));
    assert_eq!(paid_minor(&shop, invoice).await, 119_00);
    the_books_hold(&shop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_halves_two_go() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let invoice = shop.invoice().await.invoice_id;
    let mut forms = Vec::new();
    for _ in 0..3 {
        forms.push(shop.form(invoice, &[("method", &method), ("amount", "59.50")]).await);
    }
    let path = format!("/invoices/{invoice}/pay");
    let answers = join_all(forms.iter().map(|form| post(&shop, &path, form))).await;
    assert!(answers.iter().all(|answer| !answer.status.is_server_error()));
    shop.deliver_webhooks().await;
    assert_eq!(shop.received().await, (3, 2 * 119_00));
    assert_eq!(shop.taken_minor().await, 2 * 119_00);
    assert_eq!(paid_minor(&shop, invoice).await, 119_00);
}

#[tokio::test]
async fn a_part_that_waits_leaves_the_rest_payable_another_way() {
    let shop = Shop::open().await;
    let method = shop.save_card(GOOD_CARD).await;
    let (invoice, other) = (shop.invoice().await.invoice_id, shop.invoice().await.invoice_id);
    let form = shop.form(invoice, &[("method", &method), ("amount", "19.00")]).await;
    // Whether it was made is not known for a while.
    shop.fault("/v1/payment_intents", "error_before").await;
    shop.submit(invoice, &form).await;
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains("A payment of €19.00") && page.contains("Pay €100.00"), "{page}");
    // The whole is not free; asking for it leads to what is under way.
    let whole = shop.form(invoice, &[("amount", "119.00")]).await;
    assert!(shop.submit(invoice, &whole).await.ends_with("/return"));
    // Among several it is named and left out of nothing that fits.
    let path = selection(&[invoice, other]);
    let mut both = self::form(&shop, &path, &method).await;
    set_amounts(&mut both, &["119.00", "119.00"]);
    let refused = post(&shop, "/pay", &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Another payment of one of these"), "{}", refused.text());
    let both = self::form(&shop, &path, &method).await;
    let to = post(&shop, "/pay", &both).await.header("location").to_owned();
    assert!(shop.follow(&to).await.contains("Thank you"));
    assert_eq!(paid_minor(&shop, invoice).await, 100_00);
    assert_eq!(paid_minor(&shop, other).await, 119_00);
    // The part that waited was never made: given up, the rest is free again.
    shop.world.advance(jiff::SignedDuration::from_mins(5));
    shop.world.run_due_jobs().await;
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains("Pay €19.00"), "{page}");
}

#[tokio::test]
async fn invoices_of_two_sellers_are_two_payments() {
    let shop = Shop::open().await;
    let first = shop.invoice().await.invoice_id;
    let books = shop.world.books("second").await;
    let second = shop.world.issue(shop.tenant, &books, 10).await.invoice_id;
    let path = selection(&[first, second]);
    let page = shop.browser.get(&path).await.text();
    assert!(page.contains("One payment goes to one seller"), "{page}");
    assert!(page.contains(&format!("/pay?invoice={second}")), "{page}");
    assert!(page.contains("€11.90 to "), "{page}");
    // A form made up by hand is refused.
    let mut form = form(&shop, &path, "new").await;
    form.push(("invoice".into(), second.to_string()));
    form.push(("amount".into(), "11.90".into()));
    let answer = post(&shop, "/pay", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.number("select count(*) from charges").await, 0);
}

#[tokio::test]
async fn the_database_itself_reserves_no_more_than_is_due() {
    let shop = Shop::open().await;
    let (invoice, tenant) = (shop.invoice().await.invoice_id, shop.tenant);
    let mut superuser = shop.world.database.superuser().await;
    let charge = |amount: i64, reserved: i64| {
        let id = uuid::Uuid::now_v7();
        format!(
            "insert into charges (tenant_id, charge_id, gateway, purpose, way, currency, amount_minor, idempotency_key,
                    created_at, created_by)
             values ('{tenant}', '{id}', 'stripe', 'payment', 'hosted', 'EUR', {amount}, '{id}', '2026-03-02', 'test');
             insert into charge_invoices (tenant_id, charge_id, invoice_id, position, currency, amount_minor)
             values ('{tenant}', '{id}', '{invoice}', 0, 'EUR', {reserved})"
        )
    };
    let refused =
        |answer: Result<u64, crate::harness::database::Refusal>| answer.unwrap_err().constraint;
    let within = "charge_invoices_within_what_is_due";
    assert_eq!(
        refused(attempt(&mut superuser, &charge(119_01, 119_01)).await).as_deref(),
        Some(within)
    );
    let sum = "charges_amount_is_the_sum";
    assert_eq!(refused(attempt(&mut superuser, &charge(59_50, 59_49)).await).as_deref(), Some(sum));
    attempt(&mut superuser, &charge(59_50, 59_50)).await.unwrap();
    attempt(&mut superuser, &charge(59_50, 59_50)).await.unwrap();
    assert_eq!(refused(attempt(&mut superuser, &charge(1, 1)).await).as_deref(), Some(within));
}
