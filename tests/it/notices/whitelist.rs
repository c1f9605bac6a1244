//! No personal data beyond the whitelist: every fact is told by a wording that names all that its mail may
//! say, of a customer whose every other field holds a marker. No marker may come out, by mail, by text
//! message or in the portal.

use super::with_failed_autopay;
use crate::autopay::days_pass;
use crate::harness::database::run;
use crate::harness::shop::Shop;
use quittance::i18n::Locale;
use quittance::mail::templates::{MailKind, Template, Wording};

/// What stands in the fields of the customer, its people and documents that no message names.
const MARKERS: &str = "ZQMARK";

/// All that a mail of this kind may name, each once.
fn everything(kind: MailKind) -> Wording {
    let variables = kind.variables().iter();
    let named: Vec<String> = variables.map(|v| format!("{{{}}}", v.word())).collect();
    Wording { subject: "All of it".into(), body: named.join("\n\n") }
}

async fn mark(shop: &Shop) {
    let mut superuser = shop.world.database.superuser().await;
    let sql = format!(
        "set session_replication_role = replica;
         update tenants set address_line1 = '{MARKERS}1', address_line2 = '{MARKERS}2', city = '{MARKERS}3',
                            region = '{MARKERS}4', postal_code = '{MARKERS}5', account_ref = '{MARKERS}6';
         update tax_ids set value = '{MARKERS}7';
         update people set name = '{MARKERS}8';
         update invoices set memo = '{MARKERS}9', purchase_order = '{MARKERS}10';
         update invoice_lines set description = '{MARKERS}11';
         update payment_methods set nickname = '{MARKERS}12', fingerprint = '{MARKERS}13'"
    );
    run(&mut superuser, &sql).await;
}

/// Columns are named here by hand: one that is gone makes the test fail, and be looked at.
async fn marked_columns(shop: &Shop) -> i64 {
    let sql = format!(
        "select (select count(*) from tenants where city like '{MARKERS}%')
              + (select count(*) from people where name like '{MARKERS}%')
              + (select count(*) from invoice_lines where description like '{MARKERS}%')"
    );
    shop.number(&sql).await
}

#[tokio::test]
async fn no_fact_is_told_with_more_than_its_whitelist_even_by_a_wording_that_names_all_of_it() {
    let shop = with_failed_autopay().await;
    let mut superuser = shop.world.database.superuser().await;
    for kind in MailKind::ALL {
        let wording = everything(kind);
        assert!(Template::read(kind, &wording).is_ok(), "{}", kind.word());
        for locale in Locale::ALL {
            let sql = format!(
                "set session_replication_role = replica;
                 insert into email_templates (template, language, version, subject, body, created_at, created_by)
                 select '{}', '{}', 1, '{}', '{}', '2026-03-02', person_id from people limit 1",
                kind.word(),
                locale.as_bcp47(),
                wording.subject,
                wording.body
            );
            run(&mut superuser, &sql).await;
        }
    }
    mark(&shop).await;
    assert!(marked_columns(&shop).await > 3);
    // Everything that was ever told is told again, as if for the first time.
    run(
        &mut superuser,
        "set session_replication_role = replica;
         delete from emails; delete from notices;
         update outbox set dispatched_at = null;
         update payment_methods set expires_on = '2026-03-20'",
    )
    .await;
    days_pass(&shop, 4).await;
    let told: Vec<String> = sqlx::query_scalar("select distinct event from emails order by event")
        .fetch_all(&mut superuser)
        .await
        .unwrap();
    for event in ["autopay_failed", "invoice_issued", "method_expiring", "payment_received"] {
        assert!(told.iter().any(|it| it == event), "{event} was not told: {told:?}");
    }
    assert!(shop.number("select count(*) from notices").await > 0);
    for table in ["emails", "notices", "sms_messages"] {
        let leaked = format!("select count(*) from {table} t where t::text like '%{MARKERS}%'");
        assert_eq!(shop.number(&leaked).await, 0, "{table}");
    }
}

/// Names of things that a wording must never reach, beside those of other mails.
const NEVER: [&str; 22] = [
    "email",
    "name",
    "phone",
    "address",
    "city",
    "postal_code",
    "tax_id",
    "iban",
    "card_number",
    "last4",
    "cvc",
    "password",
    "password_hash",
    "token",
    "session",
    "ip",
    "customer",
    "person",
    "user",
    "notes",
    "purchase_order",
    "tenant_id",
];

#[test]
fn no_mail_can_name_what_another_mail_may_or_anything_nested_or_foreign() {
    for kind in MailKind::ALL {
        let own: Vec<&str> = kind.variables().iter().map(|variable| variable.word()).collect();
        let others = MailKind::ALL.iter().flat_map(|other| other.variables());
        let foreign: Vec<&str> = others
            .map(|variable| variable.word())
            .chain(NEVER)
            .filter(|word| !own.contains(word))
            .collect();
        for word in foreign {
            for attempt in [
                format!("{{{word}}}"),
                format!("**{{{word}}}**"),
                format!("- {{{word}}}"),
                format!("[x]({{{word}}})"),
                format!("[{{{word}}}](https://acme.example)"),
                format!("<b title=\"{{{word}}}\">x</b>"),
                format!("{{account.{word}}}"),
                format!("{{account[{word}]}}"),
                format!("{{{{{word}}}}}"),
                format!("{{ ${word} }}"),
            ] {
                let body = format!("{attempt}\n\n{{link}}");
                let wording = Wording { subject: "x".into(), body };
                let in_body = Template::read(kind, &wording);
                assert!(in_body.is_err(), "{}: {attempt}", kind.word());
                let wording = Wording { subject: attempt.clone(), body: "{link}".into() };
                let in_subject = Template::read(kind, &wording);
                // A link is text in a subject; what it names is read all the same.
                assert!(in_subject.is_err(), "{}: subject {attempt}", kind.word());
            }
        }
    }
}
