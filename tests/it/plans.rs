//! The operator's catalogue through the staff's pages (rows E1 E8 F1): a version is published once, exactly
//! as it was looked at; a newer one touches nobody; coupons are redeemed as often as they say.

mod attached;
mod coupons;
mod files;
mod moving;

use crate::harness::browser::{Answer, Browser};
use crate::harness::{TESTER, World};
use jiff::ToSpan;
use quittance::domain::access::StaffRole;
use quittance::domain::currency::Currency;
use quittance::domain::id::PlanVersionId;
use quittance::domain::period::{Alignment, Interval, IntervalUnit};
use quittance::flows::subscriptions::subscribe::{SubscribeOptions, SubscribeOrder, subscribe};
use quittance::store::plans;
use reqwest::StatusCode;
use uuid::Uuid;

const NEW: &str = "/admin/plans/new";

pub async fn admin(world: &World) -> Browser {
    let admin = world.staff("admin", StaffRole::Admin).await;
    world.sign_in(admin).await
}

pub async fn number(world: &World, sql: &'static str) -> i64 {
    let mut superuser = world.database.superuser().await;
    sqlx::query_scalar(sql).fetch_one(&mut superuser).await.unwrap()
}

/// What staff type: a base fee, and calls by volume after 500 free ones.
struct Typed(Vec<(&'static str, String)>);

impl Typed {
    fn new(world: &World) -> Self {
        let fields = [
            ("code", "business"),
            ("kind", "plan"),
            ("name", "Business"),
            ("description", "For companies"),
            ("currency", "usd"),
            ("interval-unit", "month"),
            ("interval-count", "1"),
            ("trial-days", "14"),
            ("offered", "yes"),
            ("features", "Single sign-on\r\nAudit log"),
            ("limits", "projects = 50"),
            ("components", "2"),
            ("c1-code", "base"),
            ("c1-description", "Business"),
            ("c1-quantity", "one"),
            ("c1-timing", "in_advance"),
            ("c1-model", "flat"),
            ("c1-shown", "flat"),
            ("c1-amount", "1,049.50"),
            ("c2-code", "calls"),
            ("c2-description", "API calls"),
            ("c2-quantity", "meter"),
            ("c2-meter", "api-calls"),
            ("c2-timing", "in_arrears"),
            ("c2-model", "volume"),
            ("c2-shown", "volume"),
            ("c2-included", "500"),
            ("c2-tiers", "2"),
            ("c2-t1-up-to", "10,000"),
            ("c2-t1-unit", "0.008"),
            ("c2-t2-unit", "0.005"),
        ];
        let mut typed = Self(fields.map(|(name, text)| (name, text.to_owned())).into());
        typed.set("id", Uuid::now_v7());
        typed.set("effective-on", world.today());
        typed
    }

    fn set(&mut self, name: &'static str, text: impl ToString) -> &mut Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, text.to_string()));
        self
    }

    async fn send(&mut self, browser: &Browser, path: &str, act: &str) -> Answer {
        self.set("do", act);
        let form: Vec<_> = self.0.iter().map(|(name, text)| (*name, text.as_str())).collect();
        browser.post(path, &form).await
    }

    /// Looks at it, then publishes what was looked at.
    async fn publish(&mut self, browser: &Browser, path: &str) -> Answer {
        let seen = self.send(browser, path, "preview").await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
        let digest = value_of(&seen.text(), "seen");
        self.set("seen", digest).send(browser, path, "publish").await
    }
}

/// What the field of this name holds.
fn value_of(html: &str, name: &str) -> String {
    let (_, rest) =
        html.split_once(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}"));
    let (_, rest) = rest.split_once("value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_version_is_published_once_and_exactly_as_it_was_looked_at() {
    let world = World::new().await;
    let admin = admin(&world).await;
    let mut typed = Typed::new(&world);
    let seen = typed.set("c2-tries", "12,500").send(&admin, NEW, "preview").await;
    let page = seen.text();
    assert_eq!(seen.status, StatusCode::OK, "{page}");
    // 500 are free: the edge is at 10,500. 10,000 × 0.008 = 80.00; 10,001 × 0.005 = 50.005.
    for shown in ["10,499", "US$79.99", "10,500", "US$80.00", "10,501", "US$50.01", "US$60.00"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(page.contains("10,500 cost US$80.00, but 10,501 cost only US$50.01"), "{page}");
    assert_eq!(number(&world, "select count(*) from plan_versions").await, 0);

    // What was looked at says 0.008; something else is not published.
    let digest = value_of(&page, "seen");
    let other =
        typed.set("seen", digest).set("c2-t1-unit", "0.009").send(&admin, NEW, "publish").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.text().contains("this is not what you reviewed"), "{}", other.text());
    assert_eq!(number(&world, "select count(*) from plan_versions").await, 0);

    typed.set("c2-t1-unit", "0.008");
    for _ in 0..2 {
        let published = typed.send(&admin, NEW, "publish").await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
        let page = admin.get(published.header("location")).await.text();
        assert!(page.contains("US$1,049.50") && page.contains("Single sign-on"), "{page}");
    }
    assert_eq!(number(&world, "select count(*) from plan_versions").await, 1);
    let logged = "select count(*) from audit_log where action = 'plan_version.published'";
    assert_eq!(number(&world, logged).await, 1);
    // The same code is a further version of that plan, not another plan.
    let again = Typed::new(&world).send(&admin, NEW, "preview").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn rows_are_added_and_models_chosen_without_losing_what_was_typed() {
    let world = World::new().await;
    let admin = admin(&world).await;
    let mut typed = Typed::new(&world);
    let more = typed.set("name", "").send(&admin, NEW, "add-tier 2").await;
    let page = more.text();
    // Not the time to complain about the name.
    assert_eq!(more.status, StatusCode::OK);
    assert!(!page.contains("error-summary"), "{page}");
    assert_eq!(value_of(&page, "c2-tiers"), "3");
    assert_eq!(value_of(&page, "c2-t2-unit"), "0.005");
    assert_eq!(value_of(&page, "c1-amount"), "1,049.50");
    let more = typed.send(&admin, NEW, "add-component").await.text();
    assert_eq!(value_of(&more, "components"), "3");
    let fewer = typed.send(&admin, NEW, "remove-component 1").await.text();
    assert_eq!(value_of(&fewer, "c1-code"), "calls");
    // Another model: its fields are shown before anything is refused, and the tiers are kept.
    let chosen = typed
        .set("name", "Business")
        .set("c2-model", "per_unit")
        .send(&admin, NEW, "preview")
        .await;
    assert_eq!(chosen.status, StatusCode::OK);
    let page = chosen.text();
    assert!(
        page.contains("The price model was changed") && page.contains("id=\"c2-unit\""),
        "{page}"
    );
    assert_eq!(value_of(&page, "c2-t1-up-to"), "10,000");
}

#[tokio::test]
async fn what_does_not_read_is_named_at_its_field_and_kept() {
    let world = World::new().await;
    let admin = admin(&world).await;
    for (field, text) in [
        ("name", ""),
        ("code", "Business Plan"),
        ("currency", "USX"),
        ("interval-count", "0"),
        ("trial-days", "x"),
        ("effective-on", "2020-01-01"),
        ("limits", "projects"),
        ("c1-amount", "1.234,5"),
        ("c1-description", ""),
        ("c1-code", "calls"),
        ("c2-timing", "in_advance"),
        ("c2-t1-up-to", ""),
        ("c2-t1-unit", "0.0000000000001"),
        ("c2-t1-unit", "-1"),
        ("c2-minimum", "1e3"),
    ] {
        let answer = Typed::new(&world).set(field, text).send(&admin, NEW, "preview").await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {page}");
        // Of two components with one code the later one is at fault.
        let at = if field == "c1-code" { "c2-code" } else { field };
        assert!(page.contains(&format!("id=\"{at}-error\"")), "{field}: {page}");
        assert!(
            page.contains("0.005") && page.contains("Audit log"),
            "{field}: something was lost"
        );
    }
    let huge = Typed::new(&world)
        .set("c2-t2-unit", "999999999999999999")
        .send(&admin, NEW, "preview")
        .await;
    assert_eq!(huge.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", huge.text());
    assert_eq!(number(&world, "select count(*) from plans").await, 0);
}

#[tokio::test]
async fn a_newer_version_touches_nobody_who_has_the_older_one() {
    let world = World::new().await;
    let admin = admin(&world).await;
    let mut typed = Typed::new(&world);
    assert_eq!(typed.publish(&admin, NEW).await.status, StatusCode::SEE_OTHER);
    let (tenant, books) = (world.tenant("Alpha").await, world.books("main").await);
    let month = Interval::every(IntervalUnit::Month);
    let mut tx = world.write(tenant).await;
    let first = plans::current_version(&mut tx, "business", "USD", month, world.today()).await;
    let first = first.unwrap().unwrap();
    let order = SubscribeOrder {
        idempotency_key: "form".into(),
        seller: books.seller,
        version: first.version_id,
        seats: 1,
        starts_at: world.now(),
        alignment: Alignment::Anniversary,
        options: SubscribeOptions::default(),
    };
    subscribe(&mut tx, world.now(), &TESTER, &order).await.unwrap();
    tx.commit().await.unwrap();

    // The form begins as the newest version is; this one begins in thirty days.
    let path = format!("/admin/plans/{}/versions/new", first.plan_id);
    let form = admin.get(&path).await.text();
    assert_eq!(value_of(&form, "c1-amount"), "1049.50");
    assert!(form.contains("projects = 50"), "{form}");
    let coming = world.today().checked_add(30.days()).unwrap();
    let mut newer = Typed::new(&world);
    newer.set("effective-on", coming).set("c1-amount", "1,200").set("code", "other");
    assert_eq!(newer.publish(&admin, &path).await.status, StatusCode::SEE_OTHER);
    let page = admin.get(&format!("/admin/plans/{}", first.plan_id)).await.text();
    assert!(page.contains("Scheduled") && page.contains("US$1,200.00"), "{page}");
    let list = admin.get("/admin/plans").await.text();
    assert!(list.contains("New version scheduled") && list.contains("US$1,049.50"), "{list}");

    // On its day it is what new subscriptions take, and the old one is where it was.
    let mut tx = world.write(tenant).await;
    let later = plans::current_version(&mut tx, "business", "USD", month, coming).await;
    let later = later.unwrap().unwrap();
    assert_eq!((later.version_no, first.version_no), (2, 1));
    let kept = "select count(*) from subscription_phases p join plan_versions v using (version_id) \
                where v.version_no = 1 and p.until_at is null";
    assert_eq!(number(&world, kept).await, 1);

    // A version that should not have been is archived: the one before takes its place again.
    let wrong = format!("/admin/plans/{}/versions/{}", later.plan_id, later.version_id);
    let archived = admin.post(&format!("{wrong}/archive"), &[("archived", "yes")]).await;
    assert_eq!(archived.status, StatusCode::SEE_OTHER);
    let again = plans::current_version(&mut tx, "business", "USD", month, coming).await;
    assert_eq!(again.unwrap().unwrap().version_id, first.version_id);
    assert!(admin.get(&wrong).await.text().contains("Archived"));
}

#[tokio::test]
async fn customers_may_choose_what_is_offered_and_current() {
    let world = World::new().await;
    let admin = admin(&world).await;
    let mut typed = Typed::new(&world);
    typed.publish(&admin, NEW).await;
    let id: PlanVersionId =
        typed.0.iter().find(|(name, _)| *name == "id").unwrap().1.parse().unwrap();
    let tenant = world.tenant_in("Alpha", Currency::USD).await;
    let offered = async || {
        let mut tx = world.db().tenant_read(tenant).await.unwrap();
        let found = plans::offered(&mut tx, world.today()).await.unwrap();
        found.into_iter().map(|one| one.version.version_id).collect::<Vec<_>>()
    };
    assert_eq!(offered().await, [id]);
    let plan = number(&world, "select count(*) from plans where kind = 'plan'").await;
    assert_eq!(plan, 1);
    let page = admin.get("/admin/plans?q=BUSI").await.text();
    let path = page.split('"').find(|text| text.contains("/versions/")).unwrap().to_owned();
    for (word, expected) in [("no", 0), ("yes", 1)] {
        let answer = admin.post(&format!("{path}/offer"), &[("offered", word)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(offered().await.len(), expected);
    }
    let none = admin.get("/admin/plans?q=nothing").await.text();
    assert!(none.contains("No plan matches"), "{none}");
}

#[tokio::test]
async fn the_catalogue_is_read_by_all_staff_and_in_german() {
    let world = World::new().await;
    let admin = admin(&world).await;
    assert!(admin.get("/admin/plans").await.text().contains("No plans yet"));
    Typed::new(&world).publish(&admin, NEW).await;
    let support = world.staff("support", StaffRole::Support).await;
    let support = world.sign_in(support).await;
    let page = support.get("/admin/plans").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains(NEW), "nothing is offered that would be refused");
    assert_eq!(support.get(NEW).await.status, StatusCode::FORBIDDEN);
    admin.post("/language", &[("language", "de"), ("back", "/admin/plans")]).await;
    let german = admin.get("/admin/plans").await.text();
    assert!(german.contains("1.049,50\u{a0}$") && german.contains("monatlich"), "{german}");
    // Numbers are typed as they are written there.
    let mut typed = Typed::new(&world);
    typed.set("code", "zusatz").set("kind", "add_on").set("c1-amount", "1.049,50");
    typed.set("c2-t1-up-to", "10.000").set("c2-t1-unit", "0,008").set("c2-t2-unit", "0,005");
    assert_eq!(typed.publish(&admin, NEW).await.status, StatusCode::SEE_OTHER);
    let add_ons = admin.get("/admin/plans?kind=add_on").await.text();
    assert!(add_ons.contains("zusatz") && !add_ons.contains("<code>business</code>"), "{add_ons}");
}
