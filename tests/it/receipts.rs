//! A receipt per payment: what it says, whose it is, and that it never changes (row C4).

use crate::harness::books::eur;
use crate::harness::shop::{GOOD_CARD, Shop};
use crate::harness::town::Town;
use crate::harness::{Browser, TESTER, World};
use quittance::domain::access::MemberRole;
use quittance::domain::id::PaymentId;
use quittance::domain::payment::{Payment, PaymentMethod};
use quittance::domain::receipt::receipt_number;
use quittance::store::imports::{NewPayment, insert_payments};
use quittance::store::{sellers, tenants};
use reqwest::StatusCode;
use std::fmt::Display;
use std::io::Write;
use std::process::{Command, Stdio};

/// The text of a PDF as an independent reader has it (package poppler-utils).
pub fn text_of(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-raw", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext");
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap()
}

async fn receipt(browser: &Browser, payment: impl Display) -> Vec<u8> {
    let answer = browser.get(&format!("/payments/{payment}/receipt")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/pdf");
    answer.body
}

#[tokio::test]
async fn a_receipt_says_what_was_paid_and_what_is_left_then() {
    let world = World::new().await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.sign_in(world.member("owner", tenant, MemberRole::Owner).await).await;
    // 119.00 each; 19.00 of the first was paid before.
    let first = world.issue(tenant, &books, 100).await.invoice_id;
    let second = world.issue(tenant, &books, 100).await.invoice_id;
    world.pay(tenant, eur(19_00), &[first], "before").await;
    let payment = world.pay(tenant, eur(150_00), &[first, second], "now").await.payment_id;
    // What comes later is not on it, although nobody has fetched it yet.
    world.pay(tenant, eur(9_00), &[second], "after").await;
    let text = text_of(&receipt(&owner, payment).await);
    for said in [
        "Receipt",
        &receipt_number(payment),
        "main Handels GmbH",
        "Alpha GmbH",
        "Bank transfer",
        "wire",
        "2 March 2026",
        // 150.00 = 100.00 + 50.00; 119.00 − 50.00 were left.
        "INV-000001 2 Mar 2026 €119.00 €100.00 €0.00",
        "INV-000002 2 Mar 2026 €119.00 €50.00 €69.00",
        "Amount received EUR 150.00",
        "Register HRB 1",
        "Page 1 of 1",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("credit"), "{text}");
}

#[tokio::test]
async fn a_receipt_is_the_same_bytes_for_ever_whoever_fetches_it() {
    let town = Town::new().await;
    let (world, a) = (&town.world, &town.a);
    let owner = world.sign_in(a.owner).await;
    let first = receipt(&owner, a.payment).await;
    let text = text_of(&first);
    // 15.00 for 11.90.
    for said in ["Placed on invoices €11.90", "Added to your credit €3.10"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut tx = world.write(a.tenant).await;
    let mut profile = tenants::profile(&mut tx).await.unwrap();
    profile.legal_name = "Alpha Neu AG".into();
    profile.language = "de".into();
    tenants::update_profile(&mut tx, &profile, world.now()).await.unwrap();
    let seller = sellers::load(&mut tx, a.seller, world.today()).await.unwrap();
    tx.commit().await.unwrap();
    let mut operator = world.db().operator(&TESTER, world.now()).await.unwrap();
    let moved = quittance::domain::party::Seller { legal_name: "Other Ltd".into(), ..seller };
    sellers::save(&mut operator, "main", &moved, world.now()).await.unwrap();
    operator.commit().await.unwrap();
    world.pay(a.tenant, eur(10_00), &[a.open], "later").await;
    world.advance(jiff::SignedDuration::from_hours(100));
    assert_eq!(receipt(&owner, a.payment).await, first);
    let staffs = format!("/admin/customers/{}/payments/{}/receipt", a.tenant, a.payment);
    let admin = world.sign_in(town.admin).await;
    assert_eq!(admin.get(&staffs).await.body, first);
    let path = format!("/payments/{}/receipt", a.payment);
    let name = format!("attachment; filename=\"{}.pdf\"", receipt_number(a.payment));
    assert_eq!(owner.get(&path).await.header("content-disposition"), name);
}

#[tokio::test]
async fn the_mail_about_a_payment_brings_the_receipt() {
    let town = Town::new().await;
    let (world, a) = (&town.world, &town.a);
    world.run_due_jobs().await;
    let page = format!("/payments/{}", a.payment);
    let mails = world.app.work.mailer.sent_in_memory();
    let mail = mails.iter().find(|mail| mail.text.contains(&page)).expect("a mail");
    assert_eq!(mail.to, "billing@alpha.example");
    assert!(mail.text.contains("The receipt is attached."), "{}", mail.text);
    assert!(mail.html.contains("View payment"), "{}", mail.html);
    let [file] = &mail.attachments[..] else { panic!("{} files", mail.attachments.len()) };
    assert_eq!(file.file_name, format!("{}.pdf", receipt_number(a.payment)));
    // The page of which the mail tells exists, and its file is the one that was sent.
    let owner = world.sign_in(a.owner).await;
    assert_eq!(receipt(&owner, a.payment).await, file.bytes);
    assert_eq!(owner.get(&page).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_payment_by_card_has_its_receipt_at_once() {
    let shop = Shop::open().await;
    let invoice = shop.invoice().await.invoice_id;
    let page = shop.open_page(invoice, &[]).await;
    let back = shop.enter_card(&page, GOOD_CARD).await;
    shop.follow(&back).await;
    let payment = shop.text("select payment_id::text from payments").await;
    let text = text_of(&receipt(&shop.browser, &payment).await);
    for said in ["Card •••• 4242", "€119.00 €119.00 €0.00"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // A charge that came to nothing has neither a page nor a receipt.
    let other = shop.invoice().await.invoice_id;
    shop.open_page(other, &[]).await;
    let charge = shop.text("select charge_id::text from charges where payment_id is null").await;
    for path in [format!("/payments/{charge}"), format!("/payments/{charge}/receipt")] {
        assert_eq!(shop.browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_seller_of_the_first_invoice_speaks_and_the_first_of_all_where_none_was_paid() {
    let world = World::new().await;
    let main = world.books("main").await;
    world.advance(jiff::SignedDuration::from_hours(1));
    let second = world.books("second").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.sign_in(world.member("owner", tenant, MemberRole::Owner).await).await;
    let of_main = world.issue(tenant, &main, 100).await.invoice_id;
    let of_second = world.issue(tenant, &second, 100).await.invoice_id;
    let both = world.pay(tenant, eur(238_00), &[of_second, of_main], "both").await;
    let text = text_of(&receipt(&owner, both.payment_id).await);
    assert!(text.contains("second Handels GmbH") && !text.contains("main Handels"), "{text}");
    assert_eq!(text.matches("€119.00 €119.00 €0.00").count(), 2, "{text}");
    // Nothing is open any more.
    let nothing = world.pay(tenant, eur(5_00), &[], "nothing").await;
    let text = text_of(&receipt(&owner, nothing.payment_id).await);
    assert!(text.contains("main Handels GmbH") && text.contains("Alpha GmbH"), "{text}");
    assert!(text.contains("This payment was for no invoice in particular."), "{text}");
}

#[tokio::test]
async fn a_payment_from_the_system_before_has_a_receipt_too() {
    let world = World::new().await;
    let books = world.books("main").await;
    let tenant = world.tenant("Alpha").await;
    let owner = world.sign_in(world.member("owner", tenant, MemberRole::Owner).await).await;
    let invoice = world.issue(tenant, &books, 100).await.invoice_id;
    let payment = Payment {
        tenant_id: tenant,
        payment_id: PaymentId::new(),
        method: PaymentMethod::Cheque,
        reference: "No. 17".into(),
        currency: eur(0).currency,
        amount: eur(119_00),
        allocated: eur(119_00),
        received_on: "2026-02-11".parse().unwrap(),
        recorded_at: world.now(),
        recorded_by: "system:import".into(),
    };
    let id = payment.payment_id;
    let imported =
        NewPayment { payment, source_ref: "P-1".into(), allocations: vec![(invoice, eur(119_00))] };
    let mut operator = world.db().operator(&TESTER, world.now()).await.unwrap();
    operator.visit_tenant(tenant).await.unwrap();
    insert_payments(&mut operator, tenant, "test", &[imported], world.now()).await.unwrap();
    operator.commit().await.unwrap();
    let text = text_of(&receipt(&owner, id).await);
    for said in ["Cheque", "No. 17", "11 February 2026", "INV-000001", "€119.00 €119.00 €0.00"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[tokio::test]
async fn the_list_leads_to_the_payment_and_the_payment_to_what_it_paid() {
    let town = Town::new().await;
    let (world, a) = (&town.world, &town.a);
    let owner = world.sign_in(a.owner).await;
    let page = format!("/payments/{}", a.payment);
    let list = owner.get("/payments").await.text();
    assert!(list.contains(&format!("href=\"{page}\"")), "{list}");
    let html = owner.get(&page).await.text();
    let links = [format!("href=\"/invoices/{}\"", a.paid), format!("href=\"{page}/receipt\"")];
    for said in links.iter().map(String::as_str).chain(["€15.00", "€11.90", "€3.10", "wire"])
    {
        assert!(html.contains(said), "{said}: {html}");
    }
    let admin = world.sign_in(town.admin).await;
    let customer = format!("/admin/customers/{}", a.tenant);
    let list = admin.get(&format!("{customer}/payments")).await.text();
    assert!(list.contains(&format!("href=\"{customer}{page}\"")), "{list}");
    let html = admin.get(&format!("{customer}{page}")).await.text();
    for link in [format!("{customer}/invoices/{}", a.paid), format!("{customer}{page}/receipt")] {
        assert!(html.contains(&format!("href=\"{link}\"")), "{link}: {html}");
    }
}
