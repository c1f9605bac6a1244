//! The form of a seller's settings, as an administrator's browser sends it.

use super::{Desk, assert_status, pairs, settings_sql};
use crate::routes::html::inline_code;
use quittance::domain::access::StaffRole;
use reqwest::StatusCode;

#[tokio::test]
async fn a_change_is_stored_and_stands_in_the_operators_log_with_before_and_after() {
    let desk = Desk::new().await;
    let answer = desk.save(&[("legal-name", "Neue Handels GmbH"), ("trading-name", "Neu")]).await;
    assert_status(&answer, StatusCode::SEE_OTHER, "save");
    assert!(answer.header("location").ends_with("?done=saved"));
    let log = desk
        .text(
            "select concat_ws(' ', actor, action, before ->> 'legal_name', '->', after ->> 'legal_name',
                              after ->> 'trading_name', before ? 'city')
               from audit_log where subject_kind = 'seller' order by sequence desc limit 1",
        )
        .await;
    let admin = desk.town.admin;
    assert_eq!(
        log,
        format!("staff:{admin} seller.updated main Handels GmbH -> Neue Handels GmbH Neu f")
    );
    let page = desk.admin.get(&format!("{}?done=saved", desk.path())).await.text();
    assert!(page.contains("Neue Handels GmbH") && page.contains("The settings were saved."));
}

#[tokio::test]
async fn the_same_settings_again_change_nothing_whatever_their_version() {
    let desk = Desk::new().await;
    let fields = desk.fields(&[("city", "Kiel")]).await;
    let version = "select version::text from seller_entities";
    for _ in 0..2 {
        let answer = desk.post("/edit", &pairs(&fields)).await;
        assert_status(&answer, StatusCode::SEE_OTHER, "sent twice");
    }
    assert_eq!(desk.text(version).await, "2");
    let log = "select count(*)::text from audit_log where action = 'seller.updated'";
    assert_eq!(desk.text(log).await, "1");
    assert_status(&desk.save(&[]).await, StatusCode::SEE_OTHER, "as it is");
    assert_eq!(desk.text(version).await, "2");
}

#[tokio::test]
async fn who_was_overtaken_is_told_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let stale = desk.fields(&[("city", "Kiel")]).await;
    assert_status(&desk.save(&[("city", "Bremen")]).await, StatusCode::SEE_OTHER, "the faster");
    let answer = desk.post("/edit", &pairs(&stale)).await;
    assert_status(&answer, StatusCode::CONFLICT, "the slower");
    assert!(answer.text().contains("somebody else has changed this seller"));
    assert!(answer.text().contains("value=\"Kiel\""), "what was typed is kept");
    assert_eq!(desk.text("select city from seller_entities").await, "Bremen");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_stored() {
    let desk = Desk::new().await;
    let seller = desk.town.books.seller;
    let before = desk.text(&settings_sql(seller)).await;
    for (field, value, sentence) in [
        ("tax-number-1", "DE129273399", "A digit of this tax number is not right"),
        ("tax-number-1", "DE12", "This does not look like a tax number of Germany"),
        ("account-iban-1", "DE88370400440532013000", "its check digits do not fit"),
        ("account-bic-1", "COBA", "A BIC has 8 or 11 characters"),
        ("account-currency-1", "QQQ", "Enter a currency code such as EUR"),
        ("brand-color", "#ffffff", "can hardly be told from white paper (contrast 1:1)"),
        ("brand-color", "red;}", "Enter a colour such as #0f5c4d"),
        ("website", "javascript:alert(1)", "begins with https://"),
        ("email", "nobody", "Enter an e-mail address"),
        ("days-to-pay", "900", "Enter a whole number from 0 to 365"),
        ("legal-name", " ", "name"),
        ("country", "XQ", "choose one of the options"),
    ] {
        let answer = desk.save(&[(field, value)]).await;
        assert_status(&answer, StatusCode::UNPROCESSABLE_ENTITY, field);
        let text = answer.text();
        assert!(text.contains(sentence), "{field}: {text}");
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field} is linked");
    }
    assert_eq!(desk.text(&settings_sql(seller)).await, before);
}

