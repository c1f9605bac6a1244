//! A walk through the demo, signed in as its customer and its staff, and what it leaves in traces and
//! logs: nobody's name, address, number or amount.

use super::Watch;
use crate::harness::collector::{Collector, Spans};
use crate::harness::{Browser, Setup, World};
use crate::routes::html::forms;
use quittance::demo::{self, PASSWORD};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// All that a span may say.
const ATTRIBUTES: &[&str] = &[
    "attempts",
    "db.system.name",
    "db.transaction.outcome",
    "db.transaction.scope",
    "email_id",
    "event",
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "job_id",
    "job_kind",
    "kind",
    "outbox_id",
    "outcome",
    "request_id",
    "tenant_id",
];

#[tokio::test]
async fn a_walk_through_the_demo_leaves_nobodys_data_in_traces_and_logs() {
    let world = World::with(Setup { captures_mail: true, ..Setup::default() }).await;
    demo::load(&world.app.db, &world.app.auth.passwords, &world.app.work.till, world.now())
        .await
        .unwrap();
    for log in ["info", "quittance=debug"] {
        let collector = Collector::new().await;
        let watch = Watch::begin(&collector, log);
        let walked = walk(&world).await;
        let log = watch.end().await;
        let spans = collector.spans();
        the_walk_was_seen(&spans, &log);
        let personal = personal(&world, walked).await;
        assert!(personal.len() > 500, "only {} words to look for", personal.len());
        only_known_attributes(&spans);
        let texts = spans.texts();
        assert_none_is_in(&personal, texts.iter().map(|(_, text)| text.as_str()));
        let lines: Vec<Value> =
            log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut said = Vec::new();
        lines.iter().for_each(|line| gather("", line, &mut said));
        assert_none_is_in(&personal, said.iter().map(String::as_str));
    }
}

/// What everybody does: returns the secrets that went through forms and mail.
async fn walk(world: &World) -> Vec<String> {
    let customer = sign_in(world, "orla@ardmorebakery.example").await;
    for page in ["/", "/invoices", "/payments", "/credit-notes", "/settings/billing"] {
        assert_eq!(customer.get(page).await.status, 200, "{page}");
    }
    let list = customer.get("/invoices").await.text();
    let invoice = format!("/invoices/{}", after(&list, "href=\"/invoices/"));
    assert_eq!(customer.get(&invoice).await.status, 200);
    assert_eq!(customer.get(&format!("{invoice}/pdf")).await.status, 200);
    let mut secrets = vec![PASSWORD.to_owned()];
    secrets.extend(staff_records_a_payment(world).await);
    secrets.extend(a_stranger_tries(world).await);
    world.run_due_jobs().await;
    let mails = world.app.work.mailer.captured_folder().unwrap().list(500).await.unwrap();
    let links = mails.iter().filter(|mail| mail.text.contains("/sign-in/link/"));
    let tokens: Vec<_> = links.map(|mail| after(&mail.text, "/sign-in/link/")).collect();
    let link = format!("/sign-in/link/{}", tokens[0]);
    assert_eq!(world.browser().post(&link, &[]).await.status, 303);
    secrets.extend(tokens);
    secrets
}

async fn sign_in(world: &World, email: &str) -> Browser {
    let browser = world.browser();
    let answer = browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303, "{email}");
    browser
}

/// Which makes a receipt, and with it an e-mail.
async fn staff_records_a_payment(world: &World) -> [String; 2] {
    let staff = sign_in(world, "fiona@lumen.example").await;
    assert_eq!(staff.get("/admin/customers?q=ardmore").await.status, 200);
    let list = staff.get("/admin/customers?q=ardmore").await.text();
    let path =
        format!("/admin/customers/{}/payments/new", after(&list, "href=\"/admin/customers/"));
    let page = staff.get(&path).await.text();
    let mut posted = forms(&page, "post").into_iter();
    let mut form = posted.find(|form| form.fields.iter().any(|(name, _)| name == "amount"));
    let fields = &mut form.as_mut().unwrap().fields;
    fields.retain(|(name, _)| name != "invoice");
    let (amount, reference) = ("7341.27", "Wire from Cormac");
    for (name, value) in fields.iter_mut() {
        match name.as_str() {
            "amount" => amount.clone_into(value),
            "reference" => reference.clone_into(value),
            _ => {}
        }
    }
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = staff.post(&path, &fields).await;
    assert_eq!(answer.status, 303, "{fields:?}");
    [amount.to_owned(), reference.to_owned()]
}

