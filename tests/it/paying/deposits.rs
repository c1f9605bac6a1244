//! A part of an invoice that is due before the rest: asked for on a draft, fixed with the invoice, shown
//! and paid first (row D10).

use crate::harness::books::pieces;
use crate::harness::database::attempt;
use crate::harness::shop::{GOOD_CARD, Shop};
use quittance::domain::access::StaffRole;
use quittance::domain::deposit::{Deposit, DepositShare};
use quittance::domain::id::InvoiceId;
use quittance::flows::invoices::finalize_invoice::{FinalizeInvoiceError, finalize_invoice};
use quittance::flows::invoices::set_deposit::{SetDepositError, set_deposit};
use quittance::store::deposits;
use reqwest::StatusCode;
use rust_decimal::Decimal;

fn percent(percent: i64) -> Deposit {
    Deposit { share: DepositShare::Percent(Decimal::from(percent)), due_on: None }
}

/// An open invoice over 119.00 of which a quarter is due on receipt.
async fn invoice_with_deposit(shop: &Shop) -> InvoiceId {
    let draft = shop.world.draft(shop.tenant, &shop.books, &[pieces(100)]).await;
    let mut tx = shop.world.write(shop.tenant).await;
    set_deposit(&mut tx, draft, Some(&percent(25))).await.unwrap();
    finalize_invoice(&mut tx, shop.world.now(), &crate::harness::TESTER, draft).await.unwrap();
    tx.commit().await.unwrap();
    draft
}

#[tokio::test]
async fn the_deposit_is_offered_first_and_then_the_rest() {
    let shop = Shop::open().await;
    let invoice = invoice_with_deposit(&shop).await;
    let path = format!("/invoices/{invoice}");
    let page = shop.browser.get(&path).await.text();
    // 25 % of 119.00
    assert!(page.contains("A deposit of €29.75 is due"), "{page}");
    let form = shop.form(invoice, &[]).await;
    assert!(form.contains(&("amount".into(), "29.75".into())), "{form:?}");
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    assert!(shop.follow(&back).await.contains("€89.25 is still due"));
    let page = shop.browser.get(&path).await.text();
    assert!(!page.contains("A deposit of €29.75"), "{page}");
    let form = shop.form(invoice, &[]).await;
    assert!(form.contains(&("amount".into(), "89.25".into())), "{form:?}");
}

#[tokio::test]
async fn an_unpaid_deposit_past_its_day_is_overdue_although_the_invoice_is_not() {
    let shop = Shop::open().await;
    let invoice = invoice_with_deposit(&shop).await;
    let number = shop.invoice().await.number.unwrap();
    assert!(!shop.browser.get("/").await.text().contains("overdue"));
    shop.world.advance(jiff::SignedDuration::from_hours(30));
    let owner = shop.browser.get("/").await.text();
    assert!(owner.contains("€29.75"), "{owner}");
    let late = shop.browser.get("/invoices?state=overdue").await.text();
    assert!(late.contains(&format!("/invoices/{invoice}")) && !late.contains(&number), "{late}");
    let page = shop.browser.get(&format!("/invoices/{invoice}")).await.text();
    assert!(page.contains("€29.75 of it is overdue"), "{page}");
    let page = shop.open_page(invoice, &[]).await;
    shop.follow(&shop.enter_card(&page, GOOD_CARD).await).await;
    let late = shop.browser.get("/invoices?state=overdue").await.text();
    assert!(!late.contains(&format!("/invoices/{invoice}")), "{late}");
}

