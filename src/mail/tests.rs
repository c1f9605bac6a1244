use super::templates::{Brand, CreditNoteIssued, Invitation, MailKind, SignInLink, Template};
use super::{Attachment, Mailer, OutgoingMail, SendError};
use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::i18n::Locale;
use uuid::Uuid;

fn eur(amount_minor: i64) -> Money {
    Money { amount_minor, currency: Currency::EUR }
}

fn mail(mailer: &Mailer, subject: &str) -> OutgoingMail {
    let id = Uuid::now_v7();
    OutgoingMail {
        id,
        message_id: mailer.message_id(id),
        recipient: "buyer@kundin.example".into(),
        sender_name: "Müller & Co., Ltd. \"Best\"".into(),
        reply_to: "office@acme.example".into(),
        sent_at: "2027-01-31T08:15:00Z".parse().unwrap(),
        subject: subject.into(),
        text_body: "Grüße\n.\nZeile".into(),
        html_body: "<p>Grüße ₦ €</p>".into(),
        attachment: None,
    }
}

fn folder() -> (std::path::PathBuf, Mailer) {
    let folder = std::env::temp_dir().join(format!("quittance-mail-{}", Uuid::now_v7()));
    let mailer = Mailer::folder(&folder, "Acme", "billing@acme.example").unwrap();
    (folder, mailer)
}

#[tokio::test]
async fn a_captured_message_reads_back_as_it_was_written() {
    let (path, mailer) = folder();
    let attachment = Attachment {
        file_name: "Rechnung 2026/7 für Sie.pdf".into(),
        content_type: "application/pdf".into(),
        bytes: (0..=255).collect(),
    };
    let outgoing = OutgoingMail {
        attachment: Some(attachment.clone()),
        ..mail(&mailer, "Rechnung – 5 €")
    };
    mailer.send(&outgoing).await.unwrap();
    let read = mailer.captured_folder().unwrap().list(10).await.unwrap().remove(0);
    assert_eq!(format!("<{}>", read.message_id), outgoing.message_id);
    assert_eq!(read.from, "Müller & Co., Ltd. \"Best\" <billing@acme.example>");
    assert_eq!(
        (read.to.as_str(), read.reply_to.as_str()),
        ("buyer@kundin.example", "office@acme.example")
    );
    assert_eq!(read.subject, "Rechnung – 5 €");
    assert_eq!(read.sent_at, Some(outgoing.sent_at));
    assert_eq!(read.text.trim_end(), outgoing.text_body);
    assert_eq!(read.html.trim_end(), outgoing.html_body);
    assert_eq!(read.attachments.len(), 1);
    assert_eq!(read.attachments[0].file_name, "Rechnung 2026-7 für Sie.pdf");
    assert_eq!(read.attachments[0].bytes, attachment.bytes);
    std::fs::remove_dir_all(path).unwrap();
}

#[tokio::test]
async fn the_newest_captured_message_stands_first_and_ids_lead_nowhere_else() {
    let (path, mailer) = folder();
    let captured = mailer.captured_folder().unwrap().clone();
    assert!(captured.list(10).await.unwrap().is_empty(), "before the first message");
    for subject in ["first", "second", "third"] {
        mailer.send(&mail(&mailer, subject)).await.unwrap();
    }
    let subjects: Vec<_> =
        captured.list(2).await.unwrap().into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["third", "second"]);
    let id = captured.list(1).await.unwrap().remove(0).id;
    assert_eq!(captured.read(&id).await.unwrap().unwrap().subject, "third");
    for elsewhere in ["", "..", "../../etc/passwd", "no-such-id", "a/b", "a.eml"] {
        assert!(captured.read(elsewhere).await.unwrap().is_none(), "{elsewhere}");
    }
    std::fs::remove_dir_all(path).unwrap();
}

#[tokio::test]
async fn a_line_break_in_a_subject_or_name_starts_no_header() {
    let mailer = Mailer::memory("Acme", "billing@acme.example").unwrap();
    let outgoing = OutgoingMail {
        sender_name: "Acme\r\nBcc: victim@x.example".into(),
        ..mail(&mailer, "Invoice\r\nBcc: victim@x.example\r\n\r\nhello")
    };
    mailer.send(&outgoing).await.unwrap();
    let sent = mailer.sent_in_memory().remove(0);
    assert_eq!(sent.subject, "Invoice Bcc: victim@x.example hello");
    assert_eq!(sent.from, "Acme Bcc: victim@x.example <billing@acme.example>");
    assert_eq!(sent.to, "buyer@kundin.example");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_for_good() {
    let mailer = Mailer::memory("Acme", "billing@acme.example").unwrap();
    let outgoing = OutgoingMail { recipient: "not an address".into(), ..mail(&mailer, "x") };
    let refused = mailer.send(&outgoing).await;
    assert!(matches!(refused, Err(SendError::Refused { .. })));
}

#[test]
fn a_credit_note_says_where_its_amount_went() {
    let note = CreditNoteIssued {
        account: "Kundin",
        number: "CN-7",
        invoice_number: Some("INV-3"),
        total: eur(50_00),
        applied: eur(30_00),
        to_credit: eur(20_00),
        link: "https://billing.example/credit-notes/1",
    };
    let brand = Brand::of_operator("Acme");
    let template = Template::built_in(note.kind(), Locale::En);
    let rendered = note.render(Locale::En, &brand, &template);
    assert_eq!(rendered.subject, "Credit note CN-7 for invoice INV-3");
    for fact in ["Taken off the invoice: €30.00", "Added to your credit: €20.00"] {
        assert!(rendered.text_body.contains(fact), "{}", rendered.text_body);
    }
    let unlinked = CreditNoteIssued { invoice_number: None, applied: eur(0), ..note };
    let template = Template::built_in(unlinked.kind(), Locale::De);
    let rendered = unlinked.render(Locale::De, &brand, &template);
    assert_eq!(rendered.subject, "Rechnungskorrektur CN-7 von Acme");
    assert!(!rendered.text_body.contains("abgezogen"), "{}", rendered.text_body);
}

#[test]
fn what_people_typed_is_text_in_the_html() {
    let invitation = Invitation {
        inviter: "<img src=x onerror=alert(1)>",
        account: "\"A\" & 'B'",
        valid_until: "2026-03-01T12:00:00Z".parse().unwrap(),
        link: "https://billing.example/invitations/a\"b",
    };
    for locale in Locale::ALL {
        let template = Template::built_in(Invitation::KIND, locale);
        let html =
            invitation.render(locale, &Brand::of_operator("</title><b>"), &template).html_body;
        assert!(!html.contains("<img") && !html.contains("<b>"), "{html}");
        assert!(html.contains("&quot;A&quot; &amp; &#39;B&#39;"));
        assert!(html.contains(r#"href="https://billing.example/invitations/a&quot;b""#));
    }
}

#[test]
fn a_sign_in_link_stands_alone_in_the_text_and_is_a_button_in_the_html() {
    let link = "https://billing.example/sign-in/link/abc";
    for locale in Locale::ALL {
        let template = Template::built_in(MailKind::SignInLink, locale);
        let message = SignInLink { name: "", minutes: 15, link };
        let mail = message.render(locale, &Brand::of_operator("Acme"), &template);
        assert!(mail.text_body.lines().any(|line| line == link), "{}", mail.text_body);
        assert_eq!(mail.html_body.matches(link).count(), 1, "{}", mail.html_body);
    }
}
