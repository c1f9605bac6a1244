use super::*;
use crate::i18n::Locale;
use crate::mail::templates::samples::{sample, sample_values};

const BASE: &str = "https://billing.example";

fn brand() -> Brand {
    Brand::of_operator("Acme")
}

fn wording(subject: &str, body: &str) -> Wording {
    Wording { subject: subject.into(), body: body.into() }
}

fn read(kind: MailKind, body: &str) -> Result<Template, Vec<WordingFault>> {
    Template::read(kind, &wording("Subject", body))
}

/// The sample of an invoice's mail with this body.
fn invoice_mail(body: &str) -> Rendered {
    let kind = MailKind::InvoiceIssued;
    sample(kind, Locale::En, &brand(), BASE, &read(kind, body).unwrap())
}

/// The one fault of this body in an invoice's mail, and its line.
fn fault(body: &str) -> (usize, Fault) {
    let mut faults = read(MailKind::InvoiceIssued, body).expect_err(body);
    assert_eq!(faults.len(), 1, "{body}");
    let fault = faults.remove(0);
    assert_eq!(fault.field, Field::Body);
    (fault.line, fault.fault)
}

#[test]
fn every_built_in_wording_reads_and_leaves_no_brace() {
    for kind in MailKind::ALL {
        for locale in Locale::ALL {
            let mail = sample(kind, locale, &brand(), BASE, &Template::built_in(kind, locale));
            for written in [&mail.subject, &mail.text_body] {
                assert!(!written.contains(['{', '}']), "{} {locale}: {written}", kind.word());
            }
            assert!(mail.html_body.contains(BASE), "{} {locale}", kind.word());
        }
    }
}

#[test]
fn each_mail_has_exactly_the_values_of_its_whitelist() {
    for kind in MailKind::ALL {
        let values = sample_values(kind, Locale::En, &brand(), BASE);
        let names: Vec<_> = values.iter().map(|(variable, _)| *variable).collect();
        assert_eq!(names, kind.variables(), "{}", kind.word());
        assert!(values.iter().all(|(_, value)| !value.is_empty()));
        assert_eq!(kind.word().parse(), Ok(kind));
    }
}

#[test]
fn text_and_html_are_made_of_one_body() {
    let mail = invoice_mail(
        "Dear **{account}**,\r\nplease pay {amount}.\r\n\r\nYou can:\n- open [the invoice]({link})\n- read [our terms](https://acme.example/terms)\n\n[Pay now]({link})",
    );
    assert!(mail.text_body.contains("Dear Nordlicht GmbH,\nplease pay €1,190.00."));
    assert!(mail.text_body.contains(
        "You can:\n\n- open the invoice (https://billing.example/invoices)\n- read our terms (https://acme.example/terms)\n\nPay now:\nhttps://billing.example/invoices\n"
    ), "{}", mail.text_body);
    assert!(mail.html_body.contains("Dear <strong>Nordlicht GmbH</strong>,<br>please pay"));
    assert!(mail.html_body.contains(
        "<li style=\"margin:0 0 6px;\">open <a href=\"https://billing.example/invoices\""
    ));
    assert!(mail.html_body.contains("font-weight:600;text-decoration:none;\">Pay now</a>"));
}