#[tokio::test]
async fn staff_ask_for_a_deposit_on_a_draft_and_it_is_as_final_as_the_invoice() {
    let shop = Shop::open().await;
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let finance = shop.world.sign_in(finance).await;
    let draft = shop.world.draft(shop.tenant, &shop.books, &[pieces(100)]).await;
    let page = format!("/admin/customers/{}/invoices/{draft}", shop.tenant);
    let series = shop.books.invoices.to_string();
    let today = shop.world.today().to_string();
    let due_on = shop.world.today().saturating_add(jiff::Span::new().days(30)).to_string();
    let form = |deposit: &'static str, act: &'static str| {
        vec![
            ("id", draft.to_string()),
            ("rows", "1".to_owned()),
            ("series", series.clone()),
            ("currency", "EUR".to_owned()),
            ("issued-on", today.clone()),
            ("due-on", due_on.clone()),
            ("description-1", "Work".to_owned()),
            ("quantity-1", "1".to_owned()),
            ("price-1", "100".to_owned()),
            ("category-1", "S".to_owned()),
            ("rate-1", "19".to_owned()),
            ("deposit", deposit.to_owned()),
            ("do", act.to_owned()),
        ]
    };
    let edit = format!("{page}/edit");
    let post = async |deposit, act| {
        let form = form(deposit, act);
        let pairs: Vec<_> = form.iter().map(|(name, text)| (*name, text.as_str())).collect();
        finance.post(&edit, &pairs).await
    };
    for (deposit, said) in [
        ("0 %", "more than 0 %"),
        ("101 %", "more than 0 %"),
        ("119.01", "at most the total of €119.00"),
        ("a lot", "amount"),
    ] {
        let answer = post(deposit, "save").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{deposit}");
        assert!(answer.text().contains(said), "{deposit}: {}", answer.text());
    }
    assert_eq!(post("50 %", "save").await.status, StatusCode::SEE_OTHER);
    assert!(finance.get(&edit).await.text().contains("value=\"50 %\""));
    assert!(finance.get(&page).await.text().contains("€59.50 by"));
    assert_eq!(post("20", "finalize").await.status, StatusCode::SEE_OTHER);
    let fixed = "select amount_minor from invoice_deposits";
    assert_eq!(shop.number(fixed).await, 20_00);
    let mut superuser = shop.world.database.superuser().await;
    for sql in ["update invoice_deposits set amount_minor = 1", "delete from invoice_deposits"] {
        let refusal = attempt(&mut superuser, sql).await.unwrap_err();
        let guard = Some("invoice_deposits_finalized_is_immutable");
        assert_eq!(refusal.constraint.as_deref(), guard, "{sql}");
    }
}

#[tokio::test]
async fn a_deposit_that_does_not_fit_any_more_keeps_its_draft_from_being_issued() {
    let shop = Shop::open().await;
    let draft = shop.world.draft(shop.tenant, &shop.books, &[pieces(100)]).await;
    let mut tx = shop.world.write(shop.tenant).await;
    // Written past the rule, as by an older version.
    let due_on = Some(shop.world.today().saturating_sub(jiff::Span::new().days(1)));
    let early = Deposit { due_on, ..percent(50) };
    let refused = set_deposit(&mut tx, draft, Some(&early)).await;
    assert!(matches!(refused, Err(SetDepositError::Deposit(_))), "{refused:?}");
    deposits::save(&mut tx, draft, &early).await.unwrap();
    let refused = finalize_invoice(&mut tx, shop.world.now(), &crate::harness::TESTER, draft).await;
    assert!(matches!(refused, Err(FinalizeInvoiceError::Deposit(_))), "{refused:?}");
}

#[tokio::test]
async fn a_new_draft_proposes_the_terms_agreed_with_the_customer() {
    let shop = Shop::open().await;
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let finance = shop.world.sign_in(finance).await;
    let customer = format!("/admin/customers/{}", shop.tenant);
    let proposed = async || {
        let page = finance.get(&format!("{customer}/invoices/new")).await.text();
        let field = page.split("<input").find(|tag| tag.contains("name=\"due-on\"")).unwrap();
        field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let in_days =
        |days: i64| shop.world.today().saturating_add(jiff::Span::new().days(days)).to_string();
    for (terms, days) in [("60", 60), ("15", 15), ("0", 0), ("seller", 30)] {
        let answer = finance.post(&format!("{customer}/payment-terms"), &[("terms", terms)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{terms}");
        assert_eq!(proposed().await, in_days(days), "{terms}");
    }
    let answer = finance.post(&format!("{customer}/payment-terms"), &[("terms", "17")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