async fn a_stranger_tries(world: &World) -> [String; 2] {
    let (wrong, path) = ("battery-staple", "/lost/nobody@mail.example?email=nobody@mail.example");
    let stranger = world.browser();
    let form = [("email", "dara@ardmorebakery.example"), ("password", wrong)];
    assert_eq!(stranger.post("/sign-in", &form).await.status, 422);
    assert_eq!(stranger.get(path).await.status, 404);
    assert_eq!(stranger.post("/sign-in/link", &[("link_email", form[0].1)]).await.status, 303);
    [wrong.to_owned(), "nobody@mail.example".to_owned()]
}

/// What stands after the first `start`: letters, digits, dashes and underscores.
fn after(text: &str, start: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

fn the_walk_was_seen(spans: &Spans, log: &str) {
    let names = spans.names();
    for name in [
        "POST /sign-in",
        "GET /invoices/{invoice}/pdf",
        "POST /admin/customers/{tenant}/payments/new",
        "GET unmatched",
        "record_offline_payment",
        "job send_sign_in_link",
        "outbox",
        "email",
        "mail send",
    ] {
        assert!(names.contains(name), "{name} is not in {names:?}");
    }
    assert!(log.contains("\"route\":\"/sign-in/link/{token}\""), "{log}");
}

fn only_known_attributes(spans: &Spans) {
    for span in &spans.0 {
        for attribute in &span.attributes {
            assert!(
                ATTRIBUTES.contains(&attribute.key.as_str()),
                "{} of {}",
                attribute.key,
                span.name
            );
        }
        assert!(span.events.is_empty(), "{span:?}");
    }
}

/// Every word of the demo's people and customers, and every amount as documents and tables write it.
async fn personal(world: &World, walked: Vec<String>) -> BTreeSet<String> {
    let mut superuser = world.database.superuser().await;
    let words: Vec<String> = sqlx::query_scalar(
        "select name from people union select email from people
          union select legal_name from tenants union select address_line1 from tenants
          union select city from tenants union select unnest(billing_emails) from tenants
          union select value from tax_ids union select reference from payments
          union select recipient from emails union select subject from emails
          union select email from invitations union select description from invoice_lines",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let names: Vec<String> =
        sqlx::query_scalar("select name from people union select legal_name from tenants")
            .fetch_all(&mut superuser)
            .await
            .unwrap();
    let amounts: Vec<i64> = sqlx::query_scalar(
        "select total_minor from invoices union select amount_minor from payments
          union select total_minor from credit_notes",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let mut personal: BTreeSet<String> = walked.into_iter().collect();
    // Of a name each part by itself.
    let parts = names.iter().flat_map(|name| name.split(' '));
    personal.extend(parts.filter(|part| part.len() >= 4).map(str::to_lowercase));
    personal.extend(words.iter().map(|word| word.to_lowercase()));
    for amount in amounts.into_iter().filter(|amount| *amount >= 1000) {
        let (major, minor) = (amount / 100, amount % 100);
        personal.insert(amount.to_string());
        personal.insert(format!("{major}.{minor:02}"));
        personal.insert(format!("{major},{minor:02}"));
        if major >= 1000 {
            personal.insert(format!("{},{:03}.{minor:02}", major / 1000, major % 1000));
        }
    }
    personal.retain(|word| !word.is_empty());
    personal
}

/// What is in a log line, except for when, where and how long.
fn gather(key: &str, value: &Value, said: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| gather(key, value, said));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(key, value, said)),
        _ if ["timestamp", "target", "seconds", "elapsed", "elapsed_secs"].contains(&key) => {}
        Value::String(text) => said.push(text.clone()),
        other => said.push(other.to_string()),
    }
}

/// Ids are random: digits in them mean no amount.
fn assert_none_is_in<'a>(personal: &BTreeSet<String>, texts: impl Iterator<Item = &'a str>) {
    let texts: BTreeSet<String> =
        texts.filter(|text| text.parse::<Uuid>().is_err()).map(str::to_lowercase).collect();
    for text in &texts {
        for word in personal {
            assert!(!contains_word(text, word), "{word:?} stands in {text:?}");
        }
    }
}

/// Whether `word` stands in `text` with nothing of a word on either side.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[test]
fn a_word_is_found_by_itself_only() {
    assert!(contains_word("mail to ada refused", "ada"));
    assert!(contains_word("ada@x.example", "ada@x.example"));
    assert!(!contains_word("adapter", "ada"));
}
