//! Every address, asked by everybody: as another tenant, as nobody, with the wrong role, with ids that
//! do not exist, from a foreign site, and with a card's number in every field (rows A1, A3, A4, R1).

pub mod html;
mod table;

use crate::harness::browser::Answer;
use crate::harness::town::{Customer, Town, fingerprint};
use crate::harness::{Browser, Setup, World};
use html::{Form, forms, inline_code};
use quittance::domain::access::{MemberRole, StaffRole};
use reqwest::{Method, StatusCode, header};
use std::collections::{BTreeMap, BTreeSet};
use table::{Audience, ROUTES, Right, Route, routes_of_the_source};

const EMPTY: &[(&str, &str)] = &[];

/// A town with a browser for everybody.
struct Visit {
    town: Town,
    nobody: Browser,
    owner_a: Browser,
    owner_b: Browser,
    staff: BTreeMap<&'static str, Browser>,
}

impl Visit {
    async fn new() -> Self {
        let town = Town::with(Setup { captures_mail: true, ..Setup::default() }).await;
        let world = &town.world;
        let mut staff = BTreeMap::new();
        for role in StaffRole::ALL {
            let person = match role {
                StaffRole::Admin => town.admin,
                _ => world.staff(role.word(), role).await,
            };
            staff.insert(role.word(), world.sign_in(person).await);
        }
        Self {
            nobody: world.browser(),
            owner_a: world.sign_in(town.a.owner).await,
            owner_b: world.sign_in(town.b.owner).await,
            staff,
            town,
        }
    }

    /// Somebody of A, or the admin, or nobody: whoever the page is for.
    fn visitor(&self, audience: Audience) -> &Browser {
        match audience {
            Audience::Anybody => &self.nobody,
            Audience::Person | Audience::Customer | Audience::Own | Audience::Payer => {
                &self.owner_a
            }
            Audience::Staff(_) => self.admin(),
        }
    }

    fn admin(&self) -> &Browser {
        &self.staff[StaffRole::Admin.word()]
    }
}

async fn visit(browser: &Browser, route: &Route, path: &str) -> Answer {
    if route.is_get() { browser.get(path).await } else { browser.post(path, EMPTY).await }
}