#[tokio::test]
async fn script_in_a_name_is_text_on_every_page() {
    let desk = Desk::new().await;
    let evil = "<script>alert(1)</script>\"><svg onload=alert(1)>";
    let answer = desk.save(&[("legal-name", evil), ("footer-en", evil)]).await;
    assert_status(&answer, StatusCode::SEE_OTHER, "save");
    for path in ["/admin/sellers".to_owned(), desk.path(), format!("{}/edit", desk.path())] {
        let page = desk.admin.get(&path).await.text();
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path}");
        assert_eq!(inline_code(&page), Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn a_seller_is_added_once_however_often_its_form_is_sent() {
    let desk = Desk::new().await;
    let page = desk.admin.get("/admin/sellers/new").await.text();
    let mut fields = super::form_fields(&page, "legal-name");
    for (name, value) in [
        ("code", "north"),
        ("legal-name", "Nord AG"),
        ("line1", "Am Markt 1"),
        ("city", "Bern"),
        ("country", "CH"),
    ] {
        fields.iter_mut().find(|(n, _)| n == name).unwrap().1 = value.to_owned();
    }
    for _ in 0..2 {
        let answer = desk.admin.post("/admin/sellers/new", &pairs(&fields)).await;
        assert_status(&answer, StatusCode::SEE_OTHER, "add");
        assert!(answer.header("location").ends_with("?done=added"));
    }
    assert_eq!(desk.text("select count(*)::text from seller_entities").await, "2");
    // Another with the same code.
    let id = fields.iter_mut().find(|(name, _)| name == "id").unwrap();
    id.1 = "018f7a3e-0000-7000-8000-000000000001".into();
    let answer = desk.admin.post("/admin/sellers/new", &pairs(&fields)).await;
    assert_status(&answer, StatusCode::UNPROCESSABLE_ENTITY, "code taken");
    assert!(answer.text().contains("Another seller has this code"));
    // Without a series nothing is issued from it, and the form for invoices does not offer it.
    let list = desk.admin.get("/admin/sellers").await.text();
    assert!(list.contains("Nord AG") && list.contains("No series"));
    let invoice = format!("/admin/customers/{}/invoices/new", desk.town.a.tenant);
    assert!(!desk.admin.get(&invoice).await.text().contains("Nord AG"));
}

#[tokio::test]
async fn only_administrators_are_offered_changes() {
    let desk = Desk::new().await;
    let world = desk.world();
    let finance = world.sign_in(world.staff("finance", StaffRole::Finance).await).await;
    let page = finance.get(&desk.path()).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let path = desk.path();
    assert!(!text.contains(&format!("{path}/edit")) && !text.contains(&format!("{path}/logo")));
    assert!(!text.contains(&format!("action=\"{path}/")) || text.contains("/preview"));
    assert!(!finance.get("/admin/sellers").await.text().contains("/admin/sellers/new"));
}

#[tokio::test]
async fn an_archived_seller_drafts_nothing_new_and_can_still_credit() {
    let desk = Desk::new().await;
    let (world, a) = (desk.world(), &desk.town.a);
    let form = format!("/admin/customers/{}/invoices/new", a.tenant);
    assert!(desk.admin.get(&form).await.text().contains("main Handels GmbH"));
    for _ in 0..2 {
        let answer = desk.post("/archive", &[("archived", "yes")]).await;
        assert_status(&answer, StatusCode::SEE_OTHER, "archive");
    }
    assert!(desk.admin.get(&form).await.text().contains("No seller has a number series"));
    assert!(desk.admin.get(&desk.path()).await.text().contains("Archived"));
    // 100 pieces less the 10 that the town credited.
    let note = world.credit(a.tenant, a.open, 5).await;
    assert_eq!(note.credit_note.number, "CN-000003");
    // What was drafted before may still go out.
    let mut tx = world.write(a.tenant).await;
    let actor = crate::harness::TESTER;
    let finalised = quittance::flows::invoices::finalize_invoice::finalize_invoice(
        &mut tx,
        world.now(),
        &actor,
        a.draft,
    )
    .await
    .unwrap();
    assert!(finalised.number.is_some());
    desk.post("/archive", &[("archived", "no")]).await;
    assert!(desk.admin.get(&form).await.text().contains("main Handels GmbH"));
}

#[tokio::test]
async fn a_new_invoice_is_due_when_its_seller_says() {
    let desk = Desk::new().await;
    assert_status(&desk.save(&[("days-to-pay", "14")]).await, StatusCode::SEE_OTHER, "save");
    // The customer's own terms would come first.
    let terms = format!("/admin/customers/{}/payment-terms", desk.town.a.tenant);
    let agreed = desk.admin.post(&terms, &[("terms", "seller")]).await;
    assert_status(&agreed, StatusCode::SEE_OTHER, "terms");
    let form = format!("/admin/customers/{}/invoices/new", desk.town.a.tenant);
    let page = desk.admin.get(&form).await.text();
    let due = super::form_fields(&page, "due-on").into_iter().find(|(n, _)| n == "due-on").unwrap();
    assert_eq!(due.1, "2026-03-16"); // 2 March and 14 days
}
