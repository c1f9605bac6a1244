//! Rewording a mail on its page. The wordings are one deployment's, which all tests here share: each
//! test has a mail of its own.

use super::desk::Desk;
use axum::http::StatusCode;

fn fields<'a>(
    known: &'a str,
    once: &'a str,
    act: &'a str,
    subject: &'a str,
    body: &'a str,
) -> [(&'a str, &'a str); 5] {
    [("known", known), ("once", once), ("do", act), ("subject", subject), ("body", body)]
}

/// The address of the frame on the page.
fn frame(page: &str) -> String {
    let begin = page.find("/html?").expect("a frame");
    let start = page[..begin].rfind('"').unwrap() + 1;
    page[start..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_mail_is_reworded_previewed_saved_and_taken_back() {
    let desk = Desk::open().await;
    let mut admin = desk.visitor("admin").await;
    let path = "/admin/email-templates/payment_received/en";
    let page = admin.get(path).await;
    page.says("We received your payment of {amount}");
    page.says("{account}");
    page.says("Nordlicht GmbH");
    let (known, once) = (page.hidden("known"), page.hidden("once"));
    assert_eq!(known, "0");

    let (subject, body) = ("Got <b>{amount}</b>", "Dear **{account}**,\r\n\r\n[See]({link})");
    let preview = admin.post(path, &fields(&known, &once, "preview", subject, body)).await;
    assert_eq!(preview.status, StatusCode::OK);
    preview.says("Got &lt;b&gt;€1,200.00&lt;/b&gt;");
    preview.says("Dear Nordlicht GmbH,");
    let framed = frame(&preview.text());
    let mail = admin.get(&framed).await;
    mail.says("Dear <strong>Nordlicht GmbH</strong>,");
    assert!(mail.header("content-security-policy").contains("sandbox"));
    // The draft is its author's alone, and no version yet.
    let mut finance = desk.visitor("finance").await;
    assert_eq!(finance.get(&framed).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(path).await.hidden("known"), "0");

    let saved = admin.post_and_follow(path, &fields(&known, &once, "save", subject, body)).await;
    saved.says("The wording was saved.");
    assert_eq!(saved.hidden("known"), "1");
    finance.get("/admin/email-templates").await.says("Edited");
    let read_only = finance.get(path).await;
    read_only.says("Administrators can change it.");
    assert!(!read_only.text().contains("name=\"do\""));

    // Somebody whose form is older is told, keeps their text, and may insist.
    let late = admin.post(path, &fields("0", &once, "save", "Mine", "Mine {amount}")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says("Somebody saved another version meanwhile.");
    late.says("Mine {amount}");
    late.says("Got &lt;b&gt;€1,200.00");
    let known = late.hidden("known");
    let form = fields(&known, &once, "save", "Mine", "Mine {amount}");
    assert_eq!(admin.post_and_follow(path, &form).await.hidden("known"), "2");

    let old = admin.get(&format!("{path}?version=1")).await;
    old.says("You see version 1.");
    let restore = format!("{path}/restore");
    let back = [("known", "2"), ("version", "1")];
    let restored = admin.post_and_follow(&restore, &back).await;
    restored.says("The wording was restored.");
    restored.says("Got &lt;b&gt;{amount}");
    let stale = admin.post_and_follow(&restore, &back).await;
    stale.says("Somebody saved another version meanwhile.");
    let built_in = [("known", "3"), ("version", "0")];
    let built_in = admin.post_and_follow(&restore, &built_in).await;
    built_in.says("We received your payment of {amount}");
    built_in.says("Back to the built-in wording");
    let none = admin.post(&restore, &[("known", "4"), ("version", "9")]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&format!("{path}?version=9")).await.status, StatusCode::NOT_FOUND);
    admin.get("/admin/audit").await.says("email_template.saved");
}

#[tokio::test]
async fn what_does_not_read_is_refused_where_it_stands_and_kept() {
    let desk = Desk::open().await;
    let mut admin = desk.visitor("admin").await;
    let path = "/admin/email-templates/credit_note_unlinked/en";
    let once = admin.get(path).await.hidden("once");
    for act in ["save", "preview", "test"] {
        let form = fields("0", &once, act, "A {link}", "Hello\r\n{customer.tax_id}");
        let refused = admin.post(path, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says("The subject must not hold an address");
        refused.says("Line 2: this mail has no variable called “customer.tax_id”");
        refused.says("Hello\r\n{customer.tax_id}");
    }
    let header = fields("0", &once, "save", "A\r\nBcc: eve@evil.example", "Text");
    admin.post(path, &header).await.says("The subject must be one line");
    let link = "/admin/email-templates/sign_in_link/en";
    let refused = admin.post(link, &fields("0", &once, "save", "Come in", "Just do")).await;
    refused.says("The text must name the variable “link”");
    assert_eq!(admin.get(path).await.hidden("known"), "0");
    for broken in [&[("known", "x"), ("once", once.as_str())][..], &[("known", "0")], &[]] {
        assert_eq!(admin.post(path, broken).await.status, StatusCode::BAD_REQUEST);
    }
    for nowhere in ["nothing/en", "invoice_issued/fr", "invoice_issued/EN", "invoice_issued/de-AT"]
    {
        let answer = admin.get(&format!("/admin/email-templates/{nowhere}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_test_goes_to_ones_own_address_once_per_form() {
    let desk = Desk::open().await;
    let mut admin = desk.visitor("admin").await;
    let path = "/admin/email-templates/invitation/de";
    let once = admin.get(path).await.hidden("once");
    let form = fields("0", &once, "test", "Für {account}", "Kommen Sie: {link}");
    let mut next_once = String::new();
    for _ in 0..2 {
        let sent = admin.post(path, &form).await;
        assert_eq!(sent.status, StatusCode::OK);
        sent.says("A test is on its way to");
        sent.says("Kommen Sie: {link}");
        next_once = sent.hidden("once");
    }
    crate::jobs::run_due_jobs(&desk.app.work).await.unwrap();
    let own = desk.world.email("admin").to_string();
    let mails = desk.app.work.mailer.sent_in_memory();
    let tests: Vec<_> = mails.iter().filter(|mail| mail.to == own).collect();
    assert_eq!(tests.len(), 1);
    assert_eq!(tests[0].subject, "[Test] Für Nordlicht GmbH");
    // The form that comes back is another one: a changed text is tested anew.
    let form = fields("0", &next_once, "test", "Neu für {account}", "Kommen Sie: {link}");
    admin.post(path, &form).await.says("A test is on its way to");
    crate::jobs::run_due_jobs(&desk.app.work).await.unwrap();
    let mails = desk.app.work.mailer.sent_in_memory();
    let new = mails.iter().filter(|mail| mail.subject == "[Test] Neu für Nordlicht GmbH");
    assert_eq!(new.count(), 1);
    assert_eq!(admin.get(path).await.hidden("known"), "0");
}