#[test]
fn every_route_of_the_source_is_in_the_table() {
    let listed: BTreeSet<(String, String)> =
        ROUTES.iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    let found = routes_of_the_source();
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert!(unlisted.is_empty(), "say in routes/table.rs whom these are for: {unlisted:?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "in the table, not in the router: {gone:?}");
    // Both functions stand in the file that is read.
    let source = include_str!("../../src/web/app.rs");
    let all: String = source.split_whitespace().collect();
    let source = all.replacen(
        "for_customers().merge(for_staff()).merge(for_catalogue()).merge(for_subscriptions()).merge(for_installments()).merge(for_dunning()).merge(for_metering()).merge(of_taxes_and_rates())",
        "",
        1,
    );
    let nests = ["nest(", "merge(", "route_service(", "nest_service("];
    assert!(nests.iter().all(|call| !source.contains(call)), "routes that the test cannot read");
}

#[tokio::test]
async fn nobody_is_sent_to_sign_in_and_back() {
    let visit_ = Visit::new().await;
    for route in ROUTES.iter().filter(|route| route.audience != Audience::Anybody) {
        let path = route.of(&visit_.town.a);
        let answer = visit(&visit_.nobody, route, &path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {path}", route.method);
        let to = answer.header("location");
        assert!(to.starts_with("/sign-in"), "{} {path} leads to {to}", route.method);
    }
}

#[tokio::test]
async fn another_tenants_documents_do_not_exist() {
    let visit_ = Visit::new().await;
    let (a, b) = (&visit_.town.a, &visit_.town.b);
    let mut superuser = visit_.town.world.database.superuser().await;
    let before = fingerprint(&mut superuser).await;
    for route in ROUTES.iter().filter(|route| route.names_a_customers_row()) {
        let is_staffs = matches!(route.audience, Audience::Staff(_));
        // As staff: A's document under B's address. As a customer: A's document as somebody of B.
        let crossed = if is_staffs {
            let mixed = Customer { tenant: b.tenant, ..a.clone() };
            visit(visit_.admin(), route, &route.of(&mixed)).await
        } else {
            visit(&visit_.owner_b, route, &route.of(a)).await
        };
        assert_eq!(crossed.status, not_there(route), "{} {}", route.method, route.path);
    }
    // Nothing was done to them either. That staff looked is in the log.
    let after = fingerprint(&mut superuser).await;
    for (table, hash) in before {
        let is_about_looking = ["audit_log", "sessions"].contains(&table.as_str());
        assert!(is_about_looking || after[&table] == hash, "{table} changed");
    }
    // The same pages exist for whom they are.
    let mut shown = 0;
    for route in ROUTES.iter().filter(|route| route.names_a_customers_row() && route.is_get()) {
        let own = visit(visit_.visitor(route.audience), route, &route.of(a)).await;
        assert_eq!(own.status, StatusCode::OK, "{}", route.path);
        shown += 1;
    }
    assert!(shown >= 4, "{shown} pages of documents were shown");
}

/// What a route answers about a document that is not there. Deleting a draft that is gone is done.
fn not_there(route: &Route) -> StatusCode {
    if route.path.ends_with("/delete") { StatusCode::SEE_OTHER } else { StatusCode::NOT_FOUND }
}

#[tokio::test]
async fn a_page_of_the_other_kind_of_people_does_not_exist() {
    let visit_ = Visit::new().await;
    for route in ROUTES {
        let stranger = match route.audience {
            Audience::Staff(_) => &visit_.owner_a,
            Audience::Customer | Audience::Own | Audience::Payer => visit_.admin(),
            Audience::Anybody | Audience::Person => continue,
        };
        let answer = visit(stranger, route, &route.of(&visit_.town.a)).await;
        // The bare address is what everybody types: it leads staff to their own first page.
        let expected =
            if route.path == "/" { StatusCode::SEE_OTHER } else { StatusCode::NOT_FOUND };
        assert_eq!(answer.status, expected, "{} {}", route.method, route.path);
    }
    let home = visit_.admin().get("/").await;
    assert_eq!(home.header("location"), "/admin");
}

#[tokio::test]
async fn each_staff_role_may_do_what_its_right_says_on_every_route() {
    let visit_ = Visit::new().await;
    let staffs: Vec<(&Route, Right)> = ROUTES
        .iter()
        .filter_map(|route| match route.audience {
            Audience::Staff(right) => Some((route, right)),
            _ => None,
        })
        .collect();
    // What is forbidden first, because what is allowed changes the documents.
    for allowed in [false, true] {
        for &(route, right) in &staffs {
            for role in StaffRole::ALL.into_iter().filter(|role| right.allows(*role) == allowed) {
                let path = route.of(&visit_.town.a);
                let answer = visit(&visit_.staff[role.word()], route, &path).await;
                let context =
                    format!("{} {path} as {}: {}", route.method, role.word(), answer.status);
                if !allowed {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{context}");
                } else if route.is_get() {
                    assert_eq!(answer.status, StatusCode::OK, "{context}");
                } else {
                    // An empty form, or a document that another role has dealt with by now.
                    assert!(!answer.status.is_server_error(), "{context}");
                    assert_ne!(answer.status, StatusCode::FORBIDDEN, "{context}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_viewer_reads_every_page_and_changes_nothing() {
    let visit_ = Visit::new().await;
    let world = &visit_.town.world;
    let viewer = world.member("viewer", visit_.town.a.tenant, MemberRole::Viewer).await;
    let viewer = world.sign_in(viewer).await;
    for route in ROUTES.iter().filter(|route| route.audience == Audience::Payer) {
        let path = route.of(&visit_.town.a);
        assert_eq!(visit(&viewer, route, &path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for route in ROUTES.iter().filter(|route| route.audience == Audience::Customer) {
        let path = route.of(&visit_.town.a);
        if route.is_get() {
            assert_eq!(viewer.get(&path).await.status, StatusCode::OK, "{path}");
            continue;
        }
        // What the owner's page would send, sent by the viewer.
        let page = visit_.owner_a.get(&path).await.text();
        for mut form in own_forms(&page, &path) {
            let empty =
                form.fields.iter_mut().filter(|(name, value)| name == "email" && value.is_empty());
            empty.for_each(|(_, value)| *value = "somebody@new.example".into());
            let answer = viewer.post(&path, &pairs(&form.fields)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}: {:?}", form.fields);
        }
    }
}

/// The forms of a page that are posted to the page itself.
fn own_forms(html: &str, path: &str) -> Vec<Form> {
    let mut forms = forms(html, "post");
    forms.retain(|form| form.action.is_empty() || form.action == path);
    forms
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn an_id_that_is_unknown_or_none_at_all_is_not_found() {
    let visit_ = Visit::new().await;
    let long = "9".repeat(3_000);
    for route in ROUTES {
        for id in [
            "018f7a3e-0000-7000-8000-000000000000",
            "00000000-0000-0000-0000-000000000000",
            "x",
            "-1",
            "99999999999999999999999",
            "'%20or%20'1'='1",
            "..%2f..%2fetc%2fpasswd",
            "%00",
            "%ff",
            "%F0%9F%92%A9",
            &long,
        ] {
            let Some(path) = route.with_last_id(&visit_.town.a, id) else { continue };
            let answer = visit(visit_.visitor(route.audience), route, &path).await;
            let is_secret = route.path.contains("{token}");
            let is_fine = match answer.status {
                StatusCode::NOT_FOUND => true,
                // A link that has ended has a page of its own.
                StatusCode::OK | StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY => is_secret,
                // Redriving a job that is not there says so on the page of jobs.
                StatusCode::SEE_OTHER => {
                    route.path.contains("{job}") || not_there(route) == StatusCode::SEE_OTHER
                }
                _ => false,
            };
            assert!(is_fine, "{} {path:.120}: {}", route.method, answer.status);
        }
    }
}

#[tokio::test]
async fn a_form_from_a_foreign_site_is_refused_on_every_route() {
    let visit_ = Visit::new().await;
    let mut superuser = visit_.town.world.database.superuser().await;
    let before = fingerprint(&mut superuser).await;
    for route in ROUTES.iter().filter(|route| !route.is_get()) {
        let path = route.of(&visit_.town.a);
        let browser = visit_.visitor(route.audience);
        let own = visit_.town.world.url.clone();
        for foreign in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("origin", "https://evil.example")],
            vec![("origin", "null")],
            vec![("sec-fetch-site", "cross-site"), ("origin", &own)],
        ] {
            let mut request = browser.request(Method::POST, &path);
            for (name, value) in &foreign {
                request = request.header(*name, *value);
            }
            let answer = browser.send(request.form(EMPTY)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {foreign:?}");
        }
    }
    let after = fingerprint(&mut superuser).await;
    let changed: Vec<_> = after.iter().filter(|(t, hash)| before[*t] != **hash).collect();
    assert!(changed.is_empty(), "{changed:?}");
}

/// A published test number, as people type it.
const CARD: &str = "4242 4242 4242 4242";

#[tokio::test]
async fn no_route_accepts_a_card_number_in_any_field() {
    let visit_ = Visit::new().await;
    let mut posted = 0;
    for route in ROUTES.iter().filter(|route| route.is_get()) {
        let path = route.of(&visit_.town.a);
        let browser = visit_.visitor(route.audience);
        let answer = browser.get(&path).await;
        if !answer.is_html() {
            continue;
        }
        for form in forms(&answer.text(), "post") {
            let action = if form.action.is_empty() { &path } else { &form.action };
            for index in 0..form.fields.len() {
                let mut fields = form.fields.clone();
                fields[index].1 = format!("to {CARD} please");
                let answer = browser.post(action, &pairs(&fields)).await;
                assert_is_refused(&answer, &format!("{action}, field {}", fields[index].0));
                posted += 1;
            }
        }
        let searched = browser.get(&format!("{path}?q=4242424242424242")).await;
        assert_is_refused(&searched, &format!("{path}?q="));
    }
    for route in ROUTES.iter().filter(|route| !route.is_get()) {
        let path = route.of(&visit_.town.a);
        let browser = visit_.visitor(route.audience);
        let answer = browser.post(&path, &[("anything", CARD)]).await;
        assert_is_refused(&answer, &path);
        // In a body of another kind it reaches no handler.
        let request = browser.request(Method::POST, &path).header("sec-fetch-site", "same-origin");
        let json = request
            .header(header::CONTENT_TYPE, "application/json")
            .body(format!(r#"{{"card":"{CARD}"}}"#));
        let status = browser.send(json).await.status;
        let is_body_less = ["/sign-out", "/finalize", "/delete", "/redrive", "/resume"]
            .iter()
            .any(|end| path.ends_with(end));
        assert!(status.is_client_error() || is_body_less, "{path} as json: {status}");
    }
    assert!(posted >= 20, "only {posted} fields were tried");
    assert_in_no_table(&mut visit_.town.world.database.superuser().await).await;
}

fn assert_is_refused(answer: &Answer, context: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{context}");
    assert!(answer.text().contains("Card numbers are not accepted"), "{context}");
    // Eight digits of it: four stand in many an identifier by chance.
    let digits: String = answer.text().split([' ', '+']).collect();
    assert!(!digits.contains("42424242"), "{context} repeats it");
}

async fn assert_in_no_table(superuser: &mut sqlx::PgConnection) {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    )
    .fetch_all(&mut *superuser)
    .await
    .unwrap();
    for table in tables {
        let sql = format!(
            "select count(*) from {table} t where t::text ~ '4242[ -]?4242[ -]?4242[ -]?4242'"
        );
        let rows: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *superuser).await.unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers() {
    let visit_ = Visit::new().await;
    let (a, owner) = (&visit_.town.a, &visit_.owner_a);
    let pdf = format!("/invoices/{}/pdf", a.open);
    let foreign = owner.request(Method::POST, "/language").header("sec-fetch-site", "cross-site");
    let too_large =
        owner.request(Method::POST, "/language").header("sec-fetch-site", "same-origin");
    let too_large = too_large
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("a=".to_owned() + &"x".repeat(3 << 20));
    for (what, status, answer) in [
        ("a page", 200, owner.get("/").await),
        ("a file", 200, owner.get(&pdf).await),
        ("a redirection", 303, visit_.nobody.get("/").await),
        ("a page before a session", 200, visit_.nobody.get("/sign-in").await),
        ("no such page", 404, owner.get("/nothing/here").await),
        ("a foreign form", 403, owner.send(foreign).await),
        ("a form without its fields", 422, owner.post("/language", EMPTY).await),
        ("a wrong method", 405, owner.post("/invoices", EMPTY).await),
        ("a body that is too large", 413, owner.send(too_large).await),
        ("the health", 200, visit_.nobody.get("/healthz").await),
        ("the metrics", 200, visit_.nobody.get("/metrics").await),
    ] {
        assert_eq!(answer.status.as_u16(), status, "{what}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{what}: {name}");
        }
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
        assert!(!policy.contains("unsafe"), "{what}: {policy}");
        assert!(
            policy.contains("form-action 'self'") && policy.contains("base-uri 'none'"),
            "{what}"
        );
        assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
    }
    // What is about somebody is kept by no shared cache.
    for path in ["/", &pdf] {
        let caching = owner.get(path).await.header("cache-control").to_owned();
        assert!(caching.contains("private") || caching.contains("no-store"), "{path}: {caching}");
    }
}

#[tokio::test]
async fn no_page_holds_inline_code() {
    let visit_ = Visit::new().await;
    let mut pages = 0;
    // What ends so is a mail for a sandboxed frame, which brings its own styles; see below.
    let is_page = |route: &&Route| route.is_get() && !route.path.ends_with("/html");
    for route in ROUTES.iter().filter(is_page) {
        let path = route.of(&visit_.town.a);
        for browser in [visit_.visitor(route.audience), &visit_.nobody, &visit_.owner_b] {
            let answer = browser.get(&path).await;
            if !answer.is_html() || answer.body.is_empty() {
                continue;
            }
            assert_eq!(inline_code(&answer.text()), Vec::<String>::new(), "{path}");
            let policy = answer.header("content-security-policy");
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            pages += 1;
        }
    }
    assert!(pages > 20, "{pages} pages");
}

#[tokio::test]
async fn captured_mail_brings_its_styles_only_into_a_sandboxed_frame_and_only_in_a_sandbox() {
    let visit_ = Visit::new().await;
    let list = visit_.nobody.get("/dev/mail").await;
    assert_eq!(list.status, StatusCode::OK);
    let html = list.text();
    let first = html.split("/dev/mail/").nth(1).expect("a captured mail");
    let id = first.split(['"', '/', '?', '#']).next().unwrap();
    let mail = visit_.nobody.get(&format!("/dev/mail/{id}/html")).await;
    assert_eq!(mail.status, StatusCode::OK);
    let policy = mail.header("content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("script-src"), "{policy}");
    let live = World::with(Setup { is_sandbox: false, captures_mail: true, ..Setup::default() });
    let live = live.await;
    for path in ["/dev/mail".to_owned(), format!("/dev/mail/{id}"), format!("/dev/mail/{id}/html")]
    {
        assert_eq!(live.browser().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_preview_of_a_mail_brings_its_styles_only_into_a_sandboxed_frame() {
    let visit_ = Visit::new().await;
    let page = visit_.admin().get("/admin/email-templates/invoice_issued/en").await.text();
    let frame = page.split("<iframe").nth(1).expect("a frame").split('>').next().unwrap();
    assert!(frame.contains("sandbox=\"\""), "{frame}");
    let mail = visit_.admin().get("/admin/email-templates/invoice_issued/en/html").await;
    assert_eq!(mail.status, StatusCode::OK);
    let policy = mail.header("content-security-policy");
    for part in ["default-src 'none'", "sandbox", "frame-ancestors 'self'", "form-action 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("allow-") && !policy.contains("script-src"), "{policy}");
    assert!(!mail.text().contains("<script"));
}