#[test]
fn html_that_an_operator_types_stays_text() {
    let mail = invoice_mail("<script>alert(1)</script> & \"x\" <b>{account}</b>");
    assert!(mail.html_body.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"));
    assert!(!mail.html_body.contains("<script") && !mail.html_body.contains("<b>"));
    assert!(mail.text_body.contains("<script>alert(1)</script> & \"x\" <b>Nordlicht GmbH</b>"));
}

#[test]
fn nothing_beyond_the_whitelist_can_be_reached() {
    let kind = MailKind::InvoiceIssued;
    for attempt in [
        "{customer.tax_id}",
        "{tax_id}",
        "{minutes}",
        "{Account}",
        "{ account }",
        "{account.tax_id}",
        "{account[0]}",
        "{{account}}",
        "{{{account}}}",
        "{{ account }}",
        "{ $account }",
        "{$account}",
        "{ -brand }",
        "{ mail-closing }",
        "{ NUMBER($amount) }",
        "{ $amount ->\n [one] x\n *[other] y\n }",
        "{\"{\"}",
        "{acc{link}ount}",
        "{%account%}",
        "${account}}",
        "#{account",
        "{",
        "}",
        "{}",
        "{ }",
        "{account\n}",
        "[x]({account.link})",
        "[{customer.name}]({link})",
        "**{user.password_hash}**",
        "- {session}",
    ] {
        let faults = read(kind, attempt).expect_err(attempt);
        let is_named = matches!(
            faults[0].fault,
            Fault::UnknownVariable { .. } | Fault::Brace { .. } | Fault::ForeignLink { .. }
        );
        assert!(is_named, "{attempt}: {faults:?}");
        assert!(Template::read(kind, &wording(attempt, "Text")).is_err(), "subject {attempt}");
    }
}

#[test]
fn a_value_is_never_read_for_variables_or_markup() {
    let kind = MailKind::Invitation;
    let mail = Invitation {
        inviter: "**{link}** [x](https://evil.example)\n\n- {until}",
        account: "{inviter}",
        valid_until: "2026-03-01T12:00:00Z".parse().unwrap(),
        link: "https://billing.example/invitations/a",
    };
    let template = Template::read(kind, &wording("{inviter}", "{inviter} {account}\n\n{link}"));
    let rendered = mail.render(Locale::En, &brand(), &template.unwrap());
    let written = "**{link}** [x](https://evil.example) - {until} {inviter}";
    assert!(rendered.text_body.contains(&format!("\n\n{written}\n\n")), "{}", rendered.text_body);
    assert!(rendered.html_body.contains(&format!(">{written}</p>")), "{}", rendered.html_body);
    assert_eq!(rendered.html_body.matches("<a href").count(), 1);
    assert!(!rendered.subject.contains('\n'));
}

#[test]
fn a_link_leads_to_the_mails_own_address_or_to_https() {
    for target in [
        "http://acme.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//acme.example",
        "/invoices",
        "https://",
        "https://user@acme.example",
        "https://acme.example@evil.example",
        "https:acme.example",
        "HTTPS://acme.example",
        "https://localhost",
        "https://acme.example/{number}",
        "https://{account}.example",
        "{link}@evil.example",
        "{link}{link}",
        "{amount}",
        "mailto:x@acme.example",
        "",
    ] {
        let (line, fault) = fault(&format!("First line\nSee [this]({target})."));
        assert!(matches!(fault, Fault::ForeignLink { .. }), "{target}: {fault:?}");
        assert_eq!(line, 2);
    }
    assert!(matches!(fault("[x](https://a.example b)").1, Fault::BrokenLink { .. }));
    assert!(matches!(fault("[](https://a.example)").1, Fault::BrokenLink { .. }));
    assert!(matches!(fault("[x]({link}").1, Fault::BrokenLink { .. }));
    // A bracket that begins no link is a bracket.
    assert!(invoice_mail("See [1] and [2], (no link)").text_body.contains("See [1] and [2], (no"));
}

#[test]
fn a_fault_names_its_line() {
    assert_eq!(fault("one\n\ntwo\nthree {nope}").0, 4);
    assert_eq!(fault("one\n- a\n- b }").0, 3);
    assert_eq!(fault("\n\none\n\n\n\ntwo **bold").0, 5);
    assert_eq!(fault("a\nb\u{7}").0, 2);
    assert_eq!(fault("a\n\u{202e}b").1, Fault::Invisible);
    assert_eq!(fault(" \n\n").1, Fault::Blank);
    assert_eq!(fault("one **two\n\nthree**").1, Fault::UnclosedBold);
    let long = "x".repeat(BODY_LENGTH_MAX + 1);
    assert_eq!(fault(&long).1, Fault::TooLong { max: BODY_LENGTH_MAX });
}

#[test]
fn a_subject_is_one_short_line_without_an_address() {
    let kind = MailKind::InvoiceIssued;
    let fault = |subject: &str| {
        let mut faults = Template::read(kind, &wording(subject, "Text")).expect_err(subject);
        assert_eq!((faults.len(), faults[0].field), (1, Field::Subject), "{subject:?}");
        faults.remove(0).fault
    };
    assert_eq!(fault("Invoice\r\nBcc: eve@evil.example"), Fault::SeveralLines);
    assert_eq!(fault("Invoice\rBcc: x"), Fault::SeveralLines);
    assert_eq!(fault("Invoice\u{0}"), Fault::Invisible);
    assert_eq!(fault("Invoice\u{85}x"), Fault::Invisible);
    assert_eq!(fault("  "), Fault::Blank);
    assert_eq!(fault("Pay {link}"), Fault::LinkInSubject { name: "link".into() });
    let long = "x".repeat(SUBJECT_LENGTH_MAX + 1);
    assert_eq!(fault(&long), Fault::TooLong { max: SUBJECT_LENGTH_MAX });
    assert!(Template::read(kind, &wording(&long[1..], "Text")).is_ok());
    // In a subject markup is text.
    let plain = Template::read(kind, &wording("**{number}** [x](y)", "Text")).unwrap();
    let mail = sample(kind, Locale::En, &brand(), BASE, &plain);
    assert_eq!(mail.subject, "**LUM-2026-00418** [x](y)");
}

#[test]
fn a_mail_that_lets_somebody_in_keeps_its_link() {
    for kind in [MailKind::SignInLink, MailKind::Invitation] {
        let faults = read(kind, "Come in.").unwrap_err();
        assert_eq!(faults[0].fault, Fault::Missing { name: "link".into() });
        for body in ["{link}", "Go to {link} now", "[In]({link})", "x\n- [In]({link})"] {
            assert!(read(kind, body).is_ok(), "{body}");
        }
    }
    assert!(read(MailKind::InvoiceIssued, "It is attached.").is_ok());
}

#[test]
fn every_fault_has_a_sentence_in_every_language() {
    let name = || "x".to_owned();
    let faults = [
        Fault::Blank,
        Fault::TooLong { max: 9 },
        Fault::SeveralLines,
        Fault::Invisible,
        Fault::UnknownVariable { name: name() },
        Fault::Brace { near: name() },
        Fault::LinkInSubject { name: name() },
        Fault::ForeignLink { target: name() },
        Fault::BrokenLink { near: name() },
        Fault::UnclosedBold,
        Fault::Missing { name: name() },
    ];
    for fault in faults {
        for (field, locale) in [(Field::Subject, Locale::En), (Field::Body, Locale::De)] {
            let fault = WordingFault { field, line: 1, fault: fault.clone() };
            assert!(!fault.sentence(locale).is_empty());
        }
    }
}

proptest::proptest! {
    /// Whatever is typed is refused, or becomes a mail whose HTML holds no tag but the layout's own.
    #[test]
    fn no_text_breaks_the_reading_or_gets_out_of_the_layout(
        body in "(\\PC|\\{account\\}|\\[a\\]\\(\\{link\\}\\)|\\*\\*|<b>|- |\n|\n\n|\"){1,30}"
    ) {
        if let Ok(template) = read(MailKind::InvoiceIssued, &body) {
            let mail = sample(MailKind::InvoiceIssued, Locale::En, &brand(), BASE, &template);
            proptest::prop_assert!(!mail.html_body.contains("<b>"));
            let links = mail.html_body.matches("href=\"").count();
            let own = mail.html_body.matches("href=\"https://billing.example/invoices\"").count();
            proptest::prop_assert_eq!(links, own);
        }
    }
}

#[test]
fn what_stands_on_a_sellers_colour_can_be_read() {
    let kind = MailKind::InvoiceIssued;
    let template = Template::built_in(kind, Locale::En);
    // White on this orange would have a contrast of 2.9 : 1.
    for (color, letters) in
        [("#0f5c4d", "#ffffff"), ("#ffd400", "#111827"), ("#ff6600", "#111827"), ("no", "#ffffff")]
    {
        let color = color.parse().unwrap_or(DEFAULT_COLOR);
        let mail = sample(kind, Locale::En, &Brand { color, ..brand() }, BASE, &template);
        let html = mail.html_body;
        assert!(html.contains(&format!("color:{letters};")), "{color}");
        let other = if letters == "#ffffff" { "color:#111827;" } else { "color:#ffffff;" };
        assert!(!html.contains(other), "{color}");
    }
}
